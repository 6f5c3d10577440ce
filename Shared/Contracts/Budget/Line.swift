import Kernel

/// What a line is: the classification under which money is given and followed (B2). One row a year; a multi-year
/// item is one line in each of its years.
public struct LineDraft: Codable, Sendable, Hashable {
    /// Chosen by people, unique within the province: 1–64 characters.
    public var code: String
    public var fiscalYear: FiscalYear
    /// Code of the organisation that receives and spends it.
    public var organisation: String
    public var planType: BudgetPlanType
    public var category: ExpenditureCategory
    /// Detail below the category, from the wider to the narrower: up to five levels.
    public var categoryDetail: [String]?
    public var source: FundingSource
    /// Which one, where the kind is not enough ("งบจังหวัดเพชรบูรณ์ 2566").
    public var sourceName: String?
    public var workKind: BudgetWorkKind
    /// Code of the output or project; a project's is its code in the plans service.
    public var workCode: String
    public var workName: LocalizedText?
    /// The item ("ครุภัณฑ์คอมพิวเตอร์"); empty or absent: the whole of the above.
    public var item: LocalizedText?
    /// What the budget law gives it in its year; a multi-year item has its own line and amount in each year.
    public var budgeted: Money?
    /// GFMIS agency code, 5 digits.
    public var gfmisAgency: String?
    /// GFMIS budget unit (หน่วยรับงบประมาณ), 10 digits.
    public var gfmisUnit: String?
    /// GFMIS fund (แหล่งของเงิน), 7 digits.
    public var gfmisFund: String?
    /// GFMIS budget code (รหัสงบประมาณ), 20 digits.
    public var gfmisBudgetCode: String?

    public init(
        code: String, fiscalYear: FiscalYear, organisation: String, planType: BudgetPlanType,
        category: ExpenditureCategory, categoryDetail: [String]? = nil, source: FundingSource,
        sourceName: String? = nil, workKind: BudgetWorkKind, workCode: String, workName: LocalizedText? = nil,
        item: LocalizedText? = nil, gfmisAgency: String? = nil, gfmisUnit: String? = nil, gfmisFund: String? = nil,
        gfmisBudgetCode: String? = nil, budgeted: Money? = nil
    ) {
        self.budgeted = budgeted
        self.code = code
        self.fiscalYear = fiscalYear
        self.organisation = organisation
        self.planType = planType
        self.category = category
        self.categoryDetail = categoryDetail
        self.source = source
        self.sourceName = sourceName
        self.workKind = workKind
        self.workCode = workCode
        self.workName = workName
        self.item = item
        self.gfmisAgency = gfmisAgency
        self.gfmisUnit = gfmisUnit
        self.gfmisFund = gfmisFund
        self.gfmisBudgetCode = gfmisBudgetCode
    }

    /// The rules that the draft itself can be held to; `path` is the pointer to it, `""` for the whole params.
    public func check(at path: String, _ problems: inout Problems) {
        let text: [(String, String?, ClosedRange<Int>)] = [
            ("code", code, 1...64), ("organisation", organisation, 1...32), ("workCode", workCode, 1...64),
            ("sourceName", sourceName, 0...200), ("workName/th", workName?.th, 1...500), ("item/th", item?.th, 1...500),
        ]
        for (member, value, range) in text {
            Rules.length(value, range, path + "/" + member, &problems)
        }
        if let categoryDetail {
            if categoryDetail.count > 5 {
                problems.add(
                    path + "/categoryDetail", "count.range", th: "ระดับรายละเอียดไม่เกิน 5 ระดับ",
                    en: "at most 5 levels of detail")
            }
            for (index, level) in categoryDetail.enumerated() {
                Rules.length(level, 1...200, "\(path)/categoryDetail/\(index)", &problems)
            }
        }
        if let budgeted { Rules.notNegative(budgeted, path + "/budgeted", &problems) }
        Rules.code(GFMISAgency.self, gfmisAgency, path + "/gfmisAgency", &problems)
        Rules.code(GFMISBudgetUnit.self, gfmisUnit, path + "/gfmisUnit", &problems)
        Rules.code(GFMISFund.self, gfmisFund, path + "/gfmisFund", &problems)
        Rules.code(GFMISBudgetCode.self, gfmisBudgetCode, path + "/gfmisBudgetCode", &problems)
    }
}

/// A line with its balances.
public struct BudgetLine: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    public var code: String
    public var fiscalYear: FiscalYear
    public var organisation: String
    public var planType: BudgetPlanType
    public var category: ExpenditureCategory
    public var categoryDetail: [String]
    public var source: FundingSource
    public var sourceName: String?
    public var workKind: BudgetWorkKind
    public var workCode: String
    public var workName: LocalizedText?
    public var item: LocalizedText?
    public var budgeted: Money?
    public var gfmisAgency: String?
    public var gfmisUnit: String?
    public var gfmisFund: String?
    public var gfmisBudgetCode: String?
    public var balances: Balances
    /// Spent and used as shares of allocated, in basis points (1/100 of a percent); absent where nothing is allocated.
    public var spentBasisPoints: Int?
    public var usedBasisPoints: Int?
    public var createdAt: Instant

    public init(
        id: ID, province: String, draft: LineDraft, balances: Balances, spentBasisPoints: Int?, usedBasisPoints: Int?,
        createdAt: Instant
    ) {
        self.id = id
        self.province = province
        code = draft.code
        fiscalYear = draft.fiscalYear
        organisation = draft.organisation
        planType = draft.planType
        category = draft.category
        categoryDetail = draft.categoryDetail ?? []
        source = draft.source
        sourceName = draft.sourceName
        workKind = draft.workKind
        workCode = draft.workCode
        workName = draft.workName
        item = draft.item
        budgeted = draft.budgeted
        gfmisAgency = draft.gfmisAgency
        gfmisUnit = draft.gfmisUnit
        gfmisFund = draft.gfmisFund
        gfmisBudgetCode = draft.gfmisBudgetCode
        self.balances = balances
        self.spentBasisPoints = spentBasisPoints
        self.usedBasisPoints = usedBasisPoints
        self.createdAt = createdAt
    }
}
