import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import RPCServer
import ServiceKit

/// `/quizzes/CODE`: the questions of a quiz, and how it went (P19). Anyone may read them; who is signed in may answer.
enum QuizPages {
    static func register(on router: ServiceRouter) {
        router.page("/quizzes/:code", access: .open) { request, call in
            let quiz = try await call.invoke(GetQuiz(quiz: request.parameters["code"] ?? ""))
            return page(quiz, request, call, problems: [])
        }
        router.form("/quizzes/:code", access: .signedIn) { try await take($0, $1) }
    }

    private static func page(
        _ quiz: Quiz, _ request: PageRequest, _ call: ReadCall, problems: [String], unanswered: Set<String> = []
    ) -> PageResponse {
        let scene = PageScene.current
        let points = quiz.questions.reduce(0) { $0 + $1.points }
        var values: [String: Any] = [
            "title": request.text(quiz.title), "problems": problems, "proof": scene.proof ?? "",
            "address": "\(scene.root)quizzes/\(PageText.query(quiz.code))",
            "key": request.form["key"] ?? "page-\(ID(at: call.now))", "version": quiz.questionsVersion,
            "pass": request.say(
                "\(quiz.questions.count) ข้อ \(points) คะแนน ผ่านที่ร้อยละ \(quiz.passPercent)",
                "\(quiz.questions.count) questions, \(points) points; \(quiz.passPercent)% passes"),
            "isEmpty": quiz.questions.isEmpty,
            "empty": request.say("แบบทดสอบนี้ยังไม่เปิด", "This quiz is not open yet."),
            "questions": quiz.questions.enumerated().map { question($1, number: $0 + 1, request, open: unanswered) },
            "holderField": PageField(
                "holder", request.say("ชื่อบนเกียรติบัตร", "Name on the certificate"), value: request.form["holder"],
                isRequired: true
            ).html,
            "go": request.say("ส่งคำตอบ", "Send the answers"),
            "signInFirst": request.say("เข้าสู่ระบบเพื่อทำแบบทดสอบ", "Sign in to take the quiz"),
        ]
        values["signIn"] = scene.person == nil ? scene.signInAddress : nil
        values["isPerson"] = scene.person != nil
        return PlanPages.shell.page(
            status: problems.isEmpty ? 200 : 400, title: request.text(quiz.title),
            body: PlanTemplates.all.render("quiz", values), language: request.language, isNarrow: true)
    }

    private static func question(
        _ question: QuizQuestion, number: Int, _ request: PageRequest, open unanswered: Set<String>
    ) -> [String: Any] {
        var values: [String: Any] = [
            "number": number, "text": request.text(question.text),
            "points": request.say("\(question.points) คะแนน", "\(question.points) points"),
            "options": question.options.map { option -> [String: Any] in
                let name = field(question.code, option.code)
                return [
                    "name": name, "text": request.text(option.text), "isChosen": request.form[name] == "yes",
                ]
            },
        ]
        if unanswered.contains(question.code) {
            values["problem"] = request.say("ยังไม่ได้เลือกคำตอบ", "No answer is chosen yet.")
        }
        return values
    }

    private static func field(_ question: String, _ option: String) -> String { "answer.\(question).\(option)" }

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let quiz = try await call.invoke(GetQuiz(quiz: request.parameters["code"] ?? ""))
        let answers = quiz.questions.map { question in
            QuizAnswer(
                question: question.code,
                options: question.options.map(\.code).filter { request.form[field(question.code, $0)] == "yes" })
        }
        let unanswered = Set(answers.filter(\.options.isEmpty).map(\.question))
        if !unanswered.isEmpty {
            // By their numbers, as they stand on the page, and nothing of an attempt is used up.
            let numbers = quiz.questions.enumerated().filter { unanswered.contains($1.code) }.map {
                String($0.offset + 1)
            }
            .joined(separator: ", ")
            return page(
                quiz, request, call,
                problems: [request.say("ยังไม่ได้ตอบข้อ \(numbers)", "Not answered yet: \(numbers)")],
                unanswered: unanswered)
        }
        do {
            let attempt = try await call.invoke(
                TakeQuiz(
                    idempotencyKey: request.form["key"] ?? "", quiz: quiz.code,
                    questionsVersion: request.form["version"].flatMap(Int.init) ?? quiz.questionsVersion,
                    holder: request.form["holder"] ?? "", answers: answers))
            return result(attempt, quiz, request)
        } catch let error as RPCError {
            guard let problems = error.formProblems(request) else { throw error }
            return page(quiz, request, call, problems: problems)
        }
    }

    private static func result(_ attempt: QuizAttempt, _ quiz: Quiz, _ request: PageRequest) -> PageResponse {
        let root = PageScene.current.root
        let wrong = Set(attempt.wrong)
        var values: [String: Any] = [
            "title": request.text(quiz.title), "tag": attempt.passed ? "good" : "warn",
            "outcome": attempt.passed ? request.say("ผ่าน", "Passed") : request.say("ยังไม่ผ่าน", "Not passed"),
            "score": request.say(
                "ได้ \(attempt.score) จาก \(attempt.points) คะแนน ครั้งที่ \(attempt.number)",
                "\(attempt.score) of \(attempt.points) points at attempt \(attempt.number)"),
            "wrongTitle": request.say("ข้อที่ควรทบทวน", "To look at again"),
            "wrong": quiz.questions.filter { wrong.contains($0.code) }.map { ["text": request.text($0.text)] },
            "hasWrong": !wrong.isEmpty, "again": "\(root)quizzes/\(PageText.query(quiz.code))",
            "againWords": request.say("ทำอีกครั้ง", "Take it again"), "isPassed": attempt.passed,
        ]
        if let certificate = attempt.certificate {
            values["certificate"] = "\(root)certificates/\(PageText.query(certificate.code))"
            values["certificateWords"] = request.say(
                "เกียรติบัตรเลขที่ \(certificate.number)", "Certificate \(certificate.number)")
        }
        return PlanPages.shell.page(
            title: request.text(quiz.title), body: PlanTemplates.all.render("quizresult", values),
            language: request.language, isNarrow: true)
    }
}
