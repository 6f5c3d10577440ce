import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Finds one thing by its id or code, or says that there is none, or more than one.
enum Find {
    static func plan(_ reference: Reference, on database: some StatementExecutor) async throws -> StoredPlan {
        guard let plan = try await database.first(FindPlan(reference: reference)) else {
            throw RPCError.notFound("plan", reference)
        }
        return plan
    }

    /// The version that a call is about: the one named, or the one in force, or the draft.
    static func version(_ asked: Int?, of plan: StoredPlan) throws(RPCError) -> Int {
        let newest = max(plan.current ?? 0, plan.draft ?? 0)
        let version = asked ?? plan.current ?? plan.draft ?? 0
        guard (1...max(1, newest)).contains(version) else {
            throw RPCError.notFound("planVersion", "\(plan.code)/\(version)")
        }
        return version
    }

    /// A plan and the version that a reader is about, if the reader sees it: drafts are for those with a place,
    /// and for everyone while they are being heard.
    /// - Throws: `notFound` of a plan never announced; `forbidden` of the draft of an announced one.
    static func readable(
        _ reference: Reference, version asked: Int?, _ call: ReadCall
    ) async throws -> (plan: StoredPlan, version: Int) {
        let plan = try await plan(reference, on: call.database)
        let version = try version(asked, of: plan)
        if version == plan.draft, try await !Sight(call).sees(draftOf: plan, call),
            try await call.database.first(DraftIsHeard(plan: plan, version: version)) != true
        {
            guard plan.current != nil else { throw RPCError.notFound("plan", reference) }
            throw RPCError(
                .forbidden, Messages.hiddenDraft,
                details: [("needs", .object([JSONMember(name: "organisation", value: .string(plan.organisation))]))])
        }
        return (plan, version)
    }

    /// What a statement answers of a version that the caller may read. It finds the version itself; only where it answers
    /// nothing is looked why, and whether the version is a draft that is being heard.
    /// - Throws: as `readable`.
    static func rows<S: Statement>(
        of reference: Reference, version asked: Int?, _ call: ReadCall, _ statement: (AskedVersion) -> S
    ) async throws -> [S.Row] {
        let first = AskedVersion(reference, version: asked, sight: try await Sight(call))
        let rows = try await call.database.all(statement(first))
        guard rows.isEmpty else { return rows }
        let (plan, version) = try await readable(reference, version: asked, call)
        return try await call.database.all(statement(AskedVersion(plan, version)))
    }

    static func element(
        _ reference: Reference, version: Int?, on database: some StatementExecutor
    ) async throws -> ElementPlace {
        try only(
            try await database.all(FindElements(key: ElementKey(reference), version: version)), "element", reference)
    }

    /// The element in the open draft of its plan.
    static func draftElement(_ reference: Reference, on database: some StatementExecutor) async throws -> ElementPlace {
        let key = ElementKey(reference)
        let found = try await database.all(FindDraftElements(key: key))
        if found.isEmpty, try await database.first(FindElements(key: key, version: nil)) != nil {
            throw RPCError.ruleViolated("plan.noDraft", Messages.noDraft)
        }
        return try only(found, "element", reference)
    }

    /// Whose plan a link starts in. A repeat of a call is answered although its draft was announced since.
    static func organisation(ofLinkFrom reference: Reference, on database: some StatementExecutor) async throws
        -> String
    {
        let drafted = try await database.all(FindDraftElements(key: ElementKey(reference)))
        if !drafted.isEmpty { return try only(drafted, "element", reference).organisation }
        return try await element(reference, version: nil, on: database).organisation
    }

    static func only<Row>(_ rows: [Row], _ kind: String, _ reference: Reference) throws(RPCError) -> Row {
        guard let first = rows.first else { throw RPCError.notFound(kind, reference) }
        guard rows.count == 1 else { throw RPCError.conflict(Messages.ambiguous(reference.description)) }
        return first
    }

    static func organisation(_ code: String, on database: some StatementExecutor) async throws {
        guard try await database.first(OrganisationExists(code: code)) == true else {
            throw RPCError.notFound("organisation", code)
        }
    }
}

/// A plan whose draft a change works on, held until the change is committed.
struct OpenPlan: Sendable {
    let plan: StoredPlan
    let draft: Int

    /// - Throws: `notFound`; `ruleViolated` `plan.noDraft`.
    init(_ reference: Reference, in change: Change) async throws {
        guard let plan = try await change.transaction.first(LockPlan(reference: reference)) else {
            throw RPCError.notFound("plan", reference)
        }
        guard let draft = plan.draft else {
            throw RPCError.ruleViolated("plan.noDraft", Messages.noDraft, at: "/plan")
        }
        self.plan = plan
        self.draft = draft
    }
}

extension Change {
    /// The plan as it is now, as the caller gets it.
    func answer(_ plan: StoredPlan) async throws -> Plan {
        guard let json = try await transaction.first(PlanAnswerByID(id: plan.id, sight: Sight(over: plan))) else {
            throw RPCError.notFound("plan", plan.code)
        }
        return try Wire.decode(from: json)
    }

    /// An event and the audit entry's part of a change of a plan.
    func tell(_ type: String, _ plan: StoredPlan, _ details: some Encodable & Sendable) async throws {
        try await emit(type, subject: plan.code, data: details)
        try await audit(subject: plan.code, details: details)
    }
}
