import Kernel

/// Kinds of element with what may stand above each (P2, P5). Raw values are those of the wire.
enum NodeKind: String, CaseIterable, Sendable {
    case vision, mission, strategicIssue, goal, indicatorReference, approach, programme, project, activity
    case component, factor

    /// Kinds that may stand directly above; national plans put programmes (sub-plans) below issues and goals below
    /// programmes, provinces put goals below issues.
    var parents: Set<NodeKind> {
        switch self {
        case .vision: []
        case .mission: [.vision]
        case .strategicIssue: [.vision, .mission, .strategicIssue]
        case .goal: [.vision, .mission, .strategicIssue, .programme, .goal]
        case .indicatorReference:
            [.strategicIssue, .goal, .programme, .approach, .project, .activity, .component, .factor]
        case .approach: [.strategicIssue, .goal, .programme, .approach]
        case .programme: [.strategicIssue, .goal, .approach, .programme]
        case .project: [.strategicIssue, .goal, .approach, .programme, .factor]
        case .activity: [.project]
        case .component: [.goal]
        case .factor: [.component]
        }
    }

    /// Whether it may stand at the top of a plan.
    var mayStandAlone: Bool {
        switch self {
        case .activity, .component, .factor: false
        default: true
        }
    }
}

/// An element of a draft, as far as the tree is concerned.
struct TreeNode: Sendable, Hashable {
    var id: ID
    var code: String
    var kind: NodeKind
    var parent: String?
    var place: Int
    var version: Int
}

/// A row that is to be put into the tree.
struct TreeRow: Sendable {
    var code: String
    var kind: NodeKind
    var parent: String?
    var place: Int?
}

/// The tree of a draft, into which rows are put: all that is wrong with them at once.
struct ElementTree: Sendable {
    /// How deep a tree may be: a circle is found as soon as a way up is longer.
    static let depthMax = 20

    private(set) var nodes: [String: TreeNode]
    private var lastPlace: [String: Int] = [:]

    init(_ existing: [TreeNode]) {
        nodes = Dictionary(existing.map { ($0.code, $0) }) { first, _ in first }
        for node in existing {
            lastPlace[node.parent ?? "", default: 0] = max(lastPlace[node.parent ?? ""] ?? 0, node.place)
        }
    }

    /// What is wrong with each row, by its index; rows without an entry can be put.
    func problems(with rows: [TreeRow], province: String, path: (Int) -> String) -> [Int: [Problem]] {
        var found: [Int: [Problem]] = [:]
        var first: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            if let earlier = first[row.code] {
                found[index, default: []].append(Messages.repeated(row.code, earlier, at: path(index) + "/code"))
            } else {
                first[row.code] = index
            }
        }
        for (index, row) in rows.enumerated() {
            var problems: [Problem] = []
            if ElementTree.province(of: row.code) != province {
                problems.append(Messages.codeProvince(province, at: path(index) + "/code"))
            }
            if let known = nodes[row.code], known.kind != row.kind {
                problems.append(Messages.kindChanged(known.kind.rawValue, at: path(index) + "/kind"))
            }
            problems += parentProblems(row, at: path(index) + "/parent") { code in
                first[code].map { rows[$0].kind } ?? nodes[code]?.kind
            }
            if !problems.isEmpty { found[index, default: []] += problems }
        }
        for (index, row) in rows.enumerated() where circle(from: row, rows, first) {
            found[index, default: []].append(Messages.circle(at: path(index) + "/parent"))
        }
        return found
    }

    private func parentProblems(
        _ row: TreeRow, at path: String, kind: (String) -> NodeKind?
    ) -> [Problem] {
        guard let parent = row.parent else {
            return row.kind.mayStandAlone ? [] : [Messages.needsParent(row.kind, at: path)]
        }
        guard let above = kind(parent) else { return [Messages.noParent(parent, at: path)] }
        return row.kind.parents.contains(above) ? [] : [Messages.wrongParent(row.kind, below: above, at: path)]
    }

    private func circle(from row: TreeRow, _ rows: [TreeRow], _ first: [String: Int]) -> Bool {
        var code = row.parent
        for _ in 0..<ElementTree.depthMax {
            guard let here = code else { return false }
            if here == row.code { return true }
            code = if let index = first[here] { rows[index].parent } else { nodes[here]?.parent }
        }
        return code != nil
    }

    /// Puts a row that has no problem; the node as it is to be stored.
    mutating func put(_ row: TreeRow, newID: () -> ID) -> TreeNode {
        var node =
            nodes[row.code]
            ?? TreeNode(id: newID(), code: row.code, kind: row.kind, parent: row.parent, place: 0, version: 0)
        let moved = node.version == 0 || node.parent != row.parent
        node.parent = row.parent
        if let place = row.place {
            node.place = place
        } else if moved {
            node.place = (lastPlace[row.parent ?? ""] ?? 0) + 1
        }
        lastPlace[row.parent ?? ""] = max(lastPlace[row.parent ?? ""] ?? 0, node.place)
        node.version += 1
        nodes[row.code] = node
        return node
    }

    /// `67` of `67-G1`; `TH` of what does not begin with two digits and a hyphen.
    static func province(of code: String) -> String {
        let bytes = Array(code.utf8.prefix(3))
        let digits = bytes.prefix(2).allSatisfy { (0x30...0x39).contains($0) }
        guard bytes.count == 3, digits, bytes[2] == UInt8(ascii: "-") else { return "TH" }
        return String(decoding: bytes.prefix(2), as: UTF8.self)
    }
}
