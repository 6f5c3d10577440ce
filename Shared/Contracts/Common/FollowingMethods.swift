import JSONRPC
import Kernel

/// How far this service follows another one.
public struct FollowedSource: Codable, Sendable, Hashable {
    /// The peer's name, or the province code of the office.
    public var source: String
    /// What is taken over, `"directory"`.
    public var what: String
    /// Number of the source's event that was taken over last; absent before the first.
    public var through: Int?
    /// When the source last answered; renewed once a minute.
    public var heardAt: Instant?
    /// Why it can not be followed at the moment.
    public var problem: String?

    public init(source: String, what: String, through: Int?, heardAt: Instant?, problem: String?) {
        self.source = source
        self.what = what
        self.through = through
        self.heardAt = heardAt
        self.problem = problem
    }
}

/// Services and offices that this one follows (I14), with how far it is.
public struct ListFollowed: RPCMethod {
    public static let name = "following.list"
    public static let summary = LocalizedText(
        "บริการและสำนักงานที่บริการนี้รับข้อมูลตาม", "List the services and offices that this one follows, and how far it is")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([.administrator, .auditor, .planner, .reader, .integrator])
    public static let examples = [RPCExample("nothing is followed", params: "{}", result: #"{"items":[]}"#)]
    public typealias Result = FollowedSources

    public init() {}
}

/// By source and what is taken over.
public struct FollowedSources: Codable, Sendable, Hashable {
    public var items: [FollowedSource]

    public init(items: [FollowedSource]) { self.items = items }
}
