import CommonContract
import JSONRPC
import Kernel

/// Data in place of what another service would answer.
public struct HandedAnswer: Codable, Sendable, Hashable {
    /// `plans`, `indicators`, `budget`.
    public var service: String
    public var method: String
    /// Which call it answers; absent: every call of the method.
    public var params: JSONValue?
    /// As the method answers.
    public var answer: JSONValue

    public init(service: String, method: String, params: JSONValue? = nil, answer: JSONValue) {
        self.service = service
        self.method = method
        self.params = params
        self.answer = answer
    }
}

/// A report that is asked for.
public struct ReportRequest: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int?
    public var definition: String?
    public var reason: LocalizedText?

    public init(
        organisation: String, fiscalYear: FiscalYear, quarter: Int? = nil, definition: String? = nil,
        reason: LocalizedText? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.definition = definition
        self.reason = reason
    }
}

/// How far a part of a report is while it is composed.
public enum PartState: String, Codable, Sendable, CaseIterable {
    case waiting, done
    /// A service did not answer what it needs.
    case missing
}

public struct PartProgress: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    public var state: PartState

    public init(code: String, title: LocalizedText, state: PartState) {
        self.code = code
        self.title = title
        self.state = state
    }
}

public struct ReportProgress: Codable, Sendable, Hashable {
    public var job: ID
    public var parts: [PartProgress]

    public init(job: ID, parts: [PartProgress]) {
        self.job = job
        self.parts = parts
    }
}

/// Composes a report as a job; `report.progress` says part by part how far it is.
public struct BeginReport: RPCChange {
    public static let name = "report.begin"
    public static let summary = LocalizedText(
        "จัดทำร่างรายงานเป็นงานเบื้องหลัง ดูความก้าวหน้าทีละส่วน", "Compose a report as a job, with its progress part by part")
    public static let details = LocalizedText(
        "ผลของงาน (job.get) คือรหัสรายงาน ความก้าวหน้าทีละส่วนดูด้วย report.progress",
        "The job's result (`job.get`) is the report's code; `report.progress` says how far each part is.")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "of a province",
            params: #"{"report":{"organisation":"67","fiscalYear":2565},"idempotencyKey":"example-begin"}"#,
            result: #"{"job":"0190b3a0-0000-7000-8000-000000000001","organisations":1}"#)
    ]
    public typealias Result = BegunJob

    public var report: ReportRequest
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(report: ReportRequest, idempotencyKey: String, validateOnly: Bool? = nil) {
        self.report = report
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: report.organisation, at: "/report/organisation", max: 32)
        problems.check(text: report.definition, at: "/report/definition", max: 64)
        problems.check(text: report.reason, at: "/report/reason", max: 2_000)
        problems.check(quarter: report.quarter)
    }
}

/// How far a report is that is composed as a job.
public struct GetReportProgress: RPCMethod {
    public static let name = "report.progress"
    public static let summary = LocalizedText("ความก้าวหน้าทีละส่วนของรายงานที่กำลังจัดทำ", "How far each part of a report is")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "begun", params: #"{"job":"{jobId}"}"#,
            result: """
                {"job":"\(Examples.someID)","parts":[{"code":"foreword","title":{"th":"คำนำ"},"state":"waiting"}]}
                """)
    ]
    public typealias Result = ReportProgress

    public var job: ID

    public init(job: ID) { self.job = job }
}
