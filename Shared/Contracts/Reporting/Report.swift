import Kernel

/// Where a report is on its way (R2). It only goes forward; what is returned is superseded by a new revision.
public enum ReportStep: String, Codable, Sendable, CaseIterable {
    /// Composed; its text can still be written.
    case draft
    /// Its content is fixed with a hash and is never edited again.
    case frozen
    /// Checked by the planners.
    case checked
    /// Seen by the Subcommittee on Strategic Administration.
    case screened
    /// Resolved by the Provincial Education Committee and signed.
    case signed
    /// Public.
    case published
    /// Sent back; a new revision takes its place.
    case returned

    /// The step that follows when all goes well.
    public var next: ReportStep? {
        switch self {
        case .draft: .frozen
        case .frozen: .checked
        case .checked: .screened
        case .screened: .signed
        case .signed: .published
        case .published, .returned: nil
        }
    }
}

/// A report without its content.
public struct Report: Codable, Sendable, Hashable {
    public var id: ID
    /// `67-2566-annualProvincial-1`: organisation, fiscal year, definition, revision.
    public var code: String
    public var province: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var definition: String
    /// 1 for the first of its organisation, year and definition.
    public var revision: Int
    public var title: LocalizedText
    public var step: ReportStep
    /// For `expectedVersion`.
    public var version: Int
    public var composedAt: Instant
    /// How many parts lack something; one with any is never published.
    public var missing: Int
    /// SHA-256 of the content's bytes, lower-case hex; from `frozen` on.
    public var sha256: String?
    /// The revision that has taken its place.
    public var supersededBy: ID?
    public var history: [ReportStepRecord]

    public init(
        id: ID, code: String, province: String, organisation: String, fiscalYear: FiscalYear, definition: String,
        revision: Int, title: LocalizedText, step: ReportStep, version: Int, composedAt: Instant, missing: Int,
        sha256: String?, supersededBy: ID?, history: [ReportStepRecord]
    ) {
        self.id = id
        self.code = code
        self.province = province
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.definition = definition
        self.revision = revision
        self.title = title
        self.step = step
        self.version = version
        self.composedAt = composedAt
        self.missing = missing
        self.sha256 = sha256
        self.supersededBy = supersededBy
        self.history = history
    }
}

/// A step that was taken: by whom, when, and on what ground. Never edited.
public struct ReportStepRecord: Codable, Sendable, Hashable {
    /// From 1.
    public var number: Int
    public var step: ReportStep
    /// Who recorded it (subject of the credential), and when.
    public var recordedBy: String
    public var recordedAt: Instant
    /// The day on which it happened (a meeting's, a signature's).
    public var happenedOn: CalendarDate
    /// Position of whoever decided or signed ("ประธานคณะอนุกรรมการ").
    public var position: String?
    /// Number of the letter, order or resolution.
    public var document: String?
    public var note: String?

    public init(
        number: Int, step: ReportStep, recordedBy: String, recordedAt: Instant, happenedOn: CalendarDate,
        position: String?, document: String?, note: String?
    ) {
        self.number = number
        self.step = step
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
        self.happenedOn = happenedOn
        self.position = position
        self.document = document
        self.note = note
    }
}

/// A kind of report that can be composed.
public struct ReportDefinitionSummary: Codable, Sendable, Hashable {
    public var code: String
    public var version: Int
    public var title: LocalizedText
    /// Codes and titles of its parts, in order.
    public var parts: [ReportPartSummary]

    public init(code: String, version: Int, title: LocalizedText, parts: [ReportPartSummary]) {
        self.code = code
        self.version = version
        self.title = title
        self.parts = parts
    }
}

public struct ReportPartSummary: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    /// Services without which it has a gap.
    public var needs: [String]
    /// Whether people write text into it (`report.write`).
    public var isWritten: Bool

    public init(code: String, title: LocalizedText, needs: [String], isWritten: Bool) {
        self.code = code
        self.title = title
        self.needs = needs
        self.isWritten = isWritten
    }
}
