import JSONRPC
import Kernel

/// How one attempt of a call ended, and what follows from it for the retry, the breaker and the caller. Pure.
struct RPCAttempt: Sendable {
    enum End: Sendable {
        case reply(RPCReplyReader)
        /// An error that another attempt may not bring (`unavailable`, `rateLimited`).
        case refused(RPCError)
        /// HTTP itself said no.
        case status(Int, retryAfterMilliseconds: Int?)
        /// What came is no JSON-RPC answer to this call.
        case garbage
        case failed(TransferFailure)
        /// Every address has its breaker open: nothing was sent.
        case resting(retryAfterMilliseconds: Int)
    }

    enum Health: Hashable { case healthy, failing, silent }

    let end: End

    init(_ end: End) {
        self.end = end
    }

    init(_ reply: HTTPTransferReply, id: UInt64) {
        guard reply.status == 200 else {
            let wait = reply.header("retry-after").flatMap(Int.init).map { $0.multipliedReportingOverflow(by: 1_000) }
            end = .status(reply.status, retryAfterMilliseconds: wait.flatMap { $0.overflow ? nil : $0.partialValue })
            return
        }
        guard let reader = RPCReplyReader(reply.body, id: id) else {
            end = .garbage
            return
        }
        if let error = reader.error, error.kind == .unavailable || error.kind == .rateLimited {
            end = .refused(error)
        } else {
            end = .reply(reader)
        }
    }

    var forRetry: RetryPolicy.Outcome {
        switch end {
        case .reply, .garbage: .answered
        case .refused(let error): .askedToWait(error.retryAfterMilliseconds)
        case .status(429, let wait), .status(503, let wait): .askedToWait(wait)
        case .status(502, _), .status(504, _): .unknown
        case .status: .answered
        case .failed(.notConnected): .notSent
        case .failed(.timedOut(let sent)): sent ? .unknown : .notSent
        case .failed(.broken): .unknown
        case .failed: .answered
        case .resting(let wait): .askedToWait(wait)
        }
    }

    var forBreaker: Health {
        switch end {
        case .reply: .healthy
        case .refused(let error): error.kind == .rateLimited ? .healthy : .failing
        case .status(let status, _): status >= 500 ? .failing : .healthy
        case .garbage, .failed(.notConnected), .failed(.notTrusted), .failed(.broken), .failed(.timedOut): .failing
        case .failed(.tooLarge): .healthy
        case .failed, .resting: .silent
        }
    }

    /// What the caller is told where there is no reply.
    func error(peer: String) -> RPCError {
        switch end {
        case .reply(let reader): reader.error ?? RPCAttempt.unavailable(peer, nil)
        case .refused(let error): error
        case .status(429, let wait):
            RPCError(
                .rateLimited, LocalizedText("บริการ \(peer) รับคำขอไม่ทัน", "the \(peer) service has too many requests"),
                details: RPCAttempt.details(peer, wait))
        case .status(413, _), .failed(.tooLarge):
            RPCError(
                .tooLarge,
                LocalizedText("ข้อมูลระหว่างบริการ \(peer) เกินขนาด", "the exchange with the \(peer) service is too large"),
                details: RPCAttempt.details(peer, nil))
        case .failed(.timedOut):
            RPCError(
                .deadlineExceeded,
                LocalizedText("บริการ \(peer) ไม่ตอบภายในเวลา", "the \(peer) service did not answer in time"),
                details: RPCAttempt.details(peer, nil))
        case .status(_, let wait): RPCAttempt.unavailable(peer, wait)
        case .resting(let wait): RPCAttempt.unavailable(peer, wait)
        case .garbage, .failed: RPCAttempt.unavailable(peer, nil)
        }
    }

    private static func unavailable(_ peer: String, _ retryAfterMilliseconds: Int?) -> RPCError {
        RPCError(
            .unavailable, LocalizedText("ติดต่อบริการ \(peer) ไม่ได้", "the \(peer) service cannot be reached"),
            details: details(peer, retryAfterMilliseconds))
    }

    private static func details(_ peer: String, _ wait: Int?) -> [(name: String, value: JSONValue)] {
        [("peer", .string(peer))] + (wait.map { [("retryAfterMs", .number(String($0)))] } ?? [])
    }
}

extension RPCError {
    /// `data.retryAfterMs`.
    var retryAfterMilliseconds: Int? {
        guard case .number(let text)? = details.first(where: { $0.name == "retryAfterMs" })?.value else { return nil }
        return Int(text)
    }
}
