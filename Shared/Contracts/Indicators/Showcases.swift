import CommonContract
import JSONRPC
import Kernel

/// Where a showcase stands.
public enum ShowcaseState: String, Codable, Sendable, CaseIterable {
    case nominated
    /// Given its points.
    case assessed
    /// Shown to everyone.
    case published
    case declined
}

/// A best practice that an organisation shows (I8; document 002 §7).
public struct Showcase: Codable, Sendable, Hashable {
    public var id: ID
    public var code: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var title: LocalizedText
    /// What was done, for whom, and what came of it.
    public var story: String
    public var indicators: [String]
    public var evidence: [FileReference]
    public var state: ShowcaseState
    public var scores: [VisitScore]
    public var percent: Quantity?
    /// Why it was declined, or what it was praised for.
    public var comment: String?
    public var version: Int

    public init(
        id: ID, code: String, organisation: String, fiscalYear: FiscalYear, title: LocalizedText, story: String,
        indicators: [String], evidence: [FileReference], state: ShowcaseState, scores: [VisitScore],
        percent: Quantity?, comment: String?, version: Int
    ) {
        self.id = id
        self.code = code
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.title = title
        self.story = story
        self.indicators = indicators
        self.evidence = evidence
        self.state = state
        self.scores = scores
        self.percent = percent
        self.comment = comment
        self.version = version
    }
}

/// An organisation puts a best practice forward.
public struct NominateShowcase: RPCChange {
    public static let name = "showcase.nominate"
    public static let summary = LocalizedText("เสนอแนวปฏิบัติที่เป็นเลิศ", "Puts a best practice forward")
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "of a school",
            params: """
                {"idempotencyKey":"showcase-1","code":"67-B1","organisation":"67-S0001","fiscalYear":2566,\
                "title":{"th":"ห้องสมุดเคลื่อนที่"},"story":"พี่อ่านให้น้องฟังทุกวันศุกร์","indicators":["67-EX1"],"evidence":[]}
                """,
            result: ShowcaseExamples.showcase("nominated", version: 1))
    ]
    public typealias Result = Showcase

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var title: LocalizedText
    public var story: String
    public var indicators: [String]
    public var evidence: [FileReference]

    public init(
        idempotencyKey: String, code: String, organisation: String, fiscalYear: FiscalYear, title: LocalizedText,
        story: String, indicators: [String], evidence: [FileReference], validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.title = title
        self.story = story
        self.indicators = indicators
        self.evidence = evidence
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.record(code, organisation, &problems)
        problems.check(text: title, at: "/title", max: 300)
        problems.check(text: story, at: "/story", max: 8_000)
        Rules.count(indicators.count, 0...20, "/indicators", &problems)
        for (index, code) in indicators.enumerated() { Rules.code(code, "/indicators/\(index)", &problems) }
        Rules.files(evidence, "/evidence", &problems)
    }
}

/// Gives a showcase its points, shows it to everyone, or declines it.
public struct AssessShowcase: RPCChange {
    public static let name = "showcase.assess"
    public static let summary = LocalizedText(
        "ให้คะแนน เผยแพร่ หรือไม่รับแนวปฏิบัติที่เป็นเลิศ", "Gives a best practice its points, publishes or declines it")
    public static let access = RPCAccess.roles([.planner, .provincialOfficer, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "published at once",
            params: """
                {"idempotencyKey":"showcase-2","showcase":"67-B1","expectedVersion":1,"state":"published",\
                "scores":[{"criterion":"ขยายผลได้","score":"9","max":"10"}],"comment":"ใช้ได้กับทุกโรงเรียน"}
                """,
            result: ShowcaseExamples.published)
    ]
    public typealias Result = Showcase

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var showcase: String
    public var expectedVersion: Int
    /// `assessed`, `published` or `declined`.
    public var state: ShowcaseState
    public var scores: [VisitScore]
    public var comment: String?

    public init(
        idempotencyKey: String, showcase: String, expectedVersion: Int, state: ShowcaseState,
        scores: [VisitScore], comment: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.showcase = showcase
        self.expectedVersion = expectedVersion
        self.state = state
        self.scores = scores
        self.comment = comment
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: comment, at: "/comment", max: 2_000)
        Rules.scores(scores, "/scores", &problems)
        if state == .nominated {
            problems.add(
                "/state", "showcase.state", th: "ต้องเป็น assessed, published หรือ declined",
                en: "must be assessed, published or declined")
        }
    }
}

/// Best practices, newest first. Without a credential, those that are published.
public struct ListShowcases: RPCMethod {
    public static let name = "showcase.list"
    public static let summary = LocalizedText("รายการแนวปฏิบัติที่เป็นเลิศ", "Best practices, newest first")
    public static let details = LocalizedText(
        "ผู้ที่ไม่มีบทบาทที่หน่วยงานเห็นเฉพาะที่เผยแพร่แล้ว", "Who holds no role at the organisation sees what is published.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let examples = [
        RPCExample(
            "published ones of a province", params: #"{"organisation":"67","state":"published"}"#,
            result: #"{"items":[\#(ShowcaseExamples.published)]}"#)
    ]
    public typealias Result = Page<Showcase>

    public var organisation: String
    public var state: ShowcaseState?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, state: ShowcaseState? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.state = state
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}

enum ShowcaseExamples {
    static let published = showcase(
        "published",
        #""scores":[{"criterion":"ขยายผลได้","score":"9","max":"10"}],"percent":"90","comment":"ใช้ได้กับทุกโรงเรียน""#,
        version: 2)

    static func showcase(_ state: String, _ assessed: String = #""scores":[]"#, version: Int) -> String {
        """
        {"id":"\(Examples.someID)","code":"67-B1","organisation":"67-S0001","fiscalYear":2566,\
        "title":{"th":"ห้องสมุดเคลื่อนที่"},"story":"พี่อ่านให้น้องฟังทุกวันศุกร์","indicators":["67-EX1"],"evidence":[],\
        "state":"\(state)",\(assessed),"version":\(version)}
        """
    }
}
