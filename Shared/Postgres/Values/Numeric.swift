/// A `numeric` as the server sends it: base-10000 digits, the weight of the first, sign and scale.
struct Numeric: CustomStringConvertible {
    private var digits: [Int] = []
    private var weight = 0
    private var scale = 0
    private var isNegative = false
    private var special: String?

    /// `nil` if the bytes are not a whole numeric.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        let count = Int(bytes.bigEndian(UInt16.self))
        guard bytes.count == 8 + 2 * count else { return nil }
        weight = Int(bytes.bigEndian(Int16.self, at: 2))
        scale = Int(bytes.bigEndian(UInt16.self, at: 6) & 0x3FFF)
        switch bytes.bigEndian(UInt16.self, at: 4) {
        case 0x0000: break
        case 0x4000: isNegative = true
        case 0xC000: special = "nan"
        case 0xD000: special = "inf"
        case 0xF000: special = "-inf"
        default: return nil
        }
        digits = (0..<count).map { Int(bytes.bigEndian(UInt16.self, at: 8 + 2 * $0)) }
    }

    /// The number if it is whole and fits in 64 bits.
    var wholeNumber: Int64? {
        guard special == nil, digits.dropFirst(max(0, weight + 1)).allSatisfy({ $0 == 0 }) else { return nil }
        if weight < 0 || digits.isEmpty { return 0 }
        guard weight < 5 else { return nil }
        var value: Int64 = 0
        for place in 0...weight {
            let digit = Int64(place < digits.count ? digits[place] : 0)
            let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, overflowOfSum) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if overflow || overflowOfSum { return nil }
            value = sum
        }
        return value
    }

    /// Decimal with as many places as the column's scale.
    var description: String {
        if let special { return special }
        var text = isNegative ? "-" : ""
        if weight < 0 {
            text += "0"
        } else {
            for place in 0...weight {
                let digit = String(place < digits.count ? digits[place] : 0)
                text += place == 0 ? digit : String(repeating: "0", count: 4 - digit.count) + digit
            }
        }
        guard scale > 0 else { return text }
        var fraction = ""
        var place = weight + 1
        while fraction.count < scale {
            let digit = String(place >= 0 && place < digits.count ? digits[place] : 0)
            fraction += String(repeating: "0", count: 4 - digit.count) + digit
            place += 1
        }
        return text + "." + fraction.prefix(scale)
    }
}
