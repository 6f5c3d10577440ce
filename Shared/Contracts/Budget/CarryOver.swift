import CommonContract
import JSONRPC
import Kernel

/// Whether what is carried over was bound.
public enum CarryOverKind: String, Codable, Sendable, CaseIterable {
    /// By a purchase order or contract (มีหนี้ผูกพัน).
    case bound
    /// By nothing (ไม่มีหนี้ผูกพัน): only what the Minister of Finance has agreed to.
    case unbound
}

/// Money that was taken into the next fiscal year (กันเงินไว้เบิกเหลื่อมปี): it has a line of its own there.
public struct CarryOver: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// The year into which it was taken.
    public var fiscalYear: FiscalYear
    public var kind: CarryOverKind
    /// The commitment of the year before, and the one that goes on; absent of what was not bound.
    public var commitment: ID?
    public var commitmentCode: String?
    public var toCommitment: ID?
    public var toCommitmentCode: String?
    public var fromLine: ID
    public var fromLineCode: String
    public var toLine: ID
    public var toLineCode: String
    public var organisation: String
    public var amount: Money
    /// Paid of it so far.
    public var spent: Money
    /// Last day for which anything is posted on its line.
    public var spendUntil: CalendarDate
    /// Letter that allowed it.
    public var letterNumber: String?
    /// Of what was not bound: why it could not be, and when it was asked for.
    public var reason: String?
    public var requestedOn: CalendarDate?
    /// Letter that allowed the one extension.
    public var extensionLetter: String?
    /// What went back to the source unspent; absent while it may be spent.
    public var lapsed: Money?

    public init(
        id: ID, province: String, fiscalYear: FiscalYear, commitment: ID?, commitmentCode: String?, toCommitment: ID?,
        toCommitmentCode: String?, fromLine: ID, fromLineCode: String, toLine: ID, toLineCode: String,
        organisation: String, amount: Money, spent: Money, spendUntil: CalendarDate, letterNumber: String?,
        extensionLetter: String?, lapsed: Money?, reason: String? = nil, requestedOn: CalendarDate? = nil
    ) {
        kind = commitment == nil ? .unbound : .bound
        self.reason = reason
        self.requestedOn = requestedOn
        self.id = id
        self.province = province
        self.fiscalYear = fiscalYear
        self.commitment = commitment
        self.commitmentCode = commitmentCode
        self.toCommitment = toCommitment
        self.toCommitmentCode = toCommitmentCode
        self.fromLine = fromLine
        self.fromLineCode = fromLineCode
        self.toLine = toLine
        self.toLineCode = toLineCode
        self.organisation = organisation
        self.amount = amount
        self.spent = spent
        self.spendUntil = spendUntil
        self.letterNumber = letterNumber
        self.extensionLetter = extensionLetter
        self.lapsed = lapsed
    }
}

/// What may be carried over, from a day on; offices correct the table.
public struct CarryOverRule: Codable, Sendable, Hashable {
    /// What it is about: `bound` where it is absent.
    public var kind: CarryOverKind?
    public var effectiveFrom: CalendarDate
    public var effectiveTo: CalendarDate?
    /// Last month and day of the year itself on which it may be asked for: "09-30"; the year's last where absent.
    public var askUntil: String?
    /// The least that may be outstanding.
    public var amountMin: Money
    /// Month and day of the next fiscal year: "03-31".
    public var spendUntil: String
    /// The same, after the one extension: "09-30".
    public var extendedUntil: String
    public var legalReference: String
    public var provenance: String?

    public init(
        effectiveFrom: CalendarDate, effectiveTo: CalendarDate? = nil, amountMin: Money, spendUntil: String,
        extendedUntil: String, legalReference: String, provenance: String? = nil, kind: CarryOverKind? = nil,
        askUntil: String? = nil
    ) {
        self.kind = kind
        self.askUntil = askUntil
        self.effectiveFrom = effectiveFrom
        self.effectiveTo = effectiveTo
        self.amountMin = amountMin
        self.spendUntil = spendUntil
        self.extendedUntil = extendedUntil
        self.legalReference = legalReference
        self.provenance = provenance
    }

    /// A day of the fiscal year by "MM-DD"; `nil` if there is none.
    public static func day(_ text: String, in year: FiscalYear) -> CalendarDate? {
        guard text.utf8.count == 5, let month = Int(text.prefix(2)) else { return nil }
        let gregorian = year.buddhistYear - (month >= 10 ? 544 : 543)
        return CalendarDate("\(gregorian)-\(text)")
    }
}

/// Sets a row of the carry-over rules; replaces the one of the same kind and first day.
public struct SetCarryOverRule: RPCChange {
    public static let name = "carryOverRule.set"
    public static let summary = LocalizedText("กำหนดเกณฑ์การกันเงินเหลื่อมปี", "Sets a row of the carry-over rules")
    public static let access = BudgetAccess.keepers
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"carry-rule-1","validateOnly":true,"rule":{"effectiveFrom":"1957-01-01",\
                "amountMin":"50000.00","spendUntil":"03-31","extendedUntil":"09-30","legalReference":"ตัวอย่าง"}}
                """,
            result: """
                {"effectiveFrom":"1957-01-01","amountMin":"50000.00","spendUntil":"03-31","extendedUntil":"09-30",\
                "legalReference":"ตัวอย่าง"}
                """)
    ]
    public typealias Result = CarryOverRule

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var rule: CarryOverRule

    public init(idempotencyKey: String, rule: CarryOverRule, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.rule = rule
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.notNegative(rule.amountMin, "/rule/amountMin", &problems)
        Rules.length(rule.legalReference, 1...500, "/rule/legalReference", &problems)
        Rules.length(rule.provenance, 1...500, "/rule/provenance", &problems)
        guard let year = FiscalYear(2566) else { return }
        for (member, text) in [
            ("spendUntil", rule.spendUntil), ("extendedUntil", rule.extendedUntil),
            ("askUntil", rule.askUntil ?? "09-30"),
        ] where CarryOverRule.day(text, in: year) == nil {
            problems.add(
                "/rule/\(member)", "date.monthDay", th: "ต้องเป็นเดือน-วัน เช่น 03-31", en: "must be month-day: 03-31")
        }
    }
}

/// The carry-over rules.
public struct ListCarryOverRules: RPCMethod {
    public static let name = "carryOverRule.list"
    public static let summary = LocalizedText("เกณฑ์การกันเงินเหลื่อมปี", "The carry-over rules")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample("before there were any", params: #"{"date":"1900-01-01"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = CarryOverRules

    public var date: CalendarDate?

    public init(date: CalendarDate? = nil) { self.date = date }
}

/// Rows of the carry-over rules.
public struct CarryOverRules: Codable, Sendable, Hashable {
    public var items: [CarryOverRule]

    public init(items: [CarryOverRule]) { self.items = items }
}
