import BudgetContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import ServiceKit

/// The end of a fiscal year.
struct YearHandlers: Sendable {
    /// Lines with money left that one call closes.
    static let linesMax = 2_000

    let procedures: Procedures

    func register(on router: ServiceRouter) {
        router.change(CloseYear.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await close($0, $1)
        }
    }

    private func close(_ params: CloseYear, _ change: Change) async throws -> YearClosing {
        let (year, last) = (params.fiscalYear, params.fiscalYear.lastDay)
        guard change.now.dateInThailand >= last else {
            throw RPCError.ruleViolated("year.notOver", Messages.yearNotOver(year), at: "/fiscalYear")
        }
        let expired = try await endTransfers(params, change)
        let lapsed = try await lapseCarriedOver(params, change)
        let ids = try await change.transaction.all(
            SelectLinesWithMoney(
                organisation: params.organisation, fiscalYear: year, limit: Self.linesMax + 1))
        guard ids.count <= Self.linesMax else {
            throw RPCError(
                .tooLarge, Messages.tooManyLines(Self.linesMax), details: [("limit", .number("\(Self.linesMax)"))])
        }
        let bound = try await change.transaction.all(SelectOutstanding(lines: ids))
        var desk = try await Desk.open(
            change, lines: ids.map { .id($0) }, commitments: bound.map { .id($0) }, from: last)
        let paper = Paper(letterNumber: params.letterNumber, note: Messages.yearEnd(year).th)
        // What was received has to be paid: it is carried over however little it is.
        let outstanding = desk.book.commitments.values.filter { $0.outstanding > .zero }.sorted { $0.code < $1.code }
        let rule = outstanding.isEmpty ? nil : try await CarryOverDesk.rule(of: year, change)
        let least = rule?.amountMin ?? .zero
        var (released, returned) = (Money.zero, Money.zero)
        do {
            for commitment in outstanding where commitment.lapses(below: least) {
                try desk.post(.release(commitment: commitment.id, amount: nil), on: last, paper: paper)
                released += commitment.outstanding
            }
            for id in ids {
                guard let left = desk.book.lines[id]?.totals.available, left > .zero else { continue }
                try desk.post(.returnToSource(line: id, amount: left), on: last, paper: paper)
                returned += left
            }
        } catch {
            throw error.refusal
        }
        var carried: [Carried] = []
        if let rule {
            carried = try await CarryOverDesk.carry(
                outstanding.filter { !$0.lapses(below: least) }, by: rule, letterNumber: params.letterNumber, at: &desk)
        }
        try await desk.settle()
        let closed = YearClosing(
            closing: try await PeriodHandlers.close(
                params.organisation, year, through: last, letterNumber: params.letterNumber, change),
            carriedOver: carried.map(\.amount).reduce(.zero, +), released: released,
            returned: returned, lapsed: lapsed,
            carryOvers: try await CarryOverDesk.record(carried, letterNumber: params.letterNumber, change),
            expired: expired)
        try await change.emit("year.closed", subject: closed.closing.id.description, data: closed)
        try await change.audit(subject: closed.closing.id.description, details: closed)
        return closed
    }

    /// What was carried into this year, or an earlier one, is carried no further: it goes back.
    private func lapseCarriedOver(_ params: CloseYear, _ change: Change) async throws -> Money {
        guard let next = params.fiscalYear.next else { return .zero }
        var total = Money.zero
        while true {
            let lapsed = try await CarryOverHandlers.lapse(
                LapseCarryOvers(
                    idempotencyKey: params.idempotencyKey, organisation: params.organisation, date: next.firstDay),
                change
            ).items.compactMap(\.lapsed)
            if lapsed.isEmpty { return total }
            total += lapsed.reduce(.zero, +)
        }
    }

    /// Requests that nobody approved end; approved ones must be carried out first.
    private func endTransfers(_ params: CloseYear, _ change: Change) async throws -> [String] {
        let open = try await change.transaction.all(
            SelectOpenTransfers(organisation: params.organisation, fiscalYear: params.fiscalYear))
        let expiry = Expiry(procedures: procedures)
        var problems = Problems()
        for transfer in open {
            guard try await !expiry.isUndecided(transfer, change) else { continue }
            problems.add(
                Problem(
                    path: "/fiscalYear", rule: "year.transferApproved", message: Messages.yearTransfer(transfer.code)))
        }
        guard problems.isEmpty else { throw problems.refusal }
        let ended = try await expiry.end(open, change)
        // One look takes 500 of them.
        return open.count < 500 ? ended : ended + (try await endTransfers(params, change))
    }
}

extension CommitmentState {
    /// At the year's end it is given up: too little to be carried over, and nothing of it received and unpaid.
    func lapses(below least: Money) -> Bool { outstanding < least && releasable == outstanding }
}
