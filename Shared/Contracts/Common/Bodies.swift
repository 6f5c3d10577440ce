import JSONRPC
import Kernel

/// A committee, subcommittee or working group (P7).
public struct Body: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var code: String
    public var kind: BodyKind
    public var name: LocalizedText
    public var organisation: String
    /// Law, order or resolution that it stands on.
    public var legalBasis: String?
    public var legalBasisOn: CalendarDate?
    /// Its appointment order.
    public var orderNumber: String?
    public var orderOn: CalendarDate?
    /// How many of a hundred members a meeting needs: 50 is half of them, the rule.
    public var quorumPercent: Int
    public var members: [BodyMember]
    public var version: Int

    public init(
        id: ID, province: String, code: String, kind: BodyKind, name: LocalizedText, organisation: String,
        legalBasis: String?, legalBasisOn: CalendarDate?, orderNumber: String?, orderOn: CalendarDate?,
        quorumPercent: Int, members: [BodyMember], version: Int
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.kind = kind
        self.name = name
        self.organisation = organisation
        self.legalBasis = legalBasis
        self.legalBasisOn = legalBasisOn
        self.orderNumber = orderNumber
        self.orderOn = orderOn
        self.quorumPercent = quorumPercent
        self.members = members
        self.version = version
    }
}

/// A seat of a body: who holds it by position, in what role, from when to when.
public struct BodyMember: Codable, Sendable, Hashable {
    public enum Seat: String, Codable, Sendable, CaseIterable { case chair, deputyChair, member, secretary }

    /// Given by the service, from 1.
    public var number: Int?
    public var seat: Seat
    public var position: LocalizedText
    public var organisation: String?
    /// `sub` of the credential of who holds it, where known.
    public var subject: String?
    public var termFrom: CalendarDate?
    public var termUntil: CalendarDate?
    /// Number of the order that appointed the member, where it was one of `body.appoint`.
    public var order: String?

    public init(
        seat: Seat, position: LocalizedText, organisation: String? = nil, subject: String? = nil,
        termFrom: CalendarDate? = nil, termUntil: CalendarDate? = nil,
        number: Int? = nil, order: String? = nil
    ) {
        self.number = number
        self.order = order
        self.seat = seat
        self.position = position
        self.organisation = organisation
        self.subject = subject
        self.termFrom = termFrom
        self.termUntil = termUntil
    }
}

/// Records a body with its members.
public struct CreateBody: RPCChange {
    public static let name = "body.create"
    public static let summary = LocalizedText("บันทึกคณะกรรมการหรือคณะทำงาน", "Record a committee or working group")
    public static let access = RPCAccess.roles([.secretary, .planner, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "the provincial education committee",
            params: """
                {"idempotencyKey":"body-create-1","code":"67-EX-PEC","kind":"provincialEducationCommittee",\
                "name":{"th":"คณะกรรมการศึกษาธิการจังหวัด"},"organisation":"67-01","members":[{"seat":"chair",\
                "position":{"th":"ผู้ว่าราชการจังหวัด"}}]}
                """,
            result: BodyExamples.pec)
    ]
    public typealias Result = Body

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Of a province's body it begins with the province's digits and a hyphen.
    public var code: String
    public var kind: BodyKind
    public var name: LocalizedText
    public var organisation: String
    public var legalBasis: String?
    public var legalBasisOn: CalendarDate?
    public var orderNumber: String?
    public var orderOn: CalendarDate?
    public var quorumPercent: Int?
    public var members: [BodyMember]?

    public init(
        idempotencyKey: String, code: String, kind: BodyKind, name: LocalizedText, organisation: String,
        legalBasis: String? = nil, legalBasisOn: CalendarDate? = nil, orderNumber: String? = nil,
        orderOn: CalendarDate? = nil, quorumPercent: Int? = nil, members: [BodyMember]? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.kind = kind
        self.name = name
        self.organisation = organisation
        self.legalBasis = legalBasis
        self.legalBasisOn = legalBasisOn
        self.orderNumber = orderNumber
        self.orderOn = orderOn
        self.quorumPercent = quorumPercent
        self.members = members
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: code, at: "/code", max: 64)
        if OrganisationCode.province(of: code) != OrganisationCode.province(of: organisation) {
            problems.add(
                "/code", "body.codeProvince", th: "รหัสต้องขึ้นต้นด้วยเลขจังหวัดของหน่วยงานและขีด",
                en: "a code begins with the digits of the organisation's province and a hyphen")
        }
        problems.check(text: name, at: "/name", max: 300)
        problems.check(text: legalBasis, at: "/legalBasis", max: 1_000)
        problems.check(text: orderNumber, at: "/orderNumber", max: 64)
        BodyMember.check(members ?? [], &problems)
        if let quorumPercent, !(1...100).contains(quorumPercent) {
            problems.add("/quorumPercent", "body.quorum", th: "ต้องเป็น 1–100", en: "must be 1 to 100")
        }
    }
}

/// Bodies in the order of their codes.
public struct ListBodies: RPCMethod {
    public static let name = "body.list"
    public static let summary = LocalizedText("รายการคณะกรรมการและคณะทำงาน", "List committees and working groups")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let examples = [
        RPCExample(
            "committees of the province", params: #"{"province":"67","kind":"provincialEducationCommittee"}"#,
            result: #"{"items":["# + BodyExamples.pec + "]}")
    ]
    public typealias Result = Page<Body>

    public var province: String
    public var kind: BodyKind?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String, kind: BodyKind? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.kind = kind
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// A resolution of a body; never changed, only superseded by another one.
public struct Resolution: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// Code of the body.
    public var body: String
    /// Unique within the body.
    public var number: String
    /// Number of the meeting, `"3/2566"`.
    public var meeting: String?
    public var date: CalendarDate
    public var outcome: ActionOutcome
    public var text: String
    public var observations: String?
    /// The matter that it decided.
    public var matter: ID?
    /// The resolution that it takes the place of.
    public var supersedes: ID?
    public var recordedBy: String
    public var recordedAt: Instant

    public init(
        id: ID, province: String, body: String, number: String, meeting: String?, date: CalendarDate,
        outcome: ActionOutcome, text: String, observations: String?, matter: ID?, supersedes: ID?,
        recordedBy: String, recordedAt: Instant
    ) {
        self.id = id
        self.province = province
        self.body = body
        self.number = number
        self.meeting = meeting
        self.date = date
        self.outcome = outcome
        self.text = text
        self.observations = observations
        self.matter = matter
        self.supersedes = supersedes
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// Records a resolution that stands for itself; what decides a matter is recorded where it decides.
public struct RecordResolution: RPCChange {
    public static let name = "resolution.record"
    public static let summary = LocalizedText("บันทึกมติของคณะกรรมการ", "Record a resolution of a body")
    public static let details = LocalizedText(
        "มติที่ตัดสินเรื่องบันทึกด้วย meeting.resolve หรือ matter.act มติที่บันทึกแล้วแก้ไม่ได้ ออกมติใหม่แทนด้วย supersedes",
        """
        A resolution that decides a matter is recorded by `meeting.resolve`, or by `matter.act` where bodies meet \
        elsewhere. None is ever changed: a new one supersedes it.
        """)
    public static let access = RPCAccess.roles([.secretary, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "of a meeting",
            params: """
                {"idempotencyKey":"resolution-record-1","body":"67-EX-PEC","number":"1","meeting":"1/2566",\
                "date":"2022-10-20","outcome":"acknowledge","text":"รับทราบผลการดำเนินงาน"}
                """,
            result: BodyExamples.resolution)
    ]
    public typealias Result = Resolution

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var body: String
    public var number: String
    public var meeting: String?
    public var date: CalendarDate
    public var outcome: ActionOutcome
    public var text: String
    public var observations: String?
    public var supersedes: ID?

    public init(
        idempotencyKey: String, body: String, number: String, meeting: String? = nil, date: CalendarDate,
        outcome: ActionOutcome, text: String, observations: String? = nil, supersedes: ID? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.body = body
        self.number = number
        self.meeting = meeting
        self.date = date
        self.outcome = outcome
        self.text = text
        self.observations = observations
        self.supersedes = supersedes
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: number, at: "/number", max: 64)
        problems.check(text: meeting, at: "/meeting", max: 64)
        problems.check(text: text, at: "/text", max: 4_000)
        problems.check(text: observations, at: "/observations", max: 4_000)
    }
}

/// Resolutions of a body, newest first.
public struct ListResolutions: RPCMethod {
    public static let name = "resolution.list"
    public static let summary = LocalizedText(
        "รายการมติของคณะกรรมการ ใหม่สุดก่อน", "List a body's resolutions, newest first")
    public static let details = MeetingRules.readers
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of the committee", params: #"{"body":"67-EX-PEC"}"#,
            result: #"{"items":["# + BodyExamples.resolution + "]}")
    ]
    public typealias Result = Page<Resolution>

    public var body: String
    public var limit: Int?
    public var cursor: PageCursor?

    public init(body: String, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.body = body
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

enum BodyExamples {
    static let pec = pec(nil, version: 1)

    /// - Parameter secretary: the term of its second member, if it has one.
    static func pec(_ secretary: String?, version: Int) -> String {
        let second = secretary.map {
            """
            ,{"number":2,"seat":"secretary","position":{"th":"ศึกษาธิการจังหวัด"},"organisation":"67-01",\($0),\
            "order":"12/2565"}
            """
        }
        return """
            {"id":"\(ProcedureExamples.id)","province":"67","code":"67-EX-PEC","kind":"provincialEducationCommittee",\
            "name":{"th":"คณะกรรมการศึกษาธิการจังหวัด"},"organisation":"67-01","quorumPercent":50,\
            "members":[{"number":1,"seat":"chair","position":{"th":"ผู้ว่าราชการจังหวัด"}}\(second ?? "")],\
            "version":\(version)}
            """
    }

    static let resolution = """
        {"id":"\(ProcedureExamples.id)","province":"67","body":"67-EX-PEC","number":"1","meeting":"1/2566",\
        "date":"2022-10-20","outcome":"acknowledge","text":"รับทราบผลการดำเนินงาน","recordedBy":"example",\
        "recordedAt":"2022-10-20T00:00:00Z"}
        """
}
