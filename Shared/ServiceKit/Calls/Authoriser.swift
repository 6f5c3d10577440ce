import CommonContract
import JSONRPC
import Kernel
import RPCServer

/// Decides where a caller's roles reach. The directory answers from its tree; a service without one answers from
/// the grants of the credential alone.
public protocol Authoriser: Sendable {
    /// Whether the caller holds one of the roles at the organisation or above it; without an organisation, anywhere.
    func holds(_ roles: Set<Role>, at organisation: String?, caller: Caller, now: Instant) async throws -> Bool

    /// Codes of the organisations at which the caller holds a role, of whatever kind: for statements that leave out
    /// what a caller may not see.
    func places(of caller: Caller, now: Instant) async throws -> [String]

    /// Codes of the organisation and of all that a role held there reaches.
    func reach(of organisation: String) async throws -> [String]
}

/// Grants of the credential alone: at the organisation itself or at the nation.
public struct GrantsAuthoriser: Authoriser {
    public init() {}

    public func holds(_ roles: Set<Role>, at organisation: String?, caller: Caller, now: Instant) -> Bool {
        caller.grants.contains { grant in
            roles.contains(grant.role)
                && (organisation == nil || grant.organisation == organisation || grant.organisation == "TH")
        }
    }

    public func places(of caller: Caller, now: Instant) -> [String] {
        Set(caller.grants.map(\.organisation)).sorted()
    }

    public func reach(of organisation: String) -> [String] { [organisation] }
}

/// The one place where a call is allowed or refused.
struct Gate: Sendable {
    let method: String
    let access: RPCAccess
    let authoriser: any Authoriser

    /// Before the params are looked at: is there a credential where one is needed?
    func requireCredential(_ caller: Caller) throws(RPCError) {
        if access != .open, caller.kind == .anonymous {
            throw RPCError(
                .unauthenticated,
                LocalizedText("ต้องแสดงบัตรผ่านที่ใช้ได้", "a valid credential is needed"))
        }
        if let scopes = caller.scopes, access != .open, !MethodPattern.anyCovers(scopes, method) {
            throw RPCError(
                .forbidden, LocalizedText("กุญแจนี้ใช้กับ \(method) ไม่ได้", "this key is not for \(method)"),
                details: [("needs", .object([JSONMember(name: "scope", value: .string(method))]))])
        }
    }

    /// After the params are decoded: are the roles held where the call is about?
    /// - Parameter organisation: asked only of a caller who holds one of the roles somewhere, so that nobody else
    ///   learns what exists.
    /// - Returns: the organisation.
    func authorise(
        _ caller: Caller, now: Instant, at organisation: () async throws -> String?
    ) async throws -> String? {
        guard case .roles(let roles) = access else { return try await organisation() }
        guard try await authoriser.holds(roles, at: nil, caller: caller, now: now) else { throw forbidden(roles, nil) }
        guard let place = try await organisation() else { return nil }
        guard try await authoriser.holds(roles, at: place, caller: caller, now: now) else {
            throw forbidden(roles, place)
        }
        return place
    }

    private func forbidden(_ roles: Set<Role>, _ organisation: String?) -> RPCError {
        let names = roles.map(\.rawValue).sorted()
        let list = names.joined(separator: ", ")
        var needs = [JSONMember(name: "roles", value: .array(names.map(JSONValue.string)))]
        if let organisation { needs.append(JSONMember(name: "organisation", value: .string(organisation))) }
        let place = organisation.map { (" ที่ \($0) หรือหน่วยงานเหนือขึ้นไป", " at \($0) or above it") } ?? ("", "")
        return RPCError(
            .forbidden,
            LocalizedText(
                "\(method) ต้องมีบทบาทใดบทบาทหนึ่งใน \(list)\(place.0)",
                "\(method) needs one of the roles \(list)\(place.1)"),
            details: [("needs", .object(needs))])
    }
}
