import CommonContract
import JSONRPC
import Kernel

/// The entries of a line, newest first.
public struct ListLedger: RPCMethod {
    public static let name = "ledger.list"
    public static let summary = LocalizedText("รายการเคลื่อนไหวของรายการงบประมาณ", "The entries of a line, newest first")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "before anything happened", params: #"{"line":"67-2566-OPR-EX1","to":"2022-10-01"}"#,
            result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<LedgerEntry>

    public var line: Reference
    public var kind: EntryKind?
    /// First and last day, inclusive.
    public var from: CalendarDate?
    public var to: CalendarDate?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        line: Reference, kind: EntryKind? = nil, from: CalendarDate? = nil, to: CalendarDate? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.line = line
        self.kind = kind
        self.from = from
        self.to = to
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// The balances at the end of any day, derived from the postings up to it.
public struct LedgerAsOf: RPCMethod {
    public static let name = "ledger.asOf"
    public static let summary = LocalizedText("ยอด ณ วันที่", "Balances at the end of a day")
    public static let details = LocalizedText(
        "นับรายการตามวันที่ของรายการ (date) ไม่ใช่วันที่บันทึก", "Counts entries by their own date, not by when they were posted.")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a day on which nothing was allocated yet",
            params: #"{"organisation":"67","fiscalYear":2499,"date":"1956-01-01"}"#,
            result: #"{"date":"1956-01-01","total":\#(Examples.zero),"items":[]}"#)
    ]
    public typealias Result = DatedBalances

    public var organisation: String
    public var fiscalYear: FiscalYear
    /// Only this line.
    public var line: Reference?
    public var date: CalendarDate
    /// Lines a page; the total is over all of them, whatever the page.
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear, line: Reference? = nil, date: CalendarDate, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.line = line
        self.date = date
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Balances at the end of a day.
public struct DatedBalances: Codable, Sendable, Hashable {
    public var date: CalendarDate
    public var total: Balances
    /// Line by line, ordered by code.
    public var items: [LineBalances]
    public var nextCursor: PageCursor?

    public init(date: CalendarDate, total: Balances, items: [LineBalances], nextCursor: PageCursor?) {
        self.date = date
        self.total = total
        self.items = items
        self.nextCursor = nextCursor
    }
}

/// Derives every kept balance anew from the postings and compares.
public struct VerifyLedger: RPCMethod {
    public static let name = "ledger.verify"
    public static let summary = LocalizedText("พิสูจน์บัญชี", "Derives every balance anew from the postings and compares")
    public static let details = LocalizedText(
        "ตรวจยอดทุกบัญชีของทุกรายการ ยอดรายเดือน ข้อผูกพัน เงินกันของการโอน และการกลับรายการ",
        "Checks each account of every line, the monthly totals, the commitments, what transfers hold, and that reversals undo their originals exactly."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.provers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year without lines", params: #"{"organisation":"67","fiscalYear":2499}"#,
            result: #"{"sound":true,"lines":0,"postings":0,"differences":[]}"#)
    ]
    public typealias Result = LedgerVerdict

    public var organisation: String
    /// All years where absent.
    public var fiscalYear: FiscalYear?

    public init(organisation: String, fiscalYear: FiscalYear? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
    }
}

/// Whether the kept balances are what the postings say.
public struct LedgerVerdict: Codable, Sendable, Hashable {
    public var sound: Bool
    /// Lines and postings that were checked.
    public var lines: Int
    public var postings: Int
    /// At most 1,000.
    public var differences: [LedgerDifference]

    public init(sound: Bool, lines: Int, postings: Int, differences: [LedgerDifference]) {
        self.sound = sound
        self.lines = lines
        self.postings = postings
        self.differences = differences
    }
}

/// A kept figure that is not what the postings say.
public struct LedgerDifference: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case line, month, day, commitment, receipt, claim, transfer, reversal
    }

    public var kind: Kind
    /// Id of the line, commitment, receipt, claim, transfer or reversing entry.
    public var id: ID
    /// Code of the line or commitment, month (`"2022-10-01"`) …
    public var key: String
    /// Which figure (`"available"`, `"disbursed"` …).
    public var figure: String
    public var kept: Money
    public var derived: Money

    public init(kind: Kind, id: ID, key: String, figure: String, kept: Money, derived: Money) {
        self.kind = kind
        self.id = id
        self.key = key
        self.figure = figure
        self.kept = kept
        self.derived = derived
    }
}
