import JSONRPC

/// Header fields that every answer of a kind has.
struct AnswerFields: Sendable {
    let json: FieldSet
    /// An answer without a body.
    let empty: FieldSet
    let page: FieldSet
    let isSecure: Bool

    /// - Parameter isSecure: the endpoint speaks TLS: browsers are told to stay with it.
    init(isSecure: Bool) {
        self.isSecure = isSecure
        var common = [(name: "X-Content-Type-Options", value: "nosniff")]
        if isSecure { common.append(("Strict-Transport-Security", "max-age=31536000")) }
        empty = FieldSet(common + [("Cache-Control", "no-store")])
        json = FieldSet(common + [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        // Nothing but the service's own files: no script or style in a page, nothing from another host.
        page = FieldSet(
            common + [
                (
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                        + "img-src 'self' data: blob:; font-src 'self'; form-action 'self'; base-uri 'none'; "
                        + "frame-ancestors 'none'"
                ),
                ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ])
    }
}

extension RPCErrorKind {
    /// The status of a page that ends with this error.
    public var pageStatus: Int {
        switch self {
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound, .methodNotFound: 404
        case .conflict: 409
        case .invalidParams, .invalidRequest, .parseError, .ruleViolated: 400
        case .rateLimited: 429
        case .unavailable: 503
        case .deadlineExceeded: 504
        case .tooLarge: 413
        case .internalError: 500
        }
    }
}
