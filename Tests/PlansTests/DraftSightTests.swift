import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

/// Drafts are for the organisation's own people, those above it and those of its province (domain §7).
@Suite struct DraftSightTests {
    private static let neighbour = Caller.holding(.planner, at: "65-01")

    @Test func draftsAreReadInTheirProvinceAndAboveOnly() async throws {
        try await Office.open { office in
            try await office.web()
            let service = office.service
            for caller in [Caller.planner, .head, .agencyPlanner, .reader] {
                #expect(try await service.call(GetPlan(plan: "67-PEDP"), as: caller).draftVersion == 1)
                #expect(try await service.call(GetElement(element: "67-P1"), as: caller).code == "67-P1")
                #expect(try await service.call(TraceDown(element: "Z03"), as: caller).nodes.last?.code == "67-P1")
            }
            for caller in [Caller.stranger, Self.neighbour] {
                let refusals = [
                    await refusal { try await service.call(GetPlan(plan: "67-PEDP"), as: caller) },
                    await refusal { try await service.call(GetElement(element: "67-P1"), as: caller) },
                    await refusal { try await service.call(ListElements(plan: "67-PEDP"), as: caller) },
                    await refusal { try await service.call(ListLinks(plan: "67-PEDP"), as: caller) },
                    await refusal { try await service.call(TraceUp(element: "67-P1"), as: caller) },
                    await refusal { try await service.call(GetPlanCoverage(plan: "67-PEDP"), as: caller) },
                    await refusal { try await service.call(LintPlan(plan: "67-PEDP"), as: caller) },
                    await refusal { try await service.call(DiffPlan(plan: "67-PEDP", from: 1, to: 1), as: caller) },
                    await refusal { try await service.call(ListResponsibilities(plan: "67-PEDP"), as: caller) },
                ]
                #expect(refusals == Array(repeating: "notFound", count: 9))
                let plans = try await service.call(ListPlans(), as: caller)
                #expect(plans.items.map(\.code) == ["MP", "NS", "SDG4"])
                let down = try await service.call(TraceDown(element: "Z03"), as: caller)
                #expect(down.nodes.map(\.code) == ["Z03", "Z0301", "120001", "120101"])
                #expect(try await service.call(ListLinks(to: "120101"), as: caller).items.isEmpty)
            }
        }
    }

    @Test func theDraftOfAnAnnouncedPlanStaysHidden() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.announce("67-PEDP")
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "67-PEDP", reason: "?"))
            let service = office.service
            #expect(try await service.call(ListElements(plan: "67-PEDP"), as: .stranger).items.count == 4)
            #expect(
                await refusal {
                    try await service.call(ListElements(plan: "67-PEDP", planVersion: 2), as: .stranger)
                } == "forbidden")
            #expect(
                await refusal {
                    try await service.call(GetElement(element: "67-P1", planVersion: 2), as: .stranger)
                } == "notFound")
            #expect(try await service.call(ListElements(plan: "67-PEDP", planVersion: 2), as: .head).items.count == 4)
        }
    }
}
