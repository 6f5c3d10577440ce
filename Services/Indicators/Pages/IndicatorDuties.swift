import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ServiceKit

/// What waits for a visitor in the rounds that are open: answers to give, submissions to certify.
enum IndicatorDuties {
    static func register(on router: ServiceRouter) {
        router.duties { call in
            let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
            return try await toAnswer(places, call) + (try await toCertify(places, call))
        }
    }

    private static func toAnswer(_ places: [String], _ call: ReadCall) async throws -> [FrontDuty] {
        guard try await holds(SaveSubmission.access, call) else { return [] }
        return try await call.database.all(AskedOfPlaces(organisations: places)).compactMap { row in
            guard [.notStarted, .draft, .returned].contains(row.state) else { return nil }
            let state = IndicatorPages.state(row.state).words
            return FrontDuty(
                row.name,
                detail: LocalizedText(
                    "กรอกข้อมูลของ\(row.organisationName.th) · \(state.th)",
                    "Answer for \(row.organisationName.en ?? row.organisationName.th) · \(state.en ?? state.th)"),
                address: "mine/\(PageText.query(row.round))/\(PageText.query(row.organisation))", dueOn: row.dueOn)
        }
    }

    private static func toCertify(_ places: [String], _ call: ReadCall) async throws -> [FrontDuty] {
        guard try await holds(CertifySubmission.access, call) else { return [] }
        return try await call.database.all(WaitingAtPlaces(organisations: places)).map { row in
            FrontDuty(
                row.name,
                detail: LocalizedText(
                    "รอรับรอง \(row.waiting) แห่ง · \(row.placeName.th)",
                    "\(row.waiting) to certify · \(row.placeName.en ?? row.placeName.th)"),
                address: "certify?round=\(PageText.query(row.round))&under=\(PageText.query(row.place))",
                dueOn: row.dueOn)
        }
    }

    private static func holds(_ access: RPCAccess, _ call: ReadCall) async throws -> Bool {
        guard case .roles(let roles) = access else { return true }
        return try await call.runtime.authoriser.holds(roles, at: nil, caller: call.caller, now: call.now)
    }
}
