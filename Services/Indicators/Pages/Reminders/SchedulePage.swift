import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/schedule`: when who is reminded by itself, and what became of the mails that were planned.
enum SchedulePage {
    /// Lines that are empty yet.
    private static let spareLines = 3

    static func register(on router: ServiceRouter) {
        router.page("/rounds/:round/schedule", access: ScheduleReminders.access) {
            try await show($0, $1, problems: [], error: nil)
        }
        router.form("/rounds/:round/schedule", access: ScheduleReminders.access) { request, call in
            do {
                return try await send(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil {
                return try await show(request, call, problems: error.problems, error: error)
            }
        }
    }

    /// What many offices begin with: a week before, the day after, then up the tree.
    static let usual = [
        ReminderStep(code: "week-before", daysAfterDue: -7, to: .organisation),
        ReminderStep(code: "late", daysAfterDue: 1, to: .organisation),
        ReminderStep(code: "escalate", daysAfterDue: 7, to: .parent),
        ReminderStep(code: "last", daysAfterDue: 14, to: .province),
    ]

    private static func show(
        _ request: PageRequest, _ call: ReadCall, problems: [Problem], error: RPCError?
    ) async throws -> PageResponse {
        let code = request.parameters["round"] ?? ""
        let round = try await call.invoke(GetRound(round: .code(code)))
        let kept = try await call.invoke(GetReminderSchedule(round: .code(code))).steps
        let isUsual = request.query["usual"] == "yes" && kept.isEmpty
        let lines = error == nil ? lines(of: isUsual ? usual : kept) : typed(request.form)
        var values: [String: Any] = [
            "title": request.say("กำหนดการทวงถาม", "Reminder schedule"), "roundName": request.text(round.name),
            "boardAddress": "../\(PageText.query(round.code))",
            "lead": request.say(
                "ส่งเองเฉพาะผู้ที่ยังไม่ตอบ ขั้นละหนึ่งครั้งต่อผู้รับ ครบกำหนด \(IndicatorPages.day(round.dueOn, request))",
                "Sent by itself, only about those who have not answered, each step once a recipient. Due \(round.dueOn)."
            ),
            "lines": lines.enumerated().map { line($0, $1, round, problems, request) }, "lineCount": lines.count,
            "save": request.say("บันทึกกำหนดการ", "Save the schedule"),
            "mayTakeUsual": kept.isEmpty && !isUsual && error == nil,
            "usual": request.say("เริ่มจากชุดที่ใช้ทั่วไป", "Begin with what is usual"),
            "removeNote": request.say("ลบรหัสของขั้นเพื่อเอาออก", "Empty a step's code to take it out."),
            "logTitle": request.say("จดหมายที่วางไว้", "Mails that were planned"),
            "noneYet": request.say(
                "ยังไม่มี เมื่อถึงวันของขั้นแรก จะแสดงที่นี่", "None yet. They show here once the day of the first step has come."),
            "contacts": request.say("อีเมลของหน่วยงาน", "Organisations' mail addresses"),
            "contactsAddress": "../../contacts?organisation=\(PageText.query(round.owner))",
        ]
        if request.query["done"] == "saved" { values["done"] = request.say("บันทึกแล้ว", "Saved") }
        if let queued = request.query["queued"].flatMap({ Int($0) }) {
            values["done"] = request.say("วางส่งอีกครั้ง \(queued) ฉบับ", "\(queued) are queued again.")
        }
        if let error {
            values["error"] = request.text(error.message)
            values["problems"] = problems.map { ["text": request.text($0.message)] }
        }
        values["states"] = try await states(round, request, call)
        return IndicatorPages.page(
            "schedule", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    // MARK: - Lines

    private struct Line {
        var code = ""
        var days = ""
        var side = "before"
        var to = ReminderTarget.organisation.rawValue
    }

    private static func lines(of steps: [ReminderStep]) -> [Line] {
        steps.sorted { $0.daysAfterDue < $1.daysAfterDue }.map {
            Line(
                code: $0.code, days: String(abs($0.daysAfterDue)), side: $0.daysAfterDue < 0 ? "before" : "after",
                to: $0.to.rawValue)
        } + [Line](repeating: Line(), count: spareLines)
    }

    private static func typed(_ form: FormContent) -> [Line] {
        let count = form["lines"].flatMap { Int($0) } ?? 0
        return (0..<min(max(count, spareLines), 40)).map { index in
            Line(
                code: form["code.\(index)"] ?? "", days: form["days.\(index)"] ?? "",
                side: form["side.\(index)"] ?? "before", to: form["to.\(index)"] ?? "")
        }
    }

    private static func line(
        _ index: Int, _ line: Line, _ round: Round, _ problems: [Problem], _ request: PageRequest
    ) -> [String: Any] {
        let wrong = problems.filter { $0.path == "/lines/\(index)" || $0.path.hasPrefix("/lines/\(index)/") }
        let days = Int(ThaiDigits.arabic(line.days)).map { line.side == "before" ? -$0 : $0 }
        let day = days.flatMap { round.dueOn.adding(days: $0) }
        return [
            "number": index + 1,
            "fields": [
                PageField(
                    "code.\(index)", request.say("รหัสของขั้น", "Step's code"), value: line.code,
                    problems: wrong.map { request.text($0.message) }),
                PageField("days.\(index)", request.say("กี่วัน", "Days"), .number, value: line.days),
                PageField(
                    "side.\(index)", request.say("เมื่อใด", "When"),
                    .select([
                        ("before", request.say("ก่อนครบกำหนด", "before the due day")),
                        ("after", request.say("หลังครบกำหนด", "after the due day")),
                    ]), value: line.side),
                PageField("to.\(index)", request.say("ส่งถึง", "To"), .select(targets(request)), value: line.to),
            ].map(\.html).joined(),
            "hasDay": !line.code.isEmpty && day != nil, "day": day.map { IndicatorPages.day($0, request) } ?? "",
        ]
    }

    private static func targets(_ request: PageRequest) -> [(value: String, label: String)] {
        [
            ("organisation", request.say("หน่วยงานที่ยังไม่ตอบ", "those who have not answered")),
            ("parent", request.say("ต้นสังกัด", "their parent agencies")),
            ("supervisor", request.say("ผู้กำกับดูแล", "who supervises them")),
            ("province", request.say("จังหวัด", "the province")),
        ]
    }

    // MARK: - What was planned

    /// How many mails stand how; those that did not arrive can be sent again.
    private static func states(_ round: Round, _ request: PageRequest, _ call: ReadCall) async throws -> [[String: Any]]
    {
        guard try await IndicatorPages.may(ListReminders.access, at: round.owner, call) else { return [] }
        var rows: [[String: Any]] = []
        for state in MailState.allCases {
            let page = try await call.invoke(ListReminders(round: .code(round.code), state: state, limit: 1_000))
            if page.items.isEmpty { continue }
            let (words, tag) = RemindPage.state(state, request)
            let count = page.nextCursor == nil ? "\(page.items.count)" : request.say("กว่า 1,000", "over 1,000")
            rows.append([
                "state": state.rawValue, "words": words, "tag": tag, "count": count,
                "mayResend": [.failed, .uncertain, .undeliverable].contains(state),
                "resend": request.say("ส่งอีกครั้ง", "Send again"),
            ])
        }
        return rows
    }

    // MARK: - What is sent

    private static func send(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let code = request.parameters["round"] ?? ""
        let form = request.form
        if form["do"] == "resend" {
            let state = form["state"].flatMap(MailState.init) ?? .failed
            let queued = try await call.invoke(
                ResendReminders(
                    idempotencyKey: "page-resend-\(form["key"] ?? "")", round: .code(code), state: state))
            return .redirect(to: "./schedule?queued=\(queued.queued)")
        }
        var problems = Problems()
        var steps: [(line: Int, step: ReminderStep)] = []
        for (index, line) in typed(form).enumerated() where !line.code.trimmed.isEmpty {
            guard let days = Int(ThaiDigits.arabic(line.days.trimmed)), days >= 0 else {
                problems.add(
                    "/lines/\(index)", "number.format", th: "ขั้นที่ \(index + 1): จำนวนวันต้องเป็นจำนวนเต็มตั้งแต่ 0",
                    en: "step \(index + 1): the days must be a whole number from 0")
                continue
            }
            steps.append(
                (
                    index,
                    ReminderStep(
                        code: line.code.trimmed, daysAfterDue: line.side == "before" ? -days : days,
                        to: ReminderTarget(rawValue: line.to) ?? .organisation)
                ))
        }
        if !problems.isEmpty { throw invalid(problems.items) }
        do {
            _ = try await call.invoke(
                ScheduleReminders(
                    idempotencyKey: "page-schedule-\(form["key"] ?? "")", round: .code(code), steps: steps.map(\.step)))
        } catch let error as RPCError where !error.problems.isEmpty {
            // The contract's places are those of the steps; the page's are its lines.
            throw invalid(
                error.problems.map { problem in
                    let words = problem.path.split(separator: "/")
                    guard words.count > 1, let step = Int(words[1]), steps.indices.contains(step) else {
                        return problem
                    }
                    var problem = problem
                    problem.path = "/lines/\(steps[step].line)"
                    return problem
                })
        }
        return .redirect(to: "./schedule?done=saved")
    }

    private static func invalid(_ problems: [Problem]) -> RPCError {
        RPCError(
            .invalidParams, LocalizedText("ตรวจช่องที่ทำเครื่องหมาย", "see the marked fields"), problems: problems)
    }
}
