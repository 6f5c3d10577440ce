import JSONRPC
import Kernel
import ReportingContract

/// Checks what a definition asks of the other services against their contracts: the methods, their params, and the
/// places in their answers.
struct DefinitionCheck {
    let definition: ReportDefinition
    /// Where the definition stands in the params.
    let path: String

    func problems() -> [Problem] {
        var problems = Problems()
        let shapes = definition.queries.enumerated().reduce(into: [String: JSONShape]()) { shapes, query in
            shapes[query.element.name] = check(query.element, at: "\(path)/queries/\(query.offset)", &problems)
        }
        for (index, figure) in definition.figures.enumerated() {
            guard let shape = shapes[figure.query] else { continue }
            let place = "\(path)/figures/\(index)"
            guard let rows = figure.rows else {
                check(figure.path, in: shape, at: place + "/path", &problems)
                continue
            }
            guard let row = row(rows, in: shape, at: place + "/rows", &problems) else { continue }
            if figure.counts != true { check(figure.path, in: row, at: place + "/path", &problems) }
            figure.greatest.map { check($0, in: row, at: place + "/greatest", &problems) }
            check(figure.filter, in: row, at: place + "/filter", &problems)
        }
        for (number, part) in definition.parts.enumerated() {
            for (place, block) in part.blocks.enumerated() {
                guard let table = block.table, let shape = shapes[table.query] else { continue }
                check(table, in: shape, shapes, at: "\(path)/parts/\(number)/blocks/\(place)/table", &problems)
            }
        }
        return problems.items
    }

    private func check(_ query: ReportQuery, at path: String, _ problems: inout Problems) -> JSONShape? {
        guard let service = AllowedQueries.all[query.service] else {
            let known = AllowedQueries.all.keys.sorted().joined(separator: ", ")
            problems.add(
                path + "/service", "definition.service", th: "บริการต้องเป็นหนึ่งใน \(known)", en: "one of \(known)")
            return nil
        }
        guard let allowed = service[query.method] else {
            problems.add(
                path + "/method", "definition.method", th: ReportMessages.notAllowed.th + " “\(query.method)”",
                en: "“\(query.method)”: " + (ReportMessages.notAllowed.en ?? ""))
            return nil
        }
        if ParamsTemplate.keepsBack.contains(query.method),
            query.params.contains("\"asPublished\""), !query.params.contains("\"asPublished\":true")
        {
            problems.add(
                path + "/params", "definition.published",
                th: "รายงานอาจเผยแพร่ จึงต้องขอตัวเลขแบบปกปิดกลุ่มเล็ก: \"asPublished\":true หรือไม่ต้องระบุ",
                en: "a report may be published: small groups are kept back, \"asPublished\":true or nothing")
        }
        var values = Self.sample
        let figures = Dictionary(
            definition.figures.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        for name in ParamsTemplate(query.params).names where values.raw(name) == nil {
            guard let kind = figures[name] else {
                problems.add(
                    path + "/params", "definition.name", th: "ไม่มีค่าชื่อ {\(name)}", en: "there is no value {\(name)}")
                continue
            }
            values.set(name, kind == .date ? "2022-10-01" : "1")
        }
        do {
            try allowed.check(Array(ParamsTemplate(query.params).filled(values).utf8))
        } catch {
            UnfitJSON.note(error, at: path + "/params", rule: "definition.params", isText: true, &problems)
        }
        return allowed.result
    }

    private func check(
        _ table: ReportTableBinding, in shape: JSONShape, _ shapes: [String: JSONShape], at path: String,
        _ problems: inout Problems
    ) {
        guard let row = row(table.rows, in: shape, at: path + "/rows", &problems) else { return }
        check(table.filter, in: row, at: path + "/filter", &problems)
        table.key.map { check($0, in: row, at: path + "/key", &problems) }
        for (index, column) in table.columns.enumerated() {
            if column.paths.isEmpty {
                problems.add(
                    "\(path)/columns/\(index)/paths", "count.range", th: "ต้องมีอย่างน้อยหนึ่งตำแหน่ง", en: "at least one place"
                )
            }
            for (place, pointer) in column.paths.enumerated() {
                check(pointer, in: row, at: "\(path)/columns/\(index)/paths/\(place)", &problems)
            }
            for (place, pointer) in (column.otherwise ?? []).enumerated() {
                check(pointer, in: row, at: "\(path)/columns/\(index)/otherwise/\(place)", &problems)
            }
            column.suppressed.map { check($0, in: row, at: "\(path)/columns/\(index)/suppressed", &problems) }
            for (number, lookup) in (column.lookups ?? []).enumerated() {
                check(lookup, shapes, at: "\(path)/columns/\(index)/lookups/\(number)", &problems)
            }
        }
    }

    private func check(
        _ lookup: ReportLookup, _ shapes: [String: JSONShape], at path: String, _ problems: inout Problems
    ) {
        guard let shape = shapes[lookup.query], let row = row(lookup.rows, in: shape, at: path + "/rows", &problems)
        else { return }
        check(lookup.key, in: row, at: path + "/key", &problems)
        check(lookup.name, in: row, at: path + "/name", &problems)
    }

    private func check(
        _ filters: [ReportFilter]?, in row: JSONShape, at path: String, _ problems: inout Problems
    ) {
        for (index, filter) in (filters ?? []).enumerated() {
            check(filter.path, in: row, at: "\(path)/\(index)/path", &problems)
            for (member, bound) in [("from", filter.from), ("until", filter.until)] {
                let unknown = BracedText.pieces(bound ?? "").compactMap(\.name).filter { Self.sample.raw($0) == nil }
                for name in unknown {
                    problems.add(
                        "\(path)/\(index)/\(member)", "definition.name", th: "ไม่มีค่าชื่อ {\(name)}",
                        en: "there is no value {\(name)}")
                }
            }
        }
    }

    private func row(
        _ text: String, in shape: JSONShape, at path: String, _ problems: inout Problems
    ) -> JSONShape? {
        guard let pointer = JSONPointer(text), let found = shape.at(pointer) else {
            nowhere(text, at: path, &problems)
            return nil
        }
        guard case .array(let row) = found else {
            problems.add(path, "definition.rows", th: "ตำแหน่งนี้ไม่ใช่รายการ", en: "what is there is no list")
            return nil
        }
        return row
    }

    private func check(_ text: String, in shape: JSONShape, at path: String, _ problems: inout Problems) {
        guard let pointer = JSONPointer(text), shape.at(pointer) != nil else {
            nowhere(text, at: path, &problems)
            return
        }
    }

    private func nowhere(_ text: String, at path: String, _ problems: inout Problems) {
        problems.add(
            path, "definition.place", th: "คำตอบของคำสั่งไม่มีตำแหน่ง “\(text)”",
            en: "the method's answer has no place “\(text)”")
    }

    /// Values as those of a report, to try params with.
    private static var sample: BoundValues {
        guard let year = FiscalYear(2566) else { return BoundValues() }
        return Gatherer.values(
            of: ReportSubject(
                organisation: "67", province: "67", name: LocalizedText(th: "จังหวัด"), fiscalYear: year, quarter: 1,
                asOf: year.firstDay))
    }
}
