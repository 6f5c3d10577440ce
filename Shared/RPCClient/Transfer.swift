import CCurl
import Synchronization

/// A transfer on its way. Once handed to the engine only the engine's thread touches it, except for `finish`, which
/// answers once whoever calls first.
final class Transfer: @unchecked Sendable {
    enum Work {
        case http(HTTPTransfer)
        case mail(MailTransfer)
    }

    let id: UInt64
    let work: Work
    let deadline: ContinuousClock.Instant
    private let answer: Mutex<(@Sendable (Result<HTTPTransferReply, TransferFailure>) -> Void)?>

    // Of the engine's thread.
    var handle: UnsafeMutableRawPointer?
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    var reply = HTTPTransferReply(status: 0, headers: [], body: [])
    var headerBytes = 0
    var overflowed = false
    var uploadOffset = 0

    init(
        id: UInt64, work: Work, deadline: ContinuousClock.Instant,
        answer: @escaping @Sendable (Result<HTTPTransferReply, TransferFailure>) -> Void
    ) {
        self.id = id
        self.work = work
        self.deadline = deadline
        self.answer = Mutex(answer)
    }

    func finish(_ result: Result<HTTPTransferReply, TransferFailure>) {
        let answer = answer.withLock { stored in
            defer { stored = nil }
            return stored
        }
        answer?(result)
    }

    var responseBytesMax: Int {
        switch work {
        case .http(let http): http.limits.responseBytesMax
        case .mail: 65_536
        }
    }

    /// Header bytes of one answer, all lines together.
    static let headerBytesMax = 65_536
}

// MARK: - What libcurl calls, on the engine's thread

extension Transfer {
    static let receive: ccurl_data_function = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let length = size * count
        guard transfer.reply.body.count + length <= transfer.responseBytesMax else {
            transfer.overflowed = true
            return 0
        }
        transfer.reply.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
        return length
    }

    static let receiveHeader: ccurl_data_function = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        transfer.headerBytes += line.count
        guard transfer.headerBytes <= headerBytesMax else {
            transfer.overflowed = true
            return 0
        }
        // A new status line (after 100 Continue) begins a new set.
        if line.starts(with: "HTTP/".utf8) {
            transfer.reply.headers.removeAll(keepingCapacity: true)
            transfer.reply.version = String(decoding: line.prefix { $0 > 0x20 }, as: UTF8.self)
        }
        if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            transfer.reply.headers.append((name, trimmed(line[(colon + 1)...])))
        }
        return line.count
    }

    static let send: ccurl_data_function = { bytes, size, count, context in
        guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        guard case .mail(let mail) = transfer.work else { return Int(CURL_READFUNC_ABORT) }
        let length = min(size * count, mail.bytes.count - transfer.uploadOffset)
        mail.bytes.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(start: bytes, count: length)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[transfer.uploadOffset...].prefix(length)))
        }
        transfer.uploadOffset += length
        return length
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var rest = bytes
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        while let first = rest.first, first <= 0x20 { rest = rest.dropFirst() }
        return String(decoding: rest, as: UTF8.self)
    }
}
