import JSONRPC
import Kernel
import Synchronization

/// Where a peer is and how it is called.
public struct RPCPeerSettings: Sendable {
    /// The service's name, `"plans"`; appears in errors and logs.
    public var name: String
    /// Base addresses of its replicas, `"http://127.0.0.1:8101"`; the one that answered last is asked first.
    public var addresses: [String]
    /// Gives the bearer token (without the word `Bearer`), fetched for every call; `nil` calls without one.
    public var credential: (@Sendable () async throws -> String?)?
    public var security: TransferSecurity
    /// Of one call with all its attempts, where the caller brings no nearer deadline.
    public var limits: TransferLimits
    public var retry: RetryPolicy

    public init(
        name: String, addresses: [String], credential: (@Sendable () async throws -> String?)? = nil,
        security: TransferSecurity = TransferSecurity(), limits: TransferLimits = TransferLimits(),
        retry: RetryPolicy = RetryPolicy()
    ) {
        self.name = name
        self.addresses = addresses
        self.credential = credential
        self.security = security
        self.limits = limits
        self.retry = retry
    }
}

/// Another service, called over libcurl: deadlines and trace passed on, retries by the method's safety within a
/// budget, a breaker for each address.
public final class RPCPeer: RPCCaller {
    public let settings: RPCPeerSettings
    private let engine: TransferEngine
    private let routing: Mutex<PeerRouting>
    private let lastID = Atomic<UInt64>(0)
    private let start = ContinuousClock.now

    public init(_ settings: RPCPeerSettings, engine: TransferEngine = .shared) {
        self.settings = settings
        self.engine = engine
        routing = Mutex(PeerRouting(addresses: settings.addresses.count))
    }

    /// - Throws: `RPCError` as the peer gave it; `unavailable`, `deadlineExceeded` or `tooLarge` if no answer came or
    ///   could come; `CancellationError` if the task was cancelled.
    public func call<Method: RPCMethod>(
        _ method: Method, deadline: ContinuousClock.Instant?
    ) async throws -> Method.Result {
        let key = (method as? any RPCChange)?.idempotencyKey
        let repeatable = Method.safety != .keyed || key.map { !$0.isEmpty } ?? false
        let reply = try await exchange(
            Method.name, params: try JSONEncoding.bytes(method), repeatable: repeatable, deadline: deadline)
        return try reply.result(as: Method.Result.self, peer: settings.name)
    }

    /// A call without types: `params` is JSON text (an object or array), empty for none.
    /// - Parameter repeatable: whether an attempt of unknown outcome may be made again.
    public func call(
        _ method: String, params: [UInt8], repeatable: Bool, deadline: ContinuousClock.Instant? = nil
    ) async throws -> JSONValue {
        try await exchange(method, params: params, repeatable: repeatable, deadline: deadline).result()
    }

    private func exchange(
        _ method: String, params: [UInt8], repeatable: Bool, deadline: ContinuousClock.Instant?
    ) async throws -> RPCReplyReader {
        let limit = ContinuousClock.now + .milliseconds(settings.limits.timeoutMilliseconds)
        let deadline = deadline.map { min($0, limit) } ?? limit
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let body = RPCReplyReader.request(id: id, method: method, params: params)
        routing.withLock { $0.budget.deposit() }
        var attempt = 1
        while true {
            let outcome = try await send(body, id: id, deadline: deadline)
            if case .reply(let reply) = outcome.end { return reply }
            let remaining = (deadline - ContinuousClock.now).wholeMilliseconds
            let decision = routing.withLock {
                settings.retry.decide(
                    after: outcome.forRetry, attempt: attempt, repeatable: repeatable,
                    remainingMilliseconds: remaining, random: UInt64.random(in: 0...UInt64.max), budget: &$0.budget)
            }
            guard case .retry(let wait) = decision else { throw outcome.error(peer: settings.name) }
            try await Task.sleep(for: .milliseconds(wait))
            attempt += 1
        }
    }

    private func send(_ body: [UInt8], id: UInt64, deadline: ContinuousClock.Instant) async throws -> RPCAttempt {
        let index: Int
        switch routing.withLock({ $0.choose(now: now) }) {
        case .address(let chosen): index = chosen
        case .none(let wait): return RPCAttempt(.resting(retryAfterMilliseconds: Int(wait)))
        }
        let attempt: RPCAttempt
        do {
            attempt = try await transfer(body, to: settings.addresses[index], id: id, deadline: deadline)
        } catch {
            routing.withLock { $0.abandoned(index, now: now) }
            throw error
        }
        routing.withLock { routing in
            switch attempt.forBreaker {
            case .healthy: routing.succeeded(index)
            case .failing: routing.failed(index, now: now)
            case .silent: routing.abandoned(index, now: now)
            }
        }
        return attempt
    }

    private func transfer(
        _ body: [UInt8], to address: String, id: UInt64, deadline: ContinuousClock.Instant
    ) async throws -> RPCAttempt {
        var headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
        if let token = try await settings.credential?() { headers.append(("Authorization", "Bearer \(token)")) }
        if let trace = RPCTrace.current {
            headers.append(("X-Request-ID", trace.requestID))
            if let parent = trace.traceparent { headers.append(("traceparent", parent)) }
        }
        let remaining = (deadline - ContinuousClock.now).wholeMilliseconds
        guard remaining > 0 else { return RPCAttempt(.failed(.timedOut(sent: false))) }
        headers.append(("X-Request-Deadline-Ms", String(RPCPeer.passedOn(remaining))))
        var limits = settings.limits
        limits.timeoutMilliseconds = remaining
        let transfer = HTTPTransfer(
            .post, address + "/rpc", headers: headers, body: body, limits: limits, security: settings.security)
        do throws(TransferFailure) {
            return RPCAttempt(try await engine.perform(transfer, deadline: deadline), id: id)
        } catch .cancelled {
            throw CancellationError()
        } catch {
            return RPCAttempt(.failed(error))
        }
    }

    /// What the peer may use of the time that is left: a twentieth, at most 50 ms, stays here for the way back.
    static func passedOn(_ remainingMilliseconds: Int) -> Int {
        max(1, remainingMilliseconds - min(remainingMilliseconds / 20, 50))
    }

    /// Milliseconds since this peer was made.
    private var now: Int64 { Int64((ContinuousClock.now - start).wholeMilliseconds) }
}
