import Kernel

/// The cube as tables: for people, for SDMX-CSV 2.0, and as a Data Package.
enum CSVExport {
    /// A table with Thai headings, codes and names side by side.
    static func plain(_ cube: Cube) -> ExportFile {
        var header = ["ตัวชี้วัด", "ชื่อตัวชี้วัด", "หน่วยงาน", "ชื่อหน่วยงาน", "ช่วงเวลา"]
        header += cube.dimensions.map(\.name.th) + ["ค่า", "หน่วย", "สถานะ"]
        let measures = Dictionary(cube.measures.map { ($0.code.id, $0) }, uniquingKeysWith: { first, _ in first })
        let areas = Dictionary(cube.areas.map { ($0.id, $0.name.th) }, uniquingKeysWith: { first, _ in first })
        var text = "\u{FEFF}" + ExportText.csv(header)
        for row in cube.observations {
            let measure = measures[row.measure]
            let categories = zip(cube.dimensions, row.categories).map { dimension, category in
                category == Cube.total
                    ? "ทั้งหมด" : dimension.codes.first { $0.id == category }?.name.th ?? category
            }
            text += ExportText.csv(
                [row.measure, measure?.code.name.th ?? "", row.area, areas[row.area] ?? "", row.period.code]
                    + categories + [row.value?.description ?? "", measure?.unit ?? "", label(row.state)])
        }
        return ExportFile(name: "data.csv", mediaType: "text/csv", text: text, rows: cube.observations.count)
    }

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

    /// SDMX-CSV 2.0.
    static func sdmx(_ cube: Cube) -> ExportFile {
        let header =
            ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "MEASURE", "REF_AREA"] + cube.dimensions.map(\.id)
            + ["TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE", "ANSWER_STATE", "PERIOD"]
        var text = ExportText.csv(header)
        let reference = "\(cube.agency):\(cube.id)(1.0)"
        for row in cube.observations {
            text += ExportText.csv(
                ["dataflow", reference, "I", row.period.frequency, row.measure, row.area] + row.categories + [
                    row.period.time, row.value?.description ?? "", row.state.status,
                    cube.unit(of: row.measure)?.unit ?? "", row.state.rawValue, row.period.code,
                ])
        }
        return ExportFile(
            name: "data.sdmx.csv", mediaType: "application/vnd.sdmx.data+csv; version=2.0.0", text: text,
            rows: cube.observations.count)
    }

    /// Frictionless Data Package: a table and its description.
    static func dataPackage(_ cube: Cube, created: Instant) -> [ExportFile] {
        let header =
            ["measure", "area", "period", "time"] + cube.dimensions.map(\.code) + ["value", "state", "unit"]
        var text = ExportText.csv(header)
        for row in cube.observations {
            text += ExportText.csv(
                [row.measure, row.area, row.period.code, row.period.time] + row.categories + [
                    row.value?.description ?? "", row.state.rawValue, cube.unit(of: row.measure)?.unit ?? "",
                ])
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
            ExportFile(name: "data.csv", mediaType: "text/csv", text: text, rows: cube.observations.count),
        ]
    }

    /// Open SDG: for every measure a table of years and a page of metadata. What has no number is left out, as the
    /// platform takes numbers alone.
    static func openSDG(_ cube: Cube) -> [ExportFile] {
        cube.measures.flatMap { measure -> [ExportFile] in
            let rows = cube.observations.filter { $0.measure == measure.code.id && $0.value != nil }
            let name = measure.code.id.lowercased()
            var text = ExportText.csv(
                ["Year", "Area"] + cube.dimensions.map { $0.name.en ?? $0.name.th } + ["Units", "Value"])
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
                text += ExportText.csv(
                    [String(year), area] + categories + [measure.unit, row.value?.description ?? ""])
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
                    name: "data/indicator_\(name).csv", mediaType: "text/csv", text: text,
                    rows: rows.count { $0.period.months == 12 }),
                ExportFile(name: "meta/\(name).yml", mediaType: "application/yaml", text: metadata, rows: 0),
            ]
        }
    }
}
