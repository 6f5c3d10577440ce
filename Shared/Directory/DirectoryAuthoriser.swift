import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import Synchronization

/// Decides from the tree and the assignments: a role held at an organisation reaches everything below it over
/// parents and supervisors.
///
/// What stands above an organisation, and what a subject was assigned, is remembered; once a second at most the
/// directory's version is asked for, and everything is forgotten if it changed. So a change reaches the process that
/// made it at once and every other replica within a second.
public final class DirectoryAuthoriser: Authoriser {
    private struct State {
        var version = -1
        var checkedAt: ContinuousClock.Instant?
        /// Counts forgettings: what was read before one is not remembered after it.
        var generation = 0
        var above: [String: [String]] = [:]
        var assigned: [String: [AssignedRole]] = [:]

        mutating func forget() {
            generation += 1
            above = [:]
            assigned = [:]
        }
    }

    /// Organisations and subjects remembered at most; about 10 MB.
    private static let rememberedMax = 50_000
    private static let freshness = Duration.seconds(1)

    private let database: PostgresClient
    private let state = Mutex(State())

    public init(database: PostgresClient) {
        self.database = database
    }

    public func holds(
        _ roles: Set<Role>, at organisation: String?, caller: Caller, now: Instant
    ) async throws -> Bool {
        guard caller.kind != .anonymous else { return false }
        if let hat = caller.hat {
            // The one role that was chosen, as long as it is held.
            guard roles.contains(hat.role) else { return false }
            try await refresh()
            let today = now.dateInThailand
            let isHeld = try await assignments(of: caller.subject).contains {
                $0.role == hat.role && $0.organisation == hat.organisation && $0.holds(on: today)
            }
            guard isHeld else { return false }
            if reaches([hat.organisation], organisation) { return true }
            guard let organisation else { return false }
            return try await organisationsAbove(organisation).contains(hat.organisation)
        }
        var places = caller.grants.filter { roles.contains($0.role) }.map(\.organisation)
        if reaches(places, organisation) { return true }
        try await refresh()
        let today = now.dateInThailand
        let assigned = try await assignments(of: caller.subject)
        places += assigned.filter { roles.contains($0.role) && $0.holds(on: today) }.map(\.organisation)
        if reaches(places, organisation) { return true }
        guard let organisation, !places.isEmpty else { return false }
        let above = try await organisationsAbove(organisation)
        return places.contains { above.contains($0) }
    }

    public func places(of caller: Caller, now: Instant) async throws -> [String] {
        guard caller.kind != .anonymous else { return [] }
        try await refresh()
        let today = now.dateInThailand
        let assigned = try await assignments(of: caller.subject).filter { $0.holds(on: today) }
        if let hat = caller.hat {
            let isHeld = assigned.contains { $0.role == hat.role && $0.organisation == hat.organisation }
            return isHeld ? [hat.organisation] : []
        }
        return Set(caller.grants.map(\.organisation) + assigned.map(\.organisation)).sorted()
    }

    public func reach(of organisation: String) async throws -> [String] {
        try await database.all(Reaches(codes: [organisation]))
    }

    /// Without looking at the tree: anywhere, right there, or everywhere.
    private func reaches(_ places: [String], _ organisation: String?) -> Bool {
        guard let organisation else { return !places.isEmpty }
        return places.contains { $0 == organisation || $0 == "TH" }
    }

    /// Forgets everything, after a change of this process.
    func forget() {
        state.withLock { state in
            state.forget()
            state.checkedAt = nil
        }
    }

    private func refresh() async throws {
        let now = ContinuousClock.now
        let isFresh = state.withLock { $0.checkedAt.map { now - $0 < DirectoryAuthoriser.freshness } ?? false }
        if isFresh { return }
        let version = try await database.first(DirectoryVersion()) ?? 0
        state.withLock { state in
            if state.version != version { state.forget() }
            state.version = version
            state.checkedAt = now
        }
    }

    private func organisationsAbove(_ organisation: String) async throws -> [String] {
        let (known, generation) = state.withLock { ($0.above[organisation], $0.generation) }
        if let known { return known }
        let above = try await database.all(ReachedBy(code: organisation))
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.above.count >= DirectoryAuthoriser.rememberedMax { state.above = [:] }
            state.above[organisation] = above
        }
        return above
    }

    private func assignments(of subject: String) async throws -> [AssignedRole] {
        let (known, generation) = state.withLock { ($0.assigned[subject], $0.generation) }
        if let known { return known }
        let assigned = try await database.all(AssignedRoles(subject: subject))
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.assigned.count >= DirectoryAuthoriser.rememberedMax { state.assigned = [:] }
            state.assigned[subject] = assigned
        }
        return assigned
    }
}

/// A role that a subject was given.
struct AssignedRole: Sendable {
    var role: Role
    var organisation: String
    var from: CalendarDate
    var until: CalendarDate?

    func holds(on day: CalendarDate) -> Bool {
        from <= day && until.map { day < $0 } ?? true
    }
}
