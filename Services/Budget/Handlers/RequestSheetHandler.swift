import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit
import Sheets

/// Gathers what goes to a source with its requests.
enum RequestSheetHandler {
    /// Requests of one sheet; more are asked for by organisation.
    static let requestsMax = 500

    static func file(_ params: GetRequestSheet, _ call: ReadCall) async throws -> ExportedFiles {
        let sheet = try await call.snapshot { try await gather(params, $0) }
        let name = "requests-\(params.organisation)-\(params.fiscalYear)-\(params.source.rawValue).xlsx"
        let bytes = try sheet.workbook()
        let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return ExportedFiles(files: [SheetHandlers.file(name, type, sheet.files.count, bytes)])
    }

    private static func gather(_ params: GetRequestSheet, _ database: PostgresTransaction) async throws -> RequestSheet
    {
        let found = try await database.all(
            SelectRequests(
                organisation: params.organisation, fiscalYear: params.fiscalYear, state: params.state,
                source: params.source, after: nil, limit: requestsMax + 1))
        guard found.count <= requestsMax else {
            throw RPCError(
                .tooLarge, Messages.exportTooLarge(requestsMax), details: [("limit", .number("\(requestsMax)"))])
        }
        let chosen = found.filter { params.state != nil || $0.state.isDecidedWell }
        var files: [RequestFile] = []
        for request in chosen {
            let risks = try await RequestDecisions.risks(of: request.draft, on: database)
            files.append(
                RequestFile(
                    request: request, history: try await database.all(SelectRequestHistory(draft: request.draft)),
                    forecast: nil, risks: risks,
                    unanswered: RequestDecisions.unanswered(risks, in: request.draft)))
        }
        var names: [String: String] = [:]
        for code in Set(chosen.map(\.draft.organisation) + [params.organisation]) {
            names[code] = try await database.first(FindOrganisationName(code: code)) ?? code
        }
        return RequestSheet(
            organisation: names[params.organisation] ?? params.organisation, fiscalYear: params.fiscalYear,
            source: params.source, files: files, names: names,
            criteria: try await database.all(SelectCriteria(fiscalYear: params.fiscalYear)))
    }
}

extension BudgetRequestState {
    /// Approved by the committee, whatever the source has said since.
    fileprivate var isDecidedWell: Bool {
        switch self {
        case .approved, .forwarded, .granted, .partlyGranted, .refused: true
        case .draft, .submitted, .rejected, .withdrawn: false
        }
    }
}
