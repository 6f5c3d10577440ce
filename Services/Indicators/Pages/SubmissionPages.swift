import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/submissions/⟨round⟩/⟨organisation⟩`: what an organisation answered, beside last time and the edition before; the
/// agency or the province accepts it or sends it back.
enum SubmissionPages {
    static func register(on router: ServiceRouter) {
        router.page("/submissions/:round/:organisation", access: GetSubmission.access) { request, call in
            try await show(request, call, error: nil)
        }
        router.form("/submissions/:round/:organisation", access: AcceptSubmission.access) { request, call in
            do {
                return try await act(request, call)
            } catch let error as RPCError
                where [.conflict, .invalidParams, .ruleViolated].contains(error.kind)
            {
                return try await show(request, call, error: error)
            }
        }
    }

    private static func show(
        _ request: PageRequest, _ call: ReadCall, error: RPCError?
    ) async throws -> PageResponse {
        let (code, place) = (request.parameters["round"] ?? "", request.parameters["organisation"] ?? "")
        let current = try await call.invoke(GetSubmission(round: .code(code), organisation: place))
        let edition = request.query["edition"].flatMap { Int($0) } ?? current.summary.edition
        var submission =
            edition == current.summary.edition
            ? current
            : try await call.invoke(GetSubmission(round: .code(code), organisation: place, edition: edition))
        let name = await PageScene.current.named(submission.reviews.map(\.by))
        for index in submission.reviews.indices { submission.reviews[index].by = name(submission.reviews[index].by) }
        let summary = submission.summary
        let questionnaire = try await call.invoke(
            GetQuestionnaire(round: .code(code), version: submission.questionnaireVersion))
        let round = try await call.invoke(GetRound(round: .code(code)))
        let organisation = try await call.invoke(GetOrganisation(organisation: .code(place))).organisation
        let before = try await call.invoke(GetPreviousAnswers(round: .code(code), organisation: place))
        var changed: [String: AnswerDifference] = [:]
        if edition > 1 {
            let difference = try await call.invoke(
                DiffSubmissions(round: .code(code), organisation: place, before: edition - 1, after: edition))
            changed = Dictionary(difference.differences.map { ($0.question, $0) }, uniquingKeysWith: { $1 })
        }
        let isCurrent = edition == current.summary.edition
        // A file that another office put is named; who may not read it is led nowhere.
        var opened: Set<String> = []
        for file in submission.answers.compactMap(\.file) + (submission.certification.map { [$0.file] } ?? []) {
            if (try? await call.invoke(GetFile(sha256: file.sha256))) != nil { opened.insert(file.sha256) }
        }
        let (words, tag) = IndicatorPages.state(ExpectationState(rawValue: summary.state.rawValue) ?? .draft)
        var values: [String: Any] = [
            "title": request.text(organisation.name), "roundName": request.text(round.name),
            "state": request.text(words), "tag": tag, "proof": PageScene.current.proof ?? "",
            "key": ID(at: call.now).description, "version": String(summary.version),
            "questionLabel": request.say("คำถาม", "Question"), "answerLabel": request.say("คำตอบ", "Answer"),
            "beforeLabel": request.say("รอบก่อน", "Last time"), "changedLabel": request.say("เปลี่ยนจากฉบับก่อน", "changed"),
            "sections": rows(questionnaire, submission, before, changed, opened, request),
            "history": history(submission, request), "historyTitle": request.say("ประวัติ", "History"),
            "mayAccept": isCurrent && submission.may.contains(.accept),
            "mayReturn": isCurrent && submission.may.contains(.return),
            "isOld": !isCurrent,
            "old": request.say("ฉบับนี้ถูกแทนด้วยฉบับใหม่แล้ว", "A later edition has taken this one's place."),
            "hasEditions": current.summary.edition > 1, "editionsLabel": request.say("ฉบับ", "Editions"),
            "editions": (1...max(1, current.summary.edition)).map { number -> [String: Any] in
                [
                    "name": request.say("ฉบับที่ \(number)", "Edition \(number)"), "address": "?edition=\(number)",
                    "isHere": number == edition,
                ]
            },
            "print": request.say("พิมพ์", "Print"),
            "eachTitle": request.say("ความเห็นรายข้อ", "Comments on single questions"),
            "each": questionnaire.sections.flatMap(\.questions).map { question in
                PageField(
                    "c.\(question.code)", "\(question.code) \(request.text(question.text))",
                    value: request.form["c.\(question.code)"]
                ).html
            }.joined(),
            "accept": request.say("รับข้อมูล", "Accept"), "sendBack": request.say("ส่งกลับให้แก้ไข", "Send back"),
            "commentField": PageField(
                "comment", request.say("ข้อความถึงผู้รายงาน", "What should be mended"), .area,
                value: request.form["comment"],
                problems: (error?.problems ?? []).filter { $0.path.contains("comment") }.map {
                    request.text($0.message)
                }
            ).html,
            "board": request.say("ภาพรวมของรอบ", "The round"),
            "boardAddress": "../../rounds/\(PageText.query(code))",
        ]
        if let certification = submission.certification {
            values["letter"] = [
                "opens": opened.contains(certification.file.sha256),
                "label": request.say("หนังสือรับรอง", "Letter"),
                "text": "\(certification.letterNumber.text(digits: .arabic)) · "
                    + "\(IndicatorPages.day(certification.letterDate, request)) · \(certification.signerPosition)",
                "address": "../../files/\(certification.file.sha256)", "file": certification.file.name,
            ]
        }
        if let error { values["error"] = request.text(error.message) }
        return IndicatorPages.shell.page(
            status: error?.kind.pageStatus ?? 200, title: request.text(organisation.name),
            body: IndicatorPages.templates.render("submission", values), language: request.language)
    }

    private static func rows(
        _ questionnaire: Questionnaire, _ submission: Submission, _ before: PreviousAnswers,
        _ changed: [String: AnswerDifference], _ opened: Set<String>, _ request: PageRequest
    ) -> [[String: Any]] {
        let answers = Dictionary(submission.answers.map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
        let old = Dictionary(before.answers.map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
        return questionnaire.sections.map { section in
            [
                "title": request.text(section.title),
                "rows": section.questions.compactMap { question -> [String: Any]? in
                    guard let answer = answers[question.code] else { return nil }
                    var row: [String: Any] = [
                        "code": question.code, "text": request.text(question.text),
                        "answer": IndicatorPages.words(answer, of: question, request),
                        "before": old[question.code].map { IndicatorPages.words($0, of: question, request) } ?? "–",
                        "isChanged": changed[question.code] != nil,
                    ]
                    if let difference = changed[question.code] {
                        row["was"] =
                            request.say("เดิม: ", "was: ")
                            + IndicatorPages.words(difference.before, of: question, request)
                    }
                    if let file = answer.file, opened.contains(file.sha256) {
                        row["file"] = "../../files/\(file.sha256)"
                    }
                    return row
                },
            ]
        }
    }

    private static func history(_ submission: Submission, _ request: PageRequest) -> [[String: Any]] {
        let summary = submission.summary
        var lines: [(Instant, String)] = []
        if let at = summary.submittedAt { lines.append((at, request.say("ส่ง", "Sent"))) }
        if let at = summary.certifiedAt { lines.append((at, request.say("รับรอง", "Certified"))) }
        for review in submission.reviews {
            let kind =
                switch review.kind {
                case .accepted: request.say("รับข้อมูล", "Accepted")
                case .returned: request.say("ส่งกลับ", "Sent back")
                case .reopened: request.say("เปิดแก้ไข", "Opened again")
                }
            let detail = [review.question, review.comment].compactMap { $0 }.joined(separator: " ")
            lines.append((review.at, "\(kind) \(detail) (\(review.by))"))
        }
        return lines.sorted { $0.0 < $1.0 }.map {
            ["at": IndicatorPages.time($0.0, request), "text": $0.1]
        }
    }

    private static func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let (code, place) = (request.parameters["round"] ?? "", request.parameters["organisation"] ?? "")
        let form = request.form
        let (key, version) = (form["key"] ?? "", form["version"].flatMap { Int($0) } ?? 0)
        if form["do"] == "return" {
            _ = try await call.invoke(
                ReturnSubmission(
                    idempotencyKey: "page-return-\(key)", round: .code(code), organisation: place,
                    expectedVersion: version, comments: comments(form)))
        } else {
            _ = try await call.invoke(
                AcceptSubmission(
                    idempotencyKey: "page-accept-\(key)", round: .code(code), organisation: place,
                    expectedVersion: version))
        }
        return .redirect(to: "./\(PageText.query(place))")
    }

    /// The whole's comment, then those of single questions; the whole's may be empty where one of these says something.
    private static func comments(_ form: FormContent) -> [ReviewComment] {
        let each = form.fields.compactMap { field -> ReviewComment? in
            guard field.name.hasPrefix("c."), !field.value.trimmed.isEmpty else { return nil }
            return ReviewComment(question: String(field.name.dropFirst(2)), comment: field.value)
        }
        let whole = form["comment"] ?? ""
        return whole.trimmed.isEmpty && !each.isEmpty ? each : [ReviewComment(comment: whole)] + each
    }
}
