import CommonContract
import JSONRPC
import Kernel
import Synchronization

/// The example's bodies, and their meetings at which one matter each is resolved, from the call to certified minutes.
struct MeetingWalk {
    struct Item {
        var matter: ID
        var outcome: ActionOutcome
        var text: String
        var observations: String?
    }

    let example: Example
    let service: Example.Service

    private static let bodies: [(code: String, kind: BodyKind, name: LocalizedText, seats: [String])] = [
        (
            "67-PEC", .provincialEducationCommittee,
            LocalizedText("คณะกรรมการศึกษาธิการจังหวัดเพชรบูรณ์", "Phetchabun Provincial Education Committee"),
            ["ผู้ว่าราชการจังหวัด", "ศึกษาธิการภาค", "ผู้แทนสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน"]
        ),
        (
            "67-SSA", .strategicAdministrationSubcommittee,
            LocalizedText(
                "คณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์ จังหวัดเพชรบูรณ์",
                "Phetchabun Subcommittee on Strategic Administration"), ["รองผู้ว่าราชการจังหวัด", "ผู้อำนวยการ สพป. เขต 1"]
        ),
        (
            "67-SED", .educationDevelopmentSubcommittee,
            LocalizedText(
                "คณะอนุกรรมการเกี่ยวกับการพัฒนาการศึกษา จังหวัดเพชรบูรณ์",
                "Phetchabun Subcommittee on Education Development"), ["ผู้ทรงคุณวุฒิด้านการศึกษา", "ผู้อำนวยการ สพม."]
        ),
        (
            "67-EIC", .educationInformationCommittee,
            LocalizedText(
                "คณะกรรมการบริหารข้อมูลสารสนเทศด้านการศึกษา จังหวัดเพชรบูรณ์", "Phetchabun Education Information Committee"),
            ["รองศึกษาธิการจังหวัด", "ผู้แทนสถิติจังหวัด"]
        ),
        (
            "67-PSC", .projectScreeningCommittee,
            LocalizedText("คณะกรรมการกลั่นกรองโครงการ", "Project Screening Committee"),
            ["รองศึกษาธิการจังหวัด", "ผู้อำนวยการกลุ่มนโยบายและแผน"]
        ),
        (
            "67-BGC", .budgetCommittee, LocalizedText("คณะกรรมการจัดตั้งงบประมาณ", "Budget-setting Committee"),
            ["รองศึกษาธิการจังหวัด", "ผู้อำนวยการกลุ่มอำนวยการ"]
        ),
    ]

    /// Code of the example's body of a kind.
    static func body(_ kind: BodyKind) -> String? { bodies.first { $0.kind == kind }?.code }

    /// The bodies that the shipped procedures name, with members by position; the provincial education officer is the
    /// secretary.
    /// - Parameter years: how long a term is.
    func appoint(_ kinds: [BodyKind] = bodies.map(\.kind), years: Int = 5) async throws {
        guard let day = CalendarDate(year: 2021, month: 10, day: 1),
            let last = CalendarDate(year: 2021 + years, month: 9, day: 30)
        else { return }
        for (code, kind, title, seats) in Self.bodies where kinds.contains(kind) {
            _ = try await call(
                CreateBody(
                    idempotencyKey: example.key("body \(code)"), code: code, kind: kind, name: title,
                    organisation: "67-01", legalBasis: "คำสั่งหัวหน้าคณะรักษาความสงบแห่งชาติ ที่ 19/2560"))
            let members = seats.enumerated().map { index, position in
                member(index == 0 ? .chair : .member, position, from: day, until: last)
            }
            _ = try await call(
                AppointMembers(
                    idempotencyKey: example.key("members \(code)"), body: code, expectedVersion: 1,
                    order: AppointmentOrder(number: "\(code) 1/2565 (ตัวอย่าง)", date: day),
                    members: members + [member(.secretary, "ศึกษาธิการจังหวัด", from: day, until: last)]))
        }
    }

    private func member(
        _ seat: BodyMember.Seat, _ position: String, from day: CalendarDate, until last: CalendarDate
    ) -> BodyMember {
        BodyMember(
            seat: seat, position: LocalizedText(th: "\(position) (ตัวอย่าง)"),
            organisation: seat == .secretary ? "67-01" : nil, termFrom: day,
            termUntil: last)
    }

    /// One meeting: agenda, invitation, attendance, resolutions, minutes, notices if letters go out, certified.
    /// - Parameter number: the next one of the body's year unless given; what runs beside others gives its own.
    func meet(
        _ body: String, on day: CalendarDate, _ items: [Item], number given: String? = nil,
        notify organisations: [String]? = nil
    ) async throws {
        let number = given ?? example.meetings.next("\(service.rawValue) \(body)", of: day)
        func key(_ what: String) -> String { example.key("meeting \(body) \(number) \(what)") }
        let planned = try await call(
            CreateMeeting(
                idempotencyKey: key("create"), body: body, meeting: number, heldOn: day, startsAt: "09:30",
                place: LocalizedText("ห้องประชุมศาลากลางจังหวัด", "City hall")))
        _ = try await call(
            SetAgenda(
                idempotencyKey: key("agenda"), body: body, meeting: number, expectedVersion: planned.version,
                items: items.map { item in
                    AgendaItemDraft(
                        section: item.outcome == .acknowledge ? .forInformation : .forDecision, matter: item.matter)
                }))
        let invited = try await call(
            InviteToMeeting(
                idempotencyKey: key("invite"), body: body, meeting: number, date: day.adding(days: -7),
                letterNumber: "ศธ 9999/ว21 (ตัวอย่าง)"))
        let held = try await call(
            HoldMeeting(
                idempotencyKey: key("hold"), body: body, meeting: number, expectedVersion: invited.version,
                attendance: invited.members.enumerated().map { index, member in
                    AttendanceRecord(member: member.number, attendance: index == 1 ? .absent : .present)
                }))
        var minutes: [MinutesOfItem] = []
        var version = held.version
        for item in items {
            guard let place = held.agenda.first(where: { $0.matter == item.matter })?.number else { continue }
            version = try await call(
                ResolveItem(
                    idempotencyKey: key("resolve \(place)"), body: body, meeting: number, item: place,
                    outcome: item.outcome, text: item.text, observations: item.observations)
            ).version
            minutes.append(MinutesOfItem(item: place, discussion: "เลขานุการนำเสนอเรื่อง ที่ประชุมพิจารณาแล้ว (ตัวอย่าง)"))
        }
        let written = try await call(
            WriteMinutes(
                idempotencyKey: key("minutes"), body: body, meeting: number, expectedVersion: version, items: minutes))
        if let organisations {
            _ = try await call(
                NotifyOfResolutions(
                    idempotencyKey: key("notify"), body: body, meeting: number, date: day.adding(days: 5),
                    letterNumber: "ศธ 9999/ว22 (ตัวอย่าง)", organisations: organisations))
        }
        _ = try await call(
            CloseMeeting(
                idempotencyKey: key("close"), body: body, meeting: number, expectedVersion: written.version))
    }

    /// A meeting about one matter.
    func resolve(
        _ matter: ID, at body: String, on day: CalendarDate, _ outcome: ActionOutcome, note: String? = nil,
        number: String? = nil
    ) async throws {
        let texts: [ActionOutcome: String] = [
            .approve: "เห็นชอบ", .approveWithObservations: "เห็นชอบโดยมีข้อสังเกต", .acknowledge: "รับทราบ",
            .return: "ให้นำกลับไปแก้ไข",
            .reject: "ไม่เห็นชอบ", .forward: "เห็นชอบให้เสนอต่อไป",
        ]
        try await meet(
            body, on: day,
            [Item(matter: matter, outcome: outcome, text: texts[outcome] ?? "มีมติ", observations: note)],
            number: number)
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(service, method, as: .secretary, at: "67")
    }
}

/// Numbers meetings as bodies do: from 1 in every year. The example's steps come in the same order in every run.
final class MeetingNumbers: Sendable {
    private let last = Mutex<[String: Int]>([:])

    /// Before a run: what is the same step has the same number in each.
    func restart() { last.withLock { $0 = [:] } }

    func next(_ body: String, of day: CalendarDate) -> String {
        let year = day.year + 543
        let number = last.withLock { last in
            last["\(body) \(year)", default: 0] += 1
            return last["\(body) \(year)"] ?? 1
        }
        return "\(number)/\(year)"
    }
}
