import CommonContract
import JSONRPC
import Kernel

/// Where a field visit stands.
public enum VisitState: String, Codable, Sendable, CaseIterable {
    case planned
    /// Visited and written down; something is still to be followed up.
    case reported
    /// Reported, and nothing is open any more.
    case closed
    case cancelled
}

/// What a finding is.
public enum VisitFindingKind: String, Codable, Sendable, CaseIterable {
    case strength, problem, suggestion
}

/// What became of a finding, on a day.
public struct VisitFollowUp: Codable, Sendable, Hashable {
    public var on: CalendarDate
    public var text: String
    public var resolved: Bool

    public init(on: CalendarDate, text: String, resolved: Bool) {
        self.on = on
        self.text = text
        self.resolved = resolved
    }
}

/// Something that visitors found.
public struct VisitFinding: Codable, Sendable, Hashable {
    public var code: String
    public var kind: VisitFindingKind
    public var text: String
    /// Code of the indicator that it bears on.
    public var indicator: String?
    public var evidence: [FileReference]?
    /// By when it is to be put right; of problems and suggestions. Without it nothing is followed up.
    public var dueOn: CalendarDate?
    /// In the order of their days.
    public var followUps: [VisitFollowUp]?

    public init(
        code: String, kind: VisitFindingKind, text: String, indicator: String? = nil, evidence: [FileReference]? = nil,
        dueOn: CalendarDate? = nil, followUps: [VisitFollowUp]? = nil
    ) {
        self.code = code
        self.kind = kind
        self.text = text
        self.indicator = indicator
        self.evidence = evidence
        self.dueOn = dueOn
        self.followUps = followUps
    }

    /// To be put right, and not yet.
    public var isOpen: Bool { dueOn != nil && !(followUps?.last?.resolved ?? false) }
}

/// Points for a criterion.
public struct VisitScore: Codable, Sendable, Hashable {
    public var criterion: String
    public var score: Quantity
    /// The most that there are.
    public var max: Quantity

    public init(criterion: String, score: Quantity, max: Quantity) {
        self.criterion = criterion
        self.score = score
        self.max = max
    }
}

/// A field visit to an organisation (I8; document 002 §7).
public struct Visit: Codable, Sendable, Hashable {
    public var id: ID
    /// Chosen by people: `67-V2566-001`.
    public var code: String
    public var organisation: String
    /// Code of the round that it belongs to.
    public var round: String?
    public var plannedOn: CalendarDate
    /// By position or group, `ศึกษานิเทศก์`.
    public var visitors: [String]
    public var purpose: String
    public var state: VisitState
    public var visitedOn: CalendarDate?
    public var summary: String?
    public var findings: [VisitFinding]
    public var scores: [VisitScore]
    /// All points in percent of the most that there are; absent without scores.
    public var percent: Quantity?
    public var version: Int

    public init(
        id: ID, code: String, organisation: String, round: String?, plannedOn: CalendarDate, visitors: [String],
        purpose: String, state: VisitState, visitedOn: CalendarDate?, summary: String?, findings: [VisitFinding],
        scores: [VisitScore], percent: Quantity?, version: Int
    ) {
        self.id = id
        self.code = code
        self.organisation = organisation
        self.round = round
        self.plannedOn = plannedOn
        self.visitors = visitors
        self.purpose = purpose
        self.state = state
        self.visitedOn = visitedOn
        self.summary = summary
        self.findings = findings
        self.scores = scores
        self.percent = percent
        self.version = version
    }
}

/// Plans a visit.
public struct ScheduleVisit: RPCChange {
    public static let name = "visit.schedule"
    public static let summary = LocalizedText("กำหนดการลงพื้นที่ติดตาม", "Plans a field visit to an organisation")
    public static let access = IndicatorsAccess.visitors
    public static let errors: [RPCErrorKind] = [.notFound, .conflict]
    public static let examples = [
        RPCExample(
            "a school of a round",
            params: """
                {"idempotencyKey":"visit-1","code":"67-V1","organisation":"67-S0001","round":"67-REX",\
                "plannedOn":"2023-11-20","visitors":["ศึกษานิเทศก์"],"purpose":"ติดตามการอ่านออกเขียนได้"}
                """,
            result: VisitExamples.visit("planned", "", "", version: 1)),
        RPCExample(
            "without a round",
            params: """
                {"idempotencyKey":"visit-0","code":"67-V2","organisation":"67-S0002","plannedOn":"2023-11-10",\
                "visitors":["ศึกษานิเทศก์"],"purpose":"ติดตามทั่วไป"}
                """,
            result: """
                {"id":"\(Examples.someID)","code":"67-V2","organisation":"67-S0002","plannedOn":"2023-11-10",\
                "visitors":["ศึกษานิเทศก์"],"purpose":"ติดตามทั่วไป","state":"planned","findings":[],"scores":[],"version":1}
                """),
    ]
    public typealias Result = Visit

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var code: String
    public var organisation: String
    public var round: String?
    public var plannedOn: CalendarDate
    public var visitors: [String]
    public var purpose: String

    public init(
        idempotencyKey: String, code: String, organisation: String, round: String? = nil, plannedOn: CalendarDate,
        visitors: [String], purpose: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.code = code
        self.organisation = organisation
        self.round = round
        self.plannedOn = plannedOn
        self.visitors = visitors
        self.purpose = purpose
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.record(code, organisation, &problems)
        Rules.code(round, "/round", &problems)
        Rules.texts(visitors, 1...20, "/visitors", &problems)
        problems.check(text: purpose, at: "/purpose", max: 1_000)
    }
}

/// Writes down what visitors found, with evidence and points.
public struct ReportVisit: RPCChange {
    public static let name = "visit.report"
    public static let summary = LocalizedText(
        "บันทึกผลการลงพื้นที่", "Writes down what visitors found, with evidence and points")
    public static let details = LocalizedText(
        "ข้อค้นพบที่มี dueOn ต้องติดตามจนแก้ไขแล้ว; รายงานแล้วแก้ไม่ได้ เพิ่มได้ด้วย visit.followUp",
        "A finding with dueOn is followed up until it is resolved. What was reported stays; visit.followUp adds to it.")
    public static let access = IndicatorsAccess.visitors
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "one strength, one problem",
            params: """
                {"idempotencyKey":"visit-2","visit":"67-V1","expectedVersion":1,"visitedOn":"2023-11-14",\
                "summary":"จัดการเรียนรู้ได้ดี","findings":[{"code":"F1","kind":"strength","text":"มีมุมหนังสือทุกห้อง"},\
                {"code":"F2","kind":"problem","text":"ขาดครูภาษาไทย","indicator":"67-EX1","dueOn":"2024-05-16"}],\
                "scores":[{"criterion":"การบริหาร","score":"4","max":"5"},{"criterion":"ผลลัพธ์","score":"3","max":"5"}]}
                """,
            result: VisitExamples.visit("reported", VisitExamples.open, VisitExamples.scores, version: 2))
    ]
    public typealias Result = Visit

    public var idempotencyKey: String
    public var validateOnly: Bool?
    /// Its code.
    public var visit: String
    public var expectedVersion: Int
    public var visitedOn: CalendarDate
    public var summary: String
    public var findings: [VisitFinding]
    public var scores: [VisitScore]

    public init(
        idempotencyKey: String, visit: String, expectedVersion: Int, visitedOn: CalendarDate, summary: String,
        findings: [VisitFinding], scores: [VisitScore], validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.visit = visit
        self.expectedVersion = expectedVersion
        self.visitedOn = visitedOn
        self.summary = summary
        self.findings = findings
        self.scores = scores
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: summary, at: "/summary", max: 4_000)
        Rules.count(findings.count, 0...100, "/findings", &problems)
        Rules.unique(findings.map(\.code), "/findings", &problems)
        for (index, finding) in findings.enumerated() {
            let at = "/findings/\(index)"
            Rules.code(finding.code, at + "/code", &problems)
            problems.check(text: finding.text, at: at + "/text", max: 2_000)
            Rules.code(finding.indicator, at + "/indicator", &problems)
            Rules.files(finding.evidence ?? [], at + "/evidence", &problems)
            if finding.followUps != nil {
                problems.add(
                    at + "/followUps", "visit.followUps", th: "บันทึกการติดตามด้วย visit.followUp",
                    en: "follow-ups are added by visit.followUp")
            }
        }
        Rules.scores(scores, "/scores", &problems)
    }
}

/// Adds what became of a finding; the visit closes with the last one that is resolved.
public struct FollowUpVisit: RPCChange {
    public static let name = "visit.followUp"
    public static let summary = LocalizedText("ติดตามข้อค้นพบจากการลงพื้นที่", "Adds what became of a finding of a visit")
    public static let access = RPCAccess.roles([
        .reporter, .head, .agencyPlanner, .planner, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "put right",
            params: """
                {"idempotencyKey":"visit-3","visit":"67-V1","expectedVersion":2,"finding":"F2","on":"2023-11-15",\
                "text":"ได้รับครูอัตราจ้างแล้ว","resolved":true}
                """,
            result: VisitExamples.visit("closed", VisitExamples.resolved, VisitExamples.scores, version: 3))
    ]
    public typealias Result = Visit

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var visit: String
    public var expectedVersion: Int
    /// The finding's code.
    public var finding: String
    public var on: CalendarDate
    public var text: String
    public var resolved: Bool

    public init(
        idempotencyKey: String, visit: String, expectedVersion: Int, finding: String, on: CalendarDate, text: String,
        resolved: Bool, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.visit = visit
        self.expectedVersion = expectedVersion
        self.finding = finding
        self.on = on
        self.text = text
        self.resolved = resolved
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: text, at: "/text", max: 2_000)
    }
}

/// Takes a planned visit off the calendar.
public struct CancelVisit: RPCChange {
    public static let name = "visit.cancel"
    public static let summary = LocalizedText("ยกเลิกการลงพื้นที่", "Takes a planned visit off the calendar")
    public static let access = IndicatorsAccess.visitors
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "a flood, checked only",
            params: """
                {"idempotencyKey":"visit-4","visit":"67-V2","expectedVersion":1,"reason":"น้ำท่วม","validateOnly":true}
                """,
            result: """
                {"id":"\(Examples.someID)","code":"67-V2","organisation":"67-S0002","plannedOn":"2023-11-10",\
                "visitors":["ศึกษานิเทศก์"],"purpose":"ติดตามทั่วไป","state":"cancelled","summary":"น้ำท่วม","findings":[],\
                "scores":[],"version":2}
                """)
    ]
    public typealias Result = Visit

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var visit: String
    public var expectedVersion: Int
    public var reason: String

    public init(
        idempotencyKey: String, visit: String, expectedVersion: Int, reason: String, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.visit = visit
        self.expectedVersion = expectedVersion
        self.reason = reason
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        problems.check(text: reason, at: "/reason", max: 1_000)
    }
}

enum VisitExamples {
    static let strength = #"{"code":"F1","kind":"strength","text":"มีมุมหนังสือทุกห้อง"}"#
    private static let problem =
        #""code":"F2","kind":"problem","text":"ขาดครูภาษาไทย","indicator":"67-EX1","dueOn":"2024-05-16""#
    static let open = "\(strength),{\(problem)}"
    static let resolved = """
        \(strength),{\(problem),"followUps":[{"on":"2023-11-15","text":"ได้รับครูอัตราจ้างแล้ว","resolved":true}]}
        """
    static let scores = """
        {"criterion":"การบริหาร","score":"4","max":"5"},{"criterion":"ผลลัพธ์","score":"3","max":"5"}
        """

    static func visit(_ state: String, _ findings: String, _ scores: String, version: Int) -> String {
        let reported =
            version > 1 ? #""visitedOn":"2023-11-14","summary":"จัดการเรียนรู้ได้ดี","percent":"70","# : ""
        return """
            {"id":"\(Examples.someID)","code":"67-V1","organisation":"67-S0001","round":"67-REX",\
            "plannedOn":"2023-11-20","visitors":["ศึกษานิเทศก์"],"purpose":"ติดตามการอ่านออกเขียนได้","state":"\(state)",\
            \(reported)"findings":[\(findings)],"scores":[\(scores)],"version":\(version)}
            """
    }
}
