import CommonContract
import JSONRPC
import Kernel

/// Who may write requests, beside the budget officers.
extension BudgetAccess {
    static let requesters = RPCAccess.roles([.agencyPlanner, .head, .budgetOfficer, .integrator, .administrator])
}

/// Begins a request.
public struct CreateRequest: RPCChange {
    public static let name = "request.create"
    public static let summary = LocalizedText("เริ่มคำของบประมาณ", "Begins a request for budget")
    public static let access = BudgetAccess.requesters
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "a draft with gaps",
            params: """
                {"idempotencyKey":"request-1","request":\(Examples.requestBegun)}
                """,
            result: Examples.request(Examples.requestBegun, state: "draft", version: 1))
    ]
    public typealias Result = BudgetRequest

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var request: BudgetRequestDraft

    public init(idempotencyKey: String, request: BudgetRequestDraft, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        request.check(at: "/request", &problems)
    }
}

/// Replaces what a draft says; code, year and organisation stay. So may one that the body sent back, while its matter
/// stands at the step of revision.
public struct UpdateRequest: RPCChange {
    public static let name = "request.update"
    public static let summary = LocalizedText(
        "แก้คำของบประมาณที่ยังไม่ส่ง หรือที่ส่งกลับให้แก้", "Replaces what a draft of a request says, or one sent back")
    public static let access = BudgetAccess.requesters
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "complete",
            params: """
                {"idempotencyKey":"request-2","expectedVersion":1,"request":\(Examples.requestComplete)}
                """,
            result: Examples.request(Examples.requestComplete, state: "draft", version: 2))
    ]
    public typealias Result = BudgetRequest

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var request: BudgetRequestDraft
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, request: BudgetRequestDraft, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        request.check(at: "/request", &problems)
    }
}

/// Sends a request on its way: it must be complete.
public struct SubmitRequest: RPCChange {
    public static let name = "request.submit"
    public static let summary = LocalizedText("ส่งคำของบประมาณ", "Submits a request: opens its matter")
    public static let details = LocalizedText(
        "ต้องมีวงเงิน เหตุผลความจำเป็น ผลผลิต และเข้าเกณฑ์บังคับครบ (criterion.list)",
        "It needs an amount, its need and output, and has to meet the criteria that are required (criterion.list).")
    public static let access = BudgetAccess.requesters
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "to the committee",
            params: #"{"idempotencyKey":"request-3","request":"RQ-EX1","date":"2023-01-10"}"#,
            result: Examples.request(
                Examples.requestComplete, state: "submitted", version: 3,
                more: #","matter":"\#(Examples.someID)""#))
    ]
    public typealias Result = BudgetRequest

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var request: Reference
    public var date: CalendarDate

    public init(idempotencyKey: String, request: Reference, date: CalendarDate, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.date = date
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Gives a request its scores; replaces those it had.
public struct ScoreRequest: RPCChange {
    public static let name = "request.score"
    public static let summary = LocalizedText("ให้คะแนนคำของบประมาณ", "Scores a request by the criteria")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "four of five for each criterion",
            params: """
                {"idempotencyKey":"request-4","request":"RQ-EX1","scores":[\(Examples.scores)]}
                """,
            result: Examples.requestScored)
    ]
    public typealias Result = BudgetRequest

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var request: Reference
    /// One for each criterion of the year.
    public var scores: [CriterionScore]

    public init(idempotencyKey: String, request: Reference, scores: [CriterionScore], validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.scores = scores
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(scores.count, 1...50, "/scores", &problems)
    }
}

/// Ranks the scored requests of a year to one source under a ceiling.
public struct RankRequests: RPCChange {
    public static let name = "request.rank"
    public static let summary = LocalizedText(
        "จัดลำดับคำของบประมาณภายในวงเงิน", "Ranks the scored requests of a year under a ceiling")
    public static let details = LocalizedText(
        "เรียงตามคะแนน คะแนนเท่ากันวงเงินน้อยก่อน ลำดับแรกที่เกินวงเงินและทุกลำดับถัดไปหลุด เว้นแต่ skipping: true ซึ่งข้ามรายการที่เกินแล้วเติมรายการถัดไปที่ยังพอ",
        "By score, at equal scores the smaller amount first. The first that does not fit falls off and all after it, unless `skipping`: then later ones that fit are taken."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "none",
            params: """
                {"idempotencyKey":"rank-1","organisation":"67","fiscalYear":2499,"source":"provincialPlan",\
                "ceiling":"1000000.00"}
                """,
            result: #"{"ceiling":"1000000.00","used":"0.00","items":[]}"#)
    ]
    public typealias Result = RequestRanking

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var source: FundingSource
    public var ceiling: Money
    public var skipping: Bool?

    public init(
        idempotencyKey: String, organisation: String, fiscalYear: FiscalYear, source: FundingSource, ceiling: Money,
        skipping: Bool? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.source = source
        self.ceiling = ceiling
        self.skipping = skipping
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.notNegative(ceiling, "/ceiling", &problems)
    }
}

/// Requests in their order, with what falls off.
public struct RequestRanking: Codable, Sendable, Hashable {
    public var ceiling: Money
    /// Of the ceiling.
    public var used: Money
    public var items: [RankedRequest]

    public init(ceiling: Money, used: Money, items: [RankedRequest]) {
        self.ceiling = ceiling
        self.used = used
        self.items = items
    }
}

/// A request's place.
public struct RankedRequest: Codable, Sendable, Hashable {
    public var rank: Int
    public var request: ID
    public var code: String
    public var organisation: String
    public var title: LocalizedText
    public var amount: Money
    public var scoreBasisPoints: Int
    /// All up to this one that are within the ceiling.
    public var cumulative: Money
    public var withinCeiling: Bool

    public init(
        rank: Int, request: ID, code: String, organisation: String, title: LocalizedText, amount: Money,
        scoreBasisPoints: Int, cumulative: Money, withinCeiling: Bool
    ) {
        self.rank = rank
        self.request = request
        self.code = code
        self.organisation = organisation
        self.title = title
        self.amount = amount
        self.scoreBasisPoints = scoreBasisPoints
        self.cumulative = cumulative
        self.withinCeiling = withinCeiling
    }
}
