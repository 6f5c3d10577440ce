import JSONRPC

/// What a content is, by its own bytes: a declared media type has to be one of these.
enum MediaType {
    /// The media types that are true of a content; empty for what is not taken, and for what is cut off.
    static func of(_ bytes: [UInt8]) -> Set<String> {
        if bytes.starts(with: "%PDF-".utf8) {
            return bytes.suffix(2_048).contains("%%EOF") ? ["application/pdf"] : []
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return bytes.suffix(64).contains("IEND") ? ["image/png"] : []
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return ["image/jpeg"] }
        if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return ["image/gif"] }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) { return ["image/webp"] }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"]
        }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return archive(bytes) }
        return text(bytes)
    }

    // MARK: - Text

    /// UTF-8 without control characters; CSV also in the Thai single-byte encoding of spreadsheets (TIS-620,
    /// Windows-874).
    private static func text(_ bytes: [UInt8]) -> Set<String> {
        let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        guard isPlain else { return [] }
        if String(validating: bytes, as: UTF8.self) == nil {
            let isThai = bytes.allSatisfy { $0 < 0x80 || (0xA0...0xDA).contains($0) || (0xDF...0xFB).contains($0) }
            return isThai ? ["text/csv", "text/plain"] : []
        }
        let isJSON = (try? JSONDocument(parsing: bytes, limits: JSONLimits(bytesMax: bytes.count))) != nil
        return isJSON ? ["application/json", "text/csv", "text/plain"] : ["text/csv", "text/plain"]
    }

    // MARK: - Archives

    private static let office = [
        "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ]

    private static let openDocument: Set = [
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
    ]

    /// An office document is told by the parts in the archive's directory; an archive without one is cut off.
    private static func archive(_ bytes: [UInt8]) -> Set<String> {
        guard let names = ZipDirectory.names(of: bytes) else { return [] }
        if names.contains("[Content_Types].xml") {
            let found = office.filter { names.contains($0.key) }.map(\.value)
            if found.count == 1 { return Set(found) }
        }
        if let declared = ZipDirectory.mimetype(of: bytes), openDocument.contains(declared) { return [declared] }
        return ["application/zip"]
    }
}

/// Names in an archive's central directory (PKWARE APPNOTE 4.3.12, 4.3.16).
enum ZipDirectory {
    static let entriesMax = 10_000

    static func names(of bytes: [UInt8]) -> Set<String>? {
        let tail = max(0, bytes.count - 66_000)
        var end = bytes.count - 22
        while end >= tail, !bytes[end...].starts(with: [0x50, 0x4B, 0x05, 0x06]) { end -= 1 }
        guard end >= tail, end >= 0 else { return nil }
        let count = number(bytes, end + 10, 2)
        var place = number(bytes, end + 16, 4)
        guard count <= entriesMax else { return nil }
        var names: Set<String> = []
        for _ in 0..<count {
            guard place >= 0, place + 46 <= bytes.count, bytes[place...].starts(with: [0x50, 0x4B, 0x01, 0x02]) else {
                return nil
            }
            let length = number(bytes, place + 28, 2)
            guard place + 46 + length <= bytes.count else { return nil }
            names.insert(String(decoding: bytes[(place + 46)..<(place + 46 + length)], as: UTF8.self))
            place += 46 + length + number(bytes, place + 30, 2) + number(bytes, place + 32, 2)
        }
        return names
    }

    /// What an OpenDocument file says of itself: its first member, stored, is called `mimetype`.
    static func mimetype(of bytes: [UInt8]) -> String? {
        guard bytes.count > 38, number(bytes, 26, 2) == 8, bytes[30...].starts(with: "mimetype".utf8) else {
            return nil
        }
        let start = 38 + number(bytes, 28, 2)
        let length = number(bytes, 18, 4)
        guard length < 100, start + length <= bytes.count else { return nil }
        return String(decoding: bytes[start..<(start + length)], as: UTF8.self)
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ width: Int) -> Int {
        (0..<width).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
    }
}

extension ArraySlice where Element == UInt8 {
    /// Whether the text stands somewhere in it.
    fileprivate func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard count >= wanted.count else { return false }
        return (startIndex...(endIndex - wanted.count)).contains { self[$0...].starts(with: wanted) }
    }
}
