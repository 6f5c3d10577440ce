import CommonContract
import JSONRPC
import Kernel

/// How a bulk import stands.
public enum FigureBulkState: String, Codable, Sendable, CaseIterable {
    /// Its parts are being sent.
    case open
    /// It was looked through (`dryRun`): nothing is in, and it can be run.
    case checked
    /// A job works on it.
    case running
    /// Its figures are in.
    case done
    /// Nothing is in: it has problems, or the file can not be read.
    case refused
    /// It was in and was taken back (`figureBulk.undo`).
    case undone
}

/// A file of figures that comes in parts and is taken in by a job.
public struct FigureBulk: Codable, Sendable, Hashable {
    /// Chosen by the caller.
    public var code: String
    public var under: String
    public var layout: FigureLayout
    public var period: Period?
    public var elements: [String]?
    public var strategy: FigureStrategy
    public var mode: ImportMode
    /// Organisations are named by their codes in this scheme; absent: by their own.
    public var scheme: String?
    /// Which column is which; absent: told by the headings.
    public var columns: SheetLayout?
    public var state: FigureBulkState
    /// Whose progress `job.get` tells.
    public var job: ID?
    public var parts: Int
    public var bytes: Int
    /// Rows of the table, and figures in them.
    public var rows: Int
    public var figures: Int
    public var saved: Int
    public var takenBack: Int
    /// Rows with problems: left out of `partial`.
    public var refused: Int
    public var problems: Int
    /// Code of the export (`export.read`) that has the file with a column of problems.
    public var annotated: String?
    /// When its figures came in, and by whom: who may take them back, for 30 days.
    public var takenAt: Instant?
    public var takenBy: String?
    /// What taking it back did, or would do (`dryRun`).
    public var undo: FigureBulkUndo?

    public init(
        code: String, under: String, layout: FigureLayout, period: Period?, elements: [String]?,
        strategy: FigureStrategy, mode: ImportMode, scheme: String?, columns: SheetLayout? = nil,
        state: FigureBulkState, job: ID?, parts: Int, bytes: Int, rows: Int, figures: Int, saved: Int, takenBack: Int,
        refused: Int, problems: Int, annotated: String?
    ) {
        self.code = code
        self.under = under
        self.layout = layout
        self.period = period
        self.elements = elements
        self.strategy = strategy
        self.mode = mode
        self.scheme = scheme
        self.columns = columns
        self.state = state
        self.job = job
        self.parts = parts
        self.bytes = bytes
        self.rows = rows
        self.figures = figures
        self.saved = saved
        self.takenBack = takenBack
        self.refused = refused
        self.problems = problems
        self.annotated = annotated
    }
}

/// Begins a bulk import of figures.
public struct BeginFigureBulk: RPCChange {
    public static let name = "figureBulk.begin"
    public static let summary = LocalizedText(
        "เริ่มนำเข้าข้อมูลจำนวนมากจากไฟล์ CSV หรือ XLSX",
        "Begins to take in a CSV or XLSX file of any length, in parts and in constant memory")
    public static let details = LocalizedText(
        """
        ส่งไฟล์ทีละส่วนด้วย figureBulk.send (ตัดตรงไหนก็ได้) แล้วสั่ง figureBulk.run ดูความคืบหน้าด้วย job.get \
        หัวตาราง การจับคู่คอลัมน์ (columns, mapping) และกฎเหมือน dataValue.importFile; ปัญหาทุกแถวระบุตำแหน่ง \
        และได้ตารางเดิมคืนเป็น CSV พร้อมคอลัมน์ปัญหา; dryRun ตรวจทั้งไฟล์โดยไม่บันทึก; job.cancel หยุดงาน
        """,
        """
        Send the file in parts by figureBulk.send (cut anywhere), then figureBulk.run; job.get tells how far it is. \
        Headings, mappings of columns and rules are those of dataValue.importFile. Every row's problems are located, and \
        the table comes back as CSV with a column of problems. dryRun looks through the whole file and takes nothing in; \
        job.cancel stops it, and it can be run again.
        """)
    public static let access = SetDataValues.access
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a long table",
            params: """
                {"idempotencyKey":"bulk-1","code":"67-IM1","under":"67","layout":"long","strategy":"upsert",\
                "mode":"partial"}
                """,
            result: FigureBulkExamples.bulk(parts: 0, bytes: 0))
    ]
    public typealias Result = FigureBulk

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var under: String
    public var layout: FigureLayout
    /// Of wide tables; of long ones where there is no column of periods.
    public var period: Period?
    /// Of wide tables: what each column holds, 1 to 100 (`WideColumn`).
    public var elements: [String]?
    public var strategy: FigureStrategy
    public var mode: ImportMode
    public var scheme: String?
    /// Which column is which; absent: told by the headings, or as `mapping` has it.
    public var columns: SheetLayout?
    /// Name of a mapping of the province: kept with `columns`, used without.
    public var mapping: String?

    public init(
        idempotencyKey: String, code: String, under: String, layout: FigureLayout, period: Period? = nil,
        elements: [String]? = nil, strategy: FigureStrategy, mode: ImportMode, scheme: String? = nil,
        columns: SheetLayout? = nil, mapping: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.under = under
        self.layout = layout
        self.period = period
        self.elements = elements
        self.strategy = strategy
        self.mode = mode
        self.scheme = scheme
        self.columns = columns
        self.mapping = mapping
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.record(code, under, &problems)
        problems.check(columns, at: "/columns")
        Rules.code(mapping, "/mapping", &problems)
        SchemeCodes.check(scheme: scheme, at: "/scheme", &problems)
        ImportFigures.check(layout, period, elements, &problems)
    }
}

/// Sends a part of a bulk import's file.
public struct SendFigureBulk: RPCChange {
    public static let name = "figureBulk.send"
    public static let summary = LocalizedText("ส่งไฟล์นำเข้าทีละส่วน", "Sends a part of a bulk import's file")
    public static let access = SetDataValues.access
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "all of it",
            params: """
                {"idempotencyKey":"bulk-2","bulk":"67-IM1","part":0,\
                "text":"หน่วยงาน,ข้อมูล,ช่วงเวลา,ค่า\\n67-S0002,67-PUPILS,AY2565,120\\n"}
                """,
            result: FigureBulkExamples.bulk(parts: 1, bytes: 109))
    ]
    /// Bytes of one part.
    public static let partBytesMax = 3_000_000
    public typealias Result = FigureBulk

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var bulk: String
    /// From 0, one after the other.
    public var part: Int
    /// Base 64, at most 3,000,000 bytes; or `text`.
    public var content: String?
    public var text: String?

    public init(
        idempotencyKey: String, bulk: String, part: Int, content: String? = nil, text: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.bulk = bulk
        self.part = part
        self.content = content
        self.text = text
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(bulk, "/bulk", &problems)
        Rules.range(part, 0...100_000, "/part", &problems)
        let size = content.map { $0.utf8.count / 4 * 3 } ?? text?.utf8.count ?? 0
        if (content == nil) == (text == nil) || !(1...Self.partBytesMax + 2).contains(size) {
            problems.add(
                "/content", "bulk.part", th: "ต้องมี content หรือ text อย่างใดอย่างหนึ่ง ยาว 1 ถึง 3,000,000 ไบต์",
                en: "needs either content or text of 1 to 3,000,000 bytes")
        }
    }
}

/// Takes a bulk import's file in, by a job.
public struct RunFigureBulk: RPCChange {
    public static let name = "figureBulk.run"
    public static let summary = LocalizedText("สั่งนำเข้าไฟล์ที่ส่งครบแล้ว", "Takes a bulk import's file in, by a job")
    public static let access = SetDataValues.access
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "all that was sent",
            params: #"{"idempotencyKey":"bulk-3","bulk":"67-IM1","parts":1}"#,
            result: FigureBulkExamples.bulk(parts: 1, bytes: 109, running: true))
    ]
    public typealias Result = FigureBulk

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var bulk: String
    /// How many were sent: all of them must be there.
    public var parts: Int
    /// Checks everything and takes nothing in; the problems and the counts are those of a run.
    public var dryRun: Bool?

    public init(
        idempotencyKey: String, bulk: String, parts: Int, dryRun: Bool? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.bulk = bulk
        self.parts = parts
        self.dryRun = dryRun
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(bulk, "/bulk", &problems)
    }
}

/// How a bulk import stands, with a page of its problems.
public struct ReadFigureBulk: RPCMethod {
    public static let name = "figureBulk.read"
    public static let summary = LocalizedText(
        "สถานะและปัญหาของการนำเข้า", "How a bulk import stands, with its problems by row")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "taken in", params: #"{"bulk":"67-IM1"}"#,
            result: #"{"bulk":\#(FigureBulkExamples.done()),"problems":{"items":[]}}"#)
    ]
    public typealias Result = FigureBulkRead

    public var bulk: String
    public var limit: Int?
    public var cursor: PageCursor?

    public init(bulk: String, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.bulk = bulk
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.code(bulk, "/bulk", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// What `figureBulk.read` answers.
public struct FigureBulkRead: Codable, Sendable {
    public var bulk: FigureBulk
    /// In the order of the table.
    public var problems: Page<SheetProblem>

    public init(bulk: FigureBulk, problems: Page<SheetProblem>) {
        self.bulk = bulk
        self.problems = problems
    }
}

enum FigureBulkExamples {
    static func bulk(parts: Int, bytes: Int, running: Bool = false) -> String {
        let state = running ? #""running","job":"\#(Examples.someID)""# : #""open""#
        return """
            {"code":"67-IM1","under":"67","layout":"long","strategy":"upsert","mode":"partial","state":\(state),\
            "parts":\(parts),"bytes":\(bytes),"rows":0,"figures":0,"saved":0,"takenBack":0,"refused":0,"problems":0}
            """
    }

    /// When the job has done its work.
    static func done(_ state: String = "done") -> String {
        """
        {"code":"67-IM1","under":"67","layout":"long","strategy":"upsert","mode":"partial","state":"\(state)",\
        "job":"\(Examples.someID)","parts":1,"bytes":109,"rows":1,"figures":1,"saved":1,"takenBack":0,"refused":0,\
        "problems":0,"takenAt":"2023-11-20T03:00:00Z","takenBy":"example"}
        """
    }
}
