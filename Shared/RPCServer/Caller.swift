import JSONRPC
import Kernel

/// Who calls: a person or a system that identity has established, or nobody.
public struct Caller: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable { case anonymous, person, system }

    public var kind: Kind
    /// Stable name of the person or system at its issuer (`sub`), or `"anonymous"`.
    public var subject: String
    /// What it may do, and where.
    public var grants: [Grant]
    /// The methods that its credential is for, as names or patterns (`"plan.*"`); `nil` is all.
    public var scopes: [String]?
    /// The one of several roles that a person has chosen to act in: the others say nothing.
    public var hat: Grant?

    public init(kind: Kind, subject: String, grants: [Grant], scopes: [String]? = nil, hat: Grant? = nil) {
        self.kind = kind
        self.subject = subject
        self.grants = grants
        self.scopes = scopes
        self.hat = hat
    }

    public static let anonymous = Caller(kind: .anonymous, subject: "anonymous", grants: [])
}

/// A role held at an organisation, reaching everything below it.
public struct Grant: Sendable, Hashable, Codable {
    public var role: Role
    /// The organisation's code, `"67"` a province; `"TH"` the nation.
    public var organisation: String

    public init(role: Role, organisation: String) {
        self.role = role
        self.organisation = organisation
    }
}

/// What is known of one call before its handler runs.
public struct CallContext: Sendable {
    public var caller: Caller
    /// Echoed in `X-Request-ID` and written in every log line.
    public var requestID: String
    /// W3C trace context, passed on to peers.
    public var traceparent: String?
    /// When the caller stops waiting.
    public var deadline: ContinuousClock.Instant
    /// The time of the call, once for everything it does.
    public var now: Instant

    public init(
        caller: Caller, requestID: String, traceparent: String?, deadline: ContinuousClock.Instant, now: Instant
    ) {
        self.caller = caller
        self.requestID = requestID
        self.traceparent = traceparent
        self.deadline = deadline
        self.now = now
    }
}
