import CommonContract
import Files
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
        else { throw RPCError.conflict(Messages.stale).at("/expectedVersion") }
        rule.version = version
        try await change.emit("suppression.set", subject: rule.province, data: rule)
        try await change.audit(subject: rule.province, details: rule)
        return rule
    }

    static func export(_ params: ExportData, _ call: ReadCall) async throws -> ExportedData {
        let database = call.database
        let areas = try await database.all(
            AreasOfExport(organisation: params.organisation, levels: params.children ?? false ? 1 : 0))
        guard !areas.isEmpty else { throw RPCError.notFound("organisation", params.organisation) }
        let province = OrganisationCode.province(of: params.organisation)
        var builder = CubeBuilder(
            province: province, areas: areas, periods: params.periods, breakdowns: params.breakdowns ?? true)
        try await builder.read(elements: params.elements, indicators: params.indicators, database)
        try refuseTooMany(builder.itemCount)
        let cube = try await builder.cube(try await suppression(province, database), database)
        return try exported(cube, params.format, at: call.now)
    }

    static func refuseTooMany(_ count: Int) throws {
        guard count > observationsMax else { return }
        throw RPCError(
            .tooLarge, DataMessages.tooManyObservations(observationsMax),
            details: [("limit", .number(String(observationsMax)))])
    }

    static func suppression(_ province: String, _ database: any StatementExecutor) async throws -> Suppression {
        let rule = try await rule(province, database)
        return Suppression(threshold: rule.threshold, units: Set(rule.units))
    }

    /// A cube's files as they are answered.
    static func exported(_ cube: Cube, _ format: ExportFormat, at now: Instant) throws -> ExportedData {
        let files = try files(of: cube, format, at: now).map { file in
            let isText = file.mediaType != CSVExport.xlsx
            return DataFile(
                name: file.name, mediaType: file.mediaType,
                text: isText ? String(decoding: file.bytes, as: UTF8.self) : nil,
                content: isText ? nil : Base64.encode(file.bytes), rows: file.rows,
                sha256: FileStore.hash(of: file.bytes))
        }
        return ExportedData(files: files, suppressed: cube.observations.count { $0.state == .suppressed })
    }

    private static func files(of cube: Cube, _ format: ExportFormat, at now: Instant) throws -> [ExportFile] {
        switch format {
        case .csv: [CSVExport.plain(cube)]
        case .xlsx: [try CSVExport.workbook(cube, created: now)]
        case .sdmxCsv: [CSVExport.sdmx(cube)]
        case .sdmxStructure: [SDMXExport.structure(cube, prepared: now)]
        case .sdmxMl: [SDMXExport.data(cube, prepared: now)]
        case .sdmxStructure3: [SDMX3Export.structure(cube, prepared: now)]
        case .sdmxMl3: [SDMX3Export.data(cube, prepared: now)]
        case .sdmxJson: [SDMXExport.json(cube, prepared: now)]
        case .dataPackage: CSVExport.dataPackage(cube, created: now)
        case .openSdg: CSVExport.openSDG(cube)
        }
    }
}
