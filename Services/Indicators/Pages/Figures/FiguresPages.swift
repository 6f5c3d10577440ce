import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// `/rounds/⟨round⟩/figures`: what the certified answers add up to; each figure down to the submissions that it comes
/// from.
enum FiguresPages {
    private static let pageMax = 100

    static func register(on router: ServiceRouter) {
        router.page("/rounds/:round/figures", access: GetConsolidation.access) { try await all($0, $1) }
        router.page("/rounds/:round/figures/:question", access: GetConsolidation.access) { try await one($0, $1) }
    }

    // MARK: - All questions

    private static func all(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let round = try await call.invoke(GetRound(round: .code(request.parameters["round"] ?? "")))
        let under = request.query["organisation"] ?? round.top
        let figures = try await call.invoke(GetConsolidation(round: .code(round.code), organisation: under))
        let questionnaire = try await call.invoke(
            GetQuestionnaire(round: .code(round.code), version: round.questionnaireVersion))
        let place = try await call.invoke(GetOrganisation(organisation: .code(under))).organisation
        let byCode = Dictionary(figures.questions.map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
        var values: [String: Any] = [
            "title": request.say("ผลรวมคำตอบ", "The figures"), "roundName": request.text(round.name),
            "place": request.text(place.name), "organisation": under,
            "boardAddress": "../\(PageText.query(round.code))?organisation=\(PageText.query(under))",
            "note": request.say(
                "นับเฉพาะคำตอบที่รับรองหรือรับแล้ว เปลี่ยนทันทีเมื่อรับรอง",
                "Certified and accepted answers only, fresh the moment they are certified."),
            "questionLabel": request.say("คำถาม", "Question"), "figureLabel": request.say("ผลรวม", "Figure"),
            "answeredLabel": request.say("มีค่า / ต้องตอบ", "With a value / expected"),
            "noneLabel": request.say("ไม่มี", "None"), "naLabel": request.say("ไม่เกี่ยวข้อง", "Not applicable"),
            "missingLabel": request.say("ยังไม่รายงาน", "Not reported"), "print": request.say("พิมพ์", "Print"),
            "sections": questionnaire.sections.map { section -> [String: Any] in
                [
                    "title": request.text(section.title),
                    "rows": section.questions.compactMap { question -> [String: Any]? in
                        guard let figure = byCode[question.code] else { return nil }
                        var row = counts(figure.counts)
                        row["code"] = question.code
                        row["text"] = request.text(question.text)
                        row["figure"] = words(figure, request)
                        row["address"] =
                            "./figures/\(PageText.query(question.code))?organisation=\(PageText.query(under))"
                        return row
                    },
                ]
            },
        ]
        try await verify(round, request, call, &values)
        return IndicatorPages.page("figures", values, request, call)
    }

    /// Whether the maintained figures are those that are computed from nothing; only where it is asked for.
    private static func verify(
        _ round: Round, _ request: PageRequest, _ call: ReadCall, _ values: inout [String: Any]
    ) async throws {
        guard try await IndicatorPages.may(VerifyConsolidation.access, at: round.owner, call) else { return }
        guard request.query["verify"] == "yes" else {
            values["verify"] = request.say("ตรวจกับการคำนวณใหม่ทั้งหมด", "Check against computing anew")
            values["verifyAddress"] = PageScene.current.address("verify", "yes")
            return
        }
        let found = try await call.invoke(VerifyConsolidation(round: .code(round.code)))
        values["verified"] =
            found.differing == 0
            ? request.say(
                "ตรวจแล้ว \(found.figures) ค่า ตรงกันทั้งหมด", "\(found.figures) figures checked: all are the same.")
            : request.say(
                "ต่างกัน \(found.differing) จาก \(found.figures) ค่า", "\(found.differing) of \(found.figures) differ.")
        values["verifiedTag"] = found.differing == 0 ? "good" : "bad"
    }

    static func counts(_ counts: AnswerCounts) -> [String: Any] {
        [
            "value": String(counts.value), "expected": String(counts.expected), "none": String(counts.none),
            "notApplicable": String(counts.notApplicable), "missing": String(counts.notReported),
            "isMissing": counts.notReported > 0,
        ]
    }

    /// A figure in words: a sum, how options are spread, or how many.
    static func words(_ figure: ConsolidatedQuestion, _ request: PageRequest) -> String {
        if figure.suppressed == true { return request.say("ปกปิด (กลุ่มเล็ก)", "kept back (few people)") }
        if let sum = figure.sum { return IndicatorPages.grouped(sum.description) }
        if let spread = figure.distribution {
            return spread.map { "\(request.text($0.text)) \($0.count)" }.joined(separator: " · ")
        }
        guard figure.type == .text || figure.type == .upload else { return "–" }
        return request.say("\(figure.counts.value) แห่ง", "\(figure.counts.value) answers")
    }

    // MARK: - One question

    private static func one(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let round = try await call.invoke(GetRound(round: .code(request.parameters["round"] ?? "")))
        let code = request.parameters["question"] ?? ""
        let under = request.query["organisation"] ?? round.top
        let questionnaire = try await call.invoke(
            GetQuestionnaire(round: .code(round.code), version: round.questionnaireVersion))
        guard let question = questionnaire.sections.flatMap(\.questions).first(where: { $0.code == code }) else {
            throw RPCError.notFound("question", code)
        }
        let whole = try await call.invoke(
            GetConsolidation(round: .code(round.code), organisation: under, question: code))
        let place = try await call.invoke(GetOrganisation(organisation: .code(under))).organisation
        var values: [String: Any] = [
            "title": request.text(question.text), "code": code, "roundName": request.text(round.name),
            "place": request.text(place.name), "organisation": under,
            "figuresAddress": "../figures?organisation=\(PageText.query(under))",
            "figures": request.say("ผลรวมคำตอบ", "The figures"),
            "figure": whole.questions.first.map { words($0, request) } ?? "–",
            "nameLabel": request.say("หน่วยงาน", "Organisation"), "show": request.say("แสดง", "Show"),
            "more": request.say("หน้าถัดไป", "Next page"),
        ]
        let lines = OrderedLines(childrenOrder(request), request)
        async let below = children(lines, round, under, code, request, call)
        // Single answers are not for everyone who may see the sum.
        if try await IndicatorPages.may(TraceConsolidation.access, at: under, call) {
            values.merge(try await traceValues(round, under, question, request, call)) { $1 }
        }
        let (children, next) = try await below
        values.merge(childrenValues(children, lines.order, request)) { $1 }
        if let next { values["childrenNext"] = next }
        return IndicatorPages.page("figure", values, request, call)
    }

    private static func childrenOrder(_ request: PageRequest) -> PageOrder {
        PageOrder(
            [
                .init(request.say("หน่วยงาน", "Organisation"), "name"),
                .init(request.say("ผลรวม", "Figure"), "figure", isNumber: true),
                .init(request.say("มีค่า / ต้องตอบ", "With a value / expected"), "answered", isNumber: true),
                .init(request.say("ยังไม่รายงาน", "Not reported"), "missing", isNumber: true),
            ], request.query["sort"])
    }

    /// Those directly below.
    private static func children(
        _ lines: OrderedLines, _ round: Round, _ under: String, _ question: String, _ request: PageRequest,
        _ call: ReadCall
    ) async throws -> (shown: [ConsolidatedChild], next: String?) {
        try await lines.page(limit: pageMax, code: \.organisation) { child in
            switch lines.order.key {
            case "figure": .of(child.question.sum)
            case "answered": .of(child.question.counts.value)
            case "missing": .of(child.question.counts.notReported)
            default: .of(request.text(child.name))
            }
        } asking: { limit, cursor in
            try await call.invoke(
                GetConsolidationChildren(
                    round: .code(round.code), organisation: under, question: question, limit: limit, cursor: cursor))
        }
    }

    /// Each with its figure.
    private static func childrenValues(
        _ children: [ConsolidatedChild], _ order: PageOrder, _ request: PageRequest
    ) -> [String: Any] {
        [
            "childrenTitle": request.say("จากหน่วยงานใด", "From which organisations"), "hasChildren": !children.isEmpty,
            "figureLabel": request.say("ผลรวม", "Figure"),
            "answeredLabel": request.say("มีค่า / ต้องตอบ", "With a value / expected"),
            "missingLabel": request.say("ยังไม่รายงาน", "Not reported"), "headings": order.values(),
            "sortField": order.field(),
            "children": children.map { child -> [String: Any] in
                var row = counts(child.question.counts)
                row["name"] = request.text(child.name)
                row["figure"] = words(child.question, request)
                row["address"] = "?organisation=\(PageText.query(child.organisation))"
                return row
            },
        ]
    }

    /// The certified answers that the figure is made of.
    private static func traceValues(
        _ round: Round, _ under: String, _ question: Question, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any] {
        let order = PageOrder(
            [
                .init(request.say("หน่วยงาน", "Organisation"), "who"), .init(request.say("คำตอบ", "Answer"), "answer"),
                .init(request.say("หนังสือ", "Letter"), "letter"), .init(request.say("รับรองเมื่อ", "Certified"), "when"),
            ], request.query["sort"])
        let (trace, next) = try await OrderedLines(order, request, name: "trace").page(
            limit: pageMax, code: \.organisation
        ) { (line: TracedAnswer) in
            switch order.key {
            case "answer":
                line.answer.number.map { .of($0) } ?? .of(IndicatorPages.words(line.answer, of: question, request))
            case "letter": .of(line.letterNumber.description)
            case "when": .number(line.certifiedAt.microsecondsSinceEpoch)
            default: .of(request.text(line.name))
            }
        } asking: { limit, cursor in
            try await call.invoke(
                TraceConsolidation(
                    round: .code(round.code), organisation: under, question: question.code, limit: limit,
                    cursor: cursor))
        }
        var values: [String: Any] = [
            "traceTitle": request.say("จากชุดคำตอบที่รับรองแล้วชุดใด", "From which certified submissions"),
            "hasTrace": true, "isSilent": trace.isEmpty, "traceHeadings": order.values(),
            "traceSortField": order.field(of: "trace"),
            "silent": request.say("ยังไม่มีชุดคำตอบที่รับรองแล้ว", "No certified submission yet."),
            "answerLabel": request.say("คำตอบ", "Answer"), "letterLabel": request.say("หนังสือ", "Letter"),
            "whenLabel": request.say("รับรองเมื่อ", "Certified"),
            "trace": trace.map { line -> [String: Any] in
                [
                    "name": request.text(line.name), "answer": IndicatorPages.words(line.answer, of: question, request),
                    "address":
                        "../../../submissions/\(PageText.query(round.code))/\(PageText.query(line.organisation))",
                    "letter": line.letterNumber.text(digits: .arabic),
                    "when": IndicatorPages.day(line.certifiedAt.dateInThailand, request),
                ]
            },
        ]
        if let next { values["traceNext"] = next }
        return values
    }
}
