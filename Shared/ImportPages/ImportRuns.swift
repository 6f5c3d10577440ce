import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// What was loaded, by whom, with which columns: the memory of mappings, and what can be taken back.
public enum ImportRuns {
    /// For the list of every service with a wizard.
    public static let migration = Migration(
        "imports-0001-runs",
        """
        CREATE TABLE import_run (
            province    text        NOT NULL,
            id          uuid        NOT NULL,
            wizard      text        NOT NULL,
            by          text        NOT NULL,
            -- Of the form that loaded it: sent twice it is one.
            key         text        NOT NULL,
            file_sha256 text        NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
            file_name   text        NOT NULL,
            -- SHA-256 of the headings: a file with the same ones is read the same way.
            headings    text        NOT NULL,
            settings    jsonb       NOT NULL,
            layout      jsonb       NOT NULL,
            counts      jsonb       NOT NULL,
            loaded_at   timestamptz NOT NULL,
            undone_at   timestamptz,
            PRIMARY KEY (province, id),
            CONSTRAINT import_run_key UNIQUE (province, wizard, by, key)
        );
        CREATE INDEX import_run_newest ON import_run (province, wizard, by, loaded_at DESC);
        CREATE INDEX import_run_headings ON import_run (province, wizard, headings, loaded_at DESC);
        """)
}

struct ImportRun: Sendable {
    var province: String
    var id: ID
    var wizard: String
    var by: String
    var key: String
    var file: String
    var fileName: String
    var headings: String
    var settings: JSONText
    var layout: JSONText
    var counts: JSONText
    var loadedAt: Instant
    var undoneAt: Instant?

    static let columns = """
        province, id, wizard, by, key, file_sha256, file_name, headings, settings, layout, counts, loaded_at, undone_at
        """

    static func decode(_ row: inout RowReader) throws -> ImportRun {
        ImportRun(
            province: try row.next(), id: try row.next(), wizard: try row.next(), by: try row.next(),
            key: try row.next(), file: try row.next(), fileName: try row.next(), headings: try row.next(),
            settings: try row.next(), layout: try row.next(), counts: try row.next(), loadedAt: try row.next(),
            undoneAt: try row.next())
    }
}

struct InsertImportRun: Statement {
    static let sql = """
        INSERT INTO import_run (\(ImportRun.columns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)
        ON CONFLICT (province, wizard, by, key) DO NOTHING
        """
    let run: ImportRun

    func bind(_ parameters: inout Parameters) {
        parameters.append(run.province)
        parameters.append(run.id)
        parameters.append(run.wizard)
        parameters.append(run.by)
        parameters.append(run.key)
        parameters.append(run.file)
        parameters.append(run.fileName)
        parameters.append(run.headings)
        parameters.append(run.settings)
        parameters.append(run.layout)
        parameters.append(run.counts)
        parameters.append(run.loadedAt)
    }

    typealias Row = Void
}

struct RunsOfPerson: Statement {
    static let sql = """
        SELECT \(ImportRun.columns) FROM import_run
        WHERE province = $1 AND wizard = $2 AND by = $3
        ORDER BY loaded_at DESC LIMIT 20
        """
    let province: String
    let wizard: String
    let by: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(wizard)
        parameters.append(by)
    }

    static func decode(_ row: inout RowReader) throws -> ImportRun { try ImportRun.decode(&row) }
}

struct RunOfKey: Statement {
    static let sql = """
        SELECT \(ImportRun.columns) FROM import_run
        WHERE province = $1 AND wizard = $2 AND by = $3 AND (key = $4 OR id::text = $4)
        """
    let province: String
    let wizard: String
    let by: String
    /// The form's key, or the run's id.
    let key: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(wizard)
        parameters.append(by)
        parameters.append(key)
    }

    static func decode(_ row: inout RowReader) throws -> ImportRun { try ImportRun.decode(&row) }
}

/// How the last file with these headings was read in the province.
struct RememberedLayout: Statement {
    static let sql = """
        SELECT layout FROM import_run
        WHERE province = $1 AND wizard = $2 AND headings = $3
        ORDER BY loaded_at DESC LIMIT 1
        """
    let province: String
    let wizard: String
    let headings: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(wizard)
        parameters.append(headings)
    }

    static func decode(_ row: inout RowReader) throws -> JSONText { try row.next() }
}

struct MarkUndone: Statement {
    static let sql = "UPDATE import_run SET undone_at = $3 WHERE province = $1 AND id = $2 AND undone_at IS NULL"
    let run: ImportRun
    let now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(run.province)
        parameters.append(run.id)
        parameters.append(now)
    }

    typealias Row = Void
}
