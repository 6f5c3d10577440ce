import CommonContract
import JSONRPC
import Kernel

/// Makes a dimension of a province or replaces its name and categories.
public struct SaveDimension: RPCChange {
    public static let name = "dimension.save"
    public static let summary = LocalizedText(
        "บันทึกมิติการจำแนกข้อมูล", "Makes a dimension of a province or replaces its name and categories")
    public static let details = LocalizedText(
        "ประเภทที่มีข้อมูลใช้อยู่ลบไม่ได้; `expectedVersion` ไม่ต้องส่งเมื่อสร้างใหม่",
        "A category that figures use can not be taken away. `expectedVersion` is left out for a new one.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a province's own",
            params: """
                {"idempotencyKey":"dimension-1","province":"67","code":"language","name":{"th":"ภาษาแม่"},\
                "categories":[{"code":"thai","name":{"th":"ไทย"}},{"code":"hmong","name":{"th":"ม้ง"}}]}
                """,
            result: DataExamples.dimension)
    ]
    public typealias Result = Dimension

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var province: String
    public var code: String
    public var name: LocalizedText
    /// 1 to 100.
    public var categories: [Category]
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, province: String, code: String, name: LocalizedText, categories: [Category],
        expectedVersion: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.province = province
        self.code = code
        self.name = name
        self.categories = categories
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(province, "/province", &problems)
        Rules.code(code, "/code", &problems)
        problems.check(text: name, at: "/name", max: 200)
        Rules.count(categories.count, 1...100, "/categories", &problems)
        Rules.unique(categories.map(\.code), "/categories", &problems)
        for (index, category) in categories.enumerated() {
            Rules.code(category.code, "/categories/\(index)/code", &problems)
            problems.check(text: category.name, at: "/categories/\(index)/name", max: 200)
        }
    }
}

/// The standard dimensions and a province's own.
public struct ListDimensions: RPCMethod {
    public static let name = "dimension.list"
    public static let summary = LocalizedText(
        "มิติการจำแนกข้อมูล", "The standard dimensions and a province's own, with their categories")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "the first page", params: #"{"province":"67","limit":1}"#,
            result: #"{"items":[\#(DataExamples.affiliation)],"nextCursor":"OTpkaW1lbnNpb24xMTphZmZpbGlhdGlvbg"}"#)
    ]
    public typealias Result = Page<Dimension>

    public var province: String
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Makes a data element.
public struct CreateDataElement: RPCChange {
    public static let name = "dataElement.create"
    public static let summary = LocalizedText("สร้างรายการข้อมูล", "Makes a data element")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.conflict, .notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "pupils by sex",
            params: #"{"idempotencyKey":"element-1","element":\#(DataExamples.elementInput)}"#,
            result: DataExamples.element(version: 1))
    ]
    public typealias Result = DataElement

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var element: DataElementInput

    public init(idempotencyKey: String, element: DataElementInput, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.element = element
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        element.check(at: "/element", &problems)
    }
}

/// One data element.
public struct GetDataElement: RPCMethod {
    public static let name = "dataElement.get"
    public static let summary = LocalizedText("รายการข้อมูลหนึ่งรายการ", "One data element")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample("by its code", params: #"{"element":"67-PUPILS"}"#, result: DataExamples.element(version: 1))
    ]
    public typealias Result = DataElement

    public var element: Reference

    public init(element: Reference) { self.element = element }
}

/// Data elements of a province by code.
public struct ListDataElements: RPCMethod {
    public static let name = "dataElement.list"
    public static let summary = LocalizedText("รายการข้อมูลของจังหวัด", "Data elements of a province by code")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "of the basic family", params: #"{"province":"67","family":"basic"}"#,
            result: #"{"items":[\#(DataExamples.element(version: 1))]}"#)
    ]
    public typealias Result = Page<DataElement>

    /// Two digits; `TH` for national ones.
    public var province: String
    public var family: DataFamily?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String, family: DataFamily? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.family = family
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Replaces a data element's definition; its code and owner stay.
public struct UpdateDataElement: RPCChange {
    public static let name = "dataElement.update"
    public static let summary = LocalizedText("แก้ไขรายการข้อมูล", "Replaces a data element's definition")
    public static let details = LocalizedText(
        "เปลี่ยนหน่วย ช่วงเวลา หรือมิติไม่ได้ถ้าทำให้สูตรที่ใช้อยู่ผิด หรือเมื่อมีข้อมูลแล้ว",
        "Unit, period type and dimensions can not change where a formula would break; with figures there, the period type and dimensions in use can not either."
    )
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"element-2","validateOnly":true,"expectedVersion":1,\
                "element":\(DataExamples.elementInput)}
                """,
            result: DataExamples.element(version: 2))
    ]
    public typealias Result = DataElement

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Its `code` says which.
    public var element: DataElementInput
    public var expectedVersion: Int

    public init(idempotencyKey: String, element: DataElementInput, expectedVersion: Int, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.element = element
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        element.check(at: "/element", &problems)
    }
}

extension DataElementInput {
    func check(at path: String, _ problems: inout Problems) {
        Rules.code(code, path + "/code", &problems)
        Rules.organisation(owner, path + "/owner", &problems)
        if OrganisationCode.province(of: code) != OrganisationCode.province(of: owner) {
            problems.add(
                path + "/code", "code.province", th: "รหัสต้องขึ้นต้นด้วยรหัสจังหวัดของเจ้าของข้อมูล",
                en: "the code must begin with the province of the owner")
        }
        problems.check(text: name, at: path + "/name", max: 500)
        problems.check(text: definition, at: path + "/definition", max: 4_000)
        if !Rules.isUnit(unitCode[...]) {
            problems.add(
                path + "/unitCode", "unit.format", th: "รหัสหน่วยต้องเป็นตัวอักษรอังกฤษ ตัวเลข - _",
                en: "a unit's code is 1 to 32 letters, digits, hyphens and underscores")
        }
        problems.check(text: unit, at: path + "/unit", max: 100)
        Rules.range(decimals, 0...4, path + "/decimals", &problems)
        checkValueType(path, &problems)
        Rules.magnitude(minimum, path + "/minimum", &problems)
        Rules.magnitude(maximum, path + "/maximum", &problems)
        if let minimum, let maximum, minimum > maximum {
            problems.add(
                path + "/minimum", "range.order", th: "minimum ต้องไม่เกิน maximum", en: "minimum is above maximum")
        }
        Rules.dimensions(dimensions ?? [], path + "/dimensions", &problems)
    }

    /// Whole numbers have no decimals; percentages and yes or no stay within their bounds.
    private func checkValueType(_ path: String, _ problems: inout Problems) {
        guard let valueType else { return }
        if valueType == .integer || valueType == .yesNo, decimals ?? 0 > 0 {
            problems.add(
                path + "/decimals", "valueType.decimals", th: "ข้อมูลชนิด \(valueType.rawValue) ไม่มีทศนิยม",
                en: "values of the type \(valueType.rawValue) have no decimals")
        }
        guard let least = valueType.bounds.minimum, let most = valueType.bounds.maximum else { return }
        for (name, value) in [("minimum", minimum), ("maximum", maximum)] {
            guard let value, value < least || value > most else { continue }
            problems.add(
                path + "/\(name)", "valueType.range",
                th: "ข้อมูลชนิด \(valueType.rawValue) ต้องอยู่ระหว่าง \(least) ถึง \(most)",
                en: "values of the type \(valueType.rawValue) are from \(least) to \(most)")
        }
    }
}

/// Pieces of the examples about data elements.
enum DataExamples {
    static let dimension = """
        {"province":"67","code":"language","name":{"th":"ภาษาแม่"},"categories":[\
        {"code":"thai","name":{"th":"ไทย"}},{"code":"hmong","name":{"th":"ม้ง"}}],"version":1}
        """
    static let affiliation = """
        {"province":"TH","code":"affiliation","name":{"th":"สังกัด","en":"Affiliation"},"categories":[\
        {"code":"obec","name":{"th":"สพฐ.","en":"Basic education commission"}},\
        {"code":"private","name":{"th":"เอกชน","en":"Private"}},\
        {"code":"local","name":{"th":"องค์กรปกครองส่วนท้องถิ่น","en":"Local government"}},\
        {"code":"vocational","name":{"th":"สอศ.","en":"Vocational education commission"}},\
        {"code":"nonFormal","name":{"th":"สกร.","en":"Learning encouragement"}},\
        {"code":"higher","name":{"th":"อว.","en":"Higher education"}},\
        {"code":"other","name":{"th":"อื่น ๆ","en":"Other"}}],"version":1}
        """
    private static let elementBody = """
        "owner":"67","name":{"th":"จำนวนผู้เรียน","en":"Pupils"},"unitCode":"person",\
        "unit":{"th":"คน","en":"person"},"periodType":"academicYear","family":"basic"
        """
    static let elementInput = """
        {"code":"67-PUPILS",\(elementBody),"minimum":"0","dimensions":["sex"],"reportedBy":["school"]}
        """

    static func element(version: Int) -> String {
        """
        {"id":"\(Examples.someID)","code":"67-PUPILS","province":"67",\(elementBody),"valueType":"integer",\
        "decimals":0,"minimum":"0",\
        "dimensions":["sex"],"reportedBy":["school"],"version":\(version)}
        """
    }
}
