import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Brings transfers onto the plans service's agenda and follows what becomes of them there.
///
/// What is to be told waits in `transfer_agenda_call`, written with the act that it tells of, and is told with a key of
/// its own, so that a repeat after a crash opens nothing twice. The events of the plans service say which matters have
/// moved; each of those is then read as it stands and applied in one transaction that ends a transfer only where it is
/// still open. So an event that is seen twice, by two replicas, or late, has the effect of one.
struct AgendaFollower: Sendable {
    static let peer = "plans"
    static let look = Duration.seconds(1)
    static let page = 1_000
    /// An agenda that does not take a matter (its organisation is not known there yet …) is asked again after this.
    static let retryMilliseconds: Int64 = 30_000
    /// How often `heard_at` is renewed while nothing happens.
    static let heardSeconds: Int64 = 60

    static let types = ["matter.moved", "matter.completed", "matter.rejected", "matter.withdrawn"]

    let runtime: ServiceRuntime
    let plans: any RPCCaller

    func run() async {
        var pause = Self.look
        while !Task.isCancelled {
            do {
                while try await followOnce() {}
                pause = Self.look
            } catch {
                // The plans service or the database is away; what is to be told waits.
                pause = min(pause * 2, .seconds(30))
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// One round. Returns whether there is more to do at once.
    @discardableResult
    func followOnce() async throws -> Bool {
        let cursor = try await cursor()
        let told = try await tell()
        let isBehind = try await read(after: cursor)
        let seen = try await lookAtNews()
        return told || isBehind || seen
    }

    // MARK: - Telling

    private func tell() async throws -> Bool {
        let calls = try await runtime.database.all(SelectAgendaCalls(now: runtime.clock()))
        for call in calls {
            do {
                try await answered(call, matter: try await ask(call))
            } catch let error as RPCError where error.isRefusal {
                try await refused(call, error)
            }
        }
        return !calls.isEmpty
    }

    /// The matter as it stands after the call.
    private func ask(_ told: SelectAgendaCalls.Told) async throws -> Matter {
        let transfer = try await Find.transfer(.id(told.transfer), on: runtime.database)
        let key = "transfer-\(transfer.id)-\(told.call.rawValue)"
        if told.call == .open {
            return try await ask(
                OpenMatter(
                    idempotencyKey: key, procedure: TransferObserver.procedure,
                    organisation: transfer.from.organisation,
                    title: Messages.transferTitle(transfer), subjectCode: transfer.code, date: told.date))
        }
        guard let matter = transfer.matter else { throw RPCError.notFound("matter", transfer.code) }
        if told.call == .withdraw {
            return try await ask(
                WithdrawMatter(
                    idempotencyKey: key, matter: matter, date: told.date,
                    reason: told.note ?? Messages.transferTitle(transfer).th))
        }
        let now = try await ask(GetMatter(matter: matter))
        guard now.state == .open, let step = now.step else { return now }
        return try await ask(
            ActOnMatter(
                idempotencyKey: key, matter: matter, step: step, outcome: .forward, date: told.date, note: told.note,
                letterNumber: told.letterNumber))
    }

    private func answered(_ told: SelectAgendaCalls.Told, matter: Matter) async throws {
        try await runtime.change(as: "system", method: "transfer.agenda") { change in
            guard
                try await change.transaction.execute(WriteAgendaAnswer(told: told, answeredAt: change.now)) == 1
            else { return }
            _ = try await change.transaction.execute(SetAgendaMatter(told: told, matter: matter.id))
            try await change.audit(
                subject: told.transfer.description,
                details: ["call": told.call.rawValue, "matter": matter.id.description])
        }
    }

    /// A matter that is not taken is offered again; what comes too late there is not repeated.
    private func refused(_ told: SelectAgendaCalls.Told, _ error: RPCError) async throws {
        let now = runtime.clock()
        let later = Instant(microsecondsSinceEpoch: now.microsecondsSinceEpoch + Self.retryMilliseconds * 1_000)
        let isFinal = told.call != .open
        try await runtime.change(as: "system", method: "transfer.agenda") { change in
            _ = try await change.transaction.execute(
                WriteAgendaAnswer(told: told, refused: isFinal, retryAt: isFinal ? nil : later))
            _ = try await change.transaction.execute(
                SetAgendaProblem(province: told.province, transfer: told.transfer, problem: error.message))
            try await change.audit(
                subject: told.transfer.description,
                details: ["call": told.call.rawValue, "refused": error.message.en ?? error.message.th])
        }
    }

    // MARK: - Hearing

    /// Begins at the feed's end, before anything was told: nothing of ours can be older.
    private func cursor() async throws -> (through: Int, heardAt: Instant) {
        if let cursor = try await runtime.database.first(SelectAgendaCursor()) { return cursor }
        let end = try await ask(ListEvents(after: Int(Int32.max), limit: 1)).last
        _ = try await runtime.database.execute(InsertAgendaCursor(through: end, now: runtime.clock()))
        return try await runtime.database.first(SelectAgendaCursor()) ?? (end, runtime.clock())
    }

    private func read(after cursor: (through: Int, heardAt: Instant)) async throws -> Bool {
        let feed = try await ask(ListEvents(after: cursor.through, types: Self.types, limit: Self.page))
        // A feed that ends before what was read is of a service that was set up anew: all of it is read again.
        let next = feed.last < cursor.through ? 0 : feed.next
        let now = runtime.clock()
        let isStale =
            now.microsecondsSinceEpoch - cursor.heardAt.microsecondsSinceEpoch > Self.heardSeconds * 1_000_000
        guard next != cursor.through || isStale else { return false }
        let matters = Set(feed.events.compactMap { ID($0.subject) })
        _ = try await runtime.database.execute(
            AdvanceAgendaCursor(from: cursor.through, through: next, now: now, matters: Array(matters)))
        return next < feed.last
    }

    private func lookAtNews() async throws -> Bool {
        let news = try await runtime.database.all(SelectAgendaNews())
        for item in news {
            let matter = try await ask(GetMatter(matter: item.matter))
            try await runtime.change(as: "system", method: "transfer.agenda") { change in
                try await TransferAgendaDesk.apply(matter, to: item, change)
            }
        }
        return !news.isEmpty
    }

    private func ask<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await plans.call(method, deadline: .now + .seconds(30))
    }
}

extension RPCError {
    /// Said no; the same again would be answered the same, until something else changes.
    fileprivate var isRefusal: Bool {
        [.notFound, .forbidden, .ruleViolated, .conflict, .invalidParams, .methodNotFound].contains(kind)
    }
}
