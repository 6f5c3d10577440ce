import Glibc
import Synchronization

/// Random numbers of the system, fetched some at a time: one system call for each id would be the dearest part of
/// making it.
final class RandomWords: Sendable {
    static let shared = RandomWords()

    /// What `getentropy` gives in one go.
    private static let wordsMax = 32
    private let words = Mutex<[UInt64]>([])

    /// Two that nobody else gets.
    func take() -> (UInt64, UInt64) {
        words.withLock { words in
            if words.count < 2 { words = RandomWords.fetch() }
            return (words.removeLast(), words.removeLast())
        }
    }

    private static func fetch() -> [UInt64] {
        var fresh = [UInt64](repeating: 0, count: wordsMax)
        let isFilled = fresh.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
        if !isFilled {
            var system = SystemRandomNumberGenerator()
            for index in fresh.indices { fresh[index] = system.next() }
        }
        return fresh
    }
}
