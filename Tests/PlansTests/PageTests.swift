import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@Suite struct PageTests {
    private func page(_ path: String, _ office: Office, code: String? = nil, language: String = "th") async throws
        -> String
    {
        let route = try #require(office.service.router.pages.first { $0.path == path })
        let context = CallContext(
            caller: .anonymous, requestID: "page", traceparent: nil, deadline: .now + .seconds(30),
            now: office.service.now)
        let request = PageRequest(
            parameters: code.map { ["code": $0] } ?? [:], query: [:], language: language)
        return String(decoding: try await route.answer(request, context).body, as: UTF8.self)
    }

    @Test func anyoneReadsWhatIsAnnouncedAndNoDraft() async throws {
        try await Office.open { office in
            try await office.web()
            let list = try await page("/plans", office)
            #expect(list.contains("./plans/MP"))
            #expect(!list.contains("67-PEDP"))
            await #expect(throws: RPCError.self) { try await page("/plans/:code", office, code: "67-PEDP") }
            _ = try await office.service.call(
                UpdateElement(
                    idempotencyKey: "u", plan: "67-PEDP", expectedVersion: 1,
                    element: ElementDraft(
                        code: "67-G1", kind: .goal, parent: "67-SI1", text: LocalizedText(th: "<ดี> & งาม"))))
            try await office.announce("67-PEDP")
            let tree = try await page("/plans/:code", office, code: "67-PEDP")
            #expect(tree.contains("&lt;ดี&gt; &amp; งาม"))
            #expect(tree.contains("123456.78 บาท"))
            #expect(tree.contains("→ 120101"))
            #expect(try await page("/plans/:code", office, code: "67-PEDP", language: "en").contains("version 1"))
        }
    }
}
