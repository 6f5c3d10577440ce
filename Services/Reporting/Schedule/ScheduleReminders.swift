import CommonContract
import Kernel
import Postgres
import ReportingContract
import ServiceKit

/// Reminds of reports that are due: once for each report and occasion, by mail and as an event that webhooks take on.
/// Any number of replicas may look at once.
struct ScheduleReminders: Sendable {
    /// Days before and after the day on which somebody is reminded.
    static let soonDays = 7
    static let escalatedDays = 7
    /// Looks this often.
    static let pause: Duration = .seconds(1_800)

    let runtime: ServiceRuntime

    /// What an event says.
    struct News: Codable, Sendable {
        var reminder: ScheduleReminder
        var title: LocalizedText
        var state: ScheduleState
        /// The organisation above, which is told too.
        var escalatedTo: String?
    }

    /// On what occasion somebody is to be reminded on a day; of a report that is published nobody is.
    static func occasion(_ item: ScheduledReport, today: CalendarDate) -> ReminderOccasion? {
        guard item.state == .open || item.state == .overdue else { return nil }
        switch today.daysSinceEpoch - item.dueOn.daysSinceEpoch {
        case -soonDays..<0: return .soon
        case 0: return .due
        case 1..<escalatedDays: return .overdue
        // What nobody looked at for two weeks is left: whoever begins late does not want its past.
        case escalatedDays...2 * escalatedDays: return .escalated
        default: return nil
        }
    }

    func work() async throws {
        let now = runtime.clock()
        let today = now.dateInThailand
        guard let year = FiscalYear(containing: today) else { return }
        let reading = ScheduleReading(database: runtime.database, today: today)
        for province in try await runtime.database.all(SelectProvinces()) {
            let kinds = Set(try await reading.definitions(of: province).flatMap { $0.cycle?.kinds ?? [] })
            let owing = try await runtime.database.all(
                SelectOwing(organisation: province, kinds: OrganisationKind.allCases.filter(kinds.contains)))
            for year in [year.previous, year].compactMap({ $0 }) {
                let due = try await reading.items(owing, year).compactMap { item in
                    Self.occasion(item, today: today).map { (item, $0) }
                }
                if !due.isEmpty {
                    let names = Dictionary(owing.map { ($0.code, $0.name) }) { first, _ in first }
                    try await remind(due, names, of: province, now)
                }
            }
        }
    }

    private func remind(
        _ due: [(ScheduledReport, ReminderOccasion)], _ names: [String: LocalizedText], of province: String,
        _ now: Instant
    ) async throws {
        let known = Set(
            try await runtime.database.all(
                SelectReminderKeys(province: province, organisations: due.map(\.0.organisation))))
        let new = due.filter { !known.contains(InsertReminder.key($0.0, $0.1)) }
        guard !new.isEmpty else { return }
        try await runtime.change(as: "system", method: "schedule.remind", organisation: province) { change in
            var count = 0
            var mails = ScheduleMails(names: names)
            for (item, occasion) in new {
                let insert = InsertReminder(province: province, item: item, occasion: occasion, now: now)
                guard let parent = try await change.transaction.first(insert) else { continue }
                count += 1
                let reminder = ScheduleReminder(
                    organisation: item.organisation, definition: item.definition, fiscalYear: item.fiscalYear,
                    quarter: item.quarter, occasion: occasion, dueOn: item.dueOn, at: now)
                mails.add(item, occasion, above: parent.code)
                try await change.emit(
                    "report.reminder", subject: item.organisation,
                    data: News(
                        reminder: reminder, title: item.title, state: item.state,
                        escalatedTo: occasion == .escalated ? parent.code : nil))
            }
            try await mails.queue(in: change)
            try await change.audit(subject: province, details: ["reminded": String(count)])
        }
    }
}

/// Provinces that have organisations here.
struct SelectProvinces: Statement {
    static let sql = "SELECT code FROM organisation WHERE kind = 'province' AND closed_on IS NULL ORDER BY code"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Reminders that were given, as `InsertReminder.key` writes them.
struct SelectReminderKeys: Statement {
    static let sql = """
        SELECT concat_ws(' ', organisation, definition, fiscal_year, quarter, occasion)
          FROM schedule_reminder
         WHERE province = $1 AND organisation = ANY ($2)
        """

    var province: String
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisations)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Writes a reminder down, once; no row where it was given already.
struct InsertReminder: Statement {
    static let sql = """
        WITH written AS (
            INSERT INTO schedule_reminder (province, organisation, definition, fiscal_year, quarter, occasion, due_on,
                                           reminded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (province, organisation, definition, fiscal_year, quarter, occasion) DO NOTHING
            RETURNING organisation
        )
        SELECT o.parent FROM written AS w JOIN organisation AS o ON o.code = w.organisation
        """

    var province: String
    var item: ScheduledReport
    var occasion: ReminderOccasion
    var now: Instant

    static func key(_ item: ScheduledReport, _ occasion: ReminderOccasion) -> String {
        "\(item.organisation) \(item.definition) \(item.fiscalYear) \(item.quarter ?? 0) \(occasion.rawValue)"
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(item.organisation)
        parameters.append(item.definition)
        parameters.append(item.fiscalYear)
        parameters.append(item.quarter ?? 0)
        parameters.append(occasion.rawValue)
        parameters.append(item.dueOn)
        parameters.append(now)
    }

    /// The organisation above, where there is one.
    struct Parent: Sendable { var code: String? }

    static func decode(_ row: inout RowReader) throws -> Parent { Parent(code: try row.next()) }
}

/// Of an organisation and those below it, newest first.
struct SelectReminders: Statement {
    static let sql = """
        SELECT s.organisation, s.definition, s.fiscal_year, s.quarter, s.occasion, s.due_on, s.reminded_at
          FROM schedule_reminder AS s
         WHERE s.province = $1
           AND (s.organisation = $2 OR s.organisation IN (
                   SELECT descendant FROM organisation_reach WHERE ancestor = $2 AND relation = 'either'))
         ORDER BY s.reminded_at DESC, s.organisation
         LIMIT $3
        """

    var province: String
    var organisation: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(organisation)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> ScheduleReminder {
        let organisation: String = try row.next()
        let definition: String = try row.next()
        let year: FiscalYear = try row.next()
        let quarter: Int = try row.next()
        let occasion: String = try row.next()
        return ScheduleReminder(
            organisation: organisation, definition: definition, fiscalYear: year, quarter: quarter == 0 ? nil : quarter,
            occasion: ReminderOccasion(rawValue: occasion) ?? .due, dueOn: try row.next(), at: try row.next())
    }
}
