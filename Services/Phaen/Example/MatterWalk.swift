import CommonContract
import JSONRPC
import Kernel

/// Takes a matter through its procedure, step by step, as the people who hold each step; bodies decide in meetings.
struct MatterWalk {
    struct Step {
        var code: String
        var outcome: ActionOutcome
        var role: Role
        var date: CalendarDate
        var note: String?
    }

    let example: Example
    let service: Example.Service
    /// Distinguishes this matter's idempotency keys.
    let name: String
    /// Its bodies come together for it alone: number of the first of these special sittings in the body's year.
    let sitting: Int

    func take(_ steps: [Step], of matter: ID) async throws {
        var sittings: [String: Int] = [:]
        for (number, step) in steps.enumerated() {
            if let body = ["screening": "67-SSA", "resolution": "67-PEC"][step.code] {
                let special = sittings[body, default: sitting]
                sittings[body] = special + 1
                try await MeetingWalk(example: example, service: service)
                    .resolve(
                        matter, at: body, on: step.date, step.outcome, note: step.note,
                        number: "พิเศษ \(special)/\(step.date.year + 543)")
                continue
            }
            _ = try await example.call(
                service,
                ActOnMatter(
                    idempotencyKey: example.key("\(name) step", number), matter: matter, step: step.code,
                    outcome: step.outcome, date: step.date, note: step.note),
                as: step.role, at: "67")
        }
    }
}
