import Kernel
import Postgres
import ReportingContract
import ServiceTestSupport
import TestSupport
import Testing

@testable import Reporting

/// Contents that are read piece by piece come out as those that are read at once.
@Suite(.timeLimit(.minutes(2))) struct StoredContentTests {
    private static func row(_ number: Int, total: Bool = false) -> ReportRow {
        ReportRow(
            kind: total ? .total : .body,
            cells: [
                ReportCell(LocalizedText("แถวที่ \(number) \"rows\":[{}],\\", "row"), source: 1, key: "k\(number)"),
                number % 3 == 0 ? ReportCell(state: .notReported) : ReportCell("\(number).25", source: 1),
            ])
    }

    private static func table(_ code: String, _ rows: Int) -> ReportBlock {
        .table(
            ReportTable(
                code: code, caption: LocalizedText(th: "ตาราง {rows}"),
                columns: [
                    ReportColumn(code: "rows", title: LocalizedText(th: "แถว"), kind: .text),
                    ReportColumn(code: "spent", title: LocalizedText(th: "จ่าย"), kind: .money),
                ], rows: (0..<rows).map { row($0, total: rows > 2 && $0 == rows - 1) }))
    }

    private static func content(_ rows: [Int]) throws -> ReportContent {
        var content = try SampleYear.content(SampleYear.make())
        content.parts += rows.enumerated().map { index, count in
            ReportPart(
                code: "p\(index)", title: LocalizedText(th: "\"rows\":["),
                blocks: [.paragraph(LocalizedText(th: "[{\"rows\"")), table("t\(index)", count)])
        }
        return content
    }

    /// Fed in pieces of any size.
    private static func cut(
        _ bytes: [UInt8], keeping kept: Int, _ random: inout Seeded
    ) throws -> (cutter: RowCutter, rows: [[ReportRow]]) {
        var cutter = RowCutter(rowsKept: kept)
        var rows: [[ReportRow]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = Int.random(in: 1...(Bool.random(using: &random) ? 7 : 50_000), using: &random)
            for batch in cutter.take(Array(rest.prefix(size))) {
                while rows.count <= batch.table { rows.append([]) }
                rows[batch.table] += try StoredContent.rows(of: batch.rows)
            }
            rest = rest.dropFirst(size)
        }
        while rows.count < cutter.counts.count { rows.append([]) }
        return (cutter, rows)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func whereverItIsCut(seed: UInt64) throws {
        var random = Seeded(seed)
        let content = try Self.content([0, 1, 5, 3_000, Int.random(in: 0...40, using: &random)])
        let bytes = try CanonicalJSON.bytes(content)
        let tables = content.parts.flatMap { $0.blocks.compactMap(\.table) }
        for kept in [0, 1, 7] {
            let (cutter, rows) = try Self.cut(bytes, keeping: kept, &random)
            #expect(rows == tables.map(\.rows), "seed \(seed)")
            #expect(cutter.counts == tables.map(\.rows.count))
            var outline = content
            for (part, block) in content.parts.indices.flatMap({ part in
                content.parts[part].blocks.indices.map { (part, $0) }
            }) {
                guard let all = content.parts[part].blocks[block].table?.rows, all.count > kept else { continue }
                let total = kept > 0 ? all.suffix(1).filter { $0.kind == .total } : []
                outline.parts[part].blocks[block].table?.rows = all.prefix(kept) + total
            }
            #expect(try CanonicalJSON.value(ReportContent.self, from: cutter.outline) == outline, "seed \(seed)")
        }
    }

    /// From the database, drafts and frozen ones alike; pages say what they leave out.
    @Test func filesAreTheSameAsThoseMadeAtOnce() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: stubs.year, idempotencyKey: "c"), as: .planner)
            var report = try await Find.report(Reference(draft.code), on: service.database)
            // Longer than a piece, as the database holds it.
            let content = try Self.content([1_200])
            _ = try await service.database.execute(
                PutDraft(province: "67", report: report.id, content: try CanonicalJSON.bytes(content)))
            let renderings = Renderings(rowsShown: 500, pieceBytes: 5_000)
            for step in [ReportStep.draft, .frozen] {
                if step == .frozen {
                    _ = try await service.call(
                        FreezeReport(report: .id(report.id), expectedVersion: report.version, idempotencyKey: "f"),
                        as: .planner)
                    report = try await Find.report(Reference(draft.code), on: service.database)
                }
                for marked in [false, true] {
                    let made = try await renderings.file(
                        .xlsx, of: report, language: "th", marked: marked, on: service.database)
                    let atOnce = try SpreadsheetReport.bytes(
                        content, status: ReportMessages.text(step.rawValue), sha256: report.sha256, marked: marked)
                    #expect(made == atOnce, "\(step) \(marked)")
                }
                let rows = try await renderings.file(
                    .csv, of: report, language: "th", on: service.database)
                #expect(rows == CSVReport.bytes(content))
                let page = try await renderings.file(
                    .html, of: report, language: "th", on: service.database)
                let text = String(decoding: page, as: UTF8.self)
                #expect(text.contains(ReportMessages.moreRows(shown: 501, of: 1_200).th))
                #expect(text.contains("แถวที่ 499 ") && !text.contains("แถวที่ 500 ") && text.contains("แถวที่ 1199 "))
            }
            // Who reads on while a draft is written gets no mixture.
            report.version += 1
            report.step = .draft
            await #expect(throws: (any Error).self) {
                try await renderings.file(.csv, of: report, language: "th", on: service.database)
            }
        }
    }
}
