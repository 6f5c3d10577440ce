import Kernel
import ReportingContract

/// The tables of the SDG 4 report.
struct SdgTables {
    let figures: SdgFigures

    func blocks(_ dataset: ReportDataset) -> [ReportBlock] {
        switch dataset {
        case .sdgTargets: overview()
        case .sdgChain: [.table(chain())]
        case .sdgProgress: figures.targets.flatMap(progress)
        case .sdgGaps: gaps()
        case .sdgProjects: projects()
        default: []
        }
    }

    private func cell(_ text: LocalizedText?, _ source: Int?, key: String? = nil) -> ReportCell {
        guard let text else { return ReportCell(state: .none) }
        return ReportCell(state: .value, value: text.th, en: text.en, source: source, key: key)
    }

    private func cell(_ text: String?, _ source: Int?, key: String? = nil) -> ReportCell {
        guard let text else { return ReportCell(state: .none) }
        return ReportCell(state: .value, value: text, source: source, key: key)
    }

    private func cell(_ figure: Figure, _ source: Int?, key: String) -> ReportCell {
        switch figure {
        case .value(let text): ReportCell(state: .value, value: text, source: source, key: key)
        case .none: ReportCell(state: .none)
        case .notApplicable: ReportCell(state: .notApplicable)
        case .notReported: ReportCell(state: .notReported)
        case .suppressed: ReportCell(state: .suppressed, source: source, key: key)
        }
    }

    private func column(_ code: String, _ thai: String, _ english: String, _ kind: ReportValueKind) -> ReportColumn {
        ReportColumn(code: code, title: LocalizedText(thai, english), kind: kind)
    }

    private func label(_ target: SdgTarget) -> LocalizedText {
        let number = SdgAnswers.short(target.code)
        return LocalizedText(th: "\(number) \(target.name.th)", en: target.name.en.map { "\(number) \($0)" })
    }

    /// Above a table: with the name that keeps the number as people look for it.
    private func heading(_ target: SdgTarget) -> ReportBlock {
        let label = label(target)
        return .heading(LocalizedText(th: "SDG \(label.th)", en: label.en.map { "SDG \($0)" }))
    }

    // MARK: Overview

    /// Each target with its indicators by status, its projects and their money; each project once a target.
    private func overview() -> [ReportBlock] {
        let columns =
            [column("target", "เป้าหมาย", "Target", .text), column("indicators", "ตัวชี้วัด", "Indicators", .count)]
            + Achievement.allCases.map {
                ReportColumn(code: $0.rawValue, title: ReportMessages.text($0), kind: .count)
            } + [
                column("projects", "โครงการ", "Projects", .count),
                ReportColumn(code: "allocated", title: ReportMessages.allocated, kind: .money),
                ReportColumn(code: "spent", title: ReportMessages.spent, kind: .money),
            ]
        let rows = figures.targets.map { target in
            let indicators = figures.indicators.filter { $0.target == target.code }
            let projects = figures.projects.filter { $0.target == target.code }
            let money = projects.compactMap(\.money)
            let source = indicators.first?.source ?? figures.source
            var cells = [cell(label(target), figures.source, key: target.code)]
            cells.append(cell(String(indicators.count), source, key: target.code))
            cells += Achievement.allCases.map { status in
                cell(String(indicators.count { $0.status == status }), source, key: target.code)
            }
            cells.append(cell(String(projects.count), figures.source, key: target.code))
            for amounts in [money.map(\.allocated), money.map(\.spent)] {
                cells.append(
                    amounts.isEmpty
                        ? ReportCell(state: .none)
                        : cell(Money.sum(amounts)?.description, figures.moneySource, key: target.code))
            }
            return ReportRow(cells: cells)
        }
        let table = ReportTable(
            code: "sdg-targets",
            caption: LocalizedText(
                "ภาพรวมตามเป้าหมาย SDG 4 (จำนวนเงินเป็นบาท)", "SDG 4 by target (money in baht)"), columns: columns,
            rows: rows)
        let chart = ChartBuilder(table: table).chart(
            "sdg-status", LocalizedText("จำนวนตัวชี้วัดตามสถานะของแต่ละเป้าหมาย", "Indicators by status of each target"),
            .stacked, of: Achievement.allCases.map(\.rawValue))
        return [.table(table)] + chart
    }

    // MARK: Indicators

    /// Target → global indicator → national → provincial; a global indicator without a provincial one says so.
    private func chain() -> ReportTable {
        var rows: [ReportRow] = []
        for target in figures.targets {
            let own = figures.indicators.filter { $0.target == target.code }
            for global in target.globals {
                let mapped = own.filter { $0.global == global.code }
                let name = LocalizedText(
                    th: "\(global.code) \(global.name.th)", en: global.name.en.map { "\(global.code) \($0)" })
                if mapped.isEmpty { rows.append(row(target, name, nil)) }
                rows += mapped.map { row(target, name, $0) }
            }
            let known = Set(target.globals.map(\.code))
            rows += own.filter { !($0.global.map(known.contains) ?? false) }.map { row(target, nil, $0) }
        }
        return ReportTable(
            code: "sdg-chain", caption: LocalizedText("ความเชื่อมโยงของตัวชี้วัด", "How the indicators hang together"),
            columns: [
                column("target", "เป้าหมาย", "Target", .text), column("global", "ตัวชี้วัดโลก", "Global indicator", .text),
                column("national", "ตัวชี้วัดประเทศ", "National indicator", .text),
                column("provincial", "ตัวชี้วัดจังหวัด", "Provincial indicator", .text),
            ], rows: rows)
    }

    private func row(_ target: SdgTarget, _ global: LocalizedText?, _ indicator: SdgIndicator?) -> ReportRow {
        let own = indicator.map { $0.name.with(code: $0.code) }
        return ReportRow(cells: [
            cell(SdgAnswers.short(target.code), figures.source, key: target.code), cell(global, figures.source),
            cell(indicator?.national, indicator?.source), cell(own, indicator?.source, key: indicator?.code),
        ])
    }

    private func progress(_ target: SdgTarget) -> [ReportBlock] {
        let own = figures.indicators.filter { $0.target == target.code }
        guard !own.isEmpty else {
            return [
                heading(target),
                .paragraph(
                    LocalizedText("จังหวัดยังไม่มีตัวชี้วัดของเป้าหมายนี้", "The province measures nothing of this target yet.")),
            ]
        }
        let rows = own.map { line in
            let milestones = line.milestones.map {
                "\($0.year.buddhistYear):\u{A0}\(CellText.groupedDecimal("\($0.value)"))"
            }.joined(
                separator: " · ")
            return ReportRow(cells: [
                cell(line.name.with(code: line.code), line.source, key: line.code),
                cell(line.unit, line.source),
                cell(line.baseline?.value, line.source, key: line.code),
                cell(line.latest, line.source, key: line.code),
                cell(line.targetOfYear, line.source, key: line.code),
                cell(milestones.isEmpty ? nil : milestones, line.trendSource, key: line.code),
                cell(line.target2030, line.trendSource, key: line.code),
                line.latest == .suppressed
                    ? cell(.suppressed, line.source, key: line.code)
                    : cell(ReportMessages.text(line.status), line.source),
                cell(Self.trend(line.trend), line.trendSource),
            ])
        }
        return [
            heading(target),
            .table(
                ReportTable(
                    code: "sdg-progress-\(SdgAnswers.short(target.code))",
                    caption: LocalizedText(
                        "ความก้าวหน้าตามเป้าหมาย SDG \(SdgAnswers.short(target.code))",
                        "Progress of target SDG \(SdgAnswers.short(target.code))"),
                    columns: [
                        column("indicator", "ตัวชี้วัด", "Indicator", .text),
                        ReportColumn(code: "unit", title: ReportMessages.unit, kind: .text),
                        column("baseline", "ค่าฐาน", "Baseline", .number), column("latest", "ล่าสุด", "Latest", .number),
                        column("target", "เป้าปีนี้", "This year", .number),
                        column("milestones", "หลักหมาย", "Milestones", .text),
                        column("target2030", "เป้าปี 2573 (2030)", "2030", .number),
                        ReportColumn(code: "status", title: ReportMessages.status, kind: .text),
                        column("trend", "แนวโน้ม", "Trend", .text),
                    ], rows: rows)),
        ]
    }

    static func trend(_ trend: String) -> LocalizedText {
        switch trend {
        case "improving": LocalizedText("ดีขึ้น", "Improving")
        case "steady": LocalizedText("คงที่", "Steady")
        case "worsening": LocalizedText("แย่ลง", "Worsening")
        default: LocalizedText("ยังบอกไม่ได้", "Not known")
        }
    }

    // MARK: Gaps and projects

    private func gaps() -> [ReportBlock] {
        guard !figures.gaps.isEmpty else {
            return [.paragraph(LocalizedText("ไม่พบข้อมูลจำแนกที่ขาด", "No disaggregation is missing."))]
        }
        let rows = figures.gaps.map { gap in
            ReportRow(cells: [
                cell(gap.indicatorName.with(code: gap.indicator), gap.source, key: gap.indicator),
                cell(gap.element, gap.source), cell(gap.period, gap.source), cell(gap.dimension, gap.source),
                cell(
                    LocalizedText(
                        th: gap.missing.map(\.th).joined(separator: ", "),
                        en: gap.missing.map { $0.en ?? $0.th }.joined(separator: ", ")), gap.source),
            ])
        }
        return [
            .table(
                ReportTable(
                    code: "sdg-gaps", caption: LocalizedText("ข้อมูลจำแนกที่ยังขาด", "Disaggregations that are missing"),
                    columns: [
                        ReportColumn(code: "indicator", title: ReportMessages.indicator, kind: .text),
                        column("element", "รายการข้อมูล", "Data element", .text),
                        column("period", "ช่วงเวลา", "Period", .text), column("dimension", "มิติ", "Dimension", .text),
                        column("missing", "กลุ่มที่ไม่มีข้อมูล", "Missing", .text),
                    ], rows: rows))
        ]
    }

    private func projects() -> [ReportBlock] {
        guard !figures.projects.isEmpty else {
            return [.paragraph(LocalizedText("แผนยังไม่เชื่อมโยงกับ SDG 4", "The plan has no tie to SDG 4."))]
        }
        let rows = figures.projects.map { project in
            ReportRow(cells: [
                cell(SdgAnswers.short(project.target), project.source, key: project.target),
                cell(
                    project.name.with(code: project.code), project.source,
                    key: project.code), cell(project.organisation, project.source),
                cell(project.money?.allocated.description, project.money?.source, key: project.code),
                cell(project.money?.spent.description, project.money?.source, key: project.code),
                cell(project.money?.used.description, project.money?.source, key: project.code),
            ])
        }
        return [
            .table(
                ReportTable(
                    code: "sdg-projects",
                    caption: LocalizedText(
                        "โครงการและงบประมาณของแต่ละเป้าหมาย (บาท โครงการที่รองรับหลายเป้าหมายปรากฏทุกเป้าหมาย)",
                        "Projects and baht behind each target (a project that serves several stands under each)"),
                    columns: [
                        column("target", "เป้าหมาย", "Target", .text),
                        ReportColumn(code: "project", title: ReportMessages.project, kind: .text),
                        ReportColumn(code: "organisation", title: ReportMessages.organisation, kind: .text),
                        ReportColumn(code: "allocated", title: ReportMessages.allocated, kind: .money),
                        ReportColumn(code: "spent", title: ReportMessages.spent, kind: .money),
                        ReportColumn(code: "used", title: ReportMessages.used, kind: .money),
                    ], rows: rows))
        ]
    }
}
