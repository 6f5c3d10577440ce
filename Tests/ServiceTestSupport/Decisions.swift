import CommonContract
import Kernel

extension TestService {
    /// The province's bodies meet elsewhere: officers record what they resolved (`matter.act`), from 2017 on.
    public func recordDecisions(
        of procedures: [String], committee: CommitteeRole = .approve, province: String = "67"
    ) async throws {
        for procedure in procedures {
            _ = try await call(
                ConfigureProcedure(
                    idempotencyKey: "recorded \(procedure) \(province)", procedure: procedure, province: province,
                    committee: committee, decisions: .recorded,
                    effectiveFrom: CalendarDate(year: 2017, month: 1, day: 2) ?? .epoch))
        }
    }
}
