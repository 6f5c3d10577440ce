import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCClient
import ServiceTestSupport
import Synchronization
import TestSupport
import Testing

/// What is still to be written while something happens.
private final class Queue: Sendable {
    private let state: Mutex<(codes: ArraySlice<String>, isOver: Bool)>

    init(_ codes: [String]) {
        state = Mutex((codes[...], false))
    }

    func next() -> String? { state.withLock { $0.codes.popFirst() } }
    func isOver() { state.withLock { $0.isOver = true } }
    var isNearlyEmpty: Bool { state.withLock { $0.codes.count < 16 && !$0.isOver } }
}

/// Organisations written to a running plans service while something happens to its database: what was acknowledged is
/// there, once, and what was refused was refused in words.
final class Books: Sendable {
    private struct State {
        var acknowledged: [String] = []
        var refusals: [RPCError] = []
        var slowest = Duration.zero
    }

    let peer: RPCPeer
    private let state = Mutex(State())

    /// - Parameter suite: its plans service has the fixture's organisations afterwards.
    init(_ suite: Suite) async throws {
        try await suite.database.psql(Fixture.organisations.sql, database: "phaen_plans")
        let token = try await suite.token()
        // The service's own answers are looked at: the client tries once.
        var retry = RetryPolicy()
        retry.attemptsMax = 1
        peer = RPCPeer(
            RPCPeerSettings(
                name: "plans", addresses: [suite.address("plans")], credential: { token },
                limits: TransferLimits(timeoutMilliseconds: 30_000), retry: retry))
    }

    var acknowledged: [String] { state.withLock { $0.acknowledged } }
    /// What the service itself answered instead of doing it.
    var refusals: [RPCError] { state.withLock { $0.refusals } }

    /// One attempt.
    func write(_ code: String) async -> RPCError? {
        let begin = ContinuousClock.now
        do {
            _ = try await peer.call(
                CreateOrganisation(
                    idempotencyKey: code, code: code, kind: .school, name: LocalizedText(th: "โรงเรียน \(code)"),
                    parent: "67-01", openedOn: CalendarDate(year: 2022, month: 10, day: 1)), deadline: nil)
            state.withLock { $0.acknowledged.append(code) }
            return nil
        } catch let error as RPCError {
            state.withLock { state in
                state.refusals.append(error)
                state.slowest = max(state.slowest, begin.duration(to: .now))
            }
            return error
        } catch {
            Issue.record("\(code): \(error)")
            return nil
        }
    }

    /// With the same key until it is acknowledged.
    func write(_ code: String, untilDone seconds: Int) async throws {
        try await Pause.until("\(code) is acknowledged", seconds: seconds) { await write(code) == nil }
    }

    /// Eight writers at work while `happens` runs; each ends what it began.
    func underLoad(_ codes: [String], while happens: @escaping @Sendable () async throws -> Void) async throws {
        let queue = Queue(codes)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    while let code = queue.next() {
                        try await self.write(code, untilDone: 60)
                        // As long as it happens there is somebody at work.
                        if queue.isNearlyEmpty { await Pause.short() }
                    }
                }
            }
            group.addTask {
                defer { queue.isOver() }
                try await happens()
            }
            try await group.waitForAll()
        }
    }

    /// Everything acknowledged is there once, the audit trail is whole, and every refusal said in both languages what
    /// is the matter, within a bounded time.
    func expectNothingLost(slowest: Duration = .seconds(15)) async throws {
        for code in acknowledged {
            let found = try await peer.call(GetOrganisation(organisation: .code(code)), deadline: nil)
            #expect(found.history.count == 1, "\(code)")
        }
        #expect(Set(acknowledged).count == acknowledged.count)
        let audit = try await peer.call(VerifyAudit(), deadline: nil)
        #expect(audit.intact, "\(audit.faults)")
        for refusal in refusals {
            #expect([.unavailable, .deadlineExceeded].contains(refusal.kind), "\(refusal)")
            #expect(!refusal.message.th.isEmpty && refusal.message.en?.isEmpty == false)
        }
        #expect(state.withLock { $0.slowest } < slowest)
    }
}
