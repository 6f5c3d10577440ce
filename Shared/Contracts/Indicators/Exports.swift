import CommonContract
import JSONRPC
import Kernel

/// The formats that figures leave in.
public enum ExportFormat: String, Codable, Sendable, CaseIterable {
    /// A table with Thai headings.
    case csv
    /// The same as a workbook.
    case xlsx
    /// SDMX-CSV 2.0.
    case sdmxCsv
    /// SDMX-ML 2.1: the structure message.
    case sdmxStructure
    /// SDMX-ML 2.1: generic data.
    case sdmxMl
    /// SDMX-ML 3.0: the structure message.
    case sdmxStructure3
    /// SDMX-ML 3.0: structure-specific data.
    case sdmxMl3
    /// SDMX-JSON 2.0.
    case sdmxJson
    /// Frictionless Data Package: a description and a table.
    case dataPackage
    /// Open SDG: a table and metadata for every indicator.
    case openSdg
}

/// A file of an export.
public struct DataFile: Codable, Sendable, Hashable {
    public var name: String
    public var mediaType: String
    /// Absent of a workbook.
    public var text: String?
    /// A workbook's bytes in base 64; absent of texts.
    public var content: String?
    /// Observations in it.
    public var rows: Int
    /// Of the bytes (a text's UTF-8), hexadecimal.
    public var sha256: String

    public init(name: String, mediaType: String, text: String?, content: String? = nil, rows: Int, sha256: String) {
        self.name = name
        self.mediaType = mediaType
        self.text = text
        self.content = content
        self.rows = rows
        self.sha256 = sha256
    }
}

/// Figures of indicators and data elements in a format that others read. Small groups of people are suppressed.
public struct ExportData: RPCMethod {
    public static let name = "data.export"
    public static let summary = LocalizedText(
        "ส่งออกข้อมูลในรูปแบบมาตรฐาน", "Figures in a format that others read: CSV, SDMX, Data Package, Open SDG")
    public static let details = LocalizedText(
        "ปกปิดกลุ่มคนจำนวนน้อย (suppression.get) รวมถึงค่าที่คำนวณย้อนได้; OBS_STATUS: A มีค่า O ไม่มี M ไม่เกี่ยวข้อง L ยังไม่รายงาน Q ปกปิด และ ANSWER_STATE บอกตรงตัว",
        "Small groups of people are suppressed (suppression.get), with what they could be worked out from. OBS_STATUS: A a value, O none, M not applicable, L not reported, Q suppressed; ANSWER_STATE says it in our words."
    )
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated, .tooLarge]
    public static let examples = [
        RPCExample(
            "pupils of a province as SDMX-CSV",
            params: """
                {"organisation":"67","format":"sdmxCsv","elements":["67-PUPILS"],"indicators":[],\
                "periods":["AY2566"],"breakdowns":false}
                """,
            result: """
                {"files":[{"name":"data.sdmx.csv","mediaType":"application/vnd.sdmx.data+csv; version=2.0.0",\
                "text":"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,MEASURE,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,\
                UNIT_MEASURE,ANSWER_STATE,PERIOD\\r\\n\
                dataflow,TH_PEO67:DF_67(1.0),I,A,67-PUPILS,67,2023-05-16/P1Y,110,A,person,value,AY2566\\r\\n",\
                "rows":1,"sha256":"9f2bd65c6dc853b29066c2860c5e1b747ff2a30cca8ea44c0cf111d208d94736"}],"suppressed":0}
                """)
    ]
    public typealias Result = ExportedData

    public var organisation: String
    public var format: ExportFormat
    /// Codes of data elements.
    public var elements: [String]
    /// Codes of indicators that have a formula.
    public var indicators: [String]
    /// 1 to 24; each is taken for what is of its type.
    public var periods: [Period]
    /// Also each dimension's categories; standard `true`.
    public var breakdowns: Bool?
    /// Also the organisations directly below.
    public var children: Bool?

    public init(
        organisation: String, format: ExportFormat, elements: [String], indicators: [String], periods: [Period],
        breakdowns: Bool? = nil, children: Bool? = nil
    ) {
        self.organisation = organisation
        self.format = format
        self.elements = elements
        self.indicators = indicators
        self.periods = periods
        self.breakdowns = breakdowns
        self.children = children
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.count(periods.count, 1...24, "/periods", &problems)
        Rules.unique(periods.map(\.description), "/periods", &problems)
        Rules.count(elements.count, 0...200, "/elements", &problems)
        Rules.count(indicators.count, 0...200, "/indicators", &problems)
        Rules.unique(elements + indicators, "/elements", &problems)
        for (index, code) in elements.enumerated() { Rules.code(code, "/elements/\(index)", &problems) }
        for (index, code) in indicators.enumerated() { Rules.code(code, "/indicators/\(index)", &problems) }
    }
}

/// What was exported.
public struct ExportedData: Codable, Sendable, Hashable {
    public var files: [DataFile]
    /// Observations that are kept back because groups are small.
    public var suppressed: Int

    public init(files: [DataFile], suppressed: Int) {
        self.files = files
        self.suppressed = suppressed
    }
}

/// From what count on groups of people are shown in what is published.
public struct SuppressionRule: Codable, Sendable, Hashable {
    public var province: String
    /// Counts from 1 to below this are kept back: 0 (nothing) to 100; standard 5.
    public var threshold: Int
    /// Unit codes whose counts are of people; standard `person`.
    public var units: [String]
    /// 0: the standard, nothing was set.
    public var version: Int

    public init(province: String, threshold: Int, units: [String], version: Int) {
        self.province = province
        self.threshold = threshold
        self.units = units
        self.version = version
    }
}

/// A province's rule about small groups.
public struct GetSuppression: RPCMethod {
    public static let name = "suppression.get"
    public static let summary = LocalizedText("เกณฑ์ปกปิดกลุ่มเล็กของจังหวัด", "A province's rule about small groups")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "the standard", params: #"{"province":"67"}"#,
            result: #"{"province":"67","threshold":5,"units":["person"],"version":0}"#)
    ]
    public typealias Result = SuppressionRule

    public var province: String

    public init(province: String) { self.province = province }

    public func check(_ problems: inout Problems) { Rules.organisation(province, "/province", &problems) }
}

/// Sets a province's rule about small groups.
public struct SetSuppression: RPCChange {
    public static let name = "suppression.set"
    public static let summary = LocalizedText("ตั้งเกณฑ์ปกปิดกลุ่มเล็ก", "Sets a province's rule about small groups")
    public static let access = RPCAccess.roles([.provincialOfficer, .administrator])
    public static let errors: [RPCErrorKind] = [.conflict]
    public static let examples = [
        RPCExample(
            "ten",
            params: """
                {"idempotencyKey":"suppression-1","province":"67","threshold":10,"units":["person"],\
                "expectedVersion":0}
                """,
            result: #"{"province":"67","threshold":10,"units":["person"],"version":1}"#)
    ]
    public typealias Result = SuppressionRule

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var province: String
    public var threshold: Int
    public var units: [String]
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, province: String, threshold: Int, units: [String], expectedVersion: Int,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.province = province
        self.threshold = threshold
        self.units = units
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(province, "/province", &problems)
        Rules.range(threshold, 0...100, "/threshold", &problems)
        Rules.count(units.count, 0...20, "/units", &problems)
        Rules.unique(units, "/units", &problems)
        for (index, unit) in units.enumerated() { Rules.unit(unit, "/units/\(index)", &problems) }
    }
}
