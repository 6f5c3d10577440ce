import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract

@testable import Reporting

/// Answers each method from a table, and an error for the rest.
struct StubPeer: RPCCaller {
    let answers: [String: any Sendable]

    func call<Method: RPCMethod>(_ method: Method, deadline: ContinuousClock.Instant?) async throws -> Method.Result {
        guard let answer = answers[Method.name] as? Method.Result else {
            throw RPCError(.unavailable, LocalizedText("ติดต่อไม่ได้", "cannot be reached"))
        }
        return answer
    }
}

/// A small province's year, as its services would answer.
struct StubPeers {
    let year: FiscalYear
    var day: CalendarDate { year.lastDay }

    init() throws {
        guard let year = FiscalYear(2566) else { throw SampleYear.Failure() }
        self.year = year
    }

    var all: [String: any RPCCaller] { ["plans": plans, "indicators": indicators, "budget": budget] }

    private func id(_ low: UInt64) -> ID { ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 + low) }

    private func element(_ code: String, _ kind: ElementKind, parent: String? = nil) -> PlanElement {
        PlanElement(
            id: id(1), plan: "67-PEDP", planVersion: 1, code: code, kind: kind, parent: parent,
            text: LocalizedText(th: "องค์ประกอบ \(code)"), details: nil, organisation: kind == .project ? "67-01" : nil,
            tags: [], funding: nil, budget: nil, valueChainStage: nil, indicator: nil, order: 0, version: 1)
    }

    private func end(_ plan: String, _ code: String, _ kind: ElementKind) -> LinkEnd {
        LinkEnd(plan: plan, planVersion: 1, id: id(2), code: code, kind: kind, text: LocalizedText(th: "เป้า \(code)"))
    }

    var plans: StubPeer {
        let plan = Plan(
            id: id(3), province: "67", code: "67-PEDP", kind: .provincialEducationPlan, level: 3,
            name: LocalizedText(th: "แผนพัฒนาการศึกษา"), firstYear: year, lastYear: year, organisation: "67", higher: [],
            currentVersion: 1, draftVersion: nil, versions: [], version: 1)
        let elements = [
            element("SI1", .strategicIssue), element("G1", .goal, parent: "SI1"),
            element("A1", .approach, parent: "G1"),
            element("67-P04", .project, parent: "A1"), element("P2", .project, parent: "A1"),
        ]
        let link = PlansContract.PlanLink(
            id: id(4), kind: .xyzY1, from: end("67-PEDP", "G1", .goal), to: end("MP", "120101", .goal), note: nil,
            outdated: false)
        let lint = PlanLint(
            plan: "67-PEDP", planVersion: 1,
            findings: [
                LintFinding(rule: .missingY1, severity: .error, element: "P2", message: LocalizedText(th: "ขาด Y1"))
            ],
            completeProjects: 1, projects: 2)
        return StubPeer(answers: [
            "plan.list": Page(items: [plan]), "element.list": Page(items: elements), "link.list": Page(items: [link]),
            "plan.lint": lint, "trace.up": Trace(nodes: [], edges: [], truncated: false),
        ])
    }

    var indicators: StubPeer {
        let round = Round(
            id: id(5), code: "R", province: "67", owner: "67-01", fiscalYear: year, name: LocalizedText(th: "รอบ"),
            opensOn: year.firstDay, dueOn: day, target: TargetGroup(), state: .closed, questionnaireVersion: 1,
            expected: 10,
            version: 1)
        let counts = RoundCounts(
            expected: 10, notStarted: 1, drafted: 0, submitted: 1, certified: 3, accepted: 5, returned: 0, onTime: 7,
            late: 2,
            answeredRate: nil, certifiedRate: nil, onTimeRate: nil)
        let status = RoundStatus(
            round: round, organisation: "67", relation: .either, counts: counts,
            children: [
                OrganisationCounts(
                    organisation: "67-01", name: LocalizedText(th: "ศธจ."), kind: .provincialEducationOffice,
                    counts: counts)
            ], directoryChanged: false)
        func result(_ code: String, actual: Quantity?, _ counts: AnswerCounts) -> IndicatorResult {
            IndicatorResult(
                indicator: code, name: LocalizedText(th: "ตัวชี้วัด"), unit: LocalizedText(th: "ร้อยละ"), strategy: "SI1",
                sdgTargets: [], aggregation: .ratio, direction: .up, decimals: 2, baseline: nil, target: Quantity(80),
                actual: actual, numerator: nil, denominator: nil, distribution: nil, achievement: nil,
                status: actual == nil ? .notEvaluated : .achieved, counts: counts, question: nil)
        }
        let results = IndicatorResults(
            fiscalYear: year, organisation: "67", relation: .either, round: round.id, roundCode: "R",
            items: [
                result(
                    "I1", actual: Quantity("80.5"),
                    AnswerCounts(expected: 10, value: 8, none: 0, notApplicable: 0, notReported: 2)),
                result(
                    "I2", actual: nil, AnswerCounts(expected: 10, value: 0, none: 0, notApplicable: 0, notReported: 10)),
                result(
                    "I3", actual: nil, AnswerCounts(expected: 10, value: 0, none: 3, notApplicable: 7, notReported: 0)),
                result(
                    "I4", actual: nil, AnswerCounts(expected: 10, value: 0, none: 0, notApplicable: 10, notReported: 0)),
            ])
        return StubPeer(answers: [
            "round.list": Page(items: [round]), "round.status": status, "indicator.results": results,
        ])
    }

    var budget: StubPeer {
        let balances = Balances(
            allocated: Money(baht: 100), available: Money(baht: 10), reserved: .zero, committed: Money(baht: 20),
            disbursed: Money(baht: 70))
        let row = SummaryRow(
            key: "67-P04", name: nil, lines: 1, balances: balances, spentBasisPoints: 7_000, usedBasisPoints: 9_000,
            planned: .zero,
            plannedToDate: .zero)
        let summary = BudgetSummary(
            organisation: "67", fiscalYear: year, date: day, quarter: 4, groupBy: .project, total: row, rows: [row],
            targets: [])
        return StubPeer(answers: ["budget.summary": summary])
    }
}
