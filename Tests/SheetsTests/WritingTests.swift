import CommonContract
import Foundation
import Kernel
import TestSupport
import Testing

@testable import Sheets

@Suite struct WritingTests {
    static let seed: UInt64 = 2_566

    static func text(_ generator: inout Seeded) -> String {
        let pieces = [
            "โครงการ", "น้ำ", "=1+1", "-", "x", "\"", ",", "'", "@", "_x0041_", "ก\nข", "&<>", "๑๒", "00012", " ค",
            "\u{1}",
        ]
        let text = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }
        return text.joined()
    }

    static func cell(_ column: Int, _ generator: inout Seeded) -> SheetCell? {
        let value: SheetValue
        switch Int.random(in: 0...5, using: &generator) {
        case 0: return nil
        case 1: value = .number(Double(Int.random(in: -1_000_000_000...1_000_000_000, using: &generator)) / 100, .plain)
        case 2:
            guard let date = CalendarDate(daysSinceEpoch: Int.random(in: -10_000...40_000, using: &generator)) else {
                return nil
            }
            value = .date(
                date, seconds: Bool.random(using: &generator) ? 0 : Int.random(in: 1...86_399, using: &generator))
        case 3: value = .number(Double(Int.random(in: 0...10_000, using: &generator)) / 10_000, .percent)
        case 4: value = .boolean(Bool.random(using: &generator))
        default: value = .text(text(&generator))
        }
        return SheetCell(column: column, value: value)
    }

    /// Thai letters with their vowels and tones are more than Excel counts as one.
    @Test func aLongThaiNameOfASheetIsCut() throws {
        let name = "แผนพัฒนาการศึกษาจังหวัดเพชรบูรณ์ พ.ศ. 2566–2570 ที่ปรับปรุงแล้ว"
        let writer = try XLSXWriter(title: name, company: nil)
        for _ in 1...2 {
            try writer.beginSheet(name)
            try writer.write([.text("รหัส")], style: .heading)
        }
        #expect(!(try writer.finish()).isEmpty)
    }

    @Test func whatIsWrittenIsReadTheSame() throws {
        print("seed \(Self.seed)")
        var generator = Seeded(Self.seed)
        for _ in 0..<20 {
            let rows = (1...Int.random(in: 1...40, using: &generator)).map { number in
                SheetRow(number: number, cells: (1...8).compactMap { Self.cell($0, &generator) })
            }
            let workbook = try XLSXWriter()
            var text = CSVWriter()
            try workbook.beginSheet("ตาราง")
            for row in rows {
                let line = (1...8).map { row[$0].map { SheetOutput.cell($0) } ?? .empty }
                try workbook.write(line)
                text.write(line)
            }
            let filled = rows.filter { !$0.cells.isEmpty }
            let read = try CSVTests.rows(try workbook.finish())
            #expect(read.map(\.number) == filled.map(\.number))
            for (cell, other) in zip(read.flatMap(\.cells), filled.flatMap(\.cells)) { try #require(cell == other) }
            let texts = filled.map { row in row.cells.map(\.text) }
            #expect(try CSVTests.rows(text.finish()).map { $0.cells.map(\.text) } == texts)
        }
    }

    static func sample() throws -> [UInt8] {
        let writer = try XLSXWriter(title: "แผน", company: "ศธจ.", createdAt: Instant("2022-10-01T00:00:00Z"))
        try writer.beginSheet("แผน/2566", layout: XLSXWriter.Layout(frozenRows: 2))
        try writer.write([.text("แผนปฏิบัติราชการ ประจำปีงบประมาณ พ.ศ. 2566")], style: .title)
        try writer.write(["รหัส", "โครงการ", "งบประมาณ", "ร้อยละ", "วันที่เริ่ม"].map { .text($0) }, style: .heading)
        let day = try #require(CalendarDate("2022-10-01"))
        try writer.write([
            .text("00012"), .text("=HYPERLINK(\"x\")"), .money(Money(satang: 125_000_050)),
            .percent(Quantity(tenThousandths: 125_000)), .date(day),
        ])
        try writer.write([.text("2"), .text("โครงการน้ำ"), .money(Money(baht: -1)), .muted("ไม่มี"), .empty])
        try writer.write(
            [.text("รวม"), .empty, .formula("=SUM(C3:C4)", .money(Money(satang: 124_999_950))), .empty, .empty],
            style: .total)
        try writer.beginSheet("แผน-2566")
        try writer.write([.integer(7)])
        return try writer.finish()
    }

    @Test func theSameRowsGiveTheSameBytes() throws {
        let bytes = try Self.sample()
        #expect(try Self.sample() == bytes)
        let reader = try SheetReader(bytes)
        #expect(reader.sheets == ["แผน-2566", "แผน-2566-2"])
        var rows: [SheetRow] = []
        while let row = try reader.next() { rows.append(row) }
        #expect(rows[2].cells.map(\.text) == ["00012", "=HYPERLINK(\"x\")", "1250000.5", "12.5%", "2022-10-01"])
        #expect(rows[4][3]?.isFormula == true)
        #expect(rows[4][3]?.text == "1249999.5")
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["PHAEN_TEST_PYTHON"] != nil))
    func openpyxlReadsWhatIsWritten() throws {
        let python = try #require(ProcessInfo.processInfo.environment["PHAEN_TEST_PYTHON"])
        let file = FileManager.default.temporaryDirectory.appending(path: "phaen-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(try Self.sample()).write(to: file)
        let script = """
            import sys, openpyxl
            book = openpyxl.load_workbook(sys.argv[1])
            sheet = book.worksheets[0]
            print(book.sheetnames, sheet.freeze_panes, sheet.page_setup.orientation, sheet.print_title_rows)
            for row in sheet.iter_rows(min_row=3):
                print([(c.data_type, c.value.isoformat() if c.is_date else c.value) for c in row])
            print(openpyxl.load_workbook(sys.argv[1], data_only=True).worksheets[0]['C5'].value)
            """
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", script, file.path]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(
            text == """
                ['แผน-2566', 'แผน-2566-2'] A3 landscape $1:$2
                [('s', '00012'), ('s', '=HYPERLINK("x")'), ('n', 1250000.5), ('n', 0.125), ('d', '2022-10-01T00:00:00')]
                [('s', '2'), ('s', 'โครงการน้ำ'), ('n', -1), ('s', 'ไม่มี'), ('n', None)]
                [('s', 'รวม'), ('n', None), ('f', '=SUM(C3:C4)'), ('n', None), ('n', None)]
                1249999.5

                """)
    }

    @Test func textTooLongForACellIsRefused() throws {
        let writer = try XLSXWriter()
        #expect(throws: SheetWriteFailure(reason: .tooLarge(SheetAddress(row: 1, column: 1)))) {
            try writer.write([.text(String(repeating: "ก", count: 40_000))])
        }
    }
}
