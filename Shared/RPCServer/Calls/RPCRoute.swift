import JSONRPC

/// One method with what answers it.
public struct RPCRoute: Sendable {
    public let method: any RPCMethod.Type
    /// Decodes the params, allows or refuses the caller, and gives the result's JSON.
    /// - Throws: `RPCError`; anything else is an internal fault, answered with a reference alone.
    public let invoke: @Sendable (RPCParams, CallContext) async throws -> [UInt8]

    public init(
        method: any RPCMethod.Type, invoke: @escaping @Sendable (RPCParams, CallContext) async throws -> [UInt8]
    ) {
        self.method = method
        self.invoke = invoke
    }
}
