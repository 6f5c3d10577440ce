/// How cells of each style show their number (ECMA-376 part 1, 18.8.30).
struct NumberFormats: Sendable {
    enum Kind: Hashable, Sendable {
        case plain, date, dateTime, time, percent
        case padded(Int)
    }

    /// By the style's place in `cellXfs`.
    private(set) var styles: [Kind] = []

    subscript(style: Int) -> Kind { styles.indices.contains(style) ? styles[style] : .plain }

    mutating func add(style id: Int, codes: [Int: String]) {
        styles.append(codes[id].map(NumberFormats.kind) ?? NumberFormats.builtIn(id))
    }

    private static func builtIn(_ id: Int) -> Kind {
        switch id {
        case 9, 10, 67, 68: .percent
        // 27–36 and 50–58 are dates in East Asian locales, 71–74 and 81 in the Thai one.
        case 14...17, 27...31, 36, 50...54, 57, 58, 71...74, 81: .date
        case 22, 77: .dateTime
        case 18...21, 32...35, 45...47, 55, 56, 75, 76, 78...80: .time
        default: .plain
        }
    }

    /// What a format's code says: `[$-187041E]d mmm yyyy`, `d/m/bbbb`, `0.00%`, `0000000000`.
    static func kind(_ code: String) -> Kind {
        var letters: [UInt32] = []
        var scalars = code.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case "\"": while let inner = scalars.next(), inner != "\"" {}
            case "\\", "_", "*": _ = scalars.next()
            case "[":
                var inner: [UInt32] = []
                while let next = scalars.next(), next != "]" { inner.append(next.value | 0x20) }
                // Elapsed time, `[h]:mm`; anything else is a colour, a condition or a locale.
                if let first = inner.first, [0x68, 0x6D, 0x73].contains(first), Set(inner).count == 1 {
                    letters.append(first)
                }
            // The first section is of positive numbers.
            case ";": return kind(of: letters, code)
            default: letters.append((0x41...0x5A).contains(scalar.value) ? scalar.value + 0x20 : scalar.value)
            }
        }
        return kind(of: letters, code)
    }

    private static func kind(of letters: [UInt32], _ code: String) -> Kind {
        if code.lowercased().hasPrefix("general") { return .plain }
        func has(_ text: String) -> Bool { text.unicodeScalars.contains { letters.contains($0.value) } }
        // Day, year and Buddhist-era year; ว, ด and ป are what Thai Excel writes for day, month and year.
        let isDate = has("ydbวดป") || has("m") && !has("hs")
        let isTime = has("hsชท")
        if isDate { return isTime ? .dateTime : .date }
        if isTime { return .time }
        if has("%") { return .percent }
        let zeros = letters.count { $0 == 0x30 }
        return zeros > 1 && zeros == letters.count ? .padded(zeros) : .plain
    }
}
