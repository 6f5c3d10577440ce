import Postgres
import RPCServer
import Synchronization

/// Counts what was observed; `/metrics` reads it in Prometheus' text format.
public final class MetricsRegistry: Sendable {
    /// A count with its labels, as they are written.
    private struct Series: Hashable {
        var name: String
        var labels: String
    }

    private struct Call: Hashable {
        var method: String
        var outcome: String
    }

    private struct State {
        var calls: [Call: Int] = [:]
        var durations: [String: DurationHistogram] = [:]
        var others: [Series: Int] = [:]
    }

    /// A figure that is asked for when it is read.
    public struct Gauge: Sendable {
        var name: String
        var help: String
        var value: @Sendable () -> Double

        public init(_ name: String, help: String, value: @escaping @Sendable () -> Double) {
            self.name = name
            self.help = help
            self.value = value
        }
    }

    /// The counters beside calls: name and what it counts.
    private static let counters = [
        ("phaen_refused_requests_total", "Requests turned away before any call ran, by status."),
        ("phaen_pages_total", "Pages and files, by path and status."),
        ("phaen_internal_faults_total", "Internal faults, by method."),
        ("phaen_token_key_failures_total", "Readings of the key set that failed."),
        ("phaen_database_waits_total", "Tries at a start that the database did not answer."),
        ("phaen_database_connections_lost_total", "Connections to the database that broke."),
        ("phaen_database_acquire_timeouts_total", "Waits for a free connection that took too long."),
        ("phaen_work_failures_total", "Background work that ended with a fault, by module."),
    ]

    private let state = Mutex(State())

    public init() {}

    func record(_ observation: Observation) {
        switch observation {
        case .server(.call(let method, _, let outcome, let duration, _, _)):
            state.withLock { state in
                state.calls[Call(method: method, outcome: outcome), default: 0] += 1
                state.durations[method, default: DurationHistogram()].add(duration)
            }
        case .server(.fault(_, let method, _, _)): count("phaen_internal_faults_total", "method=\"\(method)\"")
        case .server(.refused(let status, _, _)): count("phaen_refused_requests_total", "status=\"\(status)\"")
        case .server(.page(let path, let status, _, _)):
            count("phaen_pages_total", "path=\"\(path)\",status=\"\(status)\"")
        case .server(.keysUnavailable): count("phaen_token_key_failures_total", "")
        case .waitingForDatabase: count("phaen_database_waits_total", "")
        case .database(.connectionLost): count("phaen_database_connections_lost_total", "")
        case .database(.acquireTimedOut): count("phaen_database_acquire_timeouts_total", "")
        case .workFailed(let module, _): count("phaen_work_failures_total", "module=\"\(module)\"")
        default: break
        }
    }

    private func count(_ name: String, _ labels: String) {
        state.withLock { $0.others[Series(name: name, labels: labels), default: 0] += 1 }
    }

    /// Everything, with the gauges' present values.
    func text(service: String, version: String, gauges: [Gauge]) -> String {
        let state = state.withLock { $0 }
        var text = MetricsText()
        text.family("phaen_build_info", "gauge", "The service and its version.")
        text.sample("phaen_build_info", "service=\"\(service)\",version=\"\(version)\"", "1")
        text.family("phaen_calls_total", "counter", "Calls by method and outcome.")
        for (call, count) in state.calls.sorted(by: {
            ($0.key.method, $0.key.outcome) < ($1.key.method, $1.key.outcome)
        }
        ) {
            text.sample("phaen_calls_total", "method=\"\(call.method)\",outcome=\"\(call.outcome)\"", String(count))
        }
        text.family("phaen_call_duration_seconds", "histogram", "How long calls took.")
        for (method, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
            histogram.write("phaen_call_duration_seconds", "method=\"\(method)\"", into: &text)
        }
        for (name, help) in MetricsRegistry.counters {
            text.family(name, "counter", help)
            for (series, count) in state.others.filter({ $0.key.name == name }).sorted(by: {
                $0.key.labels < $1.key.labels
            }) {
                text.sample(name, series.labels, String(count))
            }
        }
        for gauge in gauges {
            text.family(gauge.name, gauge.name.hasSuffix("_total") ? "counter" : "gauge", gauge.help)
            text.sample(gauge.name, "", MetricsText.number(gauge.value()))
        }
        return text.text
    }
}

/// How often something took how long.
struct DurationHistogram: Sendable {
    /// Upper bounds in microseconds, and as they are written in seconds.
    private static let bounds: [(microseconds: Int, text: String)] = [
        (500, "0.0005"), (1_000, "0.001"), (2_500, "0.0025"), (5_000, "0.005"), (10_000, "0.01"), (25_000, "0.025"),
        (50_000, "0.05"), (100_000, "0.1"), (250_000, "0.25"), (500_000, "0.5"), (1_000_000, "1"), (2_500_000, "2.5"),
        (5_000_000, "5"), (10_000_000, "10"), (30_000_000, "30"),
    ]

    private var buckets = [Int](repeating: 0, count: bounds.count + 1)
    private var count = 0
    private var microseconds = 0

    mutating func add(_ duration: Duration) {
        let value = max(0, Int(duration / .microseconds(1)))
        buckets[Self.bounds.firstIndex { value <= $0.microseconds } ?? Self.bounds.count] += 1
        count += 1
        microseconds += value
    }

    func write(_ name: String, _ labels: String, into text: inout MetricsText) {
        var sum = 0
        for (index, bound) in Self.bounds.enumerated() {
            sum += buckets[index]
            text.sample("\(name)_bucket", "\(labels),le=\"\(bound.text)\"", String(sum))
        }
        text.sample("\(name)_bucket", "\(labels),le=\"+Inf\"", String(count))
        text.sample("\(name)_sum", labels, MetricsText.number(Double(microseconds) / 1_000_000))
        text.sample("\(name)_count", labels, String(count))
    }
}

/// Prometheus' text format 0.0.4.
struct MetricsText: Sendable {
    private(set) var text = ""

    mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
