import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/requests`: requests for budget (B3); `/requests/new` and `/requests/⟨code⟩/edit`: need, criteria, amount;
/// `/requests/⟨code⟩`: one with its three years, its risks and its way, to be sent.
enum RequestPages {
    static func register(on router: ServiceRouter) {
        router.page(
            "/requests", title: LocalizedText("คำของบประมาณ", "Requests"),
            about: LocalizedText(
                "เขียนคำขอ เหตุผล เกณฑ์ วงเงิน แล้วส่งเข้าพิจารณา", "Write one: need, criteria, amount; send it to be decided"),
            access: BudgetAccess.readers
        ) { try await list($0, $1) }
        router.page("/requests/new", access: CreateRequest.access) { try await form($0, $1, problems: []) }
        router.form("/requests/new", access: CreateRequest.access) { request, call in
            try await PageForm.taking(request) {
                let made = try await call.invoke(
                    CreateRequest(
                        idempotencyKey: request.form["key"] ?? "", request: try await draft(request.form, call)))
                return "./\(PageText.query(made.draft.code))"
            } refused: {
                try await form(request, call, problems: $0)
            }
        }
        router.page("/requests/:code", access: BudgetAccess.readers) { try await one($0, $1, problems: []) }
        router.form("/requests/:code", access: CreateRequest.access) { request, call in
            try await PageForm.taking(request) {
                let code = request.parameters["code"] ?? ""
                _ = try await call.invoke(
                    SubmitRequest(
                        idempotencyKey: request.form["key"] ?? "", request: .code(code),
                        date: request.form.day("date") ?? call.now.dateInThailand))
                return "./\(PageText.query(code))"
            } refused: {
                try await one(request, call, problems: $0)
            }
        }
        router.page("/requests/:code/edit", access: CreateRequest.access) { try await form($0, $1, problems: []) }
        router.form("/requests/:code/edit", access: CreateRequest.access) { request, call in
            try await PageForm.taking(request) {
                let kept = try await call.invoke(
                    UpdateRequest(
                        idempotencyKey: request.form["key"] ?? "", request: try await draft(request.form, call),
                        expectedVersion: request.form.number("version") ?? 1))
                return "../\(PageText.query(kept.draft.code))"
            } refused: {
                try await form(request, call, problems: $0)
            }
        }
    }

    // MARK: - The list

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let choice = try await PlaceChoice(request, call) {
            try await call.database.all(RequestYears(organisation: $0.code))
        }
        let state = request.query["state"].flatMap(BudgetRequestState.init)
        let title = request.say("คำของบประมาณ", "Requests for budget")
        var values = choice.values(
            request, more: [BudgetPages.states(state, request) { BudgetWords.state($0).words }])
        values["title"] = title
        if let organisation = choice.organisation, let year = choice.year {
            let page = try await call.invoke(
                ListRequests(
                    organisation: organisation.code, fiscalYear: year, state: state, limit: 40,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
            BudgetPages.list(page, into: &values, words: request.say("ถัดไป", "More"))
            values["empty"] = request.say(
                "ไม่มีคำขอตามเงื่อนไขนี้ ลองเปลี่ยนหน่วยงาน ปีงบประมาณ หรือสถานะ",
                "No request is like this. Try another organisation, year or state.")
            if page.items.isEmpty {
                values.merge(try await RequestYears.values(of: organisation.code, request, call)) { $1 }
            }
            let names = try await call.placeNames(page.items.map(\.draft.organisation))
            values["requests"] = page.items.map { one -> [String: Any] in
                let state = BudgetWords.state(one.state)
                return [
                    "title": request.text(one.draft.title), "address": "./requests/\(PageText.query(one.draft.code))",
                    "code": one.draft.code, "organisation": request.text(names[one.draft.organisation]),
                    "amount": one.draft.amount.map(BudgetWords.amount) ?? "–",
                    "state": request.text(state.words), "tag": state.tag,
                    "rank": one.rank.map { request.say("ลำดับ \($0)", "rank \($0)") } ?? "",
                ]
            }
            if try await BudgetPages.may(CreateRequest.access, at: organisation.code, call) {
                values["new"] = [
                    "address":
                        "./requests/new?organisation=\(PageText.query(organisation.code))&year=\(year)",
                    "words": request.say("เขียนคำขอใหม่", "Write a request"),
                ]
            }
        }
        return BudgetPages.page("requests", title, values, request)
    }

    // MARK: - Writing one

    private static func form(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        var kept: BudgetRequest?
        if let code = request.parameters["code"] {
            kept = try await call.invoke(GetRequest(request: .code(code))).request
        }
        let typed = request.form
        let year =
            typed.number("fiscalYear").flatMap(FiscalYear.init) ?? kept?.draft.fiscalYear
            ?? request.query["year"].flatMap(Int.init).flatMap(FiscalYear.init)
            ?? FiscalYear(containing: call.now.dateInThailand)
        let criteria =
            if let year { try await call.invoke(ListCriteria(fiscalYear: year)).items } else { [RequestCriterion]() }
        let title =
            kept == nil
            ? request.say("เขียนคำของบประมาณ", "Write a request for budget")
            : request.say("แก้คำของบประมาณ", "Change the request")
        let fields = RequestFields(request: request, typed: typed, kept: kept?.draft, year: year)
        var hidden = [(name: "version", value: String(kept?.version ?? 1))]
        if let kept { hidden.append(("code", kept.draft.code)) }
        let form = PageForm(
            kept == nil ? "./new" : "./edit", go: request.say("บันทึกร่าง", "Keep the draft"), hidden: hidden,
            problems: problems + (kept.map { request.overtaken(by: $0.version) } ?? []),
            fields: fields.all(isNew: kept == nil) + fields.criteria(criteria))
        let values: [String: Any] = [
            "listTitle": request.say("คำของบประมาณ", "Requests"), "title": title,
            "listAddress": kept == nil ? "../requests" : "../../requests",
            "about": request.say(
                "บันทึกเป็นร่างได้แม้ยังไม่ครบ เมื่อส่งต้องมีวงเงิน เหตุผล ผลผลิต และเข้าเกณฑ์บังคับ",
                "A draft may have gaps. To be sent it needs an amount, its need and output, and has to meet what is required."
            ),
            "form": form.values(request, call),
        ]
        return BudgetPages.page("requestform", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    private static func draft(_ form: FormContent, _ call: ReadCall) async throws -> BudgetRequestDraft {
        guard let year = form.number("fiscalYear").flatMap(FiscalYear.init) else {
            throw PageForm.lacking("/request/fiscalYear", "ต้องระบุปีงบประมาณ พ.ศ.", "the fiscal year is needed")
        }
        if form.text("amount") != nil, form.money("amount") == nil {
            throw PageForm.lacking(
                "/request/amount", "วงเงินต้องเป็นตัวเลข เช่น 125,000.00", "the amount is a number, as 125,000.00")
        }
        let criteria = try await call.invoke(ListCriteria(fiscalYear: year)).items
        let marks = criteria.compactMap { criterion -> CriterionMark? in
            guard let met = form["met.\(criterion.code)"], !met.isEmpty else { return nil }
            return CriterionMark(
                criterion: criterion.code, met: met == "yes", note: form.text("note.\(criterion.code)"))
        }
        let risk = form.text("risk").map { RiskMeasure(risk: $0, measure: form.text("measure") ?? "–") }
        return BudgetRequestDraft(
            code: form.text("code") ?? "", fiscalYear: year, organisation: form.text("organisation") ?? "",
            title: LocalizedText(th: form.text("title") ?? "", en: form.text("titleEn")),
            planType: form.text("planType").flatMap(BudgetPlanType.init) ?? .basic,
            category: form.text("category").flatMap(ExpenditureCategory.init) ?? .operating,
            source: form.text("source").flatMap(FundingSource.init) ?? .parentAgency,
            workKind: form.text("workKind").flatMap(BudgetWorkKind.init) ?? .project,
            workCode: form.text("workCode") ?? "", amount: form.money("amount"), need: form.text("need"),
            output: form.text("output"), criteria: marks, measures: risk.map { [$0] })
    }

    // MARK: - One

    private static func one(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let file = try await call.invoke(GetRequest(request: .code(request.parameters["code"] ?? "")))
        let kept = file.request
        let draft = kept.draft
        let state = BudgetWords.state(kept.state)
        let title = request.text(draft.title)
        let criteria = Dictionary(
            try await call.invoke(ListCriteria(fiscalYear: draft.fiscalYear)).items.map { ($0.code, $0.name) }
        ) { first, _ in first }
        var values: [String: Any] = [
            "listTitle": request.say("คำของบประมาณ", "Requests"), "title": title, "code": draft.code,
            "unit": draft.amount == nil ? "" : request.say("บาท", "baht"),
            "state": request.text(state.words), "tag": state.tag,
            "amount": draft.amount.map(BudgetWords.amount) ?? request.say("ยังไม่ระบุวงเงิน", "no amount yet"),
            "facts": [
                (
                    request.say("หน่วยงาน", "Organisation"),
                    request.text(try await call.placeNames([draft.organisation])[draft.organisation])
                ),
                (request.say("ปีงบประมาณ", "Fiscal year"), draft.fiscalYear.description),
                (request.say("งบรายจ่าย", "Category"), request.text(BudgetWords.category(draft.category))),
                (request.say("แผนงาน", "Plan type"), request.text(BudgetWords.planType(draft.planType))),
                (request.say("แหล่งเงิน", "Source"), request.text(BudgetWords.source(draft.source))),
                (request.say("ผลผลิต/โครงการ", "Output or project"), draft.workCode),
            ].map { ["name": $0.0, "value": $0.1] },
            "needTitle": request.say("เหตุผลความจำเป็น", "Why it is needed"), "need": draft.need ?? "–",
            "outputTitle": request.say("ผลผลิต", "What comes of it"), "output": draft.output ?? "–",
            "historyTitle": request.say("สามปีที่ผ่านมา (บาท)", "The last three years, baht"),
            "headings": [
                request.say("ปี", "Year"), request.say("ได้รับ", "Received"), request.say("เบิกจ่าย", "Spent"),
                request.say("ส่งคืน", "Given back"), "%",
            ].map { ["text": $0] },
            "history": file.history.map { year -> [String: Any] in
                [
                    "year": year.fiscalYear.description, "received": BudgetWords.amount(year.received),
                    "spent": BudgetWords.amount(year.spent), "returned": BudgetWords.amount(year.returned),
                    "percent": BudgetWords.percent(year.spentBasisPoints),
                ]
            },
            "risks": file.risks, "hasRisks": !file.risks.isEmpty,
            "risksTitle": request.say("ความเสี่ยงที่พบจากประวัติ", "Risks that its history shows"),
            "criteriaTitle": request.say("เกณฑ์ที่ควรมี", "Criteria"),
            "criteria": (draft.criteria ?? []).map { mark -> [String: Any] in
                [
                    "name": criteria[mark.criterion].map(request.text) ?? mark.criterion,
                    "tag": mark.met ? "good" : "warn", "note": mark.note ?? "",
                    "met": mark.met ? request.say("เข้าเกณฑ์", "met") : request.say("ไม่เข้าเกณฑ์", "not met"),
                ]
            },
        ]
        if let matter = kept.matter {
            values["matter"] = [
                "address": "../matters/\(matter)", "words": request.say("เรื่องนี้ถึงไหนแล้ว", "Where the matter stands"),
            ]
        }
        if kept.state == .draft, try await BudgetPages.may(CreateRequest.access, at: draft.organisation, call) {
            values["edit"] = [
                "address": "./\(PageText.query(draft.code))/edit", "words": request.say("แก้ร่าง", "Change the draft"),
            ]
            values["send"] = PageForm(
                "./\(PageText.query(draft.code))", go: request.say("ส่งคำขอ", "Send it"), problems: problems,
                fields: [
                    PageField(
                        "date", request.say("วันที่ส่ง", "Day"), .date,
                        value: request.form["date"] ?? call.now.dateInThailand.description, isRequired: true)
                ]
            ).values(request, call)
        }
        return BudgetPages.page("request", title, values, request, status: problems.isEmpty ? 200 : 400)
    }
}

/// The fields of a request's form: what was typed, else what is kept.
struct RequestFields {
    let request: PageRequest
    let typed: FormContent
    let kept: BudgetRequestDraft?
    let year: FiscalYear?

    private var isTyped: Bool { !typed.fields.isEmpty }

    private func value(_ name: String, _ kept: String?) -> String? { isTyped ? typed[name] : kept }

    func all(isNew: Bool) -> [PageField] {
        let code = PageField(
            "code", request.say("เลขที่คำขอ", "Number of the request"), value: value("code", nil), isRequired: true)
        return (isNew ? [code] : []) + [
            PageField(
                "title", request.say("เรื่อง", "What for"), value: value("title", kept?.title.th), isRequired: true),
            PageField(
                "titleEn", request.say("ภาษาอังกฤษ (ถ้ามี)", "In English, if any"), value: value("titleEn", kept?.title.en)
            ),
            PageField(
                "organisation", request.say("หน่วยงาน (รหัส)", "Organisation (code)"),
                value: value("organisation", kept?.organisation ?? request.query["organisation"]), isRequired: true),
            PageField(
                "fiscalYear", request.say("ปีงบประมาณ พ.ศ.", "Fiscal year (B.E.)"), .number,
                value: value("fiscalYear", year?.description), isRequired: true),
            PageField(
                "amount", request.say("วงเงิน (บาท)", "Amount, baht"), .number,
                value: value("amount", kept?.amount?.description)),
            select(
                "category", request.say("งบรายจ่าย", "Category"), kept?.category.rawValue ?? "operating",
                ExpenditureCategory.allCases.map { ($0.rawValue, BudgetWords.category($0)) }),
            select(
                "planType", request.say("แผนงาน", "Plan type"), kept?.planType.rawValue ?? "basic",
                BudgetPlanType.allCases.map { ($0.rawValue, BudgetWords.planType($0)) }),
            select(
                "source", request.say("แหล่งเงิน", "Source"), kept?.source.rawValue ?? "parentAgency",
                FundingSource.allCases.map { ($0.rawValue, BudgetWords.source($0)) }),
            select(
                "workKind", request.say("ชนิดงาน", "Kind of work"), kept?.workKind.rawValue ?? "project",
                [("project", LocalizedText("โครงการ", "Project")), ("output", LocalizedText("ผลผลิต", "Output"))]),
            PageField(
                "workCode", request.say("รหัสผลผลิตหรือโครงการ", "Code of the output or project"),
                value: value("workCode", kept?.workCode), isRequired: true),
            PageField(
                "need", request.say("เหตุผลความจำเป็น", "Why it is needed"), .area, value: value("need", kept?.need)),
            PageField(
                "output", request.say("ผลผลิตที่จะได้", "What comes of it"), .area, value: value("output", kept?.output)),
            PageField(
                "risk", request.say("ความเสี่ยง (ถ้ามี)", "A risk, if any"),
                value: value("risk", kept?.measures?.first?.risk)),
            PageField(
                "measure", request.say("มาตรการรองรับ", "What is done about it"),
                value: value("measure", kept?.measures?.first?.measure)),
        ]
    }

    private func select(
        _ name: String, _ label: String, _ kept: String, _ options: [(String, LocalizedText)]
    ) -> PageField {
        PageField(
            name, label, .select(options.map { ($0.0, request.text($0.1)) }), value: value(name, nil) ?? kept)
    }

    func criteria(_ criteria: [RequestCriterion]) -> [PageField] {
        criteria.flatMap { criterion -> [PageField] in
            let mark = kept?.criteria?.first { $0.criterion == criterion.code }
            let met = mark.map { $0.met ? "yes" : "no" }
            return [
                PageField(
                    "met.\(criterion.code)", request.text(criterion.name),
                    .select([
                        ("", request.say("ยังไม่ตอบ", "not answered")), ("yes", request.say("เข้าเกณฑ์", "met")),
                        ("no", request.say("ไม่เข้าเกณฑ์", "not met")),
                    ]), value: value("met.\(criterion.code)", met) ?? "",
                    hint: criterion.required ? request.say("เกณฑ์บังคับ", "Required") : nil),
                PageField(
                    "note.\(criterion.code)", request.say("หลักฐานหรือเหตุผล", "Evidence or reason"),
                    value: value("note.\(criterion.code)", mark?.note)),
            ]
        }
    }
}
