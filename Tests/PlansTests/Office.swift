import CommonContract
import JSONRPC
import Kernel
import Plans
import PlansContract
import Procedures
import RPCServer
import ServiceTestSupport

/// What the tests do again and again with a plans service.
struct Office: Sendable {
    let service: TestService

    /// A plans service over a fresh database.
    static func open<Result: Sendable>(
        peers: [String: any RPCCaller] = [:], _ body: @Sendable (Office) async throws -> Result
    ) async throws -> Result {
        try await withService(
            modules: [ProceduresModule(PlansService.procedures), PlansService(), ConsultationModule()], name: "plans",
            peers: peers
        ) {
            try await body(Office(service: $0))
        }
    }

    func key(_ parts: String...) -> String { parts.joined(separator: "/") }

    @discardableResult
    func plan(
        _ code: String, _ kind: PlanKind, at organisation: String, higher: [String]? = nil
    ) async throws -> Plan {
        try await service.call(
            CreatePlan(
                idempotencyKey: key("create", code), code: code, kind: kind, name: LocalizedText(th: "แผน \(code)"),
                firstYear: Office.year(2566), lastYear: Office.year(2570), organisation: organisation, higher: higher))
    }

    @discardableResult
    func elements(_ plan: String, _ rows: [ElementDraft], mode: ImportMode? = nil, key: String = "1") async throws
        -> ImportReport
    {
        try await service.call(
            ImportElements(idempotencyKey: "elements/\(plan)/\(key)", plan: .code(plan), rows: rows, mode: mode))
    }

    @discardableResult
    func link(_ from: String, _ to: String, _ kind: LinkKind) async throws -> PlanLink {
        try await service.call(
            CreateLink(
                idempotencyKey: key("link", from, to, kind.rawValue), from: Reference(from), to: Reference(to),
                kind: kind))
    }

    @discardableResult
    func announce(_ plan: String, key: String = "1") async throws -> Plan {
        try await service.call(
            AnnouncePlan(idempotencyKey: "announce/\(plan)/\(key)", plan: .code(plan), announcedOn: Office.day))
    }

    static let day = CalendarDate(year: 2023, month: 10, day: 2) ?? .epoch

    static func year(_ year: Int) -> FiscalYear { FiscalYear(year) ?? fallback }

    private static let fallback = FiscalYear(containing: day).unsafelyUnwrapped

    static func draft(
        _ code: String, _ kind: ElementKind, below parent: String? = nil, budget: Money? = nil
    ) -> ElementDraft {
        ElementDraft(
            code: code, kind: kind, parent: parent, text: LocalizedText(th: "\(kind.rawValue) \(code)"), budget: budget)
    }

    /// Strategy, master plan, SDG4, all announced, and a province's draft whose project's chain is complete.
    func web() async throws {
        try await plan("NS", .nationalStrategy, at: "TH")
        try await elements("NS", [Office.draft("Z03", .strategicIssue), Office.draft("Z0301", .goal, below: "Z03")])
        try await announce("NS")
        try await plan("MP", .masterPlan, at: "TH", higher: ["NS"])
        try await elements(
            "MP",
            [
                Office.draft("12", .strategicIssue), Office.draft("120001", .goal, below: "12"),
                Office.draft("1201", .programme, below: "12"), Office.draft("120101", .goal, below: "1201"),
            ])
        try await link("120101", "120001", .xyzY2)
        try await link("120001", "Z0301", .xyzZ)
        try await announce("MP")
        try await plan("SDG4", .sustainableDevelopmentGoal, at: "TH")
        try await elements("SDG4", [Office.draft("SDG-4.1", .goal), Office.draft("SDG-4.2", .goal)])
        try await announce("SDG4")
        try await plan("67-PEDP", .provincialEducationPlan, at: "67-01", higher: ["MP"])
        try await elements(
            "67-PEDP",
            [
                Office.draft("67-P1", .project, below: "67-A1", budget: Money(satang: 12_345_678)),
                Office.draft("67-SI1", .strategicIssue), Office.draft("67-G1", .goal, below: "67-SI1"),
                Office.draft("67-A1", .approach, below: "67-G1"),
            ])
        try await link("67-P1", "120101", .xyzY1)
        try await link("67-G1", "SDG-4.1", .aligned)
    }
}

extension Office {
    /// The two bodies that shipped procedures name, each with a chair and a secretary.
    func bodies() async throws {
        let kinds: [(String, BodyKind)] = [
            ("67-SSA", .strategicAdministrationSubcommittee), ("67-PEC", .provincialEducationCommittee),
        ]
        for (code, kind) in kinds {
            _ = try await service.call(
                CreateBody(
                    idempotencyKey: code, code: code, kind: kind, name: LocalizedText(th: code), organisation: "67-01",
                    members: [BodyMember.Seat.chair, .secretary].map {
                        BodyMember(seat: $0, position: LocalizedText(th: $0.rawValue))
                    }))
        }
    }

    /// A meeting of a body, at which everyone is present and the matter is resolved.
    /// - Returns: the matter as the planner sees it then.
    func resolve(
        _ matter: ID, in body: String, _ number: String, _ outcome: ActionOutcome, observations: String? = nil
    ) async throws -> Matter {
        let planned = try await service.call(
            CreateMeeting(idempotencyKey: "\(body) \(number)", body: body, meeting: number, heldOn: Office.day))
        _ = try await service.call(
            HoldMeeting(
                idempotencyKey: "hold \(body) \(number)", body: body, meeting: number,
                expectedVersion: planned.version,
                attendance: [1, 2].map { AttendanceRecord(member: $0, attendance: .present) }))
        _ = try await service.call(
            ResolveItem(
                idempotencyKey: "resolve \(body) \(number)", body: body, meeting: number,
                item: planned.agenda.first { $0.matter == matter }?.number ?? 0, outcome: outcome, text: "มีมติ",
                observations: observations))
        return try await service.call(GetMatter(matter: matter), as: .planner)
    }
}

/// The rule or kind of the error that a call gives; `nil` if it gives none.
func refusal(_ body: () async throws -> some Sendable) async -> String? {
    do {
        _ = try await body()
        return nil
    } catch let error as RPCError {
        for (name, value) in error.details {
            if name == "rule", case .string(let rule) = value { return rule }
        }
        return error.kind.name
    } catch {
        return "\(error)"
    }
}
