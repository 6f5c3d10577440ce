import CommonContract
import JSONRPC
import Kernel
import Pages
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Accounts

@Suite struct OperatorTests {
    private func signedIn(
        _ name: String, _ role: Role, at place: String, _ service: TestService, _ module: AccountsModule
    ) async throws -> Browser {
        let account = try await service.invited(name, at: place)
        _ = try await service.call(
            CreateAssignment(
                idempotencyKey: "role-\(name)", subject: account.subject, role: role, organisation: place))
        let browser = try Browser(service, module)
        let path = try #require(account.invitation?.path)
        _ = try await browser.get(path)
        _ = try await browser.post(path, ["password": SignInTests.password, "again": SignInTests.password])
        return browser
    }

    @Test func peopleAreMadeInvitedAndClosed() async throws {
        try await withAccounts { service, module in
            let root = try await signedIn("root", .administrator, at: "67", service, module)
            let made = try await root.post(
                "/operator/people",
                ["do": "create", "key": "k1", "name": "Malee", "displayName": "<b>มาลี</b>", "home": "67-S0001"])
            #expect(made.text.contains("/invitation/"))
            #expect(made.text.contains("&lt;b&gt;มาลี") && !made.text.contains("<b>มาลี"))
            let wrong = try await root.post(
                "/operator/people", ["do": "create", "key": "k2", "name": "x", "displayName": "x", "home": "65"])
            #expect(wrong.text.contains("note bad"))
            let list = try await root.get("/operator/people", query: ["organisation": "67-S0001"])
            #expect(list.text.contains("malee") && list.text.contains("รอตั้งรหัสผ่าน"))
            let accounts = try await service.call(ListAccounts(organisation: "67-S0001")).items
            let malee = try #require(accounts.first)
            let closed = try await root.post(
                "/operator/people", ["do": "close", "key": "k3", "what": malee.id.description])
            #expect(closed.status == 303)
            #expect(try await service.call(ListAccounts(organisation: "67-S0001")).items.first?.disabledAt != nil)
        }
    }

    @Test func rolesAreGivenByNameAndEnded() async throws {
        try await withAccounts { service, module in
            let root = try await signedIn("root", .administrator, at: "67", service, module)
            let account = try await service.invited("malee")
            let given = try await root.post(
                "/operator/roles",
                ["do": "give", "key": "r1", "subject": "malee", "role": "reporter", "at": "67-S0001"])
            #expect(given.status == 303)
            let held = try await service.call(
                ListAssignments(organisation: "67-S0001", subject: account.subject)
            ).items
            let one = try #require(held.first)
            #expect(one.role == .reporter)
            let ended = try await root.post(
                "/operator/roles", ["do": "end:\(one.version)", "key": "r2", "what": one.id.description])
            #expect(ended.status == 303)
            #expect(
                try await service.call(ListAssignments(organisation: "67-S0001", subject: account.subject)).items
                    .isEmpty)
        }
    }

    @Test func theTrailIsShownAndChecked() async throws {
        try await withAccounts { service, module in
            let auditor = try await signedIn("auditor", .auditor, at: "TH", service, module)
            try await service.seal()
            let page = try await auditor.get("/operator/audit", query: ["verify": "yes"])
            #expect(page.text.contains("account.create") && page.text.contains("บันทึกครบถ้วน"))
            for path in ["/operator/keys", "/operator/jobs", "/operator/roles"] {
                #expect(try await auditor.get(path).status == 200)
            }
            let reporter = try await signedIn("somsri", .reporter, at: "67-S0001", service, module)
            #expect(try await reporter.get("/operator/people").status == 403)
            #expect(try await auditor.post("/operator/people", ["do": "create"]).status == 403)
        }
    }

    /// Who administers one office sees its jobs and its part of the trail, and is not led to others'.
    @Test func anOfficesAdministratorSeesItsOwn() async throws {
        try await withAccounts { service, module in
            let boss = try await signedIn("boss", .administrator, at: "67", service, module)
            _ = try await service.invited("elsewhere", at: "65")
            try await service.seal()
            #expect(try await boss.get("/operator/jobs").status == 200)
            let trail = try await boss.get("/operator/audit")
            #expect(trail.status == 200 && trail.text.contains("session.begin") && !trail.text.contains("verify=yes"))
            let accounts = try await service.call(ListAccounts(organisation: "65")).items
            let other = try #require(accounts.first)
            #expect(!trail.text.contains(other.id.description))
            for path in ["/operator/jobs", "/operator/audit"] {
                #expect(try await boss.get(path, query: ["organisation": "65"]).status == 403)
                #expect(try await boss.get(path, query: ["organisation": "TH"]).status == 403)
            }
        }
    }

    /// After too many wrong passwords the administrator sees it, and a new link is the way back.
    @Test func aLockIsSeenAndEnded() async throws {
        try await withAccounts { service, module in
            let root = try await signedIn("root", .administrator, at: "67", service, module)
            let somsri = try await signedIn("somsri", .reporter, at: "67-S0001", service, module)
            let guesser = try Browser(service, module)
            _ = try await guesser.get("/signin")
            for _ in 0..<5 { _ = try await guesser.post("/signin", ["name": "somsri", "password": "not it"]) }
            let locked = try await service.call(ListAccounts(organisation: "67-S0001")).items
            #expect(locked.first?.lockedUntil.map { $0 > service.now } == true)
            #expect(try await root.get("/operator/people", query: ["organisation": "67-S0001"]).text.contains("ล็อกถึง"))
            // Whoever is in stays in: only new ways in are locked.
            #expect(try await somsri.caller() != nil)
            let id = try #require(locked.first?.id)
            let invited = try await root.post(
                "/operator/people", ["do": "invite", "key": "again", "what": id.description])
            #expect(invited.text.contains("/invitation/"))
            #expect(try await service.call(ListAccounts(organisation: "67-S0001")).items.first?.lockedUntil == nil)
            _ = try await guesser.post("/signin", ["name": "somsri", "password": SignInTests.password])
            #expect(try await guesser.caller() != nil)
        }
    }

    @Test func everyTemplateReads() {
        for name in [
            "signin", "code", "interrupted", "goon", "invitation", "account", "totp", "operator", "refused", "typed",
            "onward",
            "signedout",
        ] {
            #expect(AccountTemplates.all.has(name))
        }
    }
}
