/// Budget plan types of the annual budget law (domain §2).
public enum BudgetPlanType: String, Codable, Sendable, CaseIterable {
    /// แผนงานบุคลากรภาครัฐ
    case personnel
    /// แผนงานพื้นฐาน
    case basic
    /// แผนงานยุทธศาสตร์
    case strategic
    /// แผนงานบูรณาการ
    case integrated
}

/// The five expenditure categories (domain §2).
public enum ExpenditureCategory: String, Codable, Sendable, CaseIterable {
    /// งบบุคลากร
    case personnel
    /// งบดำเนินงาน
    case operating
    /// งบลงทุน
    case investment
    /// งบเงินอุดหนุน
    case subsidy
    /// งบรายจ่ายอื่น
    case other
}

/// Where the money comes from (B1).
public enum FundingSource: String, Codable, Sendable, CaseIterable {
    /// The organisation's parent agency.
    case parentAgency
    /// The province's annual plan (ก.บ.จ.).
    case provincialPlan
    /// The provincial cluster's plan (ก.บ.ก.).
    case clusterPlan
    /// The region's integrated plan.
    case regionalPlan
    /// The central fund (disaster, emergency).
    case centralFund
    case other
}

/// What a line pays for: the budget law gives money to an output or to a project.
public enum BudgetWorkKind: String, Codable, Sendable, CaseIterable {
    /// ผลผลิต
    case output
    /// โครงการ
    case project
}

/// The accounts of a line. Money moves between them by postings; the sum of all accounts is always zero.
public enum LedgerStage: String, Codable, Sendable, CaseIterable {
    /// Where allocations come from: outside the line.
    case source
    /// Free to be reserved, committed or disbursed; never below zero.
    case available
    /// Held for a transfer that is not decided yet.
    case reserved
    /// Bound by purchase orders and contracts, not yet paid.
    case committed
    /// Paid (เบิกจ่าย).
    case disbursed
    /// Given back to the source.
    case returned
    /// Carried into the next fiscal year (กันเงินเบิกเหลื่อมปี).
    case carriedOver
}

/// What kind of business act an entry records.
public enum EntryKind: String, Codable, Sendable, CaseIterable {
    /// First allocation by a notice of allocation.
    case allocation
    /// A further allocation within the year.
    case supplementaryAllocation
    /// A purchase order or contract binds money.
    case commitment
    /// What remains of a commitment becomes available again.
    case commitmentRelease
    /// A payment, against a commitment or direct.
    case disbursement
    /// Unused money goes back to the source.
    case returnToSource
    /// Money paid out comes back to the line (เบิกเกินส่งคืน).
    case refund
    /// Money is held for a transfer that was requested.
    case transferReservation
    /// An approved transfer is carried out.
    case transferExecution
    /// A transfer was rejected, withdrawn or expired: what it held becomes available again.
    case transferRelease
    /// Money bound before the year ends goes into the next one.
    case carryOver
    /// Undoes another entry, which it names.
    case reversal
}

/// By what a roll-up is divided.
public enum SummaryGrouping: String, Codable, Sendable, CaseIterable {
    case organisation, planType, category, source, project, month
}
