import Glibc
import Postgres

/// Fills a migrated database of the budget service with books of any size, by SQL: organisations, lines of three fiscal
/// years, an allocation and payments of every day on each, and the kept totals that they come to. `ledger.verify` finds
/// them sound.
struct BudgetFill {
    static func code(_ number: Int) -> String { "BENCH-L\(number)" }

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    func run() async throws {
        let script = "/tmp/phaen-bench-fill-\(getpid()).sql"
        let each = max(2, settings.postings / settings.lines)
        let text = Self.sql.replacing("@lines@", with: "\(settings.lines)").replacing("@each@", with: "\(each)")
        try Tools.write(text, to: script)
        defer { unlink(script) }
        let psql = settings.pgbench.replacing("pgbench", with: "psql")
        print("filling the books: \(settings.lines) lines, \(each * settings.lines) postings (once)")
        fflush(nil)
        _ = try Tools.output("\(psql) -q -v ON_ERROR_STOP=1 -f \(script) \(Tools.quoted(settings.serviceDatabase))")
    }

    /// Nothing is done where the lines are there already.
    static let sql = #"""
        SELECT NOT EXISTS (SELECT FROM budget_line WHERE code = 'BENCH-L1') AS empty \gset
        \if :empty
        BEGIN;
        -- Foreign keys hold by the way the rows are made; only a superuser may leave their checks out.
        DO $$ BEGIN
            PERFORM set_config('session_replication_role', 'replica', true);
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END $$;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT province, code, gen_random_uuid(), kind, name, parent, '1970-01-01'
          FROM (VALUES ('TH', 'TH', 'nation', 'ประเทศไทย', NULL), ('67', '67', 'province', 'จังหวัด', 'TH'))
            AS o (province, code, kind, name, parent)
            ON CONFLICT DO NOTHING;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT '67', '67-' || n, gen_random_uuid(), 'agency', 'หน่วย ' || n, '67', '1970-01-01'
          FROM generate_series(1, 600) AS n
            ON CONFLICT DO NOTHING;
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        SELECT a.code, o.code, r.relation,
               CASE WHEN a.code = o.code THEN 0 WHEN a.code = 'TH' AND o.code <> '67' THEN 2 ELSE 1 END
          FROM organisation AS o
          JOIN organisation AS a ON a.code IN ('TH', '67', o.code) AND NOT (o.code = 'TH' AND a.code = '67')
         CROSS JOIN (VALUES ('parent'), ('either')) AS r (relation)
            ON CONFLICT DO NOTHING;
        CREATE TEMPORARY TABLE bench_line AS
        SELECT n, gen_random_uuid() AS id, 2564 + n % 3 AS year, '67-' || 1 + n % 600 AS organisation
          FROM generate_series(1, @lines@) AS n;
        CREATE TEMPORARY TABLE bench_posting AS
        SELECT g, l.n, l.id AS line, make_date(l.year - 544, 10, 1) + (g * 365 / @each@) AS date,
               lpad(to_hex(g::bigint * 1000000 + l.n), 32, '0')::uuid AS entry,
               CASE WHEN g = 0 THEN 'available' ELSE 'disbursed' END AS debit,
               CASE WHEN g = 0 THEN 'source' ELSE 'available' END AS credit,
               CASE WHEN g = 0 THEN 20000 * @each@ ELSE 10000 + (g * 37 + l.n) % 9000 END::bigint AS amount
          FROM bench_line AS l, generate_series(0, @each@ - 1) AS g;
        INSERT INTO budget_line
               (province, id, code, fiscal_year, organisation, plan_type, category, source, work_kind, work_code,
                created_at, created_by, received, allocated, available, disbursed, last_date)
        SELECT '67', l.id, 'BENCH-L' || l.n, l.year, l.organisation,
               (ARRAY['personnel', 'basic', 'strategic', 'integrated'])[1 + l.n % 4],
               (ARRAY['personnel', 'operating', 'investment', 'subsidy', 'other'])[1 + l.n % 5], 'parentAgency',
               'output', 'W' || l.n % 40, now(), 'bench', s.given, s.given, s.given - s.spent, s.spent, s.last
          FROM bench_line AS l
          JOIN (SELECT n, sum(amount) FILTER (WHERE g = 0) AS given, sum(amount) FILTER (WHERE g > 0) AS spent,
                       max(date) AS last
                  FROM bench_posting GROUP BY n) AS s USING (n);
        INSERT INTO line_month
        SELECT '67', line, date_trunc('month', date::timestamp)::date,
               coalesce(sum(amount) FILTER (WHERE g = 0), 0), 0,
               sum(CASE WHEN g = 0 THEN amount ELSE -amount END), 0, 0,
               coalesce(sum(amount) FILTER (WHERE g > 0), 0), 0, 0
          FROM bench_posting
         GROUP BY line, 3
         ORDER BY 3;
        INSERT INTO line_day
        SELECT '67', line, date, coalesce(sum(amount) FILTER (WHERE g = 0), 0), 0,
               sum(CASE WHEN g = 0 THEN amount ELSE -amount END), 0, 0,
               coalesce(sum(amount) FILTER (WHERE g > 0), 0), 0, 0
          FROM bench_posting
         GROUP BY line, date
         ORDER BY date;
        INSERT INTO ledger_entry (province, id, kind, date, posted_by, posted_at)
        SELECT '67', entry, CASE WHEN g = 0 THEN 'allocation' ELSE 'disbursement' END, date, 'bench', now()
          FROM bench_posting
         ORDER BY date, entry;
        INSERT INTO posting
        SELECT '67', entry, 1, date, line, debit, line, credit, amount FROM bench_posting ORDER BY date, entry;
        COMMIT;
        ANALYZE organisation, organisation_reach, budget_line, line_month, line_day, ledger_entry, posting;
        \endif
        """#
}
