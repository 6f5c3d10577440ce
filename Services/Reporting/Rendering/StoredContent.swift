import JSONRPC
import Kernel
import Postgres
import ReportingContract

/// A report's content where it is kept, read piece by piece: what is made of it costs no more memory for a longer table.
struct StoredContent: Sendable {
    let report: Report
    let database: PostgresClient
    var pieceBytes = 1 << 20

    /// The content with the first rows of each table, and how many rows each table has.
    func outline(rowsKept: Int) async throws -> (content: ReportContent, counts: [Int]) {
        var cutter = RowCutter(rowsKept: rowsKept)
        try await pieces { _ = cutter.take($0) }
        return (try CanonicalJSON.value(ReportContent.self, from: cutter.outline), cutter.counts)
    }

    /// Every row of every table in order, with the table's number from 0.
    /// - Parameter afterPiece: done whenever some of them were given.
    func rows(
        afterPiece: () async throws -> Void = {}, _ body: (_ table: Int, _ row: ReportRow) throws -> Void
    ) async throws {
        var cutter = RowCutter()
        try await pieces { piece in
            for batch in cutter.take(piece) {
                for row in try Self.rows(of: batch.rows) { try body(batch.table, row) }
            }
            try await afterPiece()
        }
    }

    /// - Throws: `notFound` if there is no content.
    func check() async throws {
        guard try await database.first(SelectContentPiece(report: report, from: 1, count: 1)) != nil else {
            throw RPCError.notFound("reportContent", report.code)
        }
    }

    /// As it is kept.
    /// - Throws: `conflict` where a draft is written while it is read.
    func pieces(_ body: ([UInt8]) async throws -> Void) async throws {
        var place = 1
        while true {
            guard
                let piece = try await database.first(
                    SelectContentPiece(report: report, from: place, count: pieceBytes))
            else { throw RPCError.conflict(ReportMessages.writtenMeanwhile, currentVersion: nil) }
            try await body(piece)
            guard piece.count == pieceBytes else { return }
            place += piece.count
        }
    }

    // MARK: Rows

    /// - Parameter batch: rows parted by commas.
    static func rows(of batch: [UInt8]) throws -> [ReportRow] {
        let document = try JSONDocument(
            parsing: [0x5B] + batch + [0x5D], limits: JSONLimits(bytesMax: 1 << 30))
        return try document.root.elements.map { row in
            guard let kind = row["kind"]?.string.flatMap({ ReportRowKind(rawValue: $0) }), let cells = row["cells"]
            else { throw Unreadable() }
            return ReportRow(kind: kind, cells: try cells.elements.map(cell))
        }
    }

    private static func cell(_ node: JSONNode) throws -> ReportCell {
        var cell = ReportCell(state: .missing)
        for (name, value) in node.members {
            switch name.string {
            case "state":
                guard let state = value.string.flatMap({ ReportCellState(rawValue: $0) }) else { throw Unreadable() }
                cell.state = state
            case "value": cell.value = value.string
            case "en": cell.en = value.string
            case "source": cell.source = value.number.flatMap { Int($0) }
            case "key": cell.key = value.string
            default: throw Unreadable()
            }
        }
        return cell
    }

    /// What was kept is not what was written.
    struct Unreadable: Error {}
}

/// Some bytes of a report's content, from 1: frozen where it is, else the draft's, as long as it is that version.
struct SelectContentPiece: Statement {
    static let sql = """
        SELECT substring(content FROM $3::integer FOR $4::integer)
          FROM report_content
         WHERE province = $1 AND report = $2 AND NOT $5::boolean
         UNION ALL
        SELECT substring(d.content FROM $3::integer FOR $4::integer)
          FROM report_draft AS d
          JOIN report AS r ON r.province = d.province AND r.id = d.report
         WHERE d.province = $1 AND d.report = $2 AND $5::boolean AND r.version = $6
        """

    var report: Report
    var from: Int
    var count: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(report.province)
        parameters.append(report.id)
        parameters.append(from)
        parameters.append(count)
        parameters.append(report.step == .draft)
        parameters.append(report.version)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}
