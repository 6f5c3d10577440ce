import Kernel
import Testing

@Suite struct BahtTextTests {
    static let known: [(String, String)] = [
        ("0.00", "ศูนย์บาทถ้วน"),
        ("0.01", "หนึ่งสตางค์"),
        ("0.11", "สิบเอ็ดสตางค์"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("1.00", "หนึ่งบาทถ้วน"),
        ("1.01", "หนึ่งบาทหนึ่งสตางค์"),
        ("10.00", "สิบบาทถ้วน"),
        ("11.00", "สิบเอ็ดบาทถ้วน"),
        ("12.00", "สิบสองบาทถ้วน"),
        ("20.00", "ยี่สิบบาทถ้วน"),
        ("21.50", "ยี่สิบเอ็ดบาทห้าสิบสตางค์"),
        ("22.00", "ยี่สิบสองบาทถ้วน"),
        ("100.00", "หนึ่งร้อยบาทถ้วน"),
        ("101.00", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("111.11", "หนึ่งร้อยสิบเอ็ดบาทสิบเอ็ดสตางค์"),
        ("1000.00", "หนึ่งพันบาทถ้วน"),
        ("2565.00", "สองพันห้าร้อยหกสิบห้าบาทถ้วน"),
        ("10000.00", "หนึ่งหมื่นบาทถ้วน"),
        ("123456.78", "หนึ่งแสนสองหมื่นสามพันสี่ร้อยห้าสิบหกบาทเจ็ดสิบแปดสตางค์"),
        ("1000000.00", "หนึ่งล้านบาทถ้วน"),
        ("1000001.00", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("1250000.00", "หนึ่งล้านสองแสนห้าหมื่นบาทถ้วน"),
        ("11000000.00", "สิบเอ็ดล้านบาทถ้วน"),
        ("21000021.21", "ยี่สิบเอ็ดล้านยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์"),
        ("1000000000.00", "หนึ่งพันล้านบาทถ้วน"),
        ("1000000000000.00", "หนึ่งล้านล้านบาทถ้วน"),
        ("1000001000000.00", "หนึ่งล้านเอ็ดล้านบาทถ้วน"),
        ("1000000000000000.00", "หนึ่งพันล้านล้านบาทถ้วน"),
        ("-5.50", "ลบห้าบาทห้าสิบสตางค์"),
    ]

    @Test(arguments: known) func knownExamples(figure: String, words: String) throws {
        #expect(BahtText.words(try #require(Money(figure))) == words)
        #expect(Self.money(words)?.description == figure)
    }

    @Test func wordsReadBack() {
        var generator = MoneyTests.Generator(state: 4)
        var failures = 0
        for satang in Int64(-1_000)...130_000 where Self.money(BahtText.words(Money(satang: satang)))?.satang != satang
        {
            failures += 1
        }
        for _ in 0..<50_000 {
            let money = MoneyTests.amount(&generator)
            if Self.money(BahtText.words(money)) != money { failures += 1 }
        }
        #expect(failures == 0)
    }

    // A reader of the words, written apart from the writer.

    static func money(_ words: String) -> Money? {
        var rest = Substring(words)
        let negative = take("ลบ", &rest)
        guard let first = number(&rest) else { return nil }
        var satang: Int64
        if take("บาทถ้วน", &rest) {
            satang = first * 100
        } else if take("บาท", &rest) {
            guard let second = number(&rest), take("สตางค์", &rest) else { return nil }
            satang = first * 100 + second
        } else {
            guard take("สตางค์", &rest) else { return nil }
            satang = first
        }
        if negative { satang = -satang }
        return rest.isEmpty ? Money(satang: satang) : nil
    }

    static func number(_ rest: inout Substring) -> Int64? {
        let digits: [(String, Int64)] = [
            ("ศูนย์", 0), ("หนึ่ง", 1), ("เอ็ด", 1), ("สอง", 2), ("ยี่", 2), ("สาม", 3), ("สี่", 4), ("ห้า", 5), ("หก", 6),
            ("เจ็ด", 7), ("แปด", 8), ("เก้า", 9),
        ]
        let units: [(String, Int64)] = [("สิบ", 10), ("ร้อย", 100), ("พัน", 1_000), ("หมื่น", 10_000), ("แสน", 100_000)]
        var total: Int64 = 0
        var group: Int64 = 0
        var digit: Int64?
        var read = false
        next: while true {
            for (word, value) in digits where take(word, &rest) {
                digit = value
                read = true
                continue next
            }
            for (word, value) in units where take(word, &rest) {
                group += (digit ?? 1) * value
                digit = nil
                read = true
                continue next
            }
            group += digit ?? 0
            digit = nil
            guard take("ล้าน", &rest) else { return read ? total + group : nil }
            total = (total + group) * 1_000_000
            group = 0
        }
    }

    static func take(_ word: String, _ rest: inout Substring) -> Bool {
        guard rest.unicodeScalars.starts(with: word.unicodeScalars) else { return false }
        rest = Substring(rest.unicodeScalars.dropFirst(word.unicodeScalars.count))
        return true
    }
}
