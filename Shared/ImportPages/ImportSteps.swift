import CommonContract
import Crypto
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// The steps of one wizard. Where a person is stands in the address; the file is kept in the service's file store, so
/// that nothing is sent twice and each step works without scripts.
struct ImportSteps: Sendable {
    let shell: PageShell
    let wizard: ImportWizard

    // MARK: - What an address says

    /// Settings travel as `s.⟨name⟩`, columns as `c.⟨member⟩`.
    static func settings(_ items: [String: String]) -> [String: String] {
        var settings: [String: String] = [:]
        for (name, value) in items where name.hasPrefix("s.") && !value.isEmpty {
            settings[String(name.dropFirst(2))] = value
        }
        return settings
    }

    /// What was chosen; `nil`: nothing, the columns are recognised or remembered.
    static func chosen(_ items: [String: String]) -> SheetLayout? {
        var columns: [String: String] = [:]
        for (name, value) in items where name.hasPrefix("c.") { columns[String(name.dropFirst(2))] = value }
        let sheet = items["sheet"].flatMap { $0.isEmpty ? nil : $0 }
        let header = items["header"].flatMap { Int(ThaiDigits.arabic($0)) }
        if columns.isEmpty, sheet == nil, header == nil { return nil }
        return SheetLayout(sheet: sheet, headerRow: header, columns: columns.isEmpty ? nil : columns)
    }

    static func address(_ items: [String: String]) -> String {
        items.sorted { $0.key < $1.key }.map { "\(PageText.query($0.key))=\(PageText.query($0.value))" }
            .joined(separator: "&")
    }

    private func page(
        _ template: String, _ values: [String: Any], _ request: PageRequest, _ call: ReadCall, status: Int = 200
    ) -> PageResponse {
        var values = values
        values["proof"] = PageScene.current.proof ?? ""
        values["key"] = ID(at: call.now).description
        values["name"] = wizard.name
        values["title"] = request.text(wizard.title)
        values["imports"] = request.say("นำเข้าแฟ้ม", "Import")
        return shell.page(
            status: status, title: request.text(wizard.title), body: ImportPages.templates.render(template, values),
            language: request.language, scripts: [ImportPages.script])
    }

    private func way(_ step: Int, _ request: PageRequest) -> [[String: Any]] {
        [
            request.say("แฟ้ม", "File"), request.say("คอลัมน์", "Columns"), request.say("ตรวจ", "Check"),
            request.say("นำเข้า", "Load"),
        ].enumerated().map { ["name": $1, "class": $0 < step ? "done" : $0 == step ? "here" : "ahead"] }
    }

    // MARK: - Step 1: the file

    func show(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        if let file = request.query["file"], !file.isEmpty { return try await check(request, call, request.query, nil) }
        return try await ask(request, call, error: nil)
    }

    private func ask(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        var items = request.query
        for field in request.form.fields { items[field.name] = field.value }
        let fields = try await wizard.fields(request, Self.settings(items), call)
        let runs = try await self.runs(call)
        var values: [String: Any] = [
            "summary": request.text(wizard.summary), "way": way(0, request),
            "fields": fields.map { field -> String in
                var field = field
                field.name = "s." + field.name
                return field.html
            }.joined(),
            "file": PageField(
                "file", request.say("แฟ้ม CSV หรือ XLSX", "A CSV or XLSX file"),
                .file(accept: ".csv,.xlsx,.txt,text/csv"),
                hint: request.say("ไม่เกิน 4 MB", "at most 4 MB"), isRequired: true
            ).html,
            "go": request.say("ส่งแฟ้มและตรวจ", "Send and check it"),
            "busy": request.say("กำลังส่งและตรวจแฟ้ม", "Sending and checking the file"),
            "hasRuns": !runs.isEmpty, "runsTitle": request.say("ที่ท่านนำเข้าแล้ว", "What you have loaded"),
            "runs": runs.map { run -> [String: Any] in
                [
                    "name": run.fileName, "address": "./\(wizard.name)/done?run=\(run.id)",
                    "at": Self.day(run.loadedAt, request),
                    "isUndone": run.undoneAt != nil, "undone": request.say("นำกลับแล้ว", "taken back"),
                ]
            },
        ]
        if let larger = wizard.larger {
            values["larger"] = "../\(larger)"
            values["largerNote"] = request.say("แฟ้มใหญ่กว่านั้น", "A larger file")
        }
        if let error {
            values["error"] = request.text(error.message)
            values["problems"] = error.problems.filter { $0.message != error.message }.map {
                ["text": request.text($0.message)]
            }
        }
        return page("import", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    private static func day(_ instant: Instant, _ request: PageRequest) -> String {
        let day = instant.dateInThailand
        return request.isEnglish ? day.description : ThaiDate.text(day, .short, digits: .arabic)
    }

    private func runs(_ call: ReadCall) async throws -> [ImportRun] {
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        var runs: [ImportRun] = []
        for province in Set(places.map(OrganisationCode.province)).sorted().prefix(5) {
            runs += try await call.database.all(
                RunsOfPerson(province: province, wizard: wizard.name, by: call.caller.subject))
        }
        return runs
    }

    /// A file is kept, or what was checked is loaded.
    func send(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        let items = Dictionary(form.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        if form["do"] == "load" { return try await load(request, call, items) }
        do {
            guard let file = form.files["file"], !file.bytes.isEmpty else {
                throw RPCError(.invalidParams, LocalizedText("เลือกแฟ้มก่อน", "choose a file first"))
            }
            // Wrong settings, and a file that is none or cannot be read, are said before anything is kept.
            let organisation = try await wizard.organisation(Self.settings(items), call)
            try Self.requireSheet(file.bytes)
            let isWorkbook = file.bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
            let kept = try await call.invoke(
                PutFile(
                    idempotencyKey: "page-import-\(form["key"] ?? "")", organisation: organisation, name: file.name,
                    mediaType: isWorkbook
                        ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv",
                    content: Base64.encode(file.bytes)))
            var next = items.filter { $0.key.hasPrefix("s.") && !$0.value.isEmpty }
            next["file"] = kept.sha256
            next["name"] = file.name
            return .redirect(to: "./\(wizard.name)?\(Self.address(next))")
        } catch let error as RPCError
            where error.formProblems(request) != nil || error.kind == .notFound || error.kind == .tooLarge
        {
            return try await ask(request, call, error: error)
        }
    }

    /// - Throws: `tooLarge`, or `ruleViolated` with what is wrong with the file as a whole and in which row.
    private static func requireSheet(_ bytes: [UInt8]) throws(RPCError) {
        if bytes.count > SheetFile.bytesMax {
            throw RPCError(
                .tooLarge,
                LocalizedText(
                    "แฟ้มใหญ่เกิน \(SheetFile.bytesMax / 1_000_000) MB ให้แบ่งเป็นหลายแฟ้ม",
                    "the file is over \(SheetFile.bytesMax / 1_000_000) MB; send it as several files"))
        }
        _ = try sheet(bytes, nil)
    }

    private static func sheet(_ bytes: [UInt8], _ name: String?) throws(RPCError) -> SheetOnPage {
        do throws(SheetProblem) {
            return try SheetOnPage(bytes, sheet: name)
        } catch {
            throw RPCError(
                .ruleViolated, LocalizedText("อ่านแฟ้มนี้ไม่ได้", "This file cannot be read"), problems: [error.problem])
        }
    }

    // MARK: - Steps 2 and 3: columns, and what is wrong

    /// The file with the layout that was chosen or, with the same headings, used before.
    private func attempt(
        _ items: [String: String], _ call: ReadCall, key: String, isOnlyLook: Bool
    ) async throws -> (attempt: ImportAttempt, sheet: SheetOnPage, headings: String, isRemembered: Bool) {
        let content = try await call.invoke(GetFile(sha256: items["file"] ?? "", content: true))
        guard let bytes = content.content.flatMap({ Base64.decode($0) }) else {
            throw RPCError.notFound("file", items["file"] ?? "")
        }
        let chosen = Self.chosen(items)
        let sheet = try Self.sheet(bytes, chosen?.sheet)
        let header = sheet.headerRow(chosen)
        let headings = Self.fingerprint(sheet.headings(at: header).map(\.text))
        var layout = chosen
        let settings = Self.settings(items)
        if chosen == nil {
            let province = OrganisationCode.province(of: try await wizard.organisation(settings, call))
            let known = try await call.database.first(
                RememberedLayout(province: province, wizard: wizard.name, headings: headings))
            if let known {
                var remembered = try StoredJSON.decode(SheetLayout.self, from: Array(known.utf8))
                // The columns are remembered; where the headings stand is this file's.
                remembered.headerRow = header
                remembered.sheet = nil
                layout = remembered
            }
        }
        return (
            ImportAttempt(
                settings: settings, file: SheetFile(name: items["name"] ?? content.file.name, bytes: bytes),
                layout: layout, key: key, isOnlyLook: isOnlyLook,
                isPartial: isOnlyLook || items["partial"] == "yes"), sheet, headings, chosen == nil && layout != nil
        )
    }

    private static func fingerprint(_ headings: [String]) -> String {
        SHA256.hash(data: Array(headings.joined(separator: "\u{1F}").utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private func check(
        _ request: PageRequest, _ call: ReadCall, _ items: [String: String], _ failed: RPCError?
    ) async throws -> PageResponse {
        let attempt: ImportAttempt
        let sheet: SheetOnPage
        let isRemembered: Bool
        do {
            (attempt, sheet, _, isRemembered) = try await self.attempt(
                items, call, key: "page-look-\(ID(at: call.now))", isOnlyLook: true)
        } catch let error as RPCError where error.kind == .ruleViolated {
            return try await ask(request, call, error: error)
        }
        var error = failed
        var outcome = WizardOutcome(rows: 0, counts: [], problems: [])
        do {
            outcome = try await wizard.take(attempt, call)
        } catch let refused as RPCError where refused.formProblems(request) != nil || refused.kind == .notFound {
            error = error ?? refused
        }
        if outcome.problems.isEmpty, let error { outcome.problems = Self.located(error.problems) }
        let members = try await wizard.members(attempt.settings, call)
        let view = ImportView(
            request: request, items: items, attempt: attempt, sheet: sheet, members: members, outcome: outcome,
            error: error, isRemembered: isRemembered)
        var values = view.values
        values["way"] = way(2, request)
        return page("importcheck", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    /// Problems of params that name a row of the file, `/rows/12/amount`, at that row.
    private static func located(_ problems: [Problem]) -> [SheetProblem] {
        problems.compactMap { problem in
            let parts = problem.path.split(separator: "/")
            guard parts.count > 1, parts[0] == "rows", let row = Int(parts[1]) else { return nil }
            return SheetProblem(row: row, rule: problem.rule, message: problem.message)
        }
    }

    /// The same file with a column that says what is wrong.
    func annotated(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let (attempt, _, _, _) = try await self.attempt(
            request.query, call, key: "page-look-\(ID(at: call.now))", isOnlyLook: true)
        let outcome = try await wizard.take(attempt, call)
        guard let file = outcome.annotated, let bytes = file.bytes else { throw RPCError.notFound("file", "annotated") }
        let isWorkbook = bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
        return PageResponse(
            contentType: isWorkbook
                ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8",
            headers: [
                (
                    "Content-Disposition",
                    "attachment; filename*=UTF-8''\(PercentEncoding.encode(file.name ?? attempt.file.name ?? "file"))"
                ), ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cache-Control", "private, no-store"),
            ], body: bytes)
    }

    // MARK: - Step 4: load, and take back

    private func load(
        _ request: PageRequest, _ call: ReadCall, _ items: [String: String]
    ) async throws -> PageResponse {
        let key = items["key"] ?? ""
        var kept = items
        for name in ["do", "key", "proof"] { kept[name] = nil }
        do {
            let (attempt, _, headings, _) = try await self.attempt(
                kept, call, key: "page-import-load-\(key)", isOnlyLook: false)
            let province = OrganisationCode.province(of: try await wizard.organisation(attempt.settings, call))
            let find = RunOfKey(province: province, wizard: wizard.name, by: call.caller.subject, key: key)
            if try await call.database.first(find) == nil {
                let began = ContinuousClock.now
                let outcome = try await wizard.take(attempt, call)
                let seconds = max((ContinuousClock.now - began) / .seconds(1), 0.001)
                var counts = outcome.counts.map { Counted(name: $0.name, count: $0.count) }
                counts.append(Counted(name: LocalizedText("แถวในแฟ้ม", "Rows in the file"), count: outcome.rows))
                counts.append(
                    Counted(
                        name: LocalizedText("แถวต่อวินาที", "Rows a second"),
                        count: Int(Double(outcome.rows) / seconds)))
                try await call.database.execute(
                    InsertImportRun(
                        run: ImportRun(
                            province: province, id: ID(at: call.now), wizard: wizard.name, by: call.caller.subject,
                            key: key, file: items["file"] ?? "", fileName: attempt.file.name ?? "–",
                            headings: headings, settings: try json(attempt.settings),
                            layout: try json(outcome.layout ?? attempt.layout ?? SheetLayout()),
                            counts: try json(counts), loadedAt: call.now)))
            }
            return .redirect(to: "./\(wizard.name)/done?run=\(PageText.query(key))&in=\(province)")
        } catch let error as RPCError where error.formProblems(request) != nil {
            return try await check(request, call, kept, error)
        }
    }

    private struct Counted: Codable, Sendable {
        var name: LocalizedText
        var count: Int
    }

    private func json(_ value: some Encodable) throws -> JSONText { JSONText(utf8: try JSONEncoding.bytes(value)) }

    private func run(_ request: PageRequest, _ call: ReadCall) async throws -> ImportRun {
        let key = request.query["run"] ?? request.form["run"] ?? ""
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        var provinces = Set(places.map(OrganisationCode.province))
        if let named = request.query["in"] ?? request.form["in"] { provinces = [named] }
        for province in provinces.sorted() {
            let find = RunOfKey(province: province, wizard: wizard.name, by: call.caller.subject, key: key)
            if let run = try await call.database.first(find) { return run }
        }
        throw RPCError.notFound("file", key)
    }

    func done(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        try await done(try await run(request, call), request, call, error: nil)
    }

    private func done(
        _ run: ImportRun, _ request: PageRequest, _ call: ReadCall, error: RPCError?
    ) async throws -> PageResponse {
        let counts = try StoredJSON.decode([Counted].self, from: Array(run.counts.utf8))
        let settings = try StoredJSON.decode([String: String].self, from: Array(run.settings.utf8))
        var values: [String: Any] = [
            "way": way(4, request), "done": request.say("นำเข้าแล้ว", "Loaded"), "file": run.fileName,
            "counts": counts.map { ["name": request.text($0.name), "count": ImportView.grouped($0.count)] },
            "isUndone": run.undoneAt != nil, "undone": request.say("นำกลับแล้ว", "Taken back"),
            "mayUndo": run.undoneAt == nil && wizard.undo != nil && wizard.mayUndo(settings),
            "undo": request.say("นำกลับทั้งแฟ้ม", "Take it all back"), "run": run.id.description, "in": run.province,
            "another": request.say("นำเข้าอีกแฟ้ม", "Another file"),
            "columnsKept": request.say(
                "คอลัมน์ที่เลือกถูกจำไว้ใช้กับแฟ้มที่มีหัวตารางเดียวกัน",
                "The chosen columns are remembered for files with the same headings."),
        ]
        if let seen = wizard.seen(settings) {
            values["seenAddress"] = "../../" + seen
            values["seen"] = request.say("ดูที่นำเข้าแล้ว", "See what was loaded")
        }
        if let error {
            values["error"] = request.text(error.message)
            values["problems"] = error.problems.prefix(20).map { ["text": request.text($0.message)] }
        }
        return page("importdone", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    func undo(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let run = try await self.run(request, call)
        do {
            let settings = try StoredJSON.decode([String: String].self, from: Array(run.settings.utf8))
            guard let undo = wizard.undo, wizard.mayUndo(settings), run.undoneAt == nil else {
                throw RPCError(
                    .ruleViolated, LocalizedText("นำกลับไม่ได้แล้ว", "it cannot be taken back any more"))
            }
            let content = try await call.invoke(GetFile(sha256: run.file, content: true))
            let attempt = ImportAttempt(
                settings: settings,
                file: SheetFile(name: run.fileName, content: content.content ?? ""),
                layout: try StoredJSON.decode(SheetLayout.self, from: Array(run.layout.utf8)),
                key: "page-undo-\(run.id)", loadedKey: "page-import-load-\(run.key)", isOnlyLook: false, isPartial: true
            )
            _ = try await undo(attempt, call)
            try await call.database.execute(MarkUndone(run: run, now: call.now))
            return .redirect(to: "./done?run=\(run.id)&in=\(run.province)")
        } catch let error as RPCError where error.formProblems(request) != nil {
            return try await done(run, request, call, error: error)
        }
    }
}
