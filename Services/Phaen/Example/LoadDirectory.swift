import CommonContract
import Kernel

/// The nation, its regions and provinces, and the province's agencies and schools; the other services follow.
struct LoadDirectory {
    let example: Example

    func run() async throws {
        let rows = try example.table("organisations").rows
        let areas = try example.table("areas").rows
        _ = try await example.call(
            .plans,
            ImportAreas(
                idempotencyKey: example.key("areas"), under: "TH",
                areas: areas.map { row in
                    Area(code: row["code"], name: LocalizedText(th: row["name_th"], en: row.optional("name_en")))
                }))
        let progress = Progress("หน่วยงานและสถานศึกษา \(rows.count) แห่ง — organisations", total: rows.count * 4)
        let drafts = rows.map { row in
            let district = Self.area(row.optional("district"), in: String(row["code"].prefix(2)), digits: 4, areas)
            return OrganisationImportRow(
                code: row["code"], kind: OrganisationKind(rawValue: row["kind"]) ?? .agency,
                name: LocalizedText(th: row["name_th"], en: row.optional("name_en")), parent: row.optional("parent"),
                supervisor: row.optional("supervisor"),
                // Known since the example's fiscal year began; when each really opened was not published.
                openedOn: CalendarDate(year: 2022, month: 10, day: 1), district: district,
                subdistrict: district.flatMap { Self.area(row.optional("subdistrict"), in: $0, digits: 6, areas) })
        }
        let report = try await example.call(
            .plans,
            ImportOrganisations(
                idempotencyKey: example.key("organisations of two provinces"), under: "TH", rows: drafts))
        try example.expectNone(report.problems)
        progress.advance(rows.count)
        guard let last = rows.last?["code"] else { return }
        for follower in [Example.Service.indicators, .budget, .reporting] {
            try await example.until("organisation \(last)") {
                (try? await example.call(follower, GetOrganisation(organisation: .code(last)))) != nil
            }
            progress.advance(rows.count)
        }
        progress.finish()
    }

    /// The code of the only area of this name within another.
    private static func area(_ name: String?, in outer: String, digits: Int, _ areas: [Table.Row]) -> String? {
        guard let name else { return nil }
        let found = areas.filter {
            $0["name_th"] == name && $0["code"].utf8.count == digits && $0["code"].hasPrefix(outer)
        }
        return found.count == 1 ? found[0]["code"] : nil
    }
}
