import CommonContract
import Directory
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

/// Rows in which `organisation_reach` and the closure computed from nothing differ.
struct ReachDifferences: Statement {
    static let sql = """
        WITH expected (ancestor, descendant, relation, depth) AS (\(OrganisationReach.recomputed)),
        missing AS (SELECT * FROM expected
                    EXCEPT SELECT ancestor, descendant, relation, depth::integer FROM organisation_reach),
        surplus AS (SELECT ancestor, descendant, relation, depth::integer FROM organisation_reach
                    EXCEPT SELECT * FROM expected)
        SELECT (SELECT count(*) FROM missing) + (SELECT count(*) FROM surplus)
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

@Suite struct ReachTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func theClosureIsTheRecomputedOneAfterRandomMoves(_ seed: UInt64) async throws {
        try await withService { service in
            var dice = Seeded(seed)
            let count = 30
            let rows = (0..<count).map { number in
                OrganisationImportRow(
                    code: "67-X\(number)", kind: .agency, name: LocalizedText(th: "หน่วยงาน \(number)"),
                    parent: number < 4 ? "67" : "67-X\(number / 4)",
                    supervisor: number % 3 == 2 ? "67-X\(number / 2 - 1)" : nil)
            }
            _ = try await service.call(ImportOrganisations(idempotencyKey: "i", under: "67", rows: rows))
            var versions = [Int](repeating: 1, count: count)
            var moves = 0
            for step in 0..<60 {
                let number = Int.random(in: 0..<count, using: &dice)
                let parent = Int.random(in: -1..<count, using: &dice)
                let supervisor = Int.random(in: -count..<count, using: &dice)
                let move = MoveOrganisation(
                    idempotencyKey: "m\(step)", organisation: .code("67-X\(number)"),
                    parent: parent < 0 ? "67" : "67-X\(parent)",
                    supervisor: supervisor < 0 ? nil : "67-X\(supervisor)", effectiveOn: day("2023-10-01"),
                    expectedVersion: versions[number])
                let error = await fault { _ = try await service.call(move) }
                if error == nil {
                    versions[number] += 1
                    moves += 1
                } else {
                    #expect(error?.kind == .ruleViolated)
                }
                if step % 10 == 9 { #expect(try await service.database.first(ReachDifferences()) == 0) }
            }
            #expect(moves > 5)
        }
    }

    @Test func twoMovesAtOnceMakeNoCycle() async throws {
        try await withService { service in
            @Sendable func move(_ one: String, under other: String) async -> RPCError? {
                await fault {
                    _ = try await service.call(
                        MoveOrganisation(
                            idempotencyKey: one, organisation: .code(one), parent: other,
                            effectiveOn: day("2023-10-01"), expectedVersion: 1))
                }
            }
            async let first = move("67-01", under: "67-02")
            async let second = move("67-02", under: "67-01")
            let errors = await [first, second].compactMap { $0 }
            let differences = try await service.database.first(ReachDifferences())
            #expect(errors.count == 1 && differences == 0)
        }
    }
}
