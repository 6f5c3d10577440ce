import BudgetContract
import Kernel
import Testing

@testable import Budget

@Suite struct PageTests {
    @Test func amountsForPeople() {
        #expect(BudgetWords.amount(Money(satang: 123_456_789)) == "1,234,567.89")
        #expect(BudgetWords.amount(Money(satang: -100_000)) == "(1,000.00)")
        #expect(BudgetWords.amount(.zero) == "0.00")
    }

    @Test func showsBehindAndEscapes() {
        let balances = Balances(
            allocated: Money(baht: 100), available: Money(baht: 60), reserved: .zero, committed: Money(baht: 10),
            disbursed: Money(baht: 30))
        let row = SummaryRow(
            key: "67-01", name: LocalizedText("<สำนักงาน>", "<Office>"), lines: 1, balances: balances,
            spentBasisPoints: 3_005, usedBasisPoints: 4_000, planned: Money(baht: 100), plannedToDate: Money(baht: 50))
        let summary = BudgetSummary(
            organisation: "67", fiscalYear: FiscalYear(2566)!, date: CalendarDate("2022-12-31")!, quarter: 1,
            groupBy: .organisation, total: row, rows: [row],
            targets: [
                TargetStatus(
                    scope: .overall, measure: .spent, quarter: 1, targetBasisPoints: 3_200,
                    actualBasisPoints: 3_000, allocated: Money(baht: 100), actual: Money(baht: 30),
                    ahead: Money(baht: -2))
            ])
        let html = SummaryPage(language: "en", summaries: [summary]).body
        #expect(html.contains("&lt;Office&gt;") && !html.contains("<Office>"))
        #expect(html.contains("<td class=\"bad\">(20.00)</td>"))
        #expect(html.contains("<td>30.05</td>"))
        #expect(SummaryPage(language: "th", summaries: [summary]).title == "งบประมาณ ปี 2566")
    }
}
