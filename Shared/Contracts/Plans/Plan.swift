import Kernel

/// A plan of any of the three levels, with its versions (P1).
public struct Plan: Codable, Sendable, Hashable {
    public var id: ID
    /// Two digits; `TH` for what is national or regional.
    public var province: String
    /// Chosen by people, never changed; a province's begins with its two digits and a hyphen.
    public var code: String
    public var kind: PlanKind
    /// 1 to 3, from the kind.
    public var level: Int
    public var name: LocalizedText
    public var firstYear: FiscalYear
    public var lastYear: FiscalYear
    /// Code of the organisation whose plan it is.
    public var organisation: String
    /// Codes of the plans that it follows.
    public var higher: [String]
    /// Newest announced version.
    public var currentVersion: Int?
    /// The version that is open for changes.
    public var draftVersion: Int?
    /// Oldest first.
    public var versions: [PlanVersion]
    /// For `expectedVersion` of updates: counts changes of this record, not editions of the plan.
    public var version: Int

    public init(
        id: ID, province: String, code: String, kind: PlanKind, level: Int, name: LocalizedText,
        firstYear: FiscalYear, lastYear: FiscalYear, organisation: String, higher: [String], currentVersion: Int?,
        draftVersion: Int?, versions: [PlanVersion], version: Int
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.kind = kind
        self.level = level
        self.name = name
        self.firstYear = firstYear
        self.lastYear = lastYear
        self.organisation = organisation
        self.higher = higher
        self.currentVersion = currentVersion
        self.draftVersion = draftVersion
        self.versions = versions
        self.version = version
    }
}

/// One edition of a plan: a draft, or announced and immutable.
public struct PlanVersion: Codable, Sendable, Hashable {
    /// From 1, without gaps.
    public var number: Int
    public var state: PlanVersionState
    public var announcedOn: CalendarDate?
    /// Of the announcement.
    public var letterNumber: String?
    /// Position of who signed, never a name.
    public var signedBy: LocalizedText?
    /// Why it amends the version before.
    public var reason: String?
    /// The newest matter of its screening.
    public var screening: PlanScreening?
    public var createdAt: Instant

    public init(
        number: Int, state: PlanVersionState, announcedOn: CalendarDate?, letterNumber: String?,
        signedBy: LocalizedText?, reason: String?, screening: PlanScreening?, createdAt: Instant
    ) {
        self.number = number
        self.state = state
        self.announcedOn = announcedOn
        self.letterNumber = letterNumber
        self.signedBy = signedBy
        self.reason = reason
        self.screening = screening
        self.createdAt = createdAt
    }
}

/// Where the screening of a version stands (P9).
public struct PlanScreening: Codable, Sendable, Hashable {
    public var matter: ID
    public var state: PlanScreeningState

    public init(matter: ID, state: PlanScreeningState) {
        self.matter = matter
        self.state = state
    }
}

public enum PlanScreeningState: String, Codable, Sendable, CaseIterable {
    case open, approved, rejected, withdrawn
}
