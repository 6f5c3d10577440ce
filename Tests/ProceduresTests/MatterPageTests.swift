import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Procedures

@Suite struct MatterPageTests {
    /// What Mustache cannot read shows as nothing: here it fails.
    @Test func everyTemplateCanBeRead() {
        for name in ["matters", "matter", "meetings", "meeting"] { #expect(MatterPages.templates.has(name), "\(name)") }
    }

    private func ask(
        _ path: String, _ service: TestService, id: ID? = nil, query: [String: String] = [:],
        form: [(name: String, value: String)]? = nil, as caller: Caller = .budgetOfficer
    ) async throws -> PageResponse {
        let route = try #require(
            service.router.pages.first { $0.path == path && $0.takesForm == (form != nil) })
        var request = PageRequest(
            parameters: id.map { ["id": $0.description] } ?? [:], query: query, language: "th")
        request.form = FormContent(form ?? [])
        let context = CallContext(
            caller: caller, requestID: "page", traceparent: nil, deadline: .now + .seconds(30), now: service.now)
        return try await route.answer(request, context)
    }

    private func text(_ response: PageResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func aStepIsTakenByItsFormOnceAndARefusalKeepsWhatWasTyped() async throws {
        let modules: [any ServiceModule] = [
            ProceduresModule(ThingModule.procedures, title: LocalizedText("ทดสอบ", "Test")), ThingModule(),
        ]
        try await withService(modules: modules) { service in
            let id = try await service.call(
                OpenThing(
                    idempotencyKey: "1", procedure: "budgetTransfer", organisation: "67-02",
                    subject: ID(high: 0, low: 1)), as: .budgetOfficer
            ).id
            let list = text(try await ask("/matters", service, query: ["organisation": "67-02"]))
            #expect(list.contains("matters/\(id)"))
            #expect(list.contains(#"aria-sort="ascending"><a class="sort" href="?sort=-due""#))
            for sort in ["title", "-since", "-due", ""] {
                let sorted = try await ask("/matters", service, query: ["organisation": "67-02", "sort": sort])
                #expect(text(sorted).contains("matters/\(id)"), "\(sort)")
            }
            #expect(text(try await ask("/matters/:id", service, id: id)).contains("<form"))
            // Who may not take the step gets no form for it.
            #expect(!text(try await ask("/matters/:id", service, id: id, as: .secretary)).contains("name=\"outcome\""))
            let form = [
                (name: "step", value: "received"), (name: "key", value: "page-1"), (name: "outcome", value: "forward"),
                (name: "date", value: "2022-10-04"), (name: "note", value: "<b>ครบ</b>"),
            ]
            var early = form
            early[3].value = "2022-10-02"
            let before = try await ask("/matters/:id/act", service, id: id, form: early)
            #expect(before.status == 400 && text(before).contains("ก่อนวันเปิดเรื่อง 3 ต.ค. 2565"))
            for _ in 0..<2 {
                let sent = try await ask("/matters/:id/act", service, id: id, form: form)
                #expect(sent.status == 303)
            }
            let page = text(try await ask("/matters/:id", service, id: id))
            #expect(page.ranges(of: "&lt;b&gt;ครบ&lt;/b&gt;").count == 1, "sent twice, taken once, shown as text")
            var late = form
            late[1].value = "page-2"
            let refused = try await ask("/matters/:id/act", service, id: id, form: late)
            #expect(refused.status == 400)
            #expect(text(refused).contains("note bad") && text(refused).contains("&lt;b&gt;ครบ"))
            #expect(try await service.call(GetMatter(matter: id), as: .budgetOfficer).history.count == 1)
            // Nothing is left to do for the sender: still in words, and nothing is lost.
            var other = late
            other[1].value = "page-3"
            for step in ["analyse", "officerApproval"] {
                _ = try await service.call(
                    ActOnMatter(
                        idempotencyKey: step, matter: id, step: step, outcome: .forward,
                        date: CalendarDate("2022-10-05")))
            }
            let gone = text(try await ask("/matters/:id/act", service, id: id, form: other))
            #expect(!gone.contains("name=\"outcome\"") && gone.contains("note bad"))
            #expect(gone.contains("&lt;b&gt;ครบ"))
        }
    }
}
