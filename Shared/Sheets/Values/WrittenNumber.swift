import Kernel

/// A number as people write it, as `-1250000.50`.
struct WrittenNumber {
    /// An optional `-`, digits, and a point with digits behind it.
    let text: String
    let isPercent: Bool

    init(_ text: String, isPercent: Bool = false) {
        self.text = text
        self.isPercent = isPercent
    }

    /// Takes Thai digits, thousands separators in their places, a negative amount in brackets or with a minus sign of
    /// any kind, บาท or ฿ beside it, and a sign for percent.
    static func read(_ written: String) -> Result<WrittenNumber, SheetRefusal> {
        var rest = Array(ThaiDigits.arabic(SheetText.trimmed(written)).lowercased().unicodeScalars)
            .filter { !SheetText.isBlank($0) }
        var negative = false
        if rest.first == "(", rest.last == ")" {
            negative = true
            rest = Array(rest.dropFirst().dropLast())
        }
        for unit in ["บาท", "baht", "thb", "฿"] {
            let unit = Array(unit.unicodeScalars)
            if rest.starts(with: unit) { rest.removeFirst(unit.count) }
            if rest.count > unit.count, rest.suffix(unit.count).elementsEqual(unit) { rest.removeLast(unit.count) }
        }
        if let sign = rest.first, ["-", "−", "–", "+"].contains(sign), !negative {
            negative = sign != "+"
            rest.removeFirst()
        }
        let isPercent = rest.last == "%"
        if isPercent { rest.removeLast() }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return .failure(.number) }
        let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        let digits = groups.joined() + (parts.count == 2 ? parts[1][...] : [])
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return .failure(.number) }
        if groups.count > 1, !(1...3).contains(groups[0].count) || groups.dropFirst().contains(where: { $0.count != 3 })
        {
            return .failure(.grouping)
        }
        var text = negative && digits.contains(where: { $0 != "0" }) ? "-" : ""
        // Zeros in front mean nothing in a number.
        let whole = groups.joined().drop { $0 == "0" }
        text.unicodeScalars.append(contentsOf: whole.isEmpty ? ["0"] : Array(whole))
        if parts.count == 2, !parts[1].isEmpty {
            text += "."
            text.unicodeScalars.append(contentsOf: parts[1])
        }
        return .success(WrittenNumber(text, isPercent: isPercent))
    }

    /// Without zeros at the end of the decimal places; so many places stay.
    func withoutZeros(keeping places: Int) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        var result = text
        while result.hasSuffix("0"), result.distance(from: point, to: result.endIndex) - 1 > places {
            result.removeLast()
        }
        return result.hasSuffix(".") ? String(result.dropLast()) : result
    }
}

/// A day as people write it.
enum WrittenDate {
    private static let englishMonths = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    /// 1 January 1940 to 31 December 2199: what a plain number in a column of days can be.
    private static let serials = 14_611.0...109_574.0

    static func serial(_ number: Double) -> Result<CalendarDate, SheetRefusal> {
        guard serials.contains(number), let day = SheetDate.day(serial: number) else { return .failure(.date) }
        return .success(day.date)
    }

    /// `1 ต.ค. 2565`, `1 ตุลาคม พ.ศ. 2565`, `01/10/2565`, `2022-10-01`, `1 Oct 2022`, in Thai or Arabic digits, a time
    /// behind it is passed over. A year of two digits, and day and month as numbers before a year of the common era,
    /// are refused.
    static func read(_ written: String) -> Result<CalendarDate, SheetRefusal> {
        let text = withoutTime(ThaiDigits.arabic(SheetText.trimmed(written)))
        if let number = Double(text), !text.contains("-") { return serial(number) }
        let numbers = text.split(whereSeparator: { $0 == "/" || $0 == "-" || $0 == "." })
        let isNumeric = numbers.count == 3 && numbers.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        if isNumeric, numbers[0].utf8.count == 4 { return yearFirst(numbers) }
        if isNumeric, numbers[2].utf8.count <= 2 { return .failure(.shortYear) }
        if isNumeric, let year = Int(numbers[2]), (1800...2300).contains(year) { return .failure(.commonEra) }
        let words = text.split { $0 == " " || $0 == "\u{A0}" || $0 == "-" }.filter { $0 != "พ.ศ." && $0 != "พ.ศ" }
        if let last = words.last, words.count == 3, last.utf8.count <= 2, Int(last) != nil {
            return .failure(.shortYear)
        }
        if let date = ThaiDate.parse(text) { return .success(date) }
        return named(words)
    }

    /// `2022-10-01`; the same with a Buddhist-era year.
    private static func yearFirst(_ numbers: [Substring]) -> Result<CalendarDate, SheetRefusal> {
        guard let year = Int(numbers[0]), let month = Int(numbers[1]), let day = Int(numbers[2]),
            let date = CalendarDate(
                year: FiscalYear.range.contains(year) ? year - 543 : year, month: month, day: day),
            (1800...2300).contains(date.year)
        else { return .failure(.date) }
        return .success(date)
    }

    /// `1 Oct 2022`, `1 ต.ค. 2022`: the month's name leaves no doubt.
    private static func named(_ words: [Substring]) -> Result<CalendarDate, SheetRefusal> {
        guard words.count == 3, let day = Int(words[0]), let year = Int(words[2]), let month = month(String(words[1])),
            FiscalYear.range.contains(year) || (1800...2300).contains(year),
            let date = CalendarDate(
                year: FiscalYear.range.contains(year) ? year - 543 : year, month: month, day: day)
        else { return .failure(.date) }
        return .success(date)
    }

    private static func month(_ name: String) -> Int? {
        let key = SheetText.key(name)
        let thai = ThaiDate.months.firstIndex { SheetText.key($0) == key }
        let short = ThaiDate.shortMonths.firstIndex { SheetText.key($0) == key }
        return (thai ?? short ?? englishMonths.firstIndex { key.hasPrefix($0) && key.utf8.count <= 9 }).map { $0 + 1 }
    }

    private static func withoutTime(_ text: String) -> String {
        let words = text.split(separator: text.contains("T") && text.hasPrefix("2") ? "T" : " ")
        guard let last = words.last, words.count > 1, last.contains(":") else { return text }
        return words.dropLast().joined(separator: " ")
    }
}
