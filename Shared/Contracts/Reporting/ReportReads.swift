import CommonContract
import JSONRPC
import Kernel

/// A report with its history, without its content.
public struct GetReport: RPCMethod {
    public static let name = "report.get"
    public static let summary = LocalizedText("อ่านสถานะและประวัติของรายงาน", "Read a report's state and history")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "by code", params: #"{"report":"67-2566-annualProvincial-1"}"#,
            result: Examples.report(step: "draft", version: 1, frozen: false, records: [Examples.record(1, "draft")]))
    ]
    public typealias Result = Report

    public var report: Reference

    public init(report: Reference) {
        self.report = report
    }
}

/// What a report says, with the source of every figure.
public struct GetReportContent: RPCMethod {
    public static let name = "report.content"
    public static let summary = LocalizedText(
        "อ่านเนื้อหาของรายงาน พร้อมที่มาของทุกตัวเลข", "Read a report's content, with the source of every figure")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "by code", params: #"{"report":"67-2566-annualProvincial-1"}"#,
            result: """
                {"definition":"annualProvincial","definitionVersion":1,"organisation":"67",\
                "organisationName":{"th":"จังหวัด","en":"Province"},"fiscalYear":2566,\
                "title":{"th":"รายงาน","en":"Report"},"composedAt":"\(Examples.instant)",\
                "parts":[{"code":"foreword","title":{"th":"คำนำ","en":"Foreword"},\
                "blocks":[{"kind":"paragraph","text":{"th":"…"}}]}],\
                "sources":[{"number":1,"service":"plans","method":"plan.list","params":"{}",\
                "answeredAt":"\(Examples.instant)","answerSHA256":"\(String(repeating: "0", count: 64))"}],\
                "missing":[]}
                """)
    ]
    public typealias Result = ReportContent

    public var report: Reference

    public init(report: Reference) {
        self.report = report
    }
}

/// Reports, the newest fiscal year first.
public struct ListReports: RPCMethod {
    public static let name = "report.list"
    public static let summary = LocalizedText(
        "รายการรายงาน เรียงจากปีงบประมาณล่าสุด", "List reports, the newest fiscal year first")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let memberNotes = [
        "province": LocalizedText("รหัสจังหวัดสองหลัก", "The province's two digits"),
        "latestOnly": LocalizedText("เฉพาะฉบับที่ยังไม่ถูกแทนที่", "Only revisions that have not been superseded"),
    ]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"province":"67","fiscalYear":2566}"#,
            result: """
                {"items":[\(Examples.report(
                    step: "draft", version: 1, frozen: false, records: [Examples.record(1, "draft")]))]}
                """)
    ]
    public typealias Result = Page<Report>

    public var province: String
    public var fiscalYear: FiscalYear?
    public var step: ReportStep?
    public var latestOnly: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String, fiscalYear: FiscalYear? = nil, step: ReportStep? = nil, latestOnly: Bool? = nil,
        limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.province = province
        self.fiscalYear = fiscalYear
        self.step = step
        self.latestOnly = latestOnly
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        problems.check(text: province, at: "/province", max: 2)
    }
}

/// Computes the hash of a frozen report's content again.
public struct VerifyReport: RPCMethod {
    public static let name = "report.verify"
    public static let summary = LocalizedText(
        "ตรวจว่าเนื้อหาของรายงานตรงกับค่าแฮชที่บันทึกไว้", "Check a report's content against its recorded hash")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a frozen one", params: #"{"report":"67-2566-annualProvincial-1"}"#,
            result: """
                {"recorded":"\(String(repeating: "0", count: 64))","computed":"\(String(repeating: "0", count: 64))",\
                "bytes":1000,"isIntact":true}
                """)
    ]
    public typealias Result = ReportVerification

    public var report: Reference

    public init(report: Reference) {
        self.report = report
    }
}

public struct ReportVerification: Codable, Sendable, Hashable {
    /// SHA-256 as recorded when the report was frozen, lower-case hex.
    public var recorded: String
    /// Of the content as it is stored now.
    public var computed: String
    /// Size of the content.
    public var bytes: Int
    public var isIntact: Bool

    public init(recorded: String, computed: String, bytes: Int) {
        self.recorded = recorded
        self.computed = computed
        self.bytes = bytes
        isIntact = recorded == computed
    }
}
