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
