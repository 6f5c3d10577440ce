import CommonContract
import Directory
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCClient
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

extension Processes {
    /// A regional office's service follows a province's: two processes, each over a database server of its own.
    @Suite struct FollowingTests {
        /// What the region keeps itself: the nation and the region.
        private static let above = """
            INSERT INTO organisation (province, code, id, kind, name_th, parent, opened_on) VALUES
                ('TH', 'TH', '0192f0c1-0000-7000-8000-000000000001', 'nation', 'ประเทศไทย', NULL, '1970-01-01'),
                ('TH', 'R17', '0192f0c1-0000-7000-8000-000000000002', 'region', 'ภาค 17', 'TH', '1970-01-01');
            INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
            \(OrganisationReach.recomputed);
            """

        private func peer(_ suite: Suite) async throws -> RPCPeer {
            let token = try await suite.token()
            return RPCPeer(
                RPCPeerSettings(
                    name: "indicators", addresses: [suite.address("indicators")], credential: { token },
                    limits: TransferLimits(timeoutMilliseconds: 30_000)))
        }

        @Test func aRegionHasAProvincesFiguresAMomentLater() async throws {
            var options = Suite.Options()
            options.starting = ["indicators"]
            options.follows = false
            let province = try await Suite(options)
            try await province.database.psql(Fixture.organisations.sql, database: "phaen_indicators")
            let folder = try TemporaryFolder("offices")
            let token = try await province.token([Grant(role: .integrator, organisation: "67")])
            _ = try folder.write("67.token", token.utf8)
            options.settingsOf["indicators"] = [
                "PHAEN_OFFICES": "67=\(province.address("indicators"))", "PHAEN_OFFICE_TOKENS": folder.path,
            ]
            let region = try await Suite(options)
            try await region.database.psql(Self.above, database: "phaen_indicators")
            let (there, here) = (try await peer(province), try await peer(region))
            let period = try #require(Period("FY2566"))
            _ = try await there.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText(th: "ผู้เรียน"), unitCode: "person",
                        unit: LocalizedText(th: "คน"), periodType: .fiscalYear)), deadline: nil)
            @Sendable func set(_ school: String, _ number: Int) async throws {
                let value = DataValue(
                    element: "67-ALL", period: period, organisation: school, number: Quantity(number))
                _ = try await there.call(
                    SetDataValues(idempotencyKey: "\(school) \(number)", under: school, mode: .atomic, values: [value]),
                    deadline: nil)
            }
            @Sendable func follows(_ figures: [String]) async throws {
                try await Pause.until("the region has \(figures): \(region.log("indicators").suffix(1_000))") {
                    let page = try? await here.call(
                        ListDataValues(element: "67-ALL", period: period, organisation: "67"), deadline: nil)
                    return page?.items.map { "\($0.organisation) \($0.number?.description ?? "")" } == figures
                }
            }
            try await set("67-S0001", 10)
            try await follows(["67-S0001 10"])
            // What happens while it is away is there when it is back.
            await region.kill("indicators")
            try await set("67-S0001", 11)
            try await set("67-S0002", 20)
            try region.start("indicators")
            try await region.waitUntilReady("indicators")
            try await follows(["67-S0001 11", "67-S0002 20"])
            // The province's figures are written at the province alone.
            await #expect {
                _ = try await here.call(
                    SetDataValues(
                        idempotencyKey: "here", under: "67-S0001", mode: .atomic,
                        values: [
                            DataValue(element: "67-ALL", period: period, organisation: "67-S0001", number: Quantity(1))
                        ]), deadline: nil)
            } throws: { error in
                let problem = (error as? RPCError)?.problems.first
                return problem?.rule == "figures.followed" && problem?.path == "/values/0/organisation"
            }
            try await follows(["67-S0001 11", "67-S0002 20"])
        }
    }
}
