import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ServiceTestSupport
import Testing

@testable import Accounts
@testable import RPCServer
@testable import ServiceKit

/// Forms that are sent while the service cannot take them: what was typed is not lost, and nobody else's is shown.
@Suite struct SetAsideTests {
    private static let typed = "<b>นางสาว มาลี</b>"
    private static let person = [
        "do": "create", "key": "k1", "name": "malee", "displayName": typed, "home": "67-S0001",
    ]

    /// A service with somebody signed in who may make people, as its endpoint serves it.
    private struct Office {
        var service: TestService
        var endpoint: RPCEndpoint
        var token: String

        init(_ service: TestService, _ module: AccountsModule) async throws {
            self.service = service
            let account = try await service.invited("wichai", at: "67")
            _ = try await service.call(
                CreateAssignment(
                    idempotencyKey: "role", subject: account.subject, role: .administrator, organisation: "67",
                    validFrom: CalendarDate(year: 2020, month: 1, day: 1)))
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(path, ["password": SignInTests.password, "again": SignInTests.password])
            token = try #require(browser.token)
            let definition = ServiceDefinition(
                name: "test", title: LocalizedText("ทดสอบ", "Test"), summary: LocalizedText("ก", "a"), publicPort: 1
            ) { _ in [] }
            let limits = RPCServerLimits()
            let document = try ServiceDocument.make(definition, methods: [], limits: limits)
            let visitors = browser.visitors
            let pages = ServicePages(
                definition: definition, shell: module.shell, document: document, router: service.router,
                pages: service.router.pages, visitors: visitors)
            endpoint = RPCEndpoint(
                dispatcher: RPCDispatcher(routes: [], document: []),
                identity: BearerIdentity(
                    tokens: nil,
                    sessions: { token, mark, now in
                        do {
                            return try await visitors.caller(session: token, mark: mark, now: now)
                        } catch is PostgresError {
                            throw Faults.databaseUnavailable
                        }
                    }, clock: { service.now }),
                limits: limits, pages: pages.all, clock: { service.now })
        }

        /// What a browser gets that sends a form.
        func post(
            _ path: String, _ fields: [String: String], proof: String?, session: String?, site: String = "same-origin"
        ) async -> (status: Int, text: String, closes: Bool) {
            var headers = [
                (name: "Content-Type", value: "application/x-www-form-urlencoded"),
                (name: "Sec-Fetch-Site", value: site),
            ]
            if let session { headers.append((name: "Cookie", value: "phaen=\(session); lang=en")) }
            var request = EndpointRequest(
                method: "POST", target: path, facts: RequestFacts(headers, now: service.now), peer: "192.0.2.7")
            var form = fields.map { (name: $0.key, value: $0.value) }
            if let proof { form.append((name: FormProof.field, value: proof)) }
            request.body = Array(KeptForm(FormContent(form)).text.utf8)
            if let refused = endpoint.refusal(of: request) {
                return (refused.status, String(decoding: refused.body, as: UTF8.self), refused.closes)
            }
            let asked = request
            let answer = await withPostgresDeadline(.now + .milliseconds(200)) { await endpoint.answer(to: asked) }
            return (answer.status, String(decoding: answer.body, as: UTF8.self), answer.closes)
        }

        /// The same with the form as a page of ours has it.
        func post(_ path: String, _ fields: [String: String]) async -> (status: Int, text: String, closes: Bool) {
            await post(path, fields, proof: FormProof.of(token), session: token)
        }
    }

    /// Runs `body` while nobody is let into the service's database; then it is there again.
    private func withoutDatabase(_ service: TestService, _ body: () async throws -> Void) async throws {
        let conninfo = service.database.configuration.conninfo
        let name = try #require(conninfo.matches(of: /dbname=(\w+)/).last).1
        let other = PostgresClient(configuration: PostgresConfiguration(conninfo: "\(conninfo) dbname=postgres"))
        do {
            try await other.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
            try await other.script(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
            try await body()
            try await other.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
        } catch {
            await other.close()
            throw error
        }
        await other.close()
    }

    @Test func whatWasTypedStaysWhileTheDatabaseIsAwayAndGoesOnAfterwards() async throws {
        try await withAccounts { service, module in
            let office = try await Office(service, module)
            var page = (status: 0, text: "", closes: false)
            try await withoutDatabase(service) {
                page = await office.post("/operator/people?organisation=67", Self.person)
            }
            #expect(page.status == 503 && page.text.contains("The database is not available; try again."))
            #expect(page.text.contains("action=\"../operator/people?organisation=67\""))
            #expect(page.text.contains("value=\"&lt;b&gt;นางสาว มาลี&lt;/b&gt;\"") && !page.text.contains(Self.typed))
            // Exactly what stands in the page's form is sent again, and done.
            var fields: [String: String] = [:]
            for match in page.text.matches(of: /type="hidden" name="([^"]*)" value="([^"]*)"/) {
                fields[String(match.1)] = String(match.2).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            }
            let proof = fields.removeValue(forKey: FormProof.field)
            #expect(fields == Self.person)
            try await service.database.start()
            let done = await office.post("/operator/people", fields, proof: proof, session: office.token)
            #expect(done.status == 303 || done.status == 200)
            let people = try await service.call(ListAccounts(organisation: "67-S0001")).items
            #expect(people.map(\.displayName) == [Self.typed])
        }
    }

    @Test func nothingOfForgedFormsIsShown() async throws {
        try await withAccounts { service, module in
            let office = try await Office(service, module)
            let own = FormProof.of(office.token)
            await service.database.close()
            for (proof, session, site): (String?, String?, String) in [
                (nil, office.token, "cross-site"), ("x", office.token, "same-site"),
                (FormProof.of(Secret.token()), office.token, "cross-site"), (own, Secret.token(), "cross-site"),
                (own, nil, "cross-site"), (nil, nil, "cross-site"),
            ] {
                let page = await office.post(
                    "/operator/people", Self.person, proof: proof, session: session, site: site)
                #expect(page.status >= 300)
                #expect(!page.text.contains("มาลี") && !page.text.contains("name=\"proof\""))
            }
            // One of before signing in anew stays what it is: without a right proof.
            let old = FormProof.of(Secret.token())
            let page = await office.post("/operator/people", Self.person, proof: old, session: office.token)
            #expect(page.status == 503 && page.text.contains("มาลี") && page.text.contains("value=\"\(old)\""))
        }
    }

    @Test func passwordsAndCodesAreNeverInIt() async throws {
        try await withAccounts { service, module in
            let office = try await Office(service, module)
            await service.database.close()
            let secret = "ความลับ ที่ไม่มีใครรู้"
            for (path, names) in [
                ("/signin", ["password"]), ("/signin/code", ["code"]), ("/invitation/x", ["password", "again"]),
                ("/account/password", ["password", "present", "newPassword", "again"]),
                ("/account/totp", ["password", "present", "code", "secret"]),
            ] {
                var fields = ["name": "somsri", "return": "/account", "kept": "note=%E0%B8%81"]
                for name in names { fields[name] = secret }
                let page = await office.post(path, fields)
                #expect(page.status == 503 && !page.text.contains(secret), "\(path)")
                #expect(page.text.contains("name=\"kept\" value=\"note=%E0%B8%81\""), "\(path)")
                if names != ["code"] { #expect(page.text.contains("Passwords have to be typed again."), "\(path)") }
            }
        }
    }

    @Test func everyPasswordOfThePagesIsKnownToBeOne() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("malee")
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            var names: Set<String> = []
            func look(_ page: PageResponse) {
                for match in page.text.matches(of: /<input[^>]*type="password"[^>]*>/) {
                    if let name = match.0.firstMatch(of: /name="([^"]*)"/) { names.insert(String(name.1)) }
                }
            }
            look(try await browser.get(path))
            _ = try await browser.post(path, ["password": SignInTests.password, "again": SignInTests.password])
            for path in ["/signin", "/account/password", "/account/totp"] { look(try await browser.get(path)) }
            #expect(names.count > 2 && names.isSubset(of: KeptForm.secrets))
        }
    }

    @Test func aServerThatGoesGivesBackWhatWasTypedToo() async throws {
        try await withAccounts { service, module in
            let office = try await Office(service, module)
            office.endpoint.beginDraining()
            let page = await office.post("/operator/people", Self.person)
            #expect(page.status == 503 && page.closes && page.text.contains("นางสาว มาลี"))
            let forged = await office.post(
                "/operator/people", Self.person, proof: nil, session: office.token, site: "cross-site")
            #expect(forged.status == 503 && !forged.text.contains("มาลี"))
        }
    }

    @Test func whatIsTooLongForAPageIsSaidToBe() async throws {
        try await withAccounts { service, module in
            let office = try await Office(service, module)
            office.endpoint.beginDraining()
            let page = await office.post("/operator/people", ["displayName": String(repeating: "ก", count: 200_000)])
            #expect(page.status == 503 && page.text.contains("too long to be held") && !page.text.contains("กกก"))
        }
    }
}
