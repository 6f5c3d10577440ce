import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// A round and its questionnaire as its designer sees them, with every problem where it is.
struct DesignerView {
    let request: PageRequest
    let round: Round
    let draft: Questionnaire?
    let problems: [Problem]
    let error: RPCError?
    /// How many would be asked, or why it cannot be opened.
    let expected: Result<Int, RPCError>?

    private func say(_ th: String, _ en: String) -> String { request.say(th, en) }

    private var isDraft: Bool { draft?.state == .draft }
    private var questions: [Question] { (draft?.sections ?? []).flatMap(\.questions) }

    var values: [String: Any] {
        let rules = draft?.rules ?? []
        var values: [String: Any] = [
            "title": request.text(round.name), "code": round.code, "rounds": say("รอบการติดตาม", "Monitoring rounds"),
            "way": way, "wayLabel": say("ขั้นตอน", "Steps"), "version": String(round.version),
            "questionnaireVersion": draft.map { String($0.version) } ?? "",
            "detailsTitle": say("กำหนดการและกลุ่มเป้าหมาย", "Dates and who is asked"),
            "isEditable": round.state == .draft, "saveDetails": say("บันทึก", "Save"),
            "questionsTitle": say("คำถาม \(questions.count) ข้อ", "\(questions.count) questions"),
            "isEmpty": questions.isEmpty,
            "empty": say(
                "ยังไม่มีคำถาม เพิ่มข้อแรกเพื่อเริ่มแบบติดตาม", "No question yet. Add the first one to begin the questionnaire."),
            "sections": (draft?.sections ?? []).enumerated().map(section),
            "addQuestion": say("เพิ่มคำถาม", "Add a question"), "edit": say("แก้ไข", "Edit"),
            "up": say("เลื่อนขึ้น", "Move up"), "down": say("เลื่อนลง", "Move down"), "remove": say("ลบ", "Remove"),
            "rulesTitle": say("กฎระหว่างคำตอบ", "Rules between answers"), "addRule": say("เพิ่มกฎ", "Add a rule"),
            "hasNoRules": rules.isEmpty,
            "noRules": say(
                "ยังไม่มีกฎ เช่น ตัวตั้งต้องไม่เกินตัวหาร", "No rule yet, such as: the numerator is not above the denominator."),
            "rules": rules.enumerated().map(rule),
            "previewTitle": say("ดูตัวอย่าง", "Preview"), "phone": say("บนโทรศัพท์", "On a phone"),
            "paper": say("บนกระดาษ", "On paper"), "isDraftVersion": isDraft,
            "publishTitle": say("เผยแพร่แบบติดตาม", "Publish the questionnaire"),
            "publish": say("เผยแพร่", "Publish"), "hasQuestions": !questions.isEmpty,
            "board": say("ดูว่าใครตอบแล้ว", "Who has answered"), "isOpened": round.state != .draft,
            "publishNote": isDraft
                ? say(
                    "เผยแพร่แล้วแก้ไขฉบับนี้ไม่ได้อีก แก้ครั้งต่อไปจะเป็นฉบับใหม่",
                    "Once published this version never changes; the next edit begins a new one.")
                : say("ฉบับนี้เผยแพร่แล้ว การแก้ไขจะเริ่มร่างฉบับใหม่", "This version is published. An edit begins a new draft."),
        ]
        values["details"] = details
        values["notes"] = notes
        if isDraft, error == nil { values["keeps"] = keeps }
        if let expected { values["opening"] = opening(expected) }
        return values
    }

    private var way: [[String: Any]] {
        let step =
            round.state != .draft ? 3 : round.questionnaireVersion != nil && !isDraft ? 2 : questions.isEmpty ? 0 : 1
        let names = [
            say("กำหนดการ", "Dates"), say("คำถามและกฎ", "Questions and rules"), say("เผยแพร่", "Published"),
            say("เปิดรับคำตอบ", "Open"),
        ]
        return names.enumerated().map { index, name in
            ["name": name, "class": index < step ? "done" : index == step ? "here" : "ahead"]
        }
    }

    // MARK: - Dates and targets

    private var details: String {
        guard round.state == .draft else {
            let kinds = round.target.kinds.map { request.text($0.title) }.joined(separator: ", ")
            let pairs = [
                (say("เปิด", "Opens"), IndicatorPages.day(round.opensOn, request)),
                (say("ครบกำหนด", "Due"), IndicatorPages.day(round.dueOn, request)),
                (say("ถามใคร", "Who is asked"), kinds.isEmpty ? say("ทุกประเภท", "Every kind") : kinds),
                (say("ต้องตอบ", "Expected"), round.expected.map(String.init) ?? "–"),
            ]
            return "<dl class=\"pairs\">"
                + pairs.map { "<dt>\(PageText.escape($0.0))</dt><dd>\(PageText.escape($0.1))</dd>" }.joined() + "</dl>"
        }
        func field(_ name: String, _ label: String, _ kind: PageField.Kind, _ value: String, _ path: String) -> String {
            PageField(
                name, label, kind, value: request.form[name] ?? value,
                problems: problems.filter { $0.path.hasPrefix(path) }.map { request.text($0.message) }
            ).html
        }
        return [
            field("name", say("ชื่อรอบ", "Name"), .text, round.name.th, "/name/th"),
            field("nameEn", say("ชื่อภาษาอังกฤษ", "Name in English"), .text, round.name.en ?? "", "/name/en"),
            "<div class=\"row\">",
            field("opensOn", say("วันเปิด", "Opening day"), .date, round.opensOn.description, "/opensOn"),
            field("dueOn", say("วันครบกำหนด", "Due day"), .date, round.dueOn.description, "/dueOn"), "</div>",
            TargetForm.html(round.target, request, problems: problems),
        ].joined()
    }

    // MARK: - Questions and rules

    private func messages(at path: String) -> [[String: Any]] {
        problems.filter { $0.path == path || $0.path.hasPrefix(path + "/") }.map {
            ["text": request.text($0.message)]
        }
    }

    private func section(_ index: Int, _ section: QuestionnaireSection) -> [String: Any] {
        [
            "code": section.code, "title": request.text(section.title),
            "isFirst": index == 0, "isLast": index == (draft?.sections.count ?? 0) - 1,
            "questions": section.questions.enumerated().map { number, question -> [String: Any] in
                let found = messages(at: "/sections/\(index)/questions/\(number)")
                return [
                    "code": question.code, "text": request.text(question.text),
                    "address": "./design/question?question=\(PageText.query(question.code))",
                    "facts": facts(question).map { ["text": $0] }, "problems": found, "isWrong": !found.isEmpty,
                ]
            },
        ]
    }

    /// What a question is, in few words.
    private func facts(_ question: Question) -> [String] {
        var facts = [request.text(question.type.title)]
        if question.minimum != nil || question.maximum != nil {
            facts.append(IndicatorPages.range(question))
        }
        if let options = question.options {
            facts.append(options.map { request.text($0.text) }.joined(separator: " / "))
        }
        if let indicator = question.indicator {
            let role =
                switch question.role ?? .value {
                case .value: ""
                case .numerator: say(" ตัวตั้ง", " numerator")
                case .denominator: say(" ตัวหาร", " denominator")
                }
            facts.append(indicator + role)
        }
        if let kinds = question.kinds, !kinds.isEmpty {
            facts.append(say("เฉพาะ ", "Only ") + kinds.map { request.text($0.title) }.joined(separator: ", "))
        }
        for condition in question.showIf ?? [] { facts.append(say("เมื่อ ", "Where ") + words(condition)) }
        return facts
    }

    private func words(_ condition: AnswerCondition) -> String {
        var words = [condition.question]
        if let choices = condition.choices { words.append("= " + choices.joined(separator: say(" หรือ ", " or "))) }
        if let states = condition.states { words.append("= " + states.map(\.rawValue).joined(separator: ", ")) }
        if let minimum = condition.minimum { words.append("≥ \(IndicatorPages.grouped(minimum.description))") }
        if let maximum = condition.maximum { words.append("≤ \(maximum)") }
        return words.joined(separator: " ")
    }

    private func rule(_ index: Int, _ rule: AnswerRule) -> [String: Any] {
        let found = messages(at: "/rules/\(index)")
        return [
            "code": rule.code, "condition": rule.condition, "message": request.text(rule.message),
            "severity": rule.severity == .hard ? say("ห้ามส่ง", "must hold") : say("ต้องมีเหตุผล", "or a reason"),
            "tag": rule.severity == .hard ? "bad" : "warn", "problems": found, "isWrong": !found.isEmpty,
            "address": "./design/rule?rule=\(PageText.query(rule.code))",
        ]
    }

    // MARK: - What to mend, and what is next

    private var notes: [[String: Any]] {
        if let error {
            return [["kind": "bad", "text": request.text(error.message), "items": links(error.further)]]
        }
        switch request.query["saved"] {
        case "publish": return [["kind": "good", "text": say("เผยแพร่แล้ว", "Published"), "items": [String]()]]
        case .some: return [["kind": "good", "text": say("บันทึกแล้ว", "Saved"), "items": [String]()]]
        case nil: return []
        }
    }

    private var keeps: [String: Any] {
        [
            "isReady": problems.isEmpty,
            "ready": say("พร้อมเผยแพร่ ไม่พบปัญหา", "Ready: nothing keeps it from being published."),
            "title": say("ต้องแก้ \(problems.count) ข้อก่อนเผยแพร่", "\(problems.count) to mend before it can be published"),
            "items": links(problems), "uneven": uneven,
        ]
    }

    /// Indicators that do not have two or three questions (domain I4): said, and no hindrance.
    private var uneven: String {
        let counts = Dictionary(grouping: questions.compactMap(\.indicator), by: { $0 }).mapValues(\.count)
        let others = counts.filter { !(2...3).contains($0.value) }.sorted { $0.key < $1.key }
        if others.isEmpty { return "" }
        let list = others.prefix(20).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        return say("ตัวชี้วัดที่ไม่ได้มี 2–3 คำถาม: \(list)", "Indicators without 2 or 3 questions: \(list)")
    }

    /// Each problem with the address of what it is about.
    private func links(_ problems: [Problem]) -> [[String: Any]] {
        problems.map { problem in
            var row: [String: Any] = ["text": request.text(problem.message)]
            let parts = problem.path.split(separator: "/").map(String.init)
            if parts.count > 3, parts[0] == "sections", let index = Int(parts[1]), let number = Int(parts[3]),
                let sections = draft?.sections, sections.indices.contains(index),
                sections[index].questions.indices.contains(number)
            {
                let code = sections[index].questions[number].code
                row["address"] = "./design/question?question=\(PageText.query(code))"
                row["code"] = code
            } else if parts.count > 1, parts[0] == "rules", let index = Int(parts[1]), let rules = draft?.rules,
                rules.indices.contains(index)
            {
                row["address"] = "./design/rule?rule=\(PageText.query(rules[index].code))"
                row["code"] = rules[index].code
            }
            return row
        }
    }

    private func opening(_ expected: Result<Int, RPCError>) -> [String: Any] {
        var values: [String: Any] = [
            "title": say("เปิดรับคำตอบ", "Open for answers"), "open": say("เปิดรอบ", "Open the round"),
        ]
        switch expected {
        case .success(let count):
            values["text"] = say(
                "เมื่อเปิด จะถาม \(count) หน่วยงาน ครบกำหนด \(IndicatorPages.day(round.dueOn, request))",
                "\(count) organisations will be asked, due \(IndicatorPages.day(round.dueOn, request)).")
            values["mayOpen"] = true
        case .failure(let error):
            values["text"] = request.text(error.message)
            values["mayOpen"] = false
        }
        return values
    }
}
