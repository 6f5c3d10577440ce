import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

@Suite struct FollowUpTests {
    static let day = Office.day("2022-12-31")

    /// A school is below its service area and its province; each node has all that is below it, once.
    @Test func treesAddUp() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("PEO"), allocated: 100)
            try await office.line(Office.draft("AREA", organisation: "67-02"), allocated: 200)
            var school = Office.draft("SCHOOL", organisation: "67-S0001", category: .investment)
            school.categoryDetail = ["ค่าครุภัณฑ์", "ครุภัณฑ์การศึกษา"]
            try await office.line(school, allocated: 400)
            try await office.line(Office.draft("GUIDED", organisation: "67-S0003"), allocated: 800)
            func tree(_ by: TreeDimension, depth: Int? = nil, date: CalendarDate? = nil) async throws -> [String: Money]
            {
                let tree = try await office.service.call(
                    GetTree(organisation: "67", fiscalYear: Office.year, by: by, depth: depth, date: date))
                return Dictionary(
                    uniqueKeysWithValues: tree.nodes.map { ($0.path.joined(separator: "/"), $0.row.allocated) })
            }
            let expected = [
                "67": 1_500, "67/67-01": 100, "67/67-02": 600, "67/67-02/67-S0001": 400, "67/67-17": 800,
                "67/67-19": 800, "67/67-19/67-S0003": 800,
            ].mapValues { Money(baht: $0) }
            #expect(try await tree(.organisation) == expected)
            #expect(try await tree(.organisation, date: Self.day) == expected)
            #expect(try await tree(.organisation, depth: 1) == expected.filter { $0.key.count <= 8 })
            #expect(
                try await tree(.category) == [
                    "operating": Money(baht: 1_100), "investment": Money(baht: 400),
                    "investment/ค่าครุภัณฑ์": Money(baht: 400), "investment/ค่าครุภัณฑ์/ครุภัณฑ์การศึกษา": Money(baht: 400),
                ])
            #expect(try await tree(.planType, depth: 1) == ["basic": Money(baht: 1_500)])
            #expect(try await tree(.planType)["basic/OUT-1"] == Money(baht: 1_500))
            #expect(try await tree(.project) == ["OUT-1": Money(baht: 1_500)])
            #expect(try await tree(.source, date: Office.day("2022-09-30")) == ["parentAgency": .zero])
        }
    }

    @Test func whatMustBePushed() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("SLOW"), allocated: 1_000)
            try await office.line(Office.draft("FAST", organisation: "67-02"), allocated: 1_000)
            try await office.line(Office.draft("INV", organisation: "67-02", category: .investment), allocated: 1_000)
            try await office.pay("SLOW", 100)
            try await office.pay("FAST", 500)
            try await office.pay("INV", 185)
            for line in ["SLOW", "FAST"] { try await office.plan(line, [10: 300]) }
            for (scope, q1) in [(TargetScope.overall, 3_200), (.recurrent, 3_500), (.investment, 1_900)] {
                _ = try await office.service.call(
                    SetTarget(
                        idempotencyKey: office.key(),
                        target: DisbursementTarget(fiscalYear: Office.year, scope: scope, measure: .spent, q1: q1)))
            }
            func follow(_ grouping: FollowUpGrouping, behindOnly: Bool? = nil, limit: Int? = nil) async throws
                -> FollowUp
            {
                try await office.service.call(
                    GetFollowUp(
                        organisation: "67", fiscalYear: Office.year, groupBy: grouping, date: Self.day,
                        behindOnly: behindOnly, limit: limit))
            }
            let lines = try await follow(.line)
            #expect(lines.rows.map(\.row.key) == ["SLOW", "INV", "FAST"])
            #expect(lines.rows[0].shortfall == Money(baht: 250) && lines.rows[0].behind)
            #expect(lines.rows[0].aheadOfPlanBasisPoints == -6_667)
            #expect(lines.rows[0].targets.map(\.scope) == [.recurrent])
            #expect(lines.rows[1].targets.first { $0.scope == .investment }?.ahead == Money(baht: -5))
            #expect(lines.rows[2].shortfall == .zero && !lines.rows[2].behind)
            let behind = try await follow(.organisation, behindOnly: true)
            #expect(behind.rows.map(\.row.key) == ["67-01"])
            let one = try await follow(.line, limit: 1)
            #expect(one.rows.count == 1 && one.left == 2)

            func issue() async throws -> [AccelerationNotice] {
                try await office.service.call(
                    IssueAcceleration(
                        idempotencyKey: office.key(), organisation: "67", fiscalYear: Office.year, date: Self.day,
                        answerDueOn: Office.day("2023-01-15"), letterNumber: "ศธ 0294/ว 5")
                ).items
            }
            let notices = try await issue()
            #expect(notices.map(\.organisation) == ["67-01"] && notices[0].shortfall == Money(baht: 250))
            #expect(try await issue().isEmpty)
            func answer() async throws -> AccelerationNotice {
                try await office.service.call(
                    AnswerAcceleration(idempotencyKey: office.key(), notice: notices[0].id, answer: "รอผลจัดซื้อ"))
            }
            #expect(try await answer().answer == "รอผลจัดซื้อ")
            await #expect(throws: RPCError.self) { try await answer() }
            let open = try await office.service.call(
                ListAccelerations(organisation: "67", fiscalYear: Office.year, unanswered: true))
            #expect(open.items.isEmpty)
        }
    }

    @Test func stopWarnIgnore() async throws {
        try await withOffice { office in
            try await office.line(Office.draft("L1"), allocated: 1_000)
            try await office.line(Office.draft("FREE"), allocated: 1_000)
            try await office.plan("L1", [10: 100, 12: 200])
            func control(
                _ stage: ControlStage, _ period: ControlPeriod, _ action: ControlAction, at organisation: String = "67"
            ) async throws {
                _ = try await office.service.call(
                    SetControl(
                        idempotencyKey: office.key(),
                        control: SpendingControl(
                            organisation: organisation, fiscalYear: Office.year, stage: stage, period: period,
                            action: action)))
            }
            try await control(.disbursement, .month, .stop)
            try await control(.disbursement, .year, .stop)
            try await control(.commitment, .year, .warn)
            let early = await #expect(throws: RPCError.self) { try await office.pay("L1", 101, on: "2022-11-30") }
            #expect(early?.problems.first?.rule == "control.month")
            try await office.pay("L1", 100, on: "2022-11-30")
            // Money of a later month does not count in an earlier one.
            try await office.pay("L1", 150, on: "2022-12-05")
            let before = await #expect(throws: RPCError.self) { try await office.pay("L1", 1, on: "2022-11-30") }
            #expect(before?.problems.first?.rule == "control.month")
            let bound = try await office.commit("L1", "PO-1", 100)
            #expect(bound.warnings?.map(\.rule) == ["control.year"])
            try await office.pay("FREE", 1_000)
            try await control(.disbursement, .month, .ignore, at: "67-01")
            try await control(.disbursement, .year, .warn, at: "67-01")
            #expect(try await office.pay("L1", 100, on: "2022-11-30").warnings?.map(\.rule) == ["control.year"])
            let held = try await office.service.call(ListControls(organisation: "67-01", fiscalYear: Office.year))
            #expect(held.items.count == 5 && held.items[0].organisation == "67-01")
            #expect(try await office.verify().sound)
        }
    }

    @Test func forecastByWhatEarlierYearsDid() async throws {
        try await withOffice { office in
            // A third of the money in the last month, as in the years before.
            for year in 2564...2566 {
                let draft = Office.draft("Y\(year)", year: FiscalYear(year)!)
                try await office.line(draft, allocated: 1_200, on: "\(year - 544)-10-01")
                for (month, baht) in [(10, 200), (1, 200), (4, 200), (9, 300)] where year < 2566 || month != 9 {
                    let date = "\(month >= 10 ? year - 544 : year - 543)-\(month < 10 ? "0" : "")\(month)-15"
                    try await office.pay("Y\(year)", Int64(baht), on: date)
                }
            }
            let found = try await office.service.call(
                GetForecast(organisation: "67", fiscalYear: Office.year, date: Office.day("2023-06-30")))
            #expect(found.throughMonth == 9 && found.spent == Money(baht: 600))
            #expect(found.forecast == Money(baht: 900) && found.categories.map(\.method) == [.history])
            #expect(
                found.backTest.map(\.throughMonth) == [3, 6, 9]
                    && found.backTest.allSatisfy { $0.errorBasisPoints == 0 })
            #expect(found.meanErrorBasisPoints == 0 && (found.linearErrorBasisPoints ?? 0) > 0)
            let young = try await office.service.call(
                GetForecast(organisation: "67", fiscalYear: FiscalYear(2564)!, date: Office.day("2021-06-29")))
            #expect(young.throughMonth == 8 && young.categories.map(\.method) == [.linear])
            #expect(young.forecast == Money(baht: 900) && young.backTest.isEmpty)
        }
    }

    /// Over generated years whose money goes late, as offices' does: the method is nearer than twelfths, and bounded.
    @Test(arguments: [3, 7, 31] as [UInt64])
    func backTestedOnGeneratedYears(seed: UInt64) {
        var random = Seeded(seed)
        var years: [SpendingYear] = []
        for _ in 0..<12 {
            var year = SpendingYear()
            year.granted[0] = Money(baht: Int64(500_000 + random.below(500_000)))
            for month in 0..<12 {
                let base = month < 3 ? 3 : month < 6 ? 6 : month < 11 ? 8 : 20
                let share = Int64(base * 10 + random.below(base * 4))
                year.months[month] = Money(satang: year.granted[0].satang / 1_000 * share * 8 / 10)
            }
            years.append(year)
        }
        var (missed, linearMissed) = (Money.zero, Money.zero)
        for (index, year) in years.enumerated() where index >= 3 {
            for month in [3, 6, 9] {
                let past = Array(years[(index - 3)..<index])
                let amount = SpendingForecast.of(year, through: month, past: past).amount
                let linear = SpendingForecast.linear(year, through: month)
                #expect(amount >= year.spent(through: month) && amount <= year.allocated(through: month))
                missed += max(amount - year.total, year.total - amount)
                linearMissed += max(linear - year.total, year.total - linear)
            }
        }
        #expect(missed.satang * 2 < linearMissed.satang, "\(missed) against \(linearMissed), seed \(seed)")
    }
}

extension Office {
    func plan(_ line: String, _ months: [Int: Int64]) async throws {
        _ = try await service.call(
            SetDisbursementPlan(
                idempotencyKey: key(), line: .code(line),
                months: months.map { PlannedMonth(month: $0.key, amount: Money(baht: $0.value)) }))
    }
}
