import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Transfers that the plans service decides: what it is told of them, and what its matters mean for the ledger.
enum TransferAgendaDesk {
    static func note(
        _ call: TransferAgendaCall, of transfer: Transfer, on date: CalendarDate, letterNumber: String? = nil,
        note: String? = nil, _ change: Change
    ) async throws {
        _ = try await change.transaction.execute(
            InsertAgendaCall(
                transfer: transfer, call: call, date: min(date, change.now.dateInThailand),
                letterNumber: letterNumber, note: note, now: change.now))
    }

    /// Carries out what the plans service's committee has approved, and has its matter closed there.
    static func execute(_ params: ExecuteTransfer, _ transfer: Transfer, _ change: Change) async throws -> Transfer {
        guard let agenda = transfer.agenda, agenda.decision?.isApproval == true,
            agenda.step == nil || agenda.stepKind == .execution
        else {
            throw RPCError.ruleViolated(
                "transfer.notApproved", Messages.transferNotApproved(transfer.agenda?.step ?? "agenda"),
                at: "/transfer")
        }
        if params.date > change.now.dateInThailand {
            throw RPCError.ruleViolated(
                "date.future", Messages.dateInFuture,
                problems: [Problem(path: "/date", rule: "date.future", message: Messages.dateInFuture)])
        }
        _ = try await TransferLedger.settle(
            transfer, as: .executed, on: params.date,
            paper: Paper(letterNumber: params.letterNumber, note: params.note), change)
        if agenda.step != nil {
            try await note(
                .execute, of: transfer, on: params.date, letterNumber: params.letterNumber, note: params.note, change)
        }
        return try await Find.transfer(.id(transfer.id), on: change.transaction)
    }

    /// Ends what nobody has approved there, and has its matter closed there.
    static func end(
        _ transfer: Transfer, as state: TransferState, on date: CalendarDate, reason: String, _ change: Change
    ) async throws -> Transfer {
        guard transfer.agenda?.decision?.isApproval != true else {
            throw RPCError.ruleViolated("transfer.approved", Messages.transferApproved, at: "/transfer")
        }
        _ = try await TransferLedger.settle(transfer, as: state, on: date, paper: Paper(note: reason), change)
        try await note(.withdraw, of: transfer, on: date, note: reason, change)
        return try await Find.transfer(.id(transfer.id), on: change.transaction)
    }

    /// What a matter of the plans service, as it stands there, means here. Whatever ended it settles the transfer, once.
    static func apply(_ matter: Matter, to news: SelectAgendaNews.News, _ change: Change) async throws {
        let transfer = try await Find.transfer(.id(news.transfer), on: change.transaction)
        var view = TransferAgenda(service: AgendaFollower.peer, step: matter.step, stepKind: matter.stepKind)
        let decided =
            matter.history.last { action in action.outcome == matter.decision && action.resolution != nil }
            ?? matter.history.last { $0.outcome == matter.decision }
        view.decision = matter.decision
        view.decidedOn = matter.decision == nil ? nil : decided?.date
        view.resolution = matter.decision == nil ? nil : decided?.resolution
        view.observations = matter.decision == nil ? nil : decided?.note
        if transfer.state == .requested, let state = matter.state.settled {
            do {
                _ = try await settle(transfer, as: state, by: matter.history.last, change)
            } catch let error as RPCError {
                // The ledger does not let it (the Bureau's letter is not here yet, the period is closed): it is shown,
                // and `transfer.execute` or `transfer.withdraw` does it when it can be done.
                view.problem = error.problems.first?.message ?? error.message
            }
        }
        _ = try await change.transaction.execute(
            WriteAgendaView(province: news.province, transfer: news.transfer, view: view, number: news.number))
        let now = try await Find.transfer(.id(news.transfer), on: change.transaction)
        if now.agenda != transfer.agenda {
            try await change.emit("transfer.moved", subject: now.id.description, data: now)
        }
        try await change.audit(subject: now.id.description, details: now)
    }

    private static func settle(
        _ transfer: Transfer, as state: TransferState, by action: MatterAction?, _ change: Change
    ) async throws -> Transfer {
        let paper = Paper(letterNumber: action?.letterNumber, note: action?.note)
        let today = change.now.dateInThailand
        let date = max(transfer.date, action?.date ?? today)
        do {
            return try await TransferLedger.settle(transfer, as: state, on: date, paper: paper, change)
        } catch let error as RPCError where state != .executed && date != today {
            // What is given up is free again from the day on which it can be: the day it was heard of.
            do {
                return try await TransferLedger.settle(transfer, as: state, on: today, paper: paper, change)
            } catch is RPCError { throw error }
        }
    }
}

extension MatterState {
    /// What its end means for a transfer; `nil` while it is open.
    fileprivate var settled: TransferState? {
        switch self {
        case .open: nil
        case .completed: .executed
        case .rejected: .rejected
        case .withdrawn: .withdrawn
        }
    }
}
