import CommonContract
import Kernel

/// Target of an indicator for one fiscal year.
public struct YearlyTarget: Codable, Sendable, Hashable {
    public var fiscalYear: FiscalYear
    /// In the indicator's unit.
    public var value: Quantity

    public init(fiscalYear: FiscalYear, value: Quantity) {
        self.fiscalYear = fiscalYear
        self.value = value
    }
}

/// What an `indicatorReference` names, with what the plan promises of it.
public struct IndicatorTargets: Codable, Sendable, Hashable {
    /// Code of the indicator in the indicators service.
    public var indicator: String
    public var unit: LocalizedText?
    /// Where it stood before the plan began.
    public var baseline: Quantity?
    /// One a year, in the order of years; at most 30.
    public var targets: [YearlyTarget]

    public init(indicator: String, unit: LocalizedText? = nil, baseline: Quantity? = nil, targets: [YearlyTarget]) {
        self.indicator = indicator
        self.unit = unit
        self.baseline = baseline
        self.targets = targets
    }
}

/// Who carries out an element, or for whom it is: an organisation, or a group of people.
public struct Stakeholder: Codable, Sendable, Hashable {
    public var name: LocalizedText
    /// Each once, at least one.
    public var roles: [StakeholderRole]
    /// Code in the directory, where it is an organisation of the suite.
    public var organisation: String?

    public init(name: LocalizedText, roles: [StakeholderRole], organisation: String? = nil) {
        self.name = name
        self.roles = roles
        self.organisation = organisation
    }
}

/// An element of a plan as it stands in one version (P2).
public struct PlanElement: Codable, Sendable, Hashable {
    /// The same in every version of the plan.
    public var id: ID
    /// Code of the plan.
    public var plan: String
    public var planVersion: Int
    /// Unique within the plan; of a province's plan it begins with the province's digits and a hyphen.
    public var code: String
    public var kind: ElementKind
    /// Code of the element above it in the same plan.
    public var parent: String?
    public var text: LocalizedText
    public var details: LocalizedText?
    /// Code of the responsible organisation.
    public var organisation: String?
    /// The office's own words; `agenda`, `function`, `area` and `flagship` are those that everyone knows.
    public var tags: [String]
    public var funding: Funding?
    /// Budget that the plan gives it, in baht.
    public var budget: Money?
    /// First and last day of the work, of programmes, projects and activities; within the plan's fiscal years.
    public var startsOn: CalendarDate?
    public var endsOn: CalendarDate?
    public var valueChainStage: ValueChainStage?
    /// Of an `indicatorReference` only.
    public var indicator: IndicatorTargets?
    /// Absent where none is named.
    public var stakeholders: [Stakeholder]?
    /// Place among its siblings.
    public var order: Int
    public var version: Int

    public init(
        id: ID, plan: String, planVersion: Int, code: String, kind: ElementKind, parent: String?,
        text: LocalizedText, details: LocalizedText?, organisation: String?, tags: [String], funding: Funding?,
        budget: Money?, startsOn: CalendarDate? = nil, endsOn: CalendarDate? = nil,
        valueChainStage: ValueChainStage?, indicator: IndicatorTargets?, stakeholders: [Stakeholder]? = nil,
        order: Int, version: Int
    ) {
        self.id = id
        self.plan = plan
        self.planVersion = planVersion
        self.code = code
        self.kind = kind
        self.parent = parent
        self.text = text
        self.details = details
        self.organisation = organisation
        self.tags = tags
        self.funding = funding
        self.budget = budget
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.valueChainStage = valueChainStage
        self.indicator = indicator
        self.stakeholders = stakeholders
        self.order = order
        self.version = version
    }
}

/// An element as it is asked for; `element.create` and the rows of `element.import`.
public struct ElementDraft: Codable, Sendable, Hashable {
    public var code: String
    public var kind: ElementKind
    /// Code of the element above it in the same plan.
    public var parent: String?
    public var text: LocalizedText
    public var details: LocalizedText?
    /// The plan's own organisation unless given.
    public var organisation: String?
    public var tags: [String]?
    public var funding: Funding?
    public var budget: Money?
    /// First and last day of the work, of programmes, projects and activities; within the plan's fiscal years.
    public var startsOn: CalendarDate?
    public var endsOn: CalendarDate?
    public var valueChainStage: ValueChainStage?
    public var indicator: IndicatorTargets?
    public var stakeholders: [Stakeholder]?
    /// After its last sibling unless given.
    public var order: Int?

    public init(
        code: String, kind: ElementKind, parent: String? = nil, text: LocalizedText, details: LocalizedText? = nil,
        organisation: String? = nil, tags: [String]? = nil, funding: Funding? = nil, budget: Money? = nil,
        startsOn: CalendarDate? = nil, endsOn: CalendarDate? = nil, valueChainStage: ValueChainStage? = nil,
        indicator: IndicatorTargets? = nil, stakeholders: [Stakeholder]? = nil, order: Int? = nil
    ) {
        self.code = code
        self.kind = kind
        self.parent = parent
        self.text = text
        self.details = details
        self.organisation = organisation
        self.tags = tags
        self.funding = funding
        self.budget = budget
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.valueChainStage = valueChainStage
        self.indicator = indicator
        self.stakeholders = stakeholders
        self.order = order
    }

    /// The rules that an element must keep by itself, located below `path`.
    public func check(at path: String, _ problems: inout Problems) {
        PlanRules.check(code: code, at: path + "/code", &problems)
        problems.check(text: text, at: path + "/text", max: 2_000)
        problems.check(text: details, at: path + "/details", max: 10_000)
        PlanRules.check(tags: tags, at: path + "/tags", &problems)
        PlanRules.check(budget: budget, at: path + "/budget", &problems)
        PlanRules.check(indicator: indicator, at: path + "/indicator", &problems)
        PlanRules.check(stakeholders: stakeholders, at: path + "/stakeholders", &problems)
        if funding == .unfunded, let budget, budget > .zero {
            problems.add(
                path + "/budget", "element.unfundedBudget", th: "งานที่ไม่ใช้งบประมาณ (unfunded) ต้องไม่มีวงเงิน",
                en: "unfunded work has no budget: leave it out or change funding")
        }
        checkDays(at: path, &problems)
        if (kind == .indicatorReference) != (indicator != nil) {
            problems.add(
                path + "/indicator", "element.indicator", th: "indicator ต้องมีเมื่อ kind เป็น indicatorReference เท่านั้น",
                en: "an indicatorReference has indicator, no other kind does")
        }
    }

    private func checkDays(at path: String, _ problems: inout Problems) {
        guard startsOn != nil || endsOn != nil else { return }
        if ![.programme, .project, .activity].contains(kind) {
            problems.add(
                path + (startsOn == nil ? "/endsOn" : "/startsOn"), "element.days",
                th: "ระบุวันเริ่มและวันสิ้นสุดได้เฉพาะแผนงาน โครงการ และกิจกรรม",
                en: "only a programme, a project or an activity has days")
        }
        if let startsOn, let endsOn, endsOn < startsOn {
            problems.add(
                path + "/endsOn", "element.daysOrder", th: "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม (\(ThaiDate.text(startsOn)))",
                en: "must not be before its first day, \(startsOn)")
        }
    }
}

extension PlanRules {
    static func check(tags: [String]?, at path: String, _ problems: inout Problems) {
        guard let tags else { return }
        count(tags.count, 0...20, at: path, &problems)
        for (index, tag) in tags.prefix(20).enumerated() {
            problems.check(text: tag, at: "\(path)/\(index)", max: 64)
        }
    }

    static func check(stakeholders: [Stakeholder]?, at path: String, _ problems: inout Problems) {
        guard let stakeholders else { return }
        count(stakeholders.count, 0...50, at: path, &problems)
        for (index, stakeholder) in stakeholders.prefix(50).enumerated() {
            problems.check(text: stakeholder.name, at: "\(path)/\(index)/name", max: 300)
            let roles = stakeholder.roles
            if roles.isEmpty || Set(roles).count != roles.count {
                problems.add(
                    "\(path)/\(index)/roles", "stakeholder.roles", th: "ต้องมีบทบาทอย่างน้อยหนึ่งบทบาท ไม่ซ้ำกัน",
                    en: "must have at least one role, each once")
            }
        }
    }

    static func check(budget: Money?, at path: String, _ problems: inout Problems) {
        guard let budget, budget < .zero else { return }
        problems.add(path, "money.range", th: "จำนวนเงินต้องไม่ติดลบ", en: "must be 0 or more")
    }

    static func check(indicator: IndicatorTargets?, at path: String, _ problems: inout Problems) {
        guard let indicator else { return }
        check(code: indicator.indicator, at: path + "/indicator", &problems)
        problems.check(text: indicator.unit, at: path + "/unit", max: 100)
        count(indicator.targets.count, 0...30, at: path + "/targets", &problems)
        var years: Set<FiscalYear> = []
        for (index, target) in indicator.targets.prefix(30).enumerated() {
            if !years.insert(target.fiscalYear).inserted {
                problems.add(
                    "\(path)/targets/\(index)/fiscalYear", "element.targetYear", th: "ปีซ้ำ",
                    en: "this year is given twice")
            }
        }
    }
}
