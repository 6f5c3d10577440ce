import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/contacts`: where the mail of the organisations at and below one goes.
enum ContactsPage {
    /// Lines of one page.
    static let listMax = 50
    /// Lines that are pasted at once.
    private static let pastedMax = SetContacts.contactsMax

    static func register(on router: ServiceRouter) {
        router.page(
            "/contacts", title: LocalizedText("อีเมลของหน่วยงาน", "Mail addresses"),
            about: LocalizedText("จดหมายทวงถามส่งถึงใคร", "Where reminders go"), access: SetContacts.access
        ) { try await show($0, $1, error: nil) }
        router.form("/contacts", access: SetContacts.access) { request, call in
            do {
                return try await send(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil {
                return try await show(request, call, error: error)
            }
        }
    }

    private static func place(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let asked = request.form["organisation"] ?? request.query["organisation"]
        if let asked, !asked.isEmpty { return asked }
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let first = try await IndicatorPages.provinces(call).first ?? ""
        return places.contains("TH") ? first : places.first ?? first
    }

    private static func show(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        let organisation = try await place(request, call)
        // The method's own check of who may see addresses there.
        _ = try await call.invoke(ListContacts(organisation: organisation, limit: 1))
        let place = try await call.invoke(GetOrganisation(organisation: .code(organisation))).organisation
        let text = request.query["q"]?.trimmed ?? ""
        let isMissing = request.query["missing"] == "yes"
        let order = PageOrder(
            [
                .init(request.say("หน่วยงาน", "Organisation"), "name"),
                .init(request.say("อีเมล", "Mail address"), "email"),
                .init(request.say("ผู้รับ", "Whose it is"), "who"),
            ], request.query["sort"])
        let list = try SortedList(
            order.orByCode, column: order.key == "name" && request.isEnglish ? "name.en" : nil,
            cursor: request.query["cursor"].flatMap(PageCursor.init(text:)), limit: listMax)
        guard let list else { throw RPCError.notFound("organisation", organisation) }
        let found = try await call.database.all(
            ContactsBelow(organisation: organisation, text: text, isMissing: isMissing, list: list))
        let shown = list.items(found)
        let counts = try await call.database.first(CountContacts(organisation: organisation))
        var values: [String: Any] = [
            "title": request.say("อีเมลของหน่วยงาน", "Mail addresses"), "place": request.text(place.name),
            "organisation": organisation,
            "summary": request.say(
                "มีอีเมล \(counts?.known ?? 0) จาก \(counts?.all ?? 0) แห่ง จดหมายทวงถามส่งไปที่นี่",
                "\(counts?.known ?? 0) of \(counts?.all ?? 0) have an address; reminders go there."),
            "filters": [
                PageField(
                    "organisation", request.say("ใต้หน่วยงาน (รหัส)", "At and below (code)"), value: organisation),
                PageField("q", request.say("มีคำว่า", "With the words"), value: text),
                PageField(
                    "missing", request.say("เฉพาะที่ไม่มีอีเมล", "Only those without"), .checkbox,
                    value: isMissing ? "yes" : ""),
            ].map(\.html).joined(), "show": request.say("แสดง", "Show"),
            "isEmpty": shown.isEmpty, "empty": request.say("ไม่มีหน่วยงานตามเงื่อนไขนี้", "Nobody is like this."),
            "nameLabel": request.say("หน่วยงาน", "Organisation"), "emailLabel": request.say("อีเมล", "Mail address"),
            "whoLabel": request.say("ผู้รับ", "Whose it is"),
            "headings": order.values(), "sortField": order.field(),
            "rows": shown.map { row -> [String: Any] in
                [
                    "code": row.code, "name": request.text(row.name), "email": typed(request, "e", row, row.email),
                    "who": typed(request, "n", row, row.holder), "before": "\(row.email ?? "") \(row.holder ?? "")",
                ]
            },
            "save": request.say("บันทึก", "Save"),
            "note": request.say("ลบอีเมลเพื่อไม่ส่งไปที่นั่นอีก", "Empty an address to send nothing there any more."),
            "pasteTitle": request.say("วางหลายรายการ", "Paste many"),
            "pasted": PageField(
                "pasted", request.say("บรรทัดละหนึ่ง: รหัส อีเมล ผู้รับ", "One a line: code, address, whose it is"), .area,
                value: request.form["pasted"],
                hint: request.say(
                    "คัดลอกจากตารางได้ ไม่เกิน \(pastedMax) บรรทัด", "Copied out of a sheet, at most \(pastedMax) lines")
            ).html, "paste": request.say("บันทึกรายการที่วาง", "Save what is pasted"),
        ]
        if let next = list.next(after: found) {
            values["next"] = PageScene.current.address("cursor", next.text)
            values["nextLabel"] = request.say("หน้าถัดไป", "Next page")
        }
        if let saved = request.query["saved"].flatMap({ Int($0) }) {
            values["done"] = request.say("บันทึก \(saved) แห่ง", "\(saved) saved.")
        }
        if let error {
            values["error"] = request.text(error.message)
            values["problems"] = error.further.map { ["text": request.text($0.message)] }
        }
        return IndicatorPages.page("contacts", values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    /// What was typed and refused, else what is kept.
    private static func typed(
        _ request: PageRequest, _ name: String, _ row: ContactsBelow.Line, _ kept: String?
    ) -> String {
        request.form["\(name).\(row.code)"] ?? kept ?? ""
    }

    // MARK: - What is sent

    private static func send(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        let under = form["organisation"] ?? ""
        let contacts = form["do"] == "paste" ? try pasted(form) : changed(form)
        if !contacts.isEmpty {
            do {
                _ = try await call.invoke(
                    SetContacts(
                        idempotencyKey: "page-contacts-\(form["key"] ?? "")", under: under, contacts: contacts))
            } catch let error as RPCError where !error.problems.isEmpty {
                throw located(error, contacts)
            }
        }
        return .redirect(to: "./contacts?organisation=\(PageText.query(under))&saved=\(contacts.count)")
    }

    /// Lines of the table that are not as they were.
    private static func changed(_ form: FormContent) -> [Contact] {
        form.fields.filter { $0.name.hasPrefix("e.") }.compactMap { field in
            let code = String(field.name.dropFirst(2))
            let (email, who) = (field.value.trimmed, (form["n.\(code)"] ?? "").trimmed)
            if "\(email) \(who)" == form["o.\(code)"] { return nil }
            return Contact(
                organisation: code, email: email.isEmpty ? nil : email, name: email.isEmpty || who.isEmpty ? nil : who)
        }
    }

    private static func pasted(_ form: FormContent) throws -> [Contact] {
        let lines = (form["pasted"] ?? "").split(whereSeparator: \.isNewline).map { line in
            line.split(maxSplits: 2) { ",;\t ".contains($0) }.map { String($0).trimmed }
        }.filter { !$0.isEmpty }
        if lines.isEmpty {
            throw RPCError(.invalidParams, LocalizedText("วางรายการก่อน", "paste something first"))
        }
        return lines.map { words in
            Contact(
                organisation: words[0], email: words.count > 1 ? words[1] : "",
                name: words.count > 2 && !words[2].isEmpty ? words[2] : nil)
        }
    }

    /// Each problem with the organisation that it is about.
    private static func located(_ error: RPCError, _ contacts: [Contact]) -> RPCError {
        let problems = error.problems.map { problem -> Problem in
            let words = problem.path.split(separator: "/")
            guard words.count > 1, let index = Int(words[1]), contacts.indices.contains(index) else { return problem }
            let code = contacts[index].organisation
            var problem = problem
            problem.message = LocalizedText(
                "\(code): \(problem.message.th)", "\(code): \(problem.message.en ?? problem.message.th)")
            return problem
        }
        return RPCError(
            .invalidParams, LocalizedText("ไม่ได้บันทึกเลย แก้รายการต่อไปนี้", "Nothing was saved; put these right"),
            problems: problems)
    }
}

/// Open organisations at and below one with their addresses, in an order.
struct ContactsBelow: Statement {
    static let sql = SortedList.sql(
        "o.code, o.name_th, o.name_en, c.email, c.name", id: "o.code",
        by: [
            "code": "o.code", "name": "o.name_th", "name.en": "coalesce(o.name_en, o.name_th)",
            "email": "lower(c.email)", "who": "c.name",
        ],
        """
        FROM organisation_reach r
        JOIN organisation o              ON o.code = r.descendant AND o.closed_on IS NULL
        LEFT JOIN organisation_contact c ON (c.province, c.organisation) = (o.province, o.code)
        WHERE r.ancestor = $1 AND r.relation = 'either'
          AND ($2 = '' OR position(lower($2) IN lower(concat_ws(' ', o.code, o.name_th, o.name_en, c.email))) > 0)
          AND (NOT $3 OR c.email IS NULL)
        """, first: 4)
    struct Line: Sendable {
        var code: String
        var name: LocalizedText
        var email: String?
        var holder: String?
    }

    var organisation: String
    var text: String
    var isMissing: Bool
    var list: SortedList

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(text)
        parameters.append(isMissing)
        list.bind(&parameters)
    }

    static func decode(_ row: inout RowReader) throws -> SortedRow<Line> {
        try SortedList.row(&row) { row in
            Line(code: try row.next(), name: try row.text(), email: try row.next(), holder: try row.next())
        }
    }
}

/// How many open organisations stand at and below one, and how many of them have an address.
struct CountContacts: Statement {
    static let sql = """
        SELECT count(*), count(c.email)
        FROM organisation_reach r
        JOIN organisation o              ON o.code = r.descendant AND o.closed_on IS NULL
        LEFT JOIN organisation_contact c ON (c.province, c.organisation) = (o.province, o.code)
        WHERE r.ancestor = $1 AND r.relation = 'either'
        """
    var organisation: String
    func bind(_ parameters: inout Parameters) { parameters.append(organisation) }

    static func decode(_ row: inout RowReader) throws -> (all: Int, known: Int) {
        (try row.next(), try row.next())
    }
}
