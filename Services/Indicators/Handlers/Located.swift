import JSONRPC
import Kernel

extension RPCError {
    /// The same, located in the params: where a refusal has one place, it is told like every other problem.
    func at(_ path: String) -> RPCError {
        guard problems.isEmpty else { return self }
        var rule = kind.name
        for case (let name, .string(let text)) in details where name == "rule" { rule = text }
        var error = self
        error.problems = [Problem(path: path, rule: rule, message: message)]
        return error
    }
}
