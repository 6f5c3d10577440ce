import CommonContract
import JSONRPC
import Kernel

/// A project of another organisation that is likely the same.
public struct AlikeProject: Codable, Sendable, Hashable {
    public var plan: String
    public var code: String
    public var text: LocalizedText
    public var organisation: String?
    /// Whole percent of the trigrams of both names that are common to both, 100 for the same name.
    public var percent: Int

    public init(plan: String, code: String, text: LocalizedText, organisation: String?, percent: Int) {
        self.plan = plan
        self.code = code
        self.text = text
        self.organisation = organisation
        self.percent = percent
    }
}

/// A project with those of other organisations that are like it, the likest first; at most five.
public struct DuplicateProject: Codable, Sendable, Hashable {
    public var code: String
    public var text: LocalizedText
    public var organisation: String?
    public var alike: [AlikeProject]

    public init(code: String, text: LocalizedText, organisation: String?, alike: [AlikeProject]) {
        self.code = code
        self.text = text
        self.organisation = organisation
        self.alike = alike
    }
}

/// Projects of a plan that other organisations of the province likely have, too (P3).
public struct ListDuplicateProjects: RPCMethod {
    public static let name = "plan.duplicates"
    public static let summary = LocalizedText(
        "โครงการที่น่าจะซ้ำกับหน่วยงานอื่น", "List projects that other organisations likely have, too")
    public static let details = LocalizedText(
        "เทียบชื่อโครงการ (ไม่นับคำว่าโครงการ ช่องว่าง และเครื่องหมาย) กับแผนอื่นในจังหวัดที่ปีซ้อนกัน ของหน่วยงานอื่น",
        """
        Compares names, without the word for project, blanks and signs, with those of other organisations' projects in \
        the province's plans of overlapping years. Within the plan itself `plan.lint` tells.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion,
        "percent": LocalizedText(
            "เหมือนกันไม่น้อยกว่าร้อยละ 60–100 ไม่ระบุ: 70", "How alike at least, 60 to 100; 70 unless given"),
        "limit": LocalizedText(
            "โครงการที่เทียบในหนึ่งหน้า ไม่เกิน 50 ไม่ระบุ: 20", "Projects compared for a page, at most 50; 20 unless given"),
    ]
    public static let examples = [
        RPCExample("none", params: #"{"plan":"67-EX-2566","percent":90}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<DuplicateProject>

    /// Projects compared for one page.
    public static let limitMax = 50
    public static let limitDefault = 20

    public var plan: Reference
    public var planVersion: Int?
    public var percent: Int?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference, planVersion: Int? = nil, percent: Int? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.percent = percent
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        if let percent { PlanRules.range(percent, 60...100, at: "/percent", &problems) }
        if let limit { PlanRules.range(limit, 1...Self.limitMax, at: "/limit", &problems) }
    }
}
