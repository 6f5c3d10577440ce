import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Accounts

/// What comes in between while somebody works: too many tries, a role that ends, an organisation that moves.
@Suite struct InterruptedTests {
    private func signedUp(
        _ name: String, _ roles: [(Role, String)], _ service: TestService, _ module: AccountsModule
    ) async throws -> (Browser, [Assignment]) {
        let account = try await service.invited(name, at: "67")
        var given: [Assignment] = []
        for (role, place) in roles {
            given.append(
                try await service.call(
                    CreateAssignment(
                        idempotencyKey: "\(name)-\(role)-\(place)", subject: account.subject, role: role,
                        organisation: place, validFrom: CalendarDate(year: 2020, month: 1, day: 1))))
        }
        let browser = try Browser(service, module)
        let path = try #require(account.invitation?.path)
        _ = try await browser.get(path)
        _ = try await browser.post(path, ["password": SignInTests.password, "again": SignInTests.password])
        return (browser, given)
    }

    @Test func manyWrongTriesFromOneAddressWaitAndOthersDoNot() async throws {
        try await withAccounts { service, module in
            _ = try await signedUp("somsri", [], service, module)
            let thief = try Browser(service, module)
            thief.address = "198.51.100.1"
            _ = try await thief.get("/signin")
            for count in 1...30 {
                let page = try await thief.post("/signin", ["name": "nobody-\(count)", "password": "wrong password"])
                #expect(page.status == 400)
            }
            let refused = try await thief.post("/signin", ["name": "somsri", "password": SignInTests.password])
            #expect(refused.status == 429)
            let wait = refused.headers.first { $0.name == "Retry-After" }.flatMap { Int($0.value) }
            #expect(wait == 10)
            #expect(refused.text.contains("จากเครือข่ายนี้"))
            // The name was not counted wrong by it: from elsewhere it signs in at once.
            let elsewhere = try Browser(service, module)
            _ = try await elsewhere.get("/signin")
            let right = ["name": "somsri", "password": SignInTests.password]
            #expect(try await elsewhere.post("/signin", right).status == 303)
            service.now = service.now.adding(seconds: 11)
            #expect(try await thief.post("/signin", right).status == 303)
        }
    }

    @Test func guessedInvitationsWait() async throws {
        try await withAccounts { service, module in
            let thief = try Browser(service, module)
            var kinds: [RPCErrorKind] = []
            for _ in 1...31 {
                do {
                    _ = try await thief.get("/invitation/\(Secret.token())")
                } catch let error as RPCError {
                    kinds.append(error.kind)
                }
            }
            #expect(kinds.dropLast().allSatisfy { $0 == .notFound } && kinds.last == .rateLimited)
        }
    }

    @Test func peopleBehindOneAddressSignInAsManyAsTheyAre() async throws {
        try await withAccounts { service, module in
            _ = try await signedUp("somsri", [], service, module)
            for _ in 1...40 {
                let browser = try Browser(service, module)
                _ = try await browser.get("/signin")
                let page = try await browser.post("/signin", ["name": "somsri", "password": SignInTests.password])
                #expect(page.status == 303)
            }
        }
    }

    @Test func addressesOfOneNetworkAreOne() {
        #expect(Tries.source("2001:db8:1:2::1") == Tries.source("2001:db8:1:2:ffff::9"))
        #expect(Tries.source("2001:db8:1:2::1") != Tries.source("2001:db8:1:3::1"))
        #expect(Tries.source("192.0.2.1") == "192.0.2.1")
    }

    @Test func anotherHatIsOfferedAndTheFormGoesOnWithIt() async throws {
        try await withAccounts { service, module in
            let (browser, _) = try await signedUp(
                "wichai", [(.administrator, "67"), (.reporter, "67-S0001")], service, module)
            _ = try await browser.post("/account/hat", ["hat": "reporter@67-S0001"])
            let typed = "<b>นางสาวมาลี</b>"
            let page = try await browser.post(
                "/operator/people",
                ["do": "create", "key": "k1", "name": "malee", "displayName": typed, "home": "67-S0001"])
            #expect(page.status == 403)
            #expect(page.text.contains("administrator@67") && page.text.contains("ผู้ดูแลระบบ"))
            #expect(page.text.contains("&lt;b&gt;นางสาวมาลี") && !page.text.contains(typed))
            let kept = KeptForm(
                FormContent([
                    ("do", "create"), ("key", "k1"), ("name", "malee"), ("displayName", typed), ("home", "67-S0001"),
                ])
            ).text
            #expect(page.text.contains("displayName=%3Cb%3E"))
            let on = try await browser.post(
                "/account/hat", ["hat": "administrator@67", "return": "/operator/people", "kept": kept])
            #expect(on.text.contains("operator/people\"") && on.text.contains("&lt;b&gt;นางสาวมาลี"))
            #expect(try await browser.caller()?.hat?.role == .administrator)
        }
    }

    @Test func aRoleThatEndsWhileItIsWornIsSaid() async throws {
        try await withAccounts { service, module in
            let (browser, given) = try await signedUp("wichai", [(.administrator, "67")], service, module)
            _ = try await browser.post("/account/hat", ["hat": "administrator@67"])
            #expect(try await browser.get("/operator/people").status == 200)
            let one = try #require(given.first)
            _ = try await service.call(
                EndAssignment(idempotencyKey: "end", assignment: one.id, expectedVersion: one.version))
            service.now = service.now.adding(seconds: 86_400)
            let page = try await browser.get("/operator/people")
            #expect(page.status == 403 && page.text.contains("สิ้นสุดแล้ว"))
            let caller = try #require(try await browser.caller())
            let context = CallContext(
                caller: caller, requestID: "t", traceparent: nil, deadline: .now + .seconds(9), now: service.now)
            var request = PageRequest(parameters: [:], query: [:], language: "th")
            request.session = browser.token
            let person = try await browser.visitors.person(
                ReadCall(context: context, runtime: service.runtime), request)
            #expect(person?.hat?.th.contains("สิ้นสุดแล้ว") == true)
        }
    }

    @Test func aFormOfBeforeGoesOnAndFilesAreAskedForAnew() async throws {
        try await withAccounts { service, module in
            let (browser, _) = try await signedUp("wichai", [(.administrator, "67")], service, module)
            var request = PageRequest(parameters: [:], query: ["organisation": "67"], language: "th", root: "../")
            request.path = "/operator/people"
            request.session = browser.token
            request.form = FormContent([("proof", "old"), ("displayName", "มาลี")])
            let caller = try #require(try await browser.caller())
            let context = CallContext(
                caller: caller, requestID: "t", traceparent: nil, deadline: .now + .seconds(9), now: service.now)
            let page = try #require(
                try await browser.visitors.sendAgain(
                    request, ReadCall(context: context, runtime: service.runtime)))
            #expect(page.status == 409)
            #expect(page.text.contains("value=\"มาลี\"") && page.text.contains("../operator/people"))
            #expect(!page.text.contains("value=\"old\""))
            #expect(FormProof.holds(page.proof, for: try #require(browser.token)))
        }
    }

    @Test func whatIsTooLongToBeHeldIsSaidToBe() async throws {
        try await withAccounts { service, module in
            let browser = try Browser(service, module)
            browser.token = Secret.token()
            let text = String(repeating: "ก", count: 200_000)
            let page = try await browser.post("/account/hat", ["hat": text])
            #expect(page.status == 413 && page.text.contains("ยาวเกินกว่าจะถือไว้"))
            let short = try await browser.post("/account/hat", ["hat": "ข้อความสั้น"])
            #expect(short.status == 401 && short.text.contains("name=\"kept\""))
        }
    }
}
