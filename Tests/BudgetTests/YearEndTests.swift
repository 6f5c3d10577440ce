import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceTestSupport
import Testing

@testable import Budget

/// Closed periods, carry-over, the end of a year.
@Suite struct YearEndTests {
    @Test func nothingIsPostedIntoAClosedPeriod() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            let paid = try await office.pay("L1", 100, on: "2022-11-15")
            func close(_ through: String, organisation: String = "67") async throws -> PeriodClosing {
                try await office.service.call(
                    ClosePeriod(
                        idempotencyKey: office.key(), organisation: organisation, fiscalYear: Office.year,
                        through: Office.day(through)))
            }
            #expect(try await close("2022-11-30").lines == 1)
            try await office.line(Office.draft("LATER"))
            for line in ["L1", "LATER"] {
                let error = await #expect(throws: RPCError.self) {
                    try await office.allocate(line, 10, on: "2022-11-30")
                }
                #expect(error?.problems.first?.rule == "period.closed" && error?.problems.first?.path == "/date")
            }
            try await office.allocate("LATER", 10, on: "2022-12-01")
            func reverse(_ date: String) async throws -> PostedEntry {
                try await office.service.call(
                    ReverseEntry(
                        idempotencyKey: office.key(), entry: .id(paid.entry.id), date: Office.day(date), reason: "ผิด"))
            }
            await #expect(throws: RPCError.self) { try await reverse("2022-11-20") }
            _ = try await reverse("2022-12-02")
            for (day, rule) in [("2022-11-15", "period.monthEnd"), ("2023-09-30", "period.yearEnd")] {
                let error = await #expect(throws: RPCError.self) { try await close(day) }
                #expect(error?.problems.first?.rule == rule)
            }
            let listed = try await office.service.call(ListPeriods(organisation: "67-01", fiscalYear: Office.year))
            #expect(listed.items.map(\.through) == [Office.day("2022-11-30")])
            #expect(try await office.verify().sound)
        }
    }

    /// The row itself refuses, should a statement ever get past the book.
    @Test func theRowKnowsWhatIsClosed() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            for sql in [
                "UPDATE budget_line SET closed_through = '2022-11-30', posted_from = '2022-11-30'",
                "UPDATE budget_line SET spend_until = '2023-03-31', posted_to = '2023-04-01'",
            ] {
                let error = await #expect(throws: PostgresError.self) { try await office.tamper(sql) }
                #expect(error?.sqlState == "23514")
            }
        }
    }

    @Test func carriedOverIntoTheNextYear() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("INV", category: .investment), allocated: 500_000)
            try await office.commit("INV", "PO-1", 300_000)
            try await office.commit("INV", "PO-2", 90_000)
            _ = try await office.service.call(
                PostDisbursement(
                    idempotencyKey: office.key(), commitment: "PO-1", amount: Money(baht: 100_000),
                    date: Office.day("2023-05-01")))
            func carry(_ code: String, letter: String? = nil) async throws -> CarryOver {
                try await office.service.call(
                    PostCarryOver(idempotencyKey: office.key(), commitment: .code(code), letterNumber: letter))
            }
            let small = await #expect(throws: RPCError.self) { try await carry("PO-2") }
            #expect(small?.problems.first?.rule == "carryOver.amountMin")
            let carried = try await carry("PO-1")
            #expect(carried.amount == Money(baht: 200_000) && carried.spendUntil == Office.day("2024-03-31"))
            #expect(carried.fiscalYear == FiscalYear(2567) && carried.toCommitmentCode == "PO-1/2567")
            let twice = await #expect(throws: RPCError.self) { try await carry("PO-1") }
            #expect(twice?.kind == .ruleViolated)
            let old = try await office.balances("INV")
            #expect(old.carriedOver == Money(baht: 200_000) && old.committed == Money(baht: 90_000))
            let new = try await office.balances("PO-1/2567")
            #expect(new.allocated == Money(baht: 200_000) && new.committed == Money(baht: 200_000))
            func pay(_ baht: Int64, _ date: String) async throws {
                _ = try await office.service.call(
                    PostDisbursement(
                        idempotencyKey: office.key(), commitment: "PO-1/2567", amount: Money(baht: baht),
                        date: Office.day(date)))
            }
            try await pay(50_000, "2024-03-31")
            let late = await #expect(throws: RPCError.self) { try await pay(1, "2024-04-01") }
            #expect(late?.problems.first?.rule == "carryOver.lastDay")
            func extend() async throws -> CarryOver {
                try await office.service.call(
                    ExtendCarryOver(idempotencyKey: office.key(), carryOver: carried.id, letterNumber: "กค 1"))
            }
            #expect(try await extend().spendUntil == Office.day("2024-09-30"))
            await #expect(throws: RPCError.self) { try await extend() }
            try await pay(50_000, "2024-04-01")
            let lapsed = try await office.service.call(
                LapseCarryOvers(idempotencyKey: office.key(), organisation: "67", date: Office.day("2024-10-01")))
            #expect(lapsed.items.map(\.lapsed) == [Money(baht: 100_000)])
            let end = try await office.balances("PO-1/2567")
            #expect(end.available == .zero && end.committed == .zero && end.allocated == Money(baht: 100_000))
            let verdict = try await office.verify()
            #expect(verdict.sound, "\(verdict.differences)")
        }
    }

    /// What nothing binds: asked for within its year, agreed to by letter, no more than is free, once for each line.
    @Test func unboundIsCarriedOverWhereItWasAgreedTo() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("INV", category: .investment), allocated: 500_000)
            try await office.commit("INV", "PO-1", 200_000)
            func carry(_ baht: Int64, asked: String = "2023-09-15") async throws -> CarryOver {
                try await office.service.call(
                    PostUnboundCarryOver(
                        idempotencyKey: office.key(), line: "INV", amount: Money(baht: baht),
                        requestedOn: Office.day(asked), reason: "ไม่มีผู้ยื่นเสนอราคา", letterNumber: "กค 1"))
            }
            for (baht, asked, path, rule) in [
                (150_000, "2023-10-01", "/requestedOn", "carryOver.askUntil"),
                (150_000, "2022-09-30", "/requestedOn", "carryOver.askUntil"),
                (99_999, "2023-09-15", "/amount", "carryOver.amountMin"),
                (300_001, "2023-09-15", "/amount", "ledger.available"),
            ] as [(Int64, String, String, String)] {
                let error = await #expect(throws: RPCError.self) { try await carry(baht, asked: asked) }
                #expect(
                    error?.problems.first?.path == path && error?.problems.first?.rule == rule,
                    "\(String(describing: error))")
            }
            let carried = try await carry(150_000)
            #expect(carried.kind == .unbound && carried.commitment == nil && carried.toLineCode == "INV/2567")
            #expect(carried.spendUntil == Office.day("2024-03-31"))
            await #expect(throws: RPCError.self) { try await carry(100_000) }
            let (old, new) = (try await office.balances("INV"), try await office.balances("INV/2567"))
            #expect(old.carriedOver == Money(baht: 150_000) && old.available == Money(baht: 150_000))
            #expect(new.available == Money(baht: 150_000) && new.allocated == Money(baht: 150_000))
            try await office.pay("INV/2567", 60_000, on: "2024-02-01")
            let late = await #expect(throws: RPCError.self) { try await office.pay("INV/2567", 1, on: "2024-04-01") }
            #expect(late?.problems.first?.rule == "carryOver.lastDay")
            _ = try await office.service.call(
                ExtendCarryOver(idempotencyKey: office.key(), carryOver: carried.id, letterNumber: "กค 2"))
            let lapsed = try await office.service.call(
                LapseCarryOvers(idempotencyKey: office.key(), organisation: "67", date: Office.day("2024-10-01")))
            #expect(lapsed.items.map(\.lapsed) == [Money(baht: 90_000)] && lapsed.items[0].spent == Money(baht: 60_000))
            let verdict = try await office.verify()
            #expect(verdict.sound, "\(verdict.differences)")
        }
    }

    @Test func theYearMovesWhatMayMoveAndLapsesTheRest() async throws {
        try await withOffice { office in
            try await office.twoLines()
            try await office.line(Office.draft("INV", category: .investment), allocated: 400_000)
            try await office.commit("INV", "PO-1", 250_000)
            try await office.commit("INV", "PO-2", 99_999)
            try await office.pay("FROM", 200)
            let asked = try await office.ask("TR-1", 300)
            func close(_ check: Bool) async throws -> YearClosing {
                try await office.service.call(
                    CloseYear(
                        idempotencyKey: office.key(), organisation: "67", fiscalYear: Office.year,
                        letterNumber: "ศธ 0294/9", validateOnly: check))
            }
            let preview = try await close(true)
            #expect(try await office.balances("INV").committed == Money(baht: 349_999))
            let closed = try await close(false)
            #expect(closed.carriedOver == Money(baht: 250_000) && closed.released == Money(baht: 99_999))
            #expect(closed.returned == Money(baht: 150_000 + 800) && closed.expired == ["TR-1"])
            #expect(preview.carriedOver == closed.carriedOver && preview.returned == closed.returned)
            let transfer = try await office.service.call(GetTransfer(transfer: .id(asked.id)))
            #expect(transfer.state == .expired)
            for code in ["FROM", "TO", "INV"] {
                let left = try await office.balances(code)
                #expect(left.available == .zero && left.reserved == .zero && left.committed == .zero)
                #expect(left.allocated == left.disbursed)
            }
            let error = await #expect(throws: RPCError.self) { try await office.allocate("FROM", 1, on: "2023-09-30") }
            #expect(error?.problems.first?.rule == "period.closed")
            let again = try await close(false)
            #expect(again.returned == .zero && again.carryOvers.isEmpty)
            // A year later nothing is carried any further.
            office.service.now = Instant("2024-10-02T03:00:00Z")!
            _ = try await office.service.call(
                PostDisbursement(
                    idempotencyKey: office.key(), commitment: "PO-1/2567", amount: Money(baht: 50_000),
                    date: Office.day("2024-02-01")))
            let after = try await office.service.call(
                CloseYear(idempotencyKey: office.key(), organisation: "67", fiscalYear: FiscalYear(2567)!))
            #expect(after.lapsed == Money(baht: 200_000) && after.carriedOver == .zero && after.returned == .zero)
            #expect(try await office.balances("PO-1/2567").allocated == Money(baht: 50_000))
            let listed = try await office.service.call(
                ListCarryOvers(organisation: "67", fiscalYear: FiscalYear(2567)!))
            #expect(listed.items.map(\.commitmentCode) == ["PO-1"])
            let verdict = try await office.verify()
            #expect(verdict.sound, "\(verdict.differences)")
        }
    }

    @Test func aYearThatIsNotOverOrHasAnApprovedTransferStaysOpen() async throws {
        try await withOffice { office in
            try await office.twoLines()
            let asked = try await office.ask("TR-1", 300)
            try await office.walk(asked, to: "execution")
            func close(_ year: FiscalYear) async throws -> YearClosing {
                try await office.service.call(
                    CloseYear(idempotencyKey: office.key(), organisation: "67", fiscalYear: year))
            }
            let approved = await #expect(throws: RPCError.self) { try await close(Office.year) }
            #expect(approved?.problems.first?.rule == "year.transferApproved")
            _ = try await office.execute("TR-1")
            _ = try await close(Office.year)
            let early = await #expect(throws: RPCError.self) { try await close(FiscalYear(2567)!) }
            #expect(early?.message == Messages.yearNotOver(FiscalYear(2567)!))
        }
    }
}
