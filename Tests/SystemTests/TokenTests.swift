import Foundation
import JSONRPC
import RPCClient
import Testing

extension Processes {
    /// Tokens that another library issued (PyJWT): the service takes what is pinned and refuses what is forged.
    @Suite struct TokenTests {
        private struct Issued: Decodable {
            var good: [String: String]
            var bad: [String: String]
            var elsewhere: String
        }

        @Test(.enabled(if: Readers.areThere)) func onlyWhatIsPinnedIsTaken() async throws {
            let folder = try TemporaryFolder("tokens")
            let printed = try await Readers.run("tokens.py", folder.path)
            let issued = try JSONDecoder().decode(Issued.self, from: Data(printed.utf8))
            var options = Suite.Options()
            options.starting = ["plans"]
            options.settings = [
                "PHAEN_JWKS": folder.path + "/jwks.json", "PHAEN_ISSUER": "https://issuer.example",
                "PHAEN_AUDIENCE": "phaen", "PHAEN_ALGORITHMS": "RS256,PS256,ES256",
            ]
            let suite = try await Suite(options)
            func outcome(_ token: String) async -> RPCErrorKind? {
                let peer = RPCPeer(
                    RPCPeerSettings(name: "plans", addresses: [suite.address("plans")], credential: { token }))
                // Nobody's organisation: a caller who is let in learns that it is not there.
                return await #expect(throws: RPCError.self) {
                    _ = try await peer.call(
                        "organisation.get", params: Array(#"{"organisation":"TH"}"#.utf8), repeatable: true)
                }?.kind
            }
            for (name, token) in issued.good.sorted(by: { $0.key < $1.key }) {
                #expect(await outcome(token) == .notFound, "\(name) is good")
            }
            for (name, token) in issued.bad.sorted(by: { $0.key < $1.key }) {
                #expect(await outcome(token) == .unauthenticated, "\(name) is forged")
            }
            // Good, and for another province: in, and no further.
            let elsewhere = RPCPeer(
                RPCPeerSettings(
                    name: "plans", addresses: [suite.address("plans")], credential: { issued.elsewhere }))
            let refused = await #expect(throws: RPCError.self) {
                _ = try await elsewhere.call(
                    "audit.list", params: Array(#"{"province":"67"}"#.utf8), repeatable: true)
            }
            #expect(refused?.kind == .forbidden)
            #expect(issued.good.count >= 5 && issued.bad.count >= 20)
        }
    }
}
