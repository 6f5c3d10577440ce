import IndicatorsContract
import Kernel
import Postgres

extension RowReader {
    /// Two columns: Thai and English.
    mutating func text() throws -> LocalizedText {
        let thai = try next(String.self)
        return LocalizedText(th: thai, en: try next(String?.self))
    }

    /// Two columns, of which the Thai one may be null.
    mutating func optionalText() throws -> LocalizedText? {
        let thai = try next(String?.self)
        let english = try next(String?.self)
        return thai.map { LocalizedText(th: $0, en: english) }
    }

    /// A figure in ten-thousandths.
    mutating func quantity() throws -> Quantity {
        Quantity(tenThousandths: try next(Int64.self))
    }

    mutating func optionalQuantity() throws -> Quantity? {
        try next(Int64?.self).map(Quantity.init(tenThousandths:))
    }

    /// An enumeration by its raw text.
    mutating func raw<Value: RawRepresentable>(_ type: Value.Type = Value.self) throws -> Value
    where Value.RawValue == String {
        let text = try next(String.self)
        guard let value = Value(rawValue: text) else {
            throw PostgresError(
                kind: .decoding, sqlState: nil, constraint: nil, message: "\(Value.self) has no case \(text)")
        }
        return value
    }

    mutating func rawList<Value: RawRepresentable>(_ type: Value.Type = Value.self) throws -> [Value]
    where Value.RawValue == String {
        try next([String].self).compactMap(Value.init(rawValue:))
    }

    mutating func letterNumber() throws -> LetterNumber? {
        guard let text = try next(String?.self) else { return nil }
        guard let number = LetterNumber(text) else {
            throw PostgresError(kind: .decoding, sqlState: nil, constraint: nil, message: "not a letter number")
        }
        return number
    }
}

extension Parameters {
    /// Two parameters: Thai and English.
    mutating func append(text: LocalizedText?) {
        append(text?.th)
        append(text?.en)
    }

    mutating func append(quantity: Quantity?) {
        append(quantity?.tenThousandths)
    }
}

/// A round as a statement names it: all its rows begin with these two.
struct RoundKey: Hashable, Sendable {
    var province: String
    var id: ID
}

extension Parameters {
    mutating func append(round: RoundKey) {
        append(round.province)
        append(round.id)
    }
}
