import JSONRPC

/// A page, a file or what takes a form, beside `/rpc`.
public struct EndpointPage: Sendable {
    /// `"/reports/:id"`: a segment that begins with a colon takes any text.
    public var path: String
    /// It answers to POST, else to GET and HEAD.
    public var takesForm: Bool
    /// It looks itself at what proves a form (`isProven`); else a form without it is refused before the page is asked.
    public var checksProof = false
    /// What a form is answered with that could not be taken up: who sends it cannot be looked up now, or the server is
    /// about to go. `nil`, and where it gives `nil`: the error's own page.
    public var setAside: (@Sendable (EndpointPageRequest, RPCError) -> EndpointPageResponse?)?
    public var answer: @Sendable (EndpointPageRequest, CallContext) async throws -> EndpointPageResponse

    /// - Parameter answer: throws `RPCError` (answered with the status that fits it); anything else is an internal
    ///   fault.
    public init(
        _ path: String, takesForm: Bool = false,
        answer: @escaping @Sendable (EndpointPageRequest, CallContext) async throws -> EndpointPageResponse
    ) {
        self.path = path
        self.takesForm = takesForm
        self.answer = answer
    }
}

/// What was asked for.
public struct EndpointPageRequest: Sendable {
    /// What stood at the path's `:name` segments, decoded.
    public var parameters: [String: String]
    /// Query items by name; of several with one name the last.
    public var query: [String: String]
    /// As it came, without the query.
    public var path = "/"
    /// What a form sent; empty for a GET.
    public var form = FormContent()
    public var cookies: [String: String] = [:]
    /// The caller's connection is encrypted, up to here or to a gateway that is believed.
    public var isSecure = false
    /// The caller's address, as far as gateways can be believed.
    public var address = ""
    /// The browser, as it names itself.
    public var agent = ""
    /// The browser says that a page of this very host and port sent it.
    public var isSameOrigin = false
    /// The browser says that a page of another site sent it. Without encryption browsers do not say.
    public var isForeign = false
    /// `"th"` or `"en"`: what the query says, else what the cookie keeps.
    public var language: String { (query["lang"] ?? cookies["lang"]) == "en" ? "en" : "th" }
    /// The token of the session's cookie.
    public var session: String? { cookies[Cookies.session(isSecure: isSecure)] }
    /// See `Cookies.mark`.
    public var sessionMark: String? { cookies[Cookies.mark] }
    /// The form comes from a page of ours.
    public var isProven: Bool { session.map { FormProof.holds(form[FormProof.field], for: $0) } ?? false }
}

/// An answer.
public struct EndpointPageResponse: Sendable {
    public var status: Int
    public var contentType: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Instead of `body`, what is made while it is sent.
    public var stream: StreamedBody?
    /// `body` as gzip has it, where it was packed ahead.
    var packed: [UInt8]?

    public init(
        status: Int = 200, contentType: String, headers: [(name: String, value: String)] = [], body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }
}

/// Finds the page of a path: those without parameters first, then in the order registered.
struct PageTable: Sendable {
    private struct Template: Sendable {
        var segments: [Substring]
        var page: EndpointPage
    }

    private var exact: [String: EndpointPage] = [:]
    private var templates: [Template] = []

    init(_ pages: [EndpointPage], forms: Bool = false) {
        for page in pages where page.takesForm == forms {
            if page.path.contains("/:") {
                templates.append(Template(segments: page.path.split(separator: "/"), page: page))
            } else if exact[page.path] == nil {
                exact[page.path] = page
            }
        }
    }

    /// - Parameter path: as it came, still percent-encoded, without the query.
    func page(at path: String) -> (page: EndpointPage, parameters: [String: String])? {
        if let page = exact[path] { return (page, [:]) }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for template in templates where template.segments.count == segments.count {
            if let parameters = PageTable.match(template.segments, segments) { return (template.page, parameters) }
        }
        return nil
    }

    private static func match(_ template: [Substring], _ segments: [Substring]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (wanted, given) in zip(template, segments) {
            guard let text = PercentEncoding.decode(given) else { return nil }
            if wanted.hasPrefix(":") {
                guard !text.isEmpty else { return nil }
                parameters[String(wanted.dropFirst())] = text
            } else if wanted != text {
                return nil
            }
        }
        return parameters
    }
}

/// RFC 3986 §2.1.
public enum PercentEncoding {
    /// A text as one value of a query or of a path.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `nil` for a broken escape, and for bytes that are not UTF-8 or a control character.
    /// - Parameter lines: ends of lines and tabs are let through.
    static func decode(_ text: Substring, plusIsSpace: Bool = false, lines: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(nibble), let low = rest.popFirst().flatMap(nibble) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || lines && [9, 10, 13].contains($0) }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The items of a query; what cannot be decoded is left out.
    static func items(ofQuery query: Substring) -> [String: String] {
        var items: [String: String] = [:]
        for item in query.split(separator: "&").prefix(100) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if let name = decode(parts[0], plusIsSpace: true),
                let value = decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            {
                items[name] = value
            }
        }
        return items
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
