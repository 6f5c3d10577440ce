import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// The schedule by which reminders go, and where they go.
@Suite struct ReminderPageTests {
    private let schedule = "/rounds/:round/schedule"
    private let round = ["round": "67-R2566"]

    @Test func aScheduleIsTakenFromWhatIsUsualAndChanged() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            let empty = try await visit.get(schedule, round)
            #expect(empty.contains("usual=yes") && !empty.contains("value=\"week-before\""))
            let usual = try await visit.get(schedule, round, query: ["usual": "yes"])
            // A week before 30 November 2566.
            #expect(usual.contains("value=\"week-before\"") && usual.contains("23 พ.ย. 2566"))
            let fields = [
                "key": "s1", "lines": "3", "code.0": "soon", "days.0": "๗", "side.0": "before", "to.0": "organisation",
                "code.1": "late", "days.1": "3", "side.1": "after", "to.1": "parent", "code.2": "", "days.2": "",
            ]
            #expect(try await visit.send(schedule, round, fields).goesTo == "./schedule?done=saved")
            let kept = try await setting.service.call(GetReminderSchedule(round: setting.round), as: .planner).steps
            #expect(
                kept == [
                    ReminderStep(code: "soon", daysAfterDue: -7, to: .organisation),
                    ReminderStep(code: "late", daysAfterDue: 3, to: .parent),
                ])
            #expect(try await visit.get(schedule, round).contains("value=\"soon\""))
        }
    }

    @Test func whatIsWrongInAScheduleIsSaidAtItsLineAndNothingIsKept() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            for (key, lines) in [
                ("a", ["code.0": "x", "days.0": "soon"]), ("b", ["code.0": "x", "days.0": "99", "side.0": "after"]),
                ("c", ["code.0": "x", "days.0": "1", "code.1": "x", "days.1": "2"]),
                ("d", ["code.0": "a b", "days.0": "1"]),
            ] {
                let sent = try await visit.send(
                    schedule, round, lines.merging(["key": key, "lines": "3"]) { $1 })
                #expect(sent.status == 400 && sent.html.contains("class=\"problem\""), "\(lines)")
                // What was typed is still there.
                #expect(sent.html.contains("value=\"\(lines["days.0"] ?? "")\""), "\(lines)")
            }
            let kept = try await setting.service.call(GetReminderSchedule(round: setting.round), as: .planner).steps
            #expect(kept.isEmpty)
            let reporter = PageVisit(service: setting.service, caller: .reporter)
            #expect(await refusal { try await reporter.get(schedule, round) }?.kind == .forbidden)
        }
    }

    @Test func addressesAreFilledInOneByOneOrPasted() async throws {
        try await withRound { setting in
            let service = setting.service
            let visit = PageVisit(service: service, caller: .planner)
            let seen = try await visit.get("/contacts", query: ["organisation": "67-02"])
            #expect(seen.contains("name=\"e.67-S0001\"") && seen.contains("มีอีเมล 0 จาก"))
            let one = [
                "organisation": "67-02", "key": "k1", "e.67-S0001": "s1@example.org", "n.67-S0001": "ธุรการ",
                "o.67-S0001": " ", "e.67-S0002": "", "n.67-S0002": "", "o.67-S0002": " ",
            ]
            #expect(try await visit.send("/contacts", [:], one).goesTo.hasSuffix("saved=1"))
            let pasted = [
                "organisation": "67-02", "key": "k2", "do": "paste",
                "pasted": "67-S0002\ts2@example.org\tครู ก\n67-02, office@example.org",
            ]
            #expect(try await visit.send("/contacts", [:], pasted).goesTo.hasSuffix("saved=2"))
            let kept = try await service.call(ListContacts(organisation: "67-02"), as: .planner).items
            #expect(kept.map(\.email) == ["office@example.org", "s1@example.org", "s2@example.org"])
            #expect(kept.last?.name == "ครู ก")
            let missing = try await visit.get("/contacts", query: ["organisation": "67-02", "missing": "yes"])
            #expect(!missing.contains("name=\"e.67-S0001\""))
            // An emptied address is none any more.
            let gone = one.merging(["key": "k3", "e.67-S0001": "", "o.67-S0001": "s1@example.org ธุรการ"]) { $1 }
            #expect(try await visit.send("/contacts", [:], gone).goesTo.hasSuffix("saved=1"))
            #expect(try await service.call(ListContacts(organisation: "67-S0001"), as: .planner).items.isEmpty)
        }
    }

    @Test func aWrongAddressOrSomebodyElsesOrganisationSavesNothing() async throws {
        try await withRound { setting in
            let visit = PageVisit(service: setting.service, caller: .planner)
            for (key, text) in [
                ("a", "67-S0001 s1@example.org\n67-S0002 nobody"),
                ("b", "67-S0001 s1@example.org\n67-01 x@example.org"),
                ("c", "67-S0001 s1@example.org\n67-S0001 s2@example.org"), ("d", ""),
            ] {
                let sent = try await visit.send(
                    "/contacts", [:], ["organisation": "67-02", "key": key, "do": "paste", "pasted": text])
                #expect(sent.status >= 400 && sent.html.contains("role=\"alert\""), "\(text)")
            }
            let kept = try await setting.service.call(ListContacts(organisation: "67"), as: .planner).items
            #expect(kept.isEmpty)
            let reporter = PageVisit(service: setting.service, caller: .reporter)
            #expect(await refusal { try await reporter.get("/contacts") }?.kind == .forbidden)
        }
    }
}
