import Kernel
import PlansContract
import Postgres

/// Puts items, dates and reports of organisations together.
struct DrivingDesk<Database: StatementExecutor>: Sendable {
    let database: Database
    let today: CalendarDate

    /// By organisation, year, approach, number and occasion.
    func tasks(of places: [DrivingPlace], in years: [FiscalYear], set: DrivingSet) async throws -> [DrivingTask] {
        guard !places.isEmpty else { return [] }
        let reports = try await database.all(DrivingReports(places: places, years: years))
        let known = Dictionary(reports.map { ($0.key, $0) }) { first, _ in first }
        var items: [String: [DrivingItem]] = [:]
        for province in Set(places.map(\.province)) {
            items[province] = try await database.all(DrivingItemsOf(province: province, set: set))
        }
        return places.flatMap { place in
            years.flatMap { year in
                (items[place.province] ?? []).filter { $0.level == place.level }.flatMap { item in
                    DrivingOccasion.all(of: item.spans, in: year).map { occasion in
                        let key = DrivingReport.Key(
                            organisation: place.code, fiscalYear: year.buddhistYear, item: item.code,
                            occasion: occasion.number)
                        return task(item, place, year, occasion, known[key])
                    }
                }
            }
        }
    }

    private func task(
        _ item: DrivingItem, _ place: DrivingPlace, _ year: FiscalYear, _ occasion: DrivingOccasion,
        _ report: DrivingReport?
    ) -> DrivingTask {
        let state = report?.state ?? .notReported
        let isSettled = state == .done || state == .notApplicable
        return DrivingTask(
            item: item, organisation: place.code, fiscalYear: year, occasion: occasion.number,
            windows: occasion.windows.map { DateSpan(from: $0.lowerBound, to: $0.upperBound) },
            dueOn: occasion.dueOn, state: state, note: report?.note, evidence: report?.evidence ?? [],
            overdue: !isSettled && occasion.dueOn.map { $0 < today } ?? false, version: report?.version ?? 0)
    }
}

/// What a month asks for.
enum DrivingMonth {
    /// Unsettled work whose last day lies in a month, or has passed since the fiscal year began; or, with `open`,
    /// whose windows the month touches.
    static func isDue(
        _ task: DrivingTask, in month: ClosedRange<CalendarDate>, of year: FiscalYear, open: Bool
    ) -> Bool {
        guard task.state != .done, task.state != .notApplicable, let due = task.dueOn else { return false }
        if month.contains(due) { return true }
        if task.overdue, due >= year.firstDay, due < month.lowerBound { return true }
        return open && task.windows.contains { $0.from <= month.upperBound && month.lowerBound <= $0.to }
    }
}

extension DrivingReport {
    struct Key: Hashable {
        var organisation: String
        var fiscalYear: Int
        var item: String
        var occasion: Int
    }

    var key: Key { Key(organisation: organisation, fiscalYear: fiscalYear, item: item, occasion: occasion) }
}
