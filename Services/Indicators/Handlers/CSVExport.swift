import Kernel
import Sheets

/// The cube as tables: for people, for SDMX-CSV 2.0, and as a Data Package.
enum CSVExport {
    /// The headings of the table for people.
    static func headings(_ cube: Cube) -> [SheetOutput] {
        let header = ["ตัวชี้วัด", "ชื่อตัวชี้วัด", "หน่วยงาน", "ชื่อหน่วยงาน", "ช่วงเวลา"]
        return (header + cube.dimensions.map(\.name.th) + ["ค่า", "หน่วย", "สถานะ"]).map(SheetOutput.text)
    }

    /// Names by code, looked up once for all rows.
    struct Names {
        private let measures: [String: Cube.Measure]
        private let areas: [String: String]
        private let categories: [[String: String]]

        init(_ cube: Cube) {
            measures = Dictionary(cube.measures.map { ($0.code.id, $0) }, uniquingKeysWith: { first, _ in first })
            areas = Dictionary(cube.areas.map { ($0.id, $0.name.th) }, uniquingKeysWith: { first, _ in first })
            categories = cube.dimensions.map { dimension in
                Dictionary(dimension.codes.map { ($0.id, $0.name.th) }, uniquingKeysWith: { first, _ in first })
            }
        }

        func unit(of measure: String) -> String { measures[measure]?.unit ?? "" }

        /// A row of the table for people: codes and names side by side, absences in words.
        func row(_ row: Cube.Observation) -> [SheetOutput] {
            let own = zip(categories, row.categories).map { names, category in
                SheetOutput.text(category == Cube.total ? "ทั้งหมด" : names[category] ?? category)
            }
            return [
                .text(row.measure), .text(measures[row.measure]?.code.name.th ?? ""), .text(row.area),
                .text(areas[row.area] ?? ""), .text(row.period.code),
            ] + own + [
                row.value.map(SheetOutput.decimal) ?? .empty, .text(unit(of: row.measure)), .text(label(row.state)),
            ]
        }
    }

    /// A table with Thai headings, codes and names side by side.
    static func plain(_ cube: Cube) -> ExportFile {
        var writer = CSVWriter()
        let names = Names(cube)
        writer.write(headings(cube), style: .heading)
        for row in cube.observations { writer.write(names.row(row)) }
        return ExportFile(
            name: "data.csv", mediaType: "text/csv", bytes: writer.finish(), rows: cube.observations.count)
    }

    /// The same as a workbook.
    static func workbook(_ cube: Cube, created: Instant) throws -> ExportFile {
        let writer = try XLSXWriter(title: cube.name.th, createdAt: created)
        let names = Names(cube)
        try writer.beginSheet("ข้อมูล")
        try writer.write(headings(cube), style: .heading)
        for row in cube.observations { try writer.write(names.row(row), style: .body) }
        return ExportFile(
            name: "data.xlsx", mediaType: xlsx, bytes: try writer.finish(), rows: cube.observations.count)
    }

    static let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    private static func label(_ state: Cube.State) -> String {
        switch state {
        case .value: "มีค่า"
        case .none: "ไม่มี"
        case .notApplicable: "ไม่เกี่ยวข้อง"
        case .notReported: "ยังไม่รายงาน"
        case .suppressed: "ปกปิด"
        case .undefined: "คำนวณไม่ได้"
        }
    }

    static func sdmxHeadings(_ cube: Cube) -> [SheetOutput] {
        (["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "MEASURE", "REF_AREA"] + cube.dimensions.map(\.id)
            + ["TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE", "ANSWER_STATE", "PERIOD"]).map(
                SheetOutput.text)
    }

    static func sdmxRow(_ row: Cube.Observation, _ cube: Cube, _ names: Names) -> [SheetOutput] {
        (["dataflow", "\(cube.agency):\(cube.id)(1.0)", "I", row.period.frequency, row.measure, row.area]
            + row.categories + [
                row.period.time, row.value?.description ?? "", row.state.status, names.unit(of: row.measure),
                row.state.rawValue, row.period.code,
            ]).map(SheetOutput.text)
    }

    /// SDMX-CSV 2.0.
    static func sdmx(_ cube: Cube) -> ExportFile {
        let names = Names(cube)
        return ExportFile(
            name: "data.sdmx.csv", mediaType: "application/vnd.sdmx.data+csv; version=2.0.0",
            bytes: ExportText.csv(
                [sdmxHeadings(cube)] + cube.observations.map { sdmxRow($0, cube, names) }),
            rows: cube.observations.count)
    }

    /// Frictionless Data Package: a table and its description.
    static func dataPackage(_ cube: Cube, created: Instant) -> [ExportFile] {
        let header =
            ["measure", "area", "period", "time"] + cube.dimensions.map(\.code) + ["value", "state", "unit"]
        let names = Names(cube)
        let table = cube.observations.map { row in
            [row.measure, row.area, row.period.code, row.period.time] + row.categories + [
                row.value?.description ?? "", row.state.rawValue, names.unit(of: row.measure),
            ]
        }
        func field(_ name: String, _ title: LocalizedText, _ values: [String]?) -> String {
            let listed = values.map { ",\"enum\":[\($0.map(ExportText.json).joined(separator: ","))]" } ?? ""
            return """
                {"name":\(ExportText.json(name)),"type":"string","title":\(ExportText.json(title.en ?? title.th)),\
                "constraints":{"required":true\(listed)}}
                """
        }
        var fields = [
            field("measure", LocalizedText("ตัวชี้วัด", "Indicator"), cube.measures.map(\.code.id)),
            field("area", LocalizedText("หน่วยงาน", "Organisation"), cube.areas.map(\.id)),
            field("period", LocalizedText("ช่วงเวลา", "Period"), nil),
            field("time", LocalizedText("ช่วงวันที่", "Days"), nil),
        ]
        fields += cube.dimensions.map { field($0.code, $0.name, $0.codes.map(\.id)) }
        fields.append(#"{"name":"value","type":"number"}"#)
        fields.append(
            field(
                "state", LocalizedText("สถานะ", "State"),
                ["value", "none", "notApplicable", "notReported", "suppressed", "undefined"]))
        fields.append(field("unit", LocalizedText("หน่วย", "Unit"), nil))
        let key = (["measure", "area", "period"] + cube.dimensions.map(\.code)).map(ExportText.json)
        let package = """
            {"profile":"tabular-data-package","name":\(ExportText.json(cube.id.lowercased())),\
            "title":\(ExportText.json(cube.name.th)),"created":\(ExportText.json(created.description)),\
            "resources":[{"profile":"tabular-data-resource","name":"data","path":"data.csv","format":"csv",\
            "mediatype":"text/csv","encoding":"utf-8","schema":{"fields":[\(fields.joined(separator: ","))],\
            "missingValues":[""],"primaryKey":[\(key.joined(separator: ","))]}}]}
            """
        return [
            ExportFile(name: "datapackage.json", mediaType: "application/json", text: package, rows: 0),
            ExportFile(
                name: "data.csv", mediaType: "text/csv",
                bytes: ExportText.csv(([header] + table).map { $0.map(SheetOutput.text) }),
                rows: cube.observations.count),
        ]
    }

    /// Open SDG: for every measure a table of years and a page of metadata. What has no number is left out, as the
    /// platform takes numbers alone.
    static func openSDG(_ cube: Cube) -> [ExportFile] {
        cube.measures.flatMap { measure -> [ExportFile] in
            let rows = cube.observations.filter { $0.measure == measure.code.id && $0.value != nil }
            let name = measure.code.id.lowercased()
            var table = [["Year", "Area"] + cube.dimensions.map { $0.name.en ?? $0.name.th } + ["Units", "Value"]]
            let areas = Dictionary(cube.areas.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            let top = cube.areas.first?.id
            for row in rows where row.period.months == 12 {
                let area = row.area == top ? "" : areas[row.area].map { $0.en ?? $0.th } ?? row.area
                let categories = zip(cube.dimensions, row.categories).map { dimension, category -> String in
                    if category == Cube.total { return "" }
                    let code = dimension.codes.first { $0.id == category }
                    return code?.name.en ?? code?.name.th ?? category
                }
                // The year that most of the period lies in.
                let year = row.period.firstDay.month >= 10 ? row.period.firstDay.year + 1 : row.period.firstDay.year
                table.append([String(year), area] + categories + [measure.unit, row.value?.description ?? ""])
            }
            let title = measure.code.name.en ?? measure.code.name.th
            let metadata = """
                indicator_number: \(ExportText.json(measure.code.id))
                indicator_name: \(ExportText.json(title))
                graph_title: \(ExportText.json(title))
                graph_type: line
                computation_units: \(ExportText.json(measure.unit))
                national_indicator_description: \(ExportText.json(measure.definition?.en ?? measure.definition?.th ?? title))
                reporting_status: \(rows.isEmpty ? "notstarted" : "complete")
                data_non_statistical: false

                """
            return [
                ExportFile(
                    name: "data/indicator_\(name).csv", mediaType: "text/csv",
                    bytes: ExportText.csv(table.map { $0.map(SheetOutput.text) }),
                    rows: rows.count { $0.period.months == 12 }),
                ExportFile(name: "meta/\(name).yml", mediaType: "application/yaml", text: metadata, rows: 0),
            ]
        }
    }
}

extension ExportText {
    /// A table for programs: RFC 4180 without a byte-order mark.
    static func csv(_ rows: [[SheetOutput]]) -> [UInt8] {
        var writer = CSVWriter(hasMark: false, guardsFormulas: false)
        for row in rows { writer.write(row) }
        return writer.finish()
    }
}
