import JSONRPC
import Kernel

/// What kind of work a step of a procedure is (domain §5).
public enum StepKind: String, Codable, Sendable, CaseIterable {
    case received, study, appointBody, callForInput, seminar, draft, hearing, analyse
    /// ศึกษาธิการจังหวัด puts it on an agenda.
    case officerApproval
    /// A subcommittee looks at it.
    case screening
    case revision
    /// The Provincial Education Committee decides.
    case resolution
    /// The governor signs.
    case signature
    case announcement, notice, execution
    /// At least each quarter.
    case followUp
    case report
    /// Each year.
    case review
}

/// What who acts on a matter does with it.
public enum ActionOutcome: String, Codable, Sendable, CaseIterable {
    /// The step is done; on to the next.
    case forward
    /// Back for revision, with observations.
    case `return`
    case approve, approveWithObservations, reject
    /// Takes note, where approval is not the body's to give.
    case acknowledge
    /// Done for this quarter or year; the same, or an earlier step, comes again.
    case again
    /// Taken back by who brought it.
    case withdraw
}

/// Where a matter ends.
public enum MatterState: String, Codable, Sendable, CaseIterable {
    case open
    /// Went its whole way.
    case completed
    case rejected
    case withdrawn
}

/// What the Provincial Education Committee does in a procedure: a setting, not a rule (domain §8).
public enum CommitteeRole: String, Codable, Sendable, CaseIterable {
    case approve, acknowledge
    /// The matter does not go before it.
    case none
}

/// How the steps of bodies are taken: a setting, as the committee's role is.
public enum DecisionForm: String, Codable, Sendable, CaseIterable {
    /// By the resolution of a meeting that had its quorum (`meeting.resolve`), and in no other way.
    case meeting
    /// By who holds the step: what the body resolved is kept elsewhere and recorded here (`matter.act`).
    case recorded
}

/// How often a step comes again: its days count from the end of the fiscal quarter or year.
public enum StepCycle: String, Codable, Sendable, CaseIterable { case quarter, year }

/// Where an outcome leads: to another step, or to an end.
public struct ProcedureTransition: Codable, Sendable, Hashable {
    public var outcome: ActionOutcome
    /// Code of the next step; absent where the matter ends.
    public var to: String?
    /// How the matter ends; absent where it goes on.
    public var end: MatterState?
    /// Only under these roles of the committee; always, if absent.
    public var committee: [CommitteeRole]?

    public init(
        _ outcome: ActionOutcome, to: String? = nil, end: MatterState? = nil, committee: [CommitteeRole]? = nil
    ) {
        self.outcome = outcome
        self.to = to
        self.end = end
        self.committee = committee
    }
}

/// A step of a procedure.
public struct ProcedureStep: Codable, Sendable, Hashable {
    /// Unique within the procedure.
    public var code: String
    public var kind: StepKind
    public var name: LocalizedText
    /// Who may take it, at the matter's organisation or above it.
    public var roles: [Role]
    /// Kind of the body whose step it is, where it is a body's.
    public var body: BodyKind?
    /// Set where the step is taken once each quarter or year.
    public var cycle: StepCycle?
    /// Calendar days allowed from entering it, or after the quarter or year of its `cycle`; absent: no limit.
    public var days: Int?
    public var transitions: [ProcedureTransition]

    public init(
        code: String, kind: StepKind, name: LocalizedText, roles: [Role], body: BodyKind? = nil,
        cycle: StepCycle? = nil, days: Int? = nil, transitions: [ProcedureTransition]
    ) {
        self.code = code
        self.kind = kind
        self.name = name
        self.roles = roles
        self.body = body
        self.cycle = cycle
        self.days = days
        self.transitions = transitions
    }
}

/// A procedure as data (domain §5): adding one is adding a definition.
public struct ProcedureDefinition: Codable, Sendable, Hashable {
    public var code: String
    /// From 1; a matter keeps the version that it was opened under.
    public var version: Int
    public var name: LocalizedText
    /// What it is for, in a sentence.
    public var purpose: LocalizedText?
    /// Numbers of the works of the office's manual that it is (domain §5).
    public var works: [Int]?
    /// The method that opens its matters; absent: `matter.open`.
    public var openedWith: String?
    /// First day on which matters are opened under this version.
    public var effectiveFrom: CalendarDate
    /// What the committee does unless a province has set otherwise.
    public var committee: CommitteeRole
    /// How the steps of bodies are taken unless a province has set otherwise; absent: `recorded`.
    public var decisions: DecisionForm?
    /// The first one is where a matter starts.
    public var steps: [ProcedureStep]

    public init(
        code: String, version: Int, name: LocalizedText, purpose: LocalizedText? = nil, works: [Int]? = nil,
        openedWith: String? = nil, effectiveFrom: CalendarDate, committee: CommitteeRole,
        decisions: DecisionForm? = nil, steps: [ProcedureStep]
    ) {
        self.code = code
        self.version = version
        self.name = name
        self.purpose = purpose
        self.works = works
        self.openedWith = openedWith
        self.effectiveFrom = effectiveFrom
        self.committee = committee
        self.decisions = decisions
        self.steps = steps
    }
}

/// What a body is (domain §3).
public enum BodyKind: String, Codable, Sendable, CaseIterable {
    /// กศจ.
    case provincialEducationCommittee
    /// คณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์
    case strategicAdministrationSubcommittee
    /// คณะอนุกรรมการเกี่ยวกับการพัฒนาการศึกษา
    case educationDevelopmentSubcommittee
    case educationInformationCommittee
    case sdgWorkingGroup
    /// Of one fiscal year.
    case monitoringCommittee
    case budgetCommittee
    case draftingCommittee
    case projectScreeningCommittee
    case schoolBoard
    /// ก.บ.จ.
    case provincialAdministrationCommittee
    /// ก.บ.ก.
    case clusterAdministrationCommittee
    /// กพย.
    case nationalSustainableDevelopmentCommittee
    case other
}
