import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct ValueChainTests {
    @Test func factorsSayHowManyProjectsServeThem() async throws {
        try await Office.open { office in
            try await office.plan("MP", .masterPlan, at: "TH")
            try await office.elements(
                "MP",
                [
                    Office.draft("120101", .goal), Office.draft("V01", .component, below: "120101"),
                    Office.draft("V02", .component, below: "120101"), Office.draft("V03", .component, below: "120101"),
                    Office.draft("V01F01", .factor, below: "V01"), Office.draft("V01F02", .factor, below: "V01"),
                    Office.draft("V02F01", .factor, below: "V02"),
                ])
            try await office.announce("MP")
            try await office.plan("67-PEDP", .provincialEducationPlan, at: "67-01")
            try await office.elements(
                "67-PEDP",
                [
                    Office.draft("67-A1", .approach), Office.draft("67-P1", .project, below: "67-A1"),
                    Office.draft("67-P2", .project, below: "67-A1"), Office.draft("67-P3", .project),
                ])
            // An approach brings the projects below it; a project reached twice counts once.
            try await office.link("67-A1", "V01F01", .aligned)
            try await office.link("67-P1", "V01F01", .aligned)
            try await office.link("67-P3", "V02F01", .aligned)
            let chain = try await office.service.call(GetValueChain(goal: "120101"))
            #expect(chain.components.map(\.component.code) == ["V01", "V02", "V03"])
            #expect(chain.components[0].factors.map(\.projects) == [2, 0])
            #expect(chain.components[1].factors.map(\.projects) == [1])
            #expect(chain.components[2].factors.isEmpty)
            #expect([chain.factors, chain.served] == [3, 2])
            let gaps = try await office.service.call(ListFactorGaps(plan: "MP"))
            #expect(gaps.items.map { "\($0.goal) \($0.component) \($0.factor.code)" } == ["120101 V01 V01F02"])
            let elsewhere = try await office.service.call(ListFactorGaps(plan: "MP", province: "65", limit: 2))
            #expect(elsewhere.items.map(\.factor.code) == ["V01F01", "V01F02"])
            let rest = try await office.service.call(
                ListFactorGaps(plan: "MP", province: "65", limit: 2, cursor: elsewhere.nextCursor))
            #expect(rest.items.map(\.factor.code) == ["V02F01"])
            // Drafts count for those alone who read them.
            let stranger = try await office.service.call(GetValueChain(goal: "120101"), as: .stranger)
            #expect(stranger.served == 0)
        }
    }
}
