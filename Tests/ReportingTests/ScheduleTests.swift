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

    @Test func cyclesGiveDays() {
        let items = schedule(.province).items
        let quarterly = items.filter { $0.definition.code == "budgetQuarterly" }
        // Domain §6: a week after each quarter, and October after the year.
        #expect(quarterly.map(\.dueOn.description) == ["2023-01-07", "2023-04-07", "2023-07-07", "2023-10-07"])
        #expect(
            items.filter { $0.definition.code == "annualProvincial" }.map(\.dueOn.description) == ["2023-10-31"])
        #expect(items.map(\.dueOn) == items.map(\.dueOn).sorted() && quarterly[0].title.th.contains("ไตรมาสที่ 1"))
        #expect(schedule(.school).items.isEmpty)
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
}
