import JSONRPC
import Kernel

extension RPCError {
    /// What a form shows of this error, for its reader to mend: every problem, or the error's own message. `nil` for what
    /// no other answer would mend; that is a page of its own.
    public func formProblems(_ request: PageRequest) -> [String]? {
        guard [.ruleViolated, .invalidParams, .conflict].contains(kind) else { return nil }
        return problems.isEmpty ? [request.text(message)] : problems.map { request.text($0.message) }
    }
}
