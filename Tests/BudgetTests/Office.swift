import Budget
import BudgetContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import ServiceKit
import ServiceTestSupport

/// Runs the budget service over a fresh database.
func withOffice(
    peers: [String: any RPCCaller] = [:], _ body: @Sendable (Office) async throws -> Void
) async throws {
    let modules: [any ServiceModule] = [BudgetService(), ProceduresModule(BudgetService.procedures)]
    try await withService(modules: modules, name: "budget", peers: peers) { service in
        try await service.recordDecisions(of: ["budgetTransfer", "budgetRequest"])
        try await body(Office(service: service))
    }
}

/// An office's books in a test: short names for calls, a key of its own for each.
struct Office: Sendable {
    let service: TestService
    static let year = FiscalYear(2566)!

    static func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

    func key() -> String { ID(at: Instant(microsecondsSinceEpoch: 1)).description }

    static func draft(
        _ code: String, organisation: String = "67-01", planType: BudgetPlanType = .basic,
        category: ExpenditureCategory = .operating, work: String = "OUT-1", year: FiscalYear = year
    ) -> LineDraft {
        LineDraft(
            code: code, fiscalYear: year, organisation: organisation, planType: planType, category: category,
            source: .parentAgency, workKind: .output, workCode: work)
    }

    @discardableResult
    func line(_ draft: LineDraft, allocated: Int64 = 0, on date: String = "2022-10-01") async throws -> BudgetLine {
        let line = try await service.call(CreateLine(idempotencyKey: key(), line: draft))
        if allocated > 0 { try await allocate(draft.code, allocated, on: date) }
        return line
    }

    @discardableResult
    func allocate(_ line: String, _ baht: Int64, on date: String = "2022-10-01") async throws -> PostedEntry {
        try await service.call(
            PostAllocation(
                idempotencyKey: key(), line: .code(line), amount: Money(baht: baht), date: Self.day(date)))
    }

    @discardableResult
    func pay(_ line: String, _ baht: Int64, on date: String = "2022-12-01") async throws -> PostedEntry {
        try await service.call(
            PostDisbursement(
                idempotencyKey: key(), line: .code(line), amount: Money(baht: baht), date: Self.day(date)))
    }

    @discardableResult
    func commit(_ line: String, _ code: String, _ baht: Int64, on date: String = "2022-11-01") async throws
        -> PostedEntry
    {
        try await service.call(
            PostCommitment(
                idempotencyKey: key(), line: .code(line), code: code, amount: Money(baht: baht), date: Self.day(date)))
    }

    func balances(_ line: String) async throws -> Balances {
        try await service.call(GetLine(line: .code(line))).balances
    }

    /// As the database's superuser, past every rule.
    func tamper(_ sql: String) async throws {
        try await service.database.transaction { try await $0.script(sql) }
    }

    func verify() async throws -> LedgerVerdict { try await service.call(VerifyLedger(organisation: "67")) }
}
