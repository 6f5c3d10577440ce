import CommonContract
import Kernel

/// A row of a table, read by its shape.
public struct SheetRecord: Sendable {
    /// The sheet's row, from 1.
    public let row: Int
    /// Something in the row could not be taken; its problems are the reader's.
    public internal(set) var isFaulty = false
    /// Members whose cells could not be taken: what they say is not known, which is something else than nothing.
    public internal(set) var faulty: Set<String> = []
    var entries: [String: SheetEntry] = [:]
    var years: [String: [FiscalYear: SheetEntry]] = [:]
    let source: SheetRow
    let header: SheetHeader

    init(_ source: SheetRow, _ header: SheetHeader) {
        row = source.number
        self.source = source
        self.header = header
    }

    /// What the cell of a member says; `empty` too where no column holds it.
    public subscript(key: String) -> SheetEntry { entries[key] ?? .empty }
    /// Whether some column holds the member.
    public func hasColumn(_ key: String) -> Bool { header.place(key) != nil }
    /// A member that there is a column a fiscal year of.
    public func perYear(_ key: String) -> [FiscalYear: SheetEntry] { years[key] ?? [:] }

    /// Texts and codes; `nil` where there is none.
    public func text(_ key: String) -> String? { if case .text(let value) = self[key] { value } else { nil } }
    public func integer(_ key: String) -> Int? { if case .integer(let value) = self[key] { value } else { nil } }
    /// Decimals and percentages.
    public func decimal(_ key: String) -> Quantity? { if case .decimal(let value) = self[key] { value } else { nil } }
    public func money(_ key: String) -> Money? { if case .money(let value) = self[key] { value } else { nil } }
    public func date(_ key: String) -> CalendarDate? { if case .date(let value) = self[key] { value } else { nil } }
    public func fiscalYear(_ key: String) -> FiscalYear? {
        if case .fiscalYear(let value) = self[key] { value } else { nil }
    }
    /// The choice's code.
    public func choice(_ key: String) -> String? { if case .choice(let value) = self[key] { value } else { nil } }

    /// Something that a rule of the caller's finds wrong with a cell, in its place.
    public func problem(_ key: String?, year: FiscalYear? = nil, _ rule: String, _ message: LocalizedText)
        -> SheetProblem
    {
        guard let key, let place = header.place(key, year: year) else {
            return SheetProblem(row: row, key: key, rule: rule, message: message)
        }
        return SheetProblem(
            row: row, column: place.title, key: key, cell: SheetAddress(row: row, column: place.column).description,
            value: source[place.column].map { SheetRecord.shown($0) }, rule: rule, message: message)
    }

    /// A value in a problem: enough of it to find it.
    static func shown(_ cell: SheetCell) -> String { String(cell.text.prefix(200)) }
}

/// A totals row (รวม, รวมทั้งสิ้น, Total) and what the rows above it add up to.
public struct SheetTotal: Sendable, Hashable {
    public var row: Int
    public var label: String
    /// What the row says.
    public var figures: [String: SheetEntry]
    /// What all rows above it add up to.
    public var sums: [String: SheetEntry]
    /// What the rows since the last totals row add up to.
    public var partSums: [String: SheetEntry]
}
