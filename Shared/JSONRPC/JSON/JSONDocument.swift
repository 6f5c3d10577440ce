/// A parsed JSON text: its bytes and a tape of tokens over them. Nothing is copied out of the text until it is asked
/// for, and nothing is parsed twice.
public final class JSONDocument: Sendable {
    struct Token: Sendable {
        enum Kind: UInt8, Sendable { case null, bool, number, string, escapedString, array, object }

        let kind: Kind
        /// First byte of the value; for strings the first after the quote.
        let start: Int32
        /// Just after the last byte; for strings the closing quote.
        var end: Int32
        /// Index of the token that follows this value and all that is in it.
        var next: Int32
        /// Elements of an array, members of an object.
        var count: Int32
    }

    let bytes: [UInt8]
    let tokens: [Token]

    /// - Throws: `JSONParseError` at the first byte that is not as RFC 8259 has it, or over a limit.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONParseError) {
        guard bytes.count <= min(limits.bytesMax, Int(Int32.max) - 1) else {
            throw JSONParseError(reason: .tooLong, offset: limits.bytesMax)
        }
        let parsed: Result<[Token], JSONParseError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(buffer, limits: limits)
            do throws(JSONParseError) {
                try parser.document()
                return .success(parser.tokens)
            } catch {
                return .failure(error)
            }
        }
        tokens = try parsed.get()
        self.bytes = bytes
    }

    /// `{}`.
    static let emptyObject = JSONDocument(
        bytes: Array("{}".utf8), tokens: [Token(kind: .object, start: 0, end: 2, next: 1, count: 0)])

    private init(bytes: [UInt8], tokens: [Token]) {
        self.bytes = bytes
        self.tokens = tokens
    }

    public var root: JSONNode { JSONNode(document: self, index: 0) }
}

/// One value of a document.
public struct JSONNode: Sendable {
    public enum Kind: String, Sendable { case null, bool, number, string, array, object }

    let document: JSONDocument
    let index: Int

    var token: JSONDocument.Token { document.tokens[index] }

    public var kind: Kind {
        switch token.kind {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The value's own bytes in the text, quotes and brackets included.
    public var bytes: ArraySlice<UInt8> {
        let token = token
        let isString = token.kind == .string || token.kind == .escapedString
        return document.bytes[Int(token.start) - (isString ? 1 : 0)..<Int(token.end) + (isString ? 1 : 0)]
    }

    /// A string's characters; `nil` for another kind.
    public var string: String? {
        let token = token
        switch token.kind {
        case .string: return String(decoding: content, as: UTF8.self)
        case .escapedString: return JSONEscapes.decoded(content)
        default: return nil
        }
    }

    /// A number's own text; `nil` for another kind.
    public var number: String? {
        token.kind == .number ? String(decoding: content, as: UTF8.self) : nil
    }

    /// `nil` for another kind.
    public var bool: Bool? {
        token.kind == .bool ? document.bytes[Int(token.start)] == UInt8(ascii: "t") : nil
    }

    var content: ArraySlice<UInt8> { document.bytes[Int(token.start)..<Int(token.end)] }

    /// Elements of an array, members of an object; 0 for the rest.
    public var count: Int { Int(token.count) }

    /// An array's elements; empty for another kind.
    public var elements: [JSONNode] {
        guard token.kind == .array else { return [] }
        var nodes: [JSONNode] = []
        nodes.reserveCapacity(count)
        var at = index + 1
        for _ in 0..<count {
            nodes.append(JSONNode(document: document, index: at))
            at = Int(document.tokens[at].next)
        }
        return nodes
    }

    /// An object's members in the order written; empty for another kind.
    public var members: [(name: JSONNode, value: JSONNode)] {
        guard token.kind == .object else { return [] }
        var found: [(name: JSONNode, value: JSONNode)] = []
        found.reserveCapacity(count)
        var at = index + 1
        for _ in 0..<count {
            found.append((JSONNode(document: document, index: at), JSONNode(document: document, index: at + 1)))
            at = Int(document.tokens[at + 1].next)
        }
        return found
    }

    /// An object's member of that name.
    public subscript(name: String) -> JSONNode? {
        guard token.kind == .object else { return nil }
        var at = index + 1
        for _ in 0..<count {
            if JSONNode(document: document, index: at).names(name) {
                return JSONNode(document: document, index: at + 1)
            }
            at = Int(document.tokens[at + 1].next)
        }
        return nil
    }

    /// Whether this string token spells `name`.
    func names(_ name: String) -> Bool {
        let token = token
        guard token.kind == .string else { return string == name }
        var name = name
        let length = Int(token.end - token.start)
        return name.withUTF8 { units in
            guard units.count == length else { return false }
            return document.bytes.withUnsafeBufferPointer { bytes in
                for place in 0..<length where bytes[Int(token.start) + place] != units[place] { return false }
                return true
            }
        }
    }

    /// The whole value, copied out.
    public var value: JSONValue {
        switch token.kind {
        case .null: .null
        case .bool: .bool(bool ?? false)
        case .number: .number(number ?? "")
        case .string, .escapedString: .string(string ?? "")
        case .array: .array(elements.map(\.value))
        case .object: .object(members.map { JSONMember(name: $0.name.string ?? "", value: $0.value.value) })
        }
    }
}
