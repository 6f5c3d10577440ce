import IndicatorsContract
import Kernel
import Postgres

struct SaveSheetMapping: Statement {
    static let sql = """
        INSERT INTO sheet_mapping (province, code, layout) VALUES ($1, $2, $3)
        ON CONFLICT (province, code) DO UPDATE SET layout = EXCLUDED.layout
        """
    var province: String
    var code: String
    var layout: JSONText

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
        parameters.append(layout)
    }

    typealias Row = Void
}

struct FindSheetMapping: Statement {
    static let sql = "SELECT layout FROM sheet_mapping WHERE province = $1 AND code = $2"
    var province: String
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> JSONText { try row.next() }
}

/// Which of these figures are there, by their places from 1.
struct KnownDataValues: Statement {
    static let sql = """
        SELECT given.number
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
             WITH ORDINALITY AS given (element, period, organisation, categories, number)
        JOIN organisation o ON o.code = given.organisation
        JOIN data_value v   ON (v.province, v.element, v.period, v.organisation, v.categories)
                             = (o.province, given.element, given.period, given.organisation,
                                string_to_array(given.categories, ' '))
        """
    var rows: DataValueRows

    func bind(_ parameters: inout Parameters) { rows.bindKeys(&parameters) }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
