import JSONRPC
import RPCServer

extension Caller {
    /// A person who holds one role at one organisation; the subject names both.
    public static func holding(_ role: Role, at organisation: String) -> Caller {
        Caller(
            kind: role == .integrator ? .system : .person, subject: "\(role.rawValue)@\(organisation)",
            grants: [Grant(role: role, organisation: organisation)])
    }

    /// A person who holds several roles at one organisation.
    public static func holding(_ roles: [Role], at organisation: String, subject: String) -> Caller {
        Caller(
            kind: .person, subject: subject, grants: roles.map { Grant(role: $0, organisation: organisation) })
    }

    /// A person with a credential and no role.
    public static let stranger = Caller(kind: .person, subject: "stranger", grants: [])
    public static let administrator = Caller.holding(.administrator, at: "TH")
    public static let auditor = Caller.holding(.auditor, at: "TH")
    public static let integrator = Caller.holding(.integrator, at: "TH")
    /// At the provincial education office's province, 67.
    public static let planner = Caller.holding(.planner, at: "67")
    public static let budgetOfficer = Caller.holding(.budgetOfficer, at: "67")
    public static let secretary = Caller.holding(.secretary, at: "67")
    public static let provincialOfficer = Caller.holding(.provincialOfficer, at: "67")
    /// At the service area 67-02.
    public static let agencyPlanner = Caller.holding(.agencyPlanner, at: "67-02")
    /// At the school 67-S0001.
    public static let head = Caller.holding(.head, at: "67-S0001")
    public static let reporter = Caller.holding(.reporter, at: "67-S0001")
    /// At the region R17.
    public static let reader = Caller.holding(.reader, at: "R17")
}
