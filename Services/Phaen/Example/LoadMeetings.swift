import CommonContract
import Kernel

/// A meeting of the subcommittee and one of the committee with several matters each: what waits is resolved.
struct LoadMeetings {
    let example: Example
    let waiting: LoadProcedures.Waiting

    func run() async throws {
        guard let subcommittee = CalendarDate(year: 2023, month: 7, day: 12),
            let committee = CalendarDate(year: 2023, month: 7, day: 26)
        else { return }
        let walk = MeetingWalk(example: example, service: .plans)
        func item(_ matter: ID, _ outcome: ActionOutcome, _ text: String, _ observations: String? = nil)
            -> MeetingWalk.Item
        {
            MeetingWalk.Item(matter: matter, outcome: outcome, text: text, observations: observations)
        }
        try await walk.meet(
            "67-SSA", on: subcommittee,
            [
                item(waiting.region, .forward, "เห็นชอบให้เสนอ กศจ."), item(waiting.annual, .acknowledge, "รับทราบ"),
                item(waiting.request, .return, "ให้หน่วยงานปรับคำขอ", "เพิ่มข้อมูลผลการใช้จ่ายสามปี (ตัวอย่าง)"),
            ], notify: ["67-02"])
        try await walk.meet(
            "67-PEC", on: committee,
            [item(waiting.region, .approve, "เห็นชอบ"), item(waiting.annual, .acknowledge, "รับทราบ")], notify: ["67-02"])
        Progress("การประชุมสองครั้ง มีมติ รายงาน และหนังสือแจ้ง — two meetings with minutes and notices", total: 1).finish()
    }
}
