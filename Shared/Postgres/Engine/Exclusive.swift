import CPostgres

/// What has a connection alone, outside the pipeline: a script, a stream of rows, a `COPY`.
struct Exclusive {
    let operation: Operation
    var error: PostgresError?
    var lastAnswer: Answer?
    var isCopyingIn = false
    var isCopyingOut = false
    /// The current piece has been given to libpq, which has not written all of it.
    var isPieceTaken = false
    var wasCancelled = false
}

extension Link {
    /// Rows or bytes handed on in one piece.
    private static var rowsMax: Int { 128 }
    private static var copyBytesMax: Int { 65_536 }

    func startExclusive(_ operation: Operation) {
        exclusive = Exclusive(operation: operation)
        guard PQexitPipelineMode(connection) == 1 else {
            isBroken = true
            return
        }
        let isSent: Int32
        switch operation.kind {
        case .rows:
            isSent =
                operation.parameters.withPointers { count, types, values, lengths, formats in
                    PQsendQueryParams(connection, operation.sql, count, types, values, lengths, formats, 1)
                } & PQsetSingleRowMode(connection)
        case .statement, .script, .copyIn, .copyOut:
            isSent = PQsendQuery(connection, operation.sql)
        }
        if isSent == 0 { isBroken = true } else { flush() }
    }

    func drainExclusive() {
        while !isBroken, !isPaused, let current = exclusive {
            if current.isCopyingIn {
                serviceCopyIn()
                if exclusive?.isCopyingIn == true { return }
                continue
            }
            if current.isCopyingOut {
                guard passCopyOut(current.operation) else { return }
                continue
            }
            if case .rows(let feed) = current.operation.kind {
                guard passRows(to: feed, current.operation) else { return }
                continue
            }
            guard PQisBusy(connection) == 0 else { return }
            take(PQgetResult(connection))
        }
    }

    /// One result that is not a row: the end, an error, the begin of a copy.
    private func take(_ result: OpaquePointer?) {
        guard let result else { return finishExclusive() }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            exclusive?.lastAnswer = Answer(result)
            return
        case PGRES_COPY_IN: beginCopyIn()
        case PGRES_COPY_OUT: exclusive?.isCopyingOut = true
        default:
            if exclusive?.error == nil { exclusive?.error = PostgresError(result) }
            if PQstatus(connection) == CONNECTION_BAD { isBroken = true }
        }
        PQclear(result)
    }

    private func finishExclusive() {
        guard let done = exclusive else { return }
        exclusive = nil
        abandonedSince = nil
        if PQenterPipelineMode(connection) == 0 { isBroken = true }
        if let error = done.error {
            done.operation.fail(error)
        } else {
            switch done.operation.kind {
            case .statement, .script: break
            case .rows(let feed): feed.finish()
            case .copyOut(let feed): feed.finish()
            case .copyIn(let source): source.done(touchedCount: done.lastAnswer?.touchedCount ?? 0)
            }
            done.operation.succeed(done.lastAnswer)
        }
        pump()
    }

    /// Hands on the rows that are here. False when there is nothing more to do for now.
    private func passRows(to feed: Feed<[Answer]>, _ operation: Operation) -> Bool {
        var rows: [Answer] = []
        func give() {
            if !rows.isEmpty, !operation.isAbandoned, !feed.give(rows) { isPaused = true }
        }
        while rows.count < Link.rowsMax {
            guard PQisBusy(connection) == 0 else {
                give()
                return false
            }
            let result = PQgetResult(connection)
            if let result, PQresultStatus(result) == PGRES_SINGLE_TUPLE {
                rows.append(Answer(result))
                continue
            }
            give()
            take(result)
            return true
        }
        give()
        return true
    }

    // MARK: - COPY

    /// Hands on the bytes that are here. False when there is nothing more to do for now.
    private func passCopyOut(_ operation: Operation) -> Bool {
        guard case .copyOut(let feed) = operation.kind else { return false }
        var bytes: [UInt8] = []
        var goesOn = true
        while bytes.count < Link.copyBytesMax {
            var buffer: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(connection, &buffer, 1)
            if length > 0, let buffer {
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(length)))
                PQfreemem(buffer)
                continue
            }
            if length == 0 { goesOn = false } else { exclusive?.isCopyingOut = false }
            break
        }
        if !bytes.isEmpty, !operation.isAbandoned, !feed.give(bytes) { isPaused = true }
        return goesOn
    }

    private func beginCopyIn() {
        guard let operation = exclusive?.operation else { return }
        exclusive?.isCopyingIn = true
        if case .copyIn(let source) = operation.kind, !operation.isAbandoned {
            source.becameReady()
        } else {
            endCopyIn("nobody gives the bytes")
        }
    }

    private func endCopyIn(_ refusal: String?) {
        exclusive?.isCopyingIn = false
        if PQputCopyEnd(connection, refusal) != 1 { isBroken = true } else { flush() }
    }

    /// Writes what the source has handed over.
    func serviceCopyIn() {
        guard let current = exclusive, current.isCopyingIn, case .copyIn(let source) = current.operation.kind else {
            return
        }
        if current.operation.isAbandoned { return endCopyIn("abandoned") }
        switch source.request {
        case .piece(let bytes):
            if !current.isPieceTaken {
                let status = bytes.withUnsafeBytes { buffer in
                    PQputCopyData(
                        connection, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
                }
                if status < 0 { isBroken = true }
                if status == 0 { hasUnsent = true }
                guard status == 1 else { return }
                exclusive?.isPieceTaken = true
            }
            flush()
            if !hasUnsent, !isBroken {
                exclusive?.isPieceTaken = false
                source.done()
            }
        case .end: endCopyIn(nil)
        case .failed: endCopyIn("the source failed")
        case nil: break
        }
    }

    /// Nobody waits any more. True if the server should be asked to cancel.
    func abandonExclusive() -> Bool {
        guard let current = exclusive else { return false }
        if isPaused {
            isPaused = false
            drainExclusive()
        }
        if current.isCopyingIn {
            serviceCopyIn()
            return false
        }
        guard !current.wasCancelled, exclusive != nil else { return false }
        exclusive?.wasCancelled = true
        return true
    }
}
