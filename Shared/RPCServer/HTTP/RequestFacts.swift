import HTTPTypes
import Kernel

/// What a request's head says beside its method and path.
struct RequestFacts: Sendable {
    var requestID: String
    var traceparent: String?
    /// `nil` if the header is there and no number.
    var deadlineMilliseconds: Int?
    var authorization: String?
    var isDeadlineWrong: Bool

    init(_ fields: HTTPFields, now: Instant) {
        requestID = RequestFacts.requestID(fields[HeaderNames.requestID]) ?? ID(at: now).description
        traceparent = fields[HeaderNames.traceparent].flatMap(RequestFacts.traceparent)
        authorization = fields[.authorization]
        let deadline = fields[HeaderNames.deadline]
        deadlineMilliseconds = deadline.flatMap(RequestFacts.milliseconds)
        isDeadlineWrong = deadline != nil && deadlineMilliseconds == nil
    }

    /// The caller's own, if it is 1 to 128 characters that are safe in a header and a log line.
    private static func requestID(_ text: String?) -> String? {
        guard let text, (1...128).contains(text.utf8.count) else { return nil }
        let isSafe = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"),
                UInt8(ascii: "+"), UInt8(ascii: "="):
                true
            default: false
            }
        }
        return isSafe ? text : nil
    }

    /// W3C Trace Context, version 00: two digits, 32, 16, two, in lowercase hexadecimal.
    private static func traceparent(_ text: String) -> String? {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 32, 16, 2], parts[0].elementsEqual("00".utf8) else { return nil }
        let isHexadecimal = parts.allSatisfy { part in
            part.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        let isZero = parts[1].allSatisfy { $0 == 0x30 } || parts[2].allSatisfy { $0 == 0x30 }
        return isHexadecimal && !isZero ? text : nil
    }

    private static func milliseconds(_ text: String) -> Int? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// `application/json`, with no other parameter than a charset of UTF-8.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        if contentType == "application/json" { return true }
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimmed }
        guard parts[0] == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { part in
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmed }
            if part.isEmpty { return true }
            guard pair.count == 2, pair[0] == "charset" else { return false }
            return ["utf-8", "\"utf-8\"", "utf8", "\"utf8\""].contains(pair[1])
        }
    }
}

extension Substring {
    /// Without the blanks and tabs around it.
    fileprivate var trimmed: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}

extension HTTPField.Name {
    /// A name that is known to be well formed.
    fileprivate init(known name: String) {
        self = HTTPField.Name(name) ?? .server
    }
}

/// Header names that HTTPTypes does not have.
enum HeaderNames {
    static let requestID = HTTPField.Name(known: "X-Request-ID")
    static let traceparent = HTTPField.Name(known: "traceparent")
    static let deadline = HTTPField.Name(known: "X-Request-Deadline-Ms")
    static let limit = HTTPField.Name(known: "RateLimit-Limit")
    static let remaining = HTTPField.Name(known: "RateLimit-Remaining")
    static let reset = HTTPField.Name(known: "RateLimit-Reset")
    static let frameOptions = HTTPField.Name(known: "X-Frame-Options")
    static let referrerPolicy = HTTPField.Name(known: "Referrer-Policy")
    static let resourcePolicy = HTTPField.Name(known: "Cross-Origin-Resource-Policy")
}
