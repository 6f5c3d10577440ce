import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// What the service's pages share: templates, the frame, dates, who may.
enum BudgetPages {
    static let files: [String: [UInt8]] = [
        "lines": PackageResources.lines_mustache, "line": PackageResources.line_mustache,
        "progress": PackageResources.progress_mustache, "chain": PackageResources.chain_mustache,
        "spend": PackageResources.spend_mustache, "transfers": PackageResources.transfers_mustache,
        "transfernew": PackageResources.transfernew_mustache, "transfer": PackageResources.transfer_mustache,
        "requests": PackageResources.requests_mustache, "requestform": PackageResources.requestform_mustache,
        "request": PackageResources.request_mustache, "monthly": PackageResources.monthly_mustache,
        "payments": PackageResources.payments_mustache, "payment": PackageResources.payment_mustache,
        "summary": PackageResources.summary_mustache, "years": PackageResources.years_mustache,
    ]
    static let templates = PageTemplates(files)

    static var shell: PageShell {
        PageShell(service: BudgetService.definition.title, version: BudgetService.definition.version)
    }

    static func register(on router: ServiceRouter) {
        LinePages.register(on: router)
        ProgressPage.register(on: router)
        RequestPages.register(on: router)
        TransferPages.register(on: router)
        SpendingPages.register(on: router)
        MonthlyPlanPage.register(on: router)
        PaymentPages.register(on: router)
    }

    /// A page out of one of the templates.
    static func page(
        _ template: String, _ title: String, _ values: [String: Any], _ request: PageRequest, status: Int = 200
    ) -> PageResponse {
        shell.page(
            status: status, title: title, body: templates.render(template, values), language: request.language)
    }

    /// The choice of a state above a list.
    static func states<State: CaseIterable & RawRepresentable<String>>(
        _ chosen: State?, _ request: PageRequest, _ words: (State) -> LocalizedText
    ) -> PageField {
        PageField(
            "state", request.say("สถานะ", "State"),
            .select(
                [("", request.say("ทุกสถานะ", "All"))]
                    + State.allCases.map { ($0.rawValue, request.text(words($0))) }), value: chosen?.rawValue ?? "")
    }

    /// A list's page and whether there is anything on it, for its template; `words` of the way to the next one.
    static func list<Item>(
        _ page: Page<Item>, into values: inout [String: Any], words: String
    ) {
        values["isShown"] = true
        values["isEmpty"] = page.items.isEmpty
        guard let next = page.nextCursor else { return }
        values["next"] = PageScene.current.address("cursor", next.text)
        values["nextWords"] = words
    }

    static func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }

    /// Whether the visitor holds one of the roles that a method asks for, at an organisation or anywhere.
    static func may(_ access: RPCAccess, at organisation: String?, _ call: ReadCall) async throws -> Bool {
        guard case .roles(let roles) = access, call.caller.kind != .anonymous else { return false }
        return try await call.runtime.authoriser.holds(
            roles, at: organisation, caller: call.caller, now: call.now)
    }
}
