import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import TestSupport
import Testing

@testable import Plans

@Suite struct QuizTests {
    private static func question(_ code: String, _ correct: String, points: Int = 1) -> QuizQuestion {
        QuizQuestion(
            code: code, text: LocalizedText(th: "คำถาม \(code)"),
            options: ["A", "B", "C"].map {
                QuizOption(code: $0, text: LocalizedText(th: $0), correct: correct.contains($0) ? true : nil)
            }, points: points)
    }

    /// Two questions, of 1 and 2 points; 60 of 100 to pass, three tries.
    private func open(_ office: Office) async throws {
        _ = try await office.service.call(
            CreateQuiz(
                idempotencyKey: "c", code: "67-Q", organisation: "67-01", title: LocalizedText(th: "SDG4"),
                passPercent: 60, attemptsMax: 3), as: .planner)
        _ = try await office.service.call(
            PublishQuizQuestions(
                idempotencyKey: "p", quiz: "67-Q",
                questions: [Self.question("Q1", "A"), Self.question("Q2", "BC", points: 2)]),
            as: .planner)
    }

    @Test func aQuizThatIsOpenIsADoorOfTheFrontPage() async throws {
        try await Office.open { office in
            let service = office.service
            #expect(try await service.database.all(OpenQuizzes()).isEmpty)
            try await open(office)
            #expect(try await service.database.all(OpenQuizzes()).map(\.code) == ["67-Q"])
            // The box of the front page leads to the check of a certificate; nothing typed leads back.
            let found = try await service.page("/certificates", query: ["code": "ab c1"], as: .anonymous)
            #expect(found.location?.hasPrefix("./certificates/") == true)
            #expect(try await service.page("/certificates", as: .anonymous).location == "./")
        }
    }

    /// What was not answered is told by the numbers of the page, and uses up no attempt.
    @Test func anUnansweredQuestionIsToldByItsNumber() async throws {
        try await Office.open { office in
            try await open(office)
            let service = office.service
            func send(_ fields: [(name: String, value: String)]) async throws -> PageResponse {
                try await service.page(
                    "/quizzes/:code", ["code": "67-Q"],
                    form: fields + [(name: "key", value: "k\(fields.count)"), ("version", "1"), ("holder", "ครู")],
                    as: .reporter)
            }
            let half = try await send([("answer.Q1.A", "yes")])
            #expect(half.status == 400 && half.text.contains("ยังไม่ได้ตอบข้อ 2<") && !half.text.contains("Q2”"))
            #expect(half.text.matches(of: /class="problem"/).count == 1 && half.text.contains("value=\"yes\" checked"))
            let whole = try await send([("answer.Q1.A", "yes"), ("answer.Q2.B", "yes")])
            #expect(whole.status == 200 && whole.text.contains("ครั้งที่ 1"))
        }
    }

    private func take(_ key: String, _ one: [String], _ two: [String], version: Int = 1) -> TakeQuiz {
        TakeQuiz(
            idempotencyKey: key, quiz: "67-Q", questionsVersion: version, holder: "ผู้ทดสอบ",
            answers: [QuizAnswer(question: "Q1", options: one), QuizAnswer(question: "Q2", options: two)])
    }

    @Test func whoPassesGetsOneCertificateThatAnyoneCanCheck() async throws {
        try await Office.open { office in
            try await open(office)
            let service = office.service
            let failed = try await service.call(take("1", ["A"], ["B"]), as: .reporter)
            #expect(failed.score == 1)
            #expect(failed.wrong == ["Q2"])
            #expect(failed.certificate == nil)
            let passed = try await service.call(take("2", ["B"], ["C", "B"]), as: .reporter)
            #expect(passed.passed)
            #expect(passed.number == 2)
            let certificate = try #require(passed.certificate)
            #expect(certificate.number == "67-Q/2567/1")
            let again = try await service.call(take("3", ["A"], ["B", "C"]), as: .reporter)
            #expect(again.certificate == certificate)
            #expect(
                await refusal { try await service.call(take("4", ["A"], ["B"]), as: .reporter) } == "quiz.attemptsMax")
            let other = try await service.call(take("5", ["A"], ["B", "C"]), as: .head)
            #expect(other.certificate?.number == "67-Q/2567/2")

            let typed = " " + certificate.code.lowercased() + "\n"
            #expect(try await service.call(VerifyCertificate(code: typed), as: .anonymous) == certificate)
            #expect(
                await refusal { try await service.call(VerifyCertificate(code: "67-AAAA-AAAA-AAAA"), as: .anonymous) }
                    == "notFound")
            let results = try await service.call(GetQuizResults(quiz: "67-Q"), as: .planner)
            #expect(results == QuizResults(quiz: "67-Q", people: 2, attempts: 4, passed: 2, certificates: 2))
            let route = try #require(service.router.pages.first { $0.path == "/certificates/:code" })
            let context = CallContext(
                caller: .anonymous, requestID: "page", traceparent: nil, deadline: .now + .seconds(30), now: service.now
            )
            let page = try await route.answer(
                PageRequest(parameters: ["code": certificate.code], query: [:], language: "th"), context)
            #expect(String(decoding: page.body, as: UTF8.self).contains("67-Q/2567/1"))
            let none = try await route.answer(
                PageRequest(parameters: ["code": "67-AAAA-AAAA-AAAA"], query: [:], language: "th"), context)
            #expect(none.status == 404 && String(decoding: none.body, as: UTF8.self).contains("value=\"67-AAAA"))
        }
    }

    @Test func theAnswersAreNotToldAndVersionsStay() async throws {
        try await Office.open { office in
            try await open(office)
            let service = office.service
            let seen = try await service.call(GetQuiz(quiz: "67-Q"), as: .anonymous)
            #expect(seen.questions.count == 2)
            #expect(seen.questions.flatMap(\.options).allSatisfy { $0.correct == nil })
            _ = try await service.call(take("1", ["A"], ["B", "C"]), as: .reporter)
            _ = try await service.call(
                PublishQuizQuestions(idempotencyKey: "p2", quiz: "67-Q", questions: [Self.question("Q9", "C")]))
            #expect(await refusal { try await service.call(take("2", ["A"], ["B"]), as: .head) } == "conflict")
            #expect(
                await refusal { try await service.call(take("3", ["A"], ["B"], version: 2), as: .head) }
                    == "quiz.answers")
            for sql in [
                "UPDATE quiz_questions SET questions = '[]'", "DELETE FROM quiz_attempt",
                "UPDATE certificate SET holder = 'x'",
            ] {
                await #expect(throws: PostgresError.self) {
                    try await service.database.transaction { try await $0.script(sql) }
                }
            }
        }
    }

    @Test func certificatesOfManyAtOnceHaveNumbersWithoutGaps() async throws {
        try await Office.open { office in
            try await open(office)
            let service = office.service
            let numbers = try await withThrowingTaskGroup(of: String.self) { group in
                for person in 1...12 {
                    group.addTask {
                        let caller = Caller(kind: .person, subject: "person \(person)", grants: [])
                        return try await service.call(take("k", ["A"], ["B", "C"]), as: caller).certificate?.number
                            ?? ""
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(numbers == Set((1...12).map { "67-Q/2567/\($0)" }))
        }
    }

    @Test func questionsAreCheckedAllAtOnce() async throws {
        try await Office.open { office in
            try await open(office)
            var bad = Self.question("Q1", "")
            bad.points = 0
            bad.options[1].code = "A"
            let call = PublishQuizQuestions(
                idempotencyKey: "x", quiz: "67-Q", questions: [bad, Self.question("Q1", "A")])
            let error = await #expect(throws: RPCError.self) { try await office.service.call(call) }
            #expect(
                Set(error?.problems.map(\.path) ?? []) == [
                    "/questions/1", "/questions/0/points", "/questions/0/options/1", "/questions/0/options",
                ])
        }
    }

    @Test func gradingCountsAQuestionInFullOrNotAtAll() {
        let questions = [
            GradedQuestion(code: "1", options: ["A", "B"], correct: ["A"], points: 3),
            GradedQuestion(code: "2", options: ["A", "B"], correct: ["A", "B"], points: 2),
        ]
        func grade(_ one: [String], _ two: [String], _ percent: Int) -> QuizGrade {
            QuizGrading.grade([("1", one), ("2", two)], questions, passPercent: percent)
        }
        #expect(grade(["A"], ["A"], 60) == QuizGrade(score: 3, points: 5, passed: true, wrong: ["2"]))
        #expect(grade(["A"], ["A"], 61).passed == false)
        #expect(grade(["A", "B"], ["B", "A"], 40) == QuizGrade(score: 2, points: 5, passed: true, wrong: ["1"]))
        let problems = QuizGrading.problems([("1", ["A", "A"]), ("9", ["A"])], questions)
        #expect(problems.map(\.rule) == ["quiz.options", "quiz.question", "quiz.unanswered"])
    }

    @Test func codesAreOfTheAlphabetAndInOneForm() {
        var random = Seeded(7)
        let codes = Set((0..<1_000).map { _ in CertificateCode.make("67", using: &random) })
        #expect(codes.count == 1_000)
        for code in codes {
            #expect(code.count == 17)
            #expect(CertificateCode.normal(code.lowercased() + " ") == code)
            #expect(CertificateCode.province(of: code) == "67")
        }
    }
}
