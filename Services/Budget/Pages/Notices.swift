import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// Notices to those whose spending is behind (B8): given from the page of progress, answered there, and what waits on the
/// front page.
enum Notices {
    /// Who has more to answer than this gets each form when it asks for it (`?write=⟨notice⟩`).
    private static let formsMax = 3

    static func shown(
        _ organisation: String, _ year: FiscalYear, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) async throws -> [String: Any] {
        let notices = try await call.invoke(
            ListAccelerations(organisation: organisation, fiscalYear: year, limit: 30)
        ).items
        var values: [String: Any] = [
            "title": request.say("หนังสือเร่งรัด", "Notices"), "isEmpty": notices.isEmpty,
            "empty": request.say("ยังไม่มีหนังสือเร่งรัดของปีนี้", "No notice was given this year."),
        ]
        let names = try await call.placeNames(notices.map(\.organisation))
        // A role held here reaches all below.
        let answersAll = try await BudgetPages.may(AnswerAcceleration.access, at: organisation, call)
        var mine: Set<ID> = []
        for notice in notices where notice.answer == nil {
            var answers = answersAll
            if !answers {
                answers = try await BudgetPages.may(AnswerAcceleration.access, at: notice.organisation, call)
            }
            if answers { mine.insert(notice.id) }
        }
        let place = (organisation, year)
        let written = request.form["notice"] ?? request.query["write"]
        values["items"] = notices.map { notice -> [String: Any] in
            var shown = row(notice, request, call)
            shown["organisation"] = request.text(names[notice.organisation])
            guard mine.contains(notice.id) else { return shown }
            if mine.count <= formsMax || written == notice.id.description {
                shown["form"] = answer(notice, place, isOpen: written == notice.id.description, request, call, problems)
            } else {
                shown["write"] = link(place, notice.id.description)
                shown["words"] = request.say("ชี้แจง", "Answer")
            }
            return shown
        }
        if try await BudgetPages.may(BudgetAccess.officers, at: organisation, call) {
            values["issue"] =
                request.form["do"] == "issue" || request.query["write"] == "issue"
                ? try await issue(place, request, call, problems)
                : ["write": link(place, "issue"), "words": request.say("ส่งหนังสือเร่งรัด", "Send notices")]
        }
        return values
    }

    private typealias Place = (organisation: String, year: FiscalYear)

    private static func address(_ place: Place) -> String {
        "./progress?organisation=\(PageText.query(place.organisation))&year=\(place.year)"
    }

    private static func link(_ place: Place, _ what: String) -> String { "\(address(place))&write=\(what)#notices" }

    /// Says whom it goes to before it is sent.
    private static func issue(
        _ place: Place, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) async throws -> [String: Any] {
        let today = call.now.dateInThailand
        let typed = request.form["do"] == "issue" ? request.form : FormContent()
        let due = today.adding(days: 15) ?? today
        let preview = try await FollowUpHandlers.pushed(
            place.organisation, place.year, on: today, call.database
        ).rows
        var form = PageForm(
            address(place),
            go: request.say("ส่งหนังสือเร่งรัด \(preview.count) แห่ง", "Send \(preview.count) notices"),
            hidden: [("do", "issue"), ("organisation", place.organisation), ("year", place.year.description)],
            problems: typed.fields.isEmpty ? [] : problems,
            fields: [
                PageField(
                    "letterNumber", request.say("เลขที่หนังสือ", "Letter number"), value: typed["letterNumber"]),
                PageField(
                    "answerDueOn", request.say("ให้ตอบภายใน", "To be answered by"), .date,
                    value: typed["answerDueOn"] ?? due.description, isRequired: true),
            ])
        if preview.isEmpty { form.buttons = [] }
        var values = form.values(request, call)
        values["isWritten"] = true
        values["words"] = request.say("ส่งหนังสือเร่งรัด", "Send notices")
        values["hasNobody"] = preview.isEmpty
        values["nobody"] = request.say("วันนี้ไม่มีหน่วยงานที่ต้องเร่งรัด", "Nobody has to be pushed today.")
        values["to"] = preview.map { behind -> [String: Any] in
            [
                "organisation": behind.row.name.map(request.text) ?? behind.row.key,
                "shortfall": short(behind.shortfall, request),
            ]
        }
        return values
    }

    private static func short(_ amount: Money, _ request: PageRequest) -> String {
        request.say("ต่ำกว่าแผน \(BudgetWords.amount(amount)) บาท", "\(BudgetWords.amount(amount)) baht behind")
    }

    private static func row(_ notice: AccelerationNotice, _ request: PageRequest, _ call: ReadCall) -> [String: Any] {
        let isLate = notice.answer == nil && notice.answerDueOn < call.now.dateInThailand
        var values: [String: Any] = [
            "day": BudgetPages.day(notice.date, request),
            "letter": notice.letterNumber ?? "",
            "shortfall": short(notice.shortfall, request),
            "tag": notice.answer != nil ? "good" : isLate ? "bad" : "warn",
            "state": notice.answer != nil
                ? request.say("ตอบแล้ว", "answered")
                : request.say(
                    "รอคำตอบภายใน \(BudgetPages.day(notice.answerDueOn, request))",
                    "to be answered by \(notice.answerDueOn)"),
        ]
        values["answer"] = notice.answer
        return values
    }

    private static func answer(
        _ notice: AccelerationNotice, _ place: Place, isOpen: Bool, _ request: PageRequest, _ call: ReadCall,
        _ problems: [String]
    ) -> [String: Any] {
        let isSent = request.form["notice"] == notice.id.description
        var form = PageForm(
            address(place), go: request.say("ส่งคำชี้แจง", "Answer it"),
            hidden: [
                ("do", "answer"), ("notice", notice.id.description), ("organisation", place.organisation),
                ("year", place.year.description),
            ], problems: isSent ? problems : [], mark: notice.id.description,
            fields: [
                PageField(
                    "answer", request.say("เหตุที่ล่าช้าและแผนเร่งรัด", "Why it is behind, and what is done"), .area,
                    value: isSent ? request.form["answer"] : nil, isRequired: true)
            ]
        ).values(request, call)
        form["words"] = request.say("ชี้แจง", "Answer")
        form["isOpen"] = isOpen
        return form
    }

    static func take(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let (place, year) = (form["organisation"] ?? "", form["year"] ?? "")
        if form["do"] == "issue", let fiscalYear = Int(year).flatMap(FiscalYear.init) {
            guard let due = form.day("answerDueOn") else {
                throw PageForm.lacking("/answerDueOn", "ต้องระบุวันที่ให้ตอบ", "say until when it is to be answered")
            }
            _ = try await call.invoke(
                IssueAcceleration(
                    idempotencyKey: form["key"] ?? "", organisation: place, fiscalYear: fiscalYear,
                    date: call.now.dateInThailand, answerDueOn: due, letterNumber: form.text("letterNumber")))
        } else {
            guard let id = ID(form["notice"] ?? "") else { throw RPCError.notFound("notice", form["notice"] ?? "") }
            _ = try await call.invoke(
                AnswerAcceleration(
                    idempotencyKey: form["key"] ?? "", notice: id, answer: form.text("answer") ?? ""))
        }
        return "./progress?organisation=\(PageText.query(place))&year=\(PageText.query(year))#notices"
    }

    /// Notices that the visitor's organisations have not answered.
    static func duties(_ call: ReadCall) async throws -> [FrontDuty] {
        guard let year = FiscalYear(containing: call.now.dateInThailand),
            try await BudgetPages.may(AnswerAcceleration.access, at: nil, call)
        else { return [] }
        var duties: [FrontDuty] = []
        for place in try await call.runtime.authoriser.places(of: call.caller, now: call.now) where place != "TH" {
            let notices = try await call.invoke(
                ListAccelerations(organisation: place, fiscalYear: year, unanswered: true, limit: 20)
            ).items
            let names = try await call.placeNames(notices.isEmpty ? [] : [place])
            for notice in notices where notice.organisation == place {
                duties.append(
                    FrontDuty(
                        LocalizedText("ชี้แจงหนังสือเร่งรัดการเบิกจ่าย", "Answer the notice on spending"),
                        detail: LocalizedText(
                            "\(names[place].th) · ต่ำกว่าแผน \(BudgetWords.amount(notice.shortfall)) บาท",
                            "\(names[place].en ?? names[place].th) · \(BudgetWords.amount(notice.shortfall)) baht behind"
                        ),
                        address: "progress?organisation=\(PageText.query(place))&year=\(year)#notices",
                        dueOn: notice.answerDueOn))
            }
        }
        return duties
    }
}
