/// JSON text on its way out: values are written straight into one buffer.
public struct JSONOutput: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(reserving capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// JSON text as it is: the caller answers for its form.
    public mutating func raw(_ text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }
    public mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    public mutating func write(_ byte: UInt8) { bytes.append(byte) }

    public mutating func integer(_ value: Int) { raw(String(value)) }

    /// A quoted and escaped string.
    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { units in
            bytes.append(UInt8(ascii: "\""))
            var start = 0
            for place in 0..<units.count {
                let byte = units[place]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: units[start..<place])
                escape(byte)
                start = place + 1
            }
            bytes.append(contentsOf: units[start...])
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        default:
            let digits: StaticString = "0123456789abcdef"
            raw("\\u00")
            bytes.append(digits.utf8Start[Int(byte >> 4)])
            bytes.append(digits.utf8Start[Int(byte & 15)])
        }
    }

    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): raw(flag ? "true" : "false")
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let items):
            write(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { write(UInt8(ascii: ",")) }
                self.value(item)
            }
            write(UInt8(ascii: "]"))
        case .object(let members):
            write(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { write(UInt8(ascii: ",")) }
                string(member.name)
                write(UInt8(ascii: ":"))
                self.value(member.value)
            }
            write(UInt8(ascii: "}"))
        }
    }

}
