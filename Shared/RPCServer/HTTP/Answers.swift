import HTTPTypes
import JSONRPC
import Kernel
import NIOCore

/// One HTTP answer, ready to be written.
struct HTTPAnswer: Sendable {
    var status: HTTPResponse.Status
    var fields: HTTPFields
    var body: ByteBuffer
    /// The connection is of no more use: what the caller still sends is not read.
    var closes = false
    var isBodyRead = false
}

/// Header fields that every answer of a kind has.
struct AnswerFields: Sendable {
    let json: HTTPFields
    let page: HTTPFields

    /// - Parameter isSecure: the endpoint speaks TLS: browsers are told to stay with it.
    init(isSecure: Bool) {
        var common = HTTPFields()
        common[.xContentTypeOptions] = "nosniff"
        if isSecure { common[.strictTransportSecurity] = "max-age=31536000" }
        var json = common
        json[.contentType] = "application/json"
        json[.cacheControl] = "no-store"
        self.json = json
        // No script of any kind; styles of the page itself, for charts whose widths are figures.
        common[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        common[HeaderNames.frameOptions] = "DENY"
        common[HeaderNames.referrerPolicy] = "no-referrer"
        common[HeaderNames.resourcePolicy] = "same-origin"
        page = common
    }
}

extension RPCErrorKind {
    /// The status of a page that ends with this error.
    var pageStatus: HTTPResponse.Status {
        switch self {
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound, .methodNotFound: .notFound
        case .conflict: .conflict
        case .invalidParams, .invalidRequest, .parseError, .ruleViolated: .badRequest
        case .rateLimited: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .deadlineExceeded: .gatewayTimeout
        case .tooLarge: .contentTooLarge
        case .internalError: .internalServerError
        }
    }
}
