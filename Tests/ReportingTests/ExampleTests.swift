import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceTestSupport
import Testing

@testable import Reporting

/// Every example of the contract, replayed in order: it is taken, and it shows what the method answers.
@Suite(.timeLimit(.minutes(2))) struct ExampleTests {
    @Test func examplesAreTaken() async throws {
        let stubs = try StubPeers()
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var ids: [String: String] = [:]
            for method in ReportingMethods.all { try await replay(method, service, &ids) }
        }
    }

    /// - Parameter ids: of what earlier examples made, as later ones name it: `{documentId}`.
    private func replay<Method: RPCMethod>(
        _ method: Method.Type, _ service: TestService, _ ids: inout [String: String]
    ) async throws {
        #expect(!Method.examples.isEmpty)
        let caller = Caller.holding(Role.allCases, at: "TH", subject: "example")
        for example in Method.examples {
            var params = example.params
            for (name, id) in ids { params = params.replacing("{\(name)}", with: id) }
            let answer = try await service.call(Method.name, Array(params.utf8), as: caller)
            let shown = try JSONDocument(parsing: Array(example.result.utf8)).root
            _ = try JSONTokenDecoder.decode(Method.Result.self, from: shown)
            // What is shown is there: the members of the answer, whatever their values.
            let given = try JSONDocument(parsing: answer).root
            if let job = given["job"]?.string { ids["jobId"] = job }
            if let id = given["id"]?.string {
                ids[Method.name.prefix { $0 != "." } + "Id"] = id
            }
            for member in shown.members {
                let name = member.name.string ?? ""
                #expect(given[name]?.kind == member.value.kind, "\(Method.name) \(example.name): \(name)")
            }
        }
    }
}
