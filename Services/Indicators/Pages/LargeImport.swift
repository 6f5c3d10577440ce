import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/import/large`: figures out of files of any length. The browser sends the file in parts, a job looks it through and
/// then takes it in; the page says how far it is and how fast.
enum LargeImport {
    static let script = PageAssets.script("large.js", PackageResources.large_js)
    /// Problems that the page shows; all of them are in the file that comes back.
    private static let shownMax = 100

    static func register(on router: ServiceRouter) {
        router.asset(script)
        router.page("/import/large", access: BeginFigureBulk.access) { try await ask($0, $1, error: nil) }
        router.form("/import/large", access: BeginFigureBulk.access) { request, call in
            do {
                return try await begin(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil || error.kind == .notFound {
                return try await ask(request, call, error: error)
            }
        }
        router.page("/import/large/:bulk", access: BeginFigureBulk.access) { try await show($0, $1, error: nil) }
        router.form("/import/large/:bulk", access: BeginFigureBulk.access) { request, call in
            do {
                return try await act(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil {
                return try await show(request, call, error: error)
            }
        }
        router.page("/import/large/:bulk/annotated", access: BeginFigureBulk.access) { try await annotated($0, $1) }
    }

    // MARK: - The file

    private static func ask(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        let form = request.form
        let place = try await call.runtime.authoriser.places(of: call.caller, now: call.now).first ?? ""
        func typed(_ name: String, _ standard: String = "") -> String { form[name] ?? request.query[name] ?? standard }
        let fields = [
            PageField(
                "under", request.say("หน่วยงานที่ครอบคลุมทุกแถว", "Organisation above all rows"),
                value: typed("under", place), isRequired: true),
            PageField(
                "layout", request.say("รูปตาราง", "Layout"),
                .select([
                    ("long", request.say("ยาว: แถวละหนึ่งค่า", "long: a figure a row")),
                    ("wide", request.say("กว้าง: คอลัมน์ละหนึ่งข้อมูล", "wide: a column for each element")),
                ]), value: typed("layout")),
            PageField("period", request.say("ช่วงเวลา", "Period"), value: typed("period")),
            PageField(
                "elements", request.say("รหัสข้อมูลของตารางกว้าง", "Elements of a wide table"), value: typed("elements"),
                hint: request.say(
                    "คั่นด้วยช่องว่าง เช่น 67-PUPILS หรือ 67-PUPILS sex=female",
                    "Apart by spaces, as 67-PUPILS, or a part: 67-PUPILS sex=female")),
            PageField(
                "strategy", request.say("ค่าที่มีอยู่แล้ว", "Figures that are there already"),
                .select([
                    ("upsert", request.say("แทนที่", "are replaced")),
                    ("create", request.say("ถือเป็นปัญหา", "are problems")),
                    ("update", request.say("ต้องมีอยู่แล้วทุกค่า", "must be there")),
                    ("delete", request.say("เอาออก ให้เป็นยังไม่รายงาน", "are taken back: not reported")),
                ]), value: typed("strategy")),
            PageField(
                "mode", request.say("เมื่อมีแถวที่ผิด", "Where rows are wrong"),
                .select([
                    ("atomic", request.say("ไม่นำเข้าเลย", "nothing is taken in")),
                    ("partial", request.say("นำเข้าเฉพาะแถวที่ถูก", "the good rows are")),
                ]), value: typed("mode")),
            PageField(
                "file", request.say("แฟ้ม CSV หรือ XLSX", "A CSV or XLSX file"),
                .file(accept: ".csv,.xlsx,.txt,text/csv"),
                hint: request.say(
                    "ขนาดใดก็ได้ ถ้าเบราว์เซอร์ไม่ใช้สคริปต์ ไม่เกิน 3 MB",
                    "of any size; without scripts at most 3 MB"), isRequired: true),
        ]
        var values: [String: Any] = [
            "title": request.say("แฟ้มใหญ่ของตัวเลข", "A large file of figures"),
            "imports": request.say("นำเข้าแฟ้ม", "Import"), "fields": fields.map(\.html).joined(),
            "lead": request.say(
                "ส่งเป็นส่วน ๆ ตรวจทั้งแฟ้มก่อน ไม่มีอะไรถูกบันทึกจนกว่าจะกดนำเข้า",
                "Sent in parts and looked through as a whole first; nothing is written before you load it."),
            "go": request.say("ส่งและตรวจ", "Send and check it"), "sending": request.say("ส่งแล้ว", "Sent"),
            "partBytes": SendFigureBulk.partBytesMax * 3 / 4, "code": code(of: ID(at: call.now).description),
        ]
        if let error {
            values["error"] = request.text(error.message)
            values["problems"] = error.further.map { ["text": request.text($0.message)] }
        }
        return IndicatorPages.page(
            "large", values, request, call, status: error?.kind.pageStatus ?? 200, scripts: [script])
    }

    /// The last digits of a key, which are random.
    private static func code(of key: String) -> String {
        "W" + String(key.filter(\.isHexDigit).suffix(12)).uppercased()
    }

    /// Of a browser without scripts: the whole file at once.
    private static func begin(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        guard let file = form.files["file"], !file.bytes.isEmpty else {
            throw RPCError(.invalidParams, LocalizedText("เลือกแฟ้มก่อน", "choose a file first"))
        }
        let key = form["key"] ?? ""
        let under = (form["under"] ?? "").trimmed
        let bulk = "\(OrganisationCode.province(of: under))-\(code(of: key))"
        let isWide = form["layout"] == "wide"
        _ = try await call.invoke(
            BeginFigureBulk(
                idempotencyKey: "page-large-\(key)", code: bulk, under: under, layout: isWide ? .wide : .long,
                period: try Period.ofField(form["period"]),
                elements: isWide
                    ? WideColumn.list(form["elements"] ?? "") : nil,
                strategy: form["strategy"].flatMap(FigureStrategy.init) ?? .upsert,
                mode: form["mode"].flatMap(ImportMode.init) ?? .atomic))
        _ = try await call.invoke(
            SendFigureBulk(
                idempotencyKey: "page-large-part-\(key)", bulk: bulk, part: 0, content: Base64.encode(file.bytes)))
        _ = try await call.invoke(
            RunFigureBulk(idempotencyKey: "page-large-check-\(key)", bulk: bulk, parts: 1, dryRun: true))
        return .redirect(to: "./large/\(PageText.query(bulk))")
    }

    // MARK: - How it goes

    private static func show(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        let read = try await call.invoke(
            ReadFigureBulk(bulk: request.parameters["bulk"] ?? "", limit: shownMax))
        let bulk = read.bulk
        let job = bulk.job == nil ? nil : try? await call.invoke(GetJob(job: bulk.job ?? ID(at: call.now)))
        let isRunning = bulk.state == .running
        var values: [String: Any] = [
            "title": request.say("แฟ้มใหญ่ของตัวเลข", "A large file of figures"),
            "another": request.say("อีกแฟ้ม", "Another file"), "code": bulk.code,
            "state": words(bulk.state, request), "tag": tag(bulk.state),
            "isRunning": isRunning, "stop": request.say("หยุด", "Stop"),
            "counts": counts(bulk, request).map { ["name": $0.0, "count": $0.1] },
            "speed": speed(bulk, job, now: call.now, request),
            "hasProblems": bulk.problems > 0,
            "problemsTitle": request.say("ปัญหา \(bulk.problems) ข้อ", "\(bulk.problems) problems"),
            "problems": read.problems.items.map { problem in
                [
                    "row": problem.row.map { request.say("แถวที่ \($0)", "row \($0)") } ?? "",
                    "column": problem.column ?? "", "value": problem.value ?? "", "text": request.text(problem.message),
                ]
            },
            "isCut": bulk.problems > read.problems.items.count,
            "cut": request.say(
                "แสดง \(read.problems.items.count) ข้อแรก ทั้งหมดอยู่ในแฟ้มที่คืน",
                "The first \(read.problems.items.count); all are in the file that comes back."),
            "mayLoad": bulk.state == .checked && (bulk.problems == 0 || bulk.mode == .partial),
            "load": bulk.strategy == .delete
                ? request.say("เอาออก \(bulk.figures) ค่า", "Take \(bulk.figures) figures back")
                : request.say("นำเข้า \(bulk.figures) ค่า", "Load \(bulk.figures) figures"),
            "seen": request.say("ดูที่นำเข้าแล้ว", "See what was loaded"), "isDone": bulk.state == .done,
        ]
        if bulk.annotated != nil, !isRunning {
            values["annotatedAddress"] = "./\(PageText.query(bulk.code))/annotated"
            values["annotated"] = request.say("แฟ้มเดิมพร้อมคอลัมน์ปัญหา", "The file with a column of problems")
        }
        if bulk.state == .done, bulk.takenBy == call.caller.subject { values["undo"] = undo(bulk, request) }
        if let failure = job?.failure, bulk.state == .open { values["error"] = request.text(failure) }
        if let error { values["error"] = request.text(error.message) }
        if let job, isRunning, let total = job.total, total > 0 {
            values["done"] = job.done
            values["total"] = total
            values["hasTotal"] = true
            values["percent"] = "\(job.done * 100 / total) %"
        }
        var response = IndicatorPages.page(
            "largestate", values, request, call, status: error?.kind.pageStatus ?? 200)
        if isRunning, error == nil { response.headers.append(("Refresh", "1")) }
        return response
    }

    /// Taking back: counted first, then done.
    private static func undo(_ bulk: FigureBulk, _ request: PageRequest) -> [String: Any] {
        guard let counted = bulk.undo else {
            return [
                "do": "count", "go": request.say("ยกเลิกการนำเข้า: นับก่อน", "Take it back: count first"), "isQuiet": true,
                "said": request.say("ภายใน 30 วัน ทุกค่ากลับเป็นอย่างเดิม", "For 30 days; every figure is as it was before."),
            ]
        }
        if counted.changed > 0 {
            return [
                "isRefused": true, "figures": counted.figures.map { ["text": $0] },
                "said": request.text(DataMessages.changedSince(counted.changed)),
            ]
        }
        return [
            "do": "undo", "go": request.say("คืนค่าเดิม", "Put them back"),
            "said": request.say(
                "จะกลับเป็นค่าเดิม \(counted.restored) ค่า และเอาค่าที่เพิ่มใหม่ออก \(counted.removed) ค่า",
                "\(counted.restored) figures get their value of before, \(counted.removed) that were new go."),
        ]
    }

    private static func counts(_ bulk: FigureBulk, _ request: PageRequest) -> [(String, String)] {
        let size = Quantity(tenThousandths: Int64(bulk.bytes) * 10_000 / 1_048_576).text(decimals: 1)
        return [
            (request.say("ขนาด", "Size"), "\(size) MB"), (request.say("แถว", "Rows"), grouped(bulk.rows)),
            (request.say("ค่าในแฟ้ม", "Figures in it"), grouped(bulk.figures)),
            bulk.strategy == .delete
                ? (request.say("ค่าที่เอาออก", "Taken back"), grouped(bulk.takenBack))
                : (request.say("ค่าที่บันทึก", "Saved"), grouped(bulk.saved)),
            (request.say("แถวที่ข้าม", "Rows left out"), grouped(bulk.refused)),
        ]
    }

    private static func grouped(_ count: Int) -> String { IndicatorPages.grouped(String(count)) }

    /// How fast it goes, or went.
    private static func speed(_ bulk: FigureBulk, _ job: Job?, now: Instant, _ request: PageRequest) -> String {
        guard let started = job?.startedAt else { return request.say("รอคิว", "waiting its turn") }
        let end = job?.finishedAt ?? now
        let milliseconds = max(1, (end.microsecondsSinceEpoch - started.microsecondsSinceEpoch) / 1_000)
        let seconds = Quantity(tenThousandths: milliseconds * 10).text(decimals: 1)
        if bulk.state == .running {
            guard let job, let total = job.total, total > 0 else { return "\(seconds) s" }
            let bytes = Int64(bulk.bytes) * Int64(job.done) / Int64(total)
            let rate = Quantity(tenThousandths: bytes * 10_000_000 / milliseconds / 1_048_576).text(decimals: 2)
            return request.say("\(seconds) วินาที · \(rate) MB ต่อวินาที", "\(seconds) s, \(rate) MB/s")
        }
        let rate = grouped(Int(Int64(bulk.rows) * 1_000 / milliseconds))
        return request.say("ใช้ \(seconds) วินาที · \(rate) แถวต่อวินาที", "Took \(seconds) s, \(rate) rows/s")
    }

    private static func words(_ state: FigureBulkState, _ request: PageRequest) -> String {
        switch state {
        case .open: request.say("ยังไม่ได้ตรวจ", "Not looked through yet")
        case .checked: request.say("ตรวจแล้ว ยังไม่นำเข้า", "Looked through, not loaded")
        case .running: request.say("กำลังทำ", "At work")
        case .done: request.say("นำเข้าแล้ว", "Loaded")
        case .undone: request.say("ยกเลิกแล้ว ทุกค่าเป็นอย่างเดิม", "Taken back: every figure is as it was before")
        case .refused: request.say("ไม่ได้นำเข้าเลย แก้แล้วส่งใหม่", "Nothing was loaded: put it right and send it again")
        }
    }

    private static func tag(_ state: FigureBulkState) -> String {
        switch state {
        case .open, .checked, .running: "open"
        case .done: "good"
        case .undone: "open"
        case .refused: "bad"
        }
    }

    private static func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let code = request.parameters["bulk"] ?? ""
        let bulk = try await call.invoke(ReadFigureBulk(bulk: code, limit: 1)).bulk
        let key = request.form["key"] ?? ""
        switch request.form["do"] {
        case "stop":
            if let job = bulk.job { _ = try await call.invoke(CancelJob(idempotencyKey: "page-stop-\(key)", job: job)) }
        case "count", "undo":
            let isDry = request.form["do"] == "count"
            let act = "page-large-\(isDry ? "count" : "undo")-\(key)"
            _ = try await call.invoke(UndoFigureBulk(idempotencyKey: act, bulk: code, dryRun: isDry))
        default:
            _ = try await call.invoke(
                RunFigureBulk(idempotencyKey: "page-large-load-\(key)", bulk: code, parts: bulk.parts))
        }
        return .redirect(to: "./\(PageText.query(code))")
    }

    private static func annotated(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let code = request.parameters["bulk"] ?? ""
        guard let export = try await call.invoke(ReadFigureBulk(bulk: code, limit: 1)).bulk.annotated else {
            throw RPCError.notFound("file", code)
        }
        let record = try await call.invoke(ReadExport(export: export)).export
        var bytes: [UInt8] = []
        bytes.reserveCapacity(record.bytes)
        for part in 0..<record.parts {
            let read = try await call.invoke(ReadExport(export: export, part: part))
            bytes += read.content.flatMap { Base64.decode($0) } ?? []
        }
        return IndicatorPages.file(bytes, name: record.name, mediaType: record.mediaType)
    }
}
