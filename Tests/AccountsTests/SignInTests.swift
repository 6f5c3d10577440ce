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

/// A browser that keeps its cookie, against the pages of a service in this process.
final class Browser {
    let service: TestService
    let visitors: any PageVisitors
    var token: String?
    /// What `lang` says.
    var language = "th"
    var address = "192.0.2.7"

    init(_ service: TestService, _ module: AccountsModule) throws {
        self.service = service
        visitors = try #require(module.visitors(in: service.runtime))
    }

    func get(_ path: String, query: [String: String] = [:]) async throws -> PageResponse {
        try await send(path, query: query, form: nil)
    }

    /// - Parameter proof: what the page's form would carry, unless another is given.
    func post(_ path: String, _ fields: [String: String], proof: String? = nil) async throws -> PageResponse {
        var fields = fields
        fields[FormProof.field] = proof ?? token.map(FormProof.of) ?? ""
        return try await send(path, query: [:], form: FormContent(fields.map { ($0.key, $0.value) }))
    }

    private func send(_ path: String, query: [String: String], form: FormContent?) async throws -> PageResponse {
        var parameters: [String: String] = [:]
        let route = try #require(
            service.router.pages.first { route in
                guard route.takesForm == (form != nil) else { return false }
                let (wanted, given) = (route.path.split(separator: "/"), path.split(separator: "/"))
                guard wanted.count == given.count else { return false }
                for (name, value) in zip(wanted, given) where name.hasPrefix(":") {
                    parameters[String(name.dropFirst())] = String(value)
                }
                return zip(wanted, given).allSatisfy { $0.0 == $0.1 || $0.0.hasPrefix(":") }
            })
        var request = PageRequest(parameters: parameters, query: query, language: language)
        request.path = path
        request.form = form ?? FormContent()
        request.session = token
        request.address = address
        request.agent = "Mozilla/5.0 (Linux; Android 14) Chrome/120.0"
        request.isProven = token.map { FormProof.holds(request.form[FormProof.field], for: $0) } ?? false
        var caller = Caller.anonymous
        if let token, let known = try await visitors.caller(session: token, mark: nil, now: service.now) {
            caller = known
        }
        let context = CallContext(
            caller: caller, requestID: "test", traceparent: nil, deadline: .now + .seconds(20), now: service.now)
        let response: PageResponse
        do {
            response = try await route.answer(request, context)
        } catch let error as RPCError where error.kind == .unauthenticated {
            let call = ReadCall(context: context, runtime: service.runtime)
            response = try #require(try await visitors.signIn(request, call))
        } catch let error as RPCError where error.kind == .forbidden && caller.kind == .person {
            let call = ReadCall(context: context, runtime: service.runtime)
            response = try #require(try await visitors.refuse(error, request, call))
        }
        for (name, value) in response.headers where name == "Set-Cookie" && value.hasPrefix("phaen=") {
            let text = value.dropFirst("phaen=".count).prefix { $0 != ";" }
            token = text.isEmpty ? nil : String(text)
            #expect(value.contains("HttpOnly") && value.contains("SameSite=Lax"))
        }
        return response
    }

    /// Who is signed in.
    func caller() async throws -> Caller? {
        guard let token else { return nil }
        return try await visitors.caller(session: token, mark: nil, now: service.now)
    }
}

extension PageResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
    /// What its form carries.
    var proof: String? { text.firstMatch(of: /name="proof" value="([^"]*)"/).map { String($0.1) } }
    var location: String? { headers.first { $0.name == "Location" }?.value }
}

func withAccounts(_ body: @Sendable (TestService, AccountsModule) async throws -> Void) async throws {
    let module = AccountsModule("test", title: LocalizedText("ทดสอบ", "Test"))
    try await Password.$rounds.withValue(1_024) {
        try await withService(modules: [module]) { try await body($0, module) }
    }
}

extension TestService {
    /// An account with its link.
    func invited(_ name: String, at organisation: String = "67-S0001") async throws -> Account {
        try await call(
            CreateAccount(
                idempotencyKey: "make-\(name)", name: name, displayName: "ครู <\(name)>", organisation: organisation))
    }
}

@Suite struct SignInTests {
    static let password = "ม้าลาย 4 ตัวเดินข้ามถนน"

    private func signedUp(_ service: TestService, _ module: AccountsModule) async throws -> (Browser, Account) {
        let account = try await service.invited("somsri")
        let browser = try Browser(service, module)
        let path = try #require(account.invitation?.path)
        #expect(try await browser.get(path).text.contains("ครู &lt;somsri&gt;"))
        let done = try await browser.post(path, ["password": Self.password, "again": Self.password])
        #expect(done.status == 303)
        return (browser, account)
    }

    @Test func anInvitationIsUsedOnceAndSignsIn() async throws {
        try await withAccounts { service, module in
            let (browser, account) = try await signedUp(service, module)
            #expect(try await browser.caller()?.subject == account.subject)
            let other = try Browser(service, module)
            await #expect(throws: RPCError.self) { try await other.get(account.invitation?.path ?? "") }
            // A repeat of the call does not show the link again.
            let again = try await service.invited("somsri")
            #expect(again.id == account.id && again.invitation?.path == nil)
        }
    }

    @Test func weakPasswordsAreRefusedInWords() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("somsri")
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            for (password, again) in [
                ("สั้น", "สั้น"), ("password1234", "password1234"), ("somsri-somsri", "somsri-somsri"),
                (Self.password, Self.password + "x"), ("aaaaaaaaaaaa", "aaaaaaaaaaaa"),
            ] {
                let page = try await browser.post(path, ["password": password, "again": again])
                #expect(page.status == 400 && page.text.contains("class=\"problem\""))
            }
            #expect(try await browser.caller() == nil)
        }
    }

    @Test func passwordsSignInAndFiveWrongOnesLock() async throws {
        try await withAccounts { service, module in
            _ = try await signedUp(service, module)
            let browser = try Browser(service, module)
            _ = try await browser.get("/signin")
            let visit = browser.token
            let right = try await browser.post(
                "/signin", ["name": "Somsri", "password": Self.password, "return": "/account"])
            #expect(right.location == "./account")
            // A token that was known before signing in is of no use after it.
            #expect(browser.token != visit)
            #expect(try await browser.caller() != nil)
            for name in ["somsri", "nobody"] {
                let thief = try Browser(service, module)
                _ = try await thief.get("/signin")
                for _ in 1...5 {
                    let page = try await thief.post("/signin", ["name": name, "password": "wrong password"])
                    #expect(page.status == 400)
                }
                // The same for a name that there is and for one that there is not.
                let locked = try await thief.post("/signin", ["name": name, "password": Self.password])
                #expect(locked.status == 429)
                #expect(try await thief.caller() == nil)
            }
            // The way back: time, or a new link.
            service.now = service.now.adding(seconds: 61)
            let later = try Browser(service, module)
            _ = try await later.get("/signin")
            #expect(try await later.post("/signin", ["name": "somsri", "password": Self.password]).status == 303)
        }
    }

    @Test func aNewLinkEndsTheLockAndOldSessions() async throws {
        try await withAccounts { service, module in
            let (browser, account) = try await signedUp(service, module)
            let thief = try Browser(service, module)
            _ = try await thief.get("/signin")
            for _ in 1...5 { _ = try await thief.post("/signin", ["name": "somsri", "password": "wrong password"]) }
            let link = try await service.call(InviteAccount(idempotencyKey: "again", account: account.id))
            let path = try #require(link.invitation?.path)
            #expect(try await browser.caller() != nil)
            let other = try Browser(service, module)
            _ = try await other.get(path)
            let password = Self.password + " ใหม่"
            #expect(try await other.post(path, ["password": password, "again": password]).status == 303)
            #expect(try await browser.caller() == nil)
            #expect(try await other.caller()?.subject == account.subject)
        }
    }

    @Test func formsThatAreForgedOrAnotherSessionsAreRefused() async throws {
        try await withAccounts { service, module in
            let (browser, _) = try await signedUp(service, module)
            let visitors = browser.visitors
            let identity = BearerIdentity(
                tokens: nil, sessions: { try await visitors.caller(session: $0, mark: $1, now: $2) },
                clock: { service.now })
            let token = try #require(browser.token)
            func caller(_ proof: String?) async throws -> Caller {
                try await identity.caller(
                    RPCCredentials(authorization: nil, session: token, proof: proof, needsProof: true))
            }
            #expect(try await caller(FormProof.of(token)).kind == .person)
            for proof in [nil, "", "x", FormProof.of("another"), FormProof.of(token) + "x"] {
                await #expect(throws: RPCError.self) { try await caller(proof) }
            }
            let stranger = RPCCredentials(authorization: nil, session: "x", proof: nil, needsProof: true)
            #expect(try await identity.caller(stranger).kind == .anonymous)
            // The sign-in form itself cannot be sent from elsewhere.
            let victim = try Browser(service, module)
            _ = try await victim.get("/signin")
            let forged = try await victim.post(
                "/signin", ["name": "somsri", "password": Self.password], proof: "forged")
            #expect(forged.status == 400)
            #expect(try await victim.caller() == nil)
        }
    }

    @Test func whatWasTypedOutlivesTheSession() async throws {
        try await withAccounts { service, module in
            let (browser, _) = try await signedUp(service, module)
            service.now = service.now.adding(seconds: 4 * 86_400)
            let interrupted = try await browser.post("/account/hat", ["hat": "คำตอบ <ยาว> & \"มาก\"\nสองบรรทัด"])
            #expect(interrupted.status == 401)
            let kept = KeptForm(FormContent([("hat", "คำตอบ <ยาว> & \"มาก\"\nสองบรรทัด")])).text
            #expect(interrupted.text.contains("name=\"kept\" value=\"\(kept)\""))
            let back = try await browser.post(
                "/signin",
                ["name": "somsri", "password": Self.password, "return": "/account/hat", "kept": kept])
            #expect(back.text.contains("action=\"./account/hat\""))
            #expect(back.text.contains("คำตอบ &lt;ยาว&gt; &amp; &quot;มาก&quot;\nสองบรรทัด"))
            #expect(FormProof.holds(back.proof, for: try #require(browser.token)))
        }
    }

    @Test func nobodyIsSentElsewhereAfterSigningIn() {
        let alone = AccountsModule("test", title: LocalizedText("ก", "a"))
        for wrong in ["//evil.example", "https://evil.example/", "\\\\evil", "/\\evil", "javascript:alert(1)", "/a b"] {
            #expect(alone.safeReturn(wrong) == "./")
        }
        #expect(alone.safeReturn("/rounds?round=1") == "./rounds?round=1")
        let sites = ["test": "/plans/", "other": "https://b.example/"]
        let one = AccountsModule("test", title: LocalizedText("ก", "a"), settings: .init(sites: sites))
        #expect(one.safeReturn("https://b.example/x") == "https://b.example/x")
        #expect(one.safeReturn("https://b.example.evil/x") == "./")
        #expect(one.safeReturn("/plans/x") == "/plans/x")
    }
}
