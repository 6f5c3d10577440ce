import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

/// Opens a matter of a procedure about a new thing: what a service's own method does.
struct OpenThing: RPCChange {
    static let name = "thing.open"
    static let summary = LocalizedText("เปิดเรื่อง", "Open a matter")
    static let access = RPCAccess.roles([.budgetOfficer, .administrator])
    static let examples: [RPCExample] = []
    typealias Result = Matter
    var idempotencyKey: String
    var validateOnly: Bool?
    var procedure: String
    var organisation: String
    var subject: ID
}

struct WithdrawThing: RPCChange {
    static let name = "thing.withdraw"
    static let summary = LocalizedText("ถอนเรื่อง", "Withdraw")
    static let access = RPCAccess.signedIn
    static let examples: [RPCExample] = []
    typealias Result = Matter
    var idempotencyKey: String
    var validateOnly: Bool?
    var matter: ID
}

/// Refuses to be completed while it is told so; what happened is an event.
struct ThingObserver: MatterObserver {
    let subjectKind = "thing"

    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws {
        if action.note == "refuse" { throw RPCError.ruleViolated("thing.refused", LocalizedText("ไม่รับ", "refused")) }
        try await change.emit("thing.\(matter.state.rawValue)", subject: matter.subject.description, data: action)
    }
}

struct ThingModule: ServiceModule {
    static let procedures = Procedures(observers: [ThingObserver()])
    var methods: [any RPCMethod.Type] { [OpenThing.self, WithdrawThing.self] }
    var migrations: [Migration] { [] }

    func register(on router: ServiceRouter) {
        router.change(OpenThing.self, at: { params, _ in params.organisation }) { params, change in
            try await Self.procedures.open(
                MatterOpening(
                    procedure: params.procedure, organisation: params.organisation, subjectKind: "thing",
                    subject: params.subject, subjectCode: nil, title: LocalizedText("เรื่อง", "Thing"),
                    date: Sample.day),
                in: change)
        }
        router.change(WithdrawThing.self) { params, change in
            try await Self.procedures.withdraw(params.matter, reason: nil, in: change)
        }
    }
}

@Suite struct MatterTests {
    private func withThings(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [ProceduresModule(ThingModule.procedures), ThingModule()]) { service in
            try await service.recordDecisions(of: ["budgetTransfer"])
            try await body(service)
        }
    }

    private func open(
        _ service: TestService, key: String = "1", subject: UInt64 = 1, as caller: Caller = .budgetOfficer
    )
        async throws -> Matter
    {
        try await service.call(
            OpenThing(
                idempotencyKey: key, procedure: "budgetTransfer", organisation: "67-02",
                subject: ID(high: 0, low: subject)),
            as: caller)
    }

    private func act(
        _ service: TestService, _ matter: ID, _ step: String, _ outcome: ActionOutcome, as caller: Caller,
        note: String? = nil, number: String? = nil
    ) async throws -> Matter {
        try await service.call(
            ActOnMatter(
                idempotencyKey: "\(step) \(outcome) \(note ?? "")", matter: matter, step: step, outcome: outcome,
                date: Sample.day, note: note, resolutionNumber: number),
            as: caller)
    }

    private func rule(_ body: () async throws -> some Sendable) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch let error as RPCError {
            for (name, value) in error.details where name == "rule" {
                if case .string(let rule) = value { return rule }
            }
            return error.kind.name
        } catch {
            return "\(error)"
        }
    }

    @Test func aTransferGoesItsWayByTheRolesOfItsSteps() async throws {
        try await withThings { service in
            let id = try await open(service).id
            #expect(await rule { try await open(service, key: "2") } == "matter_one_open")
            _ = try await service.call(
                CreateBody(
                    idempotencyKey: "pec", code: "67-PEC", kind: .provincialEducationCommittee,
                    name: LocalizedText(th: "กศจ."), organisation: "67"))
            let way: [(String, Caller)] = [
                ("received", .budgetOfficer), ("analyse", .budgetOfficer), ("officerApproval", .provincialOfficer),
                ("screening", .secretary),
            ]
            for (step, caller) in way {
                #expect(await rule { try await act(service, id, step, .forward, as: .reporter) } == "forbidden")
                let there = try await service.call(GetMatter(matter: id), as: caller)
                #expect(there.may.first == .forward)
                _ = try await act(service, id, step, .forward, as: caller)
                #expect(
                    await rule { try await act(service, id, step, .forward, as: caller, note: "2") } == "matter.step")
            }
            #expect(
                await rule { try await act(service, id, "resolution", .forward, as: .secretary) } == "matter.outcome")
            let approved = try await act(service, id, "resolution", .approve, as: .secretary, number: "7/2566")
            #expect(approved.history.last?.resolution != nil)
            let resolutions = try await service.call(ListResolutions(body: "67-PEC"))
            #expect(resolutions.items.map(\.matter) == [id])
            _ = try await act(service, id, "notice", .forward, as: .budgetOfficer)
            #expect(
                await rule { try await act(service, id, "execution", .forward, as: .budgetOfficer, note: "refuse") }
                    == "thing.refused")
            #expect(try await service.call(GetMatter(matter: id)).step == "execution")
            let done = try await act(service, id, "execution", .forward, as: .budgetOfficer)
            #expect(done.state == .completed)
            #expect(done.actions == 7)
            // The feed waits for the oldest transaction of the server, which other tests share.
            var events: [String] = []
            for _ in 0..<1_000 where !events.contains("thing.completed") {
                try await service.seal()
                events = try await service.call(ListEvents(after: 0, limit: 100)).events.map(\.type)
            }
            #expect(events.contains("matter.completed"))
            #expect(events.last == "thing.completed")
        }
    }

    @Test func whatIsRecordedIsNeverChanged() async throws {
        try await withThings { service in
            let id = try await open(service).id
            _ = try await act(service, id, "received", .forward, as: .budgetOfficer)
            for sql in ["UPDATE matter_action SET note = 'x'", "DELETE FROM matter_action"] {
                await #expect(throws: PostgresError.self) {
                    try await service.database.transaction { try await $0.script(sql) }
                }
            }
        }
    }

    @Test func mattersAreListedByPlaceAndByWhatIsOverdue() async throws {
        try await withThings { service in
            for number in 1...5 { _ = try await open(service, key: "\(number)", subject: UInt64(number)) }
            let first = try await service.call(ListMatters(organisation: "67", limit: 3))
            let second = try await service.call(ListMatters(organisation: "67", limit: 3, cursor: first.nextCursor))
            #expect(first.items.count == 3)
            #expect(second.items.count == 2)
            #expect(Set((first.items + second.items).map(\.id)).count == 5)
            #expect(try await service.call(ListMatters(organisation: "65")).items.isEmpty)
            let due = try #require(Sample.day.adding(days: 3))
            #expect(try await service.call(ListOverdueMatters(organisation: "67", on: due)).items.isEmpty)
            let late = try await service.call(ListOverdueMatters(organisation: "67", on: due.adding(days: 1), limit: 2))
            #expect(late.items.count == 2)
            let rest = try await service.call(
                ListOverdueMatters(organisation: "67", on: due.adding(days: 1), cursor: late.nextCursor))
            #expect(rest.items.count == 3)
        }
    }

    @Test func theCommitteesRoleIsASettingFromADayOn() async throws {
        try await withThings { service in
            let day = try #require(CalendarDate(year: 2022, month: 10, day: 1))
            _ = try await service.call(
                ConfigureProcedure(
                    idempotencyKey: "c", procedure: "budgetTransfer", province: "67", committee: .none,
                    decisions: .recorded, effectiveFrom: day))
            let before = try await service.call(
                GetProcedure(procedure: "budgetTransfer", province: "67", on: day.adding(days: -1)))
            #expect(before.committee == .approve)
            let after = try await service.call(GetProcedure(procedure: "budgetTransfer", province: "67", on: day))
            #expect(after.committee == CommitteeRole.none)
            let id = try await open(service).id
            for step in ["received", "analyse", "officerApproval"] {
                _ = try await act(service, id, step, .forward, as: .administrator)
            }
            #expect(try await act(service, id, "screening", .forward, as: .administrator).step == "notice")
        }
    }

    @Test func aMatterIsTakenBackByItsModuleOnly() async throws {
        try await withThings { service in
            let id = try await open(service).id
            #expect(
                await rule { try await act(service, id, "received", .withdraw, as: .budgetOfficer) }
                    == "matter.withdraw")
            let back = try await service.call(WithdrawThing(idempotencyKey: "w", matter: id))
            #expect(back.state == .withdrawn)
            #expect(
                await rule { try await service.call(WithdrawThing(idempotencyKey: "w2", matter: id)) } == "matter.ended"
            )
        }
    }
}
