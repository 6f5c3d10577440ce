import Kernel

/// The kinds of error of the public face, with their codes and stable names.
public enum RPCErrorKind: Int, Sendable, CaseIterable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
    case unauthenticated = -32001
    case forbidden = -32002
    case notFound = -32003
    case conflict = -32004
    case ruleViolated = -32005
    case rateLimited = -32006
    case unavailable = -32007
    case deadlineExceeded = -32008
    case tooLarge = -32009

    public var code: Int { rawValue }

    /// The name as `rpc.discover` and the documents write it.
    public var name: String { String(describing: self) }
}

/// An error as a JSON-RPC answer carries it: `{code, message, data}`; `data` always has `name`, and `message` in
/// both languages where there is more to say than the name.
public struct RPCError: Error, Sendable {
    public var kind: RPCErrorKind
    /// What happened, in both languages; the answer's `message` is the English line, `data.message` has both.
    public var message: LocalizedText
    /// For `invalidParams` and `ruleViolated`: all that is wrong.
    public var problems: [Problem]
    /// Further members of `data` (`kind`, `key`, `currentVersion`, `rule`, `retryAfterMs`, `limit`, `needs` …).
    public var details: [(name: String, value: JSONValue)]

    public init(
        _ kind: RPCErrorKind, _ message: LocalizedText, problems: [Problem] = [],
        details: [(name: String, value: JSONValue)] = []
    ) {
        self.kind = kind
        self.message = message
        self.problems = problems
        self.details = details
    }
}

extension RPCError {
    /// No thing of this kind has this id or code.
    public static func notFound(_ kind: String, _ key: some CustomStringConvertible) -> RPCError {
        let noun = Nouns.name(kind)
        return RPCError(
            .notFound, LocalizedText("ไม่พบ\(noun.th) “\(key)”", "no \(noun.en ?? kind) “\(key)”"),
            details: [("kind", .string(kind)), ("key", .string(key.description))])
    }

    /// A rule of the domain forbids it.
    public static func ruleViolated(
        _ rule: String, _ message: LocalizedText, problems: [Problem] = []
    ) -> RPCError {
        RPCError(.ruleViolated, message, problems: problems, details: [("rule", .string(rule))])
    }

    /// Somebody else changed it first, or the code is taken.
    public static func conflict(_ message: LocalizedText, currentVersion: Int? = nil) -> RPCError {
        RPCError(
            .conflict, message,
            details: currentVersion.map { [("currentVersion", .number(String($0)))] } ?? [])
    }
}
