import CommonContract
import JSONRPC
import Kernel

/// Which submissions of a round a set-based call is about.
public struct SubmissionFilter: Codable, Sendable, Hashable {
    /// It and everything below it over either relation.
    public var under: String
    /// Empty: any.
    public var kinds: [OrganisationKind]?
    /// Only these, of those.
    public var organisations: [String]?

    public init(under: String, kinds: [OrganisationKind]? = nil, organisations: [String]? = nil) {
        self.under = under
        self.kinds = kinds
        self.organisations = organisations
    }

    func check(_ problems: inout Problems) {
        Rules.organisation(under, "/filter/under", &problems)
        Rules.count(organisations?.count ?? 0, 0...IndicatorLimits.importItemsMax, "/filter/organisations", &problems)
        for (index, code) in (organisations ?? []).enumerated() {
            Rules.organisation(code, "/filter/organisations/\(index)", &problems)
        }
    }
}

/// What a set-based call did, or with `validateOnly` would do.
public struct SubmissionSetResult: Codable, Sendable, Hashable {
    public var changed: Int
    /// Organisations that fit the filter and are not in the state that the act needs.
    public var skipped: Int

    public init(changed: Int, skipped: Int) {
        self.changed = changed
        self.skipped = skipped
    }
}

/// Certifies every submitted submission of the filter with one letter that covers them.
public struct CertifySubmissions: RPCChange {
    public static let name = "submission.certifyMany"
    public static let summary = LocalizedText(
        "รับรองหลายชุดด้วยหนังสือฉบับเดียว", "Certifies all submitted ones of a filter with one letter")
    public static let details = LocalizedText(
        "`validateOnly` บอกจำนวนโดยไม่เปลี่ยนอะไร", "`validateOnly` says how many without changing anything.")
    public static let access = IndicatorsAccess.heads
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "how many it would be",
            params: """
                {"idempotencyKey":"certify-many-1","validateOnly":true,"round":"67-REX","filter":{"under":"67-02"},\
                "certification":\(Examples.certification)}
                """,
            result: #"{"changed":0,"skipped":3}"#)
    ]
    public typealias Result = SubmissionSetResult

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var filter: SubmissionFilter
    public var certification: Certification

    public init(
        idempotencyKey: String, round: Reference, filter: SubmissionFilter, certification: Certification,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.filter = filter
        self.certification = certification
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        filter.check(&problems)
        Rules.certification(certification, "/certification", &problems)
    }
}

/// Accepts every certified submission of the filter.
public struct AcceptSubmissions: RPCChange {
    public static let name = "submission.acceptMany"
    public static let summary = LocalizedText("รับข้อมูลหลายชุด", "Accepts all certified ones of a filter")
    public static let details = LocalizedText(
        "`validateOnly` บอกจำนวนโดยไม่เปลี่ยนอะไร", "`validateOnly` says how many without changing anything.")
    public static let access = IndicatorsAccess.reviewers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "how many it would be",
            params: """
                {"idempotencyKey":"accept-many-1","validateOnly":true,"round":"67-REX","filter":{"under":"67-02"}}
                """,
            result: #"{"changed":0,"skipped":3}"#)
    ]
    public typealias Result = SubmissionSetResult

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var filter: SubmissionFilter

    public init(
        idempotencyKey: String, round: Reference, filter: SubmissionFilter, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.filter = filter
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        filter.check(&problems)
    }
}

/// Sends every submitted, certified or accepted submission of the filter back with one comment.
public struct ReturnSubmissions: RPCChange {
    public static let name = "submission.returnMany"
    public static let summary = LocalizedText("ส่งกลับหลายชุด", "Sends all of a filter back with one comment")
    public static let details = LocalizedText(
        "`validateOnly` บอกจำนวนโดยไม่เปลี่ยนอะไร", "`validateOnly` says how many without changing anything.")
    public static let access = IndicatorsAccess.reviewers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "how many it would be",
            params: """
                {"idempotencyKey":"return-many-1","validateOnly":true,"round":"67-REX","filter":{"under":"67-02",\
                "kinds":["university"]},"comment":"โปรดตรวจสอบอีกครั้ง"}
                """,
            result: #"{"changed":0,"skipped":0}"#)
    ]
    public typealias Result = SubmissionSetResult

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var filter: SubmissionFilter
    public var comment: String

    public init(
        idempotencyKey: String, round: Reference, filter: SubmissionFilter, comment: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.filter = filter
        self.comment = comment
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        filter.check(&problems)
        problems.check(text: comment, at: "/comment", max: IndicatorLimits.textMax)
    }
}

/// Begins a new edition of every certified or accepted submission of the filter.
public struct ReopenSubmissions: RPCChange {
    public static let name = "submission.reopenMany"
    public static let summary = LocalizedText(
        "เปิดแก้ไขหลายชุด", "Begins a new edition of all certified ones of a filter")
    public static let details = LocalizedText(
        "`validateOnly` บอกจำนวนโดยไม่เปลี่ยนอะไร; รอบต้องเปิดอยู่",
        "`validateOnly` says how many without changing anything. The round must be open.")
    public static let access = IndicatorsAccess.reviewers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "how many it would be",
            params: """
                {"idempotencyKey":"reopen-many-1","validateOnly":true,"round":"67-REX","filter":{"under":"67-02",\
                "kinds":["university"]},"reason":"แก้ไขตัวหาร"}
                """,
            result: #"{"changed":0,"skipped":0}"#)
    ]
    public typealias Result = SubmissionSetResult

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var filter: SubmissionFilter
    public var reason: String

    public init(
        idempotencyKey: String, round: Reference, filter: SubmissionFilter, reason: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.filter = filter
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        filter.check(&problems)
        problems.check(text: reason, at: "/reason", max: IndicatorLimits.textMax)
    }
}
