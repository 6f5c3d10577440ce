import JSONRPC
import Kernel
import ReportingContract

/// Values by name, for texts and for the params of queries.
struct BoundValues: Sendable {
    struct Value: Sendable {
        /// As it goes into params.
        var raw: String
        /// As it is shown.
        var th: String
        var en: String
        /// Where it came from: the query's page.
        var source: ReportSource?
    }

    private var values: [String: Value] = [:]
    /// Names that only texts may use: what the service computes itself.
    private var texts: [String: (th: String, en: String)] = [:]

    var names: Set<String> { Set(values.keys) }

    func raw(_ name: String) -> String? { values[name]?.raw }

    mutating func set(_ name: String, _ value: Value) { values[name] = value }

    mutating func set(_ name: String, _ raw: String, th: String? = nil, en: String? = nil) {
        values[name] = Value(raw: raw, th: th ?? raw, en: en ?? th ?? raw)
    }

    mutating func add(texts added: [String: (th: String, en: String)]) {
        texts.merge(added) { first, _ in first }
    }

    /// Fills in what is named in braces; a name without a value is shown as a dash.
    func fill(_ text: LocalizedText) -> LocalizedText {
        LocalizedText(th: fill(text.th) { $0.th }, en: text.en.map { fill($0) { $0.en } })
    }

    /// The same as values of params: days as `2022-10-01`.
    func filled(_ text: String) -> String {
        BracedText.pieces(text).map { $0.name.flatMap(raw) ?? $0.text }.joined()
    }

    private func fill(_ text: String, _ side: ((th: String, en: String)) -> String) -> String {
        BracedText.pieces(text).map { piece in
            guard let name = piece.name else { return piece.text }
            if let value = values[name] { return side((value.th, value.en)) }
            return texts[name].map(side) ?? "–"
        }.joined()
    }
}

/// Reads one value of an answer in the form of its kind.
struct CellReader {
    let kind: ReportValueKind
    var words: [String: LocalizedText]?
    /// What codes are called, where an answer says it.
    var names: [String: ReportCell] = [:]
    var basisPoints = false
    var isMonth = false

    /// `nil` where there is nothing, and where there is something of another kind than was asked for.
    func cell(_ node: JSONNode?) -> ReportCell? {
        guard let node else { return nil }
        switch node.kind {
        case .null: return nil
        case .object:
            guard kind == .text, let thai = node["th"]?.string else { return nil }
            return ReportCell(LocalizedText(th: thai, en: node["en"]?.string))
        case .array:
            guard kind == .text else { return nil }
            let parts = node.elements.compactMap { cell($0) }
            guard !parts.isEmpty else { return nil }
            let english = parts.contains { $0.en != nil }
            return ReportCell(
                LocalizedText(
                    th: parts.compactMap(\.value).joined(separator: ", "),
                    en: english ? parts.map { $0.en ?? $0.value ?? "" }.joined(separator: ", ") : nil))
        case .bool: return worded(node.bool == true ? "true" : "false")
        case .number: return node.number.flatMap(worded)
        case .string: return node.string.flatMap(worded)
        }
    }

    private func worded(_ text: String) -> ReportCell? {
        if kind == .text {
            if let word = words?[text] { return ReportCell(word) }
            return names[text] ?? (isMonth ? month(text) : nil) ?? ReportCell(text)
        }
        if basisPoints { return Int64(text).map { ReportCell(BasisPoints($0).percent) } }
        switch kind {
        case .text: return ReportCell(text)
        case .count: return Int(text).map { ReportCell(String($0)) }
        case .money: return Money(text).map { ReportCell($0.description) }
        case .number: return Quantity(text).map { ReportCell($0.description) }
        case .percent: return Quantity(text).map { ReportCell(Self.twoPlaces($0)) }
        case .date: return CalendarDate(String(text.prefix(10))).map { ReportCell($0.description) }
        }
    }
}

extension CellReader {
    /// A percentage as the column's kind has it: `103.6` is `103.60`.
    static func twoPlaces(_ value: Quantity) -> String {
        let parts = value.rounded(decimals: 2).description.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts[0])." + fraction + String(repeating: "0", count: 2 - fraction.count)
    }

    /// `2022-10` as `ต.ค. 2565`.
    private func month(_ text: String) -> ReportCell? {
        guard let day = CalendarDate(text + "-01") else { return nil }
        return ReportCell(LocalizedText("\(ThaiDate.shortMonths[day.month - 1]) \(day.buddhistYear)", text))
    }
}

/// Reads a figure out of a query's answer.
struct FigureReader {
    let figure: ReportFigure

    init(_ figure: ReportFigure) { self.figure = figure }

    func value(in answer: QueryAnswer) -> BoundValues.Value? {
        guard let place = JSONPointer(figure.path) else { return nil }
        guard let pointer = figure.rows.flatMap({ JSONPointer($0) }) else {
            guard let page = answer.pages.first else { return nil }
            return value(place.value(in: page.answer.root), page.source)
        }
        let rows = answer.rows(pointer).filter { RowFilter.keeps($0.row, figure.filter) }
        if figure.counts == true {
            return shown(ReportCell(String(rows.count)), .count, answer.pages.first?.source)
        }
        var chosen = rows.first
        if let greatest = figure.greatest.flatMap({ JSONPointer($0) }) {
            let ranked = rows.map { ($0, RowFilter.text(greatest.value(in: $0.row)) ?? "") }
            chosen = ranked.max { $0.1 < $1.1 }?.0
        }
        guard let chosen else { return nil }
        return value(place.value(in: chosen.row), answer.pages[chosen.page].source)
    }

    private func value(_ node: JSONNode?, _ source: ReportSource) -> BoundValues.Value? {
        CellReader(kind: figure.kind, basisPoints: figure.basisPoints ?? false).cell(node)
            .flatMap { shown($0, figure.kind, source) }
    }

    private func shown(_ cell: ReportCell, _ kind: ReportValueKind, _ source: ReportSource?) -> BoundValues.Value? {
        guard let raw = cell.value else { return nil }
        return BoundValues.Value(
            raw: raw, th: kind == .date ? CellText.longDate(raw) : CellText.text(cell, kind, language: "th"),
            en: CellText.text(cell, kind, language: "en"), source: source)
    }
}

/// Which rows are meant.
enum RowFilter {
    static func keeps(_ row: JSONNode, _ filters: [ReportFilter]?) -> Bool {
        (filters ?? []).allSatisfy { filter in
            guard let pointer = JSONPointer(filter.path) else { return false }
            let found = text(pointer.value(in: row))
            if filter.from != nil || filter.until != nil {
                guard let found else { return false }
                return (filter.from.map { $0 <= found } ?? true) && (filter.until.map { found <= $0 } ?? true)
            }
            let isOne = found.map(filter.values.contains) ?? false
            return isOne != (filter.excludes ?? false)
        }
    }

    static func text(_ node: JSONNode?) -> String? {
        guard let node else { return nil }
        return node.string ?? node.number ?? node.bool.map { $0 ? "true" : "false" }
    }
}
