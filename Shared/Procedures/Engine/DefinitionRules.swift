import CommonContract
import Kernel

extension ProcedureDefinition {
    /// What is wrong with the definition itself: steps without a way on, transitions to nowhere, steps that nothing
    /// reaches, loops that never end. Checked under each role of the committee.
    public func problems() -> [Problem] {
        var problems = Problems()
        if steps.isEmpty {
            problems.add("/steps", "procedure.steps", th: "ต้องมีอย่างน้อยหนึ่งขั้น", en: "needs at least one step")
        }
        let codes = steps.map(\.code)
        if Set(codes).count != codes.count {
            problems.add("/steps", "procedure.stepCodes", th: "รหัสขั้นซ้ำ", en: "two steps have the same code")
        }
        for (index, step) in steps.enumerated() {
            check(step, at: "/steps/\(index)", known: Set(codes), &problems)
        }
        guard problems.isEmpty else { return problems.items }
        var reached: Set<String> = []
        for role in CommitteeRole.allCases { reached.formUnion(checkWays(under: role, &problems)) }
        for (index, step) in steps.enumerated() where !reached.contains(step.code) {
            problems.add("/steps/\(index)", "procedure.reach", th: "ไม่มีทางมาถึงขั้นนี้", en: "nothing leads to this step")
        }
        return problems.items
    }

    private func check(_ step: ProcedureStep, at path: String, known: Set<String>, _ problems: inout Problems) {
        if step.roles.isEmpty {
            problems.add(path + "/roles", "procedure.roles", th: "ต้องมีผู้ทำขั้นนี้ได้", en: "somebody must be able to take it")
        }
        if let days = step.days, !(0...3_650).contains(days) {
            problems.add(path + "/days", "procedure.days", th: "ต้องเป็น 0–3650 วัน", en: "must be 0 to 3650 days")
        }
        for (index, transition) in step.transitions.enumerated() {
            let place = "\(path)/transitions/\(index)"
            if (transition.to == nil) == (transition.end == nil) || transition.end == .open {
                problems.add(
                    place, "procedure.transition", th: "ต้องมี to หรือ end อย่างใดอย่างหนึ่ง",
                    en: "leads either to a step or to an end")
            }
            if let target = transition.to, !known.contains(target) {
                problems.add(
                    place + "/to", "procedure.target", th: "ไม่มีขั้น “\(target)”", en: "there is no step “\(target)”")
            }
        }
    }

    /// Every step that can be reached can also reach an end other than being withdrawn.
    /// - Returns: the steps that can be reached.
    private func checkWays(under role: CommitteeRole, _ problems: inout Problems) -> Set<String> {
        var ways: [String: (to: Set<String>, ends: Bool)] = [:]
        for step in steps {
            let open = step.transitions.filter { $0.committee?.contains(role) ?? true }
            ways[step.code] = (Set(open.compactMap(\.to)), open.contains { $0.end != nil })
        }
        let reached = closure(from: Set(steps.prefix(1).map(\.code))) { ways[$0]?.to ?? [] }
        var ending = Set(ways.filter { $0.value.ends }.map(\.key))
        while true {
            let more = ways.filter { !ending.contains($0.key) && !$0.value.to.isDisjoint(with: ending) }.map(\.key)
            if more.isEmpty { break }
            ending.formUnion(more)
        }
        for (index, step) in steps.enumerated() where reached.contains(step.code) && !ending.contains(step.code) {
            problems.add(
                "/steps/\(index)", "procedure.end", th: "จากขั้นนี้ไปไม่ถึงจุดสิ้นสุดเมื่อบทบาท กศจ. เป็น \(role.rawValue)",
                en: "no end can be reached from here when the committee's role is \(role.rawValue)")
        }
        return reached
    }

    private func closure(from start: Set<String>, _ next: (String) -> Set<String>) -> Set<String> {
        var (found, edge) = (start, start)
        while !edge.isEmpty {
            edge = edge.reduce(into: Set<String>()) { $0.formUnion(next($1)) }.subtracting(found)
            found.formUnion(edge)
        }
        return found
    }
}
