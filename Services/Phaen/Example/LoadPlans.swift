import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// Plans of all three levels with their links; the provincial plan goes through screening before it is announced.
struct LoadPlans {
    let example: Example
    let year: FiscalYear

    func run() async throws {
        let plans = try example.table("plans").rows
        let elements = try example.table("elements").rows
        let progress = Progress(
            "แผน \(plans.count) ฉบับ องค์ประกอบ \(elements.count) รายการ — plans and their elements",
            total: elements.count)
        for plan in plans {
            try await create(plan)
            let own =
                try elements.filter { $0["plan"] == plan["code"] }.map(draft)
                + ProvincialWork(example: example, year: year).elements(of: plan["code"])
            let report = try await example.call(
                .plans,
                ImportElements(
                    idempotencyKey: example.key("elements \(plan["code"])"), plan: .code(plan["code"]), rows: own))
            try example.expectNone(report.problems)
            // A higher plan stands before those that link to it: links lead to announced plans only.
            try await link(plan, elements)
            if plan["code"] == Self.provincial {
                try await LoadScreening(example: example, plan: Self.provincial).run()
            }
            try await announce(plan)
            progress.advance(own.count)
        }
        progress.finish()
    }

    static let provincial = "67-PEDP-2566"

    private func create(_ plan: Table.Row) async throws {
        guard let kind = PlanKind(rawValue: plan["kind"]), let first = Int(plan["first_year"]).flatMap(FiscalYear.init),
            let last = Int(plan["last_year"]).flatMap(FiscalYear.init)
        else { return }
        _ = try await example.call(
            .plans,
            CreatePlan(
                idempotencyKey: example.key("plan \(plan["code"])"), code: plan["code"], kind: kind,
                name: LocalizedText(th: plan["name_th"], en: plan.optional("name_en")), firstYear: first,
                lastYear: last,
                organisation: plan["organisation"],
                higher: plan.optional("higher")?.split(separator: ";").map(String.init)))
    }

    private func draft(_ row: Table.Row) throws -> ElementDraft {
        let kind = ElementKind(rawValue: row["kind"]) ?? .goal
        var targets: IndicatorTargets?
        if kind == .indicatorReference {
            let own = try example.table("indicators").rows.first { $0["code"] == row["code"] }
            targets = IndicatorTargets(
                indicator: row["code"], baseline: own.flatMap { Quantity($0["baseline_2565"]) },
                targets: (2566...2570).compactMap { year -> YearlyTarget? in
                    guard let fiscalYear = FiscalYear(year), let value = own.flatMap({ Quantity($0["target_\(year)"]) })
                    else { return nil }
                    return YearlyTarget(fiscalYear: fiscalYear, value: value)
                })
        }
        return ElementDraft(
            code: row["code"], kind: kind, parent: row.optional("parent"),
            text: LocalizedText(th: row["text_th"], en: row.optional("text_en")),
            organisation: row.optional("organisation"), tags: row["plan"] == Self.provincial ? ["ตัวอย่าง"] : nil,
            indicator: targets)
    }

    /// Links belong to the plan whose element is linked upwards.
    private func link(_ plan: Table.Row, _ elements: [Table.Row]) async throws {
        let rows = try example.table("links").rows
        let projects = try example.table("projects").rows
        let planOf = Dictionary(
            (elements + projects).map { ($0["code"], $0["plan"]) }, uniquingKeysWith: { first, _ in first })
        let own = rows.filter { planOf[$0["from"]] == plan["code"] }
        guard !own.isEmpty else { return }
        let report = try await example.call(
            .plans,
            ImportLinks(
                idempotencyKey: example.key("links \(plan["code"])"), plan: .code(plan["code"]),
                rows: own.map { row in
                    LinkDraft(
                        from: .code(row["from"]), to: .code(row["to"]),
                        kind: LinkKind(rawValue: row["kind"]) ?? .aligned,
                        note: row.optional("provenance"))
                }))
        try example.expectNone(report.problems)
    }

    private func announce(_ plan: Table.Row) async throws {
        let current = try await example.call(.plans, GetPlan(plan: .code(plan["code"])))
        guard current.currentVersion == nil, let day = CalendarDate(year: 2022, month: 12, day: 14) else { return }
        _ = try await example.call(
            .plans,
            AnnouncePlan(
                idempotencyKey: example.key("announce \(plan["code"])"), plan: .code(plan["code"]), announcedOn: day,
                letterNumber: plan["code"] == Self.provincial ? "ศธ 9999/ว1 (ตัวอย่าง)" : nil,
                signedBy: LocalizedText("ผู้ว่าราชการจังหวัด (ตัวอย่าง)", "Governor (example)")))
    }
}
