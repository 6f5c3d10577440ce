import Crypto
import Kernel

/// What shows that a form or a call comes from a page of ours: made of the cookie's token, which other sites neither
/// know nor can read. Of the token it tells nothing.
///
/// Each page has it under another mask, so that the length of a packed page tells nothing of it (see `Packing`).
public enum FormProof {
    /// The name of the form's field that has it.
    public static let field = "proof"
    private static let count = 24

    /// A mask, and the proof under it.
    public static func of(_ token: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let mask = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return Base64.encode(mask + zip(mask, bare(token)).map { $0 ^ $1 }, alphabet: .urlSafe)
    }

    private static func bare(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("phaen form \(token)".utf8)).prefix(count))
    }

    /// Compares without telling by its time how much of it is right.
    public static func holds(_ proof: String?, for token: String) -> Bool {
        guard let proof, proof.utf8.count == count * 2 / 3 * 4,
            let bytes = Base64.decode(urlSafe: proof.utf8), bytes.count == 2 * count
        else { return false }
        let given = zip(bytes[..<count], bytes[count...]).map { $0 ^ $1 }
        return zip(bare(token), given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
