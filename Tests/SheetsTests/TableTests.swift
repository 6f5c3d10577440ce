import CommonContract
import Kernel
import TestSupport
import Testing

@testable import Sheets

@Suite struct TableTests {
    static let shape = SheetShape([
        SheetColumn(
            "code", LocalizedText("รหัสโครงการ", "Project code"), synonyms: ["รหัส"], .code(max: 40), required: true),
        SheetColumn(
            "name", LocalizedText("ชื่อโครงการ", "Project"), synonyms: ["โครงการ"], .text(max: 200), required: true),
        SheetColumn(
            "kind", LocalizedText("ประเภท", "Kind"),
            .choice([
                SheetChoice("project", LocalizedText("โครงการ", "Project")),
                SheetChoice("activity", LocalizedText("กิจกรรม", "Activity")),
            ])),
        SheetColumn("budget", LocalizedText("งบประมาณ", "Budget"), .money(.zero...Money.limit), none: .answer),
        SheetColumn("startsOn", LocalizedText("วันที่เริ่ม", "Starts on"), .date),
        SheetColumn("fiscalYear", LocalizedText("ปีงบประมาณ", "Fiscal year"), .fiscalYear),
        SheetColumn("pupils", LocalizedText("จำนวนนักเรียน", "Pupils"), .integer(0...1_000_000)),
        SheetColumn("target", LocalizedText("ค่าเป้าหมาย", "Target"), .decimal(places: 2), perYear: true),
    ])

    static func read(_ csv: String, layout: SheetLayout? = nil, shape: SheetShape = shape) throws -> SheetTable {
        try SheetTable(Array(csv.utf8), as: shape, layout: layout)
    }

    static func rules(_ table: SheetTable) -> [String] {
        table.problems.map { "\($0.cell ?? $0.row.map { "\($0)" } ?? "") \($0.rule)" }
    }

    @Test func headingsAreFoundUnderTitlesAndReadInManyWays() throws {
        let table = try Self.read(
            """
            แผนปฏิบัติราชการ,,,,,,
            สำนักงานศึกษาธิการจังหวัดเพชรบูรณ์,,,,,,
            ที่,รหัส โครงการ,โครงการ,งบประมาณ (บาท),วันที่เริ่ม,ปีงบ ประมาณ,ค่าเป้าหมาย ปี ๒๕๖๖,ค่าเป้าหมาย 2567,หมายเหตุ
            1,ก-๑,พัฒนาครู,"๑,๒๕๐,๐๐๐.๕๐ บาท",๑ ต.ค. ๒๕๖๕,๒๕๖๖,80,85.5,
            2,ก-2,พัฒนาเด็ก,ไม่มี,2022-10-01,พ.ศ. 2566,,-,ดี
            """)
        #expect(table.problems.isEmpty, "\(table.problems)")
        #expect(table.header?.row == 3)
        let first = try #require(table.records.first)
        #expect(first.row == 4)
        #expect(first.text("code") == "ก-1")
        #expect(first.money("budget") == Money(satang: 125_000_050))
        #expect(first.date("startsOn") == CalendarDate("2022-10-01"))
        #expect(first.fiscalYear("fiscalYear") == FiscalYear(2566))
        let years = try (#require(FiscalYear(2566)), #require(FiscalYear(2567)))
        #expect(
            first.perYear("target") == [
                years.0: .decimal(.init(tenThousandths: 800_000)), years.1: .decimal(.init(tenThousandths: 855_000)),
            ])
        #expect(table.records[1]["budget"] == SheetEntry.none)
        #expect(table.records[1]["pupils"] == .empty)
        #expect(table.layout?.columns?["budget"] == "งบประมาณ (บาท)")
    }

    @Test func columnsThatAreMissingUnknownOrDoubledAreAllReported() throws {
        let table = try Self.read("รหัส,งบประมาณ,Budget,สีโปรด\nก,1,2,แดง\n")
        #expect(Self.rules(table) == ["C1 sheet.columnTwice", "D1 sheet.columnUnknown", "1 sheet.columnMissing"])
        #expect(table.records.isEmpty)
        #expect(table.problems[2].problem.path == "/rows/1/name")
        #expect(Self.rules(try Self.read("ก,ข\nค,ง\n")) == ["1 sheet.header"])
    }

    @Test func aSavedLayoutOverrules() throws {
        let csv = "โครงการ,ชื่อย่อ,เงิน,สี\nก,พัฒนา,5,แดง\n"
        let layout = SheetLayout(
            headerRow: 1, columns: ["code": "A", "name": "ชื่อ ย่อ", "budget": "เงิน"], ignored: ["สี"])
        let table = try Self.read(csv, layout: layout)
        #expect(table.problems.isEmpty, "\(table.problems)")
        #expect(table.records.first?.text("code") == "ก")
        #expect(table.records.first?.text("name") == "พัฒนา")
        #expect(table.records.first?.money("budget") == Money(baht: 5))
    }

    @Test func everyProblemIsLocatedInBothLanguages() throws {
        let table = try Self.read(
            """
            รหัส,โครงการ,ประเภท,งบประมาณ,วันที่เริ่ม,ปีงบประมาณ,จำนวนนักเรียน
            ,ไม่มีรหัส,โครงการ,1.005,1/10/65,66,1.5
            ก,ชื่อ,อะไร,"1,25,000",01/10/2022,2023,12%
            ข,ชื่อ,กิจกรรม,(5.00),31/02/2566,2566,x

            1.07E+09,ชื่อ,กิจกรรม,#REF!,44835,2566,"1,200"
            """)
        #expect(
            Self.rules(table) == [
                "A2 required", "D2 money.satang", "E2 sheet.twoDigitYear", "F2 sheet.fiscalYear", "G2 sheet.integer",
                "C3 sheet.choice", "D3 sheet.grouping", "E3 sheet.commonEra", "F3 sheet.fiscalYear", "G3 sheet.percent",
                "D4 money.range", "E4 sheet.date", "G4 sheet.number", "5 sheet.blankRow", "A6 sheet.exponent",
                "D6 sheet.number",
            ])
        #expect(table.records.map(\.isFaulty) == [true, true, true, true])
        #expect(table.problems.allSatisfy { $0.message.en?.isEmpty == false })
        #expect(table.problems[1].problem.path == "/rows/2/budget")
        #expect(table.problems[1].problem.message.th.hasPrefix("เซลล์ D2: "))
        #expect(table.problems[1].value == "1.005")
        #expect(table.records[3].date("startsOn") == CalendarDate("2022-10-01"))
        #expect(table.records[3].integer("pupils") == 1_200)
    }

    @Test func totalsRowsAreCheckedAgainstTheirRows() throws {
        let head = "รหัส,โครงการ,งบประมาณ,จำนวนนักเรียน\n"
        let good = try Self.read(
            head + "1,รวมพลังเด็กไทย,100,5\n2,ก,50,5\nรวม,,150,10\n3,ข,50,1\n,รวม 1 โครงการ,50,\nรวมทั้งสิ้น,-,200,11\n")
        #expect(good.problems.isEmpty, "\(good.problems)")
        #expect(good.records.map(\.row) == [2, 3, 5])
        #expect(good.totals.map(\.row) == [4, 6, 7])
        #expect(good.totals.last?.figures["budget"] == .money(Money(baht: 200)))
        let bad = try Self.read(head + "1,ก,100,5\n2,ข,50,5\nTotal,,151,10\n")
        #expect(Self.rules(bad) == ["C4 sheet.total"])
        #expect(bad.problems[0].message.en?.contains("150.00") == true)
    }

    @Test func mergedCellsAndFormulasAreRefusedWhereTheyAre() throws {
        func text(_ cell: String, _ text: String) -> String {
            "<c r=\"\(cell)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
        }
        let head = "<row r=\"1\">\(text("A1", "รหัส"))\(text("B1", "โครงการ"))\(text("D1", "งบประมาณ"))</row>"
        let book = MadeWorkbook(
            rows: head + """
                <row r="3">\(text("A3", "1"))\(text("B3", "ก"))<c r="D3"><f>2*5</f><v>10</v></c></row>\
                <row r="4">\(text("A4", "2"))\(text("B4", "ข"))<c r="D4"><v>20</v></c></row>\
                <row r="5">\(text("A5", "3"))<c r="D5"><v>5</v></c></row>\
                <row r="6">\(text("A6", "รวม"))<c r="D6"><f>SUM(D3:D5)</f><v>35</v></c></row>
                """, merges: ["B1:C1", "A1:A2", "B4:B5", "A6:C6"])
        let table = try SheetTable(book.bytes, as: Self.shape)
        #expect(
            Self.rules(table) == ["B1 sheet.mergedHeader", "D3 sheet.formula", "B4:B5 sheet.merged", "B5 required"])
        #expect(table.records.map(\.isFaulty) == [true, true, true])
        #expect(table.totals.map(\.label) == ["รวม"])
        var shape = Self.shape
        shape.formulas = .taken
        #expect(try SheetTable(book.bytes, as: shape).records.first?.money("budget") == Money(baht: 10))
    }

    @Test func theFileComesBackWithItsProblems() throws {
        let csv = "แผน\nรหัส;โครงการ;งบประมาณ\n007;=ก;x\n2;ข;5\n"
        let table = try Self.read(csv)
        let file = try AnnotatedSheet.make(Array(csv.utf8), problems: table.problems, header: 2, name: "แผน.csv")
        #expect(file.name == "แผน-problems.csv")
        let bytes = try #require(file.bytes)
        let rows = try CSVTests.rows(bytes)
        #expect(rows[1].cells.map(\.text) == ["รหัส", "โครงการ", "งบประมาณ", "ปัญหา/Problems"])
        #expect(rows[2].cells.prefix(3).map(\.text) == ["007", "=ก", "x"])
        #expect(rows[2][4]?.text.hasPrefix("C3: ไม่ใช่ตัวเลข") == true)
        #expect(rows[3].cells.count == 3)
        // Sent again as it is: the same problems, and one column of them.
        let again = try SheetTable(bytes, as: Self.shape)
        #expect(again.problems == table.problems)
        let second = try AnnotatedSheet.make(bytes, problems: again.problems, header: 2)
        #expect(second.bytes == bytes)
    }

    @Test func aWorkbookComesBackWithItsProblems() throws {
        let book = try WritingTests.sample()
        let problems = [SheetProblem(row: 3, cell: "B3", rule: "x", message: LocalizedText("ผิด", "wrong"))]
        let file = try AnnotatedSheet.make(book, problems: problems, header: 2)
        let rows = try CSVTests.rows(try #require(file.bytes))
        let original = try CSVTests.rows(book)
        #expect(rows.map(\.number) == original.map(\.number))
        #expect(rows[2].cells.dropLast() == original[2].cells[...])
        #expect(rows[2][6]?.text == "B3: ผิด / wrong")
    }
}
