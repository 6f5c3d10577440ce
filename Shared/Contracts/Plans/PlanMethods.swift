import CommonContract
import JSONRPC
import Kernel

/// Starts a plan; its version 1 is a draft.
public struct CreatePlan: RPCChange {
    public static let name = "plan.create"
    public static let summary = LocalizedText("เริ่มแผนใหม่ เป็นร่างฉบับที่ 1", "Start a plan; its version 1 is a draft")
    public static let details = LocalizedText(
        "รหัสแผนของจังหวัดขึ้นต้นด้วยเลขจังหวัดสองหลักและขีด เช่น 67-PEDP-2566 แผนระดับชาติและภาคไม่ขึ้นต้นเช่นนั้น",
        """
        The code of a province's plan begins with the province's two digits and a hyphen (67-PEDP-2566); the code of \
        a national or regional plan does not. The level follows from the kind.
        """)
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "higher": LocalizedText("รหัสแผนที่แผนนี้รับช่วงต่อ", "Codes of the plans that it follows"),
        "organisation": LocalizedText("รหัสหน่วยงานเจ้าของแผน", "Code of the organisation whose plan it is"),
    ]
    public static let examples = [
        RPCExample(
            "a province's plan",
            params: """
                {"idempotencyKey":"plan-create-1","code":"67-EX-2566","kind":"provincialEducationPlan",\
                "name":{"th":"แผนพัฒนาการศึกษาจังหวัด"},"firstYear":2566,"lastYear":2570,"organisation":"67-01"}
                """,
            result: Examples.plan(
                "67-EX-2566", name: #"{"th":"แผนพัฒนาการศึกษาจังหวัด"}"#, draft: 1, versions: Examples.draft1, version: 1)),
        RPCExample(
            "a national plan",
            params: """
                {"idempotencyKey":"plan-create-2","code":"EX-MP","kind":"masterPlan",\
                "name":{"th":"แผนแม่บทตัวอย่าง"},"firstYear":2561,"lastYear":2580,"organisation":"TH"}
                """,
            result: """
                {"id":"\(Examples.id)","province":"TH","code":"EX-MP","kind":"masterPlan","level":2,\
                "name":{"th":"แผนแม่บทตัวอย่าง"},"firstYear":2561,"lastYear":2580,"organisation":"TH","higher":[],\
                "draftVersion":1,"versions":[\(Examples.draft1)],"version":1}
                """),
    ]
    public typealias Result = Plan

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var kind: PlanKind
    public var name: LocalizedText
    public var firstYear: FiscalYear
    public var lastYear: FiscalYear
    public var organisation: String
    /// None unless given; at most 20.
    public var higher: [String]?

    public init(
        idempotencyKey: String, code: String, kind: PlanKind, name: LocalizedText, firstYear: FiscalYear,
        lastYear: FiscalYear, organisation: String, higher: [String]? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.kind = kind
        self.name = name
        self.firstYear = firstYear
        self.lastYear = lastYear
        self.organisation = organisation
        self.higher = higher
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        PlanRules.check(code: code, at: "/code", &problems)
        problems.check(text: name, at: "/name", max: 300)
        PlanRules.check(years: firstYear, lastYear, &problems)
        PlanRules.count(higher?.count ?? 0, 0...20, at: "/higher", &problems)
        let (province, own) = (OrganisationCode.province(of: organisation), PlanCode.province(of: code))
        if province != own {
            problems.add(
                "/code", "plan.codeProvince",
                th: "รหัสแผนของจังหวัดต้องขึ้นต้นด้วยเลขจังหวัดและขีด แผนระดับชาติและภาคต้องไม่ขึ้นต้นเช่นนั้น (หน่วยงานอยู่ใน \(province))",
                en:
                    "the organisation lies in \(province): a province's code begins with its digits and a hyphen, no other does"
            )
        }
    }
}

/// One plan with its versions.
public struct GetPlan: RPCMethod {
    public static let name = "plan.get"
    public static let summary = LocalizedText("อ่านแผนหนึ่งแผนพร้อมฉบับต่าง ๆ", "Read one plan with its versions")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "by its code", params: #"{"plan":"67-EX-2566"}"#,
            result: Examples.plan(
                "67-EX-2566", name: #"{"th":"แผนพัฒนาการศึกษาจังหวัด"}"#, draft: 1, versions: Examples.draft1, version: 1))
    ]
    public typealias Result = Plan

    public var plan: Reference

    public init(plan: Reference) { self.plan = plan }
}

/// Plans in the order of their codes.
public struct ListPlans: RPCMethod {
    public static let name = "plan.list"
    public static let summary = LocalizedText("รายการแผน เรียงตามรหัส", "List plans in the order of their codes")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "organisation": LocalizedText(
            "ของหน่วยงานนี้และที่อยู่ใต้ลงไป", "Plans of this organisation and of those below it"),
        "fiscalYear": LocalizedText("ที่มีผลในปีงบประมาณนี้", "Those in force in this fiscal year"),
    ]
    public static let examples = [
        RPCExample("none yet", params: #"{"province":"67","kind":"schoolPlan"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Plan>

    public var province: String?
    public var organisation: String?
    public var level: Int?
    public var kind: PlanKind?
    public var fiscalYear: FiscalYear?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String? = nil, organisation: String? = nil, level: Int? = nil, kind: PlanKind? = nil,
        fiscalYear: FiscalYear? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.province = province
        self.organisation = organisation
        self.level = level
        self.kind = kind
        self.fiscalYear = fiscalYear
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Changes the record of a plan that has an open draft.
public struct UpdatePlan: RPCChange {
    public static let name = "plan.update"
    public static let summary = LocalizedText(
        "แก้ไขชื่อ ปี หรือแผนที่รับช่วงต่อ ระหว่างที่มีร่าง", "Change a plan's name, years or higher plans while it has a draft")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "plan": PlanNotes.plan,
        "expectedVersion": LocalizedText("version ที่ผู้เรียกเห็นล่าสุด", "The version that the caller saw last"),
    ]
    public static let examples = [
        RPCExample(
            "another name",
            params: """
                {"idempotencyKey":"plan-update-1","plan":"67-EX-2566","expectedVersion":1,"name":\(Examples.name)}
                """,
            result: Examples.plan(
                "67-EX-2566", name: Examples.name, draft: 1, versions: Examples.draft1, version: 2))
    ]
    public typealias Result = Plan

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var expectedVersion: Int
    /// What is not given stays.
    public var name: LocalizedText?
    public var firstYear: FiscalYear?
    public var lastYear: FiscalYear?
    public var higher: [String]?

    public init(
        idempotencyKey: String, plan: Reference, expectedVersion: Int, name: LocalizedText? = nil,
        firstYear: FiscalYear? = nil, lastYear: FiscalYear? = nil, higher: [String]? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.expectedVersion = expectedVersion
        self.name = name
        self.firstYear = firstYear
        self.lastYear = lastYear
        self.higher = higher
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: name, at: "/name", max: 300)
        PlanRules.check(years: firstYear, lastYear, &problems)
        PlanRules.count(higher?.count ?? 0, 0...20, at: "/higher", &problems)
    }
}
