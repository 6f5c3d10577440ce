extension CalendarDate {
    /// The Buddhist-era year, by simple addition of 543. Before 1941 the Thai year began in April; documents of that
    /// time are read by the same addition, and the day is never shifted.
    public var buddhistYear: Int { year + 543 }

    /// `nil` if there is no such day.
    public init?(buddhistYear: Int, month: Int, day: Int) {
        self.init(year: buddhistYear - 543, month: month, day: day)
    }
}

/// Dates as Thai documents write them.
public enum ThaiDate {
    public enum Style: String, Sendable, CaseIterable {
        /// `14 ธันวาคม 2565`, without พ.ศ., as official letters have it.
        case long
        /// `14 ธ.ค. 2565`
        case short
        /// `14/12/2565`
        case numeric
        /// `ธันวาคม 2565`
        case monthAndYear
    }

    public static let months = [
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
        "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
    ]
    public static let shortMonths = [
        "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
    ]

    public static func text(_ date: CalendarDate, _ style: Style = .long, digits: Digits = .thai) -> String {
        let text =
            switch style {
            case .long: "\(date.day) \(months[date.month - 1]) \(date.buddhistYear)"
            case .short: "\(date.day) \(shortMonths[date.month - 1]) \(date.buddhistYear)"
            case .numeric: "\(padded(date.day, 2))/\(padded(date.month, 2))/\(date.buddhistYear)"
            case .monthAndYear: "\(months[date.month - 1]) \(date.buddhistYear)"
            }
        return digits.applied(to: text)
    }

    /// A day and its time in Thailand to the minute: `14 ธันวาคม 2565 เวลา 09.30 น.`
    public static func text(_ instant: Instant, _ style: Style = .long, digits: Digits = .thai) -> String {
        let minutes = Instant.floorDivide(instant.microsecondsSinceEpoch, 60_000_000) + 7 * 60
        let ofDay = Int(minutes - Instant.floorDivide(minutes, 1_440) * 1_440)
        let time = padded(ofDay / 60, 2) + "." + padded(ofDay % 60, 2)
        return text(instant.dateInThailand, style, digits: digits) + digits.applied(to: " เวลา \(time) น.")
    }

    /// Reads a date with a Buddhist-era year of 2400 to 2800, in Thai or Arabic digits, in the long, short or numeric
    /// form (`/`, `-` or `.` between numbers). วันที่, เดือน and พ.ศ. may stand in it; a two-digit year after the name
    /// of a month is of the 2500s. `nil` for anything else: a year that might be of the common era is never guessed.
    public static func parse(_ text: String) -> CalendarDate? {
        var rest = ThaiDigits.arabic(text)
        for word in ["วันที่", "เดือน", "พ.ศ.", "พ.ศ", "พุทธศักราช"] {
            rest = replacing(word, with: " ", in: rest)
        }
        let parts = rest.split { $0 == " " || $0 == "\u{00A0}" || $0 == "\t" }.map(String.init)
        if parts.count == 1 { return numeric(parts[0]) }
        guard parts.count == 3, let day = number(parts[0], digits: 1...2), let month = month(parts[1]) else {
            return nil
        }
        if let year = number(parts[2], digits: 4...4) { return date(year, month, day) }
        return number(parts[2], digits: 2...2).flatMap { date(2500 + $0, month, day) }
    }

    private static func numeric(_ text: String) -> CalendarDate? {
        for separator: Character in ["/", "-", "."] {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { continue }
            guard let day = number(parts[0], digits: 1...2), let month = number(parts[1], digits: 1...2),
                let year = number(parts[2], digits: 4...4)
            else { return nil }
            return date(year, month, day)
        }
        return nil
    }

    private static func date(_ buddhistYear: Int, _ month: Int, _ day: Int) -> CalendarDate? {
        guard FiscalYear.range.contains(buddhistYear) else { return nil }
        return CalendarDate(buddhistYear: buddhistYear, month: month, day: day)
    }

    private static func month(_ name: String) -> Int? {
        let bare = name.filter { $0 != "." }
        return (months.firstIndex(of: name) ?? shortMonths.firstIndex { $0.filter { $0 != "." } == bare })
            .map { $0 + 1 }
    }

    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        digits.contains(text.utf8.count) ? decimal(Array(text.utf8)) : nil
    }

    private static func replacing(_ word: String, with other: String, in text: String) -> String {
        let pattern = Array(word.unicodeScalars)
        let source = Array(text.unicodeScalars)
        guard let first = pattern.first, source.contains(first) else { return text }
        var result = String.UnicodeScalarView()
        var index = 0
        while index < source.count {
            if source[index...].starts(with: pattern) {
                result.append(contentsOf: other.unicodeScalars)
                index += pattern.count
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return String(result)
    }
}
