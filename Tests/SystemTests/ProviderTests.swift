import Foundation
import TestSupport
import Testing

extension Processes {
    /// Signing in by OpenID Connect, against a provider that others wrote.
    @Suite struct ProviderTests {
        @Test(.enabled(if: Readers.areThere)) func peopleSignInByAProvider() async throws {
            let folder = try TemporaryFolder("provider")
            let secret = try folder.write("secret", Array("a secret of the test".utf8))
            let ours = FreePorts.take(1)[0]
            let back = "http://127.0.0.1:\(ours)/signin/provider/return"
            func provider(_ more: [String] = []) async throws -> ReaderServer {
                try await ReaderServer(
                    "provider.py", ["phaen-plans", "a secret of the test", back] + more, folder: folder)
            }
            let strict = try await provider()
            var options = Suite.Options()
            options.starting = ["plans"]
            options.settings = [
                "PHAEN_PUBLIC_PORT": String(ours), "PHAEN_SITE_PLANS": "http://127.0.0.1:\(ours)/",
                "PHAEN_OIDC_ISSUER": "http://127.0.0.1:\(strict.port)", "PHAEN_OIDC_CLIENT": "phaen-plans",
                "PHAEN_OIDC_SECRET_FILE": secret, "PHAEN_OIDC_NAME": "บัญชีกระทรวง", "PHAEN_OIDC_RETURN": back,
            ]
            let suite = try await Suite(options)
            let token = try folder.write("token", Array(try await suite.token().utf8))
            let address = "http://127.0.0.1:\(ours)"
            func signIn(_ port: Int, _ what: String) async throws {
                let said = try await Readers.run("signin.py", address, token, "http://127.0.0.1:\(port)", what)
                #expect(said.hasSuffix("ok"), "\(said)")
            }
            try await signIn(strict.port, "all")
            let bare = try await provider(["bare"])
            _ = await suite.stop("plans")
            try suite.start("plans", beside: ["PHAEN_OIDC_ISSUER": "http://127.0.0.1:\(bare.port)"])
            try await suite.waitUntilReady("plans")
            try await signIn(bare.port, "bare")
            _ = await suite.stop("plans")
            try suite.start("plans", beside: ["PHAEN_OIDC_ISSUER": "http://127.0.0.1:\(FreePorts.take(1)[0])"])
            try await suite.waitUntilReady("plans")
            try await signIn(bare.port, "down")
        }
    }
}
