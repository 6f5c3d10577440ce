import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit
import Sheets

/// `organisation.propose`.
enum OrganisationListHandler {
    static func register(on router: ServiceRouter) {
        router.read(ProposeOrganisations.self, at: { params, _ in params.province }, propose)
    }

    @Sendable
    private static func propose(_ params: ProposeOrganisations, _ call: ReadCall) async throws -> OrganisationProposals
    {
        let bytes = params.file.bytes ?? []
        var limits = SheetLimits.standard
        limits.rowsMax = ProposeOrganisations.rowsMax + SheetShape.headerRowsMax
        let table: SheetTable
        do throws(SheetProblem) {
            table = try SheetTable(bytes, as: OrganisationList.shape, layout: params.layout, limits: limits)
        } catch {
            throw RPCError.ruleViolated(
                "sheet", LocalizedText("อ่านไฟล์ไม่ได้", "the file can not be read"), problems: [error.problem])
        }
        for parent in Set([params.parent] + (params.parents ?? [:]).values) {
            _ = try await call.database.organisation(.code(parent))
        }
        let areas = try await call.database.all(
            AreaPage(under: params.province, digits: nil, after: "", limit: ImportAreas.areasMax))
        let known = try await call.database.all(OrganisationsOfProvince(province: params.province))
        var list = OrganisationList(params, areas: areas, known: known, problems: table.problems)
        for record in table.records { list.take(record) }
        let problems = list.problems.sorted { ($0.row ?? 0, $0.cell ?? "") < ($1.row ?? 0, $1.cell ?? "") }
        return OrganisationProposals(
            rows: table.records.count, items: list.items, problems: Array(problems.prefix(1_000)),
            problemsOmitted: table.problemsOmitted + max(0, problems.count - 1_000), layout: table.layout,
            annotated: problems.isEmpty
                ? nil
                : try AnnotatedSheet.make(
                    bytes, problems: problems, header: table.header?.row, layout: params.layout, name: params.file.name)
        )
    }
}
