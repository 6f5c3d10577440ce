import CommonContract
import JSONRPC
import Kernel

/// Opens a line; it starts with nothing on it.
public struct CreateLine: RPCChange {
    public static let name = "line.create"
    public static let summary = LocalizedText("เปิดรายการงบประมาณ", "Opens a budget line")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "an office's operating budget",
            params: """
                {"idempotencyKey":"line-create-1","line":{"code":"67-2566-OPR-EX1","fiscalYear":2566,\
                "organisation":"67-01","planType":"basic","category":"operating","source":"parentAgency",\
                "workKind":"output","workCode":"OUT-EX1"}}
                """,
            result: "{\(Examples.line),\"balances\":\(Examples.zero),\"createdAt\":\"\(Examples.instant)\"}")
    ]
    public typealias Result = BudgetLine

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var line: LineDraft

    public init(idempotencyKey: String, line: LineDraft, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.line = line
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        line.check(at: "/line", &problems)
    }
}

/// One line by its id or code.
public struct GetLine: RPCMethod {
    public static let name = "line.get"
    public static let summary = LocalizedText("รายการงบประมาณหนึ่งรายการ", "One budget line with its balances")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "by its code", params: #"{"line":"67-2566-OPR-EX1"}"#,
            result: "{\(Examples.line),\"balances\":\(Examples.zero),\"createdAt\":\"\(Examples.instant)\"}")
    ]
    public typealias Result = BudgetLine

    public var line: Reference

    public init(line: Reference) { self.line = line }
}

/// Lines by any of their dimensions, ordered by code.
public struct ListLines: RPCMethod {
    public static let name = "line.list"
    public static let summary = LocalizedText("ค้นรายการงบประมาณ", "Lists budget lines with their balances")
    public static let details = LocalizedText(
        "`organisation` รวมหน่วยงานใต้สังกัดและในกำกับดูแลทั้งหมด แต่ละหน่วยนับครั้งเดียว",
        "`organisation` takes in everything below it, over both relations, each organisation once.")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "a year that has no lines", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<BudgetLine>

    public var organisation: String
    public var fiscalYear: FiscalYear?
    public var planType: BudgetPlanType?
    public var category: ExpenditureCategory?
    public var source: FundingSource?
    /// Code of the output or project.
    public var workCode: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear? = nil, planType: BudgetPlanType? = nil,
        category: ExpenditureCategory? = nil, source: FundingSource? = nil, workCode: String? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.planType = planType
        self.category = category
        self.source = source
        self.workCode = workCode
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Opens up to 1,000 lines at once; an identical line that is already there is counted and left alone.
public struct ImportLines: RPCChange {
    public static let name = "line.import"
    public static let summary = LocalizedText("นำเข้ารายการงบประมาณ", "Opens many budget lines at once")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one line",
            params: """
                {"idempotencyKey":"line-import-1","organisation":"67","lines":[{"code":"67-2566-IMP-EX1",\
                "fiscalYear":2566,"organisation":"67-01","planType":"basic","category":"investment",\
                "source":"parentAgency","workKind":"output","workCode":"OUT-EX2"}]}
                """,
            result: #"{"created":1,"unchanged":0,"refused":0,"problems":[]}"#)
    ]
    public typealias Result = ImportOutcome

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// All lines belong to it or to what is below it.
    public var organisation: String
    public var lines: [LineDraft]
    /// `atomic` unless told otherwise.
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, organisation: String, lines: [LineDraft], mode: ImportMode? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.lines = lines
        self.mode = mode
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(lines.count, 1...1_000, "/lines", &problems)
        guard mode != .partial else { return }
        for (index, line) in lines.prefix(1_000).enumerated() { line.check(at: "/lines/\(index)", &problems) }
    }
}

/// What an import did.
public struct ImportOutcome: Codable, Sendable, Hashable {
    public var created: Int
    /// Already there and identical.
    public var unchanged: Int
    public var refused: Int
    /// Why those were refused, located by pointers into the params.
    public var problems: [Problem]

    public init(created: Int, unchanged: Int, refused: Int, problems: [Problem]) {
        self.created = created
        self.unchanged = unchanged
        self.refused = refused
        self.problems = problems
    }
}
