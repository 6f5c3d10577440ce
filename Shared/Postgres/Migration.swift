/// One schema migration, embedded in the binary. Names sort in the order of running: `"plans-0001-elements"`.
public struct Migration: Sendable {
    public let name: String
    public let sql: String

    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}
