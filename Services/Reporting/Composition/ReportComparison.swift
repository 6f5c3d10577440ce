import Kernel
import ReportingContract

/// What a report that is kept and the same one made again have in common: figure by figure, and what is but drawn or worded
/// otherwise. Tables are matched by their code, columns by theirs, rows by their place or, where there are more or fewer
/// of them, by what they are about.
struct ReportComparison {
    /// Figures that both tell, and those of them that differ.
    private(set) var figures = 0
    private(set) var figuresChanged = 0
    /// Figures that only one of the two tells.
    private(set) var figuresLeft = 0
    private(set) var figuresAdded = 0
    /// Questions whose recorded answers this program cannot read any more: what they told could not be compared.
    private(set) var unreadable: [String] = []
    /// Texts, names and charts that differ while their figures are the same.
    private(set) var words = 0
    private(set) var charts = 0
    /// The first of the differences, those of figures before the others.
    var differences: [ReproductionDifference] { Array((ofFigures + ofWords).prefix(Self.shownMax)) }

    private static let shownMax = 20
    private var ofFigures: [ReproductionDifference] = []
    private var ofWords: [ReproductionDifference] = []
    /// Codes of the parts that those answers told of.
    private var partsUnread: Set<String> = []
    private let kept: ReportContent
    private let again: ReportContent

    init(_ kept: ReportContent, _ again: ReportContent) {
        self.kept = kept
        self.again = again
        compareHead()
        compareSources()
        for index in kept.parts.indices { compareTexts(ofPart: index) }
        compareTables()
        compareCharts()
    }

    // MARK: Noting

    private mutating func noteFigure(_ path: String, _ kept: String?, _ again: String?) {
        figuresChanged += 1
        guard ofFigures.count < Self.shownMax else { return }
        ofFigures.append(ReproductionDifference(path: path, isFigure: true, recorded: kept, reproduced: again))
    }

    private mutating func noteWords(_ path: String, _ kept: String?, _ again: String?) {
        words += 1
        guard ofWords.count < Self.shownMax else { return }
        ofWords.append(ReproductionDifference(path: path, isFigure: false, recorded: kept, reproduced: again))
    }

    private mutating func compare<Value: Equatable>(_ kept: Value, _ again: Value, at path: String) {
        figures += 1
        if kept != again { noteFigure(path, "\(kept)", "\(again)") }
    }

    // MARK: What it is about

    private mutating func compareHead() {
        compare(kept.organisation, again.organisation, at: "/organisation")
        compare(kept.fiscalYear.description, again.fiscalYear.description, at: "/fiscalYear")
        compare(kept.quarter.map(String.init) ?? "", again.quarter.map(String.init) ?? "", at: "/quarter")
        compare(kept.definition, again.definition, at: "/definition")
        compare(kept.definitionVersion, again.definitionVersion, at: "/definitionVersion")
        compare(kept.corrects ?? "", again.corrects ?? "", at: "/corrects")
        compare(kept.composedAt.description, again.composedAt.description, at: "/composedAt")
        let gaps = (kept: Set(kept.missing.map(Self.question)), again: Set(again.missing.map(Self.question)))
        for gap in gaps.kept.subtracting(gaps.again).sorted() { noteFigure("/missing", gap, nil) }
        unreadable = gaps.again.subtracting(gaps.kept).sorted()
        for gap in unreadable { noteWords("/missing", nil, gap) }
        partsUnread = Set(again.missing.filter { unreadable.contains(Self.question($0)) }.flatMap(\.parts))
        if kept.title != again.title { noteWords("/title", kept.title.th, again.title.th) }
        if kept.organisationName != again.organisationName {
            noteWords("/organisationName", kept.organisationName.th, again.organisationName.th)
        }
        if kept.reason != again.reason { noteWords("/reason", kept.reason?.th, again.reason?.th) }
    }

    /// The same question has the same answer; questions that one of the two does not ask change no figure by themselves.
    private mutating func compareSources() {
        let answers = Dictionary(again.sources.map { (question($0), $0) }) { first, _ in first }
        for (index, source) in kept.sources.enumerated() {
            guard let other = answers[question(source)] else {
                noteWords("/sources/\(index)", question(source), nil)
                continue
            }
            compare(source.answerSHA256, other.answerSHA256, at: "/sources/\(index)/answerSHA256")
            compare(
                source.answeredAt.description, other.answeredAt.description, at: "/sources/\(index)/answeredAt")
            if source.handedBy != other.handedBy {
                noteFigure("/sources/\(index)/handedBy", source.handedBy, other.handedBy)
            }
        }
    }

    private static func question(_ gap: ReportGap) -> String { "\(gap.service) \(gap.method)" }

    private func question(_ source: ReportSource) -> String { "\(source.service) \(source.method) \(source.params)" }

    // MARK: Texts

    /// Texts in any order: those that only one of the two has are worded otherwise, if they name the same numbers.
    private mutating func compareTexts(ofPart index: Int) {
        let part = kept.parts[index]
        guard let other = again.parts.first(where: { $0.code == part.code }) else {
            noteWords("/parts/\(index)", part.title.th, nil)
            return
        }
        if part.title != other.title { noteWords("/parts/\(index)/title", part.title.th, other.title.th) }
        var rest = texts(other).map(\.text)
        var left: [(place: Int, text: String)] = []
        for one in texts(part) {
            if let place = rest.firstIndex(of: one.text) { rest.remove(at: place) } else { left.append(one) }
        }
        var numbers = rest.flatMap(Self.numbers)
        for one in left {
            let path = "/parts/\(index)/blocks/\(one.place)"
            var lacking: [String] = []
            for number in Self.numbers(one.text) {
                figures += 1
                if let place = numbers.firstIndex(of: number) {
                    numbers.remove(at: place)
                } else {
                    lacking.append(number)
                }
            }
            if lacking.isEmpty {
                noteWords(path, one.text, nil)
            } else if partsUnread.contains(part.code) {
                figuresLeft += lacking.count
                noteWords(path, one.text, nil)
            } else {
                noteFigure(path, lacking.joined(separator: " "), nil)
            }
        }
        figuresAdded += numbers.count
        for text in rest.dropFirst(left.count) { noteWords("/parts/\(index)", nil, text) }
    }

    private func texts(_ part: ReportPart) -> [(place: Int, text: String)] {
        part.blocks.enumerated().flatMap { place, block in
            ((block.text.map { [$0] } ?? []) + (block.items ?? [])).map { text in
                (place, text.th + (text.en.map { "\n" + $0 } ?? ""))
            }
        }
    }

    /// A text without its numbers and blanks.
    private static func wording(_ text: String) -> String {
        text.filter { !$0.isNumber && !$0.isWhitespace && $0 != "," && $0 != "." }
    }

    /// Numbers of a text without grouping: `1250.00`, `2566`.
    static func numbers(_ text: String) -> [String] {
        text.split { !("0"..."9" ~= $0 || $0 == "." || $0 == ",") }.compactMap { piece in
            guard let first = piece.firstIndex(where: \.isNumber), let last = piece.lastIndex(where: \.isNumber) else {
                return nil
            }
            return String(piece[first...last].filter { $0 != "," })
        }
    }

    // MARK: Tables

    private static func tables(_ content: ReportContent) -> [(path: String, table: ReportTable)] {
        content.parts.enumerated().flatMap { part, one in
            one.blocks.enumerated().compactMap { place, block in
                block.table.map { ("/parts/\(part)/blocks/\(place)/table", $0) }
            }
        }
    }

    private mutating func compareTables() {
        let others = Dictionary(Self.tables(again).map { ($0.table.code, $0.table) }) { first, _ in first }
        let own = Self.tables(kept)
        for (path, table) in own {
            guard let other = others[table.code] else {
                figuresLeft += Self.figures(of: table)
                noteWords(path, table.caption.th, nil)
                continue
            }
            if table.caption != other.caption { noteWords(path + "/caption", table.caption.th, other.caption.th) }
            compare(table, other, path)
        }
        let known = Set(own.map(\.table.code))
        for (code, table) in others where !known.contains(code) {
            figuresAdded += Self.figures(of: table)
            noteWords("/parts", nil, table.caption.th)
        }
    }

    private mutating func compare(_ table: ReportTable, _ other: ReportTable, _ path: String) {
        let places = Dictionary(other.columns.enumerated().map { ($1.code, $0) }) { first, _ in first }
        for (index, column) in table.columns.enumerated() where places[column.code] != nil {
            let title = places[column.code].map { other.columns[$0].title }
            if title != column.title { noteWords("\(path)/columns/\(index)", column.title.th, title?.th) }
        }
        let rows = Self.pairs(table.rows, other.rows)
        for (number, row) in table.rows.enumerated() {
            guard let match = rows[number] else {
                figuresLeft += Self.figures(of: row, table.columns)
                continue
            }
            for (index, column) in table.columns.enumerated() where index < row.cells.count {
                let cell = row.cells[index]
                let place = "\(path)/rows/\(number)/cells/\(index)"
                guard let column = places[column.code].map({ ($0, column.kind) }) else {
                    if Self.isFigure(cell, column.kind) { figuresLeft += 1 }
                    continue
                }
                guard column.0 < match.cells.count else { continue }
                compare(cell, match.cells[column.0], column.1, place)
            }
        }
        let known = Set(table.columns.map(\.code))
        let added = other.columns.indices.filter { !known.contains(other.columns[$0].code) }
        for row in other.rows {
            figuresAdded += added.count { $0 < row.cells.count && Self.isFigure(row.cells[$0], other.columns[$0].kind) }
        }
        if other.rows.count > rows.count { figuresAdded += other.rows.count - rows.count }
        if !added.isEmpty { noteWords(path + "/columns", nil, other.columns[added[0]].title.th) }
        for (index, column) in table.columns.enumerated() where places[column.code] == nil {
            noteWords("\(path)/columns/\(index)", column.title.th, nil)
        }
    }

    private mutating func compare(_ cell: ReportCell, _ other: ReportCell, _ kind: ReportValueKind, _ path: String) {
        // What was told of an answer that cannot be read any more.
        if other.state == .missing, cell.state != .missing, !unreadable.isEmpty {
            figuresLeft += 1
            return noteWords(path, cell.value ?? cell.state.rawValue, other.state.rawValue)
        }
        let (one, two) = (Self.isFigure(cell, kind), Self.isFigure(other, kind))
        let isFigure = kind == .text ? one && two : one || two
        if isFigure { figures += 1 }
        if cell.state != other.state || cell.value != other.value {
            let (value, otherValue) = (cell.value ?? "", other.value ?? "")
            let areNumbersSame = kind == .text && Self.numbers(value) == Self.numbers(otherValue)
            if cell.state != other.state || (isFigure && !areNumbersSame) {
                noteFigure(path, cell.value ?? cell.state.rawValue, other.value ?? other.state.rawValue)
            } else if areNumbersSame {
                noteWords(path, cell.value, other.value)
            } else if Self.wording(value) == Self.wording(otherValue) {
                // The same words about another number.
                figures += 1
                noteFigure(path, cell.value, other.value)
            } else {
                // A code where a name stands now: their numbers cannot be compared.
                figuresLeft += 1
                noteWords(path, cell.value, other.value)
            }
        } else if cell.en != other.en {
            noteWords(path, cell.en, other.en)
        } else if origin(of: cell, kept) != origin(of: other, again) {
            noteWords(path, origin(of: cell, kept), origin(of: other, again))
        }
    }

    private func origin(of cell: ReportCell, _ content: ReportContent) -> String? {
        let source = cell.source.flatMap { number in content.sources.first { $0.number == number } }
        return source.map { question($0) + (cell.key.map { " " + $0 } ?? "") }
    }

    /// The row of `others` that each of `rows` is compared with.
    private static func pairs(_ rows: [ReportRow], _ others: [ReportRow]) -> [Int: ReportRow] {
        if rows.count == others.count { return Dictionary(uniqueKeysWithValues: zip(rows.indices, others)) }
        var known: [String: [ReportRow]] = [:]
        for row in others.reversed() { known[name(of: row), default: []].append(row) }
        var pairs: [Int: ReportRow] = [:]
        for (number, row) in rows.enumerated() { pairs[number] = known[name(of: row)]?.popLast() }
        return pairs
    }

    private static func name(of row: ReportRow) -> String {
        "\(row.kind.rawValue) \(row.cells.first?.key ?? "") \(row.cells.first?.value ?? "")"
    }

    /// A text is one where nothing but a number stands in it, as `548/608`.
    private static func isFigure(_ cell: ReportCell, _ kind: ReportValueKind) -> Bool {
        guard cell.state == .value else { return kind != .text }
        guard kind == .text else { return true }
        let value = cell.value ?? ""
        return value.contains { $0.isNumber } && !value.contains { $0.isLetter }
    }

    private static func figures(of table: ReportTable) -> Int {
        table.rows.reduce(0) { $0 + figures(of: $1, table.columns) }
    }

    private static func figures(of row: ReportRow, _ columns: [ReportColumn]) -> Int {
        zip(row.cells, columns).count { isFigure($0, $1.kind) }
    }

    // MARK: Charts

    /// A chart's figures are those of a table: what is drawn has to stand in one, or in the chart as it is drawn now.
    private mutating func compareCharts() {
        let others = Dictionary(Self.charts(again).map { ($0.chart.code, $0.chart) }) { first, _ in first }
        var told: [String: Set<String>] = [:]
        for table in Self.tables(kept).map(\.table) {
            for row in table.rows {
                for (cell, column) in zip(row.cells, table.columns) where cell.state == .value {
                    told["\(column.title.th)\n\(row.cells.first?.value ?? "")", default: []].insert(cell.value ?? "")
                }
            }
        }
        for (path, chart) in Self.charts(kept) {
            let other = others[chart.code]
            guard chart != other else { continue }
            charts += 1
            for (number, series) in chart.series.enumerated() {
                for (index, cell) in series.cells.enumerated() where cell.state == .value {
                    let category = index < chart.categories.count ? chart.categories[index].th : ""
                    let place = "\(path)/series/\(number)/cells/\(index)"
                    let drawn = other.flatMap { Self.value(of: series.name.th, category, in: $0) }
                    if let values = told["\(series.name.th)\n\(category)"] {
                        figures += 1
                        if !values.contains(cell.value ?? "") { noteFigure(place, cell.value, values.sorted().first) }
                    } else if let drawn {
                        figures += 1
                        if drawn != cell.value { noteFigure(place, cell.value, drawn) }
                    } else {
                        figuresLeft += 1
                    }
                }
            }
        }
        let known = Set(Self.charts(kept).map(\.chart.code))
        charts += others.keys.count { !known.contains($0) }
    }

    private static func charts(_ content: ReportContent) -> [(path: String, chart: ReportChart)] {
        content.parts.enumerated().flatMap { part, one in
            one.blocks.enumerated().compactMap { place, block in
                block.chart.map { ("/parts/\(part)/blocks/\(place)/chart", $0) }
            }
        }
    }

    private static func value(of series: String, _ category: String, in chart: ReportChart) -> String? {
        guard let place = chart.categories.firstIndex(where: { $0.th == category }),
            let cells = chart.series.first(where: { $0.name.th == series })?.cells, place < cells.count
        else { return nil }
        return cells[place].value
    }
}
