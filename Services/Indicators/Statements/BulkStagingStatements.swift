import CommonContract
import IndicatorsContract
import Kernel
import Postgres

/// Tables of one transaction, in which an import's figures are checked and from which they are taken.
enum BulkStaging {
    /// What is put in order or hashed there is large.
    static let tables = """
        SET LOCAL work_mem = '64MB';
        CREATE TEMP TABLE figure_staging (
            sheet_row integer, member text, organisation text, element text, period text, categories text, state text,
            number bigint) ON COMMIT DROP;
        CREATE TEMP TABLE figure_element (
            code text, province text, minimum bigint, maximum bigint, modulus bigint, kinds text[]) ON COMMIT DROP;
        CREATE TEMP TABLE figure_place (code text, province text, kind text) ON COMMIT DROP;
        CREATE TEMP TABLE figure_category (categories text, parts text[], dimensions text) ON COMMIT DROP;
        """
    static let copy = """
        COPY figure_staging (sheet_row, member, organisation, element, period, categories, state, number) FROM STDIN
        """
    static let analyse = "ANALYZE figure_staging, figure_element, figure_place, figure_category"
}

/// Puts organisations' own codes in place of those of a scheme; what has none keeps what stood there.
struct ResolveStaged: Statement {
    static let sql = """
        UPDATE figure_staging s SET organisation = a.organisation
        FROM organisation_alias a
        WHERE a.scheme = $1 AND a.code = s.organisation
        """
    var scheme: String
    func bind(_ parameters: inout Parameters) { parameters.append(scheme) }
    typealias Row = Void
}

/// What the staged figures are of, each once: `kind` is `element`, `period` or `categories`.
struct StagedKeys: Statement {
    static let sql = """
        SELECT DISTINCT 'period', element, period FROM figure_staging
        UNION ALL
        SELECT DISTINCT 'categories', element, categories FROM figure_staging
        """
    struct Row: Sendable {
        var kind: String
        var element: String
        var value: String
    }

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Row {
        let kind = try row.next(String.self)
        let element = try row.next(String.self)
        return Row(kind: kind, element: element, value: try row.next(String.self))
    }
}

struct StageElements: Statement {
    static let sql = """
        INSERT INTO figure_element
        SELECT given.code, given.province, given.minimum, given.maximum, given.modulus, string_to_array(given.kinds, ' ')
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
             AS given (code, province, minimum, maximum, modulus, kinds)
        """
    var elements: [DataElement]

    func bind(_ parameters: inout Parameters) {
        parameters.append(elements.map(\.code))
        parameters.append(elements.map { OrganisationCode.province(of: $0.code) })
        parameters.append(elements.map { $0.minimum?.tenThousandths })
        parameters.append(elements.map { $0.maximum?.tenThousandths })
        parameters.append(elements.map { [Int64(10_000), 1_000, 100, 10, 1][min(max($0.decimals, 0), 4)] })
        parameters.append(elements.map { $0.reportedBy.map(\.rawValue).joined(separator: " ") })
    }

    typealias Row = Void
}

struct StagePlaces: Statement {
    static let sql = """
        INSERT INTO figure_place
        SELECT o.code, o.province, o.kind
        FROM organisation_reach r
        JOIN organisation o ON o.code = r.descendant
        WHERE r.ancestor = $1 AND r.relation = 'either'
        """
    var under: String
    func bind(_ parameters: inout Parameters) { parameters.append(under) }
    typealias Row = Void
}

struct StageCategories: Statement {
    static let sql = """
        INSERT INTO figure_category
        SELECT given, string_to_array(given, ' '), regexp_replace(given, '=[^ ]*', '', 'g')
        FROM unnest($1::text[]) AS given
        """
    var categories: [String]
    func bind(_ parameters: inout Parameters) { parameters.append(categories) }
    typealias Row = Void
}
