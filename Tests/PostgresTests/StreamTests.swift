import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite struct StreamTests {
    @Test func rowsComeAsTheyAreTaken() async throws {
        try await withTestDatabase { client in
            var sum = 0
            for try await number in client.rows(Series(upTo: 20_000)) { sum += number }
            #expect(sum == 20_000 * 20_001 / 2)
            // Stopping early gives the connection back.
            for _ in 0..<8 {
                for try await number in client.rows(Series(upTo: 1_000_000)) where number == 3 { break }
            }
            let still = try await client.transaction { try await $0.first(Plain(number: 1)) }
            #expect(still == 2)
        }
    }

    @Test func aStreamThatFailsThrows() async throws {
        try await withTestDatabase { client in
            await #expect(throws: PostgresError.self) {
                for try await _ in client.rows(Divide(by: 0)) {}
            }
        }
    }

    @Test func copyGoesBothWays() async throws {
        try await withTestDatabase(migrations: notes) { client in
            let source = AsyncStream<[UInt8]> { continuation in
                for id in 1...50_000 { continuation.yield(Array("\(id)\tnote \(id)\n".utf8)) }
                continuation.finish()
            }
            let count = try await client.copyIn("COPY note (id, text) FROM STDIN", source)
            #expect(count == 50_000)
            var bytes = 0
            var lines = 0
            for try await piece in client.copyOut("COPY note TO STDOUT") {
                bytes += piece.count
                lines += piece.count { $0 == 10 }
            }
            #expect(lines == 50_000)
            #expect(bytes > 600_000)
        }
    }

    @Test func aCopyIsAllOrNothing() async throws {
        try await withTestDatabase(migrations: notes) { client in
            let bad = AsyncStream<[UInt8]> { continuation in
                continuation.yield(Array("1\tone\n2\tbad\n".utf8))
                continuation.finish()
            }
            let refused = await #expect(throws: PostgresError.self) {
                try await client.copyIn("COPY note FROM STDIN", bad)
            }
            #expect(refused?.sqlState == "23514")
            struct SourceFailed: Error {}
            let failing = AsyncThrowingStream<[UInt8], any Error> { continuation in
                continuation.yield(Array("1\tone\n".utf8))
                continuation.finish(throwing: SourceFailed())
            }
            await #expect(throws: SourceFailed.self) { try await client.copyIn("COPY note FROM STDIN", failing) }
            try await client.transaction { transaction in
                let good = AsyncStream<[UInt8]> { continuation in
                    continuation.yield(Array("7\tseven\n".utf8))
                    continuation.finish()
                }
                try await transaction.copyIn("COPY note FROM STDIN", good)
                try await transaction.execute(AddNote(id: 8, text: "eight"))
            }
            let texts = try await client.all(Notes())
            #expect(texts == ["seven", "eight"])
        }
    }

    /// The server refuses a row while the source has more to give, and its word is read before the end is sent.
    @Test func aRefusalBeforeTheEndOfACopyIsNotMissed() async throws {
        try await withTestDatabase(migrations: notes, configure: { $0.leasedStatementTimeout = .seconds(8) }) {
            client in
            let hasGiven = Mutex(false)
            let source = AsyncThrowingStream<[UInt8], any Error> {
                let isFirst = hasGiven.withLock { given in
                    defer { given = true }
                    return !given
                }
                // Enough that it is sent before the next is asked for.
                if isFirst { return Array(("1\tbad\n" + String(repeating: "2\tgood\n", count: 10_000)).utf8) }
                while try await client.first(Copies()) != 0 {}
                return nil
            }
            let refused = await #expect(throws: PostgresError.self) {
                try await client.copyIn("COPY note FROM STDIN", source)
            }
            #expect(refused?.sqlState == "23514")
        }
    }

    /// The server's word that it wants bytes and the first of them meet: the bytes are not forgotten.
    @Test func theFirstPieceOfACopyIsNeverLost() async throws {
        for _ in 0..<5_000 {
            let source = CopySource()
            let server = Task.detached {
                source.becameReady()
                while source.request == nil, !Task.isCancelled { await Task.yield() }
                source.done(touchedCount: 1)
            }
            try await source.ready()
            try await source.hand(.piece([1])) {}
            let taken = source.touchedCount
            server.cancel()
            await server.value
            try #require(taken == 1)
        }
    }

    @Test func notificationsArriveAlsoAfterTheConnectionWasLost() async throws {
        try await withTestDatabase { client in
            var events = client.listen("news").makeAsyncIterator()
            // Listening begins some time after the call: knock until it is heard.
            let knocking = Task {
                while !Task.isCancelled {
                    try await client.script("NOTIFY news, 'knock'; SELECT pg_sleep(0.02)")
                }
            }
            #expect(await events.next() == .message(payload: "knock"))
            knocking.cancel()
            _ = await knocking.result
            _ = try await client.transaction { try await $0.all(TerminateOthers()) }
            while let event = await events.next(), event != .resumed {}
            // A leased connection that was cut may be handed out once before that is seen.
            while (try? await client.script("NOTIFY news, 'again'")) == nil {}
            #expect(await events.next() == .message(payload: "again"))
        }
    }
}
