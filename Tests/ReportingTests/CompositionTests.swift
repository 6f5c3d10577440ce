import Kernel
import ReportingContract
import Testing

@testable import Reporting

@Suite struct CompositionTests {
    @Test func everythingIsFilledIn() throws {
        let content = try SampleYear.content(SampleYear.make())
        #expect(content.parts.map(\.code) == ShippedDefinitions.annualProvincial.parts.map(\.code))
        #expect(content.title.th.contains("2566") && content.title.th.contains("จังหวัดเพชรบูรณ์"))
        for part in content.parts {
            #expect(!part.blocks.isEmpty, "\(part.code)")
            for block in part.blocks {
                for text in [block.text].compactMap({ $0 }) + (block.items ?? []) {
                    #expect(!text.th.contains("{") && !(text.en ?? "").contains("{"), "\(text.th)")
                }
            }
        }
        let codes = content.parts.flatMap { $0.blocks.compactMap(\.table?.code) }
        #expect(Set(codes).count == codes.count)
        // Every indicator and every project stands in the results exactly once.
        let tables = try #require(content.parts.first { $0.code == "results" }).blocks.compactMap(\.table)
        #expect(tables.filter { $0.code.hasPrefix("results-") }.flatMap(\.rows).count == 20)
        #expect(tables.filter { $0.code.hasPrefix("projects-") }.flatMap(\.rows).count { $0.kind == .body } == 24)
    }

    @Test func everyFigureSaysWhereItCameFrom() throws {
        let content = try SampleYear.content(SampleYear.make())
        let numbers = Set(content.sources.map(\.number))
        for table in content.parts.flatMap({ $0.blocks.compactMap(\.table) }) {
            for row in table.rows {
                #expect(row.cells.count == table.columns.count, "\(table.code)")
                for (cell, column) in zip(row.cells, table.columns) where row.kind == .body {
                    #expect((cell.state == .value) == (cell.value != nil))
                    guard cell.state == .value, column.kind != .text else { continue }
                    #expect(cell.source.map(numbers.contains) ?? false, "\(table.code) \(column.code)")
                }
            }
        }
    }

    @Test func totalsAddUp() throws {
        let content = try SampleYear.content(SampleYear.make())
        let table = try #require(
            content.parts.flatMap { $0.blocks.compactMap(\.table) }.first { $0.code == "money-category" })
        let total = try #require(table.rows.last)
        #expect(total.kind == .total && total.cells[1].value == "12345678.75")
        // The share of the totals, not the mean of the shares.
        #expect(total.cells[4].value == "91.00")
    }

    @Test func whatIsMissingIsNamed() throws {
        var year = try SampleYear.make()
        year.money = nil
        let gap = ReportGap(
            parts: ["summary", "results", "money"], service: "budget", method: "budget.summary",
            reason: LocalizedText("ติดต่อไม่ได้", "cannot be reached"))
        let content = try SampleYear.content(year, gaps: [gap])
        for part in content.parts {
            #expect(part.blocks.contains { $0.kind == .gap } == gap.parts.contains(part.code), "\(part.code)")
        }
        let overview = try #require(
            content.parts.flatMap { $0.blocks.compactMap(\.table) }.first { $0.code == "overview" })
        #expect(overview.rows[0].cells[7].state == .missing && overview.rows.last?.cells[7].state == .missing)
        year.plan = nil
        year.results = nil
        year.round = nil
        #expect(try SampleYear.content(year).parts.flatMap { $0.blocks.compactMap(\.table) }.isEmpty)
    }

    @Test func fourThingsThatAreNotZero() throws {
        let content = try SampleYear.content(SampleYear.make())
        let states = Set(
            content.parts.flatMap { $0.blocks.compactMap(\.table) }.flatMap(\.rows).flatMap(\.cells).map(\.state))
        #expect(states == [.value, .none, .notApplicable, .notReported])
        let texts = [ReportCellState.none, .notApplicable, .notReported, .missing].map {
            CellText.state($0, language: "th")
        }
        #expect(Set(texts + ["0"]).count == 5)
    }
}
