import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `round.*` but its status.
enum RoundHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreateRound.self, at: { params, _ in params.owner }, create)
        router.read(GetRound.self) { params, call in try await Lookup.round(params.round, call.database) }
        router.read(ListRounds.self, list)
        router.change(UpdateRound.self, at: { try await owner($0.round, $1) }, update)
        router.change(OpenRound.self, at: { try await owner($0.round, $1) }, open)
        router.change(CloseRound.self, at: { try await owner($0.round, $1) }, close)
        router.change(RefreshRound.self, at: { try await owner($0.round, $1) }, refresh)
    }

    static func owner(_ reference: Reference, _ call: ReadCall) async throws -> String? {
        try await Lookup.round(reference, call.database).owner
    }

    static func create(_ params: CreateRound, _ change: Change) async throws -> Round {
        let under = params.target?.under ?? []
        try await Lookup.requireOrganisations([params.owner] + under, change.database)
        try await FollowedProvinces.refuse(params.owner, at: "/owner", change.database)
        try await requireOwn(under, of: params.owner, change.database)
        let previous = try await self.previous(params, change.database)
        let round = Round(
            id: change.newID(), code: params.code, province: OrganisationCode.province(of: params.owner),
            owner: params.owner, fiscalYear: params.fiscalYear, name: params.name, opensOn: params.opensOn,
            dueOn: params.dueOn, target: params.target ?? previous?.round.target ?? TargetGroup(), state: .draft,
            questionnaireVersion: nil, expected: nil, previous: previous?.round.code, version: 1)
        guard try await change.database.execute(InsertRound(round: round)) == 1 else {
            throw RPCError.conflict(Messages.codeTaken).at("/code")
        }
        if var questionnaire = previous?.questionnaire {
            questionnaire.version = 1
            try await QuestionnaireHandlers.write(questionnaire, round.key, change.database)
        }
        try await announce("round.created", round, change)
        return round
    }

    /// The round that a new one follows, with its questionnaire in force.
    private static func previous(
        _ params: CreateRound, _ database: any StatementExecutor
    ) async throws -> (round: Round, questionnaire: Questionnaire)? {
        guard let code = params.previous else { return nil }
        let round = try await Lookup.round(.code(code), database)
        guard round.province == OrganisationCode.province(of: params.owner), let version = round.questionnaireVersion,
            let questionnaire = try await Lookup.questionnaire(of: round, version: version, database)
        else { throw RPCError.ruleViolated("round.previous", Messages.otherPrevious(code)).at("/previous") }
        return (round, questionnaire)
    }

    static func list(_ params: ListRounds, _ call: ReadCall) async throws -> Page<Round> {
        let keys = try params.cursor?.keys("year", count: 2) ?? ["9999", ""]
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfRounds(
                province: params.province, fiscalYear: params.fiscalYear, state: params.state,
                afterYear: Int32(keys[0]) ?? 9999, afterCode: keys[1], limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("year", String($0.fiscalYear.buddhistYear), $0.code) }
    }

    static func update(_ params: UpdateRound, _ change: Change) async throws -> Round {
        var round = try await locked(params.round, params.expectedVersion, change)
        guard round.state == .draft else {
            throw RPCError.ruleViolated("round.state", Messages.roundNotDraft).at("/round")
        }
        round.name = params.name ?? round.name
        round.opensOn = params.opensOn ?? round.opensOn
        round.dueOn = params.dueOn ?? round.dueOn
        round.target = params.target ?? round.target
        if round.dueOn < round.opensOn {
            throw RPCError.ruleViolated(
                "round.dates", LocalizedText("วันครบกำหนดต้องไม่ก่อนวันเปิด", "the due day is before the opening day")
            ).at("/dueOn")
        }
        try await Lookup.requireOrganisations(round.target.under, change.database)
        try await requireOwn(params.target?.under ?? [], of: round.owner, change.database)
        round.version += 1
        try await change.database.execute(ChangeRound(round: round))
        try await announce("round.updated", round, change)
        return round
    }

    /// Whoever makes a round asks those at and below its owner, and nobody else (domain §7); the education office of a
    /// province asks those of its whole province, though in the tree they stand beside it.
    private static func requireOwn(
        _ under: [String], of owner: String, _ database: any StatementExecutor
    ) async throws {
        if under.isEmpty { return }
        let itself = try await database.all(OrganisationsBelow(under: owner, codes: [owner])).first
        let place =
            itself?.kind == .provincialEducationOffice ? OrganisationCode.province(of: owner) : owner
        let own = Set(try await database.all(OrganisationsBelow(under: place, codes: under)).map(\.code))
        let problems = under.enumerated().filter { !own.contains($0.element) }.map { index, code in
            Problem(
                path: "/target/under/\(index)", rule: "round.target", message: Messages.notBelowOwner(code, owner))
        }
        if !problems.isEmpty {
            throw RPCError.ruleViolated("round.target", problems[0].message, problems: problems)
        }
    }

    static func open(_ params: OpenRound, _ change: Change) async throws -> Round {
        let database = change.database
        let round = try await locked(params.round, params.expectedVersion, change)
        guard round.state != .open else {
            throw RPCError.ruleViolated("round.state", Messages.roundNotDraft).at("/round")
        }
        // Offices may be followed, and schools have come, since the questionnaire was published.
        try await FollowedProvinces.refuse(
            try await Instruments().inForce(of: round, database), in: round, at: "/round", change)
        if round.state == .draft {
            guard try await takeTree(of: round, change) > 0 else {
                throw RPCError.ruleViolated("round.target", Messages.nobodyExpected).at("/round")
            }
        }
        let current = try await Lookup.round(.id(round.id), database)
        return try await bring(current, to: .open, counts: current.version == round.version, change)
    }

    static func close(_ params: CloseRound, _ change: Change) async throws -> Round {
        let round = try await locked(params.round, params.expectedVersion, change)
        guard round.state == .open else {
            throw RPCError.ruleViolated("round.state", Messages.roundNotOpen).at("/round")
        }
        return try await bring(round, to: .closed, counts: true, change)
    }

    static func refresh(_ params: RefreshRound, _ change: Change) async throws -> RoundRefreshed {
        let database = change.database
        // Organisations first, then the round: the order in which certifying takes them.
        let found = try await Lookup.round(params.round, database)
        try await database.execute(LockAllMembers(round: found.key))
        let round = try await locked(params.round, nil, change)
        guard round.state != .draft else {
            throw RPCError.ruleViolated("round.state", Messages.roundNeverOpened).at("/round")
        }
        try await FollowedProvinces.refuse(
            try await Instruments().inForce(of: round, database), in: round, at: "/round", change)
        let before = try await expected(in: round, database)
        guard try await takeTree(of: round, change) > 0 else {
            throw RPCError.ruleViolated("round.target", Messages.nobodyExpected).at("/round")
        }
        let after = try await expected(in: round, database)
        let moved = after.count { code, place in before[code].map { $0 != place } ?? false }
        let result = RoundRefreshed(
            round: try await Lookup.round(.id(round.id), database),
            added: after.keys.count { before[$0] == nil }, removed: before.keys.count { after[$0] == nil }, moved: moved
        )
        try await change.audit(subject: round.code, details: result)
        try await change.emit("round.refreshed", subject: round.code, data: result)
        return result
    }

    /// Parent and supervisor of everyone expected.
    private static func expected(
        in round: Round, _ database: any StatementExecutor
    ) async throws -> [String: [String?]] {
        let rows = try await database.all(ExpectedMembers(round: round.key))
        return Dictionary(rows.map { ($0.organisation, [$0.parent, $0.supervisor]) }, uniquingKeysWith: { $1 })
    }

    /// The round, taken for the rest of the transaction.
    private static func locked(_ reference: Reference, _ version: Int?, _ change: Change) async throws -> Round {
        let found = try await Lookup.round(reference, change.database)
        guard let round = try await change.database.first(LockRound(round: found.key)) else {
            throw RPCError.notFound("round", reference)
        }
        if let version, version != round.version {
            throw RPCError.conflict(Messages.stale, currentVersion: round.version).at("/expectedVersion")
        }
        return round
    }

    /// Takes members and places from the directory and makes the roll-ups from nothing; answers how many are expected.
    private static func takeTree(of round: Round, _ change: Change) async throws -> Int {
        let database = change.database
        let tree = try await database.first(BeginTree(round: round.key)) ?? 0
        try await database.execute(
            TakeMembers(
                round: round.key, under: round.asksUnder, kinds: round.asksKinds, today: change.now.dateInThailand,
                tree: tree))
        try await database.execute(AnalyseMembers())
        try await database.execute(DropPlaces(round: round.key, tree: tree))
        try await database.execute(TakePlaces(round: round.key, tree: tree))
        try await database.execute(DropMembers(round: round.key, tree: tree))
        try await Rollups.remake(round.key, database)
        return try await database.first(CountExpected(round: round.key)) ?? 0
    }

    private static func bring(
        _ round: Round, to state: RoundState, counts: Bool, _ change: Change
    ) async throws -> Round {
        let database = change.database
        let changed = try await database.execute(
            SetRoundState(round: round.key, version: round.version, state: state, now: change.now, counts: counts))
        guard changed == 1 else {
            throw RPCError.conflict(Messages.stale, currentVersion: round.version).at("/expectedVersion")
        }
        let result = try await Lookup.round(.id(round.id), database)
        try await announce("round.\(state == .open ? "opened" : "closed")", result, change)
        return result
    }

    private static func announce(_ type: String, _ round: Round, _ change: Change) async throws {
        try await change.emit(type, subject: round.code, data: round)
        try await change.audit(subject: round.code, details: round)
    }
}

/// The maintained roll-ups of a round.
enum Rollups {
    /// From nothing. The round must be locked.
    static func remake(_ round: RoundKey, _ database: any StatementExecutor) async throws {
        try await database.execute(DropRollups(round: round))
        try await database.execute(DropChoiceRollups(round: round))
        try await database.execute(AnalyseRoundTree())
        try await database.execute(MakeRollups(round: round))
        try await database.execute(AnalyseRollups())
        try await database.execute(MakeChoiceRollups(round: round))
    }

    /// Adds or takes away the answers of these submissions, everywhere above them. Locks the round, so that certifying
    /// in one round is one after the other from here to the commit: do everything else before.
    static func apply(
        _ sign: RollupSign, _ submissions: [ID], _ round: RoundKey, _ database: any StatementExecutor
    ) async throws {
        if submissions.isEmpty { return }
        try await database.execute(CountFiguresChange(round: round))
        if submissions.count == 1 {
            try await database.execute(ApplyRollup(round: round, submission: submissions[0], sign: sign))
            try await database.execute(ApplyChoiceRollup(round: round, submission: submissions[0], sign: sign))
            return
        }
        try await database.execute(ApplyRollups(round: round, submissions: submissions, sign: sign))
        try await database.execute(ApplyChoiceRollups(round: round, submissions: submissions, sign: sign))
    }
}
