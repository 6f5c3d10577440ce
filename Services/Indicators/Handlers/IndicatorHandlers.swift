import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `indicator.*` and `target.set`.
enum IndicatorHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreateIndicator.self, at: { params, _ in params.indicator.owner }, create)
        router.read(GetIndicator.self) { params, call in
            try await withTargets(try await Lookup.indicator(params.indicator, call.database), call.database)
        }
        router.read(ListIndicators.self, list)
        router.change(UpdateIndicator.self, at: { params, _ in params.indicator.owner }, update)
        router.change(ImportIndicators.self, at: { params, _ in params.province }, load)
        router.change(SetTargets.self, at: { params, _ in params.organisation }, setTargets)
    }

    static func create(_ params: CreateIndicator, _ change: Change) async throws -> Indicator {
        try await Lookup.requireOrganisations(
            [params.indicator.owner] + (params.indicator.coOwners ?? []), change.database)
        let indicator = Indicator(params.indicator, id: change.newID(), version: 1)
        let made = try await insert(indicator, params.indicator.targets ?? [], change)
        guard made else { throw RPCError.conflict(Messages.codeTaken).at("/indicator/code") }
        try await change.audit(subject: indicator.code, details: params.indicator)
        return try await withTargets(indicator, change.database)
    }

    /// `false`: the code is taken.
    private static func insert(
        _ indicator: Indicator, _ targets: [YearValue], _ change: Change
    ) async throws -> Bool {
        let database = change.database
        _ = try await Formulas.compile(indicator, at: "/indicator/formula", database)
        guard try await database.execute(InsertIndicator(indicator: indicator, now: change.now)) == 1 else {
            return false
        }
        try await set(targets, of: indicator, change)
        try await change.emit("indicator.created", subject: indicator.code, data: indicator)
        return true
    }

    private static func set(_ targets: [YearValue], of indicator: Indicator, _ change: Change) async throws {
        let years = targets.map(\.fiscalYear)
        try await change.database.execute(
            DeleteOtherTargets(
                province: indicator.province, indicator: indicator.code, organisation: indicator.owner, years: years))
        if targets.isEmpty { return }
        try await change.database.execute(
            UpsertTargets(
                province: indicator.province, indicator: indicator.code, organisation: indicator.owner,
                targets: targets))
    }

    static func list(_ params: ListIndicators, _ call: ReadCall) async throws -> Page<Indicator> {
        let after = try params.cursor?.keys("code", count: 1)[0] ?? ""
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfIndicators(
                province: params.province, after: after, strategy: params.strategy, sdgTarget: params.sdgTarget,
                limit: limit + 1))
        var page = Page(rows, limit: limit) { PageCursor("code", $0.code) }
        let targets = try await call.database.all(
            TargetsOfIndicators(province: params.province, indicators: page.items.map(\.code), organisation: nil))
        let byIndicator = Dictionary(grouping: targets, by: \.indicator)
        for index in page.items.indices {
            let item = page.items[index]
            page.items[index].targets = (byIndicator[item.code] ?? []).map(\.target)
                .filter { $0.organisation == item.owner }
        }
        return page
    }

    static func update(_ params: UpdateIndicator, _ change: Change) async throws -> Indicator {
        let database = change.database
        let current = try await Lookup.indicator(.code(params.indicator.code), database)
        guard current.owner == params.indicator.owner else {
            throw RPCError.notFound("indicator", params.indicator.code)
        }
        guard current.version == params.expectedVersion else {
            throw RPCError.conflict(Messages.stale, currentVersion: current.version).at("/expectedVersion")
        }
        try await replace(current, by: params.indicator, change)
        try await change.audit(subject: current.code, details: params.indicator)
        return try await withTargets(try await Lookup.indicator(.id(current.id), database), database)
    }

    private static func replace(_ current: Indicator, by input: IndicatorInput, _ change: Change) async throws {
        let database = change.database
        let next = Indicator(input, id: current.id, version: current.version)
        if next.aggregation != current.aggregation,
            try await database.first(IndicatorInUse(province: current.province, code: current.code)) ?? false
        {
            throw RPCError.ruleViolated("indicator.aggregation", Messages.aggregationInUse).at("/indicator/aggregation")
        }
        _ = try await Formulas.compile(next, at: "/indicator/formula", database)
        guard try await database.execute(UpdateIndicatorRow(indicator: next, now: change.now)) == 1 else {
            throw RPCError.conflict(Messages.stale, currentVersion: current.version).at("/expectedVersion")
        }
        if next.formula != current.formula || next.periodType != current.periodType {
            try await Formulas.recheck(province: current.province, database)
        }
        if let targets = input.targets { try await set(targets, of: current, change) }
        try await change.emit("indicator.updated", subject: current.code, data: next)
    }

    static func load(_ params: ImportIndicators, _ change: Change) async throws -> IndicatorImportResult {
        let database = change.database
        var problems = Problems()
        params.checkItems(&problems)
        let owners = Array(Set(params.items.map(\.owner)))
        let known = Set(try await database.all(KnownOrganisations(codes: owners)))
        for (index, item) in params.items.enumerated() where !known.contains(item.owner) {
            problems.add(
                "/items/\(index)/owner", "organisation.known", th: "ไม่พบหน่วยงาน “\(item.owner)”",
                en: "there is no organisation “\(item.owner)”")
        }
        let codes = params.items.map(\.code)
        let current = Dictionary(
            try await database.all(FindIndicators(province: params.province, codes: codes)).map { ($0.code, $0) },
            uniquingKeysWith: { first, _ in first })
        let targets = Dictionary(
            grouping: try await database.all(
                TargetsOfIndicators(province: params.province, indicators: Array(current.keys), organisation: nil)),
            by: \.indicator)
        var result = IndicatorImportResult(created: 0, updated: 0, unchanged: 0, refused: 0, problems: [])
        let faulty = Set(problems.items.compactMap { itemIndex(of: $0.path) })
        for (index, item) in params.items.enumerated() {
            if faulty.contains(index) {
                result.refused += 1
                continue
            }
            do {
                try await take(item, current[item.code], targets[item.code] ?? [], change, &result)
            } catch let error as RPCError where error.kind == .ruleViolated {
                problems.add(Problem(path: "/items/\(index)", rule: "indicator.rule", message: error.message))
                result.refused += 1
            }
        }
        result.problems = problems.items
        if params.mode == .atomic, !problems.isEmpty {
            throw RPCError.ruleViolated("import.atomic", Messages.importRefused, problems: problems.items)
        }
        try await change.audit(subject: params.province, details: result)
        return result
    }

    private static func take(
        _ item: IndicatorInput, _ current: Indicator?, _ targets: [TargetRow], _ change: Change,
        _ result: inout IndicatorImportResult
    ) async throws {
        guard let current else {
            _ = try await insert(Indicator(item, id: change.newID(), version: 1), item.targets ?? [], change)
            result.created += 1
            return
        }
        let own = targets.map(\.target).filter { $0.organisation == current.owner }
            .map { YearValue(fiscalYear: $0.fiscalYear, value: $0.value) }
        let sameTargets = item.targets.map { Set($0) == Set(own) } ?? true
        if Indicator(item, id: current.id, version: current.version) == current, sameTargets {
            result.unchanged += 1
        } else {
            try await replace(current, by: item, change)
            result.updated += 1
        }
    }

    /// The index in `/items/⟨index⟩…`.
    static func itemIndex(of path: String) -> Int? {
        let parts = path.split(separator: "/")
        return parts.count >= 2 && parts[0] == "items" ? Int(parts[1]) : nil
    }

    static func setTargets(_ params: SetTargets, _ change: Change) async throws -> TargetsSet {
        let database = change.database
        let indicator = try await Lookup.indicator(params.indicator, database)
        try await Lookup.requireOrganisations([params.organisation], database)
        try await database.execute(
            UpsertTargets(
                province: indicator.province, indicator: indicator.code, organisation: params.organisation,
                targets: params.targets))
        let rows = try await database.all(
            TargetsOfIndicators(
                province: indicator.province, indicators: [indicator.code], organisation: params.organisation))
        let result = TargetsSet(indicator: indicator.code, targets: rows.map(\.target))
        try await change.emit("target.set", subject: indicator.code, data: result)
        try await change.audit(subject: indicator.code, details: result)
        return result
    }

    static func withTargets(_ indicator: Indicator, _ database: any StatementExecutor) async throws -> Indicator {
        var indicator = indicator
        indicator.targets = try await database.all(
            TargetsOfIndicators(province: indicator.province, indicators: [indicator.code], organisation: nil)
        ).map(\.target)
        return indicator
    }
}

extension Indicator {
    /// What the input says, with the standards for what it leaves out; without targets.
    init(_ input: IndicatorInput, id: ID, version: Int) {
        let isShare = [.ratio, .choice, .formula].contains(input.aggregation)
        self.init(
            id: id, code: input.code, province: OrganisationCode.province(of: input.owner), owner: input.owner,
            name: input.name, definition: input.definition, unit: input.unit, aggregation: input.aggregation,
            direction: input.direction, decimals: input.decimals ?? (isShare ? 2 : 0),
            multiplier: input.multiplier ?? .hundred, strategy: input.strategy,
            planElements: input.planElements ?? [], sdgTargets: input.sdgTargets ?? [], baseline: input.baseline,
            targets: [], rule: input.rule ?? .standard, formula: input.formula, unitCode: input.unitCode,
            periodType: input.periodType ?? .fiscalYear, disaggregations: input.disaggregations ?? [],
            coOwners: input.coOwners ?? [], version: version)
    }
}
