import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import ServiceKit

/// Transfers and their rule table. Where a transfer stands on its way is its matter's to say.
struct TransferHandlers {
    let procedures: Procedures

    func register(on router: ServiceRouter) {
        router.change(RequestTransfer.self, at: { try await Find.line($0.from, on: $1.database).organisation }) {
            try await request($0, $1)
        }
        router.read(GetTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }) {
            try await Find.transfer($0.transfer, on: $1.database)
        }
        router.read(ListTransfers.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await list($0, $1)
        }
        router.change(
            ExecuteTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }
        ) { try await execute($0, $1) }
        router.change(
            WithdrawTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }
        ) { try await withdraw($0, $1) }
        router.change(
            AgreeTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }
        ) { try await agree($0, $1) }
        router.change(
            ReportTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }
        ) { try await report($0, $1) }
        router.change(ExpireTransfers.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let due = try await $1.transaction.all(
                SelectOpenTransfers(organisation: $0.organisation, expiredBy: $1.now.dateInThailand))
            return ExpiredTransfers(items: try await Expiry(procedures: procedures).end(due, $1))
        }
        router.change(SetTransferRule.self, at: { _, _ in "TH" }) { params, change in
            _ = try await change.transaction.execute(UpsertTransferRule(rule: params.rule))
            let subject = "\(params.rule.change)/\(params.rule.effectiveFrom)"
            try await change.emit("transferRule.set", subject: subject, data: params.rule)
            try await change.audit(subject: subject, details: params.rule)
            return params.rule
        }
        router.read(ListTransferRules.self) {
            TransferRules(items: try await $1.database.all(SelectTransferRules(date: $0.date)))
        }
    }

    private func request(_ params: RequestTransfer, _ change: Change) async throws -> Transfer {
        if change.runtime.peers[AgendaFollower.peer] != nil {
            let transfer = try await TransferLedger.request(params, onAgendaOf: AgendaFollower.peer, change) { _, _ in
                nil
            }
            try await TransferAgendaDesk.note(.open, of: transfer, on: transfer.date, change)
            return transfer
        }
        return try await TransferLedger.request(params, change) { transfer, organisation in
            let opening = MatterOpening(
                procedure: TransferObserver.procedure, organisation: organisation,
                subjectKind: TransferObserver.kind, subject: transfer.id, subjectCode: transfer.code,
                title: Messages.transferTitle(transfer), date: transfer.date)
            return try await procedures.open(opening, in: change).id
        }
    }

    /// Takes the matter's last step; the observer posts.
    private func execute(_ params: ExecuteTransfer, _ change: Change) async throws -> Transfer {
        let transfer = try await Find.transfer(params.transfer, on: change.transaction)
        if transfer.state == .requested, transfer.agenda != nil {
            return try await TransferAgendaDesk.execute(params, transfer, change)
        }
        guard transfer.state == .requested, let id = transfer.matter else {
            throw RPCError.ruleViolated(
                "transfer.decided", Messages.transferDecided(transfer.state.rawValue), at: "/transfer")
        }
        let matter = try await procedures.matter(id, in: change)
        guard matter.stepKind == .execution, let step = matter.step else {
            throw RPCError.ruleViolated(
                "transfer.notApproved", Messages.transferNotApproved(matter.step ?? ""), at: "/transfer")
        }
        _ = try await procedures.act(
            MatterMove(
                matter: id, step: step, outcome: .forward, date: params.date, note: params.note,
                letterNumber: params.letterNumber), in: change)
        return try await Find.transfer(.id(transfer.id), on: change.transaction)
    }

    private func withdraw(_ params: WithdrawTransfer, _ change: Change) async throws -> Transfer {
        let transfer = try await Find.transfer(params.transfer, on: change.transaction)
        if transfer.state == .requested, transfer.agenda != nil {
            return try await TransferAgendaDesk.end(
                transfer, as: .withdrawn, on: params.date, reason: params.reason, change)
        }
        guard transfer.state == .requested, let matter = transfer.matter else {
            throw RPCError.ruleViolated(
                "transfer.decided", Messages.transferDecided(transfer.state.rawValue), at: "/transfer")
        }
        _ = try await procedures.withdraw(matter, date: params.date, reason: params.reason, in: change)
        return try await Find.transfer(.id(transfer.id), on: change.transaction)
    }

    private func agree(_ params: AgreeTransfer, _ change: Change) async throws -> Transfer {
        let transfer = try await Find.transfer(params.transfer, on: change.transaction)
        let letter = DatedLetter(letterNumber: params.letterNumber, date: params.date)
        let agreed = try await change.transaction.execute(
            AgreeToTransfer(province: transfer.province, id: transfer.id, letter: letter))
        guard agreed == 1 else {
            throw RPCError.ruleViolated("transfer.noAgreement", Messages.transferNoAgreement, at: "/transfer")
        }
        return try await followed("transfer.agreed", transfer.id, change)
    }

    private func report(_ params: ReportTransfer, _ change: Change) async throws -> Transfer {
        let transfer = try await Find.transfer(params.transfer, on: change.transaction)
        if let executed = transfer.executedOn, params.date < executed {
            let message = Messages.reportBefore(executed)
            throw RPCError.ruleViolated(
                "date.order", message, problems: [Problem(path: "/date", rule: "date.order", message: message)])
        }
        let letter = DatedLetter(letterNumber: params.letterNumber, date: params.date)
        let reported = try await change.transaction.execute(
            MarkTransferReported(province: transfer.province, id: transfer.id, letter: letter))
        guard reported == 1 else {
            throw RPCError.ruleViolated("transfer.noReport", Messages.transferNoReport, at: "/transfer")
        }
        return try await followed("transfer.reported", transfer.id, change)
    }

    private func followed(_ event: String, _ id: ID, _ change: Change) async throws -> Transfer {
        let transfer = try await Find.transfer(.id(id), on: change.transaction)
        try await change.emit(event, subject: id.description, data: transfer)
        try await change.audit(subject: id.description, details: transfer)
        return transfer
    }

    private func list(_ params: ListTransfers, _ call: ReadCall) async throws -> Page<Transfer> {
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectTransfers(
                organisation: params.organisation, fiscalYear: params.fiscalYear, state: params.state,
                reportDueBy: params.reportDueBy, after: try params.cursor?.keys("transfer", count: 2), limit: limit + 1)
        )
        return Page(rows, limit: limit) { PageCursor("transfer", $0.province, $0.code) }
    }
}

extension Find {
    static func transfer(_ reference: Reference, on database: some StatementExecutor) async throws -> Transfer {
        try only(try await database.all(FindTransfer(reference: reference)), "transfer", reference)
    }
}
