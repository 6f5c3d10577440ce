import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct FaultTests {
    @Test func aServerThatIsKilledOrFrozenIsSurvived() async throws {
        let server = try await PostgresServer.started()
        var configuration = PostgresConfiguration(conninfo: server.conninfo())
        configuration.acquireTimeout = .milliseconds(300)
        let client = PostgresClient(configuration: configuration)
        try await client.start()

        await server.freeze()
        let begin = ContinuousClock.now
        let frozen = await #expect(throws: PostgresError.self) {
            try await withPostgresDeadline(.now + .milliseconds(200)) { try await client.all(Plain(number: 1)) }
        }
        #expect(frozen?.kind == .deadline)
        let frozenInTransaction = await #expect(throws: PostgresError.self) {
            try await client.transaction(deadline: .now + .milliseconds(200)) { transaction in
                try await transaction.all(Plain(number: 1))
            }
        }
        #expect(frozenInTransaction?.kind == .deadline || frozenInTransaction?.kind == .acquireTimeout)
        #expect(ContinuousClock.now - begin < .seconds(5))
        await server.thaw()
        try await client.start()

        await server.kill()
        let dead = await #expect(throws: PostgresError.self) { try await client.all(Plain(number: 1)) }
        #expect(dead?.kind == .connection || dead?.kind == .acquireTimeout)
        let deadInTransaction = await #expect(throws: PostgresError.self) {
            try await client.transaction { try await $0.all(Plain(number: 1)) }
        }
        #expect(deadInTransaction?.kind == .connection || deadInTransaction?.kind == .acquireTimeout)
        try await server.start()
        try await client.start()
        let answer = try await client.transaction { try await $0.first(Plain(number: 1)) }
        #expect(answer == 2)
        await client.close()
        let closed = await #expect(throws: PostgresError.self) { try await client.all(Plain(number: 1)) }
        #expect(closed?.kind == .closed)
    }

    @Test func aDatabaseThatCannotBeReachedIsSaidToBeSo() async throws {
        var configuration = PostgresConfiguration(conninfo: "host=/nowhere dbname=none")
        configuration.laneStatementTimeout = .milliseconds(100)
        let client = PostgresClient(configuration: configuration)
        let alone = await #expect(throws: PostgresError.self) { try await client.all(Plain(number: 1)) }
        #expect(alone?.kind == .connection)
        await client.close()
    }

    @Test func aCutConnectionFailsOnlyWhatWasSent() async throws {
        try await withTestDatabase { client in
            try await client.ping()
            let outcomes = await withTaskGroup(of: Bool?.self) { group in
                for number in 0..<2_000 {
                    group.addTask {
                        do {
                            return try await client.first(Plain(number: number)) == number + 1
                        } catch {
                            return (error as? PostgresError)?.kind == .connection ? nil : false
                        }
                    }
                }
                group.addTask {
                    _ = try? await client.transaction { try await $0.all(TerminateOthers()) }
                    return true
                }
                return await group.reduce(into: [Bool?]()) { $0.append($1) }
            }
            #expect(!outcomes.contains(false))
            // No more than what may be in flight on the two connections of the lane.
            #expect(outcomes.count { $0 == nil } <= 128)
            // A session may still be about to end when all have their answers: start tries until one holds.
            try await client.start()
        }
    }

    @Test func anExhaustedPoolSaysSo() async throws {
        try await withTestDatabase(configure: {
            $0.leasedConnectionsMax = 1
            $0.acquireTimeout = .milliseconds(100)
        }) { client in
            try await client.start()
            let error = try await client.transaction { transaction in
                _ = try await transaction.all(Plain(number: 1))
                return await #expect(throws: PostgresError.self) {
                    try await client.transaction { try await $0.all(Plain(number: 1)) }
                }
            }
            #expect(error?.kind == .acquireTimeout)
        }
    }

    @Test func aCancelledStatementLeavesItsNeighboursAlone() async throws {
        try await withTestDatabase(configure: { $0.laneConnections = 1 }) { client in
            try await client.ping()
            let sleeper = Task { try await client.execute(Sleep(seconds: 25)) }
            while try await client.transaction({ try await $0.first(Sleepers()) }) != 1 {}
            let neighbours = Task {
                try await withThrowingTaskGroup(of: Int?.self) { group in
                    for number in 0..<200 { group.addTask { try await client.first(Plain(number: number)) } }
                    return try await group.reduce(into: 0) { sum, value in sum += value ?? 0 }
                }
            }
            sleeper.cancel()
            await #expect(throws: CancellationError.self) { _ = try await sleeper.value }
            let sum = try await neighbours.value
            #expect(sum == 200 * 201 / 2)
        }
    }

    @Test func aCancelledTransactionIsUndoneAndItsConnectionReturns() async throws {
        try await withTestDatabase(migrations: notes, configure: { $0.leasedConnectionsMax = 1 }) { client in
            let work = Task {
                try await client.transaction { transaction in
                    try await transaction.execute(AddNote(id: 1, text: "one"))
                    try await transaction.execute(Sleep(seconds: 25))
                }
            }
            while try await client.first(Sleepers()) != 1 {}
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            try await client.transaction { try await $0.execute(AddNote(id: 1, text: "another")) }
            let texts = try await client.all(Notes())
            #expect(texts == ["another"])
        }
    }

    @Test func aSlowStatementMeetsItsDeadline() async throws {
        try await withTestDatabase { client in
            try await client.ping()
            let error = await #expect(throws: PostgresError.self) {
                try await withPostgresDeadline(.now + .milliseconds(100)) {
                    try await client.execute(Sleep(seconds: 25))
                }
            }
            #expect(error?.kind == .deadline)
            // The server was asked to stop it.
            while try await client.first(Sleepers()) != 0 {}
        }
    }

    @Test func eventsAreObserved() async throws {
        try await withBareTestDatabase { database in
            let lost = Mutex(0)
            let (events, continuation) = AsyncStream.makeStream(of: PostgresObservation.self)
            let client = PostgresClient(configuration: PostgresConfiguration(conninfo: database.conninfo)) { event in
                if case .connectionLost = event { lost.withLock { $0 += 1 } }
                continuation.yield(event)
            }
            try await client.start()
            _ = try await client.transaction { try await $0.all(TerminateOthers()) }
            for await event in events {
                if case .connectionLost(.lane, _) = event { break }
            }
            #expect(lost.withLock { $0 } > 0)
            #expect(client.figures.connects >= 2)
            await client.close()
        }
    }
}
