import JSONRPC
import Kernel
import PlansContract

/// Writes a version of a plan as StratML Part 2: its first vision and mission as such, what stands at the top as goals,
/// what stands below as their objectives, indicators with targets and baseline. Pure.
struct StratMLWriter {
    let plan: Plan
    let version: PlanVersion
    let organisation: LocalizedText
    /// All elements of the version.
    let elements: [PlanElement]
    private let below: [String: [PlanElement]]
    private let byCode: [String: PlanElement]

    init(plan: Plan, version: PlanVersion, organisation: LocalizedText, elements: [PlanElement]) {
        self.plan = plan
        self.version = version
        self.organisation = organisation
        self.elements = elements.sorted { ($0.order, $0.code) < ($1.order, $1.code) }
        below = Dictionary(grouping: self.elements) { $0.parent ?? "" }
        byCode = Dictionary(elements.map { ($0.code, $0) }) { first, _ in first }
    }

    func document() throws -> String {
        let vision = elements.first { $0.kind == .vision }
        let mission = elements.first { $0.kind == .mission }
        let own: Set<String> = Set([vision, mission].compactMap { $0?.code })
        var core = [
            XMLElement(
                "Organization",
                children: [XMLElement("Name", organisation.th), XMLElement("Identifier", "org.\(plan.organisation)")])
        ]
        if let vision { core.append(statement("Vision", vision)) }
        if let mission { core.append(statement("Mission", mission)) }
        let goals = elements.filter { !own.contains($0.code) && isTop($0) }.map(goal)
        core += goals + loose(hasGoals: !goals.isEmpty)
        let rest = StratMLRest(
            elements: elements.sorted { $0.code < $1.code }.map {
                let isStatement = own.contains($0.code)
                return StratMLElementRest($0, hasDescription: !isStatement && $0.kind != .indicatorReference)
            })
        let type = plan.kind == .annualActionPlan ? "Performance_Plan" : "Strategic_Plan"
        return XMLElement(
            "PerformancePlanOrReport", attributes: ["Type": type, "xmlns": StratML.namespace],
            children: [
                XMLElement("Name", plan.name.th), XMLElement("Description", plan.name.en ?? plan.name.th),
                XMLElement(
                    "OtherInformation", String(decoding: try JSONEncoding.bytes(rest), as: UTF8.self)),
                XMLElement("StrategicPlanCore", children: core), administrative,
            ]
        ).document
    }

    private var administrative: XMLElement {
        XMLElement(
            "AdministrativeInformation",
            children: [
                XMLElement("Identifier", "plan.\(plan.code).\(version.number)"),
                XMLElement("StartDate", plan.firstYear.firstDay.description),
                XMLElement("EndDate", plan.lastYear.lastDay.description),
                XMLElement("PublicationDate", version.announcedOn?.description ?? ""),
            ])
    }

    private func isTop(_ element: PlanElement) -> Bool {
        guard element.kind != .indicatorReference else { return false }
        guard let parent = element.parent.flatMap({ byCode[$0] }) else { return true }
        return parent.kind == .vision || parent.kind == .mission
    }

    private func statement(_ name: String, _ element: PlanElement) -> XMLElement {
        XMLElement(
            name,
            children: [
                XMLElement("Description", element.text.th),
                XMLElement("Identifier", StratML.identifier(element.code)),
            ])
    }

    private func goal(_ element: PlanElement) -> XMLElement {
        let own = indicators(below: element)
        // A goal of StratML has no indicators: those of ours hang on an objective without an identifier.
        let holder = own.isEmpty ? [] : [XMLElement("Objective", children: [XMLElement("Name", element.text.th)] + own)]
        return XMLElement("Goal", children: head(element) + holder + objectives(below: element, depth: 0))
    }

    private func objectives(below element: PlanElement, depth: Int) -> [XMLElement] {
        guard depth < ElementTree.depthMax else { return [] }
        return (below[element.code] ?? []).filter { $0.kind != .indicatorReference && !isTop($0) }.flatMap { child in
            [XMLElement("Objective", children: head(child) + indicators(below: child))]
                + objectives(below: child, depth: depth + 1)
        }
    }

    private func head(_ element: PlanElement) -> [XMLElement] {
        [
            XMLElement("Name", element.text.th), XMLElement("Description", element.details?.th ?? ""),
            XMLElement("Identifier", StratML.identifier(element.code)),
            XMLElement("SequenceIndicator", String(element.order)),
        ] + (element.stakeholders ?? []).map(stakeholder)
    }

    private func stakeholder(_ stakeholder: Stakeholder) -> XMLElement {
        let roles = stakeholder.roles.compactMap { role in StratML.roles.first { $0.0 == role }?.1 }
        return XMLElement(
            "Stakeholder",
            attributes: ["StakeholderTypeType": stakeholder.organisation == nil ? "Generic_Group" : "Organization"],
            children: [XMLElement("Name", stakeholder.name.th)]
                + roles.map { XMLElement("Role", children: [XMLElement("Name", $0), XMLElement("RoleType", $0)]) })
    }

    private func indicators(below element: PlanElement) -> [XMLElement] {
        (below[element.code] ?? []).filter { $0.kind == .indicatorReference }.map(indicator)
    }

    /// Indicators that hang on nothing, in a goal of their own; a file has at least one goal.
    private func loose(hasGoals: Bool) -> [XMLElement] {
        let loose = elements.filter { $0.kind == .indicatorReference && $0.parent == nil }.map(indicator)
        if loose.isEmpty, hasGoals { return [] }
        let objective = loose.isEmpty ? [] : [XMLElement("Objective", children: loose)]
        return [
            XMLElement("Goal", children: [XMLElement("Name", plan.name.th), XMLElement("Description")] + objective)
        ]
    }

    private func indicator(_ element: PlanElement) -> XMLElement {
        let stage = element.valueChainStage.flatMap { stage in StratML.stages.first { $0.0 == stage }?.1 }
        var attributes = ["PerformanceIndicatorType": "Quantitative"]
        attributes["ValueChainStage"] = stage
        var results = (element.indicator?.targets ?? []).map { target in
            result("TargetResult", target.fiscalYear.firstDay, target.fiscalYear.lastDay, target.value)
        }
        if let baseline = element.indicator?.baseline, let day = plan.firstYear.firstDay.adding(days: -1) {
            var actual = result("ActualResult", nil, day, baseline)
            actual.children.append(XMLElement("Description", StratML.baseline))
            results.append(actual)
        }
        return XMLElement(
            "PerformanceIndicator", attributes: attributes,
            children: [
                XMLElement("SequenceIndicator", String(element.order)),
                XMLElement("MeasurementDimension", element.text.th),
                XMLElement("UnitOfMeasurement", element.indicator?.unit?.th ?? ""),
                XMLElement("Identifier", StratML.identifier(element.code)),
                XMLElement("MeasurementInstance", children: results),
            ])
    }

    private func result(
        _ name: String, _ from: CalendarDate?, _ until: CalendarDate, _ value: Quantity
    ) -> XMLElement {
        XMLElement(
            name,
            children: (from.map { [XMLElement("StartDate", $0.description)] } ?? []) + [
                XMLElement("EndDate", until.description), XMLElement("NumberOfUnits", value.description),
            ])
    }
}
