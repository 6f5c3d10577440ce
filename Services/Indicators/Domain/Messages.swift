import Kernel

/// What the service says to people, Thai and English side by side.
enum Messages {
    static func unknownQuestion(_ code: String) -> LocalizedText {
        LocalizedText("ไม่มีคำถาม “\(code)” ในแบบติดตาม", "the questionnaire has no question “\(code)”")
    }

    static func notAsked(_ code: String) -> LocalizedText {
        LocalizedText(
            "คำถาม “\(code)” ไม่ได้ถามหน่วยงานประเภทนี้ ให้ลบคำตอบออก",
            "question “\(code)” is not asked of this kind of organisation; leave the answer out")
    }

    static func unknownOption(_ choice: String, _ options: [String]) -> LocalizedText {
        let list = options.joined(separator: ", ")
        return LocalizedText(
            "ไม่มีตัวเลือก “\(choice)” เลือกได้: \(list)", "there is no option “\(choice)”; choose one of \(list)")
    }

    static func outOfRange(_ number: Quantity, _ minimum: Quantity?, _ maximum: Quantity?) -> LocalizedText {
        switch (minimum, maximum) {
        case (let low?, let high?):
            LocalizedText("\(number) อยู่นอกช่วง \(low) ถึง \(high)", "\(number) is outside \(low) to \(high)")
        case (let low?, nil): LocalizedText("\(number) น้อยกว่า \(low)", "\(number) is less than \(low)")
        case (nil, let high):
            LocalizedText(
                "\(number) มากกว่า \(high?.description ?? "∞")", "\(number) is more than \(high?.description ?? "∞")")
        }
    }

    static func tooManyDecimals(_ number: Quantity, _ decimals: Int) -> LocalizedText {
        decimals == 0
            ? LocalizedText("ต้องเป็นจำนวนเต็ม แต่ได้รับ \(number)", "must be a whole number; got \(number)")
            : LocalizedText(
                "\(number) มีทศนิยมเกิน \(decimals) ตำแหน่ง",
                "\(number) has more than \(decimals) places after the point")
    }

    static func wrongType(_ form: InstrumentQuestion.Form) -> LocalizedText {
        switch form {
        case .choice: LocalizedText("คำถามนี้ต้องตอบด้วยตัวเลือก (choice)", "this question takes a choice")
        case .text: LocalizedText("คำถามนี้ต้องตอบด้วยข้อความ (text)", "this question takes a text")
        case .number: LocalizedText("คำถามนี้ต้องตอบด้วยตัวเลข (number)", "this question takes a number")
        case .upload: LocalizedText("คำถามนี้ต้องตอบด้วยไฟล์ (file)", "this question takes a file")
        }
    }

    static func unanswered(_ code: String) -> LocalizedText {
        LocalizedText(
            "ยังไม่ได้ตอบคำถาม “\(code)” ถ้าไม่มีให้ตอบ “ไม่มี” ถ้าไม่เกี่ยวข้องให้ตอบ “ไม่เกี่ยวข้อง”",
            "question “\(code)” has no answer; where there is nothing answer none, where it does not concern you answer notApplicable"
        )
    }

    static func letterOfTomorrow(_ date: CalendarDate, _ today: CalendarDate) -> LocalizedText {
        LocalizedText(
            "หนังสือลงวันที่ \(day(date)) ซึ่งยังมาไม่ถึง (วันนี้ \(day(today)))",
            "the letter is dated \(date), and today is \(today)")
    }

    static func hidden(_ code: String) -> LocalizedText {
        LocalizedText(
            "คำถาม “\(code)” ไม่ต้องตอบเพราะเงื่อนไขไม่เข้า ให้ลบคำตอบออก",
            "question “\(code)” is not asked, its conditions do not hold; take the answer back")
    }

    static func needsReason(_ rule: String, _ message: LocalizedText) -> LocalizedText {
        LocalizedText(
            "\(message.th) (ถ้าถูกต้องแล้ว ให้ระบุเหตุผลของ “\(rule)” ใน reasons)",
            "\(message.en ?? message.th) (if it is right, give a reason for “\(rule)” in reasons)")
    }

    static func noNumberQuestion(_ code: String) -> LocalizedText {
        LocalizedText("ไม่มีคำถามชนิด number “\(code)”", "there is no number question “\(code)”")
    }

    static func otherRound(_ text: String) -> LocalizedText {
        LocalizedText("ใช้ได้เฉพาะ round=previous ไม่ใช่ “\(text)”", "only round=previous can stand here, not “\(text)”")
    }

    static func functionOfOrganisations(_ function: FormulaFunction) -> LocalizedText {
        LocalizedText(
            "ใช้ \(function.rawValue) ในกฎของแบบติดตามไม่ได้",
            "\(function.rawValue) can not stand in a questionnaire's rule")
    }

    static func conditionOrder(_ code: String) -> LocalizedText {
        LocalizedText(
            "เงื่อนไขต้องอ้างถึงคำถามที่มาก่อน แต่ “\(code)” ไม่ใช่",
            "a condition is about a question that comes before; “\(code)” does not")
    }

    static func conditionForm(_ code: String) -> LocalizedText {
        LocalizedText(
            "เงื่อนไขไม่ตรงกับชนิดของคำถาม “\(code)”: choices ใช้กับ choice (ตัวเลือกที่มีอยู่), minimum และ maximum ใช้กับ number",
            "the condition does not fit question “\(code)”: choices (that it has) are for choice, minimum and maximum for number"
        )
    }

    static func questionElement(_ code: String) -> LocalizedText {
        LocalizedText(
            "ไม่มีข้อมูลรายปีงบประมาณ “\(code)”", "there is no data element “\(code)” by fiscal year")
    }

    static func elementTwice(_ code: String) -> LocalizedText {
        LocalizedText(
            "ข้อมูล “\(code)” มีคำถามมากกว่าหนึ่งข้อ", "more than one question is for the data element “\(code)”")
    }

    static func otherPrevious(_ code: String) -> LocalizedText {
        LocalizedText(
            "รอบก่อน “\(code)” ต้องเป็นของจังหวัดเดียวกันและมีแบบติดตามที่เผยแพร่แล้ว",
            "the round before, “\(code)”, must be of the same province and have a published questionnaire")
    }

    static func halfRatio(_ numerator: String, _ denominator: String) -> LocalizedText {
        LocalizedText(
            "“\(numerator)” กับ “\(denominator)” เป็นตัวตั้งและตัวหารของกัน ต้องตอบเป็นตัวเลขทั้งคู่ หรือไม่มี/ไม่เกี่ยวข้องเหมือนกันทั้งคู่",
            "“\(numerator)” and “\(denominator)” are one ratio: answer both with numbers, or both with the same none or notApplicable"
        )
    }

    static func questionChanged(_ code: String) -> LocalizedText {
        LocalizedText(
            "คำถาม “\(code)” เปลี่ยนชนิด ตัวชี้วัด หรือบทบาทจากฉบับที่เผยแพร่แล้วไม่ได้ ให้ใช้รหัสใหม่",
            "question “\(code)” can not change its type, indicator or role from a published version; use a new code")
    }

    static let roleWithoutIndicator = LocalizedText(
        "ตัวตั้งหรือตัวหารต้องระบุตัวชี้วัด", "a numerator or denominator needs an indicator")

    static func unknownIndicator(_ code: String) -> LocalizedText {
        LocalizedText("ไม่มีตัวชี้วัด “\(code)” ในจังหวัดนี้", "there is no indicator “\(code)” in this province")
    }

    static func wrongRole(_ code: String) -> LocalizedText {
        LocalizedText(
            "คำถามตัวเลขของตัวชี้วัดอัตราส่วน “\(code)” ต้องเป็น numerator หรือ denominator คำถามอื่นต้องเป็น value",
            "number questions of the ratio “\(code)” are numerator or denominator; all others are value")
    }

    static func carrier(_ code: String, _ aggregation: Publication.Aggregation) -> LocalizedText {
        switch aggregation {
        case .ratio:
            LocalizedText(
                "ตัวชี้วัด “\(code)” ต้องมีคำถามตัวตั้งหนึ่งข้อและตัวหารหนึ่งข้อ",
                "indicator “\(code)” needs one numerator and one denominator question")
        case .choice:
            LocalizedText(
                "ตัวชี้วัด “\(code)” ต้องมีคำถามตัวเลือกหนึ่งข้อ", "indicator “\(code)” needs one choice question")
        case .formula:
            LocalizedText(
                "ตัวชี้วัด “\(code)” คิดจากสูตร คำถามอ้างถึงไม่ได้", "indicator “\(code)” has a formula; no question can serve it"
            )
        case .sum, .count:
            LocalizedText("ตัวชี้วัด “\(code)” ต้องมีคำถามตัวเลขหนึ่งข้อ", "indicator “\(code)” needs one number question")
        }
    }

    // MARK: - Rules of rounds and submissions

    static let roundNotOpen = LocalizedText("รอบนี้ไม่ได้เปิดรับคำตอบ", "the round is not open for answers")
    static let roundNotDraft = LocalizedText("รอบนี้เปิดอยู่แล้ว", "the round is open already")
    static let roundNeverOpened = LocalizedText("รอบนี้ยังไม่เคยเปิด", "the round has not been opened yet")
    static let noPublishedQuestionnaire = LocalizedText(
        "ต้องเผยแพร่แบบติดตามก่อนเปิดรอบ", "publish the questionnaire before opening the round")
    static let nobodyExpected = LocalizedText(
        "ไม่มีหน่วยงานใดอยู่ในกลุ่มเป้าหมาย ตรวจประเภทและหน่วยงานที่เลือก",
        "no organisation is in the target group; check its kinds and organisations")
    static let questionnairePublished = LocalizedText(
        "ฉบับนี้เผยแพร่แล้วหรือไม่มี", "this version is published already or does not exist")
    static func notBelowOwner(_ code: String, _ owner: String) -> LocalizedText {
        LocalizedText(
            "“\(code)” ไม่ได้อยู่ใต้ “\(owner)” ซึ่งเป็นเจ้าของรอบ จึงถามไม่ได้",
            "“\(code)” does not stand below “\(owner)”, whose round it is, and can not be asked")
    }
    static let notExpected = LocalizedText(
        "หน่วยงานนี้ไม่อยู่ในรายชื่อผู้ต้องรายงานของรอบ", "the organisation is not expected to answer this round")
    static let incomplete = LocalizedText(
        "คำตอบยังไม่ครบหรือไม่ถูกต้อง ดูรายการปัญหา", "answers are missing or wrong; see the problems")
    static let aggregationInUse = LocalizedText(
        "เปลี่ยนชนิดการรวมค่าไม่ได้ เพราะมีแบบติดตามที่เผยแพร่แล้วใช้ตัวชี้วัดนี้",
        "the aggregation can not change: a published questionnaire uses the indicator")
    static let codeTaken = LocalizedText("รหัสนี้ถูกใช้แล้ว", "the code is taken")
    static let stale = LocalizedText(
        "มีผู้แก้ไขก่อนหน้า อ่านใหม่แล้วลองอีกครั้ง", "somebody else changed it first; read it again and repeat")
    static let importRefused = LocalizedText(
        "ไม่ได้นำเข้าเลย เพราะมีปัญหา ดูรายการ", "nothing was taken in: there are problems, see the list")
    static let certifiedAlready = LocalizedText(
        "ชุดคำตอบของหน่วยงานนี้รับรองแล้วหรือรอรับรอง จึงไม่ถูกแทนที่",
        "the organisation's submission is certified or waits for it and is not replaced")
    static let itemTwice = LocalizedText("หน่วยงานนี้ซ้ำในรายการ", "the organisation is there more than once")

    static func wrongStage(_ act: SubmissionAct, _ stage: SubmissionStage) -> LocalizedText {
        let needed = act.from.sorted { $0.rawValue < $1.rawValue }
        return LocalizedText(
            "ชุดคำตอบอยู่ในสถานะ “\(name(stage))” แต่ต้องเป็น \(needed.map { "“\(name($0))”" }.joined(separator: " หรือ "))",
            "the submission is \(stage.rawValue), and this needs \(needed.map(\.rawValue).joined(separator: " or "))")
    }

    /// A stage as pages call it.
    private static func name(_ stage: SubmissionStage) -> String {
        switch stage {
        case .draft: "ร่าง"
        case .submitted: "ส่งแล้ว รอรับรอง"
        case .certified: "รับรองแล้ว"
        case .accepted: "รับแล้ว"
        case .returned: "ส่งกลับให้แก้ไข"
        case .withdrawn: "ถูกแทนด้วยฉบับใหม่"
        }
    }

    /// As Thai readers write it.
    private static func day(_ date: CalendarDate) -> String { ThaiDate.text(date, .short, digits: .arabic) }

    // MARK: - Tables that people send

    static let noOrganisationColumn = LocalizedText(
        "ไม่พบคอลัมน์ หน่วยงาน (organisation)", "there is no column หน่วยงาน (organisation)")
    static let noAnswerColumn = LocalizedText(
        "ไม่พบคอลัมน์ คำถาม กับ คำตอบ หรือคอลัมน์ของคำถามใดเลย",
        "there are neither columns คำถาม and คำตอบ nor a column of any question")
    static let unknownColumn = LocalizedText(
        "ไม่รู้จักคอลัมน์นี้ ใช้รหัสคำถาม หรือลบคอลัมน์ออก", "this column is unknown; use a question's code or take it out")
    static let columnTwice = LocalizedText("คอลัมน์นี้ซ้ำ", "this column is there more than once")
    static let answerTwice = LocalizedText(
        "หน่วยงานนี้ตอบคำถามนี้มากกว่าหนึ่งครั้งในตาราง", "the table answers this question twice for this organisation")
    static let missingOrganisation = LocalizedText("ไม่ได้ระบุหน่วยงาน", "the organisation is missing")
    static let noTableUpload = LocalizedText(
        "ไฟล์แนบนำเข้าด้วยตารางไม่ได้ ใส่ได้เพียง ไม่มี หรือ ไม่เกี่ยวข้อง",
        "a file can not come by a table; only ไม่มี or ไม่เกี่ยวข้อง can")
    static let ambiguousDash = LocalizedText(
        "ขีด “-” กำกวม ใช้ ไม่มี, ไม่เกี่ยวข้อง หรือเว้นว่าง (ยังไม่รายงาน)",
        "a dash may mean several things; write ไม่มี, ไม่เกี่ยวข้อง or leave it empty (not reported)")
    static let notNumber = LocalizedText(
        "ไม่ใช่ตัวเลข ใช้เลขไทยหรืออารบิก ทศนิยมไม่เกิน 4 ตำแหน่ง",
        "not a number; use Thai or Arabic digits with at most four places")
    static let formulaCell = LocalizedText("เป็นสูตร ให้คัดลอกแล้ววางเฉพาะค่า", "is a formula; paste its value in its place")
    static let mergedCell = LocalizedText(
        "เซลล์ถูกผสาน ให้ยกเลิกการผสานและกรอกค่าทุกแถว", "the cells are merged; unmerge them and fill in each row")
    static let tooManyFields = LocalizedText("แถวนี้มีช่องมากกว่าหัวตาราง", "the row has more fields than the header")

    static func otherYear(_ fiscalYear: FiscalYear) -> LocalizedText {
        LocalizedText(
            "ปีงบประมาณต้องเป็น \(fiscalYear) (พ.ศ.)", "the fiscal year must be \(fiscalYear), Buddhist Era")
    }

    // MARK: - Visits, showcases, advice, files

    static let visitNotPlanned = LocalizedText(
        "ทำได้เฉพาะการลงพื้นที่ที่ยังอยู่ในแผน", "only a visit that is still planned can be reported or cancelled")
    static let visitNotReported = LocalizedText(
        "ติดตามได้เฉพาะการลงพื้นที่ที่รายงานแล้วและยังมีเรื่องค้าง", "only a visit that is reported and not closed is followed up")
    static let visitToCome = LocalizedText("วันลงพื้นที่ยังมาไม่ถึง", "the day of the visit has not come")
    static let showcaseDecided = LocalizedText(
        "เผยแพร่หรือไม่รับไปแล้ว แก้ไขไม่ได้", "it was published or declined already, and stays so")
    static let adviceSettled = LocalizedText("ติดตามจบแล้ว", "it is settled already")
    static let adviceNotAnswered = LocalizedText(
        "ยังไม่ได้ตอบ หรือติดตามจบแล้ว", "it is not answered yet, or settled already")
    static let fileClaim = LocalizedText(
        "ไฟล์ที่อ้างถึงไม่ตรงกับที่เก็บไว้ ดูรายการปัญหา", "files are not what is said of them; see the problems")

    static func followUpDay(_ earlier: CalendarDate) -> LocalizedText {
        LocalizedText(
            "วันที่ต้องไม่ก่อน \(day(earlier)) และไม่เกินวันนี้", "the day is not before \(earlier) and not after today")
    }

    static func otherSize(_ told: Int, _ stored: Int) -> LocalizedText {
        LocalizedText("แจ้งขนาด \(told) ไบต์ แต่ไฟล์จริงมี \(stored) ไบต์", "said to have \(told) bytes, has \(stored)")
    }

    static func otherType(_ told: String, _ stored: String) -> LocalizedText {
        LocalizedText("แจ้งชนิด \(told) แต่ไฟล์จริงเป็น \(stored)", "said to be \(told), is \(stored)")
    }
}
