import Postgres
import ServiceTestSupport
import Testing

@testable import Plans

/// The statements of partners, the driving calendar and quizzes on filled tables: a lost index fails the build.
@Suite struct RecordPlanTests {
    /// A thousand organisations of province 12 with twenty records each, and two thousand quizzes that ten took.
    private static let filling = """
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        SELECT a, '12-X' || n, 'either', 0 FROM generate_series(1, 1000) n, LATERAL (VALUES ('12'), ('12-X' || n)) v (a);
        INSERT INTO partner (province, id, organisation, body)
        SELECT '12', gen_random_uuid(), '12-X' || n, '{"kind":"network","name":{"th":"ภาคี"}}'
          FROM generate_series(1, 1000) n, generate_series(1, 20);
        INSERT INTO agreement (province, id, organisation, body)
        SELECT '12', gen_random_uuid(), organisation, '{"validFrom":"2022-10-01"}' FROM partner;
        INSERT INTO contribution (province, id, organisation, body)
        SELECT '12', gen_random_uuid(), organisation, jsonb_build_object('kind', 'opinion', 'partner', id) FROM partner;
        INSERT INTO material (province, id, organisation, body)
        SELECT '12', gen_random_uuid(), organisation, '{"kind":"web","publishedOn":"2022-10-01"}' FROM partner;
        INSERT INTO driving_status (province, organisation, fiscal_year, item, occasion, state, changed_by, changed_at)
        SELECT '12', '12-X' || n, y, 'I' || k, 1, 'done', 'x', now()
          FROM generate_series(1, 1000) n, generate_series(1, 20) k, generate_series(2562, 2566) y;
        INSERT INTO quiz (province, id, code, organisation, title_th, pass_percent, questions_version)
        SELECT '12', gen_random_uuid(), '12-Q' || n, '12-X1', 'แบบทดสอบ', 80, 1 FROM generate_series(1, 2000) n;
        INSERT INTO quiz_questions (province, quiz, number, questions, published_at)
        SELECT province, id, 1, '[]', now() FROM quiz;
        INSERT INTO quiz_attempt (province, quiz, questions, subject, number, id, answers, score, points, passed, taken_at)
        SELECT province, id, 1, 's' || n, 1, gen_random_uuid(), '[]', 1, 1, true, now() FROM quiz, generate_series(1, 10) n;
        INSERT INTO certificate (province, code, quiz, questions, subject, fiscal_year, number, holder, issued_on, score,
                                 points)
        SELECT province, code || '-' || n, id, 1, 's' || n, 2566, n, 'ผู้ผ่าน', '2023-01-01', 1, 1
          FROM quiz, generate_series(1, 10) n;
        ANALYZE partner; ANALYZE agreement; ANALYZE contribution; ANALYZE material; ANALYZE driving_status; ANALYZE quiz;
        ANALYZE quiz_questions; ANALYZE quiz_attempt; ANALYZE certificate; ANALYZE organisation_reach;
        """

    @Test func recordsAreFoundByTheirIndexes() async throws {
        try await Office.open { office in
            try await office.service.database.transaction { try await $0.script(Self.filling) }
            let keptTypes = "text, text, text, boolean, uuid, uuid, text, bigint, uuid, text"
            let kept = "'2023-01-01', '2023-04-01', '12-X7', false, NULL, NULL, NULL, 51, NULL, NULL"
            let quiz = "'00000000-0000-7000-8000-000000000001'"
            let occasions =
                "'{I1,I2}', '{1,1}', '{school,school}', '{1,1}', '{2023-01-01,2023-01-01}', 2566, '2023-01-01'"
            let occasionTypes = "text[], bigint[], text[], bigint[], date[], bigint, date"
            let found: [(table: String, plan: String)] = [
                ("partner", try await office.explain(KeptPage<PartnerTable>.self, keptTypes, kept)),
                ("agreement", try await office.explain(KeptPage<AgreementTable>.self, keptTypes, kept)),
                ("contribution", try await office.explain(KeptPage<ContributionTable>.self, keptTypes, kept)),
                ("material", try await office.explain(KeptPage<MaterialTable>.self, keptTypes, kept)),
                (
                    "driving_status",
                    try await office.explain(
                        DrivingReports.self, "text[], text[], bigint[]", "'{12}', '{12-X7}', '{2566}'")
                ),
                (
                    "driving_status",
                    try await office.explain(DrivingCells.self, occasionTypes + ", text[]", occasions + ", '{12-X7}'")
                ),
                ("quiz", try await office.explain(FindQuiz.self, "text, text", "'12', '12-Q7'")),
                (
                    "quiz_attempt",
                    try await office.explain(AttemptCount.self, "text, uuid, bigint, text", "'12', \(quiz), 1, 's1'")
                ),
                ("quiz_attempt", try await office.explain(QuizCounts.self, "text, uuid", "'12', \(quiz)")),
                ("certificate", try await office.explain(FindCertificate.self, "text, text", "'12', '12-Q7-7'")),
            ]
            for (table, plan) in found {
                let scans = plan.split(separator: "\n").filter { $0.split(separator: " ").contains(Substring(table)) }
                #expect(!scans.isEmpty, "\(plan)")
                #expect(!scans.contains { $0.contains("Seq Scan") }, "\(table)\n\(plan)")
            }
        }
    }
}
