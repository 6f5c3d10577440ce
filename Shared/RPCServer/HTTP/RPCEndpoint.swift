import HTTPTypes
import HummingbirdCore
import JSONRPC
import Kernel
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// The public face: `POST /rpc`, and pages beside it.
///
/// An overload is answered, not suffered: what cannot be taken on is refused before its body is read.
public final class RPCEndpoint: Sendable {
    /// A page for a status, in the caller's language.
    /// - Parameter detail: what to tell the caller beyond the status; may have a reference.
    public typealias ErrorPage =
        @Sendable (_ status: Int, _ detail: LocalizedText?, _ language: String) -> EndpointPageResponse

    /// Bytes of a refused body that are still read, so that a caller in the middle of sending gets its answer.
    private static let lingerBytesMax = 4 << 20

    let dispatcher: RPCDispatcher
    let identity: any RPCIdentity
    let limits: RPCServerLimits
    let observe: @Sendable (RPCObservation) -> Void
    let clock: @Sendable () -> Instant
    let errorPage: ErrorPage
    let answers: AnswerFields
    private let limiter: RateLimiter
    private let pages: PageTable
    private let date = HTTPDate()
    private let draining = Atomic<Bool>(false)
    private let inFlight = Atomic<Int>(0)

    public init(
        dispatcher: RPCDispatcher, identity: any RPCIdentity, limits: RPCServerLimits = RPCServerLimits(),
        pages: [EndpointPage] = [], isSecure: Bool = false,
        errorPage: @escaping ErrorPage = { status, detail, _ in
            EndpointPageResponse(
                status: status, contentType: "text/plain; charset=utf-8",
                body: Array("\(status)\n\(detail?.th ?? "")\n\(detail?.en ?? "")\n".utf8))
        },
        clock: @escaping @Sendable () -> Instant, observe: @escaping @Sendable (RPCObservation) -> Void = { _ in }
    ) {
        self.dispatcher = dispatcher
        self.identity = identity
        self.limits = limits
        self.pages = PageTable(pages)
        self.errorPage = errorPage
        self.clock = clock
        self.observe = observe
        answers = AnswerFields(isSecure: isSecure)
        limiter = RateLimiter(limits: limits)
    }

    /// Requests that are being worked on.
    public var requestsInFlight: Int { inFlight.load(ordering: .relaxed) }

    /// From now on calls are refused with 503; those that run go on.
    public func beginDraining() { draining.store(true, ordering: .relaxed) }

    /// Answers one request on its connection.
    public func respond(
        to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
    ) async throws {
        var answer = await answer(to: request, from: channel)
        if answer.closes, keepsConnection(request) { answer.closes = false }
        var head = HTTPResponse(status: answer.status, headerFields: answer.fields)
        if answer.status != .noContent { head.headerFields[.contentLength] = String(answer.body.readableBytes) }
        if answer.closes, !isStream(channel) { head.headerFields[.connection] = "close" }
        if request.method == .head || answer.body.readableBytes == 0 {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: answer.body))
        }
        if answer.closes { await close(channel, after: answer.isBodyRead ? nil : request) }
    }

    /// A stream of an HTTP/2 connection has no `Connection` header (RFC 9113 §8.2.2). Its channel's type belongs to a
    /// module that is not ours to import.
    private func isStream(_ channel: any Channel) -> Bool {
        String(describing: type(of: channel)) == "HTTP2StreamChannel"
    }

    /// A refused request whose body is known to be short is read to its end by the connection's loop.
    private func keepsConnection(_ request: Request) -> Bool {
        guard !draining.load(ordering: .relaxed) else { return false }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }) { return length <= 65_536 }
        return request.headers[.transferEncoding] == nil && (request.method == .get || request.method == .head)
    }

    func answer(to request: Request, from channel: any Channel) async -> HTTPAnswer {
        let now = clock()
        let facts = RequestFacts(request.headers, now: now)
        let path = request.uri.path
        var answer: HTTPAnswer
        if path == "/rpc" {
            answer = await call(request, facts, now: now, from: channel)
        } else {
            answer = await page(request, path: path, facts, now: now)
        }
        answer.fields[HeaderNames.requestID] = facts.requestID
        answer.fields[.date] = date.text(at: now)
        return answer
    }

    // MARK: /rpc

    private func call(
        _ request: Request, _ facts: RequestFacts, now: Instant, from channel: any Channel
    ) async -> HTTPAnswer {
        if let refusal = refusal(of: request, facts) { return refusal }
        guard inFlight.wrappingAdd(1, ordering: .relaxed).newValue <= limits.inFlightMax else {
            inFlight.wrappingSubtract(1, ordering: .relaxed)
            return refuse(.serviceUnavailable, ServerErrors.overloaded, facts)
        }
        defer { inFlight.wrappingSubtract(1, ordering: .relaxed) }
        let arrived = ContinuousClock.now
        let caller = await established(facts)
        let key = limiterKey(caller, channel)
        let standing: RateLimiter.Standing
        switch limiter.admit(key, isAnonymous: (try? caller.get())?.kind ?? .anonymous == .anonymous, now: arrived) {
        case .allowed(let found): standing = found
        case .refused(let wait):
            return refuse(.tooManyRequests, ServerErrors.rateLimited(retryAfterMilliseconds: wait), facts)
        }
        guard let body = await collect(request.body) else {
            var answer = refuse(.contentTooLarge, ServerErrors.bodyTooLarge(limit: limits.bodyBytesMax), facts)
            answer.isBodyRead = true
            return answer
        }
        let wait = min(
            facts.deadlineMilliseconds.map(Duration.milliseconds) ?? .seconds(1 << 20), limits.callDurationMax)
        let reply = await dispatcher.answer(
            body,
            RPCRequestFacts(
                caller: caller, requestID: facts.requestID, traceparent: facts.traceparent,
                deadline: arrived.advanced(by: wait), now: now))
        if reply.calls > 1 { limiter.charge(key, reply.calls - 1) }
        return answer(reply, standing)
    }

    /// The whole body; `nil` if it is too long (a little more of it is read then, see `lingerBytesMax`). A body that
    /// ends with its connection is whatever came: nobody is there to read the answer.
    private func collect(_ body: RequestBody) async -> [UInt8]? {
        var bytes: [UInt8] = []
        var surplus = 0
        do {
            for try await piece in body {
                if surplus == 0, bytes.count + piece.readableBytes <= limits.bodyBytesMax {
                    bytes.append(contentsOf: piece.readableBytesView)
                } else {
                    bytes = []
                    surplus += piece.readableBytes
                    if surplus > RPCEndpoint.lingerBytesMax { break }
                }
            }
        } catch {}
        return surplus == 0 ? bytes : nil
    }

    private func answer(_ reply: RPCDispatcher.Reply, _ standing: RateLimiter.Standing) -> HTTPAnswer {
        var answer = HTTPAnswer(status: .noContent, fields: answers.json, body: ByteBuffer())
        if let bytes = reply.bytes {
            answer.status = .ok
            answer.body = ByteBuffer(bytes: bytes)
        } else {
            answer.fields[.contentType] = nil
        }
        answer.fields[HeaderNames.limit] = String(standing.limit)
        answer.fields[HeaderNames.remaining] = String(max(0, standing.remaining - max(0, reply.calls - 1)))
        answer.fields[HeaderNames.reset] = String(standing.secondsToFull)
        return answer
    }

    /// What can be told from the head alone.
    private func refusal(of request: Request, _ facts: RequestFacts) -> HTTPAnswer? {
        guard request.method == .post else {
            var answer = refuse(.methodNotAllowed, ServerErrors.onlyPost, facts)
            answer.fields[.allow] = "POST"
            return answer
        }
        if draining.load(ordering: .relaxed) { return refuse(.serviceUnavailable, ServerErrors.draining, facts) }
        let encoding = request.headers[.contentEncoding]
        guard RequestFacts.isJSON(request.headers[.contentType]), encoding == nil || encoding == "identity" else {
            return refuse(.unsupportedMediaType, ServerErrors.contentType, facts)
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.bodyBytesMax {
            return refuse(.contentTooLarge, ServerErrors.bodyTooLarge(limit: limits.bodyBytesMax), facts)
        }
        return facts.isDeadlineWrong ? refuse(.badRequest, ServerErrors.deadlineHeader, facts) : nil
    }

    private func refuse(_ status: HTTPResponse.Status, _ error: RPCError, _ facts: RequestFacts) -> HTTPAnswer {
        observe(.refused(status: status.code, reason: error.kind.name, requestID: facts.requestID))
        var answer = HTTPAnswer(
            status: status, fields: answers.json, body: ByteBuffer(bytes: RPCReply.error(id: nil, error)))
        if case .number(let text)? = error.details.first(where: { $0.name == "retryAfterMs" })?.value {
            answer.fields[.retryAfter] = String(max(1, ((Int(text) ?? 0) + 999) / 1_000))
        }
        answer.closes = true
        return answer
    }

    func established(_ facts: RequestFacts) async -> Result<Caller, RPCError> {
        do {
            return .success(try await identity.caller(authorization: facts.authorization))
        } catch let error as RPCError {
            return .failure(error)
        } catch {
            let reference = RPCDispatcher.newReference()
            observe(
                .fault(
                    reference: reference, method: "identity", requestID: facts.requestID,
                    description: String(describing: error)))
            return .failure(ServerErrors.internalFault(reference: reference))
        }
    }

    private func limiterKey(_ caller: Result<Caller, RPCError>, _ channel: any Channel) -> String {
        if case .success(let caller) = caller, caller.kind != .anonymous { return caller.subject }
        return "address " + (channel.remoteAddress?.ipAddress ?? "local")
    }

    /// Reads on for a while before closing, so that the answer is not lost to a reset. The body timeout ends this for
    /// a caller that never stops.
    private func close(_ channel: any Channel, after request: Request?) async {
        if let request {
            var rest = RPCEndpoint.lingerBytesMax
            do {
                for try await piece in request.body {
                    rest -= piece.readableBytes
                    if rest < 0 { break }
                }
            } catch {}
        }
        channel.close(promise: nil)
    }

    // MARK: Pages

    private func page(_ request: Request, path: String, _ facts: RequestFacts, now: Instant) async -> HTTPAnswer {
        let started = ContinuousClock.now
        var asked = EndpointPageRequest(
            parameters: [:], query: PercentEncoding.items(ofQuery: request.uri.query.map { $0[...] } ?? ""))
        guard request.method == .get || request.method == .head else {
            var answer = written(errorPage(405, nil, asked.language))
            answer.fields[.allow] = "GET, HEAD"
            answer.closes = true
            return answer
        }
        guard let (page, parameters) = pages.page(at: path) else {
            return written(errorPage(404, nil, asked.language))
        }
        asked.parameters = parameters
        let caller = await established(facts)
        let response: EndpointPageResponse
        do {
            let context = CallContext(
                caller: try caller.get(), requestID: facts.requestID, traceparent: facts.traceparent,
                deadline: started.advanced(by: limits.callDurationMax), now: now)
            response = try await page.answer(asked, context)
        } catch {
            response = failed(error, page: page.path, asked.language, facts)
        }
        observe(
            .page(
                path: page.path, status: response.status, duration: started.duration(to: .now),
                requestID: facts.requestID))
        return written(response)
    }

    private func failed(
        _ error: any Error, page: String, _ language: String, _ facts: RequestFacts
    ) -> EndpointPageResponse {
        if let error = error as? RPCError {
            var response = errorPage(error.kind.pageStatus.code, error.message, language)
            if error.kind == .unauthenticated { response.headers.append(("WWW-Authenticate", "Bearer")) }
            return response
        }
        let reference = RPCDispatcher.newReference()
        observe(
            .fault(
                reference: reference, method: page, requestID: facts.requestID, description: String(describing: error)))
        return errorPage(500, ServerErrors.internalFault(reference: reference).message, language)
    }

    private func written(_ response: EndpointPageResponse) -> HTTPAnswer {
        var fields = answers.page
        fields[.contentType] = response.contentType
        for header in response.headers {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        return HTTPAnswer(
            status: HTTPResponse.Status(code: response.status), fields: fields, body: ByteBuffer(bytes: response.body))
    }
}

extension RPCEndpoint {
    /// The listening server of this endpoint (see `EndpointServer.make`).
    public func server(
        at address: EndpointAddress, certificate: EndpointCertificate? = nil, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> any Service {
        try EndpointServer.make(
            at: address, certificate: certificate, limits: limits, logger: logger, onRunning: onRunning
        ) { request, writer, channel in
            try await self.respond(to: request, writer, on: channel)
        }
    }
}
