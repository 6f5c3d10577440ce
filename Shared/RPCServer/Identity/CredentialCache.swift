import Kernel
import Synchronization

/// Credentials found valid a short while ago, so that a busy caller's signature is not computed for each call.
/// Holds no more than `entriesMax`; a change of keys (`generation`) makes every token be checked again.
final class CredentialCache: Sendable {
    static let entriesMax = 10_000

    private struct Entry {
        var caller: Caller
        var generation: Int
        var from: Instant
        var until: Instant
    }

    private let entries = Mutex<[String: Entry]>([:])

    func caller(for header: String, generation: Int, now: Instant) -> Caller? {
        entries.withLock { entries in
            guard let entry = entries[header] else { return nil }
            guard entry.generation == generation, entry.from <= now, now < entry.until else {
                entries.removeValue(forKey: header)
                return nil
            }
            return entry.caller
        }
    }

    func remember(_ header: String, _ caller: Caller, generation: Int, from: Instant, until: Instant) {
        entries.withLock { entries in
            if entries.count >= CredentialCache.entriesMax { entries.removeAll(keepingCapacity: true) }
            entries[header] = Entry(caller: caller, generation: generation, from: from, until: until)
        }
    }
}
