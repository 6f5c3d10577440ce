import Testing

@testable import RPCServer

@Suite("Bodies made while they are sent", .timeLimit(.minutes(2)))
struct StreamTests {
    private struct Broken: Error {}

    private static let piece = Array(repeating: UInt8(ascii: "a"), count: 30_000)

    private static func page(
        _ path: String, _ write: @escaping @Sendable ((_ piece: [UInt8]) async throws -> Void) async throws -> Void
    ) -> EndpointPage {
        EndpointPage(path) { _, _ in
            var response = EndpointPageResponse(contentType: "text/csv", body: [])
            response.stream = StreamedBody(write)
            return response
        }
    }

    private static let pages = [
        page("/long") { send in
            for _ in 0..<100 { try await send(piece) }
            try await send([])
            try await send(Array("end".utf8))
        },
        page("/broken") { send in
            try await send(Array("begun".utf8))
            throw Broken()
        },
    ]

    /// What the chunks of a body hold; `nil` without the last one.
    private func joined(_ body: Substring) -> String? {
        var rest = body.utf8[...]
        var bytes: [UInt8] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")),
            let count = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16)
        {
            rest = rest[end...].dropFirst(2)
            bytes += rest.prefix(count)
            rest = rest.dropFirst(count + 2)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }

    private func body(_ answer: String) -> Substring {
        answer.ranges(of: "\r\n\r\n").first.map { answer[$0.upperBound...] } ?? ""
    }

    private var whole: String { String(repeating: "a", count: 3_000_000) + "end" }

    @Test func chunksOneAfterTheOther() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("GET /long HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            let answer = await client.rest()
            #expect(answer.contains("\r\nTransfer-Encoding: chunked\r\n") && !answer.contains("Content-Length"))
            #expect(joined(body(answer)) == whole)
        }
    }

    @Test func theConnectionGoesOnAfterwards() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("GET /long HTTP/1.1\r\nHost: test\r\n\r\n")
            await client.send("HEAD /long HTTP/1.1\r\nHost: test\r\n\r\n")
            await client.send("GET /none HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            let answer = await client.rest()
            #expect(answer.ranges(of: "HTTP/1.1 200 OK").count == 2)
            #expect(answer.ranges(of: "HTTP/1.1 404").count == 1)
            // The body stands once: a HEAD has none.
            #expect(answer.ranges(of: "end\r\n0\r\n\r\n").count == 1)
        }
    }

    @Test func withoutChunksItEndsWithTheConnection() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("GET /long HTTP/1.0\r\n\r\n")
            let answer = await client.rest()
            #expect(!answer.contains("Transfer-Encoding") && answer.contains("Connection: close"))
            #expect(body(answer) == whole)
        }
    }

    @Test func whatBreaksOffIsSeenToDoSo() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("GET /broken HTTP/1.1\r\nHost: test\r\n\r\n")
            let answer = await client.rest()
            #expect(answer.contains("begun"))
            #expect(joined(body(answer)) == nil)
        }
    }

    /// Who takes nothing has nothing made, and who goes away ends it.
    @Test func nothingIsMadeForWhoIsGone() async throws {
        let (ends, end) = AsyncStream<Int>.makeStream()
        let page = Self.page("/endless") { send in
            var count = 0
            do {
                while true {
                    try await send(Self.piece)
                    count += 1
                }
            } catch {
                end.yield(count)
                throw error
            }
        }
        try await withEndpoint(pages: [page]) { _, port, _ in
            var client: RawClient? = try await RawClient(port: port, receiveBytes: 4_096)
            await client?.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\n")
            client = nil
            var iterator = ends.makeAsyncIterator()
            let made = await iterator.next()
            #expect(made != nil)
        }
    }
}
