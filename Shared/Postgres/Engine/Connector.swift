import CPostgres
import Glibc

/// Opening a connection: name look-up, TLS and password hashing take their time, so every attempt has a short-lived
/// thread of its own and the event thread only ever sees connections that are ready.
struct Connector: Sendable {
    private let configuration: PostgresConfiguration

    init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
    }

    /// Blocks; only for a thread of its own.
    func connect(for use: PostgresObservation.Use) -> Result<Connection, PostgresError> {
        // Earlier settings are defaults: what the connection string says comes after them and wins.
        var settings = [
            ("fallback_application_name", configuration.applicationName),
            ("connect_timeout", String(max(2, configuration.connectTimeout.milliseconds / 1_000))),
            ("target_session_attrs", configuration.targetSessionAttributes),
            ("keepalives_idle", "30"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
        ]
        if configuration.prepares { settings.append(("options", options(for: use))) }
        settings += [("dbname", configuration.conninfo), ("client_encoding", "UTF8")]

        var keywords = settings.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values = settings.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer { for pointer in keywords + values { free(UnsafeMutablePointer(mutating: pointer)) } }
        guard let pointer = PQconnectdbParams(&keywords, &values, 1) else {
            return .failure(.connection("no memory for a connection"))
        }
        guard PQstatus(pointer) == CONNECTION_OK else {
            let message = PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
            PQfinish(pointer)
            return .failure(.connection(message))
        }
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        // A pooler refuses startup options, but keeps this one setting with whoever asked for it: the server reports it.
        if !configuration.prepares {
            let result = PQexec(pointer, "SET TIME ZONE 'UTC'")
            let isSet = PQresultStatus(result) == PGRES_COMMAND_OK
            PQclear(result)
            guard isSet else {
                PQfinish(pointer)
                return .failure(.connection("the session's time zone cannot be set"))
            }
        }
        guard PQsetnonblocking(pointer, 1) == 0, PQenterPipelineMode(pointer) == 1 else {
            PQfinish(pointer)
            return .failure(.connection("the connection refuses pipeline mode"))
        }
        return .success(Connection(pointer: pointer))
    }

    /// With prepared statements alone: behind a pooler the session is not ours.
    private func options(for use: PostgresObservation.Use) -> String {
        let timeout = use == .lane ? configuration.laneStatementTimeout : configuration.leasedStatementTimeout
        // Compiling a statement takes longer than running it does: none here runs for seconds.
        return "-c timezone=UTC -c jit=off -c statement_timeout=\(use == .listener ? 0 : timeout.milliseconds) "
            + "-c idle_in_transaction_session_timeout=\(configuration.idleInTransactionTimeout.milliseconds)"
    }
}

/// libpq's connection on its way from the thread that opened it to the event thread, which alone uses it from then on.
struct Connection: @unchecked Sendable {
    let pointer: OpaquePointer
}

enum Background {
    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Runs `body` on a thread of its own. False if the system has none to give.
    static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(body))
        let status = pthread_create(
            &thread, &attributes,
            { raw in
                if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        if status != 0 { box.release() }
        return status == 0
    }
}
