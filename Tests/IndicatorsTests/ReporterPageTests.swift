import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Indicators

/// The pages of reporters, heads and agencies as they are without scripts: forms that are sent.
@Suite struct ReporterPageTests {
    private func send(
        _ setting: Setting, _ template: String, as caller: Caller, parameters: [String: String] = [:],
        query: [String: String] = [:], body: [UInt8]? = nil, type: String = "application/x-www-form-urlencoded"
    ) async throws -> PageResponse {
        let route = try #require(
            setting.service.router.pages.first { $0.path == template && $0.takesForm == (body != nil) })
        var request = PageRequest(parameters: parameters, query: query, language: "th")
        if let body { request.form = FormContent(body, contentType: type) }
        let context = CallContext(
            caller: caller, requestID: "r", traceparent: nil, deadline: .now + .seconds(20), now: setting.service.now)
        return try await route.answer(request, context)
    }

    private func form(_ fields: [String: String]) -> [UInt8] {
        Array(
            fields.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
                .joined(separator: "&").utf8)
    }

    private func text(_ response: PageResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    private let place = ["round": "67-R2566", "organisation": "67-S0001"]
    private let fill = "/mine/:round/:organisation"

    @Test func aReporterSavesAndSendsWithoutScripts() async throws {
        try await withRound { setting in
            let mine = try await send(setting, "/mine", as: .reporter)
            #expect(text(mine).contains("./mine/67-R2566/67-S0001"))
            let empty = try await send(setting, fill, as: .reporter, parameters: place)
            #expect(text(empty).contains("name=\"a.N\"") && text(empty).contains("ยังไม่ตอบ"))
            // Thai digits and separators are what people type.
            let typed = [
                "s.N": "value", "a.N": "๑,๐๐๐", "s.T": "value", "a.T": "<script>alert(1)</script>", "key": "k1",
            ]
            let saved = try await send(setting, fill, as: .reporter, parameters: place, body: form(typed))
            #expect(saved.status == 303)
            // The same form again is the same change.
            let again = try await send(setting, fill, as: .reporter, parameters: place, body: form(typed))
            #expect(again.status == 303)
            let page = try await send(setting, fill, as: .reporter, parameters: place)
            #expect(text(page).contains("value=\"1000\""))
            #expect(text(page).contains("&lt;script&gt;alert(1)") && !text(page).contains("<script>alert"))
            let wrong = ["s.N": "value", "a.N": "ห้าสิบ", "key": "k2", "version": "1"]
            let refused = try await send(setting, fill, as: .reporter, parameters: place, body: form(wrong))
            #expect(refused.status == 400)
            #expect(text(refused).contains("ไม่ใช่ตัวเลข") && text(refused).contains("value=\"ห้าสิบ\""))
            let early = ["do": "submit", "key": "k3", "version": "1"]
            let missing = try await send(setting, fill, as: .reporter, parameters: place, body: form(early))
            #expect(missing.status == 400)
            #expect(text(missing).contains("class=\"problem\""))
        }
    }

    @Test func twoTabsLoseNothing() async throws {
        try await withRound { setting in
            _ = try await setting.save("67-S0001", [QuestionAnswer(question: "N", number: Quantity(1))])
            let first = ["s.N": "value", "a.N": "2", "version": "1", "key": "t1"]
            #expect(
                try await send(setting, fill, as: .reporter, parameters: place, body: form(first)).status == 303)
            let second = ["s.D": "value", "a.D": "77", "version": "1", "key": "t2"]
            let page = try await send(setting, fill, as: .reporter, parameters: place, body: form(second))
            #expect(page.status == 409)
            #expect(text(page).contains("value=\"77\"") && text(page).contains("name=\"version\" value=\"2\""))
            let third = second.merging(["version": "2", "key": "t3"]) { $1 }
            #expect(
                try await send(setting, fill, as: .reporter, parameters: place, body: form(third)).status == 303)
        }
    }

    @Test func aHeadCertifiesManyWithOneLetter() async throws {
        try await withRound { setting in
            for school in ["67-S0001", "67-S0002"] {
                let saved = try await setting.save(school, Setting.answers())
                try await setting.submit(school, version: saved.summary.version)
            }
            let head = Caller.holding(.head, at: "67-02")
            #expect(text(try await send(setting, "/certify", as: head)).contains("รอรับรอง 2 แห่ง"))
            let query = ["round": "67-R2566", "under": "67-02"]
            let list = try await send(setting, "/certify", as: head, query: query)
            #expect(text(list).contains("value=\"67-S0002\""))
            let incomplete = form(query.merging(["organisation": "67-S0001", "key": "c0"]) { $1 })
            let refused = try await send(setting, "/certify", as: head, body: incomplete)
            #expect(refused.status == 400 && text(refused).contains("ต้องแนบแฟ้มหนังสือ"))
            var body = ""
            let fields = [
                ("round", "67-R2566"), ("under", "67-02"), ("organisation", "67-S0001"), ("organisation", "67-S0002"),
                ("letterNumber", "ศธ ๐๔๑๒๓.๔๕/๗๘"), ("letterDate", "2023-11-14"), ("signerPosition", "ผู้อำนวยการ"),
                ("key", "c1"), ("do", "certify"),
            ]
            for (name, value) in fields {
                body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            body += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"letter.pdf\"\r\n"
            body += "Content-Type: application/pdf\r\n\r\n%PDF-1.4\n%%EOF\r\n--b--\r\n"
            let done = try await send(
                setting, "/certify", as: head, body: Array(body.utf8), type: "multipart/form-data; boundary=b")
            #expect(done.status == 303)
            #expect(done.headers.contains { $0.value.hasSuffix("done=2") })
            let page = try await send(setting, "/submissions/:round/:organisation", as: head, parameters: place)
            #expect(text(page).contains("letter.pdf") && text(page).contains("รับรองแล้ว"))
            await #expect(throws: RPCError.self) {
                try await send(setting, "/certify", as: .reporter)
            }
        }
    }

    @Test func anAgencyAcceptsOrSendsBack() async throws {
        try await withRound { setting in
            let certified = try await setting.certified("67-S0001")
            let show = "/submissions/:round/:organisation"
            let page = try await send(setting, show, as: .agencyPlanner, parameters: place)
            #expect(text(page).contains("value=\"return\""))
            let fields = ["do": "return", "key": "x", "version": String(certified.summary.version), "comment": ""]
            let refused = try await send(setting, show, as: .agencyPlanner, parameters: place, body: form(fields))
            #expect(refused.status == 400)
            let spoken = fields.merging(["comment": "โปรดตรวจ N", "key": "y"]) { $1 }
            #expect(
                try await send(setting, show, as: .agencyPlanner, parameters: place, body: form(spoken)).status == 303)
            let back = try await send(setting, fill, as: .reporter, parameters: place)
            #expect(text(back).contains("โปรดตรวจ N"))
        }
    }

    @Test func everyTemplateReads() {
        let files = [
            "mine", "fill", "certify", "submission", "newround", "design", "question", "rule", "preview", "rounds",
            "board", "remind", "review", "figures", "figure", "indicators", "indicator", "files",
            "catalogue", "dataset", "releases",
        ]
        for name in files { #expect(IndicatorPages.templates.has(name), "\(name)") }
    }
}
