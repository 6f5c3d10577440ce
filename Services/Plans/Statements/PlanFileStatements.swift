import Kernel
import Postgres

/// Plans of some codes, held against other changes until the transaction ends.
struct LockPlans: Statement {
    static let sql = """
        SELECT \(StoredPlan.columns)
          FROM plan p
         WHERE p.code = ANY ($1)
         ORDER BY p.code
           FOR UPDATE
        """
    let codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }
    static func decode(_ row: inout RowReader) throws -> StoredPlan { try .decode(&row) }
}

/// Organisations of some codes that are `$1` or stand below it.
struct OrganisationsBelow: Statement {
    static let sql = """
        SELECT r.descendant
          FROM organisation_reach r
         WHERE r.ancestor = $1 AND r.relation = 'either' AND r.descendant = ANY ($2)
        """
    let organisation: String
    let codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Plans that plans of some codes follow, and those that these follow, each with what it follows itself.
struct PlansFollowed: Statement {
    static let sql = """
        WITH RECURSIVE up AS (
            SELECT p.code, p.higher FROM plan p WHERE p.code = ANY ($1)
            UNION
            SELECT p.code, p.higher FROM up JOIN plan p ON p.code = ANY (up.higher))
        SELECT code, higher FROM up
        """
    let codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> (code: String, higher: [String]) {
        (try row.next(), try row.next())
    }
}
