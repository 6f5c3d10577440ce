import Kernel

/// What is said about data elements and their figures, Thai and English side by side.
enum DataMessages {
    static let formulaWrong = LocalizedText("สูตรไม่ถูกต้อง ดูรายการปัญหา", "the formula is wrong; see the problems")
    static let periodInUse = LocalizedText(
        "มีข้อมูลแล้ว จึงเปลี่ยนช่วงเวลาไม่ได้ ให้สร้างรายการใหม่",
        "there are figures: the period type can not change; make a new data element")
    static let periodForm = LocalizedText(
        "ช่วงเวลาต้องเขียนเป็น FY2566 (ปีงบประมาณ) AY2566 (ปีการศึกษา) 2566-Q1 (ไตรมาส) หรือ 2022-10 (เดือน)",
        "a period is FY2566 (fiscal year), AY2566 (academic year), 2566-Q1 (quarter) or 2022-10 (month)")
    static func noColumn(_ name: LocalizedText) -> LocalizedText {
        LocalizedText(
            "ไม่มีคอลัมน์ “\(name.th)” ให้ตั้งหัวคอลัมน์ตามนี้ หรือเลือกว่าเป็นคอลัมน์ใด",
            "there is no column “\(name.en ?? name.th)”: give it this heading, or choose which column it is")
    }
    static func changedSince(_ count: Int) -> LocalizedText {
        LocalizedText(
            "มี \(count) ค่าถูกแก้ไขหลังการนำเข้า จึงไม่คืนค่าใดเลย",
            "\(count) figures were changed since the import: nothing is taken back")
    }
    static func changedSince(_ figure: String) -> LocalizedText {
        LocalizedText("\(figure) ถูกแก้ไขหลังการนำเข้า", "\(figure) was changed since the import")
    }
    /// What broken constraints mean.
    static let rules = [
        "data_value_followed": LocalizedText(
            "ตัวเลขของจังหวัดที่ติดตามมาจากบริการของจังหวัดนั้น ให้แก้ไขที่นั่น",
            "figures of a province that is followed come from that office's own service; make the change there")
    ]
    static func followed(_ province: String) -> LocalizedText {
        LocalizedText(
            "ข้อมูลของจังหวัด \(province) มาจากบริการของจังหวัดนั้น ให้แก้ไขที่นั่น",
            "the data of province \(province) come from that office's own service; make the change there")
    }
    static let followedAsked = LocalizedText(
        "คำตอบของรอบนี้จะเขียนทับข้อมูลของจังหวัดที่ติดตาม ดูรายการปัญหา",
        "answers of the round would be figures of a province that is followed; see the problems")
    static func followedAnswers(_ question: String, _ element: String, _ province: String) -> LocalizedText {
        LocalizedText(
            "คำถาม “\(question)” เก็บคำตอบเป็นข้อมูล “\(element)” แต่ถามหน่วยงานของจังหวัด \(province) ซึ่งข้อมูลมาจากบริการของจังหวัดนั้น ให้เอาข้อมูลออกจากคำถาม หรือไม่ถามหน่วยงานของจังหวัดนั้น",
            """
            answers to question “\(question)” are figures of “\(element)”, and organisations of province \(province) are \
            asked, whose data come from that office's own service; take the data element from the question, or do not \
            ask them
            """)
    }
    static let figureThere = LocalizedText("มีข้อมูลนี้อยู่แล้ว", "this figure is there already")
    static let figureMissing = LocalizedText("ยังไม่มีข้อมูลนี้", "this figure is not there yet")
    static let dataSetWrong = LocalizedText(
        "นิยามชุดข้อมูลไม่ถูกต้อง ดูรายการปัญหา", "the data set's definition is wrong; see the problems")
    static let releaseTwice = LocalizedText(
        "ชุดข้อมูลของช่วงเวลานี้เริ่มจัดทำแล้ว", "the work on this data set's period has begun already")

    static func openFindings(_ count: Int) -> LocalizedText {
        LocalizedText(
            "ยังมีข้อผิดพลาดที่ต้องแก้หรือชี้แจงก่อน \(count) รายการ (finding.list)",
            count == 1
                ? "1 hard finding is neither put right nor explained (finding.list)"
                : "\(count) hard findings are neither put right nor explained (finding.list)")
    }

    static func outlier(_ about: String, _ count: Int) -> LocalizedText {
        LocalizedText(
            "\(about) ต่างจากหน่วยงานประเภทเดียวกัน \(count) แห่งผิดปกติ",
            "\(about) stands out among \(count) organisations of the same kind")
    }

    static func outsideOwn(_ about: String, _ count: Int) -> LocalizedText {
        LocalizedText(
            "\(about) ออกนอกช่วงที่หน่วยงานเคยรายงาน \(count) ช่วงเวลา",
            "\(about) is outside what the organisation reported in \(count) periods before")
    }

    static func valueTwice(at path: String) -> LocalizedText {
        LocalizedText("ข้อมูลนี้มีแล้วที่ \(path)", "this figure is there already, at \(path)")
    }
    static func valueTwice(inRow row: Int) -> LocalizedText {
        LocalizedText("ข้อมูลนี้มีแล้วในแถวที่ \(row)", "row \(row) has this figure already")
    }

    static let exportRunning = LocalizedText(
        "ไฟล์ยังสร้างไม่เสร็จ ดูความคืบหน้าด้วย job.get", "the file is still being made; job.get tells how far it is")

    static func tooManyAreas(_ limit: Int) -> LocalizedText {
        LocalizedText(
            "ส่งออกได้ครั้งละไม่เกิน \(limit) หน่วยงาน ให้ลดระดับหรือแบ่งตามจังหวัด",
            "an export has at most \(limit) organisations; take fewer levels or a province at a time")
    }

    static func tooManyObservations(_ limit: Int) -> LocalizedText {
        LocalizedText(
            "ส่งออกได้ครั้งละไม่เกิน \(limit) ค่า ให้ลดช่วงเวลาหรือรายการ",
            "an export has at most \(limit) figures; take fewer periods or elements")
    }

    static func dimensionInUse(_ dimension: String) -> LocalizedText {
        LocalizedText(
            "มีข้อมูลที่จำแนกตาม “\(dimension)” จึงเอาออกไม่ได้",
            "figures are broken down by “\(dimension)”; it can not be taken away")
    }

    static func categoryInUse(_ category: String) -> LocalizedText {
        LocalizedText(
            "มีข้อมูลหรือสูตรที่ใช้ “\(category)” จึงลบไม่ได้",
            "figures or formulas use “\(category)”; it can not be taken away")
    }

    static func unknownDimension(_ dimension: String) -> LocalizedText {
        LocalizedText("ไม่มีมิติ “\(dimension)”", "there is no dimension “\(dimension)”")
    }

    static func notBelow(_ organisation: String) -> LocalizedText {
        LocalizedText(
            "ไม่มีหน่วยงาน “\(organisation)” ในหรือใต้หน่วยงานที่เลือก",
            "there is no organisation “\(organisation)” at or below the one chosen")
    }

    /// - Parameter kind: what people call it.
    static func notReportedBy(_ kind: LocalizedText) -> LocalizedText {
        LocalizedText(
            "หน่วยงานประเภท “\(kind.th)” ไม่ได้รายงานข้อมูลนี้",
            "organisations of the kind “\(kind.en ?? kind.th)” do not report this")
    }

    static func reportedTwice(_ organisation: String, _ other: String) -> LocalizedText {
        LocalizedText(
            "“\(other)” ซึ่งอยู่เหนือหรือใต้ “\(organisation)” รายงานข้อมูลนี้แล้ว จะนับซ้ำ",
            "“\(other)”, above or below “\(organisation)”, has reported this already; it would count twice")
    }

    /// - Parameter kind: `notReported`, `divisionByZero` or `tooLarge`.
    static func noValue(_ kind: String, _ missing: [String]) -> LocalizedText {
        let list = missing.joined(separator: ", ")
        return switch kind {
        case "divisionByZero": LocalizedText("ตัวหารเป็นศูนย์", "the divisor is zero")
        case "suppressed":
            LocalizedText(
                "ปกปิดเพราะเป็นคนกลุ่มเล็ก", "kept back: a figure about so few people, or one that would give it away")
        case "tooLarge": LocalizedText("ค่าเกินหนึ่งหมื่นล้าน", "the value is above ten billion")
        default:
            missing.isEmpty
                ? LocalizedText("ไม่มีหน่วยงานใดรายงานข้อมูลครบ", "no organisation has reported all that is needed")
                : LocalizedText("ยังไม่มีหน่วยงานใดรายงาน: \(list)", "nobody has reported: \(list)")
        }
    }
}
