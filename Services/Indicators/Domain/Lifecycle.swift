import Kernel

/// Where a submission stands.
enum SubmissionStage: String, Sendable, CaseIterable {
    case draft, submitted, certified, accepted, returned, withdrawn

    /// What counts in consolidation (domain §7: only what a head has certified).
    var counts: Bool { self == .certified || self == .accepted }
    /// May still be edited in place.
    var isEditable: Bool { self == .draft || self == .returned }
}

/// What can be done to a submission.
enum SubmissionAct: String, Sendable, CaseIterable {
    case save, submit, certify, accept, `return`, reopen

    /// The stages from which it can be done. Saving begins a submission where there is none (`nil`).
    var from: Set<SubmissionStage> {
        switch self {
        case .save, .submit: [.draft, .returned]
        case .certify: [.submitted]
        case .accept: [.certified]
        case .return: [.submitted, .certified, .accepted]
        case .reopen: [.certified, .accepted]
        }
    }

    /// Saving, submitting and beginning a new edition need the round open; certification, acceptance and sending back
    /// go on after it was closed.
    var needsOpenRound: Bool { self == .save || self == .submit || self == .reopen }

    static func possible(at stage: SubmissionStage, roundIsOpen: Bool) -> [SubmissionAct] {
        allCases.filter { $0.from.contains(stage) && (roundIsOpen || !$0.needsOpenRound) }
    }
}

/// Whether a submission is on time: by its day in Thailand.
enum Punctuality {
    static func isLate(submittedAt: Instant, dueOn: CalendarDate) -> Bool {
        submittedAt.dateInThailand > dueOn
    }

    /// Days since the due day; negative before it.
    static func daysOverdue(now: Instant, dueOn: CalendarDate) -> Int {
        now.dateInThailand.daysSinceEpoch - dueOn.daysSinceEpoch
    }
}
