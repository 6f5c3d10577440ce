import Kernel
import ReportingContract

/// What the service says to people, Thai and English side by side.
enum ReportMessages {
    // Captions
    static let linksCaption = LocalizedText("ความเชื่อมโยงของแผนกับแผนระดับอื่นและ SDG 4", "Links to other plans and SDG 4")
    static let overviewCaption = LocalizedText(
        "ภาพรวมตามประเด็นยุทธศาสตร์ (จำนวนเงินเป็นบาท)", "Overview by strategic issue (money in baht)")
    static let statusChart = LocalizedText(
        "จำนวนตัวชี้วัดตามสถานะ รายประเด็นยุทธศาสตร์", "Indicators by status and strategic issue")
    static let projectsCaption = LocalizedText("โครงการและงบประมาณ (บาท)", "Projects and money (baht)")
    static let moneyByCategory = LocalizedText("งบประมาณจำแนกตามงบรายจ่าย (บาท)", "Money by expenditure category (baht)")
    static let moneyByPlanType = LocalizedText("งบประมาณจำแนกตามแผนงาน (บาท)", "Money by budget plan type (baht)")
    static let targetsCaption = LocalizedText(
        "ผลการเบิกจ่ายเทียบเป้าหมายตามมติคณะรัฐมนตรี", "Spending against the cabinet's targets")
    static let laggingCaption = LocalizedText("ตัวชี้วัดที่ล่าช้าหรือเสี่ยงไม่บรรลุ", "Indicators behind or at risk")
    static let reportedCaption = LocalizedText(
        "จำนวนหน่วยงานที่รายงานและรับรองข้อมูล", "Organisations that reported and certified")

    static func resultsCaption(_ issue: String) -> LocalizedText {
        LocalizedText("ผลตามตัวชี้วัด ประเด็นที่ \(issue)", "Indicators of issue \(issue)")
    }

    // Columns
    static let issue = LocalizedText("ประเด็นยุทธศาสตร์", "Strategic issue")
    static let element = LocalizedText("องค์ประกอบของแผน", "Element")
    static let targetPlan = LocalizedText("แผนที่เชื่อมโยง", "Plan linked to")
    static let link = LocalizedText("เป้าหมาย/ประเด็นที่เชื่อมโยง", "Linked element")
    static let indicators = LocalizedText("ตัวชี้วัด", "Indicators")
    static let indicator = LocalizedText("ตัวชี้วัด", "Indicator")
    static let achieved = LocalizedText("บรรลุ", "Achieved")
    static let lagging = LocalizedText("ล่าช้า/เสี่ยง", "Behind or at risk")
    static let projects = LocalizedText("โครงการ", "Projects")
    static let project = LocalizedText("โครงการ", "Project")
    static let organisation = LocalizedText("หน่วยงาน", "Organisation")
    static let traced = LocalizedText("XYZ", "XYZ")
    static let unit = LocalizedText("หน่วย", "Unit")
    static let target = LocalizedText("เป้าหมาย", "Target")
    static let actual = LocalizedText("ผล", "Actual")
    static let achievement = LocalizedText("ร้อยละของเป้าหมาย", "% of target")
    static let status = LocalizedText("สถานะ", "Status")
    static let answered = LocalizedText("หน่วยที่ตอบ", "Answered")
    static let category = LocalizedText("งบรายจ่าย", "Expenditure category")
    static let planType = LocalizedText("แผนงาน", "Plan type")
    static let allocated = LocalizedText("จัดสรร", "Allocated")
    static let spent = LocalizedText("เบิกจ่าย", "Spent")
    static let used = LocalizedText("ใช้จ่าย", "Used")
    static let spentPercent = LocalizedText("ร้อยละเบิกจ่าย", "% spent")
    static let scope = LocalizedText("รายการ", "Scope")
    static let quarter = LocalizedText("ถึงไตรมาส", "To quarter")
    static let targetPercent = LocalizedText("เป้าหมาย (ร้อยละ)", "Target (%)")
    static let actualPercent = LocalizedText("ผล (ร้อยละ)", "Actual (%)")
    static let difference = LocalizedText("สูง/ต่ำกว่าเป้า", "Above or below")
    static let expected = LocalizedText("ต้องรายงาน", "Expected")
    static let certified = LocalizedText("รับรองแล้ว", "Certified")
    static let onTime = LocalizedText("ทันเวลา", "On time")
    static let late = LocalizedText("ล่าช้า", "Late")
    static let notCertified = LocalizedText("ยังไม่รับรอง", "Not certified")
    static let total = LocalizedText("รวม", "Total")

    // Texts
    static let noIssue = LocalizedText("ตัวชี้วัดที่ไม่อยู่ในประเด็นยุทธศาสตร์ใด", "Under no strategic issue")
    static let noProjectsAtAll = LocalizedText("ไม่มีโครงการ", "There are no projects.")
    static let noProjects = LocalizedText("ไม่มีโครงการภายใต้ประเด็นนี้", "No project under this issue.")

    static func traced(_ isTraced: Bool) -> LocalizedText {
        isTraced ? LocalizedText("ครบ", "complete") : LocalizedText("ไม่ครบ", "incomplete")
    }

    static func text(_ status: Achievement) -> LocalizedText {
        switch status {
        case .achieved: LocalizedText("บรรลุ", "Achieved")
        case .onTrack: LocalizedText("ตามแผน", "On track")
        case .behind: LocalizedText("ล่าช้า", "Behind")
        case .atRisk: LocalizedText("เสี่ยง", "At risk")
        case .notEvaluated: LocalizedText("ยังไม่ประเมิน", "Not evaluated")
        }
    }

    // Names of the budget's groups; an unknown one is shown as it is.

    static func category(_ key: String) -> LocalizedText? {
        switch key {
        case "personnel": LocalizedText("งบบุคลากร", "Personnel")
        case "operating": LocalizedText("งบดำเนินงาน", "Operating")
        case "investment": LocalizedText("งบลงทุน", "Investment")
        case "subsidy": LocalizedText("งบเงินอุดหนุน", "Subsidy")
        case "other": LocalizedText("งบรายจ่ายอื่น", "Other expenditure")
        default: nil
        }
    }

    static func planType(_ key: String) -> LocalizedText? {
        switch key {
        case "personnel": LocalizedText("แผนงานบุคลากรภาครัฐ", "Personnel")
        case "basic": LocalizedText("แผนงานพื้นฐาน", "Basic")
        case "strategic": LocalizedText("แผนงานยุทธศาสตร์", "Strategic")
        case "integrated": LocalizedText("แผนงานบูรณาการ", "Integrated")
        default: nil
        }
    }

    static func scope(_ scope: String, _ measure: String) -> LocalizedText {
        let scopes = [
            "overall": LocalizedText("ภาพรวม", "Overall"), "recurrent": LocalizedText("รายจ่ายประจำ", "Recurrent"),
            "investment": LocalizedText("รายจ่ายลงทุน", "Investment"),
        ]
        let measures = [
            "disbursement": LocalizedText("เบิกจ่าย", "spent"), "spent": LocalizedText("เบิกจ่าย", "spent"),
            "used": LocalizedText("ใช้จ่าย", "used"), "use": LocalizedText("ใช้จ่าย", "used"),
        ]
        let first = scopes[scope] ?? LocalizedText(th: scope)
        let second = measures[measure] ?? LocalizedText(th: measure)
        return LocalizedText("\(first.th) (\(second.th))", "\(first.en ?? scope) (\(second.en ?? measure))")
    }

    // Errors
    static func ambiguous(_ code: String) -> LocalizedText {
        LocalizedText(
            "มีรายงานรหัส “\(code)” มากกว่าหนึ่งจังหวัด ให้ระบุด้วย id",
            "more than one province has a report “\(code)”: name it by its id")
    }
    static let composedMeanwhile = LocalizedText(
        "มีผู้จัดทำรายงานนี้พร้อมกัน ให้ลองใหม่", "somebody else composed this report at the same time; try again")
    static let writtenMeanwhile = LocalizedText(
        "รายงานถูกแก้ไขระหว่างจัดทำไฟล์ ให้ลองใหม่", "the report was changed while its file was made; try again")
    static func moreRows(shown: Int, of all: Int) -> LocalizedText {
        LocalizedText(
            "แสดง \(shown) จากทั้งหมด \(all) แถว ครบทุกแถวในไฟล์ XLSX, CSV และ JSON ของรายงานนี้",
            "\(shown) of \(all) rows are shown; the report's XLSX, CSV and JSON files have every row")
    }
    static func others(_ count: Int) -> LocalizedText {
        LocalizedText("อื่น ๆ (\(count) รายการ)", "Others (\(count))")
    }
    static func chartNote(
        shown: Int, of all: Int, by title: LocalizedText?, areAdded: Bool, table: LocalizedText
    ) -> LocalizedText {
        let left = all - shown
        let thai = title.map { "“\($0.th)” " } ?? "ผลรวม"
        let english = title.map { "“\($0.en ?? $0.th)”" } ?? "sums"
        return LocalizedText(
            "แสดง \(shown) จาก \(all) รายการ เฉพาะที่\(title == nil ? "" : " ")\(thai)มากที่สุด อีก \(left) รายการ"
                + (areAdded ? "รวมเป็น “อื่น ๆ” " : "ไม่ได้วาด ") + "ครบทุกรายการในตาราง “\(table.th)”",
            "The \(shown) of \(all) with the largest \(english) are drawn; the other \(left) are "
                + (areAdded ? "added up as “others”" : "not drawn")
                + ". The table “\(table.en ?? table.th)” has them all.")
    }
    static let cannotReturn = LocalizedText(
        "ส่งกลับได้เฉพาะรายงานที่ตรึงแล้วและยังไม่ลงนาม", "only a report that is frozen and not yet signed can be sent back")
    static func staleDefinition(_ version: Int) -> LocalizedText {
        LocalizedText(
            "แบบนี้ถูกเปลี่ยนไปแล้ว หรือไม่มีร่าง รุ่นปัจจุบันคือ \(version)",
            "the definition has changed meanwhile, or has no draft: its version is now \(version)")
    }
    static let notPublished = LocalizedText(
        "ส่งได้เฉพาะรายงานที่เผยแพร่แล้ว", "only a published report is sent")
    static func unknownReceiver(_ to: String) -> LocalizedText {
        LocalizedText(
            "ไม่รู้จักผู้รับ “\(to)” ให้ใช้รหัสหน่วยงานหรือคณะกรรมการที่มีในระบบ อีเมล หรือพิมพ์ชื่อผู้รับเป็นข้อความ",
            "the receiver “\(to)” is not known: give the code of an organisation or committee, a mail address, or a name in words"
        )
    }
    static let deliveredBefore = LocalizedText("ส่งให้ผู้รับนี้แล้ว", "it was sent to this receiver already")
    static let acknowledgedFirst = LocalizedText(
        "วันตอบรับต้องไม่ก่อนวันที่ส่ง", "it cannot be acknowledged before it was sent")
    static let acknowledgedBefore = LocalizedText("ตอบรับแล้ว", "it is acknowledged already")
    static let definitionTaken = LocalizedText(
        "มีผู้บันทึกแบบนี้พร้อมกัน ให้ลองใหม่", "somebody else saved this definition at the same time; try again")
    static let notDraft = LocalizedText(
        "รายงานนี้ถูกตรึงแล้ว แก้ไขไม่ได้ ให้จัดทำฉบับใหม่", "the report is fixed and cannot be edited; compose a new revision")
    static let partNotWritten = LocalizedText(
        "ส่วนนี้ไม่มีข้อความที่เขียนได้", "no text is written into this part; reportDefinition.get says which ones")
    static let incomplete = LocalizedText(
        "รายงานยังมีส่วนที่ขาด ให้จัดทำใหม่เมื่อบริการที่ขาดพร้อม",
        "the report has gaps; compose it again when the missing services answer")
    static let superseded = LocalizedText(
        "มีรายงานฉบับใหม่กว่าแทนที่แล้ว", "a newer revision has taken this report's place")
    static let inFuture = LocalizedText("วันที่ต้องไม่เกินวันนี้", "the day must not be after today")
    static let notFrozen = LocalizedText("รายงานยังเป็นร่าง ไม่มีค่าแฮช", "the report is a draft and has no hash yet")
    static let openRevision = LocalizedText(
        "รายงานฉบับก่อนลงนามแล้ว ต้องเผยแพร่ก่อนจึงจัดทำฉบับใหม่ได้",
        "the revision before it is signed: publish it before composing a new one")
    static func outOfOrder(_ step: String, _ expected: String) -> LocalizedText {
        LocalizedText(
            "บันทึกขั้น \(step) ไม่ได้ ขั้นถัดไปคือ \(expected)", "cannot record \(step) now: the next step is \(expected)")
    }
    static func stale(_ version: Int) -> LocalizedText {
        LocalizedText(
            "รายงานถูกเปลี่ยนไปแล้ว รุ่นปัจจุบันคือ \(version)", "the report has changed meanwhile: its version is now \(version)"
        )
    }
    static let notConfigured = LocalizedText("ไม่ได้ตั้งค่าที่อยู่ของบริการ", "the service's address is not configured")
    static let noAnswer = LocalizedText("คำตอบใช้ไม่ได้", "the answer could not be read")
    static let badParams = LocalizedText("พารามิเตอร์ใช้ไม่ได้", "the params are not as the method takes them")
    static let notAllowed = LocalizedText(
        "แบบรายงานถามคำสั่งนี้ไม่ได้", "a definition cannot ask this: only what another service's contract reads")
    static func noValue(_ names: String) -> LocalizedText {
        LocalizedText("ไม่มีค่าที่ต้องใช้ถาม: \(names)", "nothing answered what this asks with: \(names)")
    }
    static func tooManyRows(_ most: Int) -> LocalizedText {
        LocalizedText(
            "มีมากกว่า \(most) แถว ให้ถามให้แคบลง", "more than \(most) rows: ask for less")
    }
    static func tooManyPages(_ most: Int) -> LocalizedText {
        LocalizedText(
            "ตอบมาเกิน \(most) หน้า ให้ขอหน้าละมากขึ้น (limit) หรือถามให้แคบลง",
            "more than \(most) pages: ask for more in each (limit), or for less")
    }
    static let needsQuarter = LocalizedText("แบบนี้เป็นรายไตรมาส ต้องระบุ quarter", "a quarterly kind: give its quarter")
    static let noQuarter = LocalizedText("แบบนี้เป็นรายปี ไม่ต้องระบุ quarter", "a yearly kind: give no quarter")
    static let needsReason = LocalizedText(
        "มีฉบับที่เผยแพร่แล้ว ต้องระบุเหตุผลที่แก้ไข (reason)",
        "an edition is published already: say why it is corrected (reason)")
    static func noProcedure(_ code: String) -> LocalizedText {
        LocalizedText(
            "ไม่มีขั้นตอนงาน “\(code)” ดูที่มีได้จาก procedure.list",
            "there is no procedure “\(code)”; procedure.list says which there are")
    }
    static let emenscrCodeTaken = LocalizedText(
        "รหัส eMENSCR นี้เป็นของโครงการอื่นแล้ว", "this national code is another project's")
    static func emenscrStale(_ version: Int) -> LocalizedText {
        LocalizedText(
            "ข้อมูลโครงการนี้ถูกเปลี่ยนไปแล้ว รุ่นปัจจุบันคือ \(version)",
            "the project's record has changed meanwhile: its version is now \(version)")
    }
    static func emenscrState(_ state: EmenscrState, _ asked: EmenscrState) -> LocalizedText {
        let next = state.next.map { EmenscrWords.state($0) }
        return LocalizedText(
            "สถานะปัจจุบันคือ “\(EmenscrWords.state(state).th)” ไปเป็น “\(EmenscrWords.state(asked).th)” ไม่ได้ "
                + "ขั้นถัดไปคือ \(next.map(\.th).joined(separator: ", "))",
            "it is \(state.rawValue) and cannot become \(asked.rawValue): next is "
                + state.next.map(\.rawValue).joined(separator: ", "))
    }
    static let improvementDropped = LocalizedText(
        "การปรับปรุงนี้ถูกยกเลิกแล้ว", "this action was given up: take it up again first")
    static let improvementCarried = LocalizedText(
        "การปรับปรุงนี้อยู่ในแผนแล้ว หรือกำลังรอส่ง", "this action stands in a plan already, or waits for it")
    static func improvementStale(_ version: Int) -> LocalizedText {
        LocalizedText(
            "การปรับปรุงนี้ถูกเปลี่ยนไปแล้ว รุ่นปัจจุบันคือ \(version)",
            "the action has changed meanwhile: its version is now \(version)")
    }
    static let notParents = LocalizedText(
        "แบบรายงานนี้ไม่ได้กำหนดตามปฏิทินของต้นสังกัด", "this kind of report does not follow the parent's calendar")
    static let badData = LocalizedText(
        "ข้อมูลที่ส่งมาใช้ไม่ได้ ดูรายการปัญหา", "the data that was handed over is not as the methods answer: see problems")
    static let shippedCode = LocalizedText(
        "รหัสนี้เป็นของแบบที่มากับระบบ ให้ใช้รหัสอื่น", "this code is of a definition that comes with the suite; take another")
    static let noPlan = LocalizedText("ไม่พบแผนพัฒนาการศึกษาที่ใช้ในปีนี้", "no plan is in force in this year")
    static let noRound = LocalizedText("ไม่พบรอบการติดตามของปีนี้", "there is no monitoring round of this year")
    static func noFont(_ family: String) -> LocalizedText {
        if family == "Laksaman" {
            return LocalizedText(
                "สร้าง PDF ไม่ได้ เครื่องนี้ไม่มีฟอนต์ Laksaman ให้ติดตั้งชุด fonts-tlwg-laksaman",
                "no PDF can be made: the font Laksaman is not on this machine; install fonts-tlwg-laksaman")
        }
        return LocalizedText(
            "สร้าง PDF ไม่ได้ ไม่มีฟอนต์ \(family) ให้วางไฟล์ฟอนต์ไว้ในโฟลเดอร์ fonts ของข้อมูลบริการ หรือใช้ Laksaman",
            "no PDF can be made: the font \(family) is not there; put its files into the folder fonts of the service's data, "
                + "or use Laksaman")
    }
    static let pictureFailed = LocalizedText(
        "สร้างภาพไม่สำเร็จ เครื่องนี้อาจไม่มี rsvg-convert (ชุด librsvg2-bin) ใช้ .svg แทนได้",
        "the picture could not be made: rsvg-convert (librsvg2-bin) may be missing; .svg is always there")
    static let fileWaits = LocalizedText(
        "ไฟล์กำลังสร้างอยู่ ให้ขอใหม่อีกครั้ง", "the file is still being made; ask again")
    static let pdfFailed = LocalizedText(
        "สร้างไฟล์ PDF ไม่สำเร็จ ลองใหม่ภายหลัง", "the PDF could not be made; try again later")

    static func text(_ step: String) -> LocalizedText {
        switch step {
        case "draft": LocalizedText("ร่าง", "Draft")
        case "frozen": LocalizedText("ตรึงเนื้อหาแล้ว", "Frozen")
        case "checked": LocalizedText("ตรวจสอบแล้ว", "Checked")
        case "screened": LocalizedText("ผ่านคณะอนุกรรมการ", "Screened by the subcommittee")
        case "signed": LocalizedText("เห็นชอบและลงนามแล้ว", "Approved and signed")
        case "published": LocalizedText("เผยแพร่", "Published")
        case "forwarded": LocalizedText("ส่งหน่วยเหนือ", "Sent on")
        default: LocalizedText("ส่งกลับ", "Returned")
        }
    }
}
