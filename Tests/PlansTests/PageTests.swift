import JSONRPC
import Kernel
import Pages
import CommonContract
import PlansContract
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@Suite struct PageTests {
    private func page(
        _ path: String, _ office: Office, code: String? = nil, plan: String? = nil, query: [String: String] = [:],
        as caller: Caller = .anonymous, language: String = "th"
    ) async throws -> String {
        let route = try #require(office.service.router.pages.first { $0.path == path && !$0.takesForm })
        let context = CallContext(
            caller: caller, requestID: "page", traceparent: nil, deadline: .now + .seconds(30),
            now: office.service.now)
        var parameters: [String: String] = [:]
        parameters["code"] = code
        parameters["plan"] = plan
        let request = PageRequest(parameters: parameters, query: query, language: language)
        return String(decoding: try await route.answer(request, context).body, as: UTF8.self)
    }

    @Test func anyoneReadsWhatIsAnnouncedAndNoDraft() async throws {
        try await Office.open { office in
            try await office.web()
            let list = try await page("/plans", office)
            #expect(list.contains("plans/MP"))
            #expect(!list.contains("67-PEDP"))
            #expect(try await page("/plans", office, query: ["level": "1"]).contains("plans/NS"))
            #expect(!(try await page("/plans", office, query: ["level": "1"]).contains("plans/MP")))
            await #expect(throws: RPCError.self) { try await page("/plans/:code", office, code: "67-PEDP") }
            await #expect(throws: RPCError.self) {
                try await page("/trace/:plan/:code", office, code: "67-P1", plan: "67-PEDP")
            }
            _ = try await office.service.call(
                UpdateElement(
                    idempotencyKey: "u", plan: "67-PEDP", expectedVersion: 1,
                    element: ElementDraft(
                        code: "67-G1", kind: .goal, parent: "67-SI1", text: LocalizedText(th: "<ดี> & งาม"))))
            try await office.announce("67-PEDP")
            let tree = try await page("/plans/:code", office, code: "67-PEDP")
            #expect(tree.contains("&lt;ดี&gt; &amp; งาม"))
            #expect(tree.contains("123,456.78 บาท"))
            #expect(tree.contains("→ 120101"))
            #expect(try await page("/plans/:code", office, code: "67-PEDP", language: "en").contains("Version 1"))
        }
    }

    @Test func aTraceIsAPictureAndATable() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.announce("67-PEDP")
            let up = try await page("/trace/:plan/:code", office, code: "67-P1", plan: "67-PEDP")
            #expect(up.contains("<svg class=\"web\""))
            for label in ["X→Y1", "Y1→Y2", "Y2→Z"] { #expect(up.contains(label), "\(label)") }
            // Each step once in the picture and once in the table.
            #expect(up.ranges(of: "trace/NS/Z0301\"").count == 2)
            let down = try await page(
                "/trace/:plan/:code", office, code: "Z0301", plan: "NS", query: ["way": "down"])
            #expect(down.contains("trace/67-PEDP/67-P1"))
            await #expect(throws: RPCError.self) {
                try await page("/trace/:plan/:code", office, code: "none", plan: "NS")
            }
        }
    }

    /// Where more serve a goal than a page shows at once, the way down goes step by step, and nothing is left out.
    @Test func aLongWayDownGoesStepByStep() async throws {
        try await Office.open { office in
            try await office.web()
            for (plan, projects) in [("67-MANY", 220), ("67-HIDDEN", 1)] {
                try await office.plan(plan, .agencyPlan, at: "67-01", higher: ["MP"])
                let codes = (1...projects).map { "\(plan)-P\($0)" }
                try await office.elements(plan, codes.map { Office.draft($0, .project) })
                _ = try await office.service.call(
                    ImportLinks(
                        idempotencyKey: plan, plan: .code(plan),
                        rows: codes.map { LinkDraft(from: Reference($0), to: "120101", kind: .xyzY1) }))
            }
            // One of them stands over something itself.
            try await office.elements(
                "67-MANY", [Office.draft("67-MANY-T", .activity, below: "67-MANY-P7")], key: "activity")
            try await office.announce("67-MANY")
            let place = ["plan": "MP", "code": "120101"]
            func get(_ query: [String: String], as caller: Caller = .anonymous) async throws -> String {
                try await PageVisit(service: office.service, caller: caller)
                    .get("/trace/:plan/:code", place, query: query.merging(["way": "down"]) { $1 })
            }
            // So many that the plans stand first.
            let plans = try await get([:])
            #expect(plans.contains("220 รายการจาก 1 แผน") && plans.contains("?of=67-MANY"))
            #expect(!plans.contains("67-HIDDEN") && !plans.contains("67-PEDP"))
            let own = try await get([:], as: .planner)
            #expect(own.contains("222 รายการจาก 3 แผน") && own.contains("?of=67-HIDDEN"))
            var (codes, pages): ([String], [String]) = ([], [])
            var query = ["of": "67-MANY"]
            while pages.count < 9 {
                let html = try await get(query)
                pages.append(html)
                codes += html.matches(of: /trace\/67-[A-Z]+\/([-A-Z0-9]+)"/).map { String($0.output.1) }
                guard let next = html.firstMatch(of: /rel="next" href="\?after=([^&"]+)/) else { break }
                query["after"] = String(next.output.1)
            }
            #expect(codes.count == 220 && Set(codes).count == 220 && pages.count == 5)
            #expect(codes == codes.sorted(), "by code")
            #expect(pages.joined().ranges(of: "?way=down\">ไล่ลงต่อ").count == 1, "the one with an activity")
            #expect(try await get(["of": "67-MANY", "after": "???"]) == pages[0])
            #expect(try await get(["of": "67-HIDDEN"]).contains("มี 0 รายการ"), "a draft is not shown to anyone")
            #expect(try await get(["of": "67-HIDDEN"], as: .planner).contains("67-HIDDEN-P1\""))
            // One step above, where few stand right below and many under them.
            let above = try await PageVisit(service: office.service, caller: .anonymous)
                .get("/trace/:plan/:code", ["plan": "MP", "code": "120001"], query: ["way": "down"])
            #expect(above.contains("trace/MP/120101?way=down\">ไล่ลงต่อ") && above.contains("มี 1 รายการ"))
        }
    }

    @Test func textIsFoundInWhatOneMayRead() async throws {
        try await Office.open { office in
            try await office.web()
            let hidden = try await page("/search", office, query: ["q": "project 67-P1"])
            #expect(!hidden.contains("trace/67-PEDP"))
            try await office.announce("67-PEDP")
            #expect(try await page("/search", office, query: ["q": "project 67-P1"]).contains("trace/67-PEDP/67-P1"))
            #expect(try await page("/search", office, query: ["q": "ก"]).contains("ต้องมีอย่างน้อย 2"))
            #expect(try await page("/search", office).contains("<form"))
        }
    }

    @Test func whatToMendIsForThoseWhoSignIn() async throws {
        try await Office.open { office in
            try await office.web()
            for path in ["/plans/:code/coverage", "/plans/:code/findings"] {
                await #expect(throws: RPCError.self) { try await page(path, office, code: "67-PEDP") }
            }
            let findings = try await page("/plans/:code/findings", office, code: "67-PEDP", as: .administrator)
            #expect(findings.contains("tag bad") || findings.contains("tag warn"))
            let coverage = try await page("/plans/:code/coverage", office, code: "67-PEDP", as: .administrator)
            #expect(coverage.contains("120001"), "a goal that nothing serves is named")
        }
    }

    @Test func whatBecameDifferentIsShown() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.announce("67-PEDP")
            _ = try await office.service.call(
                AmendPlan(idempotencyKey: "amend", plan: "67-PEDP", reason: "ปรับเป้าหมาย"))
            _ = try await office.service.call(
                UpdateElement(
                    idempotencyKey: "u", plan: "67-PEDP", expectedVersion: 1,
                    element: ElementDraft(
                        code: "67-G1", kind: .goal, parent: "67-SI1", text: LocalizedText(th: "เป้าประสงค์ใหม่"))))
            let shown = try await page(
                "/plans/:code/difference", office, code: "67-PEDP", query: ["to": "2"], as: .administrator)
            #expect(shown.contains("67-G1") && shown.contains("เป้าประสงค์ใหม่"))
            #expect(!shown.contains("67-A1"))
        }
    }

    /// What was said of a plan stays to be read, from the plan on, after it is over too; what looks like a program is text.
    @Test func aPlanLeadsToItsHearings() async throws {
        try await Office.open { office in
            let service = office.service
            try await office.plan("67-A", .provincialEducationPlan, at: "67-01")
            let phase = HearingPhase(
                name: LocalizedText(th: "ระยะ"), from: Office.day, until: service.now.dateInThailand, channels: [.web])
            _ = try await service.call(
                CreateHearing(
                    idempotencyKey: "h", code: "67-H1", plan: .code("67-A"),
                    title: LocalizedText(th: "รับฟัง <script>x</script>"), phases: [phase]), as: .planner)
            _ = try await service.call(
                CommentOnHearing(
                    idempotencyKey: "c", hearing: "67-H1", channel: .web, organisation: "67-S0001",
                    text: "<img src=x onerror=alert(1)>", receivedOn: Office.day), as: .head)
            let plan = try await page("/plans/:code", office, code: "67-A", as: .planner)
            #expect(plan.contains(#"href="./hearings/67-H1">รับฟัง &lt;script&gt;"#) && plan.contains("1 ความเห็น"))
            let hearing = try await page("/hearings/:code", office, code: "67-H1")
            #expect(hearing.contains("&lt;img src&#x3D;x") || hearing.contains("&lt;img src=x"))
            #expect(!hearing.contains("<img") && !hearing.contains("<script>x"))
            // What is too long is said at its field, and stays in it.
            let route = try #require(service.router.pages.first { $0.path == "/hearings/:code" && $0.takesForm })
            var sent = PageRequest(parameters: ["code": "67-H1"], query: [:], language: "th")
            sent.form = FormContent([("key", "long"), ("text", String(repeating: "ก", count: 10_001))])
            let context = CallContext(
                caller: .head, requestID: "page", traceparent: nil, deadline: .now + .seconds(30), now: service.now)
            var scene = PageScene()
            scene.person = .init(name: "ครู", hat: nil, accountAddress: "account")
            let refused = try await PageScene.$current.withValue(scene) { try await route.answer(sent, context) }
            let text = String(decoding: refused.body, as: UTF8.self)
            #expect(refused.status == 400 && text.contains(#"id="f-text-problem""#) && text.contains("กกกก"))
            #expect(text.contains(#"<option value="67-S0001" selected>โรงเรียนตัวอย่าง 1"#))
            // A school speaks for itself, somebody without a role in their own name; nobody for others.
            let citizen = Caller(kind: .person, subject: "person:citizen", grants: [])
            for (who, place, isTaken) in [
                (Caller.head, "67-S0001", true), (citizen, "", true), (citizen, "67-S0001", false),
            ] {
                let fields = [
                    (name: "key", value: "say-\(who.subject)-\(place)"), ("text", "ควรเพิ่ม"), ("organisation", place),
                ]
                func say() async throws -> PageResponse {
                    try await PageScene.$current.withValue(scene) {
                        try await service.page("/hearings/:code", ["code": "67-H1"], form: fields, as: who)
                    }
                }
                if isTaken {
                    #expect(try await say().location == "./67-H1")
                } else {
                    await #expect(throws: RPCError.self) { try await say() }
                }
            }
            let said = try await service.call(ListComments(hearing: "67-H1"), as: .planner).items
            #expect(said.map(\.organisation) == ["67-S0001", "67-S0001", nil])
        }
    }
}
