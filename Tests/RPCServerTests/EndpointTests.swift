import JSONRPC
import Kernel
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import RPCServer

/// Everybody with a header is somebody.
struct HeaderIdentity: RPCIdentity {
    func caller(authorization: String?) throws -> Caller {
        switch authorization {
        case nil: .anonymous
        case "Bearer good": Bench.caller
        default: throw ServerErrors.badCredential
        }
    }
}

/// Runs an endpoint on a free port for as long as `body` takes.
func withEndpoint(
    limits: RPCServerLimits = RPCServerLimits(), meeting: Meeting? = nil, pages: [EndpointPage] = [],
    _ body: (RPCEndpoint, Int, Observed) async throws -> Void
) async throws {
    let bench = Bench(limits: limits, meeting: meeting)
    let observed = bench.observed
    let endpoint = RPCEndpoint(
        dispatcher: bench.dispatcher, identity: HeaderIdentity(), limits: limits, pages: pages,
        clock: { Instant(microsecondsSinceEpoch: 784_111_777_000_000) }, observe: { observed.record($0) })
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = try endpoint.server(
        at: EndpointAddress(host: "127.0.0.1", port: 0),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        onRunning: { port.yield($0) })
    let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let failure: (any Error)?
        do {
            if let port = await iterator.next() { try await body(endpoint, port, observed) }
            failure = nil
        } catch {
            failure = error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        if let failure { throw failure }
    }
}

/// As many connections at the same time.
func clients(_ count: Int, _ port: Int) async throws -> [RawClient] {
    var clients: [RawClient] = []
    for _ in 0..<count { clients.append(try await RawClient(port: port)) }
    return clients
}

let credential = "Content-Type: application/json\r\nAuthorization: Bearer good\r\n"

@Suite("Endpoint over a socket", .timeLimit(.minutes(2)))
struct EndpointTests {
    @Test func callsAreAnsweredOnOneConnection() async throws {
        try await withEndpoint { _, port, _ in
            let client = try await RawClient(port: port)
            for id in 1...3 {
                await client.send(post(Bench.call(String(id)), headers: credential + "X-Request-ID: me-\(id)\r\n"))
                let answer = try #require(await client.answer())
                #expect(answer.status == 200)
                #expect(answer.body == #"{"jsonrpc":"2.0","id":\#(id),"result":"x"}"#)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.headers["x-request-id"] == "me-\(id)")
                #expect(answer.headers["ratelimit-limit"] == "2000")
                #expect(answer.headers["date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
            }
            await client.send(post(#"{"jsonrpc":"2.0","method":"test.echo","params":["x"]}"#, headers: credential))
            let nothing = try #require(await client.answer())
            #expect(nothing.status == 204)
            #expect(nothing.headers["content-length"] == nil)
            // An unsafe request id is not echoed, a new one is given.
            await client.send(post(Bench.call("9"), headers: credential + "X-Request-ID: a b\"c\r\n"))
            #expect(try #require(await client.answer()).headers["x-request-id"]?.count == 36)
        }
    }

    @Test func whatIsNotACallIsRefusedByStatus() async throws {
        var limits = RPCServerLimits()
        limits.bodyBytesMax = 1_000
        try await withEndpoint(limits: limits) { _, port, _ in
            func answer(_ request: String) async throws -> RawClient.Answer {
                let client = try await RawClient(port: port)
                await client.send(request)
                return try #require(await client.answer())
            }
            let get = try await answer("GET /rpc HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(get.status == 405)
            #expect(get.headers["allow"] == "POST")
            #expect(try await answer(post("{}", headers: "Content-Type: text/plain\r\n")).status == 415)
            #expect(try await answer(post("{}", headers: "")).status == 415)
            #expect(try await answer(post("{}", headers: credential + "Content-Encoding: gzip\r\n")).status == 415)
            let large = try await answer(post(String(repeating: " ", count: 1_001), headers: credential))
            #expect(large.status == 413)
            #expect(member(large.body, "error", "data", "limit") == .number("1000"))
            guard case .array(let problems)? = member(large.body, "error", "data", "problems") else {
                Issue.record("no problem is named")
                return
            }
            #expect(problems.count == 1)
            #expect(try await answer(post("{}", headers: credential + "X-Request-Deadline-Ms: soon\r\n")).status == 400)
            let late = try await answer(post(Bench.call("1"), headers: credential + "X-Request-Deadline-Ms: 0\r\n"))
            #expect(late.status == 200)
            #expect(member(late.body, "error", "code") == .number("-32008"))
            #expect(try await answer("POST /rpc HTTP/1.1\r\nHost: a\r\nbroken header\r\n\r\n").status == 400)
            #expect(try await answer("GET /nothing HTTP/1.1\r\nHost: test\r\n\r\n").status == 404)
            let bad = try await answer(
                post(Bench.call("1"), headers: "Content-Type: application/json\r\nAuthorization: x\r\n"))
            #expect(bad.status == 200)
            #expect(member(bad.body, "error", "code") == .number("-32001"))
        }
    }

    /// A caller who does not ask first reads its answer after the last byte of a hundred megabytes.
    @Test func whoSendsAHundredMegabytesIsToldWhy() async throws {
        try await withEndpoint { _, port, _ in
            let piece = String(repeating: " ", count: 1 << 20)
            let client = try await RawClient(port: port)
            await client.send("POST /rpc HTTP/1.1\r\nHost: a\r\n\(credential)Content-Length: \(100 << 20)\r\n\r\n")
            for _ in 0..<100 { #expect(await client.send(piece)) }
            let answer = try #require(await client.answer())
            #expect(answer.status == 413)
            #expect(member(answer.body, "error", "data", "message", "th") != nil)
        }
    }

    @Test func aBodyThatNeverEndsIsCutOff() async throws {
        var limits = RPCServerLimits()
        limits.bodyBytesMax = 100_000
        try await withEndpoint(limits: limits) { _, port, observed in
            let client = try await RawClient(port: port)
            await client.send("POST /rpc HTTP/1.1\r\nHost: a\r\n\(credential)Transfer-Encoding: chunked\r\n\r\n")
            let chunk = "10000\r\n" + String(repeating: " ", count: 65_536) + "\r\n"
            async let answer = client.answer()
            // Goes on until the server closes; a server that read on for ever would make this endless.
            while await client.send(chunk) {}
            #expect(await answer?.status ?? 413 == 413)
            let refusal = await observed.first { if case .refused(413, _, _) = $0 { true } else { false } }
            #expect(refusal != nil)
        }
    }

    @Test func aSlowBodyIsToldAndClosed() async throws {
        var limits = RPCServerLimits()
        limits.bodyTimeout = .milliseconds(50)
        try await withEndpoint(limits: limits) { _, port, _ in
            let slow = try await RawClient(port: port)
            await slow.send("POST /rpc HTTP/1.1\r\nHost: a\r\n\(credential)Content-Length: 100\r\n\r\n{")
            // Ends by the server's doing: reading to the end returns.
            #expect(await slow.rest().hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test func idleCallersAreClosed() async throws {
        var limits = RPCServerLimits()
        limits.idleTimeout = .seconds(1)
        try await withEndpoint(limits: limits) { _, port, _ in
            let slowHead = try await RawClient(port: port)
            await slowHead.send("POST /rpc HTTP/1.1\r\nHost: a\r\nX-Slow: ")
            let idle = try await clients(200, port)
            #expect(await slowHead.rest() == "")
            for client in idle { #expect(await client.rest() == "") }
            let next = try await RawClient(port: port)
            await next.send(post(Bench.call("1"), headers: credential))
            #expect(await next.answer()?.status == 200)
        }
    }

    @Test func connectionsBeyondTheCapWaitAndAreServedThen() async throws {
        var limits = RPCServerLimits()
        limits.connectionsMax = 2
        try await withEndpoint(limits: limits) { _, port, _ in
            let clients = try await clients(20, port)
            for (id, client) in clients.enumerated() {
                await client.send(post(Bench.call(String(id)), headers: credential))
            }
            // Each makes room for another when it has its answer.
            let statuses = await withTaskGroup(of: Int?.self) { group in
                for client in clients {
                    group.addTask {
                        let status = await client.answer()?.status
                        client.finish()
                        return status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [Int?](repeating: 200, count: 20))
        }
    }

    @Test func tooMuchAtOnceIsShed() async throws {
        var limits = RPCServerLimits()
        limits.inFlightMax = 1
        let meeting = Meeting(2)
        try await withEndpoint(limits: limits, meeting: meeting) { endpoint, port, observed in
            let first = try await RawClient(port: port)
            await first.send(post(Bench.call("1"), headers: credential))
            while endpoint.requestsInFlight == 0 { await Task.yield() }
            let second = try await RawClient(port: port)
            await second.send(post(Bench.call("2"), headers: credential))
            let refused = try #require(await second.answer())
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            #expect(member(refused.body, "error", "code") == .number("-32007"))
            await meeting.arrive()
            #expect(await first.answer()?.status == 200)
        }
    }

    @Test func aCallerThatCallsTooOftenIsToldWhenToComeBack() async throws {
        var limits = RPCServerLimits()
        limits.callsBurst = 3
        limits.callsPerSecond = 1
        try await withEndpoint(limits: limits) { _, port, _ in
            let client = try await RawClient(port: port)
            let batch = "[" + (0..<5).map { Bench.call(String($0)) }.joined(separator: ",") + "]"
            await client.send(post(batch, headers: credential))
            #expect(await client.answer()?.headers["ratelimit-remaining"] == "0")
            await client.send(post(Bench.call("1"), headers: credential))
            let refused = try #require(await client.answer())
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "3")
            #expect(member(refused.body, "error", "data", "name") == .string("rateLimited"))
            // Others are not held up by it, and the connection goes on.
            await client.send(post(Bench.call("1", "rpc.discover", "{}")))
            #expect(await client.answer()?.status == 200)
        }
    }

    @Test func drainingRefusesAndThenCloses() async throws {
        try await withEndpoint { endpoint, port, _ in
            let client = try await RawClient(port: port)
            endpoint.beginDraining()
            await client.send(post(Bench.call("1"), headers: credential))
            let refused = try #require(await client.answer())
            #expect(refused.status == 503)
            #expect(refused.headers["connection"] == "close")
            #expect(await client.rest() == "")
        }
    }

    @Test func pagesHaveTheirHeadersAndFaults() async throws {
        let pages = [
            EndpointPage("/hello/:name") { request, _ in
                EndpointPageResponse(
                    contentType: "text/plain", headers: [("X-Own", "1")],
                    body: Array("\(request.parameters["name"] ?? "") \(request.language)".utf8))
            },
            EndpointPage("/fails") { _, _ in throw Secret() },
            EndpointPage("/missing") { _, _ in throw RPCError.notFound("report", "1") },
        ]
        try await withEndpoint(pages: pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("GET /hello/%E0%B8%81?lang=en HTTP/1.1\r\nHost: a\r\n\r\n")
            let hello = try #require(await client.answer())
            #expect(hello.body == "ก en")
            #expect(hello.headers["x-own"] == "1")
            #expect(hello.headers["content-security-policy"]?.contains("default-src 'none'") == true)
            #expect(hello.headers["content-security-policy"]?.contains("script-src 'self';") == true)
            #expect(hello.headers["content-security-policy"]?.contains("unsafe") == false)
            #expect(hello.headers["x-content-type-options"] == "nosniff")
            await client.send("GET /fails HTTP/1.1\r\nHost: a\r\n\r\n")
            let fails = try #require(await client.answer())
            #expect(fails.status == 500)
            #expect(!fails.body.contains("SELECT"))
            await client.send("GET /missing HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.answer()?.status == 404)
            await client.send("DELETE /hello/a HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.answer()?.status == 405)
        }
    }
}
