import CXlsxWriter
import Glibc
import Kernel

/// Writes XLSX over libxlsxwriter, row after row in constant memory. Text is never a formula; the same rows give the
/// same bytes.
public final class XLSXWriter: SheetWriting {
    /// How a sheet is laid out.
    public struct Layout: Sendable {
        /// Rows that stay in sight and stand on every printed page.
        public var frozenRows = 1
        public var frozenColumns = 0
        public var isLandscape = true
        /// Widths of columns in letters; others are as wide as their content asks, 8 to 60.
        public var widths: [Int: Double] = [:]

        public init(frozenRows: Int = 1, frozenColumns: Int = 0, isLandscape: Bool = true, widths: [Int: Double] = [:])
        {
            self.frozenRows = frozenRows
            self.frozenColumns = frozenColumns
            self.isLandscape = isLandscape
            self.widths = widths
        }
    }

    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let path: String
    private let formats: CellFormats
    private var isOpen = true
    private var names: Set<String> = []
    /// Of the sheet that is being written, as it came to be called.
    public private(set) var sheetName = ""
    private var current: UnsafeMutablePointer<lxw_worksheet>?
    private var layout = Layout()
    private var row: UInt32 = 0
    private var widths: [Int: Int] = [:]

    /// - Parameter createdAt: what the file says of itself.
    public init(title: String? = nil, company: String? = nil, createdAt: Instant? = nil) throws(SheetWriteFailure) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/phaen-sheet-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SheetWriteFailure(reason: .system(errno)) }
        close(descriptor)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let made = folder.withCString { folder in
            path.withCString { name in
                var options = lxw_workbook_options(
                    constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 0)
                return workbook_new_opt(name, &options)
            }
        }
        guard let made else {
            unlink(path)
            throw SheetWriteFailure(reason: .library(UInt32(LXW_ERROR_MEMORY_MALLOC_FAILED.rawValue)))
        }
        self.path = path
        workbook = made
        formats = CellFormats(workbook)
        setProperties(title: title ?? "", company: company ?? "", createdAt: createdAt)
    }

    deinit {
        if isOpen { workbook_close(workbook) }
        unlink(path)
    }

    private func setProperties(title: String, company: String, createdAt: Instant?) {
        var properties = lxw_doc_properties()
        // Zero would be the time of writing: another file each time.
        properties.created = createdAt.map { Int($0.microsecondsSinceEpoch / 1_000_000) } ?? 946_684_800
        title.withCString { title in
            company.withCString { company in
                properties.title = UnsafeMutablePointer(mutating: title)
                properties.company = UnsafeMutablePointer(mutating: company)
                workbook_set_properties(workbook, &properties)
            }
        }
    }

    /// Begins a sheet; what is written from now on goes there.
    /// - Parameter name: cut and marked where Excel would not take it (31 characters, none of `[]:*?/\'`, no two alike).
    public func beginSheet(_ name: String, layout: Layout = Layout()) throws(SheetWriteFailure) {
        endSheet()
        let unique = uniqueName(name)
        guard let sheet = workbook_add_worksheet(workbook, unique) else {
            throw SheetWriteFailure(reason: .library(UInt32(LXW_ERROR_PARAMETER_VALIDATION.rawValue)))
        }
        (current, self.layout, row, widths) = (sheet, layout, 0, [:])
        sheetName = unique
        if layout.isLandscape { worksheet_set_landscape(sheet) }
        worksheet_set_paper(sheet, 9)
        worksheet_fit_to_pages(sheet, 1, 0)
        if layout.frozenRows + layout.frozenColumns > 0 {
            worksheet_freeze_panes(sheet, UInt32(layout.frozenRows), UInt16(layout.frozenColumns))
        }
        if layout.frozenRows > 0 { worksheet_repeat_rows(sheet, 0, UInt32(layout.frozenRows - 1)) }
    }

    /// Puts a chart of the sheet that is being written on it, with its upper left corner at a cell.
    public func insert(_ chart: SheetChart, at address: SheetAddress) throws(SheetWriteFailure) {
        guard let sheet = current, let made = ChartPen(workbook: workbook, sheet: sheetName).make(chart) else {
            throw SheetWriteFailure(reason: .library(UInt32(LXW_ERROR_MEMORY_MALLOC_FAILED.rawValue)))
        }
        var options = lxw_chart_options()
        options.x_scale = 1.4
        options.y_scale = 1.15
        let code = worksheet_insert_chart_opt(
            sheet, UInt32(address.row - 1), UInt16(address.column - 1), made, &options)
        if code != LXW_NO_ERROR { throw SheetWriteFailure(reason: .library(UInt32(code.rawValue))) }
    }

    private func uniqueName(_ name: String) -> String {
        var clean = String(name.map { "[]:*?/\\'".contains($0) ? "-" : $0 })
        // Excel counts UTF-16: a Thai letter with its vowel and tone is three. Three are left for a number.
        while clean.utf16.count > 28 { clean.removeLast() }
        let stem = clean.isEmpty ? "Sheet" : clean
        var unique = stem
        var number = 2
        while !names.insert(unique.lowercased()).inserted {
            unique = "\(stem)-\(number)"
            number += 1
        }
        return unique
    }

    private func endSheet() {
        guard let sheet = current else { return }
        for (column, width) in widths where layout.widths[column] == nil {
            worksheet_set_column(sheet, UInt16(column - 1), UInt16(column - 1), Double(min(max(width + 2, 8), 60)), nil)
        }
        for (column, width) in layout.widths {
            worksheet_set_column(sheet, UInt16(column - 1), UInt16(column - 1), width, nil)
        }
    }

    /// The number of the row that is written next, from 1.
    public var nextRow: Int { Int(row) + 1 }

    public func write(_ cells: [SheetOutput], style: SheetRowStyle = .body) throws(SheetWriteFailure) {
        if current == nil { try beginSheet("Sheet1") }
        guard let sheet = current else { return }
        for (index, cell) in cells.enumerated() {
            let address = SheetAddress(row: nextRow, column: index + 1)
            guard address.column <= 16_384, address.row <= 1_048_576 else {
                throw SheetWriteFailure(reason: .tooLarge(address))
            }
            let code = CellPen(sheet: sheet, row: row, column: UInt16(index), style: style, formats: formats).put(cell)
            if code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED { throw SheetWriteFailure(reason: .tooLarge(address)) }
            if code != LXW_NO_ERROR { throw SheetWriteFailure(reason: .library(UInt32(code.rawValue))) }
            // A title may run over the columns beside it.
            if style != .title { widths[index + 1] = max(widths[index + 1] ?? 0, CellPen.width(cell)) }
        }
        row += 1
    }

    public func finish() throws(SheetWriteFailure) -> [UInt8] {
        let blocks = try finishInBlocks()
        var bytes: [UInt8] = []
        while let block = try blocks.next() { bytes += block }
        return bytes
    }

    /// The file block after block, so that a large one is never in memory as a whole; nothing can be written after it.
    public func finishInBlocks() throws(SheetWriteFailure) -> SheetBlocks {
        if current == nil { try beginSheet("Sheet1") }
        endSheet()
        isOpen = false
        let code = workbook_close(workbook)
        guard code == LXW_NO_ERROR else { throw SheetWriteFailure(reason: .library(UInt32(code.rawValue))) }
        // Opened anew: the library has replaced the file.
        return try SheetBlocks(path)
    }
}

/// A written file, to be read once from its beginning.
public final class SheetBlocks {
    private static let blockBytes = 1 << 16
    private let descriptor: Int32

    fileprivate init(_ path: String) throws(SheetWriteFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SheetWriteFailure(reason: .system(errno)) }
    }

    deinit { close(descriptor) }

    /// The next block, of at most 64 KiB; `nil` after the last.
    public func next() throws(SheetWriteFailure) -> [UInt8]? {
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        let count = read(descriptor, &block, block.count)
        guard count >= 0 else { throw SheetWriteFailure(reason: .system(errno)) }
        if count == 0 { return nil }
        block.removeLast(block.count - count)
        return block
    }
}
