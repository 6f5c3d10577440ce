import CommonContract
import JSONRPC
import Kernel

/// Answers put together for an organisation and everything below it, fresh the moment they are certified (I9).
public struct GetConsolidation: RPCMethod {
    public static let name = "consolidation.get"
    public static let summary = LocalizedText(
        "ผลรวมคำตอบของหน่วยงาน", "Answers put together for an organisation and all below it")
    public static let details = SuppressionNotes.details
    public static let memberNotes = SuppressionNotes.members
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "one question", params: #"{"round":"67-REX","organisation":"67","question":"E1"}"#,
            result: """
                {"round":"\(Examples.someID)","roundCode":"67-REX","organisation":"67","relation":"either",\
                "questions":[\(Examples.consolidated(expected: 3, value: 1, notReported: 2))]}
                """)
    ]
    public typealias Result = Consolidation

    public var round: Reference
    public var organisation: String
    /// Standard `either`.
    public var relation: Relation?
    public var question: String?
    public var indicator: String?
    public var asPublished: Bool?

    public init(
        round: Reference, organisation: String, relation: Relation? = nil, question: String? = nil,
        indicator: String? = nil, asPublished: Bool? = nil
    ) {
        self.round = round
        self.organisation = organisation
        self.relation = relation
        self.question = question
        self.indicator = indicator
        self.asPublished = asPublished
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(question, "/question", &problems)
        Rules.code(indicator, "/indicator", &problems)
    }
}

/// One question by the organisations directly below.
public struct GetConsolidationChildren: RPCMethod {
    public static let name = "consolidation.children"
    public static let summary = LocalizedText(
        "ผลรวมแยกตามหน่วยงานในสังกัด", "One question by the organisations directly below")
    public static let details = SuppressionNotes.details
    public static let memberNotes = SuppressionNotes.members
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "schools of an agency", params: #"{"round":"67-REX","organisation":"67-02","question":"E1","limit":1}"#,
            result: """
                {"items":[{"organisation":"67-S0001","name":\(Examples.schoolName),"kind":"school",\
                "question":\(Examples.consolidated(expected: 1, value: 1, notReported: 0))}],\
                "nextCursor":"MTI6b3JnYW5pc2F0aW9uODo2Ny1TMDAwMQ"}
                """)
    ]
    public typealias Result = Page<ConsolidatedChild>

    public var round: Reference
    public var organisation: String
    public var question: String
    /// Standard `either`.
    public var relation: Relation?
    public var asPublished: Bool?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        round: Reference, organisation: String, question: String, relation: Relation? = nil,
        asPublished: Bool? = nil, limit: Int? = nil, cursor: PageCursor? = nil
    ) {
        self.round = round
        self.organisation = organisation
        self.question = question
        self.relation = relation
        self.asPublished = asPublished
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(question, "/question", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// The certified answers that a consolidated figure comes from.
public struct TraceConsolidation: RPCMethod {
    public static let name = "consolidation.trace"
    public static let summary = LocalizedText("ที่มาของผลรวม", "The certified answers that a figure comes from")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.detail
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "of a province's figure", params: #"{"round":"67-REX","organisation":"67","question":"E1"}"#,
            result: """
                {"items":[{"organisation":"67-S0001","name":\(Examples.schoolName),\
                "submission":"\(Examples.someID)","edition":1,"state":"accepted","certifiedAt":"\(Examples.instant)",\
                "letterNumber":"ศธ 04088/125","answer":{"question":"E1","state":"value","number":"45"}}]}
                """)
    ]
    public typealias Result = Page<TracedAnswer>

    public var round: Reference
    public var organisation: String
    public var question: String
    /// Standard `either`.
    public var relation: Relation?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        round: Reference, organisation: String, question: String, relation: Relation? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.round = round
        self.organisation = organisation
        self.question = question
        self.relation = relation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(question, "/question", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// Recomputes a round's roll-ups from nothing and compares.
public struct VerifyConsolidation: RPCMethod {
    public static let name = "consolidation.verify"
    public static let summary = LocalizedText(
        "ตรวจผลรวมกับการคำนวณใหม่", "Recomputes a round's roll-ups from nothing and compares")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.planner, .provincialOfficer, .auditor, .integrator, .administrator])
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "nothing differs", params: #"{"round":"67-REX"}"#,
            result: #"{"figures":12,"differing":0,"differences":[]}"#)
    ]
    public typealias Result = ConsolidationVerified

    public var round: Reference

    public init(round: Reference) { self.round = round }
}

/// What `consolidation.verify` found.
public struct ConsolidationVerified: Codable, Sendable, Hashable {
    /// Maintained rows that were compared.
    public var figures: Int
    public var differing: Int
    /// At most 1,000 of those that differ.
    public var differences: [ConsolidationDifference]

    public init(figures: Int, differing: Int, differences: [ConsolidationDifference]) {
        self.figures = figures
        self.differing = differing
        self.differences = differences
    }
}

/// What is said of small groups.
enum SuppressionNotes {
    static let details = LocalizedText(
        "ผู้ที่ไม่มีสิทธิ์อ่านคำตอบรายหน่วยงานจะไม่เห็นผลรวมของคนจำนวนน้อยตาม suppression.get รวมถึงค่าที่ใช้คำนวณย้อนได้ (suppressed)",
        "Who may not read single answers does not get sums over fewer people than suppression.get says, nor what they could be worked out from (suppressed)."
    )
    static let members = [
        "asPublished": LocalizedText(
            "ปกปิดกลุ่มเล็กแม้ผู้เรียกมีสิทธิ์เห็น เช่น เพื่อนำไปเผยแพร่",
            "Keeps small groups back even from who may see them, as for what is to be published")
    ]
}
