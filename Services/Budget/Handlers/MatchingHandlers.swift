import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Payments of extracts that were not matched by themselves: what they may belong to, and where they do.
enum MatchingHandlers {
    static let candidatesMax = 50

    static func register(on router: ServiceRouter) {
        router.read(
            ListUnmatchedPayments.self, at: { try await Find.organisation($0.organisation, on: $1.database) }
        ) { try await list($0, $1) }
        router.read(GetUnmatchedPayment.self, at: { try await find($0.payment, on: $1.database).organisation }) {
            try await file($0, $1)
        }
        router.change(MatchPayment.self, at: { try await find($0.payment, on: $1.database).organisation }) {
            try await match($0, $1)
        }
        router.change(DismissPayment.self, at: { try await find($0.payment, on: $1.database).organisation }) {
            try await dismiss($0, $1)
        }
    }

    private static func find(_ id: ID, on database: some StatementExecutor) async throws -> PaymentToMatch {
        guard let payment = try await database.first(FindUnmatched(id: id)) else {
            throw RPCError.notFound("payment", id)
        }
        return payment
    }

    private static func list(_ params: ListUnmatchedPayments, _ call: ReadCall) async throws -> Page<PaymentToMatch> {
        let limit = PageLimit.of(params.limit)
        var before: (date: CalendarDate, id: ID)?
        if let keys = try params.cursor?.keys("unmatchedPayment", count: 2) {
            guard let date = CalendarDate(keys[0]), let id = ID(keys[1]) else { throw Messages.otherCursor }
            before = (date, id)
        }
        let rows = try await call.database.all(
            SelectUnmatched(
                organisation: params.organisation, state: params.state ?? .open, before: before, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("unmatchedPayment", $0.date.description, $0.id.description) }
    }

    private static func file(_ params: GetUnmatchedPayment, _ call: ReadCall) async throws -> PaymentMatchFile {
        try await call.snapshot { database in
            let payment = try await find(params.payment, on: database)
            let candidates =
                payment.amount > .zero && payment.state == .open
                ? try await database.all(SelectMatchCandidates(payment: payment)) : []
            let lines = payment.state == .open ? try await database.all(SelectMatchLines(payment: payment)) : []
            return PaymentMatchFile(
                payment: payment, candidates: Array(ranked(candidates, for: payment).prefix(candidatesMax)),
                lines: lines.map {
                    LineBalances(
                        line: $0.id, lineCode: $0.code, organisation: $0.organisation, fiscalYear: $0.fiscalYear,
                        balances: $0.balances)
                })
        }
    }

    /// The likeliest first: the payee that the extract names, then the exact amount, then by number.
    static func ranked(_ candidates: [MatchCandidate], for payment: PaymentToMatch) -> [MatchCandidate] {
        let payee = payment.payee.map(PaymentMatching.plain)
        func rank(_ candidate: MatchCandidate) -> Int { (candidate.samePayee ? 2 : 0) + (candidate.exact ? 1 : 0) }
        return candidates.map { candidate in
            var candidate = candidate
            candidate.samePayee = payee != nil && candidate.payee.map(PaymentMatching.plain) == payee
            candidate.exact = candidate.outstanding == payment.amount
            return candidate
        }.sorted { (rank($1), $0.code) < (rank($0), $1.code) }
    }

    // MARK: - Settling

    /// The payment, locked and open.
    private static func open(_ id: ID, _ change: Change) async throws -> PaymentToMatch {
        guard let payment = try await change.transaction.first(LockUnmatched(id: id)) else {
            throw RPCError.notFound("payment", id)
        }
        guard payment.state == .open else {
            throw RPCError.ruleViolated("payment.settled", Messages.paymentSettled(payment), at: "/payment")
        }
        return payment
    }

    private static func match(_ params: MatchPayment, _ change: Change) async throws -> MatchedPayment {
        let payment = try await open(params.payment, change)
        let isRefund = payment.amount < .zero
        if isRefund, params.commitment != nil {
            throw RPCError.ruleViolated(
                "payment.refund", Messages.refundNeedsLine,
                problems: [Problem(path: "/commitment", rule: "payment.refund", message: Messages.refundNeedsLine)])
        }
        let act = ActDraft(
            kind: isRefund ? .refund : .disbursement, line: params.line, commitment: params.commitment,
            amount: payment.amount.magnitude, date: payment.date, final: params.final,
            document: EntryDocument(code: payment.code, reference: payment.reference))
        let outcome: EntriesOutcome
        do {
            outcome = try await EntryImport.run(
                ImportEntries(
                    idempotencyKey: params.idempotencyKey, organisation: payment.organisation, acts: [act]), change)
        } catch var error as RPCError {
            // At the members of this call: what the extract says is the payment's.
            for index in error.problems.indices {
                let path = String(error.problems[index].path.trimmingPrefix("/acts/0"))
                error.problems[index].path = ["/commitment", "/line", "/final"].contains(path) ? path : "/payment"
            }
            if error.problems.count == 1 { error.message = error.problems[0].message }
            throw error
        }
        guard let id = outcome.entries.first else { throw RPCError.conflict(Messages.retry) }
        let settled = try await settle(payment, .matched, entry: id, note: nil, change)
        let entry = try await Find.entry(.id(id), on: change.transaction)
        try await change.emit("unmatchedPayment.matched", subject: settled.id.description, data: settled)
        try await change.audit(subject: settled.id.description, details: settled)
        return MatchedPayment(payment: settled, entry: entry)
    }

    private static func dismiss(_ params: DismissPayment, _ change: Change) async throws -> PaymentToMatch {
        let payment = try await open(params.payment, change)
        let settled = try await settle(payment, .dismissed, entry: nil, note: params.reason, change)
        try await change.emit("unmatchedPayment.dismissed", subject: settled.id.description, data: settled)
        try await change.audit(subject: settled.id.description, details: settled)
        return settled
    }

    private static func settle(
        _ payment: PaymentToMatch, _ state: PaymentMatchState, entry: ID?, note: String?, _ change: Change
    ) async throws -> PaymentToMatch {
        let settled = try await change.transaction.first(
            SettleUnmatched(
                payment: payment, state: state, entry: entry, note: note, by: change.caller.subject, at: change.now))
        guard let settled else { throw RPCError.conflict(Messages.retry) }
        return settled
    }
}
