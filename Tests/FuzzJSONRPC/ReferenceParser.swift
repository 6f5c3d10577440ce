import JSONRPC

/// A second parser, slow and plain: RFC 8259's grammar over Unicode scalars, one function a rule. What it takes and
/// what it makes of it must be what the real parser does.
struct ReferenceParser {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0
    private let depthMax: Int

    /// `nil`: not JSON, or too deep.
    static func value(of bytes: [UInt8], depthMax: Int) -> JSONValue? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var parser = ReferenceParser(scalars: Array(text.unicodeScalars), depthMax: depthMax)
        parser.space()
        guard let value = parser.value() else { return nil }
        parser.space()
        return parser.at == parser.scalars.count ? value : nil
    }

    private init(scalars: [Unicode.Scalar], depthMax: Int) {
        self.scalars = scalars
        self.depthMax = depthMax
    }

    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard next == wanted else { return false }
        at += 1
        return true
    }

    private mutating func space() {
        while let scalar = next, scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" { at += 1 }
    }

    private mutating func value() -> JSONValue? {
        switch next {
        case "{": return nested { $0.object() }
        case "[": return nested { $0.array() }
        case "\"": return string().map(JSONValue.string)
        case "t": return word("true", .bool(true))
        case "f": return word("false", .bool(false))
        case "n": return word("null", .null)
        default: return number()
        }
    }

    private mutating func nested(_ inner: (inout ReferenceParser) -> JSONValue?) -> JSONValue? {
        guard depth < depthMax else { return nil }
        depth += 1
        defer { depth -= 1 }
        return inner(&self)
    }

    private mutating func word(_ word: String, _ value: JSONValue) -> JSONValue? {
        for scalar in word.unicodeScalars { guard take(scalar) else { return nil } }
        return value
    }

    private mutating func digits() -> Bool {
        let start = at
        while let scalar = next, ("0"..."9").contains(scalar) { at += 1 }
        return at > start
    }

    private mutating func number() -> JSONValue? {
        let start = at
        _ = take("-")
        if !take("0"), !digits() { return nil }
        if take("."), !digits() { return nil }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            if !digits() { return nil }
        }
        return .number(scalars[start..<at].reduce(into: "") { $0.unicodeScalars.append($1) })
    }

    private mutating func array() -> JSONValue? {
        at += 1
        var items: [JSONValue] = []
        space()
        if take("]") { return .array(items) }
        while true {
            space()
            guard let item = value() else { return nil }
            items.append(item)
            space()
            if take("]") { return .array(items) }
            guard take(",") else { return nil }
        }
    }

    private mutating func object() -> JSONValue? {
        at += 1
        var members: [JSONMember] = []
        space()
        if take("}") { return .object(members) }
        while true {
            space()
            guard let name = string() else { return nil }
            guard !members.contains(where: { $0.name.unicodeScalars.elementsEqual(name.unicodeScalars) }) else {
                return nil
            }
            space()
            guard take(":") else { return nil }
            space()
            guard let value = value() else { return nil }
            members.append(JSONMember(name: name, value: value))
            space()
            if take("}") { return .object(members) }
            guard take(",") else { return nil }
        }
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text = String.UnicodeScalarView()
        while let scalar = next {
            at += 1
            if scalar == "\"" { return String(text) }
            if scalar.value < 0x20 { return nil }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard let escaped = escape() else { return nil }
            text.append(escaped)
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        at += 1
        switch scalar {
        case "\"", "\\", "/": return scalar
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            guard let first = unit() else { return nil }
            guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
            guard take("\\"), take("u"), let second = unit(), (0xDC00...0xDFFF).contains(second) else { return nil }
            return Unicode.Scalar(0x10000 + (first - 0xD800) * 0x400 + (second - 0xDC00))
        default: return nil
        }
    }

    private mutating func unit() -> UInt32? {
        guard at + 4 <= scalars.count else { return nil }
        var value: UInt32 = 0
        for scalar in scalars[at..<at + 4] {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
            value = value * 16 + UInt32(digit)
        }
        at += 4
        return value
    }
}
