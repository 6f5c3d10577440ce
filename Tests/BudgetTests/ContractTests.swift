import BudgetContract
import Foundation
import JSONRPC
import Kernel
import Testing

/// The contract's examples are params and answers of their methods.
@Suite struct ContractTests {
    @Test(arguments: BudgetMethods.all.map { $0.name })
    func examplesFit(name: String) throws {
        let method = try #require(BudgetMethods.all.first { $0.name == name })
        #expect(!method.summary.th.isEmpty && method.summary.en?.isEmpty == false)
        for example in method.examples {
            #expect(try problems(method, example) == [], "\(example.name)")
        }
    }

    private func problems<Method: RPCMethod>(_ method: Method.Type, _ example: RPCExample) throws -> [Problem] {
        let params = try JSONDecoder().decode(
            Method.self,
            from: Data(
                // Names in braces stand for what an earlier answer gave.
                example.params.replacing(/\{[a-zA-Z]+Id\}/, with: ID(at: .init(microsecondsSinceEpoch: 0)).description)
                    .utf8))
        _ = try JSONDecoder().decode(Method.Result.self, from: Data(example.result.utf8))
        var problems = Problems()
        params.check(&problems)
        return problems.items
    }

    @Test func everyProblemAtOnce() {
        let act = ActDraft(
            kind: .disbursement, line: "L1", commitment: "PO", amount: .zero, date: CalendarDate("2022-12-01")!,
            document: EntryDocument(code: ""))
        var problems = Problems()
        act.check(at: "/acts/7", &problems)
        #expect(problems.items.map(\.path) == ["/acts/7/amount", "/acts/7/document/code", "/acts/7"])
        var line = Problems()
        LineDraft(
            code: "", fiscalYear: FiscalYear(2566)!, organisation: "67", planType: .basic, category: .other,
            categoryDetail: Array(repeating: "x", count: 6), source: .other, workKind: .output, workCode: "W",
            gfmisAgency: "1234", gfmisUnit: "12345678901", gfmisFund: "abcdefg", gfmisBudgetCode: "20004370001003110001"
        ).check(at: "/lines/0", &line)
        #expect(
            line.items.map(\.path) == [
                "/lines/0/code", "/lines/0/categoryDetail", "/lines/0/gfmisAgency", "/lines/0/gfmisUnit",
                "/lines/0/gfmisFund",
            ])
    }
}
