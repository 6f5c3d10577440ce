import BudgetContract
import CommonContract
import Foundation
import JSONRPC
import Kernel
import RPCClient
import Testing

@testable import Phaen

extension Processes {
    /// TLS between the services: a certificate authority of the installation's own, HTTP/2, and nobody else's word.
    @Suite(.enabled(if: Readers.areThere)) struct SecureTransportTests {
        private func suite(_ certificates: TemporaryFolder, certificate: String = "server") async throws -> Suite {
            try await Readers.run("certificates.py", certificates.path)
            var options = Suite.Options()
            options.starting = ["plans"]
            options.settings = ["PHAEN_PEER_CA_FILE": certificates.path + "/ca.pem"]
            options.settingsOf = [
                "plans": [
                    "PHAEN_TLS_CERTIFICATE_FILE": "\(certificates.path)/\(certificate).pem",
                    "PHAEN_TLS_KEY_FILE": "\(certificates.path)/\(certificate).key",
                ]
            ]
            return try await Suite(options)
        }

        @Test func whoIsNotVouchedForIsNotTalkedTo() async throws {
            let certificates = try TemporaryFolder("tls")
            let suite = try await suite(certificates)
            let address = suite.address("plans")
            #expect(address.hasPrefix("https://"))
            let reply = try await Web.get(address + "/openrpc.json", authorityFile: certificates.path + "/ca.pem")
            #expect(reply.status == 200 && reply.version == "HTTP/2")
            #expect(reply.header("strict-transport-security") != nil)
            func refusal(_ address: String, _ authority: String?) async -> TransferFailure? {
                await #expect(throws: TransferFailure.self) {
                    _ = try await Web.get(
                        address + "/openrpc.json", authorityFile: authority.map { "\(certificates.path)/\($0)" })
                }
            }
            for authority in ["other-ca.pem", nil] {
                let failure = await refusal(address, authority)
                if case .notTrusted? = failure {} else { Issue.record("\(String(describing: failure))") }
            }
            // Plain HTTP to the same port gets no answer that could be taken for one.
            _ = await refusal(address.replacing("https://", with: "http://"), nil)
            for certificate in ["wrong-name", "expired"] {
                // The connection of the first answer is still there, idle: nobody waits for it.
                let asked = ContinuousClock.now
                #expect(await suite.stop("plans") == 0)
                #expect(asked.duration(to: .now) < .seconds(15))
                try suite.start(
                    "plans",
                    beside: [
                        "PHAEN_TLS_CERTIFICATE_FILE": "\(certificates.path)/\(certificate).pem",
                        "PHAEN_TLS_KEY_FILE": "\(certificates.path)/\(certificate).key",
                    ])
                try await suite.waitUntilReady("plans")
                let failure = await refusal(address, "ca.pem")
                if case .notTrusted? = failure {
                } else {
                    Issue.record("\(certificate): \(String(describing: failure))")
                }
            }
        }

        @Test func servicesFollowEachOtherOverTLS() async throws {
            let certificates = try TemporaryFolder("tls")
            let suite = try await suite(certificates)
            let token = try await suite.token()
            func peer(_ name: String) -> RPCPeer {
                RPCPeer(
                    RPCPeerSettings(
                        name: name, addresses: [suite.address(name)], credential: { token },
                        security: TransferSecurity(authorityFile: certificates.path + "/ca.pem")))
            }
            _ = try await peer("plans").call(
                CreateOrganisation(
                    idempotencyKey: "nation", code: "TH", kind: .nation, name: LocalizedText(th: "ประเทศไทย"),
                    parent: nil,
                    openedOn: CalendarDate(year: 2000, month: 1, day: 1)), deadline: nil)
            // One that trusts another authority hears nothing, says why, and serves all the same.
            try suite.start("budget", beside: ["PHAEN_PEER_CA_FILE": certificates.path + "/other-ca.pem"])
            try await suite.waitUntilReady("budget")
            try await Pause.until("the budget service says that plans is not reachable") {
                let ready = try await Web.get(suite.privateAddress("budget", "/ready"))
                return String(decoding: ready.body, as: UTF8.self).contains(#"{"name":"plans","reachable":false}"#)
            }
            let unknown = await #expect(throws: RPCError.self) {
                try await peer("budget").call(GetOrganisation(organisation: "TH"), deadline: nil)
            }
            #expect(unknown?.kind == .notFound)
            _ = await suite.stop("budget")
            try suite.start("budget")
            try await suite.waitUntilReady("budget")
            try await Pause.until("the budget service follows over TLS") {
                (try? await peer("budget").call(GetOrganisation(organisation: "TH"), deadline: nil)) != nil
            }
        }
    }
}
