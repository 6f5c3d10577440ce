import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

enum AssignmentHandlers {
    static func register(on router: ServiceRouter) {
        router.change(CreateAssignment.self, at: { params, _ in params.organisation }, create)
        router.read(ListAssignments.self, at: { params, _ in params.organisation }) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor.map { try ID($0.keys("assignment", count: 1)[0]) }
            let rows = try await call.database.all(
                AssignmentPage(
                    params: params, today: call.now.dateInThailand, after: after ?? nil, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("assignment", $0.id.description) }
        }
        router.change(
            EndAssignment.self,
            at: { params, call in
                guard let assignment = try await call.database.first(FindAssignment(id: params.assignment)) else {
                    throw RPCError.notFound("assignment", params.assignment)
                }
                return assignment.organisation
            }, end)
    }

    @Sendable
    private static func create(_ params: CreateAssignment, _ change: Change) async throws -> Assignment {
        try await change.openDirectory()
        let organisation = try await change.transaction.organisation(.code(params.organisation))
        if organisation.closedOn != nil { throw DirectoryMessages.closed(at: "/organisation") }
        let assignment = Assignment(
            id: change.newID(), subject: params.subject, role: params.role, organisation: organisation.code,
            validFrom: params.validFrom ?? change.now.dateInThailand, validUntil: params.validUntil, version: 1)
        try await change.write(assignment, "assignment.created")
        return assignment
    }

    @Sendable
    private static func end(_ params: EndAssignment, _ change: Change) async throws -> Assignment {
        try await change.openDirectory()
        guard var assignment = try await change.transaction.first(FindAssignment(id: params.assignment)) else {
            throw RPCError.notFound("assignment", params.assignment)
        }
        if assignment.version != params.expectedVersion { throw DirectoryMessages.stale(assignment.version) }
        if let ended = assignment.validUntil, ended <= change.now.dateInThailand { throw DirectoryMessages.ended }
        let day = params.endsOn ?? change.now.dateInThailand
        // What was to begin later ends before it began: on the day it begins.
        assignment.validUntil = max(day, assignment.validFrom)
        assignment.version += 1
        try await change.write(assignment, "assignment.ended")
        return assignment
    }
}

extension Change {
    func write(_ assignment: Assignment, _ type: String) async throws {
        _ = try await transaction.execute(PutAssignment(assignment: assignment))
        try await audit(subject: assignment.id.description, details: assignment)
        try await emit(type, subject: assignment.id.description, data: assignment)
    }
}
