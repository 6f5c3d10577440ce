import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// What is due from whom, and what became of it.
enum ScheduleHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ListSchedule.self, at: { params, _ in params.organisation }) { params, call in
            Page(items: try await items(params.organisation, params.fiscalYear, call))
        }
        router.change(RecordDelivery.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await record($0, $1)
        }
        router.change(AcknowledgeDelivery.self, at: { try await find($0.delivery, on: $1.database).organisation }) {
            try await acknowledge($0, $1)
        }
        router.page("/calendar/:organisation", access: .open) { try await calendar($0, $1) }
    }

    static func items(
        _ organisation: String, _ year: FiscalYear, _ call: ReadCall
    ) async throws -> [ScheduledReport] {
        guard let found = try await call.database.first(FindOrganisationKind(code: organisation)),
            let kind = OrganisationKind(rawValue: found.kind)
        else { throw RPCError.notFound("organisation", organisation) }
        let own = try await call.database.all(SelectDefinitions(province: found.province)).filter(\.isPublished)
        let schedule = Schedule(
            organisation: organisation, name: found.name, kind: kind, fiscalYear: year,
            definitions: ShippedDefinitions.all + (try own.map { try $0.stored().definition }))
        let reports = try await call.database.all(
            SelectYearReports(province: found.province, organisation: organisation, fiscalYear: year))
        let deliveries = Dictionary(
            grouping: try await call.database.all(
                SelectDeliveries(province: found.province, reports: reports.map(\.id))), by: \.report)
        let today = call.now.dateInThailand
        return schedule.items.map { item in
            let report = reports.first { $0.definition == item.definition.code && $0.quarter == item.quarter }
            let sent = report.flatMap { deliveries[$0.code] } ?? []
            let state = Schedule.state(report, sent, dueOn: item.dueOn, today: today)
            return ScheduledReport(
                organisation: organisation, fiscalYear: year, quarter: item.quarter, definition: item.definition.code,
                title: item.title, dueOn: item.dueOn, state: state,
                daysOverdue: state == .overdue ? today.daysSinceEpoch - item.dueOn.daysSinceEpoch : 0,
                report: report?.code, step: report?.step, deliveries: sent)
        }
    }

    // MARK: Deliveries

    private static func record(_ params: RecordDelivery, _ change: Change) async throws -> ReportDelivery {
        let report = try await Find.report(params.report, on: change.transaction)
        guard report.step == .published else {
            throw RPCError.ruleViolated("delivery.published", ReportMessages.notPublished)
        }
        try checkDay(params.on, change)
        let delivery = ReportDelivery(
            id: change.newID(), report: report.code, to: params.to, on: params.on, document: params.document,
            acknowledgedOn: nil, acknowledgement: nil)
        _ = try await change.transaction.execute(
            InsertDelivery(report: report, delivery: delivery, by: change.caller.subject, at: change.now))
        try await told("report.delivered", delivery, change)
        return delivery
    }

    private static func acknowledge(_ params: AcknowledgeDelivery, _ change: Change) async throws -> ReportDelivery {
        let found = try await find(params.delivery, on: change.transaction)
        try checkDay(params.on, change)
        let row = try await change.transaction.first(
            AcknowledgeStatement(
                province: found.province, id: params.delivery, on: params.on, document: params.document))
        guard let row else { throw RPCError.conflict(ReportMessages.acknowledgedBefore) }
        try await told("report.acknowledged", row, change)
        return row
    }

    private static func find(
        _ id: ID, on database: some StatementExecutor
    ) async throws -> (province: String, organisation: String, delivery: ReportDelivery) {
        guard let found = try await database.first(FindDelivery(id: id)) else {
            throw RPCError.notFound("delivery", id.description)
        }
        return found
    }

    private static func checkDay(_ day: CalendarDate, _ change: Change) throws(RPCError) {
        guard day > change.now.dateInThailand else { return }
        throw RPCError(
            .invalidParams, ReportMessages.inFuture,
            problems: [Problem(path: "/on", rule: "report.day", message: ReportMessages.inFuture)])
    }

    private static func told(_ event: String, _ delivery: ReportDelivery, _ change: Change) async throws {
        let details = ["report": delivery.report, "to": delivery.to]
        try await change.audit(subject: delivery.report, details: details)
        try await change.emit(event, subject: delivery.report, data: details)
    }

    // MARK: Calendar

    /// What is owed and when is no secret: calendars cannot sign in. It takes in this fiscal year, the last and the next.
    private static func calendar(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let name = request.parameters["organisation"] ?? ""
        let code = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        let year = FiscalYear(containing: call.now.dateInThailand)?.buddhistYear ?? 0
        var all: [ScheduledReport] = []
        for number in (year - 1)...(year + 1) {
            guard let year = FiscalYear(number) else { continue }
            all += try await items(code, year, call)
        }
        return PageResponse(
            contentType: "text/calendar; charset=utf-8", headers: [("Cache-Control", "public, max-age=900")],
            body: ICalendar.bytes(all, name: "กำหนดส่งรายงาน \(code)", stamp: call.now))
    }
}
