import JSONRPC
import RPCSchema

/// A service's OpenRPC document.
enum ServiceDocument {
    static func bytes(_ definition: ServiceDefinition, methods: [any RPCMethod.Type]) -> [UInt8] {
        []
    }
}
