import BudgetContract
import IndicatorsContract
import JSONRPC
import Kernel
import ReportingContract
import Testing

@testable import Phaen

/// A report's figures against the books and the roll-ups that they came from, to the satang and the digit.
struct BookFigures {
    let content: ReportContent
    let example: Example
    private(set) var compared = 0

    init(_ content: ReportContent, _ example: Example) {
        self.content = content
        self.example = example
    }

    private func table(_ code: String) throws -> ReportTable {
        try #require(content.parts.flatMap { $0.blocks.compactMap(\.table) }.first { $0.code == code }, "\(code)")
    }

    private func cell(_ row: ReportRow, _ column: String, of table: ReportTable) -> String? {
        table.columns.firstIndex { $0.code == column }.flatMap { row.cells[$0].value }
    }

    /// The ledger's balances at the year's last day, and the roll-ups by category, plan type and project.
    mutating func expectTheLedgerAgrees() async throws {
        let year = content.fiscalYear
        let ledger = try await example.call(
            .budget, LedgerAsOf(organisation: "67", fiscalYear: year, date: year.lastDay, limit: 1), as: .auditor)
        for (code, grouping) in [("money-category", SummaryGrouping.category), ("money-plan-type", .planType)] {
            let table = try table(code)
            let summary = try await example.call(
                .budget,
                GetSummary(organisation: "67", fiscalYear: year, groupBy: grouping, date: year.lastDay), as: .auditor)
            let body = table.rows.filter { $0.kind == .body }
            #expect(body.count == summary.rows.count, "\(code)")
            for (row, line) in zip(body, summary.rows) {
                #expect(row.cells[0].key == line.key)
                expect(row, of: table, line.allocated, line.spent, line.used)
            }
            let total = try #require(table.rows.last { $0.kind == .total })
            expect(
                total, of: table, ledger.total.allocated, ledger.total.disbursed,
                ledger.total.disbursed + ledger.total.committed)
        }
    }

    private mutating func expect(
        _ row: ReportRow, of table: ReportTable, _ allocated: Money, _ spent: Money, _ used: Money
    ) {
        for (column, money) in [("allocated", allocated), ("spent", spent), ("used", used)] {
            let told = cell(row, column, of: table)
            #expect(told == money.description, "\(table.code) \(column)")
            compared += 1
        }
    }

    /// Each indicator's actual, target and achievement, as the roll-ups of the round give them.
    mutating func expectTheRollUpsAgree() async throws {
        let results = try await example.call(
            .indicators, IndicatorResultsQuery(fiscalYear: content.fiscalYear, organisation: "67"), as: .auditor)
        let items = Dictionary(results.items.map { ($0.indicator, $0) }) { first, _ in first }
        var found = 0
        for table in content.parts.flatMap({ $0.blocks.compactMap(\.table) }) where table.code.hasPrefix("results-") {
            for row in table.rows {
                let key = try #require(row.cells.compactMap(\.key).first)
                let item = try #require(items[key])
                found += 1
                for (column, value) in [("target", item.target), ("actual", item.actual)] {
                    let told = cell(row, column, of: table).flatMap { Quantity($0) }
                    #expect(told == value, "\(key) \(column)")
                    compared += 1
                }
            }
        }
        #expect(found == items.count)
    }
}
