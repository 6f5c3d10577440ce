import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct ImpactTests {
    @Test func aRevisionOfAHigherPlanNamesWhoHasToLookAgain() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.announce("67-PEDP")
            #expect(await refusal { try await office.service.call(GetPlanImpact(plan: "MP")) } == "plan.oneVersion")
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "MP", reason: "?"))
            #expect(try await office.service.call(GetPlanImpact(plan: "MP")).elements.isEmpty)
            var rows = [Office.draft("120101", .goal, below: "1201"), Office.draft("120102", .goal, below: "1201")]
            rows[0].text = LocalizedText(th: "เป้าหมายที่ปรับแล้ว")
            try await office.elements("MP", rows, key: "2")
            let impact = try await office.service.call(GetPlanImpact(plan: "MP"))
            #expect(
                impact.elements == [
                    ImpactedElement(
                        code: "120101", change: .changed, members: ["text"], links: 1, plans: 1, organisations: 1),
                    ImpactedElement(
                        code: "120102", change: .added, members: [], links: 0, plans: 0, organisations: 0),
                ])
            #expect(impact.items.map(\.link.from.code) == ["67-P1"])
            #expect(impact.items.map(\.organisation) == ["67-01"])
            #expect(impact.nextCursor == nil)
            // A national draft is not for everyone.
            #expect(
                await refusal { try await office.service.call(GetPlanImpact(plan: "MP"), as: .stranger) }
                    == "forbidden")
            try await office.announce("MP", key: "2")
            #expect(try await office.service.call(GetPlanImpact(plan: "MP"), as: .stranger).items.count == 1)
        }
    }

    @Test func itsLinksArePaged() async throws {
        try await Office.open { office in
            try await office.web()
            let projects = (1...7).map { Office.draft("67-Q\($0)", .project, below: "67-A1") }
            try await office.elements("67-PEDP", projects, key: "2")
            for project in projects { try await office.link(project.code, "120101", .xyzY1) }
            _ = try await office.service.call(AmendPlan(idempotencyKey: "amend", plan: "MP", reason: "?"))
            var row = Office.draft("120101", .goal, below: "1201")
            row.text = LocalizedText(th: "อื่น")
            try await office.elements("MP", [row], key: "2")
            var seen: [String] = []
            var cursor: PageCursor?
            repeat {
                let page = try await office.service.call(GetPlanImpact(plan: "MP", limit: 3, cursor: cursor))
                #expect(page.elements.map(\.links) == [8])
                seen += page.items.map(\.link.from.code)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(seen.sorted() == ["67-P1"] + projects.map(\.code))
        }
    }
}
