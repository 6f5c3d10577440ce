import Crypto
import Foundation
import JSONRPC
import Kernel
import RPCServer
import Synchronization

/// An issuer of tokens, honest or not.
struct Issuer: Sendable {
    let key = P256.Signing.PrivateKey()
    var kid = "key-1"

    /// Its public key as a member of a JWKS document.
    var jwk: String {
        let raw = key.publicKey.rawRepresentation
        return
            #"{"kty":"EC","crv":"P-256","kid":"\#(kid)","x":"\#(url(raw.prefix(32)))","y":"\#(url(raw.suffix(32)))"}"#
    }

    static func keySet(_ members: [String]) -> [UInt8] {
        Array(#"{"keys":[\#(members.joined(separator: ","))]}"#.utf8)
    }

    /// A token of these claims; `header` as JSON, ES256 with the key's id unless told otherwise.
    func token(_ claims: String, header: String? = nil) throws -> String {
        let signed = parts(claims, header: header)
        return signed + "." + url(try key.signature(for: Data(signed.utf8)).rawRepresentation)
    }

    /// Header and claims without a signature.
    func parts(_ claims: String, header: String? = nil) -> String {
        url(Data((header ?? #"{"alg":"ES256","typ":"JWT","kid":"\#(kid)"}"#).utf8)) + "." + url(Data(claims.utf8))
    }
}

func url(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}

/// A clock that stands until it is moved.
final class StandingClock: Sendable {
    private let time: Mutex<Instant>

    init(_ text: String = "2023-06-01T02:00:00Z") {
        time = Mutex(Instant(text) ?? Instant(microsecondsSinceEpoch: 0))
    }

    var now: Instant { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
    /// Seconds since 1970.
    var seconds: Int64 { now.microsecondsSinceEpoch / 1_000_000 }
}

/// Claims of a good token, of which tests spoil one at a time.
func claims(
    _ clock: StandingClock, subject: String = "planner-67", issuer: String = "issuer", audience: String = #""phaen""#,
    expires: Int64 = 600, more: String = ""
) -> String {
    #"{"iss":"\#(issuer)","sub":"\#(subject)","aud":\#(audience),"exp":\#(clock.seconds + expires)\#(more),"#
        + #""grants":[{"role":"planner","organisation":"67"},{"role":"wizard","organisation":"TH"}]}"#
}
