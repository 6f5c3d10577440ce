import CommonContract
import Kernel
import Postgres

enum FileTables {
    /// Append-only. Contents are kept outside of the rows and uncompressed: what is stored is compressed already.
    static let migration = Migration(
        "files-0001-tables",
        """
        CREATE TABLE file (
            province text   NOT NULL,
            sha256   text   NOT NULL CONSTRAINT file_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            size     bigint NOT NULL CONSTRAINT file_size CHECK (size > 0),
            PRIMARY KEY (province, sha256));

        CREATE TABLE file_chunk (
            province text    NOT NULL,
            sha256   text    NOT NULL,
            number   integer NOT NULL CHECK (number >= 0),
            bytes    bytea   NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 1048576),
            PRIMARY KEY (province, sha256, number),
            FOREIGN KEY (province, sha256) REFERENCES file (province, sha256));
        ALTER TABLE file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

        CREATE TABLE file_holding (
            province     text        NOT NULL,
            sha256       text        NOT NULL,
            organisation text        NOT NULL,
            name         text        NOT NULL,
            media_type   text        NOT NULL,
            put_by       text        NOT NULL,
            put_at       timestamptz NOT NULL,
            PRIMARY KEY (province, sha256, organisation, name),
            FOREIGN KEY (province, sha256) REFERENCES file (province, sha256));
        CREATE INDEX file_holding_by_hash ON file_holding (sha256, put_at);

        CREATE FUNCTION files_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'append only' USING ERRCODE = 'check_violation', CONSTRAINT = 'file_append_only';
        END $$;
        CREATE TRIGGER file_append_only BEFORE UPDATE OR DELETE ON file
            FOR EACH ROW EXECUTE FUNCTION files_append_only();
        CREATE TRIGGER file_chunk_append_only BEFORE UPDATE OR DELETE ON file_chunk
            FOR EACH ROW EXECUTE FUNCTION files_append_only();
        CREATE TRIGGER file_holding_append_only BEFORE UPDATE OR DELETE ON file_holding
            FOR EACH ROW EXECUTE FUNCTION files_append_only();
        """)
}

/// A content that is new to the province; waits for another call that stores the same.
struct InsertFile: Statement {
    static let sql = "INSERT INTO file (province, sha256, size) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    let province: String
    let hash: String
    let size: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(hash)
        parameters.append(size)
    }

    typealias Row = Void
}

struct InsertChunk: Statement {
    static let sql = "INSERT INTO file_chunk (province, sha256, number, bytes) VALUES ($1, $2, $3, $4)"
    let province: String
    let hash: String
    let number: Int
    let bytes: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(hash)
        parameters.append(number)
        parameters.append(bytes)
    }

    typealias Row = Void
}

/// That an organisation holds a content under a name; answers with what is kept.
struct InsertHolding: Statement {
    static let sql = """
        WITH put AS (
            INSERT INTO file_holding (province, sha256, organisation, name, media_type, put_by, put_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT DO NOTHING
            RETURNING sha256, name, media_type, organisation, put_by, put_at),
        kept AS (
            SELECT * FROM put
            UNION ALL
            SELECT sha256, name, media_type, organisation, put_by, put_at
              FROM file_holding
             WHERE province = $1 AND sha256 = $2 AND organisation = $3 AND name = $4)
        SELECT $1::text, k.sha256, k.name, k.media_type, $8::bigint, k.organisation, k.put_by, k.put_at
          FROM kept k
         LIMIT 1
        """
    let province: String
    let record: FileRecord

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(record.sha256)
        parameters.append(record.organisation)
        parameters.append(record.name)
        parameters.append(record.mediaType)
        parameters.append(record.putBy)
        parameters.append(record.putAt)
        parameters.append(record.size)
    }

    static func decode(_ row: inout RowReader) throws -> FileRecord { try StoredFile(&row).record }
}

extension StoredFile {
    init(_ row: inout RowReader) throws {
        province = try row.next()
        record = FileRecord(
            sha256: try row.next(), name: try row.next(), mediaType: try row.next(), size: try row.next(),
            organisation: try row.next(), putBy: try row.next(), putAt: try row.next())
    }
}

/// Who holds a content, first put first.
struct HoldingsOfFile: Statement {
    static let sql = """
        SELECT h.province, h.sha256, h.name, h.media_type, f.size, h.organisation, h.put_by, h.put_at
          FROM file_holding h
          JOIN file f ON f.province = h.province AND f.sha256 = h.sha256
         WHERE h.sha256 = $1
         ORDER BY h.put_at, h.organisation, h.name
         LIMIT 1000
        """
    let hash: String

    func bind(_ parameters: inout Parameters) { parameters.append(hash) }
    static func decode(_ row: inout RowReader) throws -> StoredFile { try StoredFile(&row) }
}

/// The first holding of each content.
struct FilesByHash: Statement {
    static let sql = """
        SELECT DISTINCT ON (h.sha256)
               h.province, h.sha256, h.name, h.media_type, f.size, h.organisation, h.put_by, h.put_at
          FROM file_holding h
          JOIN file f ON f.province = h.province AND f.sha256 = h.sha256
         WHERE h.province = $1 AND h.sha256 = ANY ($2)
         ORDER BY h.sha256, h.put_at
        """
    let province: String
    let hashes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(hashes)
    }

    static func decode(_ row: inout RowReader) throws -> StoredFile { try StoredFile(&row) }
}

struct ChunksOfFile: Statement {
    static let sql = "SELECT bytes FROM file_chunk WHERE province = $1 AND sha256 = $2 ORDER BY number"
    let province: String
    let hash: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(hash)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}
