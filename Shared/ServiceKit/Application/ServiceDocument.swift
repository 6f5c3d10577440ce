import JSONRPC
import RPCSchema
import RPCServer

/// A service's OpenRPC document, with the limits that its settings give.
enum ServiceDocument {
    /// - Throws: `OpenRPCFault` for a declaration that cannot be described: the service must not start.
    static func make(
        _ definition: ServiceDefinition, methods: [any RPCMethod.Type], limits: RPCServerLimits
    ) throws -> OpenRPCDocument {
        try OpenRPCDocument(
            service: definition.title, version: definition.version,
            methods: methods.sorted { $0.name < $1.name }, limits: announced(limits))
    }

    private static func announced(_ limits: RPCServerLimits) -> [OpenRPCLimit] {
        [
            OpenRPCLimit("bodyBytesMax", limits.bodyBytesMax),
            OpenRPCLimit("answerBytesMax", limits.answerBytesMax),
            OpenRPCLimit("batchMembersMax", limits.batchMembersMax),
            OpenRPCLimit("callSecondsMax", Int(limits.callDurationMax / .seconds(1))),
            OpenRPCLimit("callsPerSecond", limits.callsPerSecond),
            OpenRPCLimit("callsBurst", limits.callsBurst),
            OpenRPCLimit("anonymousCallsPerSecond", limits.anonymousCallsPerSecond),
            OpenRPCLimit("anonymousCallsBurst", limits.anonymousCallsBurst),
        ]
    }
}
