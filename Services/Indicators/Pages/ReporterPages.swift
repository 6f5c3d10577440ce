import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/mine`: what is asked of the organisations that the visitor reports for. `/mine/⟨round⟩/⟨organisation⟩`: the
/// questions. Without scripts a form that is sent; with them a draft that keeps itself.
enum ReporterPages {
    /// - Parameter bytesMax: of one file.
    static func register(on router: ServiceRouter, bytesMax: Int) {
        router.page(
            "/mine", title: LocalizedText("งานของฉัน", "My rounds"),
            about: LocalizedText(
                "รอบที่ต้องรายงาน กรอกได้จากมือถือ ร่างไม่หาย", "What is asked of you; drafts keep themselves"),
            access: .signedIn
        ) { try await mine($0, $1) }
        router.page("/mine/:round/:organisation", access: SaveSubmission.access) { request, call in
            try await fill(request, call, bytesMax, sent: nil, error: nil)
        }
        router.form("/mine/:round/:organisation", access: SaveSubmission.access) { try await save($0, $1, bytesMax) }
    }

    private static func mine(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let rows = try await call.database.all(AskedOfPlaces(organisations: places))
        let today = call.now.dateInThailand
        let values: [String: Any] = [
            "title": request.say("งานของฉัน", "My rounds"), "isEmpty": rows.isEmpty,
            "empty": request.say(
                "ขณะนี้ไม่มีรอบที่ต้องรายงาน เมื่อจังหวัดเปิดรอบใหม่ รอบนั้นจะแสดงที่นี่",
                "Nothing is asked of you at the moment. A new round of the province will show here."),
            "dueLabel": request.say("ครบกำหนด", "Due"), "savedLabel": request.say("บันทึกล่าสุด", "Last saved"),
            "rows": rows.map { row -> [String: Any] in
                let (words, tag) = IndicatorPages.state(row.state)
                let left = row.dueOn.daysSinceEpoch - today.daysSinceEpoch
                let isOpen = [.notStarted, .draft, .returned].contains(row.state)
                return [
                    "name": request.text(row.name), "place": request.text(row.organisationName),
                    "address": "./mine/\(PageText.query(row.round))/\(PageText.query(row.organisation))",
                    "state": request.text(words), "tag": tag, "due": IndicatorPages.day(row.dueOn, request),
                    "left": left < 0
                        ? request.say("เกินกำหนด \(-left) วัน", left == -1 ? "1 day overdue" : "\(-left) days overdue")
                        : request.say("เหลือ \(left) วัน", left == 1 ? "1 day left" : "\(left) days left"),
                    "leftTag": !isOpen ? "" : left < 0 ? "bad" : left <= 7 ? "warn" : "",
                    "showsLeft": isOpen, "saved": IndicatorPages.time(row.savedAt, request),
                    "go": isOpen ? request.say("กรอกข้อมูล", "Fill in") : request.say("ดูที่ส่งแล้ว", "See what was sent"),
                ]
            },
        ]
        return IndicatorPages.shell.page(
            title: request.say("งานของฉัน", "My rounds"), body: IndicatorPages.templates.render("mine", values),
            language: request.language, scripts: [IndicatorPages.reporter], isNarrow: true)
    }

    // MARK: - The questions

    /// - Parameters:
    ///   - sent: what was typed and could not be taken as it is.
    ///   - error: why.
    static func fill(
        _ request: PageRequest, _ call: ReadCall, _ bytesMax: Int, sent: FormContent?, error: RPCError?
    ) async throws -> PageResponse {
        let (code, place) = (request.parameters["round"] ?? "", request.parameters["organisation"] ?? "")
        let round = try await call.invoke(GetRound(round: Reference(code)))
        let organisation = try await call.invoke(GetOrganisation(organisation: .code(place))).organisation
        let questionnaire = try await call.invoke(GetQuestionnaire(round: .code(round.code), kind: organisation.kind))
        var submission = try await current(round.code, place, call)
        if let reviews = submission?.reviews, !reviews.isEmpty {
            let name = await PageScene.current.named(reviews.map(\.by))
            for index in reviews.indices { submission?.reviews[index].by = name(reviews[index].by) }
        }
        let before = try await call.invoke(GetPreviousAnswers(round: .code(round.code), organisation: place))
        let view = FillView(
            request: request, round: round, organisation: organisation, questionnaire: questionnaire,
            submission: submission, before: before, sent: sent, error: error,
            bytesMax: bytesMax, key: ID(at: call.now).description)
        return IndicatorPages.shell.page(
            status: error?.kind.pageStatus ?? 200, title: request.text(round.name),
            body: IndicatorPages.templates.render("fill", view.values), language: request.language,
            scripts: [IndicatorPages.reporter], isNarrow: true)
    }

    static func current(_ round: String, _ place: String, _ call: ReadCall) async throws -> Submission? {
        do {
            return try await call.invoke(GetSubmission(round: .code(round), organisation: place))
        } catch let error as RPCError where error.kind == .notFound {
            return nil
        }
    }

    // MARK: - What is sent

    private static func save(
        _ request: PageRequest, _ call: ReadCall, _ bytesMax: Int
    ) async throws -> PageResponse {
        let (code, place) = (request.parameters["round"] ?? "", request.parameters["organisation"] ?? "")
        let form = request.form
        do {
            let questionnaire = try await call.invoke(GetQuestionnaire(round: Reference(code)))
            let known = try await current(code, place, call)
            var version = form["version"].flatMap { Int($0) }
            let read = try await answers(form, questionnaire, known, place, call)
            let key = form["key"] ?? ""
            if !read.isEmpty || known == nil {
                do {
                    let saved = try await call.invoke(
                        SaveSubmission(
                            idempotencyKey: "page-save-\(key)", round: Reference(code), organisation: place,
                            answers: read, expectedVersion: version))
                    version = saved.summary.version
                } catch let error as RPCError {
                    throw located(error, read)
                }
            }
            guard form["do"] == "submit", let version else {
                return .redirect(to: "./\(PageText.query(place))?saved=yes")
            }
            let reasons = form.fields.compactMap { field -> RuleReason? in
                guard field.name.hasPrefix("r."), !field.value.isEmpty else { return nil }
                return RuleReason(rule: String(field.name.dropFirst(2)), reason: field.value)
            }
            _ = try await call.invoke(
                SubmitSubmission(
                    idempotencyKey: "page-submit-\(key)", round: Reference(code), organisation: place,
                    expectedVersion: version, reasons: reasons.isEmpty ? nil : reasons))
            return .redirect(to: "./\(PageText.query(place))?sent=yes")
        } catch let error as RPCError
            where [.conflict, .invalidParams, .ruleViolated, .tooLarge].contains(error.kind)
        {
            return try await fill(request, call, bytesMax, sent: form, error: error)
        }
    }

    /// The answers of the form that are not already so.
    private static func answers(
        _ form: FormContent, _ questionnaire: Questionnaire, _ known: Submission?, _ place: String, _ call: ReadCall
    ) async throws -> [QuestionAnswer] {
        let before = Dictionary(
            (known?.answers ?? []).map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
        var answers: [QuestionAnswer] = []
        var files: [(index: Int, put: PutFile)] = []
        var problems = Problems()
        for question in questionnaire.sections.flatMap(\.questions) {
            var answer: QuestionAnswer?
            if question.type == .upload, let file = form.files["a.\(question.code)"], !file.bytes.isEmpty {
                let key = "page-\(form["key"] ?? "")-\(question.code)"
                let put = PutFile(
                    idempotencyKey: key, organisation: place, name: file.name, mediaType: file.mediaType,
                    content: Base64.encode(file.bytes))
                for message in await SentFiles.faults(of: put, call) {
                    problems.add(Problem(path: "/questions/\(question.code)", rule: "answer.file", message: message))
                }
                files.append((answers.count, put))
                answers.append(QuestionAnswer(question: question.code))
                continue
            }
            answer = typed(form, question, before[question.code], &problems)
            guard let answer, !same(answer, before[question.code]) else { continue }
            answers.append(answer)
        }
        if !problems.isEmpty {
            throw RPCError(
                .invalidParams,
                LocalizedText("มีคำตอบที่ต้องแก้ไข ยังไม่ได้บันทึก", "Some answers must be put right; nothing was saved"),
                problems: problems.items)
        }
        // Nothing is kept before everything that came with it can be.
        for (index, put) in files { answers[index].file = FileReference(try await call.invoke(put)) }
        return answers
    }

    /// Problems of answers at the questions that they are to.
    private static func located(_ error: RPCError, _ answers: [QuestionAnswer]) -> RPCError {
        var error = error
        for index in error.problems.indices {
            let parts = error.problems[index].path.split(separator: "/")
            guard parts.count > 1, parts[0] == "answers", let place = Int(parts[1]), answers.indices.contains(place)
            else { continue }
            error.problems[index].path = "/questions/\(answers[place].question)"
        }
        return error
    }

    private static func typed(
        _ form: FormContent, _ question: Question, _ before: QuestionAnswer?, _ problems: inout Problems
    ) -> QuestionAnswer? {
        let code = question.code
        guard let state = form["s.\(code)"] else { return nil }
        switch state {
        case "none": return QuestionAnswer(question: code, state: AnswerState.none)
        case "notApplicable": return QuestionAnswer(question: code, state: .notApplicable)
        default: break
        }
        let text = (form["a.\(code)"] ?? "").trimmed
        switch question.type {
        case .choice:
            return state.hasPrefix("=")
                ? QuestionAnswer(question: code, choice: String(state.dropFirst()))
                : QuestionAnswer(question: code, state: .notReported)
        case .upload:
            return before?.file != nil ? nil : QuestionAnswer(question: code, state: .notReported)
        case .text:
            return text.isEmpty
                ? QuestionAnswer(question: code, state: .notReported) : QuestionAnswer(question: code, text: text)
        case .number:
            if text.isEmpty { return QuestionAnswer(question: code, state: .notReported) }
            let plain = ThaiDigits.arabic(text).filter { $0 != "," && $0 != " " }
            guard let number = Quantity(plain) else {
                problems.add(
                    "/questions/\(code)", "answer.number", th: "“\(text)” ไม่ใช่ตัวเลข", en: "“\(text)” is no number")
                return nil
            }
            return QuestionAnswer(question: code, number: number)
        }
    }

    private static func same(_ answer: QuestionAnswer, _ before: QuestionAnswer?) -> Bool {
        guard let before else { return answer.state == .notReported }
        let (one, other) = (answer.state ?? .value, before.state ?? .value)
        return one == other && answer.number == before.number && answer.text == before.text
            && answer.choice == before.choice && answer.file?.sha256 == before.file?.sha256
    }
}

extension FileReference {
    init(_ record: FileRecord) {
        self.init(name: record.name, mediaType: record.mediaType, size: record.size, sha256: record.sha256)
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
