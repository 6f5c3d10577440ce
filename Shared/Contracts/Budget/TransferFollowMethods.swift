import CommonContract
import JSONRPC
import Kernel

/// Records the Budget Bureau's agreement to a transfer that the rules ask it for.
public struct AgreeTransfer: RPCChange {
    public static let name = "transfer.agree"
    public static let summary = LocalizedText(
        "บันทึกความเห็นชอบของสำนักงบประมาณ", "Records the Budget Bureau's agreement to a transfer")
    public static let details = LocalizedText(
        "การโอนที่ระเบียบให้สำนักงบประมาณเห็นชอบ ดำเนินการไม่ได้จนกว่าจะบันทึกหนังสือเห็นชอบ",
        "A transfer whose rules ask for the Budget Bureau is not carried out before its letter is recorded.")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "the Bureau's letter",
            params: """
                {"idempotencyKey":"agree-ex2","transfer":"TR-EX2","letterNumber":"นร 0702/125","date":"2023-03-10"}
                """,
            result: Examples.transfer("requested", more: Examples.agreed))
    ]
    public typealias Result = Transfer

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var transfer: Reference
    /// The Bureau's letter, and its day.
    public var letterNumber: String
    public var date: CalendarDate

    public init(
        idempotencyKey: String, transfer: Reference, letterNumber: String, date: CalendarDate,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.transfer = transfer
        self.letterNumber = letterNumber
        self.date = date
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// Records that a transfer was reported to the Budget Bureau.
public struct ReportTransfer: RPCChange {
    public static let name = "transfer.report"
    public static let summary = LocalizedText(
        "บันทึกการรายงานสำนักงบประมาณ", "Records that a transfer was reported to the Budget Bureau")
    public static let details = LocalizedText(
        "`transfer.list` กับ `reportDueBy` บอกรายการที่ต้องรายงานและยังไม่ได้รายงาน",
        "`transfer.list` with `reportDueBy` tells which are still to be reported.")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "within its fifteen days",
            params: """
                {"idempotencyKey":"report-ex2","transfer":"TR-EX2","letterNumber":"ศธ 0294/311","date":"2023-04-03"}
                """,
            result: Examples.transfer(
                "executed",
                more: Examples.executed + #","report":{"letterNumber":"ศธ 0294/311","date":"2023-04-03"}"#))
    ]
    public typealias Result = Transfer

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var transfer: Reference
    /// The letter that reports it, and its day.
    public var letterNumber: String
    public var date: CalendarDate

    public init(
        idempotencyKey: String, transfer: Reference, letterNumber: String, date: CalendarDate,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.transfer = transfer
        self.letterNumber = letterNumber
        self.date = date
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// Ends the requests whose last day has passed. The service does so by itself each hour.
public struct ExpireTransfers: RPCChange {
    public static let name = "transfer.expire"
    public static let summary = LocalizedText(
        "ให้คำขอโอนที่พ้นกำหนดหมดอายุ", "Ends the transfer requests whose last day has passed")
    public static let details = LocalizedText(
        "เงินที่กันไว้กลับเป็นเงินคงเหลือ ระบบทำเองทุกชั่วโมง ครั้งละไม่เกิน 500 เรื่อง",
        "What they reserved is available again. The service does so by itself each hour; up to 500 at a time.")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "none is past its day", params: #"{"idempotencyKey":"expire-1","organisation":"67"}"#,
            result: #"{"items":[]}"#)
    ]
    public typealias Result = ExpiredTransfers

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String

    public init(idempotencyKey: String, organisation: String, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) { problems.check(idempotencyKey: idempotencyKey) }
}

/// Codes of transfers that expired.
public struct ExpiredTransfers: Codable, Sendable, Hashable {
    public var items: [String]

    public init(items: [String]) { self.items = items }
}
