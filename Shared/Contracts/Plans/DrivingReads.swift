import CommonContract
import JSONRPC
import Kernel

/// What is due from the caller's own organisations in a month, and what is overdue.
public struct ListDueDriving: RPCMethod {
    public static let name = "driving.due"
    public static let summary = LocalizedText(
        "สิ่งที่ฉันต้องทำในเดือนนี้", "What is due from the caller's organisations this month, and what is overdue")
    public static let details = LocalizedText(
        "ไม่ระบุหน่วยงาน: หน่วยงานที่ผู้เรียกมีบทบาทโดยตรง (จังหวัดหมายถึงสำนักงานศึกษาธิการจังหวัด) ไม่เกิน 50 แห่ง",
        """
        Without an organisation, those at which the caller holds a role directly are meant, a province standing for its \
        education office; at most 50. Looks at the fiscal year of the day and at those beside it.
        """)
    public static let safety = RPCSafety.read
    public static let access = DrivingNotes.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "date": LocalizedText("วันใดก็ได้ของเดือน ไม่ระบุ: วันนี้", "Any day of the month; today unless given"),
        "open": LocalizedText(
            "true: รวมงานที่ช่วงเวลาเปิดอยู่แม้ยังไม่ถึงกำหนดในเดือนนี้", "true: with what may be done now and is due later"),
    ]
    public static let examples = [
        RPCExample(
            "of a school, whose roadmap has no dates", params: #"{"organisation":"67-S0001","set":"roadmap"}"#,
            result: #"{"from":"2023-11-01","to":"2023-11-30","tasks":[]}"#)
    ]
    public typealias Result = DueDriving

    public var organisation: String?
    public var date: CalendarDate?
    public var open: Bool?
    public var set: DrivingSet?

    public init(
        organisation: String? = nil, date: CalendarDate? = nil, open: Bool? = nil, set: DrivingSet? = nil
    ) {
        self.organisation = organisation
        self.date = date
        self.open = open
        self.set = set
    }
}

/// By due day, then organisation and item.
public struct DueDriving: Codable, Sendable, Hashable {
    /// The month.
    public var from: CalendarDate
    public var to: CalendarDate
    public var tasks: [DrivingTask]

    public init(from: CalendarDate, to: CalendarDate, tasks: [DrivingTask]) {
        self.from = from
        self.to = to
        self.tasks = tasks
    }
}

/// Approach × organisation: how far each has come.
public struct GetDrivingHeatMap: RPCMethod {
    public static let name = "driving.heatMap"
    public static let summary = LocalizedText(
        "แผนที่ความร้อน แนวทาง × หน่วยงาน", "Approach by organisation: how far each has come")
    public static let safety = RPCSafety.read
    public static let access = DrivingNotes.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = DrivingNotes.members
    public static let examples = [
        RPCExample(
            "one school", params: #"{"organisation":"67-S0002","fiscalYear":2499,"set":"roadmap"}"#,
            result: """
                {"items":[{"organisation":"67-S0002","name":{"th":"โรงเรียนตัวอย่าง 2","en":"Example School 2"},\
                "level":"school","cells":[{"approach":7,"counts":{"expected":5,"done":0,"inProgress":0,\
                "notStarted":0,"notApplicable":0,"notReported":5,"overdue":0}}]}]}
                """)
    ]
    public typealias Result = Page<DrivingRow>

    /// Rows are this organisation and all below it, in the order of their codes.
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var set: DrivingSet?
    public var level: DrivingLevel?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear, set: DrivingSet? = nil, level: DrivingLevel? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.set = set
        self.level = level
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Item by item, over all organisations below one.
public struct GetDrivingProgress: RPCMethod {
    public static let name = "driving.progress"
    public static let summary = LocalizedText(
        "ความก้าวหน้ารายรายการหรือรายขั้นตอน รวมทุกหน่วยงาน", "Progress of each item or step over all organisations")
    public static let safety = RPCSafety.read
    public static let access = DrivingNotes.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = DrivingNotes.members
    public static let examples = [
        RPCExample(
            "a school's part of the roadmap's step 7.5",
            params:
                #"{"organisation":"67-S0002","fiscalYear":2499,"set":"roadmap","item":"SDG-7.5-school"}"#,
            result: """
                {"organisation":"67-S0002","fiscalYear":2499,"rows":[{"item":"SDG-7.5-school","approach":7,\
                "level":"school","text":{"th":"ติดตามผลการดำเนินงานตามแผน","en":"Follow up what the plan achieved"},\
                "counts":{"expected":1,"done":0,"inProgress":0,"notStarted":0,"notApplicable":0,"notReported":1,\
                "overdue":0}}]}
                """)
    ]
    public typealias Result = DrivingProgress

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var set: DrivingSet?
    public var item: String?

    public init(organisation: String, fiscalYear: FiscalYear, set: DrivingSet? = nil, item: String? = nil) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.set = set
        self.item = item
    }
}

/// In the order of approaches, levels and numbers; items that no organisation there has to do are left out.
public struct DrivingProgress: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var rows: [DrivingProgressRow]

    public init(organisation: String, fiscalYear: FiscalYear, rows: [DrivingProgressRow]) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.rows = rows
    }
}
