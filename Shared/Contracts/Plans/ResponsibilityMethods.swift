import CommonContract
import JSONRPC
import Kernel

/// Who answers for an element (P7): a position at an organisation, over all versions of the plan.
public struct Responsibility: Codable, Sendable, Hashable {
    /// Code of the plan and of the element.
    public var plan: String
    public var element: String
    /// Code of the organisation.
    public var organisation: String
    public var position: LocalizedText
    /// `sub` of the credential of who holds the position, where it is known.
    public var subject: String?
    public var version: Int

    public init(
        plan: String, element: String, organisation: String, position: LocalizedText, subject: String?, version: Int
    ) {
        self.plan = plan
        self.element = element
        self.organisation = organisation
        self.position = position
        self.subject = subject
        self.version = version
    }
}

/// Says who answers for an element, instead of who did.
public struct SetResponsibility: RPCChange {
    public static let name = "responsibility.set"
    public static let summary = LocalizedText("กำหนดผู้รับผิดชอบองค์ประกอบของแผน", "Say who answers for an element")
    public static let access = PlansAccess.planners
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "element": PlanNotes.element,
        "position": LocalizedText("ตำแหน่ง ไม่ใช่ชื่อบุคคล", "A position, not a name"),
        "expectedVersion": LocalizedText(
            "version ที่ผู้เรียกเห็นล่าสุด 0 เมื่อยังไม่มี", "The version that the caller saw last; 0 where there is none"),
    ]
    public static let examples = [
        RPCExample(
            "for a strategic issue",
            params: """
                {"idempotencyKey":"responsibility-set-1","element":"67-EX-2566/67-EX-SI1","organisation":"67-01",\
                "position":{"th":"ผู้อำนวยการกลุ่มนโยบายและแผน"},"expectedVersion":0}
                """,
            result: """
                {"plan":"67-EX-2566","element":"67-EX-SI1","organisation":"67-01",\
                "position":{"th":"ผู้อำนวยการกลุ่มนโยบายและแผน"},"version":1}
                """)
    ]
    public typealias Result = Responsibility

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var element: Reference
    public var organisation: String
    public var position: LocalizedText
    public var subject: String?
    public var expectedVersion: Int

    public init(
        idempotencyKey: String, element: Reference, organisation: String, position: LocalizedText,
        subject: String? = nil, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.element = element
        self.organisation = organisation
        self.position = position
        self.subject = subject
        self.expectedVersion = expectedVersion
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: position, at: "/position", max: 200)
        problems.check(text: subject, at: "/subject", max: 200)
    }
}

/// Who answers for the elements of a plan, in the order of the elements' codes.
public struct ListResponsibilities: RPCMethod {
    public static let name = "responsibility.list"
    public static let summary = LocalizedText("รายการผู้รับผิดชอบของแผน", "List who answers for the elements of a plan")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = ["plan": PlanNotes.plan]
    public static let examples = [
        RPCExample(
            "of one organisation", params: #"{"plan":"67-EX-2566","organisation":"67-S0001"}"#,
            result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Responsibility>

    public var plan: Reference
    public var organisation: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(plan: Reference, organisation: String? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.plan = plan
        self.organisation = organisation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}
