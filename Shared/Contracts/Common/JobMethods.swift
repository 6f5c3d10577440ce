import JSONRPC
import Kernel

/// How a job stands.
public enum JobState: String, Codable, Sendable, CaseIterable {
    case queued, running, done, failed, cancelled
}

/// Work that outlives a request.
public struct Job: Codable, Sendable {
    public var id: ID
    public var kind: String
    public var state: JobState
    public var organisation: String?
    /// Who asked for it.
    public var subject: String
    /// Steps done, out of `total` where that is known.
    public var done: Int
    public var total: Int?
    public var attempts: Int
    public var createdAt: Instant
    public var startedAt: Instant?
    public var finishedAt: Instant?
    public var cancelRequested: Bool
    /// What it came to.
    public var result: JSONValue?
    /// Why it failed.
    public var failure: LocalizedText?

    public init(
        id: ID, kind: String, state: JobState, organisation: String?, subject: String, done: Int, total: Int?,
        attempts: Int, createdAt: Instant, startedAt: Instant?, finishedAt: Instant?, cancelRequested: Bool,
        result: JSONValue?, failure: LocalizedText?
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.organisation = organisation
        self.subject = subject
        self.done = done
        self.total = total
        self.attempts = attempts
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.cancelRequested = cancelRequested
        self.result = result
        self.failure = failure
    }
}

/// One job: its progress, and what it came to.
public struct GetJob: RPCMethod {
    public static let name = "job.get"
    public static let summary = LocalizedText("อ่านสถานะงานเบื้องหลัง", "Read how a job stands")
    public static let details = LocalizedText(
        "ผู้สั่งงานอ่านได้เสมอ ผู้อื่นต้องเป็นผู้ดูแลระบบหรือผู้ตรวจสอบที่หน่วยงานนั้น",
        "Who asked for it may always read it; others need to be administrator or auditor at its organisation.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "from an earlier answer", params: #"{"job":"{jobId}"}"#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f17","kind":"report.render","state":"queued","subject":"planner",
                "done":0,"attempts":0,"createdAt":"2026-01-01T00:00:00Z","cancelRequested":false}
                """#)
    ]
    public typealias Result = Job

    public var job: ID

    public init(job: ID) {
        self.job = job
    }
}

/// Jobs, newest first: all of them, or those of an organisation and what stands below it.
public struct ListJobs: RPCMethod {
    public static let name = "job.list"
    public static let summary = LocalizedText("รายการงานเบื้องหลัง ใหม่สุดก่อน", "List jobs, newest first")
    public static let details = LocalizedText(
        "ไม่ระบุหน่วยงานคือทั้งหมด ต้องเป็นผู้ดูแลระบบหรือผู้ตรวจสอบระดับประเทศ ระบุแล้วต้องเป็นที่หน่วยงานนั้นหรือเหนือขึ้นไป",
        "Without an organisation all, for the nation's administrators and auditors; with one, for those there or above it."
    )
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .auditor])
    public static let memberNotes = [
        "organisation": LocalizedText("เฉพาะของหน่วยงานนี้และใต้ลงไป", "Only of this organisation and below it")
    ]
    public static let examples = [
        RPCExample("none", params: #"{"kind":"no.such"}"#, result: #"{"items":[]}"#),
        RPCExample("of a province", params: #"{"kind":"no.such","organisation":"67"}"#, result: #"{"items":[]}"#),
    ]
    public typealias Result = Page<Job>

    public var organisation: String?
    public var kind: String?
    public var state: JobState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String? = nil, kind: String? = nil, state: JobState? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.kind = kind
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Asks a job to stop: a waiting one at once, a running one at its next step.
public struct CancelJob: RPCChange {
    public static let name = "job.cancel"
    public static let summary = LocalizedText("ขอยกเลิกงานเบื้องหลัง", "Ask a job to stop")
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "from an earlier answer", params: #"{"idempotencyKey":"example-job-cancel-1","job":"{jobId}"}"#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f17","kind":"report.render","state":"cancelled",
                "subject":"planner","done":0,"attempts":0,"createdAt":"2026-01-01T00:00:00Z","cancelRequested":true}
                """#)
    ]
    public typealias Result = Job

    public var idempotencyKey: String
    public var job: ID
    public var validateOnly: Bool?

    public init(idempotencyKey: String, job: ID, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.job = job
        self.validateOnly = validateOnly
    }
}
