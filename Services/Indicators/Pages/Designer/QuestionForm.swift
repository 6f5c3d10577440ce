import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// A question as a form: what is shown, and what is read of what was sent.
struct QuestionForm {
    /// Conditions that the form has room for.
    static let conditionsMax = 3

    let request: PageRequest
    let draft: Questionnaire
    /// As it is; `nil`: a new one.
    let question: Question?
    /// Section where it stands.
    let section: String?
    let indicators: [Indicator]
    let problems: [Problem]

    private var form: FormContent { request.form }
    private func say(_ th: String, _ en: String) -> String { request.say(th, en) }

    /// The code that nobody has yet: Q1, Q2, …
    static func freeCode(_ letter: String, _ taken: [String]) -> String {
        let known = Set(taken)
        return (1...1_000).lazy.map { "\(letter)\($0)" }.first { !known.contains($0) } ?? letter
    }

    // MARK: - Shown

    var values: [String: Any] {
        let taken = draft.sections.flatMap(\.questions).map(\.code)
        let type = form["type"] ?? question?.type.rawValue ?? QuestionType.number.rawValue
        return [
            "place": [
                field(
                    "section", say("ส่วน", "Part"), .select(sectionChoices),
                    section ?? draft.sections.last?.code ?? "", "/section"),
                field(
                    "sectionTitle", say("ชื่อส่วนใหม่", "Title of a new part"), .text, "", "/sectionTitle",
                    hint: say("เมื่อเลือก “ส่วนใหม่”", "Where “a new part” is chosen")),
            ].joined(),
            "words": [
                field("code", say("รหัส", "Code"), .text, question?.code ?? Self.freeCode("Q", taken), "/code"),
                field("text", say("คำถาม", "Question"), .area, question?.text.th ?? "", "/text/th"),
                field(
                    "textEn", say("คำถามภาษาอังกฤษ", "Question in English"), .text, question?.text.en ?? "", "/text/en"),
                field("type", say("ตอบด้วย", "Answered with"), .select(types), type, "/type"),
            ].joined(),
            "number": numberFields, "choice": choiceFields, "serves": servesFields,
            "kinds": OrganisationKind.answering.map { kind in
                let known = question?.kinds?.contains(kind) ?? false
                let isChosen = form["kinds"] == nil ? known : form["k.\(kind.rawValue)"] == "yes"
                return PageField(
                    "k.\(kind.rawValue)", request.text(kind.title), .checkbox, value: isChosen ? "yes" : ""
                ).html
            }.joined(),
            "conditions": (0..<Self.conditionsMax).map { ["html": conditionFields($0)] },
            "isNumber": type == "number", "isChoice": type == "choice",
            "hasConditions": !(question?.showIf ?? []).isEmpty || form["c0.question"]?.isEmpty == false,
            "hasKinds": !(question?.kinds ?? []).isEmpty,
        ]
    }

    private func field(
        _ name: String, _ label: String, _ kind: PageField.Kind, _ value: String, _ path: String, hint: String? = nil
    ) -> String {
        PageField(
            name, label, kind, value: form[name] ?? value, hint: hint,
            problems: problems.filter { $0.path == path || $0.path.hasPrefix(path + "/") }.map {
                request.text($0.message)
            }
        ).html
    }

    private var sectionChoices: [(value: String, label: String)] {
        draft.sections.map { ($0.code, "\($0.code) \(request.text($0.title))") }
            + [("", say("— ส่วนใหม่ —", "— a new part —"))]
    }

    private var types: [(value: String, label: String)] {
        QuestionType.allCases.map { ($0.rawValue, request.text($0.title)) }
    }

    private var numberFields: String {
        [
            field("minimum", say("ค่าต่ำสุด", "Smallest"), .number, question?.minimum?.description ?? "", "/minimum"),
            field("maximum", say("ค่าสูงสุด", "Largest"), .number, question?.maximum?.description ?? "", "/maximum"),
            field(
                "decimals", say("ทศนิยม", "Places"), .number, question?.decimals.map(String.init) ?? "0", "/decimals",
                hint: say("0 ถึง 4", "0 to 4")),
        ].joined()
    }

    private var choiceFields: String {
        field(
            "options", say("ตัวเลือก บรรทัดละหนึ่ง", "Options, one a line"), .area,
            (question?.options ?? []).map(Self.line).joined(separator: "\n"), "/options",
            hint: say(
                "นำหน้าด้วย * ถ้าเลือกแล้วนับว่าบรรลุ ต่อท้ายด้วย | และภาษาอังกฤษได้ เช่น * ทำแล้ว | Done",
                "Begins with * where taking it counts as reached; | and English may follow, as * ทำแล้ว | Done"))
    }

    private var servesFields: String {
        let none = say("— ไม่มี —", "— none —")
        return [
            field(
                "indicator", say("ตัวชี้วัดที่ใช้คำตอบนี้", "Indicator that it serves"),
                .select([("", none)] + indicators.map { ($0.code, "\($0.code) \(request.text($0.name))") }),
                question?.indicator ?? "", "/indicator"),
            field(
                "role", say("ใช้เป็น", "As its"),
                .select([
                    ("value", say("ค่า", "figure")), ("numerator", say("ตัวตั้ง", "numerator")),
                    ("denominator", say("ตัวหาร", "denominator")),
                ]), question?.role?.rawValue ?? "value", "/role"),
            field(
                "element", say("รหัสข้อมูลที่รับตัวเลขนี้ไป", "Data element that gets the number"), .text,
                question?.element ?? "", "/element"),
        ].joined()
    }

    private func conditionFields(_ index: Int) -> String {
        let known = question?.showIf.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        let earlier = draft.sections.flatMap(\.questions).prefix { $0.code != question?.code }
        func named(_ name: String) -> String { "c\(index).\(name)" }
        let path = "/showIf/\(index)"
        return [
            field(
                named("question"), say("ถามเมื่อคำถาม", "Asked where question"),
                .select(
                    [("", say("— ถามเสมอ —", "— always —"))]
                        + earlier.map { ($0.code, "\($0.code) \(request.text($0.text))") }),
                known?.question ?? "", path + "/question"),
            field(
                named("is"), say("ได้รับคำตอบว่า", "was answered"),
                .select([
                    ("", say("มีค่า", "with a value")), ("none", say("ไม่มี", "none")),
                    ("notApplicable", say("ไม่เกี่ยวข้อง", "not applicable")),
                ]), known?.states?.first.map(\.rawValue) ?? "", path + "/states"),
            field(
                named("choices"), say("หรือเลือก (รหัสตัวเลือก)", "or with options (codes)"), .text,
                (known?.choices ?? []).joined(separator: " "), path + "/choices"),
            field(
                named("minimum"), say("อย่างน้อย", "at least"), .number, known?.minimum?.description ?? "",
                path + "/minimum"),
            field(
                named("maximum"), say("ไม่เกิน", "at most"), .number, known?.maximum?.description ?? "",
                path + "/maximum"),
        ].joined()
    }

    // MARK: - Options as lines

    /// `[done] * ทำแล้ว | Done`
    static func line(_ option: QuestionOption) -> String {
        "[\(option.code)] \(option.achieves == true ? "* " : "")\(option.text.th)"
            + (option.text.en.map { " | \($0)" } ?? "")
    }

    /// Lines without a code get one that is free: O1, O2, …
    static func options(_ text: String) -> [QuestionOption] {
        var options: [QuestionOption] = []
        for line in text.split(whereSeparator: \.isNewline) {
            var rest = String(line).trimmed
            guard !rest.isEmpty else { continue }
            var code: String?
            if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
                code = String(rest[rest.index(after: rest.startIndex)..<end]).trimmed
                rest = String(rest[rest.index(after: end)...]).trimmed
            }
            let achieves = rest.hasPrefix("*")
            if achieves { rest = String(rest.dropFirst()).trimmed }
            let sides = rest.split(separator: "|", maxSplits: 1).map { String($0).trimmed }
            options.append(
                QuestionOption(
                    code: code ?? freeCode("O", options.map(\.code)),
                    text: LocalizedText(th: sides.first ?? "", en: sides.count > 1 ? sides[1] : nil),
                    achieves: achieves ? true : nil))
        }
        return options
    }

    // MARK: - Read

    /// The question of a form that was sent; what cannot be read is in `problems`, by the question's members.
    static func read(_ form: FormContent, _ problems: inout Problems) -> Question {
        let type = form["type"].flatMap(QuestionType.init) ?? .number
        let kinds = OrganisationKind.answering.filter { form["k.\($0.rawValue)"] == "yes" }
        var question = Question(
            code: Typed.text(form, "code") ?? "", type: type, text: Typed.localized(form, "text"),
            indicator: Typed.text(form, "indicator"), kinds: kinds.isEmpty ? nil : kinds)
        if let role = form["role"].flatMap(QuestionRole.init), role != .value { question.role = role }
        switch type {
        case .number:
            question.minimum = Typed.quantity(form, "minimum", &problems, at: "/minimum")
            question.maximum = Typed.quantity(form, "maximum", &problems, at: "/maximum")
            question.decimals = Typed.whole(form, "decimals", &problems, at: "/decimals")
            question.element = Typed.text(form, "element")
        case .choice: question.options = options(form["options"] ?? "")
        case .text, .upload: break
        }
        let conditions = (0..<conditionsMax).compactMap { condition($0, form, &problems) }
        question.showIf = conditions.isEmpty ? nil : conditions
        return question
    }

    private static func condition(
        _ index: Int, _ form: FormContent, _ problems: inout Problems
    ) -> AnswerCondition? {
        guard let code = Typed.text(form, "c\(index).question") else { return nil }
        let choices = (form["c\(index).choices"] ?? "").split { " ,;".contains($0) }.map(String.init)
        return AnswerCondition(
            question: code, states: form["c\(index).is"].flatMap(AnswerState.init).map { [$0] },
            choices: choices.isEmpty ? nil : choices,
            minimum: Typed.quantity(form, "c\(index).minimum", &problems, at: "/showIf/\(index)/minimum"),
            maximum: Typed.quantity(form, "c\(index).maximum", &problems, at: "/showIf/\(index)/maximum"))
    }
}

extension QuestionType {
    /// How people call it.
    var title: LocalizedText {
        switch self {
        case .number: LocalizedText("ตัวเลข", "A number")
        case .choice: LocalizedText("ตัวเลือก", "One of options")
        case .text: LocalizedText("ข้อความ", "Text")
        case .upload: LocalizedText("แนบแฟ้ม", "A file")
        }
    }
}
