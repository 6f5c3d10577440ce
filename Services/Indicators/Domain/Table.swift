import Kernel

/// A table out of a file that people filled in.
struct Table: Sendable {
    struct Row: Sendable {
        /// The row's number on the sheet, as people count.
        var number: Int
        /// One a column of the sheet, from its first; empty where there is nothing.
        var fields: [String]
        /// What is wrong with a cell whatever stands in it, by the column's index.
        var faults: [Int: Fault] = [:]
    }

    /// Of the headings.
    var headerRow = 1
    /// One a column of the sheet, from its first.
    var header: [String]
    /// Rows that are not blank.
    var rows: [Row]
}
