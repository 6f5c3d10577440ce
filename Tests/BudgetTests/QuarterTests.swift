import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

@Suite struct QuarterTests {
    /// What is reported is as it was on the quarter's last day, whenever it is asked for.
    @Test func asAtTheQuartersLastDay() async throws {
        try await withOffice { office in
            try await office.twoLines()
            try await office.plan("FROM", [11: 400, 2: 600])
            try await office.pay("FROM", 100, on: "2022-11-15")
            let asked = try await office.ask("TR-1", 300)
            try await office.walk(asked, to: "execution")
            func report(_ quarter: String) async throws -> QuarterReport {
                try await office.service.call(
                    GetQuarterReport(organisation: "67", quarter: FiscalQuarter(quarter)!))
            }
            let first = try await report("2566-Q1")
            #expect(first.date == Office.day("2022-12-31") && first.dueOn == Office.day("2023-01-07"))
            #expect(first.total.spent == Money(baht: 100) && first.total.plannedToDate == Money(baht: 400))
            #expect(first.behind.map(\.row.key) == ["FROM"] && first.behind[0].shortfall == Money(baht: 300))
            #expect(first.months.map(\.key) == ["2022-10", "2022-11", "2022-12"])
            #expect(first.transfersOpen.count == 0 && first.forecast.throughMonth == 3)
            _ = try await office.execute("TR-1")
            try await office.pay("TO", 50, on: "2023-05-02")
            let second = try await report("2566-Q2")
            #expect(second.transfersOpen == CountedAmount(count: 1, amount: Money(baht: 300)))
            #expect(second.transfersExecuted.count == 0 && second.total.reserved == Money(baht: 300))
            let third = try await report("2566-Q3")
            #expect(third.transfersExecuted == CountedAmount(count: 1, amount: Money(baht: 300)))
            #expect(third.transfersOpen.count == 0 && third.total.spent == Money(baht: 150))
            #expect(try await report("2566-Q1") == first)
        }
    }
}
