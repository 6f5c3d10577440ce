import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// The questions of a round for one organisation, as the form shows them.
struct FillView {
    let request: PageRequest
    let round: Round
    let organisation: Organisation
    let questionnaire: Questionnaire
    let submission: Submission?
    let before: PreviousAnswers
    let sent: FormContent?
    let error: RPCError?
    /// Of one file.
    let bytesMax: Int
    /// Of the changes that this form makes, so that sending it twice makes them once.
    let key: String

    private var answers: [String: QuestionAnswer] {
        Dictionary((submission?.answers ?? []).map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func say(_ th: String, _ en: String) -> String { request.say(th, en) }

    private var isOpen: Bool { submission.map { $0.may.contains(.save) } ?? (round.state == .open) }

    var values: [String: Any] {
        let state = submission.flatMap { ExpectationState(rawValue: $0.summary.state.rawValue) } ?? .notStarted
        let (words, tag) = IndicatorPages.state(state)
        let missing = self.missing
        var values: [String: Any] = [
            "title": request.text(round.name), "place": request.text(organisation.name),
            "state": request.text(words), "tag": tag, "round": round.code, "organisation": organisation.code,
            "due": say("ครบกำหนด", "Due") + " " + IndicatorPages.day(round.dueOn, request),
            "proof": PageScene.current.proof ?? "", "key": key,
            "version": submission.map { String($0.summary.version) } ?? "",
            "isOpen": isOpen, "sections": questionnaire.sections.map(section), "back": say("งานของฉัน", "My rounds"),
            "save": say("บันทึกร่าง", "Save the draft"), "submit": say("ส่งให้ผู้บังคับบัญชารับรอง", "Send for certification"),
            "missingTitle": say("ยังไม่ตอบ \(missing.count) ข้อ", "\(missing.count) not answered"),
            "bytesMax": bytesMax,
            "missing": missing, "hasMissing": !missing.isEmpty && isOpen,
            "complete": say("ตอบครบทุกข้อแล้ว", "Everything is answered"),
            "oneByOne": say("ทีละข้อ", "One at a time"), "allAtOnce": say("ทุกข้อในหน้าเดียว", "All on one page"),
            "previous": say("ข้อก่อนหน้า", "Previous"), "next": say("ข้อถัดไป", "Next"),
            "print": say("พิมพ์", "Print"),
        ]
        values["notes"] = notes
        values["reviews"] = reviews
        values["rules"] = softRules
        if !isOpen, let submission { values["receipt"] = receipt(submission) }
        return values
    }

    private var notes: [[String: Any]] {
        var notes: [[String: Any]] = []
        if let error {
            let text =
                error.kind == .conflict
                ? say(
                    "มีการบันทึกจากอีกหน้าต่างหรืออีกเครื่องหนึ่ง สิ่งที่พิมพ์ไว้ยังอยู่ข้างล่าง ตรวจแล้วกดบันทึกอีกครั้ง",
                    "Another window or device saved meanwhile. What you typed is still below; look and save again.")
                : request.text(error.message)
            let texts = Dictionary(
                questionnaire.sections.flatMap(\.questions).map { ($0.code, request.text($0.text)) },
                uniquingKeysWith: { first, _ in first })
            let items = error.further.map { problem -> [String: Any] in
                let code = problem.path.hasPrefix("/questions/") ? String(problem.path.dropFirst(11)) : ""
                guard let text = texts[code] else { return ["text": request.text(problem.message)] }
                return ["text": request.text(problem.message), "code": code, "question": text]
            }
            notes.append(["kind": "bad", "text": text, "items": items])
        } else if request.query["saved"] == "yes" {
            notes.append([
                "kind": "good", "text": say("บันทึกร่างแล้ว", "The draft is saved"), "items": [[String: Any]](),
            ])
        } else if request.query["sent"] == "yes" {
            notes.append([
                "kind": "good", "text": say("ส่งแล้ว รอผู้บังคับบัญชารับรอง", "Sent; the head will certify it"),
                "items": [[String: Any]](),
            ])
        }
        return notes
    }

    private var reviews: [[String: Any]] {
        (submission?.reviews ?? []).filter { $0.comment != nil && submission?.summary.state == .returned }.map {
            ["comment": $0.comment ?? "", "question": $0.question ?? "", "by": $0.by]
        }
    }

    /// Rules that may be broken with a reason, where they are.
    private var softRules: [[String: Any]] {
        (error?.problems ?? []).filter { $0.path.hasPrefix("/rules/") }.compactMap { problem -> [String: Any]? in
            let code = String(problem.path.dropFirst("/rules/".count))
            guard questionnaire.rules?.first(where: { $0.code == code })?.severity == .soft else { return nil }
            let field = PageField(
                "r.\(code)", request.text(problem.message), .area, value: sent?["r.\(code)"],
                hint: say("ถ้าถูกต้องแล้ว โปรดบอกเหตุผล", "If it is right, say why"))
            return ["field": field.html]
        }
    }

    private var missing: [[String: Any]] {
        let answers = answers
        return questionnaire.sections.flatMap(\.questions).filter { question in
            let state = answers[question.code].map { $0.state ?? .value } ?? .notReported
            return state == .notReported && question.showIf == nil
        }.map { ["code": $0.code, "text": request.text($0.text)] }
    }

    private func receipt(_ submission: Submission) -> [String: Any] {
        [
            "title": say("ใบรับ", "Receipt"), "idLabel": say("เลขที่", "Number"), "id": submission.summary.id.description,
            "sentLabel": say("ส่งเมื่อ", "Sent"), "sent": IndicatorPages.time(submission.summary.submittedAt, request),
            "editionLabel": say("ฉบับที่", "Edition"), "edition": String(submission.summary.edition),
            "lateText": submission.summary.late ? say("ส่งหลังกำหนด", "late") : say("ทันกำหนด", "in time"),
            "lateTag": submission.summary.late ? "warn" : "good",
        ]
    }

    // MARK: - Questions

    private func section(_ section: QuestionnaireSection) -> [String: Any] {
        ["title": request.text(section.title), "questions": section.questions.map(question)]
    }

    private func question(_ question: Question) -> [String: Any] {
        let answer = answers[question.code]
        let code = question.code
        let problems = (error?.problems ?? []).filter { $0.path == "/questions/\(code)" }.map {
            request.text($0.message)
        }
        var state = answer.map { ($0.state ?? .value).rawValue } ?? ""
        if question.type == .choice, let choice = answer?.choice { state = "=" + choice }
        if let typed = sent?["s.\(code)"] { state = typed }
        var text = answer?.number?.description ?? answer?.text ?? ""
        if let typed = sent?["a.\(code)"] { text = typed }
        var values: [String: Any] = [
            "code": code, "text": request.text(question.text), "type": question.type.rawValue, "value": text,
            "problems": problems, "isWrong": !problems.isEmpty, "isLocked": !isOpen,
            "isNumber": question.type == .number, "isText": question.type == .text,
            "isChoice": question.type == .choice, "isUpload": question.type == .upload,
            "answered": IndicatorPages.words(answer, of: question, request),
            "states": states(question, state), "answerLabel": say("คำตอบ", "Answer"),
        ]
        if let old = before.answers.first(where: { $0.question == code }) {
            values["before"] = say("รอบก่อน: ", "Last time: ") + IndicatorPages.words(old, of: question, request)
        }
        if let file = answer?.file { values["file"] = file.name }
        // What came after the closing is not taken; it is not lost either.
        if !isOpen, let typed = typed(question), typed != IndicatorPages.words(answer, of: question, request) {
            values["typed"] = say("ที่พิมพ์ไว้ ยังไม่ได้บันทึก: ", "What you typed, not saved: ") + typed
        }
        if let condition = question.showIf?.first { values["showIf"] = condition.question }
        if question.minimum != nil || question.maximum != nil {
            values["range"] = say("ค่าระหว่าง ", "Between ") + IndicatorPages.range(question)
        }
        return values
    }

    /// What was sent for a question, in words.
    private func typed(_ question: Question) -> String? {
        let text = (sent?["a.\(question.code)"] ?? "").trimmed
        switch sent?["s.\(question.code)"] {
        case "none": return say("ไม่มี", "none")
        case "notApplicable": return say("ไม่เกี่ยวข้อง", "not applicable")
        case let state? where state.hasPrefix("="):
            let option = question.options?.first { "=" + $0.code == state }
            return option.map { request.text($0.text) } ?? String(state.dropFirst())
        default: return text.isEmpty ? nil : text
        }
    }

    /// The buttons of a question: its options, none, not applicable.
    private func states(_ question: Question, _ chosen: String) -> [[String: Any]] {
        var states: [(String, String)] = []
        switch question.type {
        case .choice: states = (question.options ?? []).map { ("=" + $0.code, request.text($0.text)) }
        case .upload: states = [("value", say("แนบแฟ้ม", "A file"))]
        case .number: states = [("value", say("ตัวเลข", "A number"))]
        case .text: states = [("value", say("ข้อความ", "Text"))]
        }
        states += [("none", say("ไม่มี", "None")), ("notApplicable", say("ไม่เกี่ยวข้อง", "Not applicable"))]
        return states.map { value, label in
            [
                "value": value, "label": label, "id": "s-\(question.code)-\(value.filter { $0 != "=" })",
                "isChosen": value == chosen || chosen.isEmpty && value == "value",
            ]
        }
    }
}
