import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// A province's year by district.
enum DistrictHandlers {
    static func register(on router: ServiceRouter) {
        router.change(PutDistricts.self, at: { params, _ in params.organisation }) { try await put($0, $1) }
        router.read(GetDistrictMap.self, at: { params, _ in params.organisation }) { try await map($0, $1) }
        router.page("/map/:map", access: .open) { try await picture($0, $1) }
    }

    private static func put(_ params: PutDistricts, _ change: Change) async throws -> DistrictsKept {
        let found = try await Find.organisation(params.organisation, on: change.transaction)
        _ = try await change.transaction.execute(DeleteDistrictMembers(province: found.province))
        _ = try await change.transaction.execute(DeleteDistricts(province: found.province))
        for district in params.districts {
            _ = try await change.transaction.execute(
                InsertDistrict(
                    province: found.province, district: district,
                    shape: try district.shape.map { String(decoding: try CanonicalJSON.bytes($0), as: UTF8.self) }))
        }
        let members = Dictionary(params.members.map { ($0.organisation, $0.district) }) { _, last in last }
        _ = try await change.transaction.execute(
            InsertDistrictMembers(province: found.province, members: members.sorted { $0.key < $1.key }.map { $0 }))
        let kept = DistrictsKept(districts: params.districts.count, members: members.count)
        try await change.audit(subject: params.organisation, details: kept)
        try await change.emit("district.put", subject: params.organisation, data: kept)
        return kept
    }

    /// Three calls at once, whatever the number of districts and schools.
    private static func map(_ params: GetDistrictMap, _ call: ReadCall) async throws -> DistrictMap {
        let found = try await Find.organisation(params.organisation, on: call.database)
        let asking = Asking(call)
        let asOf = min(call.now.dateInThailand, params.fiscalYear.lastDay)
        async let money = asked { () throws(GatheringFailure) in
            try await asking.peer("budget").call(
                GetSummary(
                    organisation: params.organisation, fiscalYear: params.fiscalYear, groupBy: .organisation,
                    date: asOf)
            ).value.rows
        }
        async let owed = asked { () throws(GatheringFailure) in
            try await outstanding(asking.peer("indicators"), params, found.province)
        }
        let districts = try await call.database.all(SelectDistricts(province: found.province))
        let members = try await call.database.all(SelectDistrictMembers(province: found.province))
        let schools = try await call.database.first(CountSchools(province: found.province)) ?? 0
        var missing: [ReportGap] = []
        let rows = take(await money, "money", &missing).map { rows in
            Dictionary(rows.map { ($0.key, $0) }) { first, _ in first }
        }
        let owing = take(await owed, "round", &missing)
        let inside = Dictionary(grouping: members, by: \.district).mapValues { $0.map(\.organisation) }
        return DistrictMap(
            organisation: params.organisation, fiscalYear: params.fiscalYear, asOf: asOf,
            districts: districts.map { district in
                let codes = inside[district.code] ?? []
                let money = rows.map { rows in codes.compactMap { rows[$0] } }
                return DistrictFigures(
                    district: district, organisations: codes.count, expected: owing.map { _ in codes.count },
                    certified: owing.map { owing in codes.count { !owing.contains($0) } },
                    allocated: money.flatMap { Money.sum($0.map(\.allocated)) },
                    spent: money.flatMap { Money.sum($0.map(\.spent)) })
            },
            elsewhere: max(0, schools - members.count), missing: missing)
    }

    /// Codes of those who have not certified in the year's newest round.
    private static func outstanding(
        _ peer: RecordingPeer, _ params: GetDistrictMap, _ province: String
    ) async throws(GatheringFailure) -> Set<String> {
        let rounds = try await peer.call(ListRounds(province: province, fiscalYear: params.fiscalYear, limit: 100))
        let opened = rounds.value.items.filter { $0.state != .draft }
        guard let round = opened.max(by: { ($0.opensOn, $0.code) < ($1.opensOn, $1.code) }) else {
            throw peer.failure(ListRounds.name, ReportMessages.noRound)
        }
        var owing: Set<String> = []
        var cursor: PageCursor?
        repeat {
            let page = try await peer.call(
                ListOutstanding(
                    round: Reference(round.code), organisation: params.organisation, uncertified: true, limit: 1_000,
                    cursor: cursor)
            ).value
            owing.formUnion(page.items.map(\.organisation))
            cursor = page.nextCursor
        } while cursor != nil
        return owing
    }

    private static func take<Value>(
        _ result: Result<Value, GatheringFailure>, _ member: String, _ missing: inout [ReportGap]
    ) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(let failure):
            missing.append(
                ReportGap(
                    parts: [member], service: failure.service, method: failure.method, reason: failure.reason))
            return nil
        }
    }

    // MARK: Picture

    private static func picture(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let name = request.parameters["map"] ?? ""
        let parts = name.dropLast(4).split(separator: "-")
        guard name.hasSuffix(".svg"), parts.count == 2, let year = Int(parts[1]).flatMap({ FiscalYear($0) }),
            try await ReportPages.mayRead(at: String(parts[0]), call)
        else { throw RPCError.notFound("page", name) }
        let map = try await map(GetDistrictMap(organisation: String(parts[0]), fiscalYear: year), call)
        let drawing = MapSVG(
            map: map, measure: request.query["measure"] == "spent" ? .spent : .certified,
            language: request.language == "en" ? "en" : "th")
        return PageResponse(
            contentType: "image/svg+xml",
            headers: [
                ("Cache-Control", "private, no-store"), ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'"),
            ], body: Array(drawing.text().utf8))
    }
}
