import JSONRPC
import Kernel

/// A role that a person or a system holds at an organisation for a time.
public struct Assignment: Codable, Sendable, Hashable {
    public var id: ID
    /// `sub` of the person's or system's credential.
    public var subject: String
    public var role: Role
    public var organisation: String
    public var validFrom: CalendarDate
    /// First day on which it no longer holds.
    public var validUntil: CalendarDate?
    public var version: Int

    public init(
        id: ID, subject: String, role: Role, organisation: String, validFrom: CalendarDate, validUntil: CalendarDate?,
        version: Int
    ) {
        self.id = id
        self.subject = subject
        self.role = role
        self.organisation = organisation
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.version = version
    }
}

/// Gives a subject a role at an organisation.
public struct CreateAssignment: RPCChange {
    public static let name = "assignment.create"
    public static let summary = LocalizedText("มอบบทบาทที่หน่วยงาน", "Give somebody a role at an organisation")
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "subject": LocalizedText("sub ในบัตรผ่านของผู้รับ", "The sub of the receiver's credential"),
        "validUntil": LocalizedText("วันแรกที่สิ้นผล", "First day on which it no longer holds"),
    ]
    public static let examples = [
        RPCExample(
            "a reporter",
            params: #"""
                {"idempotencyKey":"example-assignment-create-1","subject":"reporter-67-S0001","role":"reporter",
                "organisation":"67-S0001","validFrom":"2022-10-01"}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f14","subject":"reporter-67-S0001","role":"reporter",
                "organisation":"67-S0001","validFrom":"2022-10-01","version":1}
                """#)
    ]
    public typealias Result = Assignment

    public var idempotencyKey: String
    public var subject: String
    public var role: Role
    public var organisation: String
    /// Today unless given.
    public var validFrom: CalendarDate?
    public var validUntil: CalendarDate?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, subject: String, role: Role, organisation: String, validFrom: CalendarDate? = nil,
        validUntil: CalendarDate? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.subject = subject
        self.role = role
        self.organisation = organisation
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: subject, at: "/subject", max: 200)
        if let validFrom, let validUntil, validUntil <= validFrom {
            problems.add(
                "/validUntil", "assignment.period", th: "ต้องหลัง validFrom", en: "must be after validFrom")
        }
    }
}

/// Who holds which role where.
public struct ListAssignments: RPCMethod {
    public static let name = "assignment.list"
    public static let summary = LocalizedText("รายการผู้มีบทบาท", "List who holds which role where")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .auditor, .integrator])
    public static let memberNotes = [
        "organisation": LocalizedText("ที่หน่วยงานนี้และที่อยู่ใต้ลงไป", "At this organisation and below it"),
        "includeEnded": LocalizedText("รวมที่สิ้นผลแล้ว", "Those ended as well"),
    ]
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67-S0002"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Assignment>

    public var organisation: String
    public var subject: String?
    public var role: Role?
    public var includeEnded: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, subject: String? = nil, role: Role? = nil, includeEnded: Bool? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.subject = subject
        self.role = role
        self.includeEnded = includeEnded
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
    }
}

/// Ends an assignment.
public struct EndAssignment: RPCChange {
    public static let name = "assignment.end"
    public static let summary = LocalizedText("สิ้นสุดบทบาท", "End a role")
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "endsOn": LocalizedText("วันแรกที่สิ้นผล (วันนี้ถ้าไม่ระบุ)", "First day on which it no longer holds (today unless given)")
    ]
    public static let examples = [
        RPCExample(
            "from an earlier answer",
            params: #"""
                {"idempotencyKey":"example-assignment-end-1","assignment":"{assignmentId}","expectedVersion":1,
                "endsOn":"2023-10-01"}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f14","subject":"reporter-67-S0001","role":"reporter",
                "organisation":"67-S0001","validFrom":"2022-10-01","validUntil":"2023-10-01","version":2}
                """#)
    ]
    public typealias Result = Assignment

    public var idempotencyKey: String
    public var assignment: ID
    public var endsOn: CalendarDate?
    public var expectedVersion: Int
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, assignment: ID, endsOn: CalendarDate? = nil, expectedVersion: Int,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.assignment = assignment
        self.endsOn = endsOn
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }
}
