import Kernel
import Postgres
import ReportingContract

/// A province's own definition as it is kept.
struct DefinitionRow: Sendable {
    var province: String
    var code: String
    var number: Int
    var isPublished: Bool
    var version: Int
    /// Canonical JSON.
    var body: [UInt8]

    static let columns = "province, code, number, is_published, version, body"

    static func decode(_ row: inout RowReader) throws -> DefinitionRow {
        let province: String = try row.next()
        let code: String = try row.next()
        let number: Int = try row.next()
        let isPublished: Bool = try row.next()
        let version: Int = try row.next()
        return DefinitionRow(
            province: province, code: code, number: number, isPublished: isPublished, version: version,
            body: try row.next())
    }

    func stored() throws -> StoredReportDefinition {
        StoredReportDefinition(
            definition: try CanonicalJSON.value(ReportDefinition.self, from: body), number: number,
            isPublished: isPublished, isShipped: false, province: province, version: version)
    }
}

/// A definition by its number; without one the newest that is published, else the draft.
struct FindDefinition: Statement {
    static let sql = """
        SELECT \(DefinitionRow.columns)
          FROM report_definition
         WHERE province = $1 AND code = $2 AND ($3::bigint IS NULL OR number = $3)
         ORDER BY is_published DESC, number DESC
         LIMIT 1
        """

    var province: String
    var code: String
    var number: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
        parameters.append(number)
    }

    static func decode(_ row: inout RowReader) throws -> DefinitionRow { try DefinitionRow.decode(&row) }
}

/// The newest of each of a province's definitions.
struct SelectDefinitions: Statement {
    static let sql = """
        SELECT DISTINCT ON (code) \(DefinitionRow.columns)
          FROM report_definition
         WHERE province = $1
         ORDER BY code, number DESC
         LIMIT 1000
        """

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> DefinitionRow { try DefinitionRow.decode(&row) }
}

/// Writes a draft: over the one there is, if it is as the caller saw it, or as the next number. No row otherwise.
struct PutDefinition: Statement {
    static let sql = """
        WITH changed AS (
            UPDATE report_definition
               SET body = $4, version = version + 1
             WHERE province = $1 AND code = $2 AND NOT is_published AND version = $5
            RETURNING \(DefinitionRow.columns)
        ), added AS (
            INSERT INTO report_definition (province, code, number, organisation, body, is_published, version)
            SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, false, 1
              FROM report_definition
             WHERE province = $1 AND code = $2
            HAVING $5::bigint IS NULL AND bool_and(is_published) IS NOT FALSE
            RETURNING \(DefinitionRow.columns)
        )
        SELECT * FROM changed UNION ALL SELECT * FROM added
        """

    var province: String
    var organisation: String
    var definition: ReportDefinition
    var expectedVersion: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(definition.code)
        parameters.append(organisation)
        parameters.append((try? CanonicalJSON.bytes(definition)) ?? [])
        parameters.append(expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> DefinitionRow { try DefinitionRow.decode(&row) }
}

/// Makes a draft the one that is used.
struct PublishDefinition: Statement {
    static let sql = """
        UPDATE report_definition
           SET is_published = true
         WHERE province = $1 AND code = $2 AND NOT is_published AND version = $3
        RETURNING \(DefinitionRow.columns)
        """

    var province: String
    var code: String
    var expectedVersion: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
        parameters.append(expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> DefinitionRow { try DefinitionRow.decode(&row) }
}
