import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

enum OrganisationChangeHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreateOrganisation.self, at: { params, _ in params.parent ?? "TH" }, create)
        router.change(MoveOrganisation.self, at: { try await place(of: $0.organisation, $1) }, move)
        router.change(RenameOrganisation.self, at: { try await place(of: $0.organisation, $1) }, rename)
        router.change(CloseOrganisation.self, at: { try await place(of: $0.organisation, $1) }, close)
    }

    @Sendable
    private static func place(of reference: Reference, _ call: ReadCall) async throws -> String {
        if let code = reference.code { return code }
        return try await call.database.organisation(reference).code
    }

    @Sendable
    private static func create(_ params: CreateOrganisation, _ change: Change) async throws -> Organisation {
        let row = OrganisationImportRow(
            code: params.code, kind: params.kind, name: params.name, parent: params.parent,
            supervisor: params.supervisor, openedOn: params.openedOn)
        try await change.openDirectory()
        try change.requireOwn([params.code])
        if try await change.transaction.first(FindOrganisation(reference: .code(params.code))) != nil {
            throw DirectoryMessages.conflict(
                LocalizedText("มีหน่วยงานรหัส \(params.code) แล้ว", "\(params.code) exists already"), at: "/code")
        }
        let links = [params.parent, params.supervisor].compactMap { $0 }
        let known = try await change.transaction.all(OrganisationsWithAbove(codes: links))
        let plan = ImportPlan(rows: [row], under: params.parent ?? params.code, known: known)
        if !plan.problems.isEmpty {
            // The problems of an import point into its rows; here the row is the params.
            let problems = plan.problems.map { problem in
                Problem(
                    path: String(problem.path.dropFirst("/rows/0".count)), rule: problem.rule,
                    message: problem.message)
            }
            throw RPCError.ruleViolated(
                "organisation.create", LocalizedText("เพิ่มหน่วยงานนี้ไม่ได้", "it cannot be added"), problems: problems)
        }
        let organisation = row.organisation(id: change.newID())
        try await change.transaction.put(
            [organisation], change: .opened, effectiveOn: nil, reason: nil, now: change.now)
        try await change.transaction.rebuildReach(of: [organisation.code])
        try await change.tell("organisation.created", organisation)
        return organisation
    }

    @Sendable
    private static func move(_ params: MoveOrganisation, _ change: Change) async throws -> Organisation {
        var organisation = try await change.openForChange(
            params.organisation, expected: params.expectedVersion, effectiveOn: params.effectiveOn)
        for (path, link) in [("/parent", params.parent), ("/supervisor", params.supervisor)] {
            guard let link else { continue }
            let target = try await change.transaction.organisation(.code(link))
            if target.closedOn != nil { throw DirectoryMessages.closed(at: path) }
            guard
                try await change.runtime.authoriser.holds(
                    [.administrator, .planner], at: link, caller: change.caller, now: change.now)
            else { throw DirectoryMessages.beyond(link) }
        }
        let below = try await change.transaction.all(Reaches(codes: [organisation.code]))
        if params.parent.map(below.contains) ?? false { throw DirectoryMessages.cycle(at: "/parent") }
        if params.supervisor.map(below.contains) ?? false { throw DirectoryMessages.cycle(at: "/supervisor") }
        organisation.parent = params.parent
        organisation.supervisor = params.supervisor == params.parent ? nil : params.supervisor
        organisation.version += 1
        try await change.transaction.put(
            [organisation], change: .moved, effectiveOn: params.effectiveOn, reason: params.reason, now: change.now)
        try await change.transaction.rebuildReach(of: below)
        try await change.tell("organisation.moved", organisation)
        return organisation
    }

    @Sendable
    private static func rename(_ params: RenameOrganisation, _ change: Change) async throws -> Organisation {
        var organisation = try await change.openForChange(
            params.organisation, expected: params.expectedVersion, effectiveOn: params.effectiveOn)
        organisation.name = params.name
        organisation.version += 1
        try await change.transaction.put(
            [organisation], change: .renamed, effectiveOn: params.effectiveOn, reason: params.reason, now: change.now)
        try await change.tell("organisation.renamed", organisation)
        return organisation
    }

    @Sendable
    private static func close(_ params: CloseOrganisation, _ change: Change) async throws -> Organisation {
        var organisation = try await change.openForChange(
            params.organisation, expected: params.expectedVersion, effectiveOn: params.effectiveOn)
        let below = try await change.transaction.first(CountOpenBelow(code: organisation.code)) ?? 0
        if below > 0 { throw DirectoryMessages.openBelow(below) }
        if let successor = params.successor {
            let target = try await change.transaction.organisation(.code(successor))
            if target.closedOn != nil || target.code == organisation.code {
                throw DirectoryMessages.closed(at: "/successor")
            }
        }
        organisation.closedOn = params.effectiveOn
        organisation.successor = params.successor
        organisation.version += 1
        try await change.transaction.put(
            [organisation], change: .closed, effectiveOn: params.effectiveOn, reason: params.reason, now: change.now)
        try await change.tell("organisation.closed", organisation)
        return organisation
    }
}

extension Change {
    /// Locks the directory for this change, unless it is another service's; its readers look again afterwards.
    func openDirectory() async throws {
        if runtime.peers[DirectoryModule.peer] != nil { throw DirectoryMessages.followed }
        try await lockDirectory()
    }

    /// Refuses a change of what another office's service keeps.
    func requireOwn(_ codes: some Sequence<String>) throws {
        let provinces = codes.lazy.map { OrganisationCode.province(of: $0) }
        if let office = provinces.first(where: { self.runtime.offices[$0] != nil }) {
            throw DirectoryMessages.kept(by: office)
        }
    }

    func lockDirectory() async throws {
        _ = try await transaction.first(LockDirectory())
        if let authoriser = runtime.authoriser as? DirectoryAuthoriser {
            afterCommit { authoriser.forget() }
        }
    }

    /// The organisation, locked, open, of the version that the caller saw, and not changed later than this day.
    /// - Parameter path: of what names it in the params, where that is not the params themselves.
    func openForChange(
        _ reference: Reference, expected: Int, effectiveOn: CalendarDate, path: String = ""
    ) async throws -> Organisation {
        try await openDirectory()
        let organisation = try await transaction.organisation(reference)
        try requireOwn([organisation.code])
        if organisation.version != expected {
            throw DirectoryMessages.stale(organisation.version, at: path + "/expectedVersion")
        }
        if organisation.closedOn != nil { throw DirectoryMessages.closed(at: path + "/organisation") }
        let last =
            try await transaction.first(LastChangeDay(province: organisation.province, code: organisation.code))
            .flatMap { $0 } ?? organisation.openedOn
        let today = now.dateInThailand
        guard last <= effectiveOn, effectiveOn <= today else {
            throw DirectoryMessages.date(effectiveOn, last, today)
        }
        return organisation
    }

    /// The audit entry and the event of a changed organisation.
    func tell(_ type: String, _ organisation: Organisation) async throws {
        try await audit(subject: organisation.code, details: organisation)
        try await emit(type, subject: organisation.code, data: organisation)
    }
}

extension PostgresTransaction {
    /// Writes organisations with their codes.
    func put(_ organisations: [Organisation]) async throws {
        guard !organisations.isEmpty else { return }
        _ = try await execute(PutOrganisations(organisations: organisations))
        _ = try await execute(CountWrite())
        _ = try await execute(ForgetCodes(organisations: organisations))
        if organisations.contains(where: { $0.codes != nil }) {
            _ = try await execute(PutCodes(organisations: organisations))
        }
    }

    /// Writes organisations with one row of history each.
    func put(
        _ organisations: [Organisation], change: OrganisationChangeKind, effectiveOn: CalendarDate?, reason: String?,
        now: Instant
    ) async throws {
        guard !organisations.isEmpty else { return }
        try await put(organisations)
        _ = try await execute(
            AddHistory(
                codes: organisations.map(\.code), change: change, effectiveOn: effectiveOn, reason: reason, now: now))
    }
}
