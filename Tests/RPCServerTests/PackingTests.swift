import CZlib
import Testing

@testable import RPCServer

@Suite("Packed answers", .timeLimit(.minutes(2)))
struct PackingTests {
    private static let text = String(repeating: "แผนการศึกษาจังหวัด ", count: 2_000)

    private static func page(
        _ path: String, _ contentType: String = "text/html; charset=utf-8", _ body: String = text,
        status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> EndpointPage {
        EndpointPage(path) { _, _ in
            EndpointPageResponse(status: status, contentType: contentType, headers: headers, body: Array(body.utf8))
        }
    }

    private static let pages = [
        page("/page", headers: [("Vary", "Cookie")]), page("/short", "text/plain", "short"),
        page("/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        page("/font", "font/woff2"), page("/picture", "image/svg+xml"), page("/part", status: 206),
        page("/tagged", headers: [("ETag", "\"a1\"")]),
        EndpointPage("/ahead") { _, _ in
            EndpointPageResponse(contentType: "text/css", body: Array(text.utf8)).packedAhead()
        },
        EndpointPage("/stream") { _, _ in
            var response = EndpointPageResponse(contentType: "text/csv", body: [])
            response.stream = StreamedBody { send in
                for _ in 0..<100 { try await send(Array(text.utf8)) }
            }
            return response
        },
    ]

    private func unpacked(_ bytes: [UInt8]) throws -> String {
        var bytes = bytes
        var stream = z_stream()
        try #require(inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var whole = [UInt8](repeating: 0, count: 20 << 20)
        let result = bytes.withUnsafeMutableBufferPointer { input in
            whole.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        // The stream is whole, and nothing comes after it.
        try #require(result == Z_STREAM_END && stream.avail_in == 0)
        return String(decoding: whole[..<Int(stream.total_out)], as: UTF8.self)
    }

    private func get(
        _ path: String, _ client: RawClient, _ fields: String = "Accept-Encoding: gzip, deflate, br\r\n",
        method: String = "GET"
    ) async throws -> RawClient.Answer {
        await client.send("\(method) \(path) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n")
        return try #require(await client.answer(hasBody: method == "GET"))
    }

    @Test func aPageIsPackedForWhoTakesIt() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            for path in ["/page", "/picture", "/ahead"] {
                let answer = try await get(path, client)
                #expect(answer.headers["content-encoding"] == "gzip", "\(path)")
                #expect(answer.headers["vary"]?.contains("Accept-Encoding") == true)
                #expect(answer.bytes.count < Self.text.utf8.count / 20)
                #expect(try unpacked(answer.bytes) == Self.text)
                let head = try await get(path, client, method: "HEAD")
                #expect(head.headers["content-length"] == String(answer.bytes.count))
            }
            #expect(try await get("/page", client).headers["vary"] == "Cookie, Accept-Encoding")
        }
    }

    @Test(arguments: [
        "", "Accept-Encoding: br\r\n", "Accept-Encoding: gzip;q=0, *\r\n", "Accept-Encoding: identity\r\n",
    ])
    func whoDoesNotTakeItGetsItAsItIs(_ fields: String) async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            for path in ["/page", "/ahead"] {
                let answer = try await get(path, client, fields)
                #expect(answer.headers["content-encoding"] == nil && answer.body == Self.text)
                // A store on the way must not give the one for the other.
                #expect(answer.headers["vary"]?.contains("Accept-Encoding") == true)
            }
        }
    }

    @Test(arguments: ["gzip", "GZIP", "*", "br;q=1.0, gzip;q=0.2", "deflate,x-gzip"])
    func waysToAskForIt(_ field: String) async throws {
        #expect(Packing.accepts(field))
    }

    @Test func whatIsShortOrPackedAlreadyGoesAsItIs() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            for path in ["/short", "/workbook", "/font", "/part"] {
                let answer = try await get(path, client)
                #expect(answer.headers["content-encoding"] == nil, "\(path)")
                #expect(answer.headers["vary"] == nil)
                #expect(answer.headers["content-length"] == String(answer.bytes.count))
            }
        }
    }

    /// BREACH: nobody else's page can have a signed-in person's pages measured, and calls are never packed.
    @Test func noOtherSiteLearnsFromTheLengthOfAPersonsPage() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            let taking = "Accept-Encoding: gzip\r\n"
            func isPacked(_ fields: String) async throws -> Bool {
                try await get("/page", client, taking + fields).headers["content-encoding"] != nil
            }
            #expect(try await !isPacked("Cookie: phaen=secret\r\nSec-Fetch-Site: cross-site\r\n"))
            #expect(try await isPacked("Cookie: phaen=secret\r\nSec-Fetch-Site: same-origin\r\n"))
            #expect(try await isPacked("Sec-Fetch-Site: cross-site\r\n"))
            let fields = "Content-Type: application/json\r\n" + taking
            let calls = (0..<30).map { Bench.call(String($0), "rpc.discover", "{}") }.joined(separator: ",")
            await client.send(post("[\(calls)]", headers: fields))
            let called = try #require(await client.answer())
            #expect(called.headers["content-encoding"] == nil && called.body.count > Packing.bytesMin)
        }
    }

    @Test func theProofOfAFormIsNeverTheSameTwice() {
        let proofs = Set((0..<50).map { _ in FormProof.of("token") })
        #expect(proofs.count == 50)
        // No part of it stays, either.
        #expect(Set(proofs.map { $0.prefix(8) }).count == 50 && Set(proofs.map { $0.suffix(8) }).count == 50)
        for proof in proofs {
            #expect(FormProof.holds(proof, for: "token") && !FormProof.holds(proof, for: "other"))
            var changed = Array(proof.utf8)
            changed[40] = changed[40] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(!FormProof.holds(String(decoding: changed, as: UTF8.self), for: "token"))
            #expect(
                !FormProof.holds(proof + "A", for: "token") && !FormProof.holds(String(proof.dropLast()), for: "token"))
        }
        #expect(!FormProof.holds(nil, for: "token") && !FormProof.holds("", for: "token"))
    }

    @Test func aStreamIsPackedWhileItIsMade() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            await client.send("GET /stream HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
            let bytes = await client.restBytes()
            let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
            let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            #expect(head.contains("Content-Encoding: gzip") && !head.contains("Content-Length"))
            #expect(try unpacked(Array(bytes[end.upperBound...])) == String(repeating: Self.text, count: 100))
        }
    }

    @Test func aVersionThatTheCallerHasIsNotSentAgain() async throws {
        try await withEndpoint(pages: Self.pages) { _, port, _ in
            let client = try await RawClient(port: port)
            let first = try await get("/tagged", client)
            #expect(first.headers["etag"] == "W/\"a1\"")
            #expect(try await get("/tagged", client, "").headers["etag"] == "\"a1\"")
            for tags in ["\"a1\"", "W/\"a1\"", "\"b\", W/\"a1\"", "*"] {
                let known = try await get("/tagged", client, "If-None-Match: \(tags)\r\n", method: "HEAD")
                #expect(known.status == 304 && known.headers["content-length"] == nil)
                #expect(known.headers["etag"] == "\"a1\"")
            }
            let other = try await get("/tagged", client, "If-None-Match: \"b\"\r\n")
            #expect(other.status == 200 && other.body == Self.text)
        }
    }
}
