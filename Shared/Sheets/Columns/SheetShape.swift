import CommonContract
import Kernel

/// A column that a table may have.
public struct SheetColumn: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// At most so many characters.
        case text(max: Int)
        /// Text that is an identifier: Thai digits become Arabic, blanks at the ends go; at most so many characters.
        case code(max: Int)
        case integer(ClosedRange<Int>)
        /// With at most so many decimal places, 0 to 4.
        case decimal(places: Int)
        /// A percentage: 12.5 for `12.5`, `12.5%` and a cell that shows 12.5 %.
        case percent
        case money(ClosedRange<Money>)
        case date
        case fiscalYear
        case choice([SheetChoice])
    }

    /// What a dash or ไม่มี says.
    public enum NoneMeaning: Sendable, Hashable {
        /// The same as an empty cell.
        case empty
        /// An answer of its own: `SheetEntry.none`.
        case answer
        /// Zero, as accountants write it. Only for figures.
        case zero
    }

    /// The member's name, as paths and layouts have it.
    public var key: String
    /// The heading, as exports write it.
    public var header: LocalizedText
    /// What else people write there. Compared without regard to spaces, case, punctuation and kind of digits.
    public var synonyms: [String]
    public var kind: Kind
    /// A column without which the table cannot be read; each of its cells must have a value.
    public var isRequired: Bool
    /// One column a fiscal year, with the year at the end of the heading: `ค่าเป้าหมาย 2566`.
    public var isPerYear: Bool
    public var none: NoneMeaning

    public init(
        _ key: String, _ header: LocalizedText, synonyms: [String] = [], _ kind: Kind,
        required isRequired: Bool = false,
        perYear isPerYear: Bool = false, none: NoneMeaning = .empty
    ) {
        self.key = key
        self.header = header
        self.synonyms = synonyms
        self.kind = kind
        self.isRequired = isRequired
        self.isPerYear = isPerYear
        self.none = none
    }

    /// Everything that the column may be called.
    var names: [String] { [key, header.th] + (header.en.map { [$0] } ?? []) + synonyms }

    var isFigure: Bool {
        switch kind {
        case .integer, .decimal, .money: true
        case .text, .code, .percent, .date, .fiscalYear, .choice: false
        }
    }
}

/// One of a column's choices.
public struct SheetChoice: Sendable, Hashable {
    /// What it is on the wire.
    public var code: String
    public var name: LocalizedText
    public var synonyms: [String]

    public init(_ code: String, _ name: LocalizedText, synonyms: [String] = []) {
        self.code = code
        self.name = name
        self.synonyms = synonyms
    }

    func fits(_ key: String) -> Bool {
        ([code, name.th] + (name.en.map { [$0] } ?? []) + synonyms).contains { SheetText.key($0) == key }
    }
}

/// A table as it is expected in a file.
public struct SheetShape: Sendable {
    public enum Policy: Sendable {
        case taken, refused
    }

    public var columns: [SheetColumn]
    /// Columns that no name fits. Running numbers, remarks and this house's own column of problems always pass.
    public var unknownColumns: Policy
    /// Cells of the table with formulas: what they gave when the file was saved may be out of date. Totals rows may
    /// always have them.
    public var formulas: Policy
    /// Blank rows between rows: what stands below them may be another table.
    public var blankRows: Policy
    /// Totals rows: checked against the rows above them, or taken for rows like others.
    public var totals: Policy
    /// In how many rows from the first the headings are looked for.
    public static let headerRowsMax = 20

    public init(
        _ columns: [SheetColumn], unknownColumns: Policy = .refused, formulas: Policy = .refused,
        blankRows: Policy = .refused, totals: Policy = .taken
    ) {
        self.columns = columns
        self.unknownColumns = unknownColumns
        self.formulas = formulas
        self.blankRows = blankRows
        self.totals = totals
    }
}

/// What a cell of a column says. Nothing, none, not applicable and zero are four different things (domain §7).
public enum SheetEntry: Sendable, Hashable {
    case empty, none, notApplicable
    case text(String)
    case integer(Int)
    case decimal(Quantity)
    case money(Money)
    case date(CalendarDate)
    case fiscalYear(FiscalYear)
    /// The choice's code.
    case choice(String)
}
