import PlansContract

/// What a project's trace up says of its causal chain (domain §8): Z, Y2 and Y1, each with what it stands under.
struct ProjectTrace: Sendable {
    let trace: Trace

    /// Ends of the chain's links of a kind.
    func ends(_ relation: TraceRelation) -> [TraceNode] {
        let ends = Set(trace.edges.filter { $0.relation == relation }.map(\.to))
        return trace.nodes.filter { ends.contains($0.id) }
    }

    /// What some nodes stand under: the sub-plan of a goal, the issue of a sub-plan.
    func parents(of nodes: [TraceNode]) -> [TraceNode] {
        let below = Set(nodes.map(\.id))
        let ends = Set(trace.edges.filter { $0.relation == .parent && below.contains($0.from) }.map(\.to))
        return trace.nodes.filter { ends.contains($0.id) }
    }
}

/// Asks about so many things at a time.
func askedOfEach<Value: Sendable>(
    _ things: [String], atATime: Int, _ ask: @escaping @Sendable (String) async throws(GatheringFailure) -> Value
) async throws(GatheringFailure) -> [String: Value] {
    var found: [String: Value] = [:]
    var rest = things[...]
    while !rest.isEmpty {
        let part = rest.prefix(atATime)
        rest = rest.dropFirst(atATime)
        let answers = await withTaskGroup(of: (String, Result<Value, GatheringFailure>).self) { group in
            for thing in part {
                group.addTask { (thing, await asked { () throws(GatheringFailure) in try await ask(thing) }) }
            }
            var answers: [(String, Result<Value, GatheringFailure>)] = []
            for await one in group { answers.append(one) }
            return answers
        }
        for (thing, answer) in answers { found[thing] = try answer.get() }
    }
    return found
}
