import CommonContract
import JSONRPC
import Kernel

/// One entry by its id or code.
public struct GetEntry: RPCMethod {
    public static let name = "entry.get"
    public static let summary = LocalizedText("รายการบัญชีหนึ่งรายการ", "One ledger entry with its postings")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by its code", params: #"{"entry":"AL-EX1"}"#, result: Examples.allocation)
    ]
    public typealias Result = LedgerEntry

    public var entry: Reference

    public init(entry: Reference) { self.entry = entry }
}

/// Undoes an entry by one that names it; the original stays as it is.
public struct ReverseEntry: RPCChange {
    public static let name = "entry.reverse"
    public static let summary = LocalizedText("กลับรายการบัญชี", "Reverses a ledger entry")
    public static let details = LocalizedText(
        "แต่ละรายการกลับได้ครั้งเดียว รายการกลับไม่อาจกลับอีก และต้องมีเงินเหลือพอ",
        "An entry is reversed at most once, a reversal never, and only where the money is still there."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"reverse-1","validateOnly":true,"entry":"PV-EX2","date":"2022-12-05",\
                "reason":"บันทึกผิดรายการ"}
                """,
            result: """
                {"entry":\(Examples.entry(
                    #""kind":"reversal","date":"2022-12-05","note":"บันทึกผิดรายการ","reverses":"\#(Examples.someID)""#,
                    postings: [Examples.posting(1, debit: "available", credit: "disbursed", "5000.00")])),\
                "lines":[\(Examples.lineBalances(Examples.balances(
                    allocated: "99000.00", available: "69000.00", committed: "20000.00", disbursed: "10000.00",
                    used: "30000.00", returned: "1000.00")))]}
                """)
    ]
    public typealias Result = PostedEntry

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var entry: Reference
    public var date: CalendarDate
    /// Why; kept as the reversal's note.
    public var reason: String
    public var code: String?
    public var letterNumber: String?

    public init(
        idempotencyKey: String, entry: Reference, date: CalendarDate, reason: String, code: String? = nil,
        letterNumber: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.entry = entry
        self.date = date
        self.reason = reason
        self.code = code
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(reason, 1...2_000, "/reason", &problems)
        Rules.length(code, 1...64, "/code", &problems)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// One act of an import.
public struct ActDraft: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case allocation, supplementaryAllocation, commitment, commitmentRelease, disbursement, returnToSource, refund
    }

    public var kind: Kind
    /// Code or id of the line; for a release and for a payment against a commitment leave it out.
    public var line: Reference?
    /// Code or id of the commitment that is paid or released; one made earlier in the same import may be named.
    public var commitment: Reference?
    public var amount: Money
    public var date: CalendarDate
    /// `true`: the last payment of the commitment.
    public var final: Bool?
    public var payee: String?
    /// A commitment needs its `code` here: the number of the purchase order or contract.
    public var document: EntryDocument?

    public init(
        kind: Kind, line: Reference? = nil, commitment: Reference? = nil, amount: Money, date: CalendarDate,
        final: Bool? = nil, payee: String? = nil, document: EntryDocument? = nil
    ) {
        self.kind = kind
        self.line = line
        self.commitment = commitment
        self.amount = amount
        self.date = date
        self.final = final
        self.payee = payee
        self.document = document
    }

    /// The rules that the draft itself can be held to; `path` is the pointer to it.
    public func check(at path: String, _ problems: inout Problems) {
        Rules.positive(amount, path + "/amount", &problems)
        Rules.length(payee, 1...300, path + "/payee", &problems)
        document?.check(at: path + "/document", &problems)
        switch kind {
        case .disbursement:
            Rules.oneOf(line, commitment, final, path, &problems)
        case .commitmentRelease:
            Rules.member(commitment != nil, "commitment", path, &problems)
            Rules.member(line == nil, "line", path, &problems, wanted: false)
        case .commitment:
            Rules.member(line != nil, "line", path, &problems)
            Rules.member(commitment == nil, "commitment", path, &problems, wanted: false)
            Rules.member(document?.code != nil, "document/code", path, &problems)
        case .allocation, .supplementaryAllocation, .returnToSource, .refund:
            Rules.member(line != nil, "line", path, &problems)
            Rules.member(commitment == nil, "commitment", path, &problems, wanted: false)
        }
        if kind != .disbursement { Rules.member(final == nil, "final", path, &problems, wanted: false) }
    }
}

extension Rules {
    static func member(
        _ holds: Bool, _ name: String, _ path: String, _ problems: inout Problems, wanted: Bool = true
    ) {
        guard !holds else { return }
        if wanted {
            problems.add("\(path)/\(name)", "required", th: "ต้องระบุ \(name)", en: "\(name) is required here")
        } else {
            problems.add(
                "\(path)/\(name)", "members.together", th: "ไม่ใช้ \(name) กับรายการชนิดนี้",
                en: "\(name) does not go with this kind of act")
        }
    }
}

/// Posts up to 1,000 acts in the order given, as when an office brings its books in.
public struct ImportEntries: RPCChange {
    public static let name = "entry.import"
    public static let summary = LocalizedText("นำเข้ารายการบัญชี", "Posts many acts at once, in the order given")
    public static let details = LocalizedText(
        "`atomic`: ผิดรายการเดียวไม่ลงทั้งหมด; `partial`: ลงเฉพาะรายการที่ถูก และแจ้งรายการที่ผิดทุกข้อ",
        "`atomic`: one that is wrong stops them all; `partial`: the right ones are posted and every wrong one reported."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one act, checked only",
            params: """
                {"idempotencyKey":"entry-import-1","validateOnly":true,"organisation":"67","acts":[\
                {"kind":"allocation","line":"67-2566-OPR-EX1","amount":"1.00","date":"2022-10-11"}]}
                """,
            result: #"{"posted":1,"refused":0,"problems":[],"entries":["0190b3a0-0000-7000-8000-000000000001"]}"#)
    ]
    public typealias Result = EntriesOutcome

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// All lines belong to it or to what is below it.
    public var organisation: String
    public var acts: [ActDraft]
    /// `atomic` unless told otherwise.
    public var mode: ImportMode?

    public init(
        idempotencyKey: String, organisation: String, acts: [ActDraft], mode: ImportMode? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.acts = acts
        self.mode = mode
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(acts.count, 1...1_000, "/acts", &problems)
        guard mode != .partial else { return }
        for (index, act) in acts.prefix(1_000).enumerated() { act.check(at: "/acts/\(index)", &problems) }
    }
}

/// What an import of acts did.
public struct EntriesOutcome: Codable, Sendable, Hashable {
    public var posted: Int
    public var refused: Int
    /// Why those were refused, located by pointers into the params.
    public var problems: [Problem]
    /// Ids of the posted entries, in the order of the acts.
    public var entries: [ID]
    /// What posted acts went over and may (`control.set`); absent where nothing.
    public var warnings: [Problem]?

    public init(posted: Int, refused: Int, problems: [Problem], entries: [ID], warnings: [Problem]? = nil) {
        self.warnings = warnings
        self.posted = posted
        self.refused = refused
        self.problems = problems
        self.entries = entries
    }
}
