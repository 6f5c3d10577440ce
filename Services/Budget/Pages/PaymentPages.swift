import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/payments`: a file of payments (as of GFMIS) is matched to commitments, and what could not be is listed;
/// `/payments/⟨id⟩`: one of those, with what it may belong to, matched by hand or taken off the list.
enum PaymentPages {
    static func register(on router: ServiceRouter) {
        router.page(
            "/payments", title: LocalizedText("จับคู่การเบิกจ่าย", "Match payments"),
            about: LocalizedText(
                "นำเข้าไฟล์การจ่าย จับคู่กับข้อผูกพัน ที่เหลือจับคู่ด้วยมือ",
                "Payments of a file are matched to commitments, the rest by hand"),
            access: BudgetAccess.officers
        ) { try await list($0, $1, problems: [], nil) }
        router.form("/payments", access: BudgetAccess.officers) { try await take($0, $1) }
        router.page("/payments/:id", access: BudgetAccess.officers) { try await one($0, $1, problems: []) }
        router.form("/payments/:id", access: BudgetAccess.officers) { request, call in
            try await PageForm.taking(request) {
                try await settle(request, call)
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
        router.duties { try await duties($0) }
    }

    /// That there are payments to be matched, for the front page.
    private static func duties(_ call: ReadCall) async throws -> [FrontDuty] {
        guard try await BudgetPages.may(BudgetAccess.officers, at: nil, call) else { return [] }
        var duties: [FrontDuty] = []
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let names = try await call.placeNames(places)
        for place in places where place != "TH" {
            let count = try await call.invoke(ListUnmatchedPayments(organisation: place, limit: 100)).items.count
            guard count > 0 else { continue }
            let many = count == 100 ? "100+" : String(count)
            duties.append(
                FrontDuty(
                    LocalizedText("จับคู่การเบิกจ่าย \(many) รายการ", "Match \(many) payments"),
                    detail: names[place],
                    address: "payments?organisation=\(PageText.query(place))"))
        }
        return duties
    }

    // MARK: - The list

    private static func list(
        _ request: PageRequest, _ call: ReadCall, problems: [String], _ outcome: SheetOutcome?
    ) async throws -> PageResponse {
        let title = request.say("จับคู่การเบิกจ่าย", "Match payments")
        let choice = try await PlaceChoice(request, call)
        let organisation = request.form.text("organisation") ?? choice.organisation?.code
        var values = choice.values(request, asksYear: false)
        values["title"] = title
        if let organisation {
            let page = try await call.invoke(
                ListUnmatchedPayments(
                    organisation: organisation, limit: 50,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
            values["isShown"] = true
            values["waitingTitle"] = request.say("รอจับคู่ด้วยมือ", "To be matched by hand")
            values["isDone"] = page.items.isEmpty
            values["allDone"] = request.say("ไม่มีรายการที่ต้องจับคู่ด้วยมือ", "Nothing is left to be matched by hand.")
            values["payments"] = page.items.map { row($0, request) }
            if let next = page.nextCursor {
                values["next"] = PageScene.current.address("cursor", next.text)
                values["nextWords"] = request.say("ถัดไป", "More")
            }
            values["upload"] = upload(organisation, request, call, problems)
        }
        if let outcome {
            values["outcome"] = request.say(
                "อ่าน \(outcome.rows) แถว บันทึกแล้ว \(outcome.taken) เหมือนเดิม \(outcome.unchanged) ไม่รับ \(outcome.refused) รอจับคู่ \(outcome.unmatched.count)",
                "\(outcome.rows) rows read: \(outcome.taken) posted, \(outcome.unchanged) known already, \(outcome.refused) refused, \(outcome.unmatched.count) to be matched"
            )
            values["refusals"] = outcome.problems.prefix(50).map { problem -> [String: Any] in
                [
                    "text": request.text(problem.message),
                    "row": problem.cell ?? problem.row.map { String($0) } ?? "",
                ]
            }
        }
        return BudgetPages.page("payments", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func row(_ payment: PaymentToMatch, _ request: PageRequest) -> [String: Any] {
        [
            "code": payment.code, "address": "./payments/\(payment.id)", "amount": BudgetWords.amount(payment.amount),
            "day": BudgetPages.day(payment.date, request), "payee": payment.payee ?? "",
            "reason": request.text(payment.message),
        ]
    }

    private static func upload(
        _ organisation: String, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        var values = PageForm(
            "./payments?organisation=\(PageText.query(organisation))",
            go: request.say("นำเข้าและจับคู่", "Take it in and match"), hidden: [("organisation", organisation)],
            problems: problems,
            fields: [
                PageField(
                    "file", request.say("ไฟล์การเบิกจ่าย", "File of payments"), .file(accept: ".csv,.xlsx,text/csv"),
                    hint: request.say(
                        "CSV หรือ XLSX: รหัสรายการ จำนวนเงิน วันที่ เลขที่เอกสาร ผู้รับเงิน เลขที่ใบสั่งซื้อ (ถ้ามี)",
                        "CSV or XLSX: line, amount, day, document, payee, order if known"), isRequired: true)
            ]
        ).values(request, call)
        values["title"] = request.say("นำเข้าไฟล์", "A file")
        return values
    }

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        do {
            guard let file = request.form.files["file"], !file.bytes.isEmpty else {
                throw PageForm.lacking("/file", "เลือกไฟล์ก่อน", "choose a file first")
            }
            let outcome = try await call.invoke(
                ImportSheet(
                    idempotencyKey: request.form["key"] ?? "", organisation: request.form.text("organisation") ?? "",
                    kind: .payments, file: SheetFile(name: file.name, bytes: file.bytes), mode: .partial))
            return try await list(request, call, problems: [], outcome)
        } catch let error as RPCError {
            guard let problems = error.formProblems(request) else { throw error }
            return try await list(request, call, problems: problems, nil)
        }
    }

    // MARK: - One

    private static func found(_ request: PageRequest, _ call: ReadCall) async throws -> PaymentMatchFile {
        guard let id = ID(request.parameters["id"] ?? "") else {
            throw RPCError.notFound("unmatchedPayment", request.parameters["id"] ?? "")
        }
        return try await call.invoke(GetUnmatchedPayment(payment: id))
    }

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let file = try await found(request, call)
        let payment = file.payment
        let title = request.say("การจ่าย \(payment.code)", "Payment \(payment.code)")
        var values: [String: Any] = [
            "listTitle": request.say("จับคู่การเบิกจ่าย", "Match payments"),
            "listAddress": "../payments?organisation=\(PageText.query(payment.organisation))", "title": title,
            "amount": BudgetWords.amount(payment.amount), "unit": request.say("บาท", "baht"),
            "day": BudgetPages.day(payment.date, request),
            "payee": payment.payee ?? "", "reason": request.text(payment.message),
            "from": request.say(
                "จาก \(payment.file ?? "–") แถว \(payment.row)", "From \(payment.file ?? "–"), row \(payment.row)"),
        ]
        if payment.state == .open {
            values["match"] = match(file, request, call, request.form["do"] == "match" ? problems : [])
            var dismiss = PageForm(
                "./\(payment.id)", go: request.say("ตัดออก", "Take it off the list"),
                problems: request.form["do"] == "dismiss" ? problems : [], mark: "dismiss",
                fields: [
                    PageField(
                        "reason", request.say("เหตุผล เช่น เงินนอกงบประมาณ", "Why, as: not of these books"), .area,
                        value: request.form["reason"], isRequired: true)
                ])
            dismiss.buttons = [.init(request.say("ตัดออก", "Take it off the list"), value: "dismiss", style: "stop")]
            var shown = dismiss.values(request, call)
            shown["words"] = request.say("ไม่ใช่ของบัญชีนี้", "Not of these books")
            shown["isOpen"] = request.form["do"] == "dismiss"
            values["dismiss"] = shown
        } else {
            values["settled"] =
                payment.state == .matched
                ? request.say("จับคู่และบันทึกบัญชีแล้ว", "Matched and posted") : request.say("ตัดออกแล้ว", "Taken off the list")
            values["note"] = payment.note
        }
        return BudgetPages.page("payment", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func match(
        _ file: PaymentMatchFile, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let orders = file.candidates.map { candidate -> (value: String, label: String) in
            let mark = candidate.exact ? request.say(" · ยอดตรง", " · exactly") : ""
            return (
                "commitment:\(candidate.code)",
                "\(candidate.code) \(candidate.payee ?? "") · \(BudgetWords.amount(candidate.outstanding))\(mark)"
            )
        }
        let lines = file.lines.map { line -> (value: String, label: String) in
            ("line:\(line.lineCode)", "\(line.lineCode) · \(BudgetWords.amount(line.balances.available))")
        }
        var form = PageForm(
            "./\(file.payment.id)", go: request.say("จับคู่และบันทึกบัญชี", "Match it and post it"), problems: problems,
            mark: "match",
            fields: [
                PageField(
                    "target", request.say("เป็นการจ่ายของ", "It is of"),
                    .select([("", request.say("ระบุเองด้านล่าง", "As said below"))] + orders + lines),
                    value: request.form["target"] ?? orders.first?.value ?? lines.first?.value ?? ""),
                PageField(
                    "commitment", request.say("หรือเลขที่ข้อผูกพัน", "Or the number of a commitment"),
                    value: request.form["commitment"]),
                PageField(
                    "line", request.say("หรือรหัสรายการ", "Or the code of a line"), value: request.form["line"]),
                PageField(
                    "final", request.say("งวดสุดท้าย คืนยอดผูกพันที่เหลือ", "The last one: release what remains"), .checkbox,
                    value: request.form["final"]),
            ])
        form.buttons = [.init(request.say("จับคู่และบันทึกบัญชี", "Match it and post it"), value: "match")]
        var values = form.values(request, call)
        values["title"] = request.say("จับคู่ด้วยมือ", "By hand")
        return values
    }

    private static func settle(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let payment = try await found(request, call).payment
        if form["do"] == "dismiss" {
            _ = try await call.invoke(
                DismissPayment(
                    idempotencyKey: form["key"] ?? "", payment: payment.id, reason: form.text("reason") ?? ""))
        } else {
            var (order, line) = (form.text("commitment"), form.text("line"))
            if order == nil, line == nil, let target = form.text("target"), let mark = target.firstIndex(of: ":") {
                let code = String(target[target.index(after: mark)...])
                if target.hasPrefix("line:") { line = code } else { order = code }
            }
            guard order != nil || line != nil else {
                throw PageForm.lacking("/commitment", "ระบุข้อผูกพันหรือรายการ", "say which commitment or line")
            }
            _ = try await call.invoke(
                MatchPayment(
                    idempotencyKey: form["key"] ?? "", payment: payment.id, commitment: order.map { Reference($0) },
                    line: line.map { Reference($0) }, final: form["final"] == "yes" ? true : nil))
        }
        return "../payments?organisation=\(PageText.query(payment.organisation))"
    }
}
