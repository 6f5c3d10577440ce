import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Sheets
import TestSupport
import Testing

@testable import Indicators

/// Files of figures that come in parts: read as they come, checked as a whole, taken in by a job.
@Suite struct FigureBulkTests {
    private func withElements(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            for code in ["67-BOYS", "67-ALL"] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67", name: LocalizedText(th: code), unitCode: "person",
                            unit: LocalizedText("คน", "person"), periodType: .academicYear, decimals: 0,
                            minimum: .zero, maximum: Quantity(5_000), dimensions: ["sex"], reportedBy: [.school])),
                    as: .planner)
            }
            try await body(service)
        }
    }

    /// Sends a file in parts of so many bytes and takes it in.
    private func load(
        _ service: TestService, _ code: String, _ bytes: [UInt8], _ strategy: FigureStrategy = .upsert,
        mode: ImportMode = .atomic, wide: Bool = false, scheme: String? = nil, partBytes: Int = 37
    ) async throws -> FigureBulk {
        _ = try await service.call(
            BeginFigureBulk(
                idempotencyKey: code, code: code, under: "67", layout: wide ? .wide : .long,
                period: Period("AY2566"), elements: wide ? ["67-BOYS", "67-ALL"] : nil, strategy: strategy, mode: mode,
                scheme: scheme), as: .planner)
        var parts = 0
        for start in stride(from: 0, to: bytes.count, by: partBytes) {
            let part = Array(bytes[start..<min(start + partBytes, bytes.count)])
            _ = try await service.call(
                SendFigureBulk(
                    idempotencyKey: "\(code) \(parts)", bulk: code, part: parts, content: Base64.encode(part)),
                as: .planner)
            parts += 1
        }
        _ = try await service.call(
            RunFigureBulk(idempotencyKey: "\(code) run", bulk: code, parts: parts), as: .planner)
        try await service.runJobs()
        return try await service.call(ReadFigureBulk(bulk: code), as: .planner).bulk
    }

    private func problems(_ service: TestService, _ code: String) async throws -> [String] {
        try await service.call(ReadFigureBulk(bulk: code), as: .planner).problems.items.map {
            "\($0.row ?? 0) \($0.column ?? "") \($0.rule)"
        }
    }

    private func figures(_ service: TestService, _ element: String) async throws -> [String] {
        try await service.call(
            ListDataValues(element: element, period: try #require(Period("AY2566")), organisation: "67"), as: .planner
        ).items.map {
            "\($0.organisation) \(($0.categories ?? []).joined()) \($0.number?.description ?? $0.state?.rawValue ?? "")"
        }
    }

    private static let long = """
        รหัสหน่วยงาน,ข้อมูล,จำแนก,"จำนวน"
        67-S0001,67-ALL,sex=female,๓๐
        67-S0001,67-ALL,sex=male,"1,140"

        67-S0002,67-ALL,,ไม่มี
        67-S0003,67-ALL,,
        """

    @Test func aFileCutAnywhereIsReadAsAWholeInEitherEncoding() async throws {
        try await withElements { service in
            let single = Self.long.unicodeScalars.map { scalar in
                scalar.value < 0x80 ? UInt8(scalar.value) : UInt8(scalar.value - 0x0E00 + 0xA0)
            }
            for (number, bytes) in [Array(Self.long.utf8), single].enumerated() {
                let bulk = try await load(service, "67-IM\(number)", bytes)
                #expect(bulk.state == .done && bulk.rows == 4 && bulk.figures == 3 && bulk.saved == 3)
                #expect(bulk.problems == 0 && bulk.annotated == nil)
            }
            let expected = ["67-S0001 sex=female 30", "67-S0001 sex=male 1140", "67-S0002  none"]
            #expect(try await figures(service, "67-ALL") == expected)
            // The same again changes nothing, not even versions.
            let versions = try await service.database.all(Versions())
            #expect(versions == [1, 1, 1])
            let gone = try await load(service, "67-IM2", Array(Self.long.utf8), .delete)
            #expect(gone.takenBack == 3)
            #expect(try await figures(service, "67-ALL").isEmpty)
        }
    }

    /// Codes and years with Thai digits, years in words: the same in a file that is sent whole.
    @Test func whatPeopleWriteIsTaken() async throws {
        try await withElements { service in
            let text = """
                หน่วยงาน,ข้อมูล,ช่วงเวลา,จำแนก,ค่า
                67-S๐๐๐๑,67-ALL,ปีการศึกษา ๒๕๖๖,sex=female,๓๐
                67-S0001,67-ALL,ay๒๕๖๖,sex=male,๔๐
                67-S0002,67-ALL,ปีการศึกษา พ.ศ. 2566,sex=male,50
                67-S0002,67-ALL,2566,sex=female,60
                """
            let wanted = ["67-S0001 sex=female 30", "67-S0001 sex=male 40", "67-S0002 sex=male 50"]
            _ = try await load(service, "67-W", Array(text.utf8), mode: .partial)
            #expect(try await problems(service, "67-W") == ["5 period period.format"])
            #expect(try await figures(service, "67-ALL") == wanted)
            _ = try await load(service, "67-D", Array(text.utf8), .delete, mode: .partial)
            #expect(try await figures(service, "67-ALL").isEmpty)
            let whole = try await service.call(
                ImportFigures(
                    idempotencyKey: "w", under: "67", file: SheetFile(name: "w.csv", text: text), layout: .long,
                    strategy: .upsert, mode: .partial), as: .planner)
            #expect(whole.problems.map(\.rule) == ["period.format"])
            #expect(try await figures(service, "67-ALL") == wanted)
        }
    }

    @Test func everyProblemIsLocatedAndNothingIsHalfWritten() async throws {
        try await withElements { service in
            let table = """
                หน่วยงาน,ข้อมูล,ช่วงเวลา,จำแนก,ค่า
                67-S0001,67-ALL,AY2566,,สิบ
                67-S9999,67-ALL,AY2566,,1
                67-S0001,67-NO,AY2566,,1
                67-S0001,67-ALL,FY2566,,1
                67-S0001,67-ALL,AY2566,age=9,1
                67-S0001,67-ALL,AY2566,sex=other,1
                67-S0001,67-ALL,AY2566,,9000
                67-S0001,67-BOYS,AY2566,,1.5
                67-S0002,67-BOYS,AY2566,,7
                67-S0002,67-BOYS,AY2566,,8
                67-02,67-BOYS,AY2566,,8
                67 S1,67-BOYS,AY2566,,8
                67-S0003,67-BOYS,2566,,8
                67-S0003,67-ALL,AY2566,,12
                """
            let refused = try await load(service, "67-IM1", Array(table.utf8))
            #expect(refused.state == .refused && refused.saved == 0 && refused.rows == 14)
            let found = try await problems(service, "67-IM1")
            #expect(
                Set(found) == [
                    "2 value answer.number", "3 organisation organisation.below", "4 element element.known",
                    "5 period element.period", "6 categories element.dimension", "7 categories element.category",
                    "8 value answer.range", "8 value unique", "9 value answer.decimals", "11 value unique",
                    "12 organisation element.kind",
                    "12 organisation value.twice", "13 organisation organisation.code", "14 period period.format",
                ], "\(found)")
            #expect(try await figures(service, "67-ALL").isEmpty)
            let all = try await service.call(ReadFigureBulk(bulk: "67-IM1"), as: .planner).problems.items
            #expect(all.allSatisfy { $0.message.en != nil && !$0.message.th.contains("{") })
            let partial = try await load(service, "67-IM2", Array(table.utf8), mode: .partial)
            #expect(partial.state == .done && partial.saved == 2 && partial.refused == 12)
            #expect(try await figures(service, "67-ALL") == ["67-S0003  12"])
            let export = try #require(partial.annotated)
            let part = try await service.call(ReadExport(export: export, part: 0), as: .planner)
            let text = String(decoding: part.content.flatMap { Base64.decode($0) } ?? [], as: UTF8.self)
            let lines = text.split(separator: "\r\n").map(String.init)
            #expect(lines.count == 15 && lines[0].hasPrefix("หน่วยงาน,") && lines[0].contains("ปัญหา/Problems"))
            #expect(lines[1].contains("ค่า: ") && lines[14] == "67-S0003,67-ALL,AY2566,,12")
        }
    }

    /// A row's fault hides neither its others nor that another row is the same; nor a heading's another heading's.
    @Test func faultsHideNoOthers() async throws {
        try await withElements { service in
            let table = """
                หน่วยงาน,ข้อมูล,ช่วงเวลา,จำแนก,ค่า
                67-S0001,67-ALL,AY2566,,สิบ
                67-S0001,67-ALL,AY2566,,5
                67-S9999,67-ALL,AY2566,,สิบ
                67 S1,67 NO,2566,age,สิบ
                """
            _ = try await load(service, "67-IM1", Array(table.utf8))
            let found = try await problems(service, "67-IM1")
            #expect(
                Set(found) == [
                    "2 value answer.number", "3 value unique", "4 value answer.number",
                    "4 organisation organisation.below", "5 organisation organisation.code", "5 element code.format",
                    "5 period period.format", "5 categories category.format", "5 value answer.number",
                ], "\(found)")
            let partial = try await load(service, "67-IM2", Array(table.utf8), mode: .partial)
            #expect(partial.saved == 0 && partial.refused == 4 && partial.figures == 1)
            let headings = try await load(service, "67-IM3", Array("อะไร,ค่า,ค่า\n1,2,3\n".utf8))
            let wrong = try await problems(service, "67-IM3")
            #expect(headings.state == .refused && headings.problems == wrong.count && wrong.count > 2, "\(wrong)")
        }
    }

    @Test func wideTablesSchemesAndStrategies() async throws {
        try await withElements { service in
            _ = try await service.call(
                UpdateOrganisation(
                    idempotencyKey: "u", organisation: "67-S0001", codes: ["obec": "1067670001"], expectedVersion: 1))
            let table = "หน่วยงาน;67-BOYS;67-ALL;หมายเหตุ\n1067670001;10;20;x\n9;1;2;y\n"
            let create = try await load(
                service, "67-IM1", Array(table.utf8), .create, mode: .partial, wide: true, scheme: "obec")
            #expect(create.saved == 2 && create.refused == 1)
            #expect(try await figures(service, "67-BOYS") == ["67-S0001  10"])
            let again = try await load(
                service, "67-IM2", Array("หน่วยงาน,67-BOYS,67-ALL\n67-S0001,11,20\n".utf8), .create, wide: true)
            #expect(again.state == .refused)
            #expect(try await problems(service, "67-IM2") == ["2 67-ALL figures.create", "2 67-BOYS figures.create"])
            let update = try await load(
                service, "67-IM3", Array("หน่วยงาน,67-BOYS,67-ALL\n67-S0001,11,20\n67-S0002,,3".utf8), .update,
                wide: true)
            #expect(update.state == .refused)
            #expect(try await problems(service, "67-IM3") == ["3 67-ALL figures.update"])
        }
    }

    @Test func aWorkbookIsReadAsATableInTextIs() async throws {
        func cell(_ text: String) -> String { "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
        func row(_ number: Int, _ cells: [String]) -> String { "<row r=\"\(number)\">\(cells.joined())</row>" }
        let book = MadeWorkbook(
            rows: row(2, ["หน่วยงาน", "ชาย", "ทั้งหมด", "หมายเหตุ"].map(cell))
                + row(3, [cell("67-S0001"), "<c><v>12</v></c>", "<c><v>30</v></c>", cell("ก, \"ข\"")])
                + row(7, [cell("67-S0002"), cell("๑,๑๔๐"), cell("ไม่มี")])
                + row(8, [cell("67-S9999"), "<c><v>1</v></c>", "<c><v>1.5</v></c>"]))
        try await withElements { service in
            @Sendable func begin(_ code: String, _ columns: SheetLayout?) async throws {
                _ = try await service.call(
                    BeginFigureBulk(
                        idempotencyKey: code, code: code, under: "67", layout: .wide, period: Period("AY2566"),
                        elements: ["67-BOYS", "67-ALL"], strategy: .upsert, mode: .partial, columns: columns,
                        mapping: "pupils"), as: .planner)
                let bytes = book.deflated
                for (part, start) in stride(from: 0, to: bytes.count, by: 501).enumerated() {
                    _ = try await service.call(
                        SendFigureBulk(
                            idempotencyKey: "\(code) \(part)", bulk: code, part: part,
                            content: Base64.encode(Array(bytes[start..<min(start + 501, bytes.count)]))), as: .planner)
                }
            }
            @Sendable func run(_ code: String, _ key: String, dry: Bool) async throws -> FigureBulk {
                let parts = try await service.call(ReadFigureBulk(bulk: code), as: .planner).bulk.parts
                _ = try await service.call(
                    RunFigureBulk(idempotencyKey: "\(code) \(key)", bulk: code, parts: parts, dryRun: dry),
                    as: .planner)
                try await service.runJobs()
                return try await service.call(ReadFigureBulk(bulk: code), as: .planner).bulk
            }
            let columns = SheetLayout(
                columns: ["organisation": "หน่วยงาน", "67-BOYS": "ชาย", "67-ALL": "ทั้งหมด"])
            try await begin("67-X1", columns)
            let checked = try await run("67-X1", "dry", dry: true)
            #expect(checked.state == .checked && checked.saved == 0 && checked.refused == 1 && checked.figures == 6)
            #expect(try await figures(service, "67-BOYS").isEmpty)
            let expected = [
                "8 67-ALL answer.decimals", "8 organisation organisation.below", "8 organisation organisation.below",
            ]
            #expect(try await problems(service, "67-X1").sorted() == expected)
            let done = try await run("67-X1", "wet", dry: false)
            #expect(done.state == .done && done.saved == 4 && done.refused == 1)
            #expect(try await problems(service, "67-X1").sorted() == expected)
            #expect(try await figures(service, "67-BOYS") == ["67-S0001  12", "67-S0002  1140"])
            #expect(try await figures(service, "67-ALL") == ["67-S0001  30", "67-S0002  none"])
            // A workbook comes back as a workbook, its cells where they were.
            let part = try await service.call(ReadExport(export: try #require(done.annotated), part: 0), as: .planner)
            #expect(part.export.format == .xlsx && part.export.name == "67-X1-problems.xlsx" && part.export.rows == 1)
            let reader = try SheetReader(part.content.flatMap { Base64.decode($0) } ?? [])
            var rows: [Int: [String]] = [:]
            while let row = try reader.next() { rows[row.number] = row.cells.map(\.text) }
            #expect(rows[2]?.last == "ปัญหา/Problems")
            #expect(rows[3] == ["67-S0001", "12", "30", "ก, \"ข\""])
            #expect(rows[8]?.prefix(3) == ["67-S9999", "1", "1.5"] && rows[8]?.last?.contains("ทั้งหมด: ") == true)
            // The mapping was kept: the next file needs none.
            try await begin("67-X2", nil)
            #expect(try await run("67-X2", "wet", dry: false).saved == 4)
        }
    }

    @Test func whatWasStoppedCanBeRunAgain() async throws {
        try await withElements { service in
            _ = try await service.call(
                BeginFigureBulk(
                    idempotencyKey: "b", code: "67-IM1", under: "67", layout: .long, strategy: .upsert, mode: .atomic),
                as: .planner)
            _ = try await service.call(
                SendFigureBulk(
                    idempotencyKey: "s", bulk: "67-IM1", part: 0,
                    text: "หน่วยงาน,ข้อมูล,ช่วงเวลา,ค่า\n67-S0001,67-ALL,AY2566,7\n"), as: .planner)
            let begun = try await service.call(
                RunFigureBulk(idempotencyKey: "r", bulk: "67-IM1", parts: 1), as: .planner)
            _ = try await service.call(CancelJob(idempotencyKey: "c", job: try #require(begun.job)))
            try await service.runJobs()
            #expect(try await service.call(ReadFigureBulk(bulk: "67-IM1"), as: .planner).bulk.state == .open)
            #expect(try await figures(service, "67-ALL").isEmpty)
            _ = try await service.call(RunFigureBulk(idempotencyKey: "r2", bulk: "67-IM1", parts: 1), as: .planner)
            try await service.runJobs()
            #expect(try await figures(service, "67-ALL") == ["67-S0001  7"])
        }
    }

    @Test func partsComeInOrderAndWhatIsNoTableIsRefused() async throws {
        try await withElements { service in
            let bad = try await load(service, "67-IM1", Array("ก,ข\n1,2\n".utf8))
            #expect(bad.state == .refused && bad.problems == 1)
            let zip = try await load(service, "67-IM2", [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 60))
            #expect(zip.state == .refused)
            _ = try await service.call(
                BeginFigureBulk(
                    idempotencyKey: "b", code: "67-IM3", under: "67", layout: .long, strategy: .upsert, mode: .atomic),
                as: .planner)
            let order = await refusal {
                try await service.call(
                    SendFigureBulk(idempotencyKey: "s", bulk: "67-IM3", part: 1, text: "x"), as: .planner)
            }
            #expect(order?.rule == "bulk.part")
            let missing = await refusal {
                try await service.call(RunFigureBulk(idempotencyKey: "r", bulk: "67-IM3", parts: 1), as: .planner)
            }
            #expect(missing?.rule == "bulk.parts")
            #expect(await refusal { try await service.call(ReadFigureBulk(bulk: "67-IM3"), as: .stranger) } != nil)
        }
    }
}

private struct Versions: Statement {
    static let sql = "SELECT version FROM data_value ORDER BY organisation, categories"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
