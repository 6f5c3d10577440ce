import CZlib
import CommonContract
import Kernel

/// The directory of a zip file (PKWARE's APPNOTE 4.3), and its parts unzipped piece by piece.
struct ZipArchive {
    struct Entry: Sendable {
        var name: String
        var method: UInt16
        var crc: UInt32
        var start: Int
        var packedBytes: Int
    }

    let bytes: SheetBytes
    private(set) var entries: [String: Entry] = [:]
    private static let entriesMax = 2_000
    /// The directory alone: of so many entries with names of a kilobyte.
    private static let directoryBytesMax = 4 << 20

    init(_ bytes: SheetBytes) throws(SheetProblem) {
        self.bytes = bytes
        let tail = try bytes.read(max(0, bytes.count - 22 - 65_535)..<bytes.count)
        guard let end = ZipArchive.endRecord(tail) else { throw .damaged("zip") }
        let count = Int(ZipArchive.word(tail, end + 10))
        let first = Int(ZipArchive.long(tail, end + 16))
        let last = bytes.count - tail.count + end
        guard count <= Self.entriesMax, first <= last, last - first <= Self.directoryBytesMax else {
            throw .damaged("zip")
        }
        let directory = try bytes.read(first..<last)
        var place = 0
        for _ in 0..<count {
            guard place + 46 <= directory.count, ZipArchive.long(directory, place) == 0x0201_4B50 else {
                throw .damaged("zip")
            }
            let nameBytes = Int(ZipArchive.word(directory, place + 28))
            let next =
                place + 46 + nameBytes + Int(ZipArchive.word(directory, place + 30))
                + Int(ZipArchive.word(directory, place + 32))
            guard next <= directory.count else { throw .damaged("zip") }
            if ZipArchive.word(directory, place + 8) & 1 != 0 {
                throw SheetProblem("sheet.kind", SheetMessages.encrypted)
            }
            let entry = try entry(directory, at: place, nameBytes: nameBytes)
            entries[ZipArchive.key(entry.name)] = entry
            place = next
        }
    }

    private func entry(
        _ directory: [UInt8], at place: Int, nameBytes: Int
    ) throws(SheetProblem) -> Entry {
        let at = Int(ZipArchive.long(directory, place + 42))
        let header = try bytes.read(at..<at + 30)
        guard ZipArchive.long(header, 0) == 0x0403_4B50 else { throw .damaged("zip") }
        let start = at + 30 + Int(ZipArchive.word(header, 26)) + Int(ZipArchive.word(header, 28))
        let packed = Int(ZipArchive.long(directory, place + 20))
        guard start + packed <= bytes.count else { throw .damaged("zip") }
        return Entry(
            name: String(decoding: directory[place + 46..<place + 46 + nameBytes], as: UTF8.self),
            method: ZipArchive.word(directory, place + 10), crc: ZipArchive.long(directory, place + 16), start: start,
            packedBytes: packed)
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
    /// What was read and is not unzipped yet.
    private var packed: [UInt8] = []
    private var used = 0

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
        let count = entry.method == 0 ? try copy() : try inflate()
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

    /// Reads on where all that was read has been used.
    private func fill() throws(SheetProblem) {
        guard used == packed.count else { return }
        let end = min(position + piece.count, entry.start + entry.packedBytes)
        packed = try archive.bytes.read(position..<end)
        position = end
        used = 0
    }

    private func copy() throws(SheetProblem) -> Int {
        try fill()
        let count = packed.count
        piece.replaceSubrange(..<count, with: packed)
        used = count
        isOver = position == entry.start + entry.packedBytes
        return count
    }

    private func inflate() throws(SheetProblem) -> Int {
        try fill()
        let available = packed.count - used
        let (status, taken, made) = packed.withUnsafeBufferPointer { input in
            piece.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + used })
                stream.avail_in = UInt32(available)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                return (status, available - Int(stream.avail_in), output.count - Int(stream.avail_out))
            }
        }
        used += taken
        switch status {
        case Z_STREAM_END: isOver = true
        case Z_OK where made > 0 || taken > 0: break
        default: throw .damaged(entry.name)
        }
        return made
    }
}
