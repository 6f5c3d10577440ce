import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

struct BulkKey: Sendable {
    var province: String
    var code: String

    init(_ code: String) {
        province = OrganisationCode.province(of: code)
        self.code = code
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }
}

struct InsertBulk: Statement {
    static let sql = """
        INSERT INTO figure_bulk (province, code, under, state, record, created_at)
        VALUES ($1, $2, $3, 'open', $4, $5)
        ON CONFLICT DO NOTHING
        """
    var bulk: FigureBulk
    var json: JSONText
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        BulkKey(bulk.code).bind(&parameters)
        parameters.append(bulk.under)
        parameters.append(json)
        parameters.append(now)
    }

    typealias Row = Void
}

/// The import, taken for the rest of the transaction where one runs.
struct FindBulk: Statement {
    static let sql = "SELECT record FROM figure_bulk WHERE province = $1 AND code = $2"
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> FigureBulk {
        try StoredJSON.decode(FigureBulk.self, from: try row.next(JSONText.self).utf8)
    }
}

struct LockBulk: Statement {
    static let sql = FindBulk.sql + " FOR UPDATE"
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> FigureBulk { try FindBulk.decode(&row) }
}

struct UpdateBulk: Statement {
    static let sql = "UPDATE figure_bulk SET state = $3, record = $4 WHERE province = $1 AND code = $2"
    var bulk: FigureBulk
    var json: JSONText

    func bind(_ parameters: inout Parameters) {
        BulkKey(bulk.code).bind(&parameters)
        parameters.append(bulk.state.rawValue)
        parameters.append(json)
    }

    typealias Row = Void
}

struct InsertBulkPart: Statement {
    static let sql = "INSERT INTO figure_bulk_part (province, code, number, bytes) VALUES ($1, $2, $3, $4)"
    var key: BulkKey
    var number: Int
    var bytes: [UInt8]

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: number))
        parameters.append(bytes)
    }

    typealias Row = Void
}

struct FindBulkPart: Statement {
    static let sql = "SELECT bytes FROM figure_bulk_part WHERE province = $1 AND code = $2 AND number = $3"
    var key: BulkKey
    var number: Int

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: number))
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}

/// Imports that nobody asks for any more; their parts and problems go with them.
struct DropOldBulks: Statement {
    static let sql = """
        DELETE FROM figure_bulk
        WHERE province = $1 AND created_at < CASE state WHEN 'done' THEN $3::timestamptz ELSE $2::timestamptz END
        """
    var province: String
    var before: Instant
    /// The same for those that are in and can be taken back.
    var taken: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(before)
        parameters.append(taken)
    }

    typealias Row = Void
}

// MARK: - Problems

struct InsertBulkProblems: Statement {
    static let sql = """
        INSERT INTO figure_bulk_problem (province, code, sheet_row, member, value, rule, message_th, message_en)
        SELECT $1, $2, * FROM unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        """
    var key: BulkKey
    var problems: [FigureScanner.RowProblem]

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(problems.map { Int32(truncatingIfNeeded: $0.row) })
        parameters.append(problems.map(\.member))
        parameters.append(problems.map(\.value))
        parameters.append(problems.map(\.rule))
        parameters.append(problems.map(\.message.th))
        parameters.append(problems.map { $0.message.en ?? $0.message.th })
    }

    typealias Row = Void
}

struct CountBulkProblems: Statement {
    static let sql = """
        SELECT count(*), count(DISTINCT sheet_row) FROM figure_bulk_problem WHERE province = $1 AND code = $2
        """
    var key: BulkKey
    func bind(_ parameters: inout Parameters) { key.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> (problems: Int, rows: Int) {
        let problems = try row.next(Int.self)
        return (problems, try row.next(Int.self))
    }
}

struct PageOfBulkProblems: Statement {
    static let sql = """
        SELECT sheet_row, number, member, value, rule, message_th, message_en
        FROM figure_bulk_problem
        WHERE province = $1 AND code = $2 AND (sheet_row, number) > ($3, $4)
        ORDER BY sheet_row, number
        LIMIT $5
        """
    struct Row: Sendable {
        var row: Int
        var number: Int
        var problem: SheetProblem
    }

    var key: BulkKey
    var afterRow: Int
    var afterNumber: Int
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        key.bind(&parameters)
        parameters.append(Int32(truncatingIfNeeded: afterRow))
        parameters.append(afterNumber)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let place = try row.next(Int.self)
        let number = try row.next(Int.self)
        let member = try row.next(String.self)
        let value = try row.next(String?.self)
        let rule = try row.next(String.self)
        return Row(
            row: place, number: number,
            problem: SheetProblem(row: place, column: member, value: value, rule: rule, message: try row.text()))
    }
}
