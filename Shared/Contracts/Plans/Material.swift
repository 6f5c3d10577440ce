import CommonContract
import JSONRPC
import Kernel

/// What an awareness material is (P19).
public enum MaterialKind: String, Codable, Sendable, CaseIterable {
    case print, video, web, presentation, audio
}

/// A material as it is asked for.
public struct MaterialDraft: Codable, Sendable, Hashable {
    public var kind: MaterialKind
    public var title: LocalizedText
    /// Where it is: an http or https address.
    public var address: String
    /// For whom: `teacher`, `parent` … in the office's own words.
    public var audience: [String]?
    public var publishedOn: CalendarDate?

    public init(
        kind: MaterialKind, title: LocalizedText, address: String, audience: [String]? = nil,
        publishedOn: CalendarDate? = nil
    ) {
        self.kind = kind
        self.title = title
        self.address = address
        self.audience = audience
        self.publishedOn = publishedOn
    }

    func check(_ problems: inout Problems) {
        problems.check(text: title, at: "/material/title", max: 300)
        problems.check(text: address, at: "/material/address", max: 1_000)
        PlanRules.count(audience?.count ?? 0, 0...20, at: "/material/audience", &problems)
        for (index, word) in (audience ?? []).prefix(20).enumerated() {
            problems.check(text: word, at: "/material/audience/\(index)", max: 100)
        }
        let lower = address.lowercased()
        if !lower.hasPrefix("https://"), !lower.hasPrefix("http://") {
            problems.add(
                "/material/address", "material.address", th: "ต้องเป็นที่อยู่ http หรือ https",
                en: "must be an http or https address")
        }
    }
}

/// An organisation's material.
public struct Material: Codable, Sendable, Hashable {
    public var id: ID
    public var organisation: String
    public var material: MaterialDraft
    public var version: Int

    public init(id: ID, organisation: String, material: MaterialDraft, version: Int) {
        self.id = id
        self.organisation = organisation
        self.material = material
        self.version = version
    }
}

/// Adds an awareness material, or changes one that the caller saw.
public struct PutMaterial: RecordChange {
    public static let name = "material.put"
    public static let summary = LocalizedText("บันทึกสื่อสร้างการรับรู้", "Add or change an awareness material")
    public static let examples = [
        RPCExample(
            "new",
            params: """
                {"idempotencyKey":"material-1","organisation":"67-01","material":{"kind":"video",\
                "title":{"th":"รู้จัก SDG4"},"address":"https://example.org/sdg4","publishedOn":"2023-01-05"}}
                """,
            result: """
                {"id":"\(Examples.id)","organisation":"67-01","material":{"kind":"video","title":{"th":"รู้จัก SDG4"},\
                "address":"https://example.org/sdg4","publishedOn":"2023-01-05"},"version":1}
                """)
    ]
    public typealias Result = Material

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var organisation: String
    public var id: ID?
    public var expectedVersion: Int?
    public var material: MaterialDraft

    public init(
        idempotencyKey: String, organisation: String, id: ID? = nil, expectedVersion: Int? = nil,
        material: MaterialDraft, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.organisation = organisation
        self.id = id
        self.expectedVersion = expectedVersion
        self.material = material
    }

    public func checkRecord(_ problems: inout Problems) { material.check(&problems) }
}

/// Published materials of an organisation, in the order of their making.
public struct ListMaterials: RecordList {
    public static let name = "material.list"
    public static let summary = LocalizedText("รายการสื่อที่เผยแพร่", "List published materials of an organisation")
    public static let access = RPCAccess.open
    public static let examples = [
        RPCExample("of an organisation", params: #"{"organisation":"67-01","kind":"print"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<Material>

    public var organisation: String
    public var below: Bool?
    public var kind: MaterialKind?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, below: Bool? = nil, kind: MaterialKind? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.below = below
        self.kind = kind
        self.limit = limit
        self.cursor = cursor
    }
}
