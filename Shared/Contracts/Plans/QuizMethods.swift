import CommonContract
import JSONRPC
import Kernel

/// Starts a quiz, still without questions.
public struct CreateQuiz: RPCChange {
    public static let name = "quiz.create"
    public static let summary = LocalizedText("สร้างแบบทดสอบ", "Start a quiz")
    public static let access = RecordNotes.keepers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = QuizNotes.members
    public static let examples = [
        RPCExample(
            "on SDG4",
            params: """
                {"idempotencyKey":"quiz-create-1","code":"67-EX-QUIZ","organisation":"67-01",\
                "title":{"th":"แบบทดสอบ SDG4"},"passPercent":60}
                """,
            result: """
                {"id":"\(Examples.id)","code":"67-EX-QUIZ","organisation":"67-01","title":{"th":"แบบทดสอบ SDG4"},\
                "passPercent":60,"questionsVersion":0,"questions":[]}
                """)
    ]
    public typealias Result = Quiz

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var organisation: String
    public var title: LocalizedText
    public var passPercent: Int
    public var attemptsMax: Int?

    public init(
        idempotencyKey: String, code: String, organisation: String, title: LocalizedText, passPercent: Int,
        attemptsMax: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.organisation = organisation
        self.title = title
        self.passPercent = passPercent
        self.attemptsMax = attemptsMax
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        PlanRules.check(code: code, at: "/code", &problems)
        problems.check(text: title, at: "/title", max: 300)
        PlanRules.range(passPercent, 1...100, at: "/passPercent", &problems)
        PlanRules.range(attemptsMax ?? 1, 1...100, at: "/attemptsMax", &problems)
        if PlanCode.province(of: code) != OrganisationCode.province(of: organisation) {
            problems.add(
                "/code", "plan.codeProvince", th: "รหัสต้องขึ้นต้นด้วยเลขจังหวัดของหน่วยงานและขีด",
                en: "the code begins with the digits of the organisation's province and a hyphen")
        }
    }
}

/// Gives a quiz new questions: earlier versions stay, as attempts were made at them.
public struct PublishQuizQuestions: RPCChange {
    public static let name = "quiz.publish"
    public static let summary = LocalizedText(
        "เผยแพร่ชุดคำถามฉบับใหม่", "Give a quiz a new version of its questions")
    public static let access = RecordNotes.keepers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = QuizNotes.members
    public static let examples = [
        RPCExample(
            "one question",
            params: """
                {"idempotencyKey":"quiz-publish-1","quiz":"67-EX-QUIZ","questions":[{"code":"Q1",\
                "text":{"th":"SDG4 ว่าด้วยเรื่องใด"},"points":1,"options":[{"code":"A","text":{"th":"การศึกษา"},\
                "correct":true},{"code":"B","text":{"th":"น้ำสะอาด"}}]}]}
                """,
            result: QuizNotes.published)
    ]
    public typealias Result = Quiz

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var quiz: String
    public var questions: [QuizQuestion]

    public init(idempotencyKey: String, quiz: String, questions: [QuizQuestion], validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.quiz = quiz
        self.questions = questions
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        PlanRules.count(questions.count, 1...100, at: "/questions", &problems)
        QuizNotes.unique(questions.map(\.code), at: "/questions", &problems)
        for (index, question) in questions.prefix(100).enumerated() {
            QuizNotes.check(question, at: "/questions/\(index)", &problems)
        }
    }
}

/// A quiz with the questions of its newest version.
public struct GetQuiz: RPCMethod {
    public static let name = "quiz.get"
    public static let summary = LocalizedText("อ่านแบบทดสอบ", "Read a quiz, without what is correct")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = QuizNotes.members
    public static let examples = [
        RPCExample("by its code", params: #"{"quiz":"67-EX-QUIZ"}"#, result: QuizNotes.published)
    ]
    public typealias Result = Quiz

    public var quiz: String

    public init(quiz: String) { self.quiz = quiz }
}

/// Takes a quiz. Who passes gets a certificate, one for each version of the questions.
public struct TakeQuiz: RPCChange {
    public static let name = "quiz.take"
    public static let summary = LocalizedText(
        "ทำแบบทดสอบ ผ่านแล้วได้รับเกียรติบัตร", "Take a quiz; who passes gets a certificate")
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = QuizNotes.members
    public static let examples = [
        RPCExample(
            "passed",
            params: """
                {"idempotencyKey":"quiz-take-1","quiz":"67-EX-QUIZ","questionsVersion":1,"holder":"ผู้ทดสอบตัวอย่าง",\
                "answers":[{"question":"Q1","options":["A"]}]}
                """,
            result: """
                {"id":"\(Examples.id)","quiz":"67-EX-QUIZ","questionsVersion":1,"number":1,"score":1,"points":1,\
                "passed":true,"wrong":[],"takenAt":"\(Examples.instant)","certificate":{\
                "number":"67-EX-QUIZ/2567/1","code":"{certificateId}","quiz":"67-EX-QUIZ",\
                "title":{"th":"แบบทดสอบ SDG4"},"holder":"ผู้ทดสอบตัวอย่าง","issuedOn":"2023-11-15","score":1,\
                "points":1}}
                """)
    ]
    public typealias Result = QuizAttempt

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var quiz: String
    public var questionsVersion: Int
    public var holder: String
    public var answers: [QuizAnswer]

    public init(
        idempotencyKey: String, quiz: String, questionsVersion: Int, holder: String, answers: [QuizAnswer],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.quiz = quiz
        self.questionsVersion = questionsVersion
        self.holder = holder
        self.answers = answers
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: holder, at: "/holder", max: 200)
        PlanRules.count(answers.count, 1...100, at: "/answers", &problems)
        QuizNotes.unique(answers.map(\.question), at: "/answers", &problems)
    }
}

/// How many took a quiz, passed it and hold its certificate.
public struct GetQuizResults: RPCMethod {
    public static let name = "quiz.results"
    public static let summary = LocalizedText("สรุปผลแบบทดสอบ", "How many took a quiz and passed")
    public static let safety = RPCSafety.read
    public static let access = RecordNotes.keepers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = QuizNotes.members
    public static let examples = [
        RPCExample(
            "of the example", params: #"{"quiz":"67-EX-QUIZ"}"#,
            result: #"{"quiz":"67-EX-QUIZ","people":1,"attempts":1,"passed":1,"certificates":1}"#)
    ]
    public typealias Result = QuizResults

    public var quiz: String

    public init(quiz: String) { self.quiz = quiz }
}

/// Says whether a certificate is genuine, to anyone.
public struct VerifyCertificate: RPCMethod {
    public static let name = "certificate.verify"
    public static let summary = LocalizedText("ตรวจสอบเกียรติบัตรด้วยรหัส", "Check a certificate by its code")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["code": LocalizedText("รหัสบนเกียรติบัตร", "The code on the certificate")]
    public static let examples = [
        RPCExample(
            "genuine", params: #"{"code":"{certificateId}"}"#,
            result: """
                {"number":"67-EX-QUIZ/2567/1","code":"{certificateId}","quiz":"67-EX-QUIZ",\
                "title":{"th":"แบบทดสอบ SDG4"},"holder":"ผู้ทดสอบตัวอย่าง","issuedOn":"2023-11-15","score":1,\
                "points":1}
                """)
    ]
    public typealias Result = QuizCertificate

    public var code: String

    public init(code: String) { self.code = code }
}

enum QuizNotes {
    static let members = [
        "quiz": LocalizedText("รหัสแบบทดสอบ", "The quiz's code"),
        "holder": LocalizedText("ชื่อที่จะปรากฏบนเกียรติบัตร", "The name that the certificate bears"),
        "questionsVersion": LocalizedText(
            "ฉบับของชุดคำถามที่ตอบ ต้องเป็นฉบับล่าสุด", "Version of the questions answered; must be the newest"),
    ]

    static let published = """
        {"id":"\(Examples.id)","code":"67-EX-QUIZ","organisation":"67-01","title":{"th":"แบบทดสอบ SDG4"},\
        "passPercent":60,"questionsVersion":1,"questions":[{"code":"Q1","text":{"th":"SDG4 ว่าด้วยเรื่องใด"},\
        "options":[{"code":"A","text":{"th":"การศึกษา"}},{"code":"B","text":{"th":"น้ำสะอาด"}}],"points":1}]}
        """

    static func check(_ question: QuizQuestion, at path: String, _ problems: inout Problems) {
        PlanRules.check(code: question.code, at: path + "/code", &problems)
        problems.check(text: question.text, at: path + "/text", max: 2_000)
        PlanRules.range(question.points, 1...100, at: path + "/points", &problems)
        PlanRules.count(question.options.count, 2...10, at: path + "/options", &problems)
        unique(question.options.map(\.code), at: path + "/options", &problems)
        for (index, option) in question.options.prefix(10).enumerated() {
            PlanRules.check(code: option.code, at: "\(path)/options/\(index)/code", &problems)
            problems.check(text: option.text, at: "\(path)/options/\(index)/text", max: 1_000)
        }
        if !question.options.contains(where: { $0.correct == true }) {
            problems.add(
                path + "/options", "quiz.correct", th: "ต้องมีตัวเลือกที่ถูกอย่างน้อยหนึ่งข้อ",
                en: "at least one option must be correct")
        }
    }

    static func unique(_ codes: [String], at path: String, _ problems: inout Problems) {
        var seen: Set<String> = []
        for (index, code) in codes.enumerated() where !seen.insert(code).inserted {
            problems.add("\(path)/\(index)", "quiz.repeated", th: "“\(code)” ซ้ำกัน", en: "“\(code)” is given twice")
        }
    }
}
