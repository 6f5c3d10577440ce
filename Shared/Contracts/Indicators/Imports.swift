import CommonContract
import JSONRPC
import Kernel

/// One organisation's answers in a bulk load.
public struct SubmissionInput: Codable, Sendable, Hashable {
    public var organisation: String
    /// How far it goes: `draft`, `submitted`, `certified` or `accepted`.
    public var state: SubmissionState
    public var answers: [QuestionAnswer]
    /// When it was submitted, for answers that were collected elsewhere; absent: now. Decides on time or late.
    public var submittedAt: Instant?
    /// For `certified` and `accepted`.
    public var certification: Certification?
    /// For soft rules that do not hold.
    public var reasons: [RuleReason]?

    public init(
        organisation: String, state: SubmissionState, answers: [QuestionAnswer], submittedAt: Instant? = nil,
        certification: Certification? = nil, reasons: [RuleReason]? = nil
    ) {
        self.organisation = organisation
        self.state = state
        self.answers = answers
        self.submittedAt = submittedAt
        self.certification = certification
        self.reasons = reasons
    }
}

/// Takes many organisations' answers in one call, as a system that collected them elsewhere hands them over.
public struct ImportSubmissions: RPCChange {
    public static let name = "submission.import"
    public static let summary = LocalizedText("นำเข้าคำตอบของหลายหน่วยงาน", "Takes up to 1,000 organisations' answers")
    public static let details = LocalizedText(
        "คำตอบแทนที่ร่างเดิมทั้งชุด; ชุดที่รับรองแล้วไม่ถูกแตะต้องและเป็นปัญหาของรายการนั้น; ทุกปัญหาระบุตำแหน่ง",
        "Answers take a draft's place as a whole; what is certified is never touched and is a problem of its item; every problem is located."
    )
    public static let access = RPCAccess.roles([.planner, .integrator, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated, .tooLarge]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"submissions-1","validateOnly":true,"round":"67-REX","mode":"partial","items":[\
                {"organisation":"67-S0002","state":"submitted","answers":[{"question":"E1","number":"10"},\
                {"question":"E2","number":"20"},{"question":"E3","text":"โครงการตัวอย่าง"}]}]}
                """,
            result: #"{"saved":1,"submitted":1,"certified":0,"accepted":0,"refused":0,"problems":[]}"#)
    ]
    public typealias Result = SubmissionImportResult

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    public var mode: ImportMode
    /// 1 to 1,000 organisations, together at most 100,000 answers.
    public var items: [SubmissionInput]

    public init(
        idempotencyKey: String, round: Reference, mode: ImportMode, items: [SubmissionInput],
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.mode = mode
        self.items = items
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.count(items.count, 1...IndicatorLimits.importItemsMax, "/items", &problems)
        Rules.count(
            items.reduce(0) { $0 + $1.answers.count }, 0...IndicatorLimits.importAnswersMax, "/items", &problems)
        if mode == .atomic {
            for index in items.indices { checkItem(index, &problems) }
            Rules.unique(items.map(\.organisation), "/items", &problems)
        }
    }

    /// What is wrong with an item itself. With `partial` the service reports it and takes the others.
    public func checkItem(_ index: Int, _ problems: inout Problems) {
        let (item, at) = (items[index], "/items/\(index)")
        Rules.organisation(item.organisation, at + "/organisation", &problems)
        Rules.answers(item.answers, at + "/answers", &problems)
        Rules.certification(item.certification, at + "/certification", &problems)
        Rules.reasons(item.reasons ?? [], at + "/reasons", &problems)
        switch item.state {
        case .certified, .accepted:
            if item.certification == nil {
                problems.add(
                    at + "/certification", "required", th: "ต้องมีหนังสือรับรอง", en: "a certification is required")
            }
        case .draft, .submitted:
            if item.certification != nil {
                problems.add(
                    at + "/certification", "certification.state", th: "มีหนังสือรับรองได้เมื่อรับรองแล้วเท่านั้น",
                    en: "a certification belongs to a certified submission")
            }
        case .returned, .withdrawn:
            problems.add(
                at + "/state", "import.state", th: "นำเข้าได้เฉพาะ draft submitted certified accepted",
                en: "only draft, submitted, certified and accepted are taken")
        }
    }
}

/// What `submission.import` did, or with `validateOnly` would do.
public struct SubmissionImportResult: Codable, Sendable, Hashable {
    /// Organisations whose answers were taken; of them so many went on:
    public var saved: Int
    public var submitted: Int
    public var certified: Int
    public var accepted: Int
    /// Items that were left out (`partial`).
    public var refused: Int
    public var problems: [Problem]

    public init(saved: Int, submitted: Int, certified: Int, accepted: Int, refused: Int, problems: [Problem]) {
        self.saved = saved
        self.submitted = submitted
        self.certified = certified
        self.accepted = accepted
        self.refused = refused
        self.problems = problems
    }
}

/// Takes answers from a table in a file, as drafts.
public struct ImportSubmissionFile: RPCChange {
    public static let name = "submission.importFile"
    public static let summary = LocalizedText(
        "นำเข้าคำตอบจากไฟล์ CSV หรือ XLSX", "Takes answers from a CSV or XLSX file, as drafts")
    public static let details = LocalizedText(
        """
        แบบยาว: คอลัมน์ หน่วยงาน (organisation), คำถาม (question), คำตอบ (answer); แบบกว้าง: คอลัมน์ หน่วยงาน และหนึ่งคอลัมน์ต่อคำถาม; \
        คอลัมน์ ปีงบประมาณ (fiscalYear) มีได้และต้องตรงกับรอบ; เลขไทยและเครื่องหมายจุลภาคหลักพันใช้ได้; \
        “ไม่มี” “ไม่เกี่ยวข้อง” และช่องว่าง (ยังไม่รายงาน) ต่างกัน
        """,
        """
        Long: columns หน่วยงาน (organisation), คำถาม (question), คำตอบ (answer). Wide: หน่วยงาน and one column a question. \
        A column ปีงบประมาณ (fiscalYear) may stand there and must fit the round. Thai digits and thousands separators are fine. \
        ไม่มี (none), ไม่เกี่ยวข้อง (n/a) and an empty field (not reported) are different.
        """)
    public static let access = RPCAccess.roles([.agencyPlanner, .planner, .integrator, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated, .tooLarge]
    public static let memberNotes = [
        "file": SheetNotes.file, "validateOnly": SheetNotes.validateOnly,
        "sheet": LocalizedText(
            "ชื่อแผ่นงาน ไม่ระบุ: แผ่นแรกที่ไม่ซ่อน", "The sheet's name; unless given the first one that is not hidden"),
    ]
    public static let examples = [
        RPCExample(
            "wide, checked only",
            params: """
                {"idempotencyKey":"file-1","validateOnly":true,"round":"67-REX","mode":"partial",\
                "file":{"text":"หน่วยงาน,ปีงบประมาณ,E1,E2,E3\\n67-S0002,๒๕๖๖,๑๐,๒๐,ไม่มี\\n"}}
                """,
            result: #"{"rows":1,"organisations":1,"answers":3,"refused":0,"problems":[]}"#)
    ]
    public typealias Result = SubmissionFileReport

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// With `partial` an organisation with a problem is left out whole.
    public var mode: ImportMode
    /// At most 100,000 rows.
    public var file: SheetFile
    public var sheet: String?

    public init(
        idempotencyKey: String, round: Reference, mode: ImportMode, file: SheetFile, sheet: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.mode = mode
        self.file = file
        self.sheet = sheet
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(file, at: "/file")
        problems.check(text: sheet, at: "/sheet", max: 255)
    }
}

/// The same as `submission.importFile` by a job, for tables that take longer than a call may.
public struct StartSubmissionImport: RPCChange {
    public static let name = "submission.startImport"
    public static let summary = LocalizedText(
        "สั่งนำเข้าคำตอบจากไฟล์เป็นงานเบื้องหลัง", "Takes answers from a CSV or XLSX file by a job")
    public static let details = LocalizedText(
        "ตารางและกฎเหมือน submission.importFile; job.get บอกความคืบหน้า และให้รายงานเดียวกันเมื่อเสร็จ; job.cancel หยุดโดยไม่มีอะไรถูกบันทึก; dryRun ตรวจทั้งไฟล์โดยไม่บันทึก",
        "Table and rules are those of submission.importFile. job.get tells how far it is, and at its end the same report; job.cancel stops it with nothing saved; dryRun looks through the whole file and saves nothing."
    )
    public static let access = ImportSubmissionFile.access
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "file": SheetNotes.file, "sheet": ImportSubmissionFile.memberNotes["sheet"] ?? SheetNotes.file,
        "dryRun": LocalizedText("ตรวจอย่างเดียว ไม่บันทึก", "Checks everything and saves nothing"),
    ]
    public static let examples = [
        RPCExample(
            "looked through only",
            params: """
                {"idempotencyKey":"file-job-1","round":"67-REX","mode":"partial","dryRun":true,\
                "file":{"text":"หน่วยงาน,E1,E2,E3\\n67-S0002,๑๐,๒๐,ไม่มี\\n"}}
                """,
            result: #"{"job":"\#(Examples.someID)"}"#)
    ]
    public typealias Result = SubmissionImportStarted

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var round: Reference
    /// With `partial` an organisation with a problem is left out whole.
    public var mode: ImportMode
    /// At most 100,000 rows.
    public var file: SheetFile
    public var sheet: String?
    public var dryRun: Bool?

    public init(
        idempotencyKey: String, round: Reference, mode: ImportMode, file: SheetFile, sheet: String? = nil,
        dryRun: Bool? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.round = round
        self.mode = mode
        self.file = file
        self.sheet = sheet
        self.dryRun = dryRun
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(file, at: "/file")
        problems.check(text: sheet, at: "/sheet", max: 255)
    }
}

/// Which job takes the file in.
public struct SubmissionImportStarted: Codable, Sendable, Hashable {
    public var job: ID

    public init(job: ID) { self.job = job }
}

/// What `submission.importFile` did, or with `validateOnly` would do.
public struct SubmissionFileReport: Codable, Sendable, Hashable {
    /// Rows of the table, without the header.
    public var rows: Int
    /// Organisations whose drafts were saved.
    public var organisations: Int
    /// Answers saved.
    public var answers: Int
    /// Organisations that were left out.
    public var refused: Int
    /// At most 1,000, in the order of the table.
    public var problems: [SheetProblem]
    /// The same file with a column that says what is wrong; only where something is.
    public var annotated: SheetFile?

    public init(
        rows: Int, organisations: Int, answers: Int, refused: Int, problems: [SheetProblem],
        annotated: SheetFile? = nil
    ) {
        self.rows = rows
        self.organisations = organisations
        self.answers = answers
        self.refused = refused
        self.problems = problems
        self.annotated = annotated
    }
}
