import Crypto
import Foundation
import JSONRPC
import Kernel
import RPCServer
import Synchronization
import Testing

@Suite("Tokens")
struct TokenTests {
    let issuer = Issuer()
    let clock = StandingClock()

    func identity(
        _ document: [UInt8]? = nil, algorithms: Set<TokenAlgorithm> = TokenAlgorithm.usual
    ) async -> BearerIdentity {
        let document = document ?? Issuer.keySet([issuer.jwk])
        let keys = TokenKeys(source: { document })
        await keys.refresh(now: clock.now)
        let clock = clock
        return BearerIdentity(
            tokens: TokenVerifier(keys: keys, issuer: "issuer", audience: "phaen", algorithms: algorithms),
            lookup: { key, _ in
                key == "phaen_good" ? Caller(kind: .system, subject: "key:1", grants: []) : nil
            }, clock: { clock.now })
    }

    func refused(_ authorization: String, by identity: BearerIdentity) async -> Bool {
        do {
            _ = try await identity.caller(authorization: authorization)
            return false
        } catch {
            return (error as? RPCError)?.kind == .unauthenticated
        }
    }

    @Test func aGoodTokenGivesItsCaller() async throws {
        let identity = await identity()
        let token = try issuer.token(claims(clock))
        for _ in 0..<2 {
            let caller = try await identity.caller(authorization: "Bearer \(token)")
            #expect(caller.subject == "planner-67")
            #expect(caller.kind == .person)
            // A role that this version does not know gives nothing.
            #expect(caller.grants == [Grant(role: .planner, organisation: "67")])
        }
        let service = try issuer.token(claims(clock, subject: "service:plans", audience: #"["other","phaen"]"#))
        #expect(try await identity.caller(authorization: "bearer \(service)").kind == .system)
        #expect(try await identity.caller(authorization: nil) == .anonymous)
        #expect(try await identity.caller(authorization: "Bearer phaen_good").subject == "key:1")
    }

    @Test func timeIsHeldTo() async throws {
        let identity = await identity()
        let token = "Bearer " + (try issuer.token(claims(clock, expires: 60)))
        #expect(try await identity.caller(authorization: token).kind == .person)
        clock.advance(seconds: 60 + TokenVerifier.leewaySeconds - 1)
        #expect(try await identity.caller(authorization: token).kind == .person)
        clock.advance(seconds: 1)
        #expect(await refused(token, by: identity))
        let early = try issuer.token(claims(clock, more: #","nbf":\#(clock.seconds + 31)"#))
        #expect(await refused("Bearer \(early)", by: identity))
        clock.advance(seconds: 1)
        #expect(try await identity.caller(authorization: "Bearer \(early)").kind == .person)
        for wrong in ["1e400", "-1", "\"soon\"", "null", "99999999999999"] {
            let claims = #"{"iss":"issuer","sub":"a","aud":"phaen","exp":\#(wrong)}"#
            #expect(await refused("Bearer " + (try issuer.token(claims)), by: identity), "exp \(wrong)")
        }
        #expect(
            await refused("Bearer " + (try issuer.token(#"{"iss":"issuer","sub":"a","aud":"phaen"}"#)), by: identity))
    }

    @Test func forgedAndMisusedTokensAreRefused() async throws {
        let identity = await identity()
        let good = try issuer.token(claims(clock))
        let parts = good.split(separator: ".").map(String.init)
        var attacks = [
            "other key": try Issuer().token(claims(clock)),
            "other issuer": try issuer.token(claims(clock, issuer: "somebody")),
            "other audience": try issuer.token(claims(clock, audience: #""elsewhere""#)),
            "no audience in list": try issuer.token(claims(clock, audience: "[]")),
            "no subject": try issuer.token(claims(clock, subject: "")),
            "no kid": try issuer.token(claims(clock), header: #"{"alg":"ES256"}"#),
            "unknown kid": try issuer.token(claims(clock), header: #"{"alg":"ES256","kid":"key-9"}"#),
            "critical extension": try issuer.token(
                claims(clock), header: #"{"alg":"ES256","kid":"key-1","crit":["b64"]}"#),
            "algorithm of another key type": try issuer.token(claims(clock), header: #"{"alg":"RS256","kid":"key-1"}"#),
            "algorithm not allowed": try issuer.token(claims(clock), header: #"{"alg":"ES384","kid":"key-1"}"#),
            "changed claims": parts[0] + "." + url(Data(claims(clock, subject: "administrator").utf8)) + "." + parts[2],
            "no signature": parts[0] + "." + parts[1] + ".",
            "two parts": parts[0] + "." + parts[1],
            "four parts": good + ".e30",
            "padding": good + "=",
            "not base64url": good.replacingOccurrences(of: ".", with: "+.", options: [], range: nil),
            "empty": "", "dots": "..", "long": String(repeating: "a", count: 9_000),
        ]
        for algorithm in ["none", "None", "NONE", ""] {
            let unsigned = issuer.parts(claims(clock), header: #"{"alg":"\#(algorithm)","kid":"key-1"}"#)
            attacks["alg \(algorithm)"] = unsigned + "."
            attacks["alg \(algorithm), signed"] = unsigned + "." + parts[2]
        }
        for (name, token) in attacks {
            #expect(await refused("Bearer \(token)", by: identity), "\(name)")
        }
        for header in [
            "Basic \(good)", good, "Bearer", "Bearer  ", "Bearer \(good), Bearer \(good)", "Bearer phaen_bad",
        ] {
            #expect(await refused(header, by: identity), "\(header.prefix(20))")
        }
    }

    @Test func aPublicKeyIsNeverASharedSecret() async throws {
        let symmetric = #"{"kty":"oct","kid":"key-2","alg":"HS256","k":"\#(url(Data("secret".utf8)))"}"#
        let identity = await identity(Issuer.keySet([issuer.jwk, symmetric]))
        let secrets = [
            issuer.key.publicKey.rawRepresentation, issuer.key.publicKey.derRepresentation,
            Data(issuer.key.publicKey.pemRepresentation.utf8), Data(issuer.jwk.utf8), Data("secret".utf8),
        ]
        for secret in secrets {
            for kid in ["key-1", "key-2"] {
                let signed = issuer.parts(claims(clock), header: #"{"alg":"HS256","kid":"\#(kid)"}"#)
                let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: secret))
                #expect(await refused("Bearer \(signed).\(url(Data(code)))", by: identity))
            }
        }
    }

    @Test func otherAlgorithmsWorkWhereAllowed() async throws {
        let key = Curve25519.Signing.PrivateKey()
        let jwk = #"{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"\#(url(key.publicKey.rawRepresentation))"}"#
        let signed = issuer.parts(claims(clock), header: #"{"alg":"EdDSA","kid":"ed"}"#)
        let token = "Bearer \(signed).\(url(try key.signature(for: Data(signed.utf8))))"
        #expect(try await identity(Issuer.keySet([jwk])).caller(authorization: token).kind == .person)
        #expect(await refused(token, by: await identity(Issuer.keySet([jwk]), algorithms: [.es256])))
    }

    @Test func keysRotate() async throws {
        let next = Issuer(kid: "key-2")
        let document = Mutex(Issuer.keySet([issuer.jwk]))
        let reads = Atomic(0)
        let keys = TokenKeys(source: {
            reads.add(1, ordering: .relaxed)
            return document.withLock { $0 }
        })
        await keys.refresh(now: clock.now)
        let clock = clock
        let identity = BearerIdentity(
            tokens: TokenVerifier(keys: keys, issuer: "issuer", audience: "phaen"), clock: { clock.now })
        let old = "Bearer " + (try issuer.token(claims(clock)))
        let new = "Bearer " + (try next.token(claims(clock)))
        #expect(try await identity.caller(authorization: old).kind == .person)
        document.withLock { $0 = Issuer.keySet([next.jwk]) }
        // The document was just read: made-up key names must not make it be read for each request.
        #expect(await refused(new, by: identity))
        #expect(reads.load(ordering: .relaxed) == 1)
        clock.advance(seconds: 11)
        #expect(try await identity.caller(authorization: new).kind == .person)
        #expect(reads.load(ordering: .relaxed) == 2)
        // The old key is gone, and with it what was remembered of its tokens.
        #expect(await refused(old, by: identity))
        // A document that is broken changes nothing.
        for broken in ["", "[]", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","kid":"a","k":"AA"}]}"#] {
            document.withLock { $0 = Array(broken.utf8) }
            await keys.refresh(now: clock.now)
            #expect(try await identity.caller(authorization: new).kind == .person)
        }
    }
}
