import CommonContract
import JSONRPC
import Kernel

/// Visits at and below an organisation, last planned first.
public struct ListVisits: RPCMethod {
    public static let name = "visit.list"
    public static let summary = LocalizedText("รายการลงพื้นที่", "Visits at and below an organisation, last planned first")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "closed ones of a school", params: #"{"organisation":"67-S0001","state":"closed"}"#,
            result: """
                {"items":[\(VisitExamples.visit("closed", VisitExamples.resolved, VisitExamples.scores, version: 3))]}
                """)
    ]
    public typealias Result = Page<Visit>

    public var organisation: String
    public var state: VisitState?
    public var round: String?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(
        organisation: String, state: VisitState? = nil, round: String? = nil, limit: Int? = nil,
        cursor: PageCursor? = nil
    ) {
        self.organisation = organisation
        self.state = state
        self.round = round
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(round, "/round", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// How the visits at and below an organisation went.
public struct SummariseVisits: RPCMethod {
    public static let name = "visit.summary"
    public static let summary = LocalizedText(
        "สรุปผลการลงพื้นที่", "How visits went: counts, points, findings to be followed up")
    public static let safety = RPCSafety.read
    public static let access = IndicatorsAccess.readers
    public static let examples = [
        RPCExample(
            "of a service area", params: #"{"organisation":"67-02","round":"67-REX"}"#,
            result: """
                {"organisation":"67-02","planned":0,"overdue":0,"reported":0,"closed":1,"cancelled":0,\
                "meanPercent":"70","findings":2,"openFindings":0,"overdueFindings":0}
                """)
    ]
    public typealias Result = VisitSummary

    public var organisation: String
    public var round: String?

    public init(organisation: String, round: String? = nil) {
        self.organisation = organisation
        self.round = round
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(organisation, "/organisation", &problems)
        Rules.code(round, "/round", &problems)
    }
}

/// What `visit.summary` answers.
public struct VisitSummary: Codable, Sendable, Hashable {
    public var organisation: String
    public var planned: Int
    /// Planned for a day that is past.
    public var overdue: Int
    public var reported: Int
    public var closed: Int
    public var cancelled: Int
    /// Of those with points.
    public var meanPercent: Quantity?
    public var findings: Int
    public var openFindings: Int
    /// Open after their day.
    public var overdueFindings: Int

    public init(
        organisation: String, planned: Int, overdue: Int, reported: Int, closed: Int, cancelled: Int,
        meanPercent: Quantity?, findings: Int, openFindings: Int, overdueFindings: Int
    ) {
        self.organisation = organisation
        self.planned = planned
        self.overdue = overdue
        self.reported = reported
        self.closed = closed
        self.cancelled = cancelled
        self.meanPercent = meanPercent
        self.findings = findings
        self.openFindings = openFindings
        self.overdueFindings = overdueFindings
    }
}

extension IndicatorsAccess {
    /// Plans field visits and writes down what was found.
    static let visitors = RPCAccess.roles([
        .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
}

extension Rules {
    /// Code and organisation of a record: the code begins with the organisation's province.
    static func record(_ code: String, _ organisation: String, _ problems: inout Problems) {
        Rules.code(code, "/code", &problems)
        Rules.organisation(organisation, "/organisation", &problems)
        if OrganisationCode.province(of: code) != OrganisationCode.province(of: organisation) {
            problems.add(
                "/code", "code.province", th: "รหัสต้องขึ้นต้นด้วยรหัสจังหวัดของหน่วยงาน",
                en: "the code must begin with the organisation's province")
        }
    }

    static func texts(_ texts: [String], _ range: ClosedRange<Int>, _ path: String, _ problems: inout Problems) {
        count(texts.count, range, path, &problems)
        for (index, text) in texts.enumerated() { problems.check(text: text, at: "\(path)/\(index)", max: 300) }
    }

    static func files(_ files: [FileReference], _ path: String, _ problems: inout Problems) {
        count(files.count, 0...20, path, &problems)
        for (index, reference) in files.enumerated() { file(reference, "\(path)/\(index)", &problems) }
    }

    static func scores(_ scores: [VisitScore], _ path: String, _ problems: inout Problems) {
        count(scores.count, 0...50, path, &problems)
        unique(scores.map(\.criterion), path, &problems)
        for (index, item) in scores.enumerated() {
            problems.check(text: item.criterion, at: "\(path)/\(index)/criterion", max: 300)
            guard item.max > .zero, item.max <= .hundred, item.score >= .zero, item.score <= item.max else {
                problems.add(
                    "\(path)/\(index)/score", "score.range", th: "คะแนนต้องอยู่ระหว่าง 0 ถึง max และ max มากกว่า 0 ไม่เกิน 100",
                    en: "score is 0 to max, and max above 0 and at most 100")
                continue
            }
        }
    }
}
