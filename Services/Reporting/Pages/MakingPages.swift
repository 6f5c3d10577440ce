import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ReportingContract
import ServiceKit

/// `/making`: the reports of a province in every step, and the form that begins one; `/making/job/⟨job⟩`: how far each part
/// of one that is being composed is.
enum MakingPages {
    private static let reportsOnPage = 40

    static func register(on router: ServiceRouter) {
        router.page(
            "/making", title: LocalizedText("จัดทำรายงาน", "Making reports"),
            about: LocalizedText(
                "ร่าง ตรวจสอบ เสนอ กศจ. เผยแพร่ และส่งต่อ", "From draft over the committee to publication"),
            access: ReportingAccess.readers
        ) { try await list($0, $1, problems: []) }
        router.form("/making", access: ReportingAccess.makers) { request, call in
            try await PageForm.taking(request) {
                try await begin(request, call)
            } refused: {
                try await list(request, call, problems: $0)
            }
        }
        ManyPage.register(on: router)
        router.page("/making/job/:job", access: ReportingAccess.readers) { try await progress($0, $1) }
    }

    // MARK: - The list

    private static func list(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let scene = PageScene.current
        let choice = try await PlaceChoice(request, call)
        let step = request.query["step"].flatMap(ReportStep.init)
        let title = request.say("จัดทำรายงาน", "Making reports")
        let stepField = PageField(
            "step", request.say("ขั้น", "Step"),
            .select(
                [("", request.say("ทุกขั้น", "Every step"))]
                    + ReportStep.allCases.filter { $0 != .forwarded }.map {
                        ($0.rawValue, request.text(ReportingPages.step($0)))
                    }), value: step?.rawValue ?? "")
        var values = choice.values(request, more: [stepField])
        values["title"] = title
        if let organisation = choice.organisation, let year = choice.year {
            let page = try await reports(organisation, year, step, request, call)
            values["isShown"] = true
            values["isEmpty"] = page.items.isEmpty
            if page.items.isEmpty {
                values["otherYears"] = try await ReportingPages.otherYears(organisation, year, request, call)
            }
            values["empty"] = request.say(
                "ยังไม่มีรายงานของปีนี้ เริ่มจัดทำร่างได้ด้านล่าง", "No report of this year yet. A draft can be begun below.")
            values["headings"] = [
                request.say("รายงาน", "Report"), request.say("ขั้น", "Step"), request.say("จัดทำ", "Composed"),
            ].map { ["text": $0] }
            values["stepLabel"] = request.say("ขั้น", "Step")
            values["composedLabel"] = request.say("จัดทำ", "Composed")
            values["reports"] = page.items.map { row($0, request) }
            if let next = page.nextCursor {
                values["next"] = scene.address("cursor", next.text)
                values["nextWords"] = request.say("ถัดไป", "More")
            }
            if try await ReportingPages.may(ReportingAccess.makers, at: organisation.code, call) {
                values["form"] = try await form(
                    organisation, year, request, call, request.form["do"] == "many" ? [] : problems)
                values["many"] = ManyPage.form(organisation, year, request, call, problems)
            }
        }
        return ReportingPages.page("making", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    /// Of a province all, of an organisation below it what is its own.
    private static func reports(
        _ organisation: Organisation, _ year: FiscalYear, _ step: ReportStep?, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<Report> {
        if organisation.kind == .province {
            return try await call.invoke(
                ListReports(
                    province: organisation.province, fiscalYear: year, step: step, latestOnly: true,
                    limit: reportsOnPage, cursor: request.query["cursor"].flatMap(PageCursor.init(text:))))
        }
        let schedule = try await call.invoke(ListSchedule(organisation: organisation.code, fiscalYear: year))
        var reports: [Report] = []
        for code in schedule.items.compactMap(\.report) {
            reports.append(try await call.invoke(GetReport(report: .code(code))))
        }
        return Page(items: step == nil ? reports : reports.filter { $0.step == step })
    }

    private static func row(_ report: Report, _ request: PageRequest) -> [String: Any] {
        var values: [String: Any] = [
            "title": request.text(report.title), "code": report.code, "organisation": report.organisation,
            "address": "./making/\(PageText.query(report.code))",
            "period": ReportingPages.period(report.fiscalYear, report.quarter, request),
            "step": request.text(ReportingPages.step(report.step)), "tag": ReportingPages.tag(report.step),
            "composed": ReportingPages.time(report.composedAt, request),
            "edition": request.say("ฉบับที่ \(report.revision)", "Edition \(report.revision)"),
        ]
        if report.missing > 0 {
            values["missing"] = request.say("ขาด \(report.missing) ส่วน", "\(report.missing) gaps")
        }
        return values
    }

    // MARK: - Beginning one

    private static func form(
        _ organisation: Organisation, _ year: FiscalYear, _ request: PageRequest, _ call: ReadCall, _ problems: [String]
    ) async throws -> [String: Any] {
        let kinds = try await call.invoke(ListReportDefinitions(province: organisation.province)).items.filter(
            \.isPublished)
        let typed = request.form
        let asked = typed.text("definition") ?? request.query["definition"]
        let quarter = typed.text("quarter") ?? request.query["quarter"]
        let form = PageForm(
            "./making?organisation=\(PageText.query(organisation.code))&year=\(year)",
            go: request.say("จัดทำร่าง", "Compose a draft"),
            hidden: [("organisation", organisation.code), ("year", year.description)], problems: problems,
            fields: [
                PageField(
                    "definition", request.say("แบบรายงาน", "Kind of report"),
                    .select(kinds.map { ($0.code, kind($0, request)) }), value: asked ?? "annualProvincial"),
                PageField(
                    "quarter", request.say("ไตรมาส", "Quarter"),
                    .select(
                        [("", request.say("ทั้งปี", "The whole year"))]
                            + (1...4).map { (String($0), request.say("ไตรมาส \($0)", "Quarter \($0)")) }),
                    value: quarter ?? ""),
                PageField(
                    "reason", request.say("เหตุผลที่แก้ไข", "Why it is corrected"), .area, value: typed["reason"],
                    hint: request.say(
                        "เฉพาะเมื่อมีฉบับที่เผยแพร่แล้วของช่วงเดียวกัน", "Only where one of the same period is published already")),
            ])
        var values = form.values(request, call)
        values["title"] = request.say("จัดทำร่างใหม่", "Begin a draft")
        values["about"] = request.say(
            "ระบบถามบริการแผน ตัวชี้วัด และงบประมาณ ณ ขณะนี้ ส่วนใดไม่มีคำตอบจะบอกชื่อไว้ในร่าง",
            "The plans, indicators and budget services are asked now; what nobody answers is named in the draft.")
        return values
    }

    /// The name of a kind, without what stands for the organisation and the year.
    static func kind(_ summary: ReportDefinitionSummary, _ request: PageRequest) -> String {
        let name = plain(request.text(summary.title))
        return summary.isQuarterly ? name + request.say(" (รายไตรมาส)", " (quarterly)") : name
    }

    /// A title without what is filled in later, `{year}`, and without the words that only lead to it.
    static func plain(_ title: String) -> String {
        guard let brace = title.firstIndex(of: "{") else { return title }
        let rest = title[brace...]
        // What comes after the last brace stands for itself where the title begins with one.
        let head =
            brace == title.startIndex
            ? String(rest[(rest.lastIndex(of: "}") ?? brace)...].dropFirst()) : title[..<brace] + ""
        var words = head.split(separator: " ").map(String.init)
        while let last = words.popLast() {
            let word = last.hasSuffix(",") ? String(last.dropLast()) : last
            guard leading.contains(word) else {
                words.append(word)
                break
            }
        }
        return words.isEmpty ? title : words.joined(separator: " ")
    }

    private static let leading: Set = [
        "ปีงบประมาณ", "ประจำปีงบประมาณ", "ไตรมาสที่", "ไตรมาส", "พ.ศ.", "ของ", "ปี", "of", "fiscal", "year", "quarter", "for",
        "in",
    ]

    private static func begin(_ request: PageRequest, _ call: ReadCall) async throws -> String {
        let form = request.form
        if form["do"] == "many" { return try await ManyPage.begin(request, call) }
        guard let organisation = form.text("organisation"),
            let year = form.number("year").flatMap(FiscalYear.init)
        else { throw RPCError.notFound("organisation", form["organisation"] ?? "") }
        let begun = try await call.invoke(
            BeginReport(
                report: ReportRequest(
                    organisation: organisation, fiscalYear: year, quarter: form.number("quarter"),
                    definition: form.text("definition"), reason: form.text("reason").map { LocalizedText(th: $0) }),
                idempotencyKey: form["key"] ?? ""))
        return "./making/job/\(begun.job)"
    }

    // MARK: - How far it is

    private static func progress(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        guard let id = ID(request.parameters["job"] ?? "") else {
            throw RPCError.notFound("job", request.parameters["job"] ?? "")
        }
        let progress = try await call.invoke(GetReportProgress(job: id))
        let job = try await call.invoke(GetJob(job: id))
        if job.state == .done, case .string(let code)? = job.result?["report"] {
            return .redirect(to: "../\(PageText.query(code))")
        }
        let isOpen = job.state == .queued || job.state == .running
        let done = progress.parts.count { $0.state != .waiting }
        let title = request.say("กำลังจัดทำร่างรายงาน", "The draft is being composed")
        var values: [String: Any] = [
            "title": title, "isOpen": isOpen, "listTitle": request.say("จัดทำรายงาน", "Making reports"),
            "done": done, "total": progress.parts.count,
            "count": request.say(
                "เสร็จ \(done) จาก \(progress.parts.count) ส่วน", "\(done) of \(progress.parts.count) parts"),
            "again": request.say("โหลดหน้านี้ใหม่เพื่อดูความคืบหน้า", "Load this page again to see how far it is"),
            "address": "./\(id)",
            "parts": progress.parts.map { part -> [String: Any] in
                [
                    "name": request.text(part.title),
                    "class": part.state == .waiting ? "ahead" : part.state == .missing ? "here" : "done",
                    "mark": part.state == .waiting ? "○" : part.state == .missing ? "!" : "✓",
                    "state": part.state == .missing ? request.say("ขาดข้อมูล", "figures are missing") : "",
                ]
            },
        ]
        if !isOpen {
            values["failure"] =
                job.failure.map(request.text) ?? request.say("งานนี้สิ้นสุดโดยไม่มีร่าง", "The work ended without a draft.")
        }
        return ReportingPages.progress(title, values, request, isOpen: isOpen)
    }
}
