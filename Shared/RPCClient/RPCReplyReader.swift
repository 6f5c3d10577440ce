import JSONRPC
import Kernel

/// Reads the answer to one call, strictly: JSON-RPC 2.0, the call's own id, a result or an error and not both.
struct RPCReplyReader: Sendable {
    /// Where the answer is one.
    let error: RPCError?
    private let document: JSONDocument

    /// The request's bytes; `params` is JSON text.
    static func request(id: UInt64, method: String, params: [UInt8]) throws -> [UInt8] {
        var bytes = Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"#.utf8)
        bytes += try JSONEncoding.bytes(method)
        if !params.isEmpty {
            bytes += Array(#","params":"#.utf8)
            bytes += params
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// `nil` for what is no answer to this call.
    init?(_ bytes: [UInt8], id: UInt64) {
        guard let document = try? JSONDocument(parsing: bytes, limits: JSONLimits()),
            let head = try? JSONTokenDecoder.decode(Head.self, from: document.root), head.jsonrpc == "2.0",
            head.hasResult != (head.error != nil), head.id == id || (head.id == nil && head.error != nil)
        else { return nil }
        self.document = document
        error = head.error.map { $0.rpcError(document.root.value["error"]?["data"]) }
    }

    func result<Value: Decodable>(as type: Value.Type, peer: String) throws -> Value {
        if let error { throw error }
        do {
            return try JSONTokenDecoder.decode(Answer<Value>.self, from: document.root).result
        } catch {
            throw RPCError(
                .unavailable,
                LocalizedText("คำตอบของบริการ \(peer) ไม่ตรงสัญญา", "the \(peer) service's answer is not of the contract"),
                details: [("peer", .string(peer))])
        }
    }

    /// The result without a type.
    func result() throws -> JSONValue {
        if let error { throw error }
        return document.root.value["result"] ?? .null
    }

    private struct Answer<Value: Decodable>: Decodable {
        let result: Value
    }

    private struct Head: Decodable {
        let jsonrpc: String
        let id: UInt64?
        let hasResult: Bool
        let error: ErrorBody?

        private enum Key: String, CodingKey { case jsonrpc, id, result, error }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            jsonrpc = try container.decode(String.self, forKey: .jsonrpc)
            id = try container.decodeIfPresent(UInt64.self, forKey: .id)
            hasResult = container.contains(.result)
            error = try container.decodeIfPresent(ErrorBody.self, forKey: .error)
        }
    }

    private struct ErrorBody: Decodable {
        struct Details: Decodable {
            let message: LocalizedText?
            let problems: [Problem]?
        }

        let code: Int
        let message: String
        let data: Details?

        /// - Parameter members: all of `data`. A code that is not ours is an internal error of the peer.
        func rpcError(_ members: JSONValue?) -> RPCError {
            var details: [(name: String, value: JSONValue)] = []
            if case .object(let list)? = members {
                details = list.filter { !["name", "message", "problems"].contains($0.name) }.map { ($0.name, $0.value) }
            }
            return RPCError(
                RPCErrorKind(rawValue: code) ?? .internalError,
                data?.message ?? LocalizedText(message, message), problems: data?.problems ?? [], details: details)
        }
    }
}
