/// One HTTP request to be sent through a `TransferEngine`. Redirects are never followed, no proxy of the environment
/// is used, and the answer's size is bounded.
public struct HTTPTransfer: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    /// `http://` or `https://`.
    public var url: String
    /// Sent as they are; a name or value with a line break is refused.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    public var limits: TransferLimits
    public var security: TransferSecurity

    public init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        limits: TransferLimits = TransferLimits(), security: TransferSecurity = TransferSecurity()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.security = security
    }
}

/// How long a transfer may take and how much it may bring.
public struct TransferLimits: Sendable, Hashable {
    /// For the whole transfer, the wait for a free place included; a caller's nearer deadline wins.
    public var timeoutMilliseconds: Int
    /// For name resolution, TCP and TLS together.
    public var connectTimeoutMilliseconds: Int
    /// Of the answer's body.
    public var responseBytesMax: Int

    public init(
        timeoutMilliseconds: Int = 30_000, connectTimeoutMilliseconds: Int = 2_000,
        responseBytesMax: Int = 32 << 20
    ) {
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.responseBytesMax = responseBytesMax
    }
}

/// Whom a transfer trusts and where it may go. Certificates and host names are always verified.
public struct TransferSecurity: Sendable, Hashable {
    /// PEM file of the authorities trusted instead of the system's.
    public var authorityFile: String?
    /// Folder of hashed PEM files of the authorities trusted.
    public var authorityFolder: String?
    /// For addresses that somebody else chose (webhooks): connects to public addresses only.
    public var refusesLocalAddresses: Bool

    public init(authorityFile: String? = nil, authorityFolder: String? = nil, refusesLocalAddresses: Bool = false) {
        self.authorityFile = authorityFile
        self.authorityFolder = authorityFolder
        self.refusesLocalAddresses = refusesLocalAddresses
    }
}

/// The answer to an `HTTPTransfer`, whatever its status.
public struct HTTPTransferReply: Sendable {
    public var status: Int
    /// Of the protocol that was spoken, `"HTTP/1.1"` or `"HTTP/2"`.
    public var version = ""
    /// In the order received, names in lower case.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    /// The first header of that name (lower case).
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// Why a transfer brought no answer.
public enum TransferFailure: Error, Sendable, Hashable {
    /// The task that waited for it was cancelled.
    case cancelled
    /// Time ran out; `sent` tells whether the other side may have seen the request.
    case timedOut(sent: Bool)
    /// No connection came about: nothing was sent.
    case notConnected(String)
    /// TLS failed, or the certificate is not trusted: nothing was sent.
    case notTrusted(String)
    /// The connection ended, or what came was no HTTP; the other side may have acted.
    case broken(String)
    /// The answer is larger than allowed, in bytes.
    case tooLarge(limit: Int)
    /// As many transfers wait already as may.
    case overloaded(limit: Int)
    /// The transfer itself is not possible (malformed address, line break in a header, refused recipient).
    case invalid(String)
}
