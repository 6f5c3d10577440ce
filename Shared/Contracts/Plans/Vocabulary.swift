/// What a plan is (P1; Cabinet resolution of 4 December 2017 on the three levels of plans).
public enum PlanKind: String, Codable, Sendable, CaseIterable {
    /// Level 1: ยุทธศาสตร์ชาติ
    case nationalStrategy
    /// Level 2: แผนแม่บทภายใต้ยุทธศาสตร์ชาติ
    case masterPlan
    /// Level 2: แผนการปฏิรูปประเทศ
    case reformPlan
    /// Level 2: แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ
    case nationalDevelopmentPlan
    /// Level 2: นโยบายและแผนระดับชาติว่าด้วยความมั่นคงแห่งชาติ
    case nationalSecurityPolicy
    /// The ten targets of Sustainable Development Goal 4, kept as a plan of level 2.
    case sustainableDevelopmentGoal
    /// Level 3 from here on.
    case nationalEducationPlan
    case ministryPlan
    case regionalPlan
    case clusterPlan
    /// แผนพัฒนาจังหวัด
    case provincialPlan
    /// แผนพัฒนาการศึกษาจังหวัด
    case provincialEducationPlan
    /// แผนปฏิบัติราชการราย 5 ปี
    case fiveYearActionPlan
    /// แผนปฏิบัติราชการประจำปี
    case annualActionPlan
    case agencyPlan
    case schoolPlan
    case otherPlan

    /// 1 to 3; the level that a plan of this kind stands at.
    public var level: Int {
        switch self {
        case .nationalStrategy: 1
        case .masterPlan, .reformPlan, .nationalDevelopmentPlan, .nationalSecurityPolicy,
            .sustainableDevelopmentGoal:
            2
        default: 3
        }
    }
}

/// Whether a version of a plan may still be changed.
public enum PlanVersionState: String, Codable, Sendable, CaseIterable {
    case draft
    /// Never changes again; an amendment is a new version.
    case announced
}

/// What an element of a plan is (P2, P5).
public enum ElementKind: String, Codable, Sendable, CaseIterable {
    case vision, mission, strategicIssue, goal
    /// Names an indicator of the indicators service, with its targets year by year.
    case indicatorReference
    case approach, programme, project, activity
    /// องค์ประกอบ of a value chain, below a goal.
    case component
    /// ปัจจัย of a value chain, below a component.
    case factor
}

/// Where the money of a project comes in; all three are followed (domain §8).
public enum Funding: String, Codable, Sendable, CaseIterable {
    case funded
    /// Core-mission work without a budget.
    case unfunded
    /// Taken up during the year without having been in the plan.
    case offPlan
}

/// What a stakeholder has to do with an element, as StratML (ISO 17469) names it.
public enum StakeholderRole: String, Codable, Sendable, CaseIterable {
    case performer, beneficiary
}

/// Stage of an indicator or of work in the value chain, as StratML (ISO 17469) names them.
public enum ValueChainStage: String, Codable, Sendable, CaseIterable {
    case input, inputProcessing, outputProcessing, output, outcome
}

/// How an element serves an element of a higher plan (P3, P4).
public enum LinkKind: String, Codable, Sendable, CaseIterable {
    /// Serves it, without being part of a causal chain.
    case aligned
    /// X → Y1: a goal of a sub-plan of the master plan.
    case xyzY1
    /// Y1 → Y2 (or X → Y2): a goal of an issue of the master plan.
    case xyzY2
    /// Y2 → Z: a goal of the national strategy, direct.
    case xyzZ
    /// Y2 → Z: a goal of the national strategy, secondary.
    case xyzZSecondary
}

/// Why one element of a trace follows another.
public enum TraceRelation: String, Codable, Sendable, CaseIterable {
    /// Within one plan: below its parent.
    case parent
    case aligned, xyzY1, xyzY2, xyzZ, xyzZSecondary
}
