import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// The provincial plan from receipt to resolution: sent back once with observations, then approved.
struct LoadScreening {
    let example: Example
    let plan: String

    func run() async throws {
        guard let received = CalendarDate(year: 2022, month: 10, day: 17) else { return }
        let matter = try await example.call(
            .plans,
            SubmitPlanForScreening(idempotencyKey: example.key("screening"), plan: .code(plan), date: received),
            as: .planner, at: "67"
        ).id
        let walk = MatterWalk(example: example, service: .plans, name: "plan screening", sitting: 1)
        try await MeetingWalk(example: example, service: .plans).appoint()
        func step(_ code: String, _ outcome: ActionOutcome, _ role: Role, after days: Int, _ note: String? = nil)
            -> MatterWalk.Step
        {
            MatterWalk.Step(
                code: code, outcome: outcome, role: role, date: received.adding(days: days) ?? received, note: note)
        }
        try await walk.take(
            [
                step("received", .forward, .planner, after: 1), step("analyse", .forward, .planner, after: 7),
                step("screening", .return, .secretary, after: 16, "เพิ่มค่าเป้าหมายของตัวชี้วัดให้ครบทุกปี (ตัวอย่าง)"),
                step("revisionForScreening", .forward, .planner, after: 22),
                step("screening", .forward, .secretary, after: 30), step("resolution", .approve, .secretary, after: 44),
                step("notice", .forward, .planner, after: 49),
            ], of: matter)
        Progress("กลั่นกรองแผน: ส่งกลับหนึ่งครั้ง แล้ว กศจ. เห็นชอบ — plan screened, returned once, approved", total: 1).finish()
    }
}
