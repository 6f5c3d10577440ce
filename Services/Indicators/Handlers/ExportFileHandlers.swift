import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `export.*`: files of many figures.
enum ExportFileHandlers {
    /// Figures that are put into a file at once, within the call.
    private static let atOnceMax = 2_000
    /// Organisations of one export: what hangs together in sums is held in memory, a measure and period at a time.
    private static let areasMax = 40_000
    private static let keptSeconds: Int64 = 7 * 86_400
    private static let job = "export.make"

    static func register(on router: ServiceRouter) {
        router.change(BeginExport.self, at: { params, _ in params.organisation }, begin)
        router.read(
            ReadExport.self,
            at: { params, call in
                try await record(params.export, call.database).organisation
            }
        ) { params, call in
            let record = try await record(params.export, call.database)
            guard let part = params.part else { return ExportPart(export: record, content: nil) }
            guard record.state == .done else {
                throw RPCError.ruleViolated("export.state", DataMessages.exportRunning).at("/export")
            }
            guard let bytes = try await call.database.first(FindExportPart(code: record.code, number: part)) else {
                throw RPCError.notFound("part", String(part))
            }
            return ExportPart(export: record, content: Base64.encode(bytes))
        }
        router.job(job, BeginExport.self) { params, run in
            let builder = try await builder(params, run.runtime.database)
            try await run.runtime.database.transaction { transaction in
                try await transaction.execute(DropExportParts(code: params.code))
            }
            let done = try await make(params, builder, at: run.runtime.clock(), run.runtime.database) { done, total in
                run.progress(done, of: total)
                try run.checkCancellation()
            }
            try await run.change { change in
                try await change.emit("export.done", subject: params.code, data: done)
                try await change.audit(subject: params.code, details: done)
            }
            return done
        }
    }

    private static func record(_ code: String, _ database: any StatementExecutor) async throws -> ExportFileRecord {
        guard let found = try await database.first(FindExport(code: code)) else {
            throw RPCError.notFound("export", code)
        }
        return found
    }

    static func begin(_ params: BeginExport, _ change: Change) async throws -> ExportFileRecord {
        let database = change.database
        let builder = try await builder(params, database)
        let count = builder.itemCount
        let ending = params.format == .xlsx ? "xlsx" : params.format == .sdmxMl3 ? "xml" : "csv"
        var record = ExportFileRecord(
            code: params.code, organisation: params.organisation, format: params.format, state: .running, job: nil,
            name: "\(params.code).\(ending)", mediaType: mediaType(params.format), parts: 0, bytes: 0, rows: 0,
            suppressed: 0, sha256: nil)
        try await database.execute(
            DropOldExports(
                province: OrganisationCode.province(of: params.code), before: change.now.adding(seconds: -keptSeconds)))
        if count > atOnceMax {
            record.job = try await change.runtime.jobs.enqueue(in: change, kind: job, params: params)
        }
        let insert = InsertExport(record: record, subject: change.caller.subject, now: change.now)
        guard try await database.execute(insert) == 1 else { throw RPCError.conflict(Messages.codeTaken).at("/code") }
        if count <= atOnceMax { record = try await make(params, builder, at: change.now, database) { _, _ in } }
        try await change.audit(subject: params.code, details: record)
        return record
    }

    private static func mediaType(_ format: ExportFormat) -> String {
        switch format {
        case .xlsx: CSVExport.xlsx
        case .sdmxCsv: "application/vnd.sdmx.data+csv; version=2.0.0"
        case .sdmxMl3: SDMX3Export.dataType
        default: "text/csv"
        }
    }

    private static func builder(_ params: BeginExport, _ database: any StatementExecutor) async throws -> CubeBuilder {
        let areas = try await database.all(
            AreasOfExport(organisation: params.organisation, levels: params.levels))
        guard !areas.isEmpty else { throw RPCError.notFound("organisation", params.organisation) }
        if areas.count > areasMax {
            throw RPCError(
                .tooLarge, DataMessages.tooManyAreas(areasMax), details: [("limit", .number(String(areasMax)))])
        }
        var builder = CubeBuilder(
            province: OrganisationCode.province(of: params.organisation), areas: areas, periods: params.periods,
            breakdowns: params.breakdowns ?? true)
        try await builder.read(elements: params.elements, indicators: params.indicators, database)
        return builder
    }

    /// Writes the file, portion after portion; memory holds one of them and a part.
    private static func make(
        _ params: BeginExport, _ builder: CubeBuilder, at now: Instant, _ database: any StatementExecutor,
        _ progress: (Int, Int) throws -> Void
    ) async throws -> ExportFileRecord {
        let province = OrganisationCode.province(of: params.organisation)
        let suppression = try await ExportHandlers.suppression(province, database)
        let (cube, portions) = (builder.definition, builder.portions)
        let total = portions.reduce(0) { $0 + $1.count }
        var text = try ExportWriting(params.format, cube, at: now)
        var parts = ExportParts(code: params.code)
        var (rows, suppressed) = (0, 0)
        for portion in portions {
            let observations = try await builder.observations(of: portion, suppression, database)
            rows += observations.count
            suppressed += observations.count { $0.state == .suppressed }
            try await parts.append(try text.write(observations), database)
            try progress(rows, total)
        }
        try await text.finish { try await parts.append($0, database) }
        try await parts.finish(database)
        try await database.execute(
            AdvanceExport(
                code: params.code, parts: parts.count, bytes: parts.bytes, rows: rows, suppressed: suppressed,
                sha256: parts.sha256))
        return try await record(params.code, database)
    }
}
