import CommonContract
import JSONRPC
import Kernel

/// Sends approved requests to their source by one letter.
public struct ForwardRequests: RPCChange {
    public static let name = "request.forward"
    public static let summary = LocalizedText("ส่งคำขอให้แหล่งเงิน", "Sends approved requests to their source by a letter")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one that the committee has approved",
            params: """
                {"idempotencyKey":"forward-ex2","requests":["RQ-EX2"],\
                "letter":{"letterNumber":"ศธ 0294/55","date":"2023-03-20"}}
                """,
            result: #"{"items":[\#(Examples.otherRequest("forwarded", version: 4))]}"#)
    ]
    public typealias Result = BudgetRequests

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// 1–200, all approved, of one year and source.
    public var requests: [Reference]
    public var letter: DatedLetter

    public init(
        idempotencyKey: String, requests: [Reference], letter: DatedLetter, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.requests = requests
        self.letter = letter
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(requests.count, 1...200, "/requests", &problems)
        Rules.length(letter.letterNumber, 1...64, "/letter/letterNumber", &problems)
    }
}

/// Takes a request back: a draft that is not needed, or one on its way to the committee.
public struct WithdrawRequest: RPCChange {
    public static let name = "request.withdraw"
    public static let summary = LocalizedText(
        "ถอนคำของบประมาณ", "Takes a request back before the committee has decided")
    public static let access = BudgetAccess.requesters
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a draft that is not needed any more",
            params: """
                {"idempotencyKey":"withdraw-request-ex","request":"RQ-EX3","date":"2023-02-01",\
                "reason":"ได้รับจัดสรรจากต้นสังกัดแล้ว"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"65","draft":\(Examples.requestNotNeeded),"state":"withdrawn",\
                "scores":[],"version":2,"createdBy":"example","createdAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = BudgetRequest

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var request: Reference
    public var date: CalendarDate
    public var reason: String

    public init(
        idempotencyKey: String, request: Reference, date: CalendarDate, reason: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.date = date
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(reason, 1...2_000, "/reason", &problems)
    }
}

/// Some requests.
public struct BudgetRequests: Codable, Sendable, Hashable {
    public var items: [BudgetRequest]

    public init(items: [BudgetRequest]) { self.items = items }
}

/// Records what the source answered.
public struct RecordRequestResult: RPCChange {
    public static let name = "request.recordResult"
    public static let summary = LocalizedText("บันทึกผลการพิจารณาของแหล่งเงิน", "Records what the source answered")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a part of it",
            params: """
                {"idempotencyKey":"result-ex2","request":"RQ-EX2","granted":"200000.00",\
                "letter":{"letterNumber":"พช 0017/9","date":"2023-05-02"}}
                """,
            result: Examples.otherRequest(
                "partlyGranted", version: 5,
                more: #","granted":"200000.00","answer":{"letterNumber":"พช 0017/9","date":"2023-05-02"}"#))
    ]
    public typealias Result = BudgetRequest

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var request: Reference
    /// Zero: refused; not above what was asked for.
    public var granted: Money
    public var letter: DatedLetter

    public init(
        idempotencyKey: String, request: Reference, granted: Money, letter: DatedLetter, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.request = request
        self.granted = granted
        self.letter = letter
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.notNegative(granted, "/granted", &problems)
        Rules.length(letter.letterNumber, 1...64, "/letter/letterNumber", &problems)
    }
}

/// A request with the three years before.
public struct GetRequest: RPCMethod {
    public static let name = "request.get"
    public static let summary = LocalizedText(
        "คำของบประมาณพร้อมประวัติสามปีจากบัญชี", "A request with what the ledger says of the three years before")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of one who had nothing before", params: #"{"request":"RQ-EX1"}"#,
            result: #"{"request":\#(Examples.requestScored),"history":[],"risks":[],"unanswered":[]}"#)
    ]
    public typealias Result = RequestFile

    public var request: Reference

    public init(request: Reference) { self.request = request }
}

/// Requests of an organisation and all below it, by code.
public struct ListRequests: RPCMethod {
    public static let name = "request.list"
    public static let summary = LocalizedText("รายการคำของบประมาณ", "Lists requests for budget")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67","fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<BudgetRequest>

    public var organisation: String
    public var fiscalYear: FiscalYear?
    public var state: BudgetRequestState?
    public var source: FundingSource?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear? = nil, state: BudgetRequestState? = nil,
        source: FundingSource? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.state = state
        self.source = source
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// What a request should meet and is scored by, from a fiscal year on; offices correct the table.
public struct RequestCriterion: Codable, Sendable, Hashable {
    public var code: String
    /// First fiscal year that it holds for.
    public var from: FiscalYear
    /// Last one; absent: still holds.
    public var to: FiscalYear?
    public var name: LocalizedText
    /// Counts so much beside the others; 0–1,000.
    public var weight: Int
    /// The most that is given for it; 1–100.
    public var scoreMax: Int
    /// A request that does not meet it is not submitted.
    public var required: Bool
    public var provenance: String?

    public init(
        code: String, from: FiscalYear, to: FiscalYear? = nil, name: LocalizedText, weight: Int, scoreMax: Int,
        required: Bool, provenance: String? = nil
    ) {
        self.code = code
        self.from = from
        self.to = to
        self.name = name
        self.weight = weight
        self.scoreMax = scoreMax
        self.required = required
        self.provenance = provenance
    }
}

/// Sets a criterion; replaces the one of the same code and first year.
public struct SetCriterion: RPCChange {
    public static let name = "criterion.set"
    public static let summary = LocalizedText("กำหนดเกณฑ์พิจารณาคำขอ", "Sets a criterion of requests")
    public static let access = BudgetAccess.keepers
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"criterion-1","validateOnly":true,"criterion":{"code":"ready","from":2499,"to":2499,\
                "name":{"th":"พร้อมดำเนินการ"},"weight":1,"scoreMax":5,"required":false}}
                """,
            result: """
                {"code":"ready","from":2499,"to":2499,"name":{"th":"พร้อมดำเนินการ"},"weight":1,"scoreMax":5,\
                "required":false}
                """)
    ]
    public typealias Result = RequestCriterion

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var criterion: RequestCriterion

    public init(idempotencyKey: String, criterion: RequestCriterion, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.criterion = criterion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(criterion.code, 1...64, "/criterion/code", &problems)
        Rules.length(criterion.name.th, 1...500, "/criterion/name/th", &problems)
        if !(0...1_000).contains(criterion.weight) {
            problems.add("/criterion/weight", "number.range", th: "ต้องเป็น 0–1,000", en: "must be 0 to 1,000")
        }
        if !(1...100).contains(criterion.scoreMax) {
            problems.add("/criterion/scoreMax", "number.range", th: "ต้องเป็น 1–100", en: "must be 1 to 100")
        }
        if let to = criterion.to, to < criterion.from {
            problems.add("/criterion/to", "date.order", th: "ต้องไม่ก่อน from", en: "must not be before from")
        }
    }
}

/// Criteria of a fiscal year.
public struct ListCriteria: RPCMethod {
    public static let name = "criterion.list"
    public static let summary = LocalizedText("เกณฑ์พิจารณาคำขอของปี", "Criteria of requests of a year")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = Notes.members
    public static let examples = [
        RPCExample("before there were any", params: #"{"fiscalYear":2499}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = RequestCriteria

    public var fiscalYear: FiscalYear

    public init(fiscalYear: FiscalYear) { self.fiscalYear = fiscalYear }
}

/// Criteria by code.
public struct RequestCriteria: Codable, Sendable, Hashable {
    public var items: [RequestCriterion]

    public init(items: [RequestCriterion]) { self.items = items }
}
