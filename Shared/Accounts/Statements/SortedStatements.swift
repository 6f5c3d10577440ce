import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// The accounts of `AccountPage` in an order of the reader's choosing.
struct SortedAccounts: Statement {
    static let sql = SortedList.sql(
        AccountRow.columns, id: "a.id::text",
        by: ["person": "a.display_name", "name": "a.name", "place": "a.organisation"],
        """
        FROM account a
                      JOIN organisation_reach r
                        ON r.descendant = a.organisation AND r.relation = 'either' AND r.ancestor = $1
                     WHERE $2::text IS NULL OR strpos(a.name, lower($2)) > 0 OR strpos(a.display_name, $2) > 0
        """, first: 3)
    let params: ListAccounts
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.organisation)
        parameters.append(params.search)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<Account> {
        try SortedList.row(&row, AccountRow.decode)
    }
}

/// Who holds which role, in an order of the reader's choosing; people without an account by their subject.
struct SortedAssignments: Statement {
    private static let titles = Role.allCases.map { "WHEN '\($0.rawValue)' THEN '\($0.title.th)'" }
        .joined(separator: " ")
    static let sql = SortedList.sql(
        "a.id, a.subject, a.role, a.organisation, a.valid_from, a.valid_until, a.version", id: "a.id::text",
        by: [
            "person": "coalesce(p.display_name, a.subject)", "role": "a.role",
            "roleInThai": "CASE a.role \(titles) END", "place": "a.organisation", "from": "a.valid_from::text",
            "until": "coalesce(a.valid_until::text, 'no end')",
        ],
        """
        FROM assignment a
                      JOIN organisation_reach r
                        ON r.descendant = a.organisation AND r.relation = 'either' AND r.ancestor = $1
                      LEFT JOIN account p ON p.subject = a.subject
                     WHERE ($2::text IS NULL OR a.subject = $2)
                       AND ($3 OR a.valid_until IS NULL OR a.valid_until > $4)
        """, first: 5)
    let params: ListAssignments
    let today: CalendarDate
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(params.organisation)
        parameters.append(params.subject)
        parameters.append(params.includeEnded ?? false)
        parameters.append(today)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<Assignment> {
        try SortedList.row(&row) { row in
            Assignment(
                id: try row.next(), subject: try row.next(), role: Role(rawValue: try row.next()) ?? .reader,
                organisation: try row.next(), validFrom: try row.next(), validUntil: try row.next(),
                version: try row.next())
        }
    }
}

/// The sessions of `SessionsAtOrganisation` in an order of the reader's choosing.
struct SortedSessions: Statement {
    static let sql = SortedList.sql(
        SessionsAtOrganisation.columns, id: "s.id::text",
        by: [
            "person": "a.display_name", "address": "s.address", "since": "(s.started_at AT TIME ZONE 'UTC')::text",
            "seen": "(s.seen_at AT TIME ZONE 'UTC')::text",
        ], SessionsAtOrganisation.ofPlace + SessionsAtOrganisation.goingOn(now: 2), first: 3)
    let organisation: String
    let now: Instant
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(now)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<Session> {
        try SortedList.row(&row, SessionsAtOrganisation.decode)
    }
}

/// The jobs of a service in an order of the reader's choosing; what they resulted in is left out.
struct SortedJobs: Statement {
    static let sql = SortedList.sql(
        """
        j.id, j.kind, j.state, j.organisation, j.subject, j.done, j.total, j.attempts, j.created_at, j.started_at,
                           j.finished_at, j.cancel_requested, j.failure_th, j.failure_en
        """, id: "j.id::text",
        by: [
            "kind": "j.kind", "by": "coalesce(p.display_name, j.subject)",
            "when": "(j.created_at AT TIME ZONE 'UTC')::text", "state": "j.state",
        ],
        """
        FROM job j
                      LEFT JOIN account p ON p.subject = j.subject
                     WHERE ($1::text[] IS NULL OR j.organisation = ANY ($1)) AND ($2::text IS NULL OR j.state = $2)
        """, first: 3)
    /// Of these organisations; `nil`: all, and those of none.
    let places: [String]?
    let state: JobState?
    let list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(places)
        parameters.append(state?.rawValue)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<Job> {
        try SortedList.row(&row) { row in
            var job = Job(
                id: try row.next(), kind: try row.next(), state: JobState(rawValue: try row.next()) ?? .failed,
                organisation: try row.next(), subject: try row.next(), done: try row.next(), total: try row.next(),
                attempts: try row.next(), createdAt: try row.next(), startedAt: try row.next(),
                finishedAt: try row.next(), cancelRequested: try row.next(), result: nil, failure: nil)
            let th: String? = try row.next()
            let en: String? = try row.next()
            job.failure = th.map { LocalizedText(th: $0, en: en) }
            return job
        }
    }
}

/// The audit trail from its beginning, as far as it is asked for.
struct OldestAudit: Statement {
    /// Planned each time: what is rare of the filters is for the planner to tell.
    static let isPrepared = false
    static let sql = """
        SELECT s.number, encode(s.hash, 'hex'), a.id, a.at, a.subject, a.method, a.request_id, a.organisation, a.target,
               a.details
          FROM audit_seal s
          JOIN audit_entry a ON a.xact = s.xact AND a.id = s.entry
         WHERE s.number > $1
           AND ($2::text IS NULL OR a.organisation = $2 OR a.organisation LIKE $2 || '-%')
           AND ($3::text IS NULL OR a.subject = $3)
           AND ($4::text IS NULL OR a.method = $4)
           AND ($5::text IS NULL OR a.target = $5)
           AND ($6::timestamptz IS NULL OR a.at >= $6)
           AND ($7::timestamptz IS NULL OR a.at < $7)
         ORDER BY s.number
         LIMIT $8
        """
    let params: ListAudit
    let after: Int
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(params.province)
        parameters.append(params.subject)
        parameters.append(params.method)
        parameters.append(params.target)
        parameters.append(params.from)
        parameters.append(params.until)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> AuditRecord {
        let (number, hash) = (try row.next(Int.self), try row.next(String.self))
        var record = AuditRecord(
            number: number, id: try row.next(), at: try row.next(), subject: try row.next(), method: try row.next(),
            requestId: try row.next(), organisation: try row.next(), target: try row.next(), details: nil, hash: hash)
        if let details = try row.next(String?.self) {
            record.details = try JSONDocument(parsing: Array(details.utf8), limits: JSONLimits()).root.value
        }
        return record
    }
}
