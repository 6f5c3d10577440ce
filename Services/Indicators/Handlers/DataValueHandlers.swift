import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `dataValue.*`.
enum DataValueHandlers {
    static func register(on router: ServiceRouter) {
        router.change(SetDataValues.self, at: { params, _ in params.under }, set)
        router.read(ListDataValues.self, at: { params, _ in params.organisation }, list)
    }

    /// What the event and the audit entry say of a set of figures.
    private struct Saved: Codable, Sendable {
        var under: String
        var elements: [String]
        var periods: [String]
        var organisations: Int
        var saved: Int
        var takenBack: Int
    }

    static func set(_ params: SetDataValues, _ change: Change) async throws -> DataValuesSet {
        let database = change.database
        var problems = Problems()
        params.checkValues(&problems)
        let checks = try await DataValueChecks(params.values, under: params.under, database)
        checks.check(params.values, &problems)
        try await refuseTwice(params.values, &problems, database)
        if params.mode == .atomic, !problems.isEmpty {
            throw RPCError.ruleViolated("import.atomic", Messages.importRefused, problems: problems.items)
        }
        let refused = faulty(problems)
        var (kept, gone) = (DataValueRows(), DataValueRows())
        for (index, value) in params.values.enumerated() where !refused.contains(index) {
            if value.state == .notReported { gone.append(value) } else { kept.append(value) }
        }
        let takenBack = gone.count > 0 ? try await database.execute(DeleteDataValues(rows: gone)) : 0
        if kept.count > 0 {
            try await database.execute(
                UpsertDataValues(rows: kept, now: change.now, by: change.caller.subject))
        }
        let saved = Saved(
            under: params.under, elements: Array(Set(kept.elements + gone.elements)).sorted(),
            periods: Array(Set(kept.periods + gone.periods)).sorted(),
            organisations: Set(kept.organisations + gone.organisations).count, saved: kept.count,
            takenBack: takenBack)
        let changed = FiguresChanged(under: params.under, elements: saved.elements, periods: saved.periods)
        try await change.emit("dataValue.set", subject: params.under, data: changed)
        try await change.audit(subject: params.under, details: saved)
        return DataValuesSet(
            saved: kept.count, takenBack: takenBack, refused: refused.count, problems: problems.items)
    }

    static func faulty(_ problems: Problems) -> Set<Int> {
        Set(
            problems.items.compactMap { problem in
                let parts = problem.path.split(separator: "/")
                return parts.count >= 2 && parts[0] == "values" ? Int(parts[1]) : nil
            })
    }

    /// An organisation and one above it never both report a figure: neither in the table nor among those given.
    static func refuseTwice(
        _ values: [DataValue], _ problems: inout Problems, _ database: any StatementExecutor
    ) async throws {
        var rows = DataValueRows()
        var places: [Int] = []
        for (index, value) in values.enumerated() where value.state != .notReported {
            rows.append(value)
            places.append(index)
        }
        if rows.count == 0 { return }
        for row in try await database.all(ReportedTwice(rows: rows)) where places.indices.contains(row.number - 1) {
            let index = places[row.number - 1]
            problems.add(
                Problem(
                    path: "/values/\(index)/organisation", rule: "value.twice",
                    message: DataMessages.reportedTwice(values[index].organisation, row.other)))
        }
    }

    static func list(_ params: ListDataValues, _ call: ReadCall) async throws -> Page<DataValue> {
        _ = try await Lookup.dataElement(.code(params.element), call.database)
        let keys = try params.cursor?.keys("organisation", count: 2) ?? ["", ""]
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfDataValues(
                organisation: params.organisation, element: params.element, period: params.period,
                afterOrganisation: keys[0], afterCategories: keys[1], limit: limit + 1))
        return Page(rows, limit: limit) {
            PageCursor("organisation", $0.organisation, ($0.categories ?? []).joined(separator: " "))
        }
    }
}

/// What figures are checked against: their elements, dimensions and organisations, read once for all.
struct DataValueChecks: Sendable {
    private let elements: [String: DataElement]
    private let dimensions: [String: Set<String>]
    private let organisations: [String: OrganisationBelow]

    init(_ values: [DataValue], under: String, _ database: any StatementExecutor) async throws {
        let found = try await database.all(FindDataElements(codes: Set(values.map(\.element)).sorted()))
        elements = Dictionary(found.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        dimensions = try await Formulas.dimensions(
            Set(found.flatMap(\.dimensions)), province: OrganisationCode.province(of: under), database)
        let places = try await database.all(
            OrganisationsBelow(under: under, codes: Set(values.map(\.organisation)).sorted()))
        organisations = Dictionary(places.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Key: Hashable {
        var element: String
        var period: Period
        var organisation: String
        var categories: [String]
    }

    /// - Parameter twice: what is said of a figure that is among the values already, of the place of the first.
    func check(
        _ values: [DataValue], _ problems: inout Problems,
        twice: (Int) -> LocalizedText = { DataMessages.valueTwice(at: "/values/\($0)") }
    ) {
        var seen: [Key: Int] = [:]
        for (index, value) in values.enumerated() {
            let categories = (value.categories ?? []).sorted()
            for (member, fault) in faults(of: value, categories) {
                problems.add(Problem(path: "/values/\(index)\(member)", rule: fault.rule, message: fault.message))
            }
            let key = Key(
                element: value.element, period: value.period, organisation: value.organisation,
                categories: categories)
            if let first = seen[key] {
                problems.add(Problem(path: "/values/\(index)", rule: "unique", message: twice(first)))
            } else {
                seen[key] = index
            }
        }
    }

    private func faults(of value: DataValue, _ categories: [String]) -> [(member: String, fault: Fault)] {
        var found: [(member: String, fault: Fault)] = []
        let place = organisations[value.organisation]
        let kind = place?.kind
        if place?.isFollowed ?? false {
            let message = DataMessages.followed(OrganisationCode.province(of: value.organisation))
            found.append(("/organisation", Fault(FollowedProvinces.rule, message)))
        }
        if kind == nil {
            found.append(
                ("/organisation", Fault("organisation.below", DataMessages.notBelow(value.organisation))))
        }
        guard let element = elements[value.element] else {
            found.append(("/element", Fault("element.known", FormulaMessages.unknownElement(value.element))))
            return found
        }
        if let kind, !element.reportedBy.isEmpty, !element.reportedBy.contains(kind) {
            found.append(("/organisation", Fault("element.kind", DataMessages.notReportedBy(kind.title))))
        }
        if value.period.type != element.periodType {
            found.append(
                ("/period", Fault("element.period", DataMessages.otherPeriodType(element.periodType))))
        }
        if let number = value.number {
            if element.minimum.map({ number < $0 }) ?? false || element.maximum.map({ number > $0 }) ?? false {
                let message = Messages.outOfRange(number, element.minimum, element.maximum)
                found.append(("/number", Fault("answer.range", message)))
            }
            if number.decimals > element.decimals {
                found.append(
                    ("/number", Fault("answer.decimals", Messages.tooManyDecimals(number, element.decimals))))
            }
        }
        for (number, category) in categories.enumerated() {
            let parts = category.split(separator: "=").map(String.init)
            guard parts.count == 2 else { continue }
            if !element.dimensions.contains(parts[0]) {
                let message = FormulaMessages.unknownDimension(parts[0], element.code)
                found.append(("/categories/\(number)", Fault("element.dimension", message)))
            } else if !(dimensions[parts[0]] ?? []).contains(parts[1]) {
                let message = FormulaMessages.unknownCategory(parts[1], parts[0])
                found.append(("/categories/\(number)", Fault("element.category", message)))
            }
        }
        return found
    }
}
