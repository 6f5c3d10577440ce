import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/schedule`: what is due from whom, overdue, delivered, acknowledged (R9); records deliveries and their
/// acknowledgement, and sets the day by which those below owe what follows their parent's calendar.
enum SchedulePage {
    private static let rowsOnPage = 60

    static func register(on router: ServiceRouter) {
        router.page(
            "/schedule", title: LocalizedText("กำหนดส่ง", "Schedule"),
            about: LocalizedText(
                "รายงานใดถึงกำหนดจากใคร เกินกำหนด ส่งแล้ว ตอบรับแล้ว", "What is due from whom, overdue, sent, acknowledged"),
            access: ReportingAccess.readers
        ) { try await page($0, $1, problems: []) }
        router.form("/schedule", access: ReportingAccess.recorders) { request, call in
            try await PageForm.taking(request) {
                try await take(request, call)
            } refused: {
                try await page(request, call, problems: $0)
            }
        }
        router.duties { try await duties($0) }
    }

    /// What the visitor's own organisations owe, for the front page.
    private static func duties(_ call: ReadCall) async throws -> [FrontDuty] {
        let today = call.now.dateInThailand
        guard try await ReportingPages.may(ReportingAccess.recorders, at: nil, call),
            let year = FiscalYear(containing: today)
        else { return [] }
        let years = [FiscalYear(year.buddhistYear - 1), year].compactMap { $0 }
        var duties: [FrontDuty] = []
        for place in try await call.runtime.authoriser.places(of: call.caller, now: call.now) where place != "TH" {
            for year in years {
                let items = try await call.invoke(ListSchedule(organisation: place, fiscalYear: year)).items
                for item in items
                where item.state == .overdue
                    || (item.state == .open && item.dueOn.daysSinceEpoch - today.daysSinceEpoch <= 30)
                {
                    duties.append(duty(item))
                }
            }
        }
        return duties
    }

    private static func duty(_ item: ScheduledReport) -> FrontDuty {
        let step = item.step.map(ReportingPages.step) ?? LocalizedText("ยังไม่เริ่ม", "not begun")
        let period = item.quarter.map { "Q\($0)/\(item.fiscalYear)" } ?? item.fiscalYear.description
        return FrontDuty(
            item.title,
            detail: LocalizedText(
                "\(period) · \(item.organisation) · \(step.th)",
                "\(period) · \(item.organisation) · \(step.en ?? step.th)"),
            address: item.report.map { "making/\(PageText.query($0))" } ?? beginAddress(item), dueOn: item.dueOn)
    }

    private static func beginAddress(_ item: ScheduledReport) -> String {
        "making?organisation=\(PageText.query(item.organisation))&year=\(item.fiscalYear)"
            + "&definition=\(PageText.query(item.definition))" + (item.quarter.map { "&quarter=\($0)" } ?? "")
            + "#begin"
    }

    // MARK: - The page

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let scene = PageScene.current
        let choice = try await PlaceChoice(request, call)
        let state = request.query["state"].flatMap(ScheduleState.init)
        let isBelow = request.query["below"] == "yes"
        let title = request.say("กำหนดส่งรายงาน", "What is due")
        var values = choice.values(
            request,
            more: [
                PageField(
                    "state", request.say("สถานะ", "State"),
                    .select(
                        [("", request.say("ทุกสถานะ", "All"))]
                            + ScheduleState.allCases.map {
                                ($0.rawValue, request.text(ReportingPages.state($0).words))
                            }), value: state?.rawValue ?? ""),
                PageField(
                    "below", request.say("รวมหน่วยงานในสังกัด", "With those below"), .checkbox,
                    value: isBelow ? "yes" : ""),
            ])
        values["title"] = title
        values["problems"] = problems
        if let organisation = choice.organisation, let year = choice.year {
            let found = try await call.invoke(
                ListSchedule(
                    organisation: organisation.code, fiscalYear: year, below: isBelow ? true : nil, state: state,
                    limit: isBelow ? rowsOnPage : nil, cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
            let mayRecord = try await ReportingPages.may(ReportingAccess.recorders, at: organisation.code, call)
            values["isShown"] = true
            values["isEmpty"] = found.items.isEmpty
            if found.items.allSatisfy({ $0.report == nil }) {
                values["otherYears"] = try await ReportingPages.otherYears(organisation, year, request, call)
            }
            values["empty"] = request.say("ไม่มีรายงานที่ต้องส่งตามเงื่อนไขนี้", "Nothing is due like this.")
            values["calendar"] = [
                "address": "./calendar/\(PageText.query(organisation.code)).ics",
                "words": request.say("รับเป็นปฏิทิน (iCalendar)", "Subscribe as a calendar (iCalendar)"),
            ]
            if mayRecord {
                values["parents"] = try await parentsForm(organisation, year, request, call, problems)
            }
            let names = try await call.placeNames(
                found.items.flatMap { [$0.organisation] + $0.deliveries.map(\.to) })
            values["items"] = found.items.map { item($0, names, mayRecord: mayRecord, request, call) }
            if let next = found.nextCursor {
                values["next"] = scene.address("cursor", next.text)
                values["nextWords"] = request.say("ถัดไป", "More")
            }
        }
        return ReportingPages.page("schedule", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func item(
        _ item: ScheduledReport, _ names: PlaceNames, mayRecord: Bool, _ request: PageRequest, _ call: ReadCall
    ) -> [String: Any] {
        let state = ReportingPages.state(item.state)
        var values: [String: Any] = [
            "title": request.text(item.title), "organisation": request.text(names[item.organisation]),
            "period": ReportingPages.period(item.fiscalYear, item.quarter, request),
            "due": request.say(
                "กำหนด \(ReportingPages.day(item.dueOn, request))", "due on \(item.dueOn)"),
            "state": item.state == .overdue
                ? request.say("เกินกำหนด \(item.daysOverdue) วัน", "\(item.daysOverdue) days overdue")
                : request.text(state.words),
            "tag": state.tag,
            "setBy": item.setBy.map { request.say("กำหนดโดย \($0)", "set by \($0)") } ?? "",
            "deliveries": item.deliveries.map { delivery($0, names, mayRecord: mayRecord, request, call) },
        ]
        if let report = item.report {
            values["report"] = [
                "address": "./making/\(PageText.query(report))", "code": report,
                "step": item.step.map { request.text(ReportingPages.step($0)) } ?? "",
            ]
            if mayRecord, [.published, .delivered, .acknowledged].contains(item.state) {
                values["send"] = sending(report, request, call)
            }
        } else if mayRecord {
            values["begin"] = [
                "address": "./" + beginAddress(item), "words": request.say("เริ่มจัดทำ", "Begin it"),
            ]
        }
        return values
    }

    private static func delivery(
        _ delivery: ReportDelivery, _ names: PlaceNames, mayRecord: Bool, _ request: PageRequest, _ call: ReadCall
    ) -> [String: Any] {
        var values: [String: Any] = [
            "to": request.text(names[delivery.to]),
            "sent": request.say("ส่ง \(ReportingPages.day(delivery.on, request))", "sent \(delivery.on)"),
            "document": delivery.document ?? "",
        ]
        if let day = delivery.acknowledgedOn {
            values["acknowledged"] = request.say(
                "ตอบรับ \(ReportingPages.day(day, request)) \(delivery.acknowledgement ?? "")",
                "acknowledged \(day) \(delivery.acknowledgement ?? "")")
        } else if mayRecord {
            values["form"] = form(
                "acknowledge", about: ("delivery", delivery.id.description), mark: delivery.id.description,
                request.say("บันทึกการตอบรับ", "Record that it was acknowledged"), [], request, call)
        }
        return values
    }

    private static func sending(_ report: String, _ request: PageRequest, _ call: ReadCall) -> [String: Any] {
        let isSent = request.form["report"] == report
        var to = PageField(
            "to", request.say("ส่งถึง", "To"), value: isSent ? request.form["to"] : nil,
            hint: request.say("รหัสหน่วยงาน เช่น R17 หรือชื่อคณะกรรมการ", "A code as R17, or a committee"),
            isRequired: true)
        to.id = "f-to-\(report)"
        return form(
            "send", about: ("report", report), mark: report, request.say("บันทึกการจัดส่ง", "Record that it was sent"),
            [to],
            request, call)
    }

    private static func form(
        _ what: String, about: (name: String, value: String), mark: String, _ words: String, _ fields: [PageField],
        _ request: PageRequest, _ call: ReadCall
    ) -> [String: Any] {
        let isSent = request.form[about.name] == about.value
        var day = PageField(
            "on", request.say("วันที่", "Day"), .date,
            value: isSent ? request.form["on"] : call.now.dateInThailand.description, isRequired: true)
        day.id = "f-on-\(mark)"
        var document = PageField(
            "document", request.say("เลขที่หนังสือ", "Number of the letter"),
            value: isSent ? request.form["document"] : nil)
        document.id = "f-document-\(mark)"
        let query = PageScene.current.address("cursor", request.query["cursor"])
        var values = PageForm(
            "./schedule\(query)", go: words, hidden: [("do", what), about], fields: fields + [day, document]
        ).values(request, call)
        values["words"] = words
        values["isOpen"] = isSent
        return values
    }

    /// Until when those below owe what follows their parent's calendar.
    private static func parentsForm(
        _ organisation: Organisation, _ year: FiscalYear, _ request: PageRequest, _ call: ReadCall,
        _ problems: [String]
    ) async throws -> [String: Any]? {
        let kinds = try await ScheduleReading(database: call.database, today: call.now.dateInThailand)
            .definitions(of: organisation.province)
            .filter { $0.cycle?.due == .parentsCalendar }
        guard !kinds.isEmpty else { return nil }
        let isSent = request.form["do"] == "calendar"
        let typed = isSent ? request.form : FormContent([])
        var fields = [
            PageField(
                "definition", request.say("แบบรายงาน", "Kind of report"),
                .select(kinds.map { ($0.code, title($0, year, request)) }), value: typed["definition"] ?? kinds[0].code),
            PageField(
                "dueOn", request.say("ส่งภายในวันที่", "To be sent by"), .date, value: typed["dueOn"], isRequired: true),
        ]
        if kinds.contains(where: \.isQuarterly) {
            fields.insert(
                PageField(
                    "quarter", request.say("ไตรมาส (เฉพาะรายไตรมาส)", "Quarter, of a quarterly one"),
                    .select([("", "–")] + (1...4).map { (String($0), String($0)) }), value: typed["quarter"] ?? ""),
                at: 1)
        }
        let words = request.say("กำหนดวันส่งของหน่วยงานในสังกัด", "Set the day for those below")
        var values = PageForm(
            "./schedule" + PageScene.current.address("cursor", nil), go: words,
            hidden: [("do", "calendar"), ("organisation", organisation.code), ("year", year.description)],
            mark: "parents", fields: fields
        ).values(request, call)
        values["words"] = words
        values["isOpen"] = isSent && !problems.isEmpty
        return values
    }

    /// The title without whose it is: it is for all of those below.
    private static func title(_ kind: ReportDefinition, _ year: FiscalYear, _ request: PageRequest) -> String {
        let text = request.text(kind.title).replacing("{year}", with: year.description)
        return text.replacing(", {name}", with: "").replacing(" {name}", with: "")
    }

    private static func setDay(_ form: FormContent) throws -> SetScheduleDay {
        guard let year = form.number("year").flatMap(FiscalYear.init) else {
            throw PageForm.lacking("/fiscalYear", "ต้องระบุปีงบประมาณ พ.ศ.", "the fiscal year is needed")
        }
        guard let day = form.day("dueOn") else {
            throw PageForm.lacking("/dueOn", "ต้องระบุวันที่", "a day is needed")
        }
        return SetScheduleDay(
            organisation: form.text("organisation") ?? "", definition: form.text("definition") ?? "",
            fiscalYear: year, quarter: form.number("quarter"), dueOn: day, idempotencyKey: form["key"] ?? "")
    }

    // MARK: - What is sent

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let day = form.day("on") ?? call.now.dateInThailand
        if form["do"] == "calendar" {
            _ = try await call.invoke(try setDay(form))
        } else if form["do"] == "send" {
            _ = try await call.invoke(
                RecordDelivery(
                    report: Reference(form["report"] ?? ""), to: form.text("to") ?? "", on: day,
                    document: form.text("document"), idempotencyKey: form["key"] ?? ""))
        } else {
            guard let id = ID(form["delivery"] ?? "") else {
                throw RPCError.notFound("delivery", form["delivery"] ?? "")
            }
            _ = try await call.invoke(
                AcknowledgeDelivery(
                    delivery: id, on: day, document: form.text("document"), idempotencyKey: form["key"] ?? ""))
        }
        return "./schedule" + PageScene.current.address("cursor", request.query["cursor"])
    }
}
