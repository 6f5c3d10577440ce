import CommonContract
import JSONRPC
import Kernel

/// Which organisations of the province an announcement goes to.
public struct DistributionList: Codable, Sendable, Hashable {
    /// Every agency, local government and university of the province.
    public var agencies: Bool
    /// Every school of the province.
    public var schools: Bool
    /// Others, by code: neighbouring offices, the region.
    public var others: [String]?

    public init(agencies: Bool, schools: Bool, others: [String]? = nil) {
        self.agencies = agencies
        self.schools = schools
        self.others = others
    }
}

/// The announcement of a plan's version as it went out (P16); never changed.
public struct Proclamation: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// Code of the plan, and the version that is announced.
    public var plan: String
    public var planVersion: Int
    public var letterNumber: String
    public var signedBy: LocalizedText
    public var signedOn: CalendarDate
    public var text: String
    /// SHA-256 of the stored file of the signed letter.
    public var file: String?
    public var recipients: Int
    public var acknowledged: Int

    public init(
        id: ID, province: String, plan: String, planVersion: Int, letterNumber: String, signedBy: LocalizedText,
        signedOn: CalendarDate, text: String, file: String?, recipients: Int, acknowledged: Int
    ) {
        self.id = id
        self.province = province
        self.plan = plan
        self.planVersion = planVersion
        self.letterNumber = letterNumber
        self.signedBy = signedBy
        self.signedOn = signedOn
        self.text = text
        self.file = file
        self.recipients = recipients
        self.acknowledged = acknowledged
    }
}

/// An organisation on the distribution list, and whether it acknowledged.
public struct ProclamationRecipient: Codable, Sendable, Hashable {
    public var organisation: String
    public var name: LocalizedText
    public var kind: OrganisationKind
    public var acknowledgedOn: CalendarDate?
    public var note: String?

    public init(
        organisation: String, name: LocalizedText, kind: OrganisationKind, acknowledgedOn: CalendarDate?, note: String?
    ) {
        self.organisation = organisation
        self.name = name
        self.kind = kind
        self.acknowledgedOn = acknowledgedOn
        self.note = note
    }
}

/// Sends an announced plan out: signer, letter number, text, distribution list.
public struct IssueProclamation: RPCChange {
    public static let name = "proclamation.issue"
    public static let summary = LocalizedText("ออกประกาศใช้แผนและแจ้งเวียน", "Send the announcement of a plan out")
    public static let details = LocalizedText(
        "ฉบับที่ประกาศล่าสุดของแผน ฉบับหนึ่งออกประกาศได้ครั้งเดียว ผู้รับตามรายชื่อ ณ วันนั้น",
        "Of the plan's announced version, once; it goes to the organisations that there are on its day.")
    public static let access = PlansAccess.announcers
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "signedBy": LocalizedText("ตำแหน่งผู้ลงนาม", "Who signed, by position"),
        "file": LocalizedText("sha256 ของแฟ้มหนังสือ (file.put)", "SHA-256 of the letter's stored file"),
    ]
    public static let examples = [
        RPCExample(
            "to all agencies",
            params: """
                {"idempotencyKey":"proclamation-1","plan":"67-EX-2566","letterNumber":"พช 0017/ว100",\
                "signedBy":{"th":"ผู้ว่าราชการจังหวัด"},"signedOn":"2022-10-20","text":"ประกาศใช้แผน",\
                "distribution":{"agencies":true,"schools":false}}
                """,
            result: ConsultationExamples.proclamation(acknowledged: 0))
    ]
    public typealias Result = Proclamation

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var letterNumber: String
    public var signedBy: LocalizedText
    public var signedOn: CalendarDate
    public var text: String
    public var file: String?
    public var distribution: DistributionList

    public init(
        idempotencyKey: String, plan: Reference, letterNumber: String, signedBy: LocalizedText, signedOn: CalendarDate,
        text: String, file: String? = nil, distribution: DistributionList, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.letterNumber = letterNumber
        self.signedBy = signedBy
        self.signedOn = signedOn
        self.text = text
        self.file = file
        self.distribution = distribution
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: letterNumber, at: "/letterNumber", max: 64)
        problems.check(text: signedBy, at: "/signedBy", max: 200)
        problems.check(text: text, at: "/text", max: 20_000)
        FileRules.check(sha256: file, at: "/file", &problems)
        let others = distribution.others ?? []
        if !distribution.agencies, !distribution.schools, others.isEmpty {
            problems.add("/distribution", "proclamation.nobody", th: "ต้องมีผู้รับ", en: "goes to nobody")
        }
        if others.count > 1_000 || Set(others).count != others.count {
            problems.add(
                "/distribution/others", "count.range", th: "ไม่ซ้ำกันและไม่เกิน 1,000", en: "each once, at most 1,000")
        }
    }
}

/// Acknowledges an announcement for an organisation, once.
public struct AcknowledgeProclamation: RPCChange {
    public static let name = "proclamation.acknowledge"
    public static let summary = LocalizedText("รับทราบประกาศ", "Acknowledge an announcement for an organisation")
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion,
        "organisation": LocalizedText("หน่วยงานที่รับทราบ", "The organisation that acknowledges"),
    ]
    public static let examples = [
        RPCExample(
            "of a service area",
            params: """
                {"idempotencyKey":"proclamation-ack-1","plan":"67-EX-2566","planVersion":1,"organisation":"67-02",\
                "date":"2022-10-25"}
                """,
            result: """
                {"organisation":"67-02","name":{"th":"สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเพชรบูรณ์ เขต 1",\
                "en":"Phetchabun Primary ESAO 1"},"kind":"educationServiceArea","acknowledgedOn":"2022-10-25"}
                """)
    ]
    public typealias Result = ProclamationRecipient

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var plan: Reference
    public var planVersion: Int
    public var organisation: String
    public var date: CalendarDate?
    public var note: String?

    public init(
        idempotencyKey: String, plan: Reference, planVersion: Int, organisation: String, date: CalendarDate? = nil,
        note: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.plan = plan
        self.planVersion = planVersion
        self.organisation = organisation
        self.date = date
        self.note = note
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: note, at: "/note", max: 1_000)
    }
}

/// The announcement of a plan's version.
public struct GetProclamation: RPCMethod {
    public static let name = "proclamation.get"
    public static let summary = LocalizedText(
        "อ่านประกาศและจำนวนผู้รับทราบ", "Read an announcement, and how many acknowledged")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion]
    public static let examples = [
        RPCExample(
            "of the version in force", params: #"{"plan":"67-EX-2566"}"#,
            result: ConsultationExamples.proclamation(acknowledged: 1))
    ]
    public typealias Result = Proclamation

    public var plan: Reference
    public var planVersion: Int?

    public init(plan: Reference, planVersion: Int? = nil) {
        self.plan = plan
        self.planVersion = planVersion
    }
}

/// Who an announcement went to, in the order of their codes: all, those who acknowledged, or those who have not.
public struct ListProclamationRecipients: RPCMethod {
    public static let name = "proclamation.recipients"
    public static let summary = LocalizedText(
        "รายชื่อผู้รับประกาศ ใครยังไม่รับทราบ", "List an announcement's recipients, or who has not acknowledged")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "plan": PlanNotes.plan, "planVersion": PlanNotes.planVersion,
        "acknowledged": LocalizedText("false: เฉพาะที่ยังไม่รับทราบ", "false: only those who have not acknowledged"),
        "under": LocalizedText("เฉพาะหน่วยงานนี้และใต้ลงไป", "Only this organisation and those below it"),
    ]
    public static let examples = [
        RPCExample(
            "not yet, below a service area",
            params: #"{"plan":"67-EX-2566","acknowledged":false,"under":"67-02"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<ProclamationRecipient>

    public var plan: Reference
    public var planVersion: Int?
    public var acknowledged: Bool?
    public var under: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        plan: Reference, planVersion: Int? = nil, acknowledged: Bool? = nil, under: String? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.plan = plan
        self.planVersion = planVersion
        self.acknowledged = acknowledged
        self.under = under
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
