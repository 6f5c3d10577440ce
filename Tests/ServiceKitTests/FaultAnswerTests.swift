import JSONRPC
import Kernel
import Postgres
import Testing

@testable import ServiceKit

@Suite struct FaultAnswerTests {
    /// A caller is told that the database is away, and not that time is over: another try may well succeed.
    @Test func aDatabaseThatCannotBeReachedIsNoDeadlineOfTheCallers() async throws {
        var configuration = PostgresConfiguration(conninfo: "host=/nowhere dbname=none")
        configuration.laneStatementTimeout = .milliseconds(100)
        let database = PostgresClient(configuration: configuration)
        let runtime = ServiceRuntime(
            service: "test", modules: [], database: database, clock: { Instant(microsecondsSinceEpoch: 0) })
        do {
            _ = try await database.first(FeedEnd())
            Issue.record("a database that is not there answered")
        } catch {
            let answer = runtime.answer(to: error) as? RPCError
            #expect(answer?.kind == .unavailable)
            #expect(answer?.message.en?.contains("cannot reach its database") == true)
            #expect(answer?.message.th.contains("ติดต่อฐานข้อมูลไม่ได้") == true)
            #expect(answer?.details.contains { $0.name == "retryAfterMs" } == true)
        }
        await database.close()
    }
}
