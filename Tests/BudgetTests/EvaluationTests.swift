import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// What a result of an indicator has cost, and what is said where the indicator service does not help.
@Suite struct EvaluationTests {
    @Test func costPerIndicatorResult() async throws {
        let indicators = Indicators { query in
            #expect(query.organisation == "67-02" && query.fiscalYear == Office.year)
            return [
                Indicators.result("67-I1", actual: Quantity(40)), Indicators.result("67-I2", actual: .zero),
                Indicators.result("67-I9", actual: Quantity(1)),
            ]
        }
        try await withOffice(peers: ["indicators": indicators]) { office in
            let file = try await office.evaluated(["67-I1", "67-I2", "67-I3"])
            #expect(file.indicators.map(\.indicator) == ["67-I1", "67-I2"])
            #expect(file.indicators.map(\.costPerResult) == [Money(satang: 1_750), nil])
            #expect(file.indicators[0].status == "achieved" && file.indicators[0].target == Quantity(50))
            #expect(file.missing.map(\.reason) == [.noResult, .unknownIndicator])
            #expect(file.missing.map(\.indicator) == ["67-I2", "67-I3"])
            #expect(file.missing.allSatisfy { !$0.message.th.isEmpty && $0.message.en != nil })
        }
    }

    @Test func aServiceThatIsAwayIsSaidToBe() async throws {
        let away = Indicators { _ in throw RPCError(.unavailable, LocalizedText("ไม่ตอบ", "no answer")) }
        try await withOffice(peers: ["indicators": away]) { office in
            let file = try await office.evaluated(["67-I1"])
            #expect(file.indicators.isEmpty && file.missing.map(\.reason) == [.unavailable])
            #expect(file.evaluation.spent == Money(baht: 700))
        }
        let unwilling = Indicators { _ in throw RPCError.notFound("organisation", "67-02") }
        try await withOffice(peers: ["indicators": unwilling]) { office in
            let file = try await office.evaluated(["67-I1"])
            #expect(file.missing.map(\.reason) == [.refused])
        }
        try await withOffice { office in
            let file = try await office.evaluated(["67-I1"])
            #expect(file.missing.map(\.reason) == [.notConfigured])
            let none = try await office.evaluated(nil, version: 1)
            #expect(none.missing.isEmpty)
            let error = await #expect(throws: RPCError.self) { try await office.evaluated(["A", "A"], version: 2) }
            #expect(error?.problems.first?.path == "/evaluation/indicators/1")
        }
    }

    /// A request says what is done about each risk that the year before has shown, or it is not submitted.
    @Test func risksAreCarriedIntoTheNextRequest() async throws {
        try await withOffice { office in
            _ = try await office.service.call(
                RecordEvaluation(
                    idempotencyKey: office.key(),
                    evaluation: EvaluationDraft(
                        organisation: "67-02", fiscalYear: Office.year, workCode: "P-1",
                        risks: ["จัดซื้อช้า", "ผู้รับจ้างทิ้งงาน"])))
            var draft = RequestTests.draft("RQ-1", 1_000)
            draft.measures = [RiskMeasure(risk: "จัดซื้อช้า", measure: "เริ่มจัดซื้อก่อนต้นปี")]
            _ = try await office.service.call(CreateRequest(idempotencyKey: office.key(), request: draft))
            let file = try await office.service.call(GetRequest(request: "RQ-1"))
            #expect(file.risks.count == 2 && file.unanswered == ["ผู้รับจ้างทิ้งงาน"])
            func submit() async throws -> BudgetRequest {
                try await office.service.call(
                    SubmitRequest(idempotencyKey: office.key(), request: "RQ-1", date: Office.day("2023-01-10")))
            }
            let error = await #expect(throws: RPCError.self) { try await submit() }
            #expect(error?.problems.map(\.rule) == ["risk.unanswered"])
            #expect(error?.problems.first?.path == "/request/measures")
            draft.measures?.append(RiskMeasure(risk: "ผู้รับจ้างทิ้งงาน", measure: "ตรวจประวัติผู้รับจ้าง"))
            _ = try await office.service.call(
                UpdateRequest(idempotencyKey: office.key(), request: draft, expectedVersion: 1))
            #expect(try await submit().state == .submitted)
        }
    }
}

/// An indicator service that answers `indicator.results` alone.
private struct Indicators: RPCCaller {
    let answer: @Sendable (IndicatorResultsQuery) throws -> [IndicatorResult]

    func call<Method: RPCMethod>(
        _ method: Method, deadline: ContinuousClock.Instant?
    ) async throws -> Method.Result {
        guard let query = method as? IndicatorResultsQuery else { throw RPCError.notFound("method", Method.name) }
        let results = IndicatorResults(
            fiscalYear: query.fiscalYear, organisation: query.organisation, relation: .either, round: nil,
            roundCode: nil, items: try answer(query))
        guard let result = results as? Method.Result else { throw RPCError.notFound("result", Method.name) }
        return result
    }

    static func result(_ code: String, actual: Quantity?) -> IndicatorResult {
        IndicatorResult(
            indicator: code, name: LocalizedText("ตัวชี้วัด", "Indicator"), unit: LocalizedText("คน", "people"),
            strategy: nil, sdgTargets: [], aggregation: .sum, direction: .up, decimals: 0, baseline: nil,
            target: Quantity(50), actual: actual, numerator: nil, denominator: nil, distribution: nil,
            achievement: nil, status: .achieved, counts: nil, question: nil)
    }
}

extension Office {
    /// 700 baht spent by 67-02 on P-1, and its evaluation.
    func evaluated(_ indicators: [String]?, version: Int? = nil) async throws -> EvaluationFile {
        if version == nil {
            try await line(Self.draft("L1", organisation: "67-02", work: "P-1"), allocated: 1_000)
            try await pay("L1", 700)
        }
        _ = try await service.call(
            RecordEvaluation(
                idempotencyKey: key(),
                evaluation: EvaluationDraft(
                    organisation: "67-02", fiscalYear: Self.year, workCode: "P-1", indicators: indicators),
                expectedVersion: version))
        return try await service.call(
            GetEvaluation(organisation: "67-02", fiscalYear: Self.year, workCode: "P-1"))
    }
}
