import Crypto
import JSONRPC
import Kernel
import ReportingContract
import Synchronization

/// An answer that a report was made from, as it was recorded.
struct ReportInput: Sendable, Hashable {
    var service: String
    var method: String
    /// Canonical JSON.
    var params: String
    var answeredAt: Instant
    /// Canonical JSON.
    var answer: [UInt8]
    /// Who handed it over, where the service itself was not asked.
    var handedBy: String?

    var sha256: String { SHA256.hash(data: answer).hex }
}

/// Collects what the other services answered while a report is composed.
final class InputRecorder: Sendable {
    private let inputs = Mutex<[ReportInput]>([])

    /// - Returns: what is kept: of two answers to the same question the first, so that a report never tells both, and
    ///   is made of one of them again.
    func add(_ input: ReportInput) -> ReportInput {
        inputs.withLock { inputs in
            let known = inputs.first {
                $0.service == input.service && $0.method == input.method && $0.params == input.params
            }
            if let known { return known }
            inputs.append(input)
            return input
        }
    }

    /// In an order that does not depend on who answered first.
    var all: [ReportInput] {
        inputs.withLock { $0 }.sorted { ($0.service, $0.method, $0.params) < ($1.service, $1.method, $1.params) }
    }
}

/// What was recorded, in place of the other services.
struct RecordedAnswers: Sendable {
    private let inputs: [String: ReportInput]
    private let gaps: [String: LocalizedText]

    init(_ inputs: [ReportInput], gaps: [ReportGap]) {
        self.inputs = Dictionary(
            inputs.map { (Self.key($0.service, $0.method, $0.params), $0) }, uniquingKeysWith: { first, _ in first })
        self.gaps = Dictionary(
            gaps.map { ("\($0.service) \($0.method)", $0.reason) }, uniquingKeysWith: { first, _ in first })
    }

    func input(_ service: String, _ method: String, _ params: String) -> ReportInput? {
        inputs[Self.key(service, method, params)]
    }

    /// Why there was no answer then.
    func reason(_ service: String, _ method: String) -> LocalizedText {
        gaps["\(service) \(method)"] ?? ReportMessages.noAnswer
    }

    private static func key(_ service: String, _ method: String, _ params: String) -> String {
        "\(service) \(method) \(params)"
    }
}
