/// One statement from the moment a task hands it to the event thread until its answer. After it is submitted only
/// the event thread touches what can change.
final class Operation: @unchecked Sendable {
    enum Text {
        case statement(any Statement.Type)
        case plain(String)
    }

    enum Kind {
        /// Extended protocol in the pipeline.
        case statement
        /// Several statements in one text, simple protocol, alone on the connection.
        case script
        /// Rows, handed on as they come.
        case rows(Feed<[Answer]>)
        case copyOut(Feed<[UInt8]>)
        case copyIn(CopySource)
    }

    let text: Text
    let parameters: Parameters
    let kind: Kind
    /// May share a sync with others of its kind, on the lane.
    let isRead: Bool
    /// On the monotonic clock, in nanoseconds.
    let deadline: UInt64

    var continuation: UnsafeContinuation<Answer?, any Error>?
    /// Set when the task has gone before the event thread saw the operation.
    var isAbandoned = false
    var isSubmitted = false
    /// The next shares its sync: if this fails, that one is skipped.
    var joinsNext = false
    /// With its answer the connection goes back to the pool.
    var releases = false
    var attempts = 0
    /// Gathered with others by the lane, when it was sent last.
    var isGathered = false
    var submittedAt: UInt64 = 0

    init(_ text: Text, _ parameters: Parameters = Parameters(), kind: Kind = .statement, deadline: UInt64) {
        self.text = text
        self.parameters = parameters
        self.kind = kind
        isRead = if case .statement(let type) = text, case .statement = kind { type.isRead } else { false }
        self.deadline = deadline
    }

    var key: PreparedCache.Key? {
        if case .statement(let type) = text, type.isPrepared { ObjectIdentifier(type) } else { nil }
    }

    var sql: String {
        switch text {
        case .statement(let type): type.sql
        case .plain(let sql): sql
        }
    }

    /// Alone on its connection, outside the pipeline.
    var isExclusive: Bool { if case .statement = kind { false } else { true } }

    func succeed(_ answer: Answer?) {
        continuation?.resume(returning: answer)
        continuation = nil
    }

    func fail(_ error: any Error) {
        isAbandoned = true
        continuation?.resume(throwing: error)
        continuation = nil
        switch kind {
        case .statement, .script: break
        case .rows(let feed): feed.finish(error)
        case .copyOut(let feed): feed.finish(error)
        case .copyIn(let source): source.finish(error)
        }
    }
}

/// A task that waits for a connection of its own.
final class LeaseRequest: @unchecked Sendable {
    let deadline: UInt64
    var continuation: UnsafeContinuation<Int, any Error>?
    var isAbandoned = false
    var isSubmitted = false

    init(deadline: UInt64) {
        self.deadline = deadline
    }

    func succeed(_ link: Int) {
        continuation?.resume(returning: link)
        continuation = nil
    }

    func fail(_ error: any Error) {
        continuation?.resume(throwing: error)
        continuation = nil
    }
}
