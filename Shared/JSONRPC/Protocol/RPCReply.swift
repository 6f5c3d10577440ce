import Kernel

/// Answers as bytes.
public enum RPCReply {
    /// A result that is JSON already.
    public static func result(id: [UInt8], _ result: [UInt8]) -> [UInt8] {
        var output = JSONOutput(reserving: result.count + id.count + 40)
        output.raw(#"{"jsonrpc":"2.0","id":"#)
        output.raw(id)
        output.raw(#","result":"#)
        // An answer must be JSON whatever a handler gives: nothing is `null`.
        if result.isEmpty { output.raw("null") } else { output.raw(result) }
        output.write(UInt8(ascii: "}"))
        return output.bytes
    }

    /// - Parameter id: `nil` where none could be found: the answer has `null`.
    public static func error(id: [UInt8]?, _ error: RPCError) -> [UInt8] {
        var output = JSONOutput(reserving: 256)
        output.raw(#"{"jsonrpc":"2.0","id":"#)
        output.raw(id ?? Array("null".utf8))
        output.raw(#","error":{"code":"#)
        output.raw(String(error.kind.code))
        output.raw(#","message":"#)
        output.string(error.message.en ?? error.kind.name)
        output.raw(#","data":"#)
        output.value(data(of: error))
        output.raw("}}")
        return output.bytes
    }

    /// The answers of a batch, in request order; `nil` if there are none (notifications alone).
    public static func batch(_ replies: [[UInt8]]) -> [UInt8]? {
        guard !replies.isEmpty else { return nil }
        var output = JSONOutput(reserving: replies.reduce(2) { $0 + $1.count + 1 })
        output.write(UInt8(ascii: "["))
        for (index, reply) in replies.enumerated() {
            if index > 0 { output.write(UInt8(ascii: ",")) }
            output.raw(reply)
        }
        output.write(UInt8(ascii: "]"))
        return output.bytes
    }

    static func data(of error: RPCError) -> JSONValue {
        var members = [JSONMember(name: "name", value: .string(error.kind.name))]
        members.append(JSONMember(name: "message", value: text(error.message)))
        members += error.details.map { JSONMember(name: $0.name, value: $0.value) }
        if !error.problems.isEmpty {
            let problems = error.problems.map { problem in
                JSONValue.object([
                    JSONMember(name: "path", value: .string(problem.path)),
                    JSONMember(name: "rule", value: .string(problem.rule)),
                    JSONMember(name: "message", value: text(problem.message)),
                ])
            }
            members.append(JSONMember(name: "problems", value: .array(problems)))
        }
        return .object(members)
    }

    private static func text(_ text: LocalizedText) -> JSONValue {
        .object(
            [JSONMember(name: "th", value: .string(text.th))]
                + (text.en.map { [JSONMember(name: "en", value: .string($0))] } ?? []))
    }
}
