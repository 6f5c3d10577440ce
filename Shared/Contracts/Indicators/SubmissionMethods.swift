import CommonContract
import JSONRPC
import Kernel

/// Saves an organisation's answers as a draft; gaps are fine.
public struct SaveSubmission: RPCChange {
    public static let name = "submission.save"
    public static let summary = LocalizedText("บันทึกร่างคำตอบ", "Saves an organisation's draft; gaps are fine")
    public static let details = LocalizedText(
        "คำตอบที่ส่งแทนที่ของเดิมรายข้อ ข้อที่ไม่ได้ส่งคงเดิม; state `notReported` ลบคำตอบ; `expectedVersion` คือ version ของชุดคำตอบ ไม่ต้องส่งครั้งแรก",
        "Each answer given takes its predecessor's place, the others stay; state `notReported` takes an answer back. `expectedVersion` is the submission's version; leave it out the first time."
    )
    public static let access = IndicatorsAccess.reporters
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "two of three answers",
            params: """
                {"idempotencyKey":"save-1","round":"67-REX","organisation":"67-S0001","answers":[\
                {"question":"E1","number":"45"},{"question":"E2","number":"60"},\
                {"question":"E3","state":"none"}]}
                """,
            result: Examples.submission(
                "draft", version: 1, may: ["save", "submit"]))
    ]
    public typealias Result = Submission

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var organisation: String
    public var answers: [QuestionAnswer]
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, round: Reference, organisation: String, answers: [QuestionAnswer],
        expectedVersion: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.answers = answers
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
    }

    /// The form of the answers: told with what is wrong with them beside their questions.
    public func checkAnswers(_ problems: inout Problems) { Rules.answers(answers, "/answers", &problems) }
}

/// Submits a complete draft, or says everything that is missing.
public struct SubmitSubmission: RPCChange {
    public static let name = "submission.submit"
    public static let summary = LocalizedText("ส่งคำตอบ", "Submits a complete draft, or says everything that is missing")
    public static let details = LocalizedText(
        "คำถามที่เงื่อนไขไม่เข้าจะเป็น “ไม่เกี่ยวข้อง” เอง; กฎ soft ที่ไม่เป็นจริงต้องมีเหตุผลใน `reasons`",
        "Questions that are not shown become notApplicable by themselves. A soft rule that does not hold needs a reason in `reasons`."
    )
    public static let access = IndicatorsAccess.reporters
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "complete",
            params: """
                {"idempotencyKey":"submit-1","round":"67-REX","organisation":"67-S0001","expectedVersion":1}
                """,
            result: Examples.submission("submitted", version: 2, may: ["certify", "return"]))
    ]
    public typealias Result = Submission

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var organisation: String
    public var expectedVersion: Int
    /// For soft rules that do not hold.
    public var reasons: [RuleReason]?

    public init(
        idempotencyKey: String, round: Reference, organisation: String, expectedVersion: Int,
        reasons: [RuleReason]? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.expectedVersion = expectedVersion
        self.reasons = reasons
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.reasons(reasons ?? [], "/reasons", &problems)
    }
}

/// The head certifies with a letter; the answers are pinned by their hash and count from then on.
public struct CertifySubmission: RPCChange {
    public static let name = "submission.certify"
    public static let summary = LocalizedText("ผู้บังคับบัญชารับรองข้อมูล", "The head certifies with a letter")
    public static let access = IndicatorsAccess.heads
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "with its letter",
            params: """
                {"idempotencyKey":"certify-1","round":"67-REX","organisation":"67-S0001","expectedVersion":2,\
                "certification":\(Examples.certification)}
                """,
            result: Examples.submission("certified", version: 3, may: ["accept", "return", "reopen"]))
    ]
    public typealias Result = Submission

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var organisation: String
    public var expectedVersion: Int
    public var certification: Certification

    public init(
        idempotencyKey: String, round: Reference, organisation: String, expectedVersion: Int,
        certification: Certification, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.expectedVersion = expectedVersion
        self.certification = certification
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.certification(certification, "/certification", &problems)
    }
}

/// The agency or the province accepts what was certified.
public struct AcceptSubmission: RPCChange {
    public static let name = "submission.accept"
    public static let summary = LocalizedText(
        "รับข้อมูลที่รับรองแล้ว", "The agency or the province accepts a certified submission")
    public static let access = IndicatorsAccess.reviewers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "without a comment",
            params: """
                {"idempotencyKey":"accept-1","round":"67-REX","organisation":"67-S0001","expectedVersion":3}
                """,
            result: Examples.submission("accepted", version: 4, may: ["return", "reopen"]))
    ]
    public typealias Result = Submission

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var organisation: String
    public var expectedVersion: Int
    public var comment: String?

    public init(
        idempotencyKey: String, round: Reference, organisation: String, expectedVersion: Int, comment: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.expectedVersion = expectedVersion
        self.comment = comment
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        problems.check(text: comment, at: "/comment", max: IndicatorLimits.textMax)
    }
}

/// A reviewer's remark on a question or on the whole.
public struct ReviewComment: Codable, Sendable, Hashable {
    /// Absent: the whole.
    public var question: String?
    public var comment: String

    public init(question: String? = nil, comment: String) {
        self.question = question
        self.comment = comment
    }
}

/// Sends a submission back with comments. A certified one stays as it was and a new edition, to be corrected, names it.
public struct ReturnSubmission: RPCChange {
    public static let name = "submission.return"
    public static let summary = LocalizedText("ส่งกลับให้แก้ไข", "Sends a submission back with comments")
    public static let access = IndicatorsAccess.reviewers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"return-1","validateOnly":true,"round":"67-REX","organisation":"67-S0001",\
                "expectedVersion":4,"comments":[{"question":"E1","comment":"โปรดตรวจสอบจำนวนอีกครั้ง"}]}
                """,
            result: Examples.submission("returned", version: 1, edition: 2, may: ["save", "submit"]))
    ]
    public typealias Result = Submission

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var organisation: String
    public var expectedVersion: Int
    /// 1 to 300.
    public var comments: [ReviewComment]

    public init(
        idempotencyKey: String, round: Reference, organisation: String, expectedVersion: Int,
        comments: [ReviewComment], validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.expectedVersion = expectedVersion
        self.comments = comments
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.count(comments.count, 1...IndicatorLimits.questionsMax, "/comments", &problems)
        for (index, comment) in comments.enumerated() {
            Rules.code(comment.question, "/comments/\(index)/question", &problems)
            problems.check(text: comment.comment, at: "/comments/\(index)/comment", max: IndicatorLimits.textMax)
        }
    }
}

/// Takes a certified submission back to correct it: a new edition, as a draft, that names the old one.
public struct ReopenSubmission: RPCChange {
    public static let name = "submission.reopen"
    public static let summary = LocalizedText("เปิดแก้ไขข้อมูลที่รับรองแล้ว", "Begins a new edition of a certified submission")
    public static let access = IndicatorsAccess.reopeners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"reopen-1","validateOnly":true,"round":"67-REX","organisation":"67-S0001",\
                "expectedVersion":4,"reason":"พบข้อมูลคลาดเคลื่อน"}
                """,
            result: Examples.submission("draft", version: 1, edition: 2, may: ["save", "submit"]))
    ]
    public typealias Result = Submission

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var organisation: String
    public var expectedVersion: Int
    public var reason: String

    public init(
        idempotencyKey: String, round: Reference, organisation: String, expectedVersion: Int, reason: String,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.organisation = organisation
        self.expectedVersion = expectedVersion
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        problems.check(text: reason, at: "/reason", max: IndicatorLimits.textMax)
    }
}
