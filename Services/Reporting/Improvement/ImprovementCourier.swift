import JSONRPC
import Kernel
import PlansContract
import Postgres
import ReportingContract
import ServiceKit

/// Hands what waits in the outbox to the plans service. Any number of replicas may do it at once, and any may go away in
/// the middle: the element's idempotency key is the action's own, so that it stands in the plan once.
struct ImprovementCourier: Sendable {
    /// Looks at the outbox this often.
    static let pause: Duration = .seconds(10)
    private static let callSeconds = 20
    /// Longest pause between attempts.
    private static let pauseSecondsMax: Int64 = 3_600

    let runtime: ServiceRuntime

    /// Delivers until nothing is due.
    func work() async throws {
        while let taken = try await runtime.database.first(TakeOutbox(now: runtime.clock())) {
            try await deliver(taken)
        }
    }

    private func deliver(_ taken: TakeOutbox.Taken) async throws {
        do {
            let element = try CanonicalJSON.value(CreateElement.self, from: Array(taken.params.utf8))
            guard let plans = runtime.peers["plans"] else {
                return try await finish(taken, .waiting, ReportMessages.notConfigured)
            }
            _ = try await plans.call(element, deadline: .now + .seconds(Self.callSeconds))
            try await finish(taken, .carried, nil)
        } catch let error as RPCError where Self.refuses(error.kind) {
            let problems = error.problems.map { "\($0.path): \($0.message.th)" }.joined(separator: "; ")
            let text = problems.isEmpty ? error.message.th : "\(error.message.th) (\(problems))"
            try await finish(taken, .refused, LocalizedText(th: text, en: error.message.en))
        } catch let error as RPCError {
            try await finish(taken, .waiting, error.message)
        }
    }

    /// An answer that asking again would not change.
    private static func refuses(_ kind: RPCErrorKind) -> Bool {
        switch kind {
        case .invalidParams, .invalidRequest, .methodNotFound, .notFound, .conflict, .ruleViolated, .forbidden,
            .tooLarge:
            true
        default: false
        }
    }

    private func finish(
        _ taken: TakeOutbox.Taken, _ state: CarryState, _ problem: LocalizedText?
    ) async throws {
        let seconds = min(Self.pauseSecondsMax, 10 << Int64(min(taken.attempts, 10)))
        let now = runtime.clock()
        let statement = FinishOutbox(
            province: taken.province, improvement: taken.improvement, state: state, problem: problem,
            nextAt: now.adding(seconds: seconds), now: now)
        guard state != .waiting else {
            _ = try await runtime.database.execute(statement)
            return
        }
        try await runtime.change(as: "system", method: "improvement.carry", organisation: taken.organisation) {
            change in
            _ = try await change.transaction.execute(statement)
            let action = try await ImprovementHandlers.find(taken.improvement, change.transaction)
            try await ImprovementHandlers.note(
                action, action.state, problem?.th, "improvement.\(state.rawValue)", change)
        }
    }
}
