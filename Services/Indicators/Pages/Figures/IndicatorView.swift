import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// One indicator at an organisation, as its page shows it.
struct IndicatorView {
    let request: PageRequest
    let indicator: Indicator
    let trend: IndicatorTrend
    let place: Organisation
    let names: FigureNames
    /// What the owners are called.
    let owners: [String]

    private func say(_ th: String, _ en: String) -> String { request.say(th, en) }
    private func figure(_ value: Quantity?) -> String { IndicatorTablePage.figure(value, indicator.decimals) }
    private func number(_ value: Quantity?) -> Double? { value.map { Double($0.tenThousandths) / 10_000 } }

    private var query: String {
        "organisation=\(PageText.query(trend.organisation))&to=\(trend.points.last?.period.description ?? "")"
    }

    var values: [String: Any] {
        let last = trend.points.last { $0.value != nil }
        var values: [String: Any] = [
            "title": request.text(indicator.name), "code": indicator.code, "place": request.text(place.name),
            "organisation": trend.organisation, "indicators": say("ตัวชี้วัด", "Indicators"),
            "unit": request.text(indicator.unit),
            "filters": PageField(
                "organisation", say("รหัสหน่วยงาน", "Organisation's code"), value: trend.organisation
            ).html, "to": trend.points.last?.period.description ?? "", "show": say("แสดง", "Show"),
            "trend": request.text(trend.trend.words), "hasFigure": last != nil,
            "actual": figure(last?.value), "lastPeriod": last.map { request.text($0.period.title) } ?? "",
            "noFigure": say(
                "ยังไม่มีผลของหน่วยงานนี้ในช่วงที่แสดง", "There is no figure of this organisation in the periods shown."),
            "chart": chart,
            "chartNote": say(
                "ผล (เส้นทึบ) เป้าหมาย (เส้นประ) ค่าฐาน (จุด)", "Actual (solid), target (dashed), baseline (dotted)"),
            "periodLabel": say("ช่วงเวลา", "Period"), "actualLabel": say("ผล", "Actual"),
            "targetLabel": say("เป้าหมาย", "Target"), "achievementLabel": say("ร้อยละของเป้าหมาย", "Achieved, %"),
            "statusLabel": say("สถานะ", "Status"), "changeLabel": say("เปลี่ยนแปลง", "Change"),
            "points": trend.points.reversed().map(point), "facts": facts,
            "factsTitle": say("เกี่ยวกับตัวชี้วัด", "About the indicator"),
            "downloadTitle": say("ดาวน์โหลด", "Download"), "hasDownloads": indicator.formula != nil,
            "downloads": IndicatorPages.formats.map {
                [
                    "name": $0.name,
                    "address": "./\(PageText.query(indicator.code))/download?\(query)&format=\($0.format.rawValue)",
                ]
            },
            "print": say("พิมพ์", "Print"), "earlier": say("ช่วงก่อนหน้า", "Earlier"),
        ]
        if let last {
            values["status"] = request.text(last.status.title.words)
            values["tag"] = last.status.title.tag
        }
        if let before = trend.points.first?.period.previous {
            values["earlierAddress"] = "?organisation=\(PageText.query(trend.organisation))&to=\(before)"
        }
        return values
    }

    private var chart: String {
        let points = trend.points
        let decimals = indicator.decimals
        var series = [LinePicture.Series(say("ผล", "Actual"), points.map { number($0.value) })]
        if points.contains(where: { $0.target != nil }) {
            series.append(LinePicture.Series(say("เป้าหมาย", "Target"), points.map { number($0.target) }, .dashed))
        }
        if let baseline = number(indicator.baseline?.value) {
            series.append(LinePicture.Series(say("ค่าฐาน", "Baseline"), points.map { _ in baseline }, .dotted))
        }
        return LinePicture(
            title: request.text(indicator.name), categories: points.map { request.text($0.period.mark) },
            series: series,
            label: { value in
                let quantity = Quantity(tenThousandths: Int64((value * 10_000).rounded()))
                return IndicatorPages.grouped(quantity.rounded(decimals: decimals).description)
            }
        ).svg
    }

    private func point(_ point: TrendPoint) -> [String: Any] {
        let (words, tag) = point.status.title
        return [
            "period": request.text(point.period.title), "actual": figure(point.value),
            "why": point.reason?.words(names, request) ?? "", "target": figure(point.target),
            "achievement": point.achievement?.text(decimals: 1) ?? "–", "status": request.text(words), "tag": tag,
            "change": point.change.map { ($0 > .zero ? "+" : "") + IndicatorPages.grouped($0.description) } ?? "–",
        ]
    }

    private var facts: [[String: Any]] {
        var facts: [(String, String)] = []
        if let definition = indicator.definition { facts.append((say("นิยาม", "Definition"), request.text(definition))) }
        facts.append((say("เจ้าของ", "Owner"), owners.joined(separator: ", ")))
        facts.append(
            (
                say("ทิศทาง", "Direction"),
                indicator.direction == .up ? say("ยิ่งมากยิ่งดี", "more is better") : say("ยิ่งน้อยยิ่งดี", "less is better")
            ))
        if let strategy = indicator.strategy { facts.append((say("ประเด็นยุทธศาสตร์", "Strategic issue"), strategy)) }
        if !indicator.sdgTargets.isEmpty { facts.append(("SDG4", indicator.sdgTargets.joined(separator: ", "))) }
        if !indicator.planElements.isEmpty {
            facts.append((say("องค์ประกอบของแผน", "Plan elements"), indicator.planElements.joined(separator: ", ")))
        }
        if let formula = indicator.formula { facts.append((say("สูตร", "Formula"), formula)) }
        let rule = indicator.rule
        facts.append(
            (
                say("เกณฑ์สถานะ", "Status by"),
                say(
                    "บรรลุ ≥ 100 · ตามแผน ≥ \(rule.onTrackAt) · ล่าช้า ≥ \(rule.behindAt) · ต่ำกว่านั้นเสี่ยง",
                    "achieved ≥ 100, on track ≥ \(rule.onTrackAt), behind ≥ \(rule.behindAt), below that at risk")
            ))
        return facts.map { ["name": $0.0, "text": $0.1] }
    }

    // MARK: - Details of a period

    /// The sums that a formula's figure comes from.
    func parts(_ evaluated: EvaluatedIndicator?) -> [String: Any] {
        let parts = evaluated?.parts ?? []
        return [
            "hasParts": !parts.isEmpty, "partsTitle": say("ตัวเลขที่ใช้คำนวณ", "What it is computed from"),
            "elementLabel": say("ข้อมูล", "Data"), "totalLabel": say("รวม", "Total"),
            "organisationsLabel": say("จากกี่แห่ง", "From how many"),
            "parts": parts.map {
                [
                    "element": $0.element, "name": names.element($0.element), "isPart": !$0.categories.isEmpty,
                    "categories": $0.categories.map { names.category($0) }.joined(separator: ", "),
                    "total": $0.total.map { IndicatorPages.grouped($0.description) } ?? "–",
                    "organisations": IndicatorPages.grouped(String($0.organisations)),
                ]
            },
        ]
    }

    func breakdown(_ dimension: String, _ items: [EvaluatedIndicator]) -> [String: Any] {
        let most = items.compactMap { number($0.value) }.max() ?? 0
        var values: [String: Any] = [
            "dimension": names.dimension(dimension),
            "rows": items.map { item -> [String: Any] in
                let share = most > 0 ? Int(max(0, (number(item.value) ?? 0) * 100 / most)) : 0
                return [
                    "category": item.category.map { names.category($0, in: dimension) } ?? "–",
                    "value": figure(item.value), "share": share,
                    "why": item.reason?.words(names, request) ?? "",
                ]
            },
        ]
        if let parity = parity(items) {
            values["parity"] = say("ความเท่าเทียม หญิง ÷ ชาย = \(parity)", "Parity, female ÷ male = \(parity)")
        }
        return values
    }

    /// Female over male, where both have a figure.
    private func parity(_ items: [EvaluatedIndicator]) -> String? {
        func value(_ suffix: String) -> Quantity? {
            items.first { $0.category == suffix || $0.category?.hasSuffix("=" + suffix) == true }?.value
        }
        guard let one = Quantity(1), let female = value("female"), let male = value("male"), male > .zero else {
            return nil
        }
        return Figure.ratio(numerator: female, denominator: male, times: one, decimals: 2)?.text(decimals: 2)
    }

    func below(_ items: [EvaluatedIndicator], names: [String: LocalizedText]) -> [String: Any] {
        [
            "hasBelow": !items.isEmpty, "belowTitle": say("หน่วยงานใต้หน่วยงานนี้", "Organisations below"),
            "below": items.map { item -> [String: Any] in
                [
                    "code": item.organisation, "name": names[item.organisation].map(request.text) ?? item.organisation,
                    "value": figure(item.value),
                    "status": request.text(item.status.title.words), "tag": item.status.title.tag,
                    "address": "?organisation=\(PageText.query(item.organisation))&to=\(item.period)",
                ]
            },
        ]
    }

    func gaps(_ gaps: [DisaggregationGap]) -> [String: Any] {
        [
            "hasGaps": !gaps.isEmpty, "gapsTitle": say("ข้อมูลจำแนกที่ยังขาด", "Breakdowns that are missing"),
            "gaps": gaps.map { gap in
                let (element, dimension) = (names.element(gap.element), names.dimension(gap.dimension))
                let missing = gap.missing.map { names.category($0, in: gap.dimension) }.joined(separator: ", ")
                return gap.defined
                    ? say(
                        "\(element) ตาม\(dimension): ไม่มีใครรายงาน \(missing)",
                        "\(element) by \(dimension.lowercased()): nobody has reported \(missing)")
                    : say(
                        "\(element) ไม่ได้จำแนกตาม\(dimension)",
                        "\(element) is not broken down by \(dimension.lowercased())")
            },
        ]
    }

    /// Where the figure of a round comes from.
    func source(_ result: IndicatorResult, round: String?) -> [String: Any] {
        var values: [String: Any] = [
            "hasSource": true, "sourceTitle": say("ที่มาของตัวเลข", "Where the figure comes from"),
        ]
        var lines: [(String, String)] = []
        if let numerator = result.numerator, let denominator = result.denominator {
            lines.append((say("ตัวตั้ง", "Numerator"), IndicatorPages.grouped(numerator.description)))
            lines.append((say("ตัวหาร", "Denominator"), IndicatorPages.grouped(denominator.description)))
        }
        for option in result.distribution ?? [] {
            lines.append((request.text(option.text), IndicatorPages.grouped(String(option.count))))
        }
        if let counts = result.counts {
            lines.append((say("ตอบแล้ว / ต้องตอบ", "Answered / expected"), "\(counts.value) / \(counts.expected)"))
            if counts.notReported > 0 {
                lines.append((say("ยังไม่รายงาน", "Not reported"), String(counts.notReported)))
            }
        }
        values["lines"] = lines.map { ["name": $0.0, "text": $0.1] }
        if let round, let question = result.question {
            values["traceAddress"] =
                "../rounds/\(PageText.query(round))/figures/\(PageText.query(question))"
                + "?organisation=\(PageText.query(trend.organisation))"
            values["trace"] = say("ดูชุดคำตอบที่รวมเป็นตัวเลขนี้", "The submissions that it comes from")
        }
        return values
    }
}
