import CommonContract
import JSONRPC
import Kernel

/// Where a provincial indicator stands under SDG 4: its global indicator and the national one.
public struct SdgMapping: Codable, Sendable, Hashable {
    /// Code of the provincial indicator.
    public var indicator: String
    /// Number of the global indicator: `"4.1.1"`.
    public var global: String
    /// Thailand's own indicator, as it is published.
    public var national: LocalizedText?

    public init(indicator: String, global: String, national: LocalizedText? = nil) {
        self.indicator = indicator
        self.global = global
        self.national = national
    }
}

/// Says where provincial indicators stand under SDG 4.
public struct MapSdgIndicators: RPCChange {
    public static let name = "sdg.map"
    public static let summary = LocalizedText(
        "กำหนดตัวชี้วัดโลกและตัวชี้วัดประเทศของตัวชี้วัดจังหวัด",
        "Say which global and national indicator each provincial one belongs to")
    public static let details = LocalizedText(
        "ใช้ในรายงาน SDG 4 และข้อมูลเว็บไซต์ Open SDG รายการที่ส่งมาแทนของเดิมทีละตัวชี้วัด",
        "For the SDG 4 report and the Open SDG site; what is given takes the place of what was there, indicator by indicator."
    )
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "mappings": LocalizedText("1 ถึง 500 รายการ", "1 to 500")
    ]
    public static let examples = [
        RPCExample(
            "reading in grade three",
            params: #"""
                {"organisation":"67","mappings":[{"indicator":"67-I1.1","global":"4.1.1",
                "national":{"th":"ร้อยละของผู้เรียนที่มีผลการทดสอบระดับชาติผ่านเกณฑ์"}}],"idempotencyKey":"example-sdg"}
                """#,
            result: #"{"items":[{"indicator":"67-I1.1","global":"4.1.1","national":{"th":"ร้อยละ"}}]}"#)
    ]
    public typealias Result = Page<SdgMapping>

    public var organisation: String
    public var mappings: [SdgMapping]
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, mappings: [SdgMapping], idempotencyKey: String, validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.mappings = mappings
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        if !(1...500).contains(mappings.count) {
            problems.add("/mappings", "count.range", th: "1 ถึง 500 รายการ", en: "1 to 500")
        }
        var seen: Set<String> = []
        for (index, mapping) in mappings.prefix(500).enumerated() {
            problems.check(text: mapping.indicator, at: "/mappings/\(index)/indicator", max: 32)
            problems.check(text: mapping.national, at: "/mappings/\(index)/national", max: 500)
            if !seen.insert(mapping.indicator).inserted {
                problems.add(
                    "/mappings/\(index)/indicator", "sdg.twice", th: "ซ้ำ", en: "this indicator is given twice")
            }
            let parts = mapping.global.split(separator: ".", omittingEmptySubsequences: false)
            let isNumber =
                parts.count == 3 && parts[0] == "4" && parts[1].count == 1
                && ("1234567abc".contains(parts[1])) && (Int(parts[2]).map { (1...20).contains($0) } ?? false)
            if !isNumber {
                problems.add(
                    "/mappings/\(index)/global", "sdg.global", th: "ต้องเป็นเลขตัวชี้วัดโลก เช่น 4.1.1",
                    en: "must be a global indicator's number, as 4.1.1")
            }
        }
    }
}

/// Where provincial indicators stand under SDG 4.
public struct ListSdgMappings: RPCMethod {
    public static let name = "sdg.list"
    public static let summary = LocalizedText(
        "ตัวชี้วัดโลกและประเทศของตัวชี้วัดจังหวัด", "Global and national indicators of the provincial ones")
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67"}"#,
            result: #"{"items":[{"indicator":"67-I1.1","global":"4.1.1","national":{"th":"ร้อยละ"}}]}"#)
    ]
    public typealias Result = Page<SdgMapping>

    public var organisation: String

    public init(organisation: String) { self.organisation = organisation }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
    }
}
