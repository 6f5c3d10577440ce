import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import Postgres
import ServiceKit

/// What to look at before a plan goes on: what it covers, what to mend in it, and what became different.
enum ReviewPages {
    /// Findings and differences on one page.
    static let rowsMax = 300

    static func register(on router: ServiceRouter) {
        router.page("/plans/:code/coverage", access: .signedIn) { request, call in
            let coverage = try await call.invoke(GetPlanCoverage(plan: plan(request), planVersion: version(request)))
            return try await page(
                "coverage", request.say("ความครอบคลุม", "Coverage"), coverageValues(coverage, request), request, call)
        }
        router.page("/plans/:code/findings", access: .signedIn) { request, call in
            let lint = try await call.invoke(LintPlan(plan: plan(request), planVersion: version(request)))
            return try await page(
                "findings", request.say("สิ่งที่ควรแก้", "What to mend"), try await findings(lint, request, call), request,
                call)
        }
        router.page("/plans/:code/difference", access: .signedIn) { request, call in
            let to = request.query["to"].flatMap(Int.init) ?? 2
            let from = request.query["from"].flatMap(Int.init) ?? to - 1
            let difference = try await call.invoke(DiffPlan(plan: plan(request), from: from, to: to))
            return try await page(
                "difference", request.say("สิ่งที่เปลี่ยน", "What became different"),
                try await differences(difference, request, call), request, call)
        }
    }

    private static func plan(_ request: PageRequest) -> Reference { .code(request.parameters["code"] ?? "") }
    private static func version(_ request: PageRequest) -> Int? { request.query["version"].flatMap(Int.init) }

    private static func page(
        _ template: String, _ title: String, _ values: [String: Any], _ request: PageRequest, _ call: ReadCall
    ) async throws -> PageResponse {
        let scene = PageScene.current
        let code = request.parameters["code"] ?? ""
        let name = try await call.planNames([code])[code].map(request.text) ?? code
        var values = values
        values["title"] = title
        values["root"] = scene.root
        values["plansTitle"] = request.say("แผน", "Plans")
        values["plan"] = name
        values["code"] = code
        values["planAddress"] = "\(scene.root)plans/\(PageText.query(code))"
        return PlanPages.shell.page(
            title: "\(title) · \(name)", body: PlanTemplates.all.render(template, values), language: request.language)
    }

    // MARK: - Coverage

    private static func coverageValues(_ coverage: PlanCoverage, _ request: PageRequest) -> [String: Any] {
        let root = PageScene.current.root
        return [
            "kindsTitle": request.say("องค์ประกอบที่เชื่อมขึ้นไปแล้ว", "Elements that are linked upwards"),
            "kinds": coverage.kinds.map { kind in
                measured(request.text(Words.kind(kind.kind)), kind.linked, of: kind.total)
            },
            "higherTitle": request.say("เป้าหมายของแผนที่สูงกว่าที่แผนนี้ตอบ", "Goals of higher plans that this plan serves"),
            "isAlone": coverage.higher.isEmpty,
            "alone": request.say("แผนนี้ยังไม่ได้ระบุแผนที่สูงกว่า", "The plan names no higher plan yet."),
            "higher": coverage.higher.map { higher -> [String: Any] in
                var row = measured(request.text(higher.name), higher.covered, of: higher.goals)
                row["code"] = higher.plan
                let gaps = coverage.unserved.filter {
                    $0.plan == higher.plan && $0.planVersion == higher.planVersion
                }
                let count = higher.goals - higher.covered
                row["gapsWords"] = request.say("ยังไม่มีใครตอบ \(count) เป้าหมาย", "\(count) goals that nothing serves")
                row["hasGaps"] = !gaps.isEmpty
                row["gaps"] = gaps.map {
                    [
                        "code": $0.code, "name": request.text($0.text),
                        "address": "\(root)trace/\(PageText.query(higher.plan))/\(PageText.query($0.code))?way=down",
                    ]
                }
                return row
            },
        ]
    }

    private static func measured(_ name: String, _ part: Int, of whole: Int) -> [String: Any] {
        ["name": name, "part": part, "whole": whole, "percent": whole > 0 ? part * 100 / whole : 0]
    }

    // MARK: - What to mend

    private static func findings(
        _ lint: PlanLint, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any] {
        let scene = PageScene.current
        let texts = try await call.elementTexts(
            lint.findings.prefix(rowsMax).map(\.element), of: lint.plan, version: lint.planVersion)
        let errors = lint.findings.count { $0.severity == .error }
        var values: [String: Any] = [
            "summary": request.say(
                "โครงการที่มีสาย X–Y–Z ครบ \(lint.completeProjects) จาก \(lint.projects) โครงการ · ผิด \(errors) ข้อ · ควรดู \(lint.findings.count - errors) ข้อ",
                "\(lint.completeProjects) of \(lint.projects) projects have a whole X–Y–Z chain; \(errors) faults, \(lint.findings.count - errors) warnings"
            ),
            "isEmpty": lint.findings.isEmpty, "empty": request.say("ไม่พบสิ่งที่ต้องแก้", "Nothing to mend."),
            "rows": lint.findings.prefix(rowsMax).map { finding -> [String: Any] in
                [
                    "tag": finding.severity == .error ? "bad" : "warn",
                    "severity": finding.severity == .error ? request.say("ผิด", "fault") : request.say("ควรดู", "look"),
                    "element": finding.element, "text": texts[finding.element].map(request.text) ?? "",
                    "message": request.text(finding.message),
                    "address": "\(scene.root)trace/\(PageText.query(lint.plan))/\(PageText.query(finding.element))",
                ]
            },
        ]
        if lint.findings.count > rowsMax { values["more"] = more(lint.findings.count, request) }
        return values
    }

    // MARK: - Difference

    private static func differences(
        _ difference: PlanDifference, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any] {
        let shown = difference.elements.prefix(rowsMax)
        let names = try await call.placeNames(
            shown.flatMap { [$0.before?.organisation, $0.after?.organisation] }.compactMap(\.self))
        var values: [String: Any] = [
            "summary": request.say(
                "ฉบับที่ \(difference.from) เทียบกับฉบับที่ \(difference.to): \(difference.elements.count) รายการ",
                "Version \(difference.from) and version \(difference.to): \(difference.elements.count) differences"),
            "isEmpty": difference.elements.isEmpty,
            "empty": request.say("สองฉบับนี้เหมือนกัน", "The two versions are the same."),
            "headings": [
                request.say("รหัส", "Code"), request.say("การเปลี่ยน", "Change"),
                request.say("ฉบับที่ \(difference.from)", "Version \(difference.from)"),
                request.say("ฉบับที่ \(difference.to)", "Version \(difference.to)"),
            ].map { ["text": $0] },
            "rows": shown.map { row($0, names, request) },
        ]
        if difference.elements.count > rowsMax { values["more"] = more(difference.elements.count, request) }
        return values
    }

    private static func row(
        _ element: ElementDifference, _ names: PlaceNames, _ request: PageRequest
    ) -> [String: Any] {
        let (change, tag) =
            switch element.change {
            case .added: (request.say("เพิ่ม", "added"), "good")
            case .removed: (request.say("ตัดออก", "removed"), "bad")
            case .changed: (request.say("แก้ไข", "changed"), "warn")
            }
        return [
            "code": element.code, "change": change, "tag": tag, "members": element.members.joined(separator: ", "),
            "before": element.before.map { shown($0, names, request) } ?? "",
            "after": element.after.map { shown($0, names, request) } ?? "",
        ]
    }

    private static func shown(_ element: PlanElement, _ names: PlaceNames, _ request: PageRequest) -> String {
        var parts = [request.text(element.text)]
        if let budget = element.budget { parts.append("\(Words.baht(budget)) \(request.say("บาท", "baht"))") }
        if let organisation = element.organisation { parts.append(request.text(names[organisation])) }
        if let targets = element.indicator?.targets, !targets.isEmpty {
            parts.append(targets.map { "\($0.fiscalYear): \($0.value)" }.joined(separator: ", "))
        }
        return parts.joined(separator: " · ")
    }

    private static func more(_ count: Int, _ request: PageRequest) -> String {
        request.say("แสดง \(rowsMax) จาก \(count) รายการ", "\(rowsMax) of \(count) are shown.")
    }
}
