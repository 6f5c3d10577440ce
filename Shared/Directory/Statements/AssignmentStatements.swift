import CommonContract
import JSONRPC
import Kernel
import Postgres

enum AssignmentRow {
    static let columns = "a.id, a.subject, a.role, a.organisation, a.valid_from, a.valid_until, a.version"

    static func decode(_ row: inout RowReader) throws -> Assignment {
        Assignment(
            id: try row.next(), subject: try row.next(), role: Role(rawValue: try row.next()) ?? .reader,
            organisation: try row.next(), validFrom: try row.next(), validUntil: try row.next(),
            version: try row.next())
    }
}

/// What a subject was given, ended or not.
struct AssignedRoles: Statement {
    static let isRead = true
    static let sql = "SELECT role, organisation, valid_from, valid_until FROM assignment WHERE subject = $1"
    let subject: String
    func bind(_ parameters: inout Parameters) { parameters.append(subject) }

    static func decode(_ row: inout RowReader) throws -> AssignedRole {
        AssignedRole(
            role: Role(rawValue: try row.next()) ?? .reader, organisation: try row.next(), from: try row.next(),
            until: try row.next())
    }
}

struct FindAssignment: Statement {
    static let sql = "SELECT \(AssignmentRow.columns) FROM assignment a WHERE a.id = $1"
    let id: ID
    func bind(_ parameters: inout Parameters) { parameters.append(id) }
    static func decode(_ row: inout RowReader) throws -> Assignment { try AssignmentRow.decode(&row) }
}

struct PutAssignment: Statement {
    static let sql = """
        INSERT INTO assignment (id, subject, role, organisation, valid_from, valid_until, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET valid_until = excluded.valid_until, version = excluded.version
        """
    let assignment: Assignment

    func bind(_ parameters: inout Parameters) {
        parameters.append(assignment.id)
        parameters.append(assignment.subject)
        parameters.append(assignment.role.rawValue)
        parameters.append(assignment.organisation)
        parameters.append(assignment.validFrom)
        parameters.append(assignment.validUntil)
        parameters.append(assignment.version)
    }

    typealias Row = Void
}

struct AssignmentPage: Statement {
    static let sql = """
        SELECT \(AssignmentRow.columns)
          FROM assignment a
          JOIN organisation_reach r ON r.descendant = a.organisation AND r.relation = 'either' AND r.ancestor = $1
         WHERE ($2::text IS NULL OR a.subject = $2)
           AND ($3::text IS NULL OR a.role = $3)
           AND ($4 OR a.valid_until IS NULL OR a.valid_until > $5)
           AND ($6::uuid IS NULL OR a.id > $6)
         ORDER BY a.id
         LIMIT $7
        """
    let params: ListAssignments
    let today: CalendarDate
    let after: ID?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.organisation)
        parameters.append(params.subject)
        parameters.append(params.role?.rawValue)
        parameters.append(params.includeEnded ?? false)
        parameters.append(today)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Assignment { try AssignmentRow.decode(&row) }
}
