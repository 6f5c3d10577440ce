import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/matters`: what waits for the visitor, since when and by when, and what else is under way; `/matters/ID`: the life of
/// one, and the form of its next step.
struct MatterPages: Sendable {
    let shell: PageShell

    func register(on router: ServiceRouter) {
        router.page(
            "/matters", title: LocalizedText("เรื่องของฉัน", "Matters"),
            about: LocalizedText(
                "เรื่องที่เดินตามขั้นตอน ใครต้องทำอะไรภายในเมื่อใด", "What goes through its steps: who must act, and by when"),
            access: .signedIn
        ) { try await list($0, $1) }
        router.duties { try await duties($0) }
        router.page("/matters/:id", access: .signedIn) { request, call in
            try await matter(request, call, problems: [])
        }
        router.form("/matters/:id/act", access: .signedIn) { try await act($0, $1) }
    }

    // MARK: - The list

    private func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now).sorted()
        let asked = request.query["organisation"] ?? ""
        let organisation = asked.isEmpty ? places.first ?? "" : asked
        let state = MatterState(rawValue: request.query["state"] ?? "open")
        // The most pressing first, as long as something is to be done.
        let order = PageOrder(
            [
                .init(request.say("เรื่อง", "Matter"), "title"), .init(request.say("ขั้นตอน", "Step")),
                .init(request.say("ตั้งแต่", "Since"), "since"), .init(request.say("ภายใน", "By"), "due"),
            ], request.query["sort"] ?? (state == .open ? "due" : nil))
        var values: [String: Any] = [
            "title": request.say("เรื่องของฉัน", "Matters"), "show": request.say("แสดง", "Show"),
            "organisationField": PageField(
                "organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: organisation
            ).html,
            "stateField": PageField(
                "state", request.say("สถานะ", "State"),
                .select(MatterState.allCases.map { ($0.rawValue, request.text(MatterWords.state($0))) }),
                value: state?.rawValue
            ).html,
            "headings": order.values(), "sortField": order.field(),
            "stepLabel": request.say("ขั้นตอน", "Step"), "sinceLabel": request.say("ตั้งแต่", "Since"),
            "dueLabel": request.say("ภายใน", "By"),
            "mineTitle": request.say("รอฉันดำเนินการ", "Waiting for you"),
            "noneMine": request.say("ไม่มีเรื่องรอคุณ", "Nothing waits for you."),
            "othersTitle": request.say("เรื่องอื่น", "Others"),
        ]
        guard !organisation.isEmpty else {
            values["noneMine"] = request.say("ยังไม่มีบทบาทที่หน่วยงานใด", "You hold no role at any organisation yet.")
            values["isFree"] = true
            return page(request.say("เรื่องของฉัน", "Matters"), "matters", values, request)
        }
        let found = try await matters(organisation, state, order, request, call)
        let today = call.now.dateInThailand
        let names = try await call.placeNames(found.items.map(\.organisation))
        let mine = found.items.filter { !$0.may.isEmpty }
        values["mine"] = mine.map { row($0, names, today, request, scene) }
        values["hasMine"] = !mine.isEmpty
        values["isFree"] = mine.isEmpty && request.query["cursor"] == nil
        let others = found.items.filter(\.may.isEmpty)
        values["others"] = others.map { row($0, names, today, request, scene) }
        values["hasOthers"] = !others.isEmpty
        if let next = found.nextCursor {
            values["next"] = scene.address("cursor", next.text)
            values["nextWords"] = request.say("เรื่องถัดไป", "More matters")
        }
        return page(request.say("เรื่องของฉัน", "Matters"), "matters", values, request)
    }

    private func matters(
        _ organisation: String, _ state: MatterState?, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<Matter> {
        let params = ListMatters(
            organisation: organisation, state: state, limit: 100,
            cursor: request.query["cursor"].flatMap(PageCursor.init(text:)))
        let column = order.key == "title" && request.isEnglish ? "titleInEnglish" : nil
        guard let list = try SortedList(order, column: column, cursor: params.cursor, limit: 100) else {
            return try await call.invoke(params)
        }
        try await call.require(ListMatters.self, at: organisation)
        try await call.requireSight(ofMattersAt: organisation)
        let rows = try await call.database.all(SortedMatters(filter: params, list: list))
        return Page(items: try await call.view.answers(list.items(rows)), nextCursor: list.next(after: rows))
    }

    /// The matters whose next step is the visitor's, the longest overdue among them, for the front page.
    private func duties(_ call: ReadCall) async throws -> [FrontDuty] {
        var seen: Set<ID> = []
        var waiting: [Matter] = []
        for place in try await call.runtime.authoriser.places(of: call.caller, now: call.now) {
            let overdue = try await call.invoke(ListOverdueMatters(organisation: place, limit: 50)).items
            let open = try await call.invoke(ListMatters(organisation: place, state: .open, limit: 100)).items
            waiting += (overdue + open).filter { !$0.may.isEmpty && seen.insert($0.id).inserted }
        }
        let names = try await call.placeNames(waiting.map(\.organisation))
        return waiting.map { matter in
            let (step, place) = (matter.stepName ?? MatterWords.state(matter.state), names[matter.organisation])
            return FrontDuty(
                matter.title,
                detail: LocalizedText(
                    "\(step.th) · \(place.th)", "\(step.en ?? step.th) · \(place.en ?? place.th)"),
                address: "matters/\(matter.id)", dueOn: matter.dueOn)
        }
    }

    private func row(
        _ matter: Matter, _ names: PlaceNames, _ today: CalendarDate, _ request: PageRequest, _ scene: PageScene
    ) -> [String: Any] {
        var row: [String: Any] = [
            "title": request.text(matter.title), "address": "\(scene.root)matters/\(matter.id)",
            "organisation": request.text(names[matter.organisation]), "code": matter.subjectCode ?? "",
            "step": matter.stepName.map(request.text) ?? request.text(MatterWords.state(matter.state)),
            "since": day(matter.since.dateInThailand, request),
        ]
        if let due = matter.dueOn {
            row["due"] = day(due, request)
            row["late"] = due < today && matter.state == .open ? request.say("เกินกำหนด", "overdue") : ""
            row["isLate"] = due < today && matter.state == .open
        }
        return row
    }

    // MARK: - One matter

    private func matter(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        guard let id = ID(request.parameters["id"] ?? "") else {
            throw RPCError.notFound("matter", request.parameters["id"] ?? "")
        }
        var matter = try await call.invoke(GetMatter(matter: id))
        let name = await PageScene.current.named(matter.history.map(\.by))
        for index in matter.history.indices { matter.history[index].by = name(matter.history[index].by) }
        let procedure = try await call.invoke(
            GetProcedure(
                procedure: matter.procedure, version: matter.procedureVersion, province: matter.province,
                on: matter.openedAt.dateInThailand))
        let opened =
            try await call.database.first(FindMatter(id: id))?.openedOn ?? matter.openedAt.dateInThailand
        let names = Dictionary(procedure.steps.map { ($0.code, $0.name) }) { first, _ in first }
        var values: [String: Any] = [
            "root": PageScene.current.root, "listTitle": request.say("เรื่อง", "Matters"),
            "title": request.text(matter.title), "procedure": request.text(procedure.name),
            "organisation": request.text(try await call.placeNames([matter.organisation])[matter.organisation]),
            "state": request.text(MatterWords.state(matter.state)),
            "tag": matter.state == .completed ? "good" : "",
            "wayTitle": request.say("เส้นทางของเรื่อง", "Its way"),
            "way": way(matter, procedure, request),
            "historyTitle": request.say("สิ่งที่เกิดขึ้น", "What happened"), "isNew": matter.history.isEmpty,
            "nothingYet": request.say("ยังไม่มีใครดำเนินการ", "Nobody has acted on it yet."),
            "history": matter.history.reversed().map { action($0, names, request) },
            "opened": request.say(
                "เปิดเรื่องเมื่อ \(day(opened, request))", "opened on \(opened)"),
        ]
        values["code"] = matter.subjectCode
        if matter.state == .open {
            values["waits"] = waits(matter, call.now.dateInThailand, request)
        }
        if matter.state == .open, !matter.may.isEmpty, let step = matter.step {
            values["form"] = form(matter, step, request, call, problems)
        } else if !problems.isEmpty {
            // Somebody else took the step meanwhile: said in words, and what was typed stays with its sender.
            values["refused"] = [
                "problems": problems, "typed": request.form["note"] ?? "",
                "typedTitle": request.say("สิ่งที่พิมพ์ไว้ (ยังไม่ได้บันทึก)", "What you typed (not saved)"),
            ]
        }
        return page(request.text(matter.title), "matter", values, request, status: problems.isEmpty ? 200 : 400)
    }

    /// Who must act, since when, by when.
    private func waits(_ matter: Matter, _ today: CalendarDate, _ request: PageRequest) -> [String: Any] {
        let who =
            matter.body.map { request.text(MatterWords.body($0)) }
            ?? matter.roles.map { request.text($0.title) }.joined(separator: ", ")
        var values: [String: Any] = [
            "text": request.say(
                "รอ \(who) ตั้งแต่ \(day(matter.since.dateInThailand, request))",
                "Waits for \(who) since \(matter.since.dateInThailand)"),
            "kind": "",
        ]
        if let due = matter.dueOn {
            values["due"] = request.say("ภายใน \(day(due, request))", "by \(due)")
            values["kind"] = due < today ? "bad" : ""
            values["late"] = due < today ? request.say("เกินกำหนด", "overdue") : nil
        }
        return values
    }

    private func way(_ matter: Matter, _ procedure: ProcedureDefinition, _ request: PageRequest) -> [[String: Any]] {
        let passed = Set(matter.history.map(\.step))
        return procedure.steps.map { step in
            let isHere = step.code == matter.step && matter.state == .open
            return [
                "name": request.text(step.name), "isHere": isHere,
                "class": isHere ? "here" : passed.contains(step.code) ? "done" : "ahead",
                "mark": isHere ? "●" : passed.contains(step.code) ? "✓" : "○",
            ]
        }
    }

    private func action(
        _ action: MatterAction, _ names: [String: LocalizedText], _ request: PageRequest
    ) -> [String: Any] {
        var values: [String: Any] = [
            "date": day(action.date, request), "step": names[action.step].map(request.text) ?? action.step,
            "outcome": request.text(MatterWords.outcome(action.outcome)),
            "letter": action.letterNumber ?? "", "by": action.by,
            "to": action.to.flatMap { names[$0] }.map { "→ " + request.text($0) } ?? "",
        ]
        values["note"] = action.note
        return values
    }

    // MARK: - Its next step

    private func form(
        _ matter: Matter, _ step: String, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let typed = request.form
        return [
            "title": request.say("ดำเนินการ", "Act"), "go": request.say("บันทึก", "Record it"),
            "address": "\(PageScene.current.root)matters/\(matter.id)/act", "proof": PageScene.current.proof ?? "",
            "step": step, "key": typed["key"] ?? "page-\(ID(at: call.now))", "problems": problems,
            "fields": [
                PageField(
                    "outcome", request.say("ผล", "Outcome"),
                    .select(matter.may.map { ($0.rawValue, request.text(MatterWords.outcome($0))) }),
                    value: typed["outcome"]),
                PageField(
                    "date", request.say("วันที่", "Date"), .date,
                    value: typed["date"] ?? call.now.dateInThailand.description),
                PageField(
                    "letterNumber", request.say("เลขที่หนังสือ (ถ้ามี)", "Letter number, if any"),
                    value: typed["letterNumber"]),
                PageField(
                    "note", request.say("ข้อสังเกตหรือเหตุผล", "Observations or reason"), .area, value: typed["note"]),
            ].map { ["html": $0.html] },
        ]
    }

    private func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        func typed(_ name: String) -> String? { request.form[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let id = ID(request.parameters["id"] ?? ""), let step = typed("step"), let key = typed("key"),
            let outcome = typed("outcome").flatMap(ActionOutcome.init)
        else { throw RPCError.notFound("matter", request.parameters["id"] ?? "") }
        do {
            _ = try await call.invoke(
                ActOnMatter(
                    idempotencyKey: key, matter: id, step: step, outcome: outcome,
                    date: typed("date").flatMap { CalendarDate($0) }, note: typed("note"),
                    letterNumber: typed("letterNumber")))
            return .redirect(to: "../\(id)")
        } catch let error as RPCError {
            guard let problems = error.formProblems(request) else { throw error }
            return try await matter(request, call, problems: problems)
        }
    }

    // MARK: -

    private func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }

    private func page(
        _ title: String, _ template: String, _ values: [String: Any], _ request: PageRequest, status: Int = 200
    ) -> PageResponse {
        shell.page(
            status: status, title: title, body: MatterPages.templates.render(template, values),
            language: request.language)
    }

    static let templates = PageTemplates([
        "matters": PackageResources.matters_mustache, "matter": PackageResources.matter_mustache,
        "meetings": PackageResources.meetings_mustache, "meeting": PackageResources.meeting_mustache,
    ])
}
