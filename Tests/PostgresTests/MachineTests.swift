import Testing

@testable import Postgres

private typealias Pipeline = PipelineMachine<Int, String>

@Suite struct PipelineMachineTests {
    private func failure(_ sqlState: String) -> Pipeline.Event {
        .failure(PostgresError(kind: .statement, sqlState: sqlState, constraint: nil, message: ""))
    }

    /// Feeds replies; the completions as text.
    private func feed(_ machine: inout Pipeline, _ events: [Pipeline.Event]) -> [String] {
        events.compactMap { machine.received($0) }.map { completion in
            switch completion.outcome {
            case .answer(let answer): "\(completion.operation) \(answer)"
            case .failure(let error): "\(completion.operation) \(error.sqlState ?? "lost")"
            case .again: "\(completion.operation) again"
            }
        }
    }

    private let key = ObjectIdentifier(Int.self)
    private let other = ObjectIdentifier(String.self)

    @Test func aStatementIsPreparedOnceAndCompleteAtItsSync() {
        var machine = Pipeline(preparedMax: 8)
        let first = machine.send(1, key: key, mayRepeat: true)
        #expect(first.prepare != nil && first.execute === first.prepare)
        let second = machine.send(2, key: key, mayRepeat: true)
        #expect(second.prepare == nil && second.execute === first.execute)
        #expect(feed(&machine, [.answer("prepared"), .end, .answer("a"), .end]) == [])
        #expect(feed(&machine, [.sync]) == ["1 a"])
        #expect(feed(&machine, [.answer("b"), .end, .sync]) == ["2 b"])
        #expect(machine.isIdle)
    }

    @Test func anErrorStaysWithItsOwn() {
        var machine = Pipeline(preparedMax: nil)
        for operation in 1...3 { #expect(machine.send(operation, key: key, mayRepeat: true).execute == nil) }
        let replies: [Pipeline.Event] = [
            .answer("a"), .end, .sync, failure("22012"), .end, .sync, .answer("c"), .end, .sync,
        ]
        #expect(feed(&machine, replies) == ["1 a", "2 22012", "3 c"])
    }

    @Test func anErrorAtCommitReplacesTheAnswer() {
        var machine = Pipeline(preparedMax: nil)
        _ = machine.send(1, key: nil, mayRepeat: true)
        #expect(feed(&machine, [.answer("a"), .end, failure("23505"), .end, .sync]) == ["1 23505"])
    }

    @Test func aNeighbourOfAFailedPrepareGoesAgain() {
        var machine = Pipeline(preparedMax: 8)
        _ = machine.send(1, key: key, mayRepeat: true)
        _ = machine.send(2, key: key, mayRepeat: true)
        let replies: [Pipeline.Event] = [
            failure("42P01"), .end, .skipped, .end, .sync, failure("26000"), .end, .sync,
        ]
        #expect(feed(&machine, replies) == ["1 42P01", "2 again"])
        #expect(machine.send(2, key: key, mayRepeat: true).prepare != nil)
    }

    @Test func inATransactionNothingGoesAgain() {
        var machine = Pipeline(preparedMax: 8)
        _ = machine.send(1, key: key, mayRepeat: false)
        _ = feed(&machine, [.answer("prepared"), .end, .answer("a"), .end, .sync])
        _ = machine.send(2, key: key, mayRepeat: false)
        #expect(feed(&machine, [failure("0A000"), .end, .sync]) == ["2 0A000"])
        #expect(machine.send(3, key: key, mayRepeat: false).prepare != nil)
    }

    @Test func theLeastUsedIsGivenUp() {
        var machine = Pipeline(preparedMax: 1)
        let first = machine.send(1, key: key, mayRepeat: true)
        let second = machine.send(2, key: other, mayRepeat: true)
        #expect(second.deallocate === first.execute && second.prepare != nil)
        let replies: [Pipeline.Event] = [
            .answer("p"), .end, .answer("a"), .end, .sync,
            .answer("d"), .end, .answer("p"), .end, .answer("b"), .end, .sync,
        ]
        #expect(feed(&machine, replies) == ["1 a", "2 b"])
    }

    @Test func aCancelAsksOnlyForWhatNobodyWantsAndForgivesTheNeighbour() {
        var machine = Pipeline(preparedMax: nil)
        for operation in 1...3 { _ = machine.send(operation, key: nil, mayRepeat: true) }
        let before = [machine.wantsCancel(), machine.wantsCancel()]
        machine.abandon { $0 == 1 }
        let after = [machine.wantsCancel(), machine.wantsCancel()]
        #expect(before == [false, false] && after == [true, false])
        // The request comes late and hits the next one, which is sent again.
        let replies: [Pipeline.Event] = [.answer("a"), .end, .sync, failure("57014"), .end, .sync]
        #expect(feed(&machine, replies) == ["1 a", "2 again"])
        machine.cancelDelivered()
        _ = machine.send(4, key: nil, mayRepeat: true)
        // Its own time ran out: no request was under way when it was sent.
        #expect(feed(&machine, [.answer("c"), .end, .sync, failure("57014"), .end, .sync]) == ["3 c", "4 57014"])
    }

    @Test func inAGroupEachIsCompleteWithItsOwnReply() {
        var machine = Pipeline(preparedMax: 8)
        for operation in 1...3 { _ = machine.send(operation, key: key, mayRepeat: true, inGroup: true) }
        machine.endGroup()
        _ = machine.send(4, key: key, mayRepeat: true)
        #expect(feed(&machine, [.answer("prepared"), .end, .answer("a"), .end]) == ["1 a"])
        #expect(feed(&machine, [.answer("b"), .end, .answer("c"), .end]) == ["2 b"])
        // An empty read between replies says nothing.
        #expect(feed(&machine, [.sync, .end, .answer("d"), .end, .sync]) == ["3 c", "4 d"])
        #expect(machine.isIdle)
    }

    @Test func whatAGroupSkippedGoesAgain() {
        var machine = Pipeline(preparedMax: 8)
        _ = machine.send(1, key: key, mayRepeat: true, inGroup: true)
        _ = machine.send(2, key: key, mayRepeat: true, inGroup: true)
        let third = machine.send(3, key: other, mayRepeat: true, inGroup: true)
        machine.abandon { $0 == 4 }
        _ = machine.send(4, key: key, mayRepeat: true, inGroup: true)
        machine.abandon { $0 == 4 }
        machine.endGroup()
        let replies: [Pipeline.Event] = [
            .answer("prepared"), .end, .answer("a"), .end, failure("22012"), .end,
            .skipped, .end, .skipped, .end, .skipped, .end, .sync,
        ]
        #expect(feed(&machine, replies) == ["1 a", "2 22012", "3 again", "4 25P02"])
        // Its preparing was skipped too.
        let again = machine.send(3, key: other, mayRepeat: true)
        #expect(again.prepare != nil && again.prepare !== third.prepare)
    }

    @Test func theTimeOfAGroupIsItsFirstOnesAlone() {
        var machine = Pipeline(preparedMax: nil)
        for operation in 1...3 { _ = machine.send(operation, key: nil, mayRepeat: true, inGroup: true) }
        machine.endGroup()
        let late: [Pipeline.Event] = [.answer("a"), .end, failure("57014"), .end, .skipped, .end, .sync]
        #expect(feed(&machine, late) == ["1 a", "2 again", "3 again"])
        for operation in 4...5 { _ = machine.send(operation, key: nil, mayRepeat: true, inGroup: true) }
        machine.endGroup()
        #expect(feed(&machine, [failure("57014"), .end, .skipped, .end, .sync]) == ["4 57014", "5 again"])
    }

    @Test func aLostConnectionGivesBackAllInOrder() {
        var machine = Pipeline(preparedMax: nil)
        for operation in 1...3 { _ = machine.send(operation, key: nil, mayRepeat: true) }
        _ = machine.received(.answer("a"))
        #expect(machine.lost() == [1, 2, 3])
        #expect(machine.isIdle)
    }
}

@Suite struct LaneMachineTests {
    private typealias Lane = LaneMachine<Int>

    @Test func theLessLoadedTakesTheNextUpToItsCap() {
        var lane = Lane(limits: .init(connections: 2, inFlightMax: 1, queueMax: 3), seed: 1)
        #expect(lane.beat(now: 0).count == 2)
        let taken = (1...4).map { lane.enqueue($0) }
        #expect(taken == [true, true, true, false])
        #expect(lane.next() == nil)
        lane.connected(slot: 0, now: 0)
        lane.connected(slot: 1, now: 0)
        #expect(lane.next()?.slot == 0)
        #expect(lane.next()?.slot == 1)
        #expect(lane.next() == nil)
        #expect(lane.completed(slot: 1) == nil)
        #expect(lane.next()?.operation == 3)
    }

    @Test func readsGoInGroupsAndTheRestAsItComes() {
        var lane = Lane(limits: .init(connections: 1, inFlightMax: 8, groupMax: 2), seed: 1)
        let isRead: (Int) -> Bool = { $0 < 10 }
        _ = lane.beat(now: 0)
        lane.connected(slot: 0, now: 0)
        for operation in [1, 2, 3, 10] { _ = lane.enqueue(operation) }
        #expect(!lane.isGathering)
        #expect([lane.next(isRead: isRead)?.operation, lane.next(isRead: isRead)?.operation] == [1, 2])
        // The group is full, and what comes after the next read waits with it.
        #expect(lane.next(isRead: isRead) == nil)
        lane.sentGroups()
        #expect(lane.isGathering && lane.next(isRead: isRead) == nil)
        _ = lane.completed(slot: 0, isRead: true)
        #expect(lane.next(isRead: isRead) == nil)
        _ = lane.completed(slot: 0, isRead: true)
        #expect([lane.next(isRead: isRead)?.operation, lane.next(isRead: isRead)?.operation] == [3, 10])
        lane.sentGroups()
        // What changes something does not wait for the group.
        _ = lane.enqueue(11)
        #expect(lane.next(isRead: isRead)?.operation == 11)
        lane.lost(slot: 0, now: 1)
        #expect(!lane.isGathering && lane.inFlight == 0)
    }

    @Test func aFailedConnectionIsTriedAgainLaterAndLater() {
        var lane = Lane(limits: .init(connections: 1), seed: 1)
        var now: UInt64 = 0
        var waits: [UInt64] = []
        for _ in 0..<8 {
            #expect(lane.beat(now: now).count == 1)
            lane.failed(slot: 0, now: now)
            guard case .down(let retryAt) = lane.state(of: 0) else {
                Issue.record("not down")
                return
            }
            #expect(lane.beat(now: retryAt - 1).isEmpty)
            waits.append(retryAt - now)
            now = retryAt
        }
        #expect(waits[0] < 100_000_000 && waits[7] >= 3_000_000_000 && waits[7] < 4_000_000_000)
    }

    @Test func anOldConnectionIsReplacedWhenItIsEmpty() {
        var lane = Lane(limits: .init(connections: 1, lifetimeNanoseconds: 100), seed: 1)
        _ = lane.beat(now: 0)
        lane.connected(slot: 0, now: 0)
        _ = lane.enqueue(1)
        #expect(lane.next() != nil)
        #expect(lane.beat(now: 101).isEmpty)
        #expect(lane.state(of: 0) == .retiring)
        _ = lane.enqueue(2)
        #expect(lane.next() == nil)
        #expect(lane.completed(slot: 0) != nil)
        lane.lost(slot: 0, now: 102)
        #expect(lane.beat(now: 102).count == 1)
    }
}

@Suite struct PoolMachineTests {
    private typealias Pool = PoolMachine<String>

    private func words(_ actions: [Pool.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .connect(let slot): "connect \(slot)"
            case .lease(let waiter, let slot): "lease \(waiter) \(slot)"
            case .expire(let waiter): "expire \(waiter)"
            case .refuse(let waiter): "refuse \(waiter)"
            case .close(let slot): "close \(slot)"
            }
        }
    }

    private func pool(_ connections: Int) -> Pool {
        Pool(
            limits: .init(
                connectionsMax: connections, acquireNanoseconds: 10, idleNanoseconds: 100, lifetimeNanoseconds: 1_000,
                cleaningNanoseconds: 50), seed: 1)
    }

    @Test func waitersAreServedInOrder() {
        var pool = pool(1)
        #expect(words(pool.acquire("a", now: 0)) == ["connect 0"])
        #expect(words(pool.acquire("b", now: 1)) == [])
        #expect(words(pool.connected(slot: 0, now: 2)) == ["lease a 0"])
        #expect(words(pool.released(slot: 0, isClean: true, now: 3)) == ["lease b 0"])
        #expect(words(pool.released(slot: 0, isClean: true, now: 4)) == [])
        #expect(pool.idleCount == 1)
    }

    @Test func whoWaitsTooLongIsToldSo() {
        var pool = pool(1)
        _ = pool.acquire("a", now: 0)
        _ = pool.connected(slot: 0, now: 0)
        _ = pool.acquire("b", now: 5)
        #expect(words(pool.beat(now: 14)) == [])
        #expect(words(pool.beat(now: 15)) == ["expire b"])
    }

    @Test func anUncleanReturnIsKeptBackUntilItIsClean() {
        var pool = pool(2)
        _ = pool.acquire("a", now: 0)
        _ = pool.connected(slot: 0, now: 0)
        #expect(words(pool.released(slot: 0, isClean: false, now: 1)) == [])
        #expect(words(pool.acquire("b", now: 2)) == ["connect 1"])
        #expect(words(pool.cleaned(slot: 0, now: 3)) == ["lease b 0"])
        _ = pool.released(slot: 0, isClean: false, now: 4)
        #expect(words(pool.beat(now: 55)) == ["close 0"])
    }

    @Test func idleAndOldConnectionsGo() {
        var pool = pool(1)
        _ = pool.acquire("a", now: 0)
        _ = pool.connected(slot: 0, now: 0)
        _ = pool.released(slot: 0, isClean: true, now: 0)
        #expect(words(pool.beat(now: 100)) == [])
        #expect(words(pool.beat(now: 101)) == ["close 0"])
        _ = pool.acquire("b", now: 200)
        _ = pool.connected(slot: 0, now: 200)
        #expect(words(pool.released(slot: 0, isClean: true, now: 1_201)) == ["close 0"])
    }

    @Test func afterAFailureOneAttemptAtATime() {
        var pool = Pool(limits: .init(connectionsMax: 3), seed: 1)
        #expect(words(pool.acquire("a", now: 0)) == ["connect 0"])
        #expect(words(pool.acquire("b", now: 0)) == ["connect 1"])
        _ = pool.failed(slot: 0, now: 0)
        _ = pool.failed(slot: 1, now: 0)
        #expect(words(pool.acquire("c", now: 1)) == [])
        #expect(words(pool.beat(now: 1_000_000_000)) == ["connect 0"])
        #expect(words(pool.connected(slot: 0, now: 1_000_000_001)) == ["lease a 0", "connect 1", "connect 2"])
    }

    @Test func closingRefusesWhoWaits() {
        var pool = pool(1)
        _ = pool.acquire("a", now: 0)
        #expect(words(pool.close()) == ["refuse a"])
        #expect(words(pool.acquire("b", now: 0)) == ["refuse b"])
    }
}
