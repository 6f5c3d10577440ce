import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Trees of roll-ups, and where spending stands: follow-up, notices, controls.
enum FollowUpHandlers {
    /// Nodes of a tree that are answered.
    static let nodesMax = 5_000

    static func register(on router: ServiceRouter) {
        AccelerationMail.register(on: router)
        router.read(GetTree.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let (params, today) = ($0, $1.now.dateInThailand)
            return try await $1.snapshot { try await tree(params, on: $0, today: today) }
        }
        router.read(GetFollowUp.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let (params, today) = ($0, $1.now.dateInThailand)
            return try await $1.snapshot { try await follow(params, on: $0, today: today) }
        }
        router.change(IssueAcceleration.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await issue($0, $1)
        }
        router.change(AnswerAcceleration.self, at: { try await notice($0.notice, on: $1.database).organisation }) {
            try await answer($0, $1)
        }
        router.read(ListAccelerations.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            try await list($0, $1)
        }
        router.change(SetControl.self, at: { try await Find.organisation($0.control.organisation, on: $1.database) }) {
            _ = try await $1.transaction.execute(UpsertControl(control: $0.control))
            try await $1.emit("control.set", subject: $0.control.organisation, data: $0.control)
            try await $1.audit(subject: $0.control.organisation, details: $0.control)
            return $0.control
        }
        router.read(ListControls.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            SpendingControls(
                items: try await $1.database.all(
                    SelectControls(organisation: $0.organisation, fiscalYear: $0.fiscalYear)))
        }
    }

    private static func tree(
        _ params: GetTree, on database: PostgresTransaction, today: CalendarDate
    ) async throws -> BudgetTree {
        let date = params.date ?? today
        let question = TreeQuestion(
            filter: LineFilter(organisation: params.organisation, fiscalYear: params.fiscalYear), date: date,
            by: params.by, monthsDue: FiscalMonths.begun(in: params.fiscalYear, by: date), depth: params.depth ?? 7,
            limit: nodesMax + 1)
        let nodes =
            params.date == nil
            ? try await database.all(SumTreeNow(question: question))
            : try await database.all(SumTreeAsOf(question: question))
        guard nodes.count <= nodesMax else {
            throw RPCError(
                .tooLarge, Messages.tooManyNodes(nodesMax), details: [("limit", .number("\(nodesMax)"))])
        }
        return BudgetTree(
            organisation: params.organisation, fiscalYear: params.fiscalYear, date: date, by: params.by,
            nodes: nodes.map { TreeNode(path: $0.path, row: $0.row.contract) })
    }

    static func follow(
        _ params: GetFollowUp, on database: some StatementExecutor, today: CalendarDate
    ) async throws -> FollowUp {
        let date = params.date ?? today
        let quarter = FiscalMonths.quarter(of: params.fiscalYear, at: date)
        let sums = try await database.all(
            SumFollowUp(
                filter: LineFilter(organisation: params.organisation, fiscalYear: params.fiscalYear), date: date,
                grouping: params.groupBy, monthsDue: FiscalMonths.begun(in: params.fiscalYear, by: date)))
        let targets = try await database.all(SelectTargets(fiscalYear: params.fiscalYear))
        let tolerance = params.tolerance ?? 500
        var rows = Dictionary(grouping: sums, by: \.row.key).map { key, parts in
            FollowUpRow(key, parts, targets: targets, quarter: quarter, tolerance: tolerance)
        }
        if params.behindOnly == true { rows.removeAll { !$0.behind } }
        rows.sort { ($1.shortfall, $0.row.key) < ($0.shortfall, $1.row.key) }
        let shown = rows.prefix(params.limit ?? 100)
        return FollowUp(
            organisation: params.organisation, fiscalYear: params.fiscalYear, date: date, quarter: quarter,
            groupBy: params.groupBy, tolerance: tolerance, rows: Array(shown), left: rows.count - shown.count)
    }

    // MARK: - Notices

    /// Whose spending is behind, and to whom no notice was given for the day.
    static func pushed(
        _ organisation: String, _ year: FiscalYear, on date: CalendarDate, tolerance: Int? = nil,
        _ database: some StatementExecutor
    ) async throws -> (followUp: FollowUp, rows: [FollowUpRow]) {
        let behind = try await follow(
            GetFollowUp(
                organisation: organisation, fiscalYear: year, groupBy: .organisation, date: date, tolerance: tolerance,
                behindOnly: true, limit: 1_000), on: database, today: date)
        let given = Set(
            try await database.all(SelectNotified(organisation: organisation, fiscalYear: year, date: date)))
        return (behind, behind.rows.filter { $0.shortfall > .zero && !given.contains($0.row.key) })
    }

    private static func issue(_ params: IssueAcceleration, _ change: Change) async throws -> AccelerationNotices {
        let (behind, rows) = try await pushed(
            params.organisation, params.fiscalYear, on: params.date, tolerance: params.tolerance, change.transaction)
        let given = try await change.transaction.all(
            InsertNotices(
                params: params, quarter: behind.quarter, rows: rows.map { (change.newID(), $0) },
                issuedBy: change.caller.subject, issuedAt: change.now))
        let notices = try await AccelerationMail.queue(given, tolerance: behind.tolerance, change)
        for notice in notices {
            try await change.emit("acceleration.issued", subject: notice.id.description, data: notice)
        }
        let issued = AccelerationNotices(items: notices.sorted { $0.organisation < $1.organisation })
        try await change.audit(subject: params.organisation, details: issued)
        return issued
    }

    private static func notice(_ id: ID, on database: some StatementExecutor) async throws -> AccelerationNotice {
        guard let notice = try await database.first(FindNotice(id: id)) else { throw RPCError.notFound("notice", id) }
        return notice
    }

    private static func answer(_ params: AnswerAcceleration, _ change: Change) async throws -> AccelerationNotice {
        let found = try await notice(params.notice, on: change.transaction)
        let answered = try await change.transaction.execute(
            AnswerNotice(
                province: found.province, id: found.id, answer: params.answer, answeredBy: change.caller.subject,
                answeredAt: change.now))
        guard answered == 1 else {
            throw RPCError.ruleViolated("acceleration.answered", Messages.noticeAnswered, at: "/notice")
        }
        let notice = try await notice(found.id, on: change.transaction)
        try await change.emit("acceleration.answered", subject: notice.id.description, data: notice)
        try await change.audit(subject: notice.id.description, details: notice)
        return notice
    }

    private static func list(_ params: ListAccelerations, _ call: ReadCall) async throws -> Page<AccelerationNotice> {
        let limit = PageLimit.of(params.limit)
        var before: (date: CalendarDate, id: ID)?
        if let keys = try params.cursor?.keys("acceleration", count: 2) {
            guard let date = CalendarDate(keys[0]), let id = ID(keys[1]) else { throw Messages.otherCursor }
            before = (date, id)
        }
        let rows = try await call.database.all(
            SelectNotices(
                organisation: params.organisation, fiscalYear: params.fiscalYear,
                unanswered: params.unanswered ?? false, before: before, limit: limit + 1))
        return Page(rows, limit: limit) { PageCursor("acceleration", $0.date.description, $0.id.description) }
    }
}

extension FollowUpRow {
    /// - Parameter parts: recurrent and investment of one key.
    init(
        _ key: String, _ parts: [(isInvestment: Bool, row: SummedRow)], targets: [DisbursementTarget], quarter: Int,
        tolerance: Int
    ) {
        var total = parts.map(\.row).total(key)
        total.name = parts.first?.row.name
        // As the roll-up by category has them: all that is not investment is recurrent.
        let categories = parts.map { part in
            var row = part.row
            row.key = (part.isInvestment ? ExpenditureCategory.investment : .other).rawValue
            return row
        }
        let kinds = Set(parts.map(\.isInvestment))
        let own: TargetScope? = kinds.count == 1 ? (kinds.contains(true) ? .investment : .recurrent) : nil
        // What is of one kind is held to that kind's target; the overall one is for what has both.
        let statuses = targets.filter { target in
            target.scope != .overall || !targets.contains { $0.scope == own && $0.measure == target.measure }
        }.compactMap { SummaryHandlers.status($0, categories, quarter) }.filter { $0.allocated > .zero }
        let row = total.contract
        var missing = statuses.map { ($0.ahead, due: $0.actual - $0.ahead) }
        if row.plannedToDate > .zero { missing.append((row.aheadOfPlan, due: row.plannedToDate)) }
        let behind = missing.contains { ahead, due in
            ahead < .zero && ((-ahead).ratio(to: due) ?? .whole) > BasisPoints(Int64(tolerance))
        }
        self.init(
            row: row, aheadOfPlanBasisPoints: row.aheadOfPlan.share(of: row.plannedToDate), targets: statuses,
            shortfall: max(.zero, missing.map { -$0.0 }.max() ?? .zero), behind: behind)
    }
}
