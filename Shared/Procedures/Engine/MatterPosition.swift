import CommonContract
import Kernel

/// Where a matter stands in its procedure: all that the engine needs to know of it.
public struct MatterPosition: Hashable, Sendable {
    public var state: MatterState
    /// Code of the step where it is; `nil` once it has ended.
    public var step: String?
    /// Since when it is there.
    public var since: Instant
    /// Last day allowed for the step.
    public var dueOn: CalendarDate?
    /// The last decision of a body.
    public var decision: ActionOutcome?
    /// How many actions were taken.
    public var actions: Int

    public init(
        state: MatterState, step: String?, since: Instant, dueOn: CalendarDate?, decision: ActionOutcome?,
        actions: Int
    ) {
        self.state = state
        self.step = step
        self.since = since
        self.dueOn = dueOn
        self.decision = decision
        self.actions = actions
    }
}

/// What somebody wants to do with a matter.
public struct ProposedAction: Hashable, Sendable {
    /// Code of the step where the caller saw it: an action on another step is refused, so that none is taken twice.
    public var step: String
    public var outcome: ActionOutcome
    public var at: Instant

    public init(step: String, outcome: ActionOutcome, at: Instant) {
        self.step = step
        self.outcome = outcome
        self.at = at
    }
}
