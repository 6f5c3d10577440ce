import CommonContract
import Kernel
import Testing

@testable import Sheets

@Suite struct CSVTests {
    static func rows(_ bytes: [UInt8], limits: SheetLimits = .standard) throws -> [SheetRow] {
        let reader = try SheetReader(bytes, limits: limits)
        var rows: [SheetRow] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    static func texts(_ bytes: [UInt8]) throws -> [[String]] {
        try rows(bytes).map { row in row.cells.map(\.text) }
    }

    static let thai = "รหัส,ชื่อ\r\nก-๑,“โครงการ” น้ำ\r\n"

    static func windows874(_ text: String) -> [UInt8] {
        text.unicodeScalars.compactMap { scalar in
            (0...255).first { Windows874.scalar(UInt8($0)) == scalar }.map { UInt8($0) }
        }
    }

    @Test func everyEncodingReadsTheSame() throws {
        let expected = [["รหัส", "ชื่อ"], ["ก-๑", "“โครงการ” น้ำ"]]
        let units = Array(Self.thai.utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let files: [(TextEncoding, [UInt8])] = [
            (.utf8, Array(Self.thai.utf8)), (.utf8, [0xEF, 0xBB, 0xBF] + Array(Self.thai.utf8)),
            (.utf16LittleEndian, [0xFF, 0xFE] + little), (.utf16BigEndian, [0xFE, 0xFF] + big),
            (.utf16LittleEndian, little), (.utf16BigEndian, big), (.windows874, Self.windows874(Self.thai)),
        ]
        for (encoding, bytes) in files {
            #expect(try Self.texts(bytes) == expected, "\(encoding)")
            #expect(try SheetReader(bytes).format == .csv(encoding, separator: UInt8(ascii: ",")), "\(encoding)")
        }
    }

    @Test func brokenCharactersAreLocated() {
        // A Thai letter cut in its middle: UTF-8 all the same, not TIS-620.
        var bytes = Array("รหัส,ชื่อ\n1,โครงการพัฒนา\n2,".utf8)
        bytes += Array("ก".utf8).dropLast() + Array("\n".utf8)
        #expect { try SheetReader(bytes) } throws: { error in
            (error as? SheetProblem)?.rule == "sheet.encoding" && (error as? SheetProblem)?.row == 3
        }
        // 0xFF is in no Thai code page.
        #expect { try SheetReader([0x41, 0x0A, 0xA1, 0xFF, 0x0A]) } throws: { ($0 as? SheetProblem)?.row == 2 }
    }

    @Test(arguments: [",", ";", "\t"]) func separatorsAreRecognised(_ separator: String) throws {
        let text = "แผนปี 2566, ฉบับแก้ไข\nรหัส|ชื่อ|งบ\n1|\"ก, ข; \"\"ค\"\"\"|5\n2|ง|6\n".split(separator: "|")
            .joined(separator: separator)
        #expect(
            try Self.texts(Array(text.utf8)).dropFirst() == [
                ["รหัส", "ชื่อ", "งบ"], ["1", "ก, ข; \"ค\"", "5"], ["2", "ง", "6"],
            ])
    }

    @Test func excelsOwnDirectiveNamesTheSeparator() throws {
        let rows = try Self.rows(Array("sep=;\r\na;b,c\r\n".utf8))
        #expect(
            rows == [
                SheetRow(
                    number: 2,
                    cells: [SheetCell(column: 1, value: .text("a")), SheetCell(column: 2, value: .text("b,c"))])
            ])
    }

    @Test func rowsAreCountedAsASpreadsheetShowsThem() throws {
        let rows = try Self.rows(Array("a,b\n\n,,\n\"1\n2\",3\n,4".utf8))
        #expect(rows.map(\.number) == [1, 4, 5])
        #expect(rows[1].cells.map(\.text) == ["1\n2", "3"])
        #expect(rows[2].cells.map(\.column) == [2])
    }

    @Test func whatIsNoTableIsRefused() {
        let files: [(String, [UInt8])] = [
            ("sheet.quote", Array("a,b\n\"c".utf8)), ("sheet.empty", []), ("sheet.empty", Array(" \r\n\n".utf8)),
            ("sheet.kind", [0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3]), ("sheet.kind", Array("%PDF-1.7\n".utf8)),
            ("sheet.kind", Array("<html><table><tr><td>1</td></tr></table></html>".utf8)),
            ("sheet.kind", Array("a,b\u{0}\n".utf8)),
        ]
        for (rule, bytes) in files {
            #expect { _ = try Self.rows(bytes) } throws: { ($0 as? SheetProblem)?.rule == rule }
        }
    }

    @Test func limitsAreLocated() {
        var limits = SheetLimits()
        (limits.rowsMax, limits.columnsMax, limits.cellBytesMax, limits.bytesMax) = (3, 2, 5, 40)
        for (text, row) in [("a\nb\nc\nd", 4), ("a,b\n1,2,3", 2), ("a\nsixsix", 2)] {
            #expect { try Self.rows(Array(text.utf8), limits: limits) } throws: {
                ($0 as? SheetProblem)?.rule == "sheet.limit" && ($0 as? SheetProblem)?.row == row
            }
        }
        #expect { try Self.rows(Array(repeating: 0x41, count: 41), limits: limits) } throws: {
            ($0 as? SheetProblem)?.rule == "sheet.limit"
        }
    }

    @Test func textThatLooksLikeAFormulaIsGuardedAndReadBack() throws {
        let texts = ["=1+1", "+66 2", "-โครงการ", "@x", "'=1", "'ok", "\"q\"", "ก\r\nข", "a,b"]
        var writer = CSVWriter()
        for text in texts { writer.write([.text(text), .money(Money(satang: -150))]) }
        let bytes = writer.finish()
        let written = String(decoding: bytes, as: UTF8.self)
        #expect(written.hasPrefix("\u{FEFF}'=1+1,-1.50\r\n'+66 2,-1.50\r\n'-โครงการ"))
        #expect(try Self.texts(bytes) == texts.map { [$0, "-1.50"] })
    }
}
