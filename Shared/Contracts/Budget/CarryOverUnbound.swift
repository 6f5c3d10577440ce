import CommonContract
import JSONRPC
import Kernel

/// Takes money that nothing binds into the next fiscal year, where that was agreed to.
public struct PostUnboundCarryOver: RPCChange {
    public static let name = "carryOver.postUnbound"
    public static let summary = LocalizedText(
        "กันเงินไว้เบิกเหลื่อมปีกรณีไม่มีหนี้ผูกพัน", "Takes money that nothing binds into the next fiscal year")
    public static let details = LocalizedText(
        "ต้องมีเหตุจำเป็น ขอภายในวันตามเกณฑ์ (carryOverRule ชนิด unbound) และได้รับอนุมัติเป็นหนังสือ ยอดไปตั้งเป็นเงินคงเหลือในรายการใหม่ของปีถัดไป ใช้ได้ถึงวันตามเกณฑ์ รายการละครั้งเดียว",
        "It takes a reason, to have been asked for by the rule's day (carryOverRule of kind `unbound`), and the letter that agrees to it. The amount is available on a line of its own in the next year until the rule's day; once for each line."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "what could not be procured in time",
            params: """
                {"idempotencyKey":"carry-unbound-1","line":"65-2566-OPR-EX1","amount":"150000.00",\
                "requestedOn":"2023-09-15","reason":"ประกาศจัดซื้อสองครั้งไม่มีผู้ยื่นเสนอราคา","letterNumber":"กค 0402.5/7"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"65","fiscalYear":2567,"kind":"unbound",\
                "fromLine":"\(Examples.someID)","fromLineCode":"65-2566-OPR-EX1","toLine":"\(Examples.someID)",\
                "toLineCode":"65-2566-OPR-EX1/2567","organisation":"65-01","amount":"150000.00","spent":"0.00",\
                "spendUntil":"2024-03-31","letterNumber":"กค 0402.5/7","reason":"ประกาศจัดซื้อสองครั้งไม่มีผู้ยื่นเสนอราคา",\
                "requestedOn":"2023-09-15"}
                """)
    ]
    public typealias Result = CarryOver

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: Reference
    /// More than zero and not above what is available.
    public var amount: Money
    /// Day on which it was asked for, within the line's fiscal year.
    public var requestedOn: CalendarDate
    /// Why it could not be bound in time.
    public var reason: String
    /// Letter that agrees to it.
    public var letterNumber: String

    public init(
        idempotencyKey: String, line: Reference, amount: Money, requestedOn: CalendarDate, reason: String,
        letterNumber: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.amount = amount
        self.requestedOn = requestedOn
        self.reason = reason
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.positive(amount, "/amount", &problems)
        Rules.length(reason, 1...2_000, "/reason", &problems)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}
