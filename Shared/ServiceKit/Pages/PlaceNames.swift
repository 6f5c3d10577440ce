import Kernel
import Pages
import Postgres

/// What organisations are called, for pages that would else show their codes.
public struct PlaceNames: Sendable {
    private let names: [String: LocalizedText]

    init(_ names: [String: LocalizedText]) { self.names = names }

    /// In both languages; an organisation that is not known stands for itself by its code.
    public subscript(code: String) -> LocalizedText { names[code] ?? LocalizedText(code, code) }
}

extension ReadCall {
    /// The names of these organisations, in one read.
    public func placeNames(_ codes: some Sequence<String>) async throws -> PlaceNames {
        let codes = Set(codes).sorted()
        guard !codes.isEmpty else { return PlaceNames([:]) }
        let found = try await database.all(NamesOfPlaces(codes: codes))
        return PlaceNames(Dictionary(found.map { ($0.code, $0.name) }) { first, _ in first })
    }
}

struct NamesOfPlaces: Statement {
    static let isRead = true
    static let sql = "SELECT code, name_th, name_en FROM organisation WHERE code = ANY ($1)"
    let codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> (code: String, name: LocalizedText) {
        (try row.next(), LocalizedText(th: try row.next(), en: try row.next()))
    }
}
