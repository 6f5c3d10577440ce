import JSONRPC
import Kernel
import ReportingContract

/// Data that the caller hands over in place of what another service would answer: how the service reports alone.
struct HandedAnswers: Sendable {
    private struct Item: Sendable {
        var service: String
        var method: String
        /// Canonical; `nil`: whatever the params are.
        var params: String?
        var answer: [UInt8]
    }

    private let items: [Item]
    /// Who handed it over.
    let by: String

    /// - Throws: `invalidParams` with every answer that is not as its method answers.
    init(_ handed: [HandedAnswer], by: String) throws {
        self.by = by
        var problems = Problems()
        var items: [Item] = []
        for (index, one) in handed.enumerated() {
            let path = "/data/\(index)"
            guard let query = AllowedQueries.all[one.service]?[one.method] else {
                problems.add(
                    path + "/method", "definition.method", th: ReportMessages.notAllowed.th + " “\(one.method)”",
                    en: "“\(one.method)”: " + (ReportMessages.notAllowed.en ?? ""))
                continue
            }
            var item = Item(service: one.service, method: one.method, params: nil, answer: Self.bytes(one.answer))
            do {
                item.answer = try query.canonicalAnswer(item.answer)
            } catch {
                UnfitJSON.note(error, at: path + "/answer", rule: "data.answer", isText: false, &problems)
            }
            do {
                item.params = try one.params.map {
                    String(decoding: try query.canonicalParams(Self.bytes($0)), as: UTF8.self)
                }
            } catch {
                UnfitJSON.note(error, at: path + "/params", rule: "definition.params", isText: false, &problems)
            }
            items.append(item)
        }
        self.items = items
        if !problems.isEmpty { throw RPCError(.invalidParams, ReportMessages.badData, problems: problems.items) }
    }

    /// What was handed over for a call: for these params, or else for the method.
    func answer(_ service: String, _ method: String, _ params: String) -> [UInt8]? {
        let own = items.filter { $0.service == service && $0.method == method }
        return (own.first { $0.params == params } ?? own.first { $0.params == nil })?.answer
    }

    private static func bytes(_ value: JSONValue) -> [UInt8] {
        var output = JSONOutput()
        output.value(value)
        return output.bytes
    }
}
