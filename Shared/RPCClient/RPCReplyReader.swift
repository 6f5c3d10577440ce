import JSONRPC
import Kernel

/// Reads the answer to one call, strictly: JSON-RPC 2.0, the call's own id, a result or an error and not both.
struct RPCReplyReader: Sendable {
    /// Where the answer is one.
    let error: RPCError?
    private let document: JSONDocument

    /// The request's bytes; `params` is JSON text, empty for none.
    static func request(id: UInt64, method: String, params: [UInt8]) -> [UInt8] {
        var output = JSONOutput(reserving: params.count + method.utf8.count + 64)
        output.raw(#"{"jsonrpc":"2.0","id":"#)
        output.raw(String(id))
        output.raw(#","method":"#)
        output.string(method)
        if !params.isEmpty {
            output.raw(#","params":"#)
            output.raw(params)
        }
        output.raw("}")
        return output.bytes
    }

    /// `nil` for what is no answer to this call.
    init?(_ bytes: [UInt8], id: UInt64) {
        var limits = JSONLimits()
        // The size was bounded when it was received.
        limits.bytesMax = max(limits.bytesMax, bytes.count)
        guard let document = try? JSONDocument(parsing: bytes, limits: limits),
            document.root["jsonrpc"]?.string == "2.0", let answered = document.root["id"]
        else { return nil }
        let fault = document.root["error"]
        guard (document.root["result"] == nil) == (fault != nil), document.root.count == 3,
            answered.number == String(id) || (answered.kind == .null && fault != nil)
        else { return nil }
        self.document = document
        if let fault {
            guard let error = RPCReplyReader.error(fault) else { return nil }
            self.error = error
        } else {
            error = nil
        }
    }

    func result<Value: Decodable>(as type: Value.Type, peer: String) throws -> Value {
        if let error { throw error }
        do {
            guard let node = document.root["result"] else { throw Absent() }
            return try JSONTokenDecoder.decode(type, from: node, ignoringUnknownMembers: true)
        } catch {
            throw RPCError(
                .unavailable,
                LocalizedText("คำตอบของบริการ \(peer) ไม่ตรงสัญญา", "the \(peer) service's answer is not of the contract"),
                details: [("peer", .string(peer))])
        }
    }

    private struct Absent: Error {}

    /// The result without a type.
    func result() throws -> JSONValue {
        if let error { throw error }
        return document.root["result"]?.value ?? .null
    }

    /// An error as the peer gave it. A code that is not ours is an internal error of the peer.
    private static func error(_ node: JSONNode) -> RPCError? {
        guard let code = node["code"]?.number.flatMap(Int.init), let message = node["message"]?.string else {
            return nil
        }
        let data = node["data"]
        let text = data?["message"].flatMap { try? JSONTokenDecoder.decode(LocalizedText.self, from: $0) }
        let problems = data?["problems"].flatMap { try? JSONTokenDecoder.decode([Problem].self, from: $0) }
        var details: [(name: String, value: JSONValue)] = []
        for member in data?.members ?? [] {
            guard let name = member.name.string, !["name", "message", "problems"].contains(name) else { continue }
            details.append((name, member.value.value))
        }
        return RPCError(
            RPCErrorKind(rawValue: code) ?? .internalError, text ?? LocalizedText(message, message),
            problems: problems ?? [], details: details)
    }
}
