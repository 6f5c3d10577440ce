import Kernel
import Postgres
import ReportingContract

/// Puts a draft's content, new or in place of what it was.
struct PutDraft: Statement {
    static let sql = """
        INSERT INTO report_draft (province, report, content)
        VALUES ($1, $2, $3)
            ON CONFLICT (province, report) DO UPDATE SET content = excluded.content
        """

    typealias Row = Void
    var province: String
    var report: ID
    var content: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(content)
    }
}

/// A report's content: frozen where it is, else the draft's.
struct SelectContent: Statement {
    static let sql = """
        SELECT content FROM report_content WHERE province = $1 AND report = $2
         UNION ALL
        SELECT content FROM report_draft WHERE province = $1 AND report = $2
         LIMIT 1
        """

    var province: String
    var report: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}

/// Keeps a draft's content for good, with its hash; the database checks it.
struct InsertFrozenContent: Statement {
    static let sql = """
        INSERT INTO report_content (province, report, content, sha256)
        VALUES ($1, $2, $3, $4)
        """

    typealias Row = Void
    var province: String
    var report: ID
    var content: [UInt8]
    var sha256: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(content)
        parameters.append(sha256)
    }
}

struct DeleteDraft: Statement {
    static let sql = "DELETE FROM report_draft WHERE province = $1 AND report = $2"

    typealias Row = Void
    var province: String
    var report: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
    }
}

/// A step that was taken, numbered after those before it.
struct InsertStep: Statement {
    static let sql = """
        INSERT INTO report_step (province, report, number, step, recorded_by, recorded_at, happened_on, position,
                                 document, note, procedure_step)
        SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10
          FROM report_step
         WHERE province = $1 AND report = $2
        """

    typealias Row = Void
    var province: String
    var report: ID
    /// Its number is given by the database.
    var record: ReportStepRecord

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(report)
        parameters.append(record.step.rawValue)
        parameters.append(record.recordedBy)
        parameters.append(record.recordedAt)
        parameters.append(record.happenedOn)
        parameters.append(record.position)
        parameters.append(record.document)
        parameters.append(record.note)
        parameters.append(record.procedureStep)
    }
}

/// The steps of some reports of a province, in order.
struct SelectSteps: Statement {
    static let sql = """
        SELECT report, number, step, recorded_by, recorded_at, happened_on, position, document, note,
               procedure_step
          FROM report_step
         WHERE province = $1 AND report = ANY ($2)
         ORDER BY report, number
        """

    var province: String
    var reports: [ID]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(reports)
    }

    static func decode(_ row: inout RowReader) throws -> (report: ID, record: ReportStepRecord) {
        let report: ID = try row.next()
        let number: Int = try row.next()
        let step: String = try row.next()
        let recordedBy: String = try row.next()
        let recordedAt: Instant = try row.next()
        let happenedOn: CalendarDate = try row.next()
        let record = ReportStepRecord(
            number: number, step: ReportStep(rawValue: step) ?? .draft, recordedBy: recordedBy,
            recordedAt: recordedAt, happenedOn: happenedOn, position: try row.next(), document: try row.next(),
            note: try row.next(), procedureStep: try row.next())
        return (report, record)
    }
}
