import BudgetContract
import Kernel
import Postgres

/// What may be carried over: all rows, or those in force on a day.
struct SelectCarryOverRules: Statement {
    static let sql = """
        SELECT nullif(kind, 'bound'), ask_until, effective_from, effective_to, amount_min, spend_until, extended_until,
               legal_reference, provenance
          FROM carry_over_rule
         WHERE ($1::date IS NULL OR (effective_from <= $1 AND coalesce(effective_to, $1) >= $1))
           AND ($2::text IS NULL OR kind = $2)
         ORDER BY kind, effective_from
        """

    var date: CalendarDate?
    var kind: CarryOverKind?

    func bind(_ parameters: inout Parameters) {
        parameters.append(date)
        parameters.append(kind?.rawValue)
    }

    static func decode(_ row: inout RowReader) throws -> CarryOverRule {
        let kind = try row.next(String?.self).flatMap(CarryOverKind.init)
        let askUntil: String? = try row.next()
        return CarryOverRule(
            effectiveFrom: try row.next(), effectiveTo: try row.next(), amountMin: try row.next(),
            spendUntil: try row.next(), extendedUntil: try row.next(), legalReference: try row.next(),
            provenance: try row.next(), kind: kind, askUntil: askUntil)
    }
}

/// Sets a row of the rules.
struct UpsertCarryOverRule: Statement {
    static let sql = """
        INSERT INTO carry_over_rule
               (effective_from, effective_to, amount_min, spend_until, extended_until, legal_reference, provenance,
                kind, ask_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (kind, effective_from) DO UPDATE
           SET effective_to    = excluded.effective_to,
               amount_min      = excluded.amount_min,
               spend_until     = excluded.spend_until,
               extended_until  = excluded.extended_until,
               legal_reference = excluded.legal_reference,
               provenance      = excluded.provenance,
               ask_until       = excluded.ask_until
        """

    var rule: CarryOverRule

    func bind(_ parameters: inout Parameters) {
        parameters.append(rule.effectiveFrom)
        parameters.append(rule.effectiveTo)
        parameters.append(rule.amountMin)
        parameters.append(rule.spendUntil)
        parameters.append(rule.extendedUntil)
        parameters.append(rule.legalReference)
        parameters.append(rule.provenance)
        parameters.append((rule.kind ?? .bound).rawValue)
        parameters.append(rule.askUntil)
    }

    typealias Row = Void
}

/// The columns of a carry-over as the contract shows it.
enum CarryOverColumns {
    static let sql = """
        k.id, k.province, k.fiscal_year, k.commitment, c.code, k.to_commitment, d.code, k.from_line, f.code, k.to_line,
               g.code, g.organisation, k.amount, g.disbursed, k.spend_until, k.letter_number, k.extension, k.lapsed,
               k.reason, k.requested_on
        """
    static let tables = """
        carry_over AS k
          LEFT JOIN commitment AS c ON c.province = k.province AND c.id = k.commitment
          LEFT JOIN commitment AS d ON d.province = k.province AND d.id = k.to_commitment
          JOIN budget_line AS f ON f.province = k.province AND f.id = k.from_line
          JOIN budget_line AS g ON g.province = k.province AND g.id = k.to_line
        """

    static func decode(_ row: inout RowReader) throws -> CarryOver {
        CarryOver(
            id: try row.next(), province: try row.next(), fiscalYear: try row.next(), commitment: try row.next(),
            commitmentCode: try row.next(), toCommitment: try row.next(), toCommitmentCode: try row.next(),
            fromLine: try row.next(), fromLineCode: try row.next(), toLine: try row.next(),
            toLineCode: try row.next(), organisation: try row.next(), amount: try row.next(), spent: try row.next(),
            spendUntil: try row.next(), letterNumber: try row.next(), extensionLetter: try row.next(),
            lapsed: try row.next(), reason: try row.next(), requestedOn: try row.next())
    }
}

/// Carry-overs by their ids.
struct FindCarryOvers: Statement {
    static let sql = """
        SELECT \(CarryOverColumns.sql)
          FROM \(CarryOverColumns.tables)
         WHERE k.id = ANY ($1)
         ORDER BY g.code
        """

    var ids: [ID]

    func bind(_ parameters: inout Parameters) { parameters.append(ids) }

    static func decode(_ row: inout RowReader) throws -> CarryOver { try CarryOverColumns.decode(&row) }
}

/// A page of what was carried into a fiscal year, by province and code of its line there.
struct SelectCarryOvers: Statement {
    static let sql = """
        SELECT \(CarryOverColumns.sql)
          FROM \(CarryOverColumns.tables)
         WHERE g.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND k.fiscal_year = $2
           AND (NOT $3::boolean OR k.lapsed IS NULL)
           AND ($4::text IS NULL OR (k.province, g.code) > ($4, $5))
         ORDER BY k.province, g.code
         LIMIT $6
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var openOnly: Bool
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(openOnly)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> CarryOver { try CarryOverColumns.decode(&row) }
}

/// What is past its last day and not given back, by that day.
struct SelectPastCarryOvers: Statement {
    static let sql = """
        SELECT \(CarryOverColumns.sql)
          FROM \(CarryOverColumns.tables)
         WHERE g.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND k.lapsed IS NULL AND k.spend_until < $2
         ORDER BY k.spend_until, g.code
         LIMIT 500
        """

    var organisation: String
    var date: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(date)
    }

    static func decode(_ row: inout RowReader) throws -> CarryOver { try CarryOverColumns.decode(&row) }
}

/// Records what was carried over.
struct InsertCarryOvers: Statement {
    static let sql = """
        INSERT INTO carry_over
               (province, id, fiscal_year, commitment, from_line, to_line, to_commitment, amount, spend_until,
                reason, requested_on, letter_number, carried_by, carried_at)
        SELECT k.*, $10, $11, $12
          FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
                      $8::bigint[], $9::date[], $13::text[], $14::date[]) AS k
        """

    var carried: [Carried]
    var letterNumber: String?
    var carriedBy: String
    var carriedAt: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(carried.map(\.from.province))
        parameters.append(carried.map(\.id))
        parameters.append(carried.map { Int64($0.year.buddhistYear) })
        parameters.append(carried.map(\.commitment?.id))
        parameters.append(carried.map(\.from.id))
        parameters.append(carried.map(\.toLine))
        parameters.append(carried.map(\.toCommitment))
        parameters.append(carried.map(\.amount))
        parameters.append(carried.map(\.spendUntil))
        parameters.append(letterNumber)
        parameters.append(carriedBy)
        parameters.append(carriedAt)
        parameters.append(carried.map(\.reason))
        parameters.append(carried.map(\.requestedOn))
    }

    typealias Row = Void
}

/// Gives carried-over lines their last day.
struct LimitLines: Statement {
    static let sql = """
        UPDATE budget_line AS l
           SET spend_until = u.until
          FROM unnest($1::text[], $2::uuid[], $3::date[]) AS u (province, id, until)
         WHERE l.province = u.province AND l.id = u.id
        """

    var provinces: [String]
    var lines: [ID]
    var days: [CalendarDate]

    func bind(_ parameters: inout Parameters) {
        parameters.append(provinces)
        parameters.append(lines)
        parameters.append(days)
    }

    typealias Row = Void
}

/// Where the last day of carried-over lines is closed already, the first open day after it takes its place.
struct OpenForLapse: Statement {
    static let sql = """
        UPDATE budget_line
           SET spend_until = closed_through + 1
         WHERE id = ANY ($1) AND closed_through >= spend_until
        """

    var lines: [ID]

    func bind(_ parameters: inout Parameters) { parameters.append(lines) }

    typealias Row = Void
}

/// Extends a carry-over, once.
struct ExtendCarriedOver: Statement {
    static let sql = """
        UPDATE carry_over
           SET spend_until = $3, extension = $4
         WHERE province = $1 AND id = $2 AND extension IS NULL AND lapsed IS NULL
        """

    var province: String
    var id: ID
    var until: CalendarDate
    var letterNumber: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(until)
        parameters.append(letterNumber)
    }

    typealias Row = Void
}

/// Records what went back of carry-overs, once.
struct MarkLapsed: Statement {
    static let sql = """
        UPDATE carry_over AS k
           SET lapsed = u.lapsed
          FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS u (province, id, lapsed)
         WHERE k.province = u.province AND k.id = u.id AND k.lapsed IS NULL
        """

    var provinces: [String]
    var ids: [ID]
    var amounts: [Money]

    func bind(_ parameters: inout Parameters) {
        parameters.append(provinces)
        parameters.append(ids)
        parameters.append(amounts)
    }

    typealias Row = Void
}
