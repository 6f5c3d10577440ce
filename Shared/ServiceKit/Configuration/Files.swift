import Glibc

/// Small files that settings name: keys, passwords, tokens.
enum Files {
    /// Longest file that is read whole.
    static let bytesMax = 1 << 20

    static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// The whole file; `nil` if it is not there, cannot be read or is too long.
    static func bytes(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            bytes.append(contentsOf: piece[..<count])
            if bytes.count > bytesMax { return nil }
        }
    }

    /// A secret: the file's text without blanks and line ends around it.
    static func secret(_ path: String) -> String? {
        guard let bytes = bytes(path), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var secret = text[...]
        while secret.last?.isWhitespace == true { secret = secret.dropLast() }
        while secret.first?.isWhitespace == true { secret = secret.dropFirst() }
        return secret.isEmpty ? nil : String(secret)
    }
}
