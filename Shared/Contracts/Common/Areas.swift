import JSONRPC
import Kernel

/// Rules of the official codes of areas: two digits a province, four a district, six a subdistrict.
public enum AreaCode {
    /// Adds a problem if `code` is given and has not exactly so many digits.
    public static func check(_ code: String?, digits: Int, at path: String, _ problems: inout Problems) {
        guard let code, code.utf8.count != digits || !code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return
        }
        problems.add(
            path, "area.code", th: "รหัสพื้นที่ต้องเป็นตัวเลข \(digits) หลัก", en: "the area's code has \(digits) digits")
    }

    /// Adds a problem if a subdistrict is not of the district.
    public static func check(
        place district: String?, _ subdistrict: String?, at path: String, _ problems: inout Problems
    ) {
        check(district, digits: 4, at: path + "/district", &problems)
        check(subdistrict, digits: 6, at: path + "/subdistrict", &problems)
        if let subdistrict, !subdistrict.hasPrefix(district ?? "") {
            problems.add(
                path + "/subdistrict", "area.place", th: "ตำบลนี้ไม่ได้อยู่ในอำเภอ \(district ?? "")",
                en: "the subdistrict is not of the district \(district ?? "")")
        }
    }
}

/// Rules of codes in other schemes.
public enum SchemeCodes {
    public static let countMax = 20

    /// Adds a problem for each that is no code: schemes are 1 to 32 letters and digits, codes 1 to 32 characters.
    public static func check(_ codes: [String: String]?, at path: String, _ problems: inout Problems) {
        guard let codes else { return }
        if codes.count > countMax {
            problems.add(path, "count.range", th: "ไม่เกิน \(countMax) ระบบรหัส", en: "at most \(countMax) schemes")
        }
        for (scheme, code) in codes.sorted(by: { $0.key < $1.key }) {
            check(scheme: scheme, at: "\(path)/\(scheme)", &problems)
            problems.check(text: code, at: "\(path)/\(scheme)", max: 32)
        }
    }

    /// Adds a problem if a scheme's name is none.
    public static func check(scheme: String?, at path: String, _ problems: inout Problems) {
        guard let scheme else { return }
        let isPlain = scheme.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
        guard (1...32).contains(scheme.utf8.count), isPlain else {
            problems.add(
                path, "code.scheme", th: "ชื่อระบบรหัสต้องเป็นตัวอักษรอังกฤษหรือตัวเลข 1 ถึง 32 ตัว",
                en: "a scheme is 1 to 32 letters and digits")
            return
        }
    }
}

/// A province, district or subdistrict as the state numbers it.
public struct Area: Codable, Sendable, Hashable {
    /// Two, four or six digits; those of what it lies in come first.
    public var code: String
    public var name: LocalizedText

    public init(code: String, name: LocalizedText) {
        self.code = code
        self.name = name
    }
}

/// Takes the official list of areas: names by which lists of schools are read and districts are shown.
public struct ImportAreas: RPCChange {
    public static let name = "area.import"
    public static let summary = LocalizedText(
        "นำเข้ารหัสพื้นที่ (จังหวัด อำเภอ ตำบล)", "Take the official codes and names of areas")
    public static let details = LocalizedText(
        "รหัสที่มีอยู่แล้วเปลี่ยนชื่อได้ ไม่มีการลบ", "A code that is there gets the name that is given; nothing is taken away.")
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.ruleViolated]
    public static let memberNotes = [
        "under": LocalizedText("จังหวัดเดียวกันทุกรหัส หรือ TH", "A province that all codes lie in, or TH"),
        "areas": LocalizedText("1 ถึง 10,000 พื้นที่", "1 to 10,000 areas"),
    ]
    public static let examples = [
        RPCExample(
            "a district with a subdistrict",
            params: #"""
                {"idempotencyKey":"example-area-import-1","under":"67","areas":[
                {"code":"6703","name":{"th":"หล่มสัก","en":"Lom Sak"}},
                {"code":"670311","name":{"th":"น้ำชุน","en":"Nam Chun"}}]}
                """#,
            result: #"{"saved":2}"#)
    ]
    public static let areasMax = 10_000
    public typealias Result = AreasImported

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var under: String
    public var areas: [Area]

    public init(idempotencyKey: String, under: String, areas: [Area], validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.under = under
        self.areas = areas
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        if under != "TH" { AreaCode.check(under, digits: 2, at: "/under", &problems) }
        if !(1...ImportAreas.areasMax).contains(areas.count) {
            problems.add("/areas", "count.range", th: "ต้องมี 1 ถึง 10,000 พื้นที่", en: "1 to 10,000 areas a call")
        }
        var seen: Set<String> = []
        for (index, area) in areas.enumerated() {
            let digits = min(max(area.code.utf8.count + area.code.utf8.count % 2, 2), 6)
            AreaCode.check(area.code, digits: digits, at: "/areas/\(index)/code", &problems)
            problems.check(text: area.name, at: "/areas/\(index)/name", max: 200)
            if !seen.insert(area.code).inserted {
                problems.add("/areas/\(index)/code", "unique", th: "รหัสซ้ำ", en: "is there more than once")
            }
            if under != "TH", !area.code.hasPrefix(under) {
                problems.add(
                    "/areas/\(index)/code", "area.under", th: "ไม่อยู่ในจังหวัด \(under)", en: "is not of province \(under)")
            }
        }
    }
}

/// How many areas were written.
public struct AreasImported: Codable, Sendable, Hashable {
    public var saved: Int

    public init(saved: Int) { self.saved = saved }
}

/// Areas in the order of their codes.
public struct ListAreas: RPCMethod {
    public static let name = "area.list"
    public static let summary = LocalizedText("รายการพื้นที่ เรียงตามรหัส", "List areas in the order of their codes")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "under": LocalizedText("เฉพาะที่รหัสขึ้นต้นเช่นนี้", "Only those whose codes begin so"),
        "digits": LocalizedText("2 จังหวัด 4 อำเภอ 6 ตำบล", "2 provinces, 4 districts, 6 subdistricts"),
    ]
    public static let examples = [
        RPCExample(
            "districts of a province", params: #"{"under":"67","digits":4}"#,
            result: #"{"items":[{"code":"6703","name":{"th":"หล่มสัก","en":"Lom Sak"}}]}"#)
    ]
    public typealias Result = Page<Area>

    public var under: String?
    public var digits: Int?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(under: String? = nil, digits: Int? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.under = under
        self.digits = digits
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        if let under { AreaCode.check(under, digits: min(max(under.utf8.count, 2), 6), at: "/under", &problems) }
    }
}
