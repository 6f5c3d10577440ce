import JSONRPC
import Kernel

/// One entry of the audit trail: who did what, when, to which thing.
public struct AuditRecord: Codable, Sendable {
    /// Its place in the chain, from 1 without gaps.
    public var number: Int
    public var id: ID
    public var at: Instant
    /// Who: `sub` of the credential.
    public var subject: String
    public var method: String
    public var requestId: String
    public var organisation: String?
    /// What was changed: its id or code.
    public var target: String?
    /// What the method wrote about it.
    public var details: JSONValue?
    /// SHA-256 of the chain up to this entry, hexadecimal.
    public var hash: String

    public init(
        number: Int, id: ID, at: Instant, subject: String, method: String, requestId: String, organisation: String?,
        target: String?, details: JSONValue?, hash: String
    ) {
        self.number = number
        self.id = id
        self.at = at
        self.subject = subject
        self.method = method
        self.requestId = requestId
        self.organisation = organisation
        self.target = target
        self.details = details
        self.hash = hash
    }
}

/// Entries of the audit trail, newest first; those of the last second may not be numbered yet.
public struct ListAudit: RPCMethod {
    public static let name = "audit.list"
    public static let summary = LocalizedText("บันทึกการตรวจสอบ ใหม่สุดก่อน", "List the audit trail, newest first")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.auditor, .administrator])
    public static let memberNotes = [
        "province": LocalizedText("เฉพาะจังหวัดนี้ (ทั้งหมดถ้าไม่ระบุ)", "Only of this province (all unless given)"),
        "target": LocalizedText("id หรือรหัสของสิ่งที่ถูกเปลี่ยน", "Id or code of the thing that was changed"),
    ]
    public static let examples = [
        RPCExample("none", params: #"{"method":"no.such","province":"67"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<AuditRecord>

    public var province: String?
    public var subject: String?
    public var method: String?
    public var target: String?
    public var from: Instant?
    public var until: Instant?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        province: String? = nil, subject: String? = nil, method: String? = nil, target: String? = nil,
        from: Instant? = nil, until: Instant? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.province = province
        self.subject = subject
        self.method = method
        self.target = target
        self.from = from
        self.until = until
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// What is wrong with a place of the audit trail.
public struct AuditFault: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The entry no longer says what it said when it was sealed.
        case edited
        /// The seal is there, the entry is not.
        case deleted
        /// An entry that no seal covers, though everything of its time is sealed.
        case inserted
        /// The seal itself does not follow from the one before: changed, or put in another order.
        case broken
        /// Numbers are missing.
        case missing
        /// The chain does not end where the head, or the anchor that the caller kept, says.
        case end
    }

    public var kind: Kind
    /// Number in the chain, where there is one.
    public var number: Int?
    /// Id of the entry, where there is one.
    public var entry: ID?

    public init(kind: Kind, number: Int?, entry: ID?) {
        self.kind = kind
        self.number = number
        self.entry = entry
    }
}

/// What a look over the audit trail found.
public struct AuditVerdict: Codable, Sendable, Hashable {
    /// `true` if nothing is wrong in what was looked at.
    public var intact: Bool
    /// At most 100.
    public var faults: [AuditFault]
    public var checkedFrom: Int
    public var checkedThrough: Int
    /// How far the chain goes; entries of the last second may be beyond it.
    public var sealedThrough: Int
    /// The chain's hash there: keep it outside, and give it as `anchor` next time.
    public var sealedHash: String
    /// Entries that wait for their seal.
    public var unsealed: Int

    public init(
        intact: Bool, faults: [AuditFault], checkedFrom: Int, checkedThrough: Int, sealedThrough: Int,
        sealedHash: String, unsealed: Int
    ) {
        self.intact = intact
        self.faults = faults
        self.checkedFrom = checkedFrom
        self.checkedThrough = checkedThrough
        self.sealedThrough = sealedThrough
        self.sealedHash = sealedHash
        self.unsealed = unsealed
    }
}

/// A point of the chain that somebody kept outside the service.
public struct AuditAnchor: Codable, Sendable, Hashable {
    public var number: Int
    /// Hexadecimal.
    public var hash: String

    public init(number: Int, hash: String) {
        self.number = number
        self.hash = hash
    }
}

/// Looks whether the audit trail is what was written.
public struct VerifyAudit: RPCMethod {
    public static let name = "audit.verify"
    public static let summary = LocalizedText(
        "ตรวจว่าบันทึกการตรวจสอบไม่ถูกแก้ไข", "Verify that the audit trail was not tampered with")
    public static let details = LocalizedText(
        "ตรวจลายนิ้วมือ SHA-256 ของทุกรายการและความต่อเนื่องของสายโซ่ บอกว่ารายการใดถูกแก้ ลบ แทรก หรือสลับ",
        """
        Makes the SHA-256 digest of every entry and the chain over them again, and says which entries were edited, \
        deleted, inserted or put in another order. At most 100,000 entries a call: go on with from = checkedThrough + 1.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.auditor, .administrator])
    public static let memberNotes = [
        "from": LocalizedText("เริ่มจากลำดับใด (1 ถ้าไม่ระบุ)", "Number to begin with (1 unless given)"),
        "anchor": LocalizedText("จุดที่เก็บไว้ภายนอก", "A point of the chain that was kept outside"),
    ]
    public static let examples = [
        RPCExample(
            "from the start", params: "{}",
            result: #"""
                {"intact":true,"faults":[],"checkedFrom":1,"checkedThrough":8,"sealedThrough":8,
                "sealedHash":"0000000000000000000000000000000000000000000000000000000000000000","unsealed":0}
                """#)
    ]
    public static let entriesMax = 100_000
    public typealias Result = AuditVerdict

    public var from: Int?
    public var anchor: AuditAnchor?

    public init(from: Int? = nil, anchor: AuditAnchor? = nil) {
        self.from = from
        self.anchor = anchor
    }

    public func check(_ problems: inout Problems) {
        if let from, from < 1 { problems.add("/from", "audit.from", th: "ต้องไม่น้อยกว่า 1", en: "must be at least 1") }
        if let anchor, anchor.hash.utf8.count != 64 || anchor.number < 1 {
            problems.add(
                "/anchor", "audit.anchor", th: "ต้องมีลำดับตั้งแต่ 1 และแฮชฐานสิบหก 64 ตัว",
                en: "needs a number from 1 and a hash of 64 hexadecimal digits")
        }
    }
}
