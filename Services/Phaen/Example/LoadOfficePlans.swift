import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// Five-year and annual plans of the province's agencies and schools: synthetic, over 20,000 projects.
struct LoadOfficePlans {
    let example: Example
    let year: FiscalYear

    func run() async throws {
        let plans = try offices()
        let projects = Progress(
            "แผนห้าปีและแผนปีของหน่วยงานและสถานศึกษา \(plans.count) แห่ง (synthetic) — plans of agencies and schools",
            total: plans.count)
        try await example.concurrently(plans) { plan in
            try await load(
                plan.fiveYearCode, .fiveYearActionPlan, plan,
                name: LocalizedText(th: "แผนปฏิบัติราชการห้าปี \(plan.name) (สังเคราะห์)"), years: 2566...2570,
                higher: ["MP", LoadPlans.provincial], plan.fiveYear, announced: true)
            try await load(
                plan.annualCode, plan.isSchool ? .schoolPlan : .annualActionPlan, plan,
                name: LocalizedText(th: "แผนปฏิบัติการประจำปี \(year) \(plan.name) (สังเคราะห์)"),
                years: year.buddhistYear...year.buddhistYear, higher: ["MP", plan.fiveYearCode], plan.annual,
                announced: isAnnounced(plan))
            projects.advance()
        }
        projects.finish()
    }

    private func offices() throws -> [OfficePlan] {
        let rows = try example.table("organisations").rows.filter { $0["code"].hasPrefix("67-") }
        let schools = rows.filter { $0["code"].hasPrefix("67-S") }
        let agencies = rows.filter { !$0["code"].hasPrefix("67-S") }
        let chosen = example.schoolsMax > 0 ? Array(schools.prefix(example.schoolsMax)) : schools
        return (agencies + chosen).map { row in
            OfficePlan(
                organisation: row["code"], name: row["name_th"], isSchool: row["code"].hasPrefix("67-S"), year: year)
        }
    }

    /// Some are still being drafted.
    private func isAnnounced(_ plan: OfficePlan) -> Bool {
        var random = Seeded("announced \(plan.annualCode)")
        return random.chance(95)
    }

    private func load(
        _ code: String, _ kind: PlanKind, _ plan: OfficePlan, name: LocalizedText, years: ClosedRange<Int>,
        higher: [String], _ contents: (elements: [ElementDraft], links: [LinkDraft]), announced: Bool
    ) async throws {
        guard let first = FiscalYear(years.lowerBound), let last = FiscalYear(years.upperBound),
            let day = CalendarDate(year: 2022, month: 12, day: 20)
        else { return }
        _ = try await call(
            CreatePlan(
                idempotencyKey: key("create", code), code: code, kind: kind, name: name, firstYear: first,
                lastYear: last, organisation: plan.organisation, higher: higher))
        let elements = try await call(
            ImportElements(idempotencyKey: key("elements", code), plan: .code(code), rows: contents.elements))
        try example.expectNone(elements.problems)
        let links = try await call(
            ImportLinks(idempotencyKey: key("links", code), plan: .code(code), rows: contents.links))
        try example.expectNone(links.problems)
        guard announced else { return }
        _ = try await call(
            AnnouncePlan(
                idempotencyKey: key("announce", code), plan: .code(code), announcedOn: day,
                signedBy: LocalizedText("หัวหน้าหน่วยงาน (ตัวอย่าง)", "Head (example)")))
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.plans, method, as: .planner, at: "67")
    }

    private func key(_ what: String, _ code: String) -> String { example.key("office plan \(what) \(code)") }
}
