import Crypto
import Kernel

/// What shows that a form or a call comes from a page of ours: made of the cookie's token, which other sites neither
/// know nor can read. Of the token it tells nothing.
public enum FormProof {
    /// The name of the form's field that has it.
    public static let field = "proof"

    public static func of(_ token: String) -> String {
        Base64.encode(
            Array(SHA256.hash(data: Array("phaen form \(token)".utf8))).prefix(24), alphabet: .urlSafe)
    }

    /// Compares without telling by its time how much of it is right.
    public static func holds(_ proof: String?, for token: String) -> Bool {
        guard let proof else { return false }
        let (wanted, given) = (Array(of(token).utf8), Array(proof.utf8))
        guard wanted.count == given.count else { return false }
        return zip(wanted, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
