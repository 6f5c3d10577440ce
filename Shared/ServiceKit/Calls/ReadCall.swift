import Kernel
import Postgres
import RPCServer

/// One call that reads.
public struct ReadCall: Sendable {
    public let context: CallContext
    public let runtime: ServiceRuntime
    /// The shared lane.
    public var database: PostgresClient { runtime.database }
    public var caller: Caller { context.caller }
    public var now: Instant { context.now }

    public init(context: CallContext, runtime: ServiceRuntime) {
        self.context = context
        self.runtime = runtime
    }
}
