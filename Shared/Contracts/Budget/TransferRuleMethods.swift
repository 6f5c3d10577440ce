import CommonContract
import JSONRPC
import Kernel

/// What differs between the two lines of a transfer.
public enum TransferChange: String, Codable, Sendable, CaseIterable {
    /// Another organisation receives the money.
    case organisation
    case planType
    case source
    /// Another output or project.
    case work
    case category
    /// Only the item.
    case item
}

/// What the law says to a change.
public enum TransferVerdict: String, Codable, Sendable, CaseIterable {
    /// The head decides, after the committee.
    case allowed
    /// The Budget Bureau has to agree first.
    case needsBudgetBureau
    /// Only by a law.
    case forbidden
}

/// A row of the rule table: what holds for one kind of change from a day on. Offices correct the table; nothing of it
/// is in the program.
public struct TransferRule: Codable, Sendable, Hashable {
    public var change: TransferChange
    /// Only for transfers into this category; absent: into any.
    public var into: ExpenditureCategory?
    /// Only for amounts from this one on; absent: any.
    public var from: Money?
    public var verdict: TransferVerdict
    /// First and last day on which it holds.
    public var effectiveFrom: CalendarDate
    public var effectiveTo: CalendarDate?
    /// Days within which the transfer must be reported to the Budget Bureau; absent: need not.
    public var reportWithinDays: Int?
    /// Days after the request within which it must be approved; absent: by the end of the fiscal year.
    public var expireAfterDays: Int?
    /// Law, regulation and section.
    public var legalReference: String
    /// Where the row is from, and how sure it is.
    public var provenance: String?

    public init(
        change: TransferChange, into: ExpenditureCategory? = nil, from: Money? = nil, verdict: TransferVerdict,
        effectiveFrom: CalendarDate, effectiveTo: CalendarDate? = nil, reportWithinDays: Int? = nil,
        expireAfterDays: Int? = nil, legalReference: String, provenance: String? = nil
    ) {
        self.change = change
        self.into = into
        self.from = from
        self.verdict = verdict
        self.effectiveFrom = effectiveFrom
        self.effectiveTo = effectiveTo
        self.reportWithinDays = reportWithinDays
        self.expireAfterDays = expireAfterDays
        self.legalReference = legalReference
        self.provenance = provenance
    }
}

/// A rule that a transfer met.
public struct AppliedRule: Codable, Sendable, Hashable {
    public var change: TransferChange
    public var verdict: TransferVerdict
    public var reportWithinDays: Int?
    public var legalReference: String

    public init(change: TransferChange, verdict: TransferVerdict, reportWithinDays: Int?, legalReference: String) {
        self.change = change
        self.verdict = verdict
        self.reportWithinDays = reportWithinDays
        self.legalReference = legalReference
    }
}

/// Sets a row of the rule table; replaces the row of the same change, category, amount and first day.
public struct SetTransferRule: RPCChange {
    public static let name = "transferRule.set"
    public static let summary = LocalizedText("กำหนดระเบียบการโอน", "Sets a row of the transfer rule table")
    public static let access = BudgetAccess.keepers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.conflict]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"rule-1","validateOnly":true,"rule":{"change":"item","verdict":"allowed",\
                "effectiveFrom":"1957-01-01","effectiveTo":"1957-12-31","legalReference":"ตัวอย่าง"}}
                """,
            result: """
                {"change":"item","verdict":"allowed","effectiveFrom":"1957-01-01","effectiveTo":"1957-12-31",\
                "legalReference":"ตัวอย่าง"}
                """)
    ]
    public typealias Result = TransferRule

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var rule: TransferRule

    public init(idempotencyKey: String, rule: TransferRule, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.rule = rule
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(rule.legalReference, 1...500, "/rule/legalReference", &problems)
        Rules.length(rule.provenance, 1...500, "/rule/provenance", &problems)
        if let from = rule.from { Rules.positive(from, "/rule/from", &problems) }
        if let to = rule.effectiveTo, to < rule.effectiveFrom {
            problems.add(
                "/rule/effectiveTo", "date.order", th: "ต้องไม่ก่อน effectiveFrom", en: "must not be before effectiveFrom")
        }
        for (member, days) in [
            ("reportWithinDays", rule.reportWithinDays), ("expireAfterDays", rule.expireAfterDays),
        ] {
            guard let days, !(1...366).contains(days) else { continue }
            problems.add("/rule/\(member)", "number.range", th: "ต้องเป็น 1–366 วัน", en: "must be 1 to 366 days")
        }
    }
}

/// The rule table, all rows or those in force on a day.
public struct ListTransferRules: RPCMethod {
    public static let name = "transferRule.list"
    public static let summary = LocalizedText("ระเบียบการโอน", "The transfer rule table")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample("before there were any", params: #"{"date":"1900-01-01"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = TransferRules

    public var date: CalendarDate?

    public init(date: CalendarDate? = nil) { self.date = date }
}

/// Rows of the rule table.
public struct TransferRules: Codable, Sendable, Hashable {
    public var items: [TransferRule]

    public init(items: [TransferRule]) { self.items = items }
}
