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
        ScheduleMails.register(on: router)
        router.read(ListSchedule.self, at: { params, _ in params.organisation }) { try await list($0, $1) }
        router.change(SetScheduleDay.self, at: { params, _ in params.organisation }) { try await set($0, $1) }
        router.read(ListScheduleReminders.self, at: { params, _ in params.organisation }) { params, call in
            let found = try await Find.organisation(params.organisation, on: call.database)
            return Page(
                items: try await call.database.all(
                    SelectReminders(
                        province: found.province, organisation: params.organisation,
                        limit: PageLimit.of(params.limit))))
        }
        router.change(RecordDelivery.self, at: { try await Find.report($0.report, on: $1.database).organisation }) {
            try await record($0, $1)
        }
        router.change(AcknowledgeDelivery.self, at: { try await find($0.delivery, on: $1.database).organisation }) {
            try await acknowledge($0, $1)
        }
        router.page("/calendar/:organisation", access: .open) { try await calendar($0, $1) }
    }

    /// What one organisation owes.
    static func items(
        _ organisation: String, _ year: FiscalYear, _ call: ReadCall
    ) async throws -> [ScheduledReport] {
        guard let found = try await call.database.first(FindOrganisationKind(code: organisation)),
            let kind = OrganisationKind(rawValue: found.kind)
        else { throw RPCError.notFound("organisation", organisation) }
        return try await ScheduleReading(database: call.database, today: call.now.dateInThailand).items(
            [.init(province: found.province, code: organisation, kind: kind, name: found.name)], year)
    }

    private static let order = "due"

    private static func list(_ params: ListSchedule, _ call: ReadCall) async throws -> Page<ScheduledReport> {
        var all: [ScheduledReport]
        if params.below == true {
            _ = try await Find.organisation(params.organisation, on: call.database)
            all = try await ScheduleReading(database: call.database, today: call.now.dateInThailand).items(
                try await call.database.all(SelectOwing(organisation: params.organisation)), params.fiscalYear)
        } else {
            all = try await items(params.organisation, params.fiscalYear, call)
        }
        if let state = params.state { all.removeAll { $0.state != state } }
        if let after = try params.cursor?.keys(order, count: 4) {
            all.removeAll { !after.lexicographicallyPrecedes(ScheduleReading.key($0)) }
        }
        let limit = params.limit == nil && params.below != true ? 1_000 : PageLimit.of(params.limit)
        return Page(Array(all.prefix(limit + 1)), limit: limit) {
            let key = ScheduleReading.key($0)
            return PageCursor(order, key[0], key[1], key[2], key[3])
        }
    }

    private static func set(_ params: SetScheduleDay, _ change: Change) async throws -> ScheduleDay {
        let found = try await Find.organisation(params.organisation, on: change.transaction)
        let stored = try await DefinitionHandlers.find(
            params.definition, province: found.province, on: change.transaction)
        guard stored.definition.cycle?.due == .parentsCalendar else {
            throw RPCError.ruleViolated("schedule.parents", ReportMessages.notParents)
        }
        guard stored.definition.isQuarterly == (params.quarter != nil) else {
            let message = stored.definition.isQuarterly ? ReportMessages.needsQuarter : ReportMessages.noQuarter
            throw RPCError(
                .invalidParams, message,
                problems: [Problem(path: "/quarter", rule: "report.quarter", message: message)])
        }
        let day = ScheduleDay(
            organisation: params.organisation, definition: params.definition, fiscalYear: params.fiscalYear,
            quarter: params.quarter, dueOn: params.dueOn)
        _ = try await change.transaction.execute(
            PutScheduleDay(province: found.province, day: day, by: change.caller.subject, at: change.now))
        try await change.audit(subject: params.organisation, details: day)
        try await change.emit("schedule.set", subject: params.organisation, data: day)
        return day
    }

    // MARK: Deliveries

    private static func record(_ params: RecordDelivery, _ change: Change) async throws -> ReportDelivery {
        let report = try await Find.report(params.report, on: change.transaction)
        guard report.step == .published else {
            throw RPCError.ruleViolated("delivery.published", ReportMessages.notPublished)
        }
        try checkDay(params.on, change)
        try await checkReceiver(params.to, province: report.province, change)
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

    /// One word of Latin letters is a code, which has to be known; a name has words, or letters of Thai.
    private static func checkReceiver(_ to: String, province: String, _ change: Change) async throws {
        guard !to.contains("@") else { return }
        let isCode = to.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        let letters = Set(to.lowercased().unicodeScalars.filter(\.properties.isAlphabetic))
        if isCode {
            if try await change.transaction.first(ReceiverIsKnown(province: province, code: to)) == true { return }
        } else if letters.count >= 3 {
            return
        }
        let message = ReportMessages.unknownReceiver(to)
        throw RPCError(
            .invalidParams, message, problems: [Problem(path: "/to", rule: "delivery.receiver", message: message)])
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
