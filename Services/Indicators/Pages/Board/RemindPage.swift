import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/remind`: who would get which mail; then it is sent.
enum RemindPage {
    static func register(on router: ServiceRouter) {
        router.page("/rounds/:round/remind", access: SendReminders.access) { try await show($0, $1) }
        router.form("/rounds/:round/remind", access: SendReminders.access) { try await send($0, $1) }
    }

    private static func params(
        _ request: PageRequest, _ items: (String) -> String?, key: String, isOnlyLook: Bool
    ) -> SendReminders {
        SendReminders(
            idempotencyKey: key, round: .code(request.parameters["round"] ?? ""),
            organisation: items("organisation") ?? "",
            to: items("to").flatMap(ReminderTarget.init) ?? .organisation, validateOnly: isOnlyLook ? true : nil)
    }

    private static func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let look = params(
            request, { request.query[$0] }, key: "page-look-\(ID(at: call.now))", isOnlyLook: true)
        let would = try await call.invoke(look)
        let round = try await call.invoke(GetRound(round: look.round))
        let place = try await call.invoke(GetOrganisation(organisation: .code(look.organisation))).organisation
        let code = PageText.query(round.code)
        let fresh = would.queued + would.undeliverable
        var values: [String: Any] = [
            "title": request.say("ทวงถาม", "Remind"), "roundName": request.text(round.name),
            "place": request.text(place.name), "organisation": look.organisation, "to": look.to.rawValue,
            "boardAddress": "../\(code)?organisation=\(PageText.query(look.organisation))",
            "toField": PageField(
                "to", request.say("ส่งถึง", "To"),
                .select([
                    ("organisation", request.say("หน่วยงานที่ยังไม่ตอบ", "those who have not answered")),
                    ("parent", request.say("ต้นสังกัด", "their parent agencies")),
                    ("supervisor", request.say("ผู้กำกับดูแล", "who supervises them")),
                    ("province", request.say("จังหวัด", "the province")),
                ]), value: look.to.rawValue
            ).html, "show": request.say("ดูตัวอย่าง", "Preview"),
            "isEmpty": would.recipients == 0,
            "empty": request.say("ทุกแห่งตอบแล้ว ไม่มีใครต้องทวงถาม", "Everybody has answered; there is nobody to remind."),
            "facts": [
                (request.say("ยังไม่ตอบ", "Not answered"), would.about),
                (request.say("ผู้รับ", "Recipients"), would.recipients),
                (request.say("จะส่งจดหมาย", "Mails to be sent"), would.queued),
                (request.say("ไม่มีอีเมล", "Without an address"), would.undeliverable),
                (request.say("ได้รับไปแล้ววันนี้", "Had theirs today"), would.alreadyToday),
            ].map { ["name": $0.0, "count": String($0.1)] },
            "sampleTitle": request.say("ตัวอย่างจดหมายฉบับแรก", "The first mail"), "hasSample": would.subject != nil,
            "subject": would.subject ?? "", "body": would.body ?? "", "maySend": fresh > 0,
            "send": request.say("ทวงถาม \(fresh) ราย", "Remind \(fresh)"), "isUnreachable": would.undeliverable > 0,
            "unreachable": request.say(
                "ผู้รับ \(would.undeliverable) รายไม่มีอีเมล จะปรากฏในบันทึกและเหตุการณ์ (webhook) เท่านั้น",
                "\(would.undeliverable) recipients have no address: theirs are in the record and the event feed (webhooks) only."
            ),
            "noMore": request.say(
                "ผู้รับทุกรายได้รับไปแล้ววันนี้ ส่งซ้ำได้ในวันถัดไป", "Every recipient has had one today; more can be sent tomorrow."),
        ]
        if let sent = request.query["sent"].flatMap({ Int($0) }) {
            values["done"] = request.say("ทวงถามแล้ว \(sent) ราย", "\(sent) were reminded.")
        }
        values["log"] = try await log(round, request, call)
        if try await IndicatorPages.may(ScheduleReminders.access, at: round.owner, call) {
            values["scheduleAddress"] = "./schedule"
            values["schedule"] = request.say("กำหนดการที่ส่งเอง", "The schedule that sends by itself")
        }
        if try await IndicatorPages.may(SetContacts.access, at: look.organisation, call) {
            values["contactsAddress"] = "../../contacts?organisation=\(PageText.query(look.organisation))&missing=yes"
            values["contacts"] = request.say("กรอกอีเมลของหน่วยงาน", "Fill in mail addresses")
        }
        values["logTitle"] = request.say("ที่ส่งไปแล้ว", "What was sent")
        values["noneYet"] = request.say("ยังไม่เคยทวงถามในรอบนี้", "Nobody has been reminded in this round yet.")
        return IndicatorPages.page("remind", values, request, call)
    }

    /// The newest mails of the round, for those who may see them.
    private static func log(_ round: Round, _ request: PageRequest, _ call: ReadCall) async throws -> [[String: Any]] {
        guard try await IndicatorPages.may(ListReminders.access, at: round.owner, call) else { return [] }
        let page = try await call.invoke(ListReminders(round: .code(round.code), limit: 50))
        return page.items.map { reminder in
            let (words, tag) = state(reminder.state, request)
            return [
                "at": IndicatorPages.time(reminder.plannedAt, request), "recipient": reminder.recipient, "state": words,
                "tag": tag,
                "about": request.say("เรื่อง \(reminder.about.count) แห่ง", "about \(reminder.about.count)"),
            ]
        }
    }

    static func state(_ state: MailState, _ request: PageRequest) -> (String, String) {
        switch state {
        case .queued: (request.say("รอส่ง", "queued"), "open")
        case .sending: (request.say("กำลังส่ง", "being sent"), "open")
        case .sent: (request.say("ส่งแล้ว", "sent"), "good")
        case .failed: (request.say("ส่งไม่ได้", "failed"), "bad")
        case .uncertain: (request.say("ไม่แน่ว่าถึง", "uncertain"), "warn")
        case .undeliverable: (request.say("ไม่มีอีเมล", "no address"), "warn")
        case .obsolete: (request.say("ตอบแล้วก่อนส่ง", "answered before"), "")
        }
    }

    private static func send(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        let params = params(request, { form[$0] }, key: "page-remind-\(form["key"] ?? "")", isOnlyLook: false)
        let sent = try await call.invoke(params)
        return .redirect(
            to:
                "./remind?organisation=\(PageText.query(params.organisation))&to=\(params.to.rawValue)&sent=\(sent.queued + sent.undeliverable)"
        )
    }
}
