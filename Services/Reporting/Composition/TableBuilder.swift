import Kernel
import ReportingContract

/// Makes the tables of a report.
struct TableBuilder {
    let year: ProvinceYear

    func blocks(_ dataset: ReportDataset) -> [ReportBlock] {
        switch dataset {
        case .planLinks: year.plan.map(links) ?? []
        case .projectPurpose: year.plan.map(purpose) ?? []
        case .projectChains: year.plan.map(chains) ?? []
        case .projectActivities:
            year.plan.map { ActivityTable(plan: $0, days: year.activityDays).blocks() } ?? []
        case .overview: overview()
        case .resultsByIssue: resultsByIssue()
        case .moneyByCategory:
            money("money-category", ReportMessages.moneyByCategory, year.money?.byCategory, ReportMessages.category)
        case .moneyByPlanType:
            money("money-plan-type", ReportMessages.moneyByPlanType, year.money?.byPlanType, ReportMessages.planType)
        case .spendingTargets: year.money.map(targets) ?? []
        case .problems: problems()
        case .whoReported: year.round.map(whoReported) ?? []
        case .sdgTargets, .sdgChain, .sdgProgress, .sdgGaps, .sdgProjects:
            year.sdg.map { SdgTables(figures: $0).blocks(dataset) } ?? []
        }
    }

    // MARK: Plans

    private func links(_ plan: ProvincePlan) -> [ReportBlock] {
        let rows = plan.links.map { link in
            ReportRow(cells: [
                cell(
                    link.issue.flatMap { issue in issues.firstIndex { $0.code == issue } }.map { String($0 + 1) },
                    source: link.source, key: link.issue),
                cell(link.element, source: link.source),
                cell(link.targetPlan, source: link.source), cell(link.target, source: link.source),
            ])
        }
        return [
            .table(
                ReportTable(
                    code: "links", caption: ReportMessages.linksCaption,
                    columns: [
                        column("issue", ReportMessages.issue, .text), column("element", ReportMessages.element, .text),
                        column("plan", ReportMessages.targetPlan, .text), column("target", ReportMessages.link, .text),
                    ], rows: rows))
        ]
    }

    private func purpose(_ plan: ProvincePlan) -> [ReportBlock] {
        func all(_ texts: [LocalizedText], _ project: PlanProject) -> ReportCell {
            guard !texts.isEmpty else { return ReportCell(state: .none) }
            let english = texts.map { $0.en ?? $0.th }.joined(separator: "; ")
            return cell(
                LocalizedText(texts.map(\.th).joined(separator: "; "), english), source: project.source,
                key: project.code)
        }
        let rows = plan.projects.map { project in
            ReportRow(cells: [
                cell(project.title.with(code: project.code), source: project.source, key: project.code),
                all([project.rationale].compactMap { $0 }, project), all(project.indicators, project),
                all(project.groups, project),
            ])
        }
        guard !rows.isEmpty else { return [.paragraph(ReportMessages.noProjectsAtAll)] }
        return [
            .table(
                ReportTable(
                    code: "m3", caption: LocalizedText("รายละเอียดโครงการ", "What the projects are for"),
                    columns: [
                        column("project", ReportMessages.project, .text),
                        column("details", LocalizedText("หลักการและเหตุผล", "Rationale"), .text),
                        column(
                            "indicator", LocalizedText("ตัวชี้วัดและค่าเป้าหมาย", "Indicators and targets"), .text),
                        column("groups", LocalizedText("กลุ่มเป้าหมาย", "Target group"), .text),
                    ], rows: rows))
        ]
    }

    private func chains(_ plan: ProvincePlan) -> [ReportBlock] {
        guard !plan.projects.isEmpty else { return [.paragraph(ReportMessages.noProjectsAtAll)] }
        let rows = plan.projects.map { project in
            let chain = plan.chains[project.code]
            func all(_ texts: [LocalizedText]?) -> ReportCell {
                guard let texts, !texts.isEmpty else { return ReportCell(state: .missing) }
                return cell(
                    LocalizedText(
                        texts.map(\.th).joined(separator: "\n"), texts.map { $0.en ?? $0.th }.joined(separator: "\n")),
                    source: chain?.source, key: project.code)
            }
            return ReportRow(cells: [
                cell(project.title.with(code: project.code), source: project.source, key: project.code),
                all(chain?.z), all(chain?.y2), all(chain?.y1),
            ])
        }
        return [
            .table(
                ReportTable(
                    code: "m2",
                    caption: LocalizedText("ความสัมพันธ์เชิงเหตุและผลของโครงการ", "Causal chains of the projects"),
                    columns: [
                        column("project", ReportMessages.project, .text),
                        column("z", LocalizedText("Z ยุทธศาสตร์ชาติ", "Z national strategy"), .text),
                        column("y2", LocalizedText("Y2 แผนแม่บท ระดับประเด็น", "Y2 master plan, issue"), .text),
                        column("y1", LocalizedText("Y1 แผนแม่บทย่อย", "Y1 sub-plan"), .text),
                    ], rows: rows))
        ]
    }

    /// The strategic issues, and at the end what belongs to none of them.
    private var issues: [StrategicIssue] {
        let planned = year.plan?.issues ?? []
        let known = Set(planned.map(\.code))
        var others = Set(year.results?.compactMap(\.issue) ?? []).subtracting(known).sorted().map {
            StrategicIssue(code: $0, title: LocalizedText(th: $0))
        }
        if year.results?.contains(where: { $0.issue == nil }) ?? false {
            others.append(StrategicIssue(code: "", title: ReportMessages.noIssue))
        }
        return planned + others
    }

    private func results(of issue: StrategicIssue) -> [IndicatorLine] {
        year.results?.filter { ($0.issue ?? "") == issue.code } ?? []
    }

    private func projects(of issue: StrategicIssue) -> [PlanProject] {
        year.plan?.projects.filter { ($0.issue ?? "") == issue.code } ?? []
    }

    private func moneyLines(of projects: [PlanProject]) -> [MoneyLine] {
        let codes = Set(projects.map(\.code))
        return year.money?.byProject.filter { codes.contains($0.key) } ?? []
    }

    private func overview() -> [ReportBlock] {
        guard year.plan != nil || year.results != nil else { return [] }
        var rows: [ReportRow] = []
        for (index, issue) in issues.enumerated() {
            let results = results(of: issue)
            let lines = moneyLines(of: projects(of: issue))
            let source = results.first?.source
            let counts = [
                results.count, results.count { $0.status == .achieved }, results.count { $0.status == .onTrack },
                results.count { $0.status == .behind || $0.status == .atRisk },
                results.count { $0.status == .notEvaluated },
            ]
            var cells = [cell(numbered(issue, index + 1), source: year.plan?.source, key: issue.code)]
            cells += counts.map { year.results == nil ? missing : cell(String($0), source: source, key: issue.code) }
            cells.append(
                year.plan == nil ? missing : cell(String(projects(of: issue).count), source: year.plan?.source))
            cells += moneyCells(lines, key: issue.code)
            rows.append(ReportRow(cells: cells))
        }
        let columns =
            [
                column("issue", ReportMessages.issue, .text), column("indicators", ReportMessages.indicators, .count),
                column("achieved", ReportMessages.achieved, .count),
                column("onTrack", ReportMessages.text(.onTrack), .count),
                column("lagging", ReportMessages.lagging, .count),
                column("notEvaluated", ReportMessages.text(.notEvaluated), .count),
                column("projects", ReportMessages.projects, .count),
            ] + [column("allocated", ReportMessages.allocated, .money), column("spent", ReportMessages.spent, .money)]
        let table = ReportTable(
            code: "overview", caption: ReportMessages.overviewCaption, columns: columns, rows: rows)
        return [.table(TableTotals.totalled(table))]
            + ChartBuilder(table: table).chart(
                "status-by-issue", ReportMessages.statusChart, .stacked,
                of: ["achieved", "onTrack", "lagging", "notEvaluated"])
    }

    /// Allocated and spent of some lines.
    private func moneyCells(_ lines: [MoneyLine], key: String) -> [ReportCell] {
        guard year.money != nil else { return [missing, missing] }
        guard let first = lines.first, let allocated = Money.sum(lines.map(\.allocated)),
            let spent = Money.sum(lines.map(\.spent))
        else { return [ReportCell(state: .none), ReportCell(state: .none)] }
        return [allocated, spent].map { cell($0.description, source: first.source, key: key) }
    }

    // MARK: Results

    private func resultsByIssue() -> [ReportBlock] {
        issues.enumerated().flatMap { index, issue -> [ReportBlock] in
            var blocks: [ReportBlock] = [.heading(heading(issue, index + 1))]
            if year.results != nil { blocks.append(.table(indicatorTable(issue, number: index + 1))) }
            let projects = projects(of: issue)
            if projects.isEmpty {
                if year.plan != nil { blocks.append(.paragraph(ReportMessages.noProjects)) }
            } else {
                blocks.append(.table(projectTable(projects, number: index + 1)))
            }
            return blocks
        }
    }

    private func indicatorTable(_ issue: StrategicIssue, number: Int) -> ReportTable {
        ReportTable(
            code: "results-\(number)",
            caption: ReportMessages.resultsCaption(issue.code.isEmpty ? "–" : String(number)),
            columns: indicatorColumns, rows: results(of: issue).map(indicatorRow))
    }

    private var indicatorColumns: [ReportColumn] {
        [
            column("indicator", ReportMessages.indicator, .text), column("unit", ReportMessages.unit, .text),
            column("target", ReportMessages.target, .number), column("actual", ReportMessages.actual, .number),
            column("achievement", ReportMessages.achievement, .percent), column("status", ReportMessages.status, .text),
            column("answered", ReportMessages.answered, .text),
        ]
    }

    private func indicatorRow(_ line: IndicatorLine) -> ReportRow {
        func figure(_ figure: Figure) -> ReportCell {
            switch figure {
            case .value(let text): cell(text, source: line.source, key: line.code)
            case .none: ReportCell(state: .none, source: line.source, key: line.code)
            case .notApplicable: ReportCell(state: .notApplicable, source: line.source, key: line.code)
            case .notReported: ReportCell(state: .notReported, source: line.source, key: line.code)
            case .suppressed: ReportCell(state: .suppressed, source: line.source, key: line.code)
            }
        }
        let answered = line.answered.map { answered in
            cell(line.expected.map { "\(answered)/\($0)" } ?? String(answered), source: line.source, key: line.code)
        }
        return ReportRow(cells: [
            cell(line.name.with(code: line.code), source: line.source, key: line.code),
            cell(line.unit, source: line.source), figure(line.target), figure(line.actual), figure(line.achievement),
            line.actual == .suppressed
                ? figure(.suppressed) : cell(ReportMessages.text(line.status), source: line.source, key: line.code),
            answered ?? ReportCell(state: .notApplicable),
        ])
    }

    private func projectTable(_ projects: [PlanProject], number: Int) -> ReportTable {
        let lines = Dictionary(
            (year.money?.byProject ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = projects.map { project in
            var cells = [
                cell(project.title.with(code: project.code), source: project.source, key: project.code),
                cell(name(of: project.organisation), source: project.source, key: project.organisation),
                cell(project.isTraced.map(ReportMessages.traced), source: project.source, key: project.code),
            ]
            if year.money == nil {
                cells += [missing, missing, missing, missing]
            } else if let line = lines[project.code] {
                cells += amounts(line)
            } else {
                cells += Array(repeating: ReportCell(state: .none), count: 4)
            }
            return ReportRow(cells: cells)
        }
        let columns =
            [
                column("project", ReportMessages.project, .text),
                column("organisation", ReportMessages.organisation, .text),
                column("traced", ReportMessages.traced, .text),
            ] + moneyColumns
        return TableTotals.totalled(
            ReportTable(
                code: "projects-\(number)", caption: ReportMessages.projectsCaption, columns: columns, rows: rows))
    }

    private func problems() -> [ReportBlock] {
        let lagging = year.results?.filter { $0.status == .behind || $0.status == .atRisk } ?? []
        guard !lagging.isEmpty else { return [] }
        return [
            .table(
                ReportTable(
                    code: "lagging", caption: ReportMessages.laggingCaption, columns: indicatorColumns,
                    rows: lagging.map(indicatorRow)))
        ]
    }

    // MARK: Money

    private var moneyColumns: [ReportColumn] {
        [
            column("allocated", ReportMessages.allocated, .money), column("spent", ReportMessages.spent, .money),
            column("used", ReportMessages.used, .money), column("spentPercent", ReportMessages.spentPercent, .percent),
        ]
    }

    private func amounts(_ line: MoneyLine) -> [ReportCell] {
        var cells = [line.allocated, line.spent, line.used].map {
            cell($0.description, source: line.source, key: line.key)
        }
        cells.append(
            line.spent.ratio(to: line.allocated).map { cell($0.percent, source: line.source, key: line.key) }
                ?? ReportCell(state: .notApplicable, source: line.source, key: line.key))
        return cells
    }

    private func money(
        _ code: String, _ caption: LocalizedText, _ lines: [MoneyLine]?, _ key: LocalizedText
    ) -> [ReportBlock] {
        guard let lines else { return [] }
        let rows = lines.map { line in
            ReportRow(
                cells: [cell(line.name ?? LocalizedText(th: line.key), source: line.source, key: line.key)]
                    + amounts(line))
        }
        let columns = [column("key", key, .text)] + moneyColumns
        let table = ReportTable(code: code, caption: caption, columns: columns, rows: rows)
        return [.table(TableTotals.totalled(table))]
            + ChartBuilder(table: table).chart("\(code)-chart", caption, .bars, of: ["allocated", "used", "spent"])
    }

    private func targets(_ money: MoneyFigures) -> [ReportBlock] {
        guard !money.targets.isEmpty else { return [] }
        let rows = money.targets.map { target in
            ReportRow(cells: [
                cell(target.scope, source: target.source), cell(String(target.quarter), source: target.source),
                cell(target.target.percent, source: target.source),
                target.actual.map { cell($0.percent, source: target.source) } ?? ReportCell(state: .notApplicable),
                target.actual.map {
                    cell(BasisPoints($0.value - target.target.value).percent, source: target.source)
                } ?? ReportCell(state: .notApplicable),
            ])
        }
        let table = ReportTable(
            code: "spending-targets", caption: ReportMessages.targetsCaption,
            columns: [
                column("scope", ReportMessages.scope, .text), column("quarter", ReportMessages.quarter, .count),
                column("target", ReportMessages.targetPercent, .percent),
                column("actual", ReportMessages.actualPercent, .percent),
                column("difference", ReportMessages.difference, .percent),
            ], rows: rows)
        return [.table(table)]
            + ChartBuilder(table: table).chart(
                "spending-targets-chart", ReportMessages.targetsCaption, .bars, of: ["target", "actual"])
    }

    // MARK: Who reported

    private func whoReported(_ round: RoundFigures) -> [ReportBlock] {
        let rows = round.organisations.map { item in
            let answers = item.answers
            let counts = [answers.expected, answers.certified, answers.onTime, answers.late, answers.missing]
            return ReportRow(
                cells: [cell(item.name.with(code: item.code), source: round.source, key: item.code)]
                    + counts.map { cell(String($0), source: round.source, key: item.code) })
        }
        let columns = [
            column("organisation", ReportMessages.organisation, .text),
            column("expected", ReportMessages.expected, .count),
            column("certified", ReportMessages.certified, .count), column("onTime", ReportMessages.onTime, .count),
            column("late", ReportMessages.late, .count), column("missing", ReportMessages.notCertified, .count),
        ]
        return [
            .table(
                TableTotals.totalled(
                    ReportTable(code: "reported", caption: ReportMessages.reportedCaption, columns: columns, rows: rows)
                ))
        ]
    }

    // MARK: Pieces

    /// As people count them: codes are for machines.
    private func numbered(_ issue: StrategicIssue, _ number: Int) -> LocalizedText {
        issue.code.isEmpty ? issue.title : issue.title.with(code: "\(number).")
    }

    private func heading(_ issue: StrategicIssue, _ number: Int) -> LocalizedText {
        guard !issue.code.isEmpty else { return issue.title }
        return LocalizedText(
            "ประเด็นยุทธศาสตร์ที่ \(number) \(issue.title.th)",
            "Strategic issue \(number): \(issue.title.en ?? issue.title.th)")
    }

    /// What an organisation is called, where the round has it.
    private func name(of organisation: String?) -> LocalizedText? {
        guard let organisation else { return nil }
        return year.round?.organisations.first { $0.code == organisation }?.name ?? LocalizedText(th: organisation)
    }

    private let missing = ReportCell(state: .missing)

    private func cell(_ value: String?, source: Int?, key: String? = nil) -> ReportCell {
        value.map { ReportCell($0, source: source, key: key) } ?? ReportCell(state: .notApplicable)
    }

    private func cell(_ text: LocalizedText?, source: Int?, key: String? = nil) -> ReportCell {
        text.map { ReportCell($0, source: source, key: key) } ?? ReportCell(state: .notApplicable)
    }

    private func column(_ code: String, _ title: LocalizedText, _ kind: ReportValueKind) -> ReportColumn {
        ReportColumn(code: code, title: title, kind: kind)
    }
}
