import RPCClient

/// A running service.
public struct HTTPTarget: ScriptTarget {
    public let speaksHTTP = true
    private let address: String
    private let authorization: String?

    /// - Parameters:
    ///   - base: `http://127.0.0.1:8101`; `/rpc` is added.
    ///   - authorization: the `Authorization` header; the project's scripts need none.
    public init(base: String, authorization: String? = nil) {
        address = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/rpc"
        self.authorization = authorization
    }

    public func send(_ step: Script.Step) async throws -> ScriptReply {
        var headers: [(name: String, value: String)] = []
        if let type = step.contentType { headers.append(("Content-Type", type)) }
        if let authorization { headers.append(("Authorization", authorization)) }
        let transfer = HTTPTransfer(
            step.method == "GET" ? .get : .post, address, headers: headers, body: step.body)
        let reply = try await TransferEngine.shared.perform(transfer)
        return ScriptReply(status: reply.status, headers: reply.headers, body: reply.body.isEmpty ? nil : reply.body)
    }
}

/// The project's scripts against a service; the scripts whose name begins with `memory` are for the parser alone.
public enum Conformance {
    /// - Returns: what was not as it should be; empty if all was.
    public static func faults(ofServiceAt base: String, authorization: String? = nil) async throws -> [String] {
        let target = HTTPTarget(base: base, authorization: authorization)
        var faults: [String] = []
        for script in try Script.all() where !script.name.hasPrefix("memory") {
            faults += await script.replay(against: target)
        }
        return faults
    }
}
