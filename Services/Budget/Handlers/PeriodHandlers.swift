import BudgetContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// Closed periods.
enum PeriodHandlers {
    static func register(on router: ServiceRouter) {
        router.change(ClosePeriod.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            let closing = try await close(
                $0.organisation, $0.fiscalYear, through: $0.through, letterNumber: $0.letterNumber, $1)
            try await $1.emit("period.closed", subject: closing.id.description, data: closing)
            try await $1.audit(subject: closing.id.description, details: closing)
            return closing
        }
        router.read(ListPeriods.self, at: { try await Find.organisation($0.organisation, on: $1.database) }) {
            PeriodClosings(
                items: try await $1.database.all(
                    SelectClosings(organisation: $0.organisation, fiscalYear: $0.fiscalYear)))
        }
    }

    static func close(
        _ organisation: String, _ year: FiscalYear, through: CalendarDate, letterNumber: String?, _ change: Change
    ) async throws -> PeriodClosing {
        guard let province = try await change.transaction.first(FindOrganisation(code: organisation)) else {
            throw RPCError.notFound("organisation", organisation)
        }
        let lines = try await change.transaction.execute(
            CloseLines(organisation: organisation, fiscalYear: year, through: through))
        let closing = PeriodClosing(
            id: change.newID(), organisation: organisation, fiscalYear: year, through: through,
            letterNumber: letterNumber, lines: lines, closedBy: change.caller.subject, closedAt: change.now)
        _ = try await change.transaction.execute(InsertClosing(province: province, closing: closing))
        return closing
    }
}
