/// How long to wait before the next attempt to connect: doubles from 50 ms to 3 s, spread by up to a quarter so
/// that replicas do not return in step.
struct Backoff {
    static let firstNanoseconds: UInt64 = 50_000_000
    static let lastNanoseconds: UInt64 = 3_000_000_000

    private(set) var failures = 0
    private var random: UInt64

    init(seed: UInt64) {
        random = seed | 1
    }

    mutating func failed() -> UInt64 {
        let doubled = Backoff.firstNanoseconds << UInt64(min(failures, 10))
        failures += 1
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let delay = min(doubled, Backoff.lastNanoseconds)
        return delay + (random >> 33) % (delay / 4)
    }

    mutating func succeeded() {
        failures = 0
    }
}
