import Kernel
import Postgres
import TestSupport
import Testing

/// Statements that the tests of this module use.
struct Plain: Statement {
    static let sql = "SELECT $1::bigint + 1"
    let number: Int
    func bind(_ parameters: inout Parameters) { parameters.append(number) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct AddNote: Statement {
    typealias Row = Void
    static let sql = "INSERT INTO note (id, text) VALUES ($1, $2)"
    let id: Int
    let text: String
    func bind(_ parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(text)
    }
}

struct Notes: Statement {
    static let sql = "SELECT text FROM note ORDER BY id"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

let notes = [
    Migration("test-0001-note", "CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL CHECK (text <> 'bad'))")
]

@Suite struct FirstSteps {
    @Test func aStatementHasItsAnswer() async throws {
        try await withTestDatabase { client in
            let all = try await client.all(Plain(number: 41))
            let first = try await client.first(Plain(number: 1))
            #expect(all == [42])
            #expect(first == 2)
        }
    }

    @Test func aTransactionIsKeptWholeOrNotAtAll() async throws {
        try await withTestDatabase(migrations: notes) { client in
            try await client.transaction { transaction in
                try await transaction.execute(AddNote(id: 1, text: "one"))
                try await transaction.execute(AddNote(id: 2, text: "two"))
            }
            let error = await #expect(throws: PostgresError.self) {
                try await client.transaction { transaction in
                    try await transaction.execute(AddNote(id: 3, text: "three"))
                    try await transaction.execute(AddNote(id: 1, text: "again"))
                }
            }
            #expect(error?.sqlState == "23505")
            #expect(error?.constraint == "note_pkey")
            let texts = try await client.all(Notes())
            #expect(texts == ["one", "two"])
        }
    }

    @Test func aSavepointUndoesOnlyItsPart() async throws {
        try await withTestDatabase(migrations: notes) { client in
            try await client.transaction { transaction in
                try await transaction.execute(AddNote(id: 1, text: "one"))
                await #expect(throws: PostgresError.self) {
                    try await transaction.savepoint { inner in
                        try await inner.execute(AddNote(id: 2, text: "two"))
                        try await inner.execute(AddNote(id: 3, text: "bad"))
                    }
                }
                try await transaction.execute(AddNote(id: 4, text: "four"))
            }
            let texts = try await client.all(Notes())
            #expect(texts == ["one", "four"])
        }
    }
}
