import CommonContract
import JSONRPC
import Kernel

/// Between JSON that PostgreSQL built and the contract's types.
enum Wire {
    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from json: [UInt8]) throws -> Value {
        try JSONTokenDecoder.decode(type, from: try JSONDocument(parsing: json, limits: JSONLimits()).root)
    }

    /// A page of a list whose items are JSON already. `rows` were asked for with one more than `limit`.
    static func page<Row: AnswerRow>(_ rows: [Row], limit: Int, cursor: (Row) -> PageCursor) -> [UInt8] {
        var bytes = Array(#"{"items":["#.utf8)
        bytes.reserveCapacity(rows.reduce(64) { $0 + $1.json.count + 1 })
        for (index, row) in rows.prefix(limit).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += row.json
        }
        bytes.append(UInt8(ascii: "]"))
        if rows.count > limit, limit > 0 {
            // A cursor's text is of the URL-safe alphabet: nothing in it is to be escaped.
            bytes += Array(#","nextCursor":""#.utf8) + Array(cursor(rows[limit - 1]).text.utf8) + [UInt8(ascii: "\"")]
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
