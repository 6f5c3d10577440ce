import JSONRPC

/// One method with what answers it.
public struct RPCRoute: Sendable {
    public let method: any RPCMethod.Type
    /// Its work is the database's: it waits for statements, ends when its task is cancelled or its deadline passes, and
    /// keeps no thread busy. Such a call runs where its request was read, without a task of its own.
    public let isLight: Bool
    /// Decodes the params, allows or refuses the caller, and gives the result's JSON.
    /// - Throws: `RPCError`; anything else is an internal fault, answered with a reference alone.
    public let invoke: @Sendable (RPCParams, CallContext) async throws -> [UInt8]

    public init(
        method: any RPCMethod.Type, isLight: Bool = false,
        invoke: @escaping @Sendable (RPCParams, CallContext) async throws -> [UInt8]
    ) {
        self.method = method
        self.isLight = isLight
        self.invoke = invoke
    }
}
