import CommonContract
import JSONRPC
import Kernel

/// A meeting of the subcommittee and one of the committee, from the call to certified minutes: what waits is resolved.
struct LoadMeetings {
    let example: Example
    let waiting: LoadProcedures.Waiting

    func run() async throws {
        try await members("67-SSA", [("chair", "รองผู้ว่าราชการจังหวัด"), ("member", "ผู้อำนวยการ สพป. เขต 1")])
        try await members(
            "67-PEC",
            [("chair", "ผู้ว่าราชการจังหวัด"), ("member", "ศึกษาธิการภาค"), ("member", "ผู้แทนสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน")])
        try await meeting(
            of: "67-SSA", on: CalendarDate(year: 2023, month: 7, day: 12),
            [
                (waiting.region, .forward, "เห็นชอบให้เสนอ กศจ.", nil),
                (waiting.annual, .acknowledge, "รับทราบ", nil),
                (waiting.request, .return, "ให้หน่วยงานปรับคำขอ", "เพิ่มข้อมูลผลการใช้จ่ายสามปี (ตัวอย่าง)"),
            ])
        try await meeting(
            of: "67-PEC", on: CalendarDate(year: 2023, month: 7, day: 26),
            [
                (waiting.region, .approve, "เห็นชอบ", nil), (waiting.annual, .acknowledge, "รับทราบ", nil),
            ])
        Progress("การประชุมสองครั้ง มีมติ รายงาน และหนังสือแจ้ง — two meetings with minutes and notices", total: 1).finish()
    }

    /// Members by position; the provincial education officer is the secretary.
    private func members(_ body: String, _ seats: [(seat: String, position: String)]) async throws {
        guard let day = CalendarDate(year: 2022, month: 10, day: 1) else { return }
        let seated = (seats + [("secretary", "ศึกษาธิการจังหวัด")]).map { seat, position in
            BodyMember(
                seat: BodyMember.Seat(rawValue: seat) ?? .member,
                position: LocalizedText(th: "\(position) (ตัวอย่าง)"),
                organisation: seat == "secretary" ? "67-01" : nil, termFrom: day,
                termUntil: CalendarDate(year: 2026, month: 9, day: 30))
        }
        _ = try await example.call(
            .plans,
            AppointMembers(
                idempotencyKey: example.key("members \(body)"), body: body, expectedVersion: 1,
                order: AppointmentOrder(number: "\(body) 1/2566 (ตัวอย่าง)", date: day), members: seated),
            as: .secretary, at: "67")
    }

    private func meeting(
        of body: String, on day: CalendarDate?, _ outcomes: [(ID, ActionOutcome, String, String?)]
    ) async throws {
        guard let day else { return }
        let number = "1/2566"
        let planned = try await call(
            CreateMeeting(
                idempotencyKey: key(body, "create"), body: body, meeting: number, heldOn: day, startsAt: "09:30",
                place: LocalizedText("ห้องประชุมศาลากลางจังหวัด", "City hall")))
        let invited = try await call(
            InviteToMeeting(
                idempotencyKey: key(body, "invite"), body: body, meeting: number, date: day.adding(days: -7),
                letterNumber: "ศธ 9999/ว21 (ตัวอย่าง)"))
        _ = try await call(
            HoldMeeting(
                idempotencyKey: key(body, "hold"), body: body, meeting: number, expectedVersion: invited.version,
                attendance: invited.members.enumerated().map { index, member in
                    AttendanceRecord(member: member.number, attendance: index == 1 ? .absent : .present)
                }))
        var minutes: [MinutesOfItem] = []
        var version = 0
        for (matter, outcome, text, observations) in outcomes {
            guard let item = planned.agenda.first(where: { $0.matter == matter })?.number else { continue }
            version = try await call(
                ResolveItem(
                    idempotencyKey: key(body, "resolve \(item)"), body: body, meeting: number, item: item,
                    outcome: outcome, text: text, observations: observations)
            ).version
            minutes.append(MinutesOfItem(item: item, discussion: "เลขานุการนำเสนอเรื่อง ที่ประชุมพิจารณาแล้ว (ตัวอย่าง)"))
        }
        guard !minutes.isEmpty else { return }
        let written = try await call(
            WriteMinutes(
                idempotencyKey: key(body, "minutes"), body: body, meeting: number, expectedVersion: version,
                items: minutes))
        _ = try await call(
            NotifyOfResolutions(
                idempotencyKey: key(body, "notify"), body: body, meeting: number, date: day.adding(days: 5),
                letterNumber: "ศธ 9999/ว22 (ตัวอย่าง)", organisations: ["67-02"]))
        _ = try await call(
            CloseMeeting(
                idempotencyKey: key(body, "close"), body: body, meeting: number, expectedVersion: written.version))
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.plans, method, as: .secretary, at: "67")
    }

    private func key(_ body: String, _ what: String) -> String { example.key("meeting \(body) \(what)") }
}
