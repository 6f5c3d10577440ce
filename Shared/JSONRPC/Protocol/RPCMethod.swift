import Kernel

/// A method of a service, declared once. The value *is* the params; the same declaration serves the handler, the
/// typed client, the schema check and the OpenRPC document.
public protocol RPCMethod: Codable, Sendable {
    /// What the call answers with.
    associatedtype Result: Codable & Sendable

    /// `noun.verb`, as callers write it.
    static var name: String { get }
    /// One line that says what it does.
    static var summary: LocalizedText { get }
    /// Everything a caller has to know beyond the summary; may be empty.
    static var details: LocalizedText { get }
    /// Whether it may be repeated, and what it needs for that.
    static var safety: RPCSafety { get }
    /// Who may call it.
    static var access: RPCAccess { get }
    /// The domain's errors that it can give, beside those that every method can.
    static var errors: [RPCErrorKind] { get }
    /// At least one, replayed by a test against the running service.
    static var examples: [RPCExample] { get }
    /// What a member of the params or of the result means, for the OpenRPC document: by member name.
    static var memberNotes: [String: LocalizedText] { get }

    /// The rules that can be checked on the params alone (ranges, formats, members that go together).
    func check(_ problems: inout Problems)
}

extension RPCMethod {
    public static var details: LocalizedText { LocalizedText("", "") }
    public static var errors: [RPCErrorKind] { [] }
    public static var memberNotes: [String: LocalizedText] { [:] }
    public func check(_ problems: inout Problems) {}
}

/// A method that changes something. Its `idempotencyKey` makes a repeat harmless (`rpc` conventions, "Calls that
/// change something").
public protocol RPCChange: RPCMethod {
    /// The caller's own string, 1 to 128 characters; a repeat with the same params gets the first answer again.
    var idempotencyKey: String { get }
    /// `true`: everything is checked and reported, nothing is written.
    var validateOnly: Bool? { get }
}

extension RPCChange {
    public static var safety: RPCSafety { .keyed }
}

/// Whether a call may be repeated.
public enum RPCSafety: String, Sendable, Codable {
    /// Changes nothing; may be repeated and answered from any replica.
    case read
    /// Changes something, and a repeat changes nothing further.
    case idempotent
    /// Changes something; may be repeated only with its `idempotencyKey`.
    case keyed
}

/// What a person or a system may be to an organisation. A role held at an organisation reaches everything below it,
/// over both relations (parent agency and supervisor).
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Fills in questionnaires at a school or agency.
    case reporter
    /// Head of an organisation (ผู้บังคับบัญชา): certifies.
    case head
    /// Chases an agency's own schools.
    case agencyPlanner
    /// Planner of a provincial education office.
    case planner
    /// Budget officer of a provincial education office or an agency.
    case budgetOfficer
    /// Secretary of a committee: agenda, minutes, resolutions.
    case secretary
    /// Head of the provincial education office (ศึกษาธิการจังหวัด).
    case provincialOfficer
    /// Regional or ministry reader.
    case reader
    /// Reads everything, the audit trail included.
    case auditor
    /// Another system.
    case integrator
    /// Runs a service: directory, keys, jobs, webhooks.
    case administrator
}

/// Who may call a method.
public enum RPCAccess: Sendable, Hashable {
    /// Anyone, without a credential: published data only.
    case open
    /// Anyone with a valid credential.
    case signedIn
    /// Who holds one of these roles at the organisation that the call is about, or above it.
    case roles(Set<Role>)
}

/// An example call. Names in braces (`"{planId}"`) are filled by the replaying test from earlier answers.
public struct RPCExample: Sendable {
    public let name: String
    /// Params as JSON text.
    public let params: String
    /// The answer as JSON text; members that differ by run (ids, instants) are compared by shape only.
    public let result: String

    public init(_ name: String, params: String, result: String) {
        self.name = name
        self.params = params
        self.result = result
    }
}

/// Answers calls of another service, or of the same one in a test.
public protocol RPCCaller: Sendable {
    /// - Throws: `RPCError` as the peer gave it, or `unavailable` / `deadlineExceeded` if none came.
    func call<Method: RPCMethod>(_ method: Method, deadline: ContinuousClock.Instant?) async throws -> Method.Result
}
