import JSONRPC
import Kernel
import RPCServer
import Synchronization

/// Answers what it was given.
struct Echo: RPCMethod {
    typealias Result = String
    static let name = "test.echo"
    static let summary = LocalizedText("ทวน", "echo")
    static let safety = RPCSafety.read
    static let access = RPCAccess.signedIn
    static let examples = [RPCExample("one", params: #"{"text":"a"}"#, result: #""a""#)]
    var text: String
}

/// Never answers by itself.
struct Wait: RPCMethod {
    typealias Result = String
    static let name = "test.wait"
    static let summary = LocalizedText("รอ", "wait")
    static let safety = RPCSafety.read
    static let access = RPCAccess.signedIn
    static let examples = [RPCExample("one", params: "{}", result: #""a""#)]
}

/// Fails in a way that nobody may see.
struct Fail: RPCMethod {
    typealias Result = String
    static let name = "test.fail"
    static let summary = LocalizedText("พัง", "fail")
    static let safety = RPCSafety.read
    static let access = RPCAccess.signedIn
    static let examples = [RPCExample("one", params: "{}", result: #""a""#)]
}

struct Secret: Error { let sql = "SELECT password FROM people" }

/// Waits until as many have come as were announced: calls that run one after the other never pass it.
actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ size: Int) { self.size = size }

    func arrive() async {
        if waiting.count + 1 == size {
            for waiter in waiting { waiter.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// Keeps what was observed, and lets tests wait for it.
final class Observed: Sendable {
    private let stream: AsyncStream<RPCObservation>
    private let continuation: AsyncStream<RPCObservation>.Continuation
    private let kept = Mutex<[RPCObservation]>([])

    init() { (stream, continuation) = AsyncStream.makeStream() }

    var all: [RPCObservation] { kept.withLock { $0 } }

    func record(_ observation: RPCObservation) {
        kept.withLock { $0.append(observation) }
        continuation.yield(observation)
    }

    /// The first that is as wanted, now or later.
    func first(where isWanted: (RPCObservation) -> Bool) async -> RPCObservation? {
        await stream.first(where: isWanted)
    }
}

/// A dispatcher over the methods above.
struct Bench {
    let observed = Observed()
    let dispatcher: RPCDispatcher
    static let caller = Caller(kind: .person, subject: "a", grants: [])

    init(
        limits: RPCServerLimits = RPCServerLimits(), meeting: Meeting? = nil,
        executed: @escaping @Sendable () -> Void = {}
    ) {
        let observed = observed
        dispatcher = RPCDispatcher(
            routes: [
                RPCRoute(method: Echo.self) { params, context in
                    if context.caller.kind == .anonymous {
                        throw RPCError(.unauthenticated, LocalizedText("ต้องมีบัตร", "a credential is needed"))
                    }
                    let echo = try params.decode(Echo.self)
                    executed()
                    await meeting?.arrive()
                    return try JSONEncoding.bytes(echo.text)
                },
                RPCRoute(method: Wait.self) { _, _ in
                    // Ends when it is cancelled.
                    while !Task.isCancelled { await Task.yield() }
                    return Array("\"late\"".utf8)
                },
                RPCRoute(method: Fail.self) { _, _ in throw Secret() },
            ], document: Array(#"{"openrpc":"1.4.0"}"#.utf8), limits: limits, observe: { observed.record($0) })
    }

    func answer(
        _ body: String, as caller: Result<Caller, RPCError> = .success(Bench.caller),
        within time: Duration = .seconds(60)
    ) async -> String? {
        let reply = await dispatcher.answer(
            Array(body.utf8),
            RPCRequestFacts(
                caller: caller, requestID: "request-1", deadline: .now.advanced(by: time),
                now: Instant(microsecondsSinceEpoch: 0)))
        return reply.bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    static func call(_ id: String, _ method: String = "test.echo", _ params: String = #"{"text":"x"}"#) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }
}

/// A member of JSON text, by path.
func member(_ text: String?, _ path: String...) -> JSONValue? {
    guard let text, let document = try? JSONDocument(parsing: Array(text.utf8)) else { return nil }
    var value = document.root.value
    for name in path {
        if case .array(let elements) = value, let index = Int(name), elements.indices.contains(index) {
            value = elements[index]
        } else if let next = value[name] {
            value = next
        } else {
            return nil
        }
    }
    return value
}
