import JSONRPC

/// What a content is, by its own bytes: a declared media type has to be one of these.
enum MediaType {
    /// The media types that are true of a content; empty for what is not taken, and for what is cut off.
    static func of(_ bytes: [UInt8]) -> Set<String> {
        switch beginning(of: bytes) {
        case .pdf: bytes.suffix(2_048).contains("%%EOF") ? ["application/pdf"] : []
        case .png: bytes.suffix(64).contains("IEND") ? ["image/png"] : []
        case .jpeg: hasEndOfPicture(bytes) ? ["image/jpeg"] : []
        case .gif: bytes.last { $0 != 0 } == 0x3B ? ["image/gif"] : []
        case .webp: little(bytes, 4) + 8 <= bytes.count ? ["image/webp"] : []
        case .oldOffice: ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"]
        case .zip: archive(bytes)
        case nil: text(bytes)
        }
    }

    /// What a content begins as, whole or cut off.
    enum Beginning: String {
        case pdf = "PDF"
        case png = "PNG"
        case jpeg = "JPEG"
        case gif = "GIF"
        case webp = "WebP"
        case oldOffice = "Office 97–2003"
        case zip = "ZIP"
    }

    static func beginning(of bytes: [UInt8]) -> Beginning? {
        if bytes.starts(with: "%PDF-".utf8) { return .pdf }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return .gif }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) { return .webp }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .oldOffice }
        return bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) ? .zip : nil
    }

    // MARK: - Pictures

    /// Whether a JPEG comes to its end (ITU T.81 B.1): segments with their lengths, and between them what is coded, in
    /// which FF is followed by 00 or a restart. Cameras write more behind the end.
    private static func hasEndOfPicture(_ bytes: [UInt8]) -> Bool {
        var place = 2
        var isCoded = false
        while place + 1 < bytes.count {
            if isCoded {
                let next = bytes[place + 1]
                if bytes[place] != 0xFF || next == 0 || next == 0xFF || (0xD0...0xD7).contains(next) {
                    place += bytes[place] == 0xFF && next != 0xFF ? 2 : 1
                    continue
                }
            }
            guard bytes[place] == 0xFF else { return false }
            switch bytes[place + 1] {
            case 0xD9: return true
            case 0xFF: place += 1
            default:
                guard place + 3 < bytes.count else { return false }
                isCoded = bytes[place + 1] == 0xDA
                place += 2 + Int(bytes[place + 2]) << 8 + Int(bytes[place + 3])
            }
        }
        return false
    }

    private static func little(_ bytes: [UInt8], _ place: Int) -> Int {
        (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
    }

    // MARK: - Text

    /// UTF-8 without control characters; CSV also in the Thai single-byte encoding of spreadsheets (TIS-620,
    /// Windows-874) and in their UTF-16 with a byte order mark ("Unicode text").
    private static func text(_ bytes: [UInt8]) -> Set<String> {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return isUTF16(bytes) ? ["text/csv", "text/plain"] : []
        }
        let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        guard isPlain else { return [] }
        if String(validating: bytes, as: UTF8.self) == nil {
            let isThai = bytes.allSatisfy { $0 < 0x80 || (0xA0...0xDA).contains($0) || (0xDF...0xFB).contains($0) }
            return isThai ? ["text/csv", "text/plain"] : []
        }
        let isJSON = (try? JSONDocument(parsing: bytes, limits: JSONLimits(bytesMax: bytes.count))) != nil
        return isJSON ? ["application/json", "text/csv", "text/plain"] : ["text/csv", "text/plain"]
    }

    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        guard bytes.count % 2 == 0 else { return false }
        let (low, high) = bytes[0] == 0xFF ? (0, 1) : (1, 0)
        let units = stride(from: 2, to: bytes.count, by: 2).map {
            UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + high]) << 8
        }
        let isPlain = units.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        return isPlain && String(validating: units, as: UTF16.self) != nil
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
