import CommonContract
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Accounts

@Suite("A person's own password")
struct PasswordTests {
    private static let (old, new) = (SignInTests.password, "ห้าแมวนอนบนหลังคาบ้าน")

    @Test func anotherTakesItsPlaceAndEndsOtherSessions() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("somsri")
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(path, ["password": Self.old, "again": Self.old])
            func signIn(_ password: String) async throws -> Browser {
                let other = try Browser(service, module)
                _ = try await other.get("/signin")
                _ = try await other.post("/signin", ["name": "somsri", "password": password])
                return other
            }
            func change(_ present: String, _ new: String, _ again: String) async throws -> PageResponse {
                try await browser.post(
                    "/account/password", ["password": present, "newPassword": new, "again": again])
            }
            #expect(try await browser.get("/account").text.contains("./account/password"))
            let other = try await signIn(Self.old)
            let link = try await service.call(InviteAccount(idempotencyKey: "i", account: account.id)).invitation
            // An open browser is not enough, and what is easy to guess is no password.
            for (present, new, again) in [
                ("wrong password", Self.new, Self.new), (Self.old, "short", "short"), (Self.old, Self.new, "other"),
            ] {
                let page = try await change(present, new, again)
                #expect(page.status == 400 && page.text.contains("problem"))
            }
            #expect(try await signIn(Self.old).caller() != nil)
            #expect(try await change(Self.old, Self.new, Self.new).status == 303)
            #expect(try await browser.caller()?.subject == account.subject)
            #expect(try await other.caller() == nil)
            #expect(try await signIn(Self.old).caller() == nil)
            #expect(try await signIn(Self.new).caller()?.subject == account.subject)
            // A link from before opens the account no more.
            await #expect(throws: (any Error).self) { try await browser.get(try #require(link?.path)) }
            try await service.seal()
            let trail = try await service.call(ListAudit(subject: account.subject, method: "account.changePassword"))
            #expect(trail.items.count == 1)
        }
    }

    /// Signing in as somebody else leaves nothing behind that goes on without a browser.
    @Test func whoWasSignedInByTheBrowserIsNotAnyMore() async throws {
        try await withAccounts { service, module in
            let browser = try Browser(service, module)
            for name in ["somsri", "malee"] {
                let path = try #require(try await service.invited(name).invitation?.path)
                _ = try await browser.get(path)
                _ = try await browser.post(path, ["password": Self.old, "again": Self.old])
            }
            let sessions = try await service.call(ListSessions(organisation: "67")).items
            #expect(sessions.map(\.displayName).count == 1 && sessions.first?.displayName?.contains("malee") == true)
        }
    }

    /// What can be nobody's name is refused as a wrong one, whatever its length and letters.
    @Test(arguments: [String(repeating: "ก", count: 40_000), "a\u{0}b", "", "  "])
    func aNameThatIsNone(name: String) async throws {
        try await withAccounts { service, module in
            let browser = try Browser(service, module)
            _ = try await browser.get("/signin")
            let page = try await browser.post("/signin", ["name": name, "password": "whatever it is"])
            #expect(page.status == 400 && page.text.contains("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"))
        }
    }
}
