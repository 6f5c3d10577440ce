import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import ServiceKit

/// Pages that anyone may read: what is announced, never a draft.
enum PlanPages {
    static func register(on router: ServiceRouter) {
        router.page("/plans", title: LocalizedText("แผนที่ประกาศใช้", "Announced plans"), access: .open) { request, call in
            let rows = try await call.database.all(AnnouncedPlans())
            return shell.page(
                title: text("แผน", "Plans", request.language), body: list(rows, request.language),
                language: request.language)
        }
        router.page("/plans/:code", access: .open) { request, call in
            let code = request.parameters["code"] ?? ""
            let plan = try await Find.plan(.code(code), on: call.database)
            guard let version = plan.current else { throw RPCError.notFound("plan", code) }
            let nodes = try await call.database.all(OutlineOfVersion(plan: plan, version: version))
            return shell.page(
                title: pick(plan.name, request.language), body: page(plan, version, nodes, request.language),
                language: request.language)
        }
    }

    private static var shell: PageShell {
        PageShell(service: PlansService.definition.title, version: PlansService.definition.version)
    }

    // MARK: - The list

    private static func list(_ plans: [AnnouncedPlan], _ language: String) -> String {
        var html = "<h1>" + text("แผนที่ประกาศใช้", "Announced plans", language) + "</h1>"
        if plans.isEmpty {
            return html + "<p>" + text("ยังไม่มีแผนที่ประกาศ", "No plan is announced yet.", language) + "</p>"
        }
        for level in 1...3 {
            let own = plans.filter { $0.level == level }
            guard !own.isEmpty else { continue }
            html += "<h2>" + text("ระดับที่ \(level)", "Level \(level)", language) + "</h2><ul>"
            for plan in own {
                html += "<li><a href=\"./plans/\(PageShell.escape(plan.code))\">" + pick(plan.name, language)
                html +=
                    "</a> <span class=\"soft\">\(PageShell.escape(plan.code)) · \(plan.firstYear)–\(plan.lastYear) · "
                html += text("\(plan.elements) องค์ประกอบ", "\(plan.elements) elements", language) + "</span></li>"
            }
            html += "</ul>"
        }
        return html
    }

    // MARK: - A plan

    private static func page(
        _ plan: StoredPlan, _ version: Int, _ nodes: [OutlineNode], _ language: String
    ) -> String {
        var html = "<h1>\(pick(plan.name, language))</h1><p class=\"soft\">\(PageShell.escape(plan.code)) · "
        html += "\(plan.firstYear)–\(plan.lastYear) · " + text("ฉบับที่ \(version)", "version \(version)", language)
        html += " · \(PageShell.escape(plan.organisation))</p>"
        let below = Dictionary(grouping: nodes, by: \.parent)
        html += "<div class=\"tree\">" + branch(nil, below, language, depth: 0) + "</div>"
        return html
    }

    private static func branch(
        _ parent: ID?, _ below: [ID?: [OutlineNode]], _ language: String, depth: Int
    ) -> String {
        guard depth < ElementTree.depthMax, let nodes = below[parent] else { return "" }
        var html = "<ul>"
        for node in nodes {
            html +=
                "<li id=\"\(PageShell.escape(node.code))\"><span class=\"code\">\(PageShell.escape(node.code))</span>"
            html += pick(node.text, language) + " <span class=\"tag\">" + kind(node.kind, language) + "</span>"
            if let budget = node.budget {
                html += " <span class=\"tag\">" + text("\(budget) บาท", "\(budget) baht", language) + "</span>"
            }
            if !node.serves.isEmpty {
                html += " <span class=\"serves\">→ \(PageShell.escape(node.serves.joined(separator: ", ")))</span>"
            }
            html += branch(node.id, below, language, depth: depth + 1) + "</li>"
        }
        return html + "</ul>"
    }

    private static func kind(_ kind: String, _ language: String) -> String {
        guard language != "en", let kind = NodeKind(rawValue: kind) else { return PageShell.escape(kind) }
        return switch kind {
        case .vision: "วิสัยทัศน์"
        case .mission: "พันธกิจ"
        case .strategicIssue: "ประเด็นยุทธศาสตร์"
        case .goal: "เป้าประสงค์"
        case .indicatorReference: "ตัวชี้วัด"
        case .approach: "แนวทาง"
        case .programme: "แผนงาน"
        case .project: "โครงการ"
        case .activity: "กิจกรรม"
        case .component: "องค์ประกอบ"
        case .factor: "ปัจจัย"
        }
    }

    private static func text(_ th: String, _ en: String, _ language: String) -> String {
        PageShell.escape(language == "en" ? en : th)
    }

    private static func pick(_ text: LocalizedText, _ language: String) -> String {
        PageShell.escape(language == "en" ? text.en ?? text.th : text.th)
    }
}
