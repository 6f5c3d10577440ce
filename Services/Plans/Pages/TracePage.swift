import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import ServiceKit

/// `/trace/PLAN/CODE`: from an element up to the national strategy and SDG4, or with `?way=down` down to the projects
/// that serve it; as a picture where that helps, and always as a table. Where very many serve it, what does so directly
/// stands there page by page (`?after=`), each with the way further down; where that is much, too, by plan (`?of=`).
/// `?year=` chooses the year of the figures.
enum TracePage {
    /// Rows of the table of the way up; the summary above it counts all.
    static let rowsMax = 200

    static func register(on router: ServiceRouter) {
        router.page("/trace/:plan/:code", access: .open) { request, call in
            let element = Reference.code(
                "\(request.parameters["plan"] ?? "")/\(request.parameters["code"] ?? "")")
            let year = request.query["year"].flatMap(Int.init).flatMap(FiscalYear.init)
            let scene = PageScene.current
            let page =
                if request.query["way"] == "down" {
                    try await down(
                        TraceDown(element: element, fiscalYear: year), of: request.query["of"],
                        after: request.query["after"].flatMap(PageCursor.init(text:)), scene, call)
                } else {
                    Content(
                        trace: try await TraceHandlers.up(TraceUp(element: element, fiscalYear: year), call),
                        isDown: false, scene: scene)
                }
            let names = try await page.named(call)
            return PlanPages.shell.page(
                title: page.title, body: PlanTemplates.all.render("trace", names.values), language: request.language)
        }
    }

    private static func down(
        _ params: TraceDown, of plan: String?, after cursor: PageCursor?, _ scene: PageScene, _ call: ReadCall
    ) async throws -> Content {
        if let below = try await Below.page(params, of: plan, after: cursor, call) {
            return Content(trace: below.trace, isDown: true, scene: scene, below: below, plan: plan)
        }
        return Content(trace: try await TraceHandlers.down(params, call), isDown: true, scene: scene)
    }

    struct Content {
        let trace: Trace
        let isDown: Bool
        let scene: PageScene
        /// Of a way down that is shown step by step.
        var below: Below?
        /// The plan whose steps alone are shown.
        var plan: String?
        var places: PlaceNames?
        var plans: [String: LocalizedText] = [:]

        /// The same with the names of the organisations and plans that are in it.
        func named(_ call: ReadCall) async throws -> Content {
            var content = self
            let missing = (trace.missing ?? []).flatMap { $0.organisations.prefix(5) }
            content.places = try await call.placeNames(
                trace.nodes.compactMap(\.organisation) + missing + (below?.plans ?? []).map(\.organisation))
            content.plans = try await call.planNames(trace.nodes.map(\.plan))
            return content
        }

        private func place(_ code: String) -> String { places.map { scene.text($0[code]) } ?? code }

        private var begin: TraceNode? { trace.nodes.first { $0.depth == 0 } }
        var title: String { begin.map { scene.text($0.text) } ?? "" }

        var values: [String: Any] {
            guard let begin else { return [:] }
            let rows =
                below == nil
                ? trace.nodes.sorted { ($0.level, -$0.depth, $0.code) < ($1.level, -$1.depth, $1.code) }
                : Array(trace.nodes.dropFirst())
            var values: [String: Any] = [
                "root": scene.root, "plansTitle": say("แผน", "Plans"),
                "plan": plans[begin.plan].map(scene.text) ?? begin.plan,
                "planAddress": "\(scene.root)plans/\(PageText.query(begin.plan))", "title": title,
                "kind": scene.text(Words.kind(begin.kind)), "code": begin.code,
                "owner": begin.organisation.map(place) ?? "", "ways": ways, "summary": summary,
                "missing": (trace.missing ?? []).filter { !$0.figures.isEmpty }.map(missing),
                "rows": rows.prefix(isDown ? rows.count : TracePage.rowsMax).map(row),
                "levelLabel": say("ระดับ", "Level"), "planLabel": say("แผน", "Plan"),
                "allocatedLabel": say("จัดสรร (บาท)", "Allocated (baht)"),
                "usedLabel": say("ใช้ (บาท)", "Used (baht)"),
                "tableTitle": below == nil ? say("ทุกขั้น", "Every step") : say("ขั้นถัดลงไป", "The next step down"),
            ]
            values["headings"] =
                [
                    say("ระดับ", "Level"), say("แผน", "Plan"), say("รายการ", "Step"),
                    say("จัดสรร (บาท)", "Allocated (baht)"), say("ใช้ (บาท)", "Used (baht)"),
                    say("ผลตัวชี้วัด", "Results"),
                ].enumerated().map { ["text": $1, "isNumber": [3, 4].contains($0)] }
            if let below {
                values["rows"] = zip(rows, below.goOn).map { node, goesOn in stepRow(node, goesOn) }
                if let plans = below.plans { put(plans, into: &values) }
                if let next = below.next {
                    values["next"] = scene.address("after", next.text)
                    values["nextWords"] = say("หน้าถัดไป", "Next page")
                }
                if plan != nil {
                    values["all"] = way("down")
                    values["allWords"] = say("ทุกแผนที่รองรับ", "All plans that serve it")
                }
                if scene.query["after"] != nil {
                    values["start"] = scene.address("after", nil)
                    values["startWords"] = say("หน้าแรก", "First page")
                }
            }
            if trace.nodes.contains(where: { ($0.indicators ?? []).contains { $0.suppressed == true } }) {
                values["kept"] = say(
                    "ปกปิด: ตัวเลขมาจากคนจำนวนน้อย จึงไม่แสดงเพื่อไม่ให้รู้ถึงตัวบุคคล",
                    "Suppressed: the figure is of so few people that it is not shown, so that nobody can be made out.")
            }
            if !isDown, rows.count > TracePage.rowsMax {
                values["more"] = say(
                    "แสดง \(TracePage.rowsMax) จาก \(rows.count) รายการ ไล่จากองค์ประกอบที่ต่ำกว่าเพื่อดูที่เหลือ",
                    "\(TracePage.rowsMax) of \(rows.count) shown; trace from a lower element for the rest.")
            }
            if below == nil, (2...TracePicture.stepsMax).contains(trace.nodes.count) {
                values["picture"] = TracePicture(trace, scene).svg
                values["legend"] = say(
                    "เส้นทึบ: สายเหตุผล X→Y→Z  เส้นประ: สอดคล้อง  เส้นบาง: อยู่ภายในแผนเดียวกัน  ✓ บรรลุ → ตามแผน ! ล่าช้า ✕ เสี่ยง",
                    "Thick: the causal chain X→Y→Z. Dashed: aligned. Thin: inside one plan. ✓ achieved → on track ! behind ✕ at risk"
                )
            }
            return values
        }

        private var ways: [[String: Any]] {
            [
                [
                    "name": say("ไล่ขึ้นถึงยุทธศาสตร์ชาติและ SDG4", "Up to the national strategy and SDG4"),
                    "address": way(nil), "isHere": !isDown,
                ],
                [
                    "name": say("ไล่ลงถึงโครงการ", "Down to the projects"), "address": way("down"), "isHere": isDown,
                ],
            ]
        }

        /// The same element the other way, from its first page.
        private func way(_ way: String?) -> String {
            var scene = scene
            scene.query["after"] = nil
            scene.query["of"] = nil
            return scene.address("way", way)
        }

        /// Projects and who carries them out, and the money of all of them.
        private var summary: String {
            if let below { return summary(of: below) }
            let projects = trace.nodes.filter { $0.kind == .project }
            let agencies = Set(projects.compactMap(\.organisation)).count
            var text = say(
                "\(trace.nodes.count) ขั้น \(projects.count) โครงการ \(agencies) หน่วยงาน",
                "\(trace.nodes.count) steps, projects: \(projects.count), organisations that carry them out: \(agencies)"
            )
            if let year = trace.fiscalYear, let money = begin?.money, money.projects > 0 {
                text += say(
                    " · ปีงบประมาณ \(year) จัดสรร \(Words.baht(money.allocated)) ใช้ \(Words.baht(money.used)) เบิกจ่าย \(Words.baht(money.spent)) บาท",
                    " · fiscal year \(year): allocated \(Words.baht(money.allocated)), used \(Words.baht(money.used)), spent \(Words.baht(money.spent)) baht"
                )
            }
            if trace.truncated { text += say(" · มีมากกว่านี้", " · there is more") }
            return text
        }

        private func missing(_ missing: MissingFigures) -> [String: Any] {
            let reason =
                switch missing.reason {
                case .unavailable: say("ไม่ตอบ", "does not answer")
                case .refused: say("ปฏิเสธ", "refuses")
                case .forbidden: say("เปิดเฉพาะผู้มีสิทธิ์", "answers only to those with a role there")
                case .tooMany: say("มีหน่วยงานมากเกินไป", "would be asked for too many organisations")
                }
            let service = missing.service == "budget" ? say("งบประมาณ", "Budget") : say("ตัวชี้วัด", "Indicators")
            let places = missing.organisations.prefix(5).map(place).joined(separator: ", ")
            return [
                "text": say(
                    "ไม่มีตัวเลขของ \(places) จากบริการ\(service): \(reason)",
                    "No figures of \(places) from \(service): it \(reason).")
            ]
        }

        private func summary(of below: Below) -> String {
            if below.plans != nil {
                return say(
                    "มี \(below.steps) รายการจาก \(below.plansInAll) แผนรองรับโดยตรง เลือกแผนเพื่อไล่ลงต่อ",
                    "\(below.steps) steps of \(below.plansInAll) plans serve it directly: choose a plan to go on down.")
            }
            if let plan {
                return say(
                    "มี \(below.steps) รายการของแผน \(plan) รองรับโดยตรง",
                    "\(below.steps) steps of \(plan) serve it directly.")
            }
            return say(
                "มี \(below.steps) รายการรองรับโดยตรง ใต้ลงไปมีมากกว่าที่แสดงพร้อมกันได้ จึงไล่ลงทีละขั้น",
                "\(below.steps) steps serve it directly; there is more below them than can be shown at once, so the way down goes step by step."
            )
        }

        /// The plans that serve it, each with the way to its steps.
        private func put(_ plans: [BelowPlans.Item], into values: inout [String: Any]) {
            values["rows"] = nil
            values["headings"] = nil
            values["tableTitle"] = say("แผนที่รองรับ", "Plans that serve it")
            values["planHeadings"] = [
                say("แผน", "Plan"), say("หน่วยงาน", "Organisation"), say("รายการ", "Steps"),
            ].map { ["text": $0] }
            values["organisationLabel"] = say("หน่วยงาน", "Organisation")
            values["stepsLabel"] = say("รายการ", "Steps")
            values["plans"] = plans.map { item -> [String: Any] in
                var scene = scene
                scene.query["after"] = nil
                return [
                    "plan": item.plan, "name": scene.text(item.name), "organisation": place(item.organisation),
                    "ways": item.ways, "address": scene.address("of", item.plan),
                ]
            }
        }

        /// A step with the way further down.
        private func stepRow(_ node: TraceNode, _ goesOn: Bool) -> [String: Any] {
            var row = row(node)
            guard goesOn, let address = row["address"] as? String else { return row }
            row["below"] = say("ไล่ลงต่อ", "further down")
            row["belowAddress"] = "\(address)?way=down"
            return row
        }

        private func row(_ node: TraceNode) -> [String: Any] {
            var row: [String: Any] = [
                "level": node.level, "plan": node.plan, "planName": plans[node.plan].map(scene.text) ?? "",
                "code": node.code, "kind": scene.text(Words.kind(node.kind)),
                "text": scene.text(node.text), "isBegin": node.depth == 0,
                "address": "\(scene.root)trace/\(PageText.query(node.plan))/\(PageText.query(node.code))",
                "results": (node.indicators ?? []).prefix(5).map { indicator -> [String: Any] in
                    [
                        "indicator": indicator.indicator, "tag": Words.tag(indicator.status),
                        "status": scene.text(Words.status(of: indicator)), "actual": Words.actual(indicator, scene),
                        "target": (indicator.target ?? indicator.planTarget)?.description ?? "–",
                    ]
                },
            ]
            if let organisation = node.organisation { row["organisation"] = place(organisation) }
            if let money = node.money, money.projects > 0 {
                row["allocated"] = Words.baht(money.allocated)
                row["used"] = Words.baht(money.used)
            }
            return row
        }

        private func say(_ th: String, _ en: String) -> String { scene.isEnglish ? en : th }
    }
}
