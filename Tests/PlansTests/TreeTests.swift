import Kernel
import Testing

@testable import Plans

@Suite struct ElementTreeTests {
    private func id(_ number: UInt64) -> ID { ID(high: 0, low: number) }

    private func problems(_ rows: [TreeRow], over nodes: [TreeNode] = [], province: String = "67") -> [Int: [String]] {
        ElementTree(nodes).problems(with: rows, province: province) { "/rows/\($0)" }
            .mapValues { $0.map { "\($0.path) \($0.rule)" } }
    }

    @Test func rowsMayNameEachOtherInAnyOrder() {
        let rows = [
            TreeRow(code: "67-P1", kind: .project, parent: "67-G1"),
            TreeRow(code: "67-G1", kind: .goal, parent: "67-S1"),
            TreeRow(code: "67-S1", kind: .strategicIssue),
        ]
        #expect(problems(rows).isEmpty)
    }

    @Test func everyProblemIsFoundAndLocated() {
        let rows = [
            TreeRow(code: "67-A", kind: .activity), TreeRow(code: "67-B", kind: .project, parent: "67-NONE"),
            TreeRow(code: "68-C", kind: .goal), TreeRow(code: "67-D", kind: .goal, parent: "67-E"),
            TreeRow(code: "67-E", kind: .goal, parent: "67-D"), TreeRow(code: "67-D", kind: .goal),
            TreeRow(code: "67-F", kind: .vision, parent: "67-D"),
        ]
        let found = problems(rows)
        #expect(found[0] == ["/rows/0/parent element.parent"])
        #expect(found[1] == ["/rows/1/parent element.parent"])
        #expect(found[2] == ["/rows/2/code element.codeProvince"])
        #expect(found[3] == ["/rows/3/parent element.circle"])
        #expect(found[4] == ["/rows/4/parent element.circle"])
        #expect(found[5] == ["/rows/5/code element.repeated"])
        #expect(found[6]?.first == "/rows/6/parent element.parent")
    }

    @Test func theKindOfAnElementStays() {
        let known = TreeNode(id: id(1), code: "67-G1", kind: .goal, parent: nil, place: 1, version: 1)
        #expect(
            problems([TreeRow(code: "67-G1", kind: .mission)], over: [known])[0] == ["/rows/0/kind element.kind"])
    }

    @Test func nationalCodesDoNotLookLikeAProvinces() {
        #expect(problems([TreeRow(code: "01", kind: .strategicIssue)], province: "TH").isEmpty)
        #expect(problems([TreeRow(code: "67-X", kind: .strategicIssue)], province: "TH")[0] != nil)
        #expect(ElementTree.province(of: "67-G1") == "67")
        #expect(ElementTree.province(of: "110301") == "TH")
        #expect(ElementTree.province(of: "SDG-4.1") == "TH")
    }

    @Test func siblingsFollowEachOtherAndKnownOnesStay() {
        let known = TreeNode(id: id(1), code: "67-S1", kind: .strategicIssue, parent: nil, place: 4, version: 2)
        var tree = ElementTree([known])
        let added = tree.put(TreeRow(code: "67-S2", kind: .strategicIssue)) { id(2) }
        #expect(added.place == 5)
        #expect(added.version == 1)
        let again = tree.put(TreeRow(code: "67-S1", kind: .strategicIssue)) { id(3) }
        #expect(again == TreeNode(id: id(1), code: "67-S1", kind: .strategicIssue, parent: nil, place: 4, version: 3))
    }
}

@Suite struct LinkRuleTests {
    private func point(
        _ plan: String, _ planKind: String, level: Int, sealed: Bool = true, _ kind: NodeKind = .goal, _ id: UInt64 = 1
    ) -> LinkPoint {
        LinkPoint(
            plan: plan, planKind: planKind, level: level, sealed: sealed, element: ID(high: 0, low: id), kind: kind,
            parent: nil)
    }

    private func rules(_ kind: ChainKind, _ from: LinkPoint, _ to: LinkPoint, higher: [String] = []) -> [String] {
        LinkRules.problems(kind, from: from, to: to, higher: higher, path: "").map(\.rule)
    }

    @Test func aChainGoesFromProjectOverMasterPlanToStrategy() {
        let project = point("67-P", "provincialEducationPlan", level: 3, sealed: false, .project)
        let y1 = point("MP", "masterPlan", level: 2)
        let y2 = point("MP", "masterPlan", level: 2, .goal, 2)
        let z = point("NS", "nationalStrategy", level: 1)
        #expect(rules(.xyzY1, project, y1) == [])
        #expect(rules(.xyzY2, y1, y2) == [])
        #expect(rules(.xyzZ, y2, z) == [])
        #expect(rules(.xyzZ, project, z) == ["link.levelSkipped"])
        #expect(rules(.aligned, project, z) == ["link.levelSkipped"])
        #expect(rules(.xyzY1, project, point("SDG4", "sustainableDevelopmentGoal", level: 2)) == ["link.chain"])
        #expect(rules(.aligned, y1, project) == ["link.notAnnounced", "link.notHigher"])
        #expect(rules(.xyzY2, y1, y1) == ["link.itself"])
        #expect(rules(.aligned, y1, y2) == ["link.samePlan"])
    }

    @Test func aChainTakesNoIssuesGoalForASubPlansOne() {
        let project = point("67-P", "provincialEducationPlan", level: 3, sealed: false, .project)
        var subPlans = point("MP", "masterPlan", level: 2)
        var issues = point("MP", "masterPlan", level: 2, .goal, 2)
        (subPlans.parent, issues.parent) = (.programme, .strategicIssue)
        #expect(rules(.xyzY1, project, subPlans) == [] && rules(.xyzY2, project, issues) == [])
        #expect(rules(.xyzY2, subPlans, issues) == [])
        #expect(rules(.xyzY1, project, issues) == ["link.chainStep"])
        #expect(rules(.xyzY2, project, subPlans) == ["link.chainStep"])
        #expect(rules(.xyzY2, issues, subPlans) == ["link.chainStep"])
        #expect(rules(.aligned, project, issues) == [])
    }

    @Test func plansOfOneLevelAreHigherOnlyWhereTheySaySo() {
        let annual = point("67-A", "annualActionPlan", level: 3, sealed: false, .project)
        let plan = point("67-P", "provincialEducationPlan", level: 3)
        #expect(rules(.aligned, annual, plan) == ["link.notHigher"])
        #expect(rules(.aligned, annual, plan, higher: ["67-P"]) == [])
        var draft = plan
        draft.sealed = false
        #expect(rules(.aligned, annual, draft, higher: ["67-P"]) == ["link.notAnnounced"])
    }
}

@Suite struct LintTests {
    private func node(
        _ number: UInt64, _ code: String, _ kind: NodeKind, below: UInt64? = nil, name: String = "",
        links: Int = 0, reaches: Set<ChainKind> = []
    ) -> LintNode {
        LintNode(
            id: ID(high: 0, low: number), code: code, kind: kind, parent: below.map { ID(high: 0, low: $0) },
            name: name.isEmpty ? code : name, missingYears: 0, links: links, outdatedLinks: 0, reaches: reaches)
    }

    @Test func aCompletePlanHasNoFindings() {
        let lint = Lint([
            node(1, "S", .strategicIssue), node(2, "G", .goal, below: 1, links: 1),
            node(3, "I", .indicatorReference, below: 2),
            node(4, "P", .project, below: 2, reaches: [.xyzY1, .xyzY2, .xyzZ]),
        ])
        #expect(lint.findings().isEmpty)
        #expect(lint.completeProjects == 1)
    }

    @Test func orphansDeadEndsMissingChainsAndDuplicatesAreFound() {
        let lint = Lint([
            node(1, "S", .strategicIssue), node(2, "G", .goal, below: 1),
            node(3, "P1", .project, name: "โครงการ อ่านออก เขียนได้ (ปี 2566)", reaches: [.xyzY1]),
            node(4, "P2", .project, name: "โครงการอ่านออกเขียนได้ ปี 2566", reaches: [.xyzY1, .xyzY2, .xyzZSecondary]),
        ])
        let found = lint.findings().map { "\($0.rule) \($0.element)" }
        #expect(
            found == [
                "deadEnd G", "deadEnd S", "duplicateProject P1", "duplicateProject P2", "goalWithoutIndicator G",
                "goalWithoutLink G", "missingY2 P1", "missingZ P1", "orphan P1", "orphan P2",
            ])
        #expect(lint.completeProjects == 1)
    }

    @Test func aPolicyWithoutProjectsIsNotAskedForThem() {
        #expect(Lint([node(1, "S", .strategicIssue), node(2, "G", .goal, below: 1)]).findings().isEmpty)
    }
}
