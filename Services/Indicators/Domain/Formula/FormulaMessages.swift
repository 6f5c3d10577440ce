import Kernel

/// What is said about formulas, Thai and English side by side.
enum FormulaMessages {
    static let tooLong = LocalizedText(
        "สูตรยาวเกิน \(FormulaLimits.charactersMax) ตัวอักษร",
        "the formula has more than \(FormulaLimits.charactersMax) characters")
    static let tooDeep = LocalizedText(
        "วงเล็บซ้อนกันเกิน \(FormulaLimits.depthMax) ชั้น ให้แยกเป็นตัวชี้วัดย่อยแล้วอ้างด้วย [รหัส]",
        "more than \(FormulaLimits.depthMax) brackets in each other; make a part an indicator and name it as [code]")
    static let tooManyParts = LocalizedText(
        "สูตรรวมกับสูตรที่อ้างถึงมีเกิน \(FormulaLimits.partsMax) ส่วน",
        "with the formulas it refers to, the formula has more than \(FormulaLimits.partsMax) parts")
    static let tooManyReferences = LocalizedText(
        "สูตรใช้ข้อมูลเกิน \(FormulaLimits.referencesMax) รายการ",
        "the formula uses more than \(FormulaLimits.referencesMax) data elements")
    static let unexpectedEnd = LocalizedText(
        "สูตรจบก่อนครบ ต้องมีตัวเลข {รหัสข้อมูล} [รหัสตัวชี้วัด] ฟังก์ชัน หรือวงเล็บปิดต่อ",
        "the formula ends too early; a number, {data element}, [indicator], function or closing bracket must follow")
    static let emptyElement = LocalizedText(
        "ในวงเล็บปีกกาต้องมีรหัสข้อมูล เช่น {67-POP sex=female}",
        "braces hold the code of a data element, such as {67-POP sex=female}")
    static let isCondition = LocalizedText(
        "ที่นี่ต้องเป็นตัวเลข ไม่ใช่เงื่อนไข ใช้ if(เงื่อนไข, ค่าเมื่อจริง, ค่าเมื่อเท็จ)",
        "a number is needed here, not a condition; use if(condition, value, other value)")
    static let noCondition = LocalizedText(
        "ที่นี่ต้องเป็นเงื่อนไข เช่น {67-POP} > 0", "a condition is needed here, such as {67-POP} > 0")
    static let noElement = LocalizedText(
        "ต้องอ้างถึงข้อมูลอย่างน้อยหนึ่งรายการ เช่น {67-POP}", "at least one data element must be named, such as {67-POP}")
    static let divisionByZero = LocalizedText(
        "ตัวหารเป็นศูนย์เสมอ แก้เป็นข้อมูลหรือตัวเลขอื่น", "the divisor is always zero; put a data element or another number")
    static let places = LocalizedText(
        "จำนวนตำแหน่งทศนิยมต้องเป็นเลข 0 ถึง 4", "the number of places must be a number from 0 to 4")

    static func character(_ character: String) -> LocalizedText {
        LocalizedText("ไม่รู้จักเครื่องหมาย “\(character)” ในสูตร", "“\(character)” means nothing in a formula")
    }

    static func open(_ bracket: String) -> LocalizedText {
        LocalizedText("วงเล็บ “\(bracket)” เปิดแล้วไม่ปิด", "the bracket “\(bracket)” is never closed")
    }

    static func number(_ text: String) -> LocalizedText {
        LocalizedText(
            "“\(text)” ไม่ใช่ตัวเลขที่ใช้ได้ ทศนิยมไม่เกิน 4 ตำแหน่ง ไม่เกินหนึ่งหมื่นล้าน",
            "“\(text)” is no number of at most four places and ten billion")
    }

    static func unexpected(_ word: String) -> LocalizedText {
        LocalizedText("ไม่ควรมี “\(word)” ตรงนี้", "“\(word)” does not belong here")
    }

    static func categoryForm(_ word: String) -> LocalizedText {
        LocalizedText(
            "“\(word)” ต้องอยู่ในรูป มิติ=ประเภท เช่น sex=female", "“\(word)” must be dimension=category, such as sex=female")
    }

    static func dimensionTwice(_ dimension: String) -> LocalizedText {
        LocalizedText("ระบุมิติ “\(dimension)” มากกว่าหนึ่งครั้ง", "the dimension “\(dimension)” is there more than once")
    }

    static func function(_ name: String) -> LocalizedText {
        let known = FormulaFunction.allCases.map(\.rawValue).joined(separator: ", ")
        return LocalizedText("ไม่มีฟังก์ชัน “\(name)” มี: \(known)", "there is no function “\(name)”; there are \(known)")
    }

    static func arguments(_ function: FormulaFunction, _ count: Int) -> LocalizedText {
        let range = function.arguments
        let needed = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
        return LocalizedText(
            "\(function.rawValue) ต้องมี \(needed) ค่า แต่มี \(count)",
            "\(function.rawValue) takes \(needed) values, has \(count)")
    }

    static func unknownElement(_ code: String) -> LocalizedText {
        LocalizedText("ไม่มีข้อมูล “\(code)”", "there is no data element “\(code)”")
    }

    static func unknownIndicator(_ code: String) -> LocalizedText {
        LocalizedText("ไม่มีตัวชี้วัด “\(code)” ที่มีสูตร", "there is no indicator “\(code)” with a formula")
    }

    static func otherPeriod(_ code: String, _ has: String, _ needs: String) -> LocalizedText {
        LocalizedText(
            "ข้อมูล “\(code)” เก็บเป็น \(has) แต่ตัวชี้วัดนี้เป็น \(needs)",
            "data element “\(code)” is kept by \(has), the indicator by \(needs)")
    }

    static func unknownDimension(_ dimension: String, _ element: String) -> LocalizedText {
        LocalizedText(
            "ข้อมูล “\(element)” ไม่ได้จำแนกตาม “\(dimension)”",
            "data element “\(element)” is not broken down by “\(dimension)”")
    }

    static func unknownCategory(_ category: String, _ dimension: String) -> LocalizedText {
        LocalizedText("มิติ “\(dimension)” ไม่มี “\(category)”", "dimension “\(dimension)” has no “\(category)”")
    }

    static func cycle(_ way: String) -> LocalizedText {
        LocalizedText("สูตรอ้างถึงตัวเอง: \(way)", "the formula refers to itself: \(way)")
    }

    static func otherUnit(_ one: String, _ other: String) -> LocalizedText {
        LocalizedText(
            "หน่วยไม่ตรงกัน: “\(one)” กับ “\(other)”", "units differ: “\(one)” and “\(other)”")
    }

    static func nested(_ function: FormulaFunction) -> LocalizedText {
        LocalizedText(
            "\(function.rawValue) อยู่ใน sum, mean, wmean หรือ count อื่นไม่ได้",
            "\(function.rawValue) can not stand inside another sum, mean, wmean or count")
    }

    static func resultUnit(_ unit: String, _ wanted: String) -> LocalizedText {
        LocalizedText(
            "ผลของสูตรมีหน่วย “\(unit)” แต่ตัวชี้วัดระบุ “\(wanted)”",
            "the formula's result is in “\(unit)”, the indicator says “\(wanted)”")
    }

    static func dependent(_ code: String, _ message: LocalizedText) -> LocalizedText {
        LocalizedText(
            "ทำให้สูตรของ “\(code)” ผิด: \(message.th)", "breaks the formula of “\(code)”: \(message.en ?? message.th)")
    }

    static let formulaMissing = LocalizedText(
        "ตัวชี้วัดแบบ formula ต้องมีสูตร และแบบอื่นต้องไม่มี",
        "an indicator whose aggregation is formula has a formula; others have none")
    static let noFormula = LocalizedText(
        "ตัวชี้วัดนี้ไม่มีสูตร ใช้ indicator.results แทน", "the indicator has no formula; use indicator.results")

    static func sliced(_ dimension: String) -> LocalizedText {
        LocalizedText(
            "สูตรจำแนกตาม “\(dimension)” อยู่แล้ว จึงจำแนกซ้ำไม่ได้",
            "the formula is broken down by “\(dimension)” already")
    }
}
