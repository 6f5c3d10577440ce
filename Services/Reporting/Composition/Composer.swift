import Kernel
import ReportingContract

/// Makes a report's content out of a definition and the figures of a year. Pure: the same input gives the same
/// content.
struct Composer {
    let definition: ReportDefinition
    let year: ProvinceYear
    let sources: [ReportSource]
    let gaps: [ReportGap]
    let composedAt: Instant

    func content() -> ReportContent {
        let values = Placeholders(year)
        let tables = TableBuilder(year: year)
        return ReportContent(
            definition: definition.code, definitionVersion: definition.version, organisation: year.organisation,
            organisationName: year.name, fiscalYear: year.fiscalYear, title: values.fill(definition.title),
            composedAt: composedAt,
            parts: definition.parts.map { part in
                ReportPart(
                    code: part.code, title: part.title,
                    blocks: gapNotes(part) + part.blocks.flatMap { blocks($0, values, tables) })
            }, sources: sources, missing: gaps)
    }

    /// Says at the head of a part what it lacks.
    private func gapNotes(_ part: ReportDefinition.Part) -> [ReportBlock] {
        gaps.filter { $0.parts.contains(part.code) }.map { gap in
            .gap(
                LocalizedText(
                    "ส่วนนี้ยังไม่สมบูรณ์: บริการ \(gap.service) (\(gap.method)): \(gap.reason.th)",
                    "This part is not complete: the \(gap.service) service (\(gap.method)): "
                        + (gap.reason.en ?? gap.reason.th)))
        }
    }

    private func blocks(
        _ block: ReportDefinition.Block, _ values: Placeholders, _ tables: TableBuilder
    ) -> [ReportBlock] {
        switch block {
        case .heading(let text): [.heading(values.fill(text))]
        case .text(let text): [.paragraph(values.fill(text))]
        case .textWith(let peer, let text): has(peer) ? [.paragraph(values.fill(text))] : []
        case .points(let points): [.list(points.map(values.fill))]
        case .table(let dataset): tables.blocks(dataset)
        }
    }

    private func has(_ peer: ReportDefinition.Peer) -> Bool {
        switch peer {
        case .plans: year.plan != nil
        case .indicators: year.results != nil && year.round != nil
        case .budget: year.money != nil
        }
    }
}

/// The figures that a definition's texts may name in braces.
struct Placeholders {
    private var values: [String: (th: String, en: String)] = [:]

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

    func fill(_ text: LocalizedText) -> LocalizedText {
        LocalizedText(th: fill(text.th, \.th), en: text.en.map { fill($0, \.en) })
    }

    /// A name that is not known stays as it is: a test looks for braces in what is composed.
    private func fill(_ text: String, _ language: KeyPath<(th: String, en: String), String>) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            result += values[name]?[keyPath: language] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
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
