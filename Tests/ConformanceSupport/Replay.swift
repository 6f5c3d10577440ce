import JSONRPC

/// What came back for a step.
public struct ScriptReply: Sendable {
    /// `nil` where there is no HTTP.
    public var status: Int?
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]?

    public init(status: Int? = nil, headers: [(name: String, value: String)] = [], body: [UInt8]?) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Sends a step somewhere.
public protocol ScriptTarget: Sendable {
    /// Whether the steps about HTTP are replayed.
    var speaksHTTP: Bool { get }
    func send(_ step: Script.Step) async throws -> ScriptReply
}

extension Script {
    /// Replays every step; the faults, each with its place, are all there is to know.
    public func replay(against target: some ScriptTarget) async -> [String] {
        var faults: [String] = []
        for step in steps where target.speaksHTTP || !step.isAboutHTTP {
            do {
                let reply = try await target.send(step)
                faults += Script.faults(of: reply, step).map { "\(name):\(step.line): \($0)" }
            } catch {
                faults.append("\(name):\(step.line): \(error)")
            }
        }
        return faults
    }

    static func faults(of reply: ScriptReply, _ step: Step) -> [String] {
        var faults: [String] = []
        if let status = reply.status {
            let wanted = step.status ?? (step.answer == nil ? 204 : 200)
            if status != wanted { faults.append("status \(status), wanted \(wanted)") }
        }
        if let header = step.header {
            let values = reply.headers.filter { $0.name.lowercased() == header.name }.map(\.value)
            if !values.contains(where: { $0.contains(header.part) }) {
                faults.append("header \(header.name) is \(values), wanted \(header.part)")
            }
        }
        guard let wanted = step.answer else {
            if let body = reply.body, !body.isEmpty { faults.append("answered \(shown(body)), wanted nothing") }
            return faults
        }
        guard !wanted.isEmpty else { return faults }
        do throws(JSONParseError) {
            let pattern = try JSONDocument(parsing: Array(wanted.utf8)).root.value
            let answer = try JSONDocument(parsing: reply.body ?? []).root.value
            if !has(answer, pattern) { faults.append("answered \(shown(reply.body ?? [])), wanted \(wanted)") }
            faults += envelopeFaults(answer)
        } catch {
            faults.append("answered \(shown(reply.body ?? [])), which is no JSON (\(error.reason))")
        }
        return faults
    }

    private static func shown(_ body: [UInt8]) -> String { String(decoding: body.prefix(400), as: UTF8.self) }

    /// An answer is `jsonrpc`, `id` and one of `result` and `error`; an error has `code`, `message` and its name.
    private static func envelopeFaults(_ answer: JSONValue) -> [String] {
        if case .array(let answers) = answer { return answers.flatMap(envelopeFaults) }
        guard case .object(let members) = answer else { return ["the answer is no object"] }
        var faults: [String] = []
        let names = members.map(\.name).sorted()
        if names != ["error", "id", "jsonrpc"], names != ["id", "jsonrpc", "result"] {
            faults.append("members \(names)")
        }
        if answer["jsonrpc"] != .string("2.0") { faults.append("jsonrpc is not \"2.0\"") }
        guard let error = answer["error"] else { return faults }
        if case .number? = error["code"], case .string? = error["message"], case .string? = error["data"]?["name"] {
            return faults
        }
        return faults + ["the error lacks code, message or data.name"]
    }

    /// Objects have at least the pattern's members, everything else is equal.
    private static func has(_ value: JSONValue, _ pattern: JSONValue) -> Bool {
        switch (value, pattern) {
        case (.object, .object(let wanted)):
            wanted.allSatisfy { member in value[member.name].map { has($0, member.value) } ?? false }
        case (.array(let items), .array(let wanted)):
            items.count == wanted.count && zip(items, wanted).allSatisfy { has($0, $1) }
        default: value == pattern
        }
    }
}
