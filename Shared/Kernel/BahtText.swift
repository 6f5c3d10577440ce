/// Amounts in Thai words, as cheques and official letters write them beside the figure:
/// 1,250,021.25 is `หนึ่งล้านสองแสนห้าหมื่นยี่สิบเอ็ดบาทยี่สิบห้าสตางค์`.
public enum BahtText {
    /// `…บาทถ้วน` without satang, `…สตางค์` alone below one baht, `ลบ…` before a negative amount.
    public static func words(_ money: Money) -> String {
        let magnitude = money.satang.magnitude
        let (baht, satang) = (magnitude / 100, magnitude % 100)
        let sign = money.satang < 0 ? "ลบ" : ""
        if satang == 0 { return sign + number(baht) + "บาทถ้วน" }
        return sign + (baht == 0 ? "" : number(baht) + "บาท") + number(satang) + "สตางค์"
    }

    /// A whole number in words. One in the units' place reads เอ็ด wherever a higher digit stands before it, two tens
    /// are ยี่สิบ, and ล้าน repeats: 10^12 is หนึ่งล้านล้าน.
    public static func number(_ value: UInt64) -> String {
        if value == 0 { return "ศูนย์" }
        if value < 1_000_000 { return group(value, follows: false) }
        return number(value / 1_000_000) + "ล้าน" + group(value % 1_000_000, follows: true)
    }

    private static let digits = ["", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
    private static let places: [(unit: UInt64, name: String)] = [
        (100_000, "แสน"), (10_000, "หมื่น"), (1_000, "พัน"), (100, "ร้อย"),
    ]

    /// Below one million; `follows`: after a higher group.
    private static func group(_ value: UInt64, follows: Bool) -> String {
        var text = ""
        for place in places {
            let digit = Int(value / place.unit % 10)
            if digit > 0 { text += digits[digit] + place.name }
        }
        switch value / 10 % 10 {
        case 0: break
        case 1: text += "สิบ"
        case 2: text += "ยี่สิบ"
        case let tens: text += digits[Int(tens)] + "สิบ"
        }
        let units = Int(value % 10)
        return text + (units == 1 && (follows || value > 10) ? "เอ็ด" : digits[units])
    }
}
