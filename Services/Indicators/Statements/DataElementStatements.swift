import CommonContract
import IndicatorsContract
import Kernel
import Postgres

private let elementColumns = """
    province, code, id, owner, name_th, name_en, definition_th, definition_en, unit_code, unit_th, unit_en,
    period_type, family, decimals, minimum, maximum, dimensions, reported_by, value_type, version
    """

private func readElement(_ row: inout RowReader) throws -> DataElement {
    let province = try row.next(String.self)
    let code = try row.next(String.self)
    let id = try row.next(ID.self)
    let owner = try row.next(String.self)
    let name = try row.text()
    let definition = try row.optionalText()
    let unitCode = try row.next(String.self)
    let unit = try row.text()
    let periodType = try row.raw(PeriodType.self)
    let family = try row.next(String?.self).flatMap(DataFamily.init(rawValue:))
    let decimals = try row.next(Int.self)
    let minimum = try row.optionalQuantity()
    let maximum = try row.optionalQuantity()
    let dimensions = try row.next([String].self)
    let reportedBy = try row.rawList(OrganisationKind.self)
    let valueType = try row.raw(DataValueType.self)
    return DataElement(
        id: id, code: code, province: province, owner: owner, name: name, definition: definition, unitCode: unitCode,
        unit: unit, periodType: periodType, family: family, valueType: valueType, decimals: decimals, minimum: minimum,
        maximum: maximum,
        dimensions: dimensions, reportedBy: reportedBy, version: try row.next(Int.self))
}

extension DataElement {
    /// Fifteen parameters: what an update may change.
    fileprivate func bindDefinition(_ parameters: inout Parameters) {
        parameters.append(text: name)
        parameters.append(text: definition)
        parameters.append(unitCode)
        parameters.append(text: unit)
        parameters.append(periodType.rawValue)
        parameters.append(family?.rawValue)
        parameters.append(decimals)
        parameters.append(quantity: minimum)
        parameters.append(quantity: maximum)
        parameters.append(dimensions)
        parameters.append(reportedBy.map(\.rawValue))
        parameters.append(valueType.rawValue)
    }
}

/// Makes a data element; nothing happens if the code is taken.
struct InsertDataElement: Statement {
    static let sql = """
        INSERT INTO data_element (\(elementColumns), changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20)
        ON CONFLICT (province, code) DO NOTHING
        """
    var element: DataElement
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(element.province)
        parameters.append(element.code)
        parameters.append(element.id)
        parameters.append(element.owner)
        element.bindDefinition(&parameters)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Replaces a data element's definition; no row: somebody else changed it first.
struct UpdateDataElementRow: Statement {
    static let sql = """
        UPDATE data_element
        SET name_th = $4, name_en = $5, definition_th = $6, definition_en = $7, unit_code = $8, unit_th = $9,
            unit_en = $10, period_type = $11, family = $12, decimals = $13, minimum = $14, maximum = $15,
            dimensions = $16, reported_by = $17, value_type = $18, version = version + 1, changed_at = $19
        WHERE province = $1 AND code = $2 AND version = $3
        """
    var element: DataElement
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(element.province)
        parameters.append(element.code)
        parameters.append(element.version)
        element.bindDefinition(&parameters)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Data elements by their codes, of any province.
struct FindDataElements: Statement {
    static let sql = """
        SELECT \(elementColumns)
        FROM data_element
        WHERE (province, code) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(codes.map(OrganisationCode.province(of:)))
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> DataElement { try readElement(&row) }
}

struct FindDataElementByID: Statement {
    static let sql = "SELECT \(elementColumns) FROM data_element WHERE id = $1"
    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> DataElement { try readElement(&row) }
}

struct PageOfDataElements: Statement {
    static let sql = """
        SELECT \(elementColumns)
        FROM data_element
        WHERE province = $1 AND code > $2 AND ($3::text IS NULL OR family = $3)
        ORDER BY code
        LIMIT $4
        """
    var province: String
    var after: String
    var family: DataFamily?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(after)
        parameters.append(family?.rawValue)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataElement { try readElement(&row) }
}

/// The dimensions that figures of an element are broken down by.
struct DimensionsInUse: Statement {
    static let sql = """
        SELECT DISTINCT w.dimensions
        FROM figure_way w
        WHERE w.element = $1 AND \(FigureWays.isThere)
        """
    var code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }

    static func decode(_ row: inout RowReader) throws -> [String] {
        try row.next(String.self).split(separator: " ").map(String.init)
    }
}

enum FigureWays {
    /// Whether there still is a figure of the way `w`: looked for by the key.
    static let isThere = """
        (SELECT true FROM data_value v
                 WHERE (v.province, v.element, v.period, v.dimensions, v.categories)
                     = (w.province, w.element, w.period, w.dimensions, w.categories)
                 ORDER BY v.organisation
                 LIMIT 1)
        """
}

// MARK: - Dimensions

struct CategoryRow: Sendable {
    var province: String
    var dimension: String
    var category: Category
}

/// A page of the standard dimensions and a province's own, without their categories.
struct PageOfDimensions: Statement {
    static let sql = """
        SELECT province, code, name_th, name_en, version
        FROM dimension
        WHERE province IN ('TH', $1) AND code > $2
        ORDER BY code
        LIMIT $3
        """
    var province: String
    var after: String
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Dimension {
        let province = try row.next(String.self)
        let code = try row.next(String.self)
        let name = try row.text()
        return Dimension(province: province, code: code, name: name, categories: [], version: try row.next(Int.self))
    }
}

struct CategoriesOfDimensions: Statement {
    static let sql = """
        SELECT province, dimension, code, name_th, name_en
        FROM category
        WHERE province IN ('TH', $1) AND dimension = ANY ($2)
        ORDER BY dimension, position
        """
    var province: String
    var dimensions: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(dimensions)
    }

    static func decode(_ row: inout RowReader) throws -> CategoryRow {
        let province = try row.next(String.self)
        let dimension = try row.next(String.self)
        let code = try row.next(String.self)
        return CategoryRow(
            province: province, dimension: dimension, category: Category(code: code, name: try row.text()))
    }
}

/// Makes a dimension, or brings one to its next version if it still is at the one that was seen.
struct SaveDimensionRow: Statement {
    static let sql = """
        INSERT INTO dimension (province, code, name_th, name_en, version)
        SELECT $1, $2, $3, $4, 1
        WHERE NOT EXISTS (SELECT FROM dimension WHERE province = 'TH' AND code = $2 AND $1 <> 'TH')
        ON CONFLICT (province, code) DO UPDATE
        SET name_th = EXCLUDED.name_th, name_en = EXCLUDED.name_en, version = dimension.version + 1
        WHERE dimension.version = $5
        RETURNING version
        """
    var dimension: Dimension
    var expectedVersion: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(dimension.province)
        parameters.append(dimension.code)
        parameters.append(text: dimension.name)
        parameters.append(expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

struct SaveCategories: Statement {
    static let sql = """
        INSERT INTO category (province, dimension, code, position, name_th, name_en)
        SELECT $1, $2, given.code, given.position, given.name_th, given.name_en
        FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS given (code, name_th, name_en, position)
        ON CONFLICT (province, dimension, code) DO UPDATE
        SET position = EXCLUDED.position, name_th = EXCLUDED.name_th, name_en = EXCLUDED.name_en
        """
    var dimension: Dimension

    func bind(_ parameters: inout Parameters) {
        parameters.append(dimension.province)
        parameters.append(dimension.code)
        parameters.append(dimension.categories.map(\.code))
        parameters.append(dimension.categories.map(\.name.th))
        parameters.append(dimension.categories.map(\.name.en))
    }

    typealias Row = Void
}

/// Takes away the categories that are no longer named, and says which.
struct DropCategories: Statement {
    static let sql = """
        DELETE FROM category WHERE province = $1 AND dimension = $2 AND code <> ALL ($3) RETURNING code
        """
    var dimension: Dimension

    func bind(_ parameters: inout Parameters) {
        parameters.append(dimension.province)
        parameters.append(dimension.code)
        parameters.append(dimension.categories.map(\.code))
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Which of these categories (`sex=female`) of a dimension figures or formulas use. There are thousands of ways in which
/// figures are broken down where there are millions of figures, and each is looked for by its key.
struct CategoriesInUse: Statement {
    static let sql = """
        SELECT given.category
        FROM unnest($2::text[]) AS given (category)
        WHERE EXISTS (SELECT
                      FROM data_element e
                      JOIN figure_way w ON w.element = e.code AND w.categories @> ARRAY[given.category]
                      WHERE $1 = ANY (e.dimensions)
                        AND \(FigureWays.isThere))
           OR EXISTS (SELECT FROM indicator i WHERE position(given.category IN i.formula) > 0)
        """
    var dimension: String
    var categories: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(dimension)
        parameters.append(categories)
    }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}
