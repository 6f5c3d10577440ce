import CommonContract
import JSONRPC
import Kernel

/// Opens matters and takes them along the straight way of their procedure, as far as is asked.
struct ProcedureWalk {
    struct Step {
        var code: String
        var outcome: ActionOutcome
        var role: Role
        var body: BodyKind?
    }

    let example: Example
    var service = Example.Service.plans
    /// Distinguishes this matter's idempotency keys and resolutions.
    let name: String
    let procedure: String
    let title: LocalizedText
    let opened: CalendarDate

    /// - Parameter count: how many steps are taken; `nil` is all of them.
    func run(steps count: Int?) async throws -> ID {
        let way = try await way()
        let matter = try await example.call(
            service,
            OpenMatter(
                idempotencyKey: example.key("open \(name)"), procedure: procedure, organisation: "67-01", title: title,
                date: opened),
            as: way.first?.role ?? .planner, at: "67"
        ).id
        try await take(Array(way.prefix(count ?? way.count)), of: matter, each: 4)
        return matter
    }

    /// The straight way of the procedure as it was on the day.
    func way() async throws -> [Step] {
        let definition = try await example.call(service, GetProcedure(procedure: procedure, province: "67", on: opened))
        return Self.straightWay(of: definition)
    }

    /// - Parameter days: from one step to the next.
    func take(_ way: [Step], of matter: ID, each days: Int) async throws {
        for (number, step) in way.enumerated() {
            let day = opened.adding(days: days * (number + 1)) ?? opened
            if let body = step.body.flatMap({ MeetingWalk.body($0) }) {
                try await MeetingWalk(example: example, service: service).resolve(
                    matter, at: body, on: day, step.outcome)
                continue
            }
            _ = try await example.call(
                service,
                ActOnMatter(
                    idempotencyKey: example.key("\(name) step", number), matter: matter, step: step.code,
                    outcome: step.outcome, date: day),
                as: step.role, at: "67")
        }
    }

    /// From the first step to the end without anything sent back, under the definition's role of the committee.
    static func straightWay(of definition: ProcedureDefinition) -> [Step] {
        let steps = Dictionary(definition.steps.map { ($0.code, $0) }) { first, _ in first }
        var way: [Step] = []
        var at = definition.steps.first
        while let step = at, way.count <= definition.steps.count {
            let open = step.transitions.filter { $0.committee?.contains(definition.committee) ?? true }
            let onward = [ActionOutcome.forward, .approve, .acknowledge].lazy
                .compactMap { outcome in open.first { $0.outcome == outcome } }.first
            guard let onward, let role = step.roles.first else { break }
            way.append(Step(code: step.code, outcome: onward.outcome, role: role, body: step.body))
            at = onward.to.flatMap { steps[$0] }
        }
        return way
    }
}
