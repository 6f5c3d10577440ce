import BudgetContract
import Kernel
import Postgres

/// A line by its id or code; two rows where two provinces use the same code.
struct FindLine: Statement {
    static let sql = """
        SELECT \(LineColumns.sql)
          FROM budget_line AS l
         WHERE l.id = $1 OR l.code = $2
         ORDER BY l.province
         LIMIT 2
        """

    var reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> BudgetLine { try LineColumns.decode(&row) }
}

/// A page of lines below an organisation, ordered by province and code.
struct SelectLines: Statement {
    static let sql = """
        SELECT \(LineColumns.sql)
          FROM budget_line AS l
         WHERE l.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND ($2::integer IS NULL OR l.fiscal_year = $2)
           AND ($3::text IS NULL OR l.plan_type = $3)
           AND ($4::text IS NULL OR l.category = $4)
           AND ($5::text IS NULL OR l.source = $5)
           AND ($6::text IS NULL OR l.work_code = $6)
           AND ($7::text IS NULL OR (l.province, l.code) > ($7, $8))
         ORDER BY l.province, l.code
         LIMIT $9
        """

    var organisation: String
    var fiscalYear: FiscalYear?
    var planType: BudgetPlanType?
    var category: ExpenditureCategory?
    var source: FundingSource?
    var workCode: String?
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(planType?.rawValue)
        parameters.append(category?.rawValue)
        parameters.append(source?.rawValue)
        parameters.append(workCode)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> BudgetLine { try LineColumns.decode(&row) }
}

/// Where an organisation is: its province, if there is such an organisation.
struct FindOrganisation: Statement {
    static let sql = "SELECT province FROM organisation WHERE code = $1"

    var code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// What an organisation is called in Thai.
struct FindOrganisationName: Statement {
    static let sql = "SELECT name_th FROM organisation WHERE code = $1"

    var code: String

    func bind(_ parameters: inout Parameters) { parameters.append(code) }

    static func decode(_ row: inout RowReader) throws -> String { try row.next() }
}

/// Of the given organisations, those that stand below another, with their provinces.
struct SelectReached: Statement {
    static let sql = """
        SELECT o.code, o.province
          FROM organisation AS o
          JOIN organisation_reach AS r ON r.descendant = o.code
         WHERE r.ancestor = $1 AND r.relation = 'either' AND o.code = ANY ($2)
        """

    var ancestor: String
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(ancestor)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> (code: String, province: String) {
        (try row.next(), try row.next())
    }
}

/// Those of the organisations that have closed, with their last day.
struct SelectClosedOrganisations: Statement {
    static let sql = "SELECT code, closed_on FROM organisation WHERE code = ANY ($1) AND closed_on IS NOT NULL"

    var codes: [String]

    func bind(_ parameters: inout Parameters) { parameters.append(codes) }

    static func decode(_ row: inout RowReader) throws -> (String, CalendarDate) { (try row.next(), try row.next()) }
}

/// A line that is to be opened.
struct NewLine: Sendable {
    var province: String
    var id: ID
    var draft: LineDraft
}

/// Opens lines.
struct InsertLines: Statement {
    static let sql = """
        INSERT INTO budget_line
               (province, id, code, fiscal_year, organisation, plan_type, category, category_detail, source,
                source_name, work_kind, work_code, work_name_th, work_name_en, item_th, item_en, gfmis_agency,
                gfmis_unit, gfmis_fund, gfmis_budget_code, created_at, created_by,
                budgeted, closed_through)
        SELECT n.province, n.id, n.code, n.fiscal_year, n.organisation, n.plan_type, n.category,
               string_to_array(n.category_detail, chr(31)), n.source, n.source_name, n.work_kind, n.work_code,
               n.work_name_th, n.work_name_en, n.item_th, n.item_en, n.gfmis_agency, n.gfmis_unit, n.gfmis_fund,
               n.gfmis_budget_code, $21, $22, n.budgeted,
               (SELECT max(p.through)
                  FROM period_closing AS p
                  JOIN organisation_reach AS r
                    ON r.ancestor = p.organisation AND r.descendant = n.organisation AND r.relation = 'either'
                 WHERE p.fiscal_year = n.fiscal_year)
          FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
                      $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                      $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $23::bigint[])
            AS n (province, id, code, fiscal_year, organisation, plan_type, category, category_detail, source,
                  source_name, work_kind, work_code, work_name_th, work_name_en, item_th, item_en, gfmis_agency,
                  gfmis_unit, gfmis_fund, gfmis_budget_code, budgeted)
        """

    var lines: [NewLine]
    var createdAt: Instant
    var createdBy: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(lines.map(\.province))
        parameters.append(lines.map(\.id))
        parameters.append(lines.map(\.draft.code))
        parameters.append(lines.map { Int64($0.draft.fiscalYear.buddhistYear) })
        parameters.append(lines.map(\.draft.organisation))
        parameters.append(lines.map(\.draft.planType.rawValue))
        parameters.append(lines.map(\.draft.category.rawValue))
        parameters.append(lines.map { ($0.draft.categoryDetail ?? []).joined(separator: "\u{1F}") })
        parameters.append(lines.map(\.draft.source.rawValue))
        parameters.append(lines.map(\.draft.sourceName))
        parameters.append(lines.map(\.draft.workKind.rawValue))
        parameters.append(lines.map(\.draft.workCode))
        parameters.append(lines.map { $0.draft.workName?.th })
        parameters.append(lines.map { $0.draft.workName?.en })
        parameters.append(lines.map { $0.draft.item?.th })
        parameters.append(lines.map { $0.draft.item?.en })
        parameters.append(lines.map(\.draft.gfmisAgency))
        parameters.append(lines.map(\.draft.gfmisUnit))
        parameters.append(lines.map(\.draft.gfmisFund))
        parameters.append(lines.map(\.draft.gfmisBudgetCode))
        parameters.append(createdAt)
        parameters.append(createdBy)
        parameters.append(lines.map(\.draft.budgeted))
    }

    typealias Row = Void
}

/// Lines by their ids.
struct SelectLinesByID: Statement {
    static let sql = """
        SELECT \(LineColumns.sql)
          FROM budget_line AS l
         WHERE l.id = ANY ($1)
        """

    var ids: [ID]

    func bind(_ parameters: inout Parameters) { parameters.append(ids) }

    static func decode(_ row: inout RowReader) throws -> BudgetLine { try LineColumns.decode(&row) }
}

/// Lines of a province by their codes, for an import that finds them there already.
struct SelectLinesByCode: Statement {
    static let sql = """
        SELECT \(LineColumns.sql)
          FROM budget_line AS l
         WHERE l.province = ANY ($1) AND l.code = ANY ($2)
        """

    var provinces: [String]
    var codes: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(provinces)
        parameters.append(codes)
    }

    static func decode(_ row: inout RowReader) throws -> BudgetLine { try LineColumns.decode(&row) }
}
