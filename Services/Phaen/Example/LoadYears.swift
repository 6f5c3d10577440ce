import BudgetContract
import CommonContract
import JSONRPC
import Kernel

/// The two fiscal years before the example's own: spent, closed, and carried over into the next with and without
/// commitments. Generated from seeds and labelled synthetic.
struct LoadYears {
    let example: Example

    func run() async throws {
        for buddhistYear in [2564, 2565] {
            guard let year = FiscalYear(buddhistYear), let next = year.next else { continue }
            try await LoadBudget(example: example, year: year).books()
            let free = try await carryUnbound(year)
            let closed = try await example.call(
                .budget,
                CloseYear(
                    idempotencyKey: example.key("close \(year)"), organisation: "67", fiscalYear: year,
                    letterNumber: "ศธ 0294/\(year) (ข้อมูลสังเคราะห์)"),
                as: .budgetOfficer, at: "67")
            try await spend(closed.carryOvers, in: next)
            Progress(
                "ปิดปี \(year): กันเหลื่อมปี \(closed.carryOvers.count + free) รายการ ส่งคืน \(closed.returned) บาท — year closed (synthetic)",
                total: 1
            ).finish()
        }
    }

    /// What could not be bound in time, of the three lines for investment with the most left.
    private func carryUnbound(_ year: FiscalYear) async throws -> Int {
        let lines = try await example.call(
            .budget, ListLines(organisation: "67", fiscalYear: year, category: .investment, limit: 1_000)
        ).items
        let chosen = lines.filter { $0.code.hasPrefix("67-\(year)-") && $0.balances.available >= Money(baht: 200_000) }
            .sorted { ($1.balances.available, $0.code) < ($0.balances.available, $1.code) }.prefix(3)
        // A repeat finds less on the lines: what was carried the first time has left them.
        let asked = CalendarDate(year: year.buddhistYear - 543, month: 9, day: 12) ?? year.lastDay
        let there = try await example.call(
            .budget, ListCarryOvers(organisation: "67", fiscalYear: year.next ?? year, limit: 1_000)
        ).items.filter { $0.kind == .unbound }
        guard there.isEmpty else { return there.count }
        for line in chosen {
            _ = try await example.call(
                .budget,
                PostUnboundCarryOver(
                    idempotencyKey: example.key("unbound \(line.code)"), line: .code(line.code),
                    amount: Money(baht: 120_000), requestedOn: asked,
                    reason: "ประกาศประกวดราคาสองครั้งไม่มีผู้ยื่นข้อเสนอ (ข้อมูลสังเคราะห์)",
                    letterNumber: "กค 0402.5/\(year) (ข้อมูลสังเคราะห์)"),
                as: .budgetOfficer, at: "67")
        }
        return chosen.count
    }

    /// One in three is paid in time, one is extended and paid, one is paid in part and lapses.
    private func spend(_ carried: [CarryOver], in year: FiscalYear) async throws {
        let gregorian = year.buddhistYear - 543
        guard let first = CalendarDate(year: gregorian, month: 2, day: 15),
            let second = CalendarDate(year: gregorian, month: 7, day: 20),
            let after = CalendarDate(year: gregorian, month: 4, day: 1)
        else { return }
        let bound = carried.filter { $0.toCommitmentCode != nil }
        func pay(_ item: CarryOver, _ amount: Money, _ date: CalendarDate) -> ActDraft? {
            item.toCommitmentCode.map {
                ActDraft(kind: .disbursement, commitment: .code($0), amount: amount, date: date)
            }
        }
        let early = bound.enumerated().compactMap { number, item in
            pay(item, number % 3 == 0 ? item.amount : Money(satang: item.amount.satang / 2), first)
        }
        try await post(early, "carried early \(year)")
        let extended = bound.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
        for item in extended {
            _ = try await example.call(
                .budget,
                ExtendCarryOver(
                    idempotencyKey: example.key("extend \(item.toLineCode)"), carryOver: item.id,
                    letterNumber: "กค 0402.5/ว\(year) (ข้อมูลสังเคราะห์)"),
                as: .budgetOfficer, at: "67")
        }
        try await post(
            extended.compactMap { pay($0, Money(satang: $0.amount.satang - $0.amount.satang / 2), second) },
            "carried late \(year)")
        _ = try await example.call(
            .budget,
            LapseCarryOvers(idempotencyKey: example.key("lapse \(year)"), organisation: "67", date: after),
            as: .budgetOfficer, at: "67")
    }

    private func post(_ acts: [ActDraft], _ key: String) async throws {
        guard !acts.isEmpty else { return }
        let outcome = try await example.call(
            .budget, ImportEntries(idempotencyKey: example.key(key), organisation: "67", acts: acts),
            as: .budgetOfficer, at: "67")
        try example.expectNone(outcome.problems)
    }
}
