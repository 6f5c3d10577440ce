import CommonContract
import Foundation
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

@Suite(.timeLimit(.minutes(2))) struct ScheduleTests {
    let year: FiscalYear

    init() throws { year = try #require(FiscalYear(2566)) }

    private func schedule(_ kind: OrganisationKind) -> Schedule {
        Schedule(
            organisation: "67", name: LocalizedText("เพชรบูรณ์", "Phetchabun"), kind: kind, fiscalYear: year,
            definitions: ShippedDefinitions.all)
    }

    @Test func cyclesGiveDays() throws {
        let items = schedule(.province).items
        let quarterly = items.filter { $0.definition.code == "budgetQuarterly" }
        // Domain §6: a week after each quarter, and October after the year.
        #expect(quarterly.map(\.dueOn.description) == ["2023-01-07", "2023-04-07", "2023-07-07", "2023-10-07"])
        #expect(
            items.filter { $0.definition.code == "annualProvincial" }.map(\.dueOn.description) == ["2023-10-31"])
        #expect(items.map(\.dueOn) == items.map(\.dueOn).sorted() && quarterly[0].title.th.contains("ไตรมาสที่ 1"))
        #expect(schedule(.region).items.isEmpty)
        // Domain §6: agencies in October and November, schools by their parent's calendar.
        #expect(schedule(.educationServiceArea).items.map(\.dueOn.description) == ["2023-11-30"])
        var school = schedule(.school)
        #expect(school.items.map(\.dueOn.description) == ["2023-09-30"])
        school.parentsDays = ["schoolSheet 0": (try #require(CalendarDate("2023-08-15")), "67-02")]
        #expect(school.items.map(\.dueOn.description) == ["2023-08-15"] && school.items[0].setBy == "67-02")
    }

    @Test func statesFollowFromWhatHappened() throws {
        let due = year.lastDay
        let after = try #require(due.adding(days: 1))
        func state(_ step: ReportStep?, _ sent: [CalendarDate?], on today: CalendarDate) throws -> ScheduleState {
            let id = ID(at: try #require(Instant("2023-10-20T03:00:00Z")))
            let report = step.map {
                Report(
                    id: id, code: "c", province: "67", organisation: "67", fiscalYear: year, quarter: nil,
                    definition: "d", definitionNumber: 1, revision: 1, title: LocalizedText(th: "x"), step: $0,
                    version: 1, composedAt: Instant(microsecondsSinceEpoch: 0), missing: 0, sha256: nil,
                    corrects: nil, supersededBy: nil, history: [])
            }
            let deliveries = sent.map {
                ReportDelivery(
                    id: id, report: "c", to: "R17", on: due, document: nil, acknowledgedOn: $0, acknowledgement: nil)
            }
            return Schedule.state(report, deliveries, dueOn: due, today: today)
        }
        #expect(try state(nil, [], on: due) == .open && state(nil, [], on: after) == .overdue)
        #expect(try state(.signed, [], on: after) == .overdue && state(.published, [], on: after) == .published)
        #expect(try state(.published, [due, nil], on: after) == .delivered)
        #expect(try state(.published, [due, after], on: after) == .acknowledged)
    }

    @Test func calendarLinesAreFoldedAndEscaped() {
        let long = "SUMMARY:" + String(repeating: "ก", count: 100)
        let lines = String(decoding: ICalendar.folded(long), as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.dropLast().allSatisfy { $0.utf8.count <= 75 } && lines.count == 6)
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix(" ") })
        #expect(ICalendar.escaped("a;b,c\\d\ne\u{1}") == "a\\;b\\,c\\\\d\\ne ")
    }

    @Test func listedSentAndAcknowledged() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let list = try await service.call(ListSchedule(organisation: "67", fiscalYear: year), as: .planner)
            #expect(!list.items.isEmpty && list.items.allSatisfy { $0.state == .overdue && $0.daysOverdue > 0 })
            let draft = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: year, idempotencyKey: "c"), as: .planner)
            let early = await #expect(throws: RPCError.self) {
                try await service.call(
                    RecordDelivery(
                        report: Reference(draft.code), to: "R17", on: service.now.dateInThailand, idempotencyKey: "d0"),
                    as: .secretary)
            }
            #expect(early?.kind == .ruleViolated)
            let page = try #require(service.router.pages.first { $0.path == "/calendar/:organisation" })
            let feed = try await page.answer(
                PageRequest(parameters: ["organisation": "67.ics"], query: [:], language: "th"),
                CallContext(
                    caller: .anonymous, requestID: "t", traceparent: nil, deadline: .now + .seconds(30),
                    now: service.now))
            let text = String(decoding: feed.body, as: UTF8.self)
            #expect(text.hasPrefix("BEGIN:VCALENDAR\r\n") && text.hasSuffix("END:VCALENDAR\r\n"))
            #expect(text.components(separatedBy: "BEGIN:VEVENT").count - 1 == 3 * list.items.count)
        }
    }

    @Test func schoolsFollowTheNearestParentsCalendar() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            for (parent, day) in [("67", "2023-09-15"), ("67-02", "2023-08-31")] {
                let set = try await service.call(
                    SetScheduleDay(
                        organisation: parent, definition: "schoolSheet", fiscalYear: year,
                        dueOn: try #require(CalendarDate(day)), idempotencyKey: "s \(parent)"), as: .administrator)
                #expect(set.dueOn.description == day)
            }
            let refused = await #expect(throws: RPCError.self) {
                try await service.call(
                    SetScheduleDay(
                        organisation: "67", definition: "annualProvincial", fiscalYear: year, dueOn: year.lastDay,
                        idempotencyKey: "x"), as: .administrator)
            }
            #expect(refused?.kind == .ruleViolated)
            var all: [ScheduledReport] = []
            var cursor: PageCursor?
            repeat {
                let page = try await service.call(
                    ListSchedule(organisation: "67", fiscalYear: year, below: true, limit: 3, cursor: cursor),
                    as: .planner)
                #expect(page.items.count <= 3)
                all += page.items
                cursor = page.nextCursor
            } while cursor != nil
            let sheets = all.filter { $0.definition == "schoolSheet" }
            #expect(Set(all.map(ScheduleReading.key)).count == all.count && sheets.count > 1)
            let near = try #require(sheets.first { $0.organisation == "67-S0001" })
            #expect(near.dueOn.description == "2023-08-31" && near.setBy == "67-02")
            #expect(sheets.contains { $0.setBy == "67" } || sheets.allSatisfy { $0.setBy == "67-02" })
        }
    }

    @Test func remindedOnceForEachOccasion() async throws {
        let stubs = try StubPeers()
        // A week after the fourth quarter, and seven days before the annual report is due.
        let day = try #require(Instant("2023-10-24T03:00:00Z"))
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all, at: day) {
            service in
            let reminders = ScheduleReminders(runtime: service.runtime)
            try await reminders.work()
            func list() async throws -> [ScheduleReminder] {
                try await service.call(ListScheduleReminders(organisation: "67"), as: .planner).items
            }
            let first = try await list()
            let annual = try #require(first.first { $0.definition == "annualProvincial" })
            #expect(annual.occasion == .soon && annual.dueOn.description == "2023-10-31" && annual.organisation == "67")
            try await reminders.work()
            #expect(try await list() == first)
            let escalated = try #require(Instant("2023-11-07T03:00:00Z"))
            service.now = escalated
            try await reminders.work()
            #expect(try await list().contains { $0.definition == "annualProvincial" && $0.occasion == .escalated })
        }
    }

    @Test func occasionsFollowFromTheDays() throws {
        let due = try #require(CalendarDate("2023-10-31"))
        func occasion(_ days: Int, _ state: ScheduleState = .open) -> ReminderOccasion? {
            let item = ScheduledReport(
                organisation: "67", fiscalYear: year, quarter: nil, definition: "d", title: LocalizedText(th: "ก"),
                dueOn: due, state: state, daysOverdue: 0, report: nil, step: nil, deliveries: [])
            return due.adding(days: days).flatMap { ScheduleReminders.occasion(item, today: $0) }
        }
        #expect(
            [-8, -7, -1, 0, 1, 6, 7, 14, 15].map { occasion($0) } == [
                nil, .soon, .soon, .due, .overdue, .overdue, .escalated, .escalated, nil,
            ])
        #expect(occasion(0, .published) == nil)
    }
}
