/// Where a cell is: row and column as people count, from 1. `B7` is row 7, column 2.
public struct SheetAddress: Hashable, Sendable, CustomStringConvertible {
    public var row: Int
    public var column: Int

    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reads `B7` or `$B$7`; `nil` for anything else and for what no sheet has.
    init?(_ text: some Sequence<UInt8>) {
        var column = 0
        var row = 0
        for byte in text where byte != UInt8(ascii: "$") {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0: column = column * 26 + Int(byte - 64)
            case UInt8(ascii: "a")...UInt8(ascii: "z") where row == 0: column = column * 26 + Int(byte - 96)
            case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0: row = row * 10 + Int(byte - 48)
            default: return nil
            }
            guard column <= 16_384, row <= 1_048_576 else { return nil }
        }
        guard row > 0, column > 0 else { return nil }
        self.init(row: row, column: column)
    }

    public var description: String { SheetAddress.letters(column) + String(row) }

    /// `A` for 1, `AA` for 27.
    public static func letters(_ column: Int) -> String {
        var letters: [UInt8] = []
        var rest = column
        while rest > 0 {
            letters.append(UInt8(65 + (rest - 1) % 26))
            rest = (rest - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }
}

/// A rectangle of cells, as merging makes them.
public struct SheetRange: Hashable, Sendable, CustomStringConvertible {
    public var rows: ClosedRange<Int>
    public var columns: ClosedRange<Int>

    public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// Reads `B3:D3`.
    init?(_ text: String) {
        let ends = text.utf8.split(separator: UInt8(ascii: ":")).map { SheetAddress($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first.row <= last.row,
            first.column <= last.column
        else { return nil }
        self.init(rows: first.row...last.row, columns: first.column...last.column)
    }

    public func contains(_ address: SheetAddress) -> Bool {
        rows.contains(address.row) && columns.contains(address.column)
    }

    public var description: String {
        "\(SheetAddress(row: rows.lowerBound, column: columns.lowerBound)):"
            + "\(SheetAddress(row: rows.upperBound, column: columns.upperBound))"
    }
}
