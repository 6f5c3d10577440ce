import CommonContract
import Kernel
import TestSupport
import Testing

@testable import Sheets

@Suite struct WorkbookTests {
    @Test func everyKindOfCellIsRead() throws {
        let book = MadeWorkbook(
            rows: """
                <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>ใน_x000D_บรรทัด</t></is></c></row>
                <row r="3" spans="1:3"><c r="A3" s="1"/></row>
                <row r="5"><c r="A5"><v>1250000.5</v></c><c r="B5" s="1"><v>44835</v></c><c r="C5" s="2"><v>44835.5</v></c>\
                <c r="D5" s="3"><v>0.125</v></c><c r="E5" s="4"><v>42</v></c><c r="F5" t="b"><v>1</v></c>\
                <c r="G5" t="e"><v>#REF!</v></c><c r="H5"><f>SUM(A5:A5)</f><v>1250000.5</v></c>\
                <c r="I5" t="str"><f>A2</f><v>ก</v></c><c r="J5" s="5"><v>44835</v></c></row>
                """,
            merges: ["A2:C2"],
            strings: [
                "<t>รหัส</t><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh>",
                "<r><t>ชื่อ</t></r><r><t xml:space=\"preserve\"> เต็ม</t></r>",
            ],
            formats: ["[$-107041E]d mmm yyyy", "d/m/bbbb h:mm", "0.00%", "0000000000", "[$-D07041E]ว ดดดด ปปปป"])
        let reader = try SheetReader(book.bytes)
        #expect(reader.format == .xlsx)
        #expect(reader.sheets == ["แผน"])
        #expect(reader.merges.map(\.description) == ["A2:C2"])
        let head = try #require(try reader.next())
        #expect(head.number == 2)
        #expect(head.cells.map(\.text) == ["รหัส", "ชื่อ เต็ม", "ใน\rบรรทัด"])
        #expect(head.cells.map(\.column) == [1, 2, 4])
        let row = try #require(try reader.next())
        let day = try #require(CalendarDate("2022-10-01"))
        #expect(row.number == 5)
        #expect(
            row.cells.map(\.value) == [
                .number(1_250_000.5, .plain), .date(day, seconds: 0), .date(day, seconds: 43_200),
                .number(0.125, .percent),
                .number(42, .padded(10)), .boolean(true), .error("#REF!"), .number(1_250_000.5, .plain), .text("ก"),
                .date(day, seconds: 0),
            ])
        #expect(
            row.cells.map(\.text) == [
                "1250000.5", "2022-10-01", "2022-10-01 12:00:00", "12.5%", "0000000042", "TRUE", "#REF!", "1250000.5",
                "ก",
                "2022-10-01",
            ])
        #expect(row.cells.map(\.isFormula) == [false, false, false, false, false, false, false, true, true, false])
        #expect(try reader.next() == nil)
    }

    @Test func datesCountFrom1904WhereTheWorkbookSaysSo() throws {
        let book = MadeWorkbook(
            rows: #"<row r="1"><c r="A1" s="1"><v>43373</v></c></row>"#, formats: ["yyyy-mm-dd"],
            workbook: #"<workbookPr date1904="1"/>"#)
        #expect(try CSVTests.rows(book.bytes).first?.cells.first?.text == "2022-10-01")
    }

    @Test func sheetsAreChosenByName() throws {
        let book = MadeWorkbook(rows: #"<row><c t="inlineStr"><is><t>ก</t></is></c><c><v>2</v></c></row>"#)
        #expect(try SheetReader(book.bytes, sheet: " แผน ").next()?.cells.map(\.column) == [1, 2])
        #expect { try SheetReader(book.bytes, sheet: "อื่น") } throws: { ($0 as? SheetProblem)?.rule == "sheet.name" }
    }

    @Test func formatsSayWhatNumbersAre() {
        let kinds: [(String, NumberFormats.Kind)] = [
            ("General", .plain), ("#,##0.00_);[Red](#,##0.00)", .plain), ("\"ปี\"0", .plain), ("yyyy\\-mm\\-dd", .date),
            ("[$-th-TH,107]d mmm yy", .date), ("mmm-yy", .date), ("[h]:mm:ss", .time), ("mm:ss", .time),
            ("0%", .percent),
            ("00000", .padded(5)), ("d/m/yyyy h:mm", .dateTime), ("@", .plain), ("[Magenta]0.0", .plain),
        ]
        for (code, kind) in kinds { #expect(NumberFormats.kind(code) == kind, "\(code)") }
    }

    @Test func bombsAreRefusedWhileTheyUnfold() throws {
        let row = "<row><c t=\"inlineStr\"><is><t>\(String(repeating: "ก", count: 1_000))</t></is></c></row>"
        let sheet = "<worksheet><sheetData>" + String(repeating: row, count: 400) + "</sheetData></worksheet>"
        let parts = MadeWorkbook(rows: "").bytes
        #expect(parts.count < 10_000)
        let book: [(String, [UInt8])] = [
            (
                "xl/workbook.xml",
                Array(#"<workbook><sheets><sheet name="x" r:id="a" xmlns:r="r"/></sheets></workbook>"#.utf8)
            ),
            (
                "xl/_rels/workbook.xml.rels",
                Array(#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/></Relationships>"#.utf8)
            ),
            ("xl/s.xml", Array(sheet.utf8)),
        ]
        let bytes = MadeZip.bytes(book, deflated: true)
        #expect(bytes.count < 200_000)
        #expect(try CSVTests.rows(bytes).count == 400)
        var limits = SheetLimits()
        limits.unzippedBytesMax = 1 << 20
        #expect { try CSVTests.rows(bytes, limits: limits) } throws: { ($0 as? SheetProblem)?.rule == "sheet.limit" }
        // Entities are refused before they can multiply.
        let entities = MadeWorkbook(
            rows: "", sheet: #"<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>"#)
        #expect { try CSVTests.rows(entities.bytes) } throws: { ($0 as? SheetProblem)?.rule == "sheet.damaged" }
    }

    @Test func damagedFilesAreRefusedWhereverTheyAreCut() throws {
        let whole = MadeWorkbook(
            rows: #"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#, strings: ["<t>ก</t>"]
        ).bytes
        #expect(try CSVTests.rows(whole).count == 1)
        for cut in stride(from: 4, to: whole.count - 1, by: 7) {
            #expect(throws: SheetProblem.self) { try CSVTests.rows(Array(whole[..<cut])) }
        }
        var generator = Seeded(7)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Whatever it is: rows or a problem, never a crash.
            _ = try? CSVTests.rows(bytes)
        }
        for rows in [
            #"<row r="1"><c r="A1" t="s"><v>5</v></c></row>"#, #"<row r="2"/><row r="1"/>"#,
            #"<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>x</v></c></row>"#,
        ] {
            #expect(throws: SheetProblem.self) { try CSVTests.rows(MadeWorkbook(rows: rows).bytes) }
        }
    }

    @Test func otherZipFilesAreNamed() {
        let other = MadeZip.bytes([("content.xml", [0x3C])])
        #expect { try SheetReader(other) } throws: {
            ($0 as? SheetProblem)?.message.en?.contains("OpenDocument") ?? false
        }
    }
}
