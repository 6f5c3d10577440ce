import Postgres
import TestSupport
import Testing

@Suite struct MigrationTests {
    private let first = Migration("test-0001-note", "CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL)")
    private let second = Migration(
        "test-0002-more", "ALTER TABLE note ADD COLUMN more integer; INSERT INTO note VALUES (1, 'first', 1)")

    @Test func eightClientsMigrateAtOnce() async throws {
        try await withBareTestDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { [first, second] in
                        let client = PostgresClient(configuration: PostgresConfiguration(conninfo: database.conninfo))
                        try await Migrations.apply([first, second], to: client)
                        let texts = try await client.all(Notes())
                        await client.close()
                        #expect(texts == ["first"])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func whatDoesNotFitIsRefused() async throws {
        try await withTestDatabase(migrations: [first, second]) { client in
            func refusal(_ migrations: [Migration]) async -> String {
                do {
                    try await Migrations.apply(migrations, to: client)
                    return "none"
                } catch {
                    return "\(error)"
                }
            }
            #expect(await refusal([first]).contains("newer"))
            #expect(await refusal([Migration(first.name, first.sql + " "), second]).contains("another text"))
            let early = Migration("test-0000-early", "SELECT 1")
            #expect(await refusal([early, first, second]).contains("sorts before"))
            #expect(await refusal([first, first]).contains("two migrations"))
            let other = Migration("other-0001", "CREATE TABLE other ()")
            #expect(await refusal([other, first, second]) == "none")
        }
    }

    @Test func aFailingMigrationLeavesNothing() async throws {
        try await withTestDatabase { client in
            let bad = Migration("test-0001-note", "CREATE TABLE note (id bigint, text text); SELECT 1 / 0")
            let error = await #expect(throws: PostgresError.self) { try await Migrations.apply([bad], to: client) }
            #expect(error?.sqlState == "22012")
            try await Migrations.apply([first], to: client)
        }
    }

    @Test func aMigrationMayTakeLongerThanAStatementMay() async throws {
        try await withTestDatabase(configure: { $0.leasedStatementTimeout = .milliseconds(150) }) { client in
            let slow = "SELECT pg_sleep(0.6)"
            await #expect(throws: PostgresError.self) { try await client.script(slow) }
            try await Migrations.apply([Migration("test-0001-note", first.sql + ";" + slow), second], to: client)
            #expect(try await client.all(Notes()) == ["first"])
            // The limit is lifted for the migration alone.
            await #expect(throws: PostgresError.self) {
                try await client.transaction { transaction in try await transaction.script(slow) }
            }
        }
    }
}
