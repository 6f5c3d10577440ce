import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `dataSet.validate` and `finding.*`.
enum DataValidation {
    static func register(on router: ServiceRouter) {
        router.change(ValidateDataSet.self, at: { params, _ in params.organisation }, validate)
        router.read(ListDataFindings.self, at: { params, _ in params.organisation }) { params, call in
            let dataSet = try await DataSetHandlers.find(params.dataSet, call.database)
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                PageOfFindings(
                    province: dataSet.province, params: params,
                    after: try params.cursor?.keys("finding", count: 3) ?? ["", "", ""], limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("finding", $0.organisation, $0.kind.rawValue, $0.about) }
        }
        router.change(FollowFinding.self, at: { params, _ in params.organisation }) { params, change in
            let dataSet = try await DataSetHandlers.find(params.dataSet, change.database)
            let set = SetFindingState(province: dataSet.province, params: params, now: change.now)
            guard let finding = try await change.database.first(set) else {
                throw RPCError.notFound("finding", params.about)
            }
            try await change.emit("finding.followed", subject: params.organisation, data: finding)
            try await change.audit(subject: params.organisation, details: finding)
            return finding
        }
    }

    static func validate(_ params: ValidateDataSet, _ change: Change) async throws -> DataSetValidated {
        let database = change.database
        let dataSet = try await DataSetHandlers.find(params.dataSet, database)
        guard params.period.type == dataSet.definition.periodType else {
            throw RPCError.ruleViolated(
                "dataSet.period", DataMessages.otherPeriodType(dataSet.definition.periodType)
            ).at("/period")
        }
        // Periods of one type sort as text; the five before are history enough.
        let before = params.period.before(5)
        let rows = try await database.all(
            FiguresBelow(
                organisation: params.organisation, elements: dataSet.definition.elements,
                periods: [params.period.description] + before.map(\.description)))
        var table = FigureTable()
        for row in rows {
            table.add(
                FigureTable.Figure(
                    element: row.element, period: row.period, organisation: row.organisation,
                    categories: row.categories.split(separator: " ").map(String.init), number: row.number),
                kind: row.kind)
        }
        let check = DataCheck(
            table: table, dataSet: dataSet.definition.code, period: params.period, previous: before.first,
            now: change.now)
        var findings = check.broken(dataSet.definition.rules ?? [])
        if let method = params.outliers { findings += check.outliers(method, params.threshold) }
        let kinds: [FindingKind] = [.hard, .soft] + (params.outliers == nil ? [] : [.outlier])
        try await database.execute(
            KeepFindings(
                province: dataSet.province, dataSet: dataSet.definition.code, period: params.period, now: change.now,
                findings: findings))
        let resolved = try await database.execute(
            ResolveFindings(
                province: dataSet.province, dataSet: dataSet.definition.code, period: params.period,
                organisation: params.organisation, now: change.now, kinds: kinds, findings: findings))
        let now = table.figures.filter { $0.period == params.period.description }
        let result = DataSetValidated(
            organisations: Set(now.map(\.organisation)).count, figures: now.count,
            hard: findings.count { $0.kind == .hard }, soft: findings.count { $0.kind == .soft },
            outliers: findings.count { $0.kind == .outlier }, resolved: resolved)
        try await change.emit("dataSet.validated", subject: dataSet.definition.code, data: result)
        try await change.audit(subject: dataSet.definition.code, details: result)
        return result
    }
}

/// A data set's figures of a period, checked.
struct DataCheck: Sendable {
    let table: FigureTable
    let dataSet: String
    let period: Period
    let previous: Period?
    let now: Instant

    private func finding(
        _ organisation: String, _ kind: FindingKind, _ about: String, _ message: LocalizedText,
        value: Quantity? = nil, score: Quantity? = nil
    ) -> DataFinding {
        DataFinding(
            dataSet: dataSet, period: period, organisation: organisation, kind: kind, about: about, message: message,
            value: value, score: score, state: .open, note: nil, changedAt: now)
    }

    /// Rules that do not hold, of each organisation that reported in the period.
    func broken(_ rules: [AnswerRule]) -> [DataFinding] {
        let reporting = Set(
            table.figures.filter { $0.period == period.description }.map(\.organisation)
        ).sorted()
        let parsed = rules.compactMap { rule in
            (try? FormulaParser.parse(rule.condition)).map { (rule, FormulaCondition(expression: $0)) }
        }
        return reporting.flatMap { organisation in
            parsed.compactMap { rule, condition -> DataFinding? in
                let holds = condition.holds { reference in
                    var reference = reference
                    let isPrevious = reference.categories.contains("period=previous")
                    reference.categories.removeAll { $0 == "period=previous" }
                    guard let when = isPrevious ? previous : period else { return nil }
                    return table.number(of: reference, in: when.description, at: organisation)
                }
                guard holds == false else { return nil }
                return finding(organisation, rule.severity == .hard ? .hard : .soft, rule.code, rule.message)
            }
        }
    }

    func outliers(_ method: OutlierMethod, _ threshold: Quantity?) -> [DataFinding] {
        let standard: Double =
            switch method {
            case .zScore: 3
            case .modifiedZScore: 3.5
            case .minMax: 50
            }
        let limit = threshold.map { Double($0.tenThousandths) / 10_000 } ?? standard
        let figures = table.figures.filter { $0.period == period.description && $0.number != nil }
        if method == .minMax { return outsideOwnRange(figures, limit) }
        let outliers = Outliers(method: method == .zScore ? .zScore : .modifiedZScore, threshold: limit)
        let groups = Dictionary(grouping: figures) { "\($0.about)|\(table.kinds[$0.organisation] ?? "")" }
        return groups.sorted { $0.key < $1.key }.flatMap { _, group in
            outliers.scores(of: group.map(Self.double)).sorted { $0.key < $1.key }.map { place, score in
                finding(
                    group[place].organisation, .outlier, group[place].about,
                    DataMessages.outlier(group[place].about, group.count), value: group[place].number,
                    score: Self.quantity(score))
            }
        }
    }

    private func outsideOwnRange(_ figures: [FigureTable.Figure], _ limit: Double) -> [DataFinding] {
        let outliers = Outliers(method: .minMax, threshold: limit)
        let before = Dictionary(
            grouping: table.figures.filter { $0.period != period.description && $0.number != nil }
        ) { "\($0.organisation)|\($0.about)" }
        return figures.compactMap { figure in
            let own = before["\(figure.organisation)|\(figure.about)"] ?? []
            return outliers.score(of: Self.double(figure), before: own.map(Self.double)).map { score in
                finding(
                    figure.organisation, .outlier, figure.about, DataMessages.outsideOwn(figure.about, own.count),
                    value: figure.number, score: Self.quantity(score))
            }
        }
    }

    private static func double(_ figure: FigureTable.Figure) -> Double {
        Double(figure.number?.tenThousandths ?? 0) / 10_000
    }

    private static func quantity(_ score: Double) -> Quantity {
        Quantity(tenThousandths: Int64(min(max(score * 10_000, -1.0e14), 1.0e14).rounded()))
    }
}

extension Period {
    /// The periods of the same type before it, nearest first.
    func before(_ count: Int) -> [Period] {
        var found: [Period] = []
        var current = self
        while found.count < count, let previous = current.previous {
            found.append(previous)
            current = previous
        }
        return found
    }
}
