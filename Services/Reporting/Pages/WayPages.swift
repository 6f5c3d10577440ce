import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/making/⟨report⟩`: a report's life as a line, its next step as a form, its parts and what is missing in them.
enum WayPages {
    static func register(on router: ServiceRouter) {
        router.page("/making/:report", access: ReportingAccess.readers) { try await page($0, $1, problems: []) }
        router.form("/making/:report", access: ReportingAccess.recorders) { request, call in
            try await PageForm.taking(request) {
                let report = try await call.invoke(GetReport(report: Reference(request.parameters["report"] ?? "")))
                let code = try await take(report, request, call)
                return "./\(PageText.query(code))"
            } refused: {
                try await page(request, call, problems: $0)
            }
        }
    }

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        var report = try await call.invoke(GetReport(report: Reference(request.parameters["report"] ?? "")))
        let name = await PageScene.current.named(report.history.map(\.recordedBy))
        for index in report.history.indices {
            report.history[index].recordedBy = name(report.history[index].recordedBy)
        }
        let content = try await call.invoke(GetReportContent(report: .id(report.id)))
        let matter: Matter? = if let id = report.matter { try await call.invoke(GetMatter(matter: id)) } else { nil }
        let procedure = try await procedure(of: report, matter, call)
        let place = try await call.placeNames([report.organisation])[report.organisation]
        let sent = request.form["do"]
        func refused(_ form: String) -> [String] { sent == form ? problems : [] }
        let title = request.text(report.title)
        var values: [String: Any] = [
            "listTitle": request.say("จัดทำรายงาน", "Making reports"),
            "listAddress": "../making?organisation=\(PageText.query(report.organisation))&year=\(report.fiscalYear)",
            "title": title, "code": report.code, "step": request.text(ReportingPages.step(report.step)),
            "tag": ReportingPages.tag(report.step), "organisation": request.text(place),
            "period": ReportingPages.period(report.fiscalYear, report.quarter, request),
            "edition": request.say("ฉบับที่ \(report.revision)", "Edition \(report.revision)"),
            "wayTitle": request.say("เส้นทางของรายงาน", "Its way"),
            "way": way(report, matter, procedure, request),
            "historyTitle": request.say("สิ่งที่เกิดขึ้น", "What happened"),
            "history": report.history.reversed().map { record($0, procedure, request) },
            "partsTitle": request.say("ส่วนของรายงาน", "Its parts"),
            "parts": try await parts(report, content, request, call, refused("write")),
            "readAddress": "../reports/\(PageText.query(report.code))",
            "read": request.say("อ่านรายงาน", "Read it"),
            "files": [ReportFormat.pdf, .xlsx, .csv, .json].map { format -> [String: Any] in
                [
                    "name": format.rawValue.uppercased(),
                    "address": "../reports/\(PageText.query(report.code)).\(format.rawValue)",
                ]
            },
        ]
        if report.missing > 0 {
            values["gaps"] = [
                "title": request.say(
                    "ขาดข้อมูล \(report.missing) ส่วน: เผยแพร่ไม่ได้จนกว่าจะครบ",
                    "\(report.missing) gaps: it cannot be published before they are filled"),
                "items": content.missing.map { gap -> [String: Any] in
                    let names = content.parts.filter { gap.parts.contains($0.code) }.map { request.text($0.title) }
                    return [
                        "parts": names.joined(separator: ", "), "reason": request.text(gap.reason),
                        "service": request.text(ReportingPages.service(gap.service)),
                    ]
                },
            ]
        }
        if report.supersededBy == nil {
            values["next"] = try await next(report, matter, request, call, refused)
        } else {
            values["superseded"] = request.say("มีฉบับใหม่กว่าแทนฉบับนี้แล้ว", "A newer edition has taken its place.")
        }
        values["check"] = try await check(report, request, call)
        return ReportingPages.page("way", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    // MARK: - Its line

    /// The procedure that the report goes by, as it was when its matter was opened.
    private static func procedure(
        of report: Report, _ matter: Matter?, _ call: ReadCall
    ) async throws -> ProcedureDefinition {
        if let matter {
            return try await call.invoke(
                GetProcedure(
                    procedure: matter.procedure, version: matter.procedureVersion, province: matter.province,
                    on: matter.openedAt.dateInThailand))
        }
        let kind = try await Find.definition(of: report, on: call.database)
        return try await call.invoke(
            GetProcedure(
                procedure: kind.procedure ?? ReportProcedures.standard, province: report.province,
                on: call.now.dateInThailand))
    }

    private static func way(
        _ report: Report, _ matter: Matter?, _ procedure: ProcedureDefinition, _ request: PageRequest
    ) -> [[String: Any]] {
        let isFrozen = report.step != .draft
        var line = [
            point(LocalizedText("ร่าง", "Draft"), isHere: !isFrozen, isDone: isFrozen, request),
            point(
                LocalizedText("ตรึงเนื้อหา", "Frozen"), isHere: false, isDone: isFrozen, request),
        ]
        let passed = Set(matter?.history.filter { $0.outcome != .return }.map(\.step) ?? [])
        for step in procedure.steps {
            line.append(
                point(
                    step.name, isHere: matter?.state == .open && matter?.step == step.code,
                    isDone: passed.contains(step.code), request))
        }
        if report.step == .returned {
            line.append(point(ReportingPages.step(.returned), isHere: true, isDone: false, request))
        }
        return line
    }

    private static func point(
        _ name: LocalizedText, isHere: Bool, isDone: Bool, _ request: PageRequest
    ) -> [String: Any] {
        [
            "name": request.text(name), "isHere": isHere, "class": isHere ? "here" : isDone ? "done" : "ahead",
            "mark": isHere ? "●" : isDone ? "✓" : "○",
        ]
    }

    /// What happened, in the words of its procedure where it was one of its steps: not every approval is a committee's.
    private static func record(
        _ record: ReportStepRecord, _ procedure: ProcedureDefinition, _ request: PageRequest
    ) -> [String: Any] {
        let step = record.step == .returned ? nil : procedure.steps.first { $0.code == record.procedureStep }
        var values: [String: Any] = [
            "day": ReportingPages.day(record.happenedOn, request),
            "step": request.text(step?.name ?? ReportingPages.step(record.step)),
            "facts": [record.position, record.document, record.recordedBy].compactMap { $0 }.joined(separator: " · "),
        ]
        values["note"] = record.note
        return values
    }

    // MARK: - Its next step

    private static func next(
        _ report: Report, _ matter: Matter?, _ request: PageRequest, _ call: ReadCall,
        _ refused: (String) -> [String]
    ) async throws -> [String: Any] {
        let action = "./\(PageText.query(report.code))"
        func shown(_ title: String, _ about: String?, _ form: PageForm?) -> [String: Any] {
            var values: [String: Any] = ["title": title]
            values["about"] = about
            values["form"] = form?.values(request, call)
            if let matter {
                values["matter"] = [
                    "address": "../matters/\(matter.id)", "words": request.say("ดูเรื่องนี้", "See the matter"),
                ]
            }
            return values
        }
        if report.step == .draft {
            let isMaker = try await ReportingPages.may(ReportingAccess.makers, at: report.organisation, call)
            return shown(
                request.say("ขั้นต่อไป: ตรึงเนื้อหา", "Next: freeze the content"),
                request.say(
                    "ตรึงแล้วเนื้อหาเปลี่ยนไม่ได้อีก มีค่าแฮช และเริ่มขั้นตอนตรวจสอบ",
                    "Frozen content never changes again; it gets its hash, and the checking begins."),
                isMaker && report.missing == 0
                    ? PageForm(
                        action, go: request.say("ตรึงเนื้อหา", "Freeze"),
                        hidden: [("do", "freeze"), ("version", String(report.version))], problems: refused("freeze"))
                    : nil)
        }
        guard let matter, matter.state == .open, let step = matter.step else {
            let words =
                report.step == .returned
                ? request.say("ส่งกลับแล้ว จัดทำร่างใหม่เพื่อแก้ไข", "Sent back: compose it again to mend it.")
                : request.say("ไม่มีขั้นต่อไป", "There is no further step.")
            return shown(words, nil, nil)
        }
        let title = request.say(
            "ขั้นต่อไป: \(request.text(matter.stepName ?? LocalizedText(step, step)))",
            "Next: \(request.text(matter.stepName ?? LocalizedText(step, step)))")
        guard !matter.may.isEmpty else {
            let who = matter.roles.map { request.text($0.title) }.joined(separator: ", ")
            return shown(title, request.say("รอ \(who)", "Waits for \(who)"), nil)
        }
        return shown(title, nil, stepForm(report, matter, action, request, call, refused("step")))
    }

    private static func stepForm(
        _ report: Report, _ matter: Matter, _ action: String, _ request: PageRequest, _ call: ReadCall,
        _ problems: [String]
    ) -> PageForm {
        let typed = request.form
        return PageForm(
            action, go: request.say("บันทึกขั้นนี้", "Record the step"),
            hidden: [
                ("do", "step"), ("version", String(report.version)), ("step", matter.step ?? ""),
            ], problems: problems,
            fields: [
                PageField(
                    "outcome", request.say("ผล", "Outcome"),
                    .select(matter.may.map { ($0.rawValue, request.text(outcome($0))) }), value: typed["outcome"]),
                PageField(
                    "day", request.say("วันที่", "Day"), .date,
                    value: typed["day"] ?? call.now.dateInThailand.description, isRequired: true),
                PageField(
                    "position", request.say("ตำแหน่งผู้ตัดสินใจหรือลงนาม", "Position of who decided or signed"),
                    value: typed["position"]),
                PageField(
                    "document", request.say("เลขที่มติหรือหนังสือ", "Number of the resolution or letter"),
                    value: typed["document"]),
                PageField(
                    "note",
                    request.say("ข้อสังเกต หรือสิ่งที่ต้องแก้เมื่อส่งกลับ", "Observations, or what to mend when it goes back"),
                    .area, value: typed["note"]),
            ])
    }

    private static func outcome(_ outcome: ActionOutcome) -> LocalizedText {
        switch outcome {
        case .forward: LocalizedText("ผ่าน ส่งต่อ", "Done, forward")
        case .return: LocalizedText("ส่งกลับให้แก้ไข", "Send back")
        case .approve: LocalizedText("เห็นชอบ", "Approve")
        case .approveWithObservations: LocalizedText("เห็นชอบโดยมีข้อสังเกต", "Approve with observations")
        case .reject: LocalizedText("ไม่เห็นชอบ", "Reject")
        case .acknowledge: LocalizedText("รับทราบ", "Take note")
        case .again: LocalizedText("เสร็จรอบนี้", "Done for now")
        case .withdraw: LocalizedText("ถอนเรื่อง", "Withdraw")
        }
    }

    // MARK: - What is sent

    private static func take(_ report: Report, _ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let key = form["key"] ?? ""
        let version = form.number("version") ?? report.version
        switch form["do"] {
        case "freeze":
            return try await call.invoke(
                FreezeReport(report: .id(report.id), expectedVersion: version, idempotencyKey: key)
            ).code
        case "write":
            return try await call.invoke(
                WriteReport(
                    report: .id(report.id), part: form["part"] ?? "",
                    text: LocalizedText(th: form.text("th") ?? "", en: form.text("en")), expectedVersion: version,
                    idempotencyKey: key)
            ).code
        default:
            return try await step(report, form, version, key, call)
        }
    }

    private static func step(
        _ report: Report, _ form: FormContent, _ version: Int, _ key: String, _ call: ReadCall
    ) async throws -> String {
        let day = form.day("day") ?? call.now.dateInThailand
        let outcome = form.text("outcome").flatMap(ActionOutcome.init)
        if outcome == .return || outcome == .reject {
            return try await call.invoke(
                ReturnReport(
                    report: .id(report.id), happenedOn: day, note: form.text("note") ?? "",
                    position: form.text("position"), expectedVersion: version, idempotencyKey: key)
            ).code
        }
        let next = WayStep.of(form["step"] ?? "", published: report.step == .published)
        if next == .published {
            return try await call.invoke(
                PublishReport(report: .id(report.id), expectedVersion: version, idempotencyKey: key)
            ).code
        }
        return try await call.invoke(
            RecordReportStep(
                report: .id(report.id), step: next ?? .checked, happenedOn: day, position: form.text("position"),
                document: form.text("document"), note: form.text("note"), outcome: outcome, expectedVersion: version,
                idempotencyKey: key)
        ).code
    }

    // MARK: - Its parts

    private static func parts(
        _ report: Report, _ content: ReportContent, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) async throws -> [[String: Any]] {
        let isMaker =
            report.step == .draft
            ? try await ReportingPages.may(ReportingAccess.makers, at: report.organisation, call) : false
        let kind = try await Find.definition(of: report, on: call.database)
        let written = Set(kind.parts.filter(\.isWritten).map(\.code))
        return content.parts.map { part in
            let isMissing = content.missing.contains { $0.parts.contains(part.code) }
            let text = part.blocks.first { $0.kind == .paragraph }?.text
            let isBlank = written.contains(part.code) && !part.blocks.contains { $0.kind != .gap }
            var values: [String: Any] = [
                "title": request.text(part.title),
                "address": "../reports/\(PageText.query(report.code))#part-\(part.code)",
                "tag": isMissing ? "bad" : isBlank ? "warn" : "good",
                "state": isMissing
                    ? request.say("ขาดข้อมูล", "figures missing")
                    : isBlank ? request.say("ยังไม่ได้เขียน", "not written yet") : request.say("ครบ", "whole"),
            ]
            if isMaker, written.contains(part.code) {
                values["write"] = writing(report, part.code, text, request, call, problems)
            }
            return values
        }
    }

    private static func writing(
        _ report: Report, _ part: String, _ text: LocalizedText?, _ request: PageRequest, _ call: ReadCall,
        _ problems: [String]
    ) -> [String: Any] {
        let isSent = request.form["part"] == part
        func field(_ name: String, _ label: String, _ kept: String?, required: Bool) -> PageField {
            var field = PageField(
                name, label, .area, value: isSent ? request.form[name] : kept, isRequired: required)
            field.id = "f-\(name)-\(part)"
            return field
        }
        let form = PageForm(
            "./\(PageText.query(report.code))", go: request.say("บันทึกข้อความ", "Keep the text"),
            hidden: [("do", "write"), ("part", part), ("version", String(report.version))],
            problems: isSent ? problems : [],
            fields: [
                field("th", request.say("ข้อความภาษาไทย", "In Thai"), text?.th, required: true),
                field("en", request.say("ภาษาอังกฤษ (ถ้ามี)", "In English, if any"), text?.en, required: false),
            ])
        var values = form.values(request, call)
        values["words"] = request.say("เขียนส่วนนี้", "Write this part")
        values["isOpen"] = isSent && !problems.isEmpty
        return values
    }

    // MARK: - Proof

    private static func check(_ report: Report, _ request: PageRequest, _ call: ReadCall) async throws -> [String: Any]?
    {
        guard let hash = report.sha256 else { return nil }
        var values: [String: Any] = [
            "title": request.say("ความถูกต้องของเนื้อหา", "Whether it is what was frozen"), "sha256": hash,
            "verify": PageScene.current.address("check", "hash"),
            "verifyWords": request.say("ตรวจกับค่าแฮช", "Check against the hash"),
            "reproduce": PageScene.current.address("check", "again"),
            "reproduceWords": request.say("จัดทำซ้ำจากข้อมูลที่บันทึก", "Make it again from what was recorded"),
        ]
        switch request.query["check"] {
        case "hash":
            let result = try await call.invoke(VerifyReport(report: .id(report.id)))
            values["tag"] = result.isIntact ? "good" : "bad"
            values["result"] =
                result.isIntact
                ? request.say("ตรงทุกไบต์ (\(result.bytes) ไบต์)", "Every byte is as it was (\(result.bytes) bytes).")
                : request.say("ไม่ตรงกับค่าที่บันทึก", "It is not what was frozen.")
        case "again":
            let result = try await call.invoke(ReproduceReport(report: .id(report.id)))
            values["tag"] =
                switch result.outcome {
                case .same: "good"
                case .drawnOtherwise, .partly: "warn"
                case .different: "bad"
                }
            values["result"] = request.text(result.message)
            values["differences"] = result.differences.map {
                [
                    "path": $0.path, "isFigure": $0.isFigure, "recorded": $0.recorded ?? "–",
                    "reproduced": $0.reproduced ?? "–",
                    "figure": request.say("ตัวเลข", "figure"), "words": request.say("ถ้อยคำหรือภาพ", "wording or drawing"),
                ] as [String: Any]
            }
            values["differencesTitle"] = request.say("ต่างกันที่ใด", "Where they differ")
            values["headings"] = [
                request.say("ที่", "Place"), request.say("ชนิด", "Kind"), request.say("ที่บันทึกไว้", "As recorded"),
                request.say("ที่จัดทำซ้ำ", "Made again"),
            ].map { ["text": $0] }
        default: break
        }
        return values
    }
}
