import CommonContract
import JSONRPC
import Kernel

/// Adds a record that an organisation keeps (partners and what came of them, materials), or changes one that the caller
/// saw.
public protocol RecordChange: RPCChange {
    /// Of a new one; it stays.
    var organisation: String { get }
    var id: ID? { get }
    var expectedVersion: Int? { get }
    /// What must hold of the record itself.
    func checkRecord(_ problems: inout Problems)
}

extension RecordChange {
    public static var details: LocalizedText {
        LocalizedText(
            "ไม่ระบุ id: เพิ่มใหม่ ระบุ id: แทนที่ทั้งรายการ ต้องบอก expectedVersion",
            "Without an id it is new; with one it replaces what was, and needs expectedVersion.")
    }
    public static var access: RPCAccess { RecordNotes.keepers }
    public static var errors: [RPCErrorKind] { [.notFound, .conflict, .ruleViolated] }
    public static var memberNotes: [String: LocalizedText] { RecordNotes.members }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        checkRecord(&problems)
        guard (id == nil) != (expectedVersion == nil) else { return }
        problems.add(
            "/expectedVersion", "put.version", th: "id กับ expectedVersion ต้องมีคู่กัน",
            en: "id and expectedVersion go together")
    }
}

/// Records of an organisation, in the order of their making.
public protocol RecordList: RPCMethod {
    var organisation: String { get }
    /// With those of organisations below.
    var below: Bool? { get }
    var limit: Int? { get }
    var cursor: PageCursor? { get }
}

extension RecordList {
    public static var safety: RPCSafety { .read }
    public static var access: RPCAccess { .signedIn }
    public static var errors: [RPCErrorKind] { [.notFound] }
    public static var memberNotes: [String: LocalizedText] { RecordNotes.members }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

enum RecordNotes {
    /// Who keeps an organisation's partners, materials and quizzes.
    static let keepers = RPCAccess.roles([
        .head, .agencyPlanner, .planner, .secretary, .provincialOfficer, .integrator, .administrator,
    ])
    static let members = [
        "organisation": LocalizedText("รหัสหน่วยงานเจ้าของข้อมูล", "Code of the organisation whose it is"),
        "expectedVersion": LocalizedText("version ที่ผู้เรียกเห็นล่าสุด", "The version that the caller saw last"),
        "below": LocalizedText("true: รวมหน่วยงานที่อยู่ใต้ลงไป", "true: with those of organisations below"),
    ]
}

/// Adds a partner, an adviser or a learning resource, or changes one that the caller saw.
public struct PutPartner: RecordChange {
    public static let name = "partner.put"
    public static let summary = LocalizedText(
        "บันทึกภาคีเครือข่าย ที่ปรึกษา หรือแหล่งเรียนรู้", "Add or change a partner, an adviser or a learning resource")
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

    public func checkRecord(_ problems: inout Problems) { partner.check(&problems) }
}

/// Partners of an organisation, in the order of their making.
public struct ListPartners: RecordList {
    public static let name = "partner.list"
    public static let summary = LocalizedText("รายการภาคีเครือข่าย", "List partners of an organisation")
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
}
