import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

/// Projects that several organisations have (P3), by the likeness of their names.
@Suite struct DuplicateTests {
    private func project(_ code: String, _ name: String, at organisation: String) -> ElementDraft {
        ElementDraft(code: code, kind: .project, text: LocalizedText(th: name), organisation: organisation)
    }

    @Test func othersProjectsOfALikeNameAreFound() async throws {
        try await Office.open { office in
            try await office.plan("67-A", .annualActionPlan, at: "67-01")
            try await office.elements(
                "67-A",
                [
                    project("67-A1", "โครงการอ่านออกเขียนได้ ระดับประถมศึกษา", at: "67-01"),
                    project("67-A2", "โครงการอ่านออก เขียนได้ ระดับประถมศึกษา ", at: "67-01"),
                    project("67-A3", "ปรับปรุงอาคารสำนักงาน", at: "67-01"),
                ])
            try await office.plan("67-B", .annualActionPlan, at: "67-02")
            try await office.elements(
                "67-B",
                [
                    project("67-B1", "อ่านออก-เขียนได้ระดับประถมศึกษา", at: "67-02"),
                    project("67-B2", "โครงการอ่านออกเขียนได้ ระดับประถมศึกษาตอนต้น", at: "67-02"),
                    project("67-B3", "ค่ายคณิตศาสตร์", at: "67-02"),
                ])
            func found(_ percent: Int? = nil, as caller: Caller = .planner) async throws -> [String] {
                try await office.service.call(
                    ListDuplicateProjects(plan: "67-A", percent: percent), as: caller
                ).items.map { item in
                    "\(item.code): " + item.alike.map { "\($0.code) \($0.percent)" }.joined(separator: ", ")
                }
            }
            let all = try await found()
            #expect(all.count == 2)
            #expect(all.allSatisfy { $0.contains(": 67-B1 100, 67-B2 ") }, "\(all)")
            #expect(try await found(100) == ["67-A1: 67-B1 100", "67-A2: 67-B1 100"])
            // Another organisation's draft is not told to those who do not see it.
            try await office.announce("67-A")
            #expect(try await found(100, as: .holding(.planner, at: "65")).isEmpty)
            try await office.announce("67-B")
            #expect(try await found(100, as: .holding(.planner, at: "65")).count == 2)
        }
    }

    @Test func itGoesOnPageByPage() async throws {
        try await Office.open { office in
            for (plan, organisation) in [("67-A", "67-01"), ("67-B", "67-02")] {
                try await office.plan(plan, .annualActionPlan, at: organisation)
                try await office.elements(
                    plan,
                    (1...5).map {
                        project("\(plan)\($0)", String(repeating: "กขคงจ\($0)", count: 4), at: organisation)
                    })
            }
            var page = ListDuplicateProjects(plan: "67-A", percent: 100, limit: 2)
            var codes: [String] = []
            repeat {
                let answer = try await office.service.call(page)
                codes += answer.items.map { "\($0.code) \($0.alike.map(\.code))" }
                page.cursor = answer.nextCursor
            } while page.cursor != nil
            #expect(codes == (1...5).map { "67-A\($0) [\"67-B\($0)\"]" })
            #expect(
                await refusal { try await office.service.call(ListDuplicateProjects(plan: "67-A", percent: 10)) }
                    == "invalidParams")
        }
    }
}
