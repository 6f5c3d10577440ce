import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import Procedures
import RPCServer
import ServiceKit

/// `/transfers`: transfers and changes of a year; `/transfers/new`: from, to, amount or share, reason, and what the rule
/// table says before anything is sent; `/transfers/⟨code⟩`: one, with its matter.
enum TransferPages {
    static func register(on router: ServiceRouter) {
        router.page(
            "/transfers", title: LocalizedText("โอนและเปลี่ยนแปลง", "Transfers"),
            about: LocalizedText(
                "ขอโอน ดูว่าระเบียบว่าอย่างไร ใครอนุมัติ ถึงขั้นไหน", "Ask for one, see what the rules say and who decides"),
            access: BudgetAccess.readers
        ) { try await list($0, $1) }
        router.page("/transfers/new", access: BudgetAccess.officers) { try await fill($0, $1, problems: [], nil) }
        router.form("/transfers/new", access: BudgetAccess.officers) { try await send($0, $1) }
        router.page("/transfers/:code", access: BudgetAccess.readers) { try await one($0, $1, problems: []) }
        router.form("/transfers/:code", access: BudgetAccess.officers) { request, call in
            try await PageForm.taking(request) {
                try await decide(request, call)
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
    }

    // MARK: - The list

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let choice = try await PlaceChoice.ofLines(request, call)
        let state = request.query["state"].flatMap(TransferState.init)
        let title = request.say("โอนและเปลี่ยนแปลงงบประมาณ", "Transfers and changes")
        var values = choice.values(
            request, more: [BudgetPages.states(state, request) { word($0).words }])
        values["title"] = title
        if let organisation = choice.organisation {
            let page = try await call.invoke(
                ListTransfers(
                    organisation: organisation.code, fiscalYear: choice.year, state: state, limit: 40,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
            BudgetPages.list(page, into: &values, words: request.say("ถัดไป", "More"))
            values["empty"] = request.say(
                "ไม่มีคำขอโอนตามเงื่อนไขนี้ ลองเปลี่ยนหน่วยงาน ปีงบประมาณ หรือสถานะ",
                "No transfer is like this. Try another organisation, year or state.")
            let names = try await LineNames(
                page.items.flatMap { [$0.from.lineCode, $0.to.lineCode] }, around: organisation.code, call)
            values["transfers"] = page.items.map { row($0, names, request) }
            if try await BudgetPages.may(BudgetAccess.officers, at: organisation.code, call) {
                values["new"] = [
                    "address": "./transfers/new", "words": request.say("ขอโอนหรือเปลี่ยนแปลง", "Ask for a transfer"),
                ]
            }
        }
        return BudgetPages.page("transfers", title, values, request)
    }

    private static func word(_ state: TransferState) -> (words: LocalizedText, tag: String) {
        switch state {
        case .requested: (LocalizedText("กำลังพิจารณา", "under way"), "warn")
        case .executed: (LocalizedText("โอนแล้ว", "carried out"), "good")
        case .rejected: (LocalizedText("ไม่เห็นชอบ", "rejected"), "bad")
        case .withdrawn: (LocalizedText("ถอนคำขอ", "withdrawn"), "")
        case .expired: (LocalizedText("พ้นกำหนด", "expired"), "bad")
        }
    }

    private static func row(
        _ transfer: Transfer, _ names: LineNames, _ request: PageRequest
    ) -> [String: Any] {
        let state = word(transfer.state)
        return [
            "code": transfer.code, "address": "./transfers/\(PageText.query(transfer.code))",
            "from": request.text(names.name(transfer.from.lineCode)),
            "to": request.text(names.name(transfer.to.lineCode)), "amount": BudgetWords.amount(transfer.amount),
            "day": BudgetPages.day(transfer.date, request), "state": request.text(state.words), "tag": state.tag,
            "reason": transfer.reason,
        ]
    }

    // MARK: - Asking for one

    /// - Parameter checked: what the rules say of what was typed.
    private static func fill(
        _ request: PageRequest, _ call: ReadCall, problems: [String], _ checked: Transfer?
    ) async throws -> PageResponse {
        let typed = request.form
        let title = request.say("ขอโอนหรือเปลี่ยนแปลงงบประมาณ", "Ask for a transfer")
        var form = PageForm(
            "./new", go: request.say("ตรวจกับระเบียบก่อนส่ง", "See what the rules say"), problems: problems,
            fields: [
                PageField(
                    "code", request.say("เลขที่คำขอ", "Number of the request"), value: typed["code"], isRequired: true),
                PageField(
                    "from", request.say("จากรายการ (รหัส)", "From the line (code)"),
                    value: typed["from"] ?? request.query["from"], isRequired: true),
                PageField(
                    "to", request.say("ไปรายการ (รหัส)", "To the line (code)"), value: typed["to"], isRequired: true),
                PageField(
                    "amount", request.say("จำนวนเงิน (บาท)", "Amount, baht"), .number, value: typed["amount"],
                    hint: request.say("หรือระบุร้อยละด้านล่างอย่างใดอย่างหนึ่ง", "Or a percentage below, one of the two")),
                PageField(
                    "percent", request.say("ร้อยละของยอดคงเหลือ", "Percent of what is available"), .number,
                    value: typed["percent"]),
                PageField(
                    "date", request.say("วันที่", "Day"), .date,
                    value: typed["date"] ?? call.now.dateInThailand.description, isRequired: true),
                PageField("reason", request.say("เหตุผล", "Reason"), .area, value: typed["reason"], isRequired: true),
                PageField(
                    "letterNumber", request.say("เลขที่หนังสือ (ถ้ามี)", "Letter number, if any"),
                    value: typed["letterNumber"]),
            ])
        if checked != nil {
            form.buttons = [
                .init(request.say("ส่งคำขอ", "Send it"), value: "send"),
                .init(request.say("ตรวจอีกครั้ง", "Check again"), value: "check", style: "quiet"),
            ]
        } else {
            form.buttons = [.init(request.say("ตรวจกับระเบียบก่อนส่ง", "See what the rules say"), value: "check")]
        }
        var values: [String: Any] = [
            "listTitle": request.say("โอนและเปลี่ยนแปลง", "Transfers"), "title": title,
            "form": form.values(request, call),
        ]
        if let checked { values["checked"] = self.checked(checked, request) }
        return BudgetPages.page("transfernew", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func checked(_ transfer: Transfer, _ request: PageRequest) -> [String: Any] {
        [
            "title": request.say("ระเบียบว่าอย่างไร", "What the rules say"),
            "facts": request.say(
                "โอน \(BudgetWords.amount(transfer.amount)) บาท จาก \(transfer.from.lineCode) (\(transfer.from.organisation)) ไป \(transfer.to.lineCode) (\(transfer.to.organisation))",
                "\(BudgetWords.amount(transfer.amount)) baht from \(transfer.from.lineCode) (\(transfer.from.organisation)) to \(transfer.to.lineCode) (\(transfer.to.organisation))"
            ),
            "rules": rules(transfer, request),
            "way": request.say(
                "เมื่อส่ง เงินจะถูกกันไว้ที่รายการต้นทาง แล้วเรื่องเดินผ่านการตรวจ ศึกษาธิการจังหวัด คณะอนุกรรมการ และมติ กศจ. ถ้าไม่เห็นชอบ เงินกลับคืนทันที",
                "Once sent, the amount is held on the line it leaves. The matter goes over the check, the provincial education officer, the subcommittee and the committee's resolution; if that is no, the money is free again."
            ),
        ]
    }

    private static func rules(_ transfer: Transfer, _ request: PageRequest) -> [[String: Any]] {
        transfer.rules.map { rule in
            let verdict = verdict(rule.verdict)
            return [
                "change": request.text(change(rule.change)), "verdict": request.text(verdict.words),
                "tag": verdict.tag, "law": rule.legalReference,
                "days": rule.reportWithinDays.map {
                    request.say(
                        "รายงานสำนักงบประมาณภายใน \($0) วัน", "to be reported to the Budget Bureau within \($0) days")
                } ?? "",
            ]
        }
    }

    private static func change(_ change: TransferChange) -> LocalizedText {
        switch change {
        case .organisation: LocalizedText("ข้ามหน่วยงาน", "to another organisation")
        case .planType: LocalizedText("ข้ามแผนงาน", "to another plan type")
        case .source: LocalizedText("ข้ามแหล่งเงิน", "to another source")
        case .work: LocalizedText("ข้ามผลผลิตหรือโครงการ", "to another output or project")
        case .category: LocalizedText("ข้ามงบรายจ่าย", "to another category")
        case .item: LocalizedText("เปลี่ยนรายการ", "to another item")
        }
    }

    private static func verdict(_ verdict: TransferVerdict) -> (words: LocalizedText, tag: String) {
        switch verdict {
        case .allowed: (LocalizedText("ทำได้", "allowed"), "good")
        case .needsBudgetBureau:
            (LocalizedText("ต้องได้รับความเห็นชอบจากสำนักงบประมาณ", "needs the Budget Bureau's agreement"), "warn")
        case .forbidden: (LocalizedText("ทำไม่ได้", "forbidden"), "bad")
        }
    }

    private static func send(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let isCheck = request.form["do"] != "send"
        do {
            let transfer = try await call.invoke(try asked(request.form, isCheck: isCheck))
            if isCheck { return try await fill(request, call, problems: [], transfer) }
            return .redirect(to: "./\(PageText.query(transfer.code))")
        } catch let error as RPCError {
            guard let problems = error.formProblems(request) else { throw error }
            return try await fill(request, call, problems: problems, nil)
        }
    }

    private static func asked(_ form: FormContent, isCheck: Bool) throws -> RequestTransfer {
        guard let date = form.day("date") else { throw PageForm.lacking("/date", "ต้องระบุวันที่", "a day is needed") }
        var share: Int?
        if form.text("percent") != nil {
            // Percent with two places is basis points as satang are baht's.
            guard let percent = form.money("percent"), percent > .zero else {
                throw PageForm.lacking("/share", "ร้อยละต้องเป็นตัวเลขมากกว่า 0", "a percentage is a number above 0")
            }
            share = Int(percent.satang)
        }
        if form.text("amount") != nil, form.money("amount") == nil {
            throw PageForm.lacking("/amount", "จำนวนเงินต้องเป็นตัวเลข เช่น 12,500.00", "an amount is a number, as 12,500.00")
        }
        return RequestTransfer(
            idempotencyKey: form["key"] ?? "", code: form.text("code") ?? "", from: .code(form.text("from") ?? ""),
            to: .code(form.text("to") ?? ""), amount: form.money("amount"), share: share, date: date,
            reason: form.text("reason") ?? "", letterNumber: form.text("letterNumber"),
            validateOnly: isCheck ? true : nil)
    }

    // MARK: - One

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let transfer = try await call.invoke(GetTransfer(transfer: .code(request.parameters["code"] ?? "")))
        let state = word(transfer.state)
        let title = request.say("คำขอโอน \(transfer.code)", "Transfer \(transfer.code)")
        let names = try await LineNames(
            [transfer.from.lineCode, transfer.to.lineCode], around: transfer.from.organisation, call)
        func optional(_ name: String, _ day: CalendarDate?) -> [String: Any]? {
            day.map { ["name": name, "value": BudgetPages.day($0, request)] }
        }
        var values: [String: Any] = [
            "listTitle": request.say("โอนและเปลี่ยนแปลง", "Transfers"), "title": title,
            "state": request.text(state.words), "tag": state.tag, "reason": transfer.reason,
            "amount": BudgetWords.amount(transfer.amount), "unit": request.say("บาท", "baht"),
            "sides": [(request.say("จาก", "From"), transfer.from), (request.say("ไป", "To"), transfer.to)].map {
                name, side -> [String: Any] in
                [
                    "name": name, "code": side.lineCode, "line": request.text(names.name(side.lineCode)),
                    "organisation": request.text(names.organisation(side.lineCode)),
                    "address": "../lines/\(PageText.query(side.lineCode))",
                ]
            },
            "facts": [
                optional(request.say("วันที่ขอ", "Asked on"), transfer.date),
                optional(request.say("สิ้นสุดการกันเงิน", "Held until"), transfer.expiresOn),
                optional(request.say("โอนเมื่อ", "Carried out on"), transfer.executedOn),
                optional(request.say("ต้องรายงานภายใน", "To be reported by"), transfer.reportDueOn),
            ].compactMap { $0 },
            "rulesTitle": request.say("ระเบียบที่ใช้", "The rules that apply"), "rules": rules(transfer, request),
        ]
        values["matter"] = matter(transfer, request)
        if transfer.state == .requested,
            try await BudgetPages.may(BudgetAccess.officers, at: transfer.from.organisation, call)
        {
            values["forms"] = forms(transfer, request, call, problems)
        }
        return BudgetPages.page("transfer", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    /// Where its matter stands, in the service that keeps it: this one, or the plans service, whose agenda it is on.
    private static func matter(_ transfer: Transfer, _ request: PageRequest) -> [String: Any]? {
        let words = request.say("เรื่องนี้ถึงไหนแล้ว", "Where the matter stands")
        guard let agenda = transfer.agenda else {
            return transfer.matter.map { ["address": "../matters/\($0)", "words": words, "isLink": true] }
        }
        var values: [String: Any] = ["words": words]
        if let matter = transfer.matter, let site = PageScene.current.siteAddresses[agenda.service] {
            values["address"] = "\(site)matters/\(matter)"
            values["isLink"] = true
        }
        let facts = [
            transfer.matter == nil
                ? request.say("รอบริการทะเบียนแผนรับเรื่อง", "not yet taken by the plans service") : nil,
            agenda.step.map { request.say("ขั้น \($0) ที่บริการทะเบียนแผน", "at “\($0)” in the plans service") },
            agenda.decision.map {
                let outcome = request.text(MatterWords.outcome($0))
                let day = agenda.decidedOn.map { " " + BudgetPages.day($0, request) } ?? ""
                return request.say("มติ: \(outcome)\(day)", "decision: \(outcome)\(day)")
            }, agenda.observations, agenda.problem.map(request.text),
        ].compactMap { $0 }
        if !facts.isEmpty { values["facts"] = facts.joined(separator: " · ") }
        return values
    }

    private static func forms(
        _ transfer: Transfer, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) -> [[String: Any]] {
        let action = "./\(PageText.query(transfer.code))"
        func form(_ what: String, _ title: String, _ more: [PageField], style: String?) -> [String: Any] {
            let isSent = request.form["do"] == what
            var form = PageForm(
                action, go: title, problems: isSent ? problems : [], mark: what,
                fields: [
                    PageField(
                        "date", request.say("วันที่", "Day"), .date,
                        value: (isSent ? request.form["date"] : nil) ?? call.now.dateInThailand.description,
                        isRequired: true)
                ] + more)
            form.buttons = [.init(title, value: what, style: style)]
            var values = form.values(request, call)
            values["title"] = title
            values["isOpen"] = isSent
            return values
        }
        return [
            form(
                "execute", request.say("โอนตามมติ", "Carry it out as resolved"),
                [
                    PageField(
                        "letterNumber", request.say("เลขที่หนังสือ", "Letter number"), value: request.form["letterNumber"])
                ], style: nil),
            form(
                "withdraw", request.say("ถอนคำขอ", "Take it back"),
                [
                    PageField(
                        "reason", request.say("เหตุผล", "Reason"), .area, value: request.form["reason"], isRequired: true
                    )
                ], style: "stop"),
        ]
    }

    private static func decide(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        let code = request.parameters["code"] ?? ""
        guard let date = form.day("date") else { throw PageForm.lacking("/date", "ต้องระบุวันที่", "a day is needed") }
        if form["do"] == "withdraw" {
            _ = try await call.invoke(
                WithdrawTransfer(
                    idempotencyKey: form["key"] ?? "", transfer: .code(code), date: date,
                    reason: form.text("reason") ?? ""))
        } else {
            _ = try await call.invoke(
                ExecuteTransfer(
                    idempotencyKey: form["key"] ?? "", transfer: .code(code), date: date,
                    letterNumber: form.text("letterNumber")))
        }
        return "./\(PageText.query(code))"
    }
}
