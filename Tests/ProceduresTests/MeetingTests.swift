import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ServiceTestSupport
import Testing

/// Two bodies, a matter that waits for the committee, and meetings.
struct Assembly: Sendable {
    let service: TestService
    static let day = CalendarDate(year: 2023, month: 10, day: 20) ?? .epoch

    static func with(_ body: @Sendable (Assembly) async throws -> Void) async throws {
        try await withService(modules: [ProceduresModule(ThingModule.procedures), ThingModule()]) { service in
            let assembly = Assembly(service: service)
            try await assembly.body("67-PEC", .provincialEducationCommittee, members: 4)
            try await assembly.body("67-SSA", .strategicAdministrationSubcommittee, members: 2)
            try await body(assembly)
        }
    }

    @discardableResult
    func body(_ code: String, _ kind: BodyKind, members: Int) async throws -> Body {
        let seats: [BodyMember.Seat] = [.chair, .member, .member, .secretary]
        return try await service.call(
            CreateBody(
                idempotencyKey: code, code: code, kind: kind, name: LocalizedText(th: "คณะ \(code)"),
                organisation: "67-01",
                members: (0..<members).map {
                    BodyMember(
                        seat: seats[$0], position: LocalizedText(th: "ตำแหน่ง \($0 + 1)"), subject: "\(code) \($0)")
                }))
    }

    /// A transfer that stands at the committee's step.
    func waiting(_ number: UInt64 = 1) async throws -> ID {
        let id = try await service.call(
            OpenThing(
                idempotencyKey: "open \(number)", procedure: "budgetTransfer", organisation: "67-02",
                subject: ID(high: 0, low: number)),
            as: .budgetOfficer
        ).id
        for step in ["received", "analyse", "officerApproval"] {
            _ = try await service.call(
                ActOnMatter(
                    idempotencyKey: "\(number) \(step)", matter: id, step: step, outcome: .forward, date: Sample.day))
        }
        let screening = try await hold(try await meet("67-SSA", "\(number)/2566"), present: [1, 2])
        let item = screening.agenda.first { $0.matter == id }?.number ?? 0
        _ = try await resolve(screening, item, .forward)
        return id
    }

    func meet(_ body: String = "67-PEC", _ number: String = "1/2567", on day: CalendarDate = day) async throws
        -> Meeting
    {
        try await service.call(
            CreateMeeting(
                idempotencyKey: "\(body) \(number)", body: body, meeting: number, heldOn: day, startsAt: "09:30",
                place: LocalizedText(th: "ห้องประชุม")),
            as: .secretary)
    }

    func hold(_ meeting: Meeting, present: [Int]) async throws -> Meeting {
        try await service.call(
            HoldMeeting(
                idempotencyKey: "hold \(meeting.id)", body: meeting.body, meeting: meeting.number,
                expectedVersion: meeting.version,
                attendance: present.map { AttendanceRecord(member: $0, attendance: .present) }),
            as: .secretary)
    }

    func resolve(_ meeting: Meeting, _ item: Int, _ outcome: ActionOutcome, observations: String? = nil) async throws
        -> Meeting
    {
        try await service.call(
            ResolveItem(
                idempotencyKey: "resolve \(meeting.id) \(item) \(outcome)", body: meeting.body, meeting: meeting.number,
                item: item, outcome: outcome, text: "มีมติ", observations: observations),
            as: .secretary)
    }

    func rule(_ body: () async throws -> some Sendable) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch let error as RPCError {
            for (name, value) in error.details where name == "rule" {
                if case .string(let rule) = value { return rule }
            }
            return error.problems.first?.rule ?? error.kind.name
        } catch {
            return "\(error)"
        }
    }
}

extension Assembly {
    /// A call is refused by this rule, with one problem at this place, told in Thai and English.
    func refused(
        _ rule: String, at path: String, _ call: () async throws -> some Sendable,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        do {
            _ = try await call()
            Issue.record("it was taken", sourceLocation: sourceLocation)
        } catch let error as RPCError {
            #expect(error.problems.map(\.path) == [path], "\(error)", sourceLocation: sourceLocation)
            for problem in error.problems {
                #expect(problem.rule == rule, "\(error)", sourceLocation: sourceLocation)
                let isThai = problem.message.th.unicodeScalars.contains { (0x0E01...0x0E5B).contains($0.value) }
                #expect(isThai, "\(problem.message)", sourceLocation: sourceLocation)
                let english = problem.message.en ?? ""
                #expect(!english.isEmpty && english != problem.message.th, sourceLocation: sourceLocation)
            }
        } catch {
            Issue.record("\(error)", sourceLocation: sourceLocation)
        }
    }

    /// All that a refused resolution could have left behind: the matter itself, what happened to it, resolutions,
    /// agenda items, and what others are told and the audit knows of changes.
    func traces(of matter: ID) async throws -> String {
        try await service.database.all(TracesOfMatter(matter: matter))[0]
    }
}

private struct TracesOfMatter: Statement {
    static let sql = """
        SELECT concat_ws(' ', (SELECT (state, step, since, decision, actions)::text FROM matter WHERE id = $1),
                         (SELECT count(*) FROM matter_action), (SELECT count(*) FROM resolution),
                         (SELECT count(*) FROM agenda_item), (SELECT count(*) FROM agenda_item WHERE matter = $1),
                         (SELECT count(*) FROM event))
        """
    let matter: ID

    func bind(_ parameters: inout Parameters) { parameters.append(matter) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

@Suite struct MeetingTests {
    @Test func aMeetingTakesAMatterFromItsAgendaToItsNotice() async throws {
        try await Assembly.with { assembly in
            let service = assembly.service
            let matter = try await assembly.waiting()
            let planned = try await assembly.meet()
            #expect(planned.agenda.map(\.section) == [.chairInforms, .lastMinutes, .forDecision])
            #expect(planned.agenda[2].matter == matter)
            #expect(planned.memberCount == 4)
            let paper = try await service.call(
                PutFile(
                    idempotencyKey: "paper", organisation: "67-01", name: "เอกสาร.txt", mediaType: "text/plain",
                    content: Base64.encode(Array("เอกสารประกอบ".utf8))))
            let items = planned.agenda.map { item in
                AgendaItemDraft(
                    section: item.section, title: item.title, matter: item.matter,
                    papers: item.matter == nil ? nil : [MeetingPaper(name: paper.name, sha256: paper.sha256)])
            }
            let set = try await service.call(
                SetAgenda(
                    idempotencyKey: "agenda", body: "67-PEC", meeting: "1/2567", expectedVersion: 1, items: items))
            #expect(set.agenda[2].papers.map(\.sha256) == [paper.sha256])
            let invited = try await service.call(
                InviteToMeeting(idempotencyKey: "i", body: "67-PEC", meeting: "1/2567", date: Assembly.day))
            #expect(invited.members.map(\.number) == [1, 2, 3, 4])
            let held = try await assembly.hold(invited, present: [1, 4])
            #expect(held.quorum == true)
            #expect(held.members.map(\.attendance) == [.present, .absent, .absent, .present])
            let resolved = try await assembly.resolve(held, 3, .approve)
            let moved = try await service.call(GetMatter(matter: matter))
            #expect(moved.step == "notice")
            #expect(moved.history.last?.resolution == resolved.agenda[2].resolution?.id)
            #expect(moved.history.last?.date == Assembly.day)
            #expect(await assembly.rule { try await assembly.resolve(held, 3, .reject) } == "agenda.resolved")
            let minuted = try await service.call(
                WriteMinutes(
                    idempotencyKey: "m", body: "67-PEC", meeting: "1/2567", expectedVersion: resolved.version,
                    items: [MinutesOfItem(item: 3, discussion: "ผู้แทนชี้แจง")]))
            let notified = try await service.call(
                NotifyOfResolutions(
                    idempotencyKey: "n", body: "67-PEC", meeting: "1/2567", date: Assembly.day, letterNumber: "ศธ 1/1",
                    organisations: ["67-S0001"]))
            #expect(notified.notices.map(\.organisation) == ["67-02", "67-S0001"])
            let closed = try await service.call(
                CloseMeeting(
                    idempotencyKey: "c", body: "67-PEC", meeting: "1/2567", expectedVersion: minuted.version))
            #expect(closed.state == .closed)
            for sql in [
                "UPDATE agenda_item SET discussion = 'x' WHERE number = 3", "UPDATE meeting SET starts_at = '10:00'",
                "DELETE FROM meeting_member", "DELETE FROM meeting_notice",
            ] {
                await #expect(throws: PostgresError.self) {
                    try await service.database.transaction { try await $0.script(sql) }
                }
            }
        }
    }

    @Test func withoutAQuorumNothingIsResolved() async throws {
        try await Assembly.with { assembly in
            let matter = try await assembly.waiting()
            let held = try await assembly.hold(try await assembly.meet(), present: [2])
            #expect(held.quorum == false)
            #expect(await assembly.rule { try await assembly.resolve(held, 3, .approve) } == "meeting.quorum")
            #expect(try await assembly.service.call(GetMatter(matter: matter)).step == "resolution")
            // Not even by hand: the resolution's key names a meeting that had its quorum.
            await #expect(throws: PostgresError.self) {
                try await assembly.service.database.transaction {
                    try await $0.script(
                        """
                        INSERT INTO resolution (province, id, body, number, resolved_on, outcome, text, recorded_by,
                                                recorded_at, meeting_id, quorum)
                        SELECT province, id, body, 'x', held_on, 'approve', 'x', 'x', now(), id, true FROM meeting
                        """)
                }
            }
            // It comes up again in the next meeting, is sent back, and once more.
            let next = try await assembly.hold(try await assembly.meet("67-PEC", "2/2567"), present: [1, 2])
            _ = try await assembly.resolve(next, 3, .return, observations: "แก้เหตุผล")
            #expect(try await assembly.service.call(GetMatter(matter: matter)).step == "revision")
        }
    }

    /// However high the role: what a body decides, its meeting decides.
    @Test func nobodyTakesABodysStepButItsMeeting() async throws {
        try await Assembly.with { assembly in
            let service = assembly.service
            let matter = try await assembly.waiting()
            #expect(try await service.call(GetMatter(matter: matter)).may.isEmpty)
            let act = ActOnMatter(
                idempotencyKey: "act", matter: matter, step: "resolution", outcome: .approve, date: Assembly.day,
                body: "67-PEC", resolutionNumber: "9/2567")
            let refused = await #expect(throws: RPCError.self) { try await service.call(act) }
            #expect(refused?.problems.map(\.path) == ["/step"])
            #expect(refused?.problems.map(\.rule) == ["matter.meeting"])
            #expect(refused?.problems.first?.message.en?.isEmpty == false)
            #expect(try await service.call(ListResolutions(body: "67-PEC")).items.isEmpty)
            #expect(try await service.call(GetMatter(matter: matter)).actions == 4)
            // Where the province keeps its meetings elsewhere, what they resolve is recorded; not for matters in flight.
            try await service.recordDecisions(of: ["budgetTransfer"])
            let still = await #expect(throws: RPCError.self) { try await service.call(act) }
            #expect(still?.problems.first?.rule == "matter.meeting")
        }
    }

    @Test func draftsOfMeetingsAreReadByThoseWhoPrepareThem() async throws {
        try await Assembly.with { assembly in
            let service = assembly.service
            _ = try await assembly.waiting()
            let member = Caller(kind: .person, subject: "67-PEC 1", grants: [])
            let province = Caller.holding(.budgetOfficer, at: "67")
            let others: [Caller] = [.head, .agencyPlanner, .stranger, .holding(.planner, at: "65")]
            func reads(_ caller: Caller) async throws -> Bool {
                let read = await assembly.rule {
                    try await service.call(GetMeeting(body: "67-PEC", meeting: "1/2567"), as: caller)
                }
                let listed = try await service.call(ListMeetings(province: "67", body: "67-PEC"), as: caller)
                #expect(listed.items.isEmpty == (read != nil), "\(caller.subject)")
                if read != nil {
                    let document = await assembly.rule {
                        try await service.call(
                            GetMeetingDocument(body: "67-PEC", meeting: "1/2567", kind: .agenda), as: caller)
                    }
                    #expect(document == "forbidden")
                }
                return read == nil
            }
            let planned = try await assembly.meet()
            for caller in others + [member] { #expect(try await !reads(caller), "\(caller.subject)") }
            for caller in [Caller.secretary, province, .reader, .auditor] {
                #expect(try await reads(caller), "\(caller.subject)")
            }
            _ = try await service.call(
                InviteToMeeting(
                    idempotencyKey: "i", body: "67-PEC", meeting: "1/2567", date: Assembly.day, letterNumber: "1"),
                as: .secretary)
            #expect(try await reads(member))
            for caller in others { #expect(try await !reads(caller), "\(caller.subject)") }
            var now = try await service.call(GetMeeting(body: "67-PEC", meeting: "1/2567"))
            now = try await assembly.hold(now, present: [1, 2, 3])
            now = try await assembly.resolve(now, planned.agenda.count, .approve)
            func resolved(_ caller: Caller) async throws -> Int {
                try await service.call(ListResolutions(body: "67-PEC"), as: caller).items.count
            }
            for caller in others { #expect(try await resolved(caller) == 0, "\(caller.subject)") }
            for caller in [Caller.secretary, province, member] { #expect(try await resolved(caller) == 1) }
            _ = try await service.call(
                CloseMeeting(
                    idempotencyKey: "c", body: "67-PEC", meeting: "1/2567", expectedVersion: now.version),
                as: .secretary)
            #expect(try await reads(.head))
            #expect(try await reads(.agencyPlanner))
            #expect(try await !reads(.stranger))
            #expect(try await !reads(.holding(.planner, at: "65")))
            #expect(try await resolved(.head) == 1)
            #expect(try await resolved(.stranger) == 0)
            #expect(try await resolved(.holding(.planner, at: "65")) == 0)
        }
    }

    @Test func mattersAreReadByThoseAboveThem() async throws {
        try await Assembly.with { assembly in
            let matter = try await assembly.waiting()
            for caller in [Caller.head, .stranger, .holding(.planner, at: "65")] {
                #expect(
                    await assembly.rule { try await assembly.service.call(GetMatter(matter: matter), as: caller) }
                        == "forbidden")
                #expect(
                    await assembly.rule {
                        try await assembly.service.call(ListMatters(organisation: "67-02"), as: caller)
                    } == "forbidden")
            }
            for caller in [Caller.agencyPlanner, .planner, .reader] {
                #expect(try await assembly.service.call(GetMatter(matter: matter), as: caller).id == matter)
                #expect(
                    try await assembly.service.call(ListMatters(organisation: "67-02"), as: caller).items.count == 1)
            }
        }
    }

    @Test func aBodyWithoutThePowerIsRefused() async throws {
        try await Assembly.with { assembly in
            let matter = try await assembly.waiting()
            let meeting = try await assembly.meet("67-SSA")
            #expect(meeting.agenda.allSatisfy { $0.matter == nil })
            let wanted = SetAgenda(
                idempotencyKey: "a", body: "67-SSA", meeting: "1/2567", expectedVersion: 1,
                items: [AgendaItemDraft(section: .forDecision, matter: matter)])
            let before = try await assembly.traces(of: matter)
            await assembly.refused("agenda.matter", at: "/items/0/matter") {
                try await assembly.service.call(wanted)
            }
            // What its secretary records of it outside a meeting is not theirs to resolve either.
            await assembly.refused("matter.meeting", at: "/step") {
                try await assembly.service.call(
                    ActOnMatter(
                        idempotencyKey: "own", matter: matter, step: "resolution", outcome: .approve,
                        date: Assembly.day, body: "67-SSA", resolutionNumber: "1/2567"))
            }
            #expect(try await assembly.traces(of: matter) == before)
            // Put there while it waited for the subcommittee, gone to the committee since.
            try await assembly.service.database.transaction {
                try await $0.script(
                    "UPDATE agenda_item SET matter = '\(matter)' WHERE meeting = '\(meeting.id)' AND number = 2")
            }
            let held = try await assembly.hold(meeting, present: [1, 2])
            let standing = try await assembly.traces(of: matter)
            await assembly.refused("matter.body", at: "/item") { try await assembly.resolve(held, 2, .approve) }
            #expect(try await assembly.traces(of: matter) == standing)
            let seen = try await assembly.service.call(GetMatter(matter: matter))
            #expect(seen.step == "resolution" && seen.decision == nil)
            #expect(
                await assembly.rule {
                    try await assembly.service.call(
                        CreateMeeting(idempotencyKey: "p", body: "67-PEC", meeting: "9", heldOn: Assembly.day),
                        as: .planner)
                } == "forbidden")
        }
    }

    @Test func itsPapersAreOfficialDocuments() async throws {
        try await Assembly.with { assembly in
            _ = try await assembly.waiting()
            let held = try await assembly.hold(try await assembly.meet(), present: [1, 2, 4])
            _ = try await assembly.resolve(held, 3, .approveWithObservations, observations: "รายงานผลด้วย")
            _ = try await assembly.service.call(
                NotifyOfResolutions(
                    idempotencyKey: "n", body: "67-PEC", meeting: "1/2567", date: Assembly.day, letterNumber: "ศธ 1/1"))
            func document(_ kind: GetMeetingDocument.Kind, to organisation: String? = nil) async throws
                -> MeetingDocument
            {
                try await assembly.service.call(
                    GetMeetingDocument(body: "67-PEC", meeting: "1/2567", kind: kind, organisation: organisation))
            }
            let minutes = try await document(.minutes)
            #expect(minutes.meeting?.present?.count == 3)
            #expect(minutes.meeting?.absent?.map(\.position) == ["ตำแหน่ง 3"])
            #expect(minutes.body.last == .init(kind: .resolution, text: "มีมติ โดยมีข้อสังเกต: รายงานผลด้วย"))
            #expect(minutes.body.filter { $0.kind == .heading }.count == 3)
            #expect(minutes.signers?.first?.position == "ตำแหน่ง 4")
            #expect(try await document(.agenda).body.count == 6)
            let notice = try await document(.notice, to: "67-02")
            #expect(notice.number == "ศธ 1/1")
            #expect(notice.body.count == 4)
            #expect(await assembly.rule { try await document(.notice, to: "67-S0001") } == "notFound")
            #expect(try await document(.invitation).to == "กรรมการทุกท่าน")
        }
    }
}
