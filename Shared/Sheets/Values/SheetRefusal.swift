import Kernel

/// Why a cell's value cannot be taken.
public struct SheetRefusal: Error, Hashable, Sendable {
    public var rule: String
    public var message: LocalizedText

    init(_ rule: String, _ th: String, _ en: String) {
        self.rule = rule
        message = LocalizedText(th, en)
    }

    static let required = SheetRefusal("required", "ต้องมีค่า", "needs a value")
    static let formula = SheetRefusal(
        "sheet.formula", "เป็นสูตร ให้คัดลอกแล้ววางเฉพาะค่า", "is a formula; paste its value in its place")
    static func errorValue(_ text: String) -> SheetRefusal {
        SheetRefusal("sheet.errorValue", "สูตรให้ผลผิดพลาด (\(text))", "is the error of a formula (\(text))")
    }
    static func tooLong(_ max: Int) -> SheetRefusal {
        SheetRefusal("text.length", "ยาวเกิน \(max) ตัวอักษร", "has more than \(max) characters")
    }
    static let control = SheetRefusal(
        "text.control", "มีอักขระควบคุมที่ไม่อนุญาต", "has control characters")
    static let madeDate = SheetRefusal(
        "sheet.madeDate", "รหัสถูก Excel เปลี่ยนเป็นวันที่ ให้จัดรูปแบบคอลัมน์เป็นข้อความแล้วพิมพ์ใหม่",
        "was turned into a date; format the column as text and type the code again")
    static let lostDigits = SheetRefusal(
        "sheet.lostDigits", "รหัสเกิน 15 หลักถูกเก็บเป็นตัวเลขและหลักท้ายหายไป ให้จัดรูปแบบคอลัมน์เป็นข้อความแล้วพิมพ์ใหม่",
        "is a code of more than 15 digits kept as a number, its last digits are lost; format the column as text and type it again"
    )
    static let exponent = SheetRefusal(
        "sheet.exponent", "รหัสถูกบันทึกเป็นเลขยกกำลัง (เช่น 1.07E+09) ให้จัดรูปแบบคอลัมน์เป็นข้อความแล้วบันทึกใหม่",
        "is a code saved as a power of ten (1.07E+09); format the column as text and save again")
    static let number = SheetRefusal(
        "sheet.number", "ไม่ใช่ตัวเลข ตัวอย่างที่ใช้ได้ 1250000 หรือ 1,250,000.50",
        "is not a number; write it as 1250000 or 1,250,000.50")
    static let grouping = SheetRefusal(
        "sheet.grouping", "เครื่องหมายจุลภาคไม่อยู่ทุกสามหลัก ตัวอย่างที่ถูกต้อง 1,250,000.50",
        "has commas that do not stand at every third digit; write it as 1,250,000.50")
    static func whole(_ range: ClosedRange<Int>) -> SheetRefusal {
        SheetRefusal(
            "sheet.integer", "ต้องเป็นจำนวนเต็ม \(range.lowerBound) ถึง \(range.upperBound)",
            "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    static func places(_ places: Int) -> SheetRefusal {
        SheetRefusal(
            "sheet.decimals", "มีทศนิยมเกิน \(places) ตำแหน่งหรือเกินช่วงที่รับได้",
            "has more than \(places) decimal places or is out of range")
    }
    static let satang = SheetRefusal(
        "money.satang", "มีเศษของสตางค์ จำนวนเงินมีทศนิยมไม่เกินสองตำแหน่ง",
        "has a fraction of a satang; an amount has at most two decimal places")
    static func money(_ range: ClosedRange<Money>) -> SheetRefusal {
        SheetRefusal(
            "money.range", "ต้องเป็นจำนวนเงิน \(range.lowerBound.grouped()) ถึง \(range.upperBound.grouped()) บาท",
            "must be an amount from \(range.lowerBound.grouped()) to \(range.upperBound.grouped()) baht")
    }
    static let percentSign = SheetRefusal(
        "sheet.percent", "คอลัมน์นี้ไม่ใช่ร้อยละ ให้ลบเครื่องหมาย %", "this column has no percentages; take the % away")
    static let date = SheetRefusal(
        "sheet.date", "ไม่ใช่วันที่ ตัวอย่างที่ใช้ได้ 1 ต.ค. 2565, 01/10/2565 หรือ 2022-10-01",
        "is not a date; write it as 1 ต.ค. 2565, 01/10/2565 or 2022-10-01")
    static let shortYear = SheetRefusal(
        "sheet.twoDigitYear", "ปีสองหลักไม่ชัดเจน ให้เขียนปี พ.ศ. สี่หลัก เช่น 01/10/2565",
        "has a year of two digits, which may mean anything; write the Buddhist-era year in full, as 01/10/2565")
    static let commonEra = SheetRefusal(
        "sheet.commonEra", "เป็นปี ค.ศ. ซึ่งลำดับวันและเดือนไม่ชัดเจน ให้เขียนเป็น พ.ศ. (01/10/2565) หรือ 2022-10-01",
        "has a year of the common era, so that day and month may be either way round; write 01/10/2565 or 2022-10-01")
    static let fiscalYear = SheetRefusal(
        "sheet.fiscalYear", "ไม่ใช่ปีงบประมาณ พ.ศ. สี่หลัก เช่น 2566", "is not a Buddhist-era fiscal year such as 2566")
    static func choice(_ choices: [SheetChoice]) -> SheetRefusal {
        let names = choices.prefix(24)
        return SheetRefusal(
            "sheet.choice", "ต้องเป็นหนึ่งใน \(names.map(\.name.th).joined(separator: ", "))",
            "must be one of \(names.map { $0.name.en ?? $0.name.th }.joined(separator: ", "))")
    }
}
