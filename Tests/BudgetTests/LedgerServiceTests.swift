import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import Budget

/// The ledger over the real database.
@Suite struct LedgerServiceTests {
    @Test func fromAllocationToReturn() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100_000)
            try await office.commit("L1", "PO-1", 30_000)
            let part = try await office.service.call(
                PostDisbursement(
                    idempotencyKey: office.key(), commitment: "PO-1", amount: Money(baht: 10_000),
                    date: Office.day("2022-12-01")))
            #expect(part.commitment?.outstanding == Money(baht: 20_000))
            let last = try await office.service.call(
                PostDisbursement(
                    idempotencyKey: office.key(), commitment: "PO-1", amount: Money(baht: 15_000), final: true,
                    date: Office.day("2022-12-10")))
            #expect(last.entry.postings.map(\.amount) == [Money(baht: 15_000), Money(baht: 5_000)])
            _ = try await office.service.call(
                PostReturn(
                    idempotencyKey: office.key(), line: "L1", amount: Money(baht: 1_000), from: .disbursed,
                    date: Office.day("2022-12-20")))
            let back = try await office.service.call(
                PostReturn(
                    idempotencyKey: office.key(), line: "L1", amount: Money(baht: 6_000), from: .available,
                    date: Office.day("2023-08-01")))
            let expected = Balances(
                allocated: Money(baht: 94_000), available: Money(baht: 70_000), reserved: .zero, committed: .zero,
                disbursed: Money(baht: 24_000), returned: Money(baht: 6_000))
            #expect(back.lines.map(\.balances) == [expected])
            #expect(try await office.balances("L1") == expected)
            let verdict = try await office.verify()
            #expect(verdict.sound && verdict.lines == 1 && verdict.postings == 7)

            let november = try await office.service.call(
                LedgerAsOf(organisation: "67", fiscalYear: Office.year, date: Office.day("2022-12-09")))
            #expect(november.total.committed == Money(baht: 20_000))
            #expect(november.total.disbursed == Money(baht: 10_000))
            #expect(november.items.count == 1)
        }
    }

    @Test func reversedOnceAndNeverEdited() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100)
            let paid = try await office.pay("L1", 60)
            func reverse(_ id: ID) async throws -> PostedEntry {
                try await office.service.call(
                    ReverseEntry(
                        idempotencyKey: office.key(), entry: .id(id), date: Office.day("2022-12-02"), reason: "ผิด"))
            }
            let back = try await reverse(paid.entry.id)
            #expect(back.entry.reverses == paid.entry.id)
            #expect(back.lines.first?.balances.available == Money(baht: 100))
            let twice = await #expect(throws: RPCError.self) { try await reverse(paid.entry.id) }
            #expect(twice?.problems.first?.rule == "entry.reversedOnce")
            let again = await #expect(throws: RPCError.self) { try await reverse(back.entry.id) }
            #expect(again?.problems.first?.rule == "entry.notReversible")
            let original = try await office.service.call(GetEntry(entry: .id(paid.entry.id)))
            #expect(original.reversedBy == back.entry.id)
            #expect(try await office.verify().sound)
        }
    }

    /// 64 spend at once from a line that can afford half of them: exactly that half succeeds.
    @Test func hotLine() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("HOT"), allocated: 32 * 100)
            let results = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        do {
                            _ = try await office.pay("HOT", 100)
                            return nil
                        } catch let error as RPCError {
                            return error.problems.first?.rule ?? error.kind.name
                        } catch {
                            return String(describing: error)
                        }
                    }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(results.filter { $0 == nil }.count == 32)
            #expect(results.compactMap { $0 } == Array(repeating: "ledger.available", count: 32))
            let balances = try await office.balances("HOT")
            #expect(balances.available == .zero && balances.disbursed == Money(baht: 3_200))
            #expect(try await office.verify().sound)
        }
    }

    /// Those who wait for the line pay together: each answer says what was left after its own payment, each entry is by
    /// whom it was posted, and what one is refused for is its own.
    @Test func whoPaysTogetherIsAnsweredAlone() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("HOT"), allocated: 1_000)
            try await office.pay("HOT", 1, on: "2022-12-20")
            let answers = await withTaskGroup(of: (Int, PostedEntry?, RPCError?).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let amount = number % 10 == 7 ? Money(baht: 5_000) : Money(baht: 2)
                        let payment = PostDisbursement(
                            idempotencyKey: "p\(number)", line: number % 2 == 0 ? "HOT" : .code("HOT"), amount: amount,
                            date: Office.day(number % 10 == 3 ? "2021-12-01" : "2022-12-0\(1 + number % 9)"),
                            document: EntryDocument(code: number % 10 == 5 ? "PV-SAME" : "PV-\(number)"))
                        do {
                            let caller: Caller = number % 4 == 0 ? .budgetOfficer : .administrator
                            return (number, try await office.service.call(payment, as: caller), nil)
                        } catch {
                            return (number, nil, error as? RPCError)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let posted = answers.compactMap { $0.1 }
            let refused = answers.compactMap { answer in answer.2.map { (answer.0 % 10, $0) } }
            #expect(posted.count == 60 - 6 - 6 - 5 && refused.count == 17)
            for (kind, error) in refused {
                switch kind {
                case 7: #expect(error.problems.map(\.rule) == ["ledger.available"])
                case 3: #expect(error.problems.map(\.rule) == ["ledger.fiscalYear"])
                default: #expect(kind == 5 && error.kind == .conflict)
                }
            }
            let left = Set(posted.compactMap { $0.lines.first?.balances.available })
            #expect(left == Set((1...posted.count).map { Money(baht: 999 - 2 * Int64($0)) }))
            for (number, entry, _) in answers {
                guard let entry else { continue }
                #expect(entry.entry.postedBy == (number % 4 == 0 ? Caller.budgetOfficer : .administrator).subject)
                let stored = try await office.service.call(GetEntry(entry: .id(entry.entry.id)))
                #expect(stored.postedBy == entry.entry.postedBy && stored.code == entry.entry.code)
            }
            #expect(try await office.verify().sound)
        }
    }

    @Test func validateOnlyLeavesNothing() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100)
            let rehearsed = try await office.service.call(
                PostDisbursement(
                    idempotencyKey: office.key(), line: "L1", amount: Money(baht: 100),
                    date: Office.day("2022-12-01"), validateOnly: true))
            #expect(rehearsed.lines.first?.balances.available == .zero)
            #expect(try await office.balances("L1").available == Money(baht: 100))
            #expect(try await office.service.call(ListLedger(line: "L1")).items.count == 1)
            await #expect(throws: RPCError.self) {
                try await office.service.call(
                    PostDisbursement(
                        idempotencyKey: office.key(), line: "L1", amount: Money(baht: 101),
                        date: Office.day("2022-12-01"), validateOnly: true))
            }
        }
    }

    @Test func aRepeatIsNotASecondPayment() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100)
            let payment = PostDisbursement(
                idempotencyKey: "once", line: "L1", amount: Money(baht: 40), date: Office.day("2022-12-01"))
            let first = try await office.service.call(payment)
            let second = try await office.service.call(payment)
            #expect(first.entry.id == second.entry.id)
            #expect(try await office.balances("L1").disbursed == Money(baht: 40))
        }
    }

    @Test func codesAreTakenOnce() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100)
            try await office.commit("L1", "PO-1", 10)
            let error = await #expect(throws: RPCError.self) { try await office.commit("L1", "PO-1", 10) }
            #expect(error?.kind == .conflict)
            let line = await #expect(throws: RPCError.self) { try await office.line(Office.draft("L1")) }
            #expect(line?.kind == .conflict)
        }
    }

    @Test func listsByPages() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 100)
            for day in 1...6 { try await office.pay("L1", 1, on: "2022-12-0\(day)") }
            var (seen, cursor) = ([CalendarDate](), nil as PageCursor?)
            repeat {
                let page = try await office.service.call(ListLedger(line: "L1", limit: 3, cursor: cursor))
                seen += page.items.map(\.date)
                cursor = page.nextCursor
                #expect(page.items.allSatisfy { $0.postings.count == 1 })
            } while cursor != nil
            #expect(seen.count == 7 && seen == seen.sorted(by: >))
        }
    }
}
