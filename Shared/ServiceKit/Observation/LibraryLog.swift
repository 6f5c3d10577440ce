import Logging

/// Carries what libraries log into the same lines.
struct LibraryLog: LogHandler {
    let sink: LogSink
    let label: String
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level

    init(sink: LogSink, label: String) {
        self.sink = sink
        self.label = label
        // Libraries tell of ports and connections at info: that is debug here.
        logLevel = sink.level <= .debug ? .debug : .notice
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level: LogLevel =
            switch event.level {
            case .trace: .trace
            case .debug, .info: .debug
            case .notice: .notice
            case .warning: .warning
            case .error, .critical: .error
            }
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        sink.line(level, event.message.description) { line in
            line.add("library", label)
            for (name, value) in all.sorted(by: { $0.key < $1.key }) { line.add(name, value.description) }
        }
    }
}

extension LogSink {
    /// A logger for libraries.
    func logger(_ label: String) -> Logger {
        Logger(label: label) { LibraryLog(sink: self, label: $0) }
    }
}
