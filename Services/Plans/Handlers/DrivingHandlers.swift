import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// The driving calendar and the SDG4 roadmap (P6, P17).
enum DrivingHandlers {
    static func register(on router: ServiceRouter) {
        router.read(ListDrivingItems.self) { try await items($0, $1) }
        router.change(SetDrivingItem.self, at: { params, _ in params.province }) { try await setItem($0, $1) }
        router.read(GetDrivingCalendar.self, at: { params, _ in params.organisation }) { params, call in
            let place = try await place(params.organisation, on: call.database, call.now)
            let tasks = try await DrivingDesk(database: call.database, today: call.now.dateInThailand)
                .tasks(of: [place], in: [params.fiscalYear], set: params.set ?? .calendar)
            return DrivingCalendar(
                organisation: place.code, fiscalYear: params.fiscalYear,
                tasks: tasks.filter { params.approach == nil || $0.item.approach == params.approach })
        }
        router.change(SetDrivingStatus.self, at: { params, _ in params.organisation }) { try await report($0, $1) }
        router.read(ListDueDriving.self, at: { params, _ in params.organisation }) { try await due($0, $1) }
        router.read(GetDrivingHeatMap.self, at: { params, _ in params.organisation }) { try await heatMap($0, $1) }
        router.read(GetDrivingProgress.self, at: { params, _ in params.organisation }) { try await progress($0, $1) }
    }

    /// - Throws: `notFound` of what is no place of work too.
    private static func place(
        _ organisation: String, on database: some StatementExecutor, _ now: Instant
    ) async throws -> DrivingPlace {
        let found = try await database.all(DrivingPlaces(codes: [organisation], today: now.dateInThailand))
        guard let place = found.first(where: { $0.code == organisation }) ?? found.first else {
            throw RPCError.notFound("organisation", organisation)
        }
        return place
    }

    private static func items(_ params: ListDrivingItems, _ call: ReadCall) async throws -> Page<DrivingItem> {
        let limit = PageLimit.of(params.limit)
        var all: [DrivingItem] = []
        for set in params.set.map({ [$0] }) ?? DrivingSet.allCases {
            all += try await call.database.all(DrivingItemsOf(province: params.province ?? "TH", set: set))
        }
        var items = all.filter {
            (params.level == nil || $0.level == params.level)
                && (params.approach == nil || $0.approach == params.approach)
        }
        if let last = try params.cursor?.keys("driving", count: 1)[0] {
            items = items.firstIndex { $0.code == last }.map { Array(items[($0 + 1)...]) } ?? []
        }
        return Page(Array(items.prefix(limit + 1)), limit: limit) { PageCursor("driving", $0.code) }
    }

    private static func setItem(_ params: SetDrivingItem, _ change: Change) async throws -> DrivingItem {
        let known = try await itemsOf(params.province, on: change.transaction)
        guard let current = known.first(where: { $0.code == params.item }) else {
            throw RPCError.notFound("drivingItem", params.item)
        }
        guard try await change.transaction.first(PutDrivingItem(params: params)) != nil else {
            let version = current.province == params.province ? current.version : 0
            throw RPCError.stale(version)
        }
        let item = try await itemsOf(params.province, on: change.transaction).first { $0.code == params.item }
        guard let item else { throw RPCError.notFound("drivingItem", params.item) }
        try await change.emit("driving.itemSet", subject: params.item, data: item)
        try await change.audit(subject: params.item, details: item)
        return item
    }

    private static func itemsOf(
        _ province: String, on database: some StatementExecutor
    ) async throws -> [DrivingItem] {
        var all: [DrivingItem] = []
        for set in DrivingSet.allCases {
            all += try await database.all(DrivingItemsOf(province: province, set: set))
        }
        return all
    }

    private static func report(_ params: SetDrivingStatus, _ change: Change) async throws -> DrivingTask {
        let place = try await place(params.organisation, on: change.transaction, change.now)
        let desk = DrivingDesk(database: change.transaction, today: change.now.dateInThailand)
        func task() async throws -> DrivingTask? {
            for set in DrivingSet.allCases {
                let tasks = try await desk.tasks(of: [place], in: [params.fiscalYear], set: set)
                if let task = tasks.first(where: {
                    $0.item.code == params.item && $0.occasion == params.occasion ?? 1
                }) {
                    return task
                }
            }
            return nil
        }
        guard let before = try await task() else {
            throw RPCError.ruleViolated("driving.item", Messages.drivingItem(params.item, place.code), at: "/item")
        }
        let evidence = JSONText(utf8: try JSONEncoding.bytes(params.evidence ?? []))
        let written = try await change.transaction.first(
            PutDrivingStatus(
                place: place, params: params, evidence: evidence, by: change.caller.subject, now: change.now))
        guard written != nil else {
            throw RPCError.stale(before.version)
        }
        guard let after = try await task() else { throw RPCError.notFound("drivingItem", params.item) }
        try await change.emit("driving.statusSet", subject: "\(place.code)/\(params.item)", data: after)
        try await change.audit(subject: "\(place.code)/\(params.item)", details: after)
        return after
    }

    private static func due(_ params: ListDueDriving, _ call: ReadCall) async throws -> DueDriving {
        let today = call.now.dateInThailand
        let day = params.date ?? today
        let last = CalendarDate.days(inMonth: day.month, of: day.year)
        guard let from = CalendarDate(year: day.year, month: day.month, day: 1),
            let to = CalendarDate(year: day.year, month: day.month, day: last),
            let year = FiscalYear(containing: day)
        else { throw RPCError.notFound("date", day) }
        let codes: [String] =
            if let organisation = params.organisation { [organisation] } else {
                try await call.runtime.authoriser.places(of: call.caller, now: call.now)
            }
        let places = try await call.database.all(DrivingPlaces(codes: codes, today: today))
        if places.isEmpty, let organisation = params.organisation {
            throw RPCError.notFound("organisation", organisation)
        }
        let years = [year.previous, year, year.next].compactMap(\.self)
        let desk = DrivingDesk(database: call.database, today: today)
        var tasks: [DrivingTask] = []
        for set in params.set.map({ [$0] }) ?? DrivingSet.allCases {
            tasks += try await desk.tasks(of: places, in: years, set: set)
        }
        let wanted = tasks.filter { DrivingMonth.isDue($0, in: from...to, of: year, open: params.open ?? false) }
        return DueDriving(
            from: from, to: to,
            tasks: wanted.sorted {
                ($0.dueOn ?? to, $0.organisation, $0.item.code, $0.occasion)
                    < ($1.dueOn ?? to, $1.organisation, $1.item.code, $1.occasion)
            })
    }

    private static func heatMap(_ params: GetDrivingHeatMap, _ call: ReadCall) async throws -> Page<DrivingRow> {
        try await Find.organisation(params.organisation, on: call.database)
        let today = call.now.dateInThailand
        let limit = PageLimit.of(params.limit)
        let places = try await call.database.all(
            DrivingPlacesBelow(
                root: params.organisation, after: try params.cursor?.keys("heat", count: 1)[0] ?? "",
                level: params.level, today: today, limit: limit + 1))
        let items = try await call.database.all(
            DrivingItemsOf(province: OrganisationCode.province(of: params.organisation), set: params.set ?? .calendar))
        let cells = try await call.database.all(
            DrivingCells(
                expected: ExpectedOccasions(items, in: params.fiscalYear), year: params.fiscalYear, today: today,
                organisations: places.map(\.code)))
        let byPlace = Dictionary(grouping: cells, by: \.organisation).mapValues { $0.map(\.cell) }
        let rows = places.map {
            DrivingRow(organisation: $0.code, name: $0.name, level: $0.level, cells: byPlace[$0.code] ?? [])
        }
        return Page(rows, limit: limit) { PageCursor("heat", $0.organisation) }
    }

    private static func progress(_ params: GetDrivingProgress, _ call: ReadCall) async throws -> DrivingProgress {
        try await Find.organisation(params.organisation, on: call.database)
        let items = try await call.database.all(
            DrivingItemsOf(province: OrganisationCode.province(of: params.organisation), set: params.set ?? .calendar)
        ).filter { params.item == nil || $0.code == params.item }
        let counts = try await call.database.all(
            DrivingItemCounts(
                expected: ExpectedOccasions(items, in: params.fiscalYear), year: params.fiscalYear,
                today: call.now.dateInThailand, root: params.organisation))
        let byItem = Dictionary(counts.map { ($0.item, $0.counts) }) { first, _ in first }
        return DrivingProgress(
            organisation: params.organisation, fiscalYear: params.fiscalYear,
            rows: items.compactMap { item in
                byItem[item.code].map {
                    DrivingProgressRow(
                        item: item.code, approach: item.approach, level: item.level, text: item.text, counts: $0)
                }
            })
    }
}
