import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Matters, bodies, meetings and resolutions, for any service whose business goes through people (domain §5).
public struct ProceduresModule: ServiceModule {
    let procedures: Procedures
    private let title: LocalizedText?

    /// - Parameters:
    ///   - procedures: the same value that the service's own module opens matters with.
    ///   - title: of the service whose pages show matters and meetings; without one there are no such pages.
    public init(_ procedures: Procedures, title: LocalizedText? = nil) {
        self.procedures = procedures
        self.title = title
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
        if let title {
            let shell = PageShell(service: title, version: ServiceDefinition.suiteVersion)
            MatterPages(shell: shell).register(on: router)
            MeetingPages(shell: shell).register(on: router)
        }
    }
}
