import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/design/question`: one question; with `?question=` one that is there.
enum QuestionPage {
    static func show(
        _ request: PageRequest, _ call: ReadCall, problems: [Problem], error: RPCError? = nil
    ) async throws -> PageResponse {
        let round = try await DesignerPages.round(request, call)
        let found = try await DesignerPages.questionnaire(round, call)
        let edit = DraftEdit(found)
        let code = request.query["question"] ?? Typed.text(request.form, "old")
        let place = code.flatMap(edit.place)
        let draft = Questionnaire(
            round: round.id, roundCode: round.code, version: edit.version ?? 0, state: .draft, publishedAt: nil,
            sections: edit.sections, rules: edit.rules)
        let indicators = try await call.invoke(ListIndicators(province: round.province, limit: 500)).items
        let view = QuestionForm(
            request: request, draft: draft,
            question: place.map { edit.sections[$0.section].questions[$0.question] },
            section: place.map { edit.sections[$0.section].code } ?? request.query["section"], indicators: indicators,
            problems: problems)
        var values = view.values
        values["title"] =
            code.map { request.say("คำถาม \($0)", "Question \($0)") } ?? request.say("คำถามใหม่", "A new question")
        values["back"] = request.text(round.name)
        values["old"] = place == nil ? "" : code ?? ""
        values["save"] = request.say("บันทึกคำถาม", "Save the question")
        values["saveAndNext"] = request.say("บันทึกแล้วเพิ่มอีกข้อ", "Save, and add another")
        values["numberTitle"] = request.say("ช่วงของตัวเลข", "Range of the number")
        values["choiceTitle"] = request.say("ตัวเลือก", "Options")
        values["servesTitle"] = request.say("ใช้กับตัวชี้วัด", "What it serves")
        values["kindsTitle"] = request.say("ถามเฉพาะบางประเภท", "Only some kinds are asked")
        values["conditionsTitle"] = request.say("ถามเมื่อ (เงื่อนไข)", "Asked only where (conditions)")
        values["conditionsHint"] = request.say(
            "ทุกเงื่อนไขต้องเป็นจริง มิฉะนั้นคำตอบเป็น “ไม่เกี่ยวข้อง” เอง",
            "All must hold; otherwise the answer is “not applicable” by itself.")
        values["kindsHint"] = request.say("ไม่เลือกเลย: ถามทุกหน่วยงานในรอบ", "None chosen: everyone in the round is asked")
        if let error { values["error"] = request.text(error.message) }
        values["others"] = others(problems).map { ["text": request.text($0.message)] }
        return DesignerPages.page(
            "question", values, request, call, status: error?.kind.pageStatus ?? 200, isNarrow: true)
    }

    /// Problems that no field of the form shows.
    private static func others(_ problems: [Problem]) -> [Problem] {
        problems.filter { problem in
            problem.path.hasPrefix("/sections/") || problem.path.hasPrefix("/rules/") || problem.path == ""
                || problem.path == "/sections"
        }
    }

    static func save(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let round = try await DesignerPages.round(request, call)
        let form = request.form
        var problems = Problems()
        let question = QuestionForm.read(form, &problems)
        var edit = DraftEdit(try await DesignerPages.questionnaire(round, call))
        let old = Typed.text(form, "old")
        var path = ""
        do {
            let section = form["section"] ?? ""
            let isNew = !edit.sections.contains { $0.code == section }
            let title = LocalizedText(th: Typed.text(form, "sectionTitle") ?? "")
            if isNew, title.th.isEmpty {
                problems.add("/sectionTitle", "section.title", th: "ต้องตั้งชื่อส่วนใหม่", en: "give the new part a title")
            }
            path = edit.put(question, replacing: old, in: section, title: title)
            if !problems.isEmpty {
                throw RPCError(
                    .invalidParams, LocalizedText("ตรวจช่องที่ทำเครื่องหมาย", "see the marked fields"),
                    problems: problems.items
                )
            }
            _ = try await call.invoke(edit.save(round.code, key: form["key"] ?? ""))
            let section2 = edit.place(of: question.code).map { edit.sections[$0.section].code } ?? ""
            return .redirect(
                to: form["do"] == "next"
                    ? "./question?section=\(PageText.query(section2))"
                    : "../design?saved=question#q-\(PageText.query(question.code))")
        } catch let error as RPCError where error.formProblems(request) != nil {
            // What is about this question stands at its fields.
            let located = error.problems.map { problem in
                problem.path.hasPrefix(path + "/")
                    ? Problem(
                        path: String(problem.path.dropFirst(path.count)), rule: problem.rule, message: problem.message)
                    : problem
            }
            return try await show(request, call, problems: located, error: error)
        }
    }
}

/// `/rounds/⟨round⟩/design/rule`: what has to hold between answers; with `?rule=` one that is there.
enum RulePage {
    static func show(
        _ request: PageRequest, _ call: ReadCall, problems: [Problem], error: RPCError? = nil
    ) async throws -> PageResponse {
        let round = try await DesignerPages.round(request, call)
        let draft = try await DesignerPages.questionnaire(round, call)
        let rules = draft?.rules ?? []
        let code = request.query["rule"] ?? Typed.text(request.form, "old")
        let rule = rules.first { $0.code == code }
        func field(
            _ name: String, _ th: String, _ en: String, _ kind: PageField.Kind, _ value: String, _ path: String,
            hint: String? = nil
        ) -> String {
            PageField(
                name, request.say(th, en), kind, value: request.form[name] ?? value, hint: hint,
                problems: problems.filter { $0.path.hasPrefix(path) }.map { request.text($0.message) }
            ).html
        }
        let numbers = (draft?.sections ?? []).flatMap(\.questions).filter { $0.type == .number }
        var values: [String: Any] = [
            "title": request.say("กฎระหว่างคำตอบ", "A rule between answers"), "back": request.text(round.name),
            "old": rule?.code ?? "", "save": request.say("บันทึกกฎ", "Save the rule"),
            "fields": [
                field(
                    "code", "รหัส", "Code", .text, rule?.code ?? QuestionForm.freeCode("R", rules.map(\.code)), "/code"),
                field(
                    "condition", "ต้องเป็นจริงว่า", "It must hold that", .area, rule?.condition ?? "", "/condition",
                    hint: request.say(
                        "เช่น {Q1} <= {Q2} หรือ {Q1} <= 1.5 * {Q1 round=previous} (เทียบรอบก่อน)",
                        "As {Q1} <= {Q2}, or {Q1} <= 1.5 * {Q1 round=previous} against last time")),
                field(
                    "severity", "ถ้าไม่จริง", "Where it does not",
                    .select([
                        ("hard", request.say("ส่งไม่ได้", "the answers cannot be sent")),
                        ("soft", request.say("ส่งได้เมื่อบอกเหตุผล", "they can, with a reason")),
                    ]), rule?.severity.rawValue ?? "hard", "/severity"),
                field(
                    "message", "ข้อความถึงผู้รายงาน", "What reporters are told", .text, rule?.message.th ?? "",
                    "/message/th"),
                field("messageEn", "ข้อความภาษาอังกฤษ", "In English", .text, rule?.message.en ?? "", "/message/en"),
            ].joined(),
            "numbersTitle": request.say("คำถามที่ตอบด้วยตัวเลข", "Questions answered with a number"),
            "hasNumbers": !numbers.isEmpty,
            "numbers": numbers.map { ["code": $0.code, "text": request.text($0.text)] },
        ]
        if let error { values["error"] = request.text(error.message) }
        return DesignerPages.page("rule", values, request, call, status: error?.kind.pageStatus ?? 200, isNarrow: true)
    }

    static func save(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let round = try await DesignerPages.round(request, call)
        let form = request.form
        var edit = DraftEdit(try await DesignerPages.questionnaire(round, call))
        let rule = AnswerRule(
            code: Typed.text(form, "code") ?? "", severity: form["severity"].flatMap(RuleSeverity.init) ?? .hard,
            condition: Typed.text(form, "condition") ?? "", message: Typed.localized(form, "message"))
        let path = "/rules/\(edit.put(rule, replacing: Typed.text(form, "old")))"
        do {
            _ = try await call.invoke(edit.save(round.code, key: form["key"] ?? ""))
            return .redirect(to: "../design?saved=rule#rules")
        } catch let error as RPCError where error.formProblems(request) != nil {
            let located = error.problems.filter { $0.path.hasPrefix(path) }.map {
                Problem(path: String($0.path.dropFirst(path.count)), rule: $0.rule, message: $0.message)
            }
            return try await show(request, call, problems: located, error: error)
        }
    }
}
