import CPostgres

/// Reads the columns of one row in order.
public struct RowReader {
    private let answer: Answer
    private let row: Int32
    private var column: Int32 = 0
    private let columns: Int32

    init(_ answer: Answer, row: Int32) {
        self.answer = answer
        self.row = row
        columns = PQnfields(answer.result)
    }

    /// The next column. Throws `PostgresError` of kind `.decoding` if there is none or it holds something else.
    public mutating func next<Value: PostgresValue>(_ type: Value.Type = Value.self) throws -> Value {
        guard column < columns else { throw PostgresError.decoding("the row has only \(columns) columns") }
        let result = answer.result
        let oid = PostgresType(rawValue: PQftype(result, column))
        var bytes: UnsafeRawBufferPointer?
        if PQgetisnull(result, row, column) == 0 {
            bytes = UnsafeRawBufferPointer(
                start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        }
        column += 1
        do {
            return try Value.decodePostgres(PostgresColumn(bytes: bytes, type: oid))
        } catch var error as PostgresError {
            error.message = "column \(column): " + error.message
            throw error
        }
    }

    /// Leaves out the next column.
    public mutating func skip() {
        column += 1
    }
}

/// What the server answered to one statement; frees libpq's memory when it is let go. Never changed after it was
/// received, so tasks may read it from any thread.
final class Answer: @unchecked Sendable {
    let result: OpaquePointer

    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    var rowCount: Int { Int(PQntuples(result)) }

    /// How many rows the statement returned or touched.
    var touchedCount: Int {
        guard let text = PQcmdTuples(result) else { return 0 }
        var value = 0
        var pointer = text
        while pointer.pointee >= 0x30, pointer.pointee <= 0x39 {
            value = value * 10 + Int(pointer.pointee - 0x30)
            pointer += 1
        }
        return value
    }

    /// `SELECT`, `COMMIT`, `ROLLBACK` …
    var commandTag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    func decode<S: Statement>(as type: S.Type) throws -> [S.Row] {
        let count = rowCount
        var rows: [S.Row] = []
        rows.reserveCapacity(count)
        for index in 0..<count {
            var reader = RowReader(self, row: Int32(index))
            rows.append(try S.decode(&reader))
        }
        return rows
    }
}

extension PostgresError {
    /// Reads the fields of an error answer (`PG_DIAG_…` letters of libpq).
    init(_ result: OpaquePointer) {
        func field(_ letter: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
        }
        let sqlState = field("C")
        let message = field("M") ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
        // Class 57P: the server ends the session. Without a state the error is libpq's own: the connection broke.
        let lost = sqlState == nil || sqlState == "57P01" || sqlState == "57P02" || sqlState == "57P03"
        self.init(
            kind: lost ? .connection : .statement, sqlState: sqlState, constraint: field("n"), message: message)
    }
}
