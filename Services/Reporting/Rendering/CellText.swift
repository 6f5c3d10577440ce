import Kernel
import ReportingContract

/// How the cells of a report are written for people.
enum CellText {
    static func text(_ cell: ReportCell, _ kind: ReportValueKind, language: String) -> String {
        guard cell.state == .value, let value = cell.value else { return state(cell.state, language: language) }
        switch kind {
        case .money: return Money(value)?.grouped() ?? value
        case .count: return Int64(value).flatMap { grouped(whole: $0) } ?? value
        case .date:
            guard language == "th", let date = CalendarDate(value) else { return value }
            return ThaiDate.text(date, .short, digits: .arabic)
        case .number: return groupedDecimal(value)
        case .text: return visible(language == "en" ? cell.en ?? value : value)
        case .percent: return value
        }
    }

    /// A day as running text has it, in Arabic digits; what is no day stays as it is.
    static func longDate(_ text: String) -> String {
        CalendarDate(text).map { ThaiDate.text($0, .long, digits: .arabic) } ?? text
    }

    /// Without control characters, which no page and no PDF may contain, and those that turn the direction of what
    /// follows, by which a text could look like another; line ends and tabs stay.
    static func visible(_ text: String) -> String {
        let isBad: (Unicode.Scalar) -> Bool = {
            ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7F...0x9F).contains($0.value) || $0.value == 0xFFFE
                || $0.value == 0xFFFF || (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
        }
        guard text.unicodeScalars.contains(where: isBad) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(isBad(scalar) ? " " : scalar) }
        return String(scalars)
    }

    static func state(_ state: ReportCellState, language: String) -> String {
        let thai = language == "th"
        return switch state {
        case .value: ""
        case .none: thai ? "ไม่มี" : "none"
        case .notApplicable: "–"
        case .notReported: thai ? "ยังไม่รายงาน" : "not reported"
        case .suppressed: thai ? "ปกปิด (กลุ่มเล็ก)" : "suppressed (few people)"
        case .missing: thai ? "ขาดข้อมูล" : "missing"
        }
    }

    private static func grouped(whole: Int64) -> String? {
        guard whole.magnitude < 1_000_000_000_000_000 else { return nil }
        return String(Money(baht: whole).grouped().dropLast(3))
    }

    static func groupedDecimal(_ value: String) -> String {
        let parts = value.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Int64(parts[0]), let text = grouped(whole: whole) else { return value }
        let sign = whole == 0 && value.hasPrefix("-") ? "-" : ""
        return sign + text + (parts.count == 2 ? "." + parts[1] : "")
    }
}
