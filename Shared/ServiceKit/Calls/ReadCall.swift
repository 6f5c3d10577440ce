import JSONRPC
import Kernel
import Postgres
import RPCServer
import Synchronization

/// One call that reads.
public struct ReadCall: Sendable {
    public let context: CallContext
    public let runtime: ServiceRuntime
    /// The service's own methods, for its pages.
    let methods: RouteTable?
    /// The shared lane.
    public var database: PostgresClient { runtime.database }
    public var caller: Caller { context.caller }
    public var now: Instant { context.now }

    public init(context: CallContext, runtime: ServiceRuntime) {
        self.init(context: context, runtime: runtime, methods: nil)
    }

    init(context: CallContext, runtime: ServiceRuntime, methods: RouteTable?) {
        self.context = context
        self.runtime = runtime
        self.methods = methods
    }

    /// Calls a method of the service itself as the page's visitor: with the same checks, rules and records as a call
    /// from outside.
    /// - Throws: `RPCError` as the method gives it.
    public func invoke<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        guard let route = methods?.route(Method.name) else {
            throw RPCError(
                .methodNotFound, LocalizedText("ไม่มีเมธอด \(Method.name)", "there is no method \(Method.name)"))
        }
        let params = try RPCParams(parsing: try JSONEncoding.bytes(method))
        let answer = try await route.invoke(params, context)
        return try StoredJSON.decode(Method.Result.self, from: answer)
    }

    /// For pages that read by statements of their own what a method reads.
    /// - Throws: what the method throws for a caller who may not call it about the organisation.
    public func require<Method: RPCMethod>(_ method: Method.Type, at organisation: String) async throws {
        let gate = Gate(method: method.name, access: method.access, authoriser: runtime.authoriser)
        try gate.requireCredential(caller)
        _ = try await gate.authorise(caller, now: now) { organisation }
    }
}

/// The routes of a service, by method.
final class RouteTable: Sendable {
    private let routes = Mutex<[String: RPCRoute]>([:])

    func route(_ method: String) -> RPCRoute? { routes.withLock { $0[method] } }
    func add(_ route: RPCRoute) { routes.withLock { $0[route.method.name] = route } }
}
