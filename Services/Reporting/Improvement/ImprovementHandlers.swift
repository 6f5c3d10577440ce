import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// Actions that follow from findings, until they stand in the next plan.
enum ImprovementHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ListFindings.self, at: { params, _ in params.organisation }) { try await findings($0, $1) }
        router.change(CreateImprovement.self, at: { params, _ in params.organisation }) { try await create($0, $1) }
        router.change(UpdateImprovement.self, at: { try await find($0.improvement, $1.database).organisation }) {
            try await update($0, $1)
        }
        router.change(CarryImprovement.self, at: { try await find($0.improvement, $1.database).organisation }) {
            try await carry($0, $1)
        }
        router.read(GetImprovement.self, at: { try await find($0.improvement, $1.database).organisation }) {
            try await whole($0.improvement, on: $1.database, today: $1.now.dateInThailand)
        }
        router.read(ListImprovements.self, at: { params, _ in params.organisation }) { try await list($0, $1) }
    }

    // MARK: Reading

    private static func findings(_ params: ListFindings, _ call: ReadCall) async throws -> Page<OpenFinding> {
        let found = try await Find.organisation(params.organisation, on: call.database)
        let asking = Asking(call)
        let (organisation, year) = (params.organisation, params.fiscalYear)
        let day = min(call.now.dateInThailand, year.lastDay)
        async let money = asked { () throws(GatheringFailure) in
            try await asking.peer("budget").call(
                GetSummary(organisation: organisation, fiscalYear: year, groupBy: .category, date: day)
            ).value.targets
        }
        async let answers = asked { () throws(GatheringFailure) in
            try await IndicatorsAnswers.gather(
                asking.peer("indicators"), organisation: organisation, province: found.province, year)
        }
        async let plans = asked { () throws(GatheringFailure) in
            let peer = asking.peer("plans")
            return try await InForce.find(peer, province: found.province, year).lint(peer).value
        }
        var items: [ImprovementFinding] = []
        if case .success(let answers) = await answers {
            items += Findings.indicators(answers.results.value.items) + Findings.round(answers.status.value)
        }
        if case .success(let targets) = await money { items += Findings.spending(targets) }
        if case .success(let lint) = await plans { items += Findings.plan(lint) }
        let taken = try await call.database.all(
            SelectImprovements(
                province: found.province, organisation: organisation, fiscalYear: year, owner: nil, state: nil,
                overdueOn: nil, afterDay: nil, afterID: nil, limit: 10_000))
        let actions = Dictionary(grouping: taken) { "\($0.finding.kind.rawValue) \($0.finding.key)" }
        return Page(
            items: items.map { finding in
                OpenFinding(
                    finding: finding, actions: actions["\(finding.kind.rawValue) \(finding.key)"]?.map(\.id) ?? [])
            })
    }

    static func find(_ id: ID, _ database: some StatementExecutor) async throws -> ImprovementAction {
        guard let action = try await database.first(FindImprovement(id: id)) else {
            throw RPCError.notFound("improvement", id)
        }
        return action
    }

    private static func whole(
        _ id: ID, on database: some StatementExecutor, today: CalendarDate
    ) async throws -> ImprovementAction {
        let action = try await find(id, database)
        let notes = try await database.all(SelectImprovementNotes(province: action.province, improvements: [id]))
        return seen(action, notes.map(\.note), today)
    }

    private static func seen(
        _ action: ImprovementAction, _ notes: [ImprovementNote], _ today: CalendarDate
    ) -> ImprovementAction {
        var action = action
        action.history = notes
        action.isOverdue = (action.state == .open || action.state == .inProgress) && today > action.dueOn
        return action
    }

    private static let order = "due-id"

    private static func list(_ params: ListImprovements, _ call: ReadCall) async throws -> Page<ImprovementAction> {
        let found = try await Find.organisation(params.organisation, on: call.database)
        let today = call.now.dateInThailand
        let keys = try params.cursor?.keys(order, count: 2)
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            SelectImprovements(
                province: found.province, organisation: params.organisation, fiscalYear: params.fiscalYear,
                owner: params.owner, state: params.state, overdueOn: params.overdue == true ? today : nil,
                afterDay: keys.flatMap { CalendarDate($0[0]) }, afterID: keys.flatMap { ID($0[1]) }, limit: limit + 1))
        var page = Page(rows, limit: limit) { PageCursor(order, $0.dueOn.description, $0.id.description) }
        let notes = Dictionary(
            grouping: try await call.database.all(
                SelectImprovementNotes(province: found.province, improvements: page.items.map(\.id))),
            by: \.improvement)
        page.items = page.items.map { seen($0, notes[$0.id]?.map(\.note) ?? [], today) }
        return page
    }

    // MARK: Changing

    private static func create(_ params: CreateImprovement, _ change: Change) async throws -> ImprovementAction {
        let found = try await Find.organisation(params.organisation, on: change.transaction)
        _ = try await Find.organisation(params.owner, on: change.transaction)
        var report: Report?
        if let reference = params.report {
            report = try await Find.report(reference, on: change.transaction)
            guard report?.organisation == params.organisation else { throw RPCError.notFound("report", reference) }
        }
        let action = ImprovementAction(
            id: change.newID(), province: found.province, organisation: params.organisation,
            fiscalYear: params.fiscalYear, report: report?.code, finding: params.finding, action: params.action,
            owner: params.owner, ownerPosition: params.ownerPosition, dueOn: params.dueOn, state: .open,
            isOverdue: false, carry: nil, history: [], version: 1)
        _ = try await change.transaction.execute(InsertImprovement(action: action))
        try await note(action, .open, nil, "improvement.created", change)
        return try await whole(action.id, on: change.transaction, today: change.now.dateInThailand)
    }

    private static func update(_ params: UpdateImprovement, _ change: Change) async throws -> ImprovementAction {
        let action = try await find(params.improvement, change.transaction)
        if let owner = params.owner { _ = try await Find.organisation(owner, on: change.transaction) }
        try await advance(
            UpdateImprovementRow(
                province: action.province, id: action.id, expectedVersion: params.expectedVersion,
                state: params.state, owner: params.owner, dueOn: params.dueOn), action, change)
        try await note(action, params.state ?? action.state, params.note, "improvement.updated", change)
        return try await whole(action.id, on: change.transaction, today: change.now.dateInThailand)
    }

    private static func carry(_ params: CarryImprovement, _ change: Change) async throws -> ImprovementAction {
        let action = try await find(params.improvement, change.transaction)
        guard action.state != .dropped else {
            throw RPCError.ruleViolated("improvement.dropped", ReportMessages.improvementDropped)
        }
        try await advance(
            UpdateImprovementRow(province: action.province, id: action.id, expectedVersion: params.expectedVersion),
            action, change)
        let element = CreateElement(
            idempotencyKey: "improvement-\(action.id)-\(params.expectedVersion)", plan: Reference(params.plan),
            element: ElementDraft(
                code: params.element, kind: ElementKind(rawValue: (params.kind ?? .approach).rawValue) ?? .approach,
                parent: params.parent, text: action.action, details: action.finding.text, organisation: action.owner,
                tags: ["improvement"], budget: params.budget))
        let put = PutOutbox(
            province: action.province, improvement: action.id, plan: params.plan, element: params.element,
            params: String(decoding: try CanonicalJSON.bytes(element), as: UTF8.self), now: change.now)
        guard try await change.transaction.first(put) != nil else {
            throw RPCError.ruleViolated("improvement.carried", ReportMessages.improvementCarried)
        }
        try await note(
            action, action.state, "\(params.plan)/\(params.element)", "improvement.carrying", change)
        return try await whole(action.id, on: change.transaction, today: change.now.dateInThailand)
    }

    private static func advance(
        _ statement: UpdateImprovementRow, _ action: ImprovementAction, _ change: Change
    ) async throws {
        guard try await change.transaction.first(statement) != nil else {
            throw RPCError.conflict(ReportMessages.improvementStale(action.version), currentVersion: action.version)
        }
    }

    static func note(
        _ action: ImprovementAction, _ state: ImprovementState, _ text: String?, _ event: String, _ change: Change
    ) async throws {
        _ = try await change.transaction.execute(
            InsertImprovementNote(
                province: action.province, improvement: action.id,
                note: ImprovementNote(
                    number: 0, state: state, note: text, by: change.caller.subject, at: change.now)))
        let details = ["state": state.rawValue, "owner": action.owner, "finding": action.finding.key]
        try await change.audit(subject: action.id.description, details: details)
        try await change.emit(event, subject: action.id.description, data: details)
    }
}

/// Asks peers within a call, none of it recorded in a report.
struct Asking: Sendable {
    /// A page waits for it: what takes longer is missing.
    private static let secondsMax = 5

    private let runtime: ServiceRuntime
    private let deadline: ContinuousClock.Instant
    private let recorder = InputRecorder()

    init(_ call: ReadCall) {
        runtime = call.runtime
        deadline = min(call.context.deadline, ContinuousClock.now + .seconds(Self.secondsMax))
    }

    func peer(_ service: String) -> RecordingPeer {
        RecordingPeer(
            service: service, caller: runtime.peers[service], deadline: deadline, clock: runtime.clock,
            recorder: recorder)
    }
}
