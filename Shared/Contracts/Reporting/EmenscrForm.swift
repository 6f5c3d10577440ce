import CommonContract
import JSONRPC
import Kernel

/// The forms of eMENSCR in their order (domain §8: remembered, no public import format was found).
public enum EmenscrForm: String, Codable, Sendable, CaseIterable {
    /// General, links to plans, rationale and indicators, activities, money, progress of a quarter, approval.
    case m1, m2, m3, m4, m5, m6, m7
}

/// Who knows a field's value.
public enum EmenscrOrigin: String, Codable, Sendable, CaseIterable {
    case plans, indicators, budget
    /// Written by people with `emenscr.write`.
    case written
    /// Kept by this service: the national code, the approval.
    case record
}

/// A field of the form.
public struct EmenscrField: Codable, Sendable, Hashable {
    public var form: EmenscrForm
    /// Its place in the form: `"2.1"`.
    public var number: String
    /// For `emenscr.write`, as `"objective"`; of an activity with its code, `"start/67-A1"`.
    public var code: String
    public var name: LocalizedText
    /// What is to be entered, several values in the order of the form; empty where nobody has said it.
    public var values: [String]
    public var origin: EmenscrOrigin
    public var isRequired: Bool

    public init(
        form: EmenscrForm, number: String, code: String, name: LocalizedText, values: [String], origin: EmenscrOrigin,
        isRequired: Bool
    ) {
        self.form = form
        self.number = number
        self.code = code
        self.name = name
        self.values = values
        self.origin = origin
        self.isRequired = isRequired
    }
}

/// What has to be put right before a project is entered.
public struct EmenscrProblem: Codable, Sendable, Hashable {
    public enum Rule: String, Codable, Sendable, CaseIterable {
        /// The causal chain does not reach Y1, Y2 or Z.
        case chain
        /// No indicator measures what the project is for, or its target of the year is missing.
        case indicators
        /// An activity has no days, or days outside the year; or there is no activity.
        case activities
        /// What belongs together does not add up.
        case money
        /// A field that the form asks for is empty.
        case required
        /// The quarter's last day for entering has passed.
        case deadline
    }

    public var rule: Rule
    /// An error keeps the project out of an export; a warning does not.
    public var severity: Severity
    /// Code of the field.
    public var field: String?
    public var message: LocalizedText

    public enum Severity: String, Codable, Sendable, CaseIterable { case error, warning }

    public init(rule: Rule, severity: Severity, field: String?, message: LocalizedText) {
        self.rule = rule
        self.severity = severity
        self.field = field
        self.message = message
    }
}

/// Where a project stands in the national system (M7): head of the unit → department → ministry, or back.
public enum EmenscrState: String, Codable, Sendable, CaseIterable {
    case notEntered, entered, sentForApproval, approvedByUnit, approvedByDepartment, approvedByMinistry, returned
}

/// That a project was taken from one state to another in the national system. Never edited.
public struct EmenscrMove: Codable, Sendable, Hashable {
    public var number: Int
    public var state: EmenscrState
    public var on: CalendarDate
    public var note: String?
    public var recordedBy: String
    public var recordedAt: Instant

    public init(
        number: Int, state: EmenscrState, on: CalendarDate, note: String?, recordedBy: String, recordedAt: Instant
    ) {
        self.number = number
        self.state = state
        self.on = on
        self.note = note
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// What this service keeps of a project for the national system.
public struct EmenscrRecord: Codable, Sendable, Hashable {
    public var province: String
    /// Code of the project in the plan.
    public var project: String
    /// eMENSCR's own code, as text.
    public var nationalCode: String?
    public var state: EmenscrState
    public var moves: [EmenscrMove]
    /// For `expectedVersion`; 0 where nothing is kept yet.
    public var version: Int

    public init(
        province: String, project: String, nationalCode: String?, state: EmenscrState, moves: [EmenscrMove],
        version: Int
    ) {
        self.province = province
        self.project = project
        self.nationalCode = nationalCode
        self.state = state
        self.moves = moves
        self.version = version
    }
}

/// A project as it is to be entered for a quarter: field by field, in the form's own order.
public struct EmenscrSheet: Codable, Sendable, Hashable {
    public var project: String
    public var name: LocalizedText
    /// Code of the plan that it stands in.
    public var plan: String
    public var organisation: String?
    public var fiscalYear: FiscalYear
    public var quarter: Int
    /// Last day for entering the quarter.
    public var dueOn: CalendarDate
    public var record: EmenscrRecord
    public var fields: [EmenscrField]
    public var problems: [EmenscrProblem]
    /// The exports that it was in, and when each was sent.
    public var sent: [EmenscrSending]

    public init(
        project: String, name: LocalizedText, plan: String, organisation: String?, fiscalYear: FiscalYear,
        quarter: Int, dueOn: CalendarDate, record: EmenscrRecord, fields: [EmenscrField], problems: [EmenscrProblem],
        sent: [EmenscrSending] = []
    ) {
        self.project = project
        self.name = name
        self.plan = plan
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.dueOn = dueOn
        self.record = record
        self.fields = fields
        self.problems = problems
        self.sent = sent
    }

    /// Whether nothing keeps it out of an export.
    public var isReady: Bool { !problems.contains { $0.severity == .error } }
}

/// That an export was entered or sent.
public struct EmenscrSending: Codable, Sendable, Hashable {
    public var export: ID
    public var quarter: Int
    public var fiscalYear: FiscalYear
    public var on: CalendarDate
    public var document: String?
    public var recordedBy: String

    public init(
        export: ID, quarter: Int, fiscalYear: FiscalYear, on: CalendarDate, document: String?, recordedBy: String
    ) {
        self.export = export
        self.quarter = quarter
        self.fiscalYear = fiscalYear
        self.on = on
        self.document = document
        self.recordedBy = recordedBy
    }
}

/// The projects of a quarter in one file, as they were then. Never changed.
public struct EmenscrExport: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var quarter: Int
    public var projects: Int
    /// Those that were left out, with what keeps them out.
    public var refused: [EmenscrRefusal]
    /// Of the JSON file's bytes.
    public var sha256: String
    public var createdAt: Instant
    public var createdBy: String
    public var sent: [EmenscrSending]

    public init(
        id: ID, province: String, organisation: String, fiscalYear: FiscalYear, quarter: Int, projects: Int,
        refused: [EmenscrRefusal], sha256: String, createdAt: Instant, createdBy: String, sent: [EmenscrSending] = []
    ) {
        self.id = id
        self.province = province
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.projects = projects
        self.refused = refused
        self.sha256 = sha256
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.sent = sent
    }
}

/// A project that is not ready.
public struct EmenscrRefusal: Codable, Sendable, Hashable {
    public var project: String
    /// What it is called.
    public var name: LocalizedText?
    public var problems: [EmenscrProblem]

    public init(project: String, name: LocalizedText? = nil, problems: [EmenscrProblem]) {
        self.project = project
        self.name = name
        self.problems = problems
    }
}
