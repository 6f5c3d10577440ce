import CommonContract
import IndicatorsContract
import Kernel
import Postgres
import ServiceKit

/// What data elements, dimensions and categories are called, for pages: people read names, not codes.
struct FigureNames: Sendable {
    private var elements: [String: LocalizedText] = [:]
    private var dimensions: [String: LocalizedText] = [:]
    /// By dimension, then code.
    private var categories: [String: [String: LocalizedText]] = [:]
    private let request: PageRequest

    init(of codes: some Sequence<String>, province: String, _ request: PageRequest, _ call: ReadCall) async throws {
        self.request = request
        let found = try await call.database.all(FindDataElements(codes: Set(codes).sorted()))
        elements = Dictionary(found.map { ($0.code, $0.name) }, uniquingKeysWith: { one, _ in one })
        let known = try await call.database.all(PageOfDimensions(province: province, after: "", limit: 500))
        dimensions = Dictionary(known.map { ($0.code, $0.name) }, uniquingKeysWith: { one, _ in one })
        let rows = try await call.database.all(
            CategoriesOfDimensions(province: province, dimensions: dimensions.keys.sorted()))
        for row in rows { categories[row.dimension, default: [:]][row.category.code] = row.category.name }
    }

    func element(_ code: String) -> String { elements[code].map(request.text) ?? code }
    func dimension(_ code: String) -> String { dimensions[code].map(request.text) ?? code }

    func category(_ code: String, of dimension: String) -> String {
        categories[dimension]?[code].map(request.text) ?? code
    }

    /// Of `sex=female`, or of `female` where it is known which dimension's it is.
    func category(_ text: String, in dimension: String? = nil) -> String {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { return category(parts[1], of: parts[0]) }
        return dimension.map { category(text, of: $0) } ?? text
    }

    /// Of a part of a formula as it is written there: `67-PUPILS sex=female`.
    func part(_ text: String) -> String {
        let words = text.split(separator: " ").map(String.init)
        guard let first = words.first else { return text }
        let own = words.dropFirst().map { category($0) }
        return element(first) + (own.isEmpty ? "" : " (\(own.joined(separator: ", ")))")
    }
}

extension NoValue {
    /// The data elements that it is about.
    var elementCodes: [String] { elements.compactMap { $0.split(separator: " ").first.map(String.init) } }

    /// Why there is no figure, with names in place of codes.
    func words(_ names: FigureNames, _ request: PageRequest) -> String {
        guard kind == .notReported, !elements.isEmpty else { return request.text(message) }
        let list = elements.map(names.part).joined(separator: ", ")
        return request.say("ยังไม่มีหน่วยงานใดรายงาน: \(list)", "nobody has reported: \(list)")
    }
}
