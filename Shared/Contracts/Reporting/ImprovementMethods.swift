import CommonContract
import JSONRPC
import Kernel

/// What a year's results show that should get better, as the services answer now.
public struct ListFindings: RPCMethod {
    public static let name = "improvement.findings"
    public static let summary = LocalizedText(
        "ข้อค้นพบจากผลของปี ที่ควรปรับปรุง", "What a year's results show that should get better")
    public static let details = LocalizedText(
        "ตัวชี้วัดที่ล่าช้าหรือเสี่ยง การเบิกจ่ายต่ำกว่าเป้าหมาย ข้อบกพร่องของแผน และหน่วยงานที่ไม่ตอบ พร้อมการปรับปรุงที่รับไว้แล้ว",
        "Indicators behind or at risk, spending below its targets, faults of the plan, and who did not answer, each with the actions taken up for it."
    )
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566}"#,
            result: """
                {"items":[{"finding":{"kind":"plan","key":"P2","text":{"th":"ขาด Y1"}},"actions":[]}]}
                """)
    ]
    public typealias Result = Page<OpenFinding>

    public var organisation: String
    public var fiscalYear: FiscalYear

    public init(organisation: String, fiscalYear: FiscalYear) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
    }
}

/// Takes up an action for a finding.
public struct CreateImprovement: RPCChange {
    public static let name = "improvement.create"
    public static let summary = LocalizedText("กำหนดการปรับปรุงจากข้อค้นพบ", "Take up an action for a finding")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ImprovementNotes.members
    public static let examples = [
        RPCExample(
            "for an indicator that is behind",
            params: #"""
                {"organisation":"67","fiscalYear":2566,
                "finding":{"kind":"indicator","key":"67-I1.1","text":{"th":"ผลต่ำกว่าเป้าหมาย"}},
                "action":{"th":"นิเทศโรงเรียนที่ผลต่ำกว่าเกณฑ์ทุกภาคเรียน","en":"Visit schools below the mark each term"},
                "owner":"67-01","ownerPosition":"ผู้อำนวยการกลุ่มนิเทศ","dueOn":"2024-03-31",
                "idempotencyKey":"example-improvement"}
                """#, result: ImprovementNotes.action)
    ]
    public typealias Result = ImprovementAction

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var report: Reference?
    public var finding: ImprovementFinding
    public var action: LocalizedText
    public var owner: String
    public var ownerPosition: String?
    public var dueOn: CalendarDate
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, fiscalYear: FiscalYear, report: Reference? = nil, finding: ImprovementFinding,
        action: LocalizedText, owner: String, ownerPosition: String? = nil, dueOn: CalendarDate,
        idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.report = report
        self.finding = finding
        self.action = action
        self.owner = owner
        self.ownerPosition = ownerPosition
        self.dueOn = dueOn
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: finding.key, at: "/finding/key", max: 200)
        problems.check(text: finding.text, at: "/finding/text", max: 2_000)
        problems.check(text: action, at: "/action", max: 2_000)
        problems.check(text: owner, at: "/owner", max: 32)
        problems.check(text: ownerPosition, at: "/ownerPosition", max: 200)
    }
}

/// Says how an action stands, or gives it to somebody else or another day.
public struct UpdateImprovement: RPCChange {
    public static let name = "improvement.update"
    public static let summary = LocalizedText(
        "บันทึกความก้าวหน้า ผู้รับผิดชอบ หรือกำหนดเวลาของการปรับปรุง",
        "Say how an action stands, who does it or until when")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = ImprovementNotes.members
    public static let examples = [
        RPCExample(
            "begun",
            params: #"""
                {"improvement":"{improvementId}","state":"inProgress","note":"เริ่มนิเทศแล้ว 12 โรงเรียน",
                "expectedVersion":1,"idempotencyKey":"example-improvement-update"}
                """#, result: ImprovementNotes.action)
    ]
    public typealias Result = ImprovementAction

    public var improvement: ID
    public var state: ImprovementState?
    public var note: String?
    public var owner: String?
    public var dueOn: CalendarDate?
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        improvement: ID, state: ImprovementState? = nil, note: String? = nil, owner: String? = nil,
        dueOn: CalendarDate? = nil, expectedVersion: Int, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.improvement = improvement
        self.state = state
        self.note = note
        self.owner = owner
        self.dueOn = dueOn
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: note, at: "/note", max: 4_000)
        problems.check(text: owner, at: "/owner", max: 32)
        if state == .dropped, note == nil {
            problems.add("/note", "improvement.reason", th: "ต้องบอกเหตุผลที่ยกเลิก", en: "say why it is given up")
        }
    }
}

/// Carries an action into the draft of a plan, through the plans service.
public struct CarryImprovement: RPCChange {
    public static let name = "improvement.carry"
    public static let summary = LocalizedText(
        "นำการปรับปรุงไปไว้ในร่างแผนถัดไป", "Carry an action into the draft of the next plan")
    public static let details = LocalizedText(
        "ส่งไปที่บริการแผน (element.create) ถ้ายังติดต่อไม่ได้จะลองใหม่จนสำเร็จหรือถูกปฏิเสธ ดูได้ที่ carry",
        """
        Handed to the plans service (`element.create`); while that cannot be reached it is tried again until it is \
        taken or refused, which `carry` tells.
        """)
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "plan": LocalizedText("รหัสแผนที่มีร่าง", "Code of a plan that has a draft"),
        "element": LocalizedText("รหัสขององค์ประกอบใหม่ในแผน", "Code of the new element in the plan"),
        "kind": LocalizedText(
            "ชนิด ไม่ระบุคือ approach (แนวทาง)", "Kind of the element; approach unless given"),
        "parent": LocalizedText("รหัสองค์ประกอบที่อยู่เหนือ", "Code of the element above it"),
    ]
    public static let examples = [
        RPCExample(
            "as an approach",
            params: #"""
                {"improvement":"{improvementId}","plan":"67-PEDP-2567","element":"67-A-IMP1","parent":"67-G1",
                "expectedVersion":2,"idempotencyKey":"example-improvement-carry"}
                """#, result: ImprovementNotes.action)
    ]
    public typealias Result = ImprovementAction

    /// What an improvement may become in a plan.
    public enum Kind: String, Codable, Sendable, CaseIterable { case approach, project, activity }

    public var improvement: ID
    public var plan: String
    public var element: String
    public var kind: Kind?
    public var parent: String?
    public var budget: Money?
    public var expectedVersion: Int
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        improvement: ID, plan: String, element: String, kind: Kind? = nil, parent: String? = nil,
        budget: Money? = nil, expectedVersion: Int, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.improvement = improvement
        self.plan = plan
        self.element = element
        self.kind = kind
        self.parent = parent
        self.budget = budget
        self.expectedVersion = expectedVersion
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: plan, at: "/plan", max: 64)
        problems.check(text: element, at: "/element", max: 64)
        problems.check(text: parent, at: "/parent", max: 64)
        if let budget, budget < .zero {
            problems.add("/budget", "money.range", th: "จำนวนเงินต้องไม่ติดลบ", en: "must be 0 or more")
        }
    }
}

/// One action.
public struct GetImprovement: RPCMethod {
    public static let name = "improvement.get"
    public static let summary = LocalizedText("อ่านการปรับปรุงหนึ่งรายการ", "Read one action")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "by id", params: #"{"improvement":"{improvementId}"}"#, result: ImprovementNotes.action)
    ]
    public typealias Result = ImprovementAction

    public var improvement: ID

    public init(improvement: ID) { self.improvement = improvement }
}

/// Actions, the most urgent first.
public struct ListImprovements: RPCMethod {
    public static let name = "improvement.list"
    public static let summary = LocalizedText("รายการปรับปรุง เรียงตามกำหนด", "Actions in the order of their days")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "organisation": LocalizedText("หน่วยงานเจ้าของรายงาน", "The organisation whose results they follow from"),
        "overdue": LocalizedText("เฉพาะที่เลยกำหนด", "Only those past their day"),
    ]
    public static let examples = [
        RPCExample(
            "of a year", params: #"{"organisation":"67","fiscalYear":2566}"#,
            result: #"{"items":[\#(ImprovementNotes.action)]}"#)
    ]
    public typealias Result = Page<ImprovementAction>

    public var organisation: String
    public var fiscalYear: FiscalYear?
    public var owner: String?
    public var state: ImprovementState?
    public var overdue: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear? = nil, owner: String? = nil, state: ImprovementState? = nil,
        overdue: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.owner = owner
        self.state = state
        self.overdue = overdue
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(text: owner, at: "/owner", max: 32)
        PageLimit.check(limit, &problems)
    }
}

enum ImprovementNotes {
    static let members = [
        "finding": LocalizedText(
            "ข้อค้นพบ จาก improvement.findings หรือเขียนเอง", "From improvement.findings, or one's own"),
        "report": LocalizedText("รายงานที่แสดงข้อค้นพบ", "The report that shows the finding"),
        "owner": LocalizedText("หน่วยงานที่รับผิดชอบ", "Code of the organisation that does it"),
        "dueOn": LocalizedText("กำหนดแล้วเสร็จ", "Until when"),
    ]

    static let action = """
        {"id":"\(Examples.someID)","province":"67","organisation":"67","fiscalYear":2566,\
        "finding":{"kind":"indicator","key":"67-I1.1","text":{"th":"ผลต่ำกว่าเป้าหมาย"}},"action":{"th":"นิเทศ"},\
        "owner":"67-01","dueOn":"2024-03-31","state":"open","isOverdue":false,"history":[],"version":1}
        """
}
