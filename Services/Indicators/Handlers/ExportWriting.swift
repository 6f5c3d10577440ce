import Crypto
import IndicatorsContract
import Kernel
import Postgres
import Sheets

/// Makes a format's bytes out of observations, as they come.
struct ExportWriting {
    private enum Form {
        case plain, sdmxCsv, sdmxMl
        case workbook(XLSXWriter)
    }

    private let form: Form
    private let cube: Cube
    private let names: CSVExport.Names
    private var waiting: [UInt8] = []

    /// - Parameter cube: without its observations.
    init(_ format: ExportFormat, _ cube: Cube, at now: Instant) throws {
        self.cube = cube
        names = CSVExport.Names(cube)
        switch format {
        case .xlsx:
            let writer = try XLSXWriter(title: cube.name.th, createdAt: now)
            try writer.beginSheet("ข้อมูล")
            try writer.write(CSVExport.headings(cube), style: .heading)
            form = .workbook(writer)
        case .sdmxCsv:
            form = .sdmxCsv
            waiting = ExportText.csv([CSVExport.sdmxHeadings(cube)])
        case .sdmxMl3:
            form = .sdmxMl
            waiting = Array(SDMX3Export.beginning(cube, prepared: now).utf8)
        default:
            form = .plain
            var writer = CSVWriter()
            writer.write(CSVExport.headings(cube), style: .heading)
            waiting = writer.finish()
        }
    }

    /// - Returns: what is ready to be kept; of a workbook nothing before its end.
    mutating func write(_ observations: [Cube.Observation]) throws -> [UInt8] {
        defer { waiting = [] }
        switch form {
        case .workbook(let writer):
            for row in observations { try writer.write(names.row(row), style: .body) }
            return []
        case .plain:
            var writer = CSVWriter(hasMark: false)
            for row in observations { writer.write(names.row(row)) }
            return waiting + writer.finish()
        case .sdmxCsv:
            return waiting + ExportText.csv(observations.map { CSVExport.sdmxRow($0, cube, names) })
        case .sdmxMl:
            var text = waiting
            for row in observations {
                text += SDMX3Export.observation(row, cube, unit: names.unit(of: row.measure)).utf8
            }
            return text
        }
    }

    /// The rest of the file, a workbook's in blocks.
    mutating func finish(_ take: ([UInt8]) async throws -> Void) async throws {
        defer { waiting = [] }
        switch form {
        case .workbook(let writer):
            let blocks = try writer.finishInBlocks()
            while let block = try blocks.next() { try await take(block) }
        case .sdmxMl: try await take(waiting + Array(SDMX3Export.end.utf8))
        case .plain, .sdmxCsv: try await take(waiting)
        }
    }
}

/// Keeps a file in parts as it grows, with its hash.
struct ExportParts {
    static let partBytes = 262_144

    let code: String
    private(set) var count = 0
    private(set) var bytes = 0
    private var rest: [UInt8] = []
    private var digest = SHA256()

    init(code: String) { self.code = code }

    mutating func append(_ more: [UInt8], _ database: any StatementExecutor) async throws {
        bytes += more.count
        digest.update(data: more)
        rest += more
        var start = 0
        while rest.count - start >= Self.partBytes {
            try await keep(Array(rest[start..<start + Self.partBytes]), database)
            start += Self.partBytes
        }
        if start > 0 { rest.removeFirst(start) }
    }

    mutating func finish(_ database: any StatementExecutor) async throws {
        if !rest.isEmpty { try await keep(rest, database) }
        rest = []
    }

    private mutating func keep(_ part: [UInt8], _ database: any StatementExecutor) async throws {
        try await database.execute(InsertExportPart(code: code, number: count, bytes: part))
        count += 1
    }

    var sha256: String {
        digest.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
