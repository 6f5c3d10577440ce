import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

/// What is refused while a draft is written.
@Suite struct DraftingTests {
    @Test func targetsLieWithinThePlansYears() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            var row = Office.draft("67-I1", .indicatorReference, below: "67-G1")
            func targets(_ years: Int...) -> IndicatorTargets {
                IndicatorTargets(
                    indicator: "67-I1",
                    targets: years.map { YearlyTarget(fiscalYear: Office.year($0), value: .zero) })
            }
            row.indicator = targets(2565, 2566, 2571)
            let error = await #expect(throws: RPCError.self) {
                try await office.elements("67-X", [Office.draft("67-G1", .goal), row])
            }
            #expect(
                error?.problems.map(\.path) == [
                    "/rows/1/indicator/targets/0/fiscalYear", "/rows/1/indicator/targets/2/fiscalYear",
                ])
            #expect(error?.problems.first?.rule == "element.targetOutside")
            #expect(try await office.service.call(ListElements(plan: "67-X")).items.isEmpty)
            row.indicator = targets(2566, 2570)
            try await office.elements("67-X", [Office.draft("67-G1", .goal), row], key: "2")
            #expect(
                await refusal {
                    try await office.service.call(
                        UpdatePlan(
                            idempotencyKey: "u", plan: "67-X", expectedVersion: 1, lastYear: Office.year(2569)))
                } == "plan.targetsOutside")
        }
    }

    @Test func coreWorkWithoutABudgetHasNone() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            var row = Office.draft("67-P1", .project, budget: Money(baht: 1))
            row.funding = .unfunded
            let error = await #expect(throws: RPCError.self) { try await office.elements("67-X", [row]) }
            #expect(error?.problems.map(\.path) == ["/rows/0/budget"])
            row.budget = nil
            row.funding = .offPlan
            row.tags = ["flagship", "area"]
            row.valueChainStage = .output
            try await office.elements("67-X", [row], key: "2")
            let stored = try await office.service.call(GetElement(element: "67-P1"))
            #expect(stored.funding == .offPlan)
            #expect(stored.tags == ["flagship", "area"])
            #expect(stored.valueChainStage == .output)
        }
    }

    @Test func stakeholdersAreKeptOverVersions() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            var row = Office.draft("67-P1", .project)
            row.stakeholders = [
                Stakeholder(name: LocalizedText(th: "ผู้เรียน"), roles: [.beneficiary]),
                Stakeholder(name: LocalizedText(th: "สพป."), roles: [], organisation: "99-99"),
            ]
            let error = await #expect(throws: RPCError.self) {
                try await office.elements("67-X", [row], mode: .partial)
                try await office.elements("67-X", [row], key: "2")
            }
            #expect(error?.problems.map(\.path) == ["/rows/0/stakeholders/1/roles"])
            row.stakeholders?[1].roles = [.performer, .beneficiary]
            let unknown = await #expect(throws: RPCError.self) { try await office.elements("67-X", [row], key: "3") }
            #expect(unknown?.problems.map(\.path) == ["/rows/0/stakeholders/1/organisation"])
            row.stakeholders?[1].organisation = "67-02"
            try await office.elements("67-X", [row], key: "4")
            try await office.announce("67-X")
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "67-X", reason: "?"))
            let stored = try await office.service.call(GetElement(element: "67-P1", planVersion: 2))
            #expect(stored.stakeholders == row.stakeholders)
            #expect(try await office.elements("67-X", [row], key: "5").unchanged == 1)
        }
    }

    @Test func ofTwoWhoChangeTheSameElementOneIsToldSo() async throws {
        try await Office.open { office in
            try await office.web()
            func edit(_ key: String, _ text: String) -> UpdateElement {
                var element = Office.draft("67-G1", .goal, below: "67-SI1")
                element.text = LocalizedText(th: text)
                return UpdateElement(idempotencyKey: key, plan: "67-PEDP", expectedVersion: 1, element: element)
            }
            let service = office.service
            let (one, other) = (edit("1", "ของคนแรก"), edit("2", "ของคนที่สอง"))
            async let first = refusal { try await service.call(one, as: .planner) }
            async let second = refusal { try await service.call(other) }
            let told = await [first, second]
            #expect(told.filter { $0 == nil }.count == 1)
            #expect(told.contains("conflict"))
            #expect(try await office.service.call(GetElement(element: "67-G1")).version == 2)
        }
    }

    @Test func lintFindsCirclesAndSkippedLevelsThatCameInAnotherWay() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.elements(
                "67-PEDP",
                [
                    Office.draft("67-P2", .project, below: "67-A1"), Office.draft("67-P3", .project, below: "67-A1"),
                ], key: "2")
            for (from, to) in [("67-P2", "Z03"), ("67-P1", "67-P3"), ("67-P3", "67-P1")] {
                let sql = """
                    INSERT INTO link (province, plan, plan_version, element, to_element, kind, id, to_province,
                                      to_plan, to_version)
                    SELECT f.province, f.plan, f.plan_version, f.id, t.id, 'aligned', gen_random_uuid(), t.province,
                           t.plan, t.plan_version
                      FROM element f, element t WHERE f.code = '\(from)' AND t.code = '\(to)'
                    """
                try await office.service.database.transaction { try await $0.script(sql) }
            }
            let found = try await office.service.call(LintPlan(plan: "67-PEDP")).findings
            let web = found.filter { [.cycle, .levelSkipped, .linkNotHigher].contains($0.rule) }
            #expect(
                web.map { "\($0.rule.rawValue) \($0.element)" } == [
                    "cycle 67-P1", "cycle 67-P3", "levelSkipped 67-P2",
                ])
            #expect(web.allSatisfy { $0.severity == .error })
        }
    }

    @Test func lintFindsProjectsThatAreLikelyTheSame() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            let names = [
                "โครงการพัฒนาทักษะการอ่านออกเขียนได้ของนักเรียน", "โครงการพัฒนาทักษะการอ่านออกเขียนได้นักเรียน",
                "โครงการเกษตรพอเพียง",
            ]
            try await office.elements(
                "67-X",
                names.enumerated().map { index, name in
                    ElementDraft(code: "67-P\(index)", kind: .project, text: LocalizedText(th: name))
                })
            let found = try await office.service.call(LintPlan(plan: "67-X")).findings
            #expect(found.filter { $0.rule == .similarProject }.map(\.element) == ["67-P0", "67-P1"])
        }
    }
}
