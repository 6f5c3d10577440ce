import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import Synchronization

/// One call of a group, with the change that records it; all changes of a group are one transaction.
public struct GroupMember<Params: RPCChange>: Sendable {
    public let params: Params
    public let change: Change
}

/// Calls of a method that would wait for the same row, taken into one transaction.
///
/// The first call under a key runs at once and alone, as any other call does; those that come while it runs are one
/// group when it has ended, and so on. Each has its own idempotency record, audit entry, events and answer; one that is
/// refused leaves nothing and does not hold up the others. A group that fails as a whole comes to nothing: its calls
/// then run one by one, and a call whose commit nobody knows of finds its stored answer that way.
final class CallGroups<Params: RPCChange>: Sendable {
    typealias Handler = @Sendable ([GroupMember<Params>]) async throws -> [Result<Params.Result, any Error>]

    /// Calls of one transaction: what they write goes to the server in one piece.
    static var membersMax: Int { 64 }

    /// What a call that waited is told.
    private enum Turn: Sendable {
        /// Nobody runs under the key: run, and hand over afterwards.
        case first
        case done(Result<[UInt8], any Error>)
        /// Run without the others.
        case alone
    }

    private struct Waiting: Sendable {
        let call: KeyedCall<Params>
        let continuation: CheckedContinuation<Turn, Never>
    }

    /// By key: who waits for the one that runs. No entry: nobody runs.
    private let waiting = Mutex<[String: [Waiting]]>([:])
    private let runtime: ServiceRuntime
    private let group: Handler

    init(runtime: ServiceRuntime, group: @escaping Handler) {
        self.runtime = runtime
        self.group = group
    }

    /// Runs a call: alone with `single`, or with others that wait for the same.
    func run(
        _ call: KeyedCall<Params>, under key: String,
        single: @escaping @Sendable (Params, Change) async throws -> Params.Result
    ) async throws -> [UInt8] {
        let turn = await withCheckedContinuation { continuation in
            let isFirst = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(Waiting(call: call, continuation: continuation))
                return false
            }
            if isFirst { continuation.resume(returning: .first) }
        }
        switch turn {
        case .first:
            defer { handOver(key) }
            return try await call.run(single)
        case .done(let result): return try result.get()
        case .alone: return try await call.run(single)
        }
    }

    /// Starts those that wait; where there are none, the key is free.
    private func handOver(_ key: String) {
        let next = waiting.withLock { waiting -> [Waiting] in
            var taken: [Waiting] = []
            var left: [Waiting] = []
            var keys: Set<String> = []
            for one in waiting[key] ?? [] {
                // A repeat of a call that is in the group waits for its answer.
                let isNew = taken.count < Self.membersMax && keys.insert(one.call.identity).inserted
                if isNew { taken.append(one) } else { left.append(one) }
            }
            waiting[key] = taken.isEmpty ? nil : left
            return taken
        }
        if next.count == 1 {
            next[0].continuation.resume(returning: .first)
        } else if !next.isEmpty {
            // Of nobody's task: a caller who goes away does not take the others along.
            Task.detached {
                await self.run(next)
                self.handOver(key)
            }
        }
    }

    private func run(_ members: [Waiting]) async {
        let turns: [Turn]
        do {
            turns = try await transact(members.map(\.call))
        } catch {
            turns = members.map { _ in .alone }
        }
        for (member, turn) in zip(members, turns) { member.continuation.resume(returning: turn) }
    }

    private func transact(_ calls: [KeyedCall<Params>]) async throws -> [Turn] {
        let deadline = calls.map(\.context.deadline).max()
        let (turns, changes) = try await runtime.database.transaction(deadline: deadline) {
            transaction -> ([Turn], [Change]) in
            let claims = try calls.map { try $0.claim() }
            let new = Set(try await transaction.all(ClaimCalls(method: Params.name, claims: claims)))
            // One that was answered before, or runs elsewhere, goes its own way.
            var turns = calls.map { _ in Turn.alone }
            let taken = calls.indices.filter { new.contains($0) && calls[$0].context.deadline > .now }
            let members = taken.map { index in
                GroupMember(params: calls[index].params, change: calls[index].change(in: transaction))
            }
            let results = members.isEmpty ? [] : try await group(members)
            var refused = new.subtracting(taken).map { claims[$0].key }
            for (index, (member, result)) in zip(taken, zip(members, results)) {
                switch result {
                case .success(let value):
                    let answer = try JSONEncoding.bytes(value)
                    try calls[index].complete(answer, member.change, in: transaction)
                    turns[index] = .done(.success(answer))
                case .failure(let error):
                    refused.append(claims[index].key)
                    turns[index] = .done(.failure(error))
                }
            }
            // What was refused was never called.
            if !refused.isEmpty { try transaction.send(DropCalls(method: Params.name, keys: refused)) }
            return (turns, members.map(\.change))
        }
        runtime.recorded.set()
        for action in changes.flatMap(\.record.afterCommit) { action() }
        return turns
    }
}
