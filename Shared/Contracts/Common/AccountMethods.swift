import JSONRPC
import Kernel

/// A person who can sign in. What the person may do is a matter of assignments to `subject`.
public struct Account: Codable, Sendable, Hashable {
    public var id: ID
    /// What the person types to sign in, in lower case.
    public var name: String
    /// How others see the person.
    public var displayName: String
    /// As whom the person's calls are recorded, and to whom roles are assigned.
    public var subject: String
    /// The organisation that answers for the account.
    public var organisation: String
    public var hasPassword: Bool
    /// A code of an authenticator is asked for beside the password.
    public var hasTotp: Bool
    public var createdAt: Instant
    public var disabledAt: Instant?
    public var version: Int
    /// It is joined with somebody at the identity provider; in lists only.
    public var hasIdentity: Bool?
    /// Signing in waits so long after wrong passwords; in lists only. `account.invite` ends it.
    public var lockedUntil: Instant?
    /// The way in; in the answers of `account.create` and `account.invite` only.
    public var invitation: Invitation?

    public init(
        id: ID, name: String, displayName: String, subject: String, organisation: String, hasPassword: Bool,
        hasTotp: Bool, createdAt: Instant, disabledAt: Instant?, version: Int, invitation: Invitation? = nil
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.subject = subject
        self.organisation = organisation
        self.hasPassword = hasPassword
        self.hasTotp = hasTotp
        self.createdAt = createdAt
        self.disabledAt = disabledAt
        self.version = version
        self.invitation = invitation
    }
}

/// A link by which a person chooses a password, once.
public struct Invitation: Codable, Sendable, Hashable {
    /// Until when the link can be used.
    public var expiresAt: Instant
    /// The path of the link, under the service's own address; in the first answer only.
    public var path: String?

    public init(expiresAt: Instant, path: String?) {
        self.expiresAt = expiresAt
        self.path = path
    }
}

/// Makes an account and its invitation.
public struct CreateAccount: RPCChange {
    public static let name = "account.create"
    public static let summary = LocalizedText("สร้างบัญชีผู้ใช้และลิงก์เชิญ", "Make an account and its invitation")
    public static let details = LocalizedText(
        "ลิงก์แสดงครั้งเดียว ใช้ได้ครั้งเดียวใน 7 วัน บทบาทมอบด้วย assignment.create ที่ subject ของบัญชี",
        """
        The link is shown once and can be used once, within seven days. Roles are given to the account's subject by \
        assignment.create.
        """)
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = [
        "name": LocalizedText("ชื่อที่ใช้เข้าสู่ระบบ", "What the person types to sign in"),
        "subject": LocalizedText(
            "sub ที่มีบทบาทอยู่แล้ว เฉพาะผู้ดูแลระบบระดับประเทศ", "A sub that has roles already; the nation's administrators only"
        ),
        "path": LocalizedText("แสดงครั้งเดียว", "Shown only once"),
    ]
    public static let examples = [
        RPCExample(
            "a school's reporter",
            params: #"""
                {"idempotencyKey":"example-account-create-1","name":"somsri.school1","displayName":"สมศรี ใจดี",
                "organisation":"67-S0001"}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f21","name":"somsri.school1","displayName":"สมศรี ใจดี",
                "subject":"person:0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f21","organisation":"67-S0001",
                "hasPassword":false,"hasTotp":false,"createdAt":"2026-01-01T00:00:00Z","version":1,
                "invitation":{"expiresAt":"2026-01-08T00:00:00Z","path":"/invitation/AbCdEf"}}
                """#)
    ]
    public typealias Result = Account

    public var idempotencyKey: String
    public var name: String
    public var displayName: String
    public var organisation: String
    public var subject: String?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, name: String, displayName: String, organisation: String, subject: String? = nil,
        validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.name = name
        self.displayName = displayName
        self.organisation = organisation
        self.subject = subject
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: displayName, at: "/displayName", max: 200)
        let isName =
            (3...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "@"):
                    true
                default: false
                }
            }
        if !isName {
            problems.add(
                "/name", "account.name", th: "ใช้ a–z 0–9 . - _ @ ยาว 3 ถึง 64 ตัว",
                en: "use a–z, 0–9, . - _ @, 3 to 64 characters")
        }
        if let subject, !(1...255).contains(subject.utf8.count) {
            problems.add("/subject", "account.subject", th: "ยาว 1 ถึง 255 ไบต์", en: "must be 1 to 255 bytes")
        }
    }
}

/// Accounts of an organisation and of all below it, in the order of their making.
public struct ListAccounts: RPCMethod {
    public static let name = "account.list"
    public static let summary = LocalizedText("รายการบัญชีผู้ใช้", "List accounts")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .auditor])
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67-S0002"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Account>

    public var organisation: String
    /// A part of the name or of the display name.
    public var search: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, search: String? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.search = search
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Gives a person a way in again: a new link, the end of a lock-out, and without the old authenticator if asked.
public struct InviteAccount: RPCChange {
    public static let name = "account.invite"
    public static let summary = LocalizedText("ออกลิงก์ใหม่ให้ตั้งรหัสผ่าน", "Give a new link to choose a password")
    public static let details = LocalizedText(
        "ผู้ออกต้องเป็นผู้ดูแลระบบที่ทุกหน่วยงานที่บัญชีนี้มีบทบาท ลิงก์เดิมใช้ไม่ได้อีก",
        """
        The maker must be administrator wherever the account has a role. Earlier links can no longer be used.
        """)
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "resetTotp": LocalizedText("ยกเลิกเครื่องออกรหัสเดิมด้วย", "The old authenticator is dropped as well")
    ]
    public static let examples = [
        RPCExample(
            "from an earlier answer",
            params: #"{"idempotencyKey":"example-account-invite-1","account":"{accountId}"}"#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f21","name":"somsri.school1","displayName":"สมศรี ใจดี",
                "subject":"person:0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f21","organisation":"67-S0001",
                "hasPassword":false,"hasTotp":false,"createdAt":"2026-01-01T00:00:00Z","version":2,
                "invitation":{"expiresAt":"2026-01-08T00:00:00Z","path":"/invitation/AbCdEf"}}
                """#)
    ]
    public typealias Result = Account

    public var idempotencyKey: String
    public var account: ID
    public var resetTotp: Bool?
    public var validateOnly: Bool?

    public init(idempotencyKey: String, account: ID, resetTotp: Bool? = nil, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.account = account
        self.resetTotp = resetTotp
        self.validateOnly = validateOnly
    }
}

/// Closes an account, with all its sessions and links, or opens it again.
public struct DisableAccount: RPCChange {
    public static let name = "account.disable"
    public static let summary = LocalizedText("ปิดหรือเปิดบัญชีผู้ใช้", "Close an account, or open it again")
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let memberNotes = [
        "disabled": LocalizedText("true ปิด, false เปิดอีกครั้ง", "true closes it, false opens it again")
    ]
    public static let examples = [
        RPCExample(
            "from an earlier answer",
            params: #"{"idempotencyKey":"example-account-disable-1","account":"{accountId}","disabled":true}"#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f21","name":"somsri.school1","displayName":"สมศรี ใจดี",
                "subject":"person:0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f21","organisation":"67-S0001",
                "hasPassword":false,"hasTotp":false,"createdAt":"2026-01-01T00:00:00Z",
                "disabledAt":"2026-01-01T00:00:00Z","version":3}
                """#)
    ]
    public typealias Result = Account

    public var idempotencyKey: String
    public var account: ID
    public var disabled: Bool
    public var validateOnly: Bool?

    public init(idempotencyKey: String, account: ID, disabled: Bool, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.account = account
        self.disabled = disabled
        self.validateOnly = validateOnly
    }
}

/// What the people are called who did something, for a service that follows this one's accounts: its own records have
/// their subjects.
public struct NamePeople: RPCMethod {
    public static let name = "account.names"
    public static let summary = LocalizedText("ชื่อของผู้ใช้ตาม subject", "What people are called, by their subjects")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.integrator])
    public static let memberNotes = [
        "subjects": LocalizedText("1 ถึง 200 รายการ", "1 to 200 of them"),
        "items": LocalizedText("เฉพาะที่มีบัญชี", "Those that have an account"),
    ]
    public static let examples = [
        RPCExample("none such", params: #"{"subjects":["service:budget"]}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = NamedPeople

    public var subjects: [String]

    public init(subjects: [String]) { self.subjects = subjects }

    public func check(_ problems: inout Problems) {
        if !(1...200).contains(subjects.count) {
            problems.add("/subjects", "range", th: "ต้องมี 1 ถึง 200 รายการ", en: "must be 1 to 200")
        }
    }
}

/// People by their subjects.
public struct NamedPeople: Codable, Sendable, Hashable {
    public struct Person: Codable, Sendable, Hashable {
        public var subject: String
        public var displayName: String

        public init(subject: String, displayName: String) {
            self.subject = subject
            self.displayName = displayName
        }
    }

    public var items: [Person]

    public init(items: [Person]) { self.items = items }
}

/// The methods of accounts and sessions.
public enum AccountMethods {
    public static let all: [any RPCMethod.Type] = [
        CreateAccount.self, ListAccounts.self, InviteAccount.self, DisableAccount.self, NamePeople.self,
        ListSessions.self, EndSession.self, ResolveSession.self,
    ]
}
