import JSONRPC
import Kernel

/// A limit that the document announces, so that no client meets it by surprise.
public struct OpenRPCLimit: Sendable {
    /// lowerCamelCase with its unit last, `"bodyBytesMax"`.
    public let name: String
    public let value: Int

    public init(_ name: String, _ value: Int) {
        self.name = name
        self.value = value
    }
}

/// What a service offers, as an OpenRPC 1.4 document. Generated from the declarations that decode the calls.
public struct OpenRPCDocument: Sendable {
    public let service: LocalizedText
    /// Of the service.
    public let version: String
    public let methods: [MethodDescription]
    public let limits: [OpenRPCLimit]
    /// The document as JSON text.
    public let bytes: [UInt8]

    /// - Parameter address: where `/rpc` is reached, if it is known.
    /// - Throws: `OpenRPCFault` for a method that cannot be described: types that hide their members, examples that
    ///   are no JSON, a name that is taken.
    public init(
        service: LocalizedText, version: String, methods: [any RPCMethod.Type], limits: [OpenRPCLimit] = [],
        address: String? = nil
    ) throws(OpenRPCFault) {
        var described: [MethodDescription] = []
        var names: Set<String> = []
        for method in methods {
            guard names.insert(method.name).inserted else {
                throw OpenRPCFault(method: method.name, reason: "declared twice")
            }
            described.append(try OpenRPCDocument.describe(method))
        }
        self.service = service
        self.version = version
        self.methods = described
        self.limits = limits
        bytes = try OpenRPCWriter(methods: described).document(service, version, limits, address)
    }

    private static func describe<Method: RPCMethod>(_ method: Method.Type) throws(OpenRPCFault) -> MethodDescription {
        try MethodDescription(method)
    }
}
