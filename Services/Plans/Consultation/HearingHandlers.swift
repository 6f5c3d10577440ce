import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// Hearings on drafts: comments come in, are put together, each is answered, what is accepted is carried (P15).
enum HearingHandlers {
    static func register(on router: ServiceRouter) {
        router.change(
            CreateHearing.self, at: { params, call in try await Find.plan(params.plan, on: call.database).organisation }
        ) { try await create($0, $1) }
        // Who may comment depends on the channel, so the roles are looked at where the hearing is known.
        router.change(CommentOnHearing.self) { try await comment($0, $1) }
        router.change(
            SynthesiseHearing.self, at: { params, call in try await find(params.hearing, call).answer.organisation }
        ) { try await synthesise($0, $1) }
        router.change(
            AnswerComment.self, at: { params, call in try await find(params.hearing, call).answer.organisation }
        ) { try await answer($0, $1) }
        router.change(
            CloseHearing.self, at: { params, call in try await find(params.hearing, call).answer.organisation }
        ) { try await close($0, $1) }
        router.read(GetHearing.self) { params, call in try await find(params.hearing, call).answer }
        router.read(ListHearings.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let before = try params.cursor.map { ID(try $0.keys("hearing", count: 1)[0]) } ?? nil
            let rows = try await call.database.all(HearingPage(filter: params, before: before, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("hearing", $0.id.description) }
        }
        router.read(ListComments.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor.map { Int(try $0.keys("comment", count: 1)[0]) } ?? nil
            let hearing = try await find(params.hearing, call)
            let rows = try await call.database.all(
                CommentPage(
                    hearing: hearing, after: after ?? 0, element: params.element, answered: params.answered,
                    limit: limit + 1))
            let isOffice = try await call.runtime.authoriser.holds(
                office, at: hearing.answer.organisation, caller: call.caller, now: call.now)
            return Page(isOffice ? rows : rows.map(\.withoutNames), limit: limit) {
                PageCursor("comment", String($0.number))
            }
        }
    }

    private static func create(_ params: CreateHearing, _ change: Change) async throws -> Hearing {
        let open = try await OpenPlan(params.plan, in: change)
        if PlanCode.province(of: params.code) != open.plan.province {
            throw ConsultationMessages.otherProvince(open.plan.province)
        }
        try await change.transaction.execute(
            InsertHearing(
                id: change.newID(), plan: open.plan, draft: open.draft, params: params,
                phases: JSONText(utf8: try JSONEncoding.bytes(params.phases))))
        return try await told("hearing.opened", params.code, change)
    }

    private static func comment(_ params: CommentOnHearing, _ change: Change) async throws -> HearingComment {
        let hearing = try await lock(params.hearing, change)
        guard hearing.answer.state == .open else { throw ConsultationMessages.hearingState(hearing.answer.state) }
        try await authorise(params, hearing.answer, change)
        let day = params.receivedOn ?? change.now.dateInThailand
        if day > change.now.dateInThailand { throw ConsultationMessages.future(day, at: "/receivedOn") }
        let isTaken = hearing.answer.phases.contains {
            ($0.from...$0.until).contains(day) && $0.channels.contains(params.channel)
        }
        guard isTaken else { throw ConsultationMessages.outsidePhases(day, params.channel) }
        if let code = params.element { try await check(element: code, of: hearing, change) }
        if let code = params.organisation { try await Find.organisation(code, on: change.transaction) }
        let number = try await change.transaction.first(
            InsertComment(
                hearing: hearing, params: params, day: day, by: change.caller.subject, at: change.now))
        return try await answered(number ?? 0, hearing, "hearing.commented", change)
    }

    private static let office: Set<Role> = [.planner, .secretary, .provincialOfficer, .administrator]

    /// The office records what came in; by web an organisation speaks for itself, and a person without one in their own
    /// name.
    private static func authorise(_ params: CommentOnHearing, _ hearing: Hearing, _ change: Change) async throws {
        let authoriser = change.runtime.authoriser
        if try await authoriser.holds(office, at: hearing.organisation, caller: change.caller, now: change.now) {
            return
        }
        guard params.channel == .web else { throw ConsultationMessages.byOfficeOnly(params.channel) }
        let isOwn =
            if let own = params.organisation {
                try await authoriser.holds(Set(Role.allCases), at: own, caller: change.caller, now: change.now)
            } else {
                change.caller.kind == .person && params.respondent == nil
            }
        guard isOwn else { throw ConsultationMessages.byOfficeOnly(params.channel) }
    }

    private static func synthesise(_ params: SynthesiseHearing, _ change: Change) async throws -> Hearing {
        let hearing = try await lock(params.hearing, version: params.expectedVersion, change)
        guard hearing.answer.state != .closed else { throw ConsultationMessages.hearingState(.closed) }
        if let last = hearing.answer.phases.map(\.until).max(), change.now.dateInThailand <= last {
            throw ConsultationMessages.phasesRun(until: last)
        }
        var problems = Problems()
        var seen: Set<Int> = []
        for (index, group) in params.groups.enumerated() {
            for (place, number) in group.comments.enumerated() {
                if !(1...max(1, hearing.answer.comments)).contains(number) || !seen.insert(number).inserted {
                    problems.add(
                        "/groups/\(index)/comments/\(place)", "hearing.group",
                        th: "ความเห็น \(number) ไม่มี หรืออยู่ในกลุ่มอื่นแล้ว",
                        en: "comment \(number) does not exist, or stands in a group already")
                }
            }
        }
        let missing = (0..<hearing.answer.comments).map { $0 + 1 }.filter { !seen.contains($0) }
        if !missing.isEmpty {
            problems.add(
                "/groups", "hearing.ungrouped", th: "ความเห็นที่ยังไม่อยู่ในกลุ่ม: \(missing.prefix(20))",
                en: "comments in no group: \(missing.prefix(20))")
        }
        try problems.throwIfAny()
        let json = JSONText(utf8: try JSONEncoding.bytes(params.groups))
        try await change.transaction.execute(MoveHearing(hearing: hearing, state: .synthesised, synthesis: json))
        return try await told("hearing.synthesised", params.hearing, change)
    }

    private static func answer(_ params: AnswerComment, _ change: Change) async throws -> HearingComment {
        let hearing = try await lock(params.hearing, change)
        guard hearing.answer.state == .synthesised else {
            throw ConsultationMessages.hearingState(hearing.answer.state)
        }
        guard (1...max(1, hearing.answer.comments)).contains(params.comment) else {
            throw RPCError.notFound("comment", params.comment)
        }
        if let code = params.element { try await check(element: code, of: hearing, change) }
        try await change.transaction.execute(
            InsertAnswer(hearing: hearing, params: params, by: change.caller.subject, at: change.now))
        return try await answered(params.comment, hearing, "hearing.answered", change)
    }

    private static func close(_ params: CloseHearing, _ change: Change) async throws -> Hearing {
        let hearing = try await lock(params.hearing, version: params.expectedVersion, change)
        guard hearing.answer.state == .synthesised else {
            throw ConsultationMessages.hearingState(hearing.answer.state)
        }
        let open = try await change.transaction.all(CommentPage(hearing: hearing, answered: false, limit: 20))
        if !open.isEmpty { throw ConsultationMessages.unanswered(open.map(\.number)) }
        let all = try await change.transaction.all(CommentPage(hearing: hearing, answered: true, limit: 100_000))
        let waiting = all.filter { $0.answer?.carried == false }
        if !waiting.isEmpty { throw ConsultationMessages.notCarried(waiting.map(\.number)) }
        try await change.transaction.execute(MoveHearing(hearing: hearing, state: .closed, synthesis: nil))
        return try await told("hearing.closed", params.hearing, change)
    }

    // MARK: - Found and told

    private static func find(_ code: String, _ call: ReadCall) async throws -> StoredHearing {
        guard let found = try await call.database.first(FindHearing(code: code)) else {
            throw RPCError.notFound("hearing", code)
        }
        return found
    }

    private static func lock(
        _ code: String, version: Int? = nil, _ change: Change
    ) async throws -> StoredHearing {
        guard let found = try await change.transaction.first(LockHearing(code: code)) else {
            throw RPCError.notFound("hearing", code)
        }
        if let version, version != found.answer.version { throw ConsultationMessages.stale(found.answer.version) }
        return found
    }

    private static func check(element code: String, of hearing: StoredHearing, _ change: Change) async throws {
        guard try await change.transaction.first(HeardElement(hearing: hearing, code: code)) == true else {
            throw RPCError.notFound("element", code)
        }
    }

    private static func told(_ event: String, _ code: String, _ change: Change) async throws -> Hearing {
        guard let found = try await change.transaction.first(FindHearing(code: code)) else {
            throw RPCError.notFound("hearing", code)
        }
        try await change.emit(event, subject: code, data: found.answer)
        try await change.audit(subject: code, details: found.answer)
        return found.answer
    }

    private static func answered(
        _ number: Int, _ hearing: StoredHearing, _ event: String, _ change: Change
    ) async throws -> HearingComment {
        let found = try await change.transaction.first(CommentPage(hearing: hearing, after: number - 1, limit: 1))
        guard let found else { throw RPCError.notFound("comment", number) }
        try await change.emit(event, subject: hearing.answer.code, data: found)
        try await change.audit(subject: hearing.answer.code, details: found)
        return found
    }
}

extension HearingComment {
    /// As everyone reads it.
    fileprivate var withoutNames: HearingComment {
        var comment = self
        comment.respondent = nil
        comment.answer?.by = nil
        return comment
    }
}
