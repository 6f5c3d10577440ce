import CommonContract
import Kernel

/// How a text file's bytes stand for characters, told by its content.
public enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    /// TIS-620 with the additions of Windows-874.
    case windows874 = "Windows-874"

    /// - Returns: the encoding, and how many bytes of a byte-order mark stand before the text.
    /// - Throws: where the bytes fit none, with the row.
    static func recognise(_ bytes: [UInt8]) throws(SheetProblem) -> (TextEncoding, mark: Int) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            guard let broken = UTF8Check.firstFault(bytes) else { return (.utf8, 3) }
            throw SheetProblem("sheet.encoding", SheetMessages.brokenUTF8, row: row(of: broken, in: bytes))
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if let wide = withoutMark(bytes) { return (wide, 0) }
        guard let broken = UTF8Check.firstFault(bytes) else { return (.utf8, 0) }
        // Most sequences are UTF-8: it is, with a fault, and would read as nonsense in any other encoding.
        let (good, bad) = UTF8Check.sequences(bytes)
        if good > bad {
            throw SheetProblem("sheet.encoding", SheetMessages.brokenUTF8, row: row(of: broken, in: bytes))
        }
        if let odd = bytes.firstIndex(where: { $0 >= 0x80 && Windows874.scalar($0) == nil }) {
            throw SheetProblem("sheet.encoding", SheetMessages.encoding, row: row(of: odd, in: bytes))
        }
        return (.windows874, 0)
    }

    /// UTF-16 without a mark: every other byte of the beginning is zero (ASCII) or 0x0E (Thai).
    private static func withoutMark(_ bytes: [UInt8]) -> TextEncoding? {
        let head = bytes.prefix(2_048)
        guard bytes.count % 2 == 0, head.contains(0) else { return nil }
        var high = [0, 0]
        for (index, byte) in head.enumerated() where byte == 0 || byte == 0x0E { high[index % 2] += 1 }
        let half = head.count / 2
        if high[1] * 10 >= half * 9, high[0] * 10 < half { return .utf16LittleEndian }
        if high[0] * 10 >= half * 9, high[1] * 10 < half { return .utf16BigEndian }
        return nil
    }

    private static func row(of index: Int, in bytes: [UInt8]) -> Int {
        1 + bytes[..<index].count { $0 == 0x0A }
    }

    /// UTF-16 as UTF-8; a lone surrogate becomes U+FFFD.
    static func utf8(_ bytes: ArraySlice<UInt8>, littleEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(littleEndian ? second << 8 | first : first << 8 | second)
            index += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}

/// Windows-874, the Thai code page that contains TIS-620.
enum Windows874 {
    static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case 0x00...0x7F: Unicode.Scalar(byte)
        case 0x80: "\u{20AC}"
        case 0x85: "\u{2026}"
        case 0x91: "\u{2018}"
        case 0x92: "\u{2019}"
        case 0x93: "\u{201C}"
        case 0x94: "\u{201D}"
        case 0x95: "\u{2022}"
        case 0x96: "\u{2013}"
        case 0x97: "\u{2014}"
        case 0xA0: "\u{00A0}"
        case 0xA1...0xDA, 0xDF...0xFB: Unicode.Scalar(UInt32(byte) - 0xA0 + 0x0E00)
        default: nil
        }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(scalar(byte) ?? "\u{FFFD}") }
        return String(scalars)
    }
}

/// Whether bytes are UTF-8 (Unicode, table 3-7).
enum UTF8Check {
    /// Where the first sequence that is not UTF-8 begins; `nil`: it is UTF-8.
    static func firstFault(_ bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            guard let length = length(bytes, at: index) else { return index }
            index += length
        }
        return nil
    }

    /// How many sequences beyond ASCII are UTF-8, and how many bytes belong to none.
    static func sequences(_ bytes: [UInt8]) -> (good: Int, bad: Int) {
        var (good, bad, index) = (0, 0, 0)
        while index < bytes.count {
            if let length = length(bytes, at: index) {
                if length > 1 { good += 1 }
                index += length
            } else {
                bad += 1
                index += 1
            }
        }
        return (good, bad)
    }

    private static func length(_ bytes: [UInt8], at index: Int) -> Int? {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        let (length, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
        for place in 2..<max(2, length) where bytes[index + place] & 0xC0 != 0x80 { return nil }
        return length
    }
}
