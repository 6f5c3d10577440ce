import CommonContract
import IndicatorsContract
import Kernel
import Postgres

private let publicationColumns =
    "data_set, name_th, name_en, family, period, edition, published_at, observations, suppressed, sha256"

private func readPublication(_ row: inout RowReader) throws -> DataPublication {
    let dataSet = try row.next(String.self)
    let name = try row.text()
    let family = try row.raw(DataFamily.self)
    let period = try row.period()
    let edition = try row.next(Int.self)
    let publishedAt = try row.next(Instant.self)
    let rows = try row.next(Int.self)
    let suppressed = try row.next(Int.self)
    return DataPublication(
        dataSet: dataSet, name: name, family: family, period: period, edition: edition, publishedAt: publishedAt,
        rows: rows, suppressed: suppressed, sha256: try row.next(String.self))
}

/// Keeps a publication as the next edition of its data set and period.
struct InsertPublication: Statement {
    static let sql = """
        INSERT INTO data_publication (province, data_set, period, edition, release_id, name_th, name_en, family,
                                      published_at, observations, suppressed, cube, sha256)
        SELECT $1, $2, $3, coalesce(max(p.edition), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12
        FROM data_publication p
        WHERE p.province = $1 AND p.data_set = $2 AND p.period = $3
        RETURNING \(publicationColumns)
        """
    var dataSet: DataSet
    var release: DataSetRelease
    var now: Instant
    var rows: Int
    var suppressed: Int
    var cube: String
    var sha256: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(dataSet.province)
        parameters.append(release.dataSet)
        parameters.append(release.period.description)
        parameters.append(release.id)
        parameters.append(text: dataSet.definition.name)
        parameters.append(dataSet.definition.family.rawValue)
        parameters.append(now)
        parameters.append(Int32(truncatingIfNeeded: rows))
        parameters.append(Int32(truncatingIfNeeded: suppressed))
        parameters.append(cube)
        parameters.append(sha256)
    }

    static func decode(_ row: inout RowReader) throws -> DataPublication { try readPublication(&row) }
}

struct PageOfPublications: Statement {
    static let sql = """
        SELECT \(publicationColumns)
        FROM data_publication
        WHERE province = $1 AND ($2::text IS NULL OR family = $2)
          AND (published_at, data_set, period) < ($3, $4, $5)
        ORDER BY published_at DESC, data_set DESC, period DESC
        LIMIT $6
        """
    var province: String
    var family: DataFamily?
    var before: Instant
    var beforeDataSet: String
    var beforePeriod: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(family?.rawValue)
        parameters.append(before)
        parameters.append(beforeDataSet)
        parameters.append(beforePeriod)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataPublication { try readPublication(&row) }
}

/// A publication with its figures; the last edition unless one is asked for.
struct FindPublication: Statement {
    static let sql = """
        SELECT cube, \(publicationColumns)
        FROM data_publication
        WHERE province = $1 AND data_set = $2 AND period = $3 AND ($4::bigint IS NULL OR edition = $4)
        ORDER BY edition DESC
        LIMIT 1
        """
    struct Row: Sendable {
        var cube: String
        var publication: DataPublication
    }

    var dataSet: String
    var period: Period
    var edition: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: dataSet))
        parameters.append(dataSet)
        parameters.append(period.description)
        parameters.append(edition)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let cube = try row.next(String.self)
        return Row(cube: cube, publication: try readPublication(&row))
    }
}

// MARK: - Exports

private let exportColumns = """
    code, organisation, format, state, job, name, media_type, parts, bytes, observations, suppressed, sha256
    """

struct InsertExport: Statement {
    static let sql = """
        INSERT INTO export_file (province, \(exportColumns), subject, created_at)
        VALUES ($1, $2, $3, $4, 'running', $5, $6, $7, 0, 0, 0, 0, NULL, $8, $9)
        ON CONFLICT DO NOTHING
        """
    var record: ExportFileRecord
    var subject: String
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: record.code))
        parameters.append(record.code)
        parameters.append(record.organisation)
        parameters.append(record.format.rawValue)
        parameters.append(record.job)
        parameters.append(record.name)
        parameters.append(record.mediaType)
        parameters.append(subject)
        parameters.append(now)
    }

    typealias Row = Void
}

struct FindExport: Statement {
    static let sql = "SELECT \(exportColumns) FROM export_file WHERE province = $1 AND code = $2"
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> ExportFileRecord {
        let code = try row.next(String.self)
        let organisation = try row.next(String.self)
        let format = try row.raw(ExportFormat.self)
        let state = try row.raw(ExportState.self)
        let job = try row.next(ID?.self)
        let name = try row.next(String.self)
        let mediaType = try row.next(String.self)
        let counts = try (0..<4).map { _ in try row.next(Int.self) }
        return ExportFileRecord(
            code: code, organisation: organisation, format: format, state: state, job: job, name: name,
            mediaType: mediaType, parts: counts[0], bytes: counts[1], rows: counts[2], suppressed: counts[3],
            sha256: try row.next(String?.self))
    }
}

/// Notes how far an export is; with a hash it is done.
struct AdvanceExport: Statement {
    static let sql = """
        UPDATE export_file
        SET parts = $3, bytes = $4, observations = $5, suppressed = $6, sha256 = $7,
            state = CASE WHEN $7::text IS NULL THEN 'running' ELSE 'done' END
        WHERE province = $1 AND code = $2 AND state = 'running'
        """
    var code: String
    var parts: Int
    var bytes: Int
    var rows: Int
    var suppressed: Int
    var sha256: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
        parameters.append(Int32(truncatingIfNeeded: parts))
        parameters.append(bytes)
        parameters.append(rows)
        parameters.append(suppressed)
        parameters.append(sha256)
    }

    typealias Row = Void
}

struct InsertExportPart: Statement {
    static let sql = "INSERT INTO export_part (province, code, number, bytes) VALUES ($1, $2, $3, $4)"
    var code: String
    var number: Int
    var bytes: [UInt8]

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
        parameters.append(Int32(truncatingIfNeeded: number))
        parameters.append(bytes)
    }

    typealias Row = Void
}

struct FindExportPart: Statement {
    static let sql = "SELECT bytes FROM export_part WHERE province = $1 AND code = $2 AND number = $3"
    var code: String
    var number: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
        parameters.append(Int32(truncatingIfNeeded: number))
    }

    static func decode(_ row: inout RowReader) throws -> [UInt8] { try row.next() }
}

/// What an attempt that was broken off had written.
struct DropExportParts: Statement {
    static let sql = "DELETE FROM export_part WHERE province = $1 AND code = $2"
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
    }

    typealias Row = Void
}

struct DropOldExports: Statement {
    static let sql = "DELETE FROM export_file WHERE province = $1 AND created_at < $2"
    var province: String
    var before: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(before)
    }

    typealias Row = Void
}
