import IndicatorsContract
import Kernel
import PlansContract
import ReportingContract
import Sheets

/// The data of an Open SDG site (a static site generator that statistical offices use): for each global indicator a CSV
/// of its series, its metadata and its settings. Made from what a published SDG 4 report was made from, so that the site
/// never says another thing than the report.
struct OpenSdg {
    /// What one file is called within the site's data folder, and what it says.
    struct File: Sendable, Hashable {
        var path: String
        var bytes: [UInt8]
    }

    let province: LocalizedText
    let targets: [PlanElement]
    let indicators: [Indicator]
    let trends: [IndicatorTrend]
    let mappings: [SdgMapping]
    let licence: String

    /// In the order of the indicators' numbers: `data/…csv`, `meta/…yml`, `indicator-config/…yml` of each.
    var files: [File] {
        globals.flatMap { global in
            let name = global.number.map { $0 == "." ? "-" : String($0) }.joined()
            return [
                File(path: "data/indicator_\(name).csv", bytes: data(global)),
                File(path: "meta/\(name).yml", bytes: Array(metadata(global).utf8)),
                File(path: "indicator-config/\(name).yml", bytes: Array(settings(global).utf8)),
            ]
        }
    }

    private struct Global {
        /// `4.1.1`
        var number: String
        var name: LocalizedText
        var target: PlanElement?
        /// Of the province, with their trends.
        var own: [(indicator: Indicator, trend: IndicatorTrend?, national: LocalizedText?)]
    }

    private var globals: [Global] {
        targets.filter { $0.kind == .indicatorReference && SdgAnswers.short($0.code).split(separator: ".").count == 3 }
            .sorted { $0.code < $1.code }
            .map { element in
                let number = SdgAnswers.short(element.code)
                let own = mappings.filter { $0.global == number }.compactMap { mapping in
                    indicators.first { $0.code == mapping.indicator }.map { indicator in
                        (indicator, trends.first { $0.indicator == indicator.code }, mapping.national)
                    }
                }
                return Global(
                    number: number, name: element.text, target: targets.first { $0.code == element.parent }, own: own)
            }
    }

    /// One row for each year and series with a figure; years of the common era. A year without a figure has no row:
    /// nothing reported is not zero.
    private func data(_ global: Global) -> [UInt8] {
        var writer = CSVWriter(hasMark: false)
        writer.write(["Year", "Series", "Units", "Value"].map(SheetOutput.text), style: .heading)
        for series in global.own {
            var points: [(year: Int, value: Quantity)] = []
            if let baseline = series.indicator.baseline {
                points.append((baseline.fiscalYear.buddhistYear - 543, baseline.value))
            }
            for point in series.trend?.points ?? [] {
                guard let value = point.value, let year = Self.year(of: point.period) else { continue }
                points.removeAll { $0.year == year }
                points.append((year, value))
            }
            for point in points.sorted(by: { $0.year < $1.year }) {
                writer.write([
                    .integer(point.year), .text("\(series.indicator.code) \(series.indicator.name.th)"),
                    .text(series.indicator.unit.th), .decimal(point.value),
                ])
            }
        }
        return writer.finish()
    }

    /// A fiscal year bears the name of the year that it ends in, an academic year that of the one it begins in.
    private static func year(of period: Period) -> Int? {
        switch period.type {
        case .fiscalYear, .academicYear: Int(period.description.dropFirst(2)).map { $0 - 543 }
        case .fiscalQuarter, .month: nil
        }
    }

    private func metadata(_ global: Global) -> String {
        let parts = global.number.split(separator: ".")
        let goal = "\(parts[0]).\(parts[1])"
        let national = global.own.compactMap(\.national?.th)
        return Self.yaml([
            ("goal_number", "4"), ("target_number", goal), ("target_name", global.target?.text.th ?? goal),
            ("indicator_number", global.number), ("indicator_name", global.name.th),
            ("un_designated_tier", ""), ("national_indicator_available", national.joined(separator: "; ")),
            ("national_geographical_coverage", province.th),
            ("computation_definitions", global.own.compactMap { $0.indicator.definition?.th }.joined(separator: "\n")),
            ("source_active_1", "true"), ("source_organisation_1", province.th), ("source_url_1", licence),
        ])
    }

    private func settings(_ global: Global) -> String {
        let hasFigures = global.own.contains { series in
            series.indicator.baseline != nil || (series.trend?.points.contains { $0.value != nil } ?? false)
        }
        let parts = global.number.split(separator: ".")
        return Self.yaml([
            ("indicator_number", global.number), ("indicator_name", global.name.th), ("goal_number", "4"),
            ("target_number", "\(parts[0]).\(parts[1])"),
            ("indicator_sort_order", parts.map { $0.count == 1 ? "0\($0)" : String($0) }.joined(separator: "-")),
            ("graph_type", "line"), ("graph_title", global.name.th), ("data_non_statistical", "false"),
            ("published", "true"), ("reporting_status", hasFigures ? "complete" : "notstarted"),
            ("computation_units", global.own.first?.indicator.unit.th ?? ""),
            ("target_2030", target(of: global, SdgAnswers.goalYear)),
        ])
    }

    private func target(of global: Global, _ year: Int) -> String {
        global.own.compactMap { series in
            series.indicator.targets.first {
                $0.organisation == series.indicator.owner && $0.fiscalYear.buddhistYear == year
            }?.value.description
        }.joined(separator: "; ")
    }

    /// Scalars in double quotation marks: what people write can be nothing but text. Booleans stay bare.
    private static func yaml(_ pairs: [(String, String)]) -> String {
        pairs.map { name, value in
            if value == "true" || value == "false" { return "\(name): \(value)\n" }
            let escaped = CellText.visible(value).map { character -> String in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                case "\t": "\\t"
                default: String(character)
                }
            }.joined()
            return "\(name): \"\(escaped)\"\n"
        }.joined()
    }
}
