/// Takes the rows of a report's tables out of its JSON while the bytes go by: what is left is a content with all but the
/// first rows of each table, and the rows come out in batches, so that the size of a table is no matter of memory. A pure
/// machine; where the bytes are cut makes no difference.
struct RowCutter {
    /// Rows of some table, parted by commas, at most a little more than `batchBytes`.
    typealias Batch = (table: Int, rows: [UInt8])

    private static let batchBytes = 1 << 16

    /// Rows of each table that stay in the outline; a total at its end stays too.
    let rowsKept: Int
    /// The content without the other rows.
    private(set) var outline: [UInt8] = []
    /// Rows of each table, in the order of the tables.
    private(set) var counts: [Int] = []

    private enum Name { case none, parts, blocks, table, rows, other }
    private struct Frame {
        /// The member that it is, or `none` in an array.
        let name: Name
        let isObject: Bool
    }

    private static let place: [Name] = [.none, .parts, .none, .blocks, .none, .table]
    private static let names: [[UInt8]: Name] = [
        Array("parts".utf8): .parts, Array("blocks".utf8): .blocks, Array("table".utf8): .table,
        Array("rows".utf8): .rows,
    ]

    private var path: [Frame] = []
    private var name = Name.none
    private var letters: [UInt8] = []
    private var isInString = false
    private var isEscaped = false
    private var isName = false
    /// Whether the next string in an object is a member's name.
    private var awaitsName = false
    /// Depth of the array of rows that is open.
    private var rowsDepth: Int?
    private var isInRow = false
    private var batch: [UInt8] = []
    /// Where the last row begins in the batch.
    private var rowStart = 0

    init(rowsKept: Int = 0) { self.rowsKept = rowsKept }

    /// - Returns: the batches that became full with it, and what is left of tables that ended.
    mutating func take(_ bytes: [UInt8]) -> [Batch] {
        var batches: [Batch] = []
        var start = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if isInString {
                goOn(byte)
                continue
            }
            switch byte {
            case 0x22:
                isInString = true
                isName = awaitsName
                letters.removeAll(keepingCapacity: true)
            case 0x7B, 0x5B:
                if rowsDepth == path.count {
                    keep(bytes[start..<index])
                    start = index
                    if batch.count >= Self.batchBytes { batches.append(emptied()) }
                    beginRow()
                }
                if open(isObject: byte == 0x7B) {
                    keep(bytes[start...index])
                    start = index + 1
                }
            case 0x7D, 0x5D:
                if rowsDepth == path.count {
                    // The end of the rows; a comma that stood between two of them is no one's.
                    start = index
                    endRows()
                    if !batch.isEmpty { batches.append(emptied()) }
                }
                if !path.isEmpty { path.removeLast() }
                (name, awaitsName) = (.none, false)
                if isInRow, rowsDepth == path.count {
                    keep(bytes[start...index])
                    start = index + 1
                    endRow()
                }
            case 0x2C: (name, awaitsName) = (.none, path.last?.isObject ?? false)
            case 0x3A: awaitsName = false
            default: break
            }
        }
        keep(bytes[min(start, bytes.count)...])
        return batches
    }

    private mutating func goOn(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == 0x5C {
            isEscaped = true
        } else if byte == 0x22 {
            isInString = false
            if isName, rowsDepth == nil { name = Self.names[letters] ?? .other }
            return
        }
        if isName, rowsDepth == nil, letters.count < 8 { letters.append(byte) }
    }

    /// - Returns: whether rows begin.
    private mutating func open(isObject: Bool) -> Bool {
        let isRows = !isObject && rowsDepth == nil && name == .rows && path.map(\.name) == Self.place
        path.append(Frame(name: name, isObject: isObject))
        (name, awaitsName) = (.none, isObject)
        guard isRows else { return false }
        rowsDepth = path.count
        counts.append(0)
        return true
    }

    // MARK: Rows

    /// Bytes to where they belong: outside of rows to the outline, within one to the batch, between two to nothing.
    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        if isInRow {
            batch += bytes
        } else if rowsDepth == nil || bytes.last == 0x5B {
            outline += bytes
        }
    }

    private mutating func beginRow() {
        if !batch.isEmpty { batch.append(0x2C) }
        rowStart = batch.count
        isInRow = true
    }

    private mutating func endRow() {
        isInRow = false
        counts[counts.count - 1] += 1
        if counts.last ?? 0 <= rowsKept { keepLast() }
    }

    private mutating func endRows() {
        let isTotal = batch.suffix(Self.total.count).elementsEqual(Self.total)
        if counts.last ?? 0 > rowsKept, rowsKept > 0, isTotal { keepLast() }
        rowsDepth = nil
    }

    /// As canonical JSON ends such a row.
    private static let total = Array(#""kind":"total"}"#.utf8)

    private mutating func keepLast() {
        if outline.last != 0x5B { outline.append(0x2C) }
        outline += batch[rowStart...]
    }

    private mutating func emptied() -> Batch {
        defer { batch.removeAll(keepingCapacity: true) }
        return (counts.count - 1, batch)
    }
}
