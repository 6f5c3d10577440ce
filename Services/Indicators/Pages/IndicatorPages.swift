import CommonContract
import ImportPages
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// What the service's pages share: templates, words of states, dates.
enum IndicatorPages {
    static let templates = PageTemplates([
        "mine": PackageResources.mine_mustache, "offline": PackageResources.offline_mustache,
        "fill": PackageResources.fill_mustache,
        "certify": PackageResources.certify_mustache, "submission": PackageResources.submission_mustache,
        "newround": PackageResources.newround_mustache, "design": PackageResources.design_mustache,
        "question": PackageResources.question_mustache, "rule": PackageResources.rule_mustache,
        "preview": PackageResources.preview_mustache, "rounds": PackageResources.rounds_mustache,
        "board": PackageResources.board_mustache, "remind": PackageResources.remind_mustache,
        "review": PackageResources.review_mustache, "figures": PackageResources.figures_mustache,
        "figure": PackageResources.figure_mustache, "indicators": PackageResources.indicators_mustache,
        "indicator": PackageResources.indicator_mustache, "files": PackageResources.files_mustache,
        "catalogue": PackageResources.catalogue_mustache, "dataset": PackageResources.dataset_mustache,
        "releases": PackageResources.releases_mustache, "schedule": PackageResources.schedule_mustache,
        "contacts": PackageResources.contacts_mustache, "large": PackageResources.large_mustache,
        "largestate": PackageResources.largestate_mustache, "compare": PackageResources.compare_mustache,
    ])

    static let reporter = PageAssets.script("reporter.js", PackageResources.reporter_js)

    static let designer = PageAssets.script("designer.js", PackageResources.designer_js)

    static var shell: PageShell {
        PageShell(service: IndicatorsService.definition.title, version: IndicatorsService.definition.version)
    }

    /// - Parameter fileBytesMax: of one file that is attached.
    static func register(on router: ServiceRouter, fileBytesMax: Int) {
        router.asset(reporter)
        OfflinePages.register(on: router)
        router.asset(designer)
        DesignerPages.register(on: router)
        ReporterPages.register(on: router, bytesMax: fileBytesMax)
        CertifyPages.register(on: router)
        SubmissionPages.register(on: router)
        RoundListPage.register(on: router)
        BoardPages.register(on: router)
        SchedulePage.register(on: router)
        ContactsPage.register(on: router)
        FiguresPages.register(on: router)
        IndicatorTablePage.register(on: router)
        ComparePage.register(on: router)
        IndicatorPage.register(on: router)
        CataloguePages.register(on: router)
        ReleasesPage.register(on: router)
        Imports.pages.register(on: router)
        LargeImport.register(on: router)
        IndicatorDuties.register(on: router)
    }

    /// A page of a template; `title` of its values is the page's, and what its forms carry is put in.
    static func page(
        _ template: String, _ values: [String: Any], _ request: PageRequest, _ call: ReadCall, status: Int = 200,
        scripts: [PageAsset] = [], isNarrow: Bool = false
    ) -> PageResponse {
        var values = values
        values["proof"] = PageScene.current.proof ?? ""
        values["key"] = ID(at: call.now).description
        values["root"] = request.root
        return shell.page(
            status: status, title: values["title"] as? String ?? "", body: templates.render(template, values),
            language: request.language, scripts: scripts, isNarrow: isNarrow)
    }

    /// Whether the visitor holds one of a method's roles there.
    static func may(_ access: RPCAccess, at organisation: String, _ call: ReadCall) async throws -> Bool {
        guard case .roles(let roles) = access else { return true }
        return try await call.runtime.authoriser.holds(
            roles, at: organisation, caller: call.caller, now: call.now)
    }

    /// The provinces where the visitor has a place; who has one above all gets those of the directory.
    static func provinces(_ call: ReadCall) async throws -> [String] {
        let places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        let known = Set(places.map(OrganisationCode.province)).filter { $0 != "TH" }
        if known.count == places.count || !known.isEmpty { return known.sorted() }
        return try await call.database.all(ProvincesOfDirectory())
    }

    /// Organisations as choices of a field, by their codes.
    static func named(
        _ codes: [String], _ request: PageRequest, _ call: ReadCall
    ) async throws -> [(value: String, label: String)] {
        let rows = try await call.database.all(NamesOfOrganisations(organisations: codes))
        let names = Dictionary(rows.map { ($0.code, $0.name) }, uniquingKeysWith: { $1 })
        return codes.map { ($0, names[$0].map(request.text) ?? $0) }
    }

    /// A state in words, with the class of its tag.
    static func state(_ state: ExpectationState) -> (words: LocalizedText, tag: String) {
        switch state {
        case .notStarted: (LocalizedText("ยังไม่เริ่ม", "Not started"), "warn")
        case .draft: (LocalizedText("ร่าง", "Draft"), "warn")
        case .submitted: (LocalizedText("ส่งแล้ว รอรับรอง", "Sent, to be certified"), "")
        case .certified: (LocalizedText("รับรองแล้ว", "Certified"), "good")
        case .accepted: (LocalizedText("รับแล้ว", "Accepted"), "good")
        case .returned: (LocalizedText("ส่งกลับให้แก้", "Sent back"), "bad")
        }
    }

    static func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }

    static func time(_ instant: Instant?, _ request: PageRequest) -> String {
        guard let instant else { return "–" }
        let clock = instant.adding(seconds: 7 * 3_600).description.dropFirst(11).prefix(5)
        return "\(day(instant.dateInThailand, request)) \(clock)\(request.isEnglish ? "" : " น.")"
    }

    /// A figure with a comma at every thousand.
    static func grouped(_ figure: String) -> String {
        let sides = figure.split(separator: ".", maxSplits: 1).map(String.init)
        let digits = Array((sides.first ?? "").drop { $0 == "-" })
        var whole = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        return (figure.hasPrefix("-") ? "−" : "") + whole + (sides.count > 1 ? ".\(sides[1])" : "")
    }

    /// The numbers that a question takes: `0 – 20,000`.
    static func range(_ question: Question) -> String {
        let ends = [question.minimum, question.maximum].map { $0.map { grouped($0.description) } ?? "…" }
        return ends.joined(separator: " – ")
    }

    /// An answer in words.
    static func words(_ answer: QuestionAnswer?, of question: Question?, _ request: PageRequest) -> String {
        guard let answer else { return request.say("ยังไม่ตอบ", "not answered") }
        switch answer.state {
        case .some(.none): return request.say("ไม่มี", "none")
        case .notApplicable: return request.say("ไม่เกี่ยวข้อง", "not applicable")
        case .notReported: return request.say("ยังไม่ตอบ", "not answered")
        case .value, nil: break
        }
        if let number = answer.number { return grouped(number.description) }
        if let text = answer.text { return text }
        if let choice = answer.choice {
            return question?.options?.first { $0.code == choice }.map { request.text($0.text) } ?? choice
        }
        return answer.file?.name ?? request.say("ยังไม่ตอบ", "not answered")
    }
}
