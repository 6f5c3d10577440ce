import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct ConsolidationTests {
    @Test func theFourAbsencesAndZeroStayApart() async throws {
        try await withRound { setting in
            func answers(_ state: AnswerState?) -> [QuestionAnswer] {
                Setting.answers().map { answer in
                    guard answer.question == "P" else { return answer }
                    return QuestionAnswer(question: "P", state: state, number: state == nil ? .zero : nil)
                }
            }
            try await setting.certified("67-S0001", answers(nil))
            try await setting.certified("67-S0002", answers(AnswerState.none))
            try await setting.certified("67-S0003", answers(.notApplicable))
            let province = try await setting.consolidated("P", at: "67")
            #expect(
                province.counts == AnswerCounts(expected: 7, value: 1, none: 1, notApplicable: 1, notReported: 4))
            #expect(province.sum == .zero)
            let municipality = try await setting.consolidated("P", at: "67-19")
            #expect(
                municipality.counts
                    == AnswerCounts(expected: 2, value: 0, none: 0, notApplicable: 1, notReported: 1))
            #expect(municipality.sum == nil)
            let upload = try await setting.consolidated("U", at: "67")
            #expect(upload.counts.expected == 1)
        }
    }

    @Test func eitherRelationCountsASchoolOnce() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0003", Setting.answers(9, 10))
            #expect(try await setting.consolidated("N", at: "67-19", .parent).sum == Quantity(9))
            #expect(try await setting.consolidated("N", at: "67-17", .parent).sum == nil)
            #expect(try await setting.consolidated("N", at: "67-17", .supervisor).sum == Quantity(9))
            #expect(try await setting.consolidated("N", at: "67-17", .either).sum == Quantity(9))
            #expect(try await setting.consolidated("N", at: "67", .either).sum == Quantity(9))
            #expect(try await setting.consolidated("N", at: "67-S0003", .parent).sum == Quantity(9))
        }
    }

    @Test func ratiosAreSumsOverSumsAndChoicesShares() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001", Setting.answers(1, 1, projects: 60))
            try await setting.certified("67-S0002", Setting.answers(0, 99, projects: 5, choice: "planned"))
            let results = try await setting.service.call(
                IndicatorResultsQuery(fiscalYear: setting.year, organisation: "67"), as: .planner)
            let byCode = Dictionary(uniqueKeysWithValues: results.items.map { ($0.indicator, $0) })
            let ratio = try #require(byCode["67-RATIO"])
            #expect(ratio.actual == Quantity(1))
            #expect(ratio.numerator == Quantity(1))
            #expect(ratio.denominator == Quantity(100))
            #expect(ratio.status == .atRisk)
            let sum = try #require(byCode["67-SUM"])
            #expect(sum.actual == Quantity(65))
            #expect(sum.achievement == Quantity(65))
            #expect(sum.status == .atRisk)
            let choice = try #require(byCode["67-CHOICE"])
            #expect(choice.actual == Quantity(50))
            #expect(choice.status == .achieved)
            #expect(choice.distribution?.map(\.count) == [1, 1])
            let school = try await setting.service.call(
                IndicatorResultsQuery(fiscalYear: setting.year, organisation: "67-S0001"), as: .reporter)
            #expect(school.items.first { $0.indicator == "67-RATIO" }?.status == .achieved)
            #expect(school.items.first { $0.indicator == "67-SUM" }?.status == .notEvaluated)
        }
    }

    @Test func childrenAndTraceLeadToTheSubmissions() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001", Setting.answers(1, 2))
            try await setting.certified("67-S0002", Setting.answers(3, 4, choice: "planned"))
            let children = try await setting.service.call(
                GetConsolidationChildren(round: setting.round, organisation: "67", question: "C"), as: .planner)
            #expect(children.items.map(\.organisation) == ["67-01", "67-02", "67-17", "67-19"])
            #expect(children.items[1].question.distribution?.map(\.count) == [1, 1])
            var cursor: PageCursor?
            var traced: [TracedAnswer] = []
            repeat {
                let page = try await setting.service.call(
                    TraceConsolidation(
                        round: setting.round, organisation: "TH", question: "N", limit: 1, cursor: cursor),
                    as: .auditor)
                traced += page.items
                cursor = page.nextCursor
            } while cursor != nil
            #expect(traced.map(\.organisation) == ["67-S0001", "67-S0002"])
            let sum = traced.compactMap(\.answer.number?.tenThousandths).reduce(0, +)
            #expect(try await setting.consolidated("N", at: "TH").sum == Quantity(tenThousandths: sum))
        }
    }

    @Test func aDifferenceIsFoundAndNamed() async throws {
        try await withRound { setting in
            try await setting.certified("67-S0001")
            try await setting.service.database.transaction { transaction in
                try await transaction.script(
                    "UPDATE rollup SET total = total + 10000 WHERE organisation = '67' AND question = 'N' AND relation = 'either'"
                )
                try await transaction.script("UPDATE answer SET number = 460000 WHERE question = 'D'")
            }
            let differences = try await setting.differing()
            #expect(differences.contains { $0.organisation == "67" && $0.question == "N" && $0.figure == "sum" })
            let changed = try await setting.service.call(
                ListChangedSinceCertified(round: setting.round), as: .planner)
            #expect(changed.changed.map(\.organisation) == ["67-S0001"])
        }
    }
}
