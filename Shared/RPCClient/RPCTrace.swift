/// What a call passes on to the services that it calls in turn: set by whoever handles the call, read by `RPCPeer`.
public struct RPCTrace: Sendable, Hashable {
    /// `X-Request-ID`, the same in every service's log.
    public var requestID: String
    /// W3C `traceparent`.
    public var traceparent: String?

    public init(requestID: String, traceparent: String? = nil) {
        self.requestID = requestID
        self.traceparent = traceparent
    }

    @TaskLocal public static var current: RPCTrace?
}
