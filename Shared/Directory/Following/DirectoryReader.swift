import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Keeps the directory the same as another service's: all of it, or one province's part of it.
struct DirectoryReader: FeedReader {
    private static let page = 1_000

    /// Of a province's office, only its own organisations and areas are taken, and nobody's roles; `nil`: everything.
    var province: String?
    var scope: String? { province }

    let name = "directory"
    let types = [
        "organisation.created", "organisation.moved", "organisation.renamed", "organisation.closed",
        "organisation.changed", "assignment.created", "assignment.ended", "area.imported",
    ]

    /// What is taken over in one transaction.
    private struct Copied: Sendable {
        var organisations: [Organisation] = []
        var history: [OrganisationChangeRow] = []
        var assignments: [Assignment] = []
        var areas: [Area] = []
    }

    func changes(in events: [CloudEvent], at source: any RPCCaller) async throws -> FeedWrite {
        var organisations: [String: Organisation] = [:]
        var assignments: [ID: Assignment] = [:]
        var areas: [Area] = []
        for event in events {
            if event.type == "area.imported" {
                areas += try event.decoded([Area].self).filter { takes(area: $0.code) }
            } else if event.type.hasPrefix("organisation.") {
                let organisation = try event.decoded(Organisation.self)
                if takes(organisation.code) { organisations[organisation.code] = organisation }
            } else if province == nil {
                let assignment = try event.decoded(Assignment.self)
                assignments[assignment.id] = assignment
            }
        }
        let codes = organisations.keys.sorted()
        let copied = Copied(
            organisations: Array(organisations.values), history: try await history(of: codes, at: source),
            assignments: Array(assignments.values), areas: areas)
        return { try await put(copied, $0) }
    }

    func everything(at source: any RPCCaller) async throws -> FeedWrite? {
        let organisations = try await FeedFollower.all(of: source) {
            ListOrganisations(province: province, includeClosed: true, limit: Self.page, cursor: $0)
        }
        var copied = Copied(organisations: organisations)
        if province == nil, organisations.contains(where: { $0.code == "TH" }) {
            copied.assignments = try await FeedFollower.all(of: source) {
                ListAssignments(organisation: "TH", includeEnded: true, limit: Self.page, cursor: $0)
            }
        }
        copied.areas = try await FeedFollower.all(of: source) {
            ListAreas(under: province, limit: Self.page, cursor: $0)
        }
        if province == nil {
            copied.history = try await history(of: nil, at: source)
        } else {
            var codes = organisations.map(\.code)[...]
            while !codes.isEmpty {
                copied.history += try await history(of: Array(codes.prefix(Self.page)), at: source)
                codes = codes.dropFirst(Self.page)
            }
        }
        let all = copied
        return { try await put(all, $0) }
    }

    private func takes(_ code: String) -> Bool { province == nil || OrganisationCode.province(of: code) == province }
    private func takes(area code: String) -> Bool { province.map(code.hasPrefix) ?? true }

    /// What happened to these organisations, or to all, with its dates.
    private func history(of codes: [String]?, at source: any RPCCaller) async throws -> [OrganisationChangeRow] {
        if let codes, codes.isEmpty { return [] }
        return try await FeedFollower.all(of: source) {
            ListOrganisationChanges(organisations: codes, limit: Self.page, cursor: $0)
        }
    }

    private func put(_ copied: Copied, _ change: Change) async throws {
        let transaction = change.transaction
        try await change.lockDirectory()
        try await transaction.script("SET CONSTRAINTS ALL DEFERRED")
        let before = try await transaction.all(Reaches(codes: copied.organisations.map(\.code)))
        try await transaction.put(copied.organisations)
        _ = try await transaction.execute(PutHistory(rows: copied.history))
        if !copied.areas.isEmpty { _ = try await transaction.execute(PutAreas(areas: copied.areas)) }
        try await transaction.rebuildReach(of: Array(Set(before + copied.organisations.map(\.code))))
        for assignment in copied.assignments {
            _ = try await transaction.execute(PutAssignment(assignment: assignment))
        }
        try await change.audit(
            subject: name,
            details: ["organisations": copied.organisations.count, "assignments": copied.assignments.count])
    }
}
