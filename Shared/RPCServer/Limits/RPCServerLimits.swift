/// Everything that the public face bounds, in one place. The defaults are announced by `rpc.discover`'s page and the
/// settings table; change them on purpose.
public struct RPCServerLimits: Sendable {
    /// A request's body: an import of a province's answers fits.
    public var bodyBytesMax = 8 << 20
    /// Bodies of all connections together, as far as one is over 64 KiB: what callers send at the same time must not
    /// take the memory; beyond it the answer is 503.
    public var bodiesBytesMax = 128 << 20
    /// Members of a batch.
    public var batchMembersMax = 100
    /// Members of one batch that run at once: one caller must not fill the database's lane.
    public var batchConcurrencyMax = 32
    /// One answer, and all answers of a batch together.
    public var answerBytesMax = 16 << 20
    /// Nesting of the JSON.
    public var jsonDepthMax = 64
    /// Requests worked on at the same time; beyond it the answer is 503.
    public var inFlightMax = 1_024
    /// Open connections; beyond it new ones wait to be accepted.
    public var connectionsMax = 4_096
    /// A connection without a request, or with one whose head does not arrive.
    public var idleTimeout = Duration.seconds(60)
    /// From a request's head to the last byte of its body.
    public var bodyTimeout = Duration.seconds(30)
    /// From an answer's last byte given to the socket to its being taken by the caller.
    public var answerTimeout = Duration.seconds(60)
    /// The longest that any call may take, whatever its caller would wait.
    public var callDurationMax = Duration.seconds(60)
    /// Calls that one caller may make in a burst.
    public var callsBurst = 2_000
    /// Calls a second that one caller may go on making.
    public var callsPerSecond = 1_000
    /// The same for those without a credential, by address.
    public var anonymousCallsBurst = 400
    public var anonymousCallsPerSecond = 100
    /// Who may say, in `X-Forwarded-For`, from which address a request came.
    public var trustedProxies = TrustedProxies.none
    /// Callers remembered by the rate limiter.
    public var callersMax = 50_000
    /// One header field, and all of them.
    public var headerBytesMax = 16 << 10
    public var headerCountMax = 100

    public init() {}
}
