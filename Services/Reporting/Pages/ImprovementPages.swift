import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/improvements`: what a year's results show that should get better, and what is done about it (R6);
/// `/improvements/⟨id⟩`: one action, how it stands, and carried into the next plan.
enum ImprovementPages {
    private static let onPage = 40

    static func register(on router: ServiceRouter) {
        router.page(
            "/improvements", title: LocalizedText("การปรับปรุง", "Improvement"),
            about: LocalizedText(
                "ข้อค้นพบจากผลของปี และสิ่งที่รับไปทำในแผนถัดไป", "What the results show, and what is done about it"),
            access: ReportingAccess.readers
        ) { try await list($0, $1, problems: []) }
        router.form("/improvements", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request) {
                try await create(request, call)
            } refused: {
                try await list(request, call, problems: $0)
            }
        }
        router.page("/improvements/:id", access: ReportingAccess.readers) { try await one($0, $1, problems: []) }
        router.form("/improvements/:id", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request) {
                try await change(request, call)
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
    }

    // MARK: - All of a year

    private static func list(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let choice = try await PlaceChoice(request, call)
        let title = request.say("การปรับปรุงจากผลของปี", "Improvement")
        var values = choice.values(request)
        values["title"] = title
        if let organisation = choice.organisation, let year = choice.year {
            let findings = try await call.invoke(ListFindings(organisation: organisation.code, fiscalYear: year)).items
            let actions = try await call.invoke(
                ListImprovements(
                    organisation: organisation.code, fiscalYear: year, limit: onPage,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
            let mayTake = try await ReportingPages.may(ReportingAccess.makers, at: organisation.code, call)
            values["isShown"] = true
            if findings.isEmpty, actions.items.isEmpty {
                values["otherYears"] = try await ReportingPages.otherYears(organisation, year, request, call)
            }
            values["findingsTitle"] = request.say("ข้อค้นพบ", "Findings")
            values["hasNone"] = findings.isEmpty
            values["none"] = request.say("ไม่มีข้อค้นพบที่ต้องปรับปรุง", "Nothing was found that should get better.")
            // Those that nobody has taken up come first.
            values["findings"] = (findings.filter(\.actions.isEmpty) + findings.filter { !$0.actions.isEmpty }).map {
                finding($0, organisation, year, mayTake, request, call, problems)
            }
            values["actionsTitle"] = request.say("สิ่งที่กำลังทำ", "What is being done")
            values["isIdle"] = actions.items.isEmpty
            values["idle"] = request.say("ยังไม่มีการปรับปรุงของปีนี้", "No action of this year yet.")
            let names = try await call.placeNames(actions.items.map(\.owner))
            values["actions"] = actions.items.map { row($0, names, request) }
            if let next = actions.nextCursor {
                values["next"] = PageScene.current.address("cursor", next.text)
                values["nextWords"] = request.say("ถัดไป", "More")
            }
        }
        return ReportingPages.page("improvements", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func finding(
        _ open: OpenFinding, _ organisation: Organisation, _ year: FiscalYear, _ mayTake: Bool, _ request: PageRequest,
        _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let finding = open.finding
        var values: [String: Any] = [
            "text": request.text(finding.text), "kind": request.text(kind(finding.kind)),
            "code": shown(finding.key),
            "taken": open.actions.map { ["address": "./improvements/\($0)"] },
            "isTaken": !open.actions.isEmpty, "takenWords": request.say("รับไปทำแล้ว", "taken up"),
        ]
        guard mayTake else { return values }
        let isSent = request.form["finding"] == finding.key && request.form["kind"] == finding.kind.rawValue
        let typed = isSent ? request.form : FormContent()
        let mark = "\(finding.kind.rawValue)-\(finding.key)"
        func field(
            _ name: String, _ label: String, _ kind: PageField.Kind = .text, value: String? = nil, required: Bool = true
        ) -> PageField {
            var field = PageField(name, label, kind, value: typed[name] ?? value, isRequired: required)
            field.id = "f-\(name)-\(mark)"
            return field
        }
        let form = PageForm(
            "./improvements?organisation=\(PageText.query(organisation.code))&year=\(year)",
            go: request.say("รับไปทำ", "Take it up"),
            hidden: [
                ("organisation", organisation.code), ("year", year.description), ("finding", finding.key),
                ("kind", finding.kind.rawValue), ("th", finding.text.th), ("en", finding.text.en ?? ""),
            ], problems: isSent ? problems : [],
            fields: [
                field("action", request.say("จะทำอะไร", "What will be done"), .area),
                field("owner", request.say("หน่วยงานรับผิดชอบ (รหัส)", "Who does it (code)"), value: organisation.code),
                field("ownerPosition", request.say("ตำแหน่งผู้รับผิดชอบ", "Position"), required: false),
                field("dueOn", request.say("ภายในวันที่", "Until"), .date),
            ])
        var shown = form.values(request, call)
        shown["words"] = request.say("กำหนดการปรับปรุง", "Take up an action")
        shown["isOpen"] = isSent
        values["form"] = shown
        return values
    }

    static func kind(_ kind: FindingKind) -> LocalizedText {
        switch kind {
        case .indicator: LocalizedText("ตัวชี้วัด", "indicator")
        case .spending: LocalizedText("การใช้จ่าย", "spending")
        case .plan: LocalizedText("แผน", "plan")
        case .round: LocalizedText("การรายงาน", "answers")
        case .other: LocalizedText("อื่น ๆ", "other")
        }
    }

    private static func state(_ action: ImprovementAction) -> (words: LocalizedText, tag: String) {
        if action.isOverdue { return (LocalizedText("เลยกำหนด", "overdue"), "bad") }
        return switch action.state {
        case .open: (LocalizedText("ยังไม่เริ่ม", "not begun"), "warn")
        case .inProgress: (LocalizedText("กำลังทำ", "under way"), "")
        case .done: (LocalizedText("เสร็จแล้ว", "done"), "good")
        case .dropped: (LocalizedText("ยกเลิก", "given up"), "")
        }
    }

    /// Codes that people know; others, as `overall/used/Q4`, are for programs.
    private static func shown(_ key: String) -> String { key.contains("/") ? "" : key }

    private static func row(
        _ action: ImprovementAction, _ names: PlaceNames, _ request: PageRequest
    ) -> [String: Any] {
        let state = state(action)
        return [
            "action": request.text(action.action), "address": "./improvements/\(action.id)",
            "finding": request.text(action.finding.text), "owner": request.text(names[action.owner]),
            "position": action.ownerPosition ?? "", "state": request.text(state.words), "tag": state.tag,
            "due": request.say("ภายใน \(ReportingPages.day(action.dueOn, request))", "by \(action.dueOn)"),
            "carried": action.carry.map { "\(request.text(carry($0.state))) \($0.plan)" } ?? "",
        ]
    }

    private static func carry(_ state: CarryState) -> LocalizedText {
        switch state {
        case .waiting: LocalizedText("กำลังนำเข้าแผน", "on its way into")
        case .carried: LocalizedText("อยู่ในแผน", "in the plan")
        case .refused: LocalizedText("แผนไม่รับ", "refused by")
        }
    }

    private static func create(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        guard let organisation = form.text("organisation"), let year = form.number("year").flatMap(FiscalYear.init)
        else { throw RPCError.notFound("organisation", form["organisation"] ?? "") }
        guard let due = form.day("dueOn") else { throw noDay("/dueOn") }
        let made = try await call.invoke(
            CreateImprovement(
                organisation: organisation, fiscalYear: year,
                finding: ImprovementFinding(
                    kind: form["kind"].flatMap(FindingKind.init) ?? .other, key: form["finding"] ?? "",
                    text: LocalizedText(th: form["th"] ?? "", en: form.text("en"))),
                action: LocalizedText(th: form.text("action") ?? ""), owner: form.text("owner") ?? "",
                ownerPosition: form.text("ownerPosition"), dueOn: due, idempotencyKey: form["key"] ?? ""))
        return "./improvements/\(made.id)"
    }

    private static func noDay(_ path: String) -> RPCError {
        let message = LocalizedText("ต้องระบุวันที่", "a day is needed")
        return RPCError(.invalidParams, message, problems: [Problem(path: path, rule: "date", message: message)])
    }

    // MARK: - One

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let action = try await find(request, call)
        let name = await PageScene.current.named(action.history.map(\.by))
        let state = state(action)
        let title = request.text(action.action)
        let owner = request.text(try await call.placeNames([action.owner])[action.owner])
        let sent = request.form["do"]
        var values: [String: Any] = [
            "listTitle": request.say("การปรับปรุง", "Improvement"),
            "listAddress":
                "../improvements?organisation=\(PageText.query(action.organisation))&year=\(action.fiscalYear)",
            "title": title, "state": request.text(state.words), "tag": state.tag,
            "finding": request.text(action.finding.text), "kind": request.text(kind(action.finding.kind)),
            "code": shown(action.finding.key),
            "facts": [
                (
                    request.say("ผู้รับผิดชอบ", "Who does it"),
                    [owner, action.ownerPosition ?? ""].joined(separator: " ")
                ),
                (request.say("ภายใน", "By"), ReportingPages.day(action.dueOn, request)),
                (request.say("ผลของปี", "Results of"), action.fiscalYear.description),
                (request.say("รายงาน", "Report"), action.report ?? "–"),
            ].map { ["name": $0.0, "value": $0.1] },
            "historyTitle": request.say("ความก้าวหน้า", "How it went"),
            "history": action.history.reversed().map { note -> [String: Any] in
                var values: [String: Any] = [
                    "day": ReportingPages.time(note.at, request), "by": name(note.by),
                    "state": request.text(word(note.state)),
                ]
                values["note"] = note.note
                return values
            },
        ]
        if let carry = action.carry {
            values["carry"] = [
                "words": "\(request.text(self.carry(carry.state))) \(carry.plan) · \(carry.element)",
                "tag": carry.state == .carried ? "good" : carry.state == .refused ? "bad" : "warn",
                "problem": carry.problem.map(request.text) ?? "",
            ]
        }
        if try await ReportingPages.may(ReportingAccess.makers, at: action.organisation, call) {
            values["update"] = update(action, request, call, sent == "update" ? problems : [])
            if action.carry == nil || action.carry?.state == .refused {
                values["carryForm"] = carryForm(action, request, call, sent == "carry" ? problems : [])
            }
        }
        return ReportingPages.page("improvement", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func word(_ state: ImprovementState) -> LocalizedText {
        switch state {
        case .open: LocalizedText("ยังไม่เริ่ม", "not begun")
        case .inProgress: LocalizedText("กำลังทำ", "under way")
        case .done: LocalizedText("เสร็จแล้ว", "done")
        case .dropped: LocalizedText("ยกเลิก", "given up")
        }
    }

    private static func find(_ request: PageRequest, _ call: ReadCall) async throws -> ImprovementAction {
        guard let id = ID(request.parameters["id"] ?? "") else {
            throw RPCError.notFound("improvement", request.parameters["id"] ?? "")
        }
        return try await call.invoke(GetImprovement(improvement: id))
    }

    private static func update(
        _ action: ImprovementAction, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        var values = PageForm(
            "./\(action.id)", go: request.say("บันทึก", "Record it"),
            hidden: [("do", "update"), ("version", String(action.version))], problems: problems,
            fields: [
                PageField(
                    "state", request.say("สถานะ", "How it stands"),
                    .select(ImprovementState.allCases.map { ($0.rawValue, request.text(word($0))) }),
                    value: request.form["state"] ?? action.state.rawValue),
                PageField(
                    "note", request.say("ทำอะไรไปแล้ว หรือเหตุผลที่ยกเลิก", "What was done, or why it is given up"), .area,
                    value: request.form["note"]),
                PageField(
                    "dueOn", request.say("ภายในวันที่", "Until"), .date,
                    value: request.form["dueOn"] ?? action.dueOn.description),
            ]
        ).values(request, call)
        values["title"] = request.say("บันทึกความก้าวหน้า", "Say how it stands")
        return values
    }

    private static func carryForm(
        _ action: ImprovementAction, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let typed = request.form
        var values = PageForm(
            "./\(action.id)", go: request.say("นำเข้าร่างแผน", "Carry it into the draft"),
            hidden: [("do", "carry"), ("version", String(action.version))], problems: problems,
            fields: [
                PageField(
                    "plan", request.say("รหัสแผนที่มีร่าง", "Code of a plan that has a draft"), value: typed["plan"],
                    isRequired: true),
                PageField(
                    "element", request.say("รหัสขององค์ประกอบใหม่", "Code of the new element"), value: typed["element"],
                    isRequired: true),
                PageField("parent", request.say("อยู่ใต้ (รหัส)", "Under (code)"), value: typed["parent"]),
            ]
        ).values(request, call)
        values["title"] = request.say("นำไปไว้ในแผนถัดไป", "Into the next plan")
        return values
    }

    private static func change(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let action = try await find(request, call)
        let version = form.number("version") ?? action.version
        if form["do"] == "carry" {
            _ = try await call.invoke(
                CarryImprovement(
                    improvement: action.id, plan: form.text("plan") ?? "", element: form.text("element") ?? "",
                    parent: form.text("parent"), expectedVersion: version, idempotencyKey: form["key"] ?? ""))
        } else {
            _ = try await call.invoke(
                UpdateImprovement(
                    improvement: action.id, state: form.text("state").flatMap(ImprovementState.init),
                    note: form.text("note"), dueOn: form.day("dueOn"), expectedVersion: version,
                    idempotencyKey: form["key"] ?? ""))
        }
        return "./\(action.id)"
    }
}
