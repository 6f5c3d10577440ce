import Kernel
import Postgres
import ReportingContract

/// What some organisations are called.
struct OrganisationNames: Statement {
    static let sql = "SELECT code, name_th FROM organisation WHERE code = ANY ($1)"

    var codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> (String, String) { (try row.next(), try row.next()) }
}

/// When a province's activities really began and ended in a year, by their codes.
struct SelectActivityDays: Statement {
    static let sql = """
        SELECT substr(field, strpos(field, '/') + 1) AS activity,
               max(value::date) FILTER (WHERE starts_with(field, 'actualStart/')),
               max(value::date) FILTER (WHERE starts_with(field, 'actualEnd/'))
          FROM emenscr_writing
         WHERE province = $1 AND fiscal_year = $2 AND quarter = 0
           AND (starts_with(field, 'actualStart/') OR starts_with(field, 'actualEnd/'))
         GROUP BY activity
         ORDER BY activity
        """

    var province: String
    var fiscalYear: FiscalYear

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(fiscalYear)
    }

    static func decode(_ row: inout RowReader) throws -> ActivityDays.Days {
        ActivityDays.Days(activity: try row.next(), start: try row.next(), end: try row.next())
    }
}

/// What is kept of a project; no row where nothing is.
struct FindEmenscr: Statement {
    static let sql = """
        SELECT national_code, state, version
          FROM emenscr_project
         WHERE province = $1 AND project = $2
        """

    var province: String
    var project: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(project)
    }

    static func decode(_ row: inout RowReader) throws -> (code: String?, state: EmenscrState, version: Int) {
        let code: String? = try row.next()
        let state: String = try row.next()
        return (code, EmenscrState(rawValue: state) ?? .notEntered, try row.next())
    }
}

/// What is kept of all projects of a province.
struct SelectEmenscr: Statement {
    static let sql = """
        SELECT project, national_code, state, version FROM emenscr_project WHERE province = $1
        """

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> EmenscrRecord {
        let project: String = try row.next()
        let code: String? = try row.next()
        let state: String = try row.next()
        return EmenscrRecord(
            province: "", project: project, nationalCode: code, state: EmenscrState(rawValue: state) ?? .notEntered,
            moves: [], version: try row.next())
    }
}

/// Begins a project's record, or changes the one that is as the caller saw it. No row: it is another version.
struct PutEmenscr: Statement {
    static let sql = """
        WITH changed AS (
            UPDATE emenscr_project
               SET national_code = coalesce($4, national_code), state = coalesce($5, state), version = version + 1
             WHERE province = $1 AND project = $2 AND version = $6
            RETURNING version
        ), begun AS (
            INSERT INTO emenscr_project (province, project, organisation, national_code, state, version)
            SELECT $1, $2, $3, $4, coalesce($5, 'notEntered'), 1
             WHERE $6 = 0
                ON CONFLICT (province, project) DO NOTHING
            RETURNING version
        )
        SELECT version FROM changed UNION ALL SELECT version FROM begun
        """

    var province: String
    var project: String
    var organisation: String
    var nationalCode: String?
    var state: EmenscrState?
    var expectedVersion: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(project)
        parameters.append(organisation)
        parameters.append(nationalCode)
        parameters.append(state?.rawValue)
        parameters.append(expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct InsertEmenscrMove: Statement {
    static let sql = """
        INSERT INTO emenscr_move (province, project, number, state, moved_on, note, recorded_by, recorded_at)
        SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7
          FROM emenscr_move
         WHERE province = $1 AND project = $2
        """

    typealias Row = Void
    var province: String
    var project: String
    var move: EmenscrMove

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(project)
        parameters.append(move.state.rawValue)
        parameters.append(move.on)
        parameters.append(move.note)
        parameters.append(move.recordedBy)
        parameters.append(move.recordedAt)
    }
}

/// Oldest first.
struct SelectEmenscrMoves: Statement {
    static let sql = """
        SELECT project, number, state, moved_on, note, recorded_by, recorded_at
          FROM emenscr_move
         WHERE province = $1 AND project = ANY ($2)
         ORDER BY project, number
        """

    var province: String
    var projects: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(projects)
    }

    static func decode(_ row: inout RowReader) throws -> (project: String, move: EmenscrMove) {
        let project: String = try row.next()
        let number: Int = try row.next()
        let state: String = try row.next()
        return (
            project,
            EmenscrMove(
                number: number, state: EmenscrState(rawValue: state) ?? .notEntered, on: try row.next(),
                note: try row.next(), recordedBy: try row.next(), recordedAt: try row.next())
        )
    }
}

/// Puts or takes away what was written into fields.
struct PutEmenscrWriting: Statement {
    static let sql = """
        INSERT INTO emenscr_writing (province, project, fiscal_year, quarter, field, value)
        VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (province, project, fiscal_year, quarter, field) DO UPDATE SET value = excluded.value
        """

    typealias Row = Void
    var province: String
    var project: String
    var fiscalYear: FiscalYear
    var quarter: Int
    var writing: EmenscrWriting

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(project)
        parameters.append(fiscalYear)
        parameters.append(quarter)
        parameters.append(writing.field)
        parameters.append(writing.value)
    }
}

struct DeleteEmenscrWriting: Statement {
    static let sql = """
        DELETE FROM emenscr_writing
         WHERE province = $1 AND project = $2 AND fiscal_year = $3 AND quarter = $4 AND field = $5
        """

    typealias Row = Void
    var province: String
    var project: String
    var fiscalYear: FiscalYear
    var quarter: Int
    var field: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(project)
        parameters.append(fiscalYear)
        parameters.append(quarter)
        parameters.append(field)
    }
}

/// What was written for a year and one of its quarters.
struct SelectEmenscrWritings: Statement {
    static let sql = """
        SELECT project, field, value
          FROM emenscr_writing
         WHERE province = $1 AND fiscal_year = $2 AND quarter IN (0, $3) AND ($4::text IS NULL OR project = $4)
        """

    var province: String
    var fiscalYear: FiscalYear
    var quarter: Int
    var project: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(fiscalYear)
        parameters.append(quarter)
        parameters.append(project)
    }

    static func decode(_ row: inout RowReader) throws -> (project: String, field: String, value: String) {
        (try row.next(), try row.next(), try row.next())
    }
}
