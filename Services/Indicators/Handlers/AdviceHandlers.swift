import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `showcase.*`, `advice.*` and `officer.*` (I8, I15).
enum AdviceHandlers {
    static func register(on router: ServiceRouter) {
        router.change(NominateShowcase.self, at: { params, _ in params.organisation }, nominate)
        router.change(
            AssessShowcase.self, at: { try await FollowUpDesk.place(Showcase.self, $0.showcase, $1) }, assess)
        router.read(ListShowcases.self, showcases)
        router.change(AskAdvice.self, at: { params, _ in params.organisation }, ask)
        router.change(AnswerAdvice.self, at: { try await FollowUpDesk.place(DataAdvice.self, $0.advice, $1) }, answer)
        router.change(
            FollowUpAdvice.self, at: { try await FollowUpDesk.place(DataAdvice.self, $0.advice, $1) }, followUp)
        router.read(ListAdvice.self, at: { params, _ in params.organisation }) { params, call in
            try await FollowUpDesk.page(
                DataAdvice.self, under: params.organisation, state: params.state?.rawValue, limit: params.limit,
                params.cursor, call)
        }
        router.change(SaveOfficer.self, at: { params, _ in params.organisation }, save)
        router.read(ListOfficers.self, at: { params, _ in params.organisation }, officers)
        router.read(ListOfficerGaps.self, at: { params, _ in params.organisation }, gaps)
    }

    // MARK: - Showcases

    static func nominate(_ params: NominateShowcase, _ change: Change) async throws -> Showcase {
        for code in params.indicators { _ = try await Lookup.indicator(.code(code), change.database) }
        let files = params.evidence.enumerated().map { (path: "/evidence/\($0)", file: $1) }
        try await FileClaims.require(files, province: OrganisationCode.province(of: params.organisation), change)
        let showcase = Showcase(
            id: change.newID(), code: params.code, organisation: params.organisation, fiscalYear: params.fiscalYear,
            title: params.title, story: params.story, indicators: params.indicators, evidence: params.evidence,
            state: .nominated, scores: [], percent: nil, comment: nil, version: 1)
        return try await FollowUpDesk.add(showcase, "nominated", change)
    }

    static func assess(_ params: AssessShowcase, _ change: Change) async throws -> Showcase {
        var showcase = try await FollowUpDesk.seen(Showcase.self, params.showcase, params.expectedVersion, change)
        // What is published is public and stays as it is (R5).
        guard showcase.state == .nominated || showcase.state == .assessed else {
            throw RPCError.ruleViolated("showcase.state", Messages.showcaseDecided).at("/showcase")
        }
        showcase.state = params.state
        showcase.scores = params.scores
        showcase.percent = FollowUpDesk.percent(params.scores)
        showcase.comment = params.comment
        showcase.version += 1
        return try await FollowUpDesk.save(showcase, params.state.rawValue, change)
    }

    static func showcases(_ params: ListShowcases, _ call: ReadCall) async throws -> Page<Showcase> {
        let holds = try await call.runtime.authoriser.holds(
            Set(Role.allCases), at: params.organisation, caller: call.caller, now: call.now)
        if !holds, let state = params.state, state != .published { return Page(items: []) }
        return try await FollowUpDesk.page(
            Showcase.self, under: params.organisation,
            state: holds ? params.state?.rawValue : ShowcaseState.published.rawValue, limit: params.limit,
            params.cursor, call)
    }

    // MARK: - Advice

    static func ask(_ params: AskAdvice, _ change: Change) async throws -> DataAdvice {
        let advice = DataAdvice(
            id: change.newID(), code: params.code, organisation: params.organisation, askedOn: params.askedOn,
            channel: params.channel, topic: params.topic, question: params.question, state: .asked, answeredOn: nil,
            answer: nil, answeredBy: nil, files: nil, followUps: [], version: 1)
        return try await FollowUpDesk.add(advice, "asked", change)
    }

    static func answer(_ params: AnswerAdvice, _ change: Change) async throws -> DataAdvice {
        var advice = try await FollowUpDesk.seen(DataAdvice.self, params.advice, params.expectedVersion, change)
        guard advice.state != .settled else {
            throw RPCError.ruleViolated("advice.state", Messages.adviceSettled).at("/advice")
        }
        guard advice.askedOn <= params.on, params.on <= change.now.dateInThailand else {
            throw RPCError.ruleViolated("advice.on", Messages.followUpDay(advice.askedOn)).at("/on")
        }
        let files = (params.files ?? []).enumerated().map { (path: "/files/\($0)", file: $1) }
        try await FileClaims.require(files, province: OrganisationCode.province(of: advice.organisation), change)
        advice.state = .answered
        advice.answeredOn = params.on
        advice.answer = params.answer
        advice.answeredBy = change.caller.subject
        advice.files = params.files
        advice.version += 1
        return try await FollowUpDesk.save(advice, "answered", change)
    }

    static func followUp(_ params: FollowUpAdvice, _ change: Change) async throws -> DataAdvice {
        var advice = try await FollowUpDesk.seen(DataAdvice.self, params.advice, params.expectedVersion, change)
        guard advice.state == .answered else {
            throw RPCError.ruleViolated("advice.state", Messages.adviceNotAnswered).at("/advice")
        }
        let earlier = advice.followUps.last?.on ?? advice.answeredOn ?? params.on
        guard earlier <= params.on, params.on <= change.now.dateInThailand else {
            throw RPCError.ruleViolated("advice.on", Messages.followUpDay(earlier)).at("/on")
        }
        advice.followUps.append(VisitFollowUp(on: params.on, text: params.text, resolved: params.resolved))
        if params.resolved { advice.state = .settled }
        advice.version += 1
        return try await FollowUpDesk.save(advice, "followedUp", change)
    }

    // MARK: - Officers

    static func save(_ params: SaveOfficer, _ change: Change) async throws -> DataOfficer {
        try await Lookup.requireOrganisations([params.organisation], change.database)
        let version = try await change.database.first(SaveOfficerRow(params: params))
        guard let version, version == (params.expectedVersion ?? 0) + 1 else {
            throw RPCError.conflict(params.expectedVersion == nil ? Messages.codeTaken : Messages.stale).at(
                "/expectedVersion")
        }
        let officer = DataOfficer(
            organisation: params.organisation, position: params.position, name: params.name, email: params.email,
            telephone: params.telephone, training: params.training, since: params.since, until: params.until,
            version: version)
        // Events and the audit trail do without how to reach people.
        let told = ["organisation": officer.organisation, "position": officer.position]
        try await change.emit("officer.saved", subject: officer.organisation, data: told)
        try await change.audit(subject: officer.organisation, details: told)
        return officer
    }

    static func officers(_ params: ListOfficers, _ call: ReadCall) async throws -> Page<DataOfficer> {
        let limit = PageLimit.of(params.limit)
        let keys = try params.cursor?.keys("officer", count: 2) ?? ["", ""]
        let rows = try await call.database.all(
            PageOfOfficers(
                params: params, today: call.now.dateInThailand, afterOrganisation: keys[0], afterPosition: keys[1],
                limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("officer", $0.organisation, $0.position) }
    }

    static func gaps(_ params: ListOfficerGaps, _ call: ReadCall) async throws -> Page<OfficerGap> {
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfOfficerGaps(
                params: params, after: try params.cursor?.keys("gap", count: 1)[0] ?? "",
                today: call.now.dateInThailand, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("gap", $0.organisation) }
    }
}
