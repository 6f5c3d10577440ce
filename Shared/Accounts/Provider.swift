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
        var endSessionEndpoint: String?
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

    /// It answered, and not as an answer to this visit has to be: another nonce, issuer, audience or signature, or out
    /// of its time.
    static let wrongAnswer = RPCError(
        .forbidden,
        LocalizedText(
            "คำยืนยันจากผู้ให้บริการไม่ถูกต้องหรือหมดอายุ จึงยังไม่ได้เข้าสู่ระบบ เริ่มใหม่อีกครั้ง ถ้ายังเป็นอยู่ให้แจ้งผู้ดูแลระบบ",
            "What the identity provider confirmed is not valid or has expired, so you are not signed in. Begin again; if it stays so, tell your administrator."
        ))

    /// Where the browser ends its session at the provider as well (OpenID Connect RP-Initiated Logout §2); `nil` where
    /// the provider does not say, or does not answer.
    func signOutAddress(returnTo: String?) async -> String? {
        guard let end = try? await describe().endSessionEndpoint else { return nil }
        var items = [("client_id", settings.client)]
        if let returnTo { items.append(("post_logout_redirect_uri", returnTo)) }
        return end + (end.contains("?") ? "&" : "?") + Provider.query(items)
    }

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
                .post, description.tokenEndpoint, headers: headers, body: Array(Provider.query(items).utf8)),
            refused: Provider.wrongAnswer)
        let security = TransferSecurity(authorityFile: settings.authorityFile)
        let keys = TokenKeys(source: {
            try await TransferEngine.shared.perform(
                HTTPTransfer(.get, description.jwksUri, limits: Provider.limits, security: security)
            ).body
        })
        let verifier = TokenVerifier(keys: keys, issuer: settings.issuer, audience: settings.client, takesOnlyKey: true)
        do {
            return try await verifier.subject(of: tokens.idToken, nonce: nonce, now: now)
        } catch {
            // Without its keys nothing that it says can be checked; a token that names no algorithm of ours is refused
            // before they are read.
            if keys.isEmpty { await keys.refresh(now: now) }
            throw keys.isEmpty ? Provider.unavailable : Provider.wrongAnswer
        }
    }

    private func describe() async throws -> Description {
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let description: Description = try await ask(
            HTTPTransfer(.get, base + "/.well-known/openid-configuration"))
        // A description of another issuer would let that one speak for this one (OpenID Connect Discovery §4.3).
        let addresses = [description.authorizationEndpoint, description.tokenEndpoint, description.jwksUri]
        guard description.issuer == settings.issuer,
            (addresses + [description.endSessionEndpoint].compactMap { $0 }).allSatisfy(Provider.isAddress)
        else { throw Provider.unavailable }
        return description
    }

    private static func isAddress(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static let limits = TransferLimits(timeoutMilliseconds: 8_000, responseBytesMax: 1 << 20)

    /// - Parameter refused: thrown where it answers that it does not take what it was sent.
    private func ask<Answer: Decodable>(
        _ transfer: HTTPTransfer, refused: RPCError = Provider.unavailable
    ) async throws -> Answer {
        var transfer = transfer
        transfer.limits = Provider.limits
        transfer.security = TransferSecurity(authorityFile: settings.authorityFile)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let reply = try? await TransferEngine.shared.perform(transfer) else { throw Provider.unavailable }
        if [400, 401, 403].contains(reply.status) { throw refused }
        guard reply.status == 200,
            let answer = try? decoder.decode(Answer.self, from: Data(reply.body))
        else { throw Provider.unavailable }
        return answer
    }

    private static func query(_ items: [(String, String)]) -> String {
        items.map { "\($0.0)=\(PageText.query($0.1))" }.joined(separator: "&")
    }
}
