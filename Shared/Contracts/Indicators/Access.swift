import JSONRPC

/// Who may call what in the indicator service.
public enum IndicatorsAccess {
    /// Everyone who has a place in the tree reads what their place gives them.
    static let readers = RPCAccess.roles(Set(Role.allCases))
    /// Those of them who may also read single answers and figures, however few people they are of.
    public static let detailRoles: Set<Role> = [
        .reporter, .head, .agencyPlanner, .planner, .provincialOfficer, .auditor, .integrator, .administrator,
    ]
    static let detail = RPCAccess.roles(detailRoles)
    /// Defines indicators and rounds.
    static let planners = RPCAccess.roles([.planner, .provincialOfficer, .integrator, .administrator])
    /// Fills in, saves and submits.
    static let reporters = RPCAccess.roles([.reporter, .head, .agencyPlanner, .integrator, .administrator])
    /// Certifies (ผู้บังคับบัญชา).
    static let heads = RPCAccess.roles([.head, .provincialOfficer])
    /// Accepts and sends back: the agency or the province.
    static let reviewers = RPCAccess.roles([.agencyPlanner, .planner, .provincialOfficer])
    /// Takes a certified submission back to correct it.
    static let reopeners = RPCAccess.roles([.head, .agencyPlanner, .planner, .provincialOfficer])
}
