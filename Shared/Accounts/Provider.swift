import Crypto
import FoundationEssentials
import JSONRPC
import Kernel
import Pages
import RPCClient
import RPCServer
import ServiceKit

/// An OpenID Connect provider: authorisation code with PKCE (RFC 7636), discovery, and its keys read as those of every
/// issuer are.
struct Provider: Sendable {
    let settings: ServiceConfiguration.Provider

    /// What of the provider's own description is used.
    private struct Description: Decodable {
        var issuer: String
        var authorizationEndpoint: String
        var tokenEndpoint: String
        var jwksUri: String
        var idTokenSigningAlgValuesSupported: [String]?
    }

    private struct Tokens: Decodable {
        var idToken: String
    }

    static let unavailable = RPCError(
        .unavailable,
        LocalizedText(
            "ผู้ให้บริการยืนยันตัวตนไม่ตอบหรือตอบผิด ลองใหม่ หรือเข้าด้วยรหัสผ่าน",
            "the identity provider does not answer, or not rightly; try again, or sign in with your password"))

    /// Where to send the browser.
    func address(state: String, nonce: String, verifier: String) async throws -> String {
        let description = try await describe()
        let challenge = Base64.encode(Array(SHA256.hash(data: Array(verifier.utf8))), alphabet: .urlSafe)
        let items = [
            ("response_type", "code"), ("client_id", settings.client), ("redirect_uri", settings.returnAddress),
            ("scope", "openid"), ("state", state), ("nonce", nonce), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        let mark = description.authorizationEndpoint.contains("?") ? "&" : "?"
        return description.authorizationEndpoint + mark + Provider.query(items)
    }

    /// Whom the code stands for: the provider's own name of the person.
    func subject(code: String, nonce: String, verifier: String, now: Instant) async throws -> String {
        let description = try await describe()
        var items = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", settings.returnAddress),
            ("code_verifier", verifier),
        ]
        var headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
        if let secret = settings.secret {
            let pair = "\(PageText.query(settings.client)):\(PageText.query(secret))"
            headers.append(("Authorization", "Basic \(Base64.encode(Array(pair.utf8)))"))
        } else {
            items.append(("client_id", settings.client))
        }
        let tokens: Tokens = try await ask(
            HTTPTransfer(
                .post, description.tokenEndpoint, headers: headers, body: Array(Provider.query(items).utf8)))
        let security = TransferSecurity(authorityFile: settings.authorityFile)
        let keys = TokenKeys(source: {
            try await TransferEngine.shared.perform(
                HTTPTransfer(.get, description.jwksUri, limits: Provider.limits, security: security)
            ).body
        })
        let verifier = TokenVerifier(keys: keys, issuer: settings.issuer, audience: settings.client, takesOnlyKey: true)
        guard let subject = try? await verifier.subject(of: tokens.idToken, nonce: nonce, now: now) else {
            throw Provider.unavailable
        }
        return subject
    }

    private func describe() async throws -> Description {
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let description: Description = try await ask(
            HTTPTransfer(.get, base + "/.well-known/openid-configuration"))
        // A description of another issuer would let that one speak for this one (OpenID Connect Discovery §4.3).
        guard description.issuer == settings.issuer else { throw Provider.unavailable }
        return description
    }

    private static let limits = TransferLimits(timeoutMilliseconds: 8_000, responseBytesMax: 1 << 20)

    private func ask<Answer: Decodable>(_ transfer: HTTPTransfer) async throws -> Answer {
        var transfer = transfer
        transfer.limits = Provider.limits
        transfer.security = TransferSecurity(authorityFile: settings.authorityFile)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let reply = try? await TransferEngine.shared.perform(transfer), reply.status == 200,
            let answer = try? decoder.decode(Answer.self, from: Data(reply.body))
        else { throw Provider.unavailable }
        return answer
    }

    private static func query(_ items: [(String, String)]) -> String {
        items.map { "\($0.0)=\(PageText.query($0.1))" }.joined(separator: "&")
    }
}
