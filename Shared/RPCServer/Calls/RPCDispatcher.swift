import JSONRPC
import Kernel

/// What is known of a request before its body is looked at.
public struct RPCRequestFacts: Sendable {
    /// Who calls; a failure is answered to every call but those that need no credential.
    public var caller: Result<Caller, RPCError>
    public var requestID: String
    public var traceparent: String?
    public var deadline: ContinuousClock.Instant
    public var now: Instant
    /// Where light calls run; `nil`: where all others do.
    public var executor: (any TaskExecutor)?

    public init(
        caller: Result<Caller, RPCError>, requestID: String, traceparent: String? = nil,
        deadline: ContinuousClock.Instant, now: Instant, executor: (any TaskExecutor)? = nil
    ) {
        self.caller = caller
        self.requestID = requestID
        self.traceparent = traceparent
        self.deadline = deadline
        self.now = now
        self.executor = executor
    }
}

/// Takes a request's bytes and gives its answer's; knows nothing of HTTP.
///
/// The order in which a call is refused: not JSON, not a request, no such method, no credential, not these params,
/// not this role; so that a stranger learns of a method's existence and nothing else.
public final class RPCDispatcher: Sendable {
    /// The method that every service answers itself, to anyone.
    public static let discover = "rpc.discover"

    let routes: [String: RPCRoute]
    let limits: RPCServerLimits
    /// The OpenRPC document.
    public let document: [UInt8]
    private let observe: @Sendable (RPCObservation) -> Void
    private let watch = DeadlineWatch()
    private let jsonLimits: JSONLimits

    /// - Parameters:
    ///   - routes: one for each method; of two with one name the first.
    ///   - document: what `rpc.discover` answers.
    public init(
        routes: [RPCRoute], document: [UInt8], limits: RPCServerLimits = RPCServerLimits(),
        observe: @escaping @Sendable (RPCObservation) -> Void = { _ in }
    ) {
        self.routes = Dictionary(routes.map { ($0.method.name, $0) }) { first, _ in first }
        self.limits = limits
        self.document = document
        self.observe = observe
        jsonLimits = JSONLimits(bytesMax: limits.bodyBytesMax, depthMax: limits.jsonDepthMax)
    }

    /// An answer; `bytes` is `nil` where there is none (notifications alone).
    public struct Reply: Sendable {
        public var bytes: [UInt8]?
        /// How many calls were executed.
        public var calls: Int
    }

    /// Carries a request out.
    public func answer(_ body: [UInt8], _ facts: RPCRequestFacts) async -> Reply {
        switch RPCRequestBody(parsing: body, limits: jsonLimits, batchMax: limits.batchMembersMax) {
        case .refused(let error):
            observe(
                .call(
                    method: "unknown", isRead: true, outcome: error.kind.name, duration: .zero,
                    requestID: facts.requestID, caller: kind(facts)))
            return Reply(bytes: RPCReply.error(id: nil, error), calls: 1)
        case .single(let plan):
            let work = begin(plan, facts, alone: true)
            return Reply(bytes: await finish(work, plan, facts, limits.answerBytesMax), calls: 1)
        case .batch(let plans):
            return Reply(bytes: await carryOut(plans, facts), calls: plans.count)
        }
    }

    /// All members at once, as far as `batchConcurrencyMax` allows; answers in request order.
    private func carryOut(_ plans: [RPCCallPlan], _ facts: RPCRequestFacts) async -> [UInt8]? {
        var works = plans.prefix(limits.batchConcurrencyMax).map { begin($0, facts) }
        var replies: [[UInt8]] = []
        var rest = limits.answerBytesMax
        for (index, plan) in plans.enumerated() {
            let reply = await finish(works[index], plan, facts, rest)
            // The next begins when one ends, so that never more than the window runs.
            if works.count < plans.count { works.append(begin(plans[works.count], facts)) }
            guard let reply else { continue }
            rest -= reply.count
            replies.append(reply)
        }
        return RPCReply.batch(replies)
    }

    private struct Work {
        enum Progress {
            case ended(PendingCall.Outcome)
            case running(PendingCall)
            /// To be carried out by the task that waits for it.
            case light(RPCRoute, CallContext)
        }

        var progress: Progress
        var route: RPCRoute?
        var began: ContinuousClock.Instant
    }

    /// - Parameter alone: nothing else of the request waits for this call.
    private func begin(_ plan: RPCCallPlan, _ facts: RPCRequestFacts, alone: Bool = false) -> Work {
        let now = ContinuousClock.now
        func ended(_ error: RPCError, _ route: RPCRoute? = nil) -> Work {
            Work(progress: .ended(.failure(error)), route: route, began: now)
        }
        if let fault = plan.fault { return ended(fault) }
        if plan.method == RPCDispatcher.discover {
            return Work(progress: .ended(.success(document)), route: nil, began: now)
        }
        guard let route = routes[plan.method] else { return ended(ServerErrors.unknownMethod) }
        let caller: Caller
        switch facts.caller {
        case .success(let known): caller = known
        case .failure(let error): return ended(error, route)
        }
        guard facts.deadline > now else { return ended(ServerErrors.deadlineExceeded, route) }
        let context = CallContext(
            caller: caller, requestID: facts.requestID, traceparent: facts.traceparent, deadline: facts.deadline,
            now: facts.now)
        if alone, route.isLight { return Work(progress: .light(route, context), route: route, began: now) }
        let call = PendingCall(deadline: facts.deadline)
        let params = plan.params
        // A light call keeps its deadline itself.
        if !route.isLight { watch.add(call) }
        call.start(on: route.isLight ? facts.executor : nil) { try await route.invoke(params, context) }
        return Work(progress: .running(call), route: route, began: now)
    }

    /// Waits for the outcome and makes the answer of it; `nil` for a notification.
    private func finish(
        _ work: Work, _ plan: RPCCallPlan, _ facts: RPCRequestFacts, _ bytesMax: Int
    ) async -> [UInt8]? {
        let outcome: PendingCall.Outcome
        switch work.progress {
        case .ended(let known): outcome = known
        case .running(let call):
            outcome = await call.outcome()
            if work.route?.isLight != true { watch.remove(call) }
        case .light(let route, let context):
            do {
                outcome = .success(try await route.invoke(plan.params, context))
            } catch {
                outcome = .failure(error)
            }
        }
        let method = work.route?.method.name ?? (plan.method == RPCDispatcher.discover ? plan.method : "unknown")
        var failure: RPCError?
        var result: [UInt8] = []
        switch outcome {
        case .success(let bytes) where bytes.count > bytesMax:
            failure = ServerErrors.answerTooLarge(limit: limits.answerBytesMax)
        case .success(let bytes): result = bytes
        case .failure(let error): failure = answerable(error, method, facts)
        }
        observe(
            .call(
                method: method, isRead: work.route.map { $0.method.safety == .read } ?? true,
                outcome: failure?.kind.name ?? "ok", duration: work.began.duration(to: .now),
                requestID: facts.requestID, caller: kind(facts)))
        guard let id = plan.id else { return nil }
        if let failure { return RPCReply.error(id: id, failure) }
        return RPCReply.result(id: id, result)
    }

    /// What a caller may see of an error: of one that is no answer, only a reference.
    private func answerable(_ error: any Error, _ method: String, _ facts: RPCRequestFacts) -> RPCError {
        if let error = error as? RPCError { return error }
        if error is CancellationError { return ServerErrors.deadlineExceeded }
        let reference = RPCDispatcher.newReference()
        observe(
            .fault(
                reference: reference, method: method, requestID: facts.requestID,
                description: String(describing: error)))
        return ServerErrors.internalFault(reference: reference)
    }

    private func kind(_ facts: RPCRequestFacts) -> Caller.Kind { (try? facts.caller.get())?.kind ?? .anonymous }

    /// A name for a fault that the answer and the log have in common.
    static func newReference() -> String {
        let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        return String(decoding: (0..<10).map { _ in digits[Int.random(in: 0..<32)] }, as: UTF8.self)
    }
}
