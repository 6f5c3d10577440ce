import Testing

@testable import RPCClient

@Suite struct PolicyTests {
    @Test func queueGivesEveryPlaceOn() {
        var queue = TransferQueue(runningMax: 2, waitingMax: 2)
        #expect([1, 2, 3, 4, 5].map { queue.enqueue($0) } == [.start, .start, .wait, .wait, .refuse])
        #expect(queue.finished(1) == 3)
        #expect(queue.withdraw(4) == .wasWaiting && queue.withdraw(4) == .unknown)
        #expect(queue.withdraw(3) == .wasRunning)
        #expect(queue.finished(3) == nil && queue.finished(3) == nil)
        #expect(queue.enqueue(6) == .start && queue.running == [2, 6])
    }

    @Test func whatMayBeRepeated() {
        let policy = RetryPolicy(attemptsMax: 3, waitBaseMilliseconds: 100, waitMaxMilliseconds: 1_000)
        func decide(
            _ outcome: RetryPolicy.Outcome, attempt: Int = 1, repeatable: Bool = true, remaining: Int = 10_000,
            random: UInt64 = 0
        ) -> RetryPolicy.Decision {
            var budget = RetryBudget()
            return policy.decide(
                after: outcome, attempt: attempt, repeatable: repeatable, remainingMilliseconds: remaining,
                random: random, budget: &budget)
        }
        #expect(decide(.answered) == .giveUp)
        #expect(decide(.notSent, repeatable: false) == .retry(waitMilliseconds: 0))
        #expect(decide(.unknown, repeatable: false) == .giveUp)
        #expect(decide(.unknown) == .retry(waitMilliseconds: 0))
        #expect(decide(.unknown, attempt: 3) == .giveUp)
        #expect(decide(.askedToWait(700), repeatable: false, random: 50) == .retry(waitMilliseconds: 750))
        #expect(decide(.askedToWait(.max), random: 50) == .giveUp)
        #expect(decide(.askedToWait(700), remaining: 700) == .giveUp)
        // Full jitter: anything up to the bound, which doubles and is capped.
        #expect(decide(.unknown, random: 100) == .retry(waitMilliseconds: 100))
        #expect(decide(.unknown, random: 101) == .retry(waitMilliseconds: 0))
        #expect(decide(.unknown, attempt: 2, random: 200) == .retry(waitMilliseconds: 200))
        for attempt in 1..<3 {
            for random in stride(from: UInt64(0), to: 5_000, by: 7) {
                guard case .retry(let wait) = decide(.unknown, attempt: attempt, random: random) else {
                    Issue.record("gave up")
                    return
                }
                #expect((0...(100 << (attempt - 1))).contains(wait))
            }
        }
    }

    @Test func budgetKeepsRetriesFew() {
        var budget = RetryBudget(tokens: 10)
        var retries = 0
        for _ in 0..<1_000 {
            budget.deposit()
            if budget.withdraw() { retries += 1 }
        }
        #expect(retries <= 110 && retries >= 100)
    }

    @Test func breakerOpensTriesAndCloses() {
        var breaker = CircuitBreaker(.init(failuresMax: 3, openMilliseconds: 100, openMillisecondsMax: 300))
        for _ in 0..<2 { breaker.failed(now: 0) }
        breaker.succeeded()
        for _ in 0..<3 {
            #expect(breaker.admit(now: 0) == .pass)
            breaker.failed(now: 0)
        }
        #expect(breaker.admit(now: 99) == .refuse(retryAfterMilliseconds: 1))
        #expect(breaker.admit(now: 100) == .pass)
        // One at a time until it is known.
        #expect(breaker.admit(now: 100) == .refuse(retryAfterMilliseconds: 100))
        breaker.failed(now: 150)
        #expect(breaker.admit(now: 349) == .refuse(retryAfterMilliseconds: 1))
        #expect(breaker.admit(now: 350) == .pass)
        breaker.failed(now: 350)
        #expect(breaker.admit(now: 649) == .refuse(retryAfterMilliseconds: 1))
        #expect(breaker.admit(now: 650) == .pass)
        breaker.abandoned(now: 700)
        #expect(breaker.admit(now: 700) == .pass)
        breaker.succeeded()
        #expect(breaker.state == .closed(failures: 0))
    }

    @Test func routingGoesToTheNextAddress() {
        var routing = PeerRouting(addresses: 2, settings: .init(failuresMax: 1, openMilliseconds: 100))
        #expect(routing.choose(now: 0) == .address(0))
        routing.failed(0, now: 0)
        #expect(routing.choose(now: 0) == .address(1))
        routing.succeeded(1)
        #expect(routing.choose(now: 1_000) == .address(1))
        routing.failed(1, now: 1_000)
        #expect(routing.choose(now: 1_000) == .address(0))
        routing.failed(0, now: 1_000)
        #expect(routing.choose(now: 1_000) == .none(retryAfterMilliseconds: 100))
    }
}
