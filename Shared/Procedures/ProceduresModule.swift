import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Matters, bodies, meetings and resolutions, for any service whose business goes through people (domain §5).
public struct ProceduresModule: ServiceModule {
    let procedures: Procedures

    /// - Parameter procedures: the same value that the service's own module opens matters with.
    public init(_ procedures: Procedures) {
        self.procedures = procedures
    }

    public var methods: [any RPCMethod.Type] { ProcedureMethods.all }
    public var migrations: [Migration] { ProcedureMigrations.all }
    public var rules: [String: LocalizedText] { Messages.rules.merging(MeetingMessages.rules) { own, _ in own } }

    /// Rows for definitions that come with a service, given as JSON: for that service's own migration.
    public static func inserts(_ definitions: [String]) -> String { ShippedDefinitions.inserts(definitions) }

    public func register(on router: ServiceRouter) {
        registerProcedures(on: router)
        registerMatters(on: router)
        registerBodies(on: router)
        registerMeetings(on: router)
    }
}
