import CPostgres

/// What the event thread does for single statements and for leases.
extension Engine {
    func start(_ operation: Operation, on id: Int?) {
        operation.isSubmitted = true
        operation.submittedAt = now
        if operation.isAbandoned { return operation.fail(CancellationError()) }
        guard let id else {
            if lane.isClosing {
                operation.fail(PostgresError.closed)
            } else if !lane.enqueue(operation) {
                operation.fail(PostgresError.queueFull)
            }
            return
        }
        submit([operation], on: id)
    }

    func start(_ operations: [Operation], on id: Int) {
        for operation in operations {
            operation.isSubmitted = true
            operation.submittedAt = now
            if operation.isAbandoned { operation.fail(CancellationError()) }
        }
        submit(operations, on: id)
    }

    private func submit(_ operations: [Operation], on id: Int) {
        guard let link = links[id] else {
            for operation in operations { operation.fail(PostgresError.connection("the connection was lost")) }
            return
        }
        link.submit(operations)
        settle(link)
    }

    /// Transactions that have ended need no word of their task to give their connection back.
    func returnEnded() {
        guard !returning.isEmpty else { return }
        for id in returning { release(id) }
        returning.removeAll(keepingCapacity: true)
    }

    /// Sends from the lane's queue as long as a connection has room: what only reads in groups, all else by itself.
    func sendWaiting() {
        // What was skipped once goes by itself: no neighbour can keep it from running again and again.
        while let (operation, slot) = lane.next(isRead: { $0.isRead && $0.attempts == 0 }) {
            operation.isGathered = operation.isRead && operation.attempts == 0
            guard let link = laneLinks[slot] else { continue }
            if operation.isAbandoned {
                laneCompleted(slot, operation)
                continue
            }
            if !operation.isGathered { link.endGroup() }
            link.send(operation, inGroup: operation.isGathered)
            if link.isBroken { lost(link) }
        }
        lane.sentGroups()
        for link in laneLinks {
            link?.endGroup()
            if let link, !link.machine.isIdle, !link.hasUnsent { settle(link) }
        }
    }

    func completed(_ completion: PipelineMachine<Operation, Answer>.Completion, on link: Link) {
        let operation = completion.operation
        switch completion.outcome {
        case .answer(let answer):
            figures.statements += 1
            if operation.releases, !operation.isAbandoned { returning.append(link.id) }
            operation.succeed(answer)
        case .failure(let error):
            figures.statements += 1
            figures.failures += 1
            if !operation.isAbandoned { observe(.statementFailed(sqlState: error.sqlState)) }
            operation.fail(error)
            // The server has become a standby: the next connection finds the new primary.
            if error.sqlState == "25006", configuration.targetSessionAttributes == "read-write" { retire(link) }
        case .again:
            operation.attempts += 1
            if operation.attempts > 5 {
                operation.fail(PostgresError.connection("the statement was disturbed too often"))
            } else {
                lane.requeue(operation)
            }
        }
        if case .lane(let slot) = link.target {
            laneCompleted(slot, operation)
        } else {
            link.pump()
            if link.target == .listener, link.isIdle { listening.resumed() }
        }
    }

    private func laneCompleted(_ slot: Int, _ operation: Operation) {
        if case .close(let slot) = lane.completed(slot: slot, isRead: operation.isGathered), let link = laneLinks[slot]
        {
            retired.append(link)
        }
    }

    private func retire(_ link: Link) {
        switch link.target {
        case .lane(let slot):
            if case .close = lane.retire(slot: slot) { retired.append(link) }
        case .leased(let slot): pool.retire(slot: slot)
        case .listener: break
        }
    }

    func beatLane() {
        for link in retired { lost(link, isWanted: true) }
        retired = []
        let patience = configuration.acquireTimeout.nanoseconds
        let isUp = lane.upCount > 0
        var isTimedOut = false
        _ = lane.withdraw { [now] operation in
            if operation.isAbandoned { return true }
            if operation.deadline <= now {
                operation.fail(isUp ? PostgresError.deadline : PostgresError.unreachable)
            } else if now > operation.submittedAt + patience {
                operation.fail(isUp ? PostgresError.acquireTimeout : PostgresError.unreachable)
                isTimedOut = true
            }
            return operation.isAbandoned
        }
        if isTimedOut { observe(.acquireTimedOut) }
        for action in lane.beat(now: now) {
            switch action {
            case .connect(let slot): connect(.lane(slot: slot))
            case .close(let slot): if let link = laneLinks[slot] { lost(link, isWanted: true) }
            }
        }
    }

    // MARK: - Leases

    func acquire(_ request: LeaseRequest) {
        request.isSubmitted = true
        if request.isAbandoned { return request.fail(CancellationError()) }
        perform(pool.acquire(request, now: now))
    }

    func perform(_ actions: [PoolMachine<LeaseRequest>.Action]) {
        for action in actions {
            switch action {
            case .connect(let slot): connect(.leased(slot: slot))
            case .lease(let request, let slot):
                if let link = leasedLinks[slot] {
                    request.succeed(link.id)
                } else {
                    request.fail(PostgresError.connection("the connection was lost"))
                }
            case .expire(let request):
                observe(.acquireTimedOut)
                request.fail(PostgresError.acquireTimeout)
            case .refuse(let request):
                request.fail(pool.isClosing ? PostgresError.closed : PostgresError.queueFull)
            case .close(let slot):
                guard let link = leasedLinks[slot] else { continue }
                // The pool has given it up already, and may have another on its way to the same slot.
                leasedLinks[slot] = nil
                lost(link, isWanted: true)
            }
        }
    }

    func release(_ id: Int) {
        guard let link = links[id], case .leased(let slot) = link.target else { return }
        let isClean = link.isClean
        if !isClean {
            link.isCleaning = true
            for operation in link.waiting.elements { operation.fail(CancellationError()) }
            link.machine.abandon { operation in
                operation.isAbandoned = true
                return true
            }
            link.exclusive?.operation.fail(CancellationError())
        }
        perform(pool.released(slot: slot, isClean: isClean, now: now))
        settle(link)
    }

    /// A returned connection has nothing running any more: out of its transaction, then back to the pool.
    func cleaned(_ link: Link) {
        guard case .leased(let slot) = link.target else { return }
        if link.isClean {
            link.isCleaning = false
            perform(pool.cleaned(slot: slot, now: now))
        } else {
            link.submit([Operation(.plain("ROLLBACK"), deadline: .max)])
        }
    }
}
