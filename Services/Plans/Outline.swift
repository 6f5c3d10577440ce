import JSONRPC
import Postgres

// Stands in for what the shared modules are about to bring; goes when they do.

struct JSONLimits { init() {} }
struct JSONNode {}
struct JSONDocument {
    init(parsing: [UInt8], limits: JSONLimits) throws {}
    var root: JSONNode { JSONNode() }
}
enum JSONTokenDecoder {
    static func decode<Value: Decodable>(_ type: Value.Type, from: JSONNode) throws -> Value {
        throw PostgresError(kind: .decoding, sqlState: nil, constraint: nil, message: "outline")
    }
}
enum JSONEncoding {
    static func bytes(_ value: some Encodable) throws -> [UInt8] { [] }
}
extension PostgresTransaction {
    @discardableResult func run<S: Statement>(_ statement: S) async throws -> Int { try await execute(statement) }
}
