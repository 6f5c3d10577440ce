import JSONRPC
import Kernel
import Logging
import ServiceLifecycle
import Synchronization

/// The public face: `POST /rpc`, and pages beside it.
///
/// An overload is answered, not suffered: what cannot be taken on is refused before its body is read.
public final class RPCEndpoint: EndpointResponder {
    /// A page for a status, in the caller's language.
    /// - Parameter detail: what to tell the caller beyond the status; may have a reference.
    public typealias ErrorPage =
        @Sendable (_ status: Int, _ detail: LocalizedText?, _ language: String) -> EndpointPageResponse

    let dispatcher: RPCDispatcher
    let identity: any RPCIdentity
    let limits: RPCServerLimits
    let observe: @Sendable (RPCObservation) -> Void
    let clock: @Sendable () -> Instant
    let errorPage: ErrorPage
    let answers: AnswerFields
    private let limiter: RateLimiter
    private let pages: PageTable
    private let forms: PageTable
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
        forms = PageTable(pages, forms: true)
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

    // MARK: /rpc

    /// A call that waits for nothing but the database is made on the connection's own thread.
    public func isQuick(_ request: EndpointRequest) -> Bool { request.path == "/rpc" }

    public func answer(to request: EndpointRequest) async -> EndpointAnswer {
        let now = clock()
        var answer =
            request.path == "/rpc" ? await call(request, now: now) : await page(request, now: now)
        stamp(&answer, request.facts, now: now)
        return answer
    }

    private func stamp(_ answer: inout EndpointAnswer, _ facts: RequestFacts, now: Instant) {
        answer.fields.append(("X-Request-ID", facts.requestID))
        answer.fields.append(("Date", date.text(at: now)))
    }

    private func call(_ request: EndpointRequest, now: Instant) async -> EndpointAnswer {
        let facts = request.facts
        guard inFlight.wrappingAdd(1, ordering: .relaxed).newValue <= limits.inFlightMax else {
            inFlight.wrappingSubtract(1, ordering: .relaxed)
            return refuse(503, ServerErrors.overloaded, facts)
        }
        defer { inFlight.wrappingSubtract(1, ordering: .relaxed) }
        let arrived = ContinuousClock.now
        let cookies = facts.cookie.map(Cookies.parse) ?? [:]
        let caller = await established(
            RPCCredentials(
                authorization: facts.authorization, session: cookies[Cookies.session(isSecure: isSecure(request))],
                mark: cookies[Cookies.mark], proof: facts.formProof, needsProof: true), facts)
        let key = limiterKey(caller, request)
        let standing: RateLimiter.Standing
        switch limiter.admit(key, isAnonymous: (try? caller.get())?.kind ?? .anonymous == .anonymous, now: arrived) {
        case .allowed(let found): standing = found
        case .refused(let wait):
            return refuse(429, ServerErrors.rateLimited(retryAfterMilliseconds: wait), facts)
        }
        let wait = min(
            facts.deadlineMilliseconds.map(Duration.milliseconds) ?? .seconds(1 << 20), limits.callDurationMax)
        let reply = await dispatcher.answer(
            request.body,
            RPCRequestFacts(
                caller: caller, requestID: facts.requestID, traceparent: facts.traceparent,
                deadline: arrived.advanced(by: wait), now: now, executor: request.executor))
        if reply.calls > 1 { limiter.charge(key, reply.calls - 1) }
        return answer(reply, standing)
    }

    private func answer(_ reply: RPCDispatcher.Reply, _ standing: RateLimiter.Standing) -> EndpointAnswer {
        var answer = EndpointAnswer(status: reply.bytes == nil ? 204 : 200, body: reply.bytes ?? [])
        answer.common = reply.bytes == nil ? answers.empty : answers.json
        answer.fields.reserveCapacity(5)
        answer.fields.append(("RateLimit-Limit", String(standing.limit)))
        answer.fields.append(
            ("RateLimit-Remaining", String(max(0, standing.remaining - max(0, reply.calls - 1)))))
        answer.fields.append(("RateLimit-Reset", String(standing.secondsToFull)))
        return answer
    }

    /// What can be told from the head alone.
    public func refusal(of request: EndpointRequest) -> EndpointAnswer? {
        let isCall = request.path == "/rpc"
        guard var answer = isCall ? refusalOfCall(request) : refusalOfPage(request) else { return nil }
        stamp(&answer, request.facts, now: clock())
        return answer
    }

    private func refusalOfCall(_ request: EndpointRequest) -> EndpointAnswer? {
        let facts = request.facts
        guard request.method == "POST" else {
            var answer = refuse(405, ServerErrors.onlyPost, facts)
            answer.fields.append(("Allow", "POST"))
            return answer
        }
        if draining.load(ordering: .relaxed) {
            var answer = refuse(503, ServerErrors.draining, facts)
            answer.closes = true
            return answer
        }
        if inFlight.load(ordering: .relaxed) >= limits.inFlightMax {
            return refuse(503, ServerErrors.overloaded, facts)
        }
        let encoding = facts.contentEncoding
        guard RequestFacts.isJSON(facts.contentType), encoding == nil || encoding == "identity" else {
            return refuse(415, ServerErrors.contentType, facts)
        }
        if let length = facts.contentLength, length > limits.bodyBytesMax {
            return refuse(413, ServerErrors.bodyTooLarge(limit: limits.bodyBytesMax), facts)
        }
        return facts.isDeadlineWrong ? refuse(400, ServerErrors.deadlineHeader, facts) : nil
    }

    public func refusalOfLength(of request: EndpointRequest) -> EndpointAnswer {
        var answer = refusal(of: request, 413, ServerErrors.bodyTooLarge(limit: limits.bodyBytesMax))
        stamp(&answer, request.facts, now: clock())
        return answer
    }

    public func refusalOfCrowd(of request: EndpointRequest) -> EndpointAnswer {
        var answer = refusal(of: request, 503, ServerErrors.overloaded)
        stamp(&answer, request.facts, now: clock())
        return answer
    }

    /// A call's as JSON, a form's as a page.
    private func refusal(of request: EndpointRequest, _ status: Int, _ error: RPCError) -> EndpointAnswer {
        request.path == "/rpc"
            ? refuse(status, error, request.facts)
            : written(errorPage(status, error.message, asked(request).language))
    }

    private func refuse(_ status: Int, _ error: RPCError, _ facts: RequestFacts) -> EndpointAnswer {
        observe(.refused(status: status, reason: error.kind.name, requestID: facts.requestID))
        var answer = EndpointAnswer(status: status, body: RPCReply.error(id: nil, error))
        answer.common = answers.json
        if case .number(let text)? = error.details.first(where: { $0.name == "retryAfterMs" })?.value {
            answer.fields.append(("Retry-After", String(max(1, ((Int(text) ?? 0) + 999) / 1_000))))
        }
        return answer
    }

    func established(_ credentials: RPCCredentials, _ facts: RequestFacts) async -> Result<Caller, RPCError> {
        do {
            guard credentials.session != nil else {
                return .success(try await identity.caller(authorization: credentials.authorization))
            }
            return .success(try await identity.caller(credentials))
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

    /// Whose bucket a request takes from: a credential's own, else that of the address that it came from.
    private func limiterKey(_ caller: Result<Caller, RPCError>, _ request: EndpointRequest) -> String {
        if case .success(let caller) = caller, caller.kind != .anonymous { return caller.subject }
        return "address " + limits.trustedProxies.caller(peer: request.peer, forwardedFor: request.facts.forwardedFor)
    }

    /// Whether the caller's connection is encrypted.
    private func isSecure(_ request: EndpointRequest) -> Bool {
        answers.isSecure
            || request.facts.forwardedProtocol == "https" && limits.trustedProxies.believes(peer: request.peer)
    }

    // MARK: Pages

    private func refusalOfPage(_ request: EndpointRequest) -> EndpointAnswer? {
        guard !request.isGet else { return nil }
        let language = asked(request).language
        guard request.method == "POST", forms.page(at: String(request.path)) != nil else {
            var answer = written(errorPage(405, nil, language))
            answer.fields.append(("Allow", "GET, HEAD"))
            return answer
        }
        guard FormContent.isForm(request.facts.contentType) else { return written(errorPage(415, nil, language)) }
        if let length = request.facts.contentLength, length > limits.bodyBytesMax {
            return written(
                errorPage(413, ServerErrors.bodyTooLarge(limit: limits.bodyBytesMax).message, language))
        }
        return nil
    }

    private func asked(_ request: EndpointRequest) -> EndpointPageRequest {
        var asked = EndpointPageRequest(parameters: [:], query: PercentEncoding.items(ofQuery: request.query))
        asked.path = String(request.path)
        asked.cookies = Cookies.parse(request.facts.cookie)
        asked.isSecure = isSecure(request)
        asked.address = limits.trustedProxies.caller(peer: request.peer, forwardedFor: request.facts.forwardedFor)
        asked.isSameOrigin = request.facts.fetchSite == "same-origin"
        asked.isForeign = request.facts.fetchSite == "cross-site"
        asked.agent = String((request.facts.userAgent ?? "").unicodeScalars.prefix(300).map(Character.init))
        return asked
    }

    private func page(_ request: EndpointRequest, now: Instant) async -> EndpointAnswer {
        let started = ContinuousClock.now
        let facts = request.facts
        var asked = asked(request)
        guard let (page, parameters) = (request.isGet ? pages : forms).page(at: String(request.path)) else {
            return written(errorPage(404, nil, asked.language))
        }
        asked.parameters = parameters
        if !request.isGet { asked.form = FormContent(request.body, contentType: facts.contentType) }
        let caller = await established(
            RPCCredentials(
                authorization: facts.authorization, session: asked.session, mark: asked.sessionMark,
                proof: asked.form[FormProof.field], needsProof: !request.isGet && !page.checksProof), facts)
        // A form is read even so: what was typed goes back to whoever sent it.
        let isLeaving = !request.isGet && draining.load(ordering: .relaxed)
        var response: EndpointPageResponse
        do {
            if isLeaving { throw ServerErrors.draining }
            let context = CallContext(
                caller: try caller.get(), requestID: facts.requestID, traceparent: facts.traceparent,
                deadline: started.advanced(by: limits.callDurationMax), now: now)
            response = try await page.answer(asked, context)
        } catch {
            let kept = (error as? RPCError).flatMap { page.setAside?(asked, $0) }
            response = kept ?? failed(error, page: page.path, asked.language, facts)
        }
        observe(
            .page(
                path: page.path, status: response.status, duration: started.duration(to: .now),
                requestID: facts.requestID))
        if request.isGet, Packing.isKnown(response, facts) {
            response.status = 304
            (response.body, response.stream) = ([], nil)
        }
        Packing.pack(&response, for: facts, hasSession: asked.session != nil)
        var answer = written(response)
        answer.closes = isLeaving
        return answer
    }

    private func failed(
        _ error: any Error, page: String, _ language: String, _ facts: RequestFacts
    ) -> EndpointPageResponse {
        if let error = error as? RPCError {
            var response = errorPage(error.kind.pageStatus, error.message, language)
            if error.kind == .unauthenticated { response.headers.append(("WWW-Authenticate", "Bearer")) }
            return response
        }
        let reference = RPCDispatcher.newReference()
        observe(
            .fault(
                reference: reference, method: page, requestID: facts.requestID, description: String(describing: error)))
        return errorPage(500, ServerErrors.internalFault(reference: reference).message, language)
    }

    private func written(_ response: EndpointPageResponse) -> EndpointAnswer {
        let own = response.headers.filter { EndpointAnswer.isName($0.name) }
        var answer = EndpointAnswer(
            status: response.status, fields: [("Content-Type", response.contentType)] + own, body: response.body)
        answer.stream = response.stream
        // What a page says itself goes before what all pages say.
        let replaced = Set(own.map { $0.name.lowercased() })
        let isPlain = answers.page.fields.allSatisfy { !replaced.contains($0.name.lowercased()) }
        answer.common =
            isPlain
            ? answers.page : FieldSet(answers.page.fields.filter { !replaced.contains($0.name.lowercased()) })
        return answer
    }
}

extension RPCEndpoint {
    /// The listening server of this endpoint (see `EndpointServer.make`).
    public func server(
        at address: EndpointAddress, certificate: EndpointCertificate? = nil, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> any Service {
        try EndpointServer.make(
            at: address, certificate: certificate, limits: limits, logger: logger, clock: clock, onRunning: onRunning,
            responder: self)
    }
}
