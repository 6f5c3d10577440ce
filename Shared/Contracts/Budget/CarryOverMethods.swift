import CommonContract
import JSONRPC
import Kernel

/// Takes one commitment into the next fiscal year.
public struct PostCarryOver: RPCChange {
    public static let name = "carryOver.post"
    public static let summary = LocalizedText(
        "กันเงินไว้เบิกเหลื่อมปี", "Takes what is outstanding of a commitment into the next fiscal year")
    public static let details = LocalizedText(
        "ลงวันสิ้นปีงบประมาณ แล้วตั้งยอดเป็นข้อผูกพันในรายการใหม่ของปีถัดไป ใช้ได้ถึงวันตามเกณฑ์ ถ้าต่ำกว่าเกณฑ์ต้องมีเลขหนังสืออนุมัติ (letterNumber)",
        "Leaves the line on the last day of its year and stands, still bound, on a line of its own in the next one until the day that the rule gives. Below the rule's least amount it takes the letter that allows it."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a purchase order, checked only",
            params: """
                {"idempotencyKey":"carry-1","validateOnly":true,"commitment":"PO-EX1","letterNumber":"กค 0402.5/1"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","fiscalYear":2567,"kind":"bound","commitment":"\(Examples.someID)",\
                "commitmentCode":"PO-EX1","toCommitment":"\(Examples.someID)","toCommitmentCode":"PO-EX1/2567",\
                "fromLine":"\(Examples.someID)","fromLineCode":"67-2566-OPR-EX1","toLine":"\(Examples.someID)",\
                "toLineCode":"PO-EX1/2567","organisation":"67-01","amount":"20000.00","spent":"0.00",\
                "spendUntil":"2024-03-31","letterNumber":"กค 0402.5/1"}
                """)
    ]
    public typealias Result = CarryOver

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var commitment: Reference
    /// Letter that allows it.
    public var letterNumber: String?

    public init(
        idempotencyKey: String, commitment: Reference, letterNumber: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.commitment = commitment
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// Gives what was carried over its one extension.
public struct ExtendCarryOver: RPCChange {
    public static let name = "carryOver.extend"
    public static let summary = LocalizedText(
        "ขยายเวลาเบิกจ่ายเงินกัน", "Extends the last day of what was carried over, once")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "to the end of September",
            params: """
                {"idempotencyKey":"extend-ex1","carryOver":"{carryOverId}","letterNumber":"กค 0402.5/9"}
                """,
            result: Examples.carriedOver)
    ]
    public typealias Result = CarryOver

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var carryOver: ID
    /// Letter of the agreement.
    public var letterNumber: String

    public init(idempotencyKey: String, carryOver: ID, letterNumber: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.carryOver = carryOver
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// Gives back what was carried over and not spent by its last day.
public struct LapseCarryOvers: RPCChange {
    public static let name = "carryOver.lapse"
    public static let summary = LocalizedText(
        "เงินกันที่พ้นกำหนดกลับแหล่งเงิน", "Gives back what was carried over and not spent by its last day")
    public static let details = LocalizedText(
        "ครั้งละไม่เกิน 500 รายการ เรียงตามวันสุดท้าย", "Up to 500 at a time, by their last day.")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "nothing is past its day",
            params: #"{"idempotencyKey":"lapse-1","organisation":"67","date":"1957-01-01"}"#,
            result: #"{"items":[]}"#)
    ]
    public typealias Result = CarryOvers

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    /// Those whose last day is before this one.
    public var date: CalendarDate

    public init(idempotencyKey: String, organisation: String, date: CalendarDate, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.date = date
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// A list of what was carried over.
public struct CarryOvers: Codable, Sendable, Hashable {
    public var items: [CarryOver]

    public init(items: [CarryOver]) { self.items = items }
}

/// What was carried into a fiscal year, ordered by the code of its line there.
public struct ListCarryOvers: RPCMethod {
    public static let name = "carryOver.list"
    public static let summary = LocalizedText("เงินกันเหลื่อมปี", "What was carried into a fiscal year")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<CarryOver>

    public var organisation: String
    public var fiscalYear: FiscalYear
    /// Only those that may still be spent.
    public var open: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear, open: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.open = open
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
