import CommonContract
import JSONRPC
import Kernel

/// Someone who keeps an organisation's data, in the network of data officers (I15).
public struct DataOfficer: Codable, Sendable, Hashable {
    public var organisation: String
    /// As the organisation calls the post: `เจ้าหน้าที่ข้อมูล`, `หัวหน้ากลุ่มนโยบายและแผน`.
    public var position: String
    public var name: String?
    public var email: String?
    public var telephone: String?
    /// What the officer was trained in.
    public var training: [String]
    public var since: CalendarDate
    /// The last day; absent: in post.
    public var until: CalendarDate?
    public var version: Int

    public init(
        organisation: String, position: String, name: String?, email: String?, telephone: String?, training: [String],
        since: CalendarDate, until: CalendarDate?, version: Int
    ) {
        self.organisation = organisation
        self.position = position
        self.name = name
        self.email = email
        self.telephone = telephone
        self.training = training
        self.since = since
        self.until = until
        self.version = version
    }
}

/// Puts a data officer into the network, or changes what is known of one.
public struct SaveOfficer: RPCChange {
    public static let name = "officer.save"
    public static let summary = LocalizedText("บันทึกเจ้าหน้าที่ข้อมูลของหน่วยงาน", "Keeps an organisation's data officer")
    public static let details = LocalizedText(
        "หนึ่งตำแหน่งต่อหน่วยงานต่อรายการ expectedVersion ไม่ส่งเมื่อยังไม่มี; ข้อมูลติดต่อเห็นได้เฉพาะผู้มีบทบาท",
        "One record a position of an organisation; leave expectedVersion out for a new one. Who holds a role sees how to reach officers; nobody else does."
    )
    public static let access = RPCAccess.roles([
        .head, .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "of a school",
            params: """
                {"idempotencyKey":"officer-1","organisation":"67-S0001","position":"เจ้าหน้าที่ข้อมูล",\
                "email":"data@school1.example","training":["SDMX"],"since":"2023-05-16"}
                """,
            result: OfficerExamples.officer)
    ]
    public typealias Result = DataOfficer

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var position: String
    public var name: String?
    public var email: String?
    public var telephone: String?
    public var training: [String]
    public var since: CalendarDate
    public var until: CalendarDate?
    public var expectedVersion: Int?

    public init(
        idempotencyKey: String, organisation: String, position: String, name: String? = nil, email: String? = nil,
        telephone: String? = nil, training: [String] = [], since: CalendarDate, until: CalendarDate? = nil,
        expectedVersion: Int? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.position = position
        self.name = name
        self.email = email
        self.telephone = telephone
        self.training = training
        self.since = since
        self.until = until
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.organisation(organisation, "/organisation", &problems)
        problems.check(text: position, at: "/position", max: 200)
        problems.check(text: name, at: "/name", max: 200)
        problems.check(text: telephone, at: "/telephone", max: 50)
        Rules.texts(training, 0...50, "/training", &problems)
        if let email, email.split(separator: "@", omittingEmptySubsequences: false).filter({ !$0.isEmpty }).count != 2 {
            problems.add("/email", "email", th: "ไม่ใช่ที่อยู่อีเมล", en: "is no e-mail address")
        }
        if let until, until < since {
            problems.add("/until", "date.order", th: "ต้องไม่ก่อน since", en: "must not be before since")
        }
    }
}

/// The network of data officers at and below an organisation.
public struct ListOfficers: RPCMethod {
    public static let name = "officer.list"
    public static let summary = LocalizedText("เครือข่ายเจ้าหน้าที่ข้อมูล", "The network of data officers, by organisation")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "of a service area", params: #"{"organisation":"67-02"}"#,
            result: #"{"items":[\#(OfficerExamples.officer)]}"#)
    ]
    public typealias Result = Page<DataOfficer>

    public var organisation: String
    /// Also those who left.
    public var includeFormer: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, includeFormer: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.includeFormer = includeFormer
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Organisations that have no data officer in post.
public struct ListOfficerGaps: RPCMethod {
    public static let name = "officer.gaps"
    public static let summary = LocalizedText(
        "หน่วยงานที่ยังไม่มีเจ้าหน้าที่ข้อมูล", "Organisations without a data officer in post, by code")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "of a service area", params: #"{"organisation":"67-02","kind":"school"}"#,
            result: #"{"items":[{"organisation":"67-S0002","name":{"th":"โรงเรียนตัวอย่าง 2","en":"Example School 2"}}]}"#)
    ]
    public typealias Result = Page<OfficerGap>

    public var organisation: String
    public var kind: OrganisationKind?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, kind: OrganisationKind? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.kind = kind
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// An organisation without a data officer.
public struct OfficerGap: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText

    public init(organisation: String, name: LocalizedText) {
        self.organisation = organisation
        self.name = name
    }
}

enum OfficerExamples {
    static let officer = """
        {"organisation":"67-S0001","position":"เจ้าหน้าที่ข้อมูล","email":"data@school1.example","training":["SDMX"],\
        "since":"2023-05-16","version":1}
        """
}
