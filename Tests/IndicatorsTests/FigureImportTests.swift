import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// Figures out of the tables that offices fill in.
@Suite struct FigureImportTests {
    private func withElements(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            for (code, name) in [("67-BOYS", "นักเรียนชาย"), ("67-ALL", "นักเรียนทั้งหมด")] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67", name: LocalizedText(th: name), unitCode: "person",
                            unit: LocalizedText("คน", "person"), periodType: .academicYear, minimum: .zero,
                            dimensions: ["sex"])), as: .planner)
            }
            try await body(service)
        }
    }

    private func load(
        _ service: TestService, _ text: String, _ layout: FigureLayout, _ strategy: FigureStrategy = .upsert,
        mode: ImportMode = .atomic, columns: SheetLayout? = nil, mapping: String? = nil
    ) async throws -> FiguresImported {
        try await service.call(
            ImportFigures(
                idempotencyKey: ID(at: service.now).description, under: "67",
                file: SheetFile(name: "ข้อมูล.csv", text: text), layout: layout, period: Period("AY2566"),
                elements: layout == .wide ? ["67-BOYS", "67-ALL"] : nil, strategy: strategy, mode: mode,
                columns: columns, mapping: mapping), as: .planner)
    }

    private func figures(_ service: TestService, _ element: String) async throws -> [String] {
        try await service.call(
            ListDataValues(element: element, period: try #require(Period("AY2566")), organisation: "67"), as: .planner
        ).items.map {
            "\($0.organisation) \(($0.categories ?? []).joined()) \($0.number?.description ?? $0.state?.rawValue ?? "")"
        }
    }

    @Test func aWideTableWithThaiDigitsAndAbsences() async throws {
        try await withElements { service in
            let table = """
                หน่วยงาน,นักเรียนชาย,นักเรียนทั้งหมด
                67-S0001,๖๐,"1,110"
                67-S0002,ไม่มี,ไม่เกี่ยวข้อง
                67-S0003,,12
                """
            let result = try await load(service, table, .wide)
            #expect(result.rows == 3 && result.saved == 5 && result.problems.isEmpty && result.annotated == nil)
            #expect(
                try await figures(service, "67-BOYS") == ["67-S0001  60", "67-S0002  none"])
            #expect(
                try await figures(service, "67-ALL")
                    == ["67-S0001  1110", "67-S0002  notApplicable", "67-S0003  12"])
        }
    }

    @Test func aLongTableWithBreakdowns() async throws {
        try await withElements { service in
            let table = """
                รหัสหน่วยงาน;ข้อมูล;จำแนก;จำนวน
                67-S0001;67-ALL;sex=female;30
                67-S0001;67-ALL;sex=male;40
                """
            let result = try await load(service, table, .long)
            #expect(result.saved == 2)
            #expect(try await figures(service, "67-ALL") == ["67-S0001 sex=female 30", "67-S0001 sex=male 40"])
        }
    }

    @Test func everyProblemHasItsCellAndTheFileComesBack() async throws {
        try await withElements { service in
            let table = """
                หน่วยงาน,นักเรียนชาย,นักเรียนทั้งหมด
                67-S0001,สิบ,20
                67-S9999,1,2
                67-S0002,-5,1.5
                67-S0003,3,4
                """
            let error = await refusal { try await load(service, table, .wide) }
            #expect(error?.rule == "import.atomic")
            #expect(try await figures(service, "67-ALL").isEmpty)
            let partial = try await load(service, table, .wide, mode: .partial)
            #expect(partial.saved == 2)
            #expect(Set(partial.problems.compactMap(\.cell)) == ["B2", "A3", "B4", "C4"])
            #expect(try await figures(service, "67-ALL") == ["67-S0003  4"])
            let bytes = try #require(partial.annotated?.bytes)
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            #expect(lines.first?.contains("ปัญหา") == true)
            #expect(lines.last?.hasPrefix("67-S0003,3,4") == true)
        }
    }

    /// A row's fault hides neither its others nor that another row is the same.
    @Test func faultsHideNoOthers() async throws {
        try await withElements { service in
            let long = """
                หน่วยงาน,ข้อมูล,ช่วงเวลา,จำแนก,ค่า
                67-S0001,67-ALL,AY2566,,สิบ
                67-S0001,67-ALL,AY2566,,5
                67-S9999,67-ALL,2566,age=1,สิบ
                ,67-NO,AY2566,,-5
                ,67-ALL,AY2566,,-5
                67-S0002,67-ALL,AY2566,,-5
                67-02,67-ALL,AY2566,,9
                """
            let partial = try await load(service, long, .long, mode: .partial)
            let found = partial.problems.map { "\($0.cell ?? "") \($0.rule)" }
            #expect(
                Set(found) == [
                    "E2 sheet.number", "E3 unique", "E4 sheet.number", "C4 period.format", "A4 organisation.below",
                    "D4 element.dimension", "A5 required", "B5 element.known", "A6 required",
                    "E6 answer.range", "E7 answer.range", "A2 value.twice", "A3 value.twice", "A7 value.twice",
                    "A8 value.twice",
                ], "\(found)")
            #expect(partial.saved == 0 && partial.refused == 7)
            #expect(partial.problems.allSatisfy { $0.message.en != nil })
            let wide = "หน่วยงาน,นักเรียนชาย,นักเรียนทั้งหมด\n67-S9999,x,-1\n67-S0001,1,y\n67-S0001,2,2\n"
            let other = try await load(service, wide, .wide, mode: .partial)
            let cells = other.problems.map { "\($0.cell ?? "") \($0.rule)" }
            #expect(
                cells.sorted() == [
                    "A2 organisation.below", "B2 sheet.number", "B4 unique", "C2 answer.range", "C3 sheet.number",
                    "C4 unique",
                ], "\(cells)")
            #expect(other.saved == 0)
        }
    }

    @Test func strategiesSayWhatMayBeThereAndMappingsAreKept() async throws {
        try await withElements { service in
            let table = "ร.ร.,ชาย,รวม\n67-S0001,10,20\n"
            let columns = SheetLayout(columns: ["organisation": "ร.ร.", "67-BOYS": "ชาย", "67-ALL": "รวม"])
            let missing = await refusal { try await load(service, table, .wide, .update, columns: columns) }
            #expect(missing?.problems.map(\.rule) == ["figures.update", "figures.update"])
            _ = try await load(service, table, .wide, .create, columns: columns, mapping: "SCHOOL-FORM")
            let there = await refusal { try await load(service, table, .wide, .create, mapping: "SCHOOL-FORM") }
            #expect(there?.problems.map(\.rule) == ["figures.create", "figures.create"])
            let changed = table.replacing("20", with: "25")
            #expect(try await load(service, changed, .wide, .update, mapping: "SCHOOL-FORM").saved == 2)
            #expect(try await figures(service, "67-ALL") == ["67-S0001  25"])
            #expect(try await load(service, changed, .wide, .delete, mapping: "SCHOOL-FORM").takenBack == 2)
            #expect(try await figures(service, "67-ALL").isEmpty)
        }
    }
}
