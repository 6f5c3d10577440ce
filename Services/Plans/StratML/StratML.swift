import JSONRPC
import Kernel
import PlansContract

/// Names of StratML Part 2 (ISO 17469-2), and what both directions agree on.
enum StratML {
    static let namespace = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
    /// Description of the actual result that is where an indicator stood before the plan began.
    static let baseline = "baseline"
    /// Elements that one file takes or gives: as many as one import takes.
    static let elementsMax = ImportElements.rowsMax

    static let stages: [(ValueChainStage, String)] = [
        (.input, "Input"), (.inputProcessing, "Input_Processing"), (.outputProcessing, "Output_Processing"),
        (.output, "Output"), (.outcome, "Outcome"),
    ]
    static let roles: [(StakeholderRole, String)] = [(.performer, "Performer"), (.beneficiary, "Beneficiary")]

    /// An element's code as an XML id, which does not begin with a digit.
    static func identifier(_ code: String) -> String { "_" + code }
}

/// What StratML has no place for, so that a plan's own file loses nothing: JSON in the `OtherInformation` of the
/// document.
struct StratMLRest: Codable, Sendable {
    /// Version of this form.
    var phaen = 1
    var elements: [StratMLElementRest]
}

/// What StratML has no place for in one element.
struct StratMLElementRest: Codable, Sendable {
    var code: String
    var kind: ElementKind
    var parent: String?
    var textEn: String?
    /// Of a vision, a mission or an indicator, which StratML gives one text.
    var detailsTh: String?
    var detailsEn: String?
    var organisation: String?
    var tags: [String]
    var funding: Funding?
    var budget: Money?
    var startsOn: CalendarDate?
    var endsOn: CalendarDate?
    /// Of anything but an indicator.
    var valueChainStage: ValueChainStage?
    /// Code and English unit of an indicator.
    var indicator: String?
    var unitEn: String?
    /// A unit is given, though it may be empty in StratML.
    var hasUnit: Bool
    var stakeholders: [Stakeholder]?
    var order: Int

    init(_ element: PlanElement, hasDescription: Bool) {
        code = element.code
        kind = element.kind
        parent = element.parent
        textEn = element.text.en
        detailsTh = hasDescription ? nil : element.details?.th
        detailsEn = element.details?.en
        organisation = element.organisation
        tags = element.tags
        funding = element.funding
        budget = element.budget
        startsOn = element.startsOn
        endsOn = element.endsOn
        valueChainStage = element.kind == .indicatorReference ? nil : element.valueChainStage
        indicator = element.indicator?.indicator
        unitEn = element.indicator?.unit?.en
        hasUnit = element.indicator?.unit != nil
        stakeholders = element.stakeholders
        order = element.order
    }
}
