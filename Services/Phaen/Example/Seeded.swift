/// A generator whose numbers follow from its seed (SplitMix64), so that the synthetic part of the example is the same
/// on every machine.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    /// A stream of its own for each purpose: the same seed and name give the same numbers.
    init(_ name: String, seed: UInt64 = 2566) {
        // FNV-1a, so that streams do not depend on Swift's per-process hashing.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A whole number of the range, each as likely.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True in `percent` of cases.
    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }
}
