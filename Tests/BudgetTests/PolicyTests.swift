import Kernel
import Testing

@testable import Budget

@Suite struct PolicyTests {
    static let date = CalendarDate("2023-03-01")!
    static let nature = LineNature(
        organisation: "67-01", planType: "basic", source: "parentAgency", work: "O1", category: "operating", item: "")

    static func row(
        _ change: Crossing, into: String? = nil, from: Int64 = 0, _ verdict: PolicyRow.Verdict,
        since: String = "2018-11-12", until: String? = nil
    ) -> PolicyRow {
        PolicyRow(
            change: change, into: into, from: Money(baht: from), verdict: verdict,
            effectiveFrom: CalendarDate(since)!, effectiveTo: until.flatMap { CalendarDate($0) },
            reportWithinDays: nil, legalReference: "law")
    }

    @Test func closestRowDecides() {
        let rows = [
            Self.row(.category, .allowed), Self.row(.category, into: "investment", from: 1_000_000, .needsBudgetBureau),
            Self.row(.category, .forbidden, since: "2000-01-01", until: "2018-11-11"),
        ]
        var other = Self.nature
        other.category = "investment"
        func verdict(_ baht: Int64) -> PolicyRow.Verdict? {
            TransferPolicy.apply(rows, from: Self.nature, to: other, amount: Money(baht: baht), on: Self.date)
                .rules.first?.verdict
        }
        #expect(verdict(999_999) == .allowed)
        #expect(verdict(1_000_000) == .needsBudgetBureau)
    }

    @Test func everyCrossingIsJudged() {
        var other = Self.nature
        other.organisation = "67-02"
        other.category = "investment"
        let found = TransferPolicy.apply(
            [Self.row(.organisation, .forbidden)], from: Self.nature, to: other, amount: Money(baht: 1), on: Self.date)
        #expect(found.rules.map(\.verdict) == [.forbidden])
        #expect(found.silent == [.category])
        #expect(Self.nature.crossings(to: Self.nature) == [.item])
    }

    @Test func fiscalMonths() {
        let year = FiscalYear(2566)!
        #expect(FiscalMonths.begun(in: year, by: CalendarDate("2022-09-30")!) == 0)
        #expect(FiscalMonths.begun(in: year, by: CalendarDate("2022-10-01")!) == 1)
        #expect(FiscalMonths.begun(in: year, by: CalendarDate("2023-09-30")!) == 12)
        #expect(FiscalMonths.begun(in: year, by: CalendarDate("2024-01-01")!) == 12)
        #expect(FiscalMonths.quarter(of: year, at: CalendarDate("2023-01-01")!) == 2)
        #expect(FiscalMonths.quarter(of: year, at: CalendarDate("2020-01-01")!) == 1)
        #expect(FiscalMonths.order.map(FiscalMonths.index) == Array(0..<12))
    }

    @Test func standingAgainstATarget() {
        let standing = Standing(
            allocated: Money(baht: 1_000), actual: Money(baht: 300), target: BasisPoints(3_200))
        #expect(standing.ahead == Money(baht: -20))
        #expect(standing.reached == BasisPoints(3_000))
        #expect(Standing(allocated: .zero, actual: .zero, target: BasisPoints(3_200)).reached == nil)
    }
}
