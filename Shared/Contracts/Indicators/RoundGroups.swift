import CommonContract
import JSONRPC
import Kernel

/// By what the organisations of a round are counted.
public enum RoundGrouping: String, Codable, Sendable, CaseIterable {
    /// Where they lie.
    case district
    /// What they are.
    case kind
    /// Their parent agency.
    case parent
}

/// A round's counts of a group.
public struct GroupCounts: Codable, Sendable, Hashable {
    /// Code of the district or agency, or the kind; absent: those of which it is not known.
    public var key: String?
    public var name: LocalizedText?
    public var counts: RoundCounts

    public init(key: String?, name: LocalizedText?, counts: RoundCounts) {
        self.key = key
        self.name = name
        self.counts = counts
    }
}

/// Where a round stands by district, kind of organisation or parent agency.
public struct GetRoundStatusBy: RPCMethod {
    public static let name = "round.statusBy"
    public static let summary = LocalizedText(
        "จำนวนและอัตราการรายงานตามอำเภอ ประเภท หรือต้นสังกัด",
        "Counts and rates of a round by district, kind of organisation or parent agency")
    public static let details = LocalizedText(
        "แต่ละหน่วยงานนับครั้งเดียว อำเภอเป็นไปตามทะเบียนวันที่เปิดรอบหรือปรับปรุงล่าสุด",
        "Every organisation counts once. Districts are those of the directory when the round was opened or last refreshed."
    )
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound, .ruleViolated]
    public static let examples = [
        RPCExample(
            "by kind", params: #"{"round":"67-REX","by":"kind"}"#,
            result: #"{"items":[\#(Examples.group("educationServiceArea", 1)),\#(Examples.group("school", 2))]}"#)
    ]
    public typealias Result = RoundStatusBy

    public var round: Reference
    public var by: RoundGrouping
    /// At and below it; the round's top unless given.
    public var organisation: String?
    public var relation: Relation?

    public init(round: Reference, by: RoundGrouping, organisation: String? = nil, relation: Relation? = nil) {
        self.round = round
        self.by = by
        self.organisation = organisation
        self.relation = relation
    }

    public func check(_ problems: inout Problems) { Rules.organisation(organisation, "/organisation", &problems) }
}

/// What `round.statusBy` answers.
public struct RoundStatusBy: Codable, Sendable, Hashable {
    /// In the order of their keys, those without one first.
    public var items: [GroupCounts]

    public init(items: [GroupCounts]) { self.items = items }
}
