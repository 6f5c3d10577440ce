import CommonContract
import JSONRPC
import Kernel

/// Keeps a quarter's projects as one file: those without an error, and which were left out.
public struct ExportEmenscr: RPCChange {
    public static let name = "emenscr.export"
    public static let summary = LocalizedText(
        "จัดทำชุดข้อมูลโครงการของไตรมาสสำหรับ eMENSCR", "Keep a quarter's projects as one file for eMENSCR")
    public static let details = LocalizedText(
        "เฉพาะโครงการที่ตรวจผ่าน ที่เหลืออยู่ใน refused พร้อมเหตุผล ไฟล์อยู่ที่ /emenscr/⟨id⟩.xlsx (.csv .json) และไม่เปลี่ยนอีก",
        """
        Those that pass the checks; the rest is in `refused` with what keeps them out. The files are at \
        /emenscr/⟨id⟩.xlsx (.csv, .json) and never change.
        """)
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .unavailable]
    public static let memberNotes = EmenscrNotes.members.merging(
        ["projects": LocalizedText("เฉพาะโครงการเหล่านี้", "Only these projects")]) { _, own in own }
    public static let examples = [
        RPCExample(
            "of a province",
            params: #"{"organisation":"67","fiscalYear":2566,"quarter":1,"idempotencyKey":"example-emenscr-export"}"#,
            result: EmenscrNotes.export)
    ]
    public typealias Result = EmenscrExport

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int
    public var projects: [String]?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, fiscalYear: FiscalYear, quarter: Int, projects: [String]? = nil, idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.projects = projects
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        problems.check(quarter: quarter)
        if let projects, !(1...2_000).contains(projects.count) {
            problems.add("/projects", "count.range", th: "1 ถึง 2000 โครงการ", en: "1 to 2000 projects")
        }
    }
}

/// Records that an export was entered or sent.
public struct RecordEmenscrSending: RPCChange {
    public static let name = "emenscr.recordSent"
    public static let summary = LocalizedText("บันทึกว่าส่งชุดข้อมูลแล้วเมื่อใด", "Record when an export was sent")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "on": LocalizedText("วันที่ส่ง ไม่เกินวันนี้", "The day, not after today"),
        "document": LocalizedText("เลขที่หนังสือหรือหลักฐาน", "Number of the letter or receipt"),
    ]
    public static let examples = [
        RPCExample(
            "entered by hand",
            params: #"""
                {"export":"{emenscrId}","on":"2023-01-25","document":"ศธ 02110/77",
                "idempotencyKey":"example-emenscr-sent"}
                """#, result: EmenscrNotes.export)
    ]
    public typealias Result = EmenscrExport

    public var export: ID
    public var on: CalendarDate
    public var document: String?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        export: ID, on: CalendarDate, document: String? = nil, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.export = export
        self.on = on
        self.document = document
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: document, at: "/document", max: 64)
    }
}

/// What was exported and sent, newest first.
public struct ListEmenscrExports: RPCMethod {
    public static let name = "emenscr.listExports"
    public static let summary = LocalizedText("ชุดข้อมูลที่จัดทำและส่งแล้ว", "What was exported and sent, newest first")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = EmenscrNotes.members
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566}"#,
            result: #"{"items":[\#(EmenscrNotes.export)]}"#)
    ]
    public typealias Result = Page<EmenscrExport>

    public var organisation: String
    public var fiscalYear: FiscalYear?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, fiscalYear: FiscalYear? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
        PageLimit.check(limit, &problems)
    }
}

enum EmenscrNotes {
    static let members = [
        "organisation": LocalizedText("จังหวัดหรือหน่วยงานเจ้าของแผน", "The province or organisation whose plan it is"),
        "project": LocalizedText("รหัสโครงการในแผน", "The project's code in the plan"),
        "quarter": LocalizedText("ไตรมาส 1–4 ที่รายงาน", "The quarter reported, 1 to 4"),
    ]

    static func record(state: String, version: Int) -> String {
        """
        {"province":"67","project":"67-P04","nationalCode":"ศธ 0211-66-0001","state":"\(state)","moves":[],\
        "version":\(version)}
        """
    }

    static let sheet = """
        {"project":"67-P04","name":{"th":"โครงการ"},"plan":"67-PEDP","organisation":"67-01","fiscalYear":2566,"quarter":1,\
        "dueOn":"2023-01-30","record":{"province":"67","project":"67-P04","state":"notEntered","moves":[],"version":0},"fields":[{"form":"m1","number":"1.1",\
        "code":"name","name":{"th":"ชื่อโครงการ"},"values":["โครงการ"],"origin":"plans","isRequired":true}],\
        "problems":[],"sent":[]}
        """

    static let export = """
        {"id":"\(Examples.someID)","province":"67","organisation":"67","fiscalYear":2566,"quarter":1,"projects":0,\
        "refused":[],"sha256":"\(String(repeating: "0", count: 64))","createdAt":"\(Examples.instant)",\
        "createdBy":"example","sent":[]}
        """
}
