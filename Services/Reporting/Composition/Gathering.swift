import Crypto
import FoundationEssentials
import JSONRPC
import Kernel
import ReportingContract

/// An answer together with the call that it came from.
struct Recorded<Value: Sendable>: Sendable {
    let value: Value
    /// Numbered when the report is put together.
    let source: ReportSource
}

/// One peer, whose every answer is recorded.
struct RecordingPeer: Sendable {
    let service: String
    let caller: (any RPCCaller)?
    let deadline: ContinuousClock.Instant
    let clock: @Sendable () -> Instant

    /// - Throws: `GatheringFailure`, whatever went wrong, with the method that it went wrong at.
    func call<Method: RPCMethod>(_ method: Method) async throws(GatheringFailure) -> Recorded<Method.Result> {
        guard let caller else {
            throw GatheringFailure(service: service, method: Method.name, reason: ReportMessages.notConfigured)
        }
        do {
            let value = try await caller.call(method, deadline: deadline)
            let source = ReportSource(
                number: 0, service: service, method: Method.name,
                params: String(decoding: try CanonicalJSON.bytes(method), as: UTF8.self), answeredAt: clock(),
                answerSHA256: SHA256.hash(data: try CanonicalJSON.bytes(value)).hex)
            return Recorded(value: value, source: source)
        } catch let error as RPCError {
            throw GatheringFailure(service: service, method: Method.name, reason: error.message)
        } catch {
            throw GatheringFailure(service: service, method: Method.name, reason: ReportMessages.noAnswer)
        }
    }

    func failure(_ method: String, _ reason: LocalizedText) -> GatheringFailure {
        GatheringFailure(service: service, method: method, reason: reason)
    }
}

struct GatheringFailure: Error {
    let service: String
    let method: String
    let reason: LocalizedText
}

/// Numbers the sources of a report in the order in which they are used.
struct SourceList {
    private(set) var sources: [ReportSource] = []

    mutating func number(_ source: ReportSource) -> Int {
        var numbered = source
        numbered.number = sources.count + 1
        sources.append(numbered)
        return numbered.number
    }
}

/// JSON with members in the order of their names: equal values are equal bytes, which is what a hash is of.
enum CanonicalJSON {
    static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

extension SHA256.Digest {
    /// 64 lower-case hexadecimal digits.
    var hex: String {
        var text = ""
        for byte in self {
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }
}
