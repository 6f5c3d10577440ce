import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// A report that another edition of the program composed is made again with other words and charts: that must not look as if
/// somebody had changed it, and a changed figure must not look as if it were drawn otherwise.
@Suite(.timeLimit(.minutes(1))) struct ReproductionTests {
    private func content() throws -> ReportContent { try SampleYear.content(SampleYear.make()) }

    private func outcome(
        _ kept: ReportContent, _ again: ReportContent, composer: Int? = nil, areIntact: Bool = true
    ) throws -> ReportReproduction {
        Reproducing.outcome(
            of: try CanonicalJSON.bytes(kept), kept, again: try CanonicalJSON.bytes(again), again,
            inputs: (9, areIntact), composer: composer)
    }

    /// Where the first table with such a column has it.
    private func change(
        _ content: inout ReportContent, table code: String, column: String, row: Int = 0,
        _ body: (inout ReportCell) -> Void
    ) throws {
        for part in content.parts.indices {
            for block in content.parts[part].blocks.indices {
                guard let table = content.parts[part].blocks[block].table, table.code == code else { continue }
                let place = try #require(table.columns.firstIndex { $0.code == column })
                body(&content.parts[part].blocks[block].table!.rows[row].cells[place])
                return
            }
        }
        Issue.record("no table \(code)")
    }

    /// The edition stands for this content: what changes it is another edition, which reports have to be told apart by.
    @Test func theEditionIsOfThisContent() throws {
        let hash = SHA256.hash(data: try CanonicalJSON.bytes(content())).hex
        #expect(Composer.edition == 1)
        #expect(
            hash == "b0701013329ff3fd084cf040bd2d7559d2b6971818db9879857b302e8453a8aa",
            "what is composed has changed: raise Composer.edition, and put this hash here")
    }

    @Test func theSameIsTheSame() throws {
        let kept = try content()
        let result = try outcome(kept, kept, composer: Composer.edition)
        #expect(result.isSame && result.outcome == .same && result.differences.isEmpty)
        #expect(try outcome(kept, kept, areIntact: false).outcome == .different)
    }

    /// Words, names, charts of fewer rows, another order of columns and one more of them: no figure is another.
    @Test func whatIsDrawnOtherwiseIsNoChange() throws {
        let again = try content()
        var kept = again
        kept.parts[0].blocks[0].text = LocalizedText(th: "ถ้อยคำของรุ่นก่อน " + (again.parts[0].blocks[0].text?.th ?? ""))
        for part in kept.parts.indices {
            for block in kept.parts[part].blocks.indices {
                if var chart = kept.parts[part].blocks[block].chart {
                    chart.categories.removeLast()
                    for index in chart.series.indices { chart.series[index].cells.removeLast() }
                    kept.parts[part].blocks[block].chart = chart
                }
                if var table = kept.parts[part].blocks[block].table, table.code == "reported" {
                    for row in table.rows.indices {
                        let name = table.rows[row].cells[0].value ?? ""
                        table.rows[row].cells[0].value = "รหัส " + name
                        table.rows[row].cells.removeLast()
                    }
                    table.columns.removeLast()
                    kept.parts[part].blocks[block].table = table
                }
            }
        }
        let result = try outcome(kept, again)
        #expect(result.outcome == .drawnOtherwise && !result.isSame, "\(result.differences)")
        #expect(result.figuresChanged == 0 && result.figures > 300 && result.charts == 3 && result.words > 30)
        #expect(result.figuresAdded > 0 && result.figuresLeft == 0)
        #expect(
            result.message.th.contains("ตรงกับที่คำตอบที่บันทึกไว้") && result.message.en?.contains("drawn (charts: 3)") == true)
        #expect(try outcome(kept, again, composer: Composer.edition + 1).outcome == .drawnOtherwise)
        // The very edition gives the very words.
        let own = try outcome(kept, again, composer: Composer.edition)
        #expect(own.outcome == .different && own.message.en?.contains("the same edition composed it") == true)
        #expect(try outcome(kept, again, areIntact: false).outcome == .different)
    }

    @Test func aChangedFigureIsFoundInTableTextAndChart() throws {
        let again = try content()
        var table = again
        try change(&table, table: "projects-1", column: "spent") { $0.value = "1.00" }
        var state = again
        try change(&state, table: "results-1", column: "actual") { $0 = ReportCell(state: .none, source: $0.source) }
        var text = again
        let block = try #require(
            text.parts[1].blocks.firstIndex { ReportComparison.numbers($0.text?.th ?? "").count > 2 })
        let numbers = ReportComparison.numbers(text.parts[1].blocks[block].text?.th ?? "")
        let number = try #require(numbers.first)
        text.parts[1].blocks[block].text?.th.replace(number, with: "9,999")
        var chart = again
        let place = try #require(chart.parts[1].blocks.firstIndex { $0.chart != nil })
        chart.parts[1].blocks[place].chart?.series[0].cells[0].value = "77"
        var source = again
        source.sources[0].answerSHA256 = String(repeating: "f", count: 64)
        for (name, kept) in [("table", table), ("state", state), ("text", text), ("chart", chart), ("source", source)] {
            let result = try outcome(kept, again)
            #expect(result.outcome == .different && result.figuresChanged > 0, "\(name)")
            #expect(result.differences.first?.isFigure == true, "\(name)")
            #expect(result.message.en?.contains("figures are not what the recorded answers give") == true, "\(name)")
        }
        let first = try #require(try outcome(table, again).differences.first)
        #expect(first.path.hasSuffix("/table/rows/0/cells/4") && first.recorded == "1.00", "\(first)")
    }

    /// A row more, one less, and another order: rows are known by what they are about.
    @Test func rowsAreKnownByWhatTheyAreAbout() throws {
        let again = try content()
        var kept = again
        for part in kept.parts.indices {
            for block in kept.parts[part].blocks.indices where kept.parts[part].blocks[block].table?.code == "reported"
            {
                kept.parts[part].blocks[block].table?.rows.removeFirst()
            }
        }
        let result = try outcome(kept, again)
        #expect(result.outcome == .drawnOtherwise && result.figuresAdded == 1, "\(result.differences)")
        let other = try outcome(again, kept)
        #expect(other.outcome == .partly && other.figuresLeft == 5, "\(other.differences)")
    }

    /// Blanks and grouping are no other number; the same words about another number are.
    @Test func textsOfCellsAreComparedByTheirNumbers() throws {
        let again = try content()
        for (column, kept, now, outcome) in [
            ("answered", "571 / 608", "571/608", ReproductionOutcome.drawnOtherwise),
            ("answered", "571/609", "571/608", .different),
            ("indicator", "เป้าหมาย 10000", "เป้าหมาย 10,000", .drawnOtherwise),
            ("indicator", "เป้าหมาย 85", "เป้าหมาย 86", .different), ("indicator", "67-01", "สำนักงาน เขต 1", .partly),
        ] {
            var (one, two) = (again, again)
            try change(&one, table: "results-1", column: column) { $0.value = kept }
            try change(&two, table: "results-1", column: column) { $0.value = now }
            let result = try self.outcome(one, two)
            #expect(result.outcome == outcome, "\(kept) \(result.message.en ?? "")")
        }
    }

    /// An answer that a later program cannot read leaves a gap in what is made again: it says so, and of which.
    @Test func anAnswerThatCannotBeReadIsNamed() throws {
        let kept = try content()
        var again = kept
        again.missing = [
            ReportGap(parts: ["results"], service: "plans", method: "plan.coverage", reason: ReportMessages.noAnswer)
        ]
        again.parts[5].blocks.removeAll()
        for composer in [nil, Composer.edition] {
            let result = try outcome(kept, again, composer: composer)
            #expect(result.outcome == .partly && result.unreadable == ["plans plan.coverage"] && result.figuresLeft > 0)
            #expect(result.message.en?.contains("cannot read any more: plans plan.coverage") == true)
        }
        // A gap that only the kept one names is no difference of drawing.
        #expect(try outcome(again, kept).outcome == .different)
    }

    /// A later program has other numbers of its shipped kinds: what was composed by an earlier one still has its page.
    @Test func reportsOfEarlierKindsKeepTheirPages() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: stubs.year, idempotencyKey: "c"), as: .planner)
            _ = try await service.database.execute(OfEarlierProgram())
            let page = try await service.page("/making/:report", ["report": draft.code], as: .planner)
            #expect(page.status == 200 && page.text.contains(draft.code))
            let again = try await service.page(
                "/making/:report", ["report": draft.code], query: ["check": "again"], as: .planner)
            #expect(again.status == 200)
            let result = try await service.call(ReproduceReport(report: Reference(draft.code)), as: .planner)
            // The content itself says by which number it was composed.
            #expect(result.composer == Composer.edition && result.differences.first?.path == "/definitionVersion")
        }
    }

    private struct OfEarlierProgram: Statement {
        static let sql = "UPDATE report SET definition_number = 1"
        typealias Row = Void
        func bind(_ parameters: inout Parameters) {}
    }
}
