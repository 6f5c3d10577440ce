import BudgetContract
import JSONRPC
import Kernel
import Postgres
import ServiceTestSupport
import Testing

@testable import Budget

/// What the ledger proves of itself.
@Suite struct ProofTests {
    @Test(arguments: [
        (
            "UPDATE budget_line SET received = received + 100, allocated = allocated + 100, available = available + 100",
            LedgerDifference.Kind.line
        ),
        ("UPDATE posting SET amount = amount + 1 WHERE debit_stage = 'disbursed'", .line),
        (
            "UPDATE posting SET debit_stage = 'committed' WHERE debit_stage = 'disbursed' AND credit_stage = 'available'",
            .line
        ),
        ("DELETE FROM posting WHERE credit_stage = 'source'", .line),
        ("UPDATE line_month SET available = available + 1, received = received + 1", .month),
        ("UPDATE commitment SET disbursed = disbursed + 1, released = released - 1 WHERE code = 'PO-1'", .commitment),
        ("UPDATE commitment SET released = 0", .commitment),
        ("UPDATE commitment SET received = received + 1", .commitment),
        ("UPDATE commitment_receipt SET claimed = claimed - 1", .receipt),
        ("UPDATE commitment_claim SET paid = paid - 1", .claim),
        ("UPDATE budget_line SET available = available - 1, reserved = reserved + 1", .transfer),
        (
            "UPDATE posting SET amount = amount - 1 WHERE entry IN (SELECT id FROM ledger_entry WHERE kind = 'reversal')",
            .reversal
        ),
    ])
    func findsATamperedRow(sql: String, kind: LedgerDifference.Kind) async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.commit("L1", "PO-1", 100)
            try await office.commit("L1", "PO-2", 80)
            try await office.claimed("PO-2", 30)
            _ = try await office.service.call(
                PostDisbursement(
                    idempotencyKey: office.key(), commitment: "PO-1", amount: Money(baht: 50), final: true,
                    date: Office.day("2022-12-01")))
            let paid = try await office.pay("L1", 10)
            _ = try await office.service.call(
                ReverseEntry(
                    idempotencyKey: office.key(), entry: .id(paid.entry.id), date: Office.day("2022-12-02"),
                    reason: "ผิด"))
            #expect(try await office.verify().sound)
            try await office.tamper(sql)
            let verdict = try await office.verify()
            #expect(!verdict.sound)
            #expect(verdict.differences.contains { $0.kind == kind })
        }
    }

    /// The role that owns the tables keeps no right to change what is posted.
    @Test func appendOnlyByPrivilege() async throws {
        try await withOffice { office in
            let rights = try await office.service.database.all(ChangeRights())
            #expect(rights == ["ledger_entry INSERT", "ledger_entry SELECT", "posting INSERT", "posting SELECT"])
        }
    }

    /// As a role that owns the tables as an installed service's does, not as the tests' superuser: the database
    /// refuses edits, deletions, and what would take a line below zero.
    @Test func refusedByTheDatabaseItself() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.commit("L1", "PO-1", 100)
            let owned = ["posting", "ledger_entry", "budget_line", "commitment", "line_month", "carry_over"]
            let role = "owner_\(ID(at: Replica.now).description.suffix(12))"
            let become =
                "CREATE ROLE \(role); GRANT USAGE ON SCHEMA public TO \(role);"
                + owned.map { "ALTER TABLE \($0) OWNER TO \(role);" }.joined() + "SET LOCAL ROLE \(role);"
            let attempts: [(sql: String, state: String)] = [
                ("UPDATE posting SET amount = amount + 1", "42501"), ("DELETE FROM posting", "42501"),
                ("TRUNCATE posting", "42501"), ("UPDATE ledger_entry SET note = 'x'", "42501"),
                ("DELETE FROM ledger_entry", "42501"), ("UPDATE budget_line SET code = 'x'", "42501"),
                ("DELETE FROM budget_line", "42501"), ("UPDATE commitment SET amount = 1", "42501"),
                ("DELETE FROM commitment", "42501"), ("DELETE FROM line_month", "42501"),
                ("DELETE FROM carry_over", "42501"),
                ("UPDATE budget_line SET available = -1, allocated = 9900", "23514"),
                ("UPDATE budget_line SET available = available + 1", "23514"),
                ("UPDATE commitment SET disbursed = amount + 1", "23514"),
                (
                    """
                    INSERT INTO posting SELECT province, entry, 9, date, debit_line, 'disbursed', credit_line,
                                               'source', 100 FROM posting LIMIT 1
                    """, "23514"
                ),
                (
                    """
                    INSERT INTO posting SELECT province, entry, 9, date, debit_line, debit_stage, credit_line,
                                               credit_stage, 0 FROM posting LIMIT 1
                    """, "23514"
                ),
            ]
            for attempt in attempts {
                let error = await #expect(throws: PostgresError.self, "\(attempt.sql)") {
                    try await office.tamper(become + attempt.sql)
                }
                #expect(error?.sqlState == attempt.state, "\(attempt.sql)")
            }
            #expect(try await office.verify().sound)
        }
    }

    /// Acts of many at once, over few lines, with payments racing for the same money: the books stay right on every
    /// line, in every roll-up and on every day.
    @Test(arguments: [11, 12] as [UInt64])
    func randomActsAtOnce(seed: UInt64) async throws {
        try await withOffice { office in
            for number in 1...4 {
                try await office.line(
                    Office.draft("L\(number)", category: number % 2 == 0 ? .investment : .operating),
                    allocated: 1_000)
            }
            let counts = await withTaskGroup(of: (done: Int, refused: Int, other: [String]).self) { group in
                for actor in 0..<8 {
                    group.addTask { await Actor(office: office, number: actor, seed: seed).work(60) }
                }
                return await group.reduce(into: (done: 0, refused: 0, other: [String]())) {
                    $0 = ($0.done + $1.done, $0.refused + $1.refused, $0.other + $1.other)
                }
            }
            #expect(counts.other == [])
            #expect(counts.done > 100 && counts.refused > 20)
            let verdict = try await office.verify()
            #expect(verdict.sound, "\(verdict.differences)")
            try await office.expectBalanced()
        }
    }
}

/// One who acts at random on the four lines.
struct Actor: Sendable {
    let office: Office
    let number: Int
    let seed: UInt64

    func work(_ steps: Int) async -> (done: Int, refused: Int, other: [String]) {
        var random = Seeded(seed &* 1_000 &+ UInt64(number))
        var (done, refused, other) = (0, 0, [String]())
        var (orders, entries) = ([String](), [ID]())
        for step in 0..<steps {
            let line = "L\(1 + random.below(4))"
            let amount = Money(satang: Int64(1 + random.below(30_000)))
            let date = Office.day("2022-10-01").adding(days: random.below(364))!
            let pick = random.below(8)
            do {
                switch pick {
                case 0:
                    entries.append(
                        try await office.service.call(
                            PostAllocation(
                                idempotencyKey: office.key(), line: .code(line), amount: amount, date: date)
                        ).entry.id)
                case 1, 2:
                    let code = "PO-\(number)-\(step)"
                    _ = try await office.service.call(
                        PostCommitment(
                            idempotencyKey: office.key(), line: .code(line), code: code, amount: amount, date: date))
                    orders.append(code)
                case 3, 4:
                    guard !orders.isEmpty else { continue }
                    _ = try await office.service.call(
                        PostDisbursement(
                            idempotencyKey: office.key(), commitment: .code(orders[random.below(orders.count)]),
                            amount: amount, final: random.below(2) == 0 ? true : nil, date: date))
                case 5:
                    guard !entries.isEmpty else { continue }
                    _ = try await office.service.call(
                        ReverseEntry(
                            idempotencyKey: office.key(), entry: .id(entries[random.below(entries.count)]),
                            date: date, reason: "ทดสอบ"))
                case 6:
                    _ = try await office.service.call(
                        PostReturn(
                            idempotencyKey: office.key(), line: .code(line), amount: amount,
                            from: random.below(2) == 0 ? .available : .disbursed, date: date))
                default:
                    entries.append(
                        try await office.service.call(
                            PostDisbursement(
                                idempotencyKey: office.key(), line: .code(line), amount: amount, date: date)
                        ).entry.id)
                }
                done += 1
            } catch let error as RPCError where error.kind == .ruleViolated {
                refused += 1
            } catch {
                other.append(String(describing: error))
            }
        }
        return (done, refused, other)
    }
}

extension Office {
    /// Allocated is available + reserved + committed + disbursed, and nothing is below zero, wherever one looks.
    func expectBalanced() async throws {
        for grouping in SummaryGrouping.allCases {
            let summary = try await service.call(
                GetSummary(organisation: "67", fiscalYear: Self.year, groupBy: grouping))
            for row in summary.rows + [summary.total] {
                #expect(row.allocated == row.available + row.reserved + row.committed + row.disbursed)
            }
            if grouping != .month {
                #expect(summary.rows.map(\.allocated).reduce(.zero, +) == summary.total.allocated)
                #expect(summary.rows.map(\.used).reduce(.zero, +) == summary.total.used)
            }
        }
        let now = try await service.call(GetSummary(organisation: "67", fiscalYear: Self.year, groupBy: .category))
        let end = try await service.call(
            LedgerAsOf(organisation: "67", fiscalYear: Self.year, date: Self.year.lastDay))
        #expect(end.total.available == now.total.available && end.total.disbursed == now.total.disbursed)
        for offset in stride(from: 0, through: 364, by: 13) {
            let date = Self.year.firstDay.adding(days: offset)!
            let dated = try await service.call(
                LedgerAsOf(organisation: "67", fiscalYear: Self.year, date: date))
            for balances in dated.items.map(\.balances) + [dated.total] {
                #expect(
                    balances.allocated
                        == balances.available + balances.reserved + balances.committed + balances.disbursed)
                #expect(min(balances.available, balances.committed, balances.disbursed) >= .zero, "on \(date)")
            }
            #expect(dated.items.map(\.balances.available).reduce(.zero, +) == dated.total.available)
        }
    }
}

extension Office {
    /// Receives goods of an order, claims and pays them.
    func claimed(_ order: String, _ baht: Int64) async throws {
        let (amount, date) = (Money(baht: baht), Self.day("2022-11-20"))
        _ = try await service.call(
            PostReceipt(
                idempotencyKey: key(), commitment: .code(order), code: "GR-\(order)", amount: amount, date: date))
        _ = try await service.call(
            PostClaim(
                idempotencyKey: key(), receipt: .code("GR-\(order)"), code: "CL-\(order)", amount: amount, date: date))
        _ = try await service.call(
            PostDisbursement(idempotencyKey: key(), claim: .code("CL-\(order)"), amount: amount, date: date))
    }
}

/// What anybody may do with the append-only tables' rows.
struct ChangeRights: Statement {
    static let sql = """
        SELECT c.relname::text || ' ' || a.privilege_type
          FROM pg_class AS c, aclexplode(c.relacl) AS a
         WHERE c.relname IN ('posting', 'ledger_entry') AND c.relkind = 'r'
           AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
         ORDER BY 1
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
