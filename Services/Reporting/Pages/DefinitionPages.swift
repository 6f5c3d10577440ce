import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/definitions`: the kinds of report; `/definitions/⟨code⟩`: what one asks for and says, tried on a year, kept as an
/// office's own and published.
enum DefinitionPages {
    static func register(on router: ServiceRouter) {
        router.page(
            "/definitions", title: LocalizedText("แบบรายงาน", "Kinds of report"),
            about: LocalizedText(
                "แบบที่มากับระบบและแบบของสำนักงาน ลองกับข้อมูลจริงได้",
                "Those that come with the system and the office's own, to be tried"),
            access: ReportingAccess.makers
        ) { try await list($0, $1, problems: []) }
        router.form("/definitions", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request, showsPlaces: true) {
                try await save(request, call)
            } refused: {
                try await list(request, call, problems: $0)
            }
        }
        router.page("/definitions/:code", access: ReportingAccess.makers) { try await one($0, $1, problems: []) }
        router.form("/definitions/:code", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request, showsPlaces: request.form["do"] == "change") {
                switch request.form["do"] {
                case "copy": try await copy(request, call)
                case "change": "." + (try await save(request, call)).dropFirst("./definitions".count)
                default: try await publish(request, call)
                }
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
    }

    /// The province whose own kinds are shown, and the place that they are kept at.
    private static func office(_ request: PageRequest, _ call: ReadCall) async throws -> Organisation? {
        let choice = try await PlaceChoice(request, call)
        return choice.organisation
    }

    // MARK: - The list

    private static func list(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let office = try await office(request, call)
        let kinds = try await call.invoke(ListReportDefinitions(province: office?.province)).items
        let title = request.say("แบบรายงาน", "Kinds of report")
        var values: [String: Any] = [
            "title": title,
            "headings": [
                request.say("แบบ", "Kind"), request.say("รอบ", "Cycle"), request.say("ส่วน", "Parts"),
                request.say("ที่มา", "Whose"),
            ].map { ["text": $0] },
            "cycleLabel": request.say("รอบ", "Cycle"), "partsLabel": request.say("ส่วน", "Parts"),
            "whoseLabel": request.say("ที่มา", "Whose"),
            "kinds": kinds.map { kind -> [String: Any] in
                [
                    "title": MakingPages.plain(request.text(kind.title)), "code": kind.code,
                    "address": "./definitions/\(PageText.query(kind.code))?number=\(kind.number)",
                    "cycle": kind.isQuarterly
                        ? request.say("รายไตรมาส", "quarterly") : request.say("รายปี", "yearly"),
                    "parts": kind.parts.count,
                    "whose": kind.isShipped
                        ? request.say("มากับระบบ", "comes with the system")
                        : request.say("ของสำนักงาน", "the office's own"),
                    "isDraft": !kind.isPublished, "draft": request.say("ร่าง", "draft"),
                ]
            },
        ]
        if let office {
            var form = PageForm(
                "./definitions", go: request.say("ตรวจและบันทึกเป็นร่าง", "Check it and keep a draft"),
                hidden: [("organisation", office.code)], problems: problems,
                fields: [
                    PageField(
                        "definition", request.say("แบบรายงาน (JSON)", "The kind of report, as JSON"), .area,
                        value: request.form["definition"],
                        hint: request.say(
                            "เริ่มจากแบบที่มากับระบบ: เปิดแบบ แล้วคัดลอก JSON มาแก้รหัสและเนื้อหา ทุกข้อผิดพลาดจะบอกพร้อมกัน",
                            "Begin with one that comes with the system: open it, copy its JSON, give it a code of its own. All problems are told at once."
                        ), isRequired: true),
                    PageField(
                        "version", request.say("รุ่นของร่างเดิม (เมื่อแก้)", "Version of the draft, where one is changed"),
                        .number,
                        value: request.form["version"]),
                ])
            form.problems = problems
            var shown = form.values(request, call)
            shown["title"] = request.say("แบบของสำนักงาน", "A kind of the office's own")
            values["form"] = shown
        }
        return ReportingPages.page("definitions", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func save(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        // What was typed is read as the method's own param, so that every problem in it is told at once.
        var params = JSONOutput()
        params.value(
            .record([
                ("organisation", .string(form["organisation"] ?? "")), ("idempotencyKey", .string(form["key"] ?? "")),
                ("definition", try typed(form["definition"] ?? "")),
            ]))
        var saving = try RPCParams(parsing: params.bytes).decode(SaveReportDefinition.self)
        saving.expectedVersion = form.number("version")
        let kept = try await call.invoke(saving)
        return "./definitions/\(PageText.query(kept.definition.code))?number=\(kept.number)"
    }

    private static func typed(_ text: String) throws(RPCError) -> JSONValue {
        do {
            return try JSONDocument(parsing: Array(text.utf8)).root.value
        } catch {
            let line = text.utf8.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + 1
            let message = LocalizedText(
                "อ่านเป็น JSON ไม่ได้: ผิดที่บรรทัดที่ \(line)", "this is no JSON: look at line \(line)")
            throw RPCError(
                .invalidParams, message,
                problems: [Problem(path: "/definition", rule: "definition.json", message: message)])
        }
    }

    // MARK: - One

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let choice = try await PlaceChoice(request, call)
        let stored = try await call.invoke(
            GetReportDefinition(
                code: request.parameters["code"] ?? "", province: choice.organisation?.province,
                number: request.query["number"].flatMap(Int.init)))
        let definition = stored.definition
        let title = MakingPages.plain(request.text(definition.title))
        var values: [String: Any] = [
            "listTitle": request.say("แบบรายงาน", "Kinds of report"), "title": title, "code": definition.code,
            "state": stored.isPublished ? request.say("ใช้งานได้", "in use") : request.say("ร่าง", "draft"),
            "tag": stored.isPublished ? "good" : "warn",
            "partsTitle": request.say("ส่วนของรายงาน", "Its parts"),
            "parts": definition.parts.map { part -> [String: Any] in
                [
                    "title": MakingPages.plain(request.text(part.title)), "isWritten": part.isWritten,
                    "written": request.say("เขียนเอง", "written by people"),
                ]
            },
            "asks": !definition.queries.isEmpty, "queriesTitle": request.say("ถามบริการใด", "What it asks for"),
            "queries": definition.queries.map { query -> [String: Any] in
                [
                    "name": query.name, "service": request.text(ReportingPages.service(query.service)),
                    "method": query.method, "params": query.params,
                ]
            },
            "jsonTitle": request.say("ทั้งหมดเป็น JSON (คัดลอกไปเริ่มแบบใหม่ได้)", "All of it as JSON, to begin another with"),
            "json": String(decoding: try CanonicalJSON.bytes(definition, isPretty: true), as: UTF8.self),
            "tryTitle": request.say("ลองกับข้อมูลจริง", "Try it"),
            "tryAbout": request.say("ไม่มีอะไรถูกบันทึก", "Nothing is kept."),
        ]
        if !stored.isPublished, !stored.isShipped {
            values["publish"] = PageForm(
                "./\(PageText.query(definition.code))", go: request.say("เผยแพร่ให้ใช้งาน", "Publish it for use"),
                hidden: [("version", String(stored.version)), ("organisation", choice.organisation?.code ?? "")],
                problems: request.form["do"] == nil ? problems : []
            ).values(request, call)
        }
        if let office = choice.organisation, try await ReportingPages.may(ReportingAccess.makers, at: office.code, call)
        {
            values["own"] = try own(stored, office, problems, request, call)
        }
        values.merge(tryFields(choice, definition, request)) { own, _ in own }
        if request.query["try"] == "yes", let organisation = choice.organisation, let year = choice.year {
            try await tried(stored, organisation, year, request, call, &values)
        }
        return ReportingPages.page("definition", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    /// A shipped kind can be taken over under a code of the office's own; the office's own can be changed.
    private static func own(
        _ stored: StoredReportDefinition, _ office: Organisation, _ problems: [String], _ request: PageRequest,
        _ call: ReadCall
    ) throws -> [[String: Any]] {
        let typed = request.form
        let isCopying = typed["do"] == "copy"
        let isChanging = typed["do"] == "change"
        let address = "./\(PageText.query(stored.definition.code))?number=\(stored.number)"
        var copy = PageForm(
            address, go: request.say("คัดลอกเป็นร่าง", "Copy it as a draft"),
            hidden: [("do", "copy"), ("organisation", office.code)], problems: isCopying ? problems : [], mark: "copy",
            fields: [
                PageField(
                    "code", request.say("รหัสของแบบใหม่", "Code of the new kind"),
                    value: isCopying ? typed["code"] : nil,
                    hint: request.say(
                        "ตัวอักษรอังกฤษและตัวเลข เช่น quarterlyOwn", "Letters a–z and digits, as quarterlyOwn"),
                    isRequired: true),
                PageField(
                    "title",
                    request.say("ชื่อ (ใช้ {year} {quarter} {name} ได้)", "Title; {year} {quarter} {name} are filled in"),
                    value: isCopying ? typed["title"] : stored.definition.title.th, isRequired: true),
            ]
        ).values(request, call)
        copy["words"] = request.say("คัดลอกเป็นแบบของสำนักงาน", "Copy it as the office's own")
        copy["isOpen"] = isCopying
        guard !stored.isShipped else { return [copy] }
        var change = PageForm(
            address, go: request.say("ตรวจและบันทึกเป็นร่าง", "Check it and keep a draft"),
            hidden: [("do", "change"), ("organisation", office.code)]
                + (stored.isPublished ? [] : [("version", String(stored.version))]),
            problems: isChanging ? problems : [], mark: "change",
            fields: [
                PageField(
                    "definition", request.say("แบบรายงาน (JSON)", "The kind of report, as JSON"), .area,
                    value: isChanging
                        ? typed["definition"]
                        : String(
                            decoding: try CanonicalJSON.bytes(stored.definition, isPretty: true), as: UTF8.self),
                    hint: request.say(
                        "แบบที่เผยแพร่แล้วเมื่อแก้ไขจะเป็นร่างรุ่นใหม่ รายงานเดิมไม่เปลี่ยน",
                        "Changing one that is in use makes a draft of its next number; reports made by it stay as they are."
                    ),
                    isRequired: true)
            ]
        ).values(request, call)
        change["words"] = request.say("แก้ไขแบบนี้", "Change it")
        change["isOpen"] = isChanging
        return [change, copy]
    }

    private static func copy(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let organisation = form.text("organisation") ?? ""
        var definition = try await call.invoke(
            GetReportDefinition(
                code: request.parameters["code"] ?? "", province: OrganisationCode.province(of: organisation),
                number: request.query["number"].flatMap(Int.init))
        ).definition
        definition.code = form.text("code") ?? ""
        if let title = form.text("title"), title != definition.title.th {
            definition.title = LocalizedText(th: title)
        }
        let kept = try await call.invoke(
            SaveReportDefinition(
                organisation: organisation, definition: definition, idempotencyKey: form["key"] ?? ""))
        return "./\(PageText.query(kept.definition.code))?number=\(kept.number)"
    }

    private static func tryFields(
        _ choice: PlaceChoice, _ definition: ReportDefinition, _ request: PageRequest
    ) -> [String: Any] {
        var more: [PageField] = []
        if definition.isQuarterly {
            more.append(
                PageField(
                    "quarter", request.say("ไตรมาส", "Quarter"),
                    .select((1...4).map { (String($0), request.say("ไตรมาส \($0)", "Quarter \($0)")) }),
                    value: request.query["quarter"] ?? "1"))
        }
        var values = choice.values(request, more: more)
        values["show"] = request.say("ลองจัดทำ", "Try it")
        values["number"] = request.query["number"] ?? ""
        return values
    }

    private static func tried(
        _ stored: StoredReportDefinition, _ organisation: Organisation, _ year: FiscalYear, _ request: PageRequest,
        _ call: ReadCall, _ values: inout [String: Any]
    ) async throws {
        do {
            let content = try await call.invoke(
                TryReportDefinition(
                    code: stored.definition.code, number: stored.isShipped ? nil : stored.number,
                    organisation: organisation.code, fiscalYear: year,
                    quarter: stored.definition.isQuarterly ? request.query["quarter"].flatMap(Int.init) ?? 1 : nil))
            values["tried"] = ReportView.content(content, step: .draft, sha256: nil, path: "", request)
        } catch let error as RPCError {
            guard let problems = error.formProblems(request) else { throw error }
            values["tryProblems"] = problems
        }
    }

    private static func publish(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let kept = try await call.invoke(
            PublishReportDefinition(
                code: request.parameters["code"] ?? "", organisation: request.form["organisation"] ?? "",
                expectedVersion: request.form.number("version") ?? 1, idempotencyKey: request.form["key"] ?? ""))
        return "./\(PageText.query(kept.definition.code))?number=\(kept.number)"
    }
}
