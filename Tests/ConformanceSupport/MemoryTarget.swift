import JSONRPC
import Kernel

/// A dispatcher of a few lines over the parser: what the protocol alone answers, without HTTP, identity or limits.
///
/// Its methods: `echo` (its params), `rpc.discover`, and `big` (an answer over its limit).
public struct MemoryTarget: ScriptTarget {
    public let speaksHTTP = false
    private let answerBytesMax = 1_000

    public init() {}

    public func send(_ step: Script.Step) async throws -> ScriptReply {
        switch RPCRequestBody(parsing: step.body) {
        case .refused(let error): return ScriptReply(body: RPCReply.error(id: nil, error))
        case .single(let plan): return ScriptReply(body: answer(plan))
        case .batch(let plans): return ScriptReply(body: RPCReply.batch(plans.compactMap(answer)))
        }
    }

    private func answer(_ plan: RPCCallPlan) -> [UInt8]? {
        let outcome: Result<[UInt8], RPCError> =
            switch (plan.fault, plan.method) {
            case (let fault?, _): .failure(fault)
            case (nil, "echo"): .success(plan.params.bytes)
            case (nil, "rpc.discover"): .success(Array(#"{"openrpc":"1.4.1"}"#.utf8))
            case (nil, "big"): .success([UInt8](repeating: UInt8(ascii: "1"), count: answerBytesMax + 1))
            default: .failure(RPCError(.methodNotFound, LocalizedText("ไม่มีเมธอดนี้", "no such method")))
            }
        guard let id = plan.id else { return nil }
        switch outcome {
        case .success(let bytes) where bytes.count > answerBytesMax:
            return RPCReply.error(id: id, RPCError(.tooLarge, LocalizedText("คำตอบใหญ่เกินไป", "the answer is too large")))
        case .success(let bytes): return RPCReply.result(id: id, bytes)
        case .failure(let error): return RPCReply.error(id: id, error)
        }
    }
}
