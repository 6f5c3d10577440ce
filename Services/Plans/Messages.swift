import JSONRPC
import Kernel
import Sheets

/// What the plans service says to people.
enum Messages {
    // MARK: Elements

    static func repeated(_ code: String, _ earlier: Int, at path: String) -> Problem {
        problem(
            path, "element.repeated", "รหัส “\(code)” ซ้ำกับแถวที่ \(earlier)",
            "the code “\(code)” is in row \(earlier) already")
    }

    static func codeProvince(_ province: String, at path: String) -> Problem {
        province == "TH"
            ? problem(
                path, "element.codeProvince", "รหัสของแผนระดับชาติหรือภาคต้องไม่ขึ้นต้นด้วยเลขสองหลักและขีด",
                "a code of a national or regional plan does not begin with two digits and a hyphen")
            : problem(
                path, "element.codeProvince", "รหัสต้องขึ้นต้นด้วย \(province)-", "the code must begin with \(province)-")
    }

    static func kindChanged(_ kind: String, at path: String) -> Problem {
        problem(
            path, "element.kind", "รหัสนี้เป็น \(kind) อยู่แล้ว เปลี่ยน kind ไม่ได้",
            "the code is a \(kind) already; its kind stays")
    }

    static func unknownOrganisation(_ code: String, at path: String) -> Problem {
        problem(path, "organisation.unknown", "ไม่พบหน่วยงาน “\(code)”", "there is no organisation “\(code)”")
    }

    static func targetOutside(_ years: ClosedRange<Int>, at path: String) -> Problem {
        problem(
            path, "element.targetOutside", "ปีเป้าหมายต้องอยู่ในปีของแผน \(years.lowerBound)–\(years.upperBound)",
            "the target's year must lie within the plan's years \(years.lowerBound)–\(years.upperBound)")
    }

    static func dayOutside(_ years: ClosedRange<Int>, at path: String) -> Problem {
        problem(
            path, "element.dayOutside",
            "ต้องอยู่ในปีงบประมาณของแผน \(years.lowerBound)–\(years.upperBound)",
            "must lie within the plan's fiscal years \(years.lowerBound)–\(years.upperBound)")
    }

    static func needsParent(_ kind: NodeKind, at path: String) -> Problem {
        problem(
            path, "element.parent", "\(kind.rawValue) ต้องอยู่ใต้ \(names(kind.parents))",
            "a \(kind.rawValue) stands below one of: \(names(kind.parents))")
    }

    static func noParent(_ code: String, at path: String) -> Problem {
        problem(path, "element.parent", "ไม่พบองค์ประกอบ “\(code)” ในร่างแผน", "the draft has no element “\(code)”")
    }

    static func wrongParent(_ kind: NodeKind, below parent: NodeKind, at path: String) -> Problem {
        problem(
            path, "element.parent", "\(kind.rawValue) อยู่ใต้ \(parent.rawValue) ไม่ได้ ต้องอยู่ใต้ \(names(kind.parents))",
            "a \(kind.rawValue) cannot stand below a \(parent.rawValue), but below one of: \(names(kind.parents))")
    }

    static func circle(at path: String) -> Problem {
        problem(
            path, "element.circle", "ลำดับชั้นวนกลับมาที่ตัวเองหรือลึกเกิน \(ElementTree.depthMax) ชั้น",
            "the way up comes back to itself or is deeper than \(ElementTree.depthMax)")
    }

    private static func names(_ kinds: Set<NodeKind>) -> String {
        kinds.map(\.rawValue).sorted().joined(separator: ", ")
    }

    // MARK: Links

    static func notAnnounced(_ plan: String, at path: String) -> Problem {
        problem(
            path, "link.notAnnounced", "แผน “\(plan)” ยังไม่ประกาศ เชื่อมโยงไปยังร่างไม่ได้",
            "the plan “\(plan)” is not announced: links lead to announced versions only")
    }

    static func notHigher(_ plan: String, at path: String) -> Problem {
        problem(
            path, "link.notHigher", "แผน “\(plan)” ไม่สูงกว่า ต้องอยู่สูงกว่าหนึ่งระดับหรือระบุไว้ใน higher ของแผนต้นทาง",
            "the plan “\(plan)” is not higher: it must stand one level above or be named in the plan's higher")
    }

    static func levelSkipped(_ plan: String, at path: String) -> Problem {
        problem(
            path, "link.levelSkipped", "ข้ามระดับไปยังแผน “\(plan)” ไม่ได้ ให้เชื่อมผ่านแผนระดับที่ 2",
            "a link may not skip a level to “\(plan)”: link to the plan of level 2 between them")
    }

    static func samePlan(at path: String) -> Problem {
        problem(
            path, "link.samePlan", "ภายในแผนเดียวกันใช้ลำดับชั้น (parent) ไม่ใช่การเชื่อมโยง",
            "within one plan the tree (parent) says it, not a link")
    }

    static func itself(at path: String) -> Problem {
        problem(path, "link.itself", "เชื่อมโยงกับตัวเองไม่ได้", "an element is not linked to itself")
    }

    static func chainTarget(_ kind: ChainKind, plan: String, at path: String) -> Problem {
        problem(
            path, "link.chain", "\(kind.rawValue) ต้องชี้เป้าหมายของแผนชนิด \(plan)",
            "\(kind.rawValue) leads to a goal of a \(plan)")
    }

    static func chainStep(_ kind: ChainKind, other: ChainKind, at path: String) -> Problem {
        kind == .xyzY1
            ? problem(
                path, "link.chainStep",
                "xyzY1 ต้องชี้เป้าหมายของแผนย่อย (Y1) เป้าหมายนี้เป็นของประเด็น (Y2) ใช้ \(other.rawValue)",
                "xyzY1 leads to a goal of a sub-plan (Y1); this one is an issue's (Y2): use \(other.rawValue)")
            : problem(
                path, "link.chainStep",
                "xyzY2 ต้องชี้เป้าหมายของประเด็น (Y2) เป้าหมายนี้เป็นของแผนย่อย (Y1) ใช้ \(other.rawValue)",
                "xyzY2 leads to a goal of an issue (Y2); this one is a sub-plan's (Y1): use \(other.rawValue)")
    }

    static func unknownElement(_ key: String, at path: String) -> Problem {
        problem(
            path, "link." + (path.hasSuffix("/to") ? "to" : "from"), "ไม่พบองค์ประกอบ “\(key)”", "no element “\(key)”")
    }

    static func ambiguousElement(_ key: String, at path: String) -> Problem {
        problem(
            path, "element.ambiguous", "รหัส “\(key)” มีในหลายแผน ให้เขียน แผน/รหัส",
            "several plans have the code “\(key)”: write PLAN/CODE")
    }

    static func foreignRow(_ plan: String, at path: String) -> Problem {
        problem(path, "link.from", "ต้องเป็นองค์ประกอบของแผน “\(plan)”", "must be an element of the plan “\(plan)”")
    }

    static let linkCircle = LocalizedText("ความเชื่อมโยงวนกลับมาที่ตัวเอง", "the link closes a circle")

    // MARK: Plans

    static let noRowsInFile = LocalizedText("ไฟล์ไม่มีแถวข้อมูลใต้หัวตาราง", "the file has no row below its headings")
    static func tooManyElements(_ max: Int) -> LocalizedText {
        LocalizedText("แผนมีองค์ประกอบเกิน \(max) ให้เลือก kind", "the plan has more than \(max) elements; choose a kind")
    }
    static func tooManyPlans(_ max: Int) -> LocalizedText {
        LocalizedText(
            "มีแผนเกิน \(max) ให้เลือก kind หรือหน่วยงานที่แคบลง",
            "there are more than \(max) plans; choose a kind or a narrower part")
    }
    static func notBelow(_ organisation: String, _ root: String) -> Problem {
        problem(
            "organisation", "organisation.notBelow", "“\(organisation)” ไม่ใช่ \(root) หรือหน่วยงานที่อยู่ใต้ลงไป",
            "“\(organisation)” is neither \(root) nor below it")
    }
    static func missing(at key: String) -> Problem {
        let name = PlanSheet.shape.columns.first { $0.key == key }?.header ?? LocalizedText(key, key)
        return problem(key, "required", "แผนใหม่ต้องระบุ\(name.th)", "a new plan needs: \(name.en ?? name.th)")
    }
    static func planKind(_ kind: String) -> Problem {
        problem(
            "kind", "plan.kind", "แผนนี้เป็น \(kind) อยู่แล้ว เปลี่ยนประเภทไม่ได้",
            "the plan is a \(kind) already; its kind stays")
    }
    static func planOwner(_ organisation: String) -> Problem {
        problem(
            "organisation", "plan.organisation", "แผนนี้เป็นของ \(organisation) อยู่แล้ว",
            "the plan is \(organisation)'s already; its owner stays")
    }
    static func unknownPlan(_ code: String, at key: String) -> Problem {
        problem(key, "plan.unknown", "ไม่พบแผน “\(code)”", "there is no plan “\(code)”")
    }
    static let refusedImport = LocalizedText("มีแถวที่ไม่ถูกต้อง ไม่มีการบันทึก", "some rows are wrong; nothing was written")
    static let noDraft = LocalizedText(
        "แผนนี้ไม่มีร่างที่เปิดอยู่ ฉบับที่ประกาศแล้วแก้ไขไม่ได้ ให้เปิดร่างใหม่ด้วย plan.amend",
        "the plan has no open draft; what is announced never changes: open a new draft with plan.amend")
    static let hiddenDraft = LocalizedText(
        "ร่างแผนอ่านได้เฉพาะผู้มีบทบาทในหน่วยงานเจ้าของแผน หน่วยงานเหนือขึ้นไป หรือในจังหวัดเดียวกัน",
        "a draft is read by those with a role at its organisation, above it or in its province")
    static let hasDraft = LocalizedText("มีร่างที่เปิดอยู่แล้ว", "there is an open draft already")
    static let neverAnnounced = LocalizedText(
        "แผนนี้ยังไม่เคยประกาศ แก้ไขร่างได้โดยตรง", "the plan was never announced: change its draft")
    static let emptyDraft = LocalizedText("ร่างยังไม่มีองค์ประกอบ", "the draft has no elements")
    static let beingScreened = LocalizedText("ร่างอยู่ระหว่างการกลั่นกรอง", "the draft is being screened")
    static let screeningRejected = LocalizedText(
        "การกลั่นกรองครั้งล่าสุดไม่เห็นชอบ แก้ไขแล้วส่งกลั่นกรองใหม่",
        "the last screening ended in a rejection: revise the draft and submit it again")
    static let futureDate = LocalizedText("วันที่ประกาศยังมาไม่ถึง", "the day of announcement has not come yet")
    static let targetsOutside = LocalizedText(
        "ร่างมีค่าเป้าหมายของปีที่จะอยู่นอกแผน แก้ค่าเป้าหมายก่อน",
        "the draft has targets of years that the plan would leave out: change the targets first")
    static let daysOutside = LocalizedText(
        "ร่างมีโครงการหรือกิจกรรมที่วันจะอยู่นอกปีของแผน แก้วันก่อน",
        "the draft has work on days that the plan would leave out: change the days first")
    static let oneVersion = LocalizedText(
        "แผนนี้มีฉบับเดียว ยังไม่มีฉบับให้เปรียบเทียบ", "the plan has one version: there is nothing to compare")
    static let linksNotHigher = LocalizedText(
        "ร่างมีความเชื่อมโยงไปยังแผนระดับเดียวกันที่จะไม่อยู่ใน higher",
        "the draft links to a plan of its level that `higher` would leave out")
    static let higherCircle = LocalizedText("แผนที่รับช่วงต่อวนกลับมาที่แผนเดิม", "the higher plans lead back to this plan")
    static let hangsBelow = LocalizedText("ยังมีองค์ประกอบหรือความเชื่อมโยงที่อ้างถึง", "elements or links still refer to it")

    static func stale(_ version: Int) -> LocalizedText {
        LocalizedText("มีผู้แก้ไขก่อนแล้ว (ปัจจุบัน \(version))", "somebody changed it first; it is at \(version) now")
    }

    static func ambiguous(_ key: String) -> LocalizedText {
        LocalizedText("“\(key)” มีในหลายแผน ให้เขียน แผน/รหัส", "several plans have “\(key)”: write PLAN/CODE")
    }

    static func drivingItem(_ item: String, _ organisation: String) -> LocalizedText {
        LocalizedText(
            "“\(item)” ครั้งนี้ไม่ใช่รายการของ \(organisation) ดูรายการด้วย driving.calendar",
            "“\(item)” on this occasion is not expected of \(organisation); driving.calendar lists what is")
    }

    // MARK: StratML

    static let notStratML = located(
        "/xml", "stratml.root", "ไม่ใช่เอกสาร StratML Part 2 (PerformancePlanOrReport)",
        "it is no StratML Part 2 document (PerformancePlanOrReport)")

    static func xml(_ reason: String, line: Int) -> Problems {
        located(
            "/xml", "xml." + reason, "XML ไม่ถูกต้องที่บรรทัด \(line) (\(reason))",
            "the XML is not taken, at line \(line): \(reason)")
    }

    static func notAFigure(_ text: String, at path: String) -> Problem {
        problem(
            path, "stratml.number", "“\(text)” ไม่ใช่ตัวเลขทศนิยมไม่เกิน 4 ตำแหน่ง",
            "“\(text)” is no decimal number of at most four places")
    }

    static func stratMLCount(_ count: Int) -> LocalizedText {
        LocalizedText(
            "ต้องมี 1–\(StratML.elementsMax) องค์ประกอบ มี \(count)",
            "must have 1 to \(StratML.elementsMax) elements, has \(count)")
    }

    private static func located(_ path: String, _ rule: String, _ th: String, _ en: String) -> Problems {
        var problems = Problems()
        problems.add(problem(path, rule, th, en))
        return problems
    }

    // MARK: Partners and quizzes

    static let quizEmpty = LocalizedText("แบบทดสอบยังไม่มีคำถาม", "the quiz has no questions yet")
    static let quizAnswers = LocalizedText(
        "คำตอบไม่ครบหรือไม่ถูกต้อง ยังไม่มีการบันทึก", "some answers are wrong or missing; nothing was written")

    static func quizAttempts(_ limit: Int) -> LocalizedText {
        LocalizedText("ทำครบ \(limit) ครั้งแล้ว", "all \(limit) attempts are used")
    }

    static func unknownQuestion(_ code: String, at path: String) -> Problem {
        problem(path, "quiz.question", "ไม่มีคำถาม “\(code)”", "there is no question “\(code)”")
    }

    static func wrongOptions(_ code: String, at path: String) -> Problem {
        problem(
            path, "quiz.options", "ต้องเลือกจากตัวเลือกของ “\(code)” อย่างน้อยหนึ่ง ไม่ซ้ำกัน",
            "choose at least one of the options of “\(code)”, each once")
    }

    static func unanswered(_ code: String, at path: String) -> Problem {
        problem(path, "quiz.unanswered", "ยังไม่ได้ตอบ “\(code)”", "“\(code)” is not answered")
    }

    // MARK: Lint

    static let lintOrphan = LocalizedText("ไม่อยู่ใต้องค์ประกอบใด", "belongs to nothing")
    static let lintDeadEnd = LocalizedText("ไม่มีโครงการรองรับ", "no project stands below it")
    static let lintNoLink = LocalizedText("ไม่เชื่อมโยงกับแผนที่สูงกว่า", "serves nothing in a higher plan")
    static let lintNoIndicator = LocalizedText("ไม่มีตัวชี้วัด", "has no indicator")
    static let lintFactor = LocalizedText("ไม่มีโครงการตอบปัจจัยนี้", "no project serves this factor")

    static func lintMissing(_ part: String) -> LocalizedText {
        LocalizedText("ห่วงโซ่ XYZ ไปไม่ถึง \(part)", "its causal chain does not reach \(part)")
    }

    static func lintNoTarget(_ years: Int) -> LocalizedText {
        LocalizedText(
            "ไม่มีค่าเป้าหมาย \(years) ปีของแผน", "has no target for \(years) year\(years == 1 ? "" : "s") of the plan")
    }

    static func lintOutdated(_ links: Int) -> LocalizedText {
        LocalizedText(
            "ชี้ฉบับเก่าของแผนที่สูงกว่า \(links) รายการ",
            "\(links) link\(links == 1 ? "" : "s") to an older version of a higher plan")
    }

    static let lintCycle = LocalizedText("สายเชื่อมโยงวนกลับมาที่องค์ประกอบนี้", "the web of links comes back to it")
    static let lintSkipped = LocalizedText("เชื่อมโยงข้ามระดับ", "has a link that skips a level")
    static let lintNotHigher = LocalizedText(
        "เชื่อมโยงไปยังแผนที่ไม่สูงกว่าและไม่อยู่ใน higher", "has a link to a plan that is neither higher nor named in `higher`")

    static let lintDays = LocalizedText(
        "วันของกิจกรรมอยู่นอกช่วงของโครงการ", "lies outside the days of its project")

    static func lintMoney(_ activities: Money, _ project: Money) -> LocalizedText {
        LocalizedText(
            "กิจกรรมรวม \(activities) บาท ไม่เท่ากับวงเงินของโครงการ \(project) บาท",
            "its activities add up to \(activities) baht, its own budget is \(project)")
    }

    static func lintSimilar(_ others: [(code: String, percent: Int)]) -> LocalizedText {
        let list = others.map { "\($0.code) (\($0.percent)%)" }.joined(separator: ", ")
        return LocalizedText("ชื่อคล้ายกับ \(list)", "its name is like that of \(list)")
    }

    static func lintDuplicate(_ others: String) -> LocalizedText {
        LocalizedText("ชื่อเดียวกับ \(others)", "has the same name as \(others)")
    }

    /// Broken constraints, by name.
    static let rules: [String: LocalizedText] = [
        "plan_code": LocalizedText("รหัสแผนนี้ใช้แล้ว", "the code is taken by another plan"),
        "plan_years": LocalizedText("ปีสุดท้ายต้องไม่ก่อนปีแรก", "the last year must not be before the first"),
        "plan_code_province": LocalizedText("รหัสแผนไม่ตรงกับจังหวัด", "the plan's code does not fit its province"),
        "element_code": LocalizedText("รหัสนี้มีในร่างแผนแล้ว", "the draft has an element of this code"),
        "element_code_province": LocalizedText("รหัสไม่ตรงกับจังหวัดของแผน", "the code does not fit the plan's province"),
        "element_unfunded": LocalizedText("งานที่ไม่ใช้งบประมาณต้องไม่มีวงเงิน", "unfunded work has no budget"),
        "element_parent": LocalizedText("ยังมีองค์ประกอบอยู่ข้างใต้", "elements still stand below it"),
        "link_element": LocalizedText("ยังมีความเชื่อมโยงจากองค์ประกอบนี้", "links still start from it"),
        "link_once": LocalizedText("มีความเชื่อมโยงนี้แล้ว", "the link is there already"),
        "partner_term": LocalizedText("วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่ม", "the term must not end before it begins"),
        "agreement_term": LocalizedText("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม", "the agreement must not end before it begins"),
        "agreement_partner_known": LocalizedText("ไม่พบภาคีในจังหวัดนี้", "a partner is not known in this province"),
        "contribution_partner_known": LocalizedText("ไม่พบภาคีในจังหวัดนี้", "the partner is not known in this province"),
        "quiz_code": LocalizedText("รหัสแบบทดสอบนี้ใช้แล้ว", "the code is taken by another quiz"),
        "element_announced_immutable": noDraft, "link_announced_immutable": noDraft,
        "plan_version_announced_immutable": noDraft, "element_version_open": noDraft, "link_version_open": noDraft,
    ]

    private static func problem(_ path: String, _ rule: String, _ th: String, _ en: String) -> Problem {
        Problem(path: path, rule: rule, message: LocalizedText(th, en))
    }
}

extension RPCError {
    /// A rule that the param at `path` breaks.
    static func ruleViolated(_ rule: String, _ message: LocalizedText, at path: String) -> RPCError {
        .ruleViolated(rule, message, problems: [Problem(path: path, rule: rule, message: message)])
    }
}
