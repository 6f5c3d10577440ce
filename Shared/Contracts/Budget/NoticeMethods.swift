import CommonContract
import JSONRPC
import Kernel

/// A letter that gives money to lines (หนังสือแจ้งจัดสรร), all of it or none.
public struct AllocationNotice: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// The office's own number, unique within the province.
    public var code: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var letterNumber: String
    public var date: CalendarDate
    public var supplementary: Bool
    public var total: Money
    /// In the order of the letter.
    public var items: [AllocationItem]
    public var postedBy: String
    public var postedAt: Instant

    public init(
        id: ID, province: String, code: String, organisation: String, fiscalYear: FiscalYear, letterNumber: String,
        date: CalendarDate, supplementary: Bool, total: Money, items: [AllocationItem], postedBy: String,
        postedAt: Instant
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.letterNumber = letterNumber
        self.date = date
        self.supplementary = supplementary
        self.total = total
        self.items = items
        self.postedBy = postedBy
        self.postedAt = postedAt
    }
}

/// A line of a letter.
public struct AllocationItem: Codable, Sendable, Hashable {
    public var line: Reference
    /// More than zero.
    public var amount: Money
    /// Its entry in the ledger; in answers.
    public var entry: ID?

    public init(line: Reference, amount: Money, entry: ID? = nil) {
        self.line = line
        self.amount = amount
        self.entry = entry
    }
}

/// Posts a letter of allocation with all its lines.
public struct PostAllocationNotice: RPCChange {
    public static let name = "allocationNotice.post"
    public static let summary = LocalizedText(
        "บันทึกหนังสือแจ้งจัดสรรทั้งฉบับ", "Posts a letter of allocation with all its lines, or nothing of it")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one line",
            params: """
                {"idempotencyKey":"notice-1","organisation":"67","code":"AN-EX1",\
                "letterNumber":"ศธ 0201/456","date":"2022-11-01","total":"1000.00",\
                "items":[{"line":"67-2566-IMP-EX1","amount":"1000.00"}]}
                """,
            result: Examples.notice)
    ]
    public typealias Result = AllocationNotice

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// All lines are below it.
    public var organisation: String
    public var code: String
    public var letterNumber: String
    public var date: CalendarDate
    public var supplementary: Bool?
    /// The total of the letter; has to be the sum of its items.
    public var total: Money
    /// 1–500, each line once, all of one fiscal year.
    public var items: [AllocationItem]

    public init(
        idempotencyKey: String, organisation: String, code: String, letterNumber: String, date: CalendarDate,
        supplementary: Bool? = nil, total: Money, items: [AllocationItem], validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.code = code
        self.letterNumber = letterNumber
        self.date = date
        self.supplementary = supplementary
        self.total = total
        self.items = items
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(code, 1...64, "/code", &problems)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
        Rules.count(items.count, 1...500, "/items", &problems)
        var seen: Set<Reference> = []
        for (index, item) in items.enumerated() {
            Rules.positive(item.amount, "/items/\(index)/amount", &problems)
            Rules.member(item.entry == nil, "entry", "/items/\(index)", &problems, wanted: false)
            if !seen.insert(item.line).inserted {
                problems.add(
                    "/items/\(index)/line", "members.unique", th: "รายการนี้ซ้ำในหนังสือ",
                    en: "the line is in the letter twice")
            }
        }
        if Money.sum(items.map(\.amount)) != total {
            problems.add(
                "/total", "total.sum", th: "ไม่เท่ากับผลรวมของรายการ", en: "is not the sum of the items")
        }
    }
}

/// One letter of allocation.
public struct GetAllocationNotice: RPCMethod {
    public static let name = "allocationNotice.get"
    public static let summary = LocalizedText("หนังสือแจ้งจัดสรรหนึ่งฉบับ", "One letter of allocation")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by its code", params: #"{"notice":"AN-EX1"}"#, result: Examples.notice)
    ]
    public typealias Result = AllocationNotice

    public var notice: Reference

    public init(notice: Reference) { self.notice = notice }
}

/// Letters of allocation of a fiscal year, by code.
public struct ListAllocationNotices: RPCMethod {
    public static let name = "allocationNotice.list"
    public static let summary = LocalizedText("หนังสือแจ้งจัดสรรของปี", "Letters of allocation of a year")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<AllocationNotice>

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, fiscalYear: FiscalYear, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
