import CommonContract
import JSONRPC
import Kernel

/// How an export stands.
public enum ExportState: String, Codable, Sendable, CaseIterable {
    case running, done
}

/// A file of figures that is kept in parts, to be fetched one after the other.
public struct ExportFileRecord: Codable, Sendable, Hashable {
    /// Chosen by the caller.
    public var code: String
    public var organisation: String
    public var format: ExportFormat
    public var state: ExportState
    /// Whose progress `job.get` tells; absent where the file was made at once.
    public var job: ID?
    public var name: String
    public var mediaType: String
    /// Of at most 262,144 bytes each.
    public var parts: Int
    public var bytes: Int
    /// Observations in it.
    public var rows: Int
    public var suppressed: Int
    /// Of the whole file, once it is done.
    public var sha256: String?

    public init(
        code: String, organisation: String, format: ExportFormat, state: ExportState, job: ID?, name: String,
        mediaType: String, parts: Int, bytes: Int, rows: Int, suppressed: Int, sha256: String?
    ) {
        self.code = code
        self.organisation = organisation
        self.format = format
        self.state = state
        self.job = job
        self.name = name
        self.mediaType = mediaType
        self.parts = parts
        self.bytes = bytes
        self.rows = rows
        self.suppressed = suppressed
        self.sha256 = sha256
    }
}

/// Makes a file of as many figures as there are: at once if they are few, by a job if they are many.
public struct BeginExport: RPCChange {
    public static let name = "export.begin"
    public static let summary = LocalizedText(
        "สร้างไฟล์ส่งออกขนาดใหญ่เบื้องหลัง", "Makes a file of many figures, with progress, in constant memory")
    public static let details = LocalizedText(
        """
        ไม่เกิน 2,000 ค่าได้ทันที มากกว่านั้นเป็นงานเบื้องหลัง ดูความคืบหน้าด้วย job.get แล้วอ่านทีละส่วนด้วย export.read \
        ปกปิดกลุ่มเล็กเช่นเดียวกับ data.export ไฟล์เก็บไว้อย่างน้อย 7 วัน
        """,
        """
        Up to 2,000 figures are there at once; more are a job, whose progress job.get tells. export.read gives the file \
        part by part. Small groups are kept back as in data.export. Files are kept for 7 days at least.
        """)
    public static let access = RPCAccess.roles(Set(Role.allCases))
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "pupils of a province",
            params: """
                {"idempotencyKey":"export-1","code":"67-X1","organisation":"67","levels":0,"format":"sdmxCsv",\
                "elements":["67-PUPILS"],"indicators":[],"periods":["AY2566"],"breakdowns":false}
                """,
            result: ExportExamples.record)
    ]
    public typealias Result = ExportFileRecord

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var organisation: String
    /// Also organisations so many levels below, 0 to 4.
    public var levels: Int
    /// `csv`, `xlsx`, `sdmxCsv` or `sdmxMl3`.
    public var format: ExportFormat
    public var elements: [String]
    public var indicators: [String]
    /// 1 to 120.
    public var periods: [Period]
    public var breakdowns: Bool?

    public init(
        idempotencyKey: String, code: String, organisation: String, levels: Int, format: ExportFormat,
        elements: [String], indicators: [String], periods: [Period], breakdowns: Bool? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.organisation = organisation
        self.levels = levels
        self.format = format
        self.elements = elements
        self.indicators = indicators
        self.periods = periods
        self.breakdowns = breakdowns
    }

    public static let formats: Set<ExportFormat> = [.csv, .xlsx, .sdmxCsv, .sdmxMl3]

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.record(code, organisation, &problems)
        Rules.range(levels, 0...4, "/levels", &problems)
        Rules.count(periods.count, 1...120, "/periods", &problems)
        Rules.unique(periods.map(\.description), "/periods", &problems)
        Rules.count(elements.count + indicators.count, 1...1_000, "/elements", &problems)
        Rules.unique(elements + indicators, "/elements", &problems)
        for (index, code) in elements.enumerated() { Rules.code(code, "/elements/\(index)", &problems) }
        for (index, code) in indicators.enumerated() { Rules.code(code, "/indicators/\(index)", &problems) }
        if !Self.formats.contains(format) {
            problems.add(
                "/format", "export.format", th: "ต้องเป็น csv, xlsx, sdmxCsv หรือ sdmxMl3 รูปแบบอื่นใช้ data.export",
                en: "must be csv, xlsx, sdmxCsv or sdmxMl3; the others come from data.export")
        }
    }
}

/// A part of an export, or how it stands.
public struct ReadExport: RPCMethod {
    public static let name = "export.read"
    public static let summary = LocalizedText("อ่านไฟล์ส่งออกทีละส่วน", "How an export stands, and its file part by part")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles(Set(Role.allCases))
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "how it stands", params: #"{"export":"67-X1"}"#, result: #"{"export":\#(ExportExamples.record)}"#)
    ]
    public typealias Result = ExportPart

    /// Its code.
    public var export: String
    /// From 0; absent: only how it stands.
    public var part: Int?

    public init(export: String, part: Int? = nil) {
        self.export = export
        self.part = part
    }

    public func check(_ problems: inout Problems) {
        Rules.code(export, "/export", &problems)
        Rules.range(part, 0...1_000_000, "/part", &problems)
    }
}

/// What `export.read` answers.
public struct ExportPart: Codable, Sendable, Hashable {
    public var export: ExportFileRecord
    /// Base 64 of the part's bytes.
    public var content: String?

    public init(export: ExportFileRecord, content: String?) {
        self.export = export
        self.content = content
    }
}

enum ExportExamples {
    static let record = """
        {"code":"67-X1","organisation":"67","format":"sdmxCsv","state":"done","name":"67-X1.csv",\
        "mediaType":"application/vnd.sdmx.data+csv; version=2.0.0","parts":1,"bytes":207,"rows":1,"suppressed":0,\
        "sha256":"9f2bd65c6dc853b29066c2860c5e1b747ff2a30cca8ea44c0cf111d208d94736"}
        """
}
