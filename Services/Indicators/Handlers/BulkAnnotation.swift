import CommonContract
import Kernel
import Postgres
import Sheets

/// Gives a CSV file back as it came, in UTF-8, with a column that says what is wrong with each row; problems are read page
/// by page beside it.
struct BulkAnnotation {
    private let separator: UInt8
    private let isThaiSingleByte: Bool
    private let headerRow: Int
    private var problems: BulkProblems
    private var rest: [UInt8] = []
    private var row = 0
    /// Rows with problems.
    private(set) var rows = 0

    init(key: BulkKey, separator: UInt8, isThaiSingleByte: Bool, headerRow: Int, titles: [String: String]) {
        problems = BulkProblems(key: key, titles: titles)
        self.separator = separator
        self.isThaiSingleByte = isThaiSingleByte
        self.headerRow = headerRow
    }

    mutating func read(
        _ bytes: [UInt8], isLast: Bool, _ database: any StatementExecutor
    ) async throws -> [UInt8] {
        rest += isThaiSingleByte ? FigureScanner.utf8(bytes) : bytes
        var text: [UInt8] = []
        text.reserveCapacity(rest.count + rest.count / 4)
        var start = 0
        var isQuoted = false
        var index = 0
        while index < rest.count {
            if rest[index] == 0x22 { isQuoted.toggle() }
            if rest[index] == 0x0A, !isQuoted {
                try await append(Array(rest[start..<index]), &text, database)
                start = index + 1
            }
            index += 1
        }
        if isLast, start < rest.count {
            try await append(Array(rest[start...]), &text, database)
            start = rest.count
        }
        rest.removeFirst(start)
        return text
    }

    private mutating func append(_ line: [UInt8], _ text: inout [UInt8], _ database: any StatementExecutor) async throws
    {
        row += 1
        let end = line.last == 0x0D ? line.count - 1 : line.count
        text += line[..<end]
        let said = try await problems.said(of: row, database)
        if row == headerRow || !said.isEmpty {
            text.append(separator)
            let heading = row == headerRow ? [AnnotatedSheet.heading] : []
            text += Self.quoted((heading + said).joined(separator: "; "))
            if row != headerRow { rows += 1 }
        }
        text += [0x0D, 0x0A]
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = CSVWriter(hasMark: false)
        writer.write([.problem(text)])
        return writer.finish().dropLast(2)
    }
}

/// The problems of a bulk import in the order of its rows, read page by page.
struct BulkProblems {
    private static let page = 5_000

    private let key: BulkKey
    /// The heading over each member.
    private let titles: [String: String]
    private var waiting: [PageOfBulkProblems.Row] = []
    private var isAtEnd = false
    private var last = (row: 0, number: 0)

    init(key: BulkKey, titles: [String: String]) {
        self.key = key
        self.titles = titles
    }

    /// What is wrong with a row, in words; rows are asked for one after the other.
    mutating func said(of row: Int, _ database: any StatementExecutor) async throws -> [String] {
        var said: [String] = []
        while true {
            if waiting.isEmpty, !isAtEnd {
                let next = try await database.all(
                    PageOfBulkProblems(key: key, afterRow: last.row, afterNumber: last.number, limit: Self.page))
                isAtEnd = next.count < Self.page
                if let final = next.last { last = (final.row, final.number) }
                waiting = next.reversed()
            }
            guard let found = waiting.last, found.row <= row else { return said }
            let problem = found.problem
            let title = problem.column.flatMap { titles[$0] } ?? problem.column ?? ""
            said.append("\(title): \(problem.message.th)" + (problem.message.en.map { " / \($0)" } ?? ""))
            waiting.removeLast()
        }
    }
}
