import CommonContract
import JSONRPC
import Kernel

enum PartnerNotes {
    /// Who keeps an organisation's partners and materials.
    static let keepers = RPCAccess.roles([
        .head, .agencyPlanner, .planner, .secretary, .provincialOfficer, .integrator, .administrator,
    ])
    static let members = [
        "organisation": LocalizedText("รหัสหน่วยงานเจ้าของข้อมูล", "Code of the organisation whose it is"),
        "expectedVersion": LocalizedText("version ที่ผู้เรียกเห็นล่าสุด", "The version that the caller saw last"),
        "below": LocalizedText("true: รวมหน่วยงานที่อยู่ใต้ลงไป", "true: with those of organisations below"),
    ]

    static func check(_ id: ID?, _ version: Int?, _ problems: inout Problems) {
        guard (id == nil) != (version == nil) else { return }
        problems.add(
            "/expectedVersion", "put.version", th: "id กับ expectedVersion ต้องมีคู่กัน",
            en: "id and expectedVersion go together")
    }
}

/// Adds a partner, an adviser or a learning resource, or changes one that the caller saw.
public struct PutPartner: RPCChange {
    public static let name = "partner.put"
    public static let summary = LocalizedText(
        "บันทึกภาคีเครือข่าย ที่ปรึกษา หรือแหล่งเรียนรู้", "Add or change a partner, an adviser or a learning resource")
    public static let details = LocalizedText(
        "ไม่ระบุ id: เพิ่มใหม่ ระบุ id: แทนที่ทั้งรายการ ต้องบอก expectedVersion",
        "Without an id it is new; with one it replaces what was, and needs expectedVersion.")
    public static let access = PartnerNotes.keepers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = PartnerNotes.members
    public static let examples = [
        RPCExample(
            "new",
            params: """
                {"idempotencyKey":"partner-1","organisation":"67-01","partner":\(Examples.partner)}
                """,
            result: """
                {"id":"\(Examples.id)","organisation":"67-01","partner":\(Examples.partner),"version":1}
                """)
    ]
    public typealias Result = Partner

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Of a new one; it stays.
    public var organisation: String
    public var id: ID?
    public var expectedVersion: Int?
    public var partner: PartnerDraft

    public init(
        idempotencyKey: String, organisation: String, id: ID? = nil, expectedVersion: Int? = nil,
        partner: PartnerDraft, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.id = id
        self.expectedVersion = expectedVersion
        self.partner = partner
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        partner.check(&problems)
        PartnerNotes.check(id, expectedVersion, &problems)
    }
}

/// Partners of an organisation, in the order of their making.
public struct ListPartners: RPCMethod {
    public static let name = "partner.list"
    public static let summary = LocalizedText("รายการภาคีเครือข่าย", "List partners of an organisation")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = PartnerNotes.members
    public static let examples = [
        RPCExample(
            "of an organisation", params: #"{"organisation":"67-01","kind":"privateSector"}"#,
            result: """
                {"items":[{"id":"\(Examples.id)","organisation":"67-01","partner":\(Examples.partner),"version":1}]}
                """)
    ]
    public typealias Result = Page<Partner>

    public var organisation: String
    public var below: Bool?
    public var kind: PartnerKind?
    public var text: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, below: Bool? = nil, kind: PartnerKind? = nil, text: String? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.below = below
        self.kind = kind
        self.text = text
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
