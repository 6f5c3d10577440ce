import CommonContract
import Kernel

/// How a transfer stands on the plans service's agenda, as far as this service has heard. Without the plans service its
/// matter is this service's own and `matter.get` tells.
public struct TransferAgenda: Codable, Sendable, Hashable {
    /// Whose agenda: `"plans"`.
    public var service: String
    /// Code of the step at which its matter stands there; absent before it is there and once it has ended.
    public var step: String?
    public var stepKind: StepKind?
    /// The last decision of a body, with its day and the resolution's id there.
    public var decision: ActionOutcome?
    public var decidedOn: CalendarDate?
    public var resolution: ID?
    public var observations: String?
    /// What is still to be told to the plans service: `open`, `execute`, `withdraw`, in that order.
    public var waiting: [TransferAgendaCall]
    /// Why the plans service, or the ledger, has refused the last thing; gone once it went well.
    public var problem: LocalizedText?

    public init(
        service: String, step: String? = nil, stepKind: StepKind? = nil, decision: ActionOutcome? = nil,
        decidedOn: CalendarDate? = nil, resolution: ID? = nil, observations: String? = nil,
        waiting: [TransferAgendaCall] = [], problem: LocalizedText? = nil
    ) {
        self.service = service
        self.step = step
        self.stepKind = stepKind
        self.decision = decision
        self.decidedOn = decidedOn
        self.resolution = resolution
        self.observations = observations
        self.waiting = waiting
        self.problem = problem
    }
}

/// What is told to the plans service of a transfer.
public enum TransferAgendaCall: String, Codable, Sendable, CaseIterable {
    /// Its matter is opened.
    case open
    /// It was carried out: the matter's last step is taken.
    case execute
    /// It was taken back, or has expired.
    case withdraw
}

extension ActionOutcome {
    /// Whether a body that decided so lets it go on to its execution.
    public var isApproval: Bool { [.approve, .approveWithObservations, .acknowledge].contains(self) }
}
