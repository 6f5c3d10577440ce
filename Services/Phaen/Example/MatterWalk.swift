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

    func take(_ steps: [Step], of matter: ID) async throws {
        for (number, step) in steps.enumerated() {
            if let body = ["screening": "67-SSA", "resolution": "67-PEC"][step.code] {
                try await MeetingWalk(example: example, service: service)
                    .resolve(
                        matter, at: body, on: step.date, step.outcome, note: step.note,
                        number: "\(name)-\(number + 1)/\(step.date.year + 543)")
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
