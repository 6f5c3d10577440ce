import Kernel
import Postgres

extension RowReader {
    /// A text column that holds a case of an enum.
    mutating func nextCase<Case: RawRepresentable>(_ type: Case.Type = Case.self) throws -> Case
    where Case.RawValue == String {
        let text: String = try next()
        guard let value = Case(rawValue: text) else { throw RowReader.unknownCase(type, text) }
        return value
    }

    /// The same, of a column that may be null.
    mutating func nextOptionalCase<Case: RawRepresentable>(_ type: Case.Type = Case.self) throws -> Case?
    where Case.RawValue == String {
        guard let text: String = try next(String?.self) else { return nil }
        guard let value = Case(rawValue: text) else { throw RowReader.unknownCase(type, text) }
        return value
    }

    /// A Thai and an English column.
    mutating func nextText() throws -> LocalizedText {
        LocalizedText(th: try next(), en: try next())
    }

    /// The same, of columns that may both be null.
    mutating func nextOptionalText() throws -> LocalizedText? {
        let th: String? = try next()
        let en: String? = try next()
        return th.map { LocalizedText(th: $0, en: en) }
    }

    private static func unknownCase(_ type: Any.Type, _ text: String) -> PostgresError {
        PostgresError(kind: .decoding, sqlState: nil, constraint: nil, message: "no \(type) is called “\(text)”")
    }
}
