import CommonContract
import JSONRPC
import Kernel

/// What is to be paid in a month. The month is that of the calendar, 1–12; a fiscal year holds each once, from
/// October to September.
public struct PlannedMonth: Codable, Sendable, Hashable {
    /// 1 January … 12 December.
    public var month: Int
    public var amount: Money

    public init(month: Int, amount: Money) {
        self.month = month
        self.amount = amount
    }
}

/// The disbursement plan of a line (B6).
public struct DisbursementPlan: Codable, Sendable, Hashable {
    public var line: ID
    public var lineCode: String
    public var fiscalYear: FiscalYear
    /// Twelve months from October to September.
    public var months: [PlannedMonth]
    public var total: Money
    /// 0 where no plan was set yet.
    public var version: Int

    public init(
        line: ID, lineCode: String, fiscalYear: FiscalYear, months: [PlannedMonth], total: Money, version: Int
    ) {
        self.line = line
        self.lineCode = lineCode
        self.fiscalYear = fiscalYear
        self.months = months
        self.total = total
        self.version = version
    }
}

/// Sets the whole plan of a line; a month that is left out is zero.
public struct SetDisbursementPlan: RPCChange {
    public static let name = "disbursementPlan.set"
    public static let summary = LocalizedText("กำหนดแผนการเบิกจ่ายรายเดือน", "Sets a line's disbursement plan by month")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "two months",
            params: """
                {"idempotencyKey":"plan-1","line":"67-2566-OPR-EX1","months":[{"month":10,"amount":"40000.00"},\
                {"month":1,"amount":"60000.00"}]}
                """,
            result: """
                {"line":"\(Examples.someID)","lineCode":"67-2566-OPR-EX1","fiscalYear":2566,"months":[\
                {"month":10,"amount":"40000.00"},{"month":11,"amount":"0.00"},{"month":12,"amount":"0.00"},\
                {"month":1,"amount":"60000.00"},{"month":2,"amount":"0.00"},{"month":3,"amount":"0.00"},\
                {"month":4,"amount":"0.00"},{"month":5,"amount":"0.00"},{"month":6,"amount":"0.00"},\
                {"month":7,"amount":"0.00"},{"month":8,"amount":"0.00"},{"month":9,"amount":"0.00"}],\
                "total":"100000.00","version":1}
                """)
    ]
    public typealias Result = DisbursementPlan

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: Reference
    public var months: [PlannedMonth]
    /// The version that is replaced; refused if another was set meanwhile. Absent: whatever is there.
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, line: Reference, months: [PlannedMonth], expectedVersion: Int? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.months = months
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(months.count, 0...12, "/months", &problems)
        var seen: Set<Int> = []
        for (index, month) in months.enumerated() {
            Rules.notNegative(month.amount, "/months/\(index)/amount", &problems)
            if !(1...12).contains(month.month) {
                problems.add("/months/\(index)/month", "month.range", th: "ต้องเป็นเดือน 1–12", en: "must be 1 to 12")
            } else if !seen.insert(month.month).inserted {
                problems.add(
                    "/months/\(index)/month", "duplicate", th: "เดือนซ้ำ", en: "the month is there more than once")
            }
        }
    }
}

/// The disbursement plan of a line.
public struct GetDisbursementPlan: RPCMethod {
    public static let name = "disbursementPlan.get"
    public static let summary = LocalizedText("แผนการเบิกจ่ายของรายการ", "A line's disbursement plan by month")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "as set", params: #"{"line":"67-2566-OPR-EX1"}"#, result: SetDisbursementPlan.examples[0].result)
    ]
    public typealias Result = DisbursementPlan

    public var line: Reference

    public init(line: Reference) { self.line = line }
}
