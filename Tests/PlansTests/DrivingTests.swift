import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@testable import Plans

@Suite struct DrivingDateTests {
    private func days(_ span: DrivingSpan, _ year: Int = 2566) -> [String] {
        span.days(of: Office.year(year)).map { "\($0.lowerBound)…\($0.upperBound)" }
    }

    /// Domain §6, for fiscal year 2566 (1 October 2022 to 30 September 2023).
    @Test func windowsAreDatedForAYear() {
        #expect(days(.previousQ3Q4) == ["2022-04-01…2022-09-30"])
        #expect(days(.previousQ4Q1) == ["2022-07-01…2022-12-31"])
        #expect(days(.quarter1) == ["2022-10-01…2022-12-31"])
        #expect(days(.quarter4) == ["2023-07-01…2023-09-30"])
        #expect(days(.wholeYear) == ["2022-10-01…2023-09-30"])
        #expect(days(.october) == ["2023-10-01…2023-10-31"])
        #expect(days(.octoberNovember) == ["2023-10-01…2023-11-30"])
        #expect(
            days(.weekAfterQuarter) == [
                "2023-01-01…2023-01-07", "2023-04-01…2023-04-07", "2023-07-01…2023-07-07", "2023-10-01…2023-10-07",
            ])
        #expect(days(.parentCalendar) == [])
    }

    @Test func everyYearHasEveryWindow() {
        for year in 2_401...2_799 {
            for span in DrivingSpan.allCases where span != .parentCalendar {
                let days = span.days(of: Office.year(year))
                #expect(days.count == (span == .weekAfterQuarter ? 4 : 1))
                #expect(days.allSatisfy { $0.count < 367 })
            }
        }
        #expect(Set(DrivingSpan.allCases.map(\.rawValue)) == Set(DrivingWindow.allCases.map(\.rawValue)))
    }

    @Test func anOccasionIsDueOnItsLastDay() {
        let both = DrivingOccasion.all(of: [.wholeYear, .october], in: Office.year(2566))
        #expect(both.count == 1)
        #expect(both[0].dueOn?.description == "2023-10-31")
        let quarterly = DrivingOccasion.all(of: [.weekAfterQuarter], in: Office.year(2566))
        #expect(quarterly.map(\.number) == [1, 2, 3, 4])
        #expect(DrivingOccasion.all(of: [], in: Office.year(2566)).map(\.dueOn) == [nil])
    }
}

extension ClosedRange where Bound == CalendarDate {
    fileprivate var count: Int { upperBound.daysSinceEpoch - lowerBound.daysSinceEpoch + 1 }
}

@Suite struct DrivingTests {
    private func report(
        _ item: String, _ state: DrivingState, at organisation: String, year: Int = 2567, occasion: Int? = nil,
        version: Int = 0, note: String? = nil
    ) -> SetDrivingStatus {
        SetDrivingStatus(
            idempotencyKey: "\(item)/\(organisation)/\(occasion ?? 1)/\(version)/\(state)", organisation: organisation,
            fiscalYear: Office.year(year), item: item, occasion: occasion, state: state, note: note,
            expectedVersion: version)
    }

    @Test func theShippedCalendarHasTheDocumentsItems() async throws {
        try await Office.open { office in
            let items = try await office.service.call(ListDrivingItems(limit: 1_000)).items
            let calendar = items.filter { $0.set == .calendar }
            func count(_ level: DrivingLevel) -> [Int] {
                (1...6).map { approach in calendar.filter { $0.approach == approach && $0.level == level }.count }
            }
            #expect(count(.office) == [5, 3, 2, 4, 4, 4])
            #expect(count(.agency) == [4, 2, 4, 4, 5, 5])
            #expect(count(.school) == [2, 1, 4, 4, 4, 3])
            #expect(items.filter { $0.set == .roadmap }.count == 17)
            #expect(items.allSatisfy { !$0.text.th.isEmpty && $0.text.en?.isEmpty == false })
            #expect(calendar.allSatisfy { !$0.windows.isEmpty })
        }
    }

    /// It is 15 November 2023: fiscal year 2567 has begun.
    @Test func whatIsDueThisMonthIsListedForMe() async throws {
        try await Office.open { office in
            let mine = try await office.service.call(ListDueDriving(), as: .head)
            #expect(mine.tasks.map { "\($0.fiscalYear) \($0.item.code)" } == ["2566 CAL-6-school-3"])
            #expect(mine.tasks.first?.dueOn?.description == "2023-11-30")
            // The office of the province answers for a planner at the province.
            let office2 = try await office.service.call(ListDueDriving(), as: .planner)
            #expect(office2.tasks.allSatisfy { $0.organisation == "67-01" })
            let lastQuarter = { @Sendable (task: DrivingTask) in
                task.item.code == "CAL-6-office-3" && task.occasion == 4 && task.overdue
            }
            #expect(office2.tasks.contains(where: lastQuarter))
            let december = try await office.service.call(
                ListDueDriving(date: CalendarDate(year: 2023, month: 12, day: 5)), as: .head)
            #expect(december.tasks.first { $0.item.code == "CAL-3-school-1" }?.overdue == false)
            let open = try await office.service.call(ListDueDriving(open: true), as: .head)
            #expect(open.tasks.count > mine.tasks.count)
            _ = try await office.service.call(report("CAL-6-school-3", .done, at: "67-S0001", year: 2566), as: .head)
            #expect(try await office.service.call(ListDueDriving(), as: .head).tasks.isEmpty)
            #expect(await refusal { try await office.service.call(ListDueDriving(), as: .stranger) } == "forbidden")
        }
    }

    @Test func aReportIsVersionedAndOfTheRightOrganisation() async throws {
        try await Office.open { office in
            let service = office.service
            let first = try await service.call(report("CAL-3-school-1", .inProgress, at: "67-S0001"))
            #expect(first.version == 1)
            #expect(
                await refusal { try await service.call(report("CAL-3-school-1", .done, at: "67-S0001")) } == "conflict")
            let second = try await service.call(report("CAL-3-school-1", .done, at: "67-S0001", version: 1))
            #expect(second.version == 2)
            #expect(
                await refusal { try await service.call(report("CAL-3-office-1", .done, at: "67-S0001")) }
                    == "driving.item")
            #expect(
                await refusal { try await service.call(report("CAL-6-office-3", .done, at: "67-01", occasion: 5)) }
                    == "driving.item")
            #expect(
                await refusal { try await service.call(report("CAL-3-school-2", .notApplicable, at: "67-S0001")) }
                    == "invalidParams")
            #expect(
                await refusal {
                    try await service.call(report("CAL-3-school-1", .done, at: "67-S0002"), as: .reporter)
                } == "forbidden")
        }
    }

    @Test func theHeatMapCountsEveryOrganisationOnce() async throws {
        try await Office.open { office in
            let service = office.service
            _ = try await service.call(report("CAL-1-school-1", .done, at: "67-S0001"))
            _ = try await service.call(report("CAL-1-school-2", .inProgress, at: "67-S0001"))
            _ = try await service.call(report("CAL-1-school-1", .notApplicable, at: "67-S0003", note: "ปิดภาคเรียน"))
            var rows: [DrivingRow] = []
            var cursor: PageCursor?
            repeat {
                let page = try await service.call(
                    GetDrivingHeatMap(organisation: "67", fiscalYear: Office.year(2567), limit: 2, cursor: cursor))
                rows += page.items
                cursor = page.nextCursor
            } while cursor != nil
            #expect(
                rows.map(\.organisation) == [
                    "67-01", "67-02", "67-17", "67-19", "67-S0001", "67-S0002", "67-S0003",
                ])
            for counts in rows.flatMap(\.cells).map(\.counts) {
                let parts = [
                    counts.done, counts.inProgress, counts.notStarted, counts.notApplicable, counts.notReported,
                ]
                #expect(parts.reduce(0, +) == counts.expected)
            }
            let school = try #require(rows.first { $0.organisation == "67-S0001" })
            #expect(school.level == .school)
            #expect(school.cells.map(\.approach) == [1, 2, 3, 4, 5, 6])
            #expect(school.cells[0].counts.done == 1)
            #expect(school.cells[0].counts.inProgress == 1)
            // 5 + 3 + 2 + 4 + 4 + 4 items, one of them four times a year.
            #expect(rows[0].cells.reduce(0) { $0 + $1.counts.expected } == 25)

            let progress = try await service.call(
                GetDrivingProgress(organisation: "67", fiscalYear: Office.year(2567)))
            let first = try #require(progress.rows.first { $0.item == "CAL-1-school-1" })
            #expect([first.counts.expected, first.counts.done, first.counts.notApplicable] == [3, 1, 1])
            let roadmap = try await service.call(
                GetDrivingProgress(organisation: "67", fiscalYear: Office.year(2567), set: .roadmap))
            #expect(Set(roadmap.rows.map(\.approach)) == Set(1...8))
        }
    }

    @Test func aProvinceMayWriteItsOwn() async throws {
        try await Office.open { office in
            let service = office.service
            func set(_ key: String, _ version: Int, _ windows: [DrivingWindow]) -> SetDrivingItem {
                SetDrivingItem(
                    idempotencyKey: key, province: "67", item: "CAL-6-school-1", windows: windows,
                    expectedVersion: version)
            }
            let first = try await service.call(set("1", 0, [.october]), as: .planner)
            #expect(first.province == "67")
            #expect(await refusal { try await service.call(set("2", 0, [.quarter1])) } == "conflict")
            let second = try await service.call(set("3", 1, [.quarter1]))
            #expect(second.version == 2)
            #expect(await refusal { try await service.call(set("4", 2, [.quarter4]), as: .head) } == "forbidden")
            let own = try await service.call(
                GetDrivingCalendar(organisation: "67-S0001", fiscalYear: Office.year(2567), approach: 6))
            #expect(own.tasks.first { $0.item.code == "CAL-6-school-1" }?.dueOn?.description == "2023-12-31")
            let other = try await service.call(ListDrivingItems(province: "65", level: .school, approach: 6))
            #expect(other.items.first?.windows == [.parentCalendar])
        }
    }
}
