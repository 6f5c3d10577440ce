import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// Requests from the first draft to the source's answer.
@Suite struct RequestTests {
    static let next = FiscalYear(2567)!

    static func draft(_ code: String, _ baht: Int64? = nil, complete: Bool = true) -> BudgetRequestDraft {
        BudgetRequestDraft(
            code: code, fiscalYear: next, organisation: "67-02", title: LocalizedText(th: "อบรมครู"),
            planType: .strategic, category: .operating, source: .provincialPlan, workKind: .project, workCode: "P-1",
            amount: baht.map(Money.init(baht:)), need: complete ? "ผลสอบต่ำ" : nil, output: complete ? "ครู 100 คน" : nil,
            criteria: complete
                ? [CriterionMark(criterion: "need", met: true), CriterionMark(criterion: "plan", met: true)] : nil)
    }

    @Test func aDraftMayHaveGapsWhatIsSubmittedMayNot() async throws {
        try await withOffice { office in
            let begun = try await office.service.call(
                CreateRequest(idempotencyKey: office.key(), request: Self.draft("RQ-1", complete: false)))
            func submit() async throws -> BudgetRequest {
                try await office.service.call(
                    SubmitRequest(idempotencyKey: office.key(), request: "RQ-1", date: Office.day("2023-01-10")))
            }
            let error = await #expect(throws: RPCError.self) { try await submit() }
            #expect(
                error?.problems.map(\.path) == [
                    "/request/amount", "/request/need", "/request/output", "/request/criteria", "/request/criteria",
                ])
            func update(_ version: Int) async throws -> BudgetRequest {
                try await office.service.call(
                    UpdateRequest(
                        idempotencyKey: office.key(), request: Self.draft("RQ-1", 100_000), expectedVersion: version))
            }
            #expect(try await update(begun.version).version == 2)
            let stale = await #expect(throws: RPCError.self) { try await update(begun.version) }
            #expect(stale?.kind == .conflict)
            let sent = try await submit()
            #expect(sent.state == .submitted && sent.matter != nil)
            await #expect(throws: RPCError.self) { try await update(3) }
            let taken = await #expect(throws: RPCError.self) {
                try await office.service.call(
                    CreateRequest(idempotencyKey: office.key(), request: Self.draft("RQ-1", 1)))
            }
            #expect(taken?.kind == .conflict)
            var strange = Self.draft("RQ-2", 1)
            strange.criteria = [CriterionMark(criterion: "luck", met: true)]
            let unknown = await #expect(throws: RPCError.self) {
                try await office.service.call(CreateRequest(idempotencyKey: office.key(), request: strange))
            }
            #expect(unknown?.problems.first?.path == "/request/criteria/0/criterion")
        }
    }

    @Test func fromScoresToTheSourcesAnswer() async throws {
        try await withOffice { office in
            for (code, baht, score) in [("RQ-A", 600_000, 5), ("RQ-B", 500_000, 4), ("RQ-C", 300_000, 3)] {
                try await office.submitted(code, Int64(baht))
                let scored = try await office.score(code, score)
                #expect(scored.scoreBasisPoints == score * 2_000)
            }
            func rank(_ skipping: Bool) async throws -> RequestRanking {
                try await office.service.call(
                    RankRequests(
                        idempotencyKey: office.key(), organisation: "67", fiscalYear: Self.next,
                        source: .provincialPlan, ceiling: Money(baht: 1_000_000), skipping: skipping))
            }
            let strict = try await rank(false)
            #expect(strict.items.map(\.withinCeiling) == [true, false, false] && strict.used == Money(baht: 600_000))
            let filled = try await rank(true)
            #expect(filled.items.map(\.code) == ["RQ-A", "RQ-B", "RQ-C"])
            #expect(filled.items.map(\.withinCeiling) == [true, false, true] && filled.used == Money(baht: 900_000))

            let bad = await #expect(throws: RPCError.self) {
                try await office.service.call(
                    ScoreRequest(
                        idempotencyKey: office.key(), request: "RQ-A",
                        scores: [
                            CriterionScore(criterion: "need", score: 6), CriterionScore(criterion: "luck", score: 1),
                        ]))
            }
            #expect(
                bad?.problems.map(\.path) == ["/scores/0", "/scores/1", "/scores", "/scores", "/scores", "/scores"])
            let letter = DatedLetter(letterNumber: "ศธ 0294/77", date: Office.day("2023-04-01"))
            func forward(_ codes: [Reference]) async throws -> BudgetRequests {
                try await office.service.call(
                    ForwardRequests(idempotencyKey: office.key(), requests: codes, letter: letter))
            }
            let early = await #expect(throws: RPCError.self) { try await forward(["RQ-A", "RQ-Z"]) }
            #expect(early?.problems.map(\.rule) == ["request.state", "request.unknown"])
            try await office.decide("RQ-A", .approve)
            try await office.decide("RQ-C", .reject)
            #expect(try await forward(["RQ-A"]).items.map(\.state) == [.forwarded])
            func answer(_ baht: Int64) async throws -> BudgetRequest {
                try await office.service.call(
                    RecordRequestResult(
                        idempotencyKey: office.key(), request: "RQ-A", granted: Money(baht: baht), letter: letter))
            }
            let more = await #expect(throws: RPCError.self) { try await answer(600_001) }
            #expect(more?.problems.first?.path == "/granted")
            #expect(try await answer(400_000).state == .partlyGranted)
            let states = try await office.service.call(ListRequests(organisation: "67", fiscalYear: Self.next)).items
            #expect(states.map(\.state) == [.partlyGranted, .submitted, .rejected])
        }
    }

    @Test func historyIsDrawnFromTheLedger() async throws {
        try await withOffice { office in
            for year in 2564...2566 {
                try await office.line(
                    Office.draft("L\(year)", organisation: "67-S0001", work: "P-1", year: FiscalYear(year)!),
                    allocated: 1_000, on: "\(year - 544)-10-01")
                try await office.pay("L\(year)", 750, on: "\(year - 543)-02-01")
            }
            _ = try await office.service.call(
                PostReturn(
                    idempotencyKey: office.key(), line: "L2564", amount: Money(baht: 200), from: .available,
                    date: Office.day("2021-09-01")))
            try await office.submitted("RQ-1", 1_000)
            let file = try await office.service.call(GetRequest(request: "RQ-1"))
            #expect(file.history.map(\.fiscalYear.buddhistYear) == [2564, 2565, 2566])
            #expect(file.history[0].received == Money(baht: 1_000) && file.history[0].returned == Money(baht: 200))
            #expect(file.history.map(\.spentBasisPoints) == [7_500, 7_500, 7_500])
            #expect(file.forecast == Money(baht: 750))
        }
    }

    @Test func takenBackOrSentBackAndRevised() async throws {
        try await withOffice { office in
            func withdraw(_ code: String) async throws -> BudgetRequest {
                try await office.service.call(
                    WithdrawRequest(
                        idempotencyKey: office.key(), request: .code(code), date: Office.day("2023-02-01"),
                        reason: "ได้รับจัดสรรแล้ว"))
            }
            _ = try await office.service.call(
                CreateRequest(idempotencyKey: office.key(), request: Self.draft("RQ-D", 100)))
            #expect(try await withdraw("RQ-D").state == .withdrawn)
            await #expect(throws: RPCError.self) { try await withdraw("RQ-D") }
            try await office.submitted("RQ-S", 100)
            let back = try await withdraw("RQ-S")
            #expect(back.state == .withdrawn)
            let matter = try await office.service.call(GetMatter(matter: try #require(back.matter)))
            #expect(matter.state == .withdrawn)

            try await office.submitted("RQ-R", 100)
            _ = try await office.score("RQ-R", 4)
            func update(_ baht: Int64, _ version: Int) async throws -> BudgetRequest {
                try await office.service.call(
                    UpdateRequest(
                        idempotencyKey: office.key(), request: Self.draft("RQ-R", baht), expectedVersion: version))
            }
            let standing = try await office.service.call(GetRequest(request: "RQ-R")).request
            await #expect(throws: RPCError.self) { try await update(80, standing.version) }
            let steps: [(String, ActionOutcome)] = [
                ("received", .forward), ("analyse", .forward), ("officerApproval", .forward), ("screening", .return),
            ]
            for (step, outcome) in steps {
                _ = try await office.service.call(
                    ActOnMatter(
                        idempotencyKey: office.key(), matter: try #require(standing.matter), step: step,
                        outcome: outcome, date: Office.day("2023-02-10"), note: "วงเงินสูงไป"))
            }
            let revised = try await update(80, standing.version)
            #expect(revised.state == .submitted && revised.draft.amount == Money(baht: 80))
            #expect(revised.scores.isEmpty && revised.scoreBasisPoints == nil)
        }
    }

    /// Nothing above the ceiling, the order kept, and nothing that would have fitted left out where later ones may.
    @Test(arguments: [2, 5, 11] as [UInt64])
    func rankingKeepsToTheCeiling(seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<200 {
            let entries = (0..<(1 + random.below(20))).map {
                Ranking.Entry(code: "R\($0)", score: random.below(5), amount: Money(baht: Int64(1 + random.below(100))))
            }
            let ceiling = Money(baht: Int64(random.below(600)))
            for skipping in [false, true] {
                let places = Ranking.places(entries, ceiling: ceiling, skipping: skipping)
                #expect(Set(places.map(\.index)).count == entries.count)
                let taken = places.filter(\.isWithin).map { entries[$0.index].amount }.reduce(.zero, +)
                #expect(taken <= ceiling && places.last?.cumulative == taken)
                for (first, second) in zip(places, places.dropFirst()) {
                    #expect(entries[first.index].score >= entries[second.index].score)
                }
                if !skipping {
                    let within = places.map(\.isWithin)
                    #expect(within == within.sorted { $0 && !$1 })
                } else {
                    for place in places where !place.isWithin {
                        #expect(entries[place.index].amount > ceiling - place.cumulative, "seed \(seed)")
                    }
                }
            }
        }
        #expect(Ranking.score([(5, 5, 1), (0, 3, 2)]) == 3_333)
        #expect(Ranking.score([(1, 3, 1)]) == 3_333 && Ranking.score([(2, 3, 1)]) == 6_667)
        #expect(Ranking.score([(1, 1, 0)]) == nil)
    }
}

extension Office {
    func submitted(_ code: String, _ baht: Int64) async throws {
        _ = try await service.call(CreateRequest(idempotencyKey: key(), request: RequestTests.draft(code, baht)))
        _ = try await service.call(
            SubmitRequest(idempotencyKey: key(), request: .code(code), date: Self.day("2023-01-10")))
    }

    func score(_ code: String, _ score: Int) async throws -> BudgetRequest {
        try await service.call(
            ScoreRequest(
                idempotencyKey: key(), request: .code(code),
                scores: ["need", "plan", "clear", "ready", "history"].map {
                    CriterionScore(criterion: $0, score: score)
                }))
    }

    /// Takes a request's matter to the committee's resolution, and the notice after an approval.
    func decide(_ code: String, _ outcome: ActionOutcome) async throws {
        guard let matter = try await service.call(GetRequest(request: .code(code))).request.matter else { return }
        let steps: [(String, ActionOutcome)] = [
            ("received", .forward), ("analyse", .forward), ("officerApproval", .forward), ("screening", .forward),
            ("resolution", outcome), ("notice", .forward),
        ]
        for (step, outcome) in steps.prefix(outcome == .reject ? 5 : 6) {
            _ = try await service.call(
                ActOnMatter(
                    idempotencyKey: key(), matter: matter, step: step, outcome: outcome, date: Self.day("2023-03-01")))
        }
    }
}
