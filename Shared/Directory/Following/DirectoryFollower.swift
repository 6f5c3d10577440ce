import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Keeps the directory the same as a peer's: all of it at first, then what the peer's event feed tells.
///
/// How far the feed was read is stored with what was applied, so that a restart goes on where it was. A feed that
/// ends before what was read (the peer was set up anew) begins with all of it again.
struct DirectoryFollower: Sendable {
    static let look = Duration.seconds(1)
    static let page = 1_000

    let runtime: ServiceRuntime
    let peer: any RPCCaller

    func run() async {
        var pause = DirectoryFollower.look
        while !Task.isCancelled {
            do {
                while try await followOnce() {}
                pause = DirectoryFollower.look
            } catch {
                // The peer or the database is away; the copy that is here goes on serving.
                pause = min(pause * 2, .seconds(30))
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// One step. Returns whether there may be more at once.
    func followOnce() async throws -> Bool {
        guard let after = try await runtime.database.first(ReadThrough(peer: DirectoryModule.peer)) else {
            try await copyAll()
            return true
        }
        let feed = try await ask(
            ListEvents(after: after, types: DirectoryFollower.types, limit: DirectoryFollower.page))
        if feed.last < after {
            try await copyAll()
            return true
        }
        guard feed.next > after else { return false }
        var organisations: [String: Organisation] = [:]
        var assignments: [ID: Assignment] = [:]
        var areas: [Area] = []
        for event in feed.events {
            if event.type == "area.imported" {
                areas += try event.decoded([Area].self)
            } else if event.type.hasPrefix("organisation.") {
                let organisation = try event.decoded(Organisation.self)
                organisations[organisation.code] = organisation
            } else {
                let assignment = try event.decoded(Assignment.self)
                assignments[assignment.id] = assignment
            }
        }
        let changed = organisations.keys.sorted()
        try await apply(
            Copied(
                organisations: Array(organisations.values), history: try await history(of: changed),
                assignments: Array(assignments.values), areas: areas), through: feed.next)
        return feed.next < feed.last
    }

    static let types = [
        "organisation.created", "organisation.moved", "organisation.renamed", "organisation.closed",
        "organisation.changed", "assignment.created", "assignment.ended", "area.imported",
    ]

    /// What is taken over in one transaction.
    private struct Copied {
        var organisations: [Organisation] = []
        var history: [OrganisationChangeRow] = []
        var assignments: [Assignment] = []
        var areas: [Area] = []
    }

    /// What happened to these organisations, or to all, with its dates.
    private func history(of codes: [String]?) async throws -> [OrganisationChangeRow] {
        if let codes, codes.isEmpty { return [] }
        var rows: [OrganisationChangeRow] = []
        var cursor: PageCursor?
        repeat {
            let page = try await ask(
                ListOrganisationChanges(organisations: codes, limit: DirectoryFollower.page, cursor: cursor))
            rows += page.items
            cursor = page.nextCursor
        } while cursor != nil
        return rows
    }

    /// The whole directory. The feed's end is asked for first: what changes meanwhile is applied once more after it.
    private func copyAll() async throws {
        let end = try await ask(ListEvents(after: Int(Int32.max), limit: 1)).last
        var organisations: [Organisation] = []
        var cursor: PageCursor?
        repeat {
            let page = try await ask(
                ListOrganisations(includeClosed: true, limit: DirectoryFollower.page, cursor: cursor))
            organisations += page.items
            cursor = page.nextCursor
        } while cursor != nil
        var assignments: [Assignment] = []
        if organisations.contains(where: { $0.code == "TH" }) {
            repeat {
                let page = try await ask(
                    ListAssignments(
                        organisation: "TH", includeEnded: true, limit: DirectoryFollower.page, cursor: cursor))
                assignments += page.items
                cursor = page.nextCursor
            } while cursor != nil
        }
        var areas: [Area] = []
        repeat {
            let page = try await ask(ListAreas(limit: DirectoryFollower.page, cursor: cursor))
            areas += page.items
            cursor = page.nextCursor
        } while cursor != nil
        try await apply(
            Copied(
                organisations: organisations, history: try await history(of: nil), assignments: assignments,
                areas: areas), through: end)
    }

    private func apply(_ copied: Copied, through number: Int) async throws {
        let (organisations, assignments) = (copied.organisations, copied.assignments)
        try await runtime.change(as: "system", method: "directory.follow") { change in
            let transaction = change.transaction
            try await change.lockDirectory()
            try await transaction.script("SET CONSTRAINTS ALL DEFERRED")
            let before = try await transaction.all(Reaches(codes: organisations.map(\.code)))
            try await transaction.put(organisations)
            _ = try await transaction.execute(PutHistory(rows: copied.history))
            if !copied.areas.isEmpty { _ = try await transaction.execute(PutAreas(areas: copied.areas)) }
            try await transaction.rebuildReach(of: Array(Set(before + organisations.map(\.code))))
            for assignment in assignments { _ = try await transaction.execute(PutAssignment(assignment: assignment)) }
            _ = try await transaction.execute(SetReadThrough(peer: DirectoryModule.peer, number: number))
            try await change.audit(
                subject: DirectoryModule.peer,
                details: ["organisations": organisations.count, "assignments": assignments.count, "through": number])
        }
    }

    private func ask<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await peer.call(method, deadline: .now + .seconds(30))
    }
}

struct ReadThrough: Statement {
    static let sql = "SELECT read_through FROM directory_following WHERE peer = $1"
    let peer: String
    func bind(_ parameters: inout Parameters) { parameters.append(peer) }
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct SetReadThrough: Statement {
    static let sql = """
        INSERT INTO directory_following (peer, read_through) VALUES ($1, $2)
        ON CONFLICT (peer) DO UPDATE SET read_through = excluded.read_through
        """
    let peer: String
    let number: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(peer)
        parameters.append(number)
    }

    typealias Row = Void
}
