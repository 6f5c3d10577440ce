import CommonContract
import Kernel

/// Where a submission stands. `certified` and `accepted` count in consolidation, the others do not.
public enum SubmissionState: String, Codable, Sendable, CaseIterable {
    /// May have gaps.
    case draft
    /// Complete, waiting for the head.
    case submitted
    /// By the head, with a letter: never edited again.
    case certified
    /// By the agency or the province.
    case accepted
    /// Sent back to be corrected; may be edited.
    case returned
    /// Was certified once; a later edition has taken its place.
    case withdrawn
}

/// The letter with which a head certifies (I6).
public struct Certification: Codable, Sendable, Hashable {
    /// As on the letter: `"ศธ 04088/125"`, Thai or Arabic digits.
    public var letterNumber: LetterNumber
    public var letterDate: CalendarDate
    /// The signer's position, not a name.
    public var signerPosition: String
    public var file: FileReference

    public init(letterNumber: LetterNumber, letterDate: CalendarDate, signerPosition: String, file: FileReference) {
        self.letterNumber = letterNumber
        self.letterDate = letterDate
        self.signerPosition = signerPosition
        self.file = file
    }
}

/// What the caller may do with a submission now.
public enum SubmissionAction: String, Codable, Sendable, CaseIterable {
    case save, submit, certify, accept, `return`, reopen
}

/// What a reviewer or the history says about a submission.
public struct Review: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case accepted, returned, reopened
    }

    public var kind: Kind
    public var at: Instant
    /// The caller's name at its issuer.
    public var by: String
    public var comment: String?
    /// The question that it is about; absent: the whole.
    public var question: String?

    public init(kind: Kind, at: Instant, by: String, comment: String?, question: String?) {
        self.kind = kind
        self.at = at
        self.by = by
        self.comment = comment
        self.question = question
    }
}

/// A submission without its answers.
public struct SubmissionSummary: Codable, Sendable, Hashable {
    public var id: ID
    public var round: ID
    public var roundCode: String
    public var organisation: String
    /// 1, 2, …: a reopened or returned certified submission is followed by a new edition.
    public var edition: Int
    public var state: SubmissionState
    public var late: Bool
    public var savedAt: Instant
    public var submittedAt: Instant?
    public var certifiedAt: Instant?
    public var acceptedAt: Instant?
    public var version: Int

    public init(
        id: ID, round: ID, roundCode: String, organisation: String, edition: Int, state: SubmissionState, late: Bool,
        savedAt: Instant, submittedAt: Instant?, certifiedAt: Instant?, acceptedAt: Instant?, version: Int
    ) {
        self.id = id
        self.round = round
        self.roundCode = roundCode
        self.organisation = organisation
        self.edition = edition
        self.state = state
        self.late = late
        self.savedAt = savedAt
        self.submittedAt = submittedAt
        self.certifiedAt = certifiedAt
        self.acceptedAt = acceptedAt
        self.version = version
    }
}

/// Why answers are right although a soft rule does not hold.
public struct RuleReason: Codable, Sendable, Hashable {
    /// Code of the rule.
    public var rule: String
    public var reason: String

    public init(rule: String, reason: String) {
        self.rule = rule
        self.reason = reason
    }
}

/// A submission with its answers.
public struct Submission: Codable, Sendable, Hashable {
    public var summary: SubmissionSummary
    /// Version of the questionnaire that it answers.
    public var questionnaireVersion: Int
    /// The edition that this one follows.
    public var supersedes: ID?
    /// By question code; a question without an entry is not reported.
    public var answers: [QuestionAnswer]
    public var certification: Certification?
    /// SHA-256 of the answers as they were certified, hexadecimal.
    public var answersHash: String?
    /// Oldest first.
    public var reviews: [Review]
    /// Given when it was submitted against soft rules; absent: none was needed.
    public var reasons: [RuleReason]?
    public var may: [SubmissionAction]

    public init(
        summary: SubmissionSummary, questionnaireVersion: Int, supersedes: ID?, answers: [QuestionAnswer],
        certification: Certification?, answersHash: String?, reviews: [Review],
        reasons: [RuleReason]? = nil, may: [SubmissionAction]
    ) {
        self.summary = summary
        self.questionnaireVersion = questionnaireVersion
        self.supersedes = supersedes
        self.answers = answers
        self.certification = certification
        self.answersHash = answersHash
        self.reviews = reviews
        self.reasons = reasons
        self.may = may
    }
}

/// One question's answer in two editions.
public struct AnswerDifference: Codable, Sendable, Hashable {
    public var question: String
    /// Absent: there was no answer.
    public var before: QuestionAnswer?
    public var after: QuestionAnswer?

    public init(question: String, before: QuestionAnswer?, after: QuestionAnswer?) {
        self.question = question
        self.before = before
        self.after = after
    }
}
