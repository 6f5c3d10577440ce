import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceTestSupport
import Testing

@testable import Budget

/// What the rule table asks of a transfer on its way.
@Suite struct TransferRuleTests {
    @Test func aShareOfWhatIsAvailable() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("FROM"), allocated: 1_000)
            try await office.line(Office.draft("TO", category: .subsidy))
            try await office.pay("FROM", 100)
            func ask(_ share: Int, amount: Money? = nil) async throws -> Transfer {
                try await office.service.call(
                    RequestTransfer(
                        idempotencyKey: office.key(), code: "TR-\(share)", from: "FROM", to: "TO", amount: amount,
                        share: share, date: Office.day("2023-03-01"), reason: "จำเป็น"))
            }
            let asked = try await ask(3_333)
            #expect(asked.amount == Money(satang: 29_997) && asked.share == 3_333)
            #expect(try await office.service.call(GetTransfer(transfer: .id(asked.id))).share == 3_333)
            let both = await #expect(throws: RPCError.self) { try await ask(1, amount: Money(baht: 1)) }
            #expect(both?.problems.first?.rule == "members.oneOf")
            let range = await #expect(throws: RPCError.self) { try await ask(10_001) }
            #expect(range?.problems.first?.path == "/share")
            _ = try await ask(10_000)
            let nothing = await #expect(throws: RPCError.self) { try await ask(5_000) }
            #expect(nothing?.problems.first?.rule == "ledger.available")
        }
    }

    @Test func theBudgetBureauAgreesFirst() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("FROM"), allocated: 1_000)
            try await office.line(Office.draft("TO", work: "OUT-2"))
            let asked = try await office.ask("TR-1", 300)
            #expect(asked.rules.map(\.verdict) == [.needsBudgetBureau])
            try await office.walk(asked, to: "execution")
            let early = await #expect(throws: RPCError.self) { try await office.execute("TR-1") }
            #expect(early?.kind == .ruleViolated && early?.message.th.contains("transfer.agree") == true)
            // Not by the matter's own step either.
            await #expect(throws: RPCError.self) { try await office.act(asked, "execution", .forward) }
            #expect(try await office.balances("FROM").reserved == Money(baht: 300))
            func agree() async throws -> Transfer {
                try await office.service.call(
                    AgreeTransfer(
                        idempotencyKey: office.key(), transfer: "TR-1", letterNumber: "นร 0700/1",
                        date: Office.day("2023-03-20")))
            }
            #expect(try await agree().agreement?.letterNumber == "นร 0700/1")
            await #expect(throws: RPCError.self) { try await agree() }
            #expect(try await office.execute("TR-1").state == .executed)
            #expect(try await office.balances("TO").allocated == Money(baht: 300))
        }
    }

    /// The row refuses what the rules do not allow, should the service ever forget to ask.
    @Test func theRowWantsTheAgreement() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("FROM"), allocated: 1_000)
            try await office.line(Office.draft("TO", work: "OUT-2"))
            _ = try await office.ask("TR-1", 300)
            let error = await #expect(throws: PostgresError.self) {
                try await office.tamper("UPDATE budget_transfer SET state = 'executed', settlement = reservation")
            }
            #expect(error?.constraint == "budget_transfer_agreed")
        }
    }

    @Test func reportedWithinItsDays() async throws {
        try await withOffice { office in
            try await office.twoLines()
            let asked = try await office.ask("TR-1", 300)
            try await office.walk(asked, to: "execution")
            let done = try await office.execute("TR-1")
            #expect(done.executedOn == Office.day("2023-04-01") && done.reportDueOn == Office.day("2023-04-16"))
            func due(_ date: String) async throws -> [String] {
                try await office.service.call(ListTransfers(organisation: "67", reportDueBy: Office.day(date))).items
                    .map(\.code)
            }
            #expect(try await due("2023-04-15") == [])
            #expect(try await due("2023-04-16") == ["TR-1"])
            func report(_ date: String) async throws -> Transfer {
                try await office.service.call(
                    ReportTransfer(
                        idempotencyKey: office.key(), transfer: "TR-1", letterNumber: "ศธ 1/2", date: Office.day(date)))
            }
            let early = await #expect(throws: RPCError.self) { try await report("2023-03-31") }
            #expect(early?.problems.first?.path == "/date")
            #expect(try await report("2023-04-10").report?.date == Office.day("2023-04-10"))
            #expect(try await due("2023-04-16") == [])
        }
    }

    @Test func expiresByRule() async throws {
        try await withOffice { office in
            try await office.twoLines()
            _ = try await office.service.call(
                SetTransferRule(
                    idempotencyKey: office.key(),
                    rule: TransferRule(
                        change: .category, into: .subsidy, verdict: .allowed,
                        effectiveFrom: Office.day("2022-10-01"), expireAfterDays: 30, legalReference: "ระเบียบ")))
            let open = try await office.ask("TR-1", 300)
            #expect(open.expiresOn == Office.day("2023-03-31"))
            let approved = try await office.ask("TR-2", 100)
            try await office.walk(approved, to: "execution")
            // As the service does it by itself.
            try await Expiry(procedures: BudgetService.procedures).sweep(office.service.runtime)
            let ended = try await office.service.call(GetTransfer(transfer: "TR-1"))
            #expect(ended.state == .expired)
            #expect(try await office.balances("FROM").reserved == Money(baht: 100))
            let again = try await office.service.call(ExpireTransfers(idempotencyKey: office.key(), organisation: "67"))
            #expect(again.items == [])
            #expect(try await office.execute("TR-2").state == .executed)
            #expect(try await office.verify().sound)
        }
    }

    /// Two officers decide at once: one of them is told that it is decided.
    @Test func decidedOnceByTwo() async throws {
        try await withOffice { office in
            try await office.twoLines()
            let asked = try await office.ask("TR-1", 300)
            try await office.walk(asked, to: "resolution")
            let outcomes = await withTaskGroup(of: String.self) { group in
                for outcome in [ActionOutcome.approve, .reject, .approve, .reject] {
                    group.addTask {
                        do {
                            try await office.act(asked, "resolution", outcome)
                            return "done"
                        } catch let error as RPCError { return "\(error.kind)" } catch { return "\(error)" }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes["done"] == 1 && outcomes["ruleViolated"] == 3)
            #expect(try await office.verify().sound)
        }
    }
}
