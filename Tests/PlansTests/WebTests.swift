import CommonContract
import JSONRPC
import Kernel
import PlansContract
import ServiceTestSupport
import Testing

@Suite struct WebTests {
    @Test func aProjectIsTracedUpToTheStrategyAndBack() async throws {
        try await Office.open { office in
            try await office.web()
            let up = try await office.service.call(TraceUp(element: "67-P1"))
            #expect(
                up.nodes.map(\.code) == [
                    "67-P1", "120101", "67-A1", "120001", "1201", "67-G1", "12", "67-SI1", "SDG-4.1", "Z0301", "Z03",
                ])
            #expect(Set(up.edges.map(\.relation)) == [.parent, .aligned, .xyzY1, .xyzY2, .xyzZ])
            #expect(!up.truncated)
            let down = try await office.service.call(TraceDown(element: "Z03"))
            #expect(down.nodes.map(\.code) == ["Z03", "Z0301", "120001", "120101", "67-P1"])
            #expect(down.nodes.last?.budget == Money(satang: 12_345_678))
            let below = try await office.service.call(TraceDown(element: "67-SI1"))
            #expect(below.nodes.map(\.code) == ["67-SI1", "67-G1", "67-A1", "67-P1"])
        }
    }

    @Test func coverageSaysWhatIsServedAndWhatIsNot() async throws {
        try await Office.open { office in
            try await office.web()
            let coverage = try await office.service.call(GetPlanCoverage(plan: "67-PEDP"))
            #expect(
                coverage.higher == [
                    HigherCoverage(
                        plan: "MP", name: LocalizedText(th: "แผน MP"), planVersion: 1, goals: 2, covered: 1),
                    HigherCoverage(
                        plan: "SDG4", name: LocalizedText(th: "แผน SDG4"), planVersion: 1, goals: 2, covered: 1),
                ])
            #expect(
                coverage.unserved == [
                    UnservedGoal(
                        plan: "MP", planVersion: 1, code: "120001", text: LocalizedText(th: "goal 120001")),
                    UnservedGoal(
                        plan: "SDG4", planVersion: 1, code: "SDG-4.2", text: LocalizedText(th: "goal SDG-4.2")),
                ])
            #expect(coverage.kinds.first { $0.kind == .project } == KindCoverage(kind: .project, total: 1, linked: 1))
        }
    }

    @Test func goalsSayWhoServesThem() async throws {
        try await Office.open { office in
            try await office.web()
            let all = try await office.service.call(GetPlanService(plan: "MP"))
            #expect([all.goals, all.served] == [3, 1])
            #expect(all.items.map { "\($0.code) \($0.links)" } == ["12 0", "120001 0", "120101 1"])
            let gaps = try await office.service.call(GetPlanService(plan: "MP", unserved: true, limit: 1))
            #expect(gaps.items.map(\.code) == ["12"])
            let rest = try await office.service.call(
                GetPlanService(plan: "MP", unserved: true, limit: 1, cursor: gaps.nextCursor))
            #expect(rest.items.map(\.code) == ["120001"])
            #expect(rest.nextCursor == nil)
            #expect(try await office.service.call(GetPlanService(plan: "MP", province: "65")).served == 0)
            #expect(try await office.service.call(GetPlanService(plan: "MP"), as: .stranger).served == 0)
        }
    }

    @Test func lintFindsActivitiesThatDoNotFitTheirProject() async throws {
        try await Office.open { office in
            try await office.web()
            var project = Office.draft("67-P1", .project, below: "67-A1", budget: Money(satang: 10_000))
            project.startsOn = CalendarDate("2022-10-01")
            project.endsOn = CalendarDate("2023-09-30")
            var (first, second) = (
                Office.draft("67-P1-A1", .activity, below: "67-P1", budget: Money(satang: 6_000)),
                Office.draft("67-P1-A2", .activity, below: "67-P1", budget: Money(satang: 3_999))
            )
            first.startsOn = CalendarDate("2022-10-01")
            second.endsOn = CalendarDate("2023-10-01")
            func marks(_ key: String) async throws -> [String] {
                try await office.elements("67-PEDP", [project, first, second], key: key)
                return try await office.service.call(LintPlan(plan: "67-PEDP")).findings
                    .filter { [.activityDays, .activityMoney].contains($0.rule) }
                    .map { "\($0.rule.rawValue) \($0.element) \($0.severity.rawValue)" }
            }
            #expect(try await marks("off") == ["activityDays 67-P1-A2 warning", "activityMoney 67-P1 warning"])
            second.endsOn = CalendarDate("2023-09-30")
            second.budget = Money(satang: 4_000)
            #expect(try await marks("fits") == [])
        }
    }

    @Test func lintFindsWhatIsMissing() async throws {
        try await Office.open { office in
            try await office.web()
            let clean = try await office.service.call(LintPlan(plan: "67-PEDP"))
            #expect(clean.findings.map(\.rule) == [.goalWithoutIndicator])
            #expect(clean.completeProjects == 1)
            var other = Office.draft("67-P2", .project)
            other.text = LocalizedText(th: "โครงการที่สอง")
            try await office.elements("67-PEDP", [other, Office.draft("67-SI2", .strategicIssue)], key: "2")
            let found = try await office.service.call(LintPlan(plan: "67-PEDP")).findings
            #expect(
                found.map { "\($0.rule.rawValue) \($0.element)" } == [
                    "deadEnd 67-SI2", "goalWithoutIndicator 67-G1", "missingY1 67-P2", "missingY2 67-P2",
                    "missingZ 67-P2", "orphan 67-P2",
                ])
        }
    }

    @Test func linksSkipNoLevelCloseNoCircleAndLeadToAnnouncedPlansOnly() async throws {
        try await Office.open { office in
            try await office.web()
            func rule(_ from: String, _ to: String, _ kind: LinkKind) async throws -> String? {
                do {
                    try await office.link(from, to, kind)
                    return nil
                } catch let error as RPCError {
                    return error.problems.first?.rule ?? error.kind.name
                }
            }
            #expect(try await rule("67-P1", "Z0301", .xyzZ) == "link.levelSkipped")
            #expect(try await rule("67-P1", "67-G1", .aligned) == "link.samePlan")
            #expect(try await rule("67-P1", "NOWHERE", .aligned) == "link.to")
            try await office.plan("67-ACT", .annualActionPlan, at: "67-01", higher: ["67-PEDP"])
            try await office.elements("67-ACT", [Office.draft("67-T1", .goal)])
            #expect(try await rule("67-T1", "67-G1", .aligned) == "link.notAnnounced")
            try await office.announce("67-PEDP")
            #expect(try await rule("67-T1", "67-G1", .aligned) == nil)
            try await office.announce("67-ACT")
            // The upper plan, amended, must not come to follow the lower one.
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "67-PEDP", reason: "?"))
            #expect(try await rule("67-G1", "67-T1", .aligned) == "link.notHigher")
        }
    }

    @Test func aLinkIsOutdatedOnceTheHigherPlanIsAnnouncedAnew() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.announce("67-PEDP")
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "SDG4", reason: "?"))
            try await office.announce("SDG4", key: "2")
            let links = try await office.service.call(ListLinks(to: "SDG-4.1"))
            #expect(links.items.map(\.outdated) == [true])
            #expect(links.items.map(\.to.planVersion) == [1])
            let lint = try await office.service.call(LintPlan(plan: "67-PEDP"))
            #expect(lint.findings.map(\.rule) == [.goalWithoutIndicator, .outdatedLink])
        }
    }

    @Test func importsOfLinksLocateEveryProblem() async throws {
        try await Office.open { office in
            try await office.web()
            let rows = [
                LinkDraft(from: "67-G1", to: "SDG-4.2", kind: .aligned),
                LinkDraft(from: "67-G1", to: "SDG-4.1", kind: .aligned),
                LinkDraft(from: "120101", to: "SDG-4.1", kind: .aligned),
                LinkDraft(from: "67-NONE", to: "SDG-9", kind: .aligned),
            ]
            let report = try await office.service.call(
                ImportLinks(idempotencyKey: "links", plan: "67-PEDP", rows: rows, mode: .partial))
            #expect(report.created == 1)
            #expect(report.unchanged == 1)
            #expect(report.refused == 2)
            #expect(report.problems.map(\.path) == ["/rows/2/from", "/rows/3/from", "/rows/3/to"])
        }
    }

    @Test func responsibilitiesAreSetWithTheirVersion() async throws {
        try await Office.open { office in
            try await office.web()
            func set(_ key: String, _ version: Int) -> SetResponsibility {
                SetResponsibility(
                    idempotencyKey: key, element: "67-SI1", organisation: "67-01",
                    position: LocalizedText(th: "ผู้อำนวยการกลุ่ม"), expectedVersion: version)
            }
            #expect(try await office.service.call(set("1", 0)).version == 1)
            #expect(await refusal { try await office.service.call(set("2", 0)) } == "conflict")
            #expect(try await office.service.call(set("3", 1)).version == 2)
            let list = try await office.service.call(ListResponsibilities(plan: "67-PEDP"))
            #expect(list.items.map(\.element) == ["67-SI1"])
        }
    }
}
