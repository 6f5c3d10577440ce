import CommonContract
import Kernel

/// Where rows come from.
protocol RowSource {
    /// The next row that is not blank; `nil` at the end.
    mutating func next() throws(SheetProblem) -> SheetRow?
}

/// Reads a table out of a file, row by row: CSV or XLSX, told by the content. Nothing is evaluated, nothing outside the
/// file is opened, and what it takes is bounded by `SheetLimits`.
public final class SheetReader {
    public enum Format: Hashable, Sendable {
        case csv(TextEncoding, separator: UInt8)
        case xlsx
    }

    public let format: Format
    /// The workbook's sheets that are not hidden; none in CSV.
    public let sheets: [String]
    /// The sheet that is read.
    public let sheet: String?
    public let merges: [SheetRange]
    private var source: any RowSource

    /// - Parameter sheet: by its name; `nil`: the first one that is not hidden.
    /// - Throws: what is wrong with the file as a whole.
    public convenience init(
        _ bytes: [UInt8], sheet: String? = nil, limits: SheetLimits = .standard
    ) throws(SheetProblem) {
        if bytes.count > limits.bytesMax { throw .tooLarge(SheetMessages.bytes, limits.bytesMax) }
        switch try Kind(bytes) {
        case .zip: try self.init(try Workbook(.memory(bytes), limits: limits), sheet: sheet)
        case .text: self.init(try CSVSource(bytes, limits: limits))
        }
    }

    /// Reads a workbook that is in a file: all that is held in memory is its table of strings and the row that is read.
    public convenience init(
        workbook file: UnnamedFile, sheet: String? = nil, limits: SheetLimits = .standard
    ) throws(SheetProblem) {
        if file.count > limits.bytesMax { throw .tooLarge(SheetMessages.bytes, limits.bytesMax) }
        try self.init(try Workbook(.file(file), limits: limits), sheet: sheet)
    }

    private init(_ workbook: Workbook, sheet: String?) throws(SheetProblem) {
        let chosen = try workbook.choose(sheet)
        format = .xlsx
        sheets = workbook.sheets.filter { !$0.isHidden }.map(\.name)
        self.sheet = chosen.name
        merges = try workbook.merges(of: chosen)
        source = try workbook.rows(of: chosen)
    }

    private init(_ source: CSVSource) {
        format = .csv(source.encoding, separator: source.separator)
        (sheets, merges, sheet) = ([], [], nil)
        self.source = source
    }

    /// The next row that is not blank; `nil` at the end.
    public func next() throws(SheetProblem) -> SheetRow? { try source.next() }

    private enum Kind {
        case zip, text

        init(_ bytes: [UInt8]) throws(SheetProblem) {
            if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
                self = .zip
                return
            }
            if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
                throw SheetProblem("sheet.kind", SheetMessages.oldExcel)
            }
            if bytes.allSatisfy({ $0 <= 0x20 }) { throw SheetProblem("sheet.empty", SheetMessages.empty) }
            let head = String(decoding: bytes.prefix(256).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self).lowercased()
            if ["<!doctype", "<html", "<table", "<?xml", "<meta", "<head"].contains(where: { head.hasPrefix($0) }) {
                throw SheetProblem("sheet.kind", SheetMessages.page)
            }
            for magic in ["%pdf", "{\\rtf", "\u{7f}elf", "gif8", "\u{89}png"] where head.hasPrefix(magic) {
                throw SheetProblem("sheet.kind", SheetMessages.binary)
            }
            self = .text
        }
    }
}
