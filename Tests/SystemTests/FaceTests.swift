import BudgetContract
import CommonContract
import ConformanceSupport
import Directory
import Foundation
import IndicatorsContract
import JSONRPC
import PlansContract
import Postgres
import RPCClient
import ReportingContract
import ServiceKit
import ServiceTestSupport
import TestSupport
import Testing

@testable import Phaen

extension Processes {
    /// What other systems meet: the protocol, the document, its examples, at four running services.
    @Suite struct FaceTests {
        private func suite() async throws -> Suite {
            var options = Suite.Options()
            options.follows = false
            // Every example is called by one caller, as fast as it can.
            options.settings = ["PHAEN_ANONYMOUS_CALLS_PER_SECOND": "10000", "PHAEN_ANONYMOUS_CALLS_BURST": "10000"]
            // Its examples show transfers that are decided in the office itself.
            options.settingsOf["budget"] = ["PHAEN_PEER_PLANS": ""]
            return try await Suite(options)
        }

        @Test func everyServiceSpeaksTheProtocolToTheLetter() async throws {
            let suite = try await suite()
            for name in Suite.names {
                let faults = try await Conformance.faults(ofServiceAt: suite.address(name))
                #expect(faults.isEmpty, "\(name):\n\(faults.joined(separator: "\n"))")
            }
        }

        /// Told elsewhere: the reporting service's need the others' year (`MainJobTests`), a matter of the plans
        /// service's examples is none of the other services'.
        private var leftOut: [String: [any RPCMethod.Type]] {
            [
                "reporting": ReportingMethods.all + [GetMatter.self, ActOnMatter.self],
                "budget": [GetMatter.self, ActOnMatter.self],
                "indicators": [GetMatter.self, ActOnMatter.self],
            ]
        }

        @Test(.enabled(if: Readers.areThere)) func theDocumentsTellWhatTheServicesDo() async throws {
            let suite = try await suite()
            for name in Suite.names {
                try await suite.database.psql(Fixture.organisations.sql, database: "phaen_\(name)")
                let job = try await suite.database.psql(
                    """
                    INSERT INTO job (id, kind, params, organisation, subject, created_at, run_after)
                    VALUES (gen_random_uuid(), 'nobody.does', '{}', '67', 'system-tests', now(), now())
                    RETURNING id
                    """, database: "phaen_\(name)")
                try await Told.replay(
                    name, in: suite, ids: ["job": job], leavingOut: leftOut[name] ?? [])
            }
        }
    }
}

/// A service's document, read by others and replayed.
enum Told {
    /// Whose examples come first: the service's own, its procedures', the directory's, and what every service has.
    private static let stories: [String: [any RPCMethod.Type]] = [
        "plans": PlansMethods.all + ProcedureMethods.all + ConsultationMethods.all + FileMethods.all,
        "indicators": IndicatorsMethods.all + ProcedureMethods.all + FileMethods.all,
        "budget": BudgetMethods.all + ProcedureMethods.all + FileMethods.all,
        "reporting": ReportingMethods.all + ProcedureMethods.all + FileMethods.all,
    ]

    /// - Parameter leavingOut: methods whose examples cannot be told here.
    static func replay(
        _ name: String, in suite: Suite, ids: [String: String] = [:], leavingOut: [any RPCMethod.Type] = []
    ) async throws {
        let served = try await Web.get(suite.address(name) + "/openrpc.json")
        #expect(served.status == 200)
        let left = Set(leavingOut.map { $0.name })
        let methods =
            (stories[name] ?? []) + DirectoryModule().methods + AccountMethods.all
            + CommonModule().methods
        let order = methods.map { $0.name }
        #expect(Set(methods.filter { $0.examples.isEmpty }.map { $0.name }).isEmpty)
        var story = ExampleStory(address: suite.address(name), token: try await suite.token(), ids: ids)
        try await story.tell(
            try JSONDocument(parsing: served.body).root.value, order: order, before: BudgetMethods.before,
            leavingOut: left)
        #expect(story.faults.isEmpty, "\(name):\n\(story.faults.joined(separator: "\n"))")
        let documentFile = try suite.folder.write("\(name).openrpc.json", served.body)
        let answersFile = try suite.folder.write("\(name).answers.jsonl", story.answers.flatMap { try $0.line })
        let said = try await Readers.run(
            "openrpc.py", Readers.folder + "/openrpc-1.4.schema.json", documentFile, answersFile)
        #expect(said.hasSuffix("\(story.answers.count) answers"), "\(said)")
    }
}
