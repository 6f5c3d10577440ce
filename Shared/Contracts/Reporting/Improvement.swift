import CommonContract
import JSONRPC
import Kernel

/// What a finding is about.
public enum FindingKind: String, Codable, Sendable, CaseIterable {
    /// An indicator that is behind or at risk.
    case indicator
    /// Spending below what the cabinet asks for.
    case spending
    /// A project or element that the plan's own checks find fault with.
    case plan
    /// Organisations that did not answer the year's round.
    case round
    /// What people found.
    case other
}

/// Something that a year's results show and that should get better (R6).
public struct ImprovementFinding: Codable, Sendable, Hashable {
    public var kind: FindingKind
    /// What it is about: an indicator's code, a project's, a target's.
    public var key: String
    public var text: LocalizedText

    public init(kind: FindingKind, key: String, text: LocalizedText) {
        self.kind = kind
        self.key = key
        self.text = text
    }
}

/// A finding as the services show it now, with the actions that were taken up for it.
public struct OpenFinding: Codable, Sendable, Hashable {
    public var finding: ImprovementFinding
    /// Ids of the actions.
    public var actions: [ID]

    public init(finding: ImprovementFinding, actions: [ID]) {
        self.finding = finding
        self.actions = actions
    }
}

public enum ImprovementState: String, Codable, Sendable, CaseIterable {
    case open, inProgress, done
    /// Given up, with the reason in the last note.
    case dropped
}

/// How far an action is on its way into a plan.
public enum CarryState: String, Codable, Sendable, CaseIterable {
    /// Waits for the plans service, which is asked again and again.
    case waiting
    /// Stands in the plan.
    case carried
    /// The plans service refuses it; `problem` says why.
    case refused
}

/// An action's place in the next plan.
public struct ImprovementCarry: Codable, Sendable, Hashable {
    /// Code of the plan, and of the element there.
    public var plan: String
    public var element: String
    public var state: CarryState
    /// How often the plans service was asked.
    public var attempts: Int
    public var problem: LocalizedText?
    public var at: Instant

    public init(
        plan: String, element: String, state: CarryState, attempts: Int, problem: LocalizedText?, at: Instant
    ) {
        self.plan = plan
        self.element = element
        self.state = state
        self.attempts = attempts
        self.problem = problem
        self.at = at
    }
}

/// What happened to an action; never edited.
public struct ImprovementNote: Codable, Sendable, Hashable {
    public var number: Int
    public var state: ImprovementState
    public var note: String?
    public var by: String
    public var at: Instant

    public init(number: Int, state: ImprovementState, note: String?, by: String, at: Instant) {
        self.number = number
        self.state = state
        self.note = note
        self.by = by
        self.at = at
    }
}

/// What is done about a finding: by whom, until when, and where it stands in the next plan (R6).
public struct ImprovementAction: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var organisation: String
    /// The year whose results it follows from.
    public var fiscalYear: FiscalYear
    /// Code of the report that shows the finding.
    public var report: String?
    public var finding: ImprovementFinding
    public var action: LocalizedText
    /// Code of the organisation that does it, and who there.
    public var owner: String
    public var ownerPosition: String?
    public var dueOn: CalendarDate
    public var state: ImprovementState
    public var isOverdue: Bool
    public var carry: ImprovementCarry?
    public var history: [ImprovementNote]
    public var version: Int

    public init(
        id: ID, province: String, organisation: String, fiscalYear: FiscalYear, report: String?,
        finding: ImprovementFinding, action: LocalizedText, owner: String, ownerPosition: String?,
        dueOn: CalendarDate, state: ImprovementState, isOverdue: Bool, carry: ImprovementCarry?,
        history: [ImprovementNote], version: Int
    ) {
        self.id = id
        self.province = province
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.report = report
        self.finding = finding
        self.action = action
        self.owner = owner
        self.ownerPosition = ownerPosition
        self.dueOn = dueOn
        self.state = state
        self.isOverdue = isOverdue
        self.carry = carry
        self.history = history
        self.version = version
    }
}
