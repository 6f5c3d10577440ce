import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import RPCSchema
import ReportingContract
import Testing

/// Every contract can be written as an OpenRPC document: no type hides its members, every example is JSON that its
/// method takes.
@Suite struct ContractTests {
    static let contracts: [(name: String, methods: [any RPCMethod.Type])] = [
        ("plans", PlansMethods.all), ("indicators", IndicatorsMethods.all), ("budget", BudgetMethods.all),
        ("reporting", ReportingMethods.all), ("procedures", ProcedureMethods.all), ("files", FileMethods.all),
        ("consultation", ConsultationMethods.all),
    ]

    @Test(arguments: contracts.map(\.name)) func isADocument(_ name: String) throws {
        let methods = Self.contracts.first { $0.name == name }?.methods ?? []
        let document = try OpenRPCDocument(service: LocalizedText(name, name), version: "1.0.0", methods: methods)
        #expect(document.methods.count == methods.count)
        #expect(OpenRPCPage.body(document).contains("<section"))
    }

    @Test(arguments: contracts.map(\.name)) func examplesAreTaken(_ name: String) throws {
        for method in Self.contracts.first(where: { $0.name == name })?.methods ?? [] {
            for example in method.examples {
                let found = Self.faults(method, example)
                #expect(found == [], "\(method.name), “\(example.name)”")
            }
        }
    }

    /// What `meeting.document` answers with, `document.render` takes.
    @Test func aMeetingsDocumentIsAnOfficialOne() throws {
        for example in GetMeetingDocument.examples {
            let params = #"{"organisation":"67-01","idempotencyKey":"1","document":\#(example.result)}"#
            let render = try RPCParams(parsing: Array(params.utf8)).decode(RenderDocument.self)
            #expect(render.document.kind == .agenda)
            #expect(render.document.body.count == 4)
        }
    }

    private static func faults<Method: RPCMethod>(_ method: Method.Type, _ example: RPCExample) -> [String] {
        // Names in braces stand for what earlier answers gave.
        if example.params.contains("\"{") { return [] }
        do {
            _ = try RPCParams(parsing: Array(example.params.utf8)).decode(method)
            return []
        } catch let error as RPCError {
            return error.problems.map { "\($0.path) \($0.rule): \($0.message.en ?? "")" }
        } catch {
            return ["\(error)"]
        }
    }
}
