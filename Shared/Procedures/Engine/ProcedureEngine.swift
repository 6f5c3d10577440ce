import CommonContract
import Kernel

/// Moves matters through one procedure. Pure: a position and an action in, a new position or a refusal out.
public struct ProcedureEngine: Sendable {
    public let definition: ProcedureDefinition
    /// What the Provincial Education Committee does in it (domain §8: a setting).
    public let committee: CommitteeRole
    private let steps: [String: ProcedureStep]

    /// - Parameter committee: the definition's own unless given.
    public init(_ definition: ProcedureDefinition, committee: CommitteeRole? = nil) {
        self.definition = definition
        self.committee = committee ?? definition.committee
        steps = Dictionary(definition.steps.map { ($0.code, $0) }) { first, _ in first }
    }

    public func step(_ code: String?) -> ProcedureStep? { code.flatMap { steps[$0] } }

    /// Where a new matter stands; `nil` for a definition without steps.
    /// - Parameter date: the day from which the first step's days count.
    public func start(at instant: Instant, date: CalendarDate? = nil) -> MatterPosition? {
        guard let first = definition.steps.first else { return nil }
        return MatterPosition(
            state: .open, step: first.code, since: instant, dueOn: due(first, date ?? instant.dateInThailand),
            decision: nil, actions: 0)
    }

    /// What may be done at a position, in the definition's order; taking back last, until a body has approved.
    public func outcomes(at position: MatterPosition) -> [ActionOutcome] {
        guard position.state == .open, let step = step(position.step) else { return [] }
        var outcomes: [ActionOutcome] = []
        for transition in step.transitions where applies(transition) && !outcomes.contains(transition.outcome) {
            outcomes.append(transition.outcome)
        }
        if mayWithdraw(position), !outcomes.contains(.withdraw) { outcomes.append(.withdraw) }
        return outcomes
    }

    /// The position after an action.
    /// - Throws: `Refusal`.
    public func apply(
        _ action: ProposedAction, to position: MatterPosition, date: CalendarDate? = nil
    ) throws(Refusal) -> MatterPosition {
        guard position.state == .open, let code = position.step else { throw .ended(position.state) }
        guard action.step == code else { throw .otherStep(asked: action.step, stands: code) }
        guard let step = step(code) else { throw .unknownStep(code) }
        var next = position
        next.actions += 1
        next.since = max(action.at, position.since)
        let found = step.transitions.first { $0.outcome == action.outcome && applies($0) }
        guard let transition = found else {
            guard action.outcome == .withdraw, mayWithdraw(position) else {
                throw .outcome(action.outcome, step: code, possible: outcomes(at: position))
            }
            return ended(next, as: .withdrawn)
        }
        if action.outcome.decides { next.decision = action.outcome }
        if let end = transition.end { return ended(next, as: end) }
        guard let target = self.step(transition.to) else { throw .unknownStep(transition.to ?? "") }
        next.step = target.code
        let day = date ?? action.at.dateInThailand
        // Done for this quarter, it is due again in the next one, however early or late it was done.
        let isNext = action.outcome == .again && target.code == code
        next.dueOn = due(target, isNext ? following(position, step) ?? day : day)
        return next
    }

    private func ended(_ position: MatterPosition, as state: MatterState) -> MatterPosition {
        var end = position
        end.state = state
        end.step = nil
        end.dueOn = nil
        return end
    }

    private func due(_ step: ProcedureStep, _ date: CalendarDate) -> CalendarDate? {
        guard let days = step.days else { return nil }
        let start =
            switch step.cycle {
            case .quarter: FiscalQuarter(containing: date)?.lastDay
            case .year: FiscalYear(containing: date)?.lastDay
            case nil: date
            }
        return start?.adding(days: days)
    }

    /// The first day of the period after the one that the position's day belongs to.
    private func following(_ position: MatterPosition, _ step: ProcedureStep) -> CalendarDate? {
        guard step.cycle != nil, let due = position.dueOn, let days = step.days else { return nil }
        return due.adding(days: 1 - days)
    }

    private func applies(_ transition: ProcedureTransition) -> Bool {
        transition.committee?.contains(committee) ?? true
    }

    /// Until a body has approved it, what was asked for can be taken back.
    private func mayWithdraw(_ position: MatterPosition) -> Bool {
        switch position.decision {
        case .approve, .approveWithObservations, .acknowledge: false
        default: true
        }
    }
}

extension ActionOutcome {
    /// Whether it is a body's decision that a matter carries on.
    public var decides: Bool {
        switch self {
        case .approve, .approveWithObservations, .reject, .acknowledge: true
        case .forward, .return, .again, .withdraw: false
        }
    }
}

extension ProcedureEngine {
    /// Why an action was refused; the position is as before.
    public enum Refusal: Error, Hashable, Sendable {
        case ended(MatterState)
        /// The step was taken already, or is not reached.
        case otherStep(asked: String, stands: String)
        case outcome(ActionOutcome, step: String, possible: [ActionOutcome])
        /// The definition names a step that it does not have.
        case unknownStep(String)
    }
}
