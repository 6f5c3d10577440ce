import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

@testable import Plans

@Suite struct ProposalTests {
    /// Whatever the proposals: what is taken fits under the ceiling, what falls off would not have fitted, the order
    /// does not depend on the order they came in, and nobody precedes a better one.
    @Test func rankingsKeepTheirPromises() {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("rankings of seed \(seed)")
        var random = Seeded(seed)
        for _ in 0..<300 {
            let proposals = (0..<Int.random(in: 0...25, using: &random)).map { number in
                let assessors = Int.random(in: 0...3, using: &random)
                let necessity = (0..<assessors).reduce(0) { sum, _ in sum + Int.random(in: 0...5, using: &random) }
                return ScoredProposal(
                    code: "P\(number)", name: LocalizedText(th: "โครงการ"), organisation: "67-02",
                    budget: Money(satang: Int64.random(in: 1...1_000, using: &random)), assessors: assessors,
                    points: necessity + Int.random(in: 0...25, using: &random) * assessors,
                    fits: Int.random(in: 0...assessors, using: &random), necessity: necessity)
            }
            let ceiling = Money(satang: Int64.random(in: 0...4_000, using: &random))
            let ranked = ProposalOrder.rank(proposals, ceiling: ceiling)
            #expect(ranked == ProposalOrder.rank(proposals.shuffled(using: &random), ceiling: ceiling))
            #expect(ranked.map(\.rank) == Array(1..<(proposals.count + 1)))
            var left = ceiling
            for line in ranked {
                if line.place == .taken { left -= line.budget }
                if line.place == .overCeiling { #expect(line.budget > left) }
                #expect(line.left == left)
                #expect(left >= .zero)
            }
            let eligible = ranked.filter { $0.place == .taken || $0.place == .overCeiling }
            for (one, next) in zip(eligible, eligible.dropFirst()) { #expect(one.score >= next.score) }
        }
    }

    @Test func aRoundIsScoredRankedAndDecided() async throws {
        try await Office.open { office in
            let service = office.service
            func round(_ ceiling: Int64) -> CreateProposalRound {
                CreateProposalRound(
                    idempotencyKey: "round", code: "67-R1", name: LocalizedText(th: "รอบ"), organisation: "67-01",
                    fiscalYear: Office.year(2567), ceiling: Money(baht: ceiling),
                    closesOn: Office.day.adding(days: 90) ?? Office.day)
            }
            _ = try await service.call(round(100), as: .planner)
            for (number, budget) in ([60, 50, 30] as [Int64]).enumerated() {
                _ = try await service.call(
                    SubmitProposal(
                        idempotencyKey: "p\(number)", round: "67-R1", code: "67-P\(number)",
                        name: LocalizedText(th: "โครงการ"), organisation: "67-02", budget: Money(baht: budget)),
                    as: .agencyPlanner)
            }
            func score(_ proposal: Int, _ necessity: Int, fits: Int = 1, as caller: Caller = .planner) async throws {
                _ = try await service.call(
                    ScoreProposal(
                        idempotencyKey: "s\(proposal) \(necessity)", proposal: "67-P\(proposal)",
                        score: ProposalScore(
                            fitsChain: fits, necessity: necessity, evidence: 3, clarity: 3,
                            activities: ActivityPoints(stated: true, clear: true, ordered: false, feasible: true),
                            indicators: 3, purpose: 5)),
                    as: caller)
            }
            await #expect(throws: RPCError.self) { try await score(0, 4, as: .agencyPlanner) }
            await #expect(throws: RPCError.self) { try await score(0, 6) }
            try await score(0, 5)
            try await score(0, 3, as: .secretary)
            try await score(1, 3)
            try await score(2, 1)
            let ranking = try await service.call(RankProposals(round: "67-R1"))
            #expect(ranking.proposals.map(\.proposal) == ["67-P0", "67-P1", "67-P2"])
            #expect(ranking.proposals.map(\.place) == [.taken, .overCeiling, .taken])
            #expect(ranking.proposals.map(\.score.description) == ["22", "21", "19"])
            #expect(ranking.taken == Money(baht: 90))
            let decided = try await service.call(
                DecideProposalRound(idempotencyKey: "d", round: "67-R1", date: Office.day, expectedVersion: 1),
                as: .planner)
            #expect(decided.proposals == ranking.proposals)
            await #expect(throws: RPCError.self) { try await score(1, 5) }
            #expect(try await service.call(RankProposals(round: "67-R1")) == decided)
            await #expect(throws: PostgresError.self) {
                try await service.database.transaction { try await $0.script("UPDATE proposal_round SET ceiling = 1") }
            }
        }
    }
}

@Suite struct HearingTests {
    private func rule(_ body: () async throws -> some Sendable) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch let error as RPCError {
            for (name, value) in error.details where name == "rule" {
                if case .string(let rule) = value { return rule }
            }
            return error.problems.first?.rule ?? error.kind.name
        } catch {
            return "\(error)"
        }
    }

    @Test func everyCommentIsAnsweredAndTheAcceptedOnesCarried() async throws {
        try await Office.open { office in
            let service = office.service
            try await office.plan("67-A", .provincialEducationPlan, at: "67-01")
            try await office.elements(
                "67-A", [ElementDraft(code: "67-G1", kind: .goal, text: LocalizedText(th: "เป้าประสงค์"))])
            let phase = HearingPhase(
                name: LocalizedText(th: "ระยะ"), from: Office.day, until: Office.day.adding(days: 10) ?? Office.day,
                channels: [.web, .letter])
            _ = try await service.call(
                CreateHearing(
                    idempotencyKey: "h", code: "67-H1", plan: .code("67-A"), title: LocalizedText(th: "รับฟัง"),
                    phases: [phase]),
                as: .planner)
            #expect(try await service.database.all(HeardToday(day: Office.day)).map(\.code) == ["67-H1"])
            #expect(try await service.database.all(HeardToday(day: phase.until.adding(days: 1) ?? phase.until)).isEmpty)
            func comment(
                _ key: String, _ channel: HearingChannel, on day: CalendarDate? = Office.day, as caller: Caller,
                from organisation: String? = nil, element: String? = nil
            ) async throws -> HearingComment {
                try await service.call(
                    CommentOnHearing(
                        idempotencyKey: key, hearing: "67-H1", channel: channel, element: element,
                        organisation: organisation, text: "ความเห็น", receivedOn: day),
                    as: caller)
            }
            let first = try await comment("1", .letter, as: .planner, element: "67-G1")
            #expect(first.number == 1)
            #expect(try await comment("2", .web, as: .head, from: "67-S0001").number == 2)
            #expect(await rule { try await comment("3", .letter, as: .head, from: "67-S0001") } == "forbidden")
            #expect(await rule { try await comment("4", .web, as: .head, from: "67-S0002") } == "forbidden")
            #expect(await rule { try await comment("5", .email, as: .planner) } == "hearing.phase")
            #expect(await rule { try await comment("6", .letter, on: nil, as: .planner) } == "hearing.phase")
            #expect(await rule { try await comment("7", .letter, as: .planner, element: "67-X") } == "notFound")

            func synthesise(_ key: String, _ groups: [[Int]]) async throws -> Hearing {
                try await service.call(
                    SynthesiseHearing(
                        idempotencyKey: key, hearing: "67-H1", expectedVersion: 1,
                        groups: groups.map {
                            HearingGroup(title: LocalizedText(th: "กลุ่ม"), summary: "สรุป", comments: $0)
                        }))
            }
            #expect(await rule { try await synthesise("s1", [[1], [1, 3]]) } == "hearing.group")
            #expect(await rule { try await synthesise("s2", [[1]]) } == "hearing.ungrouped")
            #expect(try await synthesise("s3", [[1, 2]]).state == .synthesised)

            func answer(_ comment: Int, _ decision: HearingDecision, element: String? = nil) async throws
                -> HearingComment
            {
                try await service.call(
                    AnswerComment(
                        idempotencyKey: "a\(comment) \(decision)", hearing: "67-H1", comment: comment,
                        decision: decision, text: "คำตอบ", element: element))
            }
            func close(_ key: String) async throws -> Hearing {
                try await service.call(CloseHearing(idempotencyKey: key, hearing: "67-H1", expectedVersion: 2))
            }
            #expect(await rule { try await answer(1, .accepted) } == "hearing.element")
            #expect(try await answer(1, .accepted, element: "67-G1").answer?.carried == false)
            #expect(await rule { try await answer(1, .noted) } == "hearing_answer_once")
            #expect(await rule { try await close("c1") } == "hearing.unanswered")
            _ = try await answer(2, .declined)
            #expect(await rule { try await close("c2") } == "hearing.notCarried")
            let element = try await service.call(GetElement(element: "67-A/67-G1"))
            _ = try await service.call(
                UpdateElement(
                    idempotencyKey: "u", plan: .code("67-A"), expectedVersion: element.version,
                    element: ElementDraft(
                        code: "67-G1", kind: .goal, text: LocalizedText(th: "เป้าประสงค์ที่แก้แล้ว"))))
            #expect(try await close("c3").state == .closed)
            let all = try await service.call(ListComments(hearing: "67-H1", answered: true, limit: 1))
            #expect(all.items.map(\.answer?.carried) == [true])
            #expect(all.nextCursor != nil)
            await #expect(throws: PostgresError.self) {
                try await service.database.transaction { try await $0.script("UPDATE hearing_comment SET text = 'x'") }
            }
        }
    }
}

@Suite struct PublicHearingTests {
    /// A citizen reads what is heard, the draft included; who said it, by name, is for the office.
    @Test func aHearingIsPublicAndItsDraftToo() async throws {
        try await Office.open { office in
            let service = office.service
            try await office.plan("67-A", .provincialEducationPlan, at: "67-01")
            try await office.elements(
                "67-A", [ElementDraft(code: "67-G1", kind: .goal, text: LocalizedText(th: "เป้าประสงค์"))])
            let draft = ListElements(plan: .code("67-A"))
            await #expect(throws: RPCError.self) { try await service.call(draft, as: .stranger) }
            _ = try await service.call(
                CreateHearing(
                    idempotencyKey: "h", code: "67-H1", plan: .code("67-A"), title: LocalizedText(th: "รับฟัง"),
                    phases: [
                        HearingPhase(
                            name: LocalizedText(th: "ระยะ"), from: Office.day,
                            until: Office.day.adding(days: 10) ?? Office.day, channels: [.letter])
                    ]),
                as: .planner)
            _ = try await service.call(
                CommentOnHearing(
                    idempotencyKey: "c", hearing: "67-H1", channel: .letter, respondent: "ผู้ปกครอง", text: "ความเห็น",
                    receivedOn: Office.day),
                as: .planner)
            #expect(try await service.call(GetHearing(hearing: "67-H1"), as: .anonymous).comments == 1)
            // Letters alone are no door of the front page; comments on the web would be, while the phase lasts.
            #expect(try await service.database.all(HeardToday(day: Office.day)).isEmpty)
            let published = try await service.call(ListComments(hearing: "67-H1"), as: .anonymous).items
            #expect(published.map(\.text) == ["ความเห็น"])
            #expect(published.first?.respondent == nil)
            let own = try await service.call(ListComments(hearing: "67-H1"), as: .planner).items
            #expect(own.first?.respondent == "ผู้ปกครอง")
            #expect(try await service.call(draft, as: .stranger).items.map(\.code) == ["67-G1"])
            func listed(on day: CalendarDate?, _ state: HearingState? = nil) async throws -> [String] {
                try await service.call(ListHearings(province: "67", state: state, on: day), as: .anonymous)
                    .items.map(\.code)
            }
            #expect(try await listed(on: nil) == ["67-H1"])
            #expect(try await listed(on: Office.day.adding(days: 10)) == ["67-H1"])
            #expect(try await listed(on: Office.day.adding(days: 11)).isEmpty)
            #expect(try await listed(on: nil, .closed).isEmpty)
            #expect(try await service.call(ListHearings(province: "65"), as: .anonymous).items.isEmpty)
        }
    }
}

@Suite struct ProclamationTests {
    @Test func itGoesToEveryoneAndTellsWhoHasNotAcknowledged() async throws {
        try await Office.open { office in
            let service = office.service
            try await office.plan("67-A", .provincialEducationPlan, at: "67-01")
            try await office.elements(
                "67-A", [ElementDraft(code: "67-G1", kind: .goal, text: LocalizedText(th: "เป้าประสงค์"))])
            let issue = IssueProclamation(
                idempotencyKey: "p", plan: .code("67-A"), letterNumber: "พช 1/ว1",
                signedBy: LocalizedText(th: "ผู้ว่าราชการจังหวัด"), signedOn: Office.day, text: "ประกาศ",
                distribution: DistributionList(agencies: true, schools: true, others: ["65-01"]))
            await #expect(throws: RPCError.self) { try await service.call(issue) }
            try await office.announce("67-A")
            let issued = try await service.call(issue, as: .planner)
            #expect(issued.recipients == 7)
            func acknowledge(_ key: String, _ organisation: String, as caller: Caller) async throws
                -> ProclamationRecipient
            {
                try await service.call(
                    AcknowledgeProclamation(
                        idempotencyKey: key, plan: .code("67-A"), planVersion: 1, organisation: organisation,
                        date: Office.day),
                    as: caller)
            }
            #expect(try await acknowledge("1", "67-S0001", as: .head).acknowledgedOn == Office.day)
            await #expect(throws: RPCError.self) { try await acknowledge("2", "67-S0001", as: .head) }
            await #expect(throws: RPCError.self) { try await acknowledge("3", "67-S0002", as: .head) }
            await #expect(throws: RPCError.self) { try await acknowledge("4", "67-01", as: .planner) }
            let open = try await service.call(
                ListProclamationRecipients(plan: .code("67-A"), acknowledged: false, limit: 4))
            #expect(open.items.map(\.organisation) == ["65-01", "67-02", "67-17", "67-19"])
            let rest = try await service.call(
                ListProclamationRecipients(plan: .code("67-A"), acknowledged: false, limit: 4, cursor: open.nextCursor))
            #expect(rest.items.map(\.organisation) == ["67-S0002", "67-S0003"])
            let under = try await service.call(
                ListProclamationRecipients(plan: .code("67-A"), acknowledged: false, under: "67-02"))
            #expect(under.items.map(\.organisation) == ["67-02", "67-S0002"])
            #expect(try await service.call(GetProclamation(plan: .code("67-A"))).acknowledged == 1)
        }
    }
}
