import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/design`: a round from its first question to its opening. Every step is a form that is sent, and
/// saves the questionnaire whole with the service's own method, which says all that is wrong with it.
enum DesignerPages {
    static func register(on router: ServiceRouter) {
        router.page("/rounds/new", access: CreateRound.access) { try await NewRoundPage.show($0, $1, problems: []) }
        router.form("/rounds/new", access: CreateRound.access) { try await NewRoundPage.create($0, $1) }
        router.page("/rounds/:round/design", access: CreateRound.access) { try await show($0, $1, error: nil) }
        router.form("/rounds/:round/design", access: CreateRound.access) { request, call in
            do {
                return try await act(request, call)
            } catch let error as RPCError where error.formProblems(request) != nil {
                return try await show(request, call, error: error)
            }
        }
        router.page("/rounds/:round/design/question", access: CreateRound.access) {
            try await QuestionPage.show($0, $1, problems: [])
        }
        router.form("/rounds/:round/design/question", access: CreateRound.access) {
            try await QuestionPage.save($0, $1)
        }
        router.page("/rounds/:round/design/rule", access: CreateRound.access) {
            try await RulePage.show($0, $1, problems: [])
        }
        router.form("/rounds/:round/design/rule", access: CreateRound.access) { try await RulePage.save($0, $1) }
        router.page("/rounds/:round/design/preview", access: CreateRound.access) { try await PreviewPage.show($0, $1) }
    }

    static func round(_ request: PageRequest, _ call: ReadCall) async throws -> Round {
        try await call.invoke(GetRound(round: .code(request.parameters["round"] ?? "")))
    }

    /// The latest version; `nil` before the first question.
    static func questionnaire(_ round: Round, _ call: ReadCall) async throws -> Questionnaire? {
        do {
            return try await call.invoke(GetQuestionnaire(round: .code(round.code)))
        } catch let error as RPCError where error.kind == .notFound {
            return nil
        }
    }

    static func page(
        _ template: String, _ values: [String: Any], _ request: PageRequest, _ call: ReadCall, status: Int = 200,
        isNarrow: Bool = false
    ) -> PageResponse {
        IndicatorPages.page(
            template, values, request, call, status: status, scripts: [IndicatorPages.designer], isNarrow: isNarrow)
    }

    // MARK: - The overview

    private static func show(_ request: PageRequest, _ call: ReadCall, error: RPCError?) async throws -> PageResponse {
        let round = try await round(request, call)
        let draft = try await questionnaire(round, call)
        var problems = error?.problems ?? []
        // Before publishing is pressed the page says already what would keep it.
        if error == nil, let draft, draft.state == .draft {
            problems = try await publishable(round, draft, call)
        }
        let view = DesignerView(
            request: request, round: round, draft: draft, problems: problems, error: error,
            expected: try await expected(round, call))
        return page("design", view.values, request, call, status: error?.kind.pageStatus ?? 200)
    }

    /// What keeps the draft from being published: the method's own dry run.
    private static func publishable(
        _ round: Round, _ draft: Questionnaire, _ call: ReadCall
    ) async throws -> [Problem] {
        do {
            _ = try await call.invoke(
                PublishQuestionnaire(
                    idempotencyKey: "page-look-\(ID(at: call.now))", round: .code(round.code), version: draft.version,
                    validateOnly: true))
            return []
        } catch let error as RPCError where [.ruleViolated, .conflict].contains(error.kind) {
            return error.problems
        }
    }

    /// How many would be asked: the dry run of opening.
    private static func expected(_ round: Round, _ call: ReadCall) async throws -> Result<Int, RPCError>? {
        guard round.state == .draft, round.questionnaireVersion != nil else { return nil }
        do {
            let opened = try await call.invoke(
                OpenRound(
                    idempotencyKey: "page-look-\(ID(at: call.now))", round: .code(round.code),
                    expectedVersion: round.version, validateOnly: true))
            return .success(opened.expected ?? 0)
        } catch let error as RPCError where error.kind == .ruleViolated {
            return .failure(error)
        }
    }

    // MARK: - What is sent

    private static func act(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let round = try await round(request, call)
        let form = request.form
        let key = form["key"] ?? ""
        let words = (form["do"] ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        switch words.first {
        case "details": try await update(round, form, key, call)
        case "publish":
            _ = try await call.invoke(
                PublishQuestionnaire(
                    idempotencyKey: "page-publish-\(key)", round: .code(round.code),
                    version: form["questionnaire"].flatMap { Int($0) } ?? 0))
        case "open":
            _ = try await call.invoke(
                OpenRound(
                    idempotencyKey: "page-open-\(key)", round: .code(round.code),
                    expectedVersion: form["version"].flatMap { Int($0) } ?? 0))
            return .redirect(to: "../\(PageText.query(round.code))")
        default:
            guard words.count == 2 else { throw RPCError(.invalidParams, LocalizedText("ไม่รู้คำสั่ง", "no such act")) }
            var edit = DraftEdit(try await questionnaire(round, call))
            change(&edit, words[0], words[1])
            _ = try await call.invoke(edit.save(round.code, key: key))
        }
        return .redirect(to: "./design?saved=\(words.first ?? "")")
    }

    private static func change(_ edit: inout DraftEdit, _ act: String, _ code: String) {
        switch act {
        case "up": edit.move(question: code, up: true)
        case "down": edit.move(question: code, up: false)
        case "remove": edit.remove(question: code)
        case "sectionUp": edit.move(section: code, up: true)
        case "sectionDown": edit.move(section: code, up: false)
        case "removeRule": edit.rules.removeAll { $0.code == code }
        default: break
        }
    }

    private static func update(_ round: Round, _ form: FormContent, _ key: String, _ call: ReadCall) async throws {
        var problems = Problems()
        let opensOn = Typed.date(form, "opensOn", &problems, at: "/opensOn")
        let dueOn = Typed.date(form, "dueOn", &problems, at: "/dueOn")
        guard problems.isEmpty else {
            throw RPCError(
                .invalidParams, LocalizedText("วันที่อ่านไม่ได้", "a date cannot be read"), problems: problems.items)
        }
        _ = try await call.invoke(
            UpdateRound(
                idempotencyKey: "page-round-\(key)", round: .code(round.code),
                expectedVersion: form["version"].flatMap { Int($0) } ?? 0, name: Typed.localized(form, "name"),
                opensOn: opensOn, dueOn: dueOn, target: TargetForm.read(form)))
    }
}
