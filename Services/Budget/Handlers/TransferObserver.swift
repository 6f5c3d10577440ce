import BudgetContract
import CommonContract
import Kernel
import Procedures
import ServiceKit

/// Follows the matters of transfers: whatever ends a matter settles its transfer in the same transaction.
struct TransferObserver: MatterObserver {
    static let kind = "budgetTransfer"
    /// Code of the procedure (domain §5, row 3).
    static let procedure = "budgetTransfer"

    var subjectKind: String { Self.kind }

    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws {
        let state: TransferState
        switch matter.state {
        case .open: return
        case .completed: state = .executed
        case .rejected: state = .rejected
        case .withdrawn: state = TransferLedger.isExpiring ? .expired : .withdrawn
        }
        let transfer = try await Find.transfer(.id(matter.subject), on: change.transaction)
        _ = try await TransferLedger.settle(
            transfer, as: state, on: action.date,
            paper: Paper(letterNumber: action.letterNumber, note: action.note), change)
    }
}
