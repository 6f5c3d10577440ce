import Kernel

/// Figures as statisticians hand them on: each of a measure, an area, a period and categories.
struct Cube: Codable, Sendable {
    /// A code with its names. `id` is what the formats allow: letters, digits, `_`, `-`, `@`, `$`.
    struct Code: Codable, Hashable, Sendable {
        var id: String
        var name: LocalizedText
    }

    struct Dimension: Codable, Hashable, Sendable {
        /// `SEX`
        var id: String
        /// `sex`
        var code: String
        var name: LocalizedText
        /// `_T`, everything together, first.
        var codes: [Code]
    }

    struct Measure: Codable, Hashable, Sendable {
        var code: Code
        var unit: String
        var decimals: Int
        var definition: LocalizedText?
    }

    enum State: String, Codable, Hashable, Sendable {
        case value, none, notApplicable, notReported, suppressed
        /// Computed of zeros: there is no such figure.
        case undefined

        /// SDMX's observation status (CL_OBS_STATUS): what it can not tell apart stands in `ANSWER_STATE`.
        var status: String {
            switch self {
            case .value: "A"
            case .none: "O"
            case .notApplicable, .undefined: "M"
            case .notReported: "L"
            case .suppressed: "Q"
            }
        }
    }

    struct Observation: Codable, Hashable, Sendable {
        /// Ids of codes.
        var measure: String
        var area: String
        var period: CubePeriod
        /// One for each dimension.
        var categories: [String]
        var value: Quantity?
        var state: State
    }

    /// Two digits, or `TH`.
    var province: String
    /// Of the dataflow: `DF_67`.
    var id: String
    var name: LocalizedText
    var measures: [Measure]
    var areas: [Code]
    var dimensions: [Dimension]
    var observations: [Observation]

    static let total = "_T"
    var agency: String { "TH_PEO\(province)" }

    /// A code as SDMX's ids allow it.
    static func id(_ code: String) -> String {
        String(
            String.UnicodeScalarView(
                code.unicodeScalars.map { scalar in
                    let plain =
                        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    return plain || scalar == "-" || scalar == "_" ? scalar : "_"
                }))
    }

    /// A code as the id of a concept, which does not begin with a digit.
    static func concept(_ code: String) -> String {
        let text = id(code).uppercased().split(separator: "-").joined(separator: "_")
        return text.first?.isLetter ?? false ? text : "D_" + text
    }

    func unit(of measure: String) -> Measure? { measures.first { $0.code.id == measure } }
}

/// A period with its Gregorian days: fiscal years begin on 1 October, academic years as the ministry says.
struct CubePeriod: Codable, Hashable, Sendable {
    /// `FY2566`, as the service writes it.
    var code: String
    var firstDay: CalendarDate
    var months: Int

    /// SDMX's time range: `2022-10-01/P1Y`.
    var time: String { "\(firstDay)/P\(months == 12 ? "1Y" : "\(months)M")" }
    /// CL_FREQ.
    var frequency: String { months == 12 ? "A" : months == 3 ? "Q" : "M" }
}

/// A file that leaves the service.
struct ExportFile: Hashable, Sendable {
    var name: String
    var mediaType: String
    /// UTF-8, or of a workbook its bytes.
    var bytes: [UInt8]
    /// Observations in it.
    var rows: Int

    init(name: String, mediaType: String, bytes: [UInt8], rows: Int) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        self.rows = rows
    }

    init(name: String, mediaType: String, text: String, rows: Int) {
        self.init(name: name, mediaType: mediaType, bytes: Array(text.utf8), rows: rows)
    }
}

/// Small pieces that the formats share.
enum ExportText {
    static func xml(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    static func json(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where character.value < 0x20:
                let digits = String(character.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(character)
            }
        }
        return result + "\""
    }

    static func names(xml name: LocalizedText, _ element: String) -> String {
        let english = name.en.map { "<com:\(element) xml:lang=\"en\">\(xml($0))</com:\(element)>" } ?? ""
        return english + "<com:\(element) xml:lang=\"th\">\(xml(name.th))</com:\(element)>"
    }

    static func names(json name: LocalizedText) -> String {
        let english = name.en.map { ",\"en\":\(json($0))" } ?? ""
        return "\"name\":\(json(name.en ?? name.th)),\"names\":{\"th\":\(json(name.th))\(english)}"
    }
}
