import Kernel

/// How important a line is; those below the set level are not made.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case trace, debug, info, notice, warning, error

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    public var name: String { String(describing: self) }

    public init?(name: String) {
        guard let level = LogLevel.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}

/// One line of the log, a JSON object. Values are ids, codes, names of methods and figures; never params, results,
/// people or credentials.
struct LogLine {
    private(set) var bytes: [UInt8] = []

    init(_ level: LogLevel, _ message: String, service: String, now: Instant) {
        bytes.reserveCapacity(256)
        bytes.append(UInt8(ascii: "{"))
        add("time", now.description)
        add("level", level.name)
        add("service", service)
        add("message", message)
    }

    mutating func add(_ name: String, _ value: String) {
        begin(name)
        LogLine.quote(value, into: &bytes)
    }

    mutating func add(_ name: String, _ value: Int) {
        begin(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Milliseconds with three places.
    mutating func add(_ name: String, _ value: Duration) {
        let microseconds = max(0, Int(value / .microseconds(1)))
        let fraction = microseconds % 1_000
        begin(name)
        bytes.append(contentsOf: String(microseconds / 1_000).utf8)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(0x30 + fraction / 100))
        bytes.append(UInt8(0x30 + fraction / 10 % 10))
        bytes.append(UInt8(0x30 + fraction % 10))
    }

    mutating func finish() {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        LogLine.quote(name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private static func quote(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(0x30 + (byte >> 4))
                bytes.append((byte & 15) < 10 ? 0x30 + (byte & 15) : 0x57 + (byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
