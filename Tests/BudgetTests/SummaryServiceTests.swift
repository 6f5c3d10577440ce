import BudgetContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

@Suite struct SummaryServiceTests {
    @Test func againstPlanAndTargets() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("OPR"), allocated: 800)
            try await office.line(Office.draft("INV", category: .investment, work: "OUT-2"), allocated: 200)
            try await office.pay("OPR", 300, on: "2022-12-15")
            try await office.commit("INV", "PO-1", 100, on: "2022-12-20")
            _ = try await office.service.call(
                SetDisbursementPlan(
                    idempotencyKey: office.key(), line: "OPR",
                    months: [
                        PlannedMonth(month: 10, amount: Money(baht: 100)),
                        PlannedMonth(month: 12, amount: Money(baht: 250)),
                        PlannedMonth(month: 1, amount: Money(baht: 450)),
                    ]))
            for (scope, measure, q1) in [
                (TargetScope.overall, TargetMeasure.spent, 3_200), (.investment, .used, 1_900),
                (.recurrent, .spent, 3_500),
            ] {
                _ = try await office.service.call(
                    SetTarget(
                        idempotencyKey: office.key(),
                        target: DisbursementTarget(fiscalYear: Office.year, scope: scope, measure: measure, q1: q1)))
            }
            let summary = try await office.service.call(
                GetSummary(
                    organisation: "67", fiscalYear: Office.year, groupBy: .category, date: Office.day("2022-12-31")))
            #expect(summary.quarter == 1)
            #expect(summary.total.allocated == Money(baht: 1_000))
            #expect(summary.total.spent == Money(baht: 300) && summary.total.used == Money(baht: 400))
            #expect(summary.total.spentBasisPoints == 3_000 && summary.total.usedBasisPoints == 4_000)
            #expect(summary.total.planned == Money(baht: 800) && summary.total.plannedToDate == Money(baht: 350))
            #expect(summary.total.aheadOfPlan == Money(baht: -50))
            #expect(summary.rows.map(\.key) == ["investment", "operating"])
            let ahead = Dictionary(uniqueKeysWithValues: summary.targets.map { ($0.scope, $0.ahead) })
            #expect(
                ahead == [
                    .overall: Money(baht: -20), .investment: Money(baht: 62), .recurrent: Money(baht: 20),
                ])
            let before = try await office.service.call(
                GetSummary(
                    organisation: "67", fiscalYear: Office.year, groupBy: .project, date: Office.day("2022-12-14")))
            #expect(before.total.spent == .zero && before.rows.map(\.key) == ["OUT-1", "OUT-2"])
            let months = try await office.service.call(
                GetSummary(organisation: "67", fiscalYear: Office.year, groupBy: .month))
            #expect(months.rows.map(\.key).first == "2022-10" && months.rows.count == 12)
            #expect(months.rows[2].spent == Money(baht: 300) && months.rows[2].planned == Money(baht: 250))
        }
    }

    @Test func stalePlansAreRefused() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            func set(_ version: Int?) async throws -> Int {
                try await office.service.call(
                    SetDisbursementPlan(
                        idempotencyKey: office.key(), line: "L1",
                        months: [PlannedMonth(month: 1, amount: Money(baht: 1))], expectedVersion: version)
                ).version
            }
            #expect(try await set(0) == 1)
            #expect(try await set(1) == 2)
            let error = await #expect(throws: RPCError.self) { try await set(1) }
            #expect(error?.kind == .conflict)
            #expect(try await office.service.call(GetDisbursementPlan(line: "L1")).total == Money(baht: 1))
        }
    }
}
