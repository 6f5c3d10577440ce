import CommonContract
import JSONRPC
import Kernel
import Postgres

/// A definition as it is stored, with what the province has set.
struct StoredDefinition: Sendable {
    /// Whose definition it is: the province's own, or the nation's.
    var province: String
    var definition: ProcedureDefinition
    var committee: CommitteeRole?
    var decisions: DecisionForm?

    static func decode(_ row: inout RowReader) throws -> StoredDefinition {
        StoredDefinition(
            province: try row.next(), definition: try ProcedureDefinition(json: try row.next(JSONText.self).utf8),
            committee: try row.nextOptionalCase(), decisions: try row.nextOptionalCase())
    }

    /// A province's settings of procedure `$1` in force on a day.
    static func setting(province: Int, procedure: String, day: Int) -> String {
        """
        LEFT JOIN LATERAL (
                    SELECT s.committee, s.decisions
                      FROM procedure_setting s
                     WHERE s.province = $\(province) AND s.procedure = \(procedure) AND s.effective_from <= $\(day)
                     ORDER BY s.effective_from DESC
                     LIMIT 1) s ON true
        """
    }

    /// How the steps of bodies are taken.
    var decisionForm: DecisionForm { decisions ?? definition.decisions ?? .recorded }

    var engine: ProcedureEngine { ProcedureEngine(definition, committee: committee) }
}

extension ProcedureDefinition {
    /// - Throws: what is wrong with the text.
    init(json: [UInt8]) throws {
        self = try JSONTokenDecoder.decode(
            ProcedureDefinition.self, from: try JSONDocument(parsing: json, limits: JSONLimits()).root)
    }
}

/// The definition in force on a day, the province's own before the nation's.
struct DefinitionInForce: Statement {
    static let sql = """
        SELECT d.province, d.definition, s.committee, s.decisions
          FROM procedure_definition d
          \(StoredDefinition.setting(province: 2, procedure: "$1", day: 3))
         WHERE d.code = $1 AND d.province IN ($2, 'TH') AND d.effective_from <= $3
         ORDER BY d.province = 'TH', d.effective_from DESC
         LIMIT 1
        """
    let procedure: String
    let province: String
    let day: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(procedure)
        parameters.append(province)
        parameters.append(day)
    }

    static func decode(_ row: inout RowReader) throws -> StoredDefinition { try .decode(&row) }
}

/// All definitions in force on a day, by code.
struct DefinitionsInForce: Statement {
    static let sql = """
        SELECT DISTINCT ON (d.code) d.province, d.definition, s.committee, s.decisions
          FROM procedure_definition d
          \(StoredDefinition.setting(province: 1, procedure: "d.code", day: 2))
         WHERE d.province IN ($1, 'TH') AND d.effective_from <= $2
         ORDER BY d.code, d.province = 'TH', d.effective_from DESC
        """
    let province: String
    let day: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(day)
    }

    static func decode(_ row: inout RowReader) throws -> StoredDefinition { try .decode(&row) }
}

/// One version of a definition.
struct DefinitionOfVersion: Statement {
    static let sql = """
        SELECT d.province, d.definition, NULL::text, NULL::text
          FROM procedure_definition d
         WHERE d.code = $1 AND d.province IN ($2, 'TH') AND d.version = $3
         ORDER BY d.province = 'TH'
         LIMIT 1
        """
    let procedure: String
    let province: String
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(procedure)
        parameters.append(province)
        parameters.append(version)
    }

    static func decode(_ row: inout RowReader) throws -> StoredDefinition { try .decode(&row) }
}

/// The newest version of a province's own definition, held against another one being written.
struct NewestDefinition: Statement {
    static let sql = """
        SELECT version, effective_from
          FROM procedure_definition
         WHERE code = $1 AND province = $2
         ORDER BY version DESC
         LIMIT 1
           FOR UPDATE
        """
    let procedure: String
    let province: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(procedure)
        parameters.append(province)
    }

    static func decode(_ row: inout RowReader) throws -> (version: Int, effectiveFrom: CalendarDate) {
        (try row.next(), try row.next())
    }
}

/// Writes a definition.
struct InsertDefinition: Statement {
    static let sql = """
        INSERT INTO procedure_definition (province, code, version, effective_from, definition)
        VALUES ($1, $2, $3, $4, $5)
        """
    let definition: ProcedureDefinition
    let province: String
    let json: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(definition.code)
        parameters.append(definition.version)
        parameters.append(definition.effectiveFrom)
        parameters.append(json)
    }

    typealias Row = Void
}

/// Sets the committee's role, and how bodies decide, from a day on.
struct InsertSetting: Statement {
    static let sql = """
        INSERT INTO procedure_setting (province, procedure, effective_from, committee, set_by, set_at, decisions)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    let setting: ProcedureSetting
    let by: String
    let at: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(setting.province)
        parameters.append(setting.procedure)
        parameters.append(setting.effectiveFrom)
        parameters.append(setting.committee.rawValue)
        parameters.append(by)
        parameters.append(at)
        parameters.append(setting.decisions?.rawValue)
    }

    typealias Row = Void
}
