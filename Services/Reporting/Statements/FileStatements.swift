import CommonContract
import Kernel
import Postgres
import ReportingContract

/// A file made of a report before.
struct SelectFile: Statement {
    static let sql = """
        SELECT bytes FROM report_file WHERE province = $1 AND report = $2 AND name = $3 AND bytes IS NOT NULL
        """

    var province: String
    var report: ID
    var name: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(name)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}

/// Whether a file, or its hash, is kept.
struct FileIsKept: Statement {
    static let sql = "SELECT EXISTS (SELECT 1 FROM report_file WHERE province = $1 AND report = $2 AND name = $3)"

    var province: String
    var report: ID
    var name: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(name)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

/// Keeps a file with its hash, or the hash alone; of two made at the same time either will do.
struct KeepFile: Statement {
    static let sql = """
        INSERT INTO report_file (province, report, name, bytes, sha256, size)
        VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (province, report, name) DO NOTHING
        """

    typealias Row = Void
    var province: String
    var report: ID
    var name: String
    /// `nil`: it is made anew whenever somebody asks.
    var bytes: [UInt8]?
    var sha256: String
    var size: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(name)
        parameters.append(bytes)
        parameters.append(sha256)
        parameters.append(size)
    }
}

/// Hashes of the files that were made of published reports.
struct SelectFileHashes: Statement {
    static let sql = """
        SELECT f.report, f.name, f.sha256, f.size
          FROM report_file AS f
          JOIN report AS r ON r.province = f.province AND r.id = f.report
         WHERE r.step = 'published' AND f.name LIKE 'published-%'
         LIMIT $1
        """

    var limit: Int

    func bind(_ parameters: inout Parameters) { parameters.append(limit) }

    static func decode(_ row: inout RowReader) throws -> (report: ID, name: String, sha256: String, size: Int) {
        (try row.next(), try row.next(), try row.next(), try row.next())
    }
}

/// Hashes of the files that were made of a report.
struct FileHashesOfReport: Statement {
    static let sql = """
        SELECT name, sha256
          FROM report_file
         WHERE province = $1 AND report = $2 AND name LIKE 'published-%'
        """

    var report: Report

    func bind(_ parameters: inout Parameters) {
        parameters.append(report.province)
        parameters.append(report.id)
    }

    static func decode(_ row: inout RowReader) throws -> (name: String, sha256: String) {
        (try row.next(), try row.next())
    }
}

// MARK: - Jobs

/// The job that a file was left to, `nil` where there is none yet, with a lock until the end of the transaction.
struct LockFileJob: Statement {
    static let sql = """
        INSERT INTO report_file_job (province, report, name)
        VALUES ($1, $2, $3)
            ON CONFLICT (province, report, name) DO UPDATE SET name = excluded.name
        RETURNING job
        """

    var province: String
    var report: ID
    var name: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(name)
    }

    static func decode(_ row: inout RowReader) throws -> ID? { try row.next() }
}

struct PutFileJob: Statement {
    static let sql = """
        INSERT INTO report_file_job (province, report, name, job)
        VALUES ($1, $2, $3, $4)
            ON CONFLICT (province, report, name) DO UPDATE SET job = excluded.job
        """

    typealias Row = Void
    var province: String
    var report: ID
    var name: String
    var job: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(name)
        parameters.append(job)
    }
}

/// How far the job is that a file was left to.
struct FileJob: Statement {
    struct State: Sendable {
        var id: ID
        var state: JobState
        var done: Int
        var total: Int
        var seconds: Int
        var failure: LocalizedText?
        /// Jobs that began earlier and are not done.
        var ahead: Int
    }

    static let sql = """
        SELECT j.id, j.state, j.done, coalesce(j.total, 1),
               extract(epoch FROM now() - coalesce(j.finished_at, j.started_at, now()))::bigint,
               j.failure_th, j.failure_en,
               (SELECT count(*) FROM job AS o
                 WHERE o.state IN ('queued', 'running') AND (o.created_at, o.id) < (j.created_at, j.id)
                   AND o.kind = j.kind)
          FROM report_file_job AS f
          JOIN job AS j ON j.id = f.job
         WHERE f.province = $1 AND f.report = $2 AND f.name = $3
        """

    var province: String
    var report: ID
    var name: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(name)
    }

    static func decode(_ row: inout RowReader) throws -> State {
        let id: ID = try row.next()
        let state: String = try row.next()
        let (done, total, seconds): (Int, Int, Int) = (try row.next(), try row.next(), try row.next())
        let (th, en): (String?, String?) = (try row.next(), try row.next())
        return State(
            id: id, state: JobState(rawValue: state) ?? .queued, done: done, total: total, seconds: seconds,
            failure: th.map { LocalizedText(th: $0, en: en) }, ahead: try row.next())
    }
}
