import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// A matter to be opened.
public struct MatterOpening: Sendable {
    /// Code of the procedure: `"planScreening"`, `"budgetTransfer"`.
    public var procedure: String
    /// Whose matter it is: roles held there or above may act.
    public var organisation: String
    /// What it is about: the name that a `MatterObserver` follows, the thing's id and its code.
    public var subjectKind: String
    public var subject: ID
    public var subjectCode: String?
    public var title: LocalizedText
    /// Day on which it came in: deadlines count from it. Today unless given.
    public var date: CalendarDate?

    public init(
        procedure: String, organisation: String, subjectKind: String, subject: ID, subjectCode: String?,
        title: LocalizedText, date: CalendarDate? = nil
    ) {
        self.procedure = procedure
        self.organisation = organisation
        self.subjectKind = subjectKind
        self.subject = subject
        self.subjectCode = subjectCode
        self.title = title
        self.date = date
    }
}

/// An action on a matter.
public struct MatterMove: Sendable {
    public var matter: ID
    /// Code of the step where the caller saw it.
    public var step: String
    public var outcome: ActionOutcome
    public var date: CalendarDate?
    public var note: String?
    public var letterNumber: String?
    /// Code of the body that decided, and the number of its resolution.
    public var body: String?
    public var resolutionNumber: String?

    public init(
        matter: ID, step: String, outcome: ActionOutcome, date: CalendarDate? = nil, note: String? = nil,
        letterNumber: String? = nil, body: String? = nil, resolutionNumber: String? = nil
    ) {
        self.matter = matter
        self.step = step
        self.outcome = outcome
        self.date = date
        self.note = note
        self.letterNumber = letterNumber
        self.body = body
        self.resolutionNumber = resolutionNumber
    }
}

/// Matters for the modules of the same service: opened and moved in the caller's own transaction.
public struct Procedures: Sendable {
    let observers: [String: any MatterObserver]

    public init(observers: [any MatterObserver] = []) {
        self.observers = Dictionary(observers.map { ($0.subjectKind, $0) }) { first, _ in first }
    }

    /// Opens a matter under the definition and the province's setting in force on its day.
    /// - Throws: `notFound` for the procedure; `ruleViolated` `matter.open` if the subject has an open matter.
    public func open(_ opening: MatterOpening, in change: Change) async throws -> Matter {
        try await MatterDesk(procedures: self, change: change).open(opening)
    }

    /// Takes the step that the matter stands at, on behalf of the change's caller.
    /// - Throws: `notFound`; `forbidden` if the caller holds no role of the step; `ruleViolated`
    ///   (`matter.step`, `matter.outcome`, `matter.ended`); what the observer throws.
    public func act(_ move: MatterMove, in change: Change) async throws -> Matter {
        try await MatterDesk(procedures: self, change: change).act(move, asOwner: false)
    }

    /// Takes back what was asked for, before a body has approved it; the calling module answers for who may.
    /// - Throws: `notFound`; `ruleViolated` if it is decided or ended.
    public func withdraw(
        _ matter: ID, date: CalendarDate? = nil, reason: String?, in change: Change
    ) async throws -> Matter {
        let desk = MatterDesk(procedures: self, change: change)
        let step = try await desk.lock(matter).position.step ?? ""
        return try await desk.act(
            MatterMove(matter: matter, step: step, outcome: .withdraw, date: date, note: reason), asOwner: true)
    }

    /// A matter with its history, as it stands in the change's transaction; `may` is the caller's.
    public func matter(_ id: ID, in change: Change) async throws -> Matter {
        try await MatterDesk(procedures: self, change: change).answer(id)
    }
}
