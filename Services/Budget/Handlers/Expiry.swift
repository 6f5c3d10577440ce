import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import ServiceKit

/// Ends requests for transfers that were not approved in time: their matter is closed, what they reserved is
/// available again.
struct Expiry: Sendable {
    let procedures: Procedures

    /// Ends those that no body has approved; approved ones stay, to be carried out.
    /// - Returns: codes of those that ended.
    func end(_ transfers: [Transfer], _ change: Change) async throws -> [String] {
        var ended: [String] = []
        for transfer in transfers {
            guard try await isUndecided(transfer, change) else { continue }
            let today = change.now.dateInThailand
            let date = max(transfer.date, min(transfer.expiresOn ?? today, today))
            guard transfer.agenda == nil, let matter = transfer.matter else {
                _ = try await TransferAgendaDesk.end(
                    transfer, as: .expired, on: date,
                    reason: Messages.transferExpired(transfer.expiresOn ?? date).th, change)
                ended.append(transfer.code)
                continue
            }
            try await TransferLedger.$isExpiring.withValue(true) {
                _ = try await procedures.withdraw(
                    matter, date: date, reason: Messages.transferExpired(transfer.expiresOn ?? date).th, in: change)
            }
            ended.append(transfer.code)
        }
        return ended
    }

    /// No body has approved it.
    func isUndecided(_ transfer: Transfer, _ change: Change) async throws -> Bool {
        if let agenda = transfer.agenda { return agenda.decision?.isApproval != true }
        guard let id = transfer.matter else { return false }
        let matter = try await procedures.matter(id, in: change)
        return matter.state == .open && matter.decision?.isApproval != true
    }

    /// Ends what is past its day, over all organisations, in one change where there is something to do.
    func sweep(_ runtime: ServiceRuntime) async throws {
        let today = runtime.clock().dateInThailand
        let due = try await runtime.database.all(SelectOpenTransfers(expiredBy: today))
        guard !due.isEmpty else { return }
        _ = try await runtime.change(as: "system", method: ExpireTransfers.name) { change in
            let still = try await change.transaction.all(SelectOpenTransfers(expiredBy: today))
            return try await end(still, change)
        }
    }
}
