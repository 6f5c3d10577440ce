import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Where organisations lie, what other schemes call them, and what happened to them when.
enum OrganisationPlaceHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            UpdateOrganisation.self,
            at: { params, call in
                if let code = params.organisation.code { return code }
                return try await call.database.organisation(params.organisation).code
            }, update)
        router.read(ResolveOrganisations.self) { params, call in
            let found = try await call.database.all(
                OrganisationsByScheme(scheme: params.scheme, codes: params.codes))
            let byCode = Dictionary(found.map { ($0.code, $0) }) { first, _ in first }
            return ResolvedOrganisations(
                items: params.codes.compactMap { byCode[$0] }, unknown: params.codes.filter { byCode[$0] == nil })
        }
        router.read(ListOrganisationChanges.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let keys = try params.cursor?.keys("change", count: 2) ?? ["", "0"]
            let rows = try await call.database.all(
                OrganisationChangePage(
                    organisations: params.organisations, since: params.since, afterCode: keys[0],
                    afterVersion: Int(keys[1]) ?? 0, limit: limit + 1))
            return Page(rows, limit: limit) {
                PageCursor("change", $0.organisation, String($0.change.version))
            }
        }
        router.change(ImportAreas.self, at: { params, _ in params.under }, importAreas)
        router.read(ListAreas.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                AreaPage(
                    under: params.under, digits: params.digits,
                    after: try params.cursor?.keys("area", count: 1)[0] ?? "", limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("area", $0.code) }
        }
    }

    @Sendable
    private static func update(_ params: UpdateOrganisation, _ change: Change) async throws -> Organisation {
        var organisation = try await change.openForChange(
            params.organisation, expected: params.expectedVersion, effectiveOn: change.now.dateInThailand)
        organisation.district = params.district
        organisation.subdistrict = params.subdistrict
        organisation.codes = params.codes.flatMap { $0.isEmpty ? nil : $0 }
        organisation.version += 1
        try await change.transaction.put(
            [organisation], change: .described, effectiveOn: change.now.dateInThailand, reason: nil, now: change.now)
        try await change.tell("organisation.changed", organisation)
        return organisation
    }

    @Sendable
    private static func importAreas(_ params: ImportAreas, _ change: Change) async throws -> AreasImported {
        try await change.openDirectory()
        _ = try await change.transaction.execute(PutAreas(areas: params.areas))
        try await change.audit(subject: params.under, details: ["areas": params.areas.count])
        try await change.emit("area.imported", subject: params.under, data: params.areas)
        return AreasImported(saved: params.areas.count)
    }
}
