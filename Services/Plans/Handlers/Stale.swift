import JSONRPC
import Kernel

extension RPCError {
    /// Somebody changed it first.
    static func stale(_ version: Int, at path: String = "/expectedVersion") -> RPCError {
        let message = Messages.stale(version)
        return RPCError(
            .conflict, message, problems: [Problem(path: path, rule: "version.stale", message: message)],
            details: [("currentVersion", .number(String(version)))])
    }
}
