import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

@Suite struct ImportServiceTests {
    static let acts = [
        ActDraft(
            kind: .allocation, line: "L1", amount: Money(baht: 100), date: Office.day("2022-10-01"),
            document: EntryDocument(code: "A1")),
        ActDraft(
            kind: .commitment, line: "L1", amount: Money(baht: 60), date: Office.day("2022-11-01"),
            document: EntryDocument(code: "PO-1")),
        ActDraft(kind: .disbursement, commitment: "PO-1", amount: Money(baht: 60), date: Office.day("2022-12-01")),
    ]
    static let wrong = [
        ActDraft(kind: .disbursement, line: "L1", amount: Money(baht: 41), date: Office.day("2022-12-01")),
        ActDraft(kind: .allocation, line: "NONE", amount: Money(baht: 1), date: Office.day("2022-12-01")),
        ActDraft(kind: .allocation, line: "L1", amount: Money(baht: 1), date: Office.day("2023-12-01")),
        ActDraft(
            kind: .allocation, line: "L1", amount: Money(baht: 1), date: Office.day("2022-12-01"),
            document: EntryDocument(code: "A1")),
        ActDraft(kind: .disbursement, commitment: "PO-9", amount: Money(baht: 1), date: Office.day("2022-12-01")),
    ]

    @Test func inOrderAndTogether() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            let outcome = try await office.service.call(
                ImportEntries(idempotencyKey: office.key(), organisation: "67", acts: Self.acts))
            #expect(outcome.posted == 3 && outcome.entries.count == 3)
            #expect(try await office.balances("L1").disbursed == Money(baht: 60))
            #expect(try await office.verify().sound)
        }
    }

    @Test func atomicPostsNothing() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            let error = await #expect(throws: RPCError.self) {
                try await office.service.call(
                    ImportEntries(idempotencyKey: office.key(), organisation: "67", acts: Self.acts + Self.wrong))
            }
            #expect(error?.kind == .ruleViolated)
            #expect(
                error?.problems.map(\.path) == [
                    "/acts/3/amount", "/acts/4/line", "/acts/5/date", "/acts/6/document/code", "/acts/7/commitment",
                ])
            #expect(try await office.balances("L1") == .zero)
        }
    }

    @Test func partialPostsWhatIsRight() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"))
            let outcome = try await office.service.call(
                ImportEntries(
                    idempotencyKey: office.key(), organisation: "67", acts: Self.acts + Self.wrong, mode: .partial))
            #expect(outcome.posted == 3 && outcome.refused == 5 && outcome.problems.count == 5)
            #expect(try await office.balances("L1").available == Money(baht: 40))
            #expect(try await office.verify().sound)
        }
    }

    @Test func linesTwiceAreTheSameLines() async throws {
        try await withOffice { office in
            let drafts = (1...300).map { Office.draft("L\($0)", category: .allCases[$0 % 5]) }
            func bring(_ drafts: [LineDraft], _ mode: ImportMode? = nil) async throws -> ImportOutcome {
                try await office.service.call(
                    ImportLines(idempotencyKey: office.key(), organisation: "67", lines: drafts, mode: mode))
            }
            #expect(try await bring(drafts).created == 300)
            let again = try await bring(drafts)
            #expect(again.created == 0 && again.unchanged == 300)
            let other = try await bring(
                [Office.draft("L1", category: .other), Office.draft("NEW", organisation: "99-01")], .partial)
            #expect(other.problems.map(\.path) == ["/lines/0/code", "/lines/1/organisation"])
            let all = try await office.service.call(ListLines(organisation: "67", limit: 1_000))
            #expect(all.items.count == 300 && all.nextCursor == nil)
        }
    }
}
