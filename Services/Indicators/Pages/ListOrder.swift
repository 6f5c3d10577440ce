import CommonContract
import Kernel
import Pages
import ServiceKit

extension PageOrder {
    /// The same, or by code where no column is chosen.
    var orByCode: PageOrder { key == nil ? PageOrder([Heading("", "code")], "code") : self }

    /// The choice of an order for the second list of a page: its field has an id of its own.
    func field(of list: String) -> String { field().replacing("f-sort", with: "f-sort-\(list)") }
}

/// A list that is at hand as a whole, in the order of a column and page by page.
struct OrderedLines: Sendable {
    let order: PageOrder
    /// Code of the last line of the page before.
    let after: String?
    /// Tells the lists of one page apart in its address.
    let name: String
    /// How many a method is asked for at a time where all are needed.
    private static let linesAtOnce = 1_000

    init(_ order: PageOrder, _ request: PageRequest, name: String = "lines") {
        self.order = order
        self.name = name
        let cursor = request.query["cursor"].flatMap(PageCursor.init(text:))
        after = try? cursor?.keys(name, count: 1)[0]
    }

    /// What a line is ordered by.
    enum Worth: Comparable {
        case nothing
        case number(Int64)
        case text([UInt32])

        static func of(_ number: Quantity?) -> Worth { number.map { .number($0.tenThousandths) } ?? .nothing }
        static func of(_ count: Int) -> Worth { .number(Int64(count)) }

        static func < (one: Worth, other: Worth) -> Bool {
            switch (one, other) {
            case (.nothing, .nothing): false
            case (.nothing, _): true
            case (_, .nothing): false
            case (.number(let one), .number(let other)): one < other
            case (.text(let one), .text(let other)): one.lexicographicallyPrecedes(other)
            case (.number, .text): true
            case (.text, .number): false
            }
        }

        /// As Thai dictionaries order: the vowel that is written before a consonant stands behind it, and marks above
        /// tell words apart only where nothing else does.
        static func of(_ text: String) -> Worth {
            var letters: [UInt32] = []
            var marks: [UInt32] = []
            var vowel: UInt32?
            for scalar in text.lowercased().unicodeScalars.map(\.value) {
                switch scalar {
                case 0x0E40...0x0E44: vowel = scalar
                case 0x0E47...0x0E4E: marks.append(scalar)
                default:
                    letters.append(scalar)
                    if let before = vowel { letters.append(before) }
                    vowel = nil
                }
            }
            return .text(letters + [0] + marks)
        }
    }

    /// The lines of one page, and the address of the next one.
    func page<Line>(
        of lines: [Line], limit: Int, code: (Line) -> String, worth: (Line) -> Worth
    ) -> (shown: [Line], next: String?) {
        let all =
            order.key == nil
            ? lines
            : lines.map { (line: $0, worth: worth($0), code: code($0)) }.sorted { one, other in
                if one.worth == other.worth { return one.code < other.code }
                return order.isDescending ? other.worth < one.worth : one.worth < other.worth
            }.map(\.line)
        var rest = all[...]
        if let after, let place = all.firstIndex(where: { code($0) == after }) { rest = all[(place + 1)...] }
        let shown = Array(rest.prefix(limit))
        guard rest.count > limit, let last = shown.last else { return (shown, nil) }
        return (shown, next(after: code(last)))
    }

    /// The same of a list that a method gives page by page, by its organisations' codes: only what is shown is asked for,
    /// unless a column is chosen, whose order is that of the whole list.
    func page<Line>(
        limit: Int, code: (Line) -> String, worth: (Line) -> Worth,
        asking ask: (_ limit: Int, _ cursor: PageCursor?) async throws -> Page<Line>
    ) async throws -> (shown: [Line], next: String?) {
        guard order.key == nil else {
            var all: [Line] = []
            var cursor: PageCursor?
            repeat {
                let page = try await ask(Self.linesAtOnce, cursor)
                all += page.items
                cursor = page.nextCursor
            } while cursor != nil
            return page(of: all, limit: limit, code: code, worth: worth)
        }
        let shown = try await ask(limit, after.map { PageCursor("organisation", $0) })
        return (shown.items, shown.nextCursor.flatMap { _ in shown.items.last }.map { next(after: code($0)) })
    }

    private func next(after code: String) -> String {
        PageScene.current.address("cursor", PageCursor(name, code).text)
    }
}
