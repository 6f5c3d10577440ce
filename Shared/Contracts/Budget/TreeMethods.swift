import JSONRPC
import Kernel

/// Along which tree a roll-up goes.
public enum TreeDimension: String, Codable, Sendable, CaseIterable {
    /// Agency, school …: the organisations themselves, with what is below them over both relations.
    case organisation
    /// Plan type → output or project.
    case planType
    /// Category → its levels of detail.
    case category
    /// Kind of source → which one.
    case source
    /// Output or project → item.
    case project
}

/// The roll-up of every node of a tree, each with all that is below it.
public struct GetTree: RPCMethod {
    public static let name = "budget.tree"
    public static let summary = LocalizedText(
        "ผลรวมงบประมาณทุกกิ่งของต้นไม้", "The roll-up of every node of a tree, with all that is below it")
    public static let details = LocalizedText(
        "แต่ละโหนดรวมทุกอย่างใต้ตัวเอง หน่วยงานที่มีสองสังกัดอยู่ในผลรวมของทั้งสอง แต่นับครั้งเดียวในผลรวมที่อยู่เหนือขึ้นไป จึงไม่ให้บวกโหนดพี่น้องเอง",
        "A node takes in everything below it. What stands under two organisations is in both of their sums and once in the sum above them: do not add siblings."
    )
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .tooLarge]
    public static let examples = [
        RPCExample(
            "a year without lines",
            params: #"{"organisation":"67","fiscalYear":2499,"by":"category","date":"1956-01-15"}"#,
            result: #"{"organisation":"67","fiscalYear":2499,"date":"1956-01-15","by":"category","nodes":[]}"#)
    ]
    public typealias Result = BudgetTree

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var by: TreeDimension
    /// Levels below the root, 1–7; all where absent.
    public var depth: Int?
    /// Balances at the end of this day; today where absent.
    public var date: CalendarDate?

    public init(
        organisation: String, fiscalYear: FiscalYear, by: TreeDimension, depth: Int? = nil, date: CalendarDate? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.by = by
        self.depth = depth
        self.date = date
    }

    public func check(_ problems: inout Problems) {
        guard let depth, !(1...7).contains(depth) else { return }
        problems.add("/depth", "number.range", th: "ต้องเป็น 1–7", en: "must be 1 to 7")
    }
}

/// A tree with a roll-up at each node.
public struct BudgetTree: Codable, Sendable, Hashable {
    public var organisation: String
    public var fiscalYear: FiscalYear
    public var date: CalendarDate
    public var by: TreeDimension
    /// A node before what is below it; nodes without lines are left out.
    public var nodes: [TreeNode]

    public init(
        organisation: String, fiscalYear: FiscalYear, date: CalendarDate, by: TreeDimension, nodes: [TreeNode]
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.date = date
        self.by = by
        self.nodes = nodes
    }
}

/// A node of a tree.
public struct TreeNode: Codable, Sendable, Hashable {
    /// From the top; the last one is the node's own.
    public var path: [String]
    public var row: SummaryRow

    public init(path: [String], row: SummaryRow) {
        self.path = path
        self.row = row
    }
}
