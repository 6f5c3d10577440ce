import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// `organisation.merge`.
enum OrganisationMergeHandler {
    static func register(on router: ServiceRouter) {
        router.change(MergeOrganisations.self, at: { params, _ in params.into }, merge)
    }

    @Sendable
    private static func merge(_ params: MergeOrganisations, _ change: Change) async throws -> OrganisationsMerged {
        try await change.openDirectory()
        let transaction = change.transaction
        let into = try await transaction.organisation(.code(params.into))
        if into.closedOn != nil { throw DirectoryMessages.closed(at: "/into") }
        var merged: [Organisation] = []
        for (index, item) in params.items.enumerated() {
            guard
                try await change.runtime.authoriser.holds(
                    [.administrator, .planner], at: item.organisation, caller: change.caller, now: change.now)
            else { throw DirectoryMessages.beyond(item.organisation) }
            var organisation = try await change.openForChange(
                .code(item.organisation), expected: item.expectedVersion, effectiveOn: params.effectiveOn,
                path: "/items/\(index)")
            organisation.closedOn = params.effectiveOn
            organisation.successor = into.code
            organisation.version += 1
            merged.append(organisation)
        }
        let codes = merged.map(\.code)
        let below = try await transaction.all(Reaches(codes: codes))
        if below.contains(into.code) { throw DirectoryMessages.cycle(at: "/into") }
        let moved = try await transaction.all(OpenBelow(codes: codes)).filter { !codes.contains($0.code) }.map {
            moving($0, from: Set(codes), to: into.code)
        }
        try await checkDays(moved, params.effectiveOn, change)
        try await transaction.put(
            moved, change: .moved, effectiveOn: params.effectiveOn, reason: params.reason, now: change.now)
        try await transaction.put(
            merged, change: .merged, effectiveOn: params.effectiveOn, reason: params.reason, now: change.now)
        try await transaction.rebuildReach(of: below)
        for organisation in moved { try await change.tell("organisation.moved", organisation) }
        for organisation in merged { try await change.tell("organisation.closed", organisation) }
        return OrganisationsMerged(merged: merged, moved: moved.map(\.code).sorted())
    }

    private static func moving(_ organisation: Organisation, from: Set<String>, to: String) -> Organisation {
        var moved = organisation
        if let parent = moved.parent, from.contains(parent) { moved.parent = to }
        if let supervisor = moved.supervisor, from.contains(supervisor) { moved.supervisor = to }
        if moved.supervisor == moved.parent { moved.supervisor = nil }
        moved.version += 1
        return moved
    }

    /// What moves along was not changed later than the day of the merger.
    private static func checkDays(
        _ moved: [Organisation], _ day: CalendarDate, _ change: Change
    ) async throws {
        for last in try await change.transaction.all(LastChangeDays(codes: moved.map(\.code))) where last.day > day {
            throw DirectoryMessages.date(day, last.day, change.now.dateInThailand)
        }
    }
}
