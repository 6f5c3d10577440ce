/// An element of an XML document: names without their prefix, the text that stands directly in it.
struct XMLElement: Sendable, Hashable {
    var name: String
    var attributes: [String: String] = [:]
    var text = ""
    var children: [XMLElement] = []

    init(_ name: String, _ text: String = "", attributes: [String: String] = [:], children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes
        self.text = text
        self.children = children
    }

    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// As a document, indented; what XML 1.0 has no place for becomes U+FFFD.
    var document: String {
        var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        write(into: &text, depth: 0)
        return text
    }

    private func write(into output: inout String, depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        output += "\(indent)<\(name)"
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
            output += " \(key)=\"\(XMLElement.escaped(value))\""
        }
        if children.isEmpty {
            output += text.isEmpty ? "/>\n" : ">\(XMLElement.escaped(text))</\(name)>\n"
            return
        }
        output += ">\n"
        for child in children { child.write(into: &output, depth: depth + 1) }
        output += "\(indent)</\(name)>\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// Why a text is no XML that is taken, and in which line, from 1.
struct XMLFault: Error, Hashable {
    enum Reason: String { case malformed, doctype, tooDeep, tooLarge }

    var reason: Reason
    var line: Int
}

/// Reads XML 1.0 without document types: these are how XML is made to swell or to fetch files. Comments and
/// instructions are left out.
struct XMLReader {
    static let depthMax = 64
    static let elementsMax = 200_000

    private let bytes: [UInt8]
    private var place = 0
    private var elements = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The root element.
    static func parse(_ text: String) throws(XMLFault) -> XMLElement {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var reader = XMLReader(bytes)
        try reader.skipMisc()
        let root = try reader.element(depth: 0)
        try reader.skipMisc()
        guard reader.place == bytes.count else { throw reader.fault(.malformed) }
        return root
    }

    private func fault(_ reason: XMLFault.Reason) -> XMLFault {
        XMLFault(reason: reason, line: 1 + bytes[..<min(place, bytes.count)].count { $0 == UInt8(ascii: "\n") })
    }

    private func looking(at text: StaticString) -> Bool {
        guard place + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
    }

    private mutating func skip(after text: StaticString) throws(XMLFault) {
        while place < bytes.count {
            if looking(at: text) {
                place += text.utf8CodeUnitCount
                return
            }
            place += 1
        }
        throw fault(.malformed)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private mutating func skipBlanks() {
        while place < bytes.count, XMLReader.isBlank(bytes[place]) { place += 1 }
    }

    /// Blanks, comments and instructions beside the root.
    private mutating func skipMisc() throws(XMLFault) {
        while true {
            skipBlanks()
            if looking(at: "<!--") {
                try skip(after: "-->")
            } else if looking(at: "<?") {
                try skip(after: "?>")
            } else if looking(at: "<!") {
                throw fault(.doctype)
            } else {
                return
            }
        }
    }

    /// A name, and what it is without its prefix.
    private mutating func name() throws(XMLFault) -> (whole: ArraySlice<UInt8>, local: String) {
        let start = place
        while place < bytes.count, !XMLReader.isBlank(bytes[place]), !Array("/>=<\"'&".utf8).contains(bytes[place]) {
            place += 1
        }
        let whole = bytes[start..<place]
        guard !whole.isEmpty else { throw fault(.malformed) }
        let local = whole.lastIndex(of: UInt8(ascii: ":")).map { whole[($0 + 1)...] } ?? whole
        return (whole, String(decoding: local, as: UTF8.self))
    }

    private mutating func element(depth: Int) throws(XMLFault) -> XMLElement {
        guard depth < XMLReader.depthMax else { throw fault(.tooDeep) }
        elements += 1
        guard elements <= XMLReader.elementsMax else { throw fault(.tooLarge) }
        guard looking(at: "<") else { throw fault(.malformed) }
        place += 1
        let tag = try name()
        var element = XMLElement(tag.local)
        while true {
            skipBlanks()
            if looking(at: "/>") {
                place += 2
                return element
            }
            if looking(at: ">") {
                place += 1
                break
            }
            let key = try name()
            skipBlanks()
            guard looking(at: "=") else { throw fault(.malformed) }
            place += 1
            skipBlanks()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
                throw fault(.malformed)
            }
            let quote = bytes[place]
            place += 1
            let value = try text { $0 == quote }
            guard place < bytes.count, !value.isEmpty || bytes[place] == quote else { throw fault(.malformed) }
            place += 1
            // A namespace is known by its whole name, `xmlns` or `xmlns:s`.
            let isNamespace = key.whole.starts(with: Array("xmlns".utf8))
            element.attributes[isNamespace ? String(decoding: key.whole, as: UTF8.self) : key.local] = value
        }
        try content(of: &element, closing: tag.whole, depth: depth)
        return element
    }

    private mutating func content(
        of element: inout XMLElement, closing tag: ArraySlice<UInt8>, depth: Int
    ) throws(XMLFault) {
        while true {
            element.text += try text { $0 == UInt8(ascii: "<") }
            if looking(at: "</") {
                place += 2
                guard try name().whole.elementsEqual(tag) else { throw fault(.malformed) }
                skipBlanks()
                guard looking(at: ">") else { throw fault(.malformed) }
                place += 1
                return
            } else if looking(at: "<!--") {
                try skip(after: "-->")
            } else if looking(at: "<![CDATA[") {
                let start = place + 9
                try skip(after: "]]>")
                element.text += String(decoding: bytes[start..<(place - 3)], as: UTF8.self)
            } else if looking(at: "<?") {
                try skip(after: "?>")
            } else if looking(at: "<!") {
                throw fault(.doctype)
            } else {
                element.children.append(try self.element(depth: depth + 1))
            }
        }
    }

    /// Text up to a byte, with its references resolved and its line ends as XML has them.
    private mutating func text(until isEnd: (UInt8) -> Bool) throws(XMLFault) -> String {
        var output: [UInt8] = []
        while place < bytes.count, !isEnd(bytes[place]) {
            switch bytes[place] {
            case UInt8(ascii: "&"):
                output += Array(String(try reference()).utf8)
            case 0x0D:
                output.append(0x0A)
                place += 1
                if place < bytes.count, bytes[place] == 0x0A { place += 1 }
            case let byte:
                output.append(byte)
                place += 1
            }
        }
        guard place < bytes.count else { throw fault(.malformed) }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func reference() throws(XMLFault) -> Unicode.Scalar {
        guard let end = bytes[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw fault(.malformed) }
        let name = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
        let found: Unicode.Scalar? =
            switch name {
            case "amp": "&"
            case "lt": "<"
            case "gt": ">"
            case "quot": "\""
            case "apos": "'"
            case _ where name.hasPrefix("#x"): UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
            case _ where name.hasPrefix("#"): UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
            default: nil
            }
        guard let found else { throw fault(.malformed) }
        place = end + 1
        return found
    }
}
