import Kernel

/// Checks on params that several methods share.
enum Rules {
    static func length(
        _ value: String?, _ range: ClosedRange<Int>, _ path: String, _ problems: inout Problems
    ) {
        guard let value, !range.contains(value.unicodeScalars.count) else { return }
        problems.add(
            path, "text.length", th: "ต้องยาว \(range.lowerBound)–\(range.upperBound) อักขระ",
            en: "must be \(range.lowerBound) to \(range.upperBound) characters long")
    }

    static func code<Code: DigitCode>(
        _ type: Code.Type, _ value: String?, _ path: String, _ problems: inout Problems
    ) {
        guard let value, Code(value) == nil else { return }
        problems.add(
            path, "gfmis.length", th: "รหัสต้องเป็นตัวเลข \(Code.digitCount) หลัก",
            en: "must be \(Code.digitCount) digits")
    }

    static func positive(_ amount: Money, _ path: String, _ problems: inout Problems) {
        guard amount.satang <= 0 || amount > .limit else { return }
        problems.add(
            path, "money.range", th: "จำนวนเงินต้องมากกว่า 0 และไม่เกิน 10^15 บาท",
            en: "must be more than 0 and at most 10^15 baht")
    }

    static func notNegative(_ amount: Money, _ path: String, _ problems: inout Problems) {
        guard amount.satang < 0 || amount > .limit else { return }
        problems.add(
            path, "money.range", th: "จำนวนเงินต้องไม่ติดลบและไม่เกิน 10^15 บาท",
            en: "must be 0 or more and at most 10^15 baht")
    }

    static func count(_ count: Int, _ range: ClosedRange<Int>, _ path: String, _ problems: inout Problems) {
        guard !range.contains(count) else { return }
        problems.add(
            path, "count.range", th: "ต้องมี \(range.lowerBound)–\(range.upperBound) รายการ มา \(count) รายการ",
            en: "must have \(range.lowerBound) to \(range.upperBound) members, has \(count)")
    }
}

extension Rules {
    /// A payment names either the line or the commitment, and only a commitment has a last payment.
    static func oneOf(
        _ line: Reference?, _ commitment: Reference?, _ final: Bool?, _ path: String, _ problems: inout Problems
    ) {
        if (line == nil) == (commitment == nil) {
            problems.add(
                path, "members.oneOf", th: "ต้องระบุ line หรือ commitment อย่างใดอย่างหนึ่ง",
                en: "name either line or commitment")
        }
        if final != nil, commitment == nil {
            problems.add(
                path + "/final", "members.together", th: "final ใช้กับ commitment เท่านั้น",
                en: "final goes with commitment only")
        }
    }
}
