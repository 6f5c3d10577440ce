import JSONRPC
import Kernel

/// What a key may do, and where.
public struct KeyGrant: Codable, Sendable, Hashable {
    public var role: Role
    public var organisation: String

    public init(role: Role, organisation: String) {
        self.role = role
        self.organisation = organisation
    }
}

/// A key by which another system calls. The key itself is never stored, only its SHA-256.
public struct APIKey: Codable, Sendable, Hashable {
    public var id: ID
    /// What people call it.
    public var name: String
    /// The beginning of the key, to recognise it by.
    public var prefix: String
    /// As whom its calls are recorded.
    public var subject: String
    public var grants: [KeyGrant]
    /// Methods that it may call: names, or patterns as `"plan.*"` and `"*.list"`; empty means all.
    public var scopes: [String]
    public var createdAt: Instant
    public var expiresAt: Instant
    public var revokedAt: Instant?
    /// To the hour.
    public var lastUsedAt: Instant?
    /// The key; in the answer of `key.create` only.
    public var key: String?

    public init(
        id: ID, name: String, prefix: String, subject: String, grants: [KeyGrant], scopes: [String],
        createdAt: Instant, expiresAt: Instant, revokedAt: Instant?, lastUsedAt: Instant?, key: String?
    ) {
        self.id = id
        self.name = name
        self.prefix = prefix
        self.subject = subject
        self.grants = grants
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
        self.key = key
    }
}

/// Makes a key for another system.
public struct CreateKey: RPCChange {
    public static let name = "key.create"
    public static let summary = LocalizedText("ออกกุญแจให้ระบบอื่น", "Make a key for another system")
    public static let details = LocalizedText(
        "กุญแจแสดงครั้งเดียว ผู้ออกต้องเป็นผู้ดูแลระบบที่หน่วยงานของทุกสิทธิ์ที่ให้ อายุไม่เกินสองปี",
        """
        The key is shown once. The maker must be administrator at the organisation of every grant given. It lives two \
        years at most.
        """)
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.ruleViolated]
    public static let memberNotes = [
        "scopes": LocalizedText("ชื่อวิธีหรือแบบ เช่น plan.* ว่างคือทั้งหมด", "Methods or patterns as plan.*, empty for all"),
        "expiresAt": LocalizedText("หมดอายุเมื่อใด (หนึ่งปีถ้าไม่ระบุ)", "When it ends (in a year unless given)"),
        "key": LocalizedText("แสดงครั้งเดียว", "Shown only once"),
    ]
    public static let examples = [
        RPCExample(
            "checked only",
            params: #"""
                {"idempotencyKey":"example-key-create-1","name":"Data link","organisation":"67",
                "grants":[{"role":"integrator","organisation":"67"}],"scopes":["event.list"],"validateOnly":true}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f16","name":"Data link","prefix":"phaen_AbCdEf",
                "subject":"key:0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f16",
                "grants":[{"role":"integrator","organisation":"67"}],"scopes":["event.list"],
                "createdAt":"2026-01-01T00:00:00Z","expiresAt":"2027-01-01T00:00:00Z","key":"phaen_AbCdEf"}
                """#),
        RPCExample(
            "a region's reading link",
            params: #"""
                {"idempotencyKey":"example-key-create-2","name":"Region link","organisation":"R17",
                "grants":[{"role":"reader","organisation":"R17"}]}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f16","name":"Region link","prefix":"phaen_AbCdEf",
                "subject":"key:0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f16",
                "grants":[{"role":"reader","organisation":"R17"}],"scopes":[],
                "createdAt":"2026-01-01T00:00:00Z","expiresAt":"2027-01-01T00:00:00Z","key":"phaen_AbCdEf"}
                """#),
    ]
    public typealias Result = APIKey

    public var idempotencyKey: String
    public var name: String
    /// Who answers for the key.
    public var organisation: String
    public var grants: [KeyGrant]
    public var scopes: [String]?
    public var expiresAt: Instant?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, name: String, organisation: String, grants: [KeyGrant], scopes: [String]? = nil,
        expiresAt: Instant? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.name = name
        self.organisation = organisation
        self.grants = grants
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(text: name, at: "/name", max: 200)
        if !(1...50).contains(grants.count) {
            problems.add("/grants", "key.grants", th: "ต้องมี 1 ถึง 50 สิทธิ์", en: "needs 1 to 50 grants")
        }
        for (index, scope) in (scopes ?? []).enumerated() where !MethodPattern.isValid(scope) {
            problems.add(
                "/scopes/\(index)", "key.scope", th: "ต้องเป็นชื่อวิธี หรือแบบ เช่น plan.*",
                en: "must be a method's name or a pattern as plan.*")
        }
        if let count = scopes?.count, count > 100 {
            problems.add("/scopes", "key.scopes", th: "ไม่เกิน 100 รายการ", en: "at most 100")
        }
    }
}

/// Patterns of method names: `noun.verb`, where either may be `*`.
public enum MethodPattern {
    public static func isValid(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: ".", omittingEmptySubsequences: false)
        return pattern == "*"
            || parts.count == 2
                && parts.allSatisfy { part in
                    part == "*"
                        || !part.isEmpty
                            && part.utf8.allSatisfy { byte in
                                (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                                    || (0x30...0x39).contains(byte)
                            }
                }
    }

    /// Whether one of the patterns covers the method.
    public static func anyCovers(_ patterns: [String], _ method: String) -> Bool {
        let name = method.split(separator: ".", maxSplits: 1)
        return patterns.contains { pattern in
            if pattern == "*" || pattern == method { return true }
            let parts = pattern.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, name.count == 2 else { return false }
            return (parts[0] == "*" || parts[0] == name[0]) && (parts[1] == "*" || parts[1] == name[1])
        }
    }
}

/// Keys in the order of their making, those ended included.
public struct ListKeys: RPCMethod {
    public static let name = "key.list"
    public static let summary = LocalizedText("รายการกุญแจ", "List keys")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .auditor])
    public static let examples = [
        RPCExample("none", params: #"{"organisation":"67-S0002"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<APIKey>

    public var organisation: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) { PageLimit.check(limit, &problems) }
}

/// Ends a key at once.
public struct RevokeKey: RPCChange {
    public static let name = "key.revoke"
    public static let summary = LocalizedText("ยกเลิกกุญแจ", "Revoke a key")
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "from an earlier answer",
            params: #"{"idempotencyKey":"example-key-revoke-1","key":"{keyId}"}"#,
            result: #"{"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f16"}"#)
    ]
    public typealias Result = Removed

    public var idempotencyKey: String
    public var key: ID
    public var validateOnly: Bool?

    public init(idempotencyKey: String, key: ID, validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.key = key
        self.validateOnly = validateOnly
    }
}
