import CommonContract
import Kernel

/// Where a monitoring round stands.
public enum RoundState: String, Codable, Sendable, CaseIterable {
    /// Being prepared; its questionnaire can be edited.
    case draft
    /// Answers are taken.
    case open
    /// No more answers; certification and acceptance go on.
    case closed
}

/// Who is expected to answer: every organisation of these kinds below these organisations, on the day of opening.
public struct TargetGroup: Codable, Sendable, Hashable {
    /// Empty: every kind that answers (all but nation, ministry, region and province).
    public var kinds: [OrganisationKind]
    /// Codes; empty: the round's owner. An organisation named here is itself included where its kind fits.
    public var under: [String]

    public init(kinds: [OrganisationKind] = [], under: [String] = []) {
        self.kinds = kinds
        self.under = under
    }
}

/// A monitoring round (I3): one instrument, the same for everyone, for one fiscal year.
public struct Round: Codable, Sendable, Hashable {
    public var id: ID
    /// Begins with the province: `"67-R2566"`.
    public var code: String
    public var province: String
    /// The organisation that runs it, as a rule the province (`"67"`).
    public var owner: String
    public var fiscalYear: FiscalYear
    public var name: LocalizedText
    public var opensOn: CalendarDate
    /// The last day on which a submission is on time.
    public var dueOn: CalendarDate
    public var target: TargetGroup
    public var state: RoundState
    /// The published version in force.
    public var questionnaireVersion: Int?
    /// How many organisations are expected to answer; absent before it was opened.
    public var expected: Int?
    /// Code of the round that it follows.
    public var previous: String?
    public var version: Int

    public init(
        id: ID, code: String, province: String, owner: String, fiscalYear: FiscalYear, name: LocalizedText,
        opensOn: CalendarDate, dueOn: CalendarDate, target: TargetGroup, state: RoundState,
        questionnaireVersion: Int?, expected: Int?, previous: String? = nil, version: Int
    ) {
        self.id = id
        self.code = code
        self.province = province
        self.owner = owner
        self.fiscalYear = fiscalYear
        self.name = name
        self.opensOn = opensOn
        self.dueOn = dueOn
        self.target = target
        self.state = state
        self.questionnaireVersion = questionnaireVersion
        self.expected = expected
        self.previous = previous
        self.version = version
    }
}

/// Counts of a round for one organisation and everything below it. `expected` = `notStarted` + `drafted` + `submitted`
/// + `certified` + `accepted` + `returned`, each by where the organisation's current submission stands.
public struct RoundCounts: Codable, Sendable, Hashable {
    public var expected: Int
    public var notStarted: Int
    public var drafted: Int
    public var submitted: Int
    public var certified: Int
    public var accepted: Int
    public var returned: Int
    /// First submitted on or before the due day.
    public var onTime: Int
    /// First submitted after the due day.
    public var late: Int
    /// Percent of the expected that have submitted at least once and have not been returned.
    public var answeredRate: Quantity?
    /// Percent of the expected that are certified or accepted.
    public var certifiedRate: Quantity?
    /// Percent of the expected that submitted on time.
    public var onTimeRate: Quantity?

    public init(
        expected: Int, notStarted: Int, drafted: Int, submitted: Int, certified: Int, accepted: Int, returned: Int,
        onTime: Int, late: Int, answeredRate: Quantity?, certifiedRate: Quantity?, onTimeRate: Quantity?
    ) {
        self.expected = expected
        self.notStarted = notStarted
        self.drafted = drafted
        self.submitted = submitted
        self.certified = certified
        self.accepted = accepted
        self.returned = returned
        self.onTime = onTime
        self.late = late
        self.answeredRate = answeredRate
        self.certifiedRate = certifiedRate
        self.onTimeRate = onTimeRate
    }
}

/// A round's counts at one organisation.
public struct OrganisationCounts: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var kind: OrganisationKind
    public var counts: RoundCounts

    public init(organisation: String, name: LocalizedText, kind: OrganisationKind, counts: RoundCounts) {
        self.organisation = organisation
        self.name = name
        self.kind = kind
        self.counts = counts
    }
}

/// Where a round stands (I7).
public struct RoundStatus: Codable, Sendable, Hashable {
    public var round: Round
    public var organisation: String
    public var relation: Relation
    public var counts: RoundCounts
    /// The next organisations below (agencies of a province, schools of an agency) by code.
    public var children: [OrganisationCounts]
    /// The round works with the tree of the day it was opened or last refreshed; `true`: the directory has changed
    /// since, and `round.refresh` would take that over.
    public var directoryChanged: Bool

    public init(
        round: Round, organisation: String, relation: Relation, counts: RoundCounts, children: [OrganisationCounts],
        directoryChanged: Bool
    ) {
        self.round = round
        self.organisation = organisation
        self.relation = relation
        self.counts = counts
        self.children = children
        self.directoryChanged = directoryChanged
    }
}

/// Where the answer of an expected organisation stands.
public enum ExpectationState: String, Codable, Sendable, CaseIterable {
    case notStarted, draft, submitted, certified, accepted, returned
}

/// An organisation that still owes its answer, with who has to remind it.
public struct Outstanding: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var kind: OrganisationKind
    /// `notStarted`, `draft` or `returned`; `submitted` where the head's certification is missing.
    public var state: ExpectationState
    public var parent: String?
    public var supervisor: String?
    public var dueOn: CalendarDate
    /// Days since the due day; negative before it.
    public var daysOverdue: Int

    public init(
        organisation: String, name: LocalizedText, kind: OrganisationKind, state: ExpectationState, parent: String?,
        supervisor: String?, dueOn: CalendarDate, daysOverdue: Int
    ) {
        self.organisation = organisation
        self.name = name
        self.kind = kind
        self.state = state
        self.parent = parent
        self.supervisor = supervisor
        self.dueOn = dueOn
        self.daysOverdue = daysOverdue
    }
}
