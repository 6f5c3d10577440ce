import JSONRPC
import Kernel
import Postgres

/// One change of the tree at a time: two moves at once could put each of two organisations under the other.
struct LockDirectory: Statement {
    static let sql = "UPDATE directory_state SET version = version + 1 RETURNING version"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct DirectoryVersion: Statement {
    static let isRead = true
    static let sql = "SELECT version FROM directory_state"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Codes that reach an organisation over both relations, itself first, nearest first.
struct ReachedBy: Statement {
    static let isRead = true
    static let sql = """
        SELECT ancestor FROM organisation_reach
         WHERE descendant = $1 AND relation = 'either'
         ORDER BY depth, ancestor
        """
    let code: String
    func bind(_ parameters: inout Parameters) { parameters.append(code) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Codes that an organisation reaches over both relations, itself included.
struct Reaches: Statement {
    static let sql = "SELECT descendant FROM organisation_reach WHERE ancestor = ANY ($1) AND relation = 'either'"
    let codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Makes the closure of these organisations anew, walking up from each. Two statements, as a statement does not see
/// what another part of it deletes.
struct ForgetReach: Statement {
    static let sql = "DELETE FROM organisation_reach WHERE descendant = ANY ($1)"
    let codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    typealias Row = Void
}

struct MakeReach: Statement {
    static let sql = """
        INSERT INTO organisation_reach (ancestor, descendant, relation, depth)
        \(OrganisationReach.walk(from: "unnest($1::text[]) AS c (code)"))
        """
    let codes: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    typealias Row = Void
}

/// The closure, computed from the two relations.
public enum OrganisationReach {
    /// All of it, `ancestor, descendant, relation, depth`: what `organisation_reach` must hold.
    public static let recomputed = walk(from: "organisation AS c")

    /// Ways up are bounded at 32: a cycle cannot come in, and if it did it would end there.
    static func walk(from organisations: String) -> String {
        """
        WITH RECURSIVE up (descendant, relation, ancestor, depth) AS (
            SELECT c.code, r.relation, c.code, 0
              FROM \(organisations)
             CROSS JOIN (VALUES ('parent'), ('supervisor'), ('either')) AS r (relation)
            UNION
            SELECT up.descendant, up.relation, l.code, up.depth + 1
              FROM up
              JOIN organisation o ON o.code = up.ancestor
             CROSS JOIN LATERAL (VALUES ('parent', o.parent), ('supervisor', o.supervisor)) AS l (relation, code)
             WHERE l.code IS NOT NULL AND up.relation IN (l.relation, 'either') AND up.depth < 32)
        SELECT ancestor, descendant, relation, min(depth)
          FROM up
         GROUP BY ancestor, descendant, relation
        """
    }
}

extension PostgresTransaction {
    /// Makes the closure of these organisations anew.
    func rebuildReach(of codes: [String]) async throws {
        guard !codes.isEmpty else { return }
        _ = try await execute(ForgetReach(codes: codes))
        _ = try await execute(MakeReach(codes: codes))
    }
}
