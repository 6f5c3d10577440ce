import CommonContract
import JSONRPC
import Kernel

/// Sets figures of data elements; what is there already is replaced, `notReported` takes a figure back.
public struct SetDataValues: RPCChange {
    public static let name = "dataValue.set"
    public static let summary = LocalizedText("บันทึกข้อมูล", "Sets figures of data elements of many organisations")
    public static let details = LocalizedText(
        "`under` คือหน่วยงานที่ครอบคลุมทุกหน่วยงานในรายการ; `atomic` เข้าทั้งหมดหรือไม่เข้าเลย; หน่วยงานกับหน่วยงานเหนือขึ้นไปรายงานข้อมูลเดียวกันซ้ำกันไม่ได้",
        "`under` is an organisation with all the others at or below it. `atomic` takes all or nothing. An organisation and one above it never both report a figure, so that nothing counts twice."
    )
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "girls and boys of a school",
            params: """
                {"idempotencyKey":"values-1","under":"67-S0001","mode":"atomic","values":[\
                {"element":"67-PUPILS","period":"AY2566","organisation":"67-S0001","categories":["sex=female"],\
                "number":"60"},\
                {"element":"67-PUPILS","period":"AY2566","organisation":"67-S0001","categories":["sex=male"],\
                "number":"50"}]}
                """,
            result: #"{"saved":2,"takenBack":0,"refused":0,"problems":[]}"#)
    ]
    public typealias Result = DataValuesSet

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var under: String
    public var mode: ImportMode
    /// 1 to 10,000.
    public var values: [DataValue]

    public init(
        idempotencyKey: String, under: String, mode: ImportMode, values: [DataValue], validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.under = under
        self.mode = mode
        self.values = values
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(under, "/under", &problems)
        Rules.count(values.count, 1...IndicatorLimits.dataValuesMax, "/values", &problems)
        if mode == .atomic { checkValues(&problems) }
    }

    /// What is wrong with the figures themselves. With `partial` the service reports it and takes the others.
    public func checkValues(_ problems: inout Problems) {
        for (index, value) in values.enumerated() { value.check(at: "/values/\(index)", &problems) }
    }
}

extension DataValue {
    func check(at path: String, _ problems: inout Problems) {
        Rules.code(element, path + "/element", &problems)
        Rules.organisation(organisation, path + "/organisation", &problems)
        Rules.magnitude(number, path + "/number", &problems)
        if ((state ?? .value) == .value) != (number != nil) {
            problems.add(
                path, "value.form", th: "ต้องมี number เมื่อ state เป็น value และต้องไม่มีเมื่อเป็นอย่างอื่น",
                en: "give number with state value, and only then")
        }
        guard let categories else { return }
        Rules.count(categories.count, 0...8, path + "/categories", &problems)
        for (index, category) in categories.enumerated() {
            Rules.category(category, "\(path)/categories/\(index)", &problems)
        }
        let dimensions = categories.map { String($0.prefix { $0 != "=" }) }
        Rules.unique(dimensions, path + "/categories", &problems)
    }
}

/// What `dataValue.set` did, or with `validateOnly` would do.
public struct DataValuesSet: Codable, Sendable, Hashable {
    public var saved: Int
    public var takenBack: Int
    /// Figures that were left out (`partial`).
    public var refused: Int
    public var problems: [Problem]

    public init(saved: Int, takenBack: Int, refused: Int, problems: [Problem]) {
        self.saved = saved
        self.takenBack = takenBack
        self.refused = refused
        self.problems = problems
    }
}

/// Figures of a data element at an organisation and everything below it.
public struct ListDataValues: RPCMethod {
    public static let name = "dataValue.list"
    public static let summary = LocalizedText(
        "ข้อมูลของหน่วยงาน", "Figures of a data element at an organisation and below, by organisation")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.detail
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a service area's schools",
            params: #"{"element":"67-PUPILS","period":"AY2566","organisation":"67-02"}"#,
            result: """
                {"items":[{"element":"67-PUPILS","period":"AY2566","organisation":"67-S0001",\
                "categories":["sex=female"],"state":"value","number":"60"},\
                {"element":"67-PUPILS","period":"AY2566","organisation":"67-S0001","categories":["sex=male"],\
                "state":"value","number":"50"}]}
                """)
    ]
    public typealias Result = Page<DataValue>

    /// Code of the data element.
    public var element: String
    public var period: Period
    public var organisation: String
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        element: String, period: Period, organisation: String, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.element = element
        self.period = period
        self.organisation = organisation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.code(element, "/element", &problems)
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}
