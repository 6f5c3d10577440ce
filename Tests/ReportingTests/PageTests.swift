import Pages
import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// The pages of reports, over the real router and database.
@Suite(.timeLimit(.minutes(2))) struct PageTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private let place = ["organisation": "67", "year": "2566"]

    private func compose(_ service: TestService, key: String = "c", why: String? = nil) async throws -> Report {
        try await service.call(
            ComposeReport(
                organisation: "67", fiscalYear: stubs.year, reason: why.map { LocalizedText(th: $0) },
                idempotencyKey: key), as: .planner)
    }

    /// What Mustache cannot read shows as nothing: here it fails.
    @Test func everyTemplateCanBeRead() {
        for name in ReportingPages.files.keys { #expect(ReportingPages.templates.has(name), "\(name)") }
        for name in ["choice", "fields", "field"] { #expect(ReportingPages.templates.has(name), "\(name)") }
    }

    @Test func aYearOnOneScreen() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let page = try await service.page("/dashboard", query: place, as: .planner).text
            for part in ["70.00%", "8 จาก 10", "67-PEDP", "1 จาก 2", "schedule?organisation=67"] {
                #expect(page.contains(part), "\(part)")
            }
            #expect(!page.contains("class=\"note warn\""))
            // By words of its name, too; and what several could be is asked.
            let several = try await service.page("/dashboard", query: ["organisation": "โรงเรียน"], as: .planner).text
            #expect(several.contains("หมายถึงหน่วยงานใด"))
            let nobody = try await service.page(
                "/dashboard", query: ["organisation": "<b>ไม่มี</b>"], as: .planner
            ).text
            #expect(nobody.contains("&lt;b&gt;ไม่มี&lt;/b&gt;") && !nobody.contains("<b>ไม่มี"))
        }
        try await withService(modules: ReportingService.tested, name: "reporting", peers: ["budget": stubs.budget]) {
            service in
            let page = try await service.page("/dashboard", query: place, as: .planner).text
            #expect(page.ranges(of: "class=\"note warn\"").count == 3, "who does not answer is named")
        }
    }

    @Test func fromDraftToTheCitizen() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let empty = try await service.page("/reports", as: .anonymous).text
            #expect(empty.contains("ยังไม่มีรายงานที่เผยแพร่"))
            // Begun by a form, as a job; its page goes on to the draft.
            let begun = try await service.page(
                "/making", query: place,
                form: [
                    ("organisation", "67"), ("year", "2566"), ("definition", "annualProvincial"), ("key", "page-1"),
                ], as: .planner)
            let job = try #require(begun.location?.split(separator: "/").last.map(String.init))
            let waiting = try await service.page("/making/job/:job", ["job": job], as: .planner)
            #expect(waiting.status == 200 && waiting.text.contains("data-refresh"))
            try await JobRunning.runAll(service.runtime)
            let done = try await service.page("/making/job/:job", ["job": job], as: .planner)
            let code = "67-2566-annualProvincial-1"
            #expect(done.location == "../\(code)")
            let report = ["report": code]
            func version() async throws -> String {
                String(try await service.call(GetReport(report: .code(code)), as: .planner).version)
            }
            let draft = try await service.page("/making/:report", report, as: .planner).text
            #expect(draft.contains("value=\"freeze\"") && draft.contains("name=\"th\""))
            // A part is written with a script in it: it shows as text.
            let written = try await service.page(
                "/making/:report", report,
                form: [
                    ("do", "write"), ("part", "foreword"), ("th", "<script>คำนำ</script>"),
                    ("version", try await version()), ("key", "page-2"),
                ], as: .planner)
            #expect(written.status == 303)
            _ = try await service.page(
                "/making/:report", report,
                form: [("do", "freeze"), ("version", try await version()), ("key", "page-3")], as: .planner)
            for (number, caller) in [Caller.secretary, .secretary, .secretary, .provincialOfficer].enumerated() {
                let page = try await service.page("/making/:report", report, as: caller).text
                let step = ["check", "screening", "resolution", "publication"][number]
                #expect(page.contains("name=\"step\" value=\"\(step)\""), "\(step)")
                let outcome = page.contains("value=\"approve\"") ? "approve" : "forward"
                let taken = try await service.page(
                    "/making/:report", report,
                    form: [
                        ("do", "step"), ("step", step), ("outcome", outcome), ("day", "2023-11-15"),
                        ("position", "ประธาน"), ("document", "มติ 1/2566"), ("version", try await version()),
                        ("key", "page-step-\(number)"),
                    ], as: caller)
                #expect(taken.status == 303, "\(step): \(taken.text)")
            }
            let list = try await service.page("/reports", query: ["q": "2566", "year": "2566"], as: .anonymous).text
            #expect(list.contains("./reports/\(code).pdf") && list.contains("SHA-256"))
            #expect(try await service.page("/reports", query: ["q": "%"], as: .anonymous).text.contains("ไม่พบรายงาน"))
            let page = try await service.page("/reports/:report", report, as: .anonymous).text
            #expect(page.contains("&lt;script&gt;คำนำ") && !page.contains("<script>คำนำ"))
            #expect(page.contains("href=\"#source-7\"") && page.contains("id=\"source-7\""))
            #expect(!page.contains("style="), "the policy of pages allows no style in them")
            #expect(!page.contains("../making/"), "a citizen is not sent to the office")
        }
    }

    @Test func aStepThatIsRefusedKeepsWhatWasTyped() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await compose(service)
            let report = ["report": draft.code]
            let frozen = try await service.call(
                FreezeReport(report: .code(draft.code), expectedVersion: draft.version, idempotencyKey: "f"),
                as: .planner)
            // A day that has not come yet.
            let refused = try await service.page(
                "/making/:report", report,
                form: [
                    ("do", "step"), ("step", "check"), ("outcome", "forward"), ("day", "2030-01-01"),
                    ("position", "<i>ผอ.</i>"), ("version", String(frozen.version)), ("key", "page-1"),
                ], as: .secretary)
            #expect(refused.status == 400)
            #expect(refused.text.contains("note bad") && refused.text.contains("&lt;i&gt;ผอ.&lt;/i&gt;"))
            let reader = try await service.page("/making/:report", report, as: .reader).text
            #expect(!reader.contains("name=\"outcome\""), "who may not take the step gets no form for it")
            // What was frozen can be checked.
            let checked = try await service.page("/making/:report", report, query: ["check": "hash"], as: .reader).text
            #expect(checked.contains("ตรงทุกไบต์"))
        }
    }

    @Test func whatIsDueAndWhoHasIt() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let page = try await service.page("/schedule", query: place, as: .secretary).text
            #expect(page.contains("เกินกำหนด") && page.contains("./calendar/67.ics"))
            #expect(page.contains("definition=quarterlyFollowUp&amp;quarter=1#begin"))
            let none = try await service.page(
                "/schedule", query: place.merging(["state": "acknowledged"]) { $1 }, as: .secretary
            ).text
            #expect(none.contains("class=\"empty\""))
            let error = await #expect(throws: RPCError.self) {
                try await service.page(
                    "/schedule", query: place,
                    form: [("do", "send"), ("report", "none"), ("to", "R17"), ("on", "2023-11-01"), ("key", "page-1")],
                    as: .secretary)
            }
            #expect(error?.kind == .notFound)
        }
    }

    @Test func aParentSetsTheDayForThoseBelow() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let page = try await service.page("/schedule", query: place, as: .planner).text
            #expect(page.contains("value=\"schoolSheet\"") && page.contains("name=\"dueOn\""))
            #expect(!(try await service.page("/schedule", query: place, as: .reader).text).contains("schoolSheet\""))
            func set(_ day: String, _ key: String) async throws -> PageResponse {
                try await service.page(
                    "/schedule", query: place,
                    form: [
                        ("do", "calendar"), ("organisation", "67"), ("year", "2566"), ("definition", "schoolSheet"),
                        ("dueOn", day), ("key", key),
                    ], as: .planner)
            }
            #expect(try await set("", "page-0").status == 400)
            #expect(try await set("๒๐๒๓-๐๙-๑๕", "page-1").status == 303)
            let schools = try await service.call(
                ListSchedule(organisation: "67", fiscalYear: try #require(FiscalYear(2566)), below: true, limit: 200))
            let sheet = schools.items.first { $0.definition == "schoolSheet" }
            #expect(sheet?.dueOn == CalendarDate("2023-09-15") && sheet?.setBy == "67")
        }
    }

    @Test func aFindingIsTakenUpOnce() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let page = try await service.page("/improvements", query: place, as: .planner).text
            #expect(page.contains("name=\"finding\""))
            let form = [
                (name: "organisation", value: "67"), (name: "year", value: "2566"),
                (name: "finding", value: "67-I1.1"), (name: "kind", value: "indicator"),
                (name: "th", value: "ผลต่ำกว่าเป้าหมาย"), (name: "action", value: "นิเทศ"), (name: "owner", value: "67-01"),
                (name: "dueOn", value: "๒๐๒๔-๐๓-๓๑"), (name: "key", value: "page-1"),
            ]
            let first = try await service.page("/improvements", query: place, form: form, as: .planner)
            let again = try await service.page("/improvements", query: place, form: form, as: .planner)
            #expect(first.status == 303 && first.location == again.location)
            let id = try #require(first.location?.split(separator: "/").last.map(String.init))
            let one = try await service.page("/improvements/:id", ["id": id], as: .planner).text
            #expect(one.contains("นิเทศ") && one.contains("name=\"plan\""))
            let dropped = try await service.page(
                "/improvements/:id", ["id": id],
                form: [("do", "update"), ("state", "dropped"), ("version", "1"), ("key", "page-2")], as: .planner)
            #expect(dropped.status == 400 && dropped.text.contains("ต้องบอกเหตุผล"))
        }
    }

    @Test func kindsOfReportAreTriedAndKept() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let list = try await service.page("/definitions", query: place, as: .planner).text
            #expect(list.contains("annualProvincial") && !list.contains("{name}"))
            let tried = try await service.page(
                "/definitions/:code", ["code": "annualProvincial"], query: place.merging(["try": "yes"]) { $1 },
                as: .planner
            ).text
            #expect(tried.contains("id=\"source-1\""))
            let wrong = try await service.page(
                "/definitions", query: place,
                form: [("organisation", "67"), ("definition", "{\"code\":1"), ("key", "page-1")], as: .planner)
            #expect(wrong.status == 400 && wrong.text.contains("JSON"))
            let lacking = try await service.page(
                "/definitions", query: place,
                form: [("organisation", "67"), ("definition", "{\"code\":\"own\"}"), ("key", "page-2")], as: .planner)
            #expect(lacking.status == 400 && lacking.text.contains("/definition/title"))
        }
    }

    @Test func aQuarterForTheNationalSystem() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let query = place.merging(["quarter": "1"]) { $1 }
            let page = try await service.page("/emenscr", query: query, as: .planner).text
            #expect(page.contains("emenscr/sheet/"))
            let made = try await service.page(
                "/emenscr", query: query,
                form: [
                    ("do", "export"), ("organisation", "67"), ("year", "2566"), ("quarter", "1"), ("key", "page-1"),
                ], as: .planner)
            #expect(made.status == 303)
            let export = try #require(
                try await service.call(ListEmenscrExports(organisation: "67"), as: .planner).items.first)
            let sent = try await service.page(
                "/emenscr", query: query,
                form: [
                    ("do", "sent"), ("export", export.id.description), ("on", "2023-11-14"), ("organisation", "67"),
                    ("year", "2566"), ("quarter", "1"), ("document", "ศธ 02110/77"), ("key", "page-2"),
                ], as: .planner)
            #expect(sent.status == 303)
            #expect(try await service.page("/emenscr", query: query, as: .planner).text.contains("ศธ 02110/77"))
        }
    }

    @Test func aProjectIsFilledInOnItsPage() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let sheet = ["sheet": "67-P04-2566-Q1"]
            let page = try await service.page("/emenscr/project/:sheet", sheet, query: place, as: .planner).text
            #expect(page.contains("name=\"objective\"") && page.contains("name=\"progress\""))
            let reader = try await service.page("/emenscr/project/:sheet", sheet, query: place, as: .reader).text
            #expect(!reader.contains("name=\"objective\"") && reader.contains("M1"))
            func send(_ form: [(name: String, value: String)], _ key: String) async throws -> PageResponse {
                try await service.page(
                    "/emenscr/project/:sheet", sheet, query: place, form: form + [("key", key)], as: .planner)
            }
            let year = try await send(
                [("do", "year"), ("version", "0"), ("objective", "เพื่อ <b>"), ("nationalCode", "ศธ 1")], "page-1")
            #expect(year.status == 303)
            let quarter = try await send([("do", "quarter"), ("version", "1"), ("progress", "ทำแล้ว")], "page-2")
            #expect(quarter.status == 303)
            let kept = try await service.call(
                GetEmenscrSheet(organisation: "67", project: "67-P04", fiscalYear: stubs.year, quarter: 1), as: .planner
            )
            let values = Dictionary(kept.fields.map { ($0.code, $0.values) }) { first, _ in first }
            #expect(values["objective"] == ["เพื่อ <b>"] && values["progress"] == ["ทำแล้ว"])
            #expect(kept.record.nationalCode == "ศธ 1" && kept.record.version == 2)
            // Somebody else has written meanwhile: nothing is overwritten, what was typed is still there.
            let stale = try await send([("do", "quarter"), ("version", "1"), ("progress", "อื่น")], "page-3")
            #expect(stale.status == 400 && stale.text.contains("อื่น") && stale.text.contains("note bad"))
            let moved = try await send(
                [("do", "move"), ("version", "2"), ("state", "entered"), ("on", "2023-10-01")], "page-4")
            #expect(moved.status == 303)
            let after = try await service.page("/emenscr/project/:sheet", sheet, query: place, as: .planner).text
            #expect(after.contains("บันทึกแล้ว") && after.contains("เพื่อ &lt;b&gt;"))
        }
    }

    @Test func aShippedKindIsTakenOverAndChanged() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            func send(_ code: String, _ form: [(name: String, value: String)], _ query: [String: String]) async throws
                -> PageResponse
            {
                try await service.page(
                    "/definitions/:code", ["code": code], query: place.merging(query) { $1 },
                    form: form + [("organisation", "67")], as: .planner)
            }
            for (number, kind) in ShippedDefinitions.all.enumerated() {
                let copied = try await send(
                    kind.code,
                    [("do", "copy"), ("code", "own\(number)"), ("title", "ของเรา {year}"), ("key", "copy-\(number)")],
                    [:])
                #expect(copied.status == 303 && copied.location == "./own\(number)?number=1", "\(kind.code)")
            }
            let taken = try await send(
                "planCoverage", [("do", "copy"), ("code", "planCoverage"), ("title", "ก"), ("key", "k")], [:])
            #expect(taken.status == 400)
            let page = try await service.page(
                "/definitions/:code", ["code": "own0"], query: place.merging(["number": "1"]) { $1 }, as: .planner)
            #expect(page.text.contains("name=\"definition\"") && page.text.contains("value=\"change\""))
            var own = try await service.call(GetReportDefinition(code: "own0", province: "67", number: 1), as: .planner)
            own.definition.parts.removeLast()
            let changed = try await send(
                "own0",
                [
                    ("do", "change"), ("version", "1"), ("key", "change"),
                    ("definition", String(decoding: try CanonicalJSON.bytes(own.definition), as: UTF8.self)),
                ], ["number": "1"])
            #expect(changed.status == 303 && changed.location == "./own0?number=1")
            let after = try await service.call(
                GetReportDefinition(code: "own0", province: "67", number: 1), as: .planner)
            #expect(after.definition == own.definition && after.version == 2)
        }
    }
}
