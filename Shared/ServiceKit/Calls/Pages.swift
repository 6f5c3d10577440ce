import JSONRPC
import Kernel
import Pages
import RPCServer
import Synchronization

/// What is asked of a page, or sent to it by a form.
public struct PageRequest: Sendable {
    /// Path parameters by name (`:id`).
    public var parameters: [String: String]
    /// Query items by name.
    public var query: [String: String]
    /// `"th"` unless the visitor chose English.
    public var language: String
    /// Where the service's `/` is, seen from the page: `"./"` or `"../"`. A gateway may put all of it under a path.
    public var root: String
    /// As it came, without the query, from the service's `/` on.
    public var path = "/"
    /// What a form sent.
    public var form = FormContent()
    /// The token of the session's cookie.
    public var session: String?
    /// See `Cookies.mark`.
    public var sessionMark: String?
    /// The form comes from a page of ours.
    public var isProven = false
    /// The browser says that a page of another site sent it: what it holds nobody here has typed.
    public var isForeign = false
    public var isSecure = false
    public var address = ""
    public var agent = ""

    public init(
        parameters: [String: String], query: [String: String], language: String, root: String = "./"
    ) {
        self.parameters = parameters
        self.query = query
        self.language = language
        self.root = root
    }

    public var isEnglish: Bool { language == "en" }

    /// The text in the visitor's language.
    public func text(_ text: LocalizedText) -> String { isEnglish ? text.en ?? text.th : text.th }
    public func say(_ th: String, _ en: String) -> String { isEnglish ? en : th }
    /// What went wrong, as a sentence of its own: messages begin small where calls are answered with them.
    public func sentence(_ text: LocalizedText) -> String {
        PageRequest.sentence(self.text(text), isEnglish: isEnglish)
    }

    static func sentence(_ text: String, isEnglish: Bool) -> String {
        guard isEnglish, let last = text.last else { return text }
        return text.prefix(1).uppercased() + text.dropFirst() + (last.isLetter || last.isNumber ? "." : "")
    }
}

/// Its answer: `body` is whole, or `stream` is made while it is sent.
public struct PageResponse: Sendable {
    public var status: Int
    public var contentType: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    public var stream: StreamedBody?

    public init(
        status: Int = 200, contentType: String, headers: [(name: String, value: String)] = [], body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// A file of any length, which is made while it is sent.
    public init(
        contentType: String, headers: [(name: String, value: String)] = [], stream: StreamedBody
    ) {
        self.init(contentType: contentType, headers: headers, body: [])
        self.stream = stream
    }

    /// After a form: the browser gets another page, so that going back or loading again sends nothing twice.
    /// - Parameter address: relative to the form's page, or whole.
    public static func redirect(to address: String) -> PageResponse {
        PageResponse(
            status: 303, contentType: "text/html; charset=utf-8",
            headers: [("Location", address), ("Cache-Control", "no-store")], body: [])
    }
}

/// A registered page: what the HTTP endpoint needs to serve it.
public struct PageRoute: Sendable {
    /// `"/reports/:id"`
    public let path: String
    /// What links to it say; `nil` where it is reached from other pages.
    public let title: LocalizedText?
    /// What the page is for, in a sentence for the front page.
    public let about: LocalizedText?
    public let access: RPCAccess
    /// It takes what a form sends, else it is read.
    public let takesForm: Bool
    /// Allows or refuses the caller, then answers.
    /// - Throws: `RPCError`; anything else is an internal fault.
    public let answer: @Sendable (PageRequest, CallContext) async throws -> PageResponse

    /// Nobody but those who run the service and those who look after them.
    var isForOperators: Bool {
        guard case .roles(let roles) = access else { return false }
        return roles.isSubset(of: [.administrator, .auditor])
    }
}

extension ServiceRouter {
    /// A page or a file: `path` as `"/reports/:id"`. `.open` for what is published; throw `notFound` for the rest.
    /// - Parameters:
    ///   - title: gives it a link on the service's pages.
    ///   - about: what a titled page is for, in a sentence for the front page.
    public func page(
        _ path: String, title: LocalizedText? = nil, about: LocalizedText? = nil, access: RPCAccess,
        _ handler: @escaping @Sendable (PageRequest, ReadCall) async throws -> PageResponse
    ) {
        add(path, title: title, about: about, access: access, takesForm: false, handler)
    }

    /// What takes a form (POST). The form must come from a page of ours (`FormProof`); whoever is not signed in any more
    /// is asked to, and what was typed is kept.
    public func form(
        _ path: String, access: RPCAccess,
        _ handler: @escaping @Sendable (PageRequest, ReadCall) async throws -> PageResponse
    ) {
        add(path, title: nil, access: access, takesForm: true, handler)
    }

    /// A file that pages refer to.
    public func asset(_ asset: PageAsset) {
        add("/" + asset.path, title: nil, access: .open, takesForm: false) { _, _ in
            PageResponse(
                contentType: asset.mediaType,
                headers: [("Cache-Control", "public, max-age=31536000, immutable")], body: asset.bytes)
        }
    }

    private func add(
        _ path: String, title: LocalizedText?, about: LocalizedText? = nil, access: RPCAccess, takesForm: Bool,
        _ handler: @escaping @Sendable (PageRequest, ReadCall) async throws -> PageResponse
    ) {
        let runtime = runtime
        let methods = methods
        let gate = Gate(method: path, access: access, authoriser: runtime.authoriser)
        let route = PageRoute(
            path: path, title: title, about: about, access: access, takesForm: takesForm
        ) { request, context in
            do {
                try gate.requireCredential(context.caller)
                _ = try await gate.authorise(context.caller, now: context.now) { nil }
                return try await handler(request, ReadCall(context: context, runtime: runtime, methods: methods))
            } catch {
                throw runtime.answer(to: error)
            }
        }
        state.withLock { $0.pages.append(route) }
    }
}
