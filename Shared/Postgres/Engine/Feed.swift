import Synchronization

/// Pieces from the event thread to one reading task, a limited number at a time: when it is full the event thread
/// stops reading the socket, so that a slow reader slows the server and not the memory.
final class Feed<Piece: Sendable>: Sendable {
    private struct State {
        var pieces = Queue<Piece>()
        var isFinished = false
        var error: (any Error)?
        var isStopped = false
        var reader: UnsafeContinuation<Piece?, any Error>?
    }

    private enum Step {
        case piece(Piece, resumes: Bool)
        case end((any Error)?)
        case wait
    }

    static var piecesMax: Int { 8 }
    private let state = Mutex(State())
    /// Asks the event thread to read again.
    private let resume: @Sendable () -> Void

    init(resume: @escaping @Sendable () -> Void) {
        self.resume = resume
    }

    /// False if the reader should catch up before more is given.
    func give(_ piece: Piece) -> Bool {
        let (reader, hasRoom) = state.withLock { state -> (UnsafeContinuation<Piece?, any Error>?, Bool) in
            if let reader = state.reader {
                state.reader = nil
                return (reader, true)
            }
            state.pieces.append(piece)
            if state.pieces.count < Self.piecesMax { return (nil, true) }
            state.isStopped = true
            return (nil, false)
        }
        reader?.resume(returning: piece)
        return hasRoom
    }

    func finish(_ error: (any Error)? = nil) {
        let reader = state.withLock { state -> UnsafeContinuation<Piece?, any Error>? in
            guard !state.isFinished else { return nil }
            state.isFinished = true
            state.error = error
            defer { state.reader = nil }
            return state.reader
        }
        if let error { reader?.resume(throwing: error) } else { reader?.resume(returning: nil) }
    }

    /// The next piece; `nil` at the end. One reader only.
    func next() async throws -> Piece? {
        try await withUnsafeThrowingContinuation { continuation in
            let step = state.withLock { state -> Step in
                if let piece = state.pieces.popFirst() {
                    let resumes = state.isStopped && state.pieces.count <= Self.piecesMax / 2
                    if resumes { state.isStopped = false }
                    return .piece(piece, resumes: resumes)
                }
                if state.isFinished { return .end(state.error) }
                state.reader = continuation
                return .wait
            }
            switch step {
            case .piece(let piece, let resumes):
                continuation.resume(returning: piece)
                if resumes { resume() }
            case .end(let error?): continuation.resume(throwing: error)
            case .end(nil): continuation.resume(returning: nil)
            case .wait: break
            }
        }
    }
}

/// The bytes of a `COPY … FROM STDIN`: the task hands over one piece at a time and goes on when it is written.
final class CopySource: Sendable {
    enum Request: Sendable {
        case piece([UInt8])
        case end
        /// The source failed: the server forgets what it got.
        case failed
    }

    private struct State {
        var isReady = false
        var error: (any Error)?
        var request: Request?
        var touchedCount = 0
        var waiter: UnsafeContinuation<Void, any Error>?
    }

    private let state = Mutex(State())

    /// Waits until the server wants bytes.
    func ready() async throws {
        try await withUnsafeThrowingContinuation { continuation in
            let outcome = state.withLock { state -> Result<Void, any Error>? in
                if let error = state.error { return .failure(error) }
                if state.isReady { return .success(()) }
                state.waiter = continuation
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    /// Hands over a request; returns when it is written, or for the end when the server has answered.
    func hand(_ request: Request, wake: () -> Void) async throws {
        try await withUnsafeThrowingContinuation { continuation in
            let error = state.withLock { state -> (any Error)? in
                if let error = state.error { return error }
                state.request = request
                state.waiter = continuation
                return nil
            }
            if let error { continuation.resume(throwing: error) } else { wake() }
        }
    }

    var request: Request? { state.withLock { $0.request } }
    /// Rows taken, once the end has been handed over.
    var touchedCount: Int { state.withLock { $0.touchedCount } }

    /// In one step: whoever sees that it is ready may hand over a request at once, which is not touched here.
    func becameReady() {
        let waiter = state.withLock { state in
            state.isReady = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func done(touchedCount: Int = 0) {
        let waiter = state.withLock { state in
            state.touchedCount = touchedCount
            state.request = nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func finish(_ error: any Error) {
        let waiter = state.withLock { state in
            if state.error == nil { state.error = error }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(throwing: error)
    }
}
