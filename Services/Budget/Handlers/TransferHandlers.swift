import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Transfers and their rule table. Where a transfer stands on its way is its matter's to say.
enum TransferHandlers {
    static func register(on router: ServiceRouter) {
        router.change(RequestTransfer.self, at: { try await Find.line($0.from, on: $1.database).organisation }) {
            try await TransferLedger.request($0, $1) { _, _ in nil }
        }
        router.read(GetTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }) {
            try await Find.transfer($0.transfer, on: $1.database)
        }
        router.read(ListTransfers.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await list($0, $1)
        }
        router.change(
            ExecuteTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }
        ) { params, change in
            let transfer = try await Find.transfer(params.transfer, on: change.transaction)
            let paper = Paper(letterNumber: params.letterNumber, note: params.note)
            return try await TransferLedger.settle(transfer, as: .executed, on: params.date, paper: paper, change)
        }
        router.change(
            WithdrawTransfer.self, at: { try await Find.transfer($0.transfer, on: $1.database).from.organisation }
        ) { params, change in
            let transfer = try await Find.transfer(params.transfer, on: change.transaction)
            return try await TransferLedger.settle(
                transfer, as: .withdrawn, on: params.date, paper: Paper(note: params.reason), change)
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

    private static func list(_ params: ListTransfers, _ call: ReadCall) async throws -> Page<Transfer> {
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectTransfers(
                organisation: params.organisation, fiscalYear: params.fiscalYear, state: params.state,
                after: try params.cursor?.keys("transfer", count: 2), limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("transfer", $0.province, $0.code) }
    }
}

extension Find {
    static func transfer(_ reference: Reference, on database: some StatementExecutor) async throws -> Transfer {
        try only(try await database.all(FindTransfer(reference: reference)), "transfer", reference)
    }
}
