import JSONRPC
import Kernel

/// The method whose params are decoded out of inputs.
struct Fuzzed: RPCMethod {
    struct Inner: Codable, Sendable {
        var money: Money?
        var date: CalendarDate?
        var labels: [String: LocalizedText]?
    }

    static let name = "x"
    static let summary = LocalizedText("", "")
    static let safety = RPCSafety.read
    static let access = RPCAccess.open
    static let examples: [RPCExample] = []
    typealias Result = Inner

    var reference: Reference?
    var count: Int?
    var ratio: Double?
    var items: [Inner]?
    var anything: JSONValue?
}

/// What must hold for every input.
enum Invariants {
    static let limits = JSONLimits(bytesMax: 1 << 16, depthMax: 24)

    /// - Returns: what does not hold.
    static func fault(of input: [UInt8]) -> String? {
        let reference = ReferenceParser.value(of: input, depthMax: limits.depthMax)
        let document: JSONDocument
        do throws(JSONParseError) {
            document = try JSONDocument(parsing: input, limits: limits)
        } catch {
            if reference != nil { return "refused (\(error.reason) at \(error.offset)), the reference takes it" }
            return error.offset > input.count ? "the error is beyond the text" : nil
        }
        guard let reference else { return "taken, the reference refuses it" }
        let value = document.root.value
        let text = written(value)
        if text != written(reference) { return "read as \(String(decoding: text, as: UTF8.self))" }
        do throws(JSONParseError) {
            let again = try JSONDocument(parsing: text, limits: limits)
            if written(again.root.value) != text { return "read differently when written again" }
        } catch {
            return "not JSON when written again (\(error.reason))"
        }
        return requestFault(of: input) ?? decodingFault(document)
    }

    private static func written(_ value: JSONValue) -> [UInt8] {
        var output = JSONOutput()
        output.value(value)
        return output.bytes
    }

    /// A request that is taken is answered by JSON that has its id's own bytes.
    private static func requestFault(of input: [UInt8]) -> String? {
        let plans: [RPCCallPlan]
        switch RPCRequestBody(parsing: input, limits: limits) {
        case .refused(let error): return answerFault(RPCReply.error(id: nil, error))
        case .single(let plan): plans = [plan]
        case .batch(let members): plans = members
        }
        for plan in plans {
            guard let id = plan.id else { continue }
            let answer = RPCReply.error(id: id, plan.fault ?? RPCError.notFound("x", plan.method))
            if let fault = answerFault(answer) { return fault }
            if (try? JSONDocument(parsing: answer))?.root["id"].map({ Array($0.bytes) }) != id { return "another id" }
        }
        return nil
    }

    private static func answerFault(_ answer: [UInt8]) -> String? {
        (try? JSONDocument(parsing: answer)) == nil ? "the answer is no JSON" : nil
    }

    /// What decodes, encodes to what decodes to the same; what does not, is refused with a located problem.
    private static func decodingFault(_ document: JSONDocument) -> String? {
        let root = document.root
        let params = root["params"] ?? root
        guard params.kind == .object || params.kind == .array,
            let parsed = try? RPCParams(parsing: Array(params.bytes))
        else { return nil }
        do throws(RPCError) {
            let value = try parsed.decode(Fuzzed.self)
            guard let bytes = try? JSONEncoding.bytes(value) else { return "decoded, but cannot be encoded" }
            guard let again = try? RPCParams(parsing: bytes).decode(Fuzzed.self),
                let same = try? JSONEncoding.bytes(again)
            else { return "encoded as \(String(decoding: bytes, as: UTF8.self)), which does not decode" }
            return same == bytes ? nil : "encoded differently the second time"
        } catch {
            return error.problems.isEmpty ? "refused without a problem" : nil
        }
    }
}
