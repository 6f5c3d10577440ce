import JSONRPC
import Kernel

/// One organisation, with its history and what stands above it.
public struct GetOrganisation: RPCMethod {
    public static let name = "organisation.get"
    public static let summary = LocalizedText(
        "อ่านหน่วยงานหนึ่งหน่วยงาน พร้อมประวัติและลำดับชั้น", "Read one organisation, its history and what is above it")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "organisation": LocalizedText("รหัสหรือ id ของหน่วยงาน", "The organisation's code or id"),
        "above": LocalizedText("รหัสหน่วยงานที่อยู่เหนือขึ้นไป ใกล้ที่สุดก่อน", "Codes of what stands above it, nearest first"),
    ]
    public static let examples = [
        RPCExample(
            "nation", params: #"{"organisation":"TH"}"#,
            result: #"""
                {"organisation":{"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f10","code":"TH","province":"TH","kind":"nation",
                "name":{"th":"ประเทศไทย","en":"Thailand"},"openedOn":"1970-01-01","version":1},
                "history":[{"version":1,"change":"opened","effectiveOn":"1970-01-01",
                "name":{"th":"ประเทศไทย","en":"Thailand"},"recordedAt":"2026-01-01T00:00:00Z"}],"above":[]}
                """#)
    ]
    public typealias Result = OrganisationDetail

    public var organisation: Reference

    public init(organisation: Reference) {
        self.organisation = organisation
    }
}

/// Organisations in the order of their codes.
public struct ListOrganisations: RPCMethod {
    public static let name = "organisation.list"
    public static let summary = LocalizedText(
        "รายการหน่วยงาน เรียงตามรหัส", "List organisations in the order of their codes")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "under": LocalizedText(
            "เฉพาะที่อยู่ใต้หน่วยงานนี้ (รวมตัวเอง)", "Only what is under this organisation, itself included"),
        "relation": LocalizedText(
            "ความสัมพันธ์ที่ใช้กับ under: parent, supervisor หรือ either (ค่าปริยาย)",
            "The relation that under follows: parent, supervisor or either (the default)"),
        "search": LocalizedText("บางส่วนของชื่อหรือรหัส", "Part of a name or of a code"),
        "district": LocalizedText("เฉพาะอำเภอนี้ (รหัส 4 หลัก)", "Only of this district (its four-digit code)"),
        "includeClosed": LocalizedText("รวมที่ยุบเลิกแล้ว", "Those closed as well"),
    ]
    public static let examples = [
        RPCExample(
            "regions", params: #"{"kind":"region","limit":1}"#,
            result: #"""
                {"items":[{"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f11","code":"R17","province":"TH","kind":"region",
                "name":{"th":"ภาค 17","en":"Region 17"},"parent":"TH","openedOn":"1970-01-01","version":1}]}
                """#)
    ]
    public typealias Result = Page<Organisation>

    public var kind: OrganisationKind?
    public var province: String?
    public var under: String?
    public var relation: OrganisationRelation?
    public var search: String?
    public var district: String?
    public var includeClosed: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        kind: OrganisationKind? = nil, province: String? = nil, under: String? = nil,
        relation: OrganisationRelation? = nil, search: String? = nil, district: String? = nil,
        includeClosed: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.kind = kind
        self.province = province
        self.under = under
        self.relation = relation
        self.search = search
        self.district = district
        self.includeClosed = includeClosed
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        problems.check(text: search, at: "/search", max: 100)
        AreaCode.check(district, digits: 4, at: "/district", &problems)
    }
}

/// How one organisation reaches another.
public enum OrganisationRelation: String, Codable, Sendable, CaseIterable {
    case parent, supervisor
    /// Over both, each organisation once.
    case either
}

/// An organisation in a tree, with how deep it lies below the top that was asked for.
public struct OrganisationTreeNode: Codable, Sendable, Hashable {
    public var code: String
    public var kind: OrganisationKind
    public var name: LocalizedText
    public var parent: String?
    public var supervisor: String?
    /// 0 is the organisation that was asked for.
    public var depth: Int
    /// How many are directly below it over this relation.
    public var below: Int

    public init(
        code: String, kind: OrganisationKind, name: LocalizedText, parent: String?, supervisor: String?, depth: Int,
        below: Int
    ) {
        self.code = code
        self.kind = kind
        self.name = name
        self.parent = parent
        self.supervisor = supervisor
        self.depth = depth
        self.below = below
    }
}

/// Part of the tree below an organisation, by depth and code; at most 5,000.
public struct OrganisationTree: Codable, Sendable, Hashable {
    public var nodes: [OrganisationTreeNode]
    /// `true` if there are more than were answered: ask for a smaller depth or a lower top.
    public var truncated: Bool

    public init(nodes: [OrganisationTreeNode], truncated: Bool) {
        self.nodes = nodes
        self.truncated = truncated
    }
}

/// The tree below an organisation.
public struct GetOrganisationTree: RPCMethod {
    public static let name = "organisation.tree"
    public static let summary = LocalizedText("ผังหน่วยงานที่อยู่ใต้หน่วยงานหนึ่ง", "The tree below an organisation")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "depth": LocalizedText("ลึกกี่ชั้น 1 ถึง 10 (ค่าปริยาย 1)", "How many levels down, 1 to 10 (1 unless given)"),
        "relation": LocalizedText(
            "parent, supervisor หรือ either (ค่าปริยาย)", "parent, supervisor or either (the default)"),
        "truncated": LocalizedText("true ถ้ามีมากกว่าที่ตอบ", "true if there are more than were answered"),
        "on": LocalizedText("ผังตามที่เป็นอยู่ในวันนั้น ไม่ระบุคือวันนี้", "The tree as it was on that day; absent: now"),
    ]
    public static let examples = [
        RPCExample(
            "a school", params: #"{"organisation":"67-S0001"}"#,
            result: #"""
                {"nodes":[{"code":"67-S0001","kind":"school","name":{"th":"โรงเรียนตัวอย่าง 1","en":"Example School 1"},
                "parent":"67-02","depth":0,"below":0}],"truncated":false}
                """#),
        RPCExample(
            "as it was in 2020", params: #"{"organisation":"67-S0001","on":"2020-05-16"}"#,
            result: #"""
                {"nodes":[{"code":"67-S0001","kind":"school","name":{"th":"โรงเรียนตัวอย่าง 1","en":"Example School 1"},
                "parent":"67-02","depth":0,"below":0}],"truncated":false}
                """#),
    ]
    public typealias Result = OrganisationTree

    public var organisation: Reference
    public var depth: Int?
    public var relation: OrganisationRelation?
    public var on: CalendarDate?

    public init(
        organisation: Reference, depth: Int? = nil, relation: OrganisationRelation? = nil, on: CalendarDate? = nil
    ) {
        self.organisation = organisation
        self.depth = depth
        self.relation = relation
        self.on = on
    }

    public func check(_ problems: inout Problems) {
        guard let depth, !(1...10).contains(depth) else { return }
        problems.add("/depth", "tree.depth", th: "depth ต้องอยู่ระหว่าง 1 ถึง 10", en: "depth must be 1 to 10")
    }
}
