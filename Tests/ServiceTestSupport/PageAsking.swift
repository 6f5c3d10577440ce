import JSONRPC
import RPCServer
import ServiceKit

extension TestService {
    /// Asks a page, or sends a form to it.
    /// - Parameters:
    ///   - path: as it was registered: `"/lines/:code"`.
    ///   - form: `nil`: the page is read.
    public func page(
        _ path: String, _ parameters: [String: String] = [:], query: [String: String] = [:],
        form: [(name: String, value: String)]? = nil, language: String = "th", agent: String = "",
        as caller: Caller = .administrator
    ) async throws -> PageResponse {
        guard let route = router.pages.first(where: { $0.path == path && $0.takesForm == (form != nil) }) else {
            throw RPCError.notFound("page", path)
        }
        var request = PageRequest(parameters: parameters, query: query, language: language)
        request.path = path
        request.agent = agent
        if let form { request.form = FormContent(form) }
        let context = CallContext(
            caller: caller, requestID: "page", traceparent: nil, deadline: .now + .seconds(60), now: now)
        return try await route.answer(request, context).whole()
    }
}

extension PageResponse {
    /// With what is made while it is sent in its body.
    public func whole() async throws -> PageResponse {
        guard let stream else { return self }
        var response = self
        response.body = try await stream.bytes()
        return response
    }

    public var text: String { String(decoding: body, as: UTF8.self) }

    /// Where a form went on to.
    public var location: String? { headers.first { $0.name == "Location" }?.value }
}
