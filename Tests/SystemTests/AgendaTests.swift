import BudgetContract
import CommonContract
import Foundation
import JSONRPC
import Kernel
import Postgres
import ServiceTestSupport
import TestSupport
import Testing

@testable import Phaen

extension Processes {
    /// A transfer of the budget service on the plans service's agenda, while each of them dies where it hurts most.
    @Suite struct AgendaTests {
        @Test func aTransferIsDecidedByTheOtherServiceThoughBothDie() async throws {
            var options = Suite.Options()
            options.starting = ["plans", "budget"]
            options.follows = false
            let suite = try await Suite(options)
            for name in options.starting {
                try await suite.database.psql(Fixture.organisations.sql, database: "phaen_\(name)")
            }
            let office = try await Office(suite)
            try await office.lines()

            // Asked while the plans service is away, and the budget service dies with what it has to tell.
            await suite.kill("plans")
            let asked = try await office.ask()
            #expect(asked.matter == nil && asked.agenda?.waiting == [.open])
            await suite.kill("budget")
            try suite.start("budget")
            try suite.start("plans")
            try await suite.waitUntilReady("budget")
            try await suite.waitUntilReady("plans")
            let matter = try await office.waitForMatter()

            // Resolved while the budget service is away.
            await suite.kill("budget")
            for (number, step) in [
                "received", "analyse", "officerApproval", "screening", "resolution", "notice", "execution",
            ].enumerated() {
                try await office.act(matter, step, number)
            }
            try suite.start("budget")
            try await suite.waitUntilReady("budget")
            let done = try await office.waitFor(.executed)
            #expect(done.executedOn == office.day && done.agenda?.decision == .approve)

            // Read again from where it was: nothing is posted twice.
            await suite.kill("budget")
            try suite.start("budget")
            try await suite.waitUntilReady("budget")
            let kinds = try await office.call(.budget, ListLedger(line: "FROM")).items.map(\.kind)
            #expect(kinds.filter { $0 == .transferExecution }.count == 1)
            #expect(try await office.call(.budget, GetLine(line: "TO")).balances.available == Money(baht: 300))
            #expect(try await office.call(.budget, VerifyLedger(organisation: "67")).sound)
            let matters = try await office.call(.plans, ListMatters(organisation: "67", procedure: "budgetTransfer"))
            #expect(matters.items.map(\.state) == [.completed])
        }
    }
}

/// An office with two lines, and what it does about a transfer between them.
private struct Office {
    let example: Example
    /// Today: a request of a year that is over would expire.
    let day = Instant(microsecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000_000)).dateInThailand

    init(_ suite: Suite) async throws {
        let addresses = Dictionary(
            uniqueKeysWithValues: Example.Service.allCases.map { ($0, suite.address($0.rawValue)) })
        example = try await Example(folder: "", issuer: suite.issuer, addresses: addresses, schoolsMax: 0)
    }

    func call<Method: RPCMethod>(_ service: Example.Service, _ method: Method) async throws -> Method.Result {
        try await example.call(service, method)
    }

    func lines() async throws {
        let year = try #require(FiscalYear(containing: day))
        // The committee meets elsewhere: what it resolves is recorded.
        _ = try await call(
            .plans,
            ConfigureProcedure(
                idempotencyKey: "recorded", procedure: "budgetTransfer", province: "67", committee: .approve,
                decisions: .recorded, effectiveFrom: try #require(CalendarDate("2017-01-02"))))
        for (code, category) in [("FROM", ExpenditureCategory.operating), ("TO", .subsidy)] {
            let draft = LineDraft(
                code: code, fiscalYear: year, organisation: "67-01", planType: .basic, category: category,
                source: .parentAgency, workKind: .output, workCode: "OUT-1")
            _ = try await call(.budget, CreateLine(idempotencyKey: code, line: draft))
        }
        _ = try await call(
            .budget, PostAllocation(idempotencyKey: "money", line: "FROM", amount: Money(baht: 1_000), date: day))
    }

    func ask() async throws -> Transfer {
        try await call(
            .budget,
            RequestTransfer(
                idempotencyKey: "ask", code: "TR-1", from: "FROM", to: "TO", amount: Money(baht: 300), date: day,
                reason: "จำเป็น"))
    }

    func act(_ matter: ID, _ step: String, _ number: Int) async throws {
        _ = try await call(
            .plans,
            ActOnMatter(
                idempotencyKey: "act-\(number)", matter: matter, step: step,
                outcome: step == "resolution" ? .approve : .forward, date: day))
    }

    func waitForMatter() async throws -> ID {
        try await example.until("the matter") {
            try await call(.budget, GetTransfer(transfer: "TR-1")).matter != nil
        }
        return try #require(try await call(.budget, GetTransfer(transfer: "TR-1")).matter)
    }

    func waitFor(_ state: TransferState) async throws -> Transfer {
        try await example.until("\(state)") { try await call(.budget, GetTransfer(transfer: "TR-1")).state == state }
        return try await call(.budget, GetTransfer(transfer: "TR-1"))
    }
}
