import CommonContract
import JSONRPC
import Kernel

/// How an element's text is compared with what is looked for.
public enum SearchMatch: String, Codable, Sendable, CaseIterable {
    /// It holds the text, capitals or not; the shortest first.
    case contains
    /// A part of it is like the text (trigrams): misspellings and other wordings; the likest first, of equals the newest.
    case similar
}

/// An element that was found.
public struct FoundElement: Codable, Sendable, Hashable {
    public var element: PlanElement
    public var planName: LocalizedText
    /// Level of the plan, 1 to 3.
    public var level: Int
    /// Percent; of `similar` only.
    public var likeness: Int?

    public init(element: PlanElement, planName: LocalizedText, level: Int, likeness: Int? = nil) {
        self.element = element
        self.planName = planName
        self.level = level
        self.likeness = likeness
    }
}

/// Looks through the elements of all plans.
public struct SearchPlans: RPCMethod {
    public static let name = "plan.search"
    public static let summary = LocalizedText(
        "ค้นหาองค์ประกอบของแผนด้วยข้อความ", "Look for elements of all plans by their text")
    public static let details = LocalizedText(
        "ค้นในรหัสและข้อความไทย/อังกฤษของฉบับที่ประกาศ และร่างที่ผู้เรียกอ่านได้ ไม่ต้องตัดคำ",
        """
        Looks at code, Thai and English text of what is in force, and of drafts never announced that the caller may \
        read. Thai needs no word breaks.
        """)
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.signedIn
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let memberNotes = [
        "text": LocalizedText(
            "2 ถึง 200 ตัวอักษร similar: 3 ขึ้นไป", "2 to 200 characters; for `similar` 3 or more"),
        "plan": PlanNotes.plan,
        "organisation": LocalizedText(
            "ของหน่วยงานนี้และที่อยู่ใต้ลงไป", "Elements of this organisation and of those below it"),
        "fiscalYear": LocalizedText("แผนที่มีผลในปีงบประมาณนี้", "Plans in force in this fiscal year"),
    ]
    public static let examples = [
        RPCExample(
            "by a part of its name", params: #"{"text":"อ่านออก","plan":"67-EX-2566","kind":"project"}"#,
            result: """
                {"items":[{"element":\(Examples.project),"planName":\(Examples.name),"level":3}]}
                """),
        RPCExample(
            "not written quite so", params: #"{"text":"อ่านออกเขียนใด้","match":"similar","kind":"project"}"#,
            result: """
                {"items":[{"element":\(Examples.project),"planName":\(Examples.name),"level":3,"likeness":67}]}
                """),
    ]
    public typealias Result = Page<FoundElement>

    public var text: String
    /// `contains` unless given.
    public var match: SearchMatch?
    public var kind: ElementKind?
    public var plan: Reference?
    public var province: String?
    public var organisation: String?
    public var fiscalYear: FiscalYear?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        text: String, match: SearchMatch? = nil, kind: ElementKind? = nil, plan: Reference? = nil,
        province: String? = nil, organisation: String? = nil, fiscalYear: FiscalYear? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.text = text
        self.match = match
        self.kind = kind
        self.plan = plan
        self.province = province
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        PageLimit.check(limit, &problems)
        problems.check(text: text, at: "/text", max: 200)
        let charactersMin = match == .similar ? 3 : 2
        if text.unicodeScalars.count < charactersMin {
            problems.add(
                "/text", "search.short", th: "ต้องมีอย่างน้อย \(charactersMin) ตัวอักษร",
                en: "must have at least \(charactersMin) characters")
        }
    }
}
