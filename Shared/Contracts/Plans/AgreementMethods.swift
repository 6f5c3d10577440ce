import CommonContract
import JSONRPC
import Kernel

/// Adds an agreement with partners, or changes one that the caller saw.
public struct PutAgreement: RecordChange {
    public static let name = "agreement.put"
    public static let summary = LocalizedText("บันทึกบันทึกข้อตกลงความร่วมมือ", "Add or change an agreement with partners")
    public static let examples = [
        RPCExample(
            "new",
            params: """
                {"idempotencyKey":"agreement-1","organisation":"67-01","validateOnly":true,"agreement":{"title":\
                {"th":"บันทึกข้อตกลงพัฒนาทักษะอาชีพ"},"partners":["{partnerId}"],"signedOn":"2023-01-10",\
                "validFrom":"2023-02-01","validUntil":"2026-01-31","terms":[{"th":"รับนักเรียนฝึกงานปีละ 20 คน"}]}}
                """,
            result: """
                {"id":"\(Examples.id)","organisation":"67-01","agreement":{"title":{"th":"บันทึกข้อตกลงพัฒนาทักษะอาชีพ"},\
                "partners":["\(Examples.id)"],"signedOn":"2023-01-10","validFrom":"2023-02-01",\
                "validUntil":"2026-01-31","terms":[{"th":"รับนักเรียนฝึกงานปีละ 20 คน"}]},"state":"active","version":1}
                """)
    ]
    public typealias Result = Agreement

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var id: ID?
    public var expectedVersion: Int?
    public var agreement: AgreementDraft

    public init(
        idempotencyKey: String, organisation: String, id: ID? = nil, expectedVersion: Int? = nil,
        agreement: AgreementDraft, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.id = id
        self.expectedVersion = expectedVersion
        self.agreement = agreement
    }

    public func checkRecord(_ problems: inout Problems) { agreement.check(&problems) }
}

/// Agreements of an organisation, in the order of their making.
public struct ListAgreements: RecordList {
    public static let name = "agreement.list"
    public static let summary = LocalizedText("รายการบันทึกข้อตกลง", "List agreements of an organisation")
    public static let examples = [
        RPCExample(
            "of an organisation", params: #"{"organisation":"67-01","state":"expiring"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Agreement>

    public var organisation: String
    public var below: Bool?
    public var state: AgreementState?
    public var partner: ID?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, below: Bool? = nil, state: AgreementState? = nil, partner: ID? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.below = below
        self.state = state
        self.partner = partner
        self.limit = limit
        self.cursor = cursor
    }
}

/// Adds what a partner said, gave or was honoured for, or changes one that the caller saw.
public struct PutContribution: RecordChange {
    public static let name = "contribution.put"
    public static let summary = LocalizedText(
        "บันทึกความคิดเห็น การสนับสนุน หรือการยกย่องของภาคี", "Add or change what a partner said, gave or was honoured for")
    public static let examples = [
        RPCExample(
            "new",
            params: """
                {"idempotencyKey":"contribution-1","organisation":"67-01","contribution":{"kind":"opinion",\
                "partner":"{partnerId}","date":"2023-03-01","text":{"th":"ควรเพิ่มหลักสูตรอาชีพในพื้นที่"},\
                "element":"67-EX-2566/67-EX-SI1"}}
                """,
            result: """
                {"id":"\(Examples.id)","organisation":"67-01","contribution":{"kind":"opinion","partner":"\(Examples.id)",\
                "date":"2023-03-01","text":{"th":"ควรเพิ่มหลักสูตรอาชีพในพื้นที่"},"element":"67-EX-2566/67-EX-SI1"},\
                "version":1}
                """)
    ]
    public typealias Result = Contribution

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var id: ID?
    public var expectedVersion: Int?
    public var contribution: ContributionDraft

    public init(
        idempotencyKey: String, organisation: String, id: ID? = nil, expectedVersion: Int? = nil,
        contribution: ContributionDraft, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.id = id
        self.expectedVersion = expectedVersion
        self.contribution = contribution
    }

    public func checkRecord(_ problems: inout Problems) { contribution.check(&problems) }
}

/// Contributions of an organisation, in the order of their making.
public struct ListContributions: RecordList {
    public static let name = "contribution.list"
    public static let summary = LocalizedText(
        "รายการความคิดเห็นและการสนับสนุนของภาคี", "List contributions of an organisation")
    public static let examples = [
        RPCExample("of an organisation", params: #"{"organisation":"67-01","kind":"honour"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Contribution>

    public var organisation: String
    public var below: Bool?
    public var kind: ContributionKind?
    public var partner: ID?
    public var answered: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, below: Bool? = nil, kind: ContributionKind? = nil, partner: ID? = nil,
        answered: Bool? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.below = below
        self.kind = kind
        self.partner = partner
        self.answered = answered
        self.limit = limit
        self.cursor = cursor
    }
}
