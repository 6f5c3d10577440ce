import JSONRPC

/// When a failed attempt is made again, and after which wait. Pure: randomness is handed in, time is only counted.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts of one call, the first included.
    public var attemptsMax: Int
    /// Longest wait before the second attempt; doubles with each further one.
    public var waitBaseMilliseconds: Int
    /// Longest wait of all.
    public var waitMaxMilliseconds: Int

    public init(attemptsMax: Int = 3, waitBaseMilliseconds: Int = 50, waitMaxMilliseconds: Int = 2_000) {
        self.attemptsMax = max(1, attemptsMax)
        self.waitBaseMilliseconds = max(1, waitBaseMilliseconds)
        self.waitMaxMilliseconds = max(1, waitMaxMilliseconds)
    }

    /// How an attempt ended, as far as a repeat is concerned.
    enum Outcome: Hashable {
        /// Answered, with a result or with an error that a repeat would only bring again.
        case answered
        /// The request never left.
        case notSent
        /// It may have been acted on.
        case unknown
        /// The peer says that it did nothing and may be asked again, after so many milliseconds if it says.
        case askedToWait(Int?)
    }

    enum Decision: Hashable {
        case giveUp
        case retry(waitMilliseconds: Int)
    }

    /// - Parameters:
    ///   - attempt: the one that ended, from 1.
    ///   - repeatable: whether the call's safety allows a repeat of something that may have been acted on.
    ///   - remainingMilliseconds: to the caller's deadline.
    ///   - random: any 64 bits, for full jitter: a wait between nothing and the bound, so that callers that failed
    ///     together do not come back together.
    func decide(
        after outcome: Outcome, attempt: Int, repeatable: Bool, remainingMilliseconds: Int, random: UInt64,
        budget: inout RetryBudget
    ) -> Decision {
        guard attempt < attemptsMax else { return .giveUp }
        var floor = 0
        switch outcome {
        case .answered: return .giveUp
        case .notSent: break
        case .unknown: guard repeatable else { return .giveUp }
        case .askedToWait(let milliseconds): floor = max(0, milliseconds ?? 0)
        }
        let doubled = waitBaseMilliseconds.multipliedReportingOverflow(by: 1 << min(attempt - 1, 20))
        let bound = doubled.overflow ? waitMaxMilliseconds : min(doubled.partialValue, waitMaxMilliseconds)
        let (wait, overflow) = floor.addingReportingOverflow(Int(random % UInt64(bound + 1)))
        guard !overflow, wait < remainingMilliseconds, budget.withdraw() else { return .giveUp }
        return .retry(waitMilliseconds: wait)
    }
}

/// Keeps retries a small part of all calls, so that a peer in trouble is not buried under them: a call pays in a
/// tenth of a token, a retry takes out a whole one. Pure.
struct RetryBudget: Sendable, Hashable {
    /// In tenths of a token.
    private(set) var tenths: Int
    let tenthsMax: Int

    init(tokens: Int = 10) {
        tenths = tokens * 10
        tenthsMax = tokens * 10
    }

    mutating func deposit() {
        tenths = min(tenths + 1, tenthsMax)
    }

    mutating func withdraw() -> Bool {
        guard tenths >= 10 else { return false }
        tenths -= 10
        return true
    }
}
