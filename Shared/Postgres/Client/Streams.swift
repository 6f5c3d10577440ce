extension PostgresClient {
    /// The rows of an answer that may be long, read as fast as they are taken: memory stays flat. It holds a leased
    /// connection from the first row to the last, or until the iterator is let go, and lasts no longer than
    /// `leasedStatementTimeout`.
    public func rows<S: Statement>(_ statement: S) -> PostgresRows<S> {
        PostgresRows(engine: engine, statement: statement)
    }

    /// What `COPY … TO STDOUT` gives, in pieces of any length.
    public func copyOut(_ sql: String) -> PostgresBytes {
        PostgresBytes(engine: engine, sql: sql)
    }

    /// `COPY … FROM STDIN` with the bytes of `source`; says how many rows were taken. All or nothing.
    @discardableResult
    public func copyIn<Source: AsyncSequence & Sendable>(_ sql: String, _ source: Source) async throws -> Int
    where Source.Element == [UInt8] {
        let link = try await engine.acquire()
        defer { engine.put(.release(link: link)) }
        let deadline = Monotonic.deadline(after: configuration.leasedStatementTimeout)
        return try await engine.copyIn(sql, source, on: link, deadline: deadline)
    }
}

/// Rows as they come; made by `PostgresClient.rows`.
public struct PostgresRows<S: Statement>: AsyncSequence, Sendable {
    public typealias Element = S.Row

    let engine: Engine
    let statement: S

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let stream: LeasedStream<[Answer]>
        private var answers: ArraySlice<Answer> = []

        fileprivate init(stream: LeasedStream<[Answer]>) {
            self.stream = stream
        }

        public mutating func next() async throws -> S.Row? {
            while answers.isEmpty {
                guard let more = try await stream.next() else { return nil }
                answers = more[...]
            }
            guard let answer = answers.popFirst() else { return nil }
            var reader = RowReader(answer, row: 0)
            return try S.decode(&reader)
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        let statement = statement
        return AsyncIterator(
            stream: LeasedStream(engine) { feed, deadline in
                try Operation(statement, kind: .rows(feed), deadline: deadline)
            })
    }
}

/// Bytes as they come; made by `PostgresClient.copyOut`.
public struct PostgresBytes: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let engine: Engine
    let sql: String

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let stream: LeasedStream<[UInt8]>

        public mutating func next() async throws -> [UInt8]? {
            try await stream.next()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        let sql = sql
        return AsyncIterator(
            stream: LeasedStream(engine) { feed, deadline in
                Operation(.plain(sql), kind: .copyOut(feed), deadline: deadline)
            })
    }
}

/// A leased connection that gives pieces to one reader; returned at the end or when the reader is gone.
private final class LeasedStream<Piece: Sendable> {
    private let engine: Engine
    private let make: (Feed<Piece>, UInt64) throws -> Operation
    private var running: (link: Int, operation: Operation, feed: Feed<Piece>)?
    private var isOver = false

    init(_ engine: Engine, _ make: @escaping (Feed<Piece>, UInt64) throws -> Operation) {
        self.engine = engine
        self.make = make
    }

    deinit {
        end()
    }

    func next() async throws -> Piece? {
        if isOver { return nil }
        do {
            let (_, operation, feed) = try await started()
            let engine = engine
            let piece = try await withTaskCancellationHandler {
                try await feed.next()
            } onCancel: {
                engine.put(.abandon(operation, CancellationError()))
            }
            if piece == nil { end() }
            return piece
        } catch {
            end()
            throw error
        }
    }

    private func started() async throws -> (link: Int, operation: Operation, feed: Feed<Piece>) {
        if let running { return running }
        let link = try await engine.acquire()
        let engine = engine
        let feed = Feed<Piece> { engine.put(.wake(link: link)) }
        do {
            let deadline = Monotonic.deadline(after: engine.configuration.leasedStatementTimeout)
            let operation = try make(feed, deadline)
            if !engine.put(.run(operation, link: link)) { throw PostgresError.closed }
            running = (link, operation, feed)
            return (link, operation, feed)
        } catch {
            engine.put(.release(link: link))
            throw error
        }
    }

    private func end() {
        isOver = true
        guard let running else { return }
        self.running = nil
        engine.put(.release(link: running.link))
    }
}

extension Engine {
    /// Bytes handed to libpq in one piece.
    private static var pieceBytes: Int { 65_536 }

    func copyIn<Source: AsyncSequence & Sendable>(
        _ sql: String, _ source: Source, on link: Int, deadline: UInt64
    ) async throws -> Int where Source.Element == [UInt8] {
        let copy = CopySource()
        let operation = Operation(.plain(sql), kind: .copyIn(copy), deadline: deadline)
        let wake = { [self] in _ = put(.wake(link: link)) }
        return try await withTaskCancellationHandler {
            if !put(.run(operation, link: link)) { throw PostgresError.closed }
            try await copy.ready()
            do {
                var piece: [UInt8] = []
                for try await bytes in source {
                    piece += bytes
                    if piece.count >= Engine.pieceBytes {
                        try await copy.hand(.piece(piece), wake: wake)
                        piece.removeAll(keepingCapacity: true)
                    }
                }
                if !piece.isEmpty { try await copy.hand(.piece(piece), wake: wake) }
            } catch {
                // Ends the copy at the server; its answer to that is no news.
                _ = try? await copy.hand(.failed, wake: wake)
                throw error
            }
            try await copy.hand(.end, wake: wake)
            return copy.touchedCount
        } onCancel: {
            put(.abandon(operation, CancellationError()))
        }
    }
}
