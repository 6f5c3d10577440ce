import Kernel
import Testing

@testable import RPCClient

@Suite(.timeLimit(.minutes(1))) struct TransferEngineTests {
    let engine = TransferEngine(runningMax: 8, waitingMax: 64)

    func get(_ server: LoopbackServer, timeout: Int = 10_000, cap: Int = 1 << 20) -> HTTPTransfer {
        HTTPTransfer(
            .get, server.url + "/x", limits: TransferLimits(timeoutMilliseconds: timeout, responseBytesMax: cap))
    }

    func failure(_ transfer: HTTPTransfer) async -> TransferFailure? {
        do throws(TransferFailure) {
            _ = try await engine.perform(transfer)
            return nil
        } catch {
            return error
        }
    }

    @Test func sendsAndReceives() async throws {
        let server = try LoopbackServer { request, _ in
            .reply(201, String(decoding: request.body.reversed(), as: UTF8.self), headers: ["X-Thing:  one "])
        }
        defer { server.stop() }
        let reply = try await engine.perform(
            HTTPTransfer(
                .post, server.url + "/a?b=c", headers: [("X-Mine", "1"), ("X-Empty", "")], body: Array("abc".utf8)))
        #expect(reply.status == 201 && reply.body == Array("cba".utf8) && reply.header("x-thing") == "one")
        let request = try #require(server.requests.first)
        #expect(request.head.hasPrefix("POST /a?b=c HTTP/1.1\r\n"))
        #expect(request.header("x-mine") == "1" && request.header("expect") == nil)
        #expect(try await engine.perform(HTTPTransfer(.post, server.url)).body == [])
        #expect(try await engine.perform(get(server)).status == 201)
        // One after the other over one connection.
        var connections = 0
        server.stop()
        for await event in server.events {
            if event == .connected { connections += 1 }
            if event == .asked, server.requests.count == 3 { break }
        }
        #expect(connections == 1)
    }

    @Test func manyAtOnceFewAtATime() async throws {
        let server = try LoopbackServer { request, _ in .reply(200, String(request.head.prefix(12))) }
        defer { server.stop() }
        let transfers = (100..<160).map { HTTPTransfer(.get, server.url + "/\($0)") }
        let bodies = try await withThrowingTaskGroup(of: String.self) { group in
            for transfer in transfers {
                group.addTask { [engine] in
                    String(decoding: try await engine.perform(transfer).body, as: UTF8.self)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(bodies.count == 60)
    }

    @Test func serverThatNeverAnswers() async throws {
        let server = try LoopbackServer { _, _ in .silence }
        defer { server.stop() }
        #expect(await failure(get(server, timeout: 60)) == .timedOut(sent: true))
        let past = ContinuousClock.now - .seconds(1)
        await #expect(throws: TransferFailure.timedOut(sent: false)) {
            try await engine.perform(get(server), deadline: past)
        }
    }

    @Test func serverThatCutsMidway() async throws {
        let server = try LoopbackServer { _, _ in .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8))
        }
        defer { server.stop() }
        guard case .broken = await failure(get(server)) else {
            Issue.record("a cut answer was taken")
            return
        }
    }

    @Test(arguments: ["", "\u{1}\u{2}garbage", "HTTP/9.9 what\r\n\r\n", "SSH-2.0-OpenSSH\r\n"])
    func serverThatAnswersGarbage(_ garbage: String) async throws {
        let server = try LoopbackServer { _, _ in .raw(Array(garbage.utf8)) }
        defer { server.stop() }
        guard case .broken = await failure(get(server)) else {
            Issue.record("garbage was taken: \(garbage)")
            return
        }
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"])
    func serverThatAnswersTooMuch(_ head: String) async throws {
        let server = try LoopbackServer { _, _ in .flood(head: head) }
        defer { server.stop() }
        #expect(await failure(get(server, cap: 100_000)) == .tooLarge(limit: 100_000))
        #expect(
            await failure(
                HTTPTransfer(.get, server.url, limits: TransferLimits(responseBytesMax: 100_000)))
                == .tooLarge(limit: 100_000))
    }

    @Test func serverWithEndlessHeaders() async throws {
        let server = try LoopbackServer { _, _ in .flood(head: "HTTP/1.1 200 OK\r\nX: ") }
        defer { server.stop() }
        #expect(await failure(get(server)) != nil)
    }

    @Test func nobodyThere() async throws {
        guard case .notConnected = await failure(HTTPTransfer(.get, nobody)) else {
            Issue.record("connected to nobody")
            return
        }
    }

    @Test func cancellingTheTaskEndsTheTransfer() async throws {
        let server = try LoopbackServer { _, _ in .silence }
        defer { server.stop() }
        let transfer = get(server, timeout: 60_000)
        let task = Task { [engine] in try await engine.perform(transfer) }
        var events = server.events.makeAsyncIterator()
        while let event = await events.next(), event != .asked {}
        task.cancel()
        await #expect(throws: TransferFailure.cancelled) { try await task.value }
        // The server sees the connection close: nothing keeps running behind the caller's back.
        while let event = await events.next(), event != .left {}
        let cancelled = Task { [engine] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await engine.perform(transfer)
        }
        await #expect(throws: TransferFailure.cancelled) { try await cancelled.value }
    }

    @Test func overloadIsAnswered() async throws {
        let server = try LoopbackServer { _, _ in .silence }
        defer { server.stop() }
        let small = TransferEngine(runningMax: 1, waitingMax: 1)
        let transfer = get(server, timeout: 60_000)
        let first = Task { try await small.perform(transfer) }
        var events = server.events.makeAsyncIterator()
        while let event = await events.next(), event != .asked {}
        // The second waits until its own deadline; of several more at once only one place is there.
        let others = (0..<5).map { _ in
            Task { () -> TransferFailure? in
                do throws(TransferFailure) {
                    _ = try await small.perform(transfer, deadline: ContinuousClock.now + .milliseconds(300))
                    return nil
                } catch {
                    return error
                }
            }
        }
        var outcomes: [TransferFailure?] = []
        for task in others { outcomes.append(await task.value) }
        #expect(outcomes.filter { $0 == .overloaded(limit: 1) }.count == 4)
        #expect(outcomes.filter { $0 == .timedOut(sent: false) }.count == 1)
        first.cancel()
        await #expect(throws: TransferFailure.cancelled) { try await first.value }
    }

    @Test func refusesWhatIsNoRequest() async throws {
        let server = try LoopbackServer { _, _ in .reply(200, "") }
        defer { server.stop() }
        for url in ["", "file:///etc/hostname", "gopher://127.0.0.1/", "http://"] {
            guard case .invalid = await failure(HTTPTransfer(.get, url)) else {
                Issue.record("taken: \(url)")
                continue
            }
        }
        let split = HTTPTransfer(.get, server.url, headers: [("X", "1\r\nY: 2")])
        guard case .invalid = await failure(split) else {
            Issue.record("a header with a line break was sent")
            return
        }
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"])
    func addressesOfOthersDoNotLeadInside(_ host: String) async throws {
        let server = try LoopbackServer { _, _ in .reply(200, "inside") }
        defer { server.stop() }
        // A connection in the cache must not open a way either.
        _ = try await engine.perform(HTTPTransfer(.get, "http://127.0.0.1:\(server.port)/"))
        let transfer = HTTPTransfer(
            .get, "http://\(host):\(server.port)/", security: TransferSecurity(refusesLocalAddresses: true))
        guard case .notConnected = await failure(transfer) else {
            Issue.record("led inside: \(host)")
            return
        }
        #expect(server.requests.count == 1)
    }

    @Test func plainServerIsNoTLS() async throws {
        let server = try LoopbackServer { _, _ in .reply(200, "") }
        defer { server.stop() }
        let transfer = HTTPTransfer(
            .get, "https://127.0.0.1:\(server.port)/", limits: TransferLimits(timeoutMilliseconds: 2_000))
        #expect(await failure(transfer) != nil)
    }
}
