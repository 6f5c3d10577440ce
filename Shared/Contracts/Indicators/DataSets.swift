import CommonContract
import JSONRPC
import Kernel

/// What people say about a data set.
public struct DataSetInput: Codable, Sendable, Hashable {
    /// Begins with the province of its owner (`"67-DS-PUPILS"`).
    public var code: String
    public var owner: String
    public var family: DataFamily
    public var name: LocalizedText
    /// Specification: what for, how it is collected, of whom.
    public var specification: LocalizedText?
    public var periodType: PeriodType
    /// Codes of its data elements, 1 to 200, all of the period type.
    public var elements: [String]
    /// Collection calendar: days after the period's first day on which collecting begins and on which it is due.
    public var opensAfterDays: Int
    public var dueAfterDays: Int
    /// What has to hold between its figures, of each organisation. `{67-A} <= {67-B}`, also `{67-A sex=female}` and
    /// `{67-A period=previous}`. A hard rule that is open keeps the data set from being processed.
    public var rules: [AnswerRule]?

    public init(
        code: String, owner: String, family: DataFamily, name: LocalizedText, specification: LocalizedText? = nil,
        periodType: PeriodType, elements: [String], opensAfterDays: Int, dueAfterDays: Int,
        rules: [AnswerRule]? = nil
    ) {
        self.code = code
        self.owner = owner
        self.family = family
        self.name = name
        self.specification = specification
        self.periodType = periodType
        self.elements = elements
        self.opensAfterDays = opensAfterDays
        self.dueAfterDays = dueAfterDays
        self.rules = rules
    }
}

/// A data set of the catalogue (I10).
public struct DataSet: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var definition: DataSetInput
    public var version: Int

    public init(id: ID, province: String, definition: DataSetInput, version: Int) {
        self.id = id
        self.province = province
        self.definition = definition
        self.version = version
    }
}

/// Makes a data set, or replaces its definition.
public struct SaveDataSet: RPCChange {
    public static let name = "dataSet.save"
    public static let summary = LocalizedText("บันทึกชุดข้อมูล", "Makes a data set, or replaces its definition")
    public static let details = LocalizedText(
        "`expectedVersion` ไม่ต้องส่งเมื่อสร้างใหม่", "`expectedVersion` is left out for a new one.")
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "pupils", params: #"{"idempotencyKey":"dataset-1","dataSet":\#(DataSetExamples.definition)}"#,
            result: DataSetExamples.dataSet)
    ]
    public typealias Result = DataSet

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var dataSet: DataSetInput
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, dataSet: DataSetInput, expectedVersion: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.dataSet = dataSet
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(dataSet.code, "/dataSet/code", &problems)
        Rules.organisation(dataSet.owner, "/dataSet/owner", &problems)
        if OrganisationCode.province(of: dataSet.code) != OrganisationCode.province(of: dataSet.owner) {
            problems.add(
                "/dataSet/code", "code.province", th: "รหัสต้องขึ้นต้นด้วยรหัสจังหวัดของเจ้าของข้อมูล",
                en: "the code must begin with the province of the owner")
        }
        problems.check(text: dataSet.name, at: "/dataSet/name", max: 500)
        problems.check(text: dataSet.specification, at: "/dataSet/specification", max: 4_000)
        Rules.count(dataSet.elements.count, 1...200, "/dataSet/elements", &problems)
        Rules.unique(dataSet.elements, "/dataSet/elements", &problems)
        Rules.range(dataSet.opensAfterDays, -366...1_000, "/dataSet/opensAfterDays", &problems)
        Rules.range(
            dataSet.dueAfterDays, min(dataSet.opensAfterDays, 2_000)...2_000, "/dataSet/dueAfterDays", &problems)
        let rules = dataSet.rules ?? []
        Rules.count(rules.count, 0...IndicatorLimits.answerRulesMax, "/dataSet/rules", &problems)
        Rules.unique(rules.map(\.code), "/dataSet/rules", &problems)
        for (index, rule) in rules.enumerated() {
            Rules.code(rule.code, "/dataSet/rules/\(index)/code", &problems)
            problems.check(text: rule.condition, at: "/dataSet/rules/\(index)/condition", max: 2_000)
            problems.check(text: rule.message, at: "/dataSet/rules/\(index)/message", max: 500)
        }
    }
}

/// The catalogue: a province's data sets by code.
public struct ListDataSets: RPCMethod {
    public static let name = "dataSet.list"
    public static let summary = LocalizedText("บัญชีชุดข้อมูล", "The catalogue of a province's data sets")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "the basic family", params: #"{"province":"67","family":"basic"}"#,
            result: #"{"items":[\#(DataSetExamples.dataSet)]}"#)
    ]
    public typealias Result = Page<DataSet>

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

/// Where a release of a data set stands (I11).
public enum DataSetStage: String, Codable, Sendable, CaseIterable {
    case specified, collected, verified, processed, approved, published
    /// Rejected or withdrawn.
    case stopped
}

/// A data set of one period on its way to publication.
public struct DataSetRelease: Codable, Sendable, Hashable {
    public var id: ID
    public var dataSet: String
    public var period: Period
    public var stage: DataSetStage
    /// The matter that it goes through (`matter.get`, `matter.act`).
    public var matter: ID
    public var opensOn: CalendarDate
    public var dueOn: CalendarDate
    public var changedAt: Instant

    public init(
        id: ID, dataSet: String, period: Period, stage: DataSetStage, matter: ID, opensOn: CalendarDate,
        dueOn: CalendarDate, changedAt: Instant
    ) {
        self.id = id
        self.dataSet = dataSet
        self.period = period
        self.stage = stage
        self.matter = matter
        self.opensOn = opensOn
        self.dueOn = dueOn
        self.changedAt = changedAt
    }
}

/// Begins the work on a data set's period: a matter of the procedure `informationSystem`.
public struct BeginDataSet: RPCChange {
    public static let name = "dataSet.begin"
    public static let summary = LocalizedText(
        "เริ่มจัดทำชุดข้อมูลของช่วงเวลา", "Begins the work on a data set's period, as a matter")
    public static let details = LocalizedText(
        "เรื่องเดินตามกระบวนงาน informationSystem; จะประมวลผลไม่ได้ถ้ายังมีข้อผิด hard ที่ไม่ได้ชี้แจง",
        "The matter goes through the procedure informationSystem. It does not get past processing while a hard finding is open."
    )
    public static let access = IndicatorsAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "checked only",
            params: """
                {"idempotencyKey":"begin-1","validateOnly":true,"dataSet":"67-DS-PUPILS","period":"AY2566"}
                """,
            result: """
                {"id":"\(Examples.someID)","dataSet":"67-DS-PUPILS","period":"AY2566","stage":"specified",\
                "matter":"\(Examples.someID)","opensOn":"2023-06-10","dueOn":"2023-07-15","changedAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = DataSetRelease

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Its code.
    public var dataSet: String
    public var period: Period

    public init(idempotencyKey: String, dataSet: String, period: Period, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.dataSet = dataSet
        self.period = period
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.code(dataSet, "/dataSet", &problems)
    }
}

/// Releases of a province's data sets, newest first.
public struct ListDataSetReleases: RPCMethod {
    public static let name = "dataSet.releases"
    public static let summary = LocalizedText("ชุดข้อมูลที่กำลังจัดทำและเผยแพร่แล้ว", "Releases of a province's data sets")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample("none", params: #"{"province":"67","stage":"published"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<DataSetRelease>

    public var province: String
    public var stage: DataSetStage?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String, stage: DataSetStage? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.stage = stage
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Pieces of the examples about data sets.
enum DataSetExamples {
    static let definition = """
        {"code":"67-DS-PUPILS","owner":"67","family":"basic","name":{"th":"ข้อมูลผู้เรียน","en":"Pupils"},\
        "periodType":"academicYear","elements":["67-PUPILS"],"opensAfterDays":25,"dueAfterDays":60,"rules":[\
        {"code":"BALANCE","severity":"soft","condition":"{67-PUPILS sex=female} <= 1.1 * {67-PUPILS sex=male}",\
        "message":{"th":"หญิงมากกว่าชายผิดปกติ","en":"far more girls than boys"}}]}
        """
    static let dataSet = """
        {"id":"\(Examples.someID)","province":"67","definition":\(definition),"version":1}
        """
    static func finding(_ state: String, note: String? = nil) -> String {
        """
        {"dataSet":"67-DS-PUPILS","period":"AY2566","organisation":"67-S0001","kind":"soft","about":"BALANCE",\
        "message":{"th":"หญิงมากกว่าชายผิดปกติ","en":"far more girls than boys"},"state":"\(state)",\
        \(note.map { #""note":"\#($0)","# } ?? "")"changedAt":"\(Examples.instant)"}
        """
    }
}
