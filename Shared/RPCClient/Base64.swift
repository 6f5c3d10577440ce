/// Base64 of RFC 4648, with padding.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var iterator = bytes.makeIterator()
        while let first = iterator.next() {
            let second = iterator.next()
            let third = iterator.next()
            let word = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            result.append(alphabet[Int(word >> 18)])
            result.append(alphabet[Int(word >> 12 & 63)])
            result.append(second == nil ? UInt8(ascii: "=") : alphabet[Int(word >> 6 & 63)])
            result.append(third == nil ? UInt8(ascii: "=") : alphabet[Int(word & 63)])
        }
        return result
    }
}
