import JSONRPC
import Kernel

/// A browser in which a person is signed in.
public struct Session: Codable, Sendable, Hashable {
    public var id: ID
    public var account: ID
    public var startedAt: Instant
    /// To five minutes.
    public var seenAt: Instant
    public var expiresAt: Instant
    /// The browser, as it names itself.
    public var agent: String
    public var address: String
    /// `"password"` or `"provider"`.
    public var via: String

    public init(
        id: ID, account: ID, startedAt: Instant, seenAt: Instant, expiresAt: Instant, agent: String, address: String,
        via: String
    ) {
        self.id = id
        self.account = account
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.expiresAt = expiresAt
        self.agent = agent
        self.address = address
        self.via = via
    }
}

/// Sessions that go on: the caller's own, or an account's.
public struct ListSessions: RPCMethod {
    public static let name = "session.list"
    public static let summary = LocalizedText("เซสชันที่ยังเปิดอยู่", "List the sessions that go on")
    public static let details = LocalizedText(
        "ไม่ระบุ account คือของผู้เรียกเอง ของผู้อื่นต้องเป็นผู้ดูแลระบบหรือผู้ตรวจสอบที่หน่วยงานของบัญชี",
        """
        Without account the caller's own; another's needs the administrator or auditor at the account's organisation.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let examples = [RPCExample("none", params: "{}", result: #"{"items":[]}"#)]
    public typealias Result = Page<Session>

    public var account: ID?

    public init(account: ID? = nil) { self.account = account }
}

/// Ends a session: the caller's own, or one of an account that the caller administers. What has ended is no error.
public struct EndSession: RPCChange {
    public static let name = "session.end"
    public static let summary = LocalizedText("สิ้นสุดเซสชัน", "End a session")
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.forbidden]
    public static let examples = [
        RPCExample(
            "ended already",
            params: #"{"idempotencyKey":"example-session-end-1","session":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f22"}"#,
            result: #"{"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f22"}"#)
    ]
    public typealias Result = Removed

    public var idempotencyKey: String
    public var session: ID
    public var validateOnly: Bool?

    public init(idempotencyKey: String, session: ID, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.session = session
        self.validateOnly = validateOnly
    }
}

/// Whose session a cookie is, for a service that follows this one's directory.
public struct ResolvedSession: Codable, Sendable, Hashable {
    /// Absent: there is no such session, or it has ended.
    public var person: SessionPerson?

    public init(person: SessionPerson?) { self.person = person }
}

/// Who is signed in by a session, and in which role.
public struct SessionPerson: Codable, Sendable, Hashable {
    public var subject: String
    public var displayName: String
    /// The role that was chosen; without one all roles of the person hold.
    public var hat: KeyGrant?

    public init(subject: String, displayName: String, hat: KeyGrant?) {
        self.subject = subject
        self.displayName = displayName
        self.hat = hat
    }
}

/// Looks a session up for a sibling service: by the SHA-256 of its cookie's token, so that the token itself stays
/// between the browser and the service it is shown to.
public struct ResolveSession: RPCMethod {
    public static let name = "session.resolve"
    public static let summary = LocalizedText("ค้นเซสชันให้บริการอื่น", "Look a session up for a sibling service")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.integrator])
    public static let memberNotes = [
        "digest": LocalizedText("SHA-256 ของโทเคน ฐานสิบหก", "SHA-256 of the cookie's token, hexadecimal")
    ]
    public static let examples = [
        RPCExample(
            "none such",
            params: #"""
                {"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
                """#,
            result: "{}")
    ]
    public typealias Result = ResolvedSession

    public var digest: String

    public init(digest: String) { self.digest = digest }

    public func check(_ problems: inout Problems) {
        let isHash =
            digest.utf8.count == 64
            && digest.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        if !isHash {
            problems.add("/digest", "session.digest", th: "ต้องเป็น SHA-256 ฐานสิบหก", en: "must be a hexadecimal SHA-256")
        }
    }
}
