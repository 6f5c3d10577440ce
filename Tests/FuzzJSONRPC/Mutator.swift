/// A small generator whose whole state is its seed (SplitMix64), so that a failure can be made again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}

/// Makes inputs out of a corpus: each is one of it with a few changes.
struct Mutator {
    private static let bytesMax = 600
    private static let words: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d\\ude00", "\\ud800", "\\u0000", "\\u0069d", "null",
            "true", "false", "0", "-0", "-", ".", "e", "E+", "1e400", "1.5", "12345678901234567890", "\"id\":",
            "\"jsonrpc\":\"2.0\"", "\"method\":\"x\"", "\"params\":", "\"a\":1,", "[[[[", "]]]]", " ", "\n", "\t", "ก",
            "é",
            "e\u{301}", "😀", "\u{FEFF}", "//", "NaN", "{\"a\":",
        ].map { Array($0.utf8) } + [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0], [0x1F],
        ]

    private let corpus: [[UInt8]]
    private var generator: SeededGenerator

    init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        generator = SeededGenerator(seed: seed)
    }

    mutating func next(into input: inout [UInt8]) {
        input.removeAll(keepingCapacity: true)
        input += corpus[generator.below(corpus.count)]
        // One in sixteen stays as it is.
        for _ in 0..<(generator.below(16) == 0 ? 0 : 1 + generator.below(5)) { change(&input) }
        if input.count > Self.bytesMax { input.removeLast(input.count - Self.bytesMax) }
    }

    private mutating func change(_ input: inout [UInt8]) {
        let place = generator.below(input.count + 1)
        switch generator.below(9) {
        case 0: if place < input.count { input[place] ^= UInt8(1 << generator.below(8)) }
        case 1: if place < input.count { input[place] = UInt8(truncatingIfNeeded: generator.next()) }
        case 2: input.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
        case 3, 4: input.insert(contentsOf: Self.words[generator.below(Self.words.count)], at: place)
        case 5:
            let end = min(input.count, place + 1 + generator.below(8))
            if place < end { input.removeSubrange(place..<end) }
        case 6:
            let end = min(input.count, place + 1 + generator.below(32))
            if place < end { input.insert(contentsOf: Array(input[place..<end]), at: place) }
        case 7:
            let other = corpus[generator.below(corpus.count)]
            input.replaceSubrange(place..., with: other[generator.below(other.count + 1)...])
        default: input.removeSubrange(place...)
        }
    }
}
