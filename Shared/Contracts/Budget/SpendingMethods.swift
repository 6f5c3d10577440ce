import CommonContract
import JSONRPC
import Kernel

/// Binds money by a purchase order or contract.
public struct PostCommitment: RPCChange {
    public static let name = "commitment.post"
    public static let summary = LocalizedText("บันทึกการก่อหนี้ผูกพัน", "Binds money by a purchase order or contract")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a purchase order",
            params: """
                {"idempotencyKey":"commitment-1","line":"67-2566-OPR-EX1","code":"PO-EX1","payee":"ร้านตัวอย่าง",\
                "amount":"30000.00","date":"2022-11-01"}
                """,
            result: """
                {"entry":\(Examples.entry(
                    #""kind":"commitment","date":"2022-11-01","code":"PO-EX1","commitment":"\#(Examples.someID)""#,
                    postings: [Examples.posting(1, debit: "committed", credit: "available", "30000.00")])),\
                "lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "100000.00", available: "70000.00", committed: "30000.00", used: "30000.00")))],\
                "commitment":\(Examples.commitment)}
                """)
    ]
    public typealias Result = PostedEntry

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: Reference
    /// Number of the purchase order or contract, unique within the province.
    public var code: String
    public var payee: String?
    /// More than zero and not above what is available.
    public var amount: Money
    public var date: CalendarDate
    /// Its `code` is taken from `code` above.
    public var document: EntryDocument?

    public init(
        idempotencyKey: String, line: Reference, code: String, payee: String? = nil, amount: Money,
        date: CalendarDate, document: EntryDocument? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.code = code
        self.payee = payee
        self.amount = amount
        self.date = date
        self.document = document
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(code, 1...64, "/code", &problems)
        Rules.length(payee, 1...300, "/payee", &problems)
        Rules.positive(amount, "/amount", &problems)
        document?.check(at: "/document", &problems)
    }
}

/// Gives up what remains of a commitment, or a part of it.
public struct ReleaseCommitment: RPCChange {
    public static let name = "commitment.release"
    public static let summary = LocalizedText("คืนเงินผูกพันที่ไม่ใช้", "Makes the rest of a commitment available again")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"release-1","validateOnly":true,"commitment":"PO-EX1","amount":"100.00",\
                "date":"2023-09-01"}
                """,
            result: """
                {"entry":\(Examples.entry(
                    #""kind":"commitmentRelease","date":"2023-09-01","commitment":"\#(Examples.someID)""#,
                    postings: [Examples.posting(1, debit: "available", credit: "committed", "100.00")])),\
                "lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "100000.00", available: "65100.00", committed: "19900.00", disbursed: "15000.00",
                    used: "34900.00")))],\
                "commitment":\(Examples.commitment(
                    disbursed: "10000.00", released: "100.00", outstanding: "19900.00"))}
                """)
    ]
    public typealias Result = PostedEntry

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var commitment: Reference
    /// All that is outstanding where absent.
    public var amount: Money?
    public var date: CalendarDate
    public var document: EntryDocument?

    public init(
        idempotencyKey: String, commitment: Reference, amount: Money? = nil, date: CalendarDate,
        document: EntryDocument? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.commitment = commitment
        self.amount = amount
        self.date = date
        self.document = document
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        if let amount { Rules.positive(amount, "/amount", &problems) }
        document?.check(at: "/document", &problems)
    }
}

/// One commitment by its id or code.
public struct GetCommitment: RPCMethod {
    public static let name = "commitment.get"
    public static let summary = LocalizedText("ข้อผูกพันหนึ่งรายการ", "One commitment")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by its code", params: #"{"commitment":"PO-EX1"}"#, result: Examples.commitment)
    ]
    public typealias Result = Commitment

    public var commitment: Reference

    public init(commitment: Reference) { self.commitment = commitment }
}

/// Commitments of an organisation's lines, or of one line, ordered by code.
public struct ListCommitments: RPCMethod {
    public static let name = "commitment.list"
    public static let summary = LocalizedText("รายการข้อผูกพัน", "Lists commitments")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year that has none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Commitment>

    public var organisation: String
    public var fiscalYear: FiscalYear?
    public var line: Reference?
    /// `true`: only those of which something is outstanding.
    public var outstanding: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear? = nil, line: Reference? = nil, outstanding: Bool? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.line = line
        self.outstanding = outstanding
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Posts a payment: against a commitment (partial or final), or directly from a line.
public struct PostDisbursement: RPCChange {
    public static let name = "disbursement.post"
    public static let summary = LocalizedText("บันทึกการเบิกจ่าย", "Posts a payment")
    public static let details = LocalizedText(
        "ระบุ `claim` `commitment` หรือ `line` อย่างใดอย่างหนึ่ง; `final` คืนเงินผูกพันส่วนที่เหลือให้รายการ",
        "Name `claim`, `commitment` or `line`; `final` makes what remains of the commitment available again.")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "part of a purchase order",
            params: """
                {"idempotencyKey":"disbursement-1","commitment":"PO-EX1","amount":"10000.00","date":"2022-12-01",\
                "document":{"code":"PV-EX1"}}
                """,
            result: """
                {"entry":\(Examples.entry(
                    #""kind":"disbursement","date":"2022-12-01","code":"PV-EX1","commitment":"\#(Examples.someID)""#,
                    postings: [Examples.posting(1, debit: "disbursed", credit: "committed", "10000.00")])),\
                "lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "100000.00", available: "70000.00", committed: "20000.00", disbursed: "10000.00",
                    used: "30000.00")))],\
                "commitment":\(Examples.commitment(disbursed: "10000.00", outstanding: "20000.00"))}
                """),
        RPCExample(
            "directly from a line",
            params: """
                {"idempotencyKey":"disbursement-2","line":"67-2566-OPR-EX1","amount":"5000.00","date":"2022-12-02",\
                "document":{"code":"PV-EX2"}}
                """,
            result: """
                {"entry":\(Examples.entry(
                    #""kind":"disbursement","date":"2022-12-02","code":"PV-EX2""#,
                    postings: [Examples.posting(1, debit: "disbursed", credit: "available", "5000.00")])),\
                "lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "100000.00", available: "65000.00", committed: "20000.00", disbursed: "15000.00",
                    used: "35000.00")))]}
                """),
    ]
    public typealias Result = PostedEntry

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: Reference?
    public var commitment: Reference?
    /// A claim (`claim.post`): its commitment is paid.
    public var claim: Reference?
    /// More than zero; not above what is claimed, outstanding or available.
    public var amount: Money
    /// `true`: the last payment of the commitment.
    public var final: Bool?
    public var date: CalendarDate
    public var document: EntryDocument?

    public init(
        idempotencyKey: String, line: Reference? = nil, commitment: Reference? = nil, claim: Reference? = nil,
        amount: Money, final: Bool? = nil, date: CalendarDate, document: EntryDocument? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.commitment = commitment
        self.claim = claim
        self.amount = amount
        self.final = final
        self.date = date
        self.document = document
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.positive(amount, "/amount", &problems)
        document?.check(at: "/document", &problems)
        if claim == nil {
            Rules.oneOf(line, commitment, final, "", &problems)
        } else if line != nil || commitment != nil {
            problems.add(
                "", "members.oneOf", th: "ต้องระบุ claim, commitment หรือ line อย่างใดอย่างหนึ่ง",
                en: "name one of claim, commitment and line")
        }
    }
}
