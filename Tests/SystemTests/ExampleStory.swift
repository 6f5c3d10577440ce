import BudgetContract
import JSONRPC
import Kernel
import RPCClient

/// The examples of a service's own document, called one after the other: each makes what later ones need.
struct ExampleStory {
    /// An answer as the service gave it.
    struct Answer {
        let method: String
        let result: JSONValue

        /// A line for `openrpc.py`.
        var line: [UInt8] {
            get throws {
                let members = [
                    JSONMember(name: "method", value: .string(method)), JSONMember(name: "result", value: result),
                ]
                return try JSONEncoding.bytes(JSONValue.object(members)) + [0x0A]
            }
        }
    }

    let peer: RPCPeer
    /// By noun: `{webhookId}` stands for the id of the webhook that was made last.
    private(set) var ids: [String: String]
    /// What stands from the beginning stays: a job that does not end, however quick others are.
    private let given: [String: String]
    private(set) var answers: [Answer] = []
    private(set) var faults: [String] = []

    init(address: String, token: String, ids: [String: String] = [:]) {
        peer = RPCPeer(RPCPeerSettings(name: "told", addresses: [address], credential: { token }))
        self.ids = ids
        given = ids
    }

    /// - Parameters:
    ///   - document: as `/openrpc.json` serves it, by name.
    ///   - order: methods in the order in which their examples make one story; the others follow.
    ///   - before: what has to have happened before a method's examples.
    mutating func tell(
        _ document: JSONValue, order: [String], before: [String: [ExampleStep]] = [:], leavingOut: Set<String> = []
    ) async throws {
        guard case .array(let methods)? = document["methods"] else { throw SystemTestError("a document of no methods") }
        var examples: [String: [JSONValue]] = [:]
        for method in methods {
            if case .string(let name)? = method["name"], case .array(let shown)? = method["examples"] {
                examples[name] = shown
            }
        }
        let others = Set(examples.keys).subtracting(order).sorted()
        for name in order + others where !leavingOut.contains(name) {
            for step in before[name] ?? [] { try await take(step) }
            for example in examples[name] ?? [] { try await tell(example, of: name) }
        }
    }

    private mutating func tell(_ example: JSONValue, of method: String) async throws {
        guard case .string(let title)? = example["name"], case .array(let params)? = example["params"],
            let shown = example["result"]?["value"]
        else { throw SystemTestError("\(method): an example without name, params or result") }
        let members = params.compactMap { param -> JSONMember? in
            guard case .string(let name)? = param["name"], let value = param["value"] else { return nil }
            return JSONMember(name: name, value: filled(value))
        }
        do {
            let answer = try await settled(method, JSONEncoding.bytes(JSONValue.object(members)), as: shown)
            answers.append(Answer(method: method, result: answer))
            faults += missing(shown, in: answer, "").map { "\(method), “\(title)”: \($0)" }
            if !members.contains(where: { $0.name == "validateOnly" && $0.value == .bool(true) }) {
                remember(answer, of: method)
            }
        } catch let error as RPCError {
            let problems = error.problems.map { "\($0.path) \($0.message.en ?? "")" }.joined(separator: "; ")
            faults.append("\(method), “\(title)”: \(error.kind.name) \(error.message.en ?? "") \(problems)")
        }
    }

    /// Asks again while what the example shows as done is under way: another than the caller does it.
    private func settled(_ method: String, _ params: [UInt8], as shown: JSONValue) async throws -> JSONValue {
        var answer = JSONValue.null
        try await Pause.until("\(method) is done") {
            answer = try await peer.call(method, params: params, repeatable: false)
            return !Self.isRunning(answer) || Self.isRunning(shown)
        }
        return answer
    }

    /// It, or what it is about, says that it runs.
    private static func isRunning(_ answer: JSONValue) -> Bool {
        if answer["state"] == .string("running") { return true }
        guard case .object(let members) = answer else { return false }
        return members.contains { $0.value["state"] == .string("running") }
    }

    private mutating func take(_ step: ExampleStep) async throws {
        let params = filled(try JSONDocument(parsing: Array(step.params.utf8)).root.value)
        do {
            let answer = try await peer.call(step.method, params: JSONEncoding.bytes(params), repeatable: false)
            remember(answer, of: step.method)
            if case .array(let items)? = answer["items"], let first = items.first { remember(first, of: step.method) }
        } catch let error as RPCError {
            faults.append("\(step.method), before an example: \(error.kind.name) \(error.message.en ?? "")")
        }
    }

    private mutating func remember(_ answer: JSONValue, of method: String) {
        if case .string(let id)? = answer["id"] {
            ids[String(method.prefix { $0 != "." })] = id
            if answer["procedureVersion"] != nil { ids["matter"] = id }
        }
        if case .string(let job)? = answer["job"] { ids["job"] = job }
        if case .string(let code)? = answer["certificate"]?["code"] { ids["certificate"] = code }
        if case .string(let matter)? = answer["matter"] { ids["matter"] = matter }
        ids.merge(given) { $1 }
    }

    private func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where text.hasPrefix("{") && text.hasSuffix("Id}"):
            ids[String(text.dropFirst().dropLast(3))].map(JSONValue.string) ?? value
        case .array(let items): .array(items.map(filled))
        case .object(let members): .object(members.map { JSONMember(name: $0.name, value: filled($0.value)) })
        default: value
        }
    }

    /// What the example shows and the answer does not have. Values differ by run and day; that they are what they are
    /// is for the services' own tests.
    private func missing(_ shown: JSONValue, in answer: JSONValue, _ path: String) -> [String] {
        switch (shown, answer) {
        case (.object(let members), .object):
            members.flatMap { member in
                answer[member.name].map { missing(member.value, in: $0, "\(path)/\(member.name)") }
                    ?? ["\(path)/\(member.name) is not in the answer"]
            }
        case (.array(let items), .array(let found)):
            found.count < items.count ? ["\(path) has \(found.count) items, the example \(items.count)"] : []
        case (.string, .string), (.number, .number), (.bool, .bool), (.null, .null): []
        default: ["\(path) is of another kind"]
        }
    }
}
