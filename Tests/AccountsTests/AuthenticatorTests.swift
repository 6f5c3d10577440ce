import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Accounts

@Suite("A person's own authenticator")
struct AuthenticatorTests {
    private static let password = SignInTests.password

    /// Somebody with an authenticator, signed in on one device.
    private func protected(
        _ service: TestService, _ module: AccountsModule
    ) async throws -> (browser: Browser, account: Account, secret: [UInt8]) {
        let account = try await service.invited("somsri")
        let browser = try Browser(service, module)
        let path = try #require(account.invitation?.path)
        _ = try await browser.get(path)
        _ = try await browser.post(path, ["password": Self.password, "again": Self.password])
        let secret = Secret.random(20)
        let set = try await browser.post("/account/totp", fields(secret, service))
        #expect(set.status == 303)
        service.now = service.now.adding(seconds: 90)
        return (browser, account, secret)
    }

    private func code(_ secret: [UInt8], _ service: TestService) -> String {
        Totp.code(secret, step: Totp.step(service.now))
    }

    private func fields(
        _ new: [UInt8], _ service: TestService, present: String? = nil, password: String = password
    ) -> [String: String] {
        var fields = [
            "do": "set", "secret": Secret.hexadecimal(new), "code": code(new, service), "password": password,
        ]
        fields["present"] = present
        return fields
    }

    /// Signs in on another device.
    private func elsewhere(
        _ service: TestService, _ module: AccountsModule, code: String?
    ) async throws -> Browser {
        let other = try Browser(service, module)
        _ = try await other.get("/signin")
        _ = try await other.post("/signin", ["name": "somsri", "password": Self.password])
        if let code { _ = try await other.post("/signin/code", ["code": code]) }
        return other
    }

    @Test func anotherTakesItsPlace() async throws {
        try await withAccounts { service, module in
            let (browser, account, old) = try await protected(service, module)
            let other = try await elsewhere(service, module, code: code(old, service))
            #expect(try await other.caller()?.subject == account.subject)
            service.now = service.now.adding(seconds: 90)
            let new = Secret.random(20)
            // Neither an open browser nor the password alone nor the phone alone is enough.
            let wrong = code(old, service) == "000000" ? "000001" : "000000"
            for refused in [
                fields(new, service), fields(new, service, present: wrong),
                fields(new, service, present: code(old, service), password: "ไม่ใช่รหัสผ่านนี้"),
                fields(new, service, present: code(new, service)),
            ] {
                let page = try await browser.post("/account/totp", refused)
                #expect(page.status == 400 && page.text.contains("aria-invalid"))
                // The key in the app stays the one that it has.
                #expect(page.text.contains(Secret.hexadecimal(new)))
            }
            #expect(try await other.caller() != nil)
            let done = try await browser.post("/account/totp", fields(new, service, present: code(old, service)))
            #expect(done.status == 303)
            #expect(try await browser.caller() != nil)
            #expect(try await other.caller() == nil)
            service.now = service.now.adding(seconds: 90)
            let late = try await elsewhere(service, module, code: code(old, service))
            #expect(try await late.caller() == nil)
            let right = try await elsewhere(service, module, code: code(new, service))
            #expect(try await right.caller()?.subject == account.subject)
        }
    }

    @Test func itIsRemovedAndThePasswordAloneLetsIn() async throws {
        try await withAccounts { service, module in
            let (browser, account, secret) = try await protected(service, module)
            #expect(try await browser.get("/account/totp").text.contains("value=\"remove\""))
            let other = try await elsewhere(service, module, code: code(secret, service))
            service.now = service.now.adding(seconds: 90)
            let refused = try await browser.post("/account/totp", ["do": "remove", "password": Self.password])
            #expect(refused.status == 400)
            let removed = try await browser.post(
                "/account/totp",
                ["do": "remove", "password": Self.password, "present": code(secret, service)])
            #expect(removed.status == 303 && removed.location == "../account")
            #expect(try await other.caller() == nil)
            #expect(try await browser.caller() != nil)
            #expect(try await elsewhere(service, module, code: nil).caller()?.subject == account.subject)
            let without = try await browser.get("/account/totp").text
            #expect(!without.contains("value=\"remove\""))
            // Once more says nothing and does nothing.
            #expect(try await browser.post("/account/totp", ["do": "remove"]).status == 303)
            try await service.seal()
            let trail = try await service.call(ListAudit(province: "67", subject: account.subject), as: .auditor)
            #expect(trail.items.filter { $0.method == "account.removeAuthenticator" }.count == 1)
            let told = String(decoding: try JSONEncoding.bytes(trail), as: UTF8.self)
            #expect(told.contains("\"sessionsEnded\":1"))
        }
    }

    /// Whoever sits at an open browser does not guess on: the name is locked as at signing in.
    @Test func wrongTriesLock() async throws {
        try await withAccounts { service, module in
            let (browser, _, secret) = try await protected(service, module)
            let wrong = code(secret, service) == "000000" ? "000001" : "000000"
            var statuses: [Int] = []
            for _ in 0..<6 {
                statuses.append(
                    try await browser.post(
                        "/account/totp", ["do": "remove", "password": Self.password, "present": wrong]
                    ).status)
            }
            #expect(statuses == [400, 400, 400, 400, 400, 429])
            let late = try await browser.post(
                "/account/totp", ["do": "remove", "password": Self.password, "present": code(secret, service)])
            #expect(late.status == 429)
        }
    }
}
