import BudgetContract
import JSONRPC
import ImportPages
import Kernel
import Postgres
import Procedures
import ServiceKit

/// The budget service's own part: lines, the ledger, plans, targets, roll-ups and transfers.
public struct BudgetService: ServiceModule {
    /// Matters of transfers are opened and moved through this; `ProceduresModule` serves them.
    public static let procedures = Procedures(observers: [TransferObserver(), RequestObserver()])

    public init() {}

    public var methods: [any RPCMethod.Type] { BudgetMethods.all }
    public var migrations: [Migration] { BudgetMigrations.all + [ImportRuns.migration] }
    public var rules: [String: LocalizedText] { Messages.rules }

    public func register(on router: ServiceRouter) {
        LineHandlers.register(on: router)
        ActHandlers.register(on: router)
        LedgerHandlers.register(on: router)
        PlanHandlers.register(on: router)
        SummaryHandlers.register(on: router)
        TransferHandlers(procedures: Self.procedures).register(on: router)
        PeriodHandlers.register(on: router)
        CarryOverHandlers.register(on: router)
        YearHandlers(procedures: Self.procedures).register(on: router)
        ChainHandlers.register(on: router)
        NoticeHandlers.register(on: router)
        SheetHandlers.register(on: router)
        MatchingHandlers.register(on: router)
        AdviceHandlers.register(on: router)
        RequestHandlers(procedures: Self.procedures).register(on: router)
        FollowUpHandlers.register(on: router)
        ForecastHandlers.register(on: router)
        QuarterHandlers.register(on: router)
        PageHandlers.register(on: router)
        BudgetImports.pages.register(on: router)
    }

    /// Transfers are brought onto the plans service's agenda, where there is one, and followed there; each hour requests
    /// whose last day has passed expire.
    public func run(in runtime: ServiceRuntime) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let plans = runtime.peers[AgendaFollower.peer] {
                group.addTask { await AgendaFollower(runtime: runtime, plans: plans).run() }
            }
            group.addTask { try await expire(in: runtime) }
            try await group.waitForAll()
        }
    }

    private func expire(in runtime: ServiceRuntime) async throws {
        while !Task.isCancelled {
            // The database may be away for a while; the next hour is soon enough.
            try? await Expiry(procedures: Self.procedures).sweep(runtime)
            try await Task.sleep(for: .seconds(3_600))
        }
    }
}
