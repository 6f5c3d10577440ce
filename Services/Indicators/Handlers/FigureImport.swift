import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// `dataValue.importFile`: figures out of a table that people filled in.
enum FigureImport {
    static func register(on router: ServiceRouter) {
        router.change(ImportFigures.self, at: { params, _ in params.under }, load)
    }

    /// A figure with its place in the table.
    private struct Placed {
        var value: DataValue
        var record: SheetRecord
        /// Member of the column that holds the number.
        var column: String
        /// Members that could not be read and are told already: what stands in their place is not looked at.
        var unreadable: Set<String> = []

        /// Whether it is known which figure this is.
        var isKnown: Bool { unreadable.isSubset(of: ["number"]) }
    }

    static func load(_ params: ImportFigures, _ change: Change) async throws -> FiguresImported {
        let database = change.database
        guard let bytes = params.file.bytes else {
            throw RPCError.ruleViolated("sheet.content", Messages.importRefused).at("/file")
        }
        let layout = try await SheetMappings.layout(
            params.columns, mapping: params.mapping, under: params.under, database)
        let shape = try await shape(elements: params.elements, database)
        let table: SheetTable
        do {
            table = try SheetTable(bytes, as: shape, layout: layout)
        } catch {
            throw RPCError.ruleViolated("import.atomic", Messages.importRefused, problems: [error.problem])
        }
        var problems = table.problems + Self.missing(shape, in: table.header)
        var placed: [Placed] = []
        for record in table.records { placed += figures(record, params, &problems) }
        let refused = try await check(placed, params, &problems, database)
        problems.sort { ($0.row ?? 0, $0.cell ?? "") < ($1.row ?? 0, $1.cell ?? "") }
        if params.mode == .atomic, !problems.isEmpty {
            throw RPCError.ruleViolated(
                "import.atomic", Messages.importRefused,
                problems: problems.prefix(IndicatorLimits.importItemsMax).map(\.problem))
        }
        let taken = placed.enumerated().filter { !refused.contains($0.offset) }.map(\.element.value)
        let (saved, takenBack) = try await write(taken, params, change)
        let summary = ["saved": String(saved), "takenBack": String(takenBack), "rows": String(table.records.count)]
        let changed = FiguresChanged(
            under: params.under, elements: Set(taken.map(\.element)).sorted(),
            periods: Set(taken.map(\.period.description)).sorted())
        try await change.emit("dataValue.imported", subject: params.under, data: changed)
        try await change.audit(subject: params.under, details: summary)
        let annotated =
            problems.isEmpty
            ? nil
            : try AnnotatedSheet.make(
                bytes, problems: problems, header: table.header?.row, layout: layout, name: params.file.name)
        return FiguresImported(
            rows: table.records.count, saved: saved, takenBack: takenBack, refused: refused.count,
            problems: Array(problems.prefix(IndicatorLimits.importItemsMax)), annotated: annotated,
            columns: table.layout)
    }

    static func shape(elements: [String]?, _ database: any StatementExecutor) async throws -> SheetShape {
        let organisation = SheetColumn(
            "organisation", LocalizedText("หน่วยงาน", "Organisation"), synonyms: ["รหัสหน่วยงาน", "รหัสสถานศึกษา", "code"],
            .code(max: 32), required: true)
        guard let codes = elements else {
            return SheetShape([
                organisation,
                SheetColumn(
                    "element", LocalizedText("ข้อมูล", "Element"), synonyms: ["รหัสข้อมูล", "data element"],
                    .code(max: 32), required: true),
                SheetColumn("period", LocalizedText("ช่วงเวลา", "Period"), synonyms: ["ปี", "year"], .code(max: 60)),
                SheetColumn("categories", LocalizedText("จำแนก", "Categories"), synonyms: ["มิติ"], .text(max: 300)),
                SheetColumn(
                    "value", LocalizedText("ค่า", "Value"), synonyms: ["จำนวน", "number"], .decimal(places: 4),
                    none: .answer),
            ])
        }
        return SheetShape([organisation] + (try await wide(codes, database)), unknownColumns: .taken)
    }

    /// The data elements of a wide table that no column of the sheet is of, at the row of its headings.
    static func missing(_ shape: SheetShape, in header: SheetHeader?) -> [SheetProblem] {
        guard let header, shape.unknownColumns == .taken else { return [] }
        return shape.columns.filter { header.column($0.key) == nil }.map { column in
            SheetProblem(
                row: header.row, rule: "sheet.columnMissing", message: DataMessages.noColumn(column.header))
        }
    }

    /// The columns of a wide table, named as their data elements and categories are.
    /// - Throws: `notFound`, or `ruleViolated` at `/elements/⟨n⟩` for categories that are not the element's.
    private static func wide(_ texts: [String], _ database: any StatementExecutor) async throws -> [SheetColumn] {
        let columns = texts.map(WideColumn.init)
        let found = try await database.all(FindDataElements(codes: Set(columns.map(\.element)).sorted()))
        let elements = Dictionary(found.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var categories: [String: [String: LocalizedText]] = [:]
        for province in Set(found.map(\.province)) {
            let rows = try await database.all(
                CategoriesOfDimensions(province: province, dimensions: Set(found.flatMap(\.dimensions)).sorted()))
            for row in rows { categories[row.dimension, default: [:]][row.category.code] = row.category.name }
        }
        var problems = Problems()
        let made = try columns.enumerated().map { index, column in
            guard let element = elements[column.element] else { throw RPCError.notFound("dataElement", column.element) }
            var (th, en) = ([element.name.th], [element.name.en ?? element.name.th])
            for category in column.categories {
                let parts = category.split(separator: "=").map(String.init)
                guard element.dimensions.contains(parts[0]), let name = categories[parts[0]]?[parts[1]] else {
                    let message =
                        element.dimensions.contains(parts[0])
                        ? FormulaMessages.unknownCategory(parts[1], parts[0])
                        : FormulaMessages.unknownDimension(parts[0], element.code)
                    problems.add(Problem(path: "/elements/\(index)", rule: "element.category", message: message))
                    continue
                }
                th.append(name.th)
                en.append(name.en ?? name.th)
            }
            return SheetColumn(
                column.key, LocalizedText(th.joined(separator: " "), en.joined(separator: " ")), .decimal(places: 4),
                none: .answer)
        }
        if let first = problems.items.first {
            throw RPCError.ruleViolated("element.category", first.message, problems: problems.items)
        }
        return made
    }

    /// What a row says; cells that say nothing are not reported and are no figure, except to be taken back. Where a cell
    /// could not be read, the others are looked at none the less.
    private static func figures(
        _ record: SheetRecord, _ params: ImportFigures, _ problems: inout [SheetProblem]
    ) -> [Placed] {
        let unreadable = record.faulty.intersection(["organisation", "element", "period", "categories"])
        let organisation = record.text("organisation") ?? ""
        func figure(
            _ element: String, _ period: Period, _ categories: [String], _ column: String, _ unreadable: Set<String>
        ) -> Placed? {
            var value = DataValue(
                element: element, period: period, organisation: organisation,
                categories: categories.isEmpty ? nil : categories)
            var unreadable = unreadable
            switch record[column] {
            case .decimal(let number): value.number = number
            case .none: value.state = AnswerState.none
            case .notApplicable: value.state = .notApplicable
            case _ where record.faulty.contains(column):
                value.state = AnswerState.none
                unreadable.insert("number")
            default:
                guard params.strategy == .delete else { return nil }
                value.state = .notReported
            }
            return Placed(value: value, record: record, column: column, unreadable: unreadable)
        }
        if let elements = params.elements, let period = params.period {
            return elements.compactMap { text in
                let column = WideColumn(text)
                return figure(column.element, period, column.categories, column.key, unreadable)
            }
        }
        var missing = unreadable
        let text = record.text("period")
        let period = text.map { Period(written: $0) } ?? params.period
        if period == nil {
            if missing.insert("period").inserted {
                problems.append(record.problem("period", "period.format", DataMessages.periodForm))
            }
        }
        guard let period = period ?? Period("FY2566") else { return [] }
        let categories = (record.text("categories") ?? "").split { $0 == " " || $0 == "," || $0 == ";" }.map(
            String.init)
        return [figure(record.text("element") ?? "", period, categories, "value", missing)].compactMap { $0 }
    }

    /// Everything that is wrong with the figures, each at its cell; answers the places of those that are left out.
    private static func check(
        _ placed: [Placed], _ params: ImportFigures, _ problems: inout [SheetProblem],
        _ database: any StatementExecutor
    ) async throws -> Set<Int> {
        if placed.isEmpty { return [] }
        let values = placed.map(\.value)
        var found = Problems(limit: 100_000)
        SetDataValues(idempotencyKey: params.idempotencyKey, under: params.under, mode: .partial, values: values)
            .checkValues(&found)
        try await DataValueChecks(values, under: params.under, database).check(values, &found) {
            DataMessages.valueTwice(inRow: placed[$0].record.row)
        }
        if params.strategy != .delete {
            try await DataValueHandlers.refuseTwice(values, &found, database)
        }
        try await checkStrategy(values, params.strategy, &found, database)
        var told = Set(problems)
        var refused = Set(placed.indices.filter { placed[$0].record.isFaulty || !placed[$0].unreadable.isEmpty })
        for problem in found.items {
            let parts = problem.path.split(separator: "/").map(String.init)
            guard parts.count > 1, let index = Int(parts[1]), placed.indices.contains(index) else { continue }
            let member = parts.count > 2 ? parts[2] : "number"
            // What stands in the place of what could not be read is nobody's mistake; nor is it known to be twice.
            let isAboutKey = parts.count == 2 || problem.rule == "value.twice"
            if placed[index].unreadable.contains(member) && parts.count > 2 { continue }
            if isAboutKey, !placed[index].isKnown { continue }
            refused.insert(index)
            let isWide = params.elements != nil
            let column =
                switch member {
                case "organisation": "organisation"
                case "element" where !isWide, "period" where !isWide, "categories" where !isWide: member
                default: placed[index].column
                }
            // What is wrong with a row of a wide table is so of each of its figures.
            let located = placed[index].record.problem(column, problem.rule, problem.message)
            if told.insert(located).inserted { problems.append(located) }
        }
        return refused
    }

    private static func checkStrategy(
        _ values: [DataValue], _ strategy: FigureStrategy, _ problems: inout Problems,
        _ database: any StatementExecutor
    ) async throws {
        guard strategy == .create || strategy == .update else { return }
        var rows = DataValueRows()
        for value in values { rows.append(value) }
        let known = Set(try await database.all(KnownDataValues(rows: rows)))
        for index in values.indices where known.contains(index + 1) == (strategy == .create) {
            problems.add(
                Problem(
                    path: "/values/\(index)", rule: "figures.\(strategy.rawValue)",
                    message: strategy == .create ? DataMessages.figureThere : DataMessages.figureMissing))
        }
    }

    private static func write(
        _ values: [DataValue], _ params: ImportFigures, _ change: Change
    ) async throws -> (saved: Int, takenBack: Int) {
        var rows = DataValueRows()
        let isDeletion = params.strategy == .delete
        for var value in values {
            if isDeletion { (value.state, value.number) = (.notReported, nil) }
            rows.append(value)
        }
        guard rows.count > 0 else { return (0, 0) }
        try await FigureUndo.remember(rows, of: params, change)
        if isDeletion { return (0, try await change.database.execute(DeleteDataValues(rows: rows))) }
        try await change.database.execute(UpsertDataValues(rows: rows, now: change.now, by: change.caller.subject))
        return (rows.count, 0)
    }
}

/// Which column is which, kept by name for the next file (`dataValue.importFile`, `figureBulk.begin`).
enum SheetMappings {
    /// What was given, kept under the mapping's name where it has one; without it what is kept there.
    static func layout(
        _ columns: SheetLayout?, mapping: String?, under: String, _ database: any StatementExecutor
    ) async throws -> SheetLayout? {
        guard let name = mapping else { return columns }
        let province = OrganisationCode.province(of: under)
        if let columns {
            try await database.execute(
                SaveSheetMapping(
                    province: province, code: name, layout: JSONText(utf8: try JSONEncoding.bytes(columns))))
            return columns
        }
        guard let found = try await database.first(FindSheetMapping(province: province, code: name)) else {
            throw RPCError.notFound("mapping", name)
        }
        return try StoredJSON.decode(SheetLayout.self, from: found.utf8)
    }
}
