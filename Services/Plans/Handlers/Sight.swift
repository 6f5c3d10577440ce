import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// How far a caller sees into drafts (domain §7): the drafts of organisations at or below those at which the caller
/// holds a role, and of the provinces in which these lie. What is announced everyone sees.
struct Sight: Sendable {
    let places: [String]

    init(_ call: ReadCall) async throws {
        places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
    }

    /// Of those who may change a plan: what a change answers with is not hidden from its maker.
    init(over plan: StoredPlan) {
        places = [plan.organisation]
    }

    /// Two parameters, for `Fragments.visible`.
    func bind(_ parameters: inout Parameters) {
        parameters.append(Set(places.map(OrganisationCode.province(of:))).sorted())
        parameters.append(places)
    }

    func sees(draftOf plan: StoredPlan, _ call: ReadCall) async throws -> Bool {
        if places.contains(where: { OrganisationCode.province(of: $0) == plan.province }) { return true }
        return try await call.runtime.authoriser.holds(
            Set(Role.allCases), at: plan.organisation, caller: call.caller, now: call.now)
    }
}
