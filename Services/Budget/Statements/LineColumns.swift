import BudgetContract
import Kernel
import Postgres

/// The columns of a line as the contract shows it, for the statements that answer with lines.
enum LineColumns {
    /// With the table as `l`.
    static let sql = """
        l.id, l.province, l.code, l.fiscal_year, l.organisation, l.plan_type, l.category, l.category_detail, l.source,
               l.source_name, l.work_kind, l.work_code, l.work_name_th, l.work_name_en, l.item_th, l.item_en,
               l.gfmis_agency, l.gfmis_unit, l.gfmis_fund, l.gfmis_budget_code, l.budgeted, l.created_at,
               l.allocated, l.available, l.reserved, l.committed, l.disbursed, l.returned, l.carried_over,
               l.transferred
        """

    static func decode(_ row: inout RowReader) throws -> BudgetLine {
        let id: ID = try row.next()
        let province: String = try row.next()
        let code: String = try row.next()
        let fiscalYear: FiscalYear = try row.next()
        let organisation: String = try row.next()
        let planType: BudgetPlanType = try row.nextCase()
        let category: ExpenditureCategory = try row.nextCase()
        let detail: [String] = try row.next()
        let source: FundingSource = try row.nextCase()
        let sourceName: String? = try row.next()
        let workKind: BudgetWorkKind = try row.nextCase()
        let workCode: String = try row.next()
        let workName = try row.nextText()
        let item = try row.nextText()
        let draft = LineDraft(
            code: code, fiscalYear: fiscalYear, organisation: organisation, planType: planType, category: category,
            categoryDetail: detail, source: source, sourceName: sourceName, workKind: workKind, workCode: workCode,
            workName: workName, item: item, gfmisAgency: try row.next(), gfmisUnit: try row.next(),
            gfmisFund: try row.next(), gfmisBudgetCode: try row.next(), budgeted: try row.next())
        let createdAt: Instant = try row.next()
        let balances = try row.nextBalances()
        return BudgetLine(
            id: id, province: province, draft: draft, balances: balances,
            spentBasisPoints: balances.spent.share(of: balances.allocated),
            usedBasisPoints: balances.used.share(of: balances.allocated), createdAt: createdAt)
    }
}

extension RowReader {
    /// A text column that holds one of an enumeration's cases.
    mutating func nextCase<Case: RawRepresentable<String>>(_ type: Case.Type = Case.self) throws -> Case {
        let text: String = try next()
        guard let value = Case(rawValue: text) else {
            throw PostgresError(
                kind: .decoding, sqlState: nil, constraint: nil, message: "not a \(Case.self)")
        }
        return value
    }

    /// Two text columns, Thai and English; `nil` where there is no Thai.
    mutating func nextText() throws -> LocalizedText? {
        let th: String? = try next()
        let en: String? = try next()
        return th.map { LocalizedText(th: $0, en: en) }
    }

    /// allocated, available, reserved, committed, disbursed, returned, carried_over, transferred.
    mutating func nextBalances() throws -> Balances {
        Balances(
            allocated: try next(), available: try next(), reserved: try next(), committed: try next(),
            disbursed: try next(), returned: try next(), carriedOver: try next(), transferred: try next())
    }
}

extension Money {
    /// In basis points of `whole`, rounded half up; `nil` of nothing.
    func share(of whole: Money) -> Int? { ratio(to: whole).map { Int($0.value) } }
}
