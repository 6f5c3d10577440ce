import Kernel

/// A business act in the ledger with its postings. Never edited: a correction is a reversal that names it.
public struct LedgerEntry: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var kind: EntryKind
    /// The day it counts for; lies in the lines' fiscal year.
    public var date: CalendarDate
    /// The office's own number for it, unique within the province.
    public var code: String?
    public var letterNumber: String?
    public var reference: String?
    public var note: String?
    /// The commitment it makes, pays or releases.
    public var commitment: ID?
    /// The transfer it belongs to.
    public var transfer: ID?
    /// The claim that it pays.
    public var claim: ID?
    /// The entry that it undoes.
    public var reverses: ID?
    /// The entry that undid it.
    public var reversedBy: ID?
    public var postedBy: String
    public var postedAt: Instant
    public var postings: [Posting]

    public init(
        id: ID, province: String, kind: EntryKind, date: CalendarDate, document: EntryDocument, commitment: ID?,
        transfer: ID?, claim: ID? = nil, reverses: ID?, reversedBy: ID?, postedBy: String, postedAt: Instant,
        postings: [Posting]
    ) {
        self.id = id
        self.province = province
        self.kind = kind
        self.date = date
        code = document.code
        letterNumber = document.letterNumber
        reference = document.reference
        note = document.note
        self.commitment = commitment
        self.transfer = transfer
        self.claim = claim
        self.reverses = reverses
        self.reversedBy = reversedBy
        self.postedBy = postedBy
        self.postedAt = postedAt
        self.postings = postings
    }
}

/// An amount that moves from one account (credit) to another (debit): one row, so it is always balanced.
public struct Posting: Codable, Sendable, Hashable {
    /// 1, 2 … within the entry.
    public var number: Int
    /// Where the money goes.
    public var debit: LedgerAccount
    /// Where it comes from.
    public var credit: LedgerAccount
    /// More than zero.
    public var amount: Money

    public init(number: Int, debit: LedgerAccount, credit: LedgerAccount, amount: Money) {
        self.number = number
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }
}

/// A stage of a line.
public struct LedgerAccount: Codable, Sendable, Hashable {
    public var line: ID
    public var lineCode: String
    public var stage: LedgerStage

    public init(line: ID, lineCode: String, stage: LedgerStage) {
        self.line = line
        self.lineCode = lineCode
        self.stage = stage
    }
}

/// The paper behind an act.
public struct EntryDocument: Codable, Sendable, Hashable {
    /// The office's own number for the act, unique within the province; posting the same act twice under one code is
    /// refused. For a commitment the number of the purchase order or contract.
    public var code: String?
    /// Official letter number ("ศธ 0230/123").
    public var letterNumber: String?
    /// Voucher, GFMIS document or other reference.
    public var reference: String?
    public var note: String?

    public init(
        code: String? = nil, letterNumber: String? = nil, reference: String? = nil, note: String? = nil
    ) {
        self.code = code
        self.letterNumber = letterNumber
        self.reference = reference
        self.note = note
    }

    func check(at path: String, _ problems: inout Problems) {
        Rules.length(code, 1...64, path + "/code", &problems)
        Rules.length(letterNumber, 1...64, path + "/letterNumber", &problems)
        Rules.length(reference, 1...128, path + "/reference", &problems)
        Rules.length(note, 1...2_000, path + "/note", &problems)
    }
}

/// Money bound by a purchase order or contract.
public struct Commitment: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// Number of the purchase order or contract, unique within the province.
    public var code: String
    public var line: ID
    public var lineCode: String
    public var payee: String?
    public var date: CalendarDate
    public var amount: Money
    /// Paid against it so far.
    public var disbursed: Money
    /// Given up, available to the line again.
    public var released: Money
    /// Taken into the next fiscal year.
    public var carriedOver: Money
    /// `amount - disbursed - released - carriedOver`.
    public var outstanding: Money

    public init(
        id: ID, province: String, code: String, line: ID, lineCode: String, payee: String?, date: CalendarDate,
        amount: Money, disbursed: Money, released: Money, carriedOver: Money
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.line = line
        self.lineCode = lineCode
        self.payee = payee
        self.date = date
        self.amount = amount
        self.disbursed = disbursed
        self.released = released
        self.carriedOver = carriedOver
        outstanding = amount - disbursed - released - carriedOver
    }
}

/// What posting answers: the entry, and the lines as it left them.
public struct PostedEntry: Codable, Sendable, Hashable {
    public var entry: LedgerEntry
    public var lines: [LineBalances]
    /// The commitment as it is now, where the act concerns one.
    public var commitment: Commitment?
    /// What the act went over and may (`control.set`); absent where nothing.
    public var warnings: [Problem]?

    public init(
        entry: LedgerEntry, lines: [LineBalances], commitment: Commitment?, warnings: [Problem]? = nil
    ) {
        self.entry = entry
        self.lines = lines
        self.commitment = commitment
        self.warnings = warnings
    }
}
