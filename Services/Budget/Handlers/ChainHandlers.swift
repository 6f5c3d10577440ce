import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// From purchase order to payment: receipts and claims.
enum ChainHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            PostReceipt.self, at: { try await Find.commitment($0.commitment, on: $1.database).organisation }
        ) { try await receive($0, $1) }
        router.change(
            PostClaim.self,
            at: {
                let receipt = try await Find.receipt($0.receipt, on: $1.database)
                return try await Find.commitment(.id(receipt.commitment), on: $1.database).organisation
            }
        ) { try await claim($0, $1) }
        router.read(GetChain.self, at: { try await Find.commitment($0.commitment, on: $1.database).organisation }) {
            let params = $0
            return try await $1.snapshot { try await chain(params, $0) }
        }
    }

    private static func receive(_ params: PostReceipt, _ change: Change) async throws -> Receipt {
        let commitment = try await Find.commitment(params.commitment, on: change.transaction).commitment
        try inOrder(params.date, notBefore: commitment.date)
        let receipt = Receipt(
            id: change.newID(), province: commitment.province, code: params.code, commitment: commitment.id,
            commitmentCode: commitment.code, date: params.date, amount: params.amount, claimed: .zero,
            note: params.note, recordedBy: change.caller.subject, recordedAt: change.now)
        try await write(params.code, taken: "commitment_receipt_code_taken", limit: commitment.amount) {
            try await change.transaction.execute(InsertReceipt(receipt: receipt))
        }
        try await change.emit("receipt.posted", subject: receipt.id.description, data: receipt)
        try await change.audit(subject: receipt.id.description, details: receipt)
        return receipt
    }

    private static func claim(_ params: PostClaim, _ change: Change) async throws -> Claim {
        let receipt = try await Find.receipt(params.receipt, on: change.transaction)
        try inOrder(params.date, notBefore: receipt.date)
        let claim = Claim(
            id: change.newID(), province: receipt.province, code: params.code, receipt: receipt.id,
            receiptCode: receipt.code, commitment: receipt.commitment, date: params.date, amount: params.amount,
            paid: .zero, letterNumber: params.letterNumber, recordedBy: change.caller.subject, recordedAt: change.now)
        try await write(params.code, taken: "commitment_claim_code_taken", limit: receipt.amount) {
            try await change.transaction.execute(InsertClaim(claim: claim))
        }
        try await change.emit("claim.posted", subject: claim.id.description, data: claim)
        try await change.audit(subject: claim.id.description, details: claim)
        return claim
    }

    /// Counts a payment, or its reversal, on its claim.
    static func pay(_ claim: Claim, _ amount: Money, _ change: Change) async throws {
        let counted = try await change.transaction.execute(
            PayClaim(province: claim.province, id: claim.id, amount: amount))
        if counted != 1 { throw overStep(claim.amount) }
    }

    static func inOrder(_ date: CalendarDate, notBefore first: CalendarDate) throws {
        guard date < first else { return }
        let message = Messages.stepBefore(first)
        throw RPCError.ruleViolated(
            "date.order", message, problems: [Problem(path: "/date", rule: "date.order", message: message)])
    }

    private static func overStep(_ limit: Money) -> RPCError {
        let message = Messages.stepOver(limit)
        return RPCError.ruleViolated(
            "chain.amount", message, problems: [Problem(path: "/amount", rule: "chain.amount", message: message)])
    }

    private static func write(
        _ code: String, taken: String, limit: Money, _ insert: () async throws -> Int
    ) async throws {
        do {
            guard try await insert() == 1 else { throw overStep(limit) }
        } catch let error as PostgresError where error.constraint == taken {
            throw RPCError.conflict(Messages.codeTaken(code))
        }
    }

    private static func chain(_ params: GetChain, _ database: PostgresTransaction) async throws -> CommitmentChain {
        let commitment = try await Find.commitment(params.commitment, on: database).commitment
        let key = (province: commitment.province, id: commitment.id)
        var entries = try await database.all(
            SelectCommitmentEntries(province: key.province, commitment: key.id))
        let postings = Dictionary(
            grouping: try await database.all(SelectPostings(province: key.province, entries: entries.map(\.id))),
            by: \.entry)
        for index in entries.indices { entries[index].postings = postings[entries[index].id]?.map(\.posting) ?? [] }
        return CommitmentChain(
            commitment: commitment, receipts: try await database.all(FindReceipts(commitment: key)),
            claims: try await database.all(FindClaims(commitment: key)), entries: entries)
    }
}

extension Find {
    static func receipt(_ reference: Reference, on database: some StatementExecutor) async throws -> Receipt {
        try only(try await database.all(FindReceipts(reference: reference)), "receipt", reference)
    }

    static func claim(_ reference: Reference, on database: some StatementExecutor) async throws -> Claim {
        try only(try await database.all(FindClaims(reference: reference)), "claim", reference)
    }
}
