import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import Postgres
import RPCServer
import ServiceKit

/// `/driving/of/ORGANISATION`: the dated work of one organisation in a fiscal year; `/driving/of/ORGANISATION/ITEM`: one
/// piece of it, and the form that says where it stands and what shows it (P17).
enum DrivingWorkPages {
    static func register(on router: ServiceRouter) {
        router.page("/driving/of/:organisation", access: DrivingWords.readers) { try await list($0, $1) }
        router.page("/driving/of/:organisation/:item", access: DrivingWords.readers) {
            try await one($0, $1, problems: [])
        }
        router.form("/driving/of/:organisation/:item", access: SetDrivingStatus.access) { request, call in
            try await PageForm.taking(request) {
                try await report(request, call)
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
    }

    // MARK: - All of an organisation

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let organisation = request.parameters["organisation"] ?? ""
        guard let year = DrivingWords.year(request.query["year"], call) else {
            throw RPCError.notFound("fiscalYear", request.query["year"] ?? "")
        }
        let set = DrivingSet(rawValue: request.query["set"] ?? "") ?? .calendar
        let calendar = try await call.invoke(
            GetDrivingCalendar(organisation: organisation, fiscalYear: year, set: set))
        let name = try await call.database.first(OrganisationName(code: organisation)).map(request.text)
        let title = request.say("งานขับเคลื่อนของ \(name ?? organisation)", "The driving work of \(name ?? organisation)")
        let approaches = Dictionary(grouping: calendar.tasks, by: \.item.approach).sorted { $0.key < $1.key }
        let root = PageScene.current.root
        let values: [String: Any] = [
            "root": root, "mapTitle": request.say("การขับเคลื่อนแผน", "Driving the plan"), "title": title,
            "organisation": organisation, "show": request.say("แสดง", "Show"),
            "yearField": DrivingWords.yearField(year, request).html,
            "setField": DrivingWords.setField(set, request).html,
            "isEmpty": calendar.tasks.isEmpty,
            "empty": request.say("ไม่มีงานของหน่วยงานนี้ในปีนี้", "There is no work of this organisation in this year."),
            "approaches": approaches.map { approach, tasks -> [String: Any] in
                [
                    "id": "a\(approach)", "name": tasks.first.map { request.text($0.item.approachName) } ?? "",
                    "number": approach, "tasks": tasks.map { row($0, request) },
                ]
            },
        ]
        return DrivingWords.page("drivingwork", title, values, request)
    }

    /// A piece of work as lists show it.
    static func row(_ task: DrivingTask, at place: String? = nil, _ request: PageRequest) -> [String: Any] {
        let state = DrivingWords.state(task.state)
        var row: [String: Any] = [
            "text": request.text(task.item.text) + occasion(task, request), "address": address(task),
            "state": request.text(state.words), "tag": task.overdue ? "bad" : state.tag,
            "organisation": place ?? task.organisation,
            "days": task.windows.map { DrivingWords.span($0, request) }.joined(separator: ", "),
        ]
        if !task.evidence.isEmpty {
            row["evidence"] = request.say(
                "หลักฐาน \(task.evidence.count) รายการ", "\(task.evidence.count) pieces of evidence")
        }
        if task.overdue { row["late"] = request.say("เกินกำหนด", "overdue") }
        if let due = task.dueOn {
            row["due"] = request.say("ภายใน \(DrivingWords.day(due, request))", "by \(DrivingWords.day(due, request))")
        }
        return row
    }

    /// Of work that comes each quarter, which one.
    private static func occasion(_ task: DrivingTask, _ request: PageRequest) -> String {
        guard task.item.windows.contains(.weekAfterQuarter) else { return "" }
        return request.say(" (ไตรมาสที่ \(task.occasion))", " (quarter \(task.occasion))")
    }

    private static func address(_ task: DrivingTask) -> String {
        "\(PageScene.current.root)driving/of/\(PageText.query(task.organisation))/\(PageText.query(task.item.code))"
            + "?year=\(task.fiscalYear)&occasion=\(task.occasion)"
    }

    // MARK: - One

    /// As its address or, when it is sent, its form says.
    private static func task(_ request: PageRequest, _ call: ReadCall) async throws -> DrivingTask {
        let organisation = request.parameters["organisation"] ?? ""
        let item = request.parameters["item"] ?? ""
        guard let year = DrivingWords.year(request.form.text("year") ?? request.query["year"], call) else {
            throw RPCError.notFound("fiscalYear", request.query["year"] ?? "")
        }
        let occasion = request.form.number("occasion") ?? request.query["occasion"].flatMap(Int.init) ?? 1
        for set in DrivingSet.allCases {
            let calendar = try await call.invoke(
                GetDrivingCalendar(organisation: organisation, fiscalYear: year, set: set))
            if let task = calendar.tasks.first(where: { $0.item.code == item && $0.occasion == occasion }) {
                return task
            }
        }
        throw RPCError.notFound("drivingItem", item)
    }

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let task = try await task(request, call)
        let state = DrivingWords.state(task.state)
        let title = request.text(task.item.text) + occasion(task, request)
        let root = PageScene.current.root
        let windows =
            task.windows.isEmpty
            ? task.item.windows.map { request.text(DrivingWords.window($0)) }
            : task.windows.map { DrivingWords.span($0, request) }
        var values: [String: Any] = [
            "root": root, "mapTitle": request.say("การขับเคลื่อนแผน", "Driving the plan"),
            "listAddress":
                "\(root)driving/of/\(PageText.query(task.organisation))?year=\(task.fiscalYear)&set=\(task.item.set.rawValue)",
            "listTitle": try await call.database.first(OrganisationName(code: task.organisation)).map(request.text)
                ?? task.organisation, "title": title,
            "state": request.text(state.words), "tag": task.overdue ? "bad" : state.tag,
            "facts": [
                (request.say("แนวทาง", "Approach"), request.text(task.item.approachName)),
                (request.say("ปีงบประมาณ", "Fiscal year"), task.fiscalYear.description),
                (request.say("ช่วงเวลา", "When"), windows.isEmpty ? "–" : windows.joined(separator: ", ")),
            ].map { ["name": $0.0, "value": $0.1] },
            "evidenceTitle": request.say("หลักฐาน", "What shows it"), "hasEvidence": !task.evidence.isEmpty,
            "evidence": task.evidence.map { evidence($0, request) },
        ]
        if task.overdue { values["late"] = request.say("เกินกำหนด", "overdue") }
        values["note"] = task.note
        if try await DrivingWords.may(SetDrivingStatus.access, at: task.organisation, call) {
            values["form"] = form(task, request, call, problems)
        }
        return DrivingWords.page("drivingtask", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func evidence(_ evidence: DrivingEvidence, _ request: PageRequest) -> [String: Any] {
        var values: [String: Any] = ["title": evidence.title]
        if let reference = evidence.reference {
            let isAddress = reference.hasPrefix("https://") || reference.hasPrefix("http://")
            values[isAddress ? "address" : "reference"] = reference
        }
        if let date = evidence.date { values["date"] = DrivingWords.day(date, request) }
        return values
    }

    private static func form(
        _ task: DrivingTask, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let typed = request.form
        let isTyped = !typed.fields.isEmpty
        let state = task.state == .notReported ? "" : task.state.rawValue
        let overtaken = isTyped ? request.overtaken(by: task.version) : []
        let there = overtaken.isEmpty ? (try? kept(typed, or: task.evidence)) ?? task.evidence : task.evidence
        let drops = there.enumerated().map { index, evidence in
            PageField(
                "drop\(index)", request.say("เอา “\(evidence.title)” ออก", "Take “\(evidence.title)” away"), .checkbox,
                value: overtaken.isEmpty ? typed["drop\(index)"] : nil)
        }
        return PageForm(
            "./\(PageText.query(task.item.code))", go: request.say("บันทึก", "Record it"),
            hidden: [
                ("year", task.fiscalYear.description), ("occasion", String(task.occasion)),
                ("version", String(task.version)), ("there", json(there)),
            ], problems: problems + overtaken,
            fields: [
                PageField(
                    "state", request.say("สถานะ", "Where it stands"),
                    .select(
                        [("", request.say("เลือกสถานะ", "choose one"))]
                            + DrivingState.allCases.filter { $0 != .notReported }.map {
                                ($0.rawValue, request.text(DrivingWords.state($0).words))
                            }), value: isTyped ? typed["state"] : state, isRequired: true),
                PageField(
                    "note", request.say("หมายเหตุ", "Note"), .area, value: isTyped ? typed["note"] : task.note,
                    hint: request.say("ต้องบอกเหตุผลเมื่อไม่เกี่ยวข้อง", "says why, where it does not apply")),
            ] + drops + [
                PageField(
                    "evidence", request.say("หลักฐานใหม่ (ถ้ามี)", "New evidence, if any"), value: typed["evidence"],
                    hint: request.say("เช่น หนังสือนำส่งรายงาน", "as: the letter that the report went with")),
                PageField(
                    "reference", request.say("เลขที่หนังสือหรือที่อยู่เว็บ", "Letter number or address on the web"),
                    value: typed["reference"]),
                PageField(
                    "evidenceDate", request.say("วันที่ของหลักฐาน", "Its day"), .date, value: typed["evidenceDate"]),
            ]
        ).values(request, call)
    }

    /// The evidence that the form was made with: what a form asks for is the same however often it is sent.
    private static func kept(_ form: FormContent, or there: [DrivingEvidence]) throws -> [DrivingEvidence] {
        guard let text = form.text("there") else { return there }
        guard let evidence: [DrivingEvidence] = try? Wire.decode(from: Array(text.utf8)) else {
            throw PageForm.lacking(
                "/evidence", "แบบฟอร์มไม่ครบ เปิดหน้านี้ใหม่แล้วลองอีกครั้ง",
                "the form is not whole: open the page again")
        }
        return evidence
    }

    private static func json(_ evidence: [DrivingEvidence]) -> String {
        (try? JSONEncoding.bytes(evidence)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    private static func report(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let task = try await task(request, call)
        guard let state = form.text("state").flatMap(DrivingState.init), let version = form.number("version") else {
            throw PageForm.lacking("/state", "เลือกสถานะก่อน", "say where it stands")
        }
        let kept = try kept(form, or: [])
        var evidence = kept.enumerated().filter { form["drop\($0.offset)"] != "yes" }.map(\.element)
        if let title = form.text("evidence") {
            if form.text("evidenceDate") != nil, form.day("evidenceDate") == nil {
                throw PageForm.lacking("/evidence/date", "วันที่ของหลักฐานไม่ถูกต้อง", "the evidence's day is none")
            }
            evidence.append(
                DrivingEvidence(title: title, reference: form.text("reference"), date: form.day("evidenceDate")))
        } else if form.text("reference") != nil {
            throw PageForm.lacking("/evidence/title", "ต้องบอกว่าหลักฐานคืออะไร", "say what the evidence is")
        }
        _ = try await call.invoke(
            SetDrivingStatus(
                idempotencyKey: form["key"] ?? "", organisation: task.organisation, fiscalYear: task.fiscalYear,
                item: task.item.code, occasion: task.occasion, state: state, note: form.text("note"),
                evidence: evidence, expectedVersion: version))
        return "../\(PageText.query(task.organisation))?year=\(task.fiscalYear)&set=\(task.item.set.rawValue)"
    }
}
