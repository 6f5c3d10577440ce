import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ReportingContract
import ServiceKit

/// What the service's pages share: templates, the frame, dates, what a form carries and how a refusal comes back.
enum ReportingPages {
    static let files: [String: [UInt8]] = [
        "dashboard": PackageResources.dashboard_mustache, "portal": PackageResources.portal_mustache,
        "report": PackageResources.report_mustache, "making": PackageResources.making_mustache,
        "progress": PackageResources.progress_mustache, "way": PackageResources.way_mustache,
        "schedule": PackageResources.schedule_mustache, "improvements": PackageResources.improvements_mustache,
        "improvement": PackageResources.improvement_mustache, "definitions": PackageResources.definitions_mustache,
        "definition": PackageResources.definition_mustache, "emenscr": PackageResources.emenscr_mustache,
        "project": PackageResources.project_mustache, "waiting": PackageResources.waiting_mustache,
        "table": Array(ReportTemplate.table.utf8),
        "parts": PackageResources.parts_mustache,
    ]
    static let templates = PageTemplates(files)

    static var shell: PageShell {
        PageShell(service: ReportingService.definition.title, version: ReportingService.definition.version)
    }

    /// Whether the visitor holds a role there or above: what the others' pages show of it opens for him.
    static func sees(_ organisation: String, _ call: ReadCall) async throws -> Bool {
        try await call.runtime.authoriser.holds(
            Set(Role.allCases), at: organisation, caller: call.caller, now: call.now)
    }

    static func register(on router: ServiceRouter, renderings: Renderings, licence: String) {
        DashboardPage.register(on: router)
        PortalPage(licence: licence).register(on: router)
        ReportPages.register(on: router, renderings: renderings, licence: licence)
        MakingPages.register(on: router)
        WayPages.register(on: router)
        SchedulePage.register(on: router)
        ImprovementPages.register(on: router)
        DefinitionPages.register(on: router)
        EmenscrOffice.register(on: router)
        EmenscrProjectPage.register(on: router)
    }

    /// A page out of one of the templates.
    static func page(
        _ template: String, _ title: String, _ values: [String: Any], _ request: PageRequest, status: Int = 200,
        isNarrow: Bool = false
    ) -> PageResponse {
        shell.page(
            status: status, title: title, body: templates.render(template, values), language: request.language,
            isNarrow: isNarrow)
    }

    /// How far something is: loaded again by itself, without scripts too, while it goes on.
    static func progress(
        _ title: String, _ values: [String: Any], _ request: PageRequest, isOpen: Bool
    ) -> PageResponse {
        var response = page("progress", title, values, request, isNarrow: true)
        if isOpen { response.headers.append(("Refresh", "3")) }
        return response
    }

    static func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }

    static func time(_ instant: Instant, _ request: PageRequest) -> String {
        day(instant.dateInThailand, request)
    }

    /// Basis points as percent with two places.
    static func percent(_ basisPoints: Int?) -> String {
        guard let basisPoints else { return "–" }
        let hundredths = basisPoints.magnitude % 100
        return (basisPoints < 0 ? "-" : "")
            + "\(basisPoints.magnitude / 100).\(hundredths < 10 ? "0" : "")\(hundredths)%"
    }

    /// Whether the visitor holds one of the roles that a method asks for, at an organisation or anywhere.
    static func may(_ access: RPCAccess, at organisation: String?, _ call: ReadCall) async throws -> Bool {
        guard case .roles(let roles) = access, call.caller.kind != .anonymous else { return false }
        return try await call.runtime.authoriser.holds(
            roles, at: organisation, caller: call.caller, now: call.now)
    }

    /// Years of the province's reports, where the one that is shown has nothing to show.
    static func otherYears(
        _ organisation: Organisation, _ year: FiscalYear, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any]? {
        let years = try await call.database.all(ReportedYears(province: organisation.province)).filter { $0 != year }
        guard !years.isEmpty else { return nil }
        return [
            "words": request.say("ปีที่มีรายงาน:", "Years with reports:"),
            "years": years.map {
                ["year": $0.description, "address": PageScene.current.address("year", $0.description)]
            },
        ]
    }

    // MARK: - Words

    static func step(_ step: ReportStep) -> LocalizedText { ReportMessages.text(step.rawValue) }

    static func tag(_ step: ReportStep) -> String {
        switch step {
        case .published, .forwarded: "good"
        case .returned: "bad"
        case .draft: "warn"
        case .frozen, .checked, .screened, .signed: ""
        }
    }

    static func state(_ state: ScheduleState) -> (words: LocalizedText, tag: String) {
        switch state {
        case .open: (LocalizedText("ยังไม่ถึงกำหนด", "not due yet"), "")
        case .overdue: (LocalizedText("เกินกำหนด", "overdue"), "bad")
        case .published: (LocalizedText("เผยแพร่แล้ว", "published"), "good")
        case .delivered: (LocalizedText("ส่งแล้ว รอตอบรับ", "sent, to be acknowledged"), "warn")
        case .acknowledged: (LocalizedText("ตอบรับแล้ว", "acknowledged"), "good")
        }
    }

    static func period(_ year: FiscalYear, _ quarter: Int?, _ request: PageRequest) -> String {
        guard let quarter else { return request.say("ปี \(year)", "FY \(year)") }
        return request.say("ไตรมาส \(quarter)/\(year)", "Q\(quarter) of \(year)")
    }

    /// The name of a service, as its people call it.
    static func service(_ name: String) -> LocalizedText {
        switch name {
        case "plans": LocalizedText("บริการแผน", "the plans service")
        case "indicators": LocalizedText("บริการตัวชี้วัด", "the indicators service")
        case "budget": LocalizedText("บริการงบประมาณ", "the budget service")
        default: LocalizedText(name, name)
        }
    }
}
