import CommonContract
import JSONRPC
import Kernel

/// A point of a shape, in the office's own drawing: right and down, any unit.
public struct MapPoint: Codable, Sendable, Hashable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A district as the office draws it: a tile of a grid, and its outline where there is one.
public struct District: Codable, Sendable, Hashable {
    /// `"6701"`
    public var code: String
    public var name: LocalizedText
    /// Place of its tile, from 0: to the right, and down.
    public var column: Int
    public var row: Int
    /// Its outline; 3 to 500 points.
    public var shape: [MapPoint]?

    public init(code: String, name: LocalizedText, column: Int, row: Int, shape: [MapPoint]? = nil) {
        self.code = code
        self.name = name
        self.column = column
        self.row = row
        self.shape = shape
    }
}

/// In which district an organisation is.
public struct DistrictMember: Codable, Sendable, Hashable {
    public var organisation: String
    public var district: String

    public init(organisation: String, district: String) {
        self.organisation = organisation
        self.district = district
    }
}

/// How many districts and members are known.
public struct DistrictsKept: Codable, Sendable, Hashable {
    public var districts: Int
    public var members: Int

    public init(districts: Int, members: Int) {
        self.districts = districts
        self.members = members
    }
}

/// The office's own map of its province: districts as tiles or outlines, and which organisation is where.
public struct PutDistricts: RPCChange {
    public static let name = "district.put"
    public static let summary = LocalizedText(
        "แผนที่อำเภอของจังหวัดและที่ตั้งของหน่วยงาน", "The districts of a province, and which organisation is where")
    public static let details = LocalizedText(
        "แทนที่ของเดิมทั้งหมด ช่องตาราง (column, row) ต้องไม่ซ้ำ shape เป็นเส้นรอบรูปตามภาพวาดของสำนักงาน",
        "Takes the place of all that was there. No two tiles at one place; outlines are as the office draws them.")
    public static let access = ReportingAccess.makers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "two districts",
            params: #"""
                {"organisation":"67","districts":[
                {"code":"6701","name":{"th":"เมืองเพชรบูรณ์","en":"Mueang Phetchabun"},"column":1,"row":1},
                {"code":"6702","name":{"th":"ชนแดน","en":"Chon Daen"},"column":0,"row":1}],
                "members":[{"organisation":"67-S0001","district":"6701"}],"idempotencyKey":"example-districts"}
                """#, result: #"{"districts":2,"members":1}"#)
    ]
    public static let districtsMax = 200
    public static let membersMax = 20_000
    public typealias Result = DistrictsKept

    public var organisation: String
    public var districts: [District]
    public var members: [DistrictMember]
    public var idempotencyKey: String
    public var validateOnly: Bool?

    public init(
        organisation: String, districts: [District], members: [DistrictMember], idempotencyKey: String,
        validateOnly: Bool? = nil
    ) {
        self.organisation = organisation
        self.districts = districts
        self.members = members
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: organisation, at: "/organisation", max: 32)
        if districts.count > Self.districtsMax {
            problems.add(
                "/districts", "count.range", th: "ไม่เกิน \(Self.districtsMax)", en: "at most \(Self.districtsMax)")
        }
        if members.count > Self.membersMax {
            problems.add("/members", "count.range", th: "ไม่เกิน \(Self.membersMax)", en: "at most \(Self.membersMax)")
        }
        var codes: Set<String> = []
        var tiles: Set<[Int]> = []
        for (index, district) in districts.prefix(Self.districtsMax).enumerated() {
            let path = "/districts/\(index)"
            problems.check(text: district.code, at: path + "/code", max: 16)
            problems.check(text: district.name, at: path + "/name", max: 100)
            if !codes.insert(district.code).inserted {
                problems.add(path + "/code", "district.twice", th: "รหัสซ้ำ", en: "this code is given twice")
            }
            if !(0...49).contains(district.column) || !(0...49).contains(district.row) {
                problems.add(
                    path, "district.tile", th: "column และ row ต้องเป็น 0 ถึง 49", en: "column and row are 0 to 49")
            } else if !tiles.insert([district.column, district.row]).inserted {
                problems.add(path, "district.tile", th: "มีอำเภออื่นอยู่ที่ช่องนี้แล้ว", en: "another district is at this place")
            }
            if let shape = district.shape,
                !(3...500).contains(shape.count)
                    || !shape.allSatisfy({ $0.x.isFinite && $0.y.isFinite && abs($0.x) < 1e6 && abs($0.y) < 1e6 })
            {
                problems.add(
                    path + "/shape", "district.shape", th: "เส้นรอบรูปต้องมี 3 ถึง 500 จุด",
                    en: "an outline has 3 to 500 points")
            }
        }
        for (index, member) in members.prefix(Self.membersMax).enumerated() where !codes.contains(member.district) {
            problems.add(
                "/members/\(index)/district", "district.known", th: "ไม่มีอำเภอ “\(member.district)”",
                en: "there is no district “\(member.district)”")
        }
    }
}

/// A district with the year's figures of the organisations in it.
public struct DistrictFigures: Codable, Sendable, Hashable {
    public var district: District
    public var organisations: Int
    /// Asked in the year's newest round, and certified; absent where the indicators service did not answer.
    public var expected: Int?
    public var certified: Int?
    /// Absent where the budget service did not answer.
    public var allocated: Money?
    public var spent: Money?

    public init(
        district: District, organisations: Int, expected: Int?, certified: Int?, allocated: Money?, spent: Money?
    ) {
        self.district = district
        self.organisations = organisations
        self.expected = expected
        self.certified = certified
        self.allocated = allocated
        self.spent = spent
    }
}

/// A province's year by district.
public struct DistrictMap: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var asOf: CalendarDate
    public var districts: [DistrictFigures]
    /// Organisations of the province that are in no district.
    public var elsewhere: Int
    public var missing: [ReportGap]

    public init(
        organisation: String, fiscalYear: FiscalYear, asOf: CalendarDate, districts: [DistrictFigures],
        elsewhere: Int, missing: [ReportGap]
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.asOf = asOf
        self.districts = districts
        self.elsewhere = elsewhere
        self.missing = missing
    }
}

/// The district map of a province, in one call.
public struct GetDistrictMap: RPCMethod {
    public static let name = "dashboard.map"
    public static let summary = LocalizedText("แผนที่อำเภอของจังหวัด ณ ขณะนี้", "A province's year by district, as it is now")
    public static let details = LocalizedText(
        "เป็นภาพ SVG ได้ที่ /map/⟨จังหวัด⟩-⟨ปี⟩.svg วาดจากช่องตารางหรือเส้นรอบรูปที่สำนักงานให้ไว้ (district.put)",
        "As a picture at /map/⟨province⟩-⟨year⟩.svg, drawn from the tiles or outlines that the office supplied (`district.put`)."
    )
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province", params: #"{"organisation":"67","fiscalYear":2566}"#,
            result: """
                {"organisation":"67","fiscalYear":2566,"asOf":"2023-09-30","districts":[],"elsewhere":0,"missing":[]}
                """)
    ]
    public typealias Result = DistrictMap

    public var organisation: String
    public var fiscalYear: FiscalYear

    public init(organisation: String, fiscalYear: FiscalYear) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: organisation, at: "/organisation", max: 32)
    }
}
