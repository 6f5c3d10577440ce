import Kernel
import Postgres

/// The planner's guesses at how much is past the horizon are far too high: compiling the statements for that would
/// take a hundred times as long as running them. Behind a pooler no session setting says so.
struct SealWithoutCompiling: Statement {
    static let sql = "SET LOCAL jit = off"
    func bind(_ parameters: inout Parameters) {}
    typealias Row = Void
}

/// Where the chain and the feed stand (one row, and `one` lets the planner know that); locks them for this transaction, no row if another sealer holds them.
struct LockHead: Statement {
    struct Head: Sendable {
        var number: Int
        var hash: [UInt8]
    }

    static let sql = "SELECT number, hash FROM audit_head WHERE one FOR UPDATE SKIP LOCKED"
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Head { Head(number: try row.next(), hash: try row.next()) }
}

/// Whether there may be anything to seal.
struct HasUnsealed: Statement {
    static let sql = """
        SELECT EXISTS (SELECT FROM audit_head h \(Unsealed.lookedFor("e.xact >= h.horizon", "h.one")))
            OR EXISTS (SELECT FROM audit_head WHERE one AND horizon > pg_snapshot_xmax(pg_current_snapshot()))
        """
    func bind(_ parameters: inout Parameters) {}
    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Entries that no seal covers, oldest transaction first, below the oldest transaction that still runs: none can
/// come before them any more. What bears a transaction number that this cluster has not reached yet was restored
/// from another one and is settled as well.
struct Unsealed: Statement {
    struct Entry: Sendable {
        var xact: String
        var id: ID
        var digest: [UInt8]
        /// The oldest running transaction, up to which all is sealed if this batch holds all.
        var horizon: String
    }

    static let sql = """
        WITH horizon AS MATERIALIZED (
            SELECT CASE WHEN h.horizon > pg_snapshot_xmax(s) THEN '0'::xid8 ELSE h.horizon END AS low,
                   pg_snapshot_xmin(s)                                                         AS high,
                   pg_snapshot_xmax(s)                                                         AS future
              FROM audit_head h, pg_current_snapshot() s
             WHERE h.one)
        SELECT e.xact::text, e.id, e.digest, horizon.high::text
          FROM horizon
        \(lookedFor("e.xact >= horizon.low AND (e.xact < horizon.high OR e.xact >= horizon.future)"))
         ORDER BY e.xact, e.id
         LIMIT $1
        """

    /// Joins the entries `e` without a seal, where `further` holds. Nobody can tell the planner that what is past the
    /// horizon is a handful at the end: it would read the whole trail. `OFFSET 0` keeps the two looks apart, so that each
    /// goes by its index.
    static func lookedFor(_ condition: String, _ further: String = "true") -> String {
        """
        CROSS JOIN LATERAL (
            SELECT e.xact, e.id, e.digest FROM audit_entry e WHERE \(condition) ORDER BY e.xact, e.id OFFSET 0) e
          LEFT JOIN LATERAL (
            SELECT true AS is_there FROM audit_seal s WHERE s.entry = e.id OFFSET 0) seal ON true
         WHERE seal.is_there IS NULL AND \(further)
        """
    }

    let limit: Int

    func bind(_ parameters: inout Parameters) { parameters.append(limit) }

    static func decode(_ row: inout RowReader) throws -> Entry {
        Entry(xact: try row.next(), id: try row.next(), digest: try row.next(), horizon: try row.next())
    }
}

/// Writes the seals and the numbered events of a batch, and moves the head.
struct SealBatch: Statement {
    static let sql = """
        WITH batch AS MATERIALIZED (
            SELECT u.number, u.xact::xid8 AS xact, u.entry, decode(u.digest, 'hex') AS digest,
                   decode(u.hash, 'hex') AS hash
              FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[])
                   AS u (number, xact, entry, digest, hash)),
        sealed AS (
            INSERT INTO audit_seal (number, xact, entry, digest, hash)
            SELECT number, xact, entry, digest, hash FROM batch),
        fed AS (
            INSERT INTO event (number, id, type, subject, organisation, at, data)
            SELECT h.event_number + row_number() OVER (ORDER BY b.number, e.place),
                   (e.value ->> 'id')::uuid, e.value ->> 'type', e.value ->> 'subject', a.organisation, a.at,
                   (e.value -> 'data')::text
              FROM audit_head h
             CROSS JOIN batch b
              JOIN audit_entry a ON a.xact = b.xact AND a.id = b.entry
             CROSS JOIN json_array_elements(a.events::json) WITH ORDINALITY AS e (value, place)
             WHERE h.one AND a.events IS NOT NULL
            RETURNING 1)
        UPDATE audit_head
           SET number = $6, hash = decode($7, 'hex'), horizon = $8::text::xid8,
               event_number = event_number + (SELECT count(*) FROM fed)
         WHERE one
        RETURNING event_number
        """
    let numbers: [Int]
    let entries: [Unsealed.Entry]
    let hashes: [[UInt8]]
    let horizon: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(numbers)
        parameters.append(entries.map(\.xact))
        parameters.append(entries.map(\.id))
        parameters.append(entries.map { hexadecimal($0.digest) })
        parameters.append(hashes.map(hexadecimal))
        parameters.append(numbers.last ?? 0)
        parameters.append(hexadecimal(hashes.last ?? []))
        parameters.append(horizon)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Lower-case hexadecimal.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
