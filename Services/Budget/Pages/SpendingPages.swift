import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/commitments/⟨number⟩`: a purchase order with what was received, claimed and paid of it, and the form of each next
/// step (commitment → receipt → claim → payment). `/lines/⟨code⟩/spend`: what is bound or paid from a line.
enum SpendingPages {
    static func register(on router: ServiceRouter) {
        router.page("/commitments/:code", access: BudgetAccess.readers) { try await chain($0, $1, problems: []) }
        router.form("/commitments/:code", access: BudgetAccess.officers) { request, call in
            try await PageForm.taking(request) {
                try await step(request, call)
            } refused: {
                try await chain(request, call, problems: $0)
            }
        }
        router.page("/lines/:code/spend", access: BudgetAccess.officers) { try await line($0, $1, problems: []) }
        router.form("/lines/:code/spend", access: BudgetAccess.officers) { request, call in
            try await PageForm.taking(request) {
                try await spend(request, call)
            } refused: {
                try await line(request, call, problems: $0)
            }
        }
    }

    // MARK: - A purchase order

    private static func chain(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let chain = try await call.invoke(GetChain(commitment: Reference(request.parameters["code"] ?? "")))
        let commitment = chain.commitment
        let line = try await call.invoke(GetLine(line: .id(commitment.line)))
        let mayPost = try await BudgetPages.may(BudgetAccess.officers, at: line.organisation, call)
        let title = request.say("ข้อผูกพัน \(commitment.code)", "Commitment \(commitment.code)")
        var values: [String: Any] = [
            "lineTitle": commitment.lineCode, "lineAddress": "../lines/\(PageText.query(commitment.lineCode))",
            "title": title, "payee": commitment.payee ?? "", "day": BudgetPages.day(commitment.date, request),
            "amounts": [
                (request.say("ผูกพัน", "Bound"), commitment.amount),
                (request.say("จ่ายแล้ว", "Paid"), commitment.disbursed),
                (request.say("คืนยอด", "Released"), commitment.released),
                (request.say("คงค้าง", "Outstanding"), commitment.outstanding),
            ].map { ["name": $0.0, "amount": BudgetWords.amount($0.1)] },
            "way": way(chain, request),
            "receiptsTitle": request.say("ตรวจรับ", "Received"), "hasReceipts": !chain.receipts.isEmpty,
            "noReceipts": request.say("ยังไม่มีการตรวจรับ", "Nothing was received yet."),
            "receipts": chain.receipts.map {
                row($0.code, $0.date, $0.amount, request.say("วางเบิกแล้ว", "claimed"), $0.claimed, request)
            },
            "claimsTitle": request.say("วางเบิก", "Claimed"), "hasClaims": !chain.claims.isEmpty,
            "noClaims": request.say("ยังไม่มีการวางเบิก", "Nothing was claimed yet."),
            "claims": chain.claims.map {
                row($0.code, $0.date, $0.amount, request.say("จ่ายแล้ว", "paid"), $0.paid, request)
            },
            "entriesTitle": request.say("รายการบัญชี", "Entries"),
            "entries": chain.entries.map { entry -> [String: Any] in
                [
                    "day": BudgetPages.day(entry.date, request), "kind": request.text(BudgetWords.entry(entry.kind)),
                    "amount": BudgetWords.amount(Money.sum(entry.postings.map(\.amount)) ?? .zero),
                    "document": [entry.code, entry.letterNumber, entry.note].compactMap { $0 }.joined(separator: " · "),
                ]
            },
        ]
        if mayPost { values["forms"] = forms(chain, request, call, problems) }
        return BudgetPages.page("chain", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func way(_ chain: CommitmentChain, _ request: PageRequest) -> [[String: Any]] {
        let steps = [
            (request.say("ก่อหนี้ผูกพัน", "Bound"), true), (request.say("ตรวจรับ", "Received"), !chain.receipts.isEmpty),
            (request.say("วางเบิก", "Claimed"), !chain.claims.isEmpty),
            (request.say("เบิกจ่าย", "Paid"), chain.commitment.disbursed > .zero),
        ]
        return steps.map { name, isDone in
            ["name": name, "class": isDone ? "done" : "ahead", "mark": isDone ? "✓" : "○"]
        }
    }

    private static func row(
        _ code: String, _ date: CalendarDate, _ amount: Money, _ words: String, _ gone: Money, _ request: PageRequest
    ) -> [String: Any] {
        [
            "code": code, "day": BudgetPages.day(date, request), "amount": BudgetWords.amount(amount),
            "gone": "\(words) \(BudgetWords.amount(gone))",
        ]
    }

    // MARK: - Its forms

    private static func forms(
        _ chain: CommitmentChain, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [[String: Any]] {
        let commitment = chain.commitment
        guard commitment.outstanding > .zero else { return [] }
        let received = chain.receipts.filter { $0.claimed < $0.amount }
        let claimed = chain.claims.filter { $0.paid < $0.amount }
        var forms = [
            form(
                "receipt", request.say("บันทึกการตรวจรับ", "Record what was received"), [],
                request.say("เลขที่ใบตรวจรับ", "Number of the receipt"), commitment.outstanding, chain, request, call,
                problems)
        ]
        if !received.isEmpty {
            let options = received.map {
                ($0.code, "\($0.code) · \(BudgetWords.amount($0.amount - $0.claimed))")
            }
            forms.append(
                form(
                    "claim", request.say("วางเบิก", "Claim"),
                    [
                        PageField(
                            "receipt", request.say("จากใบตรวจรับ", "Of the receipt"), .select(options),
                            value: request.form["receipt"])
                    ],
                    request.say("เลขที่ฎีกาหรือใบวางเบิก", "Number of the claim"),
                    received.first.map { $0.amount - $0.claimed } ?? .zero, chain, request, call, problems))
        }
        let options =
            [("", request.say("จ่ายจากข้อผูกพันโดยตรง", "Directly of the commitment"))]
            + claimed.map { ($0.code, "\($0.code) · \(BudgetWords.amount($0.amount - $0.paid))") }
        forms.append(
            form(
                "payment", request.say("บันทึกการเบิกจ่าย", "Record a payment"),
                [
                    PageField(
                        "claim", request.say("ตามการวางเบิก", "Of the claim"), .select(options),
                        value: request.form["claim"] ?? claimed.first?.code ?? ""),
                    PageField(
                        "final", request.say("งวดสุดท้าย คืนยอดผูกพันที่เหลือ", "The last one: release what remains"),
                        .checkbox, value: request.form["final"]),
                ], request.say("เลขที่เอกสารจ่าย", "Number of the payment document"),
                claimed.first.map { $0.amount - $0.paid } ?? commitment.outstanding, chain, request, call, problems))
        return forms
    }

    private static func form(
        _ what: String, _ title: String, _ before: [PageField], _ codeLabel: String, _ amount: Money,
        _ chain: CommitmentChain, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [String: Any] {
        let isSent = request.form["do"] == what
        func typed(_ name: String) -> String? { isSent ? request.form[name] : nil }
        var asked: String? = nil
        if what == "payment", let given = request.query["amount"], Money(given) != nil { asked = given }
        let form = PageForm(
            "./\(PageText.query(chain.commitment.code))", go: title, hidden: [("do", what)],
            problems: isSent ? problems : [], mark: what,
            fields: before + [
                PageField("code", codeLabel, value: typed("code"), isRequired: true),
                PageField(
                    "amount", request.say("จำนวนเงิน (บาท)", "Amount, baht"), .number,
                    value: typed("amount") ?? asked ?? amount.description, isRequired: true),
                PageField(
                    "date", request.say("วันที่", "Day"), .date,
                    value: typed("date") ?? call.now.dateInThailand.description, isRequired: true),
                PageField(
                    "letterNumber", request.say("เลขที่หนังสือ (ถ้ามี)", "Letter number, if any"),
                    value: typed("letterNumber")),
            ])
        var values = form.values(request, call)
        values["title"] = title
        values["isOpen"] = isSent || (what == "payment" && asked != nil)
        return values
    }

    private static func step(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let code = request.parameters["code"] ?? ""
        let key = form["key"] ?? ""
        let (amount, date) = try money(form)
        switch form["do"] {
        case "receipt":
            _ = try await call.invoke(
                PostReceipt(
                    idempotencyKey: key, commitment: Reference(code), code: form.text("code") ?? "", amount: amount,
                    date: date))
        case "claim":
            _ = try await call.invoke(
                PostClaim(
                    idempotencyKey: key, receipt: Reference(form.text("receipt") ?? ""), code: form.text("code") ?? "",
                    amount: amount, date: date, letterNumber: form.text("letterNumber")))
        default:
            let claim = form.text("claim")
            _ = try await call.invoke(
                PostDisbursement(
                    idempotencyKey: key, commitment: claim == nil ? Reference(code) : nil,
                    claim: claim.map { Reference($0) }, amount: amount, final: form["final"] == "yes" ? true : nil,
                    date: date,
                    document: EntryDocument(code: form.text("code"), letterNumber: form.text("letterNumber"))))
        }
        return "./\(PageText.query(code))"
    }

    private static func money(_ form: FormContent) throws -> (Money, CalendarDate) {
        guard let amount = form.money("amount") else {
            throw PageForm.lacking("/amount", "จำนวนเงินต้องเป็นตัวเลข เช่น 12,500.00", "an amount is a number, as 12,500.00")
        }
        guard let date = form.day("date") else {
            throw PageForm.lacking("/date", "ต้องระบุวันที่", "a day is needed")
        }
        return (amount, date)
    }

    // MARK: - From a line

    private static func line(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let line = try await call.invoke(GetLine(line: .code(request.parameters["code"] ?? "")))
        let isCommitment = (request.form["do"] ?? "commitment") == "commitment"
        let title = request.say("ใช้เงินจากรายการ", "Spend from the line")
        func values(_ what: String, _ title: String, _ codeLabel: String, _ more: [PageField]) -> [String: Any] {
            let isSent = request.form["do"] == what
            func typed(_ name: String) -> String? { isSent ? request.form[name] : nil }
            var values = PageForm(
                "./spend", go: title, hidden: [("do", what)], problems: isSent ? problems : [], mark: what,
                fields: [PageField("code", codeLabel, value: typed("code"), isRequired: true)] + more + [
                    PageField(
                        "amount", request.say("จำนวนเงิน (บาท)", "Amount, baht"), .number, value: typed("amount"),
                        isRequired: true),
                    PageField(
                        "date", request.say("วันที่", "Day"), .date,
                        value: typed("date") ?? call.now.dateInThailand.description, isRequired: true),
                    PageField(
                        "letterNumber", request.say("เลขที่หนังสือ (ถ้ามี)", "Letter number, if any"),
                        value: typed("letterNumber")),
                ]
            ).values(request, call)
            values["title"] = title
            return values
        }
        let shown: [String: Any] = [
            "lineTitle": line.code, "lineAddress": "../\(PageText.query(line.code))", "title": title,
            "available": request.say(
                "ใช้ได้อีก \(BudgetWords.amount(line.balances.available)) บาท",
                "\(BudgetWords.amount(line.balances.available)) baht are available"),
            "forms": [
                values(
                    "commitment", request.say("ก่อหนี้ผูกพัน (ใบสั่งซื้อ สัญญา)", "Bind (purchase order, contract)"),
                    request.say("เลขที่ใบสั่งซื้อหรือสัญญา", "Number of the order or contract"),
                    [
                        PageField(
                            "payee", request.say("ผู้รับเงิน", "Payee"), value: isCommitment ? request.form["payee"] : nil)
                    ]),
                values(
                    "payment", request.say("เบิกจ่ายโดยไม่ผูกพัน", "Pay without binding"),
                    request.say("เลขที่เอกสารจ่าย", "Number of the payment document"), []),
            ],
        ]
        return BudgetPages.page("spend", title, shown, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func spend(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let code = request.parameters["code"] ?? ""
        let (amount, date) = try money(form)
        if form["do"] == "payment" {
            _ = try await call.invoke(
                PostDisbursement(
                    idempotencyKey: form["key"] ?? "", line: .code(code), amount: amount, date: date,
                    document: EntryDocument(code: form.text("code"), letterNumber: form.text("letterNumber"))))
            return "../\(PageText.query(code))"
        }
        let number = form.text("code") ?? ""
        _ = try await call.invoke(
            PostCommitment(
                idempotencyKey: form["key"] ?? "", line: .code(code), code: number, payee: form.text("payee"),
                amount: amount, date: date,
                document: form.text("letterNumber").map { EntryDocument(code: nil, letterNumber: $0) }))
        return "../../commitments/\(PageText.query(number))"
    }
}
