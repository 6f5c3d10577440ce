/// Reads a text once, from its first byte to its last, and writes the tape.
struct JSONParser {
    private let text: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var at = 0
    private var depth = 0
    private(set) var tokens: [JSONDocument.Token] = []

    init(_ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.text = text
        self.limits = limits
        tokens.reserveCapacity(min(text.count / 4 + 8, 1 << 16))
    }

    mutating func document() throws(JSONParseError) {
        skipSpace()
        try value()
        skipSpace()
        if at < text.count { throw fault(.trailingBytes) }
    }

    private func fault(_ reason: JSONParseError.Reason) -> JSONParseError { JSONParseError(reason: reason, offset: at) }

    private mutating func skipSpace() {
        while at < text.count, text[at] == 0x20 || text[at] == 0x0A || text[at] == 0x0D || text[at] == 0x09 { at += 1 }
    }

    private mutating func begin(_ kind: JSONDocument.Token.Kind, at start: Int) throws(JSONParseError) -> Int {
        guard tokens.count < limits.tokensMax else { throw fault(.tooManyValues) }
        tokens.append(.init(kind: kind, start: Int32(start), end: Int32(start), next: 0, count: 0))
        return tokens.count - 1
    }

    private mutating func end(_ index: Int, at end: Int, count: Int = 0) {
        tokens[index].end = Int32(end)
        tokens[index].next = Int32(tokens.count)
        tokens[index].count = Int32(count)
    }

    private mutating func value() throws(JSONParseError) {
        guard at < text.count else { throw fault(.unexpectedEnd) }
        switch text[at] {
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try array()
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), 0x30...0x39: try number()
        case UInt8(ascii: "t"): try literal("true", .bool)
        case UInt8(ascii: "f"): try literal("false", .bool)
        case UInt8(ascii: "n"): try literal("null", .null)
        default: throw fault(.unexpectedByte)
        }
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONDocument.Token.Kind) throws(JSONParseError) {
        let index = try begin(kind, at: at)
        for offset in 0..<word.utf8CodeUnitCount {
            guard at < text.count else { throw fault(.unexpectedEnd) }
            guard text[at] == word.utf8Start[offset] else { throw fault(.unexpectedByte) }
            at += 1
        }
        end(index, at: at)
    }

    private mutating func number() throws(JSONParseError) {
        let index = try begin(.number, at: at)
        if text[at] == UInt8(ascii: "-") { at += 1 }
        guard at < text.count else { throw fault(.unexpectedEnd) }
        if text[at] == UInt8(ascii: "0") {
            at += 1
            if at < text.count, isDigit(text[at]) { throw fault(.invalidNumber) }
        } else {
            try digits()
        }
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        end(index, at: at)
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private mutating func digits() throws(JSONParseError) {
        guard at < text.count else { throw fault(.unexpectedEnd) }
        guard isDigit(text[at]) else { throw fault(.invalidNumber) }
        while at < text.count, isDigit(text[at]) { at += 1 }
    }

    private mutating func array() throws(JSONParseError) {
        let index = try open(.array)
        var count = 0
        skipSpace()
        if at < text.count, text[at] == UInt8(ascii: "]") {
            at += 1
        } else {
            while true {
                skipSpace()
                try value()
                count += 1
                if try separator(UInt8(ascii: "]")) { break }
            }
        }
        depth -= 1
        end(index, at: at, count: count)
    }

    private mutating func object() throws(JSONParseError) {
        let index = try open(.object)
        var count = 0
        skipSpace()
        if at < text.count, text[at] == UInt8(ascii: "}") {
            at += 1
        } else {
            while true {
                skipSpace()
                guard at < text.count else { throw fault(.unexpectedEnd) }
                guard text[at] == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
                guard count < limits.membersMax else { throw fault(.tooManyMembers) }
                try string()
                skipSpace()
                guard at < text.count else { throw fault(.unexpectedEnd) }
                guard text[at] == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
                at += 1
                skipSpace()
                try value()
                count += 1
                if try separator(UInt8(ascii: "}")) { break }
            }
            try refuseDuplicates(index, count)
        }
        depth -= 1
        end(index, at: at, count: count)
    }

    private mutating func open(_ kind: JSONDocument.Token.Kind) throws(JSONParseError) -> Int {
        guard depth < limits.depthMax else { throw fault(.tooDeep) }
        depth += 1
        let index = try begin(kind, at: at)
        at += 1
        return index
    }

    /// After a value: `true` at the closing byte, `false` at a comma.
    private mutating func separator(_ closing: UInt8) throws(JSONParseError) -> Bool {
        skipSpace()
        guard at < text.count else { throw fault(.unexpectedEnd) }
        defer { at += 1 }
        if text[at] == closing { return true }
        guard text[at] == UInt8(ascii: ",") else { throw fault(.unexpectedByte) }
        return false
    }

    private mutating func string() throws(JSONParseError) {
        let index = try begin(.string, at: at + 1)
        at += 1
        var escaped = false
        while true {
            guard at < text.count else { throw fault(.unexpectedEnd) }
            let byte = text[at]
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw fault(.controlCharacter) }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                try escape()
            } else if byte < 0x80 {
                at += 1
            } else {
                try multibyte(byte)
            }
        }
        if escaped {
            tokens[index] = .init(kind: .escapedString, start: tokens[index].start, end: 0, next: 0, count: 0)
        }
        end(index, at: at)
        at += 1
    }

    private mutating func escape() throws(JSONParseError) {
        guard at + 1 < text.count else { throw fault(.unexpectedEnd) }
        switch text[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        case UInt8(ascii: "u"):
            let unit = try hexadecimal(at + 2)
            if (0xDC00...0xDFFF).contains(unit) { throw fault(.loneSurrogate) }
            if (0xD800...0xDBFF).contains(unit) {
                guard at + 7 < text.count, text[at + 6] == UInt8(ascii: "\\"), text[at + 7] == UInt8(ascii: "u"),
                    (0xDC00...0xDFFF).contains(try hexadecimal(at + 8))
                else { throw fault(.loneSurrogate) }
                at += 12
            } else {
                at += 6
            }
        default: throw fault(.invalidEscape)
        }
    }

    private func hexadecimal(_ start: Int) throws(JSONParseError) -> UInt32 {
        guard start + 4 <= text.count else { throw fault(.unexpectedEnd) }
        var value: UInt32 = 0
        for offset in start..<start + 4 {
            guard let digit = JSONEscapes.hexadecimal(text[offset]) else { throw fault(.invalidEscape) }
            value = value << 4 | digit
        }
        return value
    }

    /// One character of two to four bytes: no overlong form, no surrogate, nothing above U+10FFFF (RFC 3629).
    private mutating func multibyte(_ first: UInt8) throws(JSONParseError) {
        let (length, low, high): (Int, UInt8, UInt8) =
            switch first {
            case 0xC2...0xDF: (2, 0x80, 0xBF)
            case 0xE0: (3, 0xA0, 0xBF)
            case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80, 0xBF)
            case 0xED: (3, 0x80, 0x9F)
            case 0xF0: (4, 0x90, 0xBF)
            case 0xF1...0xF3: (4, 0x80, 0xBF)
            case 0xF4: (4, 0x80, 0x8F)
            default: (0, 0, 0)
            }
        guard length > 0, at + length <= text.count, text[at + 1] >= low, text[at + 1] <= high else {
            throw fault(.invalidUTF8)
        }
        for offset in 2..<max(length, 2) where text[at + offset] & 0xC0 != 0x80 { throw fault(.invalidUTF8) }
        at += length
    }

    // MARK: - Names

    private func refuseDuplicates(_ object: Int, _ count: Int) throws(JSONParseError) {
        guard count > 1 else { return }
        var names: [Int] = []
        names.reserveCapacity(count)
        var index = object + 1
        for _ in 0..<count {
            names.append(index)
            index = Int(tokens[index + 1].next)
        }
        if count <= 12 {
            for later in 1..<count {
                for earlier in 0..<later where same(names[earlier], names[later]) { throw duplicate(names[later]) }
            }
        } else {
            var seen: Set<String> = []
            for name in names where !seen.insert(decoded(name)).inserted { throw duplicate(name) }
        }
    }

    private func duplicate(_ name: Int) -> JSONParseError {
        JSONParseError(reason: .duplicateName, offset: Int(tokens[name].start))
    }

    private func same(_ left: Int, _ right: Int) -> Bool {
        let (one, other) = (tokens[left], tokens[right])
        guard one.kind == .string, other.kind == .string else {
            return decoded(left).utf8.elementsEqual(decoded(right).utf8)
        }
        return text[Int(one.start)..<Int(one.end)].elementsEqual(text[Int(other.start)..<Int(other.end)])
    }

    /// Names are the same if their code points are (RFC 8259 §8.3), so Unicode normalisation must not join them: each
    /// scalar is spelled out.
    private func decoded(_ index: Int) -> String {
        let token = tokens[index]
        let bytes = text[Int(token.start)..<Int(token.end)]
        let string = token.kind == .escapedString ? JSONEscapes.decoded(bytes) : String(decoding: bytes, as: UTF8.self)
        return string.utf8.allSatisfy { $0 < 0x80 }
            ? string : string.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
    }
}

/// Escapes in strings that the parser has already found to be well formed.
enum JSONEscapes {
    static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    static func decoded(_ bytes: some RandomAccessCollection<UInt8>) -> String {
        var units: [UInt8] = []
        units.reserveCapacity(bytes.count)
        var rest = bytes[...]
        func unit() -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 { value = value << 4 | (rest.popFirst().flatMap(hexadecimal) ?? 0) }
            return value
        }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                units.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = unit()
                if (0xD800...0xDBFF).contains(scalar) {
                    rest.removeFirst(2)
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (unit() - 0xDC00)
                }
                if let scalar = Unicode.Scalar(scalar) { units += Array(String(Character(scalar)).utf8) }
            case let other?: units.append(other)
            case nil: break
            }
        }
        return String(decoding: units, as: UTF8.self)
    }
}
