import Kernel

/// A cell to be written.
public indirect enum SheetOutput: Hashable, Sendable {
    case empty
    /// Never a formula, whatever it begins with.
    case text(String)
    /// Text that says that there is no value: grey, to the right.
    case muted(String)
    /// A figure as this program writes it, kept to the letter: CSV takes it for no formula, XLSX for text.
    case figure(String)
    /// What is wrong with the row, in red.
    case problem(String)
    case integer(Int)
    case decimal(Quantity)
    case money(Money)
    /// 12.5 is written as 12.5 %.
    case percent(Quantity)
    case date(CalendarDate)
    /// A cell as it was read: text stays text, a number a number.
    case cell(SheetCell)
    /// A formula of this program's own making (`=SUM(C3:C9)`), and the figure that it gives: readers that calculate
    /// nothing show that.
    case formula(String, SheetOutput)
}

/// What a row is.
public enum SheetRowStyle: Hashable, Sendable, CaseIterable {
    case title, heading, body, total
}

/// Takes rows and makes a file of them.
public protocol SheetWriting {
    mutating func write(_ row: [SheetOutput], style: SheetRowStyle) throws
    /// The file; nothing can be written after it.
    mutating func finish() throws -> [UInt8]
}

/// A file could not be written.
public struct SheetWriteFailure: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// A text of more than 32,767 characters, or more rows or columns than a sheet has.
        case tooLarge(SheetAddress)
        /// The operating system's error number.
        case system(Int32)
        /// The library's error number.
        case library(UInt32)
    }

    public var reason: Reason
}
