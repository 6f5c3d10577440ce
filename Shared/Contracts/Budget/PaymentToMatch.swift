import CommonContract
import JSONRPC
import Kernel

/// What became of a payment of an extract that no commitment was found for.
public enum PaymentMatchState: String, Codable, Sendable, CaseIterable {
    /// Somebody has to say where it belongs.
    case open
    /// It is posted.
    case matched
    /// It is not of these books; the note says why.
    case dismissed
}

/// Why a payment of an extract was not matched by itself.
public enum UnmatchedReason: String, Codable, Sendable, CaseIterable {
    /// No line of the payment's fiscal year has the GFMIS codes, or several have.
    case unknownBudgetCode, severalLines
    /// There is no such order, or it is of another line.
    case unknownOrder
    /// The order has less outstanding.
    case tooLittle
    /// Several commitments of the payee could be it.
    case ambiguous
    /// Neither order nor line is named, and no commitment of the payee fits.
    case nothing
}

/// A payment of an imported extract that waits to be matched, as the extract has it.
public struct PaymentToMatch: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// For which the file was taken; the line or commitment that it belongs to is below it.
    public var organisation: String
    /// Number of the extract's document; the posted entry gets it.
    public var code: String
    public var date: CalendarDate
    /// Below zero: money that came back.
    public var amount: Money
    /// Number of the order as the extract names it.
    public var order: String?
    public var line: String?
    public var payee: String?
    public var reference: String?
    public var gfmisUnit: String?
    public var gfmisFund: String?
    public var gfmisBudgetCode: String?
    public var reason: UnmatchedReason
    /// The reason in words, with what to do.
    public var message: LocalizedText
    public var state: PaymentMatchState
    /// Name of the file that it was last in, and its row there, from 1.
    public var file: String?
    public var row: Int
    public var foundAt: Instant
    /// The entry that posted it.
    public var entry: ID?
    /// Why it is not of these books.
    public var note: String?
    public var settledBy: String?
    public var settledAt: Instant?

    public init(
        id: ID, province: String, organisation: String, code: String, date: CalendarDate, amount: Money,
        order: String?, line: String?, payee: String?, reference: String?, gfmisUnit: String?, gfmisFund: String?,
        gfmisBudgetCode: String?, reason: UnmatchedReason, message: LocalizedText, state: PaymentMatchState,
        file: String?, row: Int, foundAt: Instant, entry: ID? = nil, note: String? = nil, settledBy: String? = nil,
        settledAt: Instant? = nil
    ) {
        self.id = id
        self.province = province
        self.organisation = organisation
        self.code = code
        self.date = date
        self.amount = amount
        self.order = order
        self.line = line
        self.payee = payee
        self.reference = reference
        self.gfmisUnit = gfmisUnit
        self.gfmisFund = gfmisFund
        self.gfmisBudgetCode = gfmisBudgetCode
        self.reason = reason
        self.message = message
        self.state = state
        self.file = file
        self.row = row
        self.foundAt = foundAt
        self.entry = entry
        self.note = note
        self.settledBy = settledBy
        self.settledAt = settledAt
    }
}

/// A commitment that a payment may belong to, as it stands now.
public struct MatchCandidate: Codable, Sendable, Hashable {
    public var commitment: ID
    /// Number of the purchase order or contract.
    public var code: String
    public var lineCode: String
    public var payee: String?
    public var date: CalendarDate
    public var outstanding: Money
    /// The extract names this payee, as names are compared: without spaces, dots and kinds of company.
    public var samePayee: Bool
    /// Exactly as much is outstanding as was paid.
    public var exact: Bool

    public init(
        commitment: ID, code: String, lineCode: String, payee: String?, date: CalendarDate, outstanding: Money,
        samePayee: Bool, exact: Bool
    ) {
        self.commitment = commitment
        self.code = code
        self.lineCode = lineCode
        self.payee = payee
        self.date = date
        self.outstanding = outstanding
        self.samePayee = samePayee
        self.exact = exact
    }
}

/// A payment with what it may belong to.
public struct PaymentMatchFile: Codable, Sendable, Hashable {
    public var payment: PaymentToMatch
    /// Commitments of the payment's fiscal year with enough outstanding, the likeliest first: same payee, exact amount,
    /// then by number; at most 50.
    public var candidates: [MatchCandidate]
    /// Lines of that year that may have paid it directly: those that the extract's line or budget code names.
    public var lines: [LineBalances]

    public init(payment: PaymentToMatch, candidates: [MatchCandidate], lines: [LineBalances]) {
        self.payment = payment
        self.candidates = candidates
        self.lines = lines
    }
}

/// A payment that found its place, and what was posted.
public struct MatchedPayment: Codable, Sendable, Hashable {
    public var payment: PaymentToMatch
    public var entry: LedgerEntry

    public init(payment: PaymentToMatch, entry: LedgerEntry) {
        self.payment = payment
        self.entry = entry
    }
}
