import Kernel

/// A business act: what is asked of the ledger.
enum Act: Sendable {
    case allocation(line: ID, amount: Money, supplementary: Bool)
    case commitment(line: ID, id: ID, code: String, payee: String?, amount: Money)
    /// `nil`: all that is outstanding.
    case release(commitment: ID, amount: Money?)
    case directPayment(line: ID, amount: Money)
    case payment(commitment: ID, amount: Money, final: Bool)
    case returnToSource(line: ID, amount: Money)
    case refund(line: ID, amount: Money)
    case reservation(line: ID, amount: Money)
    case transfer(from: ID, to: ID, amount: Money)
    case reservationRelease(line: ID, amount: Money)
    /// All that is outstanding leaves for the next fiscal year.
    case carryOut(commitment: ID)
    /// What was bound the year before arrives, bound as it was.
    case carryIn(line: ID, id: ID, code: String, payee: String?, amount: Money)
    /// Free money leaves for the next fiscal year, and arrives there as free.
    case carryOutFree(line: ID, amount: Money)
    case carryInFree(line: ID, amount: Money)
    case reversal(Reversible)
}

/// An entry that is to be undone.
struct Reversible: Sendable {
    var id: ID
    var kind: ActKind
    var date: CalendarDate
    var commitment: ID?
    var movements: [Movement]
    /// The entry that undid it already.
    var reversedBy: ID?
}

/// The kinds of entry (contract: `EntryKind`).
enum ActKind: String, Sendable {
    case allocation, supplementaryAllocation, commitment, commitmentRelease, disbursement, returnToSource, refund
    case transferReservation, transferExecution, transferRelease, carryOver, reversal

    /// Transfers are undone by their own procedure: withdrawn while they are open, moved back by another one after.
    var isReversible: Bool {
        switch self {
        case .allocation, .supplementaryAllocation, .commitment, .commitmentRelease, .disbursement, .returnToSource,
            .refund:
            true
        case .transferReservation, .transferExecution, .transferRelease, .carryOver, .reversal: false
        }
    }
}

/// An act that the book has accepted: what is to be written.
struct PlannedEntry: Sendable {
    var kind: ActKind
    var date: CalendarDate
    var movements: [Movement]
    var commitment: ID?
    var reverses: ID?
}
