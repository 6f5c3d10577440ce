import CommonContract
import Kernel
import Postgres

/// How far each source's feed was read, and when it last answered.
enum FollowingTables {
    static let migration = Migration(
        "common-0008-following",
        """
        CREATE TABLE followed_feed (
            peer         text   NOT NULL,
            name         text   NOT NULL,
            read_through bigint CHECK (read_through >= 0),
            heard_at     timestamptz,
            problem      text,
            PRIMARY KEY (peer, name)
        );
        """)
}

struct ReadThrough: Statement {
    static let sql = "SELECT read_through FROM followed_feed WHERE peer = $1 AND name = $2"
    let peer: String
    let name: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(peer)
        parameters.append(name)
    }

    static func decode(_ row: inout RowReader) throws -> Int? { try row.next() }
}

struct SetReadThrough: Statement {
    static let sql = """
        INSERT INTO followed_feed (peer, name, read_through, heard_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (peer, name) DO UPDATE
           SET read_through = excluded.read_through, heard_at = excluded.heard_at, problem = NULL
        """
    let peer: String
    let name: String
    let number: Int
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(peer)
        parameters.append(name)
        parameters.append(number)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Notes that a source answered, or why it did not; a look that says nothing new is not written.
struct NoteFollowed: Statement {
    static let sql = """
        INSERT INTO followed_feed AS f (peer, name, heard_at, problem) VALUES ($1, $2, $3, $4)
        ON CONFLICT (peer, name) DO UPDATE
           SET heard_at = coalesce(excluded.heard_at, f.heard_at), problem = excluded.problem
         WHERE f.problem IS DISTINCT FROM excluded.problem OR f.heard_at < excluded.heard_at - interval '1 minute'
        """
    let peer: String
    let name: String
    let heardAt: Instant?
    let problem: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(peer)
        parameters.append(name)
        parameters.append(heardAt)
        parameters.append(problem)
    }

    typealias Row = Void
}

struct SelectFollowed: Statement {
    static let sql = """
        SELECT peer, name, read_through, heard_at, problem FROM followed_feed ORDER BY peer, name LIMIT 1000
        """
    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> FollowedSource {
        FollowedSource(
            source: try row.next(), what: try row.next(), through: try row.next(), heardAt: try row.next(),
            problem: try row.next())
    }
}
