import RPCServer
import Synchronization

/// Takes observations to the log, to the metrics and to whoever listens (tests).
public final class Observatory: Sendable {
    public let log: LogSink
    public let metrics: MetricsRegistry
    private let listener: (@Sendable (Observation) -> Void)?

    public init(
        log: LogSink, metrics: MetricsRegistry = MetricsRegistry(),
        listener: (@Sendable (Observation) -> Void)? = nil
    ) {
        self.log = log
        self.metrics = metrics
        self.listener = listener
    }

    public func record(_ observation: Observation) {
        metrics.record(observation)
        log.record(observation)
        listener?(observation)
    }
}
