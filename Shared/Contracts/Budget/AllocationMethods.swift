import CommonContract
import JSONRPC
import Kernel

/// Posts a notice of allocation: money comes from the source and is available.
public struct PostAllocation: RPCChange {
    public static let name = "allocation.post"
    public static let summary = LocalizedText("บันทึกการจัดสรร", "Posts an allocation by its letter of notice")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "first allocation of the year",
            params: """
                {"idempotencyKey":"allocation-1","line":"67-2566-OPR-EX1","amount":"100000.00","date":"2022-10-10",\
                "document":{"code":"AL-EX1","letterNumber":"ศธ 0230/123"}}
                """,
            result: """
                {"entry":\(Examples.allocation),"lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "100000.00", available: "100000.00")))]}
                """)
    ]
    public typealias Result = PostedEntry

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: Reference
    /// More than zero.
    public var amount: Money
    /// Date of the letter; lies in the line's fiscal year.
    public var date: CalendarDate
    /// `true` for a further allocation within the year.
    public var supplementary: Bool?
    public var document: EntryDocument?

    public init(
        idempotencyKey: String, line: Reference, amount: Money, date: CalendarDate, supplementary: Bool? = nil,
        document: EntryDocument? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.amount = amount
        self.date = date
        self.supplementary = supplementary
        self.document = document
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.positive(amount, "/amount", &problems)
        document?.check(at: "/document", &problems)
    }
}

/// Gives money back: unused money to the source, or an overpayment to the line.
public struct PostReturn: RPCChange {
    public static let name = "return.post"
    public static let summary = LocalizedText("บันทึกการส่งคืน", "Posts money given back")
    public static let details = LocalizedText(
        "`from: available` ส่งเงินที่ไม่ใช้คืนแหล่งเงิน ยอดจัดสรรลดลง; `from: disbursed` รับเงินที่เบิกเกินกลับเข้ารายการ",
        "`from: available` gives unused money back to the source, which lowers what is allocated; `from: disbursed` takes an overpayment back into the line."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "unused money goes back to the source",
            params: """
                {"idempotencyKey":"return-1","line":"67-2566-OPR-EX1","amount":"1000.00","from":"available",\
                "date":"2023-08-01","document":{"code":"RT-EX1"}}
                """,
            result: """
                {"entry":\(Examples.entry(
                    #""kind":"returnToSource","date":"2023-08-01","code":"RT-EX1""#,
                    postings: [Examples.posting(1, debit: "returned", credit: "available", "1000.00")])),\
                "lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "99000.00", available: "64000.00", committed: "20000.00", disbursed: "15000.00",
                    used: "35000.00", returned: "1000.00")))]}
                """)
    ]
    public typealias Result = PostedEntry

    /// Where the returned money stands now.
    public enum Origin: String, Codable, Sendable, CaseIterable {
        case available, disbursed
    }

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: Reference
    /// More than zero.
    public var amount: Money
    public var from: Origin
    public var date: CalendarDate
    public var document: EntryDocument?

    public init(
        idempotencyKey: String, line: Reference, amount: Money, from: Origin, date: CalendarDate,
        document: EntryDocument? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.amount = amount
        self.from = from
        self.date = date
        self.document = document
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.positive(amount, "/amount", &problems)
        document?.check(at: "/document", &problems)
    }
}
