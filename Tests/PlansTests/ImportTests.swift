import CommonContract
import JSONRPC
import Kernel
import PlansContract
import ServiceTestSupport
import Testing

@Suite struct ImportTests {
    @Test func aThousandRowsGoInAtOnceAndAgainChangeNothing() async throws {
        try await Office.open { office in
            try await office.plan("67-BIG", .provincialEducationPlan, at: "67-01")
            var rows = (1...50).map { Office.draft("67-G\($0)", .goal) }
            rows += (1...1_500).map { Office.draft("67-P\($0)", .project, below: "67-G\($0 % 50 + 1)") }
            let first = try await office.elements("67-BIG", rows)
            #expect(first == ImportReport(created: 1_550, updated: 0, unchanged: 0, refused: 0, problems: []))
            let again = try await office.elements("67-BIG", rows, key: "2")
            #expect(again == ImportReport(created: 0, updated: 0, unchanged: 1_550, refused: 0, problems: []))
            rows[0].text = LocalizedText(th: "เปลี่ยน")
            let changed = try await office.elements("67-BIG", rows, key: "3")
            #expect(changed == ImportReport(created: 0, updated: 1, unchanged: 1_549, refused: 0, problems: []))
            let page = try await office.service.call(ListElements(plan: "67-BIG", kind: .project, limit: 1_000))
            #expect(page.items.count == 1_000)
            #expect(page.nextCursor != nil)
        }
    }

    @Test func wrongRowsRefuseTheWholeUnlessPartial() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            var rows = [
                Office.draft("67-G1", .goal), Office.draft("67-A", .activity),
                Office.draft("67-P1", .project, below: "67-Q"),
                Office.draft("67-P2", .activity, below: "67-P1"),
            ]
            rows[0].organisation = "67-01"
            rows.append(Office.draft("67-G2", .goal))
            rows[4].organisation = "99-99"
            let error = await #expect(throws: RPCError.self) { try await office.elements("67-X", rows) }
            #expect(error?.kind == .ruleViolated)
            #expect(
                error?.problems.map(\.path) == [
                    "/rows/1/parent", "/rows/2/parent", "/rows/3/parent", "/rows/4/organisation",
                ])
            let report = try await office.elements("67-X", rows, mode: .partial, key: "2")
            #expect(report.created == 1)
            #expect(report.refused == 4)
            let stored = try await office.service.call(ListElements(plan: "67-X"))
            #expect(stored.items.map(\.code) == ["67-G1"])
        }
    }

    @Test func aRowIsCheckedByItselfToo() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            var row = Office.draft("67-I1", .indicatorReference, below: "67-G1")
            row.tags = [" "]
            let error = await #expect(throws: RPCError.self) {
                try await office.elements("67-X", [Office.draft("67 G1", .goal), row])
            }
            #expect(error?.problems.map(\.path) == ["/rows/0/code", "/rows/1/tags/0", "/rows/1/indicator"])
        }
    }
}
