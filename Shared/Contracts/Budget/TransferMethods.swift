import CommonContract
import JSONRPC
import Kernel

/// Where a transfer stands. Its way through screening and resolution is a matter of the procedure `budgetTransfer`.
public enum TransferState: String, Codable, Sendable, CaseIterable {
    /// The amount is reserved on the line it would leave.
    case requested
    /// Carried out: the amount is on the other line.
    case executed
    /// Rejected by resolution; the reservation is released, nothing else was touched.
    case rejected
    /// Taken back by who asked; the reservation is released.
    case withdrawn
    /// Not approved by its last day; the reservation is released.
    case expired
}

/// Money that is asked to move from one line to another (B5).
public struct Transfer: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// The office's own number, unique within the province.
    public var code: String
    public var from: TransferSide
    public var to: TransferSide
    public var amount: Money
    /// Where a share of what was available was asked for: basis points (1/100 of a percent).
    public var share: Int?
    public var state: TransferState
    public var reason: String
    /// Day of the request.
    public var date: CalendarDate
    public var letterNumber: String?
    /// Last day on which it may be approved; it expires after it.
    public var expiresOn: CalendarDate?
    /// The Budget Bureau's agreement, where the rules ask for it.
    public var agreement: DatedLetter?
    /// Day on which it was carried out.
    public var executedOn: CalendarDate?
    /// Last day for reporting it to the Budget Bureau, where the rules ask for it.
    public var reportDueOn: CalendarDate?
    public var report: DatedLetter?
    /// The matter that decides it; `matter.get` shows where it is and who must act: of this service, or of the one
    /// that `agenda` names.
    public var matter: ID?
    /// Where the plans service decides it: how it stands there, as far as this service has heard.
    public var agenda: TransferAgenda?
    /// What the rule table says about it.
    public var rules: [AppliedRule]
    /// Entry that reserved the amount, and the one that posted or released it.
    public var reservation: ID
    public var settlement: ID?
    public var requestedBy: String
    public var requestedAt: Instant

    public init(
        id: ID, province: String, code: String, from: TransferSide, to: TransferSide, amount: Money,
        state: TransferState, reason: String, date: CalendarDate, letterNumber: String?, matter: ID?,
        rules: [AppliedRule], reservation: ID, settlement: ID?, requestedBy: String, requestedAt: Instant,
        share: Int? = nil, expiresOn: CalendarDate? = nil
    ) {
        self.share = share
        self.expiresOn = expiresOn
        self.id = id
        self.province = province
        self.code = code
        self.from = from
        self.to = to
        self.amount = amount
        self.state = state
        self.reason = reason
        self.date = date
        self.letterNumber = letterNumber
        self.matter = matter
        self.rules = rules
        self.reservation = reservation
        self.settlement = settlement
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
    }
}

/// A letter with its day.
public struct DatedLetter: Codable, Sendable, Hashable {
    public var letterNumber: String
    public var date: CalendarDate

    public init(letterNumber: String, date: CalendarDate) {
        self.letterNumber = letterNumber
        self.date = date
    }
}

/// A line at one end of a transfer.
public struct TransferSide: Codable, Sendable, Hashable {
    public var line: ID
    public var lineCode: String
    public var organisation: String

    public init(line: ID, lineCode: String, organisation: String) {
        self.line = line
        self.lineCode = lineCode
        self.organisation = organisation
    }
}

/// Asks for a transfer: reserves the amount and opens the matter.
public struct RequestTransfer: RPCChange {
    public static let name = "transfer.request"
    public static let summary = LocalizedText(
        "ขอโอนหรือเปลี่ยนแปลงงบประมาณ", "Asks for a transfer: reserves the amount and opens its matter")
    public static let details = LocalizedText(
        "เงินถูกกันไว้ที่รายการต้นทางจนกว่าจะมีมติ ตารางระเบียบ (transferRule.list) บอกว่าโอนได้หรือไม่และใครอนุมัติ",
        "The amount stays reserved on the line it leaves until it is decided. The rule table (transferRule.list) says whether it may be, and whose agreement it needs."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "from one category to another, checked only",
            params: """
                {"idempotencyKey":"transfer-1","validateOnly":true,"code":"TR-EX1","from":"67-2566-OPR-EX1",\
                "to":"67-2566-IMP-EX1","amount":"500.00","date":"2023-03-01","reason":"ครุภัณฑ์ชำรุด"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","code":"TR-EX1","from":{"line":"\(Examples.someID)",\
                "lineCode":"67-2566-OPR-EX1","organisation":"67-01"},"to":{"line":"\(Examples.someID)",\
                "lineCode":"67-2566-IMP-EX1","organisation":"67-01"},"amount":"500.00","state":"requested",\
                "reason":"ครุภัณฑ์ชำรุด","date":"2023-03-01","expiresOn":"2023-09-30","matter":"\(Examples.someID)","rules":[\
                {"change":"work","verdict":"needsBudgetBureau","legalReference":"พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 36"},\
                {"change":"category","verdict":"allowed","reportWithinDays":15,"legalReference":"ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562"}],\
                "reservation":"\(Examples.someID)","requestedBy":"example","requestedAt":"\(Examples.instant)"}
                """),
        RPCExample(
            "of another province's office",
            params: """
                {"idempotencyKey":"transfer-ex2","code":"TR-EX2","from":"65-2566-OPR-EX1","to":"65-2566-SUB-EX1",\
                "amount":"500.00","date":"2023-03-01","reason":"ครุภัณฑ์ชำรุด"}
                """,
            result: Examples.transfer("requested")),
    ]
    public typealias Result = Transfer

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// The office's own number for the request, unique within the province.
    public var code: String
    public var from: Reference
    public var to: Reference
    /// More than zero and not above what is available. Name either this or `share`.
    public var amount: Money?
    /// A share of what is available on the line it leaves, in basis points: 2500 is a quarter.
    public var share: Int?
    public var date: CalendarDate
    public var reason: String
    public var letterNumber: String?

    public init(
        idempotencyKey: String, code: String, from: Reference, to: Reference, amount: Money? = nil, share: Int? = nil,
        date: CalendarDate, reason: String, letterNumber: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.code = code
        self.from = from
        self.to = to
        self.amount = amount
        self.share = share
        self.date = date
        self.reason = reason
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(code, 1...64, "/code", &problems)
        if let amount { Rules.positive(amount, "/amount", &problems) }
        if let share, !(1...10_000).contains(share) {
            problems.add(
                "/share", "basisPoints.range", th: "ต้องเป็น 1–10,000 (1 หน่วย = 0.01%)",
                en: "must be 1 to 10,000 basis points")
        }
        if (amount == nil) == (share == nil) {
            problems.add(
                "", "members.oneOf", th: "ต้องระบุ amount หรือ share อย่างใดอย่างหนึ่ง", en: "name either amount or share")
        }
        Rules.length(reason, 1...2_000, "/reason", &problems)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
        if from == to {
            problems.add("/to", "transfer.sameLine", th: "ต้องเป็นคนละรายการกัน", en: "must be another line than from")
        }
    }
}

/// Carries an approved transfer out; its matter must stand at the step of execution.
public struct ExecuteTransfer: RPCChange {
    public static let name = "transfer.execute"
    public static let summary = LocalizedText("ดำเนินการโอนที่อนุมัติแล้ว", "Carries an approved transfer out")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "once its matter went through the committee",
            params: #"{"idempotencyKey":"execute-ex2","transfer":"TR-EX2","date":"2023-03-20"}"#,
            result: Examples.transfer("executed", more: Examples.executed))
    ]
    public typealias Result = Transfer

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var transfer: Reference
    public var date: CalendarDate
    public var letterNumber: String?
    public var note: String?

    public init(
        idempotencyKey: String, transfer: Reference, date: CalendarDate, letterNumber: String? = nil,
        note: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.transfer = transfer
        self.date = date
        self.letterNumber = letterNumber
        self.note = note
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
        Rules.length(note, 1...2_000, "/note", &problems)
    }
}

/// Takes a request back before it is decided; the reservation is released.
public struct WithdrawTransfer: RPCChange {
    public static let name = "transfer.withdraw"
    public static let summary = LocalizedText("ถอนคำขอโอน", "Takes a transfer request back")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a tenth of what was available, no longer needed",
            params: """
                {"idempotencyKey":"withdraw-ex3","transfer":"TR-EX3","date":"2023-03-21","reason":"ได้รับจัดสรรเพิ่มแล้ว"}
                """,
            result: Examples.transfer(
                "withdrawn", code: "TR-EX3", amount: "58950.00", reason: "ค่าวัสดุ",
                more: #","share":1000,"settlement":"\#(Examples.someID)""#))
    ]
    public typealias Result = Transfer

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var transfer: Reference
    public var date: CalendarDate
    public var reason: String

    public init(
        idempotencyKey: String, transfer: Reference, date: CalendarDate, reason: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.transfer = transfer
        self.date = date
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(reason, 1...2_000, "/reason", &problems)
    }
}

/// One transfer by its id or code.
public struct GetTransfer: RPCMethod {
    public static let name = "transfer.get"
    public static let summary = LocalizedText("คำขอโอนหนึ่งเรื่อง", "One transfer")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "one that waits for its committee", params: #"{"transfer":"TR-EX2"}"#,
            result: Examples.transfer("requested"))
    ]
    public typealias Result = Transfer

    public var transfer: Reference

    public init(transfer: Reference) { self.transfer = transfer }
}

/// Transfers that leave or reach an organisation's lines, ordered by code.
public struct ListTransfers: RPCMethod {
    public static let name = "transfer.list"
    public static let summary = LocalizedText("รายการขอโอน", "Lists transfers")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year that has none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Transfer>

    public var organisation: String
    public var fiscalYear: FiscalYear?
    public var state: TransferState?
    /// Only those carried out that were to be reported by this day and are not.
    public var reportDueBy: CalendarDate?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear? = nil, state: TransferState? = nil,
        reportDueBy: CalendarDate? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.state = state
        self.reportDueBy = reportDueBy
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
