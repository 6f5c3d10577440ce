import Kernel
import Testing

@testable import Budget

/// The ledger's rules without a database.
@Suite struct BookTests {
    static let year = FiscalYear(2566)!
    static func day(_ text: String) -> CalendarDate { CalendarDate(text)! }
    static func id(_ number: UInt64) -> ID { ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number) }

    static func line(_ number: UInt64, available: Int64 = 0) -> LineState {
        var totals = LineTotals()
        totals.received = Money(baht: available)
        totals.available = Money(baht: available)
        return LineState(
            id: id(number), province: "67", code: "L\(number)", organisation: "67-01", fiscalYear: year, totals: totals)
    }

    @Test func partialAndFinalPayments() throws {
        var book = Book(lines: [Self.line(1, available: 100)])
        let (line, order) = (Self.id(1), Self.id(9))
        let date = Self.day("2022-11-01")
        _ = try book.apply(
            .commitment(line: line, id: order, code: "PO", payee: nil, amount: Money(baht: 60)), on: date)
        _ = try book.apply(.payment(commitment: order, amount: Money(baht: 20), final: false), on: date)
        let last = try book.apply(.payment(commitment: order, amount: Money(baht: 30), final: true), on: date)
        #expect(last.movements.count == 2)
        let totals = try #require(book.lines[line]?.totals)
        #expect(totals.available == Money(baht: 50))
        #expect(totals.committed == .zero)
        #expect(totals.disbursed == Money(baht: 50))
        #expect(totals.allocated == Money(baht: 100))
        #expect(book.commitments[order]?.outstanding == .zero)
        #expect(book.commitments[order]?.released == Money(baht: 10))
    }

    @Test func nothingGoesBelowZero() throws {
        var book = Book(lines: [Self.line(1, available: 100)])
        let before = book.lines[Self.id(1)]?.totals
        let error = #expect(throws: Problems.self) {
            try book.apply(
                .directPayment(line: Self.id(1), amount: Money(satang: 10_001)), on: Self.day("2022-11-01"),
                at: "/acts/3")
        }
        #expect(error?.items.first?.path == "/acts/3/amount")
        #expect(error?.items.first?.rule == "ledger.available")
        #expect(book.lines[Self.id(1)]?.totals == before)
        #expect(book.changes.isEmpty)
    }

    @Test(arguments: ["2022-09-30", "2023-10-01"])
    func outsideTheFiscalYear(date: String) throws {
        var book = Book(lines: [Self.line(1, available: 100)])
        let error = #expect(throws: Problems.self) {
            try book.apply(
                .allocation(line: Self.id(1), amount: Money(baht: 1), supplementary: true), on: Self.day(date))
        }
        #expect(error?.items.first?.rule == "ledger.fiscalYear")
    }

    @Test func reversalUndoesExactly() throws {
        var book = Book(lines: [Self.line(1, available: 100)])
        let (line, order, date) = (Self.id(1), Self.id(9), Self.day("2022-11-01"))
        _ = try book.apply(
            .commitment(line: line, id: order, code: "PO", payee: nil, amount: Money(baht: 60)), on: date)
        let before = try #require(book.lines[line]?.totals)
        let paid = try book.apply(.payment(commitment: order, amount: Money(baht: 40), final: true), on: date)
        let original = Reversible(
            id: Self.id(77), kind: paid.kind, date: date, commitment: order, movements: paid.movements)
        let back = try book.apply(.reversal(original), on: date)
        #expect(back.reverses == Self.id(77))
        #expect(book.lines[line]?.totals == before)
        #expect(book.commitments[order]?.outstanding == Money(baht: 60))
    }

    @Test func whatMayNotBeReversed() throws {
        var book = Book(lines: [Self.line(1, available: 100)])
        let (line, order, date) = (Self.id(1), Self.id(9), Self.day("2022-11-01"))
        let made = try book.apply(
            .commitment(line: line, id: order, code: "PO", payee: nil, amount: Money(baht: 60)), on: date)
        _ = try book.apply(.payment(commitment: order, amount: Money(baht: 40), final: false), on: date)
        var original = Reversible(
            id: Self.id(77), kind: made.kind, date: date, commitment: order, movements: made.movements)
        func rule(_ original: Reversible, on date: CalendarDate = date) -> String? {
            var copy = book
            do throws(Problems) { _ = try copy.apply(.reversal(original), on: date) } catch {
                return error.items.first?.rule
            }
            return nil
        }
        #expect(rule(original) == "commitment.inUse")
        original.reversedBy = Self.id(78)
        #expect(rule(original) == "entry.reversedOnce")
        original.reversedBy = nil
        original.kind = .reversal
        #expect(rule(original) == "entry.notReversible")
        original.kind = .allocation
        #expect(rule(original, on: Self.day("2022-10-31")) == "date.order")
    }

    @Test func aTransferMovesBetweenLines() throws {
        var book = Book(lines: [Self.line(1, available: 100), Self.line(2)])
        let date = Self.day("2023-03-01")
        _ = try book.apply(.reservation(line: Self.id(1), amount: Money(baht: 30)), on: date)
        #expect(book.lines[Self.id(1)]?.totals.reserved == Money(baht: 30))
        _ = try book.apply(.transfer(from: Self.id(1), to: Self.id(2), amount: Money(baht: 30)), on: date)
        #expect(book.lines[Self.id(1)]?.totals.allocated == Money(baht: 70))
        #expect(book.lines[Self.id(1)]?.totals.transferred == Money(baht: -30))
        #expect(book.lines[Self.id(2)]?.totals.available == Money(baht: 30))
        #expect(book.lines[Self.id(2)]?.totals.transferred == Money(baht: 30))
    }

    /// Any acts in any order: every line stays explained by what it received, and the changes add up to it.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func randomActs(seed: UInt64) throws {
        var random = Seeded(seed)
        let ids = (1...4).map { Self.id($0) }
        var book = Book(lines: (1...4).map { Self.line($0) })
        var (accepted, refused) = (0, 0)
        var done: [PlannedEntry] = []
        var orders: [ID] = []
        for step in 0..<1_500 {
            let line = ids[random.below(4)]
            let amount = Money(satang: Int64(1 + random.below(5_000)))
            let order = orders.isEmpty ? Self.id(0) : orders[random.below(orders.count)]
            let act: Act =
                switch random.below(10) {
                case 0, 1: .allocation(line: line, amount: amount, supplementary: random.below(2) == 0)
                case 2:
                    .commitment(
                        line: line, id: Self.id(UInt64(step) + 100), code: "P\(step)", payee: nil, amount: amount)
                case 3: .payment(commitment: order, amount: amount, final: random.below(2) == 0)
                case 4: .directPayment(line: line, amount: amount)
                case 5: .returnToSource(line: line, amount: amount)
                case 6: .refund(line: line, amount: amount)
                case 7: .release(commitment: order, amount: random.below(2) == 0 ? nil : amount)
                case 8: .reservation(line: line, amount: amount)
                default: .transfer(from: line, to: ids[random.below(4)], amount: amount)
                }
            if case .transfer(let from, let to, _) = act, from == to { continue }
            let before = book.lines.mapValues(\.totals)
            do throws(Problems) {
                let date = Self.day("2022-10-01").adding(days: random.below(365))!
                done.append(try book.apply(act, on: date))
                if case .commitment(_, let id, _, _, _) = act { orders.append(id) }
                accepted += 1
            } catch {
                refused += 1
                #expect(book.lines.mapValues(\.totals) == before)
            }
        }
        #expect(accepted > 300 && refused > 100)
        for id in ids {
            let totals = try #require(book.lines[id]?.totals)
            #expect(totals.overdrawn == nil)
            #expect(
                totals.allocated == totals.received + totals.transferred - totals.returned - totals.carriedOver)
            var derived = LineTotals()
            done.flatMap(\.movements).forEach { derived.apply($0, to: id) }
            #expect(derived == totals)
            let outstanding = orders.compactMap { book.commitments[$0] }.filter { $0.line == id }
                .map(\.outstanding).reduce(.zero, +)
            #expect(outstanding == totals.committed)
            let months = book.changes.filter { $0.key.line == id }.map(\.value.available).reduce(.zero, +)
            #expect(months == totals.available)
        }
    }
}

/// A generator that gives the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
}

extension BookTests {
    /// A payment of an earlier day needs the money on that day and every day since.
    @Test func earlierDaysStandToo() throws {
        let line = Self.id(1)
        var book = Book(lines: [Self.line(1)])
        _ = try book.apply(
            .allocation(line: line, amount: Money(baht: 100), supplementary: false), on: Self.day("2022-11-01"))
        _ = try book.apply(.directPayment(line: line, amount: Money(baht: 80)), on: Self.day("2022-12-01"))
        _ = try book.apply(
            .allocation(line: line, amount: Money(baht: 50), supplementary: true), on: Self.day("2023-01-01"))
        for (day, amount, path) in [
            ("2022-10-31", 1, "/date"), ("2022-11-15", 21, "/date"), ("2023-01-01", 71, "/amount"),
        ] {
            let error = #expect(throws: Problems.self) {
                try book.apply(.directPayment(line: line, amount: Money(baht: Int64(amount))), on: Self.day(day))
            }
            #expect(error?.items.first?.path == path)
        }
        _ = try book.apply(.directPayment(line: line, amount: Money(baht: 20)), on: Self.day("2022-11-15"))
        #expect(book.lines[line]?.totals.available == Money(baht: 50))
    }
}
