import Kernel

/// What a request's head says beside its method and target.
struct RequestFacts: Sendable {
    /// As in a list: of fields that come more than once the values with a comma between (RFC 9110 §5.3).
    private(set) var authorization: String?
    private(set) var contentType: String?
    private(set) var contentEncoding: String?
    private(set) var forwardedFor: String?
    private(set) var forwardedProtocol: String?
    /// All cookies in one text, as in RFC 6265 §5.4.
    private(set) var cookie: String?
    /// What shows that a call with a session's cookie comes from a page of ours.
    private(set) var formProof: String?
    private(set) var userAgent: String?
    /// Where a browser says that the request was begun: `"same-origin"`, `"same-site"`, `"cross-site"`, `"none"`.
    private(set) var fetchSite: String?
    /// The caller takes answers as gzip has them.
    private(set) var acceptsGzip = false
    /// The versions of the answer that the caller has.
    private(set) var ifNoneMatch: String?
    private(set) var requestID = ""
    private(set) var traceparent: String?
    /// Bytes of the body, where the head says so.
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    /// The caller waits to be told that it may send its body (RFC 9110 §10.1.1).
    private(set) var expectsContinue = false
    /// `nil` without the header, and if it is no number.
    private(set) var deadlineMilliseconds: Int?
    private(set) var isDeadlineWrong = false

    /// One pass over the fields.
    init(_ fields: some Sequence<(name: String, value: String)>, now: Instant) {
        var (id, trace, deadline, length, encodings): (String?, String?, String?, String?, String?)
        for (name, value) in fields {
            switch name.utf8.count {
            case 6 where RequestFacts.same(name, "cookie"):
                if let first = cookie { cookie = first + "; " + value } else { cookie = value }
            case 10 where RequestFacts.same(name, "user-agent"): userAgent = value
            case 14 where RequestFacts.same(name, "sec-fetch-site"): fetchSite = value
            case 12 where RequestFacts.same(name, "x-form-proof"): RequestFacts.join(&formProof, value)
            case 17 where RequestFacts.same(name, "x-forwarded-proto"): RequestFacts.join(&forwardedProtocol, value)
            case 6 where RequestFacts.same(name, "expect"):
                expectsContinue = RequestFacts.same(value, "100-continue")
            case 11 where RequestFacts.same(name, "traceparent"): RequestFacts.join(&trace, value)
            case 12 where RequestFacts.same(name, "content-type"): RequestFacts.join(&contentType, value)
            case 12 where RequestFacts.same(name, "x-request-id"): RequestFacts.join(&id, value)
            case 13 where RequestFacts.same(name, "authorization"): RequestFacts.join(&authorization, value)
            case 14 where RequestFacts.same(name, "content-length"): length = value
            case 13 where RequestFacts.same(name, "if-none-match"): RequestFacts.join(&ifNoneMatch, value)
            case 15 where RequestFacts.same(name, "x-forwarded-for"): RequestFacts.join(&forwardedFor, value)
            case 15 where RequestFacts.same(name, "accept-encoding"): RequestFacts.join(&encodings, value)
            case 16 where RequestFacts.same(name, "content-encoding"): RequestFacts.join(&contentEncoding, value)
            case 17 where RequestFacts.same(name, "transfer-encoding"): isChunked = true
            case 21 where RequestFacts.same(name, "x-request-deadline-ms"): RequestFacts.join(&deadline, value)
            default: break
            }
        }
        requestID = RequestFacts.requestID(id) ?? ID(at: now).description
        traceparent = trace.flatMap(RequestFacts.traceparent)
        contentLength = length.flatMap { Int($0) }
        deadlineMilliseconds = deadline.flatMap(RequestFacts.milliseconds)
        acceptsGzip = encodings.map(Packing.accepts) ?? false
        isDeadlineWrong = deadline != nil && deadlineMilliseconds == nil
    }

    private static func join(_ kept: inout String?, _ value: String) {
        if let first = kept { kept = first + ", " + value } else { kept = value }
    }

    /// Whether two ASCII texts differ in nothing but the case; `lowercase` is in lower case.
    private static func same(_ text: String, _ lowercase: StaticString) -> Bool {
        guard text.utf8.count == lowercase.utf8CodeUnitCount else { return false }
        var place = lowercase.utf8Start
        for byte in text.utf8 {
            let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
            if lower != place.pointee { return false }
            place += 1
        }
        return true
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
