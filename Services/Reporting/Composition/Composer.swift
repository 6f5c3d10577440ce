import Kernel
import ReportingContract

/// Makes a report's content out of a definition and what was gathered. Pure: the same input gives the same content.
struct Composer {
    /// Counts up with every change by which the same definition and answers give another content: in words, tables or charts.
    /// It is recorded with each report, so that one which is made again says whether another edition composed it. A test
    /// compares a content with the one that this number stands for.
    static let edition = 1

    let definition: ReportDefinition
    let number: Int
    let subject: ReportSubject
    let gathered: Gatherer.Gathered
    let composedAt: Instant

    func content() -> ReportContent {
        let values = gathered.values
        let tables = TableBuilder(year: gathered.year)
        let numbers = Dictionary(
            gathered.sources.map { ("\($0.service) \($0.method) \($0.params)", $0.number) },
            uniquingKeysWith: { first, _ in first })
        let bound = BoundTables(
            answers: gathered.answers, values: values,
            number: { numbers["\($0.service) \($0.method) \($0.params)"] })
        var built: [String: ReportTable] = [:]
        return ReportContent(
            definition: definition.code, definitionVersion: number, organisation: subject.organisation,
            organisationName: subject.name, fiscalYear: subject.fiscalYear, quarter: subject.quarter,
            title: values.fill(definition.title), corrects: subject.corrects, reason: subject.reason,
            composedAt: composedAt,
            parts: definition.parts.map { part in
                var blocks = gapNotes(part)
                for block in part.blocks { blocks += self.blocks(block, tables, bound, &built) }
                return ReportPart(code: part.code, title: values.fill(part.title), blocks: blocks)
            }, sources: gathered.sources, missing: gathered.gaps)
    }

    /// Says at the head of a part what it lacks.
    private func gapNotes(_ part: ReportPartDefinition) -> [ReportBlock] {
        gathered.gaps.filter { $0.parts.contains(part.code) }.map { gap in
            let question = SourceWords.method(gap.service, gap.method)
            return .gap(
                LocalizedText(
                    "ส่วนนี้ยังไม่สมบูรณ์: บริการ\(ServiceWords.name(gap.service)) (\(question.th)): \(gap.reason.th)",
                    "This part is not complete: the \(gap.service) service (\(question.en ?? question.th)): "
                        + (gap.reason.en ?? gap.reason.th)))
        }
    }

    private func blocks(
        _ block: ReportBinding, _ tables: TableBuilder, _ bound: BoundTables, _ built: inout [String: ReportTable]
    ) -> [ReportBlock] {
        guard (block.needs ?? []).allSatisfy(has) else { return [] }
        let values = gathered.values
        switch block.kind {
        case .heading: return block.text.map { [.heading(values.fill($0))] } ?? []
        case .text: return block.text.map { [.paragraph(values.fill($0))] } ?? []
        case .list: return [.list((block.items ?? []).map(values.fill))]
        case .dataset: return block.dataset.map(tables.blocks) ?? []
        case .table:
            guard let binding = block.table else { return [] }
            guard let table = bound.table(binding) else {
                let missing = definition.queries.first { $0.name == binding.query }?.whenMissing
                return missing.map { [.paragraph(values.fill($0))] } ?? []
            }
            built[table.code] = table
            if table.rows.isEmpty, let text = binding.whenEmpty { return [.paragraph(values.fill(text))] }
            return [.table(table)]
        case .chart:
            guard let chart = block.chart, let table = built[chart.table] else { return [] }
            return ChartBuilder(table: table).chart(
                chart.code, values.fill(chart.caption), chart.kind, of: chart.columns)
        }
    }

    private func has(_ need: String) -> Bool {
        switch need {
        case "plans": gathered.year.plan != nil
        case "indicators": gathered.year.results != nil && gathered.year.round != nil
        case "budget": gathered.year.money != nil
        case "sdg": gathered.year.sdg != nil
        default: gathered.answers[need] != nil
        }
    }
}

/// The figures of the datasets, which texts may name in braces.
struct Placeholders {
    private(set) var values: [String: (th: String, en: String)] = [:]

    init(_ year: ProvinceYear) {
        values["year"] = both(String(year.fiscalYear.buddhistYear))
        values["name"] = (year.name.th, year.name.en ?? year.name.th)
        values["first"] = day(year.fiscalYear.firstDay)
        values["last"] = day(year.fiscalYear.lastDay)
        if let plan = year.plan { add(plan) }
        if let results = year.results { add(results) }
        if let round = year.round { add(round) }
        if let money = year.money { add(money) }
    }

    private mutating func add(_ plan: ProvincePlan) {
        values["plan"] = (plan.title.th, plan.title.en ?? plan.title.th)
        values["planFirst"] = both(String(plan.years.lowerBound))
        values["planLast"] = both(String(plan.years.upperBound))
        values["issues"] = both(String(plan.issues.count))
    }

    private mutating func add(_ results: [IndicatorLine]) {
        values["indicators"] = both(String(results.count))
        for status in Achievement.allCases {
            values[status.rawValue] = both(String(results.count { $0.status == status }))
        }
        values["lagging"] = both(String(results.count { $0.status == .behind || $0.status == .atRisk }))
    }

    private mutating func add(_ round: RoundFigures) {
        values["round"] = (round.name.th, round.name.en ?? round.name.th)
        values["opens"] = day(round.opensOn)
        values["due"] = day(round.dueOn)
        values["expected"] = both(String(round.all.expected))
        values["certified"] = both(String(round.all.certified))
        values["uncertified"] = both(String(round.all.missing))
        values["certifiedPercent"] = both(
            BasisPoints(Int64(round.all.certified), of: Int64(round.all.expected))?.percent ?? "–")
    }

    private mutating func add(_ money: MoneyFigures) {
        let total = money.total
        values["allocated"] = both(total.allocated.grouped())
        values["allocatedWords"] = both(BahtText.words(total.allocated))
        values["spent"] = both(total.spent.grouped())
        values["used"] = both(total.used.grouped())
        values["spentPercent"] = both(total.spent.ratio(to: total.allocated)?.percent ?? "–")
        values["usedPercent"] = both(total.used.ratio(to: total.allocated)?.percent ?? "–")
        values["moneyDate"] = day(money.asOf)
    }

    private func both(_ text: String) -> (th: String, en: String) { (text, text) }

    private func day(_ date: CalendarDate) -> (th: String, en: String) {
        (ThaiDate.text(date, .long, digits: .arabic), date.description)
    }
}
