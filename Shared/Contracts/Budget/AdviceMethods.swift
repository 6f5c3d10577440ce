import CommonContract
import JSONRPC
import Kernel

/// What advice is asked on.
public enum AdviceTopic: String, Codable, Sendable, CaseIterable {
    /// How money may be spent, bound, transferred, carried over.
    case spending
    /// The systems that are used: GFMIS, e-GP, eMENSCR, this one.
    case system
}

/// Advice: asked, answered, followed up (works 20 and 21 of the manual).
public struct Advice: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// Who asks.
    public var organisation: String
    public var topic: AdviceTopic
    public var question: String
    public var askedBy: String
    public var askedAt: Instant
    public var answer: String?
    public var answeredBy: String?
    public var answeredAt: Instant?
    /// What came of it, and whether that was enough.
    public var effect: String?
    public var solved: Bool?
    public var followedUpAt: Instant?

    public init(
        id: ID, province: String, organisation: String, topic: AdviceTopic, question: String, askedBy: String,
        askedAt: Instant, answer: String? = nil, answeredBy: String? = nil, answeredAt: Instant? = nil,
        effect: String? = nil, solved: Bool? = nil, followedUpAt: Instant? = nil
    ) {
        self.id = id
        self.province = province
        self.organisation = organisation
        self.topic = topic
        self.question = question
        self.askedBy = askedBy
        self.askedAt = askedAt
        self.answer = answer
        self.answeredBy = answeredBy
        self.answeredAt = answeredAt
        self.effect = effect
        self.solved = solved
        self.followedUpAt = followedUpAt
    }
}

/// Asks for advice.
public struct AskAdvice: RPCChange {
    public static let name = "advice.ask"
    public static let summary = LocalizedText("ขอคำปรึกษา", "Asks for advice on spending or on a system")
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .budgetOfficer, .administrator,
    ])
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "on spending",
            params: """
                {"idempotencyKey":"advice-1","organisation":"67-S0001","topic":"spending",\
                "question":"เงินเหลือจ่ายใช้จัดอบรมเพิ่มได้หรือไม่"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","organisation":"67-S0001","topic":"spending",\
                "question":"เงินเหลือจ่ายใช้จัดอบรมเพิ่มได้หรือไม่","askedBy":"example","askedAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = Advice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var topic: AdviceTopic
    public var question: String

    public init(
        idempotencyKey: String, organisation: String, topic: AdviceTopic, question: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.topic = topic
        self.question = question
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(question, 1...8_000, "/question", &problems)
    }
}

/// Answers, once.
public struct AnswerAdvice: RPCChange {
    public static let name = "advice.answer"
    public static let summary = LocalizedText("ตอบคำปรึกษา", "Answers a question")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "the question before",
            params: """
                {"idempotencyKey":"advice-2","advice":"{adviceId}","answer":"ได้ ภายในผลผลิตเดียวกัน"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","organisation":"67-S0001","topic":"spending",\
                "question":"เงินเหลือจ่ายใช้จัดอบรมเพิ่มได้หรือไม่","askedBy":"example","askedAt":"\(Examples.instant)",\
                "answer":"ได้ ภายในผลผลิตเดียวกัน","answeredBy":"example","answeredAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = Advice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var advice: ID
    public var answer: String

    public init(idempotencyKey: String, advice: ID, answer: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.advice = advice
        self.answer = answer
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(answer, 1...8_000, "/answer", &problems)
    }
}

/// Records what came of an answer; may be told again as more is known.
public struct FollowUpAdvice: RPCChange {
    public static let name = "advice.followUp"
    public static let summary = LocalizedText("ติดตามผลคำปรึกษา", "Records what came of advice")
    public static let access = AskAdvice.access
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "it was enough",
            params: """
                {"idempotencyKey":"advice-3","advice":"{adviceId}","effect":"จัดอบรมแล้ว 1 รุ่น","solved":true}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","organisation":"67-S0001","topic":"spending",\
                "question":"เงินเหลือจ่ายใช้จัดอบรมเพิ่มได้หรือไม่","askedBy":"example","askedAt":"\(Examples.instant)",\
                "answer":"ได้ ภายในผลผลิตเดียวกัน","answeredBy":"example","answeredAt":"\(Examples.instant)",\
                "effect":"จัดอบรมแล้ว 1 รุ่น","solved":true,"followedUpAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = Advice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var advice: ID
    public var effect: String
    public var solved: Bool

    public init(idempotencyKey: String, advice: ID, effect: String, solved: Bool, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.advice = advice
        self.effect = effect
        self.solved = solved
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(effect, 1...8_000, "/effect", &problems)
    }
}

/// Questions of an organisation and all below it, newest first.
public struct ListAdvice: RPCMethod {
    public static let name = "advice.list"
    public static let summary = LocalizedText("รายการคำปรึกษา", "Lists questions and answers, newest first")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"65"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Advice>

    public var organisation: String
    public var topic: AdviceTopic?
    /// Only what is not answered, or answered and not solved.
    public var open: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, topic: AdviceTopic? = nil, open: Bool? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.topic = topic
        self.open = open
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
