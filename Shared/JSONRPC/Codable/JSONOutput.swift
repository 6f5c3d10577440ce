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

    /// A quoted and escaped string.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: raw("\\n")
            case 0x0D: raw("\\r")
            case 0x09: raw("\\t")
            case 0..<0x20:
                raw("\\u00")
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
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
