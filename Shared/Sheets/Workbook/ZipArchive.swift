import CZlib
import CommonContract
import Kernel

/// The directory of a zip file in memory (PKWARE's APPNOTE 4.3), and its parts unzipped piece by piece.
struct ZipArchive {
    struct Entry: Sendable {
        var name: String
        var method: UInt16
        var crc: UInt32
        var start: Int
        var packedBytes: Int
    }

    let bytes: [UInt8]
    private(set) var entries: [String: Entry] = [:]
    private static let entriesMax = 2_000

    init(_ bytes: [UInt8]) throws(SheetProblem) {
        self.bytes = bytes
        guard let end = ZipArchive.endRecord(bytes) else { throw .damaged("zip") }
        let count = Int(ZipArchive.word(bytes, end + 10))
        var place = Int(ZipArchive.long(bytes, end + 16))
        guard count <= Self.entriesMax else { throw .damaged("zip") }
        for _ in 0..<count {
            guard place >= 0, place + 46 <= bytes.count, ZipArchive.long(bytes, place) == 0x0201_4B50 else {
                throw .damaged("zip")
            }
            let nameBytes = Int(ZipArchive.word(bytes, place + 28))
            let next =
                place + 46 + nameBytes + Int(ZipArchive.word(bytes, place + 30))
                + Int(ZipArchive.word(bytes, place + 32))
            guard next <= bytes.count else { throw .damaged("zip") }
            if ZipArchive.word(bytes, place + 8) & 1 != 0 {
                throw SheetProblem("sheet.kind", SheetMessages.encrypted)
            }
            let name = String(decoding: bytes[place + 46..<place + 46 + nameBytes], as: UTF8.self)
            let header = Int(ZipArchive.long(bytes, place + 42))
            guard header + 30 <= bytes.count, ZipArchive.long(bytes, header) == 0x0403_4B50 else {
                throw .damaged("zip")
            }
            let start =
                header + 30 + Int(ZipArchive.word(bytes, header + 26)) + Int(ZipArchive.word(bytes, header + 28))
            let packed = Int(ZipArchive.long(bytes, place + 20))
            guard start + packed <= bytes.count else { throw .damaged("zip") }
            entries[ZipArchive.key(name)] = Entry(
                name: name, method: ZipArchive.word(bytes, place + 10), crc: ZipArchive.long(bytes, place + 16),
                start: start, packedBytes: packed)
            place = next
        }
    }

    /// Parts are named without regard to case, `\` for `/` by some writers.
    static func key(_ name: String) -> String {
        String(name.lowercased().map { $0 == "\\" ? "/" : $0 }.drop { $0 == "/" })
    }

    subscript(name: String) -> Entry? { entries[ZipArchive.key(name)] }

    private static func endRecord(_ bytes: [UInt8]) -> Int? {
        var place = bytes.count - 22
        let last = max(0, place - 65_535)
        while place >= last {
            if long(bytes, place) == 0x0605_4B50 { return place }
            place -= 1
        }
        return nil
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }
    private static func long(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(word(bytes, at)) | UInt32(word(bytes, at + 2)) << 16
    }
}

/// How much has been unzipped of a workbook, over all of its parts.
final class UnzipBudget {
    private(set) var left: Int
    let max: Int
    init(max: Int) { (left, self.max) = (max, max) }

    func take(_ count: Int) throws(SheetProblem) {
        left -= count
        if left < 0 { throw .tooLarge(SheetMessages.unzipped, max) }
    }
}

/// Unzips one part in pieces of 64 KiB.
final class PartStream {
    private var stream = z_stream()
    private let archive: ZipArchive
    private let entry: ZipArchive.Entry
    private let budget: UnzipBudget
    private var position: Int
    private var checksum: UInt
    private var isOver = false
    private var piece = [UInt8](repeating: 0, count: 1 << 16)

    init(_ archive: ZipArchive, _ entry: ZipArchive.Entry, _ budget: UnzipBudget) throws(SheetProblem) {
        self.archive = archive
        self.entry = entry
        self.budget = budget
        position = entry.start
        checksum = crc32(0, nil, 0)
        guard entry.method == 0 || entry.method == 8 else { throw .damaged(entry.name) }
        if entry.method == 8, inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) != Z_OK {
            throw .damaged(entry.name)
        }
    }

    deinit { if entry.method == 8 { inflateEnd(&stream) } }

    /// Hands over the next piece; `false` at the end.
    /// - Throws: what is damaged, or too much.
    func next(_ take: (UnsafeBufferPointer<UInt8>) throws(SheetProblem) -> Void) throws(SheetProblem) -> Bool {
        if isOver { return false }
        let count = entry.method == 0 ? copy() : try inflate()
        try budget.take(count)
        checksum = piece.withUnsafeBufferPointer { crc32(checksum, $0.baseAddress, UInt32(count)) }
        if isOver, UInt32(truncatingIfNeeded: checksum) != entry.crc { throw .damaged(entry.name) }
        // Typed errors do not pass through `withUnsafeBufferPointer`.
        var failure: SheetProblem?
        piece.withUnsafeBufferPointer { buffer in
            do throws(SheetProblem) {
                try take(UnsafeBufferPointer(rebasing: buffer[..<count]))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return true
    }

    private func copy() -> Int {
        let count = min(piece.count, entry.start + entry.packedBytes - position)
        piece.replaceSubrange(..<count, with: archive.bytes[position..<position + count])
        position += count
        isOver = position == entry.start + entry.packedBytes
        return count
    }

    private func inflate() throws(SheetProblem) -> Int {
        let available = entry.start + entry.packedBytes - position
        let (status, used, made) = archive.bytes.withUnsafeBufferPointer { input in
            piece.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
                stream.avail_in = UInt32(available)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                return (status, available - Int(stream.avail_in), output.count - Int(stream.avail_out))
            }
        }
        position += used
        switch status {
        case Z_STREAM_END: isOver = true
        case Z_OK where made > 0 || used > 0: break
        default: throw .damaged(entry.name)
        }
        return made
    }
}
