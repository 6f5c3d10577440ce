import IndicatorsContract
import Kernel
import Postgres

/// The columns of an indicator, in the order in which `readIndicator` reads them.
private let indicatorColumns = """
    province, code, id, owner, name_th, name_en, definition_th, definition_en, unit_th, unit_en, aggregation,
    direction, decimals, multiplier, strategy, plan_elements, sdg_targets, baseline_year, baseline_value, rule_basis,
    rule_on_track_at, rule_behind_at, formula, unit_code, period_type, dimensions, co_owners, version
    """

/// Without its targets.
private func readIndicator(_ row: inout RowReader) throws -> Indicator {
    let province = try row.next(String.self)
    let code = try row.next(String.self)
    let id = try row.next(ID.self)
    let owner = try row.next(String.self)
    let name = try row.text()
    let definition = try row.optionalText()
    let unit = try row.text()
    let aggregation = try row.raw(Aggregation.self)
    let direction = try row.raw(Direction.self)
    let decimals = try row.next(Int.self)
    let multiplier = try row.quantity()
    let strategy = try row.next(String?.self)
    let planElements = try row.next([String].self)
    let sdgTargets = try row.next([String].self)
    let baselineYear = try row.next(FiscalYear?.self)
    let baselineValue = try row.optionalQuantity()
    let basis = try row.raw(EvaluationBasis.self)
    let onTrackAt = try row.quantity()
    let rule = EvaluationRule(basis: basis, onTrackAt: onTrackAt, behindAt: try row.quantity())
    let formula = try row.next(String?.self)
    let unitCode = try row.next(String?.self)
    let periodType = try row.raw(PeriodType.self)
    let dimensions = try row.next([String].self)
    let coOwners = try row.next([String].self)
    var baseline: YearValue?
    if let baselineYear, let baselineValue { baseline = YearValue(fiscalYear: baselineYear, value: baselineValue) }
    return Indicator(
        id: id, code: code, province: province, owner: owner, name: name, definition: definition, unit: unit,
        aggregation: aggregation, direction: direction, decimals: decimals, multiplier: multiplier,
        strategy: strategy, planElements: planElements, sdgTargets: sdgTargets, baseline: baseline, targets: [],
        rule: rule, formula: formula, unitCode: unitCode, periodType: periodType, disaggregations: dimensions,
        coOwners: coOwners, version: try row.next(Int.self))
}

/// Makes an indicator; nothing happens if the code is taken.
struct InsertIndicator: Statement {
    static let sql = """
        INSERT INTO indicator (\(indicatorColumns), changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26, $27, 1, $28)
        ON CONFLICT (province, code) DO NOTHING
        """
    var indicator: Indicator
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(indicator.province)
        parameters.append(indicator.code)
        parameters.append(indicator.id)
        parameters.append(indicator.owner)
        indicator.bindDefinition(&parameters)
        parameters.append(now)
    }

    typealias Row = Void
}

extension Indicator {
    /// Twenty-three parameters: what an update may change.
    fileprivate func bindDefinition(_ parameters: inout Parameters) {
        parameters.append(text: name)
        parameters.append(text: definition)
        parameters.append(text: unit)
        parameters.append(aggregation.rawValue)
        parameters.append(direction.rawValue)
        parameters.append(decimals)
        parameters.append(quantity: multiplier)
        parameters.append(strategy)
        parameters.append(planElements)
        parameters.append(sdgTargets)
        parameters.append(baseline?.fiscalYear)
        parameters.append(quantity: baseline?.value)
        parameters.append(rule.basis.rawValue)
        parameters.append(quantity: rule.onTrackAt)
        parameters.append(quantity: rule.behindAt)
        parameters.append(formula)
        parameters.append(unitCode)
        parameters.append(periodType.rawValue)
        parameters.append(disaggregations)
        parameters.append(coOwners)
    }
}

/// Replaces an indicator's definition; no row: somebody else changed it first.
struct UpdateIndicatorRow: Statement {
    static let sql = """
        UPDATE indicator
        SET name_th = $4, name_en = $5, definition_th = $6, definition_en = $7, unit_th = $8, unit_en = $9,
            aggregation = $10, direction = $11, decimals = $12, multiplier = $13, strategy = $14,
            plan_elements = $15, sdg_targets = $16, baseline_year = $17, baseline_value = $18, rule_basis = $19,
            rule_on_track_at = $20, rule_behind_at = $21, formula = $22, unit_code = $23, period_type = $24,
            dimensions = $25, co_owners = $26, version = version + 1, changed_at = $27
        WHERE province = $1 AND code = $2 AND version = $3
        """
    var indicator: Indicator
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(indicator.province)
        parameters.append(indicator.code)
        parameters.append(indicator.version)
        indicator.bindDefinition(&parameters)
        parameters.append(now)
    }

    typealias Row = Void
}

struct FindIndicatorByCode: Statement {
    static let sql = "SELECT \(indicatorColumns) FROM indicator WHERE province = $1 AND code = $2"
    var province: String
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Indicator { try readIndicator(&row) }
}

struct FindIndicatorByID: Statement {
    static let sql = "SELECT \(indicatorColumns) FROM indicator WHERE id = $1"
    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> Indicator { try readIndicator(&row) }
}

/// Several of a province by their codes.
struct FindIndicators: Statement {
    static let sql = """
        SELECT \(indicatorColumns) FROM indicator WHERE province = $1 AND code = ANY ($2) ORDER BY code
        """
    var province: String
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> Indicator { try readIndicator(&row) }
}

/// A page of a province's, by code.
struct PageOfIndicators: Statement {
    static let sql = """
        SELECT \(indicatorColumns)
        FROM indicator
        WHERE province = $1 AND code > $2
          AND ($3::text IS NULL OR strategy = $3)
          AND ($4::text IS NULL OR $4 = ANY (sdg_targets))
        ORDER BY code
        LIMIT $5
        """
    var province: String
    var after: String
    var strategy: String?
    var sdgTarget: String?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(after)
        parameters.append(strategy)
        parameters.append(sdgTarget)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Indicator { try readIndicator(&row) }
}

/// Every indicator of a province, for its results: by strategy, then code.
struct IndicatorsOfProvince: Statement {
    static let sql = """
        SELECT \(indicatorColumns) FROM indicator WHERE province = $1 ORDER BY strategy NULLS LAST, code
        """
    var province: String

    func bind(_ parameters: inout Parameters) { parameters.append(province) }

    static func decode(_ row: inout RowReader) throws -> Indicator { try readIndicator(&row) }
}

// MARK: - Targets

struct TargetRow: Sendable {
    var indicator: String
    var target: Target
}

/// Targets of several indicators; of one organisation or of all.
struct TargetsOfIndicators: Statement {
    static let sql = """
        SELECT indicator, organisation, fiscal_year, value
        FROM target
        WHERE province = $1 AND indicator = ANY ($2) AND ($3::text IS NULL OR organisation = $3)
        ORDER BY indicator, organisation, fiscal_year
        """
    var province: String
    var indicators: [String]
    var organisation: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(indicators)
        parameters.append(organisation)
    }

    static func decode(_ row: inout RowReader) throws -> TargetRow {
        let indicator = try row.next(String.self)
        let organisation = try row.next(String.self)
        let year = try row.next(FiscalYear.self)
        return TargetRow(
            indicator: indicator,
            target: Target(organisation: organisation, fiscalYear: year, value: try row.quantity()))
    }
}

/// Sets years of an organisation's targets.
struct UpsertTargets: Statement {
    static let sql = """
        INSERT INTO target (province, indicator, organisation, fiscal_year, value)
        SELECT $1, $2, $3, given.fiscal_year, given.value
        FROM unnest($4::bigint[], $5::bigint[]) AS given (fiscal_year, value)
        ON CONFLICT (province, indicator, organisation, fiscal_year) DO UPDATE SET value = EXCLUDED.value
        """
    var province: String
    var indicator: String
    var organisation: String
    var targets: [YearValue]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(indicator)
        parameters.append(organisation)
        parameters.append(targets.map { Int64($0.fiscalYear.buddhistYear) })
        parameters.append(targets.map(\.value.tenThousandths))
    }

    typealias Row = Void
}

/// Takes away an organisation's targets of years that are not among those given.
struct DeleteOtherTargets: Statement {
    static let sql = """
        DELETE FROM target
        WHERE province = $1 AND indicator = $2 AND organisation = $3 AND fiscal_year <> ALL ($4::bigint[])
        """
    var province: String
    var indicator: String
    var organisation: String
    var years: [FiscalYear]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(indicator)
        parameters.append(organisation)
        parameters.append(years.map { Int64($0.buddhistYear) })
    }

    typealias Row = Void
}

/// Which of these organisations the directory has.
struct KnownOrganisations: Statement {
    static let sql = "SELECT code FROM organisation WHERE code = ANY ($1)"
    var codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Whether a published questionnaire uses an indicator.
struct IndicatorInUse: Statement {
    static let sql = """
        SELECT EXISTS (
            SELECT FROM question q
            JOIN questionnaire n USING (province, round_id, version)
            WHERE q.province = $1 AND q.indicator = $2 AND n.state = 'published')
        """
    var province: String
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}
