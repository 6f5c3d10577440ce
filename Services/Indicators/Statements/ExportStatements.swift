import CommonContract
import IndicatorsContract
import Kernel
import Postgres

struct FindSuppression: Statement {
    static let sql = "SELECT province, threshold, units, version FROM suppression WHERE province = $1"
    var province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> SuppressionRule {
        let province = try row.next(String.self)
        let threshold = try row.next(Int.self)
        let units = try row.next([String].self)
        return SuppressionRule(
            province: province, threshold: threshold, units: units, version: try row.next(Int.self))
    }
}

/// Sets a province's rule if it still is at the version that was seen (0: none).
struct SaveSuppression: Statement {
    static let sql = """
        INSERT INTO suppression (province, threshold, units, version)
        VALUES ($1, $2, $3, 1)
        ON CONFLICT (province) DO UPDATE
        SET threshold = EXCLUDED.threshold, units = EXCLUDED.units, version = suppression.version + 1
        WHERE suppression.version = $4
        RETURNING version
        """
    var rule: SuppressionRule

    func bind(_ parameters: inout Parameters) {
        parameters.append(rule.province)
        parameters.append(rule.threshold)
        parameters.append(rule.units)
        parameters.append(rule.version)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// An organisation and those at most so many levels below it: the former first, then by level and code.
struct AreasOfExport: Statement {
    static let sql = """
        SELECT o.code, o.name_th, o.name_en, array_remove(ARRAY[o.parent, o.supervisor], NULL)
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        WHERE r.ancestor = $1 AND r.relation = 'either' AND r.depth <= $2::bigint
        ORDER BY r.depth, o.code
        """
    struct Row: Sendable {
        var code: String
        var name: LocalizedText
        /// Codes of its parent and supervisor.
        var above: [String]
    }

    var organisation: String
    var levels: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(levels)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let code = try row.next(String.self)
        let name = try row.text()
        return Row(code: code, name: name, above: try row.next([String].self))
    }
}

/// Answers without a number that organisations gave themselves: what stands in for a figure that is not there.
struct StatesWithoutNumber: Statement {
    static let sql = """
        SELECT DISTINCT element, period, organisation, array_to_string(categories, ' '), state
        FROM element_value
        WHERE province = ANY ($4) AND element = ANY ($1) AND period = ANY ($2) AND organisation = ANY ($3)
          AND state <> 'value'
        """
    struct Row: Hashable, Sendable {
        var element: String
        var period: String
        var organisation: String
        var categories: String
        var state: String
    }

    var elements: [String]
    var periods: [String]
    var organisations: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(elements)
        parameters.append(periods)
        parameters.append(organisations)
        parameters.append(Set(organisations.map(OrganisationCode.province(of:))).sorted())
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let element = try row.next(String.self)
        let period = try row.next(String.self)
        let organisation = try row.next(String.self)
        let categories = try row.next(String.self)
        return Row(
            element: element, period: period, organisation: organisation, categories: categories,
            state: try row.next(String.self))
    }
}
