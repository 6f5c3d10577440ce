import CZlib

/// A workbook made by hand, so that tests hold what other programs write.
public struct MadeWorkbook: Sendable {
    public var rows: String
    public var merges: [String]
    public var strings: [String]
    /// Format codes, as styles 1, 2, …
    public var formats: [String]
    public var workbook: String
    public var sheet: String?
    public var extra: [(String, [UInt8])]

    public static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
    public static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    public static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    public static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

    public init(
        rows: String, merges: [String] = [], strings: [String] = [], formats: [String] = [],
        workbook: String = #"<workbookPr/>"#, sheet: String? = nil, extra: [(String, [UInt8])] = []
    ) {
        self.rows = rows
        self.merges = merges
        self.strings = strings
        self.formats = formats
        self.workbook = workbook
        self.sheet = sheet
        self.extra = extra
    }

    /// The file.
    public var bytes: [UInt8] { MadeZip.bytes(parts) }
    /// The same, packed as tightly as can be.
    public var deflated: [UInt8] { MadeZip.bytes(parts, deflated: true) }

    private var parts: [(String, [UInt8])] {
        let merged =
            merges.isEmpty
            ? "" : "<mergeCells>" + merges.map { "<mergeCell ref=\"\($0)\"/>" }.joined() + "</mergeCells>"
        let sheet =
            sheet ?? "\(Self.head)<worksheet xmlns=\"\(Self.main)\"><sheetData>\(rows)</sheetData>\(merged)</worksheet>"
        let codes = formats.enumerated().map {
            "<numFmt numFmtId=\"\(200 + $0.offset)\" formatCode=\"\($0.element)\"/>"
        }
        let styles = formats.indices.map { "<xf numFmtId=\"\(200 + $0)\"/>" }
        let parts: [(String, String)] = [
            (
                "_rels/.rels",
                "<Relationships xmlns=\"\(Self.package)\"><Relationship Id=\"rId1\" Type=\"\(Self.relations)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.relations)\">\(workbook)<sheets><sheet name=\"ซ่อน\" sheetId=\"2\" state=\"hidden\" r:id=\"rId9\"/><sheet name=\"แผน\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"\(Self.package)\"><Relationship Id=\"rId1\" Type=\"\(Self.relations)/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId9\" Type=\"\(Self.relations)/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"rId2\" Type=\"\(Self.relations)/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId3\" Type=\"\(Self.relations)/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
            (
                "xl/styles.xml",
                "<styleSheet xmlns=\"\(Self.main)\"><numFmts>\(codes.joined())</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>\(styles.joined())</cellXfs></styleSheet>"
            ),
            (
                "xl/sharedStrings.xml",
                "<sst xmlns=\"\(Self.main)\">" + strings.map { "<si>\($0)</si>" }.joined() + "</sst>"
            ),
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/worksheets/sheet2.xml", "<worksheet xmlns=\"\(Self.main)\"><sheetData/></worksheet>"),
        ]
        return parts.map { ($0.0, Array($0.1.utf8)) } + extra
    }
}

/// A zip file: stored, or deflated at the highest level.
public enum MadeZip {
    /// Parts by name, in their order.
    public static func bytes(_ parts: [(String, [UInt8])], deflated: Bool = false) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in parts {
            let packed = deflated ? deflate(content) : content
            let crc = content.withUnsafeBufferPointer { UInt32(crc32(0, $0.baseAddress, UInt32(content.count))) }
            let common =
                word(20) + word(0x800) + word(deflated ? 8 : 0) + long(0) + long(Int(crc)) + long(packed.count)
                + long(content.count) + word(name.utf8.count) + word(0)
            directory +=
                long(0x0201_4B50) + word(20) + common + word(0) + word(0) + word(0) + long(0) + long(file.count)
                + Array(name.utf8)
            file += long(0x0403_4B50) + common + Array(name.utf8) + packed
        }
        let start = file.count
        file += directory
        file += long(0x0605_4B50) + word(0) + word(0) + word(parts.count) + word(parts.count)
        return file + long(directory.count) + long(start) + word(0)
    }

    private static func deflate(_ content: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var packed = [UInt8](repeating: 0, count: content.count / 100 + 4_096)
        let made = content.withUnsafeBufferPointer { input in
            packed.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                _ = CZlib.deflate(&stream, Z_FINISH)
                return output.count - Int(stream.avail_out)
            }
        }
        return Array(packed[..<made])
    }

    private static func word(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    private static func long(_ value: Int) -> [UInt8] { word(value & 0xFFFF) + word(value >> 16 & 0xFFFF) }
}
