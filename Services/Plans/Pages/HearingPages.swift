import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import RPCServer
import ServiceKit

/// `/hearings/CODE`: what a hearing asks, what was said, how each comment was answered (P15), and the form to say
/// something.
enum HearingPages {
    static func register(on router: ServiceRouter) {
        router.page("/hearings/:code", access: .open) { try await page($0, $1, refused: nil) }
        router.form("/hearings/:code", access: .signedIn) { try await comment($0, $1) }
    }

    private static func page(
        _ request: PageRequest, _ call: ReadCall, refused: RPCError?
    ) async throws -> PageResponse {
        let scene = PageScene.current
        let hearing = try await call.invoke(GetHearing(hearing: request.parameters["code"] ?? ""))
        let comments = try await call.invoke(
            ListComments(
                hearing: hearing.code, limit: 50, cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        let names = try await call.placeNames(comments.items.compactMap(\.organisation))
        let today = call.now.dateInThailand
        let takesComments =
            hearing.state == .open
            && hearing.phases.contains { $0.from <= today && today <= $0.until && $0.channels.contains(.web) }
        var values: [String: Any] = [
            "title": request.text(hearing.title), "plan": hearing.plan,
            "planAddress": "\(scene.root)plans/\(PageText.query(hearing.plan))?version=\(hearing.planVersion)",
            "planWords": request.say("อ่านร่างแผน", "Read the draft"), "state": request.text(state(hearing.state)),
            "count": count(hearing, request),
            "phasesTitle": request.say("ช่วงเวลารับฟัง", "When it is open"),
            "phases": hearing.phases.map { phase -> [String: Any] in
                [
                    "name": request.text(phase.name),
                    "span": "\(Words.day(phase.from, scene)) – \(Words.day(phase.until, scene))",
                    "channels": phase.channels.map { request.text(channel($0)) }.joined(separator: ", "),
                    "isNow": phase.from <= today && today <= phase.until,
                ]
            },
            "now": request.say("ขณะนี้", "now"),
            "synthesisTitle": request.say("ข้อสรุปจากการรับฟัง", "What came of it"),
            "synthesis": hearing.synthesis.map { ["title": request.text($0.title), "summary": $0.summary] },
            "hasSynthesis": !hearing.synthesis.isEmpty,
            "commentsTitle": request.say("ความเห็น", "Comments"),
            "comments": comments.items.map { shown($0, names, request) },
            "isSilent": comments.items.isEmpty, "silent": request.say("ยังไม่มีความเห็น", "Nothing was said yet."),
        ]
        // What was typed stays with its sender, too when the hearing has ended meanwhile.
        if takesComments || refused != nil, scene.person != nil {
            values["form"] = try await form(request, call, refused)
        }
        if takesComments, scene.person == nil, let address = scene.signInAddress {
            values["signIn"] = [
                "address": address, "words": request.say("เข้าสู่ระบบเพื่อแสดงความเห็น", "Sign in to comment"),
            ]
        }
        if let next = comments.nextCursor {
            values["next"] = scene.address("cursor", next.text)
            values["nextWords"] = request.say("ความเห็นถัดไป", "More comments")
        }
        return PlanPages.shell.page(
            status: refused == nil ? 200 : 400, title: request.text(hearing.title),
            body: PlanTemplates.all.render("hearing", values), language: request.language)
    }

    /// How many said something, and were answered.
    static func count(_ hearing: Hearing, _ request: PageRequest) -> String {
        request.say(
            "\(hearing.comments) ความเห็น ตอบแล้ว \(hearing.answered)",
            "comments: \(hearing.comments), answered: \(hearing.answered)")
    }

    private static func shown(_ comment: HearingComment, _ names: PlaceNames, _ request: PageRequest) -> [String: Any] {
        var values: [String: Any] = [
            "number": comment.number, "text": comment.text,
            "clause": comment.clause ?? "", "channel": request.text(channel(comment.channel)),
            "who": comment.respondent ?? comment.organisation.map { request.text(names[$0]) } ?? "",
            "day": Words.day(comment.receivedOn, PageScene.current),
        ]
        values["element"] = comment.element
        if let answer = comment.answer {
            values["answer"] = [
                "decision": request.text(decision(answer.decision)), "text": answer.text,
                "kind": answer.decision == .accepted || answer.decision == .partlyAccepted ? "good" : "",
            ]
        }
        return values
    }

    /// Organisations that somebody may choose among to speak for.
    private static let placesMax = 20

    /// What was refused of a field stands at it, anything else above all of them.
    private static func form(
        _ request: PageRequest, _ call: ReadCall, _ refused: RPCError?
    ) async throws -> [String: Any] {
        let own = try await call.runtime.authoriser.places(of: call.caller, now: call.now).prefix(placesMax)
        let names = try await call.placeNames(own)
        let voices =
            own.map { (value: $0, label: request.text(names[$0])) } + [
                (value: "", label: request.say("ในนามตนเอง", "in my own name"))
            ]
        let problems = refused?.problems ?? []
        func at(_ field: String) -> [String] {
            problems.filter { $0.path == "/" + field }.map { request.text($0.message) }
        }
        let others = problems.filter { !["/text", "/element", "/organisation"].contains($0.path) }
        return [
            "problems": others.isEmpty && problems.isEmpty
                ? refused.map { [request.text($0.message)] } ?? [] : others.map { request.text($0.message) },
            "title": request.say("แสดงความเห็น", "Say something"), "go": request.say("ส่งความเห็น", "Send it"),
            "proof": PageScene.current.proof ?? "", "key": request.form["key"] ?? "page-\(ID(at: call.now))",
            "fields": [
                PageField(
                    "organisation", request.say("ให้ความเห็นในนาม", "Who speaks"), .select(voices),
                    value: request.form["organisation"] ?? voices.first?.value, problems: at("organisation")),
                PageField(
                    "element", request.say("รหัสองค์ประกอบ (ถ้าเจาะจง)", "Code of an element, if about one"),
                    value: request.form["element"], problems: at("element")),
                PageField(
                    "text", request.say("ความเห็น", "Comment"), .area, value: request.form["text"], isRequired: true,
                    problems: at("text")),
            ].map { ["html": $0.html] },
        ]
    }

    private static func comment(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let code = request.parameters["code"] ?? ""
        do {
            _ = try await call.invoke(
                CommentOnHearing(
                    idempotencyKey: request.form["key"] ?? "", hearing: code, channel: .web,
                    element: request.form.text("element"), organisation: request.form.text("organisation"),
                    text: request.form["text"] ?? ""))
            return .redirect(to: "./\(PageText.query(code))")
        } catch let error as RPCError {
            guard error.formProblems(request) != nil else { throw error }
            return try await page(request, call, refused: error)
        }
    }

    // MARK: - Words

    static func state(_ state: HearingState) -> LocalizedText {
        switch state {
        case .open: LocalizedText("เปิดรับฟัง", "open")
        case .synthesised: LocalizedText("สรุปแล้ว", "put together")
        case .closed: LocalizedText("ปิดแล้ว", "closed")
        }
    }

    private static func channel(_ channel: HearingChannel) -> LocalizedText {
        switch channel {
        case .meeting: LocalizedText("ประชุม", "meeting")
        case .letter: LocalizedText("หนังสือ", "letter")
        case .web: LocalizedText("เว็บ", "web")
        case .email: LocalizedText("อีเมล", "e-mail")
        }
    }

    private static func decision(_ decision: HearingDecision) -> LocalizedText {
        switch decision {
        case .accepted: LocalizedText("รับไว้แก้ไข", "accepted")
        case .partlyAccepted: LocalizedText("รับบางส่วน", "accepted in part")
        case .noted: LocalizedText("รับทราบ", "noted")
        case .declined: LocalizedText("ไม่รับ", "declined")
        }
    }
}
