import Kernel
import Postgres

/// Gives audit entries their place in the hash chain and events their numbers, right after commit and in the order
/// of their transactions. Any number of replicas may run one: the head's row lets one work at a time.
struct Sealer: Sendable {
    /// Entries a batch: enough for a busy second, small enough to be done in some tens of milliseconds.
    static let batchMax = 1_000
    /// How long an entry of another replica waits at most until it is looked for.
    static let look = Duration.milliseconds(250)
    /// Gathers what commits together into one batch: twenty looks a second at most.
    static let gather = Duration.milliseconds(50)

    let runtime: ServiceRuntime

    /// Until cancelled. A database that is away is waited for.
    func run() async {
        while !Task.isCancelled {
            await runtime.recorded.wait(upTo: Sealer.look)
            try? await Task.sleep(for: Sealer.gather)
            do {
                while try await sealBatch() == Sealer.batchMax {}
            } catch {
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Seals what can be sealed now.
    func sealAll() async throws {
        while try await sealBatch() == Sealer.batchMax {}
    }

    /// - Returns: how many entries were sealed.
    func sealBatch() async throws -> Int {
        guard try await runtime.database.first(HasUnsealed()) == true else { return 0 }
        let count = try await runtime.database.transaction { transaction -> Int in
            try transaction.send(SealWithoutCompiling())
            guard let head = try await transaction.first(LockHead()) else { return 0 }
            let entries = try await transaction.all(Unsealed(limit: Sealer.batchMax))
            guard let last = entries.last else { return 0 }
            var hash = head.hash
            var hashes: [[UInt8]] = []
            let numbers = Array((head.number + 1)...(head.number + entries.count))
            for (number, entry) in zip(numbers, entries) {
                hash = AuditChain.hash(after: hash, number: number, entry: entry.id, digest: entry.digest)
                hashes.append(hash)
            }
            // A full batch may have left entries of its last transaction behind: they are looked for from there on.
            let horizon = entries.count == Sealer.batchMax ? last.xact : last.horizon
            _ = try await transaction.execute(
                SealBatch(numbers: numbers, entries: entries, hashes: hashes, horizon: horizon))
            return entries.count
        }
        if count > 0 { runtime.sealed.set() }
        return count
    }
}

/// The sealer's work on demand, for tests and commands.
public enum Sealing {
    /// Seals what can be sealed now: what is older than every transaction that runs in the database's cluster.
    public static func sealAvailable(_ runtime: ServiceRuntime) async throws {
        try await Sealer(runtime: runtime).sealAll()
    }

    /// Seals until everything committed so far is sealed.
    public static func sealAll(_ runtime: ServiceRuntime) async throws {
        repeat {
            try await sealAvailable(runtime)
        } while try await runtime.database.first(HasUnsealed()) == true
    }
}
