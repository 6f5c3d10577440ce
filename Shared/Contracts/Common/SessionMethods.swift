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
    /// Whose it is, as others see the person; in lists of an organisation only.
    public var displayName: String?
    /// The role that is acted in, where one was chosen; in lists of an organisation only.
    public var hat: KeyGrant?

    public init(
        id: ID, account: ID, startedAt: Instant, seenAt: Instant, expiresAt: Instant, agent: String, address: String,
        via: String, displayName: String? = nil, hat: KeyGrant? = nil
    ) {
        self.id = id
        self.account = account
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.expiresAt = expiresAt
        self.agent = agent
        self.address = address
        self.via = via
        self.displayName = displayName
        self.hat = hat
    }
}

/// Sessions that go on: the caller's own, an account's, or those of all people of an organisation, the newest first.
public struct ListSessions: RPCMethod {
    public static let name = "session.list"
    public static let summary = LocalizedText("เซสชันที่ยังเปิดอยู่", "List the sessions that go on")
    public static let details = LocalizedText(
        "ไม่ระบุสิ่งใดคือของผู้เรียกเอง ของผู้อื่นต้องเป็นผู้ดูแลระบบหรือผู้ตรวจสอบที่หน่วยงานนั้น",
        """
        Without account and organisation the caller's own; another's needs the administrator or auditor there.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden]
    public static let memberNotes = [
        "organisation": LocalizedText(
            "ของทุกบัญชีที่หน่วยงานนี้และใต้ลงไป", "Of all accounts at this organisation and below it")
    ]
    public static let examples = [
        RPCExample("none", params: "{}", result: #"{"items":[]}"#),
        RPCExample("of a school's people", params: #"{"organisation":"67-S0002"}"#, result: #"{"items":[]}"#),
    ]
    public typealias Result = Page<Session>

    public var account: ID?
    public var organisation: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        account: ID? = nil, organisation: String? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.account = account
        self.organisation = organisation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        if account != nil, organisation != nil {
            problems.add(
                "/organisation", "session.either", th: "ระบุ account หรือ organisation อย่างใดอย่างหนึ่ง",
                en: "give the account or the organisation, not both")
        }
    }
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
