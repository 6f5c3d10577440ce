import Kernel

/// Reads what people write into a cell, by the kind of its column.
enum CellReading {
    static func entry(_ cell: SheetCell?, _ column: SheetColumn) -> Result<SheetEntry, SheetRefusal> {
        guard let cell else { return .success(.empty) }
        if case .error(let text) = cell.value { return .failure(.errorValue(text)) }
        if case .text(let text) = cell.value, let word = word(text, column) { return .success(word) }
        return switch column.kind {
        case .text(let max): text(cell, max: max)
        case .code(let max): code(cell, max: max)
        case .integer(let range): integer(cell, range)
        case .decimal(let places): decimal(cell, places: places)
        case .percent: percent(cell)
        case .money(let range): money(cell, range)
        case .date: date(cell).map { .date($0) }
        case .fiscalYear: fiscalYear(cell)
        case .choice(let choices): choice(cell, choices)
        }
    }

    private static let dashes: Set<String> = ["-", "–", "—", "−"]
    private static let noneWords: Set<String> = ["ไม่มี", "none"]
    private static let notApplicableWords: Set<String> = [
        "ไม่เกี่ยวข้อง", "ไม่เกี่ยวข้องกับหน่วยงาน", "na", "notapplicable",
    ]

    /// A dash, ไม่มี or ไม่เกี่ยวข้อง. In a column of text a dash alone is nothing too.
    private static func word(_ text: String, _ column: SheetColumn) -> SheetEntry? {
        guard text.utf8.count <= 80 else { return nil }
        let trimmed = SheetText.trimmed(text)
        let key = SheetText.key(trimmed)
        if notApplicableWords.contains(key) { return column.none == .answer ? .notApplicable : .empty }
        guard dashes.contains(trimmed) || noneWords.contains(key) else { return nil }
        if case .choice(let choices) = column.kind, choices.contains(where: { $0.fits(key) }) { return nil }
        switch (column.none, column.kind) {
        case (.answer, _): return SheetEntry.none
        case (.zero, .integer): return .integer(0)
        case (.zero, .decimal), (.zero, .percent): return .decimal(.zero)
        case (.zero, .money): return .money(.zero)
        default: return .empty
        }
    }

    // MARK: - Text

    private static func text(_ cell: SheetCell, max: Int) -> Result<SheetEntry, SheetRefusal> {
        let text = SheetText.trimmed(cell.text)
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 && scalar != "\n" && scalar != "\t" && scalar != "\r" || scalar.value == 0x7F
        }
        if text.unicodeScalars.contains(where: isControl) { return .failure(.control) }
        // Line ends as everywhere else in the suite.
        let lines = text.utf8.contains(0x0D) ? withoutReturns(text) : text
        return lines.unicodeScalars.count > max ? .failure(.tooLong(max)) : .success(.text(lines))
    }

    private static func withoutReturns(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\r" { result.append(scalar) }
        return String(result)
    }

    private static func code(_ cell: SheetCell, max: Int) -> Result<SheetEntry, SheetRefusal> {
        if case .date = cell.value { return .failure(.madeDate) }
        if case .number(let number, _) = cell.value, abs(number) >= 1e15 { return .failure(.lostDigits) }
        let text = ThaiDigits.arabic(SheetText.trimmed(cell.text))
        if isExponent(text) { return .failure(.exponent) }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return .failure(.control) }
        return text.unicodeScalars.count > max ? .failure(.tooLong(max)) : .success(.text(text))
    }

    /// `1.07E+09`: what CSV has in place of a long code that Excel took for a number.
    private static func isExponent(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
        guard parts.count == 2, let sign = parts[1].first, sign == UInt8(ascii: "+") else { return false }
        let isDigits = { (part: Substring.UTF8View) in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }
        return isDigits(parts[1].dropFirst()) && parts[0].allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    }

    private static func choice(_ cell: SheetCell, _ choices: [SheetChoice]) -> Result<SheetEntry, SheetRefusal> {
        let key = SheetText.key(cell.text)
        return choices.first { $0.fits(key) }.map { .success(.choice($0.code)) } ?? .failure(.choice(choices))
    }

    // MARK: - Figures

    private static func integer(_ cell: SheetCell, _ range: ClosedRange<Int>) -> Result<SheetEntry, SheetRefusal> {
        written(cell).flatMap { written in
            if written.isPercent { return .failure(.percentSign) }
            guard let value = Int(written.withoutZeros(keeping: 0)), range.contains(value) else {
                return .failure(.whole(range))
            }
            return .success(.integer(value))
        }
    }

    private static func decimal(_ cell: SheetCell, places: Int) -> Result<SheetEntry, SheetRefusal> {
        written(cell).flatMap { written in
            if written.isPercent { return .failure(.percentSign) }
            guard let value = Quantity(written.withoutZeros(keeping: 0)), value.decimals <= places else {
                return .failure(.places(places))
            }
            return .success(.decimal(value))
        }
    }

    private static func percent(_ cell: SheetCell) -> Result<SheetEntry, SheetRefusal> {
        written(cell).flatMap { written in
            Quantity(written.withoutZeros(keeping: 0)).map { .success(.decimal($0)) } ?? .failure(.places(4))
        }
    }

    private static func money(_ cell: SheetCell, _ range: ClosedRange<Money>) -> Result<SheetEntry, SheetRefusal> {
        if case .number(let number, let form) = cell.value, form != .percent, abs(number) < 1e15 {
            // A double keeps satang up to 90 trillion baht, with noise far behind them.
            let satang = (number * 100).rounded()
            if abs(number * 100 - satang) > max(1e-6, abs(satang) * 1e-14) { return .failure(.satang) }
            let money = Money(satang: Int64(satang))
            return range.contains(money) ? .success(.money(money)) : .failure(.money(range))
        }
        return written(cell).flatMap { written in
            if written.isPercent { return .failure(.percentSign) }
            let text = written.withoutZeros(keeping: 0)
            if let point = text.firstIndex(of: "."), text[point...].utf8.count > 3 { return .failure(.satang) }
            guard let money = Money(text), range.contains(money) else { return .failure(.money(range)) }
            return .success(.money(money))
        }
    }

    private static func written(_ cell: SheetCell) -> Result<WrittenNumber, SheetRefusal> {
        switch cell.value {
        case .number(let number, .percent):
            .success(WrittenNumber(SheetNumber.text(SheetNumber.cleaned(number * 100)), isPercent: true))
        case .number(let number, _): .success(WrittenNumber(SheetNumber.text(SheetNumber.cleaned(number))))
        case .text(let text): WrittenNumber.read(text)
        case .date, .boolean, .error: .failure(.number)
        }
    }

    // MARK: - Time

    private static func date(_ cell: SheetCell) -> Result<CalendarDate, SheetRefusal> {
        switch cell.value {
        case .date(let date, _): inEra(date)
        case .number(let number, .plain): WrittenDate.serial(number)
        case .text(let text): WrittenDate.read(text)
        case .number, .boolean, .error: .failure(.date)
        }
    }

    /// A cell whose day lies in the 2400s to 2800s of the common era was typed with a Buddhist-era year into a program
    /// that does not know that era.
    private static func inEra(_ date: CalendarDate) -> Result<CalendarDate, SheetRefusal> {
        guard FiscalYear.range.contains(date.year) else { return .success(date) }
        return CalendarDate(buddhistYear: date.year, month: date.month, day: date.day).map { .success($0) }
            ?? .failure(.date)
    }

    private static func fiscalYear(_ cell: SheetCell) -> Result<SheetEntry, SheetRefusal> {
        var digits = SheetText.key(cell.text)
        for word in ["ปีงบประมาณ", "ปีงบ", "พศ", "fy", "ปี", "พศ"] where digits.hasPrefix(word) {
            digits.removeFirst(word.count)
        }
        guard let year = Int(digits).flatMap({ FiscalYear($0) }) else { return .failure(.fiscalYear) }
        return .success(.fiscalYear(year))
    }
}
