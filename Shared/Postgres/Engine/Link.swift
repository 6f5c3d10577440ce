import CPostgres

/// One connection on the event thread: the pipeline machine with libpq around it.
final class Link {
    let id: Int
    let target: Command.Target
    let connection: OpaquePointer
    let descriptor: Int32
    var machine: PipelineMachine<Operation, Answer>
    /// Operations of a lease that could not be sent yet, because one that needs the connection alone is before them.
    var waiting = Queue<Operation>()
    /// The operation that has the connection alone, outside the pipeline.
    var exclusive: Exclusive?
    /// The connection was returned with something still running.
    var isCleaning = false
    var isBroken = false
    /// Bytes wait for the socket to take them.
    var hasUnsent = false
    /// The reader of a stream is behind: nothing is read for now.
    var isPaused = false
    var interest: UInt32 = 0
    /// Since when the first operation in line has been one that nobody waits for.
    var abandonedSince: UInt64?

    init(id: Int, target: Command.Target, connection: OpaquePointer, preparedMax: Int?) {
        self.id = id
        self.target = target
        self.connection = connection
        descriptor = PQsocket(connection)
        machine = PipelineMachine(preparedMax: preparedMax)
    }

    var mayRepeat: Bool { if case .lane = target { true } else { false } }
    var isIdle: Bool { machine.isIdle && exclusive == nil && waiting.isEmpty }
    var isClean: Bool { isIdle && !isBroken && PQtransactionStatus(connection) == PQTRANS_IDLE }

    // MARK: - Sending

    /// Sends in order; what needs the connection alone waits for the pipeline to run empty.
    func submit(_ operations: [Operation]) {
        for operation in operations { waiting.append(operation) }
        pump()
    }

    func pump() {
        while exclusive == nil, !isBroken, let operation = waiting.first {
            if operation.isAbandoned {
                _ = waiting.popFirst()
            } else if operation.isExclusive {
                endGroup()
                guard machine.isIdle else { return }
                _ = waiting.popFirst()
                startExclusive(operation)
            } else {
                _ = waiting.popFirst()
                send(operation, inGroup: operation.joinsNext)
            }
        }
        endGroup()
    }

    /// Into the pipeline: whatever must be prepared or given up for it, the statement, and its sync. In a group the
    /// sync is left to `endGroup`.
    func send(_ operation: Operation, inGroup: Bool = false) {
        let sending = machine.send(operation, key: operation.key, mayRepeat: mayRepeat, inGroup: inGroup)
        var isSent: Int32 = 1
        if let name = sending.deallocate {
            isSent &= PQsendQueryParams(connection, "DEALLOCATE \(name.description)", 0, nil, nil, nil, nil, 0)
        }
        isSent &= operation.parameters.withPointers { count, types, values, lengths, formats in
            if let name = sending.prepare, PQsendPrepare(connection, name.text, operation.sql, count, types) == 0 {
                return 0
            }
            if let name = sending.execute {
                return PQsendQueryPrepared(connection, name.text, count, values, lengths, formats, 1)
            }
            return PQsendQueryParams(connection, operation.sql, count, types, values, lengths, formats, 1)
        }
        if isSent == 0 || (!inGroup && PQpipelineSync(connection) == 0) { isBroken = true }
    }

    /// The sync of the operations that were sent as a group.
    func endGroup() {
        guard machine.isGroupOpen else { return }
        machine.endGroup()
        if PQpipelineSync(connection) == 0 { isBroken = true }
    }

    /// True while something waits to be written.
    func flush() {
        switch PQflush(connection) {
        case 0: hasUnsent = false
        case 1: hasUnsent = true
        default: isBroken = true
        }
    }

    // MARK: - Receiving

    /// Reads what the socket has and hands on every operation that it completes.
    func receive(_ completed: (PipelineMachine<Operation, Answer>.Completion) -> Void) {
        if PQconsumeInput(connection) == 0 { isBroken = true }
        drain(completed)
    }

    func drain(_ completed: (PipelineMachine<Operation, Answer>.Completion) -> Void) {
        // libpq answers an empty read with NULL; several in a row mean that it has nothing more to say.
        var ends = 0
        while exclusive == nil, !machine.isIdle, ends < 4, PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                ends += 1
                if let completion = machine.received(.end) { completed(completion) }
                continue
            }
            ends = 0
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                _ = machine.received(.answer(Answer(result)))
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                abandonedSince = nil
                if let completion = machine.received(.sync) { completed(completion) }
            case PGRES_PIPELINE_ABORTED:
                PQclear(result)
                _ = machine.received(.skipped)
            default:
                _ = machine.received(.failure(PostgresError(result)))
                PQclear(result)
                if PQstatus(connection) == CONNECTION_BAD {
                    isBroken = true
                    return
                }
            }
        }
        if exclusive != nil { drainExclusive() }
    }

    func notifications(_ handle: (_ channel: String, _ payload: String) -> Void) {
        while let notification = PQnotifies(connection) {
            handle(String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
    }

    // MARK: - Time

    /// Fails what has passed its deadline. True if the server should be asked to cancel what runs.
    func beat(now: UInt64) -> Bool {
        func isAbandoned(_ operation: Operation) -> Bool {
            if !operation.isAbandoned, operation.deadline <= now { operation.fail(PostgresError.deadline) }
            return operation.isAbandoned
        }
        _ = waiting.remove(where: isAbandoned)
        machine.abandon(where: isAbandoned)
        let wantsCancel: Bool
        if let exclusive {
            wantsCancel = isAbandoned(exclusive.operation) && abandonExclusive()
            if exclusive.operation.isAbandoned, abandonedSince == nil { abandonedSince = now }
        } else {
            wantsCancel = machine.wantsCancel()
            if wantsCancel, abandonedSince == nil { abandonedSince = now }
        }
        return wantsCancel
    }

    /// The connection is gone: everything that was sent or waited here.
    func lost() -> [Operation] {
        let operations = machine.lost() + [exclusive?.operation].compactMap { $0 } + waiting.removeAll()
        exclusive = nil
        return operations
    }
}
