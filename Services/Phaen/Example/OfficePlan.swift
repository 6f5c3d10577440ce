import Kernel
import PlansContract

/// An organisation's five-year and annual plan: made up by a seed from its code, the same in every run. Some projects
/// are broken on purpose: no Y1, a Y1 that leads nowhere, nothing above them, a name that another has already.
struct OfficePlan: Sendable {
    let organisation: String
    let name: String
    let isSchool: Bool
    let year: FiscalYear

    var fiveYearCode: String { "67-A5-\(suffix)" }
    var annualCode: String { "67-AP\(year.buddhistYear)-\(suffix)" }
    private var suffix: String { String(organisation.dropFirst(3)) }

    /// Issue, goal, approach, with the goal of the provincial plan and of the master plan that each serves.
    private static let fields: [(issue: String, goal: String, provincial: String, y1: String)] = [
        ("ความปลอดภัยของผู้เรียน", "ผู้เรียนปลอดภัยและเป็นพลเมืองดี", "67-G1", "110301"),
        ("ทักษะอาชีพและดิจิทัล", "ผู้เรียนมีทักษะอาชีพและทักษะดิจิทัล", "67-G2", "110401"),
        ("คุณภาพการเรียนรู้", "ผู้เรียนอ่านออกเขียนได้และมีพัฒนาการสมวัย", "67-G3", "120101"),
        ("โอกาสและความเสมอภาค", "ผู้เรียนทุกคนได้เรียนและไม่ออกกลางคัน", "67-G4", "120101"),
        ("การบริหารและสิ่งแวดล้อม", "หน่วยงานเป็นมิตรกับสิ่งแวดล้อมและบริหารด้วยข้อมูล", "67-G5", "120101"),
    ]

    /// Projects of each field.
    private static let projects: [[String]] = [
        ["สถานศึกษาปลอดภัย", "ซ้อมแผนเผชิญเหตุ", "ลูกเสือต้านภัยยาเสพติด", "สภานักเรียน", "คุณธรรมนำชีวิต", "วินัยจราจร", "โรงเรียนสีขาว"],
        ["ฝึกอาชีพระยะสั้น", "ทักษะดิจิทัลครู", "แนะแนวอาชีพ", "ห้องเรียนอาชีพ", "วิทยาการคำนวณ", "ภาษาอังกฤษเพื่องาน", "ตลาดนัดวิชาการ"],
        [
            "อ่านออกเขียนได้", "ยกระดับผลสัมฤทธิ์", "นิเทศภายใน", "ค่ายคณิตศาสตร์", "บ้านนักวิทยาศาสตร์น้อย", "ห้องสมุดมีชีวิต",
            "พัฒนาเด็กปฐมวัย",
        ],
        ["เยี่ยมบ้านนักเรียน", "พาน้องกลับมาเรียน", "ทุนการศึกษา", "เรียนรวม", "อาหารกลางวัน", "ระบบดูแลช่วยเหลือนักเรียน", "เรียนรู้ทุกที่"],
        ["โรงเรียนสีเขียว", "ธนาคารขยะ", "ระบบสารสนเทศ", "ประกันคุณภาพภายใน", "ปรับปรุงอาคารสถานที่", "ภาคีเครือข่าย", "ลดพลังงาน"],
    ]

    private static let grades = ["ระดับปฐมวัย", "ระดับประถมศึกษา", "ระดับมัธยมศึกษา", "สำหรับครู", "สำหรับผู้ปกครอง", "ร่วมกับชุมชน"]

    /// The plan of five years: each field with its goal and approach, and the large projects.
    var fiveYear: (elements: [ElementDraft], links: [LinkDraft]) {
        let code = fiveYearCode
        var elements: [ElementDraft] = []
        var links: [LinkDraft] = []
        var random = Seeded("five-year plan \(organisation)")
        for (index, field) in Self.fields.enumerated() {
            let number = index + 1
            elements += [
                ElementDraft(code: "\(code)-SI\(number)", kind: .strategicIssue, text: LocalizedText(th: field.issue)),
                ElementDraft(
                    code: "\(code)-G\(number)", kind: .goal, parent: "\(code)-SI\(number)",
                    text: LocalizedText(th: field.goal)),
            ]
            links.append(link("\(code)-G\(number)", "\(LoadPlans.provincial)/\(field.provincial)", .aligned))
        }
        for number in 1...(isSchool ? 8 : 20) {
            let project = project("\(code)-P\(number)", number, goals: code, &random)
            elements.append(project.element)
            links += project.links
        }
        return (elements, links)
    }

    /// The plan of the year: goals that carry on those of the five years, and the year's projects.
    var annual: (elements: [ElementDraft], links: [LinkDraft]) {
        let code = annualCode
        var elements: [ElementDraft] = []
        var links: [LinkDraft] = []
        var random = Seeded("annual plan \(organisation) \(year)")
        for (index, field) in Self.fields.enumerated() {
            let number = index + 1
            elements.append(
                ElementDraft(
                    code: "\(code)-G\(number)", kind: .goal, text: LocalizedText(th: "\(field.goal) ปี \(year)")))
            links.append(link("\(code)-G\(number)", "\(fiveYearCode)/\(fiveYearCode)-G\(number)", .aligned))
        }
        for number in 1...(isSchool ? random.number(24...30) : random.number(55...75)) {
            let project = project("\(code)-P\(number)", number, goals: code, &random)
            elements.append(project.element)
            links += project.links
        }
        return (elements, links)
    }

    private func project(
        _ code: String, _ number: Int, goals plan: String, _ random: inout Seeded
    ) -> (element: ElementDraft, links: [LinkDraft]) {
        let field = random.number(0...4)
        let fault = random.number(1...100)
        let names = Self.projects[field]
        let kind = names[random.number(0...(names.count - 1))]
        // A name twice in a plan is one of the faults; otherwise the running number keeps names apart.
        let group = Self.grades[(number + field) % Self.grades.count]
        let title = fault == 1 ? "โครงการ\(kind)" : "โครงการ\(kind) \(group) รุ่นที่ \(number)"
        let funding: Funding = random.chance(80) ? .funded : random.chance(70) ? .unfunded : .offPlan
        let stages = ValueChainStage.allCases
        let element = ElementDraft(
            code: code, kind: .project, parent: fault == 2 ? nil : "\(plan)-G\(field + 1)",
            text: LocalizedText(th: "\(title) (สังเคราะห์)"), organisation: organisation,
            tags: ["ข้อมูลสังเคราะห์", ["Agenda", "Function", "Area"][random.number(0...2)]]
                + (random.chance(3) ? ["flagship"] : []),
            funding: funding,
            budget: funding == .unfunded
                ? nil : Money(baht: Int64(random.number(isSchool ? 3...80 : 20...900)) * 1_000),
            valueChainStage: stages[random.number(0...(stages.count - 1))])
        if fault == 3 || fault == 4 { return (element, []) }
        return (element, [link(code, fault == 5 ? "110501" : Self.fields[field].y1, .xyzY1)])
    }

    private func link(_ from: String, _ to: String, _ kind: LinkKind) -> LinkDraft {
        LinkDraft(from: .code(from), to: .code(to), kind: kind, note: "ข้อมูลสังเคราะห์")
    }
}
