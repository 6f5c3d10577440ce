import JSONRPC
import Kernel
import Postgres
import RPCClient
import RPCServer
import Synchronization

/// Takes the handlers of a service's modules and gives the routes that the dispatcher calls.
///
/// A call's way: credential → params (all problems at once) → roles at the organisation → handler → answer encoded
/// once. A handler is never reached by a caller who may not.
public final class ServiceRouter: Sendable {
    struct State {
        var routes: [RPCRoute] = []
        var pages: [PageRoute] = []
        var front = FrontThings()
    }

    public let runtime: ServiceRuntime
    let state = Mutex(State())
    let methods = RouteTable()

    /// Registers every module's handlers.
    /// - Throws: `ServiceSetupError` if the handlers are not exactly the methods that the modules declare.
    public init(runtime: ServiceRuntime, modules: [any ServiceModule]) throws {
        self.runtime = runtime
        for module in modules { module.register(on: self) }
        let declared = modules.flatMap { $0.methods.map { $0.name } }.sorted()
        let registered = routes.map { $0.method.name }.sorted()
        guard declared == registered, Set(declared).count == declared.count else {
            throw ServiceSetupError(declared: declared, registered: registered)
        }
    }

    /// One for each method.
    public var routes: [RPCRoute] { state.withLock { $0.routes } }
    /// Pages and files of the modules.
    public var pages: [PageRoute] { state.withLock { $0.pages } }

    /// A method that reads. `at` names the organisation (code) that the call is about, where the method's roles must
    /// be held; `nil` means: held anywhere. It runs before the handler; throw `notFound` from it where there is no
    /// such thing.
    public func read<Method: RPCMethod>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        _ handler: @escaping @Sendable (Method, ReadCall) async throws -> Method.Result
    ) {
        add(method, at: organisation) { params, call, _ in
            try JSONEncoding.bytes(try await handler(params, call))
        }
    }

    /// A method that changes something.
    public func change<Method: RPCChange>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        _ handler: @escaping @Sendable (Method, Change) async throws -> Method.Result
    ) {
        add(method, at: organisation, again: { try await KeyedCall($0, $1).answerOfFirst() }) { params, call, place in
            try await KeyedCall(params, call, at: place).run(handler)
        }
    }

    /// A method that changes something after a phase that takes its time: `prepare` reads and asks peers while no
    /// transaction is open and no connection is held, `handler` writes.
    ///
    /// A repeat with the same key is answered before `prepare`; a transaction that lost against another is run again
    /// with what was prepared once. What `prepare` read of the service's own rows may have changed since: the handler
    /// looks again where a rule hangs on it.
    public func change<Method: RPCChange, Prepared: Sendable>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        preparing prepare: @escaping @Sendable (Method, ReadCall) async throws -> Prepared,
        _ handler: @escaping @Sendable (Method, Prepared, Change) async throws -> Method.Result
    ) {
        add(method, at: organisation, again: { try await KeyedCall($0, $1).answerOfFirst() }) { params, call, place in
            try await KeyedCall(params, call, at: place).run(preparing: prepare, handler)
        }
    }

    /// A method that changes something, where many calls may want the same row at once: those that wait under the same
    /// key (`together`) are carried out by `group` in one transaction, each with its own answer or refusal, record and
    /// events. `nil` is always carried out alone, by `handler`, and so is a call for which nobody else waits.
    ///
    /// `group` gives one result for each member, in their order. What it throws undoes the group; its calls are then
    /// carried out alone, so it throws only what is nobody's own fault.
    public func change<Method: RPCChange>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        together: @escaping @Sendable (Method) -> String?,
        group: @escaping @Sendable ([GroupMember<Method>]) async throws -> [Result<Method.Result, any Error>],
        _ handler: @escaping @Sendable (Method, Change) async throws -> Method.Result
    ) {
        let groups = CallGroups<Method>(runtime: runtime, group: group)
        add(method, at: organisation, again: { try await KeyedCall($0, $1).answerOfFirst() }) { params, call, place in
            let keyed = KeyedCall(params, call, at: place)
            guard let key = together(params) else { return try await keyed.run(handler) }
            return try await keyed.run(in: groups, under: key, handler)
        }
    }

    /// A method whose answer PostgreSQL builds as JSON: the bytes are passed on as they are. Its handler does nothing but
    /// wait for statements (and so runs on the connection's thread); what computes belongs to `read`.
    public func bytes<Method: RPCMethod>(
        _ method: Method.Type,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String? = { _, _ in nil },
        _ handler: @escaping @Sendable (Method, ReadCall) async throws -> [UInt8]
    ) {
        add(method, isLight: true, at: organisation) { params, call, _ in
            try await withPostgresDeadline(call.context.deadline) { try await handler(params, call) }
        }
    }

    /// What a job of this kind does (`runtime.jobs.enqueue`).
    /// - Parameter isPrompt: somebody waits for it, and it may run beside any other: a worker of its own takes these, so
    ///   that they do not stand behind long ones.
    public func job<Params: Codable & Sendable, Answer: Encodable & Sendable>(
        _ kind: String, _ params: Params.Type, isPrompt: Bool = false,
        _ handler: @escaping @Sendable (Params, JobRun) async throws -> Answer
    ) {
        runtime.jobs.register(kind, params, isPrompt: isPrompt, handler)
    }

    private func add<Method: RPCMethod>(
        _ method: Method.Type, isLight: Bool = false,
        at organisation: @escaping @Sendable (Method, ReadCall) async throws -> String?,
        again: @escaping @Sendable (Method, ReadCall) async throws -> [UInt8]? = { _, _ in nil },
        _ answer: @escaping @Sendable (Method, ReadCall, String?) async throws -> [UInt8]
    ) {
        let runtime = runtime
        let gate = Gate(method: Method.name, access: Method.access, authoriser: runtime.authoriser)
        let route = RPCRoute(method: method, isLight: isLight) { params, context in
            do {
                try gate.requireCredential(context.caller)
                let value = try params.decode(Method.self)
                let call = ReadCall(context: context, runtime: runtime)
                let place: String?
                do {
                    place = try await gate.authorise(context.caller, now: context.now) {
                        try await organisation(value, call)
                    }
                } catch let error as RPCError where error.kind == .notFound {
                    // A repeat does not find what its first call removed, and is answered as that one was.
                    guard let known = try await again(value, call) else { throw error }
                    return known
                }
                // What the handler asks of peers bears the same request id and trace.
                let trace = RPCTrace(requestID: context.requestID, traceparent: context.traceparent)
                return try await RPCTrace.$current.withValue(trace) { try await answer(value, call, place) }
            } catch {
                throw params.locating(runtime.answer(to: error))
            }
        }
        state.withLock { $0.routes.append(route) }
        methods.add(route)
    }
}

/// The modules' declarations and handlers differ; the process must not start.
public struct ServiceSetupError: Error, CustomStringConvertible {
    let declared: [String]
    let registered: [String]

    public var description: String {
        let missing = Set(declared).subtracting(registered).sorted().joined(separator: ", ")
        let surplus = Set(registered).subtracting(declared).sorted().joined(separator: ", ")
        let doubled = Dictionary(grouping: declared + registered) { $0 }.filter { $0.value.count > 2 }.keys.sorted()
        return "methods without a handler: [\(missing)]; handlers without a method: [\(surplus)]; more than once: "
            + "\(doubled)"
    }
}
