import CommonContract
import JSONRPC
import Kernel

/// Files that are being made.
public struct BegunRendering: Codable, Sendable, Hashable {
    /// For `job.get`.
    public var job: ID
    /// Where they will be, in the order of their making.
    public var paths: [String]

    public init(job: ID, paths: [String]) {
        self.job = job
        self.paths = paths
    }
}

/// What is made beforehand.
public enum RenderedFormat: String, Codable, Sendable, CaseIterable { case pdf, xlsx }

/// Makes a report's files beforehand, so that nobody waits for them.
public struct RenderReport: RPCChange {
    public static let name = "report.render"
    public static let summary = LocalizedText(
        "สร้างไฟล์ PDF และ XLSX ของรายงานเป็นงานเบื้องหลัง", "Make a report's PDFs and spreadsheets as a job")
    public static let details = LocalizedText(
        "ดูความก้าวหน้าด้วย job.get ไฟล์ที่มีอยู่แล้วไม่สร้างซ้ำ ไฟล์ของร่างใช้ได้จนกว่าร่างจะเปลี่ยน",
        "`job.get` tells how far it is. What is there is not made again; a draft's files last until it changes.")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "formats": LocalizedText("pdf, xlsx ไม่ระบุคือ pdf", "`pdf`, `xlsx`; `pdf` unless given"),
        "languages": LocalizedText("ภาษา: th, en ไม่ระบุคือ th", "`th`, `en`; `th` unless given"),
        "digits": LocalizedText(
            "ของ PDF ภาษาไทย thai: เลขไทยทั้งฉบับ arabic: เลขอารบิกทั้งฉบับ ไม่ระบุ: ข้อความเลขไทย ตารางเลขอารบิก",
            "Of Thai PDFs: `thai` or `arabic` throughout; unless given Thai in texts and Arabic in tables"),
        "origin": LocalizedText(
            "true: อีกชุดที่มีหมายเลขแหล่งข้อมูลกำกับทุกตัวเลข", "true: once more with the source of every figure"),
    ]
    public static let examples = [
        RPCExample(
            "in both languages",
            params: #"""
                {"report":"67-2566-annualProvincial-1","languages":["th","en"],"idempotencyKey":"example-render",
                "validateOnly":true}
                """#,
            result:
                #"{"job":"0190b3a0-0000-7000-8000-000000000001","paths":["/reports/67-2566-annualProvincial-1.pdf"]}"#
        )
    ]
    public typealias Result = BegunRendering

    public var report: Reference
    public var formats: [RenderedFormat]?
    public var languages: [String]?
    public var digits: Digits?
    public var origin: Bool?
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        report: Reference, formats: [RenderedFormat]? = nil, languages: [String]? = nil, digits: Digits? = nil,
        origin: Bool? = nil, idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.report = report
        self.formats = formats
        self.languages = languages
        self.digits = digits
        self.origin = origin
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        if let formats, formats.isEmpty || Set(formats).count != formats.count {
            problems.add(
                "/formats", "render.formats", th: "ระบุรูปแบบละหนึ่งครั้ง", en: "each format once, at least one")
        }
        let languages = languages ?? ["th"]
        if languages.isEmpty || Set(languages).count != languages.count {
            problems.add(
                "/languages", "render.languages", th: "ระบุภาษาละหนึ่งครั้ง", en: "each language once, at least one")
        }
        for (index, language) in languages.enumerated() where !["th", "en"].contains(language) {
            problems.add("/languages/\(index)", "render.language", th: "ใช้ได้เฉพาะ th และ en", en: "must be th or en")
        }
    }
}
