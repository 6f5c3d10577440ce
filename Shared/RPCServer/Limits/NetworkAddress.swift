import Glibc

/// An IPv4 or IPv6 address as sixteen bytes; IPv4 in its mapped form, so that `::ffff:192.0.2.1` is `192.0.2.1`.
struct NetworkAddress: Equatable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    init?(_ text: Substring) {
        var four = in_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 {
            bytes = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + withUnsafeBytes(of: &four, Array.init)
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, String(text), &six) == 1 else { return nil }
        bytes = withUnsafeBytes(of: &six, Array.init)
    }

    var isIPv4: Bool { bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF }

    /// Whether the first `bits` (0...128) are those of `network`.
    func isWithin(_ network: NetworkAddress, bits: Int) -> Bool {
        let whole = bits / 8
        guard bytes[..<whole] == network.bytes[..<whole] else { return false }
        let rest = bits % 8
        return rest == 0 || (bytes[whole] ^ network.bytes[whole]) >> (8 - UInt8(rest)) == 0
    }

    /// The usual form.
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isIPv4 ? AF_INET : AF_INET6
        let own = isIPv4 ? Array(bytes[12...]) : bytes
        guard inet_ntop(family, own, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
