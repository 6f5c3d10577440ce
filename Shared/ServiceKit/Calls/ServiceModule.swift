import JSONRPC
import Kernel
import Postgres
import RPCServer

/// A part of a service that brings methods, tables and background work: the service's own part, the directory, the
/// procedures, and what every service has (audit, events, webhooks, keys, jobs).
public protocol ServiceModule: Sendable {
    /// Every method it answers; at start these must be exactly those registered.
    var methods: [any RPCMethod.Type] { get }
    /// In order; names are prefixed by the module.
    var migrations: [Migration] { get }
    /// What a broken constraint of its tables means to people, by the constraint's name.
    var rules: [String: LocalizedText] { get }
    /// Registers a handler for each of `methods`.
    func register(on router: ServiceRouter)
    /// Who decides where a caller's roles reach; only the directory answers.
    func authoriser(database: PostgresClient) -> (any Authoriser)?
    /// Who knows the visitors of pages; only the accounts answer.
    func visitors(in runtime: ServiceRuntime) -> (any PageVisitors)?
    /// Work that goes on beside calls, until cancelled.
    func run(in runtime: ServiceRuntime) async throws
}

extension ServiceModule {
    public var rules: [String: LocalizedText] { [:] }
    public func authoriser(database: PostgresClient) -> (any Authoriser)? { nil }
    public func run(in runtime: ServiceRuntime) async throws {}
}
