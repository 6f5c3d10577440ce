import CommonContract
import Kernel

/// Recognises totals rows and adds up what stands above them.
struct SheetTotals {
    private var sums: [String: SheetEntry] = [:]
    private var partSums: [String: SheetEntry] = [:]
    /// Columns with a figure that could not be read: their sum is not known.
    private var unknown: Set<String> = []

    private static let words: Set<String> = [
        "รวม", "รวมทั้งสิ้น", "รวมทั้งหมด", "ยอดรวม", "ยอดรวมทั้งสิ้น", "รวมเป็นเงิน", "รวมเงิน", "รวมเป็นเงินทั้งสิ้น",
        "รวมเงินทั้งสิ้น", "รวมงบประมาณ", "รวมงบประมาณทั้งสิ้น", "total", "grandtotal", "subtotal", "sum", "รวมย่อย",
    ]
    private static let units = ["โครงการ", "รายการ", "แห่ง", "คน", "หน่วยงาน", "โรงเรียน", "กิจกรรม", "บาท"]

    /// The row's label if it is a totals row: its first text begins with รวม or Total, it has a figure, and nothing
    /// stands in the columns of texts and codes beside the label.
    static func label(_ row: SheetRow, _ header: SheetHeader, _ shape: SheetShape) -> String? {
        guard let first = row.cells.first, case .text(let label) = first.value else { return nil }
        let key = SheetText.key(label)
        guard isTotal(key) || key.hasPrefix("รวม") || key.hasPrefix("total") else { return nil }
        var hasFigure = false
        var hasOther = false
        for place in header.places where place.column != first.column {
            guard let cell = row[place.column] else { continue }
            if shape.columns[place.index].isFigure { hasFigure = true } else { hasOther = hasOther || !isWord(cell) }
        }
        // รวมพลังเด็กไทย is a project's name: beside it stand a code, a year or an owner.
        return hasFigure && !hasOther ? label : nil
    }

    private static func isWord(_ cell: SheetCell) -> Bool {
        if case .text(let text) = cell.value { return ["-", "–"].contains(SheetText.trimmed(text)) }
        return false
    }

    /// รวม, or รวมทั้งสิ้น 12 โครงการ.
    private static func isTotal(_ key: String) -> Bool {
        if words.contains(key) { return true }
        guard let unit = units.first(where: { key.hasSuffix($0) }) else { return false }
        var stem = String(key.dropLast(unit.count))
        while let last = stem.unicodeScalars.last, ("0"..."9").contains(last) { stem.unicodeScalars.removeLast() }
        return words.contains(stem)
    }

    mutating func add(_ record: SheetRecord, _ shape: SheetShape, faulty: Set<String>) {
        unknown.formUnion(faulty)
        for column in shape.columns where column.isFigure && !column.isPerYear {
            sums[column.key] = SheetTotals.sum(sums[column.key], record[column.key])
            partSums[column.key] = SheetTotals.sum(partSums[column.key], record[column.key])
        }
    }

    private static func sum(_ left: SheetEntry?, _ right: SheetEntry) -> SheetEntry? {
        switch (left, right) {
        case (nil, .integer), (nil, .decimal), (nil, .money): return right
        case (.integer(let left), .integer(let right)):
            let (sum, overflow) = left.addingReportingOverflow(right)
            return overflow ? .empty : .integer(sum)
        case (.decimal(let left), .decimal(let right)):
            let (sum, overflow) = left.tenThousandths.addingReportingOverflow(right.tenThousandths)
            return overflow ? .empty : .decimal(Quantity(tenThousandths: sum))
        case (.money(let left), .money(let right)):
            let (sum, overflow) = left.satang.addingReportingOverflow(right.satang)
            return overflow ? .empty : .money(Money(satang: sum))
        default: return left
        }
    }

    /// Takes a totals row.
    mutating func take(_ record: SheetRecord, label: String, _ shape: SheetShape) -> SheetTotal {
        let figures = record.entries.filter { key, entry in
            entry != .empty && shape.columns.contains { $0.key == key && $0.isFigure }
        }
        defer { partSums = [:] }
        return SheetTotal(row: record.row, label: label, figures: figures, sums: sums, partSums: partSums)
    }

    /// Figures that are neither the sum of all rows above nor of those since the last totals row.
    func mismatches(_ total: SheetTotal, _ record: SheetRecord) -> [SheetProblem] {
        total.figures.sorted { $0.key < $1.key }.compactMap { key, figure in
            guard !unknown.contains(key), let sum = total.sums[key], sum != .empty,
                figure != sum, figure != total.partSums[key]
            else { return nil }
            let part = total.partSums[key].flatMap { $0 == sum ? nil : SheetTotals.shown($0) }
            let expected = SheetTotals.shown(sum)
            return record.problem(
                key, "sheet.total",
                LocalizedText(
                    "ยอดรวมไม่ตรงกับแถวข้างบนซึ่งรวมได้ \(expected)\(part.map { " (ตั้งแต่ยอดรวมก่อนหน้า \($0))" } ?? "")",
                    "is not what the rows above add up to: \(expected)\(part.map { " (since the last total: \($0))" } ?? "")"
                ))
        }
    }

    private static func shown(_ entry: SheetEntry) -> String {
        switch entry {
        case .money(let money): money.grouped()
        case .integer(let value): String(value)
        case .decimal(let value): value.description
        default: ""
        }
    }
}
