import CommonContract
import JSONRPC
import Kernel
import PlansContract
import ServiceTestSupport
import Testing

@Suite struct ExampleTests {
    /// Every example of the contract, in its order, against a fresh service: the params are taken, the answer decodes
    /// to the method's result and has the members that the example shows.
    @Test func theyTellOneStory() async throws {
        try await Office.open { office in
            var (matter, partner, certificate) = ("", "", "")
            func filled(_ text: String) -> String {
                [("matterId", matter), ("partnerId", partner), ("certificateId", certificate)].reduce(text) {
                    $0.split(separator: "{\($1.0)}", omittingEmptySubsequences: false).joined(separator: $1.1)
                }
            }
            for method in PlansMethods.all + ProcedureMethods.all + ConsultationMethods.all {
                #expect(!method.examples.isEmpty, "\(method.name) has no example")
                for example in method.examples {
                    let params = filled(example.params)
                    let told = "\(method.name): \(example.name)"
                    do {
                        let answer = try await office.service.call(method.name, Array(params.utf8))
                        let got = try JSONDocument(parsing: answer, limits: JSONLimits()).root.value
                        if got["procedureVersion"] != nil, case .string(let id)? = got["id"] { matter = id }
                        if got["partner"] != nil, case .string(let id)? = got["id"] { partner = id }
                        if case .string(let code)? = got["certificate"]?["code"] { certificate = code }
                        let want = try JSONDocument(
                            parsing: Array(filled(example.result).utf8), limits: JSONLimits()
                        ).root.value
                        #expect(shape(got) == shape(want), "\(told)\n\(String(decoding: answer, as: UTF8.self))")
                    } catch let error as RPCError {
                        Issue.record("\(told): \(error.kind) \(error.message.en ?? "") \(error.problems)")
                    }
                }
            }
        }
    }

    /// A value with what differs by run levelled: ids, instants, who called; documents, which examples shorten.
    private func shape(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            return .object(
                members.map { member in
                    let who = ["openedBy", "recordedBy", "by"].contains(member.name)
                    return JSONMember(name: member.name, value: who ? .string("who") : shape(member.value))
                }
                .sorted { $0.name < $1.name })
        case .array(let items): return .array(items.map(shape))
        case .string(let text):
            if ID(text) != nil { return .string("id") }
            if text.hasPrefix("<") { return .string("a document") }
            return Instant(text) == nil ? value : .string("instant")
        default: return value
        }
    }
}
