import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Budget

/// Advice, and what a year's money brought.
@Suite struct AdviceTests {
    @Test func askedAnsweredFollowedUp() async throws {
        try await withOffice { office in
            let asked = try await office.service.call(
                AskAdvice(
                    idempotencyKey: office.key(), organisation: "67-S0001", topic: .spending, question: "เบิกได้ไหม"),
                as: .reporter)
            func follow(_ solved: Bool) async throws -> Advice {
                try await office.service.call(
                    FollowUpAdvice(idempotencyKey: office.key(), advice: asked.id, effect: "เบิกแล้ว", solved: solved),
                    as: .reporter)
            }
            func answer(as caller: Caller) async throws -> Advice {
                try await office.service.call(
                    AnswerAdvice(idempotencyKey: office.key(), advice: asked.id, answer: "ได้ ตามระเบียบ"), as: caller)
            }
            func open() async throws -> Int {
                try await office.service.call(ListAdvice(organisation: "67", open: true)).items.count
            }
            let early = await #expect(throws: RPCError.self) { try await follow(true) }
            #expect(early?.kind == .ruleViolated)
            let school = await #expect(throws: RPCError.self) {
                try await answer(as: .holding(.budgetOfficer, at: "67-S0001"))
            }
            #expect(school?.kind == .forbidden)
            #expect(try await answer(as: .budgetOfficer).answeredBy == "budgetOfficer@67")
            await #expect(throws: RPCError.self) { try await answer(as: .budgetOfficer) }
            #expect(try await follow(false).solved == false)
            #expect(try await open() == 1)
            #expect(try await follow(true).effect == "เบิกแล้ว")
            #expect(try await open() == 0)
        }
    }

    @Test func costPerOutputAndRisksForTheNextRequest() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1", organisation: "67-02", work: "P-1"), allocated: 1_000)
            try await office.line(Office.draft("L2", organisation: "67-S0001", work: "P-1"), allocated: 500)
            try await office.pay("L1", 700)
            try await office.pay("L2", 301)
            func record(_ quantity: Quantity?, version: Int? = nil) async throws -> Evaluation {
                try await office.service.call(
                    RecordEvaluation(
                        idempotencyKey: office.key(),
                        evaluation: EvaluationDraft(
                            organisation: "67-02", fiscalYear: Office.year, workCode: "P-1", quantity: quantity,
                            unit: "คน", problems: "จัดซื้อช้า", risks: ["ผู้รับจ้างทิ้งงาน"]),
                        expectedVersion: version))
            }
            let first = try await record(Quantity(3))
            #expect(first.spent == Money(baht: 1_001) && first.allocated == Money(baht: 1_500))
            #expect(first.costPerUnit == Money(satang: 33_367) && first.version == 1)
            for stale in [nil, 2] {
                let error = await #expect(throws: RPCError.self) { try await record(nil, version: stale) }
                #expect(error?.kind == .conflict)
            }
            #expect(try await record(nil, version: 1).costPerUnit == nil)
            let zero = await #expect(throws: RPCError.self) { try await record(.zero, version: 2) }
            #expect(zero?.problems.first?.path == "/evaluation/quantity")
            let listed = try await office.service.call(ListEvaluations(organisation: "67", fiscalYear: Office.year))
            #expect(listed.items.map(\.version) == [2])
            _ = try await office.service.call(
                CreateRequest(idempotencyKey: office.key(), request: RequestTests.draft("RQ-1", 1_000)))
            let file = try await office.service.call(GetRequest(request: "RQ-1"))
            #expect(file.risks == ["ผู้รับจ้างทิ้งงาน"])
        }
    }
}
