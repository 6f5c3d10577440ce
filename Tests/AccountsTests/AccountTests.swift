import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import Pages
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Accounts

@Suite struct AccountTests {
    @Test func examplesReplay() async throws {
        try await withAccounts { service, _ in
            var account = ""
            for method in AccountMethods.all {
                #expect(!method.examples.isEmpty)
                let isOfPeers = method == ResolveSession.self || method == NamePeople.self
                let caller = isOfPeers ? Caller.integrator : .administrator
                for example in method.examples {
                    let params = example.params.replacing("{accountId}", with: account)
                    let answer = try await service.call(method.name, Array(params.utf8), as: caller)
                    if method == CreateAccount.self {
                        account = try StoredJSON.decode(Account.self, from: answer).id.description
                    }
                }
            }
        }
    }

    @Test func oneHatIsWornAndTheOthersSayNothing() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("wichai", at: "67")
            for (role, place) in [(Role.head, "67-S0001"), (.reporter, "67-S0002")] {
                _ = try await service.call(
                    CreateAssignment(
                        idempotencyKey: "a-\(place)", subject: account.subject, role: role, organisation: place))
            }
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(
                path, ["password": SignInTests.password, "again": SignInTests.password])
            func holds(_ role: Role, _ place: String) async throws -> Bool {
                let caller = try #require(try await browser.caller())
                return try await service.runtime.authoriser.holds(
                    [role], at: place, caller: caller, now: service.now)
            }
            #expect(try await holds(.head, "67-S0001"))
            #expect(try await holds(.reporter, "67-S0002"))
            #expect(try await browser.get("/account").text.contains("โรงเรียนตัวอย่าง 2"))
            _ = try await browser.post("/account/hat", ["hat": "reporter@67-S0002"])
            #expect(try await !holds(.head, "67-S0001"))
            #expect(try await holds(.reporter, "67-S0002"))
            let caller = try #require(try await browser.caller())
            #expect(try await service.runtime.authoriser.places(of: caller, now: service.now) == ["67-S0002"])
            // A hat that the person does not have is none.
            _ = try await browser.post("/account/hat", ["hat": "administrator@TH"])
            #expect(try await browser.caller()?.hat == nil)
            #expect(try await !holds(.administrator, "TH"))
        }
    }

    @Test func sessionsAreSeenAndEnded() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("somsri")
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(
                path, ["password": SignInTests.password, "again": SignInTests.password])
            let caller = try #require(try await browser.caller())
            let sessions = try await service.call(ListSessions(), as: caller).items
            #expect(sessions.count == 1)
            let session = try #require(sessions.first)
            #expect(OwnAccountPages.browser(session.agent) == "Chrome · Android")
            // Nothing in the database opens a session.
            let stored = try await service.database.all(StoredDigests())
            #expect(stored == [Secret.digest(try #require(browser.token))])
            await #expect(throws: RPCError.self) {
                try await service.call(EndSession(idempotencyKey: "e1", session: session.id), as: .head)
            }
            await #expect(throws: RPCError.self) {
                try await service.call(ListSessions(account: account.id), as: .reporter)
            }
            #expect(try await service.call(ListSessions(account: account.id), as: .auditor).items.count == 1)
            _ = try await service.call(EndSession(idempotencyKey: "e2", session: session.id), as: .administrator)
            #expect(try await browser.caller() == nil)
        }
    }

    @Test func closingAnAccountEndsEverything() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("somsri")
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(
                path, ["password": SignInTests.password, "again": SignInTests.password])
            let link = try await service.call(InviteAccount(idempotencyKey: "i", account: account.id))
            let closed = try await service.call(
                DisableAccount(idempotencyKey: "d", account: account.id, disabled: true))
            #expect(closed.disabledAt != nil)
            #expect(try await browser.caller() == nil)
            await #expect(throws: RPCError.self) { try await browser.get(link.invitation?.path ?? "") }
            _ = try await browser.get("/signin")
            #expect(
                try await browser.post("/signin", ["name": "somsri", "password": SignInTests.password]).status == 400)
            let opened = try await service.call(
                DisableAccount(idempotencyKey: "o", account: account.id, disabled: false))
            #expect(opened.disabledAt == nil)
        }
    }

    @Test func nobodyTakesOverWhatTheyDoNotAdminister() async throws {
        try await withAccounts { service, _ in
            let local = Caller.holding(.administrator, at: "67-02")
            await #expect(throws: RPCError.self) {
                try await service.call(
                    CreateAccount(
                        idempotencyKey: "s", name: "sly", displayName: "Sly", organisation: "67-02",
                        subject: "administrator@TH"), as: local)
            }
            let account = try await service.invited("boss", at: "67-02")
            _ = try await service.call(
                CreateAssignment(
                    idempotencyKey: "r", subject: account.subject, role: .planner, organisation: "67"))
            await #expect(throws: RPCError.self) {
                try await service.call(InviteAccount(idempotencyKey: "i", account: account.id), as: local)
            }
            let found = try await service.call(ListAccounts(organisation: "67", search: "BOS"), as: .auditor)
            #expect(found.items.map(\.name) == ["boss"])
        }
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    @Test func codesAreThoseOfTheStandard() {
        let secret = Array("12345678901234567890".utf8)
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
            as [(Int64, String)]
        {
            #expect(Totp.code(secret, step: seconds / 30) == code)
        }
        let now = Instant(microsecondsSinceEpoch: 59_000_000)
        #expect(Totp.step(of: "287 082", secret, now: now, after: 0) == 1)
        #expect(Totp.step(of: "287082", secret, now: now, after: 1) == nil)
        #expect(Totp.base32(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    @Test func anAuthenticatorIsAskedForAndItsCodeIsUsedOnce() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("somsri")
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            let password = SignInTests.password
            _ = try await browser.post(path, ["password": password, "again": password])
            let secret = Secret.random(20)
            func code() -> String { Totp.code(secret, step: Totp.step(service.now)) }
            let fields = ["secret": Secret.hexadecimal(secret), "password": password]
            let wrong = code() == "000000" ? "000001" : "000000"
            #expect(try await browser.post("/account/totp", fields.merging(["code": wrong]) { $1 }).status == 400)
            #expect(try await browser.post("/account/totp", fields.merging(["code": code()]) { $1 }).status == 303)
            service.now = service.now.adding(seconds: 90)
            let other = try Browser(service, module)
            _ = try await other.get("/signin")
            let asked = try await other.post("/signin", ["name": "somsri", "password": password])
            #expect(asked.text.contains("name=\"code\""))
            #expect(try await other.caller() == nil)
            #expect(try await other.post("/signin/code", ["code": wrong]).status == 400)
            let used = code()
            #expect(try await other.post("/signin/code", ["code": used]).status == 303)
            #expect(try await other.caller()?.subject == account.subject)
            let thief = try Browser(service, module)
            _ = try await thief.get("/signin")
            _ = try await thief.post("/signin", ["name": "somsri", "password": password])
            #expect(try await thief.post("/signin/code", ["code": used]).status == 400)
            #expect(try await thief.caller() == nil)
        }
    }

    @Test func whatPeopleDoToTheirOwnAccountsIsRecorded() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("somsri")
            _ = try await service.call(
                CreateAssignment(
                    idempotencyKey: "r", subject: account.subject, role: .reporter, organisation: "67-S0001"))
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            let password = SignInTests.password
            _ = try await browser.post(path, ["password": password, "again": password])
            _ = try await browser.post("/account/hat", ["hat": "reporter@67-S0001"])
            let secret = Secret.random(20)
            let code = Totp.code(secret, step: Totp.step(service.now))
            _ = try await browser.post(
                "/account/totp", ["secret": Secret.hexadecimal(secret), "code": code, "password": password])
            #expect(try await browser.get("/account").text.contains("ใช้อยู่"))
            _ = try await browser.post("/signout", [:])
            try await service.seal()
            let trail = try await service.call(ListAudit(province: "67", subject: account.subject), as: .auditor)
            #expect(
                trail.items.reversed().map(\.method) == [
                    "account.choosePassword", "session.begin", "session.chooseHat", "account.setAuthenticator",
                    "session.end",
                ])
            #expect(trail.items.allSatisfy { $0.organisation == "67-S0001" })
            let told = String(decoding: try JSONEncoding.bytes(trail), as: UTF8.self)
            #expect(told.contains("reporter@67-S0001"))
            for hidden in [password, Secret.hexadecimal(secret), Totp.base32(secret), code] {
                #expect(!told.contains(hidden))
            }
        }
    }

    @Test func siblingsAskTheKeeper() async throws {
        try await withAccounts { keeper, module in
            let account = try await keeper.invited("somsri")
            let browser = try Browser(keeper, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(
                path, ["password": SignInTests.password, "again": SignInTests.password])
            let token = try #require(browser.token)
            let own = browser.visitors
            let sites = ["keeper": "/keeper/", "sibling": "/sibling/"]
            let follower = AccountsModule(
                "sibling", title: LocalizedText("ข", "b"), settings: .init(sites: sites, keeper: "keeper"))
            try await withService(modules: [follower], name: "sibling", peers: ["directory": keeper]) { sibling in
                let visitors = try #require(follower.visitors(in: sibling.runtime))
                #expect(
                    try await visitors.caller(session: token, mark: nil, now: sibling.now)?.subject == account.subject)
                #expect(try await visitors.caller(session: Secret.token(), mark: nil, now: sibling.now) == nil)
                // Pages name people; whoever is none stays what the records call it.
                let known = [account.subject: "ครู <somsri>"]
                for asked in [own, visitors, visitors] {
                    #expect(await asked.names(of: [account.subject, "person:nobody", "service:budget"]) == known)
                }
                var scene = PageScene()
                scene.names = { await visitors.names(of: $0) }
                let name = await scene.named([account.subject, "service:budget"])
                #expect(name(account.subject) == "ครู <somsri>" && name("service:budget") == "service:budget")
                var request = PageRequest(parameters: [:], query: ["round": "1"], language: "th")
                request.path = "/rounds"
                #expect(
                    visitors.signInAddress(request) == "/keeper/signin?return=%2Fsibling%2Frounds%3Fround%3D1")
                await #expect(throws: RPCError.self) {
                    try await sibling.invited("other")
                }
            }
        }
    }

    @Test func aChosenRoleIsSeenByTheSiblingsAtOnce() async throws {
        try await withAccounts { keeper, module in
            let account = try await keeper.invited("somsri")
            _ = try await keeper.call(
                CreateAssignment(
                    idempotencyKey: "role", subject: account.subject, role: .reporter, organisation: "67-S0001",
                    validFrom: CalendarDate(year: 2020, month: 1, day: 1)))
            let browser = try Browser(keeper, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(path, ["password": SignInTests.password, "again": SignInTests.password])
            let token = try #require(browser.token)
            let follower = AccountsModule(
                "sibling", title: LocalizedText("ข", "b"), settings: .init(sites: ["keeper": "/k/"], keeper: "keeper"))
            try await withService(modules: [follower], name: "sibling", peers: ["directory": keeper]) { sibling in
                let visitors = try #require(follower.visitors(in: sibling.runtime))
                func hat(_ mark: String?) async throws -> Role? {
                    try await visitors.caller(session: token, mark: mark, now: sibling.now)?.hat?.role
                }
                let chooser = try Browser(keeper, module)
                chooser.token = token
                #expect(try await hat(nil) == nil)
                for (chosen, role) in [("reporter@67-S0001", Role.reporter), ("", nil)] {
                    let done = try await chooser.post("/account/hat", ["hat": chosen])
                    let cookie = done.headers.first { $0.name == "Set-Cookie" && $0.value.hasPrefix("phaen-hat=") }
                    let value = try #require(cookie?.value)
                    #expect(value.contains("HttpOnly") && value.contains("SameSite=Lax"))
                    // No time has passed: the sibling still has in mind what it asked for a moment ago.
                    let mark = String(value.dropFirst("phaen-hat=".count).prefix { $0 != ";" })
                    #expect(try await hat(mark) == role)
                }
            }
        }
    }
}

private struct StoredDigests: Statement {
    static let sql = "SELECT digest FROM account_session WHERE ended_at IS NULL"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}
