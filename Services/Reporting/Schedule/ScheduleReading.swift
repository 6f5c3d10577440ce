import CommonContract
import Kernel
import Postgres
import ReportingContract

/// What organisations owe of a year and how it stands, read for one or for many at once.
struct ScheduleReading {
    let database: any StatementExecutor
    let today: CalendarDate

    /// Whom it is about.
    struct Owing: Sendable {
        var province: String
        var code: String
        var kind: OrganisationKind
        var name: LocalizedText
    }

    /// In the order of days, organisations and kinds of report.
    func items(_ organisations: [Owing], _ year: FiscalYear) async throws -> [ScheduledReport] {
        var all: [ScheduledReport] = []
        for (province, owing) in Dictionary(grouping: organisations, by: \.province) {
            all += try await items(owing, of: province, year)
        }
        return all.sorted { Self.key($0).lexicographicallyPrecedes(Self.key($1)) }
    }

    /// What the order goes by; unique in a year.
    static func key(_ item: ScheduledReport) -> [String] {
        [item.dueOn.description, item.organisation, item.definition, String(item.quarter ?? 0)]
    }

    private func items(
        _ organisations: [Owing], of province: String, _ year: FiscalYear
    ) async throws -> [ScheduledReport] {
        let definitions = try await definitions(of: province)
        let owing = organisations.filter { owing in
            definitions.contains { $0.cycle?.kinds.contains(owing.kind) ?? false }
        }
        let codes = owing.map(\.code)
        let reports = try await database.all(
            SelectYearReports(province: province, organisations: codes, fiscalYear: year))
        let byOrganisation = Dictionary(grouping: reports, by: \.organisation)
        let deliveries = Dictionary(
            grouping: try await database.all(SelectDeliveries(province: province, reports: reports.map(\.id))),
            by: \.report)
        let days = Dictionary(
            grouping: try await database.all(
                SelectScheduleDays(province: province, organisations: codes, fiscalYear: year)), by: \.organisation)
        return owing.flatMap { owing in
            var schedule = Schedule(
                organisation: owing.code, name: owing.name, kind: owing.kind, fiscalYear: year,
                definitions: definitions)
            schedule.parentsDays = Dictionary(
                (days[owing.code] ?? []).map { ("\($0.definition) \($0.quarter)", ($0.dueOn, $0.setBy)) },
                uniquingKeysWith: { nearest, _ in nearest })
            return schedule.items.map { item in
                let report = byOrganisation[owing.code]?.first {
                    $0.definition == item.definition.code && $0.quarter == item.quarter
                }
                return scheduled(item, owing.code, year, report, report.flatMap { deliveries[$0.code] } ?? [])
            }
        }
    }

    private func scheduled(
        _ item: Schedule.Item, _ organisation: String, _ year: FiscalYear, _ report: Report?, _ sent: [ReportDelivery]
    ) -> ScheduledReport {
        let state = Schedule.state(report, sent, dueOn: item.dueOn, today: today)
        return ScheduledReport(
            organisation: organisation, fiscalYear: year, quarter: item.quarter, definition: item.definition.code,
            title: item.title, dueOn: item.dueOn, state: state,
            daysOverdue: state == .overdue ? today.daysSinceEpoch - item.dueOn.daysSinceEpoch : 0,
            report: report?.code, step: report?.step, deliveries: sent, setBy: item.setBy)
    }

    /// The shipped ones and a province's own that are published.
    func definitions(of province: String) async throws -> [ReportDefinition] {
        let own = try await database.all(SelectDefinitions(province: province)).filter(\.isPublished)
        return ShippedDefinitions.all + (try own.map { try $0.stored().definition })
    }
}

/// An organisation and those below it, over both relations, that are not closed.
struct SelectOwing: Statement {
    static let sql = """
        SELECT o.province, o.code, o.kind, o.name_th, o.name_en
          FROM organisation AS o
         WHERE o.closed_on IS NULL AND o.kind = ANY ($2)
           AND (o.code = $1 OR o.code IN (
                   SELECT descendant FROM organisation_reach WHERE ancestor = $1 AND relation = 'either'))
         ORDER BY o.code
         LIMIT 100000
        """

    var organisation: String
    var kinds: [OrganisationKind] = OrganisationKind.allCases

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(kinds.map(\.rawValue))
    }

    static func decode(_ row: inout RowReader) throws -> ScheduleReading.Owing {
        let province: String = try row.next()
        let code: String = try row.next()
        let kind: String = try row.next()
        return ScheduleReading.Owing(
            province: province, code: code, kind: OrganisationKind(rawValue: kind) ?? .agency,
            name: LocalizedText(th: try row.next(), en: try row.next()))
    }
}

/// Days that organisations above some set, the nearest first.
struct SelectScheduleDays: Statement {
    static let sql = """
        SELECT r.descendant, d.definition, d.quarter, d.due_on, d.parent
          FROM schedule_day AS d
          JOIN organisation_reach AS r ON r.ancestor = d.parent AND r.relation = 'parent' AND r.depth > 0
         WHERE d.province = $1 AND d.fiscal_year = $2 AND r.descendant = ANY ($3)
         ORDER BY r.descendant, r.depth
        """

    var province: String
    var organisations: [String]
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(fiscalYear)
        parameters.append(organisations)
    }

    static func decode(
        _ row: inout RowReader
    ) throws -> (organisation: String, definition: String, quarter: Int, dueOn: CalendarDate, setBy: String) {
        (try row.next(), try row.next(), try row.next(), try row.next(), try row.next())
    }
}

struct PutScheduleDay: Statement {
    static let sql = """
        INSERT INTO schedule_day (province, parent, definition, fiscal_year, quarter, due_on, set_by, set_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (province, parent, definition, fiscal_year, quarter)
            DO UPDATE SET due_on = excluded.due_on, set_by = excluded.set_by, set_at = excluded.set_at
        """

    typealias Row = Void
    var province: String
    var day: ScheduleDay
    var by: String
    var at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(day.organisation)
        parameters.append(day.definition)
        parameters.append(day.fiscalYear)
        parameters.append(day.quarter ?? 0)
        parameters.append(day.dueOn)
        parameters.append(by)
        parameters.append(at)
    }
}
