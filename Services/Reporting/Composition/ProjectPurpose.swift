import CommonContract
import Kernel
import PlansContract

/// What projects are for, out of a plan's elements: the same for the sheet of one (R3) and for the table of all.
struct ProjectPurpose {
    private let elements: [PlanElement]
    private let parents: [String: String]
    private let references: [String: [PlanElement]]

    init(_ elements: [PlanElement]) {
        self.elements = elements
        parents = Dictionary(
            elements.compactMap { element in element.parent.map { (element.code, $0) } },
            uniquingKeysWith: { first, _ in first })
        references = Dictionary(
            grouping: elements.filter { $0.kind == .indicatorReference && $0.parent != nil },
            by: { $0.parent ?? "" })
    }

    /// Indicators of the project itself, or else of the nearest element above that has any.
    func indicators(of project: String) -> [PlanElement] {
        var place: String? = project
        // A tree is never deeper than it has elements: a loop in what came ends too.
        for _ in elements.indices {
            guard let code = place else { return [] }
            if let own = references[code] { return own.filter { $0.indicator != nil }.sorted { $0.code < $1.code } }
            place = parents[code]
        }
        return []
    }

    /// Each with its target of the year; a dash where the plan has none.
    func targets(of project: String, in year: FiscalYear) -> [LocalizedText] {
        indicators(of: project).compactMap { element in
            element.indicator.map { Self.text($0, named: element.text, in: year) }
        }
    }

    static func text(_ indicator: IndicatorTargets, named name: LocalizedText, in year: FiscalYear) -> LocalizedText {
        let target =
            indicator.targets.first { $0.fiscalYear == year }.map { CellText.groupedDecimal("\($0.value)") } ?? "–"
        // 'ร้อยละ' stands before its figure.
        let leads = indicator.unit?.th == "ร้อยละ"
        let thai =
            indicator.unit.map { leads ? "ร้อยละ \(target)" : "\(target) \($0.th)" } ?? target
        let english = indicator.unit.map { "\(target) \($0.en ?? $0.th)" } ?? target
        return LocalizedText(
            "\(indicator.indicator) \(name.th) เป้าหมาย \(thai)",
            "\(indicator.indicator) \(name.en ?? name.th), target \(english)")
    }

    /// Who is to benefit.
    static func groups(of project: PlanElement) -> [LocalizedText] {
        (project.stakeholders ?? []).filter { $0.roles.contains(.beneficiary) }.map(\.name)
    }
}
