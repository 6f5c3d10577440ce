import JSONRPC
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// What a plan needs of others: proposals of projects scored and ranked, hearings with an answer to each comment,
/// announcements with their acknowledgements (P14–P16).
public struct ConsultationModule: ServiceModule {
    public init() {}

    public var methods: [any RPCMethod.Type] { ConsultationMethods.all }
    public var migrations: [Migration] { ConsultationTables.all }
    public var rules: [String: LocalizedText] { ConsultationMessages.rules }

    public func register(on router: ServiceRouter) {
        ProposalHandlers.register(on: router)
        HearingHandlers.register(on: router)
        ProclamationHandlers.register(on: router)
    }
}
