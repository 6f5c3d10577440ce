import Kernel
import PlansContract

/// Sums the money of a trace's projects at every step above them, each project once however many ways lead up. Pure.
struct TraceMoney {
    private let above: [ID: [ID]]

    init(_ trace: Trace) {
        above = Dictionary(grouping: trace.edges, by: \.from).mapValues { $0.map(\.to) }
    }

    /// - Parameter lines: money by the code of the project; of a project that is not there nothing is known.
    func put(_ lines: [String: StepMoney], into trace: inout Trace) {
        var sums: [ID: StepMoney] = [:]
        for project in trace.nodes where project.kind == .project {
            guard let own = lines[project.code] else { continue }
            for step in reached(from: project.id) { sums[step] = sums[step].map { $0 + own } ?? own }
        }
        for index in trace.nodes.indices { trace.nodes[index].money = sums[trace.nodes[index].id] }
    }

    private func reached(from start: ID) -> Set<ID> {
        var seen: Set<ID> = [start]
        var edge = [start]
        while let next = edge.popLast() {
            for step in above[next] ?? [] where seen.insert(step).inserted { edge.append(step) }
        }
        return seen
    }
}

extension StepMoney {
    /// Of a project that has no line in the year.
    static let withoutLine = StepMoney(
        projects: 0, projectsWithoutLine: 1, allocated: .zero, used: .zero, spent: .zero)

    static func + (left: StepMoney, right: StepMoney) -> StepMoney {
        StepMoney(
            projects: left.projects + right.projects,
            projectsWithoutLine: left.projectsWithoutLine + right.projectsWithoutLine,
            allocated: left.allocated.capped(adding: right.allocated), used: left.used.capped(adding: right.used),
            spent: left.spent.capped(adding: right.spent))
    }
}

extension Money {
    /// The sum, or the largest amount that there is: a peer's figures never stop this process.
    fileprivate func capped(adding other: Money) -> Money { adding(other) ?? Money(satang: .max) }
}
