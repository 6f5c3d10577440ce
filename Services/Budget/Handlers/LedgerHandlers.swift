import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// The ledger's reads: entries, balances of any day, the proof.
enum LedgerHandlers {
    static func register(on router: ServiceRouter) {
        router.read(GetEntry.self, at: { try await Find.organisation(ofEntry: $0.entry, on: $1.database) }) {
            try await Find.entry($0.entry, on: $1.database)
        }
        router.change(ImportEntries.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await EntryImport.run($0, $1)
        }
        router.read(ListLedger.self, at: { try await Find.line($0.line, on: $1.database).organisation }) {
            try await list($0, $1)
        }
        router.read(LedgerAsOf.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let params = $0
            return try await $1.snapshot { try await asOf(params, $0) }
        }
        router.read(VerifyLedger.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let params = $0
            return try await $1.snapshot { try await verify(params, $0) }
        }
        router.read(
            GetCommitment.self, at: { try await Find.commitment($0.commitment, on: $1.database).organisation }
        ) { try await Find.commitment($0.commitment, on: $1.database).commitment }
        router.read(ListCommitments.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await commitments($0, $1)
        }
    }

    private static func list(_ params: ListLedger, _ call: ReadCall) async throws -> Page<LedgerEntry> {
        let line = try await Find.line(params.line, on: call.database)
        let limit = PageLimit.of(params.limit)
        var before: (date: CalendarDate, entry: ID)?
        if let keys = try params.cursor?.keys("ledger", count: 2) {
            guard let date = CalendarDate(keys[0]), let entry = ID(keys[1]) else { throw Messages.otherCursor }
            before = (date, entry)
        }
        var entries = try await call.database.all(
            SelectLineEntries(
                province: line.province, line: line.id, from: params.from, to: params.to, before: before,
                kind: params.kind, limit: limit + 1))
        let postings = Dictionary(
            grouping: try await call.database.all(
                SelectPostings(province: line.province, entries: entries.map(\.id))), by: \.entry)
        for index in entries.indices { entries[index].postings = postings[entries[index].id]?.map(\.posting) ?? [] }
        return Page(entries, limit: limit) { PageCursor("ledger", $0.date.description, $0.id.description) }
    }

    private static func asOf(
        _ params: LedgerAsOf, _ database: PostgresTransaction
    ) async throws -> DatedBalances {
        var line: ID?
        if let reference = params.line { line = try await Find.line(reference, on: database).id }
        let filter = LineFilter(organisation: params.organisation, fiscalYear: params.fiscalYear)
        let limit = PageLimit.of(params.limit)
        let rows = try await database.all(
            SelectBalancesAsOf(
                filter: filter, date: params.date, line: line, after: try params.cursor?.keys("asOf", count: 2),
                limit: limit + 1))
        let last = rows.count > limit ? rows[limit - 1] : nil
        return DatedBalances(
            date: params.date, total: rows.first?.total ?? .zero, items: rows.prefix(limit).compactMap(\.line),
            nextCursor: last.flatMap { last in last.line.map { PageCursor("asOf", last.province, $0.lineCode) } })
    }

    private static func verify(
        _ params: VerifyLedger, _ database: PostgresTransaction
    ) async throws -> LedgerVerdict {
        let counts = try await database.first(
            CountLedger(organisation: params.organisation, fiscalYear: params.fiscalYear))
        let differences = try await database.all(
            SelectDifferences(organisation: params.organisation, fiscalYear: params.fiscalYear))
        return LedgerVerdict(
            sound: differences.isEmpty, lines: counts?.lines ?? 0, postings: counts?.postings ?? 0,
            differences: differences)
    }

    private static func commitments(_ params: ListCommitments, _ call: ReadCall) async throws -> Page<Commitment> {
        var line: ID?
        if let reference = params.line { line = try await Find.line(reference, on: call.database).id }
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectCommitments(
                organisation: params.organisation, fiscalYear: params.fiscalYear, line: line,
                outstandingOnly: params.outstanding ?? false, after: try params.cursor?.keys("commitment", count: 2),
                limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("commitment", $0.province, $0.code) }
    }
}
