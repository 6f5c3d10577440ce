import CommonContract
import Crypto
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `data.export` and `suppression.*`.
enum ExportHandlers {
    /// Observations of one export: a body within its limit.
    private static let observationsMax = 50_000

    static func register(on router: ServiceRouter) {
        router.read(ExportData.self, at: { params, _ in params.organisation }, export)
        router.read(GetSuppression.self, at: { params, _ in params.province }) { params, call in
            try await rule(OrganisationCode.province(of: params.province), call.database)
        }
        router.change(SetSuppression.self, at: { params, _ in params.province }, setRule)
    }

    static func rule(_ province: String, _ database: any StatementExecutor) async throws -> SuppressionRule {
        let standard = Suppression.standard
        return try await database.first(FindSuppression(province: province))
            ?? SuppressionRule(
                province: province, threshold: standard.threshold, units: standard.units.sorted(), version: 0)
    }

    static func setRule(_ params: SetSuppression, _ change: Change) async throws -> SuppressionRule {
        var rule = SuppressionRule(
            province: OrganisationCode.province(of: params.province), threshold: params.threshold,
            units: params.units, version: params.expectedVersion)
        guard let version = try await change.database.first(SaveSuppression(rule: rule)),
            version == params.expectedVersion + 1
        else { throw RPCError.conflict(Messages.stale) }
        rule.version = version
        try await change.emit("suppression.set", subject: rule.province, data: rule)
        try await change.audit(subject: rule.province, details: rule)
        return rule
    }

    static func export(_ params: ExportData, _ call: ReadCall) async throws -> ExportedData {
        let database = call.database
        let areas = try await database.all(
            AreasOfExport(organisation: params.organisation, children: params.children ?? false))
        guard !areas.isEmpty else { throw RPCError.notFound("organisation", params.organisation) }
        let province = OrganisationCode.province(of: params.organisation)
        var builder = CubeBuilder(
            province: province, areas: areas, periods: params.periods, breakdowns: params.breakdowns ?? true)
        try await builder.read(elements: params.elements, indicators: params.indicators, database)
        guard builder.itemCount <= observationsMax else {
            throw RPCError(
                .tooLarge, DataMessages.tooManyObservations(observationsMax),
                details: [("limit", .number(String(observationsMax)))])
        }
        let rule = try await rule(province, database)
        let suppression = Suppression(threshold: rule.threshold, units: Set(rule.units))
        let cube = try await builder.cube(suppression, database)
        let files = files(of: cube, params.format, at: call.now).map { file in
            let digest = SHA256.hash(data: Array(file.text.utf8))
            return ExportedFile(
                name: file.name, mediaType: file.mediaType, text: file.text, rows: file.rows,
                sha256: digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined())
        }
        return ExportedData(files: files, suppressed: cube.observations.count { $0.state == .suppressed })
    }

    private static func files(of cube: Cube, _ format: ExportFormat, at now: Instant) -> [ExportFile] {
        switch format {
        case .csv: [CSVExport.plain(cube)]
        case .sdmxCsv: [CSVExport.sdmx(cube)]
        case .sdmxStructure: [SDMXExport.structure(cube, prepared: now)]
        case .sdmxMl: [SDMXExport.data(cube, prepared: now)]
        case .sdmxJson: [SDMXExport.json(cube, prepared: now)]
        case .dataPackage: CSVExport.dataPackage(cube, created: now)
        case .openSdg: CSVExport.openSDG(cube)
        }
    }
}
