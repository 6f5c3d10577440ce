import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ReportingContract
import ServiceKit

/// `/dashboard`: an organisation's year on one screen (R8): money, indicators, round, plan, what is due, the districts.
enum DashboardPage {
    static func register(on router: ServiceRouter) {
        router.page(
            "/dashboard", title: LocalizedText("ภาพรวม", "At a glance"),
            about: LocalizedText(
                "เงิน ตัวชี้วัด รอบรายงาน แผน และสิ่งที่ถึงกำหนด ในหน้าเดียว",
                "Money, indicators, round, plan and what is due on one page"),
            access: ReportingAccess.readers
        ) { try await page($0, $1) }
    }

    private static func page(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let choice = try await PlaceChoice(request, call)
        let title = request.say("ภาพรวม", "At a glance")
        var values = choice.values(request)
        values["title"] = title
        if let organisation = choice.organisation, let year = choice.year {
            let dashboard = try await call.invoke(GetDashboard(organisation: organisation.code, fiscalYear: year))
            values["year"] = try await shown(dashboard, organisation, request, call)
            if dashboard.round == nil {
                values["otherYears"] = try await ReportingPages.otherYears(organisation, year, request, call)
            }
        }
        return ReportingPages.page("dashboard", title, values, request)
    }

    private static func shown(
        _ dashboard: Dashboard, _ organisation: Organisation, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any] {
        let scene = PageScene.current
        let place = "organisation=\(PageText.query(organisation.code))&year=\(dashboard.fiscalYear)"
        var values: [String: Any] = [
            "name": request.text(dashboard.organisationName),
            "asOf": request.say(
                "ปีงบประมาณ \(dashboard.fiscalYear) · ตัวเลข ณ \(ReportingPages.day(dashboard.asOf, request))",
                "Fiscal year \(dashboard.fiscalYear) · figures of \(dashboard.asOf)"),
            "missing": dashboard.missing.map { gap -> [String: Any] in
                [
                    "text": request.say(
                        "ขาด\(request.text(part(gap.parts.first ?? "")))",
                        "Missing: \(request.text(part(gap.parts.first ?? "")))"),
                    "reason": request.text(gap.reason),
                ]
            },
            "dueTitle": request.say("ที่ต้องรายงาน", "What is due"), "isFree": dashboard.due.isEmpty,
            "free": request.say("ไม่มีรายงานค้าง", "Nothing is owed."),
            "due": dashboard.due.prefix(8).map { due($0, request) },
            "allDue": ["address": "\(scene.root)schedule?\(place)", "words": request.say("ดูทั้งหมด", "See all")],
            "findings": [
                "address": "\(scene.root)improvements?\(place)",
                "words": request.say("สิ่งที่ควรปรับปรุง", "What should get better"),
            ],
        ]
        if let money = dashboard.money { values["money"] = self.money(money, place, request) }
        if let indicators = dashboard.indicators { values["indicators"] = self.indicators(indicators, place, request) }
        if let round = dashboard.round {
            values["round"] = self.round(
                round, organisation.code, request, opens: try await ReportingPages.sees(organisation.code, call))
        }
        if let plan = dashboard.plan { values["plan"] = self.plan(plan, request) }
        if organisation.kind == .province,
            try await !call.database.all(SelectDistricts(province: organisation.province)).isEmpty
        {
            values["map"] = map(organisation, dashboard.fiscalYear, request)
        }
        values["below"] = try await below(organisation, request, call)
        return values
    }

    private static func part(_ member: String) -> LocalizedText {
        switch member {
        case "money": LocalizedText("ข้อมูลเงิน", "money")
        case "indicators": LocalizedText("ข้อมูลตัวชี้วัด", "indicators")
        case "round": LocalizedText("ข้อมูลรอบรายงาน", "the round")
        case "plan": LocalizedText("ข้อมูลแผน", "the plan")
        default: LocalizedText(member, member)
        }
    }

    // MARK: - Its cards

    private static func money(_ money: DashboardMoney, _ place: String, _ request: PageRequest) -> [String: Any] {
        var values: [String: Any] = [
            "title": request.say("งบประมาณ", "Money"),
            "allocated": request.say(
                "จัดสรร \(money.allocated.grouped()) บาท", "\(money.allocated.grouped()) baht allocated"),
            "spentWords": request.say("เบิกจ่าย", "Spent"),
            "spent": request.say("\(money.spent.grouped()) บาท", "\(money.spent.grouped()) baht"),
            "spentPercent": ReportingPages.percent(money.spentBasisPoints), "spentWidth": width(money.spentBasisPoints),
            "usedWords": request.say("ใช้จ่าย (รวมผูกพัน)", "Used, with what is committed"),
            "used": request.say("\(money.used.grouped()) บาท", "\(money.used.grouped()) baht"),
            "usedPercent": ReportingPages.percent(money.usedBasisPoints), "usedWidth": width(money.usedBasisPoints),
            "categoriesTitle": request.say("แยกงบรายจ่าย", "By category"),
            "headings": [
                request.say("งบรายจ่าย", "Category"), request.say("จัดสรร (บาท)", "Allocated (baht)"),
                request.say("เบิกจ่าย (บาท)", "Spent (baht)"),
            ].map { ["text": $0] },
            "categories": money.categories.map { share -> [String: Any] in
                [
                    "name": ReportMessages.category(share.key).map(request.text) ?? share.key,
                    "allocated": share.allocated.grouped(), "spent": share.spent.grouped(),
                ]
            },
        ]
        if let budget = PageScene.current.siteAddresses["budget"] {
            values["more"] = [
                "address": "\(budget)progress?\(place)",
                "words": request.say("เทียบแผนและเป้าหมาย ครม.", "Against the plan and the cabinet's targets"),
            ]
        }
        return values
    }

    private static func width(_ basisPoints: Int?) -> Int { min(max((basisPoints ?? 0) / 100, 0), 100) }

    private static func indicators(
        _ counts: DashboardIndicators, _ place: String, _ request: PageRequest
    ) -> [String: Any] {
        let kinds: [(Achievement, Int, String, String)] = [
            (.achieved, counts.achieved, "good", "good"), (.onTrack, counts.onTrack, "fair", "good"),
            (.behind, counts.behind, "warn", "warn"), (.atRisk, counts.atRisk, "bad", "bad"),
            (.notEvaluated, counts.notEvaluated, "none", ""),
        ]
        var from = 0
        let bars = kinds.filter { $0.1 > 0 }.map { kind -> [String: Any] in
            defer { from += kind.1 }
            return ["x": from, "width": kind.1, "class": kind.2]
        }
        var values: [String: Any] = [
            "title": request.say("ตัวชี้วัด", "Indicators"), "total": max(counts.total, 1), "bars": bars,
            "isEmpty": counts.total == 0, "hasAny": counts.total > 0,
            "empty": request.say("ยังไม่มีตัวชี้วัดของปีนี้", "No indicator of this year yet."),
            "label": kinds.map { "\(request.text(ReportMessages.text($0.0))) \($0.1)" }.joined(separator: ", "),
            "kinds": kinds.map { kind -> [String: Any] in
                ["name": request.text(ReportMessages.text(kind.0)), "count": kind.1, "tag": kind.3]
            },
        ]
        if let site = PageScene.current.siteAddresses["indicators"] {
            values["more"] = [
                "address": "\(site)indicators?\(place)", "words": request.say("ดูทีละตัวชี้วัด", "Each of them"),
            ]
        }
        return values
    }

    private static func round(
        _ round: DashboardRound, _ place: String, _ request: PageRequest, opens: Bool
    ) -> [String: Any] {
        let share = round.expected > 0 ? round.certified * 10_000 / round.expected : nil
        var values: [String: Any] = [
            "title": request.say("รอบการรายงาน", "Monitoring round"), "code": round.code,
            "dueOn": request.say(
                "ครบกำหนด \(ReportingPages.day(round.dueOn, request))", "due on \(round.dueOn)"),
            "certified": request.say(
                "รับรองแล้ว \(round.certified) จาก \(round.expected) แห่ง",
                "\(round.certified) of \(round.expected) certified"),
            "percent": ReportingPages.percent(share), "width": width(share),
            "counts": [
                (request.say("ทันเวลา", "On time"), round.onTime, "good"),
                (request.say("ล่าช้า", "Late"), round.late, "warn"),
                (request.say("ยังไม่เริ่ม", "Not started"), round.notStarted, "bad"),
            ].map { name, count, tag -> [String: Any] in ["name": name, "count": count, "tag": count > 0 ? tag : ""] },
        ]
        if opens, let site = PageScene.current.siteAddresses["indicators"] {
            values["more"] = [
                "address": "\(site)rounds/\(PageText.query(round.code))?organisation=\(PageText.query(place))",
                "words": request.say("ใครตอบแล้ว", "Who has answered"),
            ]
        }
        return values
    }

    private static func plan(_ plan: DashboardPlan, _ request: PageRequest) -> [String: Any] {
        let share = plan.projects > 0 ? plan.completeProjects * 10_000 / plan.projects : nil
        var values: [String: Any] = [
            "title": request.say("แผนพัฒนาการศึกษาจังหวัด", "The province's education plan"),
            "name": request.text(plan.name), "code": plan.code,
            "complete": request.say(
                "\(plan.completeProjects) จาก \(plan.projects) โครงการเชื่อมโยง XYZ ครบ",
                "\(plan.completeProjects) of \(plan.projects) projects have a whole causal chain"),
            "percent": ReportingPages.percent(share), "width": width(share),
        ]
        if let site = PageScene.current.siteAddresses["plans"] {
            values["more"] = [
                "address": "\(site)plans/\(PageText.query(plan.code))", "words": request.say("เปิดแผน", "Open the plan"),
            ]
        }
        return values
    }

    private static func due(_ item: ScheduledReport, _ request: PageRequest) -> [String: Any] {
        let root = PageScene.current.root
        let state = ReportingPages.state(item.state)
        return [
            "title": request.text(item.title), "period": ReportingPages.period(item.fiscalYear, item.quarter, request),
            "address": item.report.map { "\(root)making/\(PageText.query($0))" }
                ?? "\(root)schedule?organisation=\(PageText.query(item.organisation))&year=\(item.fiscalYear)",
            "day": ReportingPages.day(item.dueOn, request), "tag": state.tag,
            "state": item.state == .overdue
                ? request.say("เกิน \(item.daysOverdue) วัน", "\(item.daysOverdue) days overdue")
                : request.text(state.words),
        ]
    }

    private static func map(_ organisation: Organisation, _ year: FiscalYear, _ request: PageRequest) -> [String: Any] {
        let root = PageScene.current.root
        let measure = request.query["measure"] == "spent" ? "spent" : "certified"
        return [
            "title": request.say("รายอำเภอ", "By district"),
            "address":
                "\(root)map/\(PageText.query(organisation.code))-\(year).svg?measure=\(measure)&lang=\(request.language)",
            "alt": measure == "spent"
                ? request.say("ร้อยละการเบิกจ่ายรายอำเภอ", "Percent spent, by district")
                : request.say("ร้อยละหน่วยงานที่รับรองข้อมูลแล้วรายอำเภอ", "Percent certified, by district"),
            "measures": [
                ("certified", request.say("รับรองข้อมูล", "Certified")), ("spent", request.say("เบิกจ่าย", "Spent")),
            ].map { code, name -> [String: Any] in
                ["name": name, "address": PageScene.current.address("measure", code), "isHere": code == measure]
            },
        ]
    }

    /// The dashboards of what stands directly below.
    private static func below(
        _ organisation: Organisation, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any]? {
        guard organisation.kind != .school, organisation.kind != .nation else { return nil }
        let tree = try await call.invoke(GetOrganisationTree(organisation: .code(organisation.code), depth: 1))
        let children = tree.nodes.filter { $0.code != organisation.code }
        guard !children.isEmpty else { return nil }
        return [
            "title": request.say("หน่วยงานในสังกัด (\(children.count))", "What is below it (\(children.count))"),
            "items": children.map { child -> [String: Any] in
                ["name": request.text(child.name), "address": PageScene.current.address("organisation", child.code)]
            },
        ]
    }
}
