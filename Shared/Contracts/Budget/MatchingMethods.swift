import CommonContract
import JSONRPC
import Kernel

/// Payments of extracts that were not matched.
public struct ListUnmatchedPayments: RPCMethod {
    public static let name = "unmatchedPayment.list"
    public static let summary = LocalizedText(
        "รายการจ่ายที่นำเข้าแล้วจับคู่ไม่ได้", "Payments of imported extracts that were not matched, newest first")
    public static let details = LocalizedText(
        "sheet.import แบบ partial เก็บรายการจ่ายที่จับคู่ไม่ได้ไว้ที่นี่จนกว่าจะจับคู่ (unmatchedPayment.match) หรือตัดออก (unmatchedPayment.dismiss) นำเข้าไฟล์ที่แก้แล้วอีกครั้งก็ปิดรายการได้",
        "sheet.import in partial mode keeps what it could not match here, until somebody matches it (unmatchedPayment.match) or dismisses it (unmatchedPayment.dismiss); a corrected file that is imported closes it too."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a shop that has no order", params: #"{"organisation":"65"}"#,
            result: #"{"items":[\#(Examples.unmatched())]}"#)
    ]
    public typealias Result = Page<PaymentToMatch>

    public var organisation: String
    /// `open` where absent.
    public var state: PaymentMatchState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, state: PaymentMatchState? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// One payment with what it may belong to.
public struct GetUnmatchedPayment: RPCMethod {
    public static let name = "unmatchedPayment.get"
    public static let summary = LocalizedText(
        "รายการจ่ายที่จับคู่ไม่ได้ พร้อมข้อผูกพันที่อาจเป็นไปได้",
        "One payment that was not matched, with the commitments and lines that it may belong to")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a shop that has no order", params: #"{"payment":"{unmatchedPaymentId}"}"#,
            result: #"{"payment":\#(Examples.unmatched()),"candidates":[],"lines":[]}"#)
    ]
    public typealias Result = PaymentMatchFile

    public var payment: ID

    public init(payment: ID) { self.payment = payment }
}

/// Says where a payment belongs, and posts it.
public struct MatchPayment: RPCChange {
    public static let name = "unmatchedPayment.match"
    public static let summary = LocalizedText(
        "จับคู่รายการจ่ายกับข้อผูกพันหรือรายการงบประมาณ แล้วบันทึกบัญชี", "Says where an imported payment belongs, and posts it")
    public static let details = LocalizedText(
        "ระบุ commitment หรือ line อย่างใดอย่างหนึ่ง ลงบัญชีด้วยวันที่ จำนวนเงิน และเลขที่เอกสารของรายการที่นำเข้า ยอดติดลบ (เงินรับคืน) ใช้ line เท่านั้น",
        "Name either a commitment or a line. It is posted with the extract's own day, amount and number; an amount below zero (money that came back) goes to a line."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "paid from the line, without an order",
            params: #"{"idempotencyKey":"match-ex1","payment":"{unmatchedPaymentId}","line":"65-2566-OPR-EX1"}"#,
            result: """
                {"payment":\(Examples.unmatched(
                    "matched", more: #","entry":"\#(Examples.someID)","settledBy":"example","settledAt":"\#(Examples.instant)""#)),\
                "entry":\(Examples.matchedEntry)}
                """)
    ]
    public typealias Result = MatchedPayment

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var payment: ID
    public var commitment: Reference?
    public var line: Reference?
    /// `true`: the last payment of the commitment.
    public var final: Bool?

    public init(
        idempotencyKey: String, payment: ID, commitment: Reference? = nil, line: Reference? = nil,
        final: Bool? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.payment = payment
        self.commitment = commitment
        self.line = line
        self.final = final
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.oneOf(line, commitment, final, "", &problems)
    }
}

/// Takes a payment off the list that is not of these books.
public struct DismissPayment: RPCChange {
    public static let name = "unmatchedPayment.dismiss"
    public static let summary = LocalizedText(
        "ตัดรายการจ่ายที่ไม่ใช่ของบัญชีนี้ออก", "Takes an imported payment off the list that is not of these books")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"dismiss-ex1","validateOnly":true,"payment":"{unmatchedPaymentId}",\
                "reason":"เป็นเงินนอกงบประมาณ"}
                """,
            result: Examples.unmatched(
                "dismissed",
                more:
                    #","note":"เป็นเงินนอกงบประมาณ","settledBy":"example","settledAt":"\#(Examples.instant)""#))
    ]
    public typealias Result = PaymentToMatch

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var payment: ID
    public var reason: String

    public init(idempotencyKey: String, payment: ID, reason: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.payment = payment
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(reason, 1...2_000, "/reason", &problems)
    }
}
