import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/payments`: a file of payments (as of GFMIS) is matched to commitments; what could not be matched is listed with what
/// it might be, and matched by hand.
enum PaymentPages {
    private static let rowsMax = 200

    static func register(on router: ServiceRouter) {
        router.page(
            "/payments", title: LocalizedText("จับคู่การเบิกจ่าย", "Match payments"),
            about: LocalizedText(
                "นำเข้าไฟล์การจ่าย จับคู่กับข้อผูกพัน ที่เหลือจับคู่ด้วยมือ",
                "Payments of a file are matched to commitments, the rest by hand"),
            access: BudgetAccess.officers
        ) { request, call in try await page(request, call, problems: [], nil) }
        router.form("/payments", access: BudgetAccess.officers) { try await take($0, $1) }
    }

    /// A payment that waits for somebody to say what it is of.
    private struct Waiting {
        var row: String
        var amount: String
        var reason: String
        var candidates: [String]
        /// What was typed of it, and why that was refused.
        var code = ""
        var date = ""
        var problem: String?
    }

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String], _ outcome: SheetOutcome?,
        waiting: [Waiting] = [], posted: Int? = nil
    ) async throws -> PageResponse {
        let title = request.say("จับคู่การเบิกจ่าย", "Match payments")
        let place =
            try await call.runtime.authoriser.places(of: call.caller, now: call.now).filter { $0 != "TH" }.min() ?? ""
        let organisation = request.form.text("organisation") ?? request.query["organisation"] ?? place
        let upload = PageForm(
            "./payments", go: request.say("นำเข้าและจับคู่", "Take it in and match"), hidden: [("do", "import")],
            problems: problems,
            fields: [
                PageField(
                    "organisation", request.say("หน่วยงาน (รหัส)", "Organisation (code)"), value: organisation,
                    isRequired: true),
                PageField(
                    "file", request.say("ไฟล์การเบิกจ่าย", "File of payments"), .file(accept: ".csv,.xlsx,text/csv"),
                    hint: request.say(
                        "CSV หรือ XLSX: รหัสรายการ จำนวนเงิน วันที่ เลขที่เอกสาร ผู้รับเงิน เลขที่ใบสั่งซื้อ (ถ้ามี)",
                        "CSV or XLSX: line, amount, day, document, payee, order if known"), isRequired: true),
            ])
        var values: [String: Any] = [
            "title": title, "upload": upload.values(request, call),
            "uploadTitle": request.say("นำเข้าไฟล์", "A file"), "hasWaiting": !waiting.isEmpty,
            "isDone": outcome != nil && waiting.isEmpty || posted != nil && waiting.isEmpty,
            "allDone": request.say("ไม่มีรายการที่ต้องจับคู่ด้วยมือ", "Nothing is left to be matched by hand."),
        ]
        if let outcome {
            values["outcome"] = request.say(
                "อ่าน \(outcome.rows) แถว บันทึกแล้ว \(outcome.taken) เหมือนเดิม \(outcome.unchanged) ไม่รับ \(outcome.refused)",
                "\(outcome.rows) rows read: \(outcome.taken) posted, \(outcome.unchanged) known already, \(outcome.refused) refused"
            )
            values["refusals"] = outcome.problems.prefix(50).map { problem -> [String: Any] in
                ["text": request.text(problem.message), "row": problem.cell ?? problem.row.map { String($0) } ?? ""]
            }
        }
        if let posted { values["posted"] = request.say("จับคู่แล้ว \(posted) รายการ", "\(posted) matched") }
        if !waiting.isEmpty { values["match"] = match(waiting, organisation, request, call) }
        return BudgetPages.page("payments", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func match(
        _ waiting: [Waiting], _ organisation: String, _ request: PageRequest, _ call: ReadCall
    ) -> [String: Any] {
        var form = PageForm(
            "./payments", go: request.say("บันทึกที่จับคู่แล้ว", "Post those that are matched"),
            hidden: [("do", "match"), ("organisation", organisation)])
        form.hidden += waiting.flatMap { one in
            [
                ("row", one.row), ("amount.\(one.row)", one.amount), ("reason.\(one.row)", one.reason),
                ("candidates.\(one.row)", one.candidates.joined(separator: " ")),
            ]
        }
        // Rows that were refused are another try: their change has a key of its own.
        var values = form.values(request, call)
        values["key"] = "page-\(ID(at: call.now))"
        values["title"] = request.say("จับคู่ด้วยมือ (\(waiting.count))", "By hand (\(waiting.count))")
        values["about"] = request.say(
            "ระบุเลขที่ข้อผูกพันหรือรหัสรายการของแต่ละแถว เว้นว่างไว้เพื่อข้าม",
            "Say the commitment or line of each row. Leave it empty to pass over.")
        values["rows"] = waiting.map { one -> [String: Any] in
            var row: [String: Any] = [
                "row": request.say("แถว \(one.row)", "Row \(one.row)"),
                "amount": Money(one.amount).map(BudgetWords.amount) ?? one.amount, "reason": one.reason,
                "candidates": one.candidates.map { code -> [String: Any] in
                    ["code": code, "address": "./commitments/\(PageText.query(code))?amount=\(one.amount)"]
                },
                "hasCandidates": !one.candidates.isEmpty, "mayBe": request.say("อาจเป็น", "It might be"),
                "codeField": PageField(
                    "code.\(one.row)", request.say("ข้อผูกพันหรือรายการ", "Commitment or line"),
                    value: one.code.isEmpty && one.candidates.count == 1 ? one.candidates[0] : one.code,
                    problems: one.problem.map { [$0] } ?? []
                ).html,
                "dateField": PageField(
                    "date.\(one.row)", request.say("วันที่จ่าย", "Day"), .date,
                    value: one.date.isEmpty ? call.now.dateInThailand.description : one.date
                ).html,
            ]
            row["number"] = one.row
            return row
        }
        return values
    }

    // MARK: - What is sent

    private static func take(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        if request.form["do"] == "match" { return try await post(request, call) }
        do {
            guard let file = request.form.files["file"], !file.bytes.isEmpty else {
                throw PageForm.lacking("/file", "เลือกไฟล์ก่อน", "choose a file first")
            }
            let outcome = try await call.invoke(
                ImportSheet(
                    idempotencyKey: request.form["key"] ?? "", organisation: request.form.text("organisation") ?? "",
                    kind: .payments, file: SheetFile(name: file.name, bytes: file.bytes), mode: .partial))
            let waiting = outcome.unmatched.prefix(rowsMax).map {
                Waiting(
                    row: String($0.row), amount: $0.amount.description, reason: request.text($0.reason),
                    candidates: $0.candidates)
            }
            return try await page(request, call, problems: [], outcome, waiting: Array(waiting))
        } catch let error as RPCError {
            guard let problems = error.formProblems(request) else { throw error }
            return try await page(request, call, problems: problems, nil)
        }
    }

    /// Posts each row that was matched; those that are refused stay, with why.
    private static func post(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let form = request.form
        var waiting: [Waiting] = []
        var posted = 0
        for row in form.all("row").prefix(rowsMax) {
            var one = Waiting(
                row: row, amount: form["amount.\(row)"] ?? "", reason: form["reason.\(row)"] ?? "",
                candidates: (form["candidates.\(row)"] ?? "").split(separator: " ").map(String.init),
                code: form.text("code.\(row)") ?? "", date: form["date.\(row)"] ?? "")
            guard !one.code.isEmpty else {
                waiting.append(one)
                continue
            }
            do {
                try await post(one, key: "\(form["key"] ?? "")-\(row)", call)
                posted += 1
            } catch let error as RPCError
                where [.ruleViolated, .invalidParams, .conflict, .notFound].contains(error.kind)
            {
                one.problem = error.problems.first.map { request.text($0.message) } ?? request.text(error.message)
                waiting.append(one)
            }
        }
        return try await page(request, call, problems: [], nil, waiting: waiting, posted: posted)
    }

    private static func post(_ one: Waiting, key: String, _ call: ReadCall) async throws {
        guard let amount = Money(one.amount), let date = CalendarDate(ThaiDigits.arabic(one.date)) else {
            throw PageForm.lacking("/date", "ต้องระบุวันที่จ่าย", "the day of the payment is needed")
        }
        do {
            _ = try await call.invoke(
                PostDisbursement(
                    idempotencyKey: key, commitment: .code(one.code), amount: amount, date: date))
        } catch let error as RPCError where error.kind == .notFound {
            // No purchase order has this number: then it is a line's code.
            _ = try await call.invoke(
                PostDisbursement(idempotencyKey: key + "-line", line: .code(one.code), amount: amount, date: date))
        }
    }
}
