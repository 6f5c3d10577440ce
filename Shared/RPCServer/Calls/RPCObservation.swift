/// What the server saw, for logs and metrics; no params, results, names or credentials.
public enum RPCObservation: Sendable {
    /// A call was answered (or, a notification, executed).
    /// - `method`: the registered name, or `"unknown"`.
    /// - `outcome`: `"ok"`, or the error's name.
    /// - `isRead`: it changes nothing.
    case call(method: String, isRead: Bool, outcome: String, duration: Duration, requestID: String, caller: Caller.Kind)
    /// A handler failed in a way that is no answer; the caller got only the reference.
    case fault(reference: String, method: String, requestID: String, description: String)
    /// A request was turned away before any call of it ran.
    case refused(status: Int, reason: String, requestID: String)
    /// A page or file was answered.
    case page(path: String, status: Int, duration: Duration, requestID: String)
    /// The key set was read again.
    case keysRefreshed(keys: Int)
    /// The key set could not be read; the old one stays in use.
    case keysUnavailable(description: String)
}
