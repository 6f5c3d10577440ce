import CommonContract
import Kernel

/// The nation, its regions and provinces, and the province's agencies and schools; the other services follow.
struct LoadDirectory {
    let example: Example

    func run() async throws {
        let rows = try example.table("organisations").rows
        let progress = Progress("หน่วยงานและสถานศึกษา \(rows.count) แห่ง — organisations", total: rows.count * 4)
        let drafts = rows.map { row in
            OrganisationImportRow(
                code: row["code"], kind: OrganisationKind(rawValue: row["kind"]) ?? .agency,
                name: LocalizedText(th: row["name_th"], en: row.optional("name_en")), parent: row.optional("parent"),
                supervisor: row.optional("supervisor"),
                // Known since the example's fiscal year began; when each really opened was not published.
                openedOn: CalendarDate(year: 2022, month: 10, day: 1))
        }
        let report = try await example.call(
            .plans, ImportOrganisations(idempotencyKey: example.key("organisations"), under: "TH", rows: drafts))
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
}
