import JSONRPC
import Kernel

/// Says where an organisation lies and what it is called in other schemes of codes.
public struct UpdateOrganisation: RPCChange {
    public static let name = "organisation.update"
    public static let summary = LocalizedText(
        "กำหนดอำเภอ ตำบล และรหัสในระบบอื่นของหน่วยงาน",
        "Set an organisation's district, subdistrict and codes in other schemes")
    public static let details = LocalizedText(
        "ค่าที่ส่งแทนของเดิมทั้งหมด รหัสหนึ่งในระบบหนึ่งเป็นของหน่วยงานเดียว",
        "What is given replaces what was there. A code of a scheme belongs to one organisation.")
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let memberNotes = OrganisationNotes.changes
    public static let examples = [
        RPCExample(
            "place and codes, checked only",
            params: #"""
                {"idempotencyKey":"example-organisation-update-1","organisation":"67-S0002","district":"6703",
                "subdistrict":"670311","codes":{"obec":"1067670001","moe8":"67010001"},"expectedVersion":1,
                "validateOnly":true}
                """#,
            result: #"""
                {"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f14","code":"67-S0002","province":"67","kind":"school",
                "name":{"th":"โรงเรียนตัวอย่าง 2","en":"Example School 2"},"parent":"67-02","openedOn":"1970-01-01",
                "version":2,"district":"6703","subdistrict":"670311","codes":{"moe8":"67010001","obec":"1067670001"}}
                """#)
    ]
    public typealias Result = Organisation

    public var idempotencyKey: String
    public var organisation: Reference
    public var district: String?
    public var subdistrict: String?
    public var codes: [String: String]?
    public var expectedVersion: Int
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, organisation: Reference, district: String? = nil, subdistrict: String? = nil,
        codes: [String: String]? = nil, expectedVersion: Int, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.organisation = organisation
        self.district = district
        self.subdistrict = subdistrict
        self.codes = codes
        self.expectedVersion = expectedVersion
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        AreaCode.check(place: district, subdistrict, at: "", &problems)
        SchemeCodes.check(codes, at: "/codes", &problems)
    }
}

/// One of those that go up in another.
public struct MergedOrganisation: Codable, Sendable, Hashable {
    public var organisation: String
    public var expectedVersion: Int

    public init(organisation: String, expectedVersion: Int) {
        self.organisation = organisation
        self.expectedVersion = expectedVersion
    }
}

/// Merges organisations into another from a day on: they close, it takes over, and what stood below them stands below it.
public struct MergeOrganisations: RPCChange {
    public static let name = "organisation.merge"
    public static let summary = LocalizedText("ควบรวมหน่วยงาน", "Merge organisations into another")
    public static let details = LocalizedText(
        "หน่วยงานเดิมยุบเลิกในวันเดียวกัน ผู้อยู่ในสังกัดหรือกำกับย้ายไปอยู่กับหน่วยงานที่รับช่วง ทั้งหมดหรือไม่เลย",
        "They close on the same day; whoever they were parent or supervisor of goes to the one that takes over. All or nothing."
    )
    public static let access = RPCAccess.roles([.administrator, .planner])
    public static let errors: [RPCErrorKind] = [.notFound, .forbidden, .conflict, .ruleViolated]
    public static let memberNotes = OrganisationNotes.changes
    public static let examples = [
        RPCExample(
            "two schools, checked only",
            params: #"""
                {"idempotencyKey":"example-organisation-merge-1","items":[{"organisation":"67-S0002","expectedVersion":1}],
                "into":"67-S0001","effectiveOn":"2023-05-16","validateOnly":true}
                """#,
            result: #"""
                {"merged":[{"id":"0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f14","code":"67-S0002","province":"67",
                "kind":"school","name":{"th":"โรงเรียนตัวอย่าง 2","en":"Example School 2"},"parent":"67-02",
                "openedOn":"1970-01-01","closedOn":"2023-05-16","successor":"67-S0001","version":2}],"moved":[]}
                """#)
    ]
    public static let itemsMax = 50
    public typealias Result = OrganisationsMerged

    public var idempotencyKey: String
    /// 1 to 50.
    public var items: [MergedOrganisation]
    /// Code of the one that takes over.
    public var into: String
    public var effectiveOn: CalendarDate
    public var reason: String?
    public var validateOnly: Bool?

    public init(
        idempotencyKey: String, items: [MergedOrganisation], into: String, effectiveOn: CalendarDate,
        reason: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.items = items
        self.into = into
        self.effectiveOn = effectiveOn
        self.reason = reason
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: reason, at: "/reason", max: 1_000)
        if !(1...MergeOrganisations.itemsMax).contains(items.count) {
            problems.add("/items", "count.range", th: "ต้องมี 1 ถึง 50 หน่วยงาน", en: "1 to 50 organisations")
        }
        var seen: Set<String> = [into]
        for (index, item) in items.enumerated() where !seen.insert(item.organisation).inserted {
            problems.add(
                "/items/\(index)/organisation", "unique", th: "ซ้ำ หรือเป็นหน่วยงานที่รับช่วงเอง",
                en: "is there twice, or is the one that takes over")
        }
    }
}

/// What `organisation.merge` did.
public struct OrganisationsMerged: Codable, Sendable, Hashable {
    /// As they are closed.
    public var merged: [Organisation]
    /// Codes of those that stand below another now.
    public var moved: [String]

    public init(merged: [Organisation], moved: [String]) {
        self.merged = merged
        self.moved = moved
    }
}

/// Organisations by their codes in another scheme.
public struct ResolveOrganisations: RPCMethod {
    public static let name = "organisation.resolve"
    public static let summary = LocalizedText(
        "หาหน่วยงานจากรหัสในระบบอื่น", "Find organisations by their codes in another scheme")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "scheme": LocalizedText("ชื่อระบบรหัส เช่น obec", "The scheme of codes, such as obec"),
        "codes": LocalizedText("1 ถึง 1,000 รหัส", "1 to 1,000 codes"),
    ]
    public static let examples = [
        RPCExample(
            "nobody has it", params: #"{"scheme":"obec","codes":["1067999999"]}"#,
            result: #"{"items":[],"unknown":["1067999999"]}"#)
    ]
    public typealias Result = ResolvedOrganisations

    public var scheme: String
    public var codes: [String]

    public init(scheme: String, codes: [String]) {
        self.scheme = scheme
        self.codes = codes
    }

    public func check(_ problems: inout Problems) {
        SchemeCodes.check(scheme: scheme, at: "/scheme", &problems)
        if !(1...1_000).contains(codes.count) {
            problems.add("/codes", "count.range", th: "ต้องมี 1 ถึง 1,000 รหัส", en: "1 to 1,000 codes")
        }
    }
}

/// An organisation found by another scheme's code.
public struct ResolvedOrganisation: Codable, Sendable, Hashable {
    /// As it was asked for.
    public var code: String
    public var organisation: String

    public init(code: String, organisation: String) {
        self.code = code
        self.organisation = organisation
    }
}

/// What `organisation.resolve` found.
public struct ResolvedOrganisations: Codable, Sendable, Hashable {
    public var items: [ResolvedOrganisation]
    /// Codes that no organisation has, in the order in which they were given.
    public var unknown: [String]

    public init(items: [ResolvedOrganisation], unknown: [String]) {
        self.items = items
        self.unknown = unknown
    }
}

/// A dated row of some organisation's history.
public struct OrganisationChangeRow: Codable, Sendable, Hashable {
    public var organisation: String
    public var change: OrganisationChange

    public init(organisation: String, change: OrganisationChange) {
        self.organisation = organisation
        self.change = change
    }
}

/// What happened to organisations, with its dates: how another service's directory keeps the same history.
public struct ListOrganisationChanges: RPCMethod {
    public static let name = "organisation.changes"
    public static let summary = LocalizedText(
        "ประวัติของหน่วยงาน เรียงตามรหัสและครั้งที่", "What happened to organisations, by code and version")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let memberNotes = [
        "organisations": LocalizedText("เฉพาะหน่วยงานเหล่านี้ ไม่เกิน 1,000", "Only these, at most 1,000"),
        "since": LocalizedText("เฉพาะที่มีผลตั้งแต่วันนี้", "Only what holds from this day or later"),
    ]
    public static let examples = [
        RPCExample(
            "of a school", params: #"{"organisations":["67-S0002"]}"#,
            result: #"""
                {"items":[{"organisation":"67-S0002","change":{"version":1,"change":"opened","effectiveOn":"1970-01-01",
                "name":{"th":"โรงเรียนตัวอย่าง 2","en":"Example School 2"},"parent":"67-02",
                "recordedAt":"2026-01-01T00:00:00Z"}}]}
                """#)
    ]
    public typealias Result = Page<OrganisationChangeRow>

    public var organisations: [String]?
    public var since: CalendarDate?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisations: [String]? = nil, since: CalendarDate? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.organisations = organisations
        self.since = since
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        if let organisations, !(1...1_000).contains(organisations.count) {
            problems.add("/organisations", "count.range", th: "ต้องมี 1 ถึง 1,000 รหัส", en: "1 to 1,000 codes")
        }
    }
}
