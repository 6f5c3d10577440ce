import IndicatorsContract
import JSONRPC
import Kernel

extension Period {
    /// As people write it in a table: with Thai digits, and years and quarters in words (`ปีการศึกษา ๒๕๖๖`,
    /// `ปีงบประมาณ พ.ศ. 2566`, `ไตรมาสที่ 1/2566`). A year that is of neither kind is no period.
    init?(written text: String) {
        let plain = ThaiDigits.arabic(text).filter { !$0.isWhitespace }
        if let period = Period(plain) ?? Period(plain.uppercased()) {
            self = period
            return
        }
        for (words, mark) in [("ปีการศึกษา", "AY"), ("ปีงบประมาณ", "FY")] where plain.hasPrefix(words) {
            let year = plain.dropFirst(words.count)
            let digits = year.hasPrefix("พ.ศ.") ? year.dropFirst("พ.ศ.".count) : year
            guard let period = Period(mark + digits) else { return nil }
            self = period
            return
        }
        for words in ["ไตรมาสที่", "ไตรมาส"] where plain.hasPrefix(words) {
            let parts = plain.dropFirst(words.count).split(separator: "/")
            guard parts.count == 2, let period = Period("\(parts[1])-Q\(parts[0])") else { return nil }
            self = period
            return
        }
        return nil
    }

    /// Of a form's field; `nil`: left empty.
    static func ofField(_ text: String?) throws(RPCError) -> Period? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        guard let period = Period(written: text) else {
            throw RPCError.ruleViolated("period.format", DataMessages.periodForm).at("/period")
        }
        return period
    }
}
