import CommonContract
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
    let recorder: InputRecorder
    /// Instead of the peer: what it answered when the report was composed.
    var recorded: RecordedAnswers?
    /// Before the peer is asked: what the caller handed over.
    var handed: HandedAnswers?

    /// - Throws: `GatheringFailure`, whatever went wrong, with the method that it went wrong at.
    func call<Method: RPCMethod>(_ method: Method) async throws(GatheringFailure) -> Recorded<Method.Result> {
        do {
            let params = String(decoding: try CanonicalJSON.bytes(method), as: UTF8.self)
            if let recorded { return try again(method, params, recorded) }
            if let handed, let answer = handed.answer(service, Method.name, params) {
                let input = ReportInput(
                    service: service, method: Method.name, params: params, answeredAt: clock(), answer: answer,
                    handedBy: handed.by)
                let kept = recorder.add(input)
                return Recorded(
                    value: try CanonicalJSON.value(Method.Result.self, from: kept.answer), source: source(kept))
            }
            guard let caller else { throw failure(Method.name, ReportMessages.notConfigured) }
            let value = try await caller.call(method, deadline: deadline)
            let input = ReportInput(
                service: service, method: Method.name, params: params, answeredAt: clock(),
                answer: try CanonicalJSON.bytes(value))
            let kept = recorder.add(input)
            let isKept = kept.answer == input.answer
            return Recorded(
                value: isKept ? value : try CanonicalJSON.value(Method.Result.self, from: kept.answer),
                source: source(kept))
        } catch let failure as GatheringFailure {
            throw failure
        } catch let error as RPCError {
            throw failure(Method.name, told(error.message))
        } catch {
            throw failure(Method.name, ReportMessages.noAnswer)
        }
    }

    /// A list, page after page.
    /// - Parameters:
    ///   - most: of pages; what is behind them is left out.
    ///   - page: what is asked for the page that a cursor stands before.
    func pages<Method: RPCMethod, Item>(
        most: Int = .max, _ page: (PageCursor?) -> Method
    ) async throws(GatheringFailure) -> [Recorded<Page<Item>>] where Method.Result == Page<Item> {
        var pages: [Recorded<Page<Item>>] = []
        repeat {
            pages.append(try await call(page(pages.last?.value.nextCursor)))
        } while pages.count < most && pages.last?.value.nextCursor != nil
        return pages
    }

    /// What a peer says, as a report can tell it: with its name in Thai, and no longer than people read.
    private func told(_ message: LocalizedText) -> LocalizedText {
        let thai = message.th.replacing("บริการ \(service)", with: "บริการ\(ServiceWords.name(service))")
        return LocalizedText(
            th: String(CellText.visible(thai).prefix(Self.reasonMax)),
            en: message.en.map { String(CellText.visible($0).prefix(Self.reasonMax)) })
    }

    private static let reasonMax = 500

    private func again<Method: RPCMethod>(
        _ method: Method, _ params: String, _ recorded: RecordedAnswers
    ) throws -> Recorded<Method.Result> {
        guard let input = recorded.input(service, Method.name, params) else {
            throw failure(Method.name, recorded.reason(service, Method.name))
        }
        return Recorded(
            value: try CanonicalJSON.value(Method.Result.self, from: input.answer), source: source(input))
    }

    private func source(_ input: ReportInput) -> ReportSource {
        ReportSource(
            number: 0, service: service, method: input.method, params: input.params, answeredAt: input.answeredAt,
            answerSHA256: input.sha256, handedBy: input.handedBy)
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

/// What came of asking: `async let` keeps no typed errors.
func asked<Value>(
    _ work: () async throws(GatheringFailure) -> Value
) async -> Result<Value, GatheringFailure> {
    do throws(GatheringFailure) {
        return .success(try await work())
    } catch {
        return .failure(error)
    }
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
    /// - Parameter isPretty: for people, on many lines.
    static func bytes(_ value: some Encodable, isPretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
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
