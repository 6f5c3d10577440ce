import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import Plans

/// The hot statements on filled tables: a lost index fails the build.
@Suite struct StatementPlanTests {
    /// 20,000 elements of 200 plans of 20 provinces, each linked up and to two others, beside 4,000 plans that have none.
    private static let filling = """
        INSERT INTO plan (province, id, code, kind, level, name_th, first_year, last_year, organisation, draft_version,
                          created_at)
        SELECT p::text, gen_random_uuid(), p || '-F' || n, 'agencyPlan', 3, 'แผน', 2566, 2570, p || '-01', 1, now()
          FROM generate_series(10, 29) p, generate_series(1, 10) n;
        INSERT INTO plan (province, id, code, kind, level, name_th, first_year, last_year, organisation, draft_version,
                          created_at)
        SELECT p::text, gen_random_uuid(), p || '-E' || n, 'agencyPlan', 3, 'แผน', 2566, 2570, p || '-01', 1, now()
          FROM generate_series(10, 29) p, generate_series(1, 200) n;
        INSERT INTO plan_version (province, plan, number, created_at)
        SELECT province, id, 1, now() FROM plan WHERE code LIKE '__-F%' OR code LIKE '__-E%';
        INSERT INTO element (province, plan, plan_version, id, code, kind, text_th, place)
        SELECT province, id, 1, gen_random_uuid(), code || '-G' || n, 'goal', 'เป้า', n
          FROM plan, generate_series(1, 100) n WHERE code LIKE '__-F%';
        INSERT INTO link (province, plan, plan_version, element, to_element, kind, id, to_province, to_plan, to_version)
        SELECT e.province, e.plan, 1, e.id, t.id, 'xyzY1', gen_random_uuid(), t.province, t.plan, 1
          FROM element e, element t WHERE e.code LIKE '__-F%' AND t.code = '120101';
        INSERT INTO link (province, plan, plan_version, element, to_element, kind, id, to_province, to_plan, to_version)
        SELECT e.province, e.plan, 1, e.id, gen_random_uuid(), 'aligned', gen_random_uuid(), e.province, e.plan, 1
          FROM element e, generate_series(1, 2) WHERE e.code LIKE '__-F%';
        SELECT gin_clean_pending_list('element_text');
        ANALYZE plan; ANALYZE plan_version; ANALYZE element; ANALYZE link;
        """

    @Test func tracesAndListsGoByTheirIndexes() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.service.database.transaction { try await $0.script(Self.filling) }
            let id = "'00000000-0000-7000-8000-000000000001'"
            let traceTypes = "uuid, text, text, text, bigint, text[], text[], bigint"
            let askedTypes = "uuid, text, text, bigint, text[], text[]"
            let asked = "NULL, '12', '12-F1', NULL, '{12}', '{12-01}'"
            let trace = "NULL, '12', '12-F1-G1', NULL, NULL, '{12}', '{12-01}', 2566"
            let up = try await office.explain(
                TraceUpwardInYear.self, traceTypes, trace)
            let down = try await office.explain(
                TraceDownwardInYear.self, traceTypes, trace)
            let elements = try await office.explain(
                ElementPage.self, askedTypes + ", text, text, text, text, text, bigint",
                asked + ", '', NULL, NULL, NULL, NULL, 51")
            let links = try await office.explain(
                LinksFromVersion.self, "text, uuid, bigint, uuid, text, bigint", "'12', \(id), 1, \(id), NULL, 51")
            let one = try await office.explain(
                PlanAnswerByCode.self, "text, text, text[], text[]", "'12', '12-F1', '{12}', '{12-01}'")
            let found = try await office.explain(
                ElementsContaining<HoldsText>.self,
                "text, integer, uuid, text[], text[], text, uuid, text, text, bigint, bigint",
                "'%เป้าหมาย%', NULL, NULL, '{12}', '{12-01}', NULL, NULL, NULL, NULL, NULL, 51")
            let like = try await office.explain(
                ElementsLike.self,
                "text, real, uuid, text[], text[], text, uuid, text, text, bigint, bigint",
                "'เป้าหมาย', NULL, NULL, '{12}', '{12-01}', NULL, NULL, NULL, NULL, NULL, 51")
            let coverage = try await office.explain(Coverage.self, askedTypes, asked)
            let impact = try await office.explain(
                ImpactedLinks.self, "text, uuid, bigint, bigint, text[], text[], uuid, bigint",
                "'12', \(id), 1, 2, '{12}', '{12-01}', \(id), 51")
            let served = try await office.explain(
                GoalsServedInProvince.self, "text, uuid, bigint, text, text[], text[]",
                "'12', \(id), 1, '12', '{12}', '{12-01}'")
            let chain = try await office.explain(
                ChainRows.self, "text, uuid, bigint, uuid, text[], text[], text",
                "'12', \(id), 1, NULL, '{12}', '{12-01}', NULL")
            try await goDownByTheirIndexes(office, traceTypes)
            for (name, text) in [("served", served), ("chain", chain)] {
                #expect(!text.contains("Seq Scan on element"), "\(name)\n\(text)")
                #expect(!text.contains("Seq Scan on link"), "\(name)\n\(text)")
            }
            #expect(found.contains("element_text"), "\(found)")
            #expect(like.contains("element_text"), "\(like)")
            for (name, text) in [("found", found), ("like", like), ("coverage", coverage), ("impact", impact)] {
                #expect(!text.contains("Seq Scan on element"), "\(name)\n\(text)")
                #expect(!text.contains("Seq Scan on link"), "\(name)\n\(text)")
            }
            for (name, text) in [("up", up), ("down", down), ("elements", elements), ("links", links)] {
                #expect(!text.contains("Seq Scan on element"), "\(name)\n\(text)")
                #expect(!text.contains("Seq Scan on link"), "\(name)\n\(text)")
            }
            #expect(!up.contains("parent IS NOT NULL"), "\(up)")
            // 20,000 below it: the nearest 5,000 are shown, and that there are more is said.
            let everywhere = Caller(
                kind: .person, subject: "reader",
                grants: (10...29).map { Grant(role: .reader, organisation: String($0)) })
            let wide = try await office.service.call(TraceDown(element: "MP/120101"), as: everywhere)
            #expect(wide.truncated)
            #expect(wide.nodes.count == Trace.nodesMax)
            #expect(down.contains("link_to"), "\(down)")
            #expect(elements.contains("element_code"), "\(elements)")
            // Only the page itself is put in order, after its limit.
            #expect(elements.split(separator: "Sort Key").count == 2, "\(elements)")
            #expect(elements.hasPrefix("Sort"), "\(elements)")
            #expect(!one.contains("Seq Scan on plan p"), "\(one)")
            #expect(!one.contains("Seq Scan on plan_version"), "\(one)")
        }
    }

    /// The way down step by step, to a goal that 20,000 serve.
    private func goDownByTheirIndexes(_ office: Office, _ traceTypes: String) async throws {
        let goal = "NULL, 'TH', '120101', NULL, NULL, '{12}', '{12-01}', 2566"
        let ways = try await office.explain(WaysBelow.self, traceTypes, goal)
        let plans = try await office.explain(PlansBelow.self, traceTypes + ", text, bigint", goal + ", '', 51")
        let steps = try await office.explain(
            StepsBelowOfPlan.self, traceTypes + ", text, text, text, bigint, text",
            goal + ", NULL, NULL, NULL, 51, '12-F1'")
        for (name, text) in [("ways", ways), ("plans", plans), ("steps", steps)] {
            #expect(!text.contains("Seq Scan on element"), "\(name)\n\(text)")
            #expect(!text.contains("Seq Scan on link"), "\(name)\n\(text)")
        }
    }
}

extension Office {
    /// The generic plan, which any caller of a prepared statement may get.
    func explain<S: Statement>(_ statement: S.Type, _ types: String, _ values: String) async throws -> String {
        let name = "tried"
        return try await service.database.transaction { transaction in
            try await transaction.script(
                """
                SET LOCAL plan_cache_mode = force_generic_plan;
                PREPARE \(name) (\(types)) AS \(S.sql);
                CREATE TEMP TABLE explained (line text) ON COMMIT DROP;
                DO $do$
                DECLARE line text;
                BEGIN
                    FOR line IN EXECUTE $explain$EXPLAIN (COSTS OFF) EXECUTE \(name) (\(values))$explain$ LOOP
                        INSERT INTO explained VALUES (line);
                    END LOOP;
                END $do$;
                DEALLOCATE \(name);
                """)
            return try await transaction.all(Explained()).joined(separator: "\n")
        }
    }
}

private struct Explained: Statement {
    static let sql = "SELECT line FROM explained"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
