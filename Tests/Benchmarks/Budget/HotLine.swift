import BudgetContract
import Glibc
import JSONRPC
import Kernel
import RPCClient

/// Many who spend from one line at once.
struct HotLine {
    static let halfRow = "hot line: 64 spenders, half affordable"
    static let rateRow = "hot line: disbursement.post, 64 connections"
    /// A line of 10^12 baht, so that a measurement never ends for want of money.
    static let line = "BENCH-HOT"

    let settings: Settings
    let peer: RPCPeer

    private var day: CalendarDate { CalendarDate("2023-09-29") ?? .epoch }

    func prepare() async throws {
        try await open(Self.line, Money(baht: 1_000_000_000_000))
    }

    private func open(_ code: String, _ amount: Money) async throws {
        guard let year = FiscalYear(2566) else { return }
        let draft = LineDraft(
            code: code, fiscalYear: year, organisation: "67-1", planType: .basic, category: .other,
            source: .parentAgency, workKind: .output, workCode: "BENCH")
        let deadline = ContinuousClock.now + .seconds(30)
        _ = try await peer.call(CreateLine(idempotencyKey: "line-\(code)", line: draft), deadline: deadline)
        _ = try await peer.call(
            PostAllocation(idempotencyKey: "money-\(code)", line: .code(code), amount: amount, date: day),
            deadline: deadline)
    }

    /// 640 payments of a baht by 64 at once, from a line that can afford 320.
    func affordableHalf() async throws -> Row {
        let run = String(UInt64.random(in: 0..<(1 << 40)), radix: 36)
        let code = "BENCH-\(run)"
        try await open(code, Money(baht: 320))
        let (peer, day) = (peer, day)
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for spender in 0..<BudgetBench.spenders {
                group.addTask {
                    var done = 0
                    for number in 0..<10 {
                        let payment = PostDisbursement(
                            idempotencyKey: "\(run)-\(spender)-\(number)", line: .code(code), amount: Money(baht: 1),
                            date: day)
                        do {
                            _ = try await peer.call(payment, deadline: .now + .seconds(30))
                            done += 1
                        } catch let error as RPCError where error.kind == .ruleViolated {}
                    }
                    return done
                }
            }
            return try await group.reduce(0, +)
        }
        let left = try await peer.call(GetLine(line: .code(code)), deadline: .now + .seconds(30)).balances
        let isRight = done == 320 && left.available == .zero && left.disbursed == Money(baht: 320)
        print("  \(Self.halfRow): \(done) of 640 were paid, \(left.available) is left")
        return Row(
            name: Self.halfRow, beside: "", wanted: "320 of 640", figure: isRight ? "\(done) of 640" : "WRONG: \(done)")
    }

    /// Payments a second over 64 connections; every answer is looked at.
    func rate() async throws -> Double {
        let run = String(UInt64.random(in: 0..<(1 << 40)), radix: 36)
        let end = ContinuousClock.now + .seconds(settings.seconds)
        let (peer, day) = (peer, day)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for spender in 0..<BudgetBench.spenders {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        _ = try await peer.call(
                            PostDisbursement(
                                idempotencyKey: "\(run)-\(spender)-\(count)", line: .code(Self.line),
                                amount: Money(baht: 1), date: day),
                            deadline: .now + .seconds(30))
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / Double(settings.seconds)
    }

    /// The same statements by pgbench, over as many connections as the service has for transactions.
    func pgbench() async throws -> Double {
        let script = "/tmp/phaen-bench-spend-\(getpid()).sql"
        try Tools.write(Self.statements, to: script)
        defer { unlink(script) }
        let report = try Tools.output(
            "\(settings.pgbench) -n -M prepared -c 4 -j 2 -T \(settings.seconds) -f \(script) "
                + Tools.quoted(settings.serviceDatabase))
        return try Tools.number(after: "tps =", in: report)
    }

    /// What disbursement.post does to the database, in one transaction, statement by statement.
    static let statements = """
        \\set n random(1, 9000000000000000)
        BEGIN;
        WITH claimed AS (
            INSERT INTO answered_call (subject, method, key, digest, answered_at)
            VALUES ('pgbench', 'disbursement.post', :n::text, decode(repeat('0f', 32), 'hex'), now())
            ON CONFLICT DO NOTHING
            RETURNING digest)
        SELECT true, digest, NULL::bytea FROM claimed
        UNION ALL
        SELECT false, digest, answer FROM answered_call
         WHERE subject = 'pgbench' AND method = 'disbursement.post' AND key = :n::text;
        SELECT l.*, ARRAY (SELECT DISTINCT ON (c.stage, c.period) c.stage || ' ' || c.period || ' ' || c.action
                             FROM spending_control AS c
                             JOIN organisation_reach AS r
                               ON r.ancestor = c.organisation AND r.descendant = l.organisation
                              AND r.relation = 'either'
                            WHERE c.fiscal_year = l.fiscal_year
                            ORDER BY c.stage, c.period, r.depth),
               coalesce((SELECT p.months FROM disbursement_plan AS p
                          WHERE p.province = l.province AND p.line = l.id), '{}')
          FROM budget_line AS l
         WHERE (l.province, l.id) IN (SELECT province, id FROM budget_line WHERE code = 'BENCH-HOT')
         ORDER BY l.province, l.id
           FOR UPDATE OF l;
        WITH l AS (SELECT province, id FROM budget_line WHERE code = 'BENCH-HOT'), entry AS (
            INSERT INTO ledger_entry (province, id, kind, date, posted_by, posted_at)
            SELECT l.province, md5(:n::text)::uuid, 'disbursement', '2023-09-29', 'pgbench', now() FROM l
        ), postings AS (
            INSERT INTO posting
                   (province, entry, number, date, debit_line, debit_stage, credit_line, credit_stage, amount)
            SELECT l.province, md5(:n::text)::uuid, 1, '2023-09-29', l.id, 'disbursed', l.id, 'available', 100 FROM l
        ), days AS (
            INSERT INTO line_day AS d
            SELECT l.province, l.id, '2023-09-29', 0, 0, -100, 0, 0, 100, 0, 0 FROM l
                ON CONFLICT (province, line, date) DO UPDATE
               SET available = d.available + excluded.available,
                   disbursed = d.disbursed + excluded.disbursed
        ), months AS (
            INSERT INTO line_month AS m
            SELECT l.province, l.id, '2023-09-01', 0, 0, -100, 0, 0, 100, 0, 0 FROM l
                ON CONFLICT (province, line, month) DO UPDATE
               SET available = m.available + excluded.available,
                   disbursed = m.disbursed + excluded.disbursed
        )
        UPDATE budget_line AS b
           SET available = b.available - 100, disbursed = b.disbursed + 100, last_date = '2023-09-29',
               posted_from = '2023-09-29', posted_to = '2023-09-29'
          FROM l
         WHERE b.province = l.province AND b.id = l.id;
        WITH answered AS (
            UPDATE answered_call
               SET answer = convert_to(repeat('x', 900), 'UTF8')
             WHERE subject = 'pgbench' AND method = 'disbursement.post' AND key = :n::text)
        INSERT INTO audit_entry
               (id, at, subject, kind, method, request_id, organisation, target, details, events, digest)
        VALUES (gen_random_uuid(), now(), 'pgbench', 'person', 'disbursement.post', :n::text, '67-1', 'BENCH-HOT',
                jsonb_build_array(repeat('x', 700)), jsonb_build_array(jsonb_build_object('id', gen_random_uuid(),
                'type', 'entry.posted', 'subject', 'BENCH-HOT', 'data', repeat('x', 700))),
                decode(repeat('0f', 32), 'hex'));
        COMMIT;
        """
}
