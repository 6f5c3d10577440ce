import BudgetContract
import Kernel
import Postgres
import TestSupport
import Testing

@testable import Budget

/// The plan of a statement, on tables that are filled.
struct Explain<Explained: Statement>: Statement {
    static var sql: String { "EXPLAIN " + Explained.sql }
    let statement: Explained

    func bind(_ parameters: inout Parameters) { statement.bind(&parameters) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// A lost index fails here, not in an office.
@Suite struct StatementPlanTests {
    static let directory = Migration(
        "a-directory",
        #"""
        CREATE TABLE organisation (province text, code text PRIMARY KEY, name_th text, name_en text,
                                   parent text, supervisor text);
        CREATE TABLE organisation_reach (
            ancestor text, descendant text, relation text, depth smallint, PRIMARY KEY (ancestor, relation, descendant));
        """#)

    static let fill = #"""
        INSERT INTO organisation SELECT '67', '67-' || n, 'o', 'o', '67' FROM generate_series(1, 300) AS n;
        INSERT INTO organisation_reach SELECT '67', code, 'either', 1 FROM organisation;
        INSERT INTO organisation_reach SELECT code, code, 'either', 0 FROM organisation;
        INSERT INTO budget_line (province, id, code, fiscal_year, organisation, plan_type, category, source, work_kind,
                                 work_code, created_at, created_by)
        SELECT '67', gen_random_uuid(), 'L' || n, 2564 + n % 3, '67-' || 1 + n % 300, 'basic', 'operating',
               'parentAgency', 'output', 'O', now(), 'x'
          FROM generate_series(1, 3000) AS n;
        CREATE TEMPORARY TABLE act AS
        SELECT gen_random_uuid() AS id, gen_random_uuid() AS commitment, l.id AS line, l.code || '/' || g AS code,
               make_date(l.fiscal_year - 544, 10, 1) + g * 30 AS date
          FROM budget_line AS l, generate_series(0, 9) AS g;
        INSERT INTO commitment (province, id, code, line, date, amount)
        SELECT '67', commitment, code, line, date, 100 FROM act;
        INSERT INTO ledger_entry (province, id, code, kind, date, commitment, posted_by, posted_at)
        SELECT '67', id, code, 'commitment', date, commitment, 'x', now() FROM act;
        INSERT INTO posting
        SELECT '67', id, 1, date, line, 'committed', line, 'available', 100 FROM act;
        INSERT INTO line_day
        SELECT '67', line, date, 0, 0, -100, 0, 100, 0, 0, 0 FROM act;
        ANALYZE organisation, organisation_reach, budget_line, commitment, ledger_entry, posting, line_day;
        """#

    static let agency = LineFilter(organisation: "67-5", fiscalYear: FiscalYear(2566)!)
    static let day = CalendarDate("2022-12-15")!

    @Test func pointReadsUseTheirIndexes() async throws {
        try await withTestDatabase(migrations: [Self.directory] + BudgetMigrations.all) { client in
            try await client.transaction { try await $0.script(Self.fill) }
            func plan<Explained: Statement>(_ statement: Explained) async throws -> String {
                try await client.all(Explain(statement: statement)).joined(separator: "\n")
            }
            let id = ID(at: Instant(microsecondsSinceEpoch: 0))
            let date = CalendarDate("2022-10-01")!
            let plans = [
                try await plan(FindLine(reference: "L1")),
                try await plan(FindLine(reference: .id(id))),
                try await plan(LockLines(lines: ["L1", .id(id)], commitments: ["L1/1", .id(id)])),
                try await plan(SelectCommitmentStates(references: ["L1/1", .id(id)])),
                try await plan(SumLaterDays(provinces: ["67"], lines: [id], date: date)),
                try await plan(FindEntry(reference: "L1/1")),
                try await plan(SelectPostings(province: "67", entries: [id])),
                try await plan(
                    SelectLineEntries(
                        province: "67", line: id, from: nil, to: nil, before: nil, kind: nil, limit: 51)),
                try await plan(FindCommitment(reference: "L1/1")),
                // An agency's roll-up, now and on a day past, over the whole of the books.
                try await plan(SummariseNow(filter: Self.agency, grouping: .category, date: date, monthsDue: 3)),
                try await plan(
                    SelectBalancesAsOf(filter: Self.agency, date: Self.day, line: nil, after: nil, limit: 51)),
                try await plan(
                    SumFollowUp(filter: Self.agency, date: Self.day, grouping: .line, monthsDue: 3)),
                try await plan(
                    SelectSpendingYears(organisation: "67-5", from: FiscalYear(2564)!, to: FiscalYear(2566)!)),
            ]
            for plan in plans {
                for table in ["posting", "ledger_entry", "budget_line", "commitment", "line_day"] {
                    #expect(!plan.contains("Seq Scan on \(table)"), "\(plan)")
                }
            }
        }
    }
}
