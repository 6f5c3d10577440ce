import BudgetContract
import JSONRPC
import Postgres
import ServiceKit

/// The budget service's own part: lines, the ledger, plans, targets, roll-ups and transfers.
public struct BudgetService: ServiceModule {
    public init() {}

    public var methods: [any RPCMethod.Type] { BudgetMethods.all }
    public var migrations: [Migration] { BudgetMigrations.all }

    public func register(on router: ServiceRouter) {
        LineHandlers.register(on: router)
        ActHandlers.register(on: router)
        LedgerHandlers.register(on: router)
        PlanHandlers.register(on: router)
        SummaryHandlers.register(on: router)
        TransferHandlers.register(on: router)
    }
}
