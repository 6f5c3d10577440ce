import JSONRPC
import Kernel
import RPCServer
import Synchronization

/// A GET of a page or file of the service.
public struct PageRequest: Sendable {
    /// Path parameters by name (`:id`).
    public var parameters: [String: String]
    /// Query items by name.
    public var query: [String: String]
    /// `"th"` unless the caller asked for English (`?lang=en`).
    public var language: String
    /// Where the service's `/` is, seen from the page: `"./"` or `"../"`. A gateway may put all of it under a path.
    public var root: String

    public init(
        parameters: [String: String], query: [String: String], language: String, root: String = "./"
    ) {
        self.parameters = parameters
        self.query = query
        self.language = language
        self.root = root
    }
}

/// Its answer; `body` is whole.
public struct PageResponse: Sendable {
    public var status: Int
    public var contentType: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(
        status: Int = 200, contentType: String, headers: [(name: String, value: String)] = [], body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }
}

/// A registered page: what the HTTP endpoint needs to serve it.
public struct PageRoute: Sendable {
    /// `"/reports/:id"`
    public let path: String
    /// What the front page's link to it says; `nil` where it is reached from other pages.
    public let title: LocalizedText?
    public let access: RPCAccess
    /// Allows or refuses the caller, then answers.
    /// - Throws: `RPCError`; anything else is an internal fault.
    public let answer: @Sendable (PageRequest, CallContext) async throws -> PageResponse
}

extension ServiceRouter {
    /// A page or a file: `path` as `"/reports/:id"`. `.open` for what is published; throw `notFound` for the rest.
    /// - Parameter title: gives it a link on the service's front page.
    public func page(
        _ path: String, title: LocalizedText? = nil, access: RPCAccess,
        _ handler: @escaping @Sendable (PageRequest, ReadCall) async throws -> PageResponse
    ) {
        let runtime = runtime
        let gate = Gate(method: path, access: access, authoriser: runtime.authoriser)
        let route = PageRoute(path: path, title: title, access: access) { request, context in
            do {
                try gate.requireCredential(context.caller)
                _ = try await gate.authorise(context.caller, now: context.now) { nil }
                return try await handler(request, ReadCall(context: context, runtime: runtime))
            } catch {
                throw runtime.answer(to: error)
            }
        }
        state.withLock { $0.pages.append(route) }
    }
}
