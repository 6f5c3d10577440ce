import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Files

@Suite struct FileTests {
    /// A small document that every reader takes.
    static let pdf = Array("%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".utf8)

    private func refusal(_ body: () async throws -> some Sendable) async -> RPCError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? RPCError
        }
    }

    private func put(
        _ bytes: [UInt8], _ type: String = "application/pdf", name: String = "แฟ้ม.pdf",
        at organisation: String = "67-01",
        key: String = "1", sha256: String? = nil
    ) -> PutFile {
        PutFile(
            idempotencyKey: key, organisation: organisation, name: name, mediaType: type,
            content: Base64.encode(bytes), sha256: sha256)
    }

    @Test func whatIsPutComesBackWhole() async throws {
        try await withService { service in
            let seed = UInt64.random(in: 0...UInt64(UInt32.max))
            print("content of seed \(seed)")
            var word = seed
            // Three chunks and a bit, incompressible.
            let noise = (0..<800_000).map { _ in
                word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: word >> 56)
            }
            let bytes = Self.pdf + noise + Array("\n%%EOF".utf8)
            let record = try await service.call(put(bytes), as: .planner)
            #expect(record.size == bytes.count)
            #expect(record.sha256 == FileStore.hash(of: bytes))
            let answer = try await service.call(GetFile(sha256: record.sha256, content: true), as: .planner)
            #expect(answer.file == record)
            #expect(Base64.decode(answer.content ?? "") == bytes)
            let page = try #require(service.router.pages.first { $0.path == "/files/:sha256" })
            let context = CallContext(
                caller: .planner, requestID: "1", traceparent: nil, deadline: .now + .seconds(10), now: service.now)
            let request = PageRequest(parameters: ["sha256": record.sha256], query: [:], language: "th")
            let response = try await page.answer(request, context)
            #expect(response.body == bytes)
            #expect(response.contentType == "application/pdf")
            #expect(response.headers.contains { $0.value.hasSuffix("''%E0%B9%81%E0%B8%9F%E0%B9%89%E0%B8%A1.pdf") })
        }
    }

    @Test func theSameContentIsStoredOnce() async throws {
        try await withService { service in
            let first = try await service.call(put(Self.pdf, key: "1"))
            let again = try await service.call(put(Self.pdf, key: "2"))
            let other = try await service.call(put(Self.pdf, name: "อีกชื่อ.pdf", at: "67-02", key: "3"))
            #expect(again == first)
            #expect(other.sha256 == first.sha256)
            #expect(other.name == "อีกชื่อ.pdf")
            let chunks = try await service.database.all(ChunksOfFile(province: "67", hash: first.sha256))
            #expect(chunks.count == 1)
            let found = try await FileStore.find(
                [first.sha256, String(repeating: "0", count: 64)], province: "67", on: service.database)
            #expect(found == [first.sha256: first])
        }
    }

    @Test func itIsSeenByThoseOfItsPlaceAndAbove() async throws {
        try await withService { service in
            let hash = try await service.call(put(Self.pdf, at: "67-S0001"), as: .head).sha256
            let get = GetFile(sha256: hash)
            for caller in [Caller.head, .reporter, .planner, .reader] {
                #expect(try await service.call(get, as: caller).file.organisation == "67-S0001")
            }
            let elsewhere = Caller.holding(.reporter, at: "67-S0002")
            #expect(await refusal { try await service.call(get, as: elsewhere) }?.kind == .notFound)
            #expect(
                await refusal { try await service.call(put(Self.pdf, key: "2"), as: elsewhere) }?.kind == .forbidden)
        }
    }

    @Test func aLieIsRefused() async throws {
        try await withService { service in
            func rules(_ params: PutFile) async -> [String] {
                await refusal { try await service.call(params) }?.problems.map { "\($0.path) \($0.rule)" } ?? []
            }
            let wrong = String(repeating: "0", count: 64)
            #expect(
                await rules(put(Self.pdf, "image/png", sha256: wrong))
                    == ["/mediaType file.mediaType", "/sha256 file.hashDiffers"])
            #expect(await rules(put(Array(Self.pdf.dropLast(6)))) == ["/mediaType file.mediaType"])
            #expect(await rules(put(Array("<html></html>".utf8), "text/html")) == ["/mediaType file.mediaType"])
            #expect(await rules(put([])) == ["/content file.content"])
            #expect(await rules(put(Self.pdf, name: "../x.pdf")) == ["/name file.name"])
            for name in ["ใบรับรอง.png", "letter.PDF.exe", "หน้า.html", "ตาราง.csv"] {
                #expect(await rules(put(Self.pdf, name: name)) == ["/name file.nameDiffers"], "\(name)")
            }
            #expect(await rules(put(Array("a,b\n".utf8), "text/plain", name: "x.js")) == ["/name file.nameDiffers"])
            let large = Self.pdf + [UInt8](repeating: 0x20, count: FilesModule.bytesMaxStandard)
            let tooLarge = await refusal { try await service.call(put(large)) }
            #expect(tooLarge?.kind == .tooLarge && tooLarge?.problems.map(\.path) == ["/content"])
            #expect(tooLarge?.message.en?.contains("5 MB") ?? false)
            let held = try await service.database.all(HoldingsOfFile(hash: FileStore.hash(of: Self.pdf)))
            #expect(held.isEmpty)
            // A name whose last dot begins no ending says nothing.
            for (key, name) in ["ศธ 04088.125", "บันทึก", "รายงาน ปี 2566.pdf"].enumerated() {
                #expect(try await service.call(put(Self.pdf, name: name, key: "n\(key)")).name == name)
            }
        }
    }

    @Test func itIsNeverChangedAndDamageIsFound() async throws {
        try await withService { service in
            let hash = try await service.call(put(Self.pdf)).sha256
            for sql in ["UPDATE file_chunk SET bytes = 'x'", "DELETE FROM file_holding", "UPDATE file SET size = 1"] {
                await #expect(throws: PostgresError.self) {
                    try await service.database.transaction { try await $0.script(sql) }
                }
            }
            try await service.database.transaction {
                try await $0.script(
                    "ALTER TABLE file_chunk DISABLE TRIGGER USER; UPDATE file_chunk SET bytes = bytes || '\\x00'")
            }
            await #expect(throws: DamagedFile.self) {
                try await service.call(GetFile(sha256: hash, content: true))
            }
        }
    }

    @Test func theExamplesAreTrue() async throws {
        try await withService { service in
            for method in FileMethods.all {
                for example in method.examples {
                    let answer = try await service.call(method.name, Array(example.params.utf8))
                    let text = String(decoding: answer, as: UTF8.self)
                    #expect(text.contains("5866debbb268137595d55eb7e7097dd010157a354b513ec34eb4e4eb6013e064"))
                }
            }
        }
    }
}

@Suite struct MediaTypeTests {
    @Test func contentsAreToldByTheirBytes() {
        let cases: [([UInt8], Set<String>)] = [
            (FileTests.pdf, ["application/pdf"]),
            (Self.jpeg, ["image/jpeg"]), (Array(Self.jpeg.dropLast(2)), []), (Array(Self.jpeg.prefix(10)), []),
            // Cameras write more behind the picture.
            (Self.jpeg + Array("MotionPhoto".utf8), ["image/jpeg"]), ([0xFF, 0xD8, 0xFF, 0xE0], []),
            (Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B], ["image/gif"]),
            (Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0], []),
            (Array("RIFF".utf8) + [8, 0, 0, 0] + Array("WEBPVP8 ".utf8), ["image/webp"]),
            (Array("RIFF".utf8) + [99, 0, 0, 0] + Array("WEBPVP8 ".utf8), []),
            // “ก,1” as spreadsheets write Unicode text.
            ([0xFF, 0xFE, 0x01, 0x0E, 0x2C, 0x00, 0x31, 0x00], ["text/csv", "text/plain"]),
            ([0xFE, 0xFF, 0x0E, 0x01, 0x00, 0x2C], ["text/csv", "text/plain"]),
            ([0xFF, 0xFE, 0x00, 0x00], []), ([0xFF, 0xFE, 0x00, 0xD8, 0x31, 0x00], []),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("IEND1234".utf8), ["image/png"]),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], []),
            (Array("ชื่อ,จำนวน\nก,1\n".utf8), ["text/csv", "text/plain"]),
            // “กข,1” in TIS-620.
            ([0xA1, 0xA2, 0x2C, 0x31, 0x0A], ["text/csv", "text/plain"]),
            (Array(#"{"a":1}"#.utf8), ["application/json", "text/csv", "text/plain"]),
            ([0x00, 0x01], []), ([0x4D, 0x5A, 0x90, 0x00], []),
            (Self.zip(["a.txt"]), ["application/zip"]),
            (
                Self.zip(["[Content_Types].xml", "xl/workbook.xml"]),
                ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
            ),
            (
                Self.zip(["[Content_Types].xml", "word/document.xml"]),
                ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"]
            ),
            (Array(Self.zip(["[Content_Types].xml", "xl/workbook.xml"]).dropLast(8)), []),
            ([0x50, 0x4B, 0x03, 0x04], []),
        ]
        for (bytes, expected) in cases { #expect(MediaType.of(bytes) == expected) }
    }

    /// A picture of one segment, what is coded with a stuffed byte and a restart, and the end.
    static let jpeg: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, 1, 0xFF, 0, 2, 0xFF, 0xD0, 3, 0xFF, 0xD9,
    ]

    /// No content, however broken, is read beyond its end.
    @Test func brokenPicturesAreNoTrap() {
        for count in Self.jpeg.indices { #expect(MediaType.of(Array(Self.jpeg.prefix(count))) != ["image/jpeg"]) }
        let webp = Array("RIFF".utf8) + [UInt8](repeating: 0xFF, count: 4) + Array("WEBP".utf8)
        #expect(MediaType.of(webp).isEmpty)
    }

    @Test func brokenArchivesAreNoTrap() {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("archives of seed \(seed)")
        var word = seed
        func random(_ below: Int) -> Int {
            word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(word >> 33) % below
        }
        let whole = Self.zip(["mimetype", "xl/workbook.xml", "[Content_Types].xml"])
        for _ in 0..<5_000 {
            var bytes = whole
            for _ in 0...random(4) { bytes[4 + random(bytes.count - 4)] = UInt8(random(256)) }
            bytes.removeLast(random(bytes.count - 4))
            #expect(!MediaType.of(bytes).contains("application/pdf"))
        }
    }

    /// An archive of empty members.
    static func zip(_ names: [String]) -> [UInt8] {
        func little(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for name in names {
            let start = bytes.count
            let sizes = little(0, 12) + little(name.utf8.count, 2) + little(0, 2)
            bytes += [0x50, 0x4B, 0x03, 0x04] + little(20, 2) + little(0, 8) + sizes + Array(name.utf8)
            directory += [0x50, 0x4B, 0x01, 0x02] + little(20, 2) + little(20, 2) + little(0, 8) + sizes
            directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(start, 4) + Array(name.utf8)
        }
        let end = little(names.count, 2) + little(names.count, 2) + little(directory.count, 4) + little(bytes.count, 4)
        return bytes + directory + [0x50, 0x4B, 0x05, 0x06] + little(0, 4) + end + little(0, 2)
    }
}
