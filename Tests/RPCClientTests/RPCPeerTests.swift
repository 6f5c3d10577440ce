import JSONRPC
import Kernel
import Testing

@testable import RPCClient

/// A method that only this test knows.
private struct Echo: RPCMethod {
    static let name = "echo.get"
    static let summary = LocalizedText("สะท้อน", "Echo")
    static let safety = RPCSafety.read
    static let access = RPCAccess.open
    static let examples: [RPCExample] = []
    struct Result: Codable, Sendable, Equatable { var text: String }
    var text: String
}

private struct Put: RPCChange {
    static let name = "echo.put"
    static let summary = LocalizedText("ใส่", "Put")
    static let access = RPCAccess.open
    static let examples: [RPCExample] = []
    typealias Result = Echo.Result
    var idempotencyKey: String
    var validateOnly: Bool?
}

@Suite(.timeLimit(.minutes(1))) struct RPCPeerTests {
    /// The id of the request, for an answer that fits.
    static func answer(_ request: LoopbackServer.Request, _ rest: String) -> LoopbackServer.Reaction {
        let body = String(decoding: request.body, as: UTF8.self)
        let id = body.split(separator: "\"id\":").last?.prefix { $0.isNumber } ?? "0"
        return .reply(200, #"{"jsonrpc":"2.0","id":\#(id),\#(rest)}"#)
    }

    static func peer(_ addresses: [String], timeout: Int = 5_000, cap: Int = 1 << 20) -> RPCPeer {
        RPCPeer(
            RPCPeerSettings(
                name: "plans", addresses: addresses, credential: { "token" },
                limits: TransferLimits(timeoutMilliseconds: timeout, responseBytesMax: cap),
                retry: RetryPolicy(attemptsMax: 3, waitBaseMilliseconds: 1, waitMaxMilliseconds: 5)),
            engine: TransferEngine(runningMax: 4))
    }

    private func failure<Method: RPCMethod>(_ peer: RPCPeer, _ method: Method) async -> RPCError? {
        do {
            _ = try await peer.call(method, deadline: nil)
            return nil
        } catch {
            return error as? RPCError
        }
    }

    @Test func typedCallWithEverythingPassedOn() async throws {
        let server = try LoopbackServer { request, _ in Self.answer(request, #""result":{"text":"ได้","newer":[1]}"#) }
        defer { server.stop() }
        let trace = RPCTrace(requestID: "r-1", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        let result = try await RPCTrace.$current.withValue(trace) {
            try await Self.peer([server.url]).call(Echo(text: "ถาม"), deadline: ContinuousClock.now + .seconds(3))
        }
        #expect(result.text == "ได้")
        let request = try #require(server.requests.first)
        #expect(request.head.hasPrefix("POST /rpc HTTP/1.1"))
        #expect(
            request.header("authorization") == "Bearer token" && request.header("content-type") == "application/json")
        #expect(request.header("x-request-id") == "r-1" && request.header("traceparent") == trace.traceparent)
        let left = try #require(request.header("x-request-deadline-ms").flatMap(Int.init))
        #expect(left > 1_000 && left < 3_000)
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.hasPrefix(#"{"jsonrpc":"2.0","id":1,"method":"echo.get","params":{"text":"#))
        #expect([1, 10, 100, 10_000].map(RPCPeer.passedOn) == [1, 10, 95, 9_950])
    }

    @Test func errorsComeBackAsTheyWere() async throws {
        let server = try LoopbackServer { request, _ in
            Self.answer(
                request,
                #""error":{"code":-32004,"message":"stale","data":{"name":"conflict","currentVersion":7,"message":{"th":"เก่า","en":"stale"},"problems":[{"path":"/a","rule":"r","message":{"th":"ข้อ"}}]}}"#
            )
        }
        defer { server.stop() }
        let error = try #require(await failure(Self.peer([server.url]), Echo(text: "")))
        #expect(error.kind == .conflict && error.message.th == "เก่า" && error.problems.map(\.path) == ["/a"])
        #expect(error.details.map(\.name) == ["currentVersion"] && error.details.first?.value == .number("7"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        "", "nonsense", "[]", "{}", #"{"jsonrpc":"2.0","id":99,"result":{"text":""}}"#,
        #"{"jsonrpc":"1.0","id":1,"result":{}}"#,
        #"{"jsonrpc":"2.0","id":1}"#, #"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}"#,
        #"{"jsonrpc":"2.0","id":null,"result":{"text":""}}"#, #"{"jsonrpc":"2.0","id":1,"result":{"text":""}} x"#,
    ])
    func garbageIsNotAnAnswer(_ body: String) async throws {
        let server = try LoopbackServer { _, _ in .reply(200, body) }
        defer { server.stop() }
        let error = try #require(await failure(Self.peer([server.url]), Echo(text: "")))
        #expect(error.kind == .unavailable && error.details.first?.value == .string("plans"))
        #expect(server.requests.count == 1)
    }

    @Test func answersOfAnotherShapeAndSize() async throws {
        let server = try LoopbackServer { request, _ in
            Self.answer(request, #""result":{"text":\#(String(request.body.count))}"#)
        }
        defer { server.stop() }
        #expect(await failure(Self.peer([server.url]), Echo(text: ""))?.kind == .unavailable)
        #expect(await failure(Self.peer([server.url], cap: 10), Echo(text: ""))?.kind == .tooLarge)
        #expect(server.requests.count == 2)
    }

    @Test func repeatsWhatMayBeRepeated() async throws {
        let server = try LoopbackServer { request, count in
            count < 2
                ? .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".utf8))
                : Self.answer(request, #""result":{"text":"3"}"#)
        }
        defer { server.stop() }
        #expect(try await Self.peer([server.url]).call(Echo(text: ""), deadline: nil).text == "3")
        #expect(server.requests.count == 3)
    }

    @Test func repeatsAChangeOnlyWithItsKey() async throws {
        let cut = try LoopbackServer { _, _ in .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".utf8)) }
        defer { cut.stop() }
        #expect(await failure(Self.peer([cut.url]), Put(idempotencyKey: ""))?.kind == .unavailable)
        #expect(cut.requests.count == 1)
        #expect(await failure(Self.peer([cut.url]), Put(idempotencyKey: "k"))?.kind == .unavailable)
        #expect(cut.requests.count == 4)
    }

    @Test func silenceEndsAtTheDeadline() async throws {
        let server = try LoopbackServer { _, _ in .silence }
        defer { server.stop() }
        #expect(await failure(Self.peer([server.url], timeout: 100), Echo(text: ""))?.kind == .deadlineExceeded)
        #expect(server.requests.count == 1)
    }

    @Test func anotherReplicaTakesOver() async throws {
        let server = try LoopbackServer { request, _ in Self.answer(request, #""result":{"text":"here"}"#) }
        defer { server.stop() }
        let peer = Self.peer([nobody, server.url])
        for _ in 0..<3 { #expect(try await peer.call(Echo(text: ""), deadline: nil).text == "here") }
    }

    @Test func theBreakerStopsAsking() async throws {
        let server = try LoopbackServer { _, _ in .reply(500, "") }
        defer { server.stop() }
        let peer = Self.peer([server.url])
        for _ in 0..<20 { #expect(await failure(peer, Echo(text: ""))?.kind == .unavailable) }
        #expect(server.requests.count < 10)
    }

    @Test func aPeerThatAsksToWaitIsAskedAgain() async throws {
        let server = try LoopbackServer { request, count in
            if count == 0 { return .reply(503, "", headers: ["Retry-After: 0"]) }
            if count == 1 {
                return Self.answer(request, #""error":{"code":-32007,"message":"m","data":{"retryAfterMs":1}}"#)
            }
            return Self.answer(request, #""result":{"text":"now"}"#)
        }
        defer { server.stop() }
        #expect(try await Self.peer([server.url]).call(Echo(text: ""), deadline: nil).text == "now")
    }

    @Test func cancellationIsCancellation() async throws {
        let server = try LoopbackServer { _, _ in .silence }
        defer { server.stop() }
        let peer = Self.peer([server.url])
        let task = Task { try await peer.call(Echo(text: ""), deadline: nil) }
        var events = server.events.makeAsyncIterator()
        while let event = await events.next(), event != .asked {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        while let event = await events.next(), event != .left {}
    }
}
