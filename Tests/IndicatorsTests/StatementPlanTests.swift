import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceTestSupport
import Testing

@testable import Indicators

/// The plans of the statements that must stay fast, on filled tables: a lost index fails the build.
@Suite struct StatementPlanTests {
    /// 40 agencies with 50 schools each in a round of 20 questions, a third of them certified.
    private static let fill = """
        INSERT INTO round (province, id, code, owner, fiscal_year, name_th, opens_on, due_on, kinds, under, state,
                           questionnaire_version, expected, opened_at, version)
        SELECT '99', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '99-R' || n, '99', 2500 + n, 'ร',
               '2023-01-01', '2023-01-01', '{}', '{}', 'open', 1, 2000, now(), 1
        FROM generate_series(1, 3) n;
        INSERT INTO questionnaire SELECT '99', id, 1, 'published', now() FROM round WHERE province = '99';
        INSERT INTO section SELECT '99', id, 1, 1, 'S', 'ส' FROM round WHERE province = '99';
        INSERT INTO question (province, round_id, version, position, code, section, type, text_th, role, kinds)
        SELECT '99', id, 1, n, 'Q' || n, 'S', 'number', 'ค', 'value', '{}'
        FROM round CROSS JOIN generate_series(1, 20) n WHERE province = '99';
        INSERT INTO round_member (province, round_id, organisation, kind, name_th, expected, is_inner, tree, state)
        SELECT '99', id, '99-S' || n, 'school', 'ร', true, false, 1, 'notStarted'
        FROM round CROSS JOIN generate_series(1, 2000) n WHERE province = '99';
        INSERT INTO round_place (province, round_id, organisation, relation, ancestor, depth)
        SELECT '99', id, '99-S' || n, 'either', place.ancestor, place.depth
        FROM round CROSS JOIN generate_series(1, 2000) n
        CROSS JOIN LATERAL (VALUES ('99-S' || n, 0), ('99-' || n % 40, 1), ('99', 2), ('TH', 3)) AS place (ancestor, depth)
        WHERE province = '99';
        INSERT INTO submission (province, id, round_id, organisation, edition, state, questionnaire_version, late,
                                saved_at, saved_by, version, submitted_at, certified_at, certified_by, letter_number,
                                letter_date, signer_position, letter_file_name, letter_file_sha256, answers_hash)
        SELECT province, gen_random_uuid(), round_id, organisation, 1, 'certified', 1, false, now(), 'x', 1, now(),
               now(), 'x', 'ศธ 1/1', '2023-01-01', 'ผอ.', 'x', repeat('a', 64), repeat('a', 64)
        FROM round_member WHERE province = '99' AND right(organisation, 1) IN ('1', '2', '3');
        INSERT INTO submission (province, id, round_id, organisation, edition, state, questionnaire_version, late,
                                saved_at, saved_by, version)
        SELECT province, gen_random_uuid(), round_id, organisation, 1, 'draft', 1, false, now(), 'x', 1
        FROM round_member WHERE province = '99' AND right(organisation, 1) NOT IN ('1', '2', '3');
        INSERT INTO answer (province, submission_id, question, state, number)
        SELECT '99', id, 'Q' || n, 'value', n FROM submission CROSS JOIN generate_series(1, 20) n WHERE province = '99';
        UPDATE round_member m SET submission_id = s.id, state = s.state FROM submission s
        WHERE (s.province, s.round_id, s.organisation) = (m.province, m.round_id, m.organisation);
        ANALYZE;
        INSERT INTO rollup SELECT province, round_id, organisation, relation, question, expected, valued, none,
                                  not_applicable, total
        FROM rollup_recomputed WHERE province = '99';
        ANALYZE;
        """

    private static let round = RoundKey(province: "99", id: ID(high: 0x7000, low: 0x8000_0000_0000_0001))

    @Test func readsAndRollUpsGoThroughTheirIndexes() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            try await service.database.transaction { transaction in try await transaction.script(Self.fill) }
            let database = service.database
            let id = try #require(try await database.first(AnySubmission()))
            let round = Self.round
            try await expectIndexes(FindSubmission(id: id), database, but: ["round"])
            try await expectIndexes(
                FindEdition(round: round, organisation: "99-S7", edition: nil), database, but: ["round"])
            try await expectIndexes(FindMember(round: round, organisation: "99-S7"), database)
            try await expectIndexes(AnswersOfSubmission(province: "99", submission: id), database)
            try await expectIndexes(
                RollupsOfOrganisation(round: round, organisation: "99", relation: .either, question: nil), database)
            try await expectIndexes(
                ApplyRollup(round: round, submission: id, sign: .add), database, but: ["question", "round"])
            try await expectIndexes(
                PageOfChildren(
                    round: round, organisation: "99-1", relation: .either, question: "Q1", after: "", limit: 51),
                database)
            try await expectIndexes(
                DirectlyBelow(round: round, organisation: "99-1", relation: .either), database)
            try await expectIndexes(
                PageOfTracedAnswers(
                    round: round, organisation: "99", relation: .either, question: "Q1", after: "99-S1500", limit: 51),
                database)
            try await expectIndexes(
                PageOfOutstanding(
                    round: round, organisation: "99", relation: .either, after: "99-S1500", states: [.draft],
                    limit: 51), database)
            try await expectIndexes(
                PageOfSubmissions(
                    round: round, afterOrganisation: "99-S1500", afterEdition: 1, under: nil, state: nil,
                    allEditions: false, limit: 51), database, but: ["round"])
            try await expectIndexes(FindRoundByCode(province: "99", code: "99-R1"), database, but: ["round"])
        }
    }

    /// 6,000 figures of an element, by sex.
    private static let figures = """
        INSERT INTO data_element (province, code, id, owner, name_th, unit_code, unit_th, period_type, decimals,
                                  dimensions, reported_by, version, changed_at)
        VALUES ('99', '99-E1', gen_random_uuid(), '99', 'ข', 'person', 'คน', 'fiscalYear', 0, '{sex}', '{}', 1, now());
        INSERT INTO data_value (province, element, period, organisation, categories, dimensions, element_province,
                                state, number, version, saved_at, saved_by)
        SELECT '99', '99-E1', 'FY2566', '99-S' || n, ARRAY['sex=female'], 'sex', '99', 'value', 10000, 1, now(), 'x'
        FROM generate_series(1, 6000) n;
        ANALYZE;
        """

    @Test func whatFiguresAreBrokenDownByIsToldWithoutReadingThem() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            try await service.database.transaction { transaction in try await transaction.script(Self.figures) }
            let database = service.database
            let categories = ["sex=female", "sex=male"]
            #expect(try await database.all(DimensionsInUse(code: "99-E1")) == [["sex"]])
            #expect(
                try await database.all(CategoriesInUse(dimension: "sex", categories: categories)) == ["sex=female"])
            try await expectIndexes(DimensionsInUse(code: "99-E1"), database, but: ["figure_way"])
            try await expectIndexes(
                CategoriesInUse(dimension: "sex", categories: categories), database,
                but: ["data_element", "figure_way", "indicator"])
        }
    }

    /// - Parameter but: small tables that may be read whole.
    private func expectIndexes<S: Statement>(
        _ statement: S, _ database: PostgresClient, but: Set<String> = []
    ) async throws {
        let plan = try await database.all(Explained(statement: statement))
        let whole = plan.filter { line in
            line.contains("Seq Scan on ") && !but.contains { line.contains("Seq Scan on \($0) ") }
        }
        #expect(whole.isEmpty, "\(S.self):\n\(plan.joined(separator: "\n"))")
    }
}

private struct AnySubmission: Statement {
    static let sql = "SELECT id FROM submission WHERE province = '99' LIMIT 1"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}

/// A statement's plan, line by line.
private struct Explained<S: Statement>: Statement {
    static var sql: String { "EXPLAIN " + S.sql }
    let statement: S
    func bind(_ parameters: inout Parameters) { statement.bind(&parameters) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
