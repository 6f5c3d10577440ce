import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import Procedures
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

/// The service's face: its examples replayed, its page, its events.
@Suite struct FaceTests {
    /// In the order of the document the examples make one story; each answers as it says.
    @Test func examplesReplay() async throws {
        let modules: [any ServiceModule] = [ProceduresModule(IndicatorsService.procedures), IndicatorsService()]
        try await withService(modules: modules, name: "indicators") { service in
            let everything = Caller.holding(Role.allCases, at: "TH", subject: "example")
            for method in IndicatorsMethods.all {
                #expect(!method.examples.isEmpty)
                for example in method.examples {
                    do {
                        let answer = try await service.call(method.name, Array(example.params.utf8), as: everything)
                        let (said, given) = (try shape(Array(example.result.utf8)), try shape(answer))
                        #expect(said == given, "\(method.name), “\(example.name)”")
                    } catch {
                        Issue.record("\(method.name), “\(example.name)”: \(error)")
                    }
                    // What is read after it is what its job has done.
                    if method is RunFigureBulk.Type { try await service.runJobs() }
                }
            }
        }
    }

    /// JSON with what differs by run replaced by its kind, members in the order of their names.
    private func shape(_ json: [UInt8]) throws -> String {
        func text(_ value: JSONValue, _ name: String) -> String {
            switch value {
            case .object(let members):
                let inner = members.sorted { $0.name < $1.name }.map { "\($0.name): \(text($0.value, $0.name))" }
                return "{\(inner.joined(separator: ", "))}"
            case .array(let values): return "[\(values.map { text($0, name) }.joined(separator: ", "))]"
            case .string(let string):
                if ID(string) != nil { return "⟨id⟩" }
                if Instant(string) != nil { return "⟨instant⟩" }
                return name == "answersHash" || name == "nextCursor" ? "⟨\(name)⟩" : string
            case .number(let number): return name == "daysOverdue" || name == "figures" ? "⟨\(name)⟩" : number
            case .bool(let bool): return String(bool)
            case .null: return "null"
            }
        }
        return text(try JSONDocument(parsing: json).root.value, "")
    }
}
