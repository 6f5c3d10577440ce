import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit

/// What a caller's roles let them do to a submission, for the `may` of answers. Each method decides again for itself.
enum Permissions {
    static func may(
        _ context: CallContext, _ runtime: ServiceRuntime, at organisation: String, stage: SubmissionStage,
        roundIsOpen: Bool
    ) async throws -> [SubmissionAction] {
        var actions: [SubmissionAction] = []
        for act in SubmissionAct.possible(at: stage, roundIsOpen: roundIsOpen) {
            guard case .roles(let roles) = act.access else { continue }
            let holds = try await runtime.authoriser.holds(
                roles, at: organisation, caller: context.caller, now: context.now)
            if holds { actions.append(act.action) }
        }
        return actions
    }
}
