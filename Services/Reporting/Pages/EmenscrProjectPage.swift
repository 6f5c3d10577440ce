import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/emenscr/project/⟨project⟩-⟨year⟩-Q⟨quarter⟩`: one project's sheet inside the frame, where people fill in what no service
/// knows (`emenscr.write`) and record how far it is in the national system (`emenscr.move`).
enum EmenscrProjectPage {
    static func register(on router: ServiceRouter) {
        router.page("/emenscr/project/:sheet", access: ReportingAccess.readers) {
            try await page($0, $1, problems: [])
        }
        router.form("/emenscr/project/:sheet", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request) {
                try await take(request, call)
            } refused: {
                try await page(request, call, problems: $0)
            }
        }
    }

    /// What an address names.
    private static func asked(_ request: PageRequest) throws -> (name: EmenscrSheetName, organisation: String) {
        let text = request.parameters["sheet"] ?? ""
        guard let name = EmenscrSheetName(text) else { throw RPCError.notFound("page", text) }
        return (name, request.query["organisation"] ?? OrganisationCode.province(of: name.project))
    }

    private static func sheet(_ request: PageRequest, _ call: ReadCall) async throws -> EmenscrSheet {
        let (name, organisation) = try asked(request)
        return try await call.invoke(
            GetEmenscrSheet(
                organisation: organisation, project: name.project, fiscalYear: name.year, quarter: name.quarter))
    }

    // MARK: - The page

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let (name, organisation) = try asked(request)
        let sheet = try await sheet(request, call)
        let mayMake = try await ReportingPages.may(ReportingAccess.makers, at: organisation, call)
        let query = "?organisation=\(PageText.query(organisation))"
        let file = "../sheet/\(PageText.query(name.text))"
        let title = request.text(sheet.name)
        var values: [String: Any] = [
            "listTitle": request.say("ข้อมูลสำหรับ eMENSCR", "For eMENSCR"),
            "listAddress": "../../emenscr\(query)&year=\(name.year)&quarter=\(name.quarter)", "title": title,
            "code": sheet.project, "period": ReportingPages.period(name.year, name.quarter, request),
            "due": request.say(
                "บันทึกภายใน \(ReportingPages.day(sheet.dueOn, request))", "to be entered by \(sheet.dueOn)"),
            "state": request.text(EmenscrWords.state(sheet.record.state)),
            "tag": sheet.record.state == .approvedByMinistry ? "good" : sheet.record.state == .returned ? "bad" : "",
            "files": ["pdf", "xlsx", "csv", "json"].map {
                ["name": $0.uppercased(), "address": "\(file).\($0)\(query)"]
            },
            "checksTitle": request.say("สิ่งที่ต้องแก้ก่อนนำเข้า", "What to put right first"),
            "isReady": sheet.problems.isEmpty,
            "ready": request.say("พร้อมบันทึกในระบบ eMENSCR", "Ready to be entered."),
            "problems": sheet.problems.map { problem -> [String: Any] in
                ["text": request.text(problem.message), "tag": problem.severity == .error ? "bad" : "warn"]
            },
            "forms": EmenscrForm.allCases.map { form($0, sheet, request) },
            "valueLabel": request.say("ค่าที่ต้องบันทึก", "To be entered"), "originLabel": request.say("ที่มา", "From"),
            "headings": [
                request.say("ช่อง", "Field"),
                request.say("ค่าที่ต้องบันทึก", "To be entered"), request.say("ที่มา", "From"),
            ].map { ["text": $0] },
        ]
        if mayMake {
            let action = "./\(PageText.query(name.text))\(query)"
            let sent = request.form["do"]
            values["writings"] = [
                writing(
                    request.say("กรอกช่องของทั้งปี", "Fill in the year's fields"), quarterly: false, sheet, action,
                    sent == "year" ? problems : [], request, call),
                writing(
                    request.say("กรอกผลของไตรมาสที่ \(name.quarter)", "Fill in quarter \(name.quarter)"),
                    quarterly: true, sheet, action, sent == "quarter" ? problems : [], request, call),
            ]
            values["move"] = move(sheet, action, sent == "move" ? problems : [], request, call)
        }
        return ReportingPages.page(
            "project", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func form(
        _ form: EmenscrForm, _ sheet: EmenscrSheet, _ request: PageRequest
    ) -> [String: Any] {
        [
            "code": form.rawValue, "title": request.text(EmenscrWords.form(form)),
            "fields": sheet.fields.filter { $0.form == form }.map { field -> [String: Any] in
                let lines = field.values.map { EmenscrFiles.shown($0, field) }
                return [
                    "number": field.number, "name": request.text(field.name), "lines": lines.map { ["line": $0] },
                    "isEmpty": lines.isEmpty,
                    "empty": field.isRequired
                        ? request.say("ยังไม่กรอก", "not filled in") : request.say("ไม่มี", "none"),
                    "tag": field.isRequired ? "bad" : "", "origin": request.text(EmenscrWords.origin(field.origin)),
                ]
            },
        ]
    }

    // MARK: - Filling in

    /// Fields that people fill in, of the year or of a quarter; of activities each its own.
    private static func written(_ sheet: EmenscrSheet, quarterly: Bool) -> [(field: EmenscrField, isDay: Bool)] {
        sheet.fields.compactMap { field in
            guard let known = EmenscrFields.find(field.code), known.isQuarterly == quarterly else { return nil }
            return (field, known.isDay)
        }
    }

    private static func writing(
        _ title: String, quarterly: Bool, _ sheet: EmenscrSheet, _ action: String, _ problems: [String],
        _ request: PageRequest, _ call: ReadCall
    ) -> [String: Any] {
        let what = quarterly ? "quarter" : "year"
        let isSent = request.form["do"] == what
        func value(_ name: String, _ kept: String?) -> String? { isSent ? request.form[name] ?? kept : kept }
        var fields = written(sheet, quarterly: quarterly).map { field, isDay in
            let activity = field.code.split(separator: "/", maxSplits: 1).dropFirst().first.map { " \($0)" } ?? ""
            var shown = PageField(
                field.code, "\(field.number) \(request.text(field.name))\(activity)", isDay ? .date : .area,
                value: value(field.code, own(field)),
                hint: field.origin == .plans && isDay
                    ? request.say(
                        "ตามแผน \(EmenscrFiles.shown(field.values.first ?? "", field))",
                        "in the plan: \(field.values.first ?? "")") : nil)
            shown.id = "f-\(what)-\(field.code.replacing("/", with: "-"))"
            return shown
        }
        if !quarterly {
            var code = PageField(
                "nationalCode", request.say("1.2 รหัสโครงการในระบบ eMENSCR", "1.2 National code"),
                value: value("nationalCode", sheet.record.nationalCode))
            code.id = "f-year-nationalCode"
            fields.insert(code, at: 0)
        }
        var values = PageForm(
            action, go: request.say("บันทึก", "Keep"),
            hidden: [("do", what), ("version", String(sheet.record.version))], problems: problems, fields: fields
        ).values(request, call)
        values["words"] = title
        values["isOpen"] = isSent && !problems.isEmpty
        return values
    }

    /// What people have written; what a plan says in its place is no writing.
    private static func own(_ field: EmenscrField) -> String? {
        field.origin == .written ? field.values.first : nil
    }

    private static func move(
        _ sheet: EmenscrSheet, _ action: String, _ problems: [String], _ request: PageRequest, _ call: ReadCall
    ) -> [String: Any]? {
        let typed = request.form
        let isSent = typed["do"] == "move"
        var values = PageForm(
            action, go: request.say("บันทึกสถานะ", "Record it"),
            hidden: [("do", "move"), ("version", String(sheet.record.version))], problems: problems, mark: "move",
            fields: [
                PageField(
                    "state", request.say("สถานะในระบบ eMENSCR (M7)", "Where it is in eMENSCR (M7)"),
                    .select(
                        sheet.record.state.next.map { ($0.rawValue, request.text(EmenscrWords.state($0))) }),
                    value: isSent ? typed["state"] : nil),
                PageField(
                    "on", request.say("วันที่", "Day"), .date,
                    value: isSent ? typed["on"] : call.now.dateInThailand.description, isRequired: true),
                PageField(
                    "note", request.say("หมายเหตุ หรือสิ่งที่ต้องแก้", "Note, or what is to be mended"), .area,
                    value: isSent ? typed["note"] : nil),
            ]
        ).values(request, call)
        values["words"] = request.say("บันทึกสถานะการอนุมัติ", "Record how far it is approved")
        values["isOpen"] = isSent && !problems.isEmpty
        return values
    }

    // MARK: - What is sent

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let (name, organisation) = try asked(request)
        let form = request.form
        let version = form.number("version") ?? 0
        let next = "./\(PageText.query(name.text))?organisation=\(PageText.query(organisation))"
        if form["do"] == "move" {
            guard let state = form.text("state").flatMap(EmenscrState.init) else {
                throw PageForm.lacking("/state", "ต้องเลือกสถานะ", "choose where it is")
            }
            _ = try await call.invoke(
                MoveEmenscr(
                    organisation: organisation, project: name.project, state: state,
                    on: form.day("on") ?? call.now.dateInThailand, note: form.text("note"), expectedVersion: version,
                    idempotencyKey: form["key"] ?? ""))
            return next
        }
        let quarterly = form["do"] == "quarter"
        let sheet = try await sheet(request, call)
        let fields = written(sheet, quarterly: quarterly).compactMap { field, isDay -> EmenscrWriting? in
            let typed = form.text(field.code) ?? ""
            let value = isDay ? form.day(field.code)?.description ?? typed : typed
            return value == own(field) ?? "" ? nil : EmenscrWriting(field: field.code, value: value)
        }
        let code = quarterly ? nil : form.text("nationalCode")
        guard !fields.isEmpty || (code != nil && code != sheet.record.nationalCode) else { return next }
        _ = try await call.invoke(
            WriteEmenscr(
                organisation: organisation, project: name.project, fiscalYear: name.year,
                quarter: quarterly ? name.quarter : nil, nationalCode: code == sheet.record.nationalCode ? nil : code,
                fields: fields, expectedVersion: version, idempotencyKey: form["key"] ?? ""))
        return next
    }
}

/// `67-P01-2566-Q4`: a project, a year and a quarter, as addresses name them.
struct EmenscrSheetName {
    let project: String
    let year: FiscalYear
    let quarter: Int

    var text: String { "\(project)-\(year)-Q\(quarter)" }

    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count > 2, let last = parts.last, last.hasPrefix("Q"), let quarter = Int(last.dropFirst()),
            (1...4).contains(quarter), let number = Int(parts[parts.count - 2]), let year = FiscalYear(number)
        else { return nil }
        project = parts.dropLast(2).joined(separator: "-")
        (self.year, self.quarter) = (year, quarter)
    }
}
