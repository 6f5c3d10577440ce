import Postgres
import ServiceTestSupport
import TestSupport
import Testing

@testable import Directory

/// A country's organisations, people and their reach: no statement reads them from end to end.
@Suite struct StatementPlanTests {
    private static let growing = ["organisation", "organisation_history", "organisation_reach", "assignment"]

    /// 60 provinces of 10 agencies with 30 schools each, a person at every school.
    private static let filling = """
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT p::text, p::text, gen_random_uuid(), 'province', 'จังหวัด', 'R17', '1970-01-01'
          FROM generate_series(10, 64) p;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT p::text, p || '-A' || a, gen_random_uuid(), 'agency', 'หน่วยงาน', p::text, '1970-01-01'
          FROM generate_series(10, 64) p, generate_series(1, 10) a;
        INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on)
        SELECT p::text, p || '-A' || a || '-S' || s, gen_random_uuid(), 'school', 'โรงเรียน', p || '-A' || a, '1970-01-01'
          FROM generate_series(10, 64) p, generate_series(1, 10) a, generate_series(1, 30) s;
        INSERT INTO organisation_history (province, code, version, change, effective_on, name_th, parent, recorded_at)
        SELECT province, code, v, 'opened', opened_on, name_th, parent, now() FROM organisation, generate_series(2, 3) v;
        DELETE FROM organisation_reach;
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        \(OrganisationReach.recomputed);
        INSERT INTO assignment (id, subject, role, organisation, valid_from, version)
        SELECT gen_random_uuid(), 'person-' || code, 'reporter', code, '2022-10-01', 1 FROM organisation;
        ANALYZE;
        """

    @Test func nothingThatGrowsIsReadFromEndToEnd() async throws {
        try await withService(modules: []) { service in
            let database = service.database
            try await database.transaction { try await $0.script(Self.filling) }
            func plan<Planned: Statement>(_ statement: Planned.Type) async throws {
                let plan = try await StatementPlan.generic(statement, on: database)
                let scanned = StatementPlan.scanned(Self.growing, in: plan)
                #expect(scanned.isEmpty, "\(statement) reads \(scanned):\n\(plan)")
            }
            try await plan(FindOrganisation.self)
            try await plan(OrganisationsByCode.self)
            try await plan(OrganisationsWithAbove.self)
            try await plan(OrganisationPage.self)
            try await plan(OrganisationNodes.self)
            try await plan(OrganisationHistory.self)
            try await plan(CountOpenBelow.self)
            try await plan(AddHistory.self)
            try await plan(LastChangeDay.self)
            try await plan(ReachedBy.self)
            try await plan(Reaches.self)
            try await plan(AssignedRoles.self)
            try await plan(FindAssignment.self)
            try await plan(AssignmentPage.self)
        }
    }
}
