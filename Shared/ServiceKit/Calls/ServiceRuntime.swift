import JSONRPC
import Kernel
import Postgres

/// What a running service has: its database, its peers and its clock.
public final class ServiceRuntime: Sendable {
    /// The service's name, `"plans"`; the source of its events.
    public let service: String
    public let database: PostgresClient
    /// Peers by name (`"plans"`, `"indicators"`, `"budget"`, `"reporting"`, `"directory"`) as configured; absent if
    /// not.
    public let peers: [String: any RPCCaller]
    /// The same service of other offices, by the code of the province whose data they keep (I14); a regional office
    /// follows them.
    public let offices: [String: any RPCCaller]
    /// Names of the methods that this service answers.
    public let methods: Set<String>
    /// Where a caller's roles reach.
    public let authoriser: any Authoriser
    public let clock: @Sendable () -> Instant
    /// Work that outlives a request.
    public let jobs: JobQueue
    /// Mail to organisations.
    public let mail: MailQueue
    /// The process that serves; `nil` without one, as in tests.
    public let operation: ServiceOperation?
    /// Set after each commit that wrote an audit entry, so that the sealer need not wait for its next look.
    let recorded = Signal()
    /// Set after each batch of seals: there are new events to send.
    let sealed = Signal()
    /// Messages of broken constraints, by name.
    let rules: [String: LocalizedText]

    /// - Parameter modules: all modules of the service; they say who authorises and what broken constraints mean.
    public init(
        service: String, modules: [any ServiceModule], database: PostgresClient,
        peers: [String: any RPCCaller] = [:], offices: [String: any RPCCaller] = [:],
        clock: @escaping @Sendable () -> Instant, operation: ServiceOperation? = nil
    ) {
        self.service = service
        self.database = database
        self.peers = peers
        self.offices = offices
        self.clock = clock
        self.operation = operation
        methods = Set(modules.flatMap { $0.methods.map { $0.name } })
        authoriser = modules.lazy.compactMap { $0.authoriser(database: database) }.first ?? GrantsAuthoriser()
        rules = modules.reduce(into: [:]) { all, module in all.merge(module.rules) { first, _ in first } }
        jobs = JobQueue()
        mail = MailQueue()
    }
}
