import Kernel

/// Where a report is on its way (R2), which is a procedure: the matter says who has to act by when. It only goes
/// forward; what is returned is superseded by a new revision.
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
    /// Sent on after publication: to the region, the ministry, the national committee. Only in the history; the report
    /// stays published.
    case forwarded
    /// Sent back; a new revision takes its place.
    case returned
}

/// A report without its content.
public struct Report: Codable, Sendable, Hashable {
    public var id: ID
    /// `67-2566-annualProvincial-1`: organisation, fiscal year (and quarter, `2566Q1`), definition, revision.
    public var code: String
    public var province: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    /// Of a quarterly report, 1 to 4.
    public var quarter: Int?
    public var definition: String
    /// Which edition of the definition it was composed by.
    public var definitionNumber: Int
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
    /// The published edition that this one corrects.
    public var corrects: ID?
    /// The revision that has taken its place.
    public var supersededBy: ID?
    /// Its matter in the procedure, for `matter.get`; from `frozen` on.
    public var matter: ID?
    public var history: [ReportStepRecord]

    public init(
        id: ID, code: String, province: String, organisation: String, fiscalYear: FiscalYear,
        quarter: Int?, definition: String, definitionNumber: Int, revision: Int, title: LocalizedText, step: ReportStep,
        version: Int, composedAt: Instant, missing: Int,
        sha256: String?, corrects: ID?, supersededBy: ID?, matter: ID? = nil, history: [ReportStepRecord]
    ) {
        self.id = id
        self.code = code
        self.province = province
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.quarter = quarter
        self.definition = definition
        self.definitionNumber = definitionNumber
        self.revision = revision
        self.title = title
        self.step = step
        self.version = version
        self.composedAt = composedAt
        self.missing = missing
        self.sha256 = sha256
        self.corrects = corrects
        self.supersededBy = supersededBy
        self.matter = matter
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
    /// Code of the procedure's step.
    public var procedureStep: String?

    public init(
        number: Int, step: ReportStep, recordedBy: String, recordedAt: Instant, happenedOn: CalendarDate,
        position: String?, document: String?, note: String?, procedureStep: String? = nil
    ) {
        self.number = number
        self.step = step
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
        self.happenedOn = happenedOn
        self.position = position
        self.document = document
        self.note = note
        self.procedureStep = procedureStep
    }
}

/// A kind of report that can be composed, in short.
public struct ReportDefinitionSummary: Codable, Sendable, Hashable {
    public var code: String
    public var number: Int
    public var title: LocalizedText
    public var isQuarterly: Bool
    public var isPublished: Bool
    public var isShipped: Bool
    /// Codes and titles of its parts, in order.
    public var parts: [ReportPartSummary]

    public init(_ stored: StoredReportDefinition) {
        code = stored.definition.code
        number = stored.number
        title = stored.definition.title
        isQuarterly = stored.definition.isQuarterly
        isPublished = stored.isPublished
        isShipped = stored.isShipped
        parts = stored.definition.parts.map {
            ReportPartSummary(code: $0.code, title: $0.title, isWritten: $0.isWritten)
        }
    }
}

public struct ReportPartSummary: Codable, Sendable, Hashable {
    public var code: String
    public var title: LocalizedText
    /// Whether people write text into it (`report.write`).
    public var isWritten: Bool

    public init(code: String, title: LocalizedText, isWritten: Bool) {
        self.code = code
        self.title = title
        self.isWritten = isWritten
    }
}
