import CommonContract
import ServiceKit

/// A stored file as a browser gets it: always a download, never run as a page of ours.
enum Download {
    static func response(_ file: FileRecord, _ bytes: [UInt8]) -> PageResponse {
        PageResponse(
            contentType: file.mediaType,
            headers: [
                ("Content-Disposition", "attachment; filename*=UTF-8''\(encoded(file.name))"),
                ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("ETag", "\"\(file.sha256)\""), ("Cache-Control", "private, max-age=31536000, immutable"),
            ], body: bytes)
    }

    /// RFC 8187: percent-encoded but for letters, digits and a few marks.
    static func encoded(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                text.append(byte)
            default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
