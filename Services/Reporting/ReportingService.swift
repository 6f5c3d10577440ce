import JSONRPC
import Kernel
import Postgres
import ReportingContract
import ServiceKit

/// The reporting service's own part: reports composed from the other services, their way to publication, and the
/// files made of them.
public struct ReportingService: ServiceModule {
    public init() {}

    public var methods: [any RPCMethod.Type] { ReportingMethods.all }
    public var migrations: [Migration] { ReportingMigrations.all }

    public var rules: [String: LocalizedText] {
        [
            "report_revision_taken": ReportMessages.composedMeanwhile,
            "report_code_taken": ReportMessages.composedMeanwhile,
            "report_complete": ReportMessages.incomplete,
        ]
    }

    public func register(on router: ServiceRouter) {
        ReadHandlers.register(on: router)
        ComposeHandler.register(on: router)
        StepHandlers.register(on: router)
        ReportPages.register(on: router)
    }
}
