import Kernel
import Postgres
import TestSupport
import Testing

@Suite struct StatementTests {
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

    /// What is sent ahead goes with the next statement; where it fails, that one and all others do.
    @Test func whatIsSentAheadBelongsToTheTransaction() async throws {
        try await withTestDatabase(migrations: notes, configure: { $0.leasedConnectionsMax = 1 }) { client in
            try await client.transaction { transaction in
                try transaction.send(AddNote(id: 1, text: "one"))
                try transaction.send(AddNote(id: 2, text: "two"))
                #expect(try await transaction.all(Notes()) == ["one", "two"])
                try transaction.send(AddNote(id: 3, text: "three"))
            }
            for statement in [AddNote(id: 4, text: "bad"), AddNote(id: 1, text: "again")] {
                let error = await #expect(throws: PostgresError.self) {
                    try await client.transaction { transaction in
                        try await transaction.execute(AddNote(id: 5, text: "five"))
                        try transaction.send(statement)
                    }
                }
                #expect(error?.sqlState == "25P02")
            }
            // Nothing of a transaction that said nothing was sent, and the one connection is free.
            struct Refusal: Error {}
            await #expect(throws: Refusal.self) {
                try await client.transaction { transaction in
                    try transaction.send(AddNote(id: 6, text: "six"))
                    throw Refusal()
                }
            }
            try await client.transaction { _ in }
            #expect(try await client.transaction { try await $0.all(Notes()) } == ["one", "two", "three"])
            #expect(client.figures.leaseWaiters == 0)
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

    @Test func anErrorAtCommitIsTheStatementsOwn() async throws {
        let deferred = Migration(
            "test-0001-deferred",
            "CREATE TABLE note (id bigint, text text, CONSTRAINT once UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)")
        try await withTestDatabase(migrations: [deferred]) { client in
            try await client.execute(AddNote(id: 1, text: "one"))
            let error = await #expect(throws: PostgresError.self) {
                try await client.execute(AddNote(id: 1, text: "again"))
            }
            #expect(error?.constraint == "once")
            let texts = try await client.all(Notes())
            #expect(texts == ["one"])
        }
    }

    @Test func oneFailureAmongAThousandNeighboursIsItsOwn() async throws {
        try await withTestDatabase { client in
            let outcomes = await withTaskGroup(of: (Int, Int?).self) { group in
                for number in 0..<1_000 {
                    group.addTask { (number, try? await client.first(Divide(by: number == 500 ? 0 : 1))) }
                }
                return await group.reduce(into: [Int: Int?]()) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.count == 1_000)
            for (number, value) in outcomes { #expect(value == (number == 500 ? nil : 100)) }
        }
    }

    /// Every seventh read fails, and takes its group's further ones with it: they are sent again.
    @Test(arguments: [true, false]) func aFailureInAGroupOfReadsIsItsOwn(prepares: Bool) async throws {
        try await withTestDatabase(configure: { $0.prepares = prepares }) { client in
            let outcomes = await withTaskGroup(of: (Int, Int?).self) { group in
                for number in 0..<700 {
                    group.addTask { (number, try? await client.first(DivideInGroup(by: number % 7))) }
                    if number % 50 == 0 { group.addTask { (-1, try? await client.first(Plain(number: number))) } }
                }
                return await group.reduce(into: [Int: Int?]()) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.count == 701)
            for (number, value) in outcomes where number >= 0 {
                #expect(value == (number % 7 == 0 ? nil : 10_000 / (number % 7)))
            }
        }
    }

    @Test func aReadThatIsGivenUpLeavesItsGroupAlone() async throws {
        try await withTestDatabase(configure: { $0.laneConnections = 1 }) { client in
            try await client.ping()
            let work = (0..<40).map { number in
                Task {
                    try await withPostgresDeadline(number == 5 ? .now + .milliseconds(100) : nil) {
                        if number == 5 { try await client.execute(SleepInGroup(seconds: 5)) }
                        return try await client.first(DivideInGroup(by: 1 + number))
                    }
                }
            }
            for (number, task) in work.enumerated() {
                let result = await task.result
                if number == 5 {
                    #expect(throws: PostgresError.self) { try result.get() }
                } else {
                    #expect(try result.get() == 10_000 / (1 + number))
                }
            }
        }
    }

    /// Whatever the database's own zone, as a pooler leaves it too.
    @Test(arguments: [true, false]) func theSessionsTimeIsUTC(prepares: Bool) async throws {
        try await withBareTestDatabase { database in
            var configuration = PostgresConfiguration(conninfo: database.conninfo)
            configuration.prepares = prepares
            let first = PostgresClient(configuration: configuration)
            try await first.script(
                """
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Asia/Bangkok');
                END $$
                """)
            await first.close()
            let client = PostgresClient(configuration: configuration)
            #expect(try await client.all(TimeZone()) == ["UTC"])
            #expect(try await client.transaction { try await $0.all(TimeZone()) } == ["UTC"])
            await client.close()
        }
    }

    @Test func withoutPreparedStatementsAllIsTheSame() async throws {
        try await withTestDatabase(migrations: notes, configure: { $0.prepares = false }) { client in
            try await client.execute(AddNote(id: 1, text: "one"))
            try await client.transaction { try await $0.execute(AddNote(id: 2, text: "two")) }
            let texts = try await client.all(Notes())
            #expect(texts == ["one", "two"])
            let names = try await client.all(PreparedCount())
            #expect(names == [0])
        }
    }

    @Test func aTableThatChangesUnderAPreparedStatementIsNoticed() async throws {
        try await withTestDatabase(migrations: notes) { client in
            try await client.execute(AddNote(id: 1, text: "one"))
            for _ in 0..<8 { _ = try await client.all(EveryColumn()) }
            try await client.script("ALTER TABLE note ADD COLUMN more integer")
            let ids = try await client.all(EveryColumn())
            #expect(ids == [1])
        }
    }

    @Test func moreStatementsThanTheCacheHoldsStillRun() async throws {
        try await withTestDatabase(migrations: notes, configure: { $0.preparedMax = 1 }) { client in
            for id in 1...20 {
                try await client.execute(AddNote(id: id, text: "x"))
                let found = try await client.all(Notes())
                #expect(found.count == id)
            }
        }
    }
}

struct EveryColumn: Statement {
    static let sql = "SELECT * FROM note"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct PreparedCount: Statement {
    static let sql = "SELECT count(*) FROM pg_prepared_statements"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
