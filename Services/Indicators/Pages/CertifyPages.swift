import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/certify`: what waits for a head. With `?round=` and `?under=` the list, to certify one or many with one letter, or
/// to send back.
enum CertifyPages {
    /// Lines of one page.
    private static let listMax = 200

    static func register(on router: ServiceRouter) {
        router.page(
            "/certify", title: LocalizedText("รอรับรอง", "To certify"),
            about: LocalizedText(
                "ตรวจและรับรองข้อมูลทีละหลายแห่งด้วยหนังสือฉบับเดียว", "Certify many with one letter, or send back"),
            access: CertifySubmission.access
        ) { request, call in
            guard let round = request.query["round"], let under = request.query["under"] else {
                return try await overview(request, call)
            }
            return try await list(request, call, round, under, error: nil)
        }
        router.form("/certify", access: CertifySubmission.access) { try await act($0, $1) }
    }

    private static func overview(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let rows = try await call.database.all(WaitingAtPlaces(organisations: places))
        let values: [String: Any] = [
            "title": request.say("รอรับรอง", "To certify"), "isOverview": true, "isEmpty": rows.isEmpty,
            "empty": request.say(
                "ไม่มีข้อมูลที่รอท่านรับรอง เมื่อผู้รายงานส่ง รายการจะแสดงที่นี่",
                "Nothing waits for you. What reporters send will show here."),
            "dueLabel": request.say("ครบกำหนด", "Due"),
            "rows": rows.map { row -> [String: Any] in
                [
                    "name": request.text(row.name), "place": request.text(row.placeName),
                    "due": IndicatorPages.day(row.dueOn, request),
                    "address": "?round=\(PageText.query(row.round))&under=\(PageText.query(row.place))",
                    "waiting": request.say("รอรับรอง \(row.waiting) แห่ง", "\(row.waiting) to certify"),
                ]
            },
        ]
        return page(request, values, status: 200)
    }

    private static func list(
        _ request: PageRequest, _ call: ReadCall, _ code: String, _ under: String, error: RPCError?
    ) async throws -> PageResponse {
        // The method's own check of who may see what is below the place.
        let status = try await call.invoke(GetRoundStatus(round: .code(code), organisation: under))
        let key = RoundKey(province: status.round.province, id: status.round.id)
        let order = PageOrder(
            [
                .init(request.say("หน่วยงาน", "Organisation"), "name"), .init(request.say("ส่งเมื่อ", "Sent"), "sent"),
                .init(request.say("ฉบับ", "Edition"), "edition"),
            ], request.query["sort"])
        let sorted = try SortedList(
            order.orByCode, column: order.key == "name" && request.isEnglish ? "name.en" : nil,
            cursor: request.query["cursor"].flatMap(PageCursor.init(text:)), limit: listMax)
        guard let sorted else { throw RPCError.notFound("round", code) }
        let found = try await call.database.all(
            WaitingBelow(round: key, under: under, states: ["submitted"], list: sorted))
        let rows = sorted.items(found)
        let form = request.form
        let chosen = Set(form.all("organisation"))
        var values: [String: Any] = [
            "title": request.text(status.round.name), "isList": true, "isEmpty": rows.isEmpty,
            "empty": request.say("รับรองครบแล้ว ไม่มีที่รอ", "Everything is certified; nothing waits."),
            "back": request.say("รอรับรอง", "To certify"), "proof": PageScene.current.proof ?? "",
            "key": ID(at: call.now).description, "round": code, "under": under,
            "nameLabel": request.say("หน่วยงาน", "Organisation"), "sentLabel": request.say("ส่งเมื่อ", "Sent"),
            "changesLabel": request.say("ฉบับ", "Edition"), "all": request.say("เลือกทั้งหมด", "Choose all"),
            "late": request.say("ล่าช้า", "late"),
            "headings": order.values(),
            "rows": rows.map { row -> [String: Any] in
                [
                    "code": row.organisation, "name": request.text(row.name), "isLate": row.late,
                    "address": "./submissions/\(PageText.query(code))/\(PageText.query(row.organisation))",
                    "sent": IndicatorPages.time(row.submittedAt, request), "edition": String(row.edition),
                    "isChosen": form.fields.isEmpty || chosen.contains(row.organisation),
                ]
            },
            "letterTitle": request.say("หนังสือรับรอง", "The letter"),
            "fields": letterFields(request, error).map(\.html).joined(),
            "certify": request.say("รับรองที่เลือก", "Certify those chosen"),
            "returnTitle": request.say("หรือส่งกลับให้แก้ไข", "Or send back"),
            "commentField": PageField(
                "comment", request.say("ข้อความถึงผู้รายงาน", "What the reporters should mend"), .area,
                value: form["comment"], problems: problems("/comment", error, request)
            ).html,
            "sendBack": request.say("ส่งกลับที่เลือก", "Send those chosen back"),
        ]
        if let next = sorted.next(after: found) {
            values["next"] = PageScene.current.address("cursor", next.text)
            values["nextLabel"] = request.say("หน้าถัดไป", "Next page")
        }
        if let error {
            values["error"] = request.text(error.message)
            // What stands at no field of the letter.
            values["problems"] = error.further.filter {
                !$0.path.hasPrefix("/certification/") && !$0.path.hasPrefix("/comment")
            }.map { ["text": request.text($0.message)] }
        }
        if let done = request.query["done"].flatMap({ Int($0) }) {
            values["done"] = request.say("ดำเนินการแล้ว \(done) แห่ง", "Done for \(done)")
        }
        return page(request, values, status: error?.kind.pageStatus ?? 200)
    }

    private static func letterFields(_ request: PageRequest, _ error: RPCError?) -> [PageField] {
        let form = request.form
        func field(_ name: String, _ th: String, _ en: String, _ kind: PageField.Kind, hint: String? = nil) -> PageField
        {
            PageField(
                name, request.say(th, en), kind, value: form[name], hint: hint,
                problems: problems("/certification/\(name)", error, request))
        }
        return [
            field(
                "letterNumber", "เลขที่หนังสือ", "Letter number", .text,
                hint: request.say("เช่น ศธ 04123.456/78", "As ศธ 04123.456/78")),
            field("letterDate", "ลงวันที่", "Date", .date),
            field("signerPosition", "ตำแหน่งผู้ลงนาม", "Position of who signed", .text),
            field(
                "file", "แฟ้มหนังสือ (PDF หรือรูป)", "The letter's file (PDF or picture)",
                .file(accept: "application/pdf,image/*")),
        ]
    }

    private static func problems(_ path: String, _ error: RPCError?, _ request: PageRequest) -> [String] {
        (error?.problems ?? []).filter { $0.path.hasPrefix(path) }.map { request.text($0.message) }
    }

    private static func page(_ request: PageRequest, _ values: [String: Any], status: Int) -> PageResponse {
        IndicatorPages.shell.page(
            status: status, title: values["title"] as? String ?? "",
            body: IndicatorPages.templates.render("certify", values), language: request.language)
    }

    // MARK: - What is sent

    private static func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        let (code, under) = (form["round"] ?? "", form["under"] ?? "")
        do {
            let chosen = form.all("organisation")
            if chosen.isEmpty {
                throw RPCError(
                    .invalidParams, LocalizedText("ยังไม่ได้เลือกหน่วยงาน", "No organisation is chosen"))
            }
            let filter = SubmissionFilter(under: under, organisations: chosen)
            let key = form["key"] ?? ""
            let done: SubmissionSetResult
            if form["do"] == "return" {
                done = try await call.invoke(
                    ReturnSubmissions(
                        idempotencyKey: "page-return-\(key)", round: .code(code), filter: filter,
                        comment: form["comment"] ?? ""))
            } else {
                done = try await call.invoke(
                    CertifySubmissions(
                        idempotencyKey: "page-certify-\(key)", round: .code(code), filter: filter,
                        certification: try await certification(form, under, key, call)))
            }
            let place = "round=\(PageText.query(code))&under=\(PageText.query(under))"
            return .redirect(to: "./certify?\(place)&done=\(done.changed)")
        } catch let error as RPCError
            where [.conflict, .invalidParams, .ruleViolated, .tooLarge].contains(error.kind)
        {
            return try await list(request, call, code, under, error: error)
        }
    }

    private static func certification(
        _ form: FormContent, _ under: String, _ key: String, _ call: ReadCall
    ) async throws -> Certification {
        var problems = Problems()
        let number = LetterNumber(ThaiDigits.arabic(form["letterNumber"] ?? "").trimmed)
        if number == nil {
            problems.add(
                "/certification/letterNumber", "letter.number", th: "ต้องเป็นเลขที่หนังสือ เช่น ศธ 04123.456/78",
                en: "must be a letter's number, as ศธ 04123.456/78")
        }
        let date = CalendarDate(form["letterDate"] ?? "")
        if date == nil {
            problems.add("/certification/letterDate", "letter.date", th: "ต้องเป็นวันที่", en: "must be a date")
        }
        if (form["signerPosition"] ?? "").trimmed.isEmpty {
            problems.add(
                "/certification/signerPosition", "letter.signer", th: "ต้องระบุตำแหน่ง", en: "say the position")
        }
        let file = form.files["file"]
        if file?.bytes.isEmpty ?? true {
            problems.add("/certification/file", "letter.file", th: "ต้องแนบแฟ้มหนังสือ", en: "attach the letter")
        }
        var put: PutFile?
        if let file, !file.bytes.isEmpty {
            let letter = PutFile(
                idempotencyKey: "page-letter-\(key)", organisation: under, name: file.name,
                mediaType: file.mediaType, content: Base64.encode(file.bytes))
            for message in await SentFiles.faults(of: letter, call) {
                problems.add(Problem(path: "/certification/file", rule: "letter.file", message: message))
            }
            put = letter
        }
        guard problems.isEmpty, let number, let date, let put else {
            throw RPCError(
                .invalidParams,
                LocalizedText("หนังสือรับรองยังไม่ครบหรือไม่ถูกต้อง", "The letter is not complete, or not right"),
                problems: problems.items)
        }
        let record = try await call.invoke(put)
        return Certification(
            letterNumber: number, letterDate: date, signerPosition: (form["signerPosition"] ?? "").trimmed,
            file: FileReference(record))
    }
}
