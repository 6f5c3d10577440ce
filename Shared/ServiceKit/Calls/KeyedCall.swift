import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer

/// One keyed call: claims its key, runs the handler, and stores answer, audit entry and events in the handler's
/// transaction.
///
/// A repeat with the same key waits for a first call that still runs (on the key's row in the index) and answers
/// with what that one stored; if the first one was rolled back, the repeat does the work. Errors of the domain roll
/// everything back and so are never stored.
struct KeyedCall<Params: RPCChange>: Sendable {
    /// How often a transaction is run again that lost against another (SQLSTATE 40001, 40P01).
    private static var attemptsMax: Int { 4 }

    let params: Params
    let context: CallContext
    let runtime: ServiceRuntime
    let organisation: String?

    init(_ params: Params, _ call: ReadCall, at organisation: String? = nil) {
        self.params = params
        context = call.context
        runtime = call.runtime
        self.organisation = organisation
    }

    func run(_ handler: @escaping @Sendable (Params, Change) async throws -> Params.Result) async throws -> [UInt8] {
        try checkKey()
        if params.validateOnly == true { return try await rehearse(handler) }
        return try await attempt(try digest(), handler)
    }

    /// With a phase before the transaction. A repeat of a call that was answered is answered before that phase: what
    /// it would ask for need not be there any more.
    func run<Prepared: Sendable>(
        preparing prepare: @Sendable (Params, ReadCall) async throws -> Prepared,
        _ handler: @escaping @Sendable (Params, Prepared, Change) async throws -> Params.Result
    ) async throws -> [UInt8] {
        try checkKey()
        let call = ReadCall(context: context, runtime: runtime)
        if params.validateOnly == true {
            let prepared = try await prepare(params, call)
            return try await rehearse { try await handler($0, prepared, $1) }
        }
        if let known = try await answerOfFirst() { return known }
        let prepared = try await prepare(params, call)
        return try await attempt(try digest()) { try await handler($0, prepared, $1) }
    }

    /// What the first call with this key was answered; `nil` if there was none.
    func answerOfFirst() async throws -> [UInt8]? {
        guard params.validateOnly != true, let known = try await runtime.database.first(StoredCall(key: key)) else {
            return nil
        }
        return try answer(of: known, try digest())
    }

    /// With others that wait for the same, as `groups` has them.
    func run(
        in groups: CallGroups<Params>, under place: String,
        _ handler: @escaping @Sendable (Params, Change) async throws -> Params.Result
    ) async throws -> [UInt8] {
        try checkKey()
        if params.validateOnly == true { return try await rehearse(handler) }
        return try await groups.run(self, under: place, single: handler)
    }

    /// The same for a repeat of the call.
    var identity: String { "\(context.caller.subject)\u{0}\(params.idempotencyKey)" }

    func claim() throws -> ClaimCall { ClaimCall(key: key, digest: try digest(), now: context.now) }

    private var key: CallKey {
        CallKey(subject: context.caller.subject, method: Params.name, key: params.idempotencyKey)
    }

    private func checkKey() throws {
        var problems = Problems()
        problems.check(idempotencyKey: params.idempotencyKey)
        try problems.throwIfAny()
    }

    private func digest() throws -> [UInt8] { Array(SHA256.hash(data: try JSONEncoding.orderedBytes(params))) }

    private func attempt(
        _ digest: [UInt8], _ handler: @escaping @Sendable (Params, Change) async throws -> Params.Result
    ) async throws -> [UInt8] {
        var attempt = 1
        while true {
            do {
                return try await attemptOnce(digest, handler)
            } catch let error as PostgresError where error.isLostRace && attempt < Self.attemptsMax {
                attempt += 1
            }
        }
    }

    private func attemptOnce(
        _ digest: [UInt8], _ handler: @escaping @Sendable (Params, Change) async throws -> Params.Result
    ) async throws -> [UInt8] {
        let (answer, change) = try await runtime.database.transaction(deadline: context.deadline) {
            transaction -> ([UInt8], Change?) in
            let claim = try await transaction.first(ClaimCall(key: key, digest: digest, now: context.now))
            if claim?.isNew != true {
                return (try await stored(claim, digest, in: transaction), nil)
            }
            let change = self.change(in: transaction)
            let answer = try JSONEncoding.bytes(try await handler(params, change))
            try complete(answer, change, in: transaction)
            return (answer, change)
        }
        if let change {
            runtime.recorded.set()
            for action in change.record.afterCommit { action() }
        }
        return answer
    }

    /// Stores the answer and what the change has recorded.
    func complete(_ answer: [UInt8], _ change: Change, in transaction: PostgresTransaction) throws {
        let entry = try AuditEntry(of: change, method: Params.name)
        let kept = change.record.storedAnswer ?? answer
        // One round trip with COMMIT, which fails if this does.
        try transaction.send(CompleteCall(key: key, answer: kept, entry: entry))
    }

    func change(in transaction: PostgresTransaction) -> Change {
        Change(context: context, runtime: runtime, transaction: transaction, organisation: organisation)
    }

    /// The first call's answer. Without a row, the first one committed while the claim waited for it: it is seen now.
    private func stored(
        _ claim: CallClaim?, _ digest: [UInt8], in transaction: PostgresTransaction
    ) async throws -> [UInt8] {
        var known = claim
        if known == nil { known = try await transaction.first(StoredCall(key: key)) }
        // No row even now: it was pruned in this very moment. Run again as a new call.
        guard let known else { throw PostgresError.lostRace }
        return try answer(of: known, digest)
    }

    private func answer(of known: CallClaim, _ digest: [UInt8]) throws -> [UInt8] {
        guard known.digest == digest, let answer = known.answer else { throw Faults.keyReused }
        return answer
    }

    /// Everything but the writing: the transaction is rolled back, deferred constraints are looked at first.
    private func rehearse(
        _ handler: @escaping @Sendable (Params, Change) async throws -> Params.Result
    ) async throws -> [UInt8] {
        do {
            try await runtime.database.transaction(deadline: context.deadline) { transaction -> Void in
                let answer = try JSONEncoding.bytes(try await handler(params, change(in: transaction)))
                try await transaction.script("SET CONSTRAINTS ALL IMMEDIATE")
                throw Rehearsed(answer: answer)
            }
        } catch let rehearsed as Rehearsed {
            return rehearsed.answer
        }
        return []
    }
}

/// Rolls a rehearsal back and carries its answer out.
private struct Rehearsed: Error {
    let answer: [UInt8]
}

extension PostgresError {
    static let lostRace = PostgresError(
        kind: .statement, sqlState: "40001", constraint: nil, message: "the stored answer went away")

    /// Another transaction won: nothing is wrong with this one but its time.
    var isLostRace: Bool { kind == .statement && (sqlState == "40001" || sqlState == "40P01") }
}

extension ServiceRuntime {
    /// A change that no caller asked for (a job, the directory's follower): one transaction with an audit entry and
    /// events, without an idempotency key.
    /// - Parameters:
    ///   - subject: who does it, `"system"` or the subject that started the job.
    ///   - method: what it is, as the audit trail names it.
    public func change<Result: Sendable>(
        as subject: String, method: String, organisation: String? = nil,
        deadline: ContinuousClock.Instant = .now + .seconds(300),
        _ body: @escaping @Sendable (Change) async throws -> Result
    ) async throws -> Result {
        let context = CallContext(
            caller: Caller(kind: .system, subject: subject, grants: []), requestID: ID(at: clock()).description,
            traceparent: nil, deadline: deadline, now: clock())
        return try await change(in: context, method: method, organisation: organisation, body)
    }

    /// A change that a page makes and no method stands for, as the choice of a password: in its visitor's name, one
    /// transaction with an audit entry and events.
    public func change<Result: Sendable>(
        in context: CallContext, method: String, organisation: String? = nil,
        _ body: @escaping @Sendable (Change) async throws -> Result
    ) async throws -> Result {
        let (result, change) = try await database.transaction(deadline: context.deadline) {
            transaction -> (Result, Change) in
            let change = Change(context: context, runtime: self, transaction: transaction, organisation: organisation)
            let result = try await body(change)
            try transaction.send(RecordEntry(entry: try AuditEntry(of: change, method: method)))
            return (result, change)
        }
        recorded.set()
        for action in change.record.afterCommit { action() }
        return result
    }
}
