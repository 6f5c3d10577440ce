import CommonContract
import Crypto
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import ReportingContract
import ServiceKit

/// `/opensdg/⟨province⟩/index.json` and the files that it names: the data of an Open SDG site, of the newest published
/// SDG 4 report of a province, for everyone.
struct OpenSdgPages: Sendable {
    /// Address of the licence of what is published.
    let licence: String

    func answer(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let province = request.parameters["province"] ?? ""
        let path = [request.parameters["folder"], request.parameters["file"]].compactMap { $0 }.joined(separator: "/")
        guard
            let report = try await call.database.first(
                FindPublishedOf(province: province, definition: ShippedDefinitions.sdg4Progress.code))
        else { throw RPCError.notFound("sdgReport", province) }
        let files = try await site(of: report, call.database).files
        if path == "index.json" { return response(index(report, files), "application/json", report) }
        guard let file = files.first(where: { $0.path == path }) else { throw RPCError.notFound("page", path) }
        let type = path.hasSuffix(".csv") ? "text/csv; charset=utf-8" : "application/yaml; charset=utf-8"
        return response(file.bytes, type, report)
    }

    /// From the answers that the report was made from.
    func site(of report: Report, _ database: some StatementExecutor) async throws -> OpenSdg {
        let inputs = try await database.all(SelectInputs(province: report.province, report: report.id)).map(\.input)
        guard let basis = try await database.first(SelectBasis(province: report.province, report: report.id)) else {
            throw RPCError.notFound("reportBasis", report.code)
        }
        let subject = try CanonicalJSON.value(ReportSubject.self, from: basis.subject)
        func answers<Answer: Decodable>(_ type: Answer.Type, _ method: String) throws -> [Answer] {
            try inputs.filter { $0.method == method }.map { try CanonicalJSON.value(type, from: $0.answer) }
        }
        return OpenSdg(
            province: subject.name,
            targets: try answers(Page<PlanElement>.self, ListElements.name).flatMap(\.items).filter {
                $0.plan == SdgAnswers.plan
            }, indicators: try answers(Indicator.self, GetIndicator.name),
            trends: try answers(IndicatorTrend.self, GetTrend.name), mappings: subject.sdg ?? [], licence: licence)
    }

    private func index(_ report: Report, _ files: [OpenSdg.File]) -> [UInt8] {
        var output = JSONOutput()
        output.value(
            .record([
                ("report", .string(report.code)), ("sha256", .string(report.sha256 ?? "")),
                ("title", .string(report.title.th)), ("licence", .string(licence)),
                (
                    "files",
                    .array(
                        files.map {
                            .record([
                                ("path", .string($0.path)), ("sha256", .string(SHA256.hash(data: $0.bytes).hex)),
                            ])
                        })
                ),
            ]))
        return output.bytes
    }

    private func response(_ bytes: [UInt8], _ type: String, _ report: Report) -> PageResponse {
        PageResponse(
            contentType: type,
            headers: [
                ("Cache-Control", "public, max-age=300"), ("X-Content-Type-Options", "nosniff"),
                ("Access-Control-Allow-Origin", "*"), ("Link", "<../reports/\(report.code)>; rel=\"canonical\""),
            ], body: bytes)
    }
}
