import CommonContract
import JSONRPC
import Kernel
import PlansContract
import ServiceTestSupport
import Sheets
import TestSupport
import Testing

@Suite struct ElementFileTests {
    private static let rows = [
        "แผนปฏิบัติราชการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๖,,,,,,,",
        "ที่,รหัสโครงการ,โครงการ/กิจกรรม,ประเภท,อยู่ภายใต้,งบประมาณ (บาท),สถานะงบประมาณ,หน่วยงานที่รับผิดชอบ",
        "1,67-P1,โครงการอ่านออกเขียนได้,โครงการ,67-G1,\"๑,๒๕๐,๐๐๐.๕๐\",ใช้งบประมาณ,67-01",
        "2,67-A1,อบรมครู,กิจกรรม,67-P1,\"250,000\",,",
        "3,67-G1,ผู้เรียนอ่านออก,เป้าประสงค์,,,,",
        ",,รวมทั้งสิ้น,,,\"1,500,000.50\",,",
    ]

    private static func file(_ rows: [String] = rows) -> SheetFile {
        SheetFile(name: "แผน.csv", text: rows.joined(separator: "\n"))
    }

    private func load(
        _ file: SheetFile, _ office: Office, key: String = "1", mode: ImportMode? = nil, layout: SheetLayout? = nil,
        dry: Bool? = nil
    ) async throws -> SheetImportReport {
        try await office.service.call(
            ImportElementFile(
                idempotencyKey: "file/\(key)", plan: "67-F", file: file, layout: layout, mode: mode, validateOnly: dry))
    }

    private func stored(_ office: Office) async throws -> [PlanElement] {
        try await office.service.call(ListElements(plan: "67-F", limit: 1_000)).items
    }

    @Test func anOfficesTableGoesInAndComesOutAndInWithoutAChange() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            let dry = try await load(Self.file(), office, key: "dry", dry: true)
            #expect(dry.created == 3)
            #expect(try await stored(office).isEmpty)
            let report = try await load(Self.file(), office)
            #expect(report.problems.isEmpty, "\(report.problems)")
            #expect((report.rows, report.created, report.refused) == (3, 3, 0))
            #expect(report.annotated == nil)
            let project = try #require(try await stored(office).first { $0.code == "67-P1" })
            #expect(project.budget == Money(satang: 125_000_050))
            #expect(project.funding == .funded)
            #expect(project.parent == "67-G1")
            let bytes = try #require(Self.file().bytes)
            let thai =
                bytes.isEmpty ? [] : try #require(ElementFileTests.windows874(Self.rows.joined(separator: "\r\n")))
            let again = try await load(SheetFile(bytes: thai), office, key: "tis")
            #expect((again.created, again.updated, again.unchanged) == (0, 0, 3))
            for format in ElementFileFormat.allCases {
                let out = try await office.service.call(ExportElementFile(plan: "67-F", format: format))
                let back = try await load(out, office, key: "back-\(format)")
                #expect(back.problems.isEmpty, "\(back.problems)")
                #expect((back.rows, back.unchanged) == (3, 3), "\(format)")
            }
        }
    }

    /// The Thai code page, in which older programs save.
    private static func windows874(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x80: bytes.append(UInt8(scalar.value))
            case 0x0E01...0x0E5B: bytes.append(UInt8(scalar.value - 0x0E00 + 0xA0))
            default: return nil
            }
        }
        return bytes
    }

    @Test func whatTheFileDoesNotHaveStays() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            var draft = Office.draft("67-G1", .goal)
            draft.text.en = "Goal"
            draft.stakeholders = [Stakeholder(name: LocalizedText(th: "ครู"), roles: [.performer])]
            let year = Office.year(2566)
            let target = ElementDraft(
                code: "67-I1", kind: .indicatorReference, parent: "67-G1", text: LocalizedText(th: "ตัวชี้วัด"),
                indicator: IndicatorTargets(
                    indicator: "67-IND", unit: LocalizedText("ร้อยละ", "percent"),
                    targets: [YearlyTarget(fiscalYear: year, value: .hundred)]))
            try await office.elements("67-F", [draft, target])
            let before = try await stored(office)
            let names = try await load(
                SheetFile(text: "รหัส;ชื่อ\n67-G1;\(draft.text.th)\n67-I1;ตัวชี้วัด\n"), office, key: "names")
            #expect(names.unchanged == 2, "\(names)")
            let out = try await office.service.call(ExportElementFile(plan: "67-F", format: .xlsx))
            let back = try await load(out, office, key: "all")
            #expect(back.unchanged == 2, "\(back)")
            #expect(try await stored(office) == before)
            let late = SheetFile(text: "รหัส,ชื่อ,รหัสตัวชี้วัด,ค่าเป้าหมาย 2580\n67-I1,ตัวชี้วัด,67-IND,5\n")
            let refused = await #expect(throws: RPCError.self) { try await load(late, office, key: "late") }
            #expect(refused?.problems.map(\.path) == ["/rows/2/target"])
            #expect(refused?.problems.first?.message.th.hasPrefix("เซลล์ D2: ") == true)
        }
    }

    /// Days as offices write them, of the Buddhist Era and in Thai digits.
    @Test func daysGoInAndComeOut() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            let heading = "รหัส,โครงการ/กิจกรรม,ประเภท,อยู่ภายใต้,วันที่เริ่มต้น,วันที่สิ้นสุด\n"
            let rows = "67-P1,อ่านออก,โครงการ,,๑ ต.ค. ๒๕๖๕,30/09/2566\n67-A1,อบรม,กิจกรรม,67-P1,2022-11-01,15 ม.ค. ๒๕๖๖\n"
            let report = try await load(SheetFile(text: heading + rows), office)
            #expect(report.created == 2, "\(report)")
            let found = try await stored(office)
            #expect(found.map(\.startsOn?.description) == ["2022-11-01", "2022-10-01"])
            #expect(found.map(\.endsOn?.description) == ["2023-01-15", "2023-09-30"])
            for format in ElementFileFormat.allCases {
                let out = try await office.service.call(ExportElementFile(plan: "67-F", format: format))
                let back = try await load(out, office, key: "back-\(format)")
                #expect((back.rows, back.unchanged) == (2, 2), "\(format) \(back.problems)")
            }
            let wrong =
                "67-P1,อ่านออก,โครงการ,,1/10/2564,30/09/2566\n67-A1,อบรม,กิจกรรม,67-P1,2023-02-01,2023-01-15\n"
                + "67-G1,เป้า,เป้าประสงค์,,2023-02-01,\n"
            let refused = try await load(SheetFile(text: heading + wrong), office, key: "wrong", dry: true)
            #expect(
                refused.problems.map { "\($0.cell ?? "") \($0.rule)" } == [
                    "E2 element.dayOutside", "F3 element.daysOrder", "E4 element.days",
                ])
            let plan = try await office.service.call(GetPlan(plan: "67-F"))
            #expect(
                await refusal {
                    try await office.service.call(
                        UpdatePlan(
                            idempotencyKey: "y", plan: "67-F", expectedVersion: plan.version,
                            firstYear: Office.year(2567)))
                } == "plan.daysOutside")
        }
    }

    /// The causal chain of a project from its row: links are made, kept, changed and taken away as the columns say.
    @Test func linksGoInAndComeOut() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.plan("67-F", .annualActionPlan, at: "67-01", higher: ["MP"])
            func links() async throws -> [String] {
                try await office.service.call(ListLinks(plan: "67-F")).items
                    .map { "\($0.from.code) \($0.kind.rawValue) \($0.to.plan)/\($0.to.code)" }.sorted()
            }
            let heading = "รหัส,โครงการ,เป้าหมายแผนย่อย (Y1),สอดคล้องกับ\n"
            let first = try await load(
                SheetFile(text: heading + "67-P1,อ่านออก,๑๒๐๑๐๑,\"SDG-4.1, SDG4/SDG-4.2\"\n67-P2,เขียนได้,MP/120101,\n"),
                office)
            #expect((first.created, first.problems.count) == (2, 0), "\(first.problems)")
            let whole = [
                "67-P1 aligned SDG4/SDG-4.1", "67-P1 aligned SDG4/SDG-4.2", "67-P1 xyzY1 MP/120101",
                "67-P2 xyzY1 MP/120101",
            ]
            #expect(try await links() == whole)
            for format in ElementFileFormat.allCases {
                let out = try await office.service.call(ExportElementFile(plan: "67-F", format: format))
                let back = try await load(out, office, key: "back-\(format)")
                #expect((back.rows, back.unchanged) == (2, 2), "\(format) \(back.problems)")
            }
            // Without the columns nothing of it changes; with one, what its row leaves out goes.
            let bare = try await load(SheetFile(text: "รหัส,โครงการ\n67-P1,อ่านออก\n"), office, key: "bare")
            #expect(bare.unchanged == 1)
            #expect(try await links() == whole)
            let less = try await load(
                SheetFile(text: "รหัส,โครงการ,สอดคล้องกับ\n67-P1,อ่านออก,SDG-4.2\n"), office, key: "less")
            #expect((less.updated, less.unchanged) == (1, 0))
            #expect(try await links() == whole.filter { !$0.hasSuffix("4.1") })
            let now = try await links()
            let wrong = try await load(
                SheetFile(text: heading + "67-P1,อ่านออก,SDG-4.1,SDG-4.2\n67-P3,ใหม่,999999,Z0301\n"), office,
                key: "wrong", dry: true)
            #expect(
                wrong.problems.map { "\($0.cell ?? "") \($0.rule)" } == [
                    "C2 link.chain", "D3 link.levelSkipped", "C3 link.to",
                ], "\(wrong.problems)")
            #expect(wrong.annotated != nil)
            #expect(try await links() == now)
        }
    }

    /// Links that lead back to where they start leave nothing of the file behind, not even in parts.
    @Test func aCircleInTheColumnsIsRefusedWhole() async throws {
        try await Office.open { office in
            try await office.plan("MP", .masterPlan, at: "TH")
            let rows = (1...3).map { "Y\($0),เป้า \($0),เป้าประสงค์,Y\($0 % 3 + 1)" }.joined(separator: "\n")
            for mode in [ImportMode.atomic, .partial] {
                let error = await #expect(throws: RPCError.self) {
                    try await office.service.call(
                        ImportElementFile(
                            idempotencyKey: mode.rawValue, plan: "MP",
                            file: SheetFile(text: "รหัส,ชื่อ,ประเภท,Y2\n\(rows)\n"), mode: mode))
                }
                #expect(error?.problems.map(\.path) == ["/rows/2/xyzY2", "/rows/3/xyzY2", "/rows/4/xyzY2"])
                #expect(error?.problems.allSatisfy { $0.rule == "link.circle" } == true)
            }
            #expect(try await office.service.call(ListElements(plan: "MP")).items.isEmpty)
        }
    }

    @Test func everyProblemIsLocatedAndNothingIsLeftBehind() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            var rows = Self.rows
            rows[3] = "2,67-A1,,กิจกรรม,67-G1,\"25,00\",,99-9"
            let error = await #expect(throws: RPCError.self) { try await load(Self.file(rows), office) }
            #expect(error?.kind == .ruleViolated)
            #expect(error?.problems.map(\.path) == ["/rows/4/text", "/rows/4/budget"])
            #expect(try await stored(office).isEmpty)
            rows[4] = "3,67-G1,ผู้เรียนอ่านออก,เป้าประสงค์,67-X,,,99-9"
            let dry = try await load(Self.file(rows), office, key: "dry", dry: true)
            #expect((dry.created, dry.refused) == (0, 3))
            #expect(
                dry.problems.map { "\($0.cell ?? "") \($0.rule)" } == [
                    "E3 element.parent", "C4 required", "F4 sheet.grouping", "H5 organisation.unknown",
                ])
            let back = try #require(
                dry.annotated?.text ?? dry.annotated?.bytes.map { String(decoding: $0, as: UTF8.self) })
            #expect(back.contains("ปัญหา/Problems"))
            #expect(back.contains("H5: "))
            rows[4] = Self.rows[4]
            let part = try await load(Self.file(rows), office, key: "part", mode: .partial)
            #expect((part.created, part.refused) == (2, 1))
            #expect(try await stored(office).map(\.code) == ["67-G1", "67-P1"])
        }
    }

    /// What comes back of a workbook is a workbook: the same cells, each problem beside its row in both languages, and it
    /// may be brought in again with that column still there.
    @Test func aWorkbookComesBackWithItsProblemsAndMayBeBroughtInAgain() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            func cell(_ place: String, _ text: String) -> String {
                #"<c r="\#(place)" t="inlineStr"><is><t>\#(text)</t></is></c>"#
            }
            let sheet = [["รหัส", "ชื่อ", "ประเภท", "อยู่ภายใต้"], ["67-P1", "โครงการหนึ่ง", "โครงการ", "67-G1"]]
            let rows = sheet.enumerated().map { index, texts in
                let cells = zip(["A", "B", "C", "D"], texts).map { cell("\($0)\(index + 1)", $1) }.joined()
                return #"<row r="\#(index + 1)">\#(cells)</row>"#
            }
            let file = SheetFile(name: "แผน.xlsx", bytes: MadeWorkbook(rows: rows.joined()).bytes)
            let dry = try await load(file, office, key: "dry", dry: true)
            #expect(dry.problems.map { "\($0.cell ?? "") \($0.rule)" } == ["D2 element.parent"])
            let annotated = try #require(dry.annotated)
            let bytes = try #require(annotated.bytes)
            #expect(bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]))
            let reader = try SheetReader(bytes)
            var cells: [[String]] = []
            while let row = try reader.next() { cells.append(row.cells.map(\.text)) }
            #expect(cells.first?.contains("ปัญหา/Problems") == true)
            let said = cells.dropFirst().compactMap(\.last).joined()
            for problem in dry.problems {
                #expect(said.contains(problem.message.th) && said.contains(problem.message.en ?? "?"))
            }
            #expect(try await stored(office).isEmpty)
            // What was missing is there now.
            try await office.elements("67-F", [Office.draft("67-G1", .goal)])
            let again = try await load(annotated, office, key: "again")
            #expect((again.created, again.problems.count) == (1, 0), "\(again.problems)")
        }
    }

    @Test func filesThatAreNoTablesAreRefused() async throws {
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            let files: [(SheetFile, String)] = [
                (SheetFile(bytes: [0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0]), "sheet.kind"),
                (SheetFile(text: "ก,ข\n1,2\n"), "sheet.header"), (SheetFile(text: "รหัส,ชื่อ\n"), "sheet.empty"),
                (SheetFile(text: "รหัส,ชื่อ\n67-G1,ก\n\n67-G2,ข\n"), "sheet.blankRow"),
                (SheetFile(text: "รหัส,ชื่อ,สี\n67-P1,ก,แดง\n"), "sheet.columnUnknown"),
            ]
            for (index, (file, rule)) in files.enumerated() {
                let error = await #expect(throws: RPCError.self) { try await load(file, office, key: "\(index)") }
                #expect(error?.problems.map(\.rule).contains(rule) == true, "\(rule): \(error?.problems ?? [])")
            }
            let params = [
                SheetFile(content: "not base 64!"), SheetFile(text: String(repeating: "x", count: 4_000_100)),
            ]
            for (index, file) in params.enumerated() {
                let error = await #expect(throws: RPCError.self) { try await load(file, office, key: "p\(index)") }
                #expect(error?.kind == .invalidParams)
            }
            #expect(try await stored(office).isEmpty)
        }
    }
}
