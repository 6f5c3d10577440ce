import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// Transfers through their procedure.
@Suite struct TransferServiceTests {
    @Test func approvedIsExecuted() async throws {
        try await withOffice { office in
            try await office.twoLines()
            let transfer = try await office.ask("TR-1", 300)
            #expect(transfer.state == .requested && transfer.rules.map(\.verdict) == [.allowed])
            #expect(try await office.balances("FROM").reserved == Money(baht: 300))
            let early = await #expect(throws: RPCError.self) { try await office.execute("TR-1") }
            #expect(
                early?.details.contains { $0.name == "rule" && $0.value == .string("transfer.notApproved") } == true)
            try await office.walk(transfer, to: "execution")
            let done = try await office.execute("TR-1")
            #expect(done.state == .executed && done.settlement != nil)
            let (from, to) = (try await office.balances("FROM"), try await office.balances("TO"))
            #expect(from.allocated == Money(baht: 700) && from.reserved == .zero)
            #expect(to.available == Money(baht: 300) && to.transferred == Money(baht: 300))
            let entry = try await office.service.call(GetEntry(entry: .id(try #require(done.settlement))))
            #expect(entry.kind == .transferExecution && entry.transfer == transfer.id)
            #expect(try await office.verify().sound)
            try await office.expectBalanced()
        }
    }

    @Test(arguments: ["officerApproval", "resolution"])
    func rejectedTouchesNothingElse(step: String) async throws {
        try await withOffice { office in
            try await office.twoLines()
            let before = try await office.balances("FROM")
            let transfer = try await office.ask("TR-1", 300)
            try await office.walk(transfer, to: step)
            try await office.act(transfer, step, .reject)
            let rejected = try await office.service.call(GetTransfer(transfer: "TR-1"))
            #expect(rejected.state == .rejected)
            #expect(try await office.balances("FROM") == before)
            #expect(try await office.balances("TO") == .zero)
            let kinds = try await office.service.call(ListLedger(line: "FROM")).items.map(\.kind)
            #expect(Set(kinds) == [.allocation, .transferReservation, .transferRelease])
            #expect(try await office.verify().sound)
        }
    }

    @Test func withdrawnReleases() async throws {
        try await withOffice { office in
            try await office.twoLines()
            _ = try await office.ask("TR-1", 300)
            func withdraw() async throws -> Transfer {
                try await office.service.call(
                    WithdrawTransfer(
                        idempotencyKey: office.key(), transfer: "TR-1", date: Office.day("2023-03-02"),
                        reason: "ไม่ใช้แล้ว"))
            }
            #expect(try await withdraw().state == .withdrawn)
            #expect(try await office.balances("FROM").available == Money(baht: 1_000))
            await #expect(throws: RPCError.self) { try await withdraw() }
            let listed = try await office.service.call(ListTransfers(organisation: "67", state: .withdrawn))
            #expect(listed.items.map(\.code) == ["TR-1"])
        }
    }

    /// Two officers execute at once: it is posted once.
    @Test func executedOnce() async throws {
        try await withOffice { office in
            try await office.twoLines()
            let transfer = try await office.ask("TR-1", 300)
            try await office.walk(transfer, to: "execution")
            let done = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { (try? await office.execute("TR-1")) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(done == 1)
            #expect(try await office.balances("TO").allocated == Money(baht: 300))
            #expect(try await office.verify().sound)
        }
    }

    @Test func whatTheTableForbids() async throws {
        try await withOffice { office in
            try await office.twoLines()
            try await office.line(Office.draft("SCHOOL", organisation: "67-S0001"))
            try await office.line(Office.draft("NEXT", year: FiscalYear(2567)!))
            for (to, rule) in [("SCHOOL", "transfer.forbidden"), ("NEXT", "transfer.year")] {
                let error = await #expect(throws: RPCError.self) { try await office.ask("TR-9", 10, to: to) }
                #expect(error?.problems.first?.rule == rule)
            }
            let short = await #expect(throws: RPCError.self) { try await office.ask("TR-9", 1_001) }
            #expect(short?.problems.first?.rule == "ledger.available")
            #expect(try await office.balances("FROM").available == Money(baht: 1_000))
            #expect(try await office.service.call(ListTransfers(organisation: "67")).items.isEmpty)
        }
    }
}

extension Office {
    func twoLines() async throws {
        try await line(Self.draft("FROM"), allocated: 1_000)
        try await line(Self.draft("TO", category: .subsidy))
    }

    func ask(_ code: String, _ baht: Int64, to: String = "TO") async throws -> Transfer {
        try await service.call(
            RequestTransfer(
                idempotencyKey: key(), code: code, from: "FROM", to: .code(to), amount: Money(baht: baht),
                date: Self.day("2023-03-01"), reason: "จำเป็น"))
    }

    func execute(_ code: String) async throws -> Transfer {
        try await service.call(
            ExecuteTransfer(idempotencyKey: key(), transfer: .code(code), date: Self.day("2023-04-01")))
    }

    @discardableResult
    func act(_ transfer: Transfer, _ step: String, _ outcome: ActionOutcome) async throws -> Matter {
        try await service.call(
            ActOnMatter(
                idempotencyKey: key(), matter: transfer.matter!, step: step, outcome: outcome,
                date: Self.day("2023-03-15")))
    }

    /// Takes the steps up to this one.
    func walk(_ transfer: Transfer, to last: String) async throws {
        for step in ["received", "analyse", "officerApproval", "screening", "resolution", "notice"] {
            if step == last { return }
            try await act(transfer, step, step == "resolution" ? .approve : .forward)
        }
    }
}
