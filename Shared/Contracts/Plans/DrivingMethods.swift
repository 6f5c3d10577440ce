import CommonContract
import JSONRPC
import Kernel

enum DrivingNotes {
    static let members = [
        "set": LocalizedText("calendar: ปฏิทินขับเคลื่อน (ค่าปริยาย) roadmap: SDG4 Roadmap", "calendar unless given"),
        "organisation": LocalizedText("รหัสหน่วยงาน", "An organisation's code"),
        "occasion": LocalizedText(
            "ครั้งที่ 1 รายการรายไตรมาสคือไตรมาสที่ 1–4", "1; of quarterly items the quarter, 1 to 4"),
    ]
    /// Everyone who has a place in the tree, at that place and below.
    static let readers = RPCAccess.roles(Set(Role.allCases))
}

/// The items that are expected of an organisation's kind, as they are every year.
public struct ListDrivingItems: RPCMethod {
    public static let name = "driving.items"
    public static let summary = LocalizedText(
        "รายการงานขับเคลื่อนตามแนวทางและระดับหน่วยงาน", "The standing work of driving the plan, by approach and level")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = DrivingNotes.members
    public static let examples = [
        RPCExample(
            "what schools do in the last approach",
            params: #"{"province":"67","level":"school","approach":6,"limit":1}"#,
            result: """
                {"items":[\(Examples.drivingItem)],"nextCursor":"Nzpkcml2aW5nMTQ6Q0FMLTYtc2Nob29sLTE"}
                """)
    ]
    public typealias Result = Page<DrivingItem>

    /// Whose own items stand before the shipped ones; the shipped ones alone unless given.
    public var province: String?
    public var set: DrivingSet?
    public var level: DrivingLevel?
    public var approach: Int?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String? = nil, set: DrivingSet? = nil, level: DrivingLevel? = nil, approach: Int? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.province = province
        self.set = set
        self.level = level
        self.approach = approach
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// A province's own wording or windows of an item.
public struct SetDrivingItem: RPCChange {
    public static let name = "driving.setItem"
    public static let summary = LocalizedText(
        "ปรับข้อความหรือช่วงเวลาของรายการสำหรับจังหวัด", "Give a province its own wording or windows of an item")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let memberNotes = DrivingNotes.members.merging([
        "expectedVersion": LocalizedText(
            "0 เมื่อจังหวัดยังไม่มีของตนเอง", "0 while the province has none of its own")
    ]) { first, _ in first }
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"driving-item-1","validateOnly":true,"province":"67","item":"CAL-6-school-1",\
                "windows":["octoberNovember"],"expectedVersion":0}
                """,
            result: """
                {"code":"CAL-6-school-1","set":"calendar","approach":6,\
                "approachName":{"th":"การติดตามและประเมินผลทุกระดับ","en":"Follow-up and evaluation at every level"},\
                "level":"school","number":1,\
                "text":{"th":"รายงานผลการจัดการศึกษาต่อต้นสังกัดตามกำหนด","en":"Report results to the parent agency when it asks"},\
                "windows":["octoberNovember"],"province":"67","version":1}
                """)
    ]
    public typealias Result = DrivingItem

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Two digits: an organisation's code too.
    public var province: String
    public var item: String
    /// What is not given stays.
    public var text: LocalizedText?
    public var windows: [DrivingWindow]?
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, province: String, item: String, text: LocalizedText? = nil,
        windows: [DrivingWindow]? = nil, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.province = province
        self.item = item
        self.text = text
        self.windows = windows
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: text, at: "/text", max: 1_000)
        PlanRules.count(windows?.count ?? 0, 0...4, at: "/windows", &problems)
        if province.utf8.count != 2 || !province.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            problems.add("/province", "province.code", th: "ต้องเป็นรหัสจังหวัดสองหลัก", en: "must be two digits")
        }
    }
}

/// The items of one organisation, dated for a fiscal year, with where each stands.
public struct GetDrivingCalendar: RPCMethod {
    public static let name = "driving.calendar"
    public static let summary = LocalizedText(
        "ปฏิทินขับเคลื่อนของหน่วยงานในปีงบประมาณ", "An organisation's driving calendar, dated for a fiscal year")
    public static let safety = RPCSafety.read
    public static let access = DrivingNotes.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = DrivingNotes.members
    public static let examples = [
        RPCExample(
            "of an office without reports, one approach",
            params: #"{"organisation":"67-01","fiscalYear":2499,"approach":2}"#,
            result: Examples.drivingCalendar)
    ]
    public typealias Result = DrivingCalendar

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var set: DrivingSet?
    public var approach: Int?

    public init(organisation: String, fiscalYear: FiscalYear, set: DrivingSet? = nil, approach: Int? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.set = set
        self.approach = approach
    }
}

/// By approach, number and occasion.
public struct DrivingCalendar: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var tasks: [DrivingTask]

    public init(organisation: String, fiscalYear: FiscalYear, tasks: [DrivingTask]) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.tasks = tasks
    }
}

/// Says where an organisation stands with an item, and what shows it.
public struct SetDrivingStatus: RPCChange {
    public static let name = "driving.setStatus"
    public static let summary = LocalizedText(
        "รายงานสถานะและหลักฐานของรายการขับเคลื่อน", "Say where an organisation stands with an item, with evidence")
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .secretary, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = DrivingNotes.members.merging([
        "expectedVersion": LocalizedText(
            "version ที่ผู้เรียกเห็นล่าสุด 0 เมื่อยังไม่เคยรายงาน", "The version that the caller saw last; 0 before the first")
    ]) { first, _ in first }
    public static let examples = [
        RPCExample(
            "done, with a letter",
            params: """
                {"idempotencyKey":"driving-status-1","organisation":"67-S0001","fiscalYear":2566,\
                "item":"CAL-6-school-1","state":"done","evidence":[{"title":"หนังสือนำส่งรายงาน",\
                "reference":"ศธ 04088/77","date":"2023-09-15"}],"expectedVersion":0}
                """,
            result: """
                {"item":\(Examples.drivingItem),"organisation":"67-S0001","fiscalYear":2566,"occasion":1,"windows":[],\
                "state":"done","evidence":[{"title":"หนังสือนำส่งรายงาน","reference":"ศธ 04088/77",\
                "date":"2023-09-15"}],"overdue":false,"version":1}
                """)
    ]
    public typealias Result = DrivingTask

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var item: String
    /// 1 unless given.
    public var occasion: Int?
    /// Anything but `notReported`.
    public var state: DrivingState
    public var note: String?
    public var evidence: [DrivingEvidence]?
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, organisation: String, fiscalYear: FiscalYear, item: String, occasion: Int? = nil,
        state: DrivingState, note: String? = nil, evidence: [DrivingEvidence]? = nil, expectedVersion: Int,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.item = item
        self.occasion = occasion
        self.state = state
        self.note = note
        self.evidence = evidence
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: note, at: "/note", max: 2_000)
        PlanRules.count(evidence?.count ?? 0, 0...20, at: "/evidence", &problems)
        for (index, evidence) in (evidence ?? []).prefix(20).enumerated() {
            problems.check(text: evidence.title, at: "/evidence/\(index)/title", max: 300)
            problems.check(text: evidence.reference, at: "/evidence/\(index)/reference", max: 500)
        }
        if state == .notReported {
            problems.add(
                "/state", "driving.state", th: "ต้องเป็น notStarted, inProgress, done หรือ notApplicable",
                en: "must be notStarted, inProgress, done or notApplicable")
        }
        if state == .notApplicable, note == nil {
            problems.add("/note", "driving.reason", th: "ต้องบอกเหตุผลที่ไม่เกี่ยวข้อง", en: "must say why it does not apply")
        }
    }
}
