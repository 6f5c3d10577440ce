/// The cookies of a request (RFC 6265 §5.4).
public enum Cookies {
    /// By name; of several with one name the first, which is the one of the longest path.
    static func parse(_ header: String?) -> [String: String] {
        var cookies: [String: String] = [:]
        for pair in (header ?? "").split(separator: ";").prefix(50) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            let name = String(sides[0].drop { $0 == " " })
            if cookies[name] == nil { cookies[name] = String(sides[1]) }
        }
        return cookies
    }

    /// Changes with the role that a person chooses to act in, so that no service goes on with what it remembers of the
    /// session from before. It says nothing and is asked for nothing else.
    public static let mark = "phaen-hat"

    /// The name of the session's cookie. Over TLS its prefix makes browsers refuse one that another host of the domain
    /// has set.
    public static func session(isSecure: Bool) -> String { isSecure ? "__Host-phaen" : "phaen" }
}
