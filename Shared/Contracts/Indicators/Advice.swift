import CommonContract
import JSONRPC
import Kernel

/// Where advice stands.
public enum AdviceState: String, Codable, Sendable, CaseIterable {
    case asked, answered
    /// Answered, and it helped.
    case settled
}

/// How a question came.
public enum AdviceChannel: String, Codable, Sendable, CaseIterable {
    case telephone, chat, email, letter, meeting, visit
}

/// Advice on data and systems that was asked for, given and followed up (I15; document 004, work 16).
public struct DataAdvice: Codable, Sendable, Hashable {
    public var id: ID
    public var code: String
    /// Who asked.
    public var organisation: String
    public var askedOn: CalendarDate
    public var channel: AdviceChannel
    /// What it is about, in a word: `SDMX`, `แบบติดตาม`.
    public var topic: String
    public var question: String
    public var state: AdviceState
    public var answeredOn: CalendarDate?
    public var answer: String?
    public var answeredBy: String?
    public var files: [FileReference]?
    /// What came of it, in the order of the days.
    public var followUps: [VisitFollowUp]
    public var version: Int

    public init(
        id: ID, code: String, organisation: String, askedOn: CalendarDate, channel: AdviceChannel, topic: String,
        question: String, state: AdviceState, answeredOn: CalendarDate?, answer: String?, answeredBy: String?,
        files: [FileReference]?, followUps: [VisitFollowUp], version: Int
    ) {
        self.id = id
        self.code = code
        self.organisation = organisation
        self.askedOn = askedOn
        self.channel = channel
        self.topic = topic
        self.question = question
        self.state = state
        self.answeredOn = answeredOn
        self.answer = answer
        self.answeredBy = answeredBy
        self.files = files
        self.followUps = followUps
        self.version = version
    }
}

/// Writes a question into the log.
public struct AskAdvice: RPCChange {
    public static let name = "advice.ask"
    public static let summary = LocalizedText("บันทึกคำขอคำปรึกษา", "Writes a question into the advice log")
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "by telephone",
            params: """
                {"idempotencyKey":"advice-1","code":"67-A1","organisation":"67-S0001","askedOn":"2023-11-13",\
                "channel":"telephone","topic":"แบบติดตาม","question":"ไม่มีนักเรียน ป.3 ตอบอย่างไร"}
                """,
            result: AdviceExamples.advice("asked", "", "", version: 1))
    ]
    public typealias Result = DataAdvice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var organisation: String
    public var askedOn: CalendarDate
    public var channel: AdviceChannel
    public var topic: String
    public var question: String

    public init(
        idempotencyKey: String, code: String, organisation: String, askedOn: CalendarDate, channel: AdviceChannel,
        topic: String, question: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.organisation = organisation
        self.askedOn = askedOn
        self.channel = channel
        self.topic = topic
        self.question = question
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.record(code, organisation, &problems)
        problems.check(text: topic, at: "/topic", max: 100)
        problems.check(text: question, at: "/question", max: 4_000)
    }
}

/// Answers a question of the log.
public struct AnswerAdvice: RPCChange {
    public static let name = "advice.answer"
    public static let summary = LocalizedText("ตอบคำขอคำปรึกษา", "Answers a question of the advice log")
    public static let access = IndicatorsAccess.visitors
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "what to write",
            params: """
                {"idempotencyKey":"advice-2","advice":"67-A1","expectedVersion":1,"on":"2023-11-14",\
                "answer":"เลือก ไม่เกี่ยวข้อง ไม่ใช่ศูนย์"}
                """,
            result: AdviceExamples.advice("answered", AdviceExamples.answer, "", version: 2))
    ]
    public typealias Result = DataAdvice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var advice: String
    public var expectedVersion: Int
    public var on: CalendarDate
    public var answer: String
    public var files: [FileReference]?

    public init(
        idempotencyKey: String, advice: String, expectedVersion: Int, on: CalendarDate, answer: String,
        files: [FileReference]? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.advice = advice
        self.expectedVersion = expectedVersion
        self.on = on
        self.answer = answer
        self.files = files
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: answer, at: "/answer", max: 4_000)
        Rules.files(files ?? [], "/files", &problems)
    }
}

/// Adds what came of advice; settled: it helped.
public struct FollowUpAdvice: RPCChange {
    public static let name = "advice.followUp"
    public static let summary = LocalizedText("ติดตามผลการให้คำปรึกษา", "Adds what came of advice")
    public static let access = AskAdvice.access
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "it helped",
            params: """
                {"idempotencyKey":"advice-3","advice":"67-A1","expectedVersion":2,"on":"2023-11-15",\
                "text":"ส่งแบบแล้ว","resolved":true}
                """,
            result: AdviceExamples.advice(
                "settled", AdviceExamples.answer, #"{"on":"2023-11-15","text":"ส่งแบบแล้ว","resolved":true}"#, version: 3)
        )
    ]
    public typealias Result = DataAdvice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var advice: String
    public var expectedVersion: Int
    public var on: CalendarDate
    public var text: String
    public var resolved: Bool

    public init(
        idempotencyKey: String, advice: String, expectedVersion: Int, on: CalendarDate, text: String, resolved: Bool,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.advice = advice
        self.expectedVersion = expectedVersion
        self.on = on
        self.text = text
        self.resolved = resolved
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: text, at: "/text", max: 2_000)
    }
}

/// The advice log at and below an organisation, last asked first.
public struct ListAdvice: RPCMethod {
    public static let name = "advice.list"
    public static let summary = LocalizedText("ทะเบียนการให้คำปรึกษา", "The advice log, last asked first")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "still to be answered", params: #"{"organisation":"67","state":"asked"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<DataAdvice>

    public var organisation: String
    public var state: AdviceState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, state: AdviceState? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}

enum AdviceExamples {
    static let answer =
        #""answeredOn":"2023-11-14","answer":"เลือก ไม่เกี่ยวข้อง ไม่ใช่ศูนย์","answeredBy":"example","#

    static func advice(_ state: String, _ answer: String, _ followUps: String, version: Int) -> String {
        """
        {"id":"\(Examples.someID)","code":"67-A1","organisation":"67-S0001","askedOn":"2023-11-13",\
        "channel":"telephone","topic":"แบบติดตาม","question":"ไม่มีนักเรียน ป.3 ตอบอย่างไร","state":"\(state)",\
        \(answer)"followUps":[\(followUps)],"version":\(version)}
        """
    }
}
