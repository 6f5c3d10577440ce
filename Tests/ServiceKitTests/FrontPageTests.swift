import Postgres
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceTestSupport
import Testing

@testable import ServiceKit

/// What a service's `/` says to a stranger, and to somebody who is signed in.
@Suite struct FrontPageTests {
    private struct HouseModule: ServiceModule {
        var methods: [any RPCMethod.Type] { [] }
        var migrations: [Migration] { [] }

        func register(on router: ServiceRouter) {
            router.page(
                "/open", title: LocalizedText("เปิด", "Open"), about: LocalizedText("ใครก็อ่านได้", "for all"),
                access: .open
            ) { _, _ in .redirect(to: "./") }
            router.doors { _ in
                [
                    FrontDoor(
                        LocalizedText("ตรวจ", "Check"), about: LocalizedText("ของจริงไหม", "genuine?"), address: "check",
                        ask: ("code", LocalizedText("รหัส", "Code")))
                ]
            }
            router.duties { _ in
                [
                    FrontDuty(LocalizedText("ภายหลัง", "Later"), address: "b"),
                    FrontDuty(
                        LocalizedText("<ก่อน>", "<First>"), detail: LocalizedText("ขั้น", "step"), address: "a",
                        dueOn: CalendarDate("2023-11-10")),
                ]
            }
            router.duties { _ in throw RPCError(.unavailable, LocalizedText("ไม่ว่าง", "busy")) }
        }
    }

    private func html(_ service: TestService, _ person: PageScene.Person?, language: String) async -> String {
        var scene = PageScene()
        scene.language = language
        scene.person = person
        scene.signInAddress = person == nil ? "./signin" : nil
        let definition = ServiceDefinition(
            name: "house", title: LocalizedText("บ้าน", "House"), summary: LocalizedText("บ้านหนึ่งหลัง", "A house"),
            publicPort: 1
        ) { _ in [] }
        let context = CallContext(
            caller: person == nil ? .anonymous : .planner, requestID: "front", traceparent: nil,
            deadline: .now + .seconds(10), now: service.now)
        let call = ReadCall(context: context, runtime: service.runtime)
        let page = FrontPage(definition: definition, things: service.router.front)
        return await PageScene.$current.withValue(scene) {
            await page.body(
                PageRequest(parameters: [:], query: [:], language: language), call,
                service.router.pages.filter { $0.title != nil })
        }
    }

    @Test func aStrangerFindsTheDoors() async throws {
        try await withService(modules: [HouseModule()]) { service in
            let html = await html(service, nil, language: "th")
            #expect(html.contains("href=\"./signin\""))
            #expect(html.contains("<a href=\"./open\">เปิด</a>") && html.contains("ใครก็อ่านได้"))
            #expect(html.contains("action=\"./check\"") && html.contains("name=\"code\""))
            #expect(!html.contains("ก่อน"), "no duty of anyone")
            #expect(!html.contains("rpc") && !html.contains("OpenRPC"), "nothing for programmers")
        }
    }

    @Test func whoIsSignedInSeesWhatWaitsTheMostPressingFirst() async throws {
        try await withService(modules: [HouseModule()]) { service in
            let person = PageScene.Person(name: "สมชาย", hat: nil, accountAddress: "./account")
            let html = await html(service, person, language: "en")
            let first = try #require(html.firstRange(of: "&lt;First&gt;"))
            let later = try #require(html.firstRange(of: "Later"))
            #expect(first.lowerBound < later.lowerBound)
            #expect(html.contains("5 days overdue"))
            #expect(!html.contains("Sign in"))
            #expect(html.contains("Not everything can be read"), "a part that fails is said, the rest stands")
        }
    }
}
