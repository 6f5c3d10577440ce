import Kernel
import Postgres
import ReportingContract

struct DeleteDistricts: Statement {
    static let sql = "DELETE FROM district WHERE province = $1"
    typealias Row = Void
    var province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }
}

struct DeleteDistrictMembers: Statement {
    static let sql = "DELETE FROM district_member WHERE province = $1"
    typealias Row = Void
    var province: String
    func bind(_ parameters: inout Parameters) { parameters.append(province) }
}

struct InsertDistrict: Statement {
    static let sql = """
        INSERT INTO district (province, code, name_th, name_en, grid_column, grid_row, shape)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    typealias Row = Void
    var province: String
    var district: District
    /// JSON.
    var shape: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(district.code)
        parameters.append(district.name.th)
        parameters.append(district.name.en)
        parameters.append(district.column)
        parameters.append(district.row)
        parameters.append(shape)
    }
}

struct InsertDistrictMembers: Statement {
    static let sql = """
        INSERT INTO district_member (province, organisation, district)
        SELECT $1, given.organisation, given.district
          FROM unnest($2::text[], $3::text[]) AS given (organisation, district)
        """

    typealias Row = Void
    var province: String
    var members: [(key: String, value: String)]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(members.map(\.key))
        parameters.append(members.map(\.value))
    }
}

struct SelectDistricts: Statement {
    static let sql = """
        SELECT code, name_th, name_en, grid_column, grid_row, shape FROM district WHERE province = $1 ORDER BY code
        """

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> District {
        let code: String = try row.next()
        let name = LocalizedText(th: try row.next(), en: try row.next())
        let column: Int = try row.next()
        let line: Int = try row.next()
        let shape: String? = try row.next()
        return District(
            code: code, name: name, column: column, row: line,
            shape: try shape.map { try CanonicalJSON.value([MapPoint].self, from: Array($0.utf8)) })
    }
}

struct SelectDistrictMembers: Statement {
    static let sql = "SELECT organisation, district FROM district_member WHERE province = $1"

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> DistrictMember {
        DistrictMember(organisation: try row.next(), district: try row.next())
    }
}

/// Schools of a province that are open.
struct CountSchools: Statement {
    static let sql = """
        SELECT count(*) FROM organisation WHERE province = $1 AND kind = 'school' AND closed_on IS NULL
        """

    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
