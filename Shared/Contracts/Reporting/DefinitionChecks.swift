import CommonContract
import Kernel

extension ReportDefinition {
    /// How much one definition may hold.
    public static let limits = (queries: 40, figures: 200, parts: 60, blocks: 400, columns: 30)

    /// Adds what is wrong with its form; what it asks of other services is checked by the service that knows them.
    public func check(_ problems: inout Problems, at path: String) {
        problems.check(text: code, at: path + "/code", max: 64)
        let isName = code.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        }
        if !isName {
            problems.add(
                path + "/code", "definition.code", th: "ใช้ได้เฉพาะตัวอักษรอังกฤษและตัวเลข", en: "letters a–z and digits only"
            )
        }
        problems.check(text: title, at: path + "/title", max: 300)
        problems.check(text: procedure, at: path + "/procedure", max: 64)
        let blocks = parts.reduce(0) { $0 + $1.blocks.count }
        let counts = [
            ("queries", queries.count, Self.limits.queries), ("figures", figures.count, Self.limits.figures),
            ("parts", parts.count, Self.limits.parts), ("parts", blocks, Self.limits.blocks),
        ]
        for (name, count, most) in counts where count > most {
            problems.add("\(path)/\(name)", "count.range", th: "ไม่เกิน \(most)", en: "at most \(most)")
        }
        if parts.isEmpty {
            problems.add(path + "/parts", "count.range", th: "ต้องมีอย่างน้อยหนึ่งส่วน", en: "at least one part")
        }
        unique(queries.map(\.name), "queries", &problems, path)
        unique(figures.map(\.name), "figures", &problems, path)
        unique(parts.map(\.code), "parts", &problems, path)
        let names = Set(queries.map(\.name))
        for (index, figure) in figures.enumerated() where !names.contains(figure.query) {
            unknownQuery(figure.query, at: "\(path)/figures/\(index)/query", &problems)
        }
        for (number, part) in parts.prefix(Self.limits.parts).enumerated() {
            problems.check(text: part.code, at: "\(path)/parts/\(number)/code", max: 64)
            problems.check(text: part.title, at: "\(path)/parts/\(number)/title", max: 300)
            for (place, block) in part.blocks.prefix(Self.limits.blocks).enumerated() {
                check(block, names, at: "\(path)/parts/\(number)/blocks/\(place)", &problems)
            }
        }
    }

    private func unique(_ names: [String], _ member: String, _ problems: inout Problems, _ path: String) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            problems.add(
                "\(path)/\(member)/\(index)", "definition.unique", th: "ชื่อ “\(name)” ซ้ำ", en: "“\(name)” is there twice")
        }
    }

    private func unknownQuery(_ name: String, at path: String, _ problems: inout Problems) {
        problems.add(
            path, "definition.query", th: "ไม่มีคำถามชื่อ “\(name)” ใน queries", en: "there is no query “\(name)” in queries"
        )
    }

    private func check(_ block: ReportBinding, _ queries: Set<String>, at path: String, _ problems: inout Problems) {
        problems.check(text: block.text, at: path + "/text", max: 20_000)
        let (member, isThere) =
            switch block.kind {
            case .heading, .text: ("text", block.text != nil)
            case .list: ("items", block.items?.isEmpty == false)
            case .table: ("table", block.table != nil)
            case .chart: ("chart", block.chart != nil)
            case .dataset: ("dataset", block.dataset != nil)
            }
        if !isThere {
            problems.add(
                "\(path)/\(member)", "definition.block", th: "ส่วนชนิด \(block.kind.rawValue) ต้องมี \(member)",
                en: "a block of kind \(block.kind.rawValue) needs \(member)")
        }
        if let table = block.table {
            if !queries.contains(table.query) { unknownQuery(table.query, at: path + "/table/query", &problems) }
            if table.columns.isEmpty || table.columns.count > Self.limits.columns {
                problems.add(
                    path + "/table/columns", "count.range", th: "ต้องมี 1 ถึง \(Self.limits.columns) คอลัมน์",
                    en: "1 to \(Self.limits.columns) columns")
            }
            for (index, column) in table.columns.prefix(Self.limits.columns).enumerated() {
                for (number, lookup) in (column.lookups ?? []).enumerated() where !queries.contains(lookup.query) {
                    unknownQuery(
                        lookup.query, at: "\(path)/table/columns/\(index)/lookups/\(number)/query", &problems)
                }
            }
        }
        guard let chart = block.chart else { return }
        let tables = parts.flatMap { $0.blocks.compactMap(\.table) }
        let columns = tables.first { $0.code == chart.table }?.columns.map(\.code)
        guard let columns else {
            problems.add(
                path + "/chart/table", "definition.table", th: "ไม่มีตารางรหัส “\(chart.table)”",
                en: "there is no table “\(chart.table)”")
            return
        }
        for (index, column) in chart.columns.enumerated() where !columns.contains(column) {
            problems.add(
                "\(path)/chart/columns/\(index)", "definition.column", th: "ตารางไม่มีคอลัมน์ “\(column)”",
                en: "the table has no column “\(column)”")
        }
    }
}
