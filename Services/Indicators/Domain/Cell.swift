import Kernel

/// Reads what people write into a cell.
enum Cell {
    /// Without blanks, no-break and zero-width spaces at either end.
    static func trimmed(_ text: String) -> String {
        func blank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "\u{FEFF}"
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !blank($0) }), let last = scalars.lastIndex(where: { !blank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    static let none: Set<String> = ["ไม่มี", "none"]
    static let notApplicable: Set<String> = [
        "ไม่เกี่ยวข้อง", "ไม่เกี่ยวข้องกับหน่วยงาน", "n/a", "na", "notapplicable", "not applicable",
    ]
    static let notReported: Set<String> = ["", "ยังไม่รายงาน", "notreported", "not reported"]

    /// The answer that a cell gives to a question. An empty cell says nothing (`notReported`); a dash is refused,
    /// because people mean different things by it.
    static func answer(_ text: String, to question: InstrumentQuestion) -> Result<Answer, CellFault> {
        let value = trimmed(text)
        let word = value.lowercased()
        if notReported.contains(word) { return .success(.notReported) }
        if none.contains(word) { return .success(.none) }
        if notApplicable.contains(word) { return .success(.notApplicable) }
        if value == "-" || value == "–" || value == "—" {
            return .failure(CellFault("answer.dash", Messages.ambiguousDash))
        }
        switch question.form {
        case .number:
            return number(value).map { .success(.value(.number($0))) }
                ?? .failure(CellFault("answer.number", Messages.notNumber))
        case .choice(let options):
            let found = options.first { $0.code == value || $0.text.th == value || $0.text.en?.lowercased() == word }
            return .success(.value(.choice(found?.code ?? value)))
        case .text:
            return .success(.value(.text(value)))
        case .upload:
            return .failure(CellFault("answer.upload", Messages.noTableUpload))
        }
    }

    /// A number in Thai or Arabic digits, with or without thousands separators in their places.
    static func number(_ text: String) -> Quantity? {
        let arabic = ThaiDigits.arabic(trimmed(text))
        guard arabic.contains(",") else { return Quantity(arabic) }
        let parts = arabic.split(separator: ".", omittingEmptySubsequences: false)
        var groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = groups.first, (1...4).contains(first.utf8.count), first != "-" else {
            return nil
        }
        groups.removeFirst()
        guard groups.allSatisfy({ $0.utf8.count == 3 }) else { return nil }
        return Quantity(([first] + groups).joined() + (parts.count == 2 ? "." + parts[1] : ""))
    }

    /// A Buddhist-era year in Thai or Arabic digits; พ.ศ. may stand before it.
    static func fiscalYear(_ text: String) -> FiscalYear? {
        var value = ThaiDigits.arabic(trimmed(text))
        for word in ["พ.ศ.", "พ.ศ"] where value.hasPrefix(word) { value = trimmed(String(value.dropFirst(word.count))) }
        return Int(value).flatMap { FiscalYear($0) }
    }
}

/// A fault that a `Result` can carry.
struct CellFault: Error, Hashable {
    var fault: Fault

    init(_ rule: String, _ message: LocalizedText) { fault = Fault(rule, message) }
}
