import CommonContract
import Kernel

/// Which column of a file holds what.
public struct SheetHeader: Sendable {
    struct Place: Sendable {
        /// In the shape's columns.
        var index: Int
        /// In the sheet, from 1.
        var column: Int
        /// The heading as it stands there.
        var title: String
        /// For columns that there is one a fiscal year of.
        var year: FiscalYear?
    }

    /// The row of the headings; rows of the table come after `lastRow`, which is another one where headings are merged
    /// downwards.
    public let row: Int
    let lastRow: Int
    /// By column of the sheet.
    let places: [Place]
    private let keys: [String]

    init(row: Int, lastRow: Int, places: [Place], keys: [String]) {
        self.row = row
        self.lastRow = lastRow
        self.places = places.sorted { $0.column < $1.column }
        self.keys = keys
    }

    /// The heading over a member, as it stands on the sheet; `nil` if no column holds it.
    public func title(_ key: String) -> String? { place(key)?.title }

    /// The column that holds a member, from 1; `nil` if none does.
    public func column(_ key: String) -> Int? { place(key)?.column }

    /// The last row of the headings: the table's rows come after it.
    public var endRow: Int { lastRow }

    func place(_ key: String, year: FiscalYear? = nil) -> Place? {
        guard let index = keys.firstIndex(of: key) else { return nil }
        return places.first { $0.index == index && (year == nil || $0.year == year) }
    }

    /// What was recognised, to be kept and sent with the next file.
    public func layout(sheet: String?) -> SheetLayout {
        let columns = Dictionary(
            places.filter { $0.year == nil }.map { (keys[$0.index], $0.title) }, uniquingKeysWith: { first, _ in first }
        )
        return SheetLayout(sheet: sheet, headerRow: row, columns: columns)
    }
}

/// Finds the row of the headings and recognises the columns.
struct HeaderFinder {
    let shape: SheetShape
    let layout: SheetLayout
    let merges: [SheetRange]
    private(set) var problems: [SheetProblem] = []
    /// By key of a heading, the shape's columns that it may be.
    private let names: [String: Int]
    private let perYear: [(name: String, index: Int)]

    /// Headings that nobody needs and everybody writes, and this house's own.
    private static let passing: Set<String> = [
        "ลำดับ", "ลำดับที่", "ที่", "เลขที่ลำดับ", "no", "หมายเหตุ", "remark", "remarks", "note", "notes",
        "ปัญหา", "problems",
    ]

    init(_ shape: SheetShape, _ layout: SheetLayout, merges: [SheetRange]) {
        self.shape = shape
        self.layout = layout
        self.merges = merges
        var names: [String: Int] = [:]
        var perYear: [(String, Int)] = []
        for (index, column) in shape.columns.enumerated() {
            // A layout that names the column's heading leaves no other.
            if layout.columns?[column.key] != nil { continue }
            for name in column.names.map(SheetText.key) where !name.isEmpty {
                if column.isPerYear { perYear.append((name, index)) } else if names[name] == nil { names[name] = index }
            }
        }
        self.names = names
        self.perYear = perYear
    }

    /// - Parameter rows: the first rows of the sheet.
    mutating func find(in rows: [SheetRow]) -> SheetHeader? {
        let last = layout.headerRow ?? SheetShape.headerRowsMax
        let first = layout.headerRow ?? 1
        var best: (row: SheetRow, count: Int)?
        for row in rows where (first...max(first, last)).contains(row.number) {
            let count = Set(row.cells.compactMap { match($0)?.index }).count
            if count > best?.count ?? 0 { best = (row, count) }
        }
        guard let row = best?.row else {
            let wanted = shape.columns.filter(\.isRequired)
            let names = (wanted.isEmpty ? shape.columns : wanted).prefix(8).map(\.header)
            let message = LocalizedText(
                "ไม่พบแถวหัวตารางใน \(last) แถวแรก ต้องมีคอลัมน์ \(names.map(\.th).joined(separator: ", "))",
                "no row of headings in the first \(last) rows; needs \(names.map { $0.en ?? $0.th }.joined(separator: ", "))"
            )
            problems.append(SheetProblem("sheet.header", message, row: first))
            return nil
        }
        return recognise(row)
    }

    private func match(_ cell: SheetCell) -> (index: Int, year: FiscalYear?)? {
        let title = SheetText.trimmed(cell.text)
        let key = SheetText.key(title)
        let letters = SheetAddress.letters(cell.column)
        for (index, column) in shape.columns.enumerated() {
            guard let wanted = layout.columns?[column.key], !wanted.isEmpty else { continue }
            if SheetText.key(wanted) == key || wanted.uppercased() == letters { return (index, nil) }
        }
        if let index = names[key] ?? names[SheetText.keyWithoutBrackets(title)] { return (index, nil) }
        let digits = key.suffix(4)
        guard digits.utf8.count == 4, let year = Int(digits).flatMap({ FiscalYear($0) }) else { return nil }
        var stem = String(key.dropLast(4))
        for word in ["ปีงบประมาณพศ", "ปีงบประมาณ", "พศ", "ปี", "fy"] where stem.hasSuffix(word) {
            let rest = String(stem.dropLast(word.count))
            if !perYear.contains(where: { $0.name == stem }) { stem = rest }
        }
        return perYear.first { $0.name == stem }.map { ($0.index, year) }
    }

    private mutating func recognise(_ row: SheetRow) -> SheetHeader {
        var places: [SheetHeader.Place] = []
        let ignored = Set((layout.ignored ?? []).map(SheetText.key))
        var lastRow = row.number
        for cell in row.cells {
            let title = SheetText.trimmed(cell.text)
            let address = SheetAddress(row: row.number, column: cell.column)
            let match = match(cell)
            if let merge = merges.first(where: { $0.contains(address) }) {
                lastRow = max(lastRow, merge.rows.upperBound)
                if merge.columns.count > 1, match != nil {
                    refuse(
                        address, title, "sheet.mergedHeader",
                        "หัวตาราง \(merge) ผสานหลายคอลัมน์ ให้ยกเลิกการผสานและตั้งหัวตารางแยกทุกคอลัมน์",
                        "the heading \(merge) is merged over several columns; unmerge it and give each column its own")
                }
            }
            guard let match else {
                let key = SheetText.key(title)
                let passes =
                    Self.passing.contains(key) || key.isEmpty || ignored.contains(key)
                    || key.hasPrefix(SheetText.key(AnnotatedSheet.heading))
                if !passes, shape.unknownColumns == .refused { unknown(address, title) }
                continue
            }
            if ignored.contains(SheetText.key(title)) { continue }
            if let first = places.first(where: { $0.index == match.index && $0.year == match.year }) {
                let other = SheetAddress(row: row.number, column: first.column)
                refuse(
                    address, title, "sheet.columnTwice", "คอลัมน์ซ้ำกับ \(other) ให้เหลือคอลัมน์เดียว",
                    "is the same column as \(other); keep one of them")
                continue
            }
            places.append(SheetHeader.Place(index: match.index, column: cell.column, title: title, year: match.year))
        }
        for (index, column) in shape.columns.enumerated() where column.isRequired {
            if !places.contains(where: { $0.index == index }) { missing(column, row.number) }
        }
        return SheetHeader(row: row.number, lastRow: lastRow, places: places, keys: shape.columns.map(\.key))
    }

    private mutating func missing(_ column: SheetColumn, _ row: Int) {
        let name = layout.columns?[column.key].flatMap { $0.isEmpty ? nil : $0 }
        problems.append(
            SheetProblem(
                row: row, key: column.key, rule: "sheet.columnMissing",
                message: LocalizedText(
                    "ไม่มีคอลัมน์ \(name ?? column.header.th)",
                    "has no column \(name ?? column.header.en ?? column.header.th)")))
    }

    private mutating func unknown(_ address: SheetAddress, _ title: String) {
        refuse(
            address, title, "sheet.columnUnknown", "ไม่รู้จักคอลัมน์ “\(title)” ให้แก้ชื่อ ลบออก หรือระบุใน layout",
            "“\(title)” is no column that is known; correct its name, take it out, or name it in layout")
    }

    private mutating func refuse(_ address: SheetAddress, _ title: String, _ rule: String, _ th: String, _ en: String) {
        problems.append(
            SheetProblem(
                row: address.row, column: title, cell: address.description, value: title, rule: rule,
                message: LocalizedText(th, en)))
    }
}
