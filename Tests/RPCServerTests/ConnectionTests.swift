import JSONRPC
import Testing

@testable import RPCServer

@Suite("Connection machine")
struct ConnectionMachineTests {
    @Test func oneRequestAfterTheOther() {
        var machine = ConnectionMachine()
        for _ in 0..<3 {
            #expect(machine.wait == .head)
            machine.head(isKeptAlive: true)
            #expect(machine.wait == .body)
            #expect(machine.takesParts)
            let step1 = machine.end()
            #expect(step1 == .answer)
            #expect(machine.wait == .none)
            #expect(!machine.takesParts)
            let step2 = machine.answered(closes: false)
            #expect(step2 == true)
            #expect(machine.wait == .taking)
            #expect(!machine.takesParts)
            let step3 = machine.taken()
            #expect(step3 == .proceed)
        }
    }

    @Test func whoClosesClosesAfterTheAnswer() {
        var byCaller = ConnectionMachine()
        byCaller.head(isKeptAlive: false)
        let step4 = byCaller.end()
        #expect(step4 == .answer)
        let step5 = byCaller.answered(closes: false)
        #expect(step5 == false)
        let step6 = byCaller.taken()
        #expect(step6 == .close)

        var byServer = ConnectionMachine()
        byServer.head(isKeptAlive: true)
        let step7 = byServer.end()
        #expect(step7 == .answer)
        let step8 = byServer.finish()
        #expect(!step8)
        let step9 = byServer.answered(closes: false)
        #expect(step9 == false)
        let step10 = byServer.taken()
        #expect(step10 == .close)

        var idle = ConnectionMachine()
        let step11 = idle.finish()
        #expect(step11)
    }

    @Test func aRefusedBodyIsDroppedAndNothingIsTakenBeforeItsAnswerIs() {
        var machine = ConnectionMachine()
        machine.refused(isKeptAlive: true, bytesMax: 10)
        let step12 = machine.skipped(10)
        #expect(!step12)
        // The body ends before its answer was taken: the next request waits.
        let step13 = machine.end()
        #expect(step13 == .ignore)
        #expect(!machine.takesParts)
        let step14 = machine.taken()
        #expect(step14 == .proceed)
        machine.refused(isKeptAlive: true, bytesMax: 10)
        let step15 = machine.taken()
        #expect(step15 == .nothing)
        let step16 = machine.end()
        #expect(step16 == .proceed)
        machine.refused(isKeptAlive: false, bytesMax: 10)
        let step17 = machine.skipped(11)
        #expect(step17)
        let step18 = machine.taken()
        #expect(step18 == .nothing)
        let step19 = machine.end()
        #expect(step19 == .close)
    }

    @Test func anAnswerThatComesTooLateIsDropped() {
        var machine = ConnectionMachine()
        machine.head(isKeptAlive: true)
        let step20 = machine.end()
        #expect(step20 == .answer)
        machine.close()
        let step21 = machine.answered(closes: false)
        #expect(step21 == nil)
        let step22 = machine.taken()
        #expect(step22 == .nothing)
        let step23 = machine.end()
        #expect(step23 == .ignore)
    }
}

@Suite("Connections", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test func requestsSentAheadAreAnsweredInOrder() async throws {
        try await withEndpoint { _, port, _ in
            let client = try await RawClient(port: port)
            let calls = (0..<40).map { id in
                id % 3 == 0 ? "GET /rpc HTTP/1.1\r\nHost: a\r\n\r\n" : post(Bench.call(String(id)), headers: credential)
            }
            await client.send(calls.joined())
            for id in 0..<40 {
                let answer = try #require(await client.answer())
                #expect(answer.status == (id % 3 == 0 ? 405 : 200))
                if id % 3 != 0 { #expect(member(answer.body, "id") == .number(String(id))) }
            }
        }
    }

    @Test func aRequestInSingleBytesIsOneRequest() async throws {
        try await withEndpoint { _, port, _ in
            let client = try await RawClient(port: port)
            for byte in post(Bench.call("1"), headers: credential).utf8 { await client.send([byte]) }
            #expect(await client.answer()?.status == 200)
        }
    }

    @Test func whoHasSentItsLastStillGetsItsAnswers() async throws {
        try await withEndpoint { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send(post(Bench.call("1"), headers: credential) + post(Bench.call("2"), headers: credential))
            client.finish()
            #expect(await client.answer()?.status == 200)
            #expect(await client.answer()?.status == 200)
            #expect(await client.rest() == "")
            let half = try await RawClient(port: port)
            await half.send("POST /rpc HTTP/1.1\r\nHost: a\r\n\(credential)Content-Length: 100\r\n\r\n{")
            half.finish()
            let rest = await half.rest()
            #expect(rest == "" || rest.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test func oldAndClosingCallersAreClosedAfterTheAnswer() async throws {
        try await withEndpoint { _, port, _ in
            for request in [
                post(Bench.call("1"), headers: credential + "Connection: close\r\n"),
                post(Bench.call("1"), headers: credential).replacing("HTTP/1.1", with: "HTTP/1.0"),
            ] {
                let client = try await RawClient(port: port)
                await client.send(request)
                let answer = try #require(await client.answer())
                #expect(answer.status == 200)
                #expect(answer.headers["connection"] == "close")
                #expect(await client.rest() == "")
            }
        }
    }

    @Test func aHeadIsTheAnswerWithoutItsBody() async throws {
        let pages = [EndpointPage("/a") { _, _ in EndpointPageResponse(contentType: "text/plain", body: [65, 66]) }]
        try await withEndpoint(pages: pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET http://other/a?b HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try #require(await client.answer(hasBody: false))
            #expect(head.headers["content-length"] == "2")
            #expect(await client.answer()?.body == "AB")
        }
    }

    @Test func whoAsksWhetherToSendIsToldSo() async throws {
        var limits = RPCServerLimits()
        limits.bodyBytesMax = 200
        try await withEndpoint(limits: limits) { _, port, _ in
            let body = Bench.call("1")
            func head(_ length: Int) -> String {
                "POST /rpc HTTP/1.1\r\nHost: a\r\n\(credential)Expect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
            }
            let client = try await RawClient(port: port)
            await client.send(head(body.utf8.count))
            #expect(await client.answer()?.status == 100)
            await client.send(body)
            #expect(await client.answer()?.status == 200)
            // Too long: told at once, nothing of it is sent.
            await client.send(head(201))
            #expect(await client.answer()?.status == 413)
        }
    }

    @Test func whoDoesNotTakeItsAnswerIsClosed() async throws {
        var limits = RPCServerLimits()
        limits.answerTimeout = .milliseconds(100)
        let pages = [
            EndpointPage("/large") { _, _ in
                EndpointPageResponse(contentType: "text/plain", body: [UInt8](repeating: 65, count: 16 << 20))
            }
        ]
        try await withEndpoint(limits: limits, pages: pages) { endpoint, port, observed in
            let client = try await RawClient(port: port, receiveBytes: 4_096)
            await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            let page = await observed.first { if case .page("/large", 200, _, _) = $0 { true } else { false } }
            #expect(page != nil)
            // Sending fails once the server has closed; one that waited for ever would make this endless.
            while await client.send(String(repeating: " ", count: 65_536)) {}
            let next = try await RawClient(port: port)
            await next.send(post(Bench.call("1"), headers: credential))
            #expect(await next.answer()?.status == 200)
        }
    }

    @Test func bodiesOfAllTogetherAreBounded() async throws {
        var limits = RPCServerLimits()
        limits.bodiesBytesMax = 200_000
        try await withEndpoint(limits: limits) { _, port, observed in
            let body = String(repeating: " ", count: 150_000)
            let head = "POST /rpc HTTP/1.1\r\nHost: a\r\n\(credential)Content-Length: 150100\r\n\r\n"
            // Two that have begun are more than there is room for. Which of them is refused is the server's to say; should
            // both have found the other's bytes in their way, two others begin.
            var statuses: Set<Int?> = []
            while statuses != [200, 503] {
                let callers = try await clients(2, port)
                for caller in callers { await caller.send(head + body) }
                statuses = await withTaskGroup(of: Int?.self) { answers in
                    for caller in callers { answers.addTask { await caller.answer()?.status } }
                    let refused = await answers.next()
                    #expect(refused == 503)
                    for caller in callers { await caller.send(Bench.call("1").padding(100)) }
                    return await answers.reduce(into: [refused ?? nil]) { $0.insert($1) }
                }
            }
            let third = try await RawClient(port: port)
            await third.send(head + body + Bench.call("3").padding(100))
            #expect(await third.answer()?.status == 200)
        }
    }

    @Test func thousandsOfIdleCallersCostNoneItsAnswer() async throws {
        try await withEndpoint { endpoint, port, _ in
            // Within what a test process may open: both ends are its own.
            let idle = try await clients(400, port)
            for client in idle.prefix(200) { await client.send("POST /rpc HTTP/1.1\r\nHost: a\r\n") }
            let busy = try await RawClient(port: port)
            for id in 0..<50 {
                await busy.send(post(Bench.call(String(id)), headers: credential))
                #expect(await busy.answer()?.status == 200)
            }
            // Those that had begun are still welcome.
            for client in idle.prefix(200) {
                let body = Bench.call("1")
                await client.send("\(credential)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                #expect(await client.answer()?.status == 200)
            }
        }
    }

    @Test func callersBehindAGatewayHaveTheirOwnBuckets() async throws {
        var limits = RPCServerLimits()
        limits.anonymousCallsBurst = 1
        limits.anonymousCallsPerSecond = 1
        limits.trustedProxies = try #require(TrustedProxies("127.0.0.0/8"))
        try await withEndpoint(limits: limits) { _, port, _ in
            let gateway = try await RawClient(port: port)
            func call(_ forwardedFor: String) async -> Int? {
                await gateway.send(
                    post(
                        Bench.call("1", "rpc.discover", "{}"),
                        headers: "Content-Type: application/json\r\nX-Forwarded-For: \(forwardedFor)\r\n"))
                return await gateway.answer()?.status
            }
            #expect(await call("198.51.100.1") == 200)
            #expect(await call("198.51.100.2") == 200)
            // Inventing others before itself does not help.
            #expect(await call("203.0.113.5, 198.51.100.1") == 429)
        }
    }
}

extension String {
    /// Blanks before it, up to a length.
    fileprivate func padding(_ length: Int) -> String { String(repeating: " ", count: length - utf8.count) + self }
}
