import JSONRPC
import Kernel

/// Where a file has what: what was recognised, or what a person corrected. It can be kept and sent with the next file.
public struct SheetLayout: Codable, Sendable, Hashable {
    /// The sheet's name in a workbook; absent: the first one that is not hidden.
    public var sheet: String?
    /// The row of the headings; absent: it is looked for in the first 20 rows.
    public var headerRow: Int?
    /// Which column of the file (its heading, or its letters as `"C"`) holds which member; an empty text: none does.
    /// Members that are not named are recognised by their headings.
    public var columns: [String: String]?
    /// Headings of columns that are not wanted.
    public var ignored: [String]?

    public init(
        sheet: String? = nil, headerRow: Int? = nil, columns: [String: String]? = nil, ignored: [String]? = nil
    ) {
        self.sheet = sheet
        self.headerRow = headerRow
        self.columns = columns
        self.ignored = ignored
    }
}

extension Problems {
    /// At most 200 columns, texts of at most 255 characters.
    public mutating func check(_ layout: SheetLayout?, at path: String) {
        guard let layout else { return }
        check(text: layout.sheet, at: path + "/sheet", max: 255)
        if let row = layout.headerRow, !(1...1_048_576).contains(row) {
            add(path + "/headerRow", "range", th: "ต้องเป็น 1 ถึง 1,048,576", en: "must be 1 to 1,048,576")
        }
        let columns = layout.columns ?? [:]
        if columns.count > 200 || (layout.ignored ?? []).count > 200 {
            add(path + "/columns", "count", th: "ต้องไม่เกิน 200 คอลัมน์", en: "at most 200 columns")
        }
        for (key, header) in columns.sorted(by: { $0.key < $1.key }) where !header.isEmpty {
            check(text: header, at: path + "/columns/\(key)", max: 255)
        }
        for (index, header) in (layout.ignored ?? []).enumerated() {
            check(text: header, at: path + "/ignored/\(index)", max: 255)
        }
    }
}
