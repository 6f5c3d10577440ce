import CommonContract
import JSONRPC
import Kernel
import Pages
import PlansContract
import Postgres
import ServiceKit

/// Plans and what is in them: to anyone what is announced, to those with a place in the province its drafts too.
enum PlanPages {
    static let shell = PageShell(service: PlansService.definition.title, version: PlansService.definition.version)

    static func register(on router: ServiceRouter) {
        router.page(
            "/plans", title: LocalizedText("แผน", "Plans"),
            about: LocalizedText(
                "แผนที่ประกาศใช้ เชื่อมโยงถึงยุทธศาสตร์ชาติและ SDG4",
                "Plans in force, linked up to the national strategy and SDG4"),
            access: .open
        ) { try await list($0, $1) }
        router.page("/plans/:code", access: .open) { try await plan($0, $1) }
        router.page(
            "/search", title: LocalizedText("ค้นหา", "Search"),
            about: LocalizedText("ค้นเป้าหมาย ตัวชี้วัด และโครงการจากถ้อยคำ", "Goals, indicators and projects by their words"),
            access: .open
        ) { try await search($0, $1) }
    }

    // MARK: - The list

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let level = request.query["level"].flatMap(Int.init)
        let organisation = request.query["organisation"].flatMap { $0.isEmpty ? nil : $0 }
        let params = ListPlans(
            organisation: organisation, level: level,
            fiscalYear: request.query["year"].map(ThaiDigits.arabic).flatMap(Int.init).flatMap(FiscalYear.init),
            limit: PageLimit.standard, cursor: request.query["cursor"].flatMap(PageCursor.init(text:)))
        let order = PageOrder(
            [
                .init(request.say("ระดับ", "Level"), "level"), .init(request.say("แผน", "Plan"), "name"),
                .init(request.say("หน่วยงาน", "Organisation"), "place"), .init(request.say("ปี", "Years"), "years"),
            ], request.query["sort"])
        let page = try await plans(params, order, request, call)
        let names = try await call.placeNames(page.items.map(\.organisation))
        let rows = page.items.map { plan -> [String: Any] in
            var row: [String: Any] = [
                "code": plan.code, "name": scene.text(plan.name), "level": plan.level,
                "organisation": scene.text(names[plan.organisation]),
                "years": "\(plan.firstYear)–\(plan.lastYear)",
                "address": "\(scene.root)plans/\(PageText.query(plan.code))",
            ]
            if plan.currentVersion == nil { row["state"] = request.say("ร่าง", "draft") }
            if plan.currentVersion != nil, plan.draftVersion != nil {
                row["state"] = request.say("กำลังปรับปรุง", "being amended")
            }
            return row
        }
        var values: [String: Any] = [
            "title": request.say("แผน", "Plans"), "rows": rows, "isEmpty": rows.isEmpty,
            "empty": request.say(
                "ไม่มีแผนตามเงื่อนไขนี้ ลองเปลี่ยนระดับ หน่วยงาน หรือปี",
                "No plan is like this. Try another level, organisation or year."),
            "headings": order.values(), "sortField": order.field(), "levelLabel": request.say("ระดับ", "Level"),
            "placeLabel": request.say("หน่วยงาน", "Organisation"), "yearsLabel": request.say("ปี", "Years"),
            "levelField": PageField(
                "level", request.say("ระดับ", "Level"),
                .select(
                    [("", request.say("ทุกระดับ", "All levels"))]
                        + (1...3).map { (String($0), request.text(Words.level($0))) }),
                value: level.map(String.init) ?? ""
            ).html,
            "organisationField": PageField(
                "organisation", request.say("รหัสหน่วยงาน", "Organisation's code"), value: organisation
            ).html,
            "yearField": PageField(
                "year", request.say("ปีงบประมาณ (พ.ศ.)", "Fiscal year (B.E.)"), .number, value: request.query["year"]
            ).html,
            "show": request.say("แสดง", "Show"),
        ]
        if let next = page.nextCursor {
            values["next"] = scene.address("cursor", next.text)
            values["nextWords"] = request.say("หน้าถัดไป", "Next page")
        }
        return shell.page(
            title: request.say("แผน", "Plans"), body: PlanTemplates.all.render("plans", values),
            language: request.language)
    }

    private static func plans(
        _ params: ListPlans, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<Plan> {
        let column = order.key == "name" && request.isEnglish ? "nameInEnglish" : nil
        guard let list = try SortedList(order, column: column, cursor: params.cursor, limit: PageLimit.standard) else {
            return try Wire.decode(Page<Plan>.self, from: try await PlanHandlers.list(params, call))
        }
        let sorted = SortedPlans(filter: params, sight: try await Sight(call), list: list)
        let rows = try await call.database.all(sorted).map { row in
            SortedRow(key: row.key, id: row.id, item: try Wire.decode(Plan.self, from: row.item.json))
        }
        return list.page(rows)
    }

    // MARK: - A plan

    private static func plan(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let code = request.parameters["code"] ?? ""
        let asked = request.query["version"].flatMap(Int.init)
        let (stored, version) = try await Find.readable(.code(code), version: asked, call)
        let plan = try Wire.decode(Plan.self, from: try await PlanHandlers.get(GetPlan(plan: .code(code)), call))
        let nodes = try await call.database.all(OutlineOfVersion(plan: stored, version: version))
        let shown = plan.versions.first { $0.number == version }
        let address = "\(scene.root)plans/\(PageText.query(plan.code))"
        var values: [String: Any] = [
            "root": scene.root, "plansTitle": request.say("แผน", "Plans"), "name": scene.text(plan.name),
            "code": plan.code, "level": scene.text(Words.level(plan.level)),
            "years": "\(plan.firstYear)–\(plan.lastYear)",
            "organisation": scene.text(try await call.placeNames([plan.organisation])[plan.organisation]),
            "version": request.say("ฉบับที่ \(version)", "Version \(version)"),
            "state": scene.text(Words.state(shown?.state ?? .draft)), "isDraft": shown?.state == .draft,
            "tree": PlanOutline(plan: plan.code, nodes: nodes, scene: scene).html,
            "isEmpty": nodes.isEmpty,
            "empty": request.say(
                "ฉบับนี้ยังไม่มีองค์ประกอบ เจ้าหน้าที่แผนเพิ่มได้จากแฟ้มที่เมนูนำเข้า",
                "This version has no element yet. Planners bring them in from a file at Import."),
            "outlineTitle": request.say("เนื้อหาของแผน", "What is in it"),
            "versionsTitle": request.say("ฉบับต่าง ๆ", "Versions"),
            "versions": versions(plan, shown: version, address, request, scene),
            "reviews": [
                ["address": address + "/coverage", "name": request.say("ความครอบคลุม", "Coverage")],
                ["address": address + "/findings", "name": request.say("สิ่งที่ควรแก้", "What to mend")],
            ],
        ]
        let hearings = try await call.invoke(ListHearings(province: plan.province, plan: plan.code, limit: 20)).items
        values["hasHearings"] = !hearings.isEmpty
        values["hearingsTitle"] = request.say("การรับฟังความคิดเห็น", "Hearings")
        values["hearings"] = hearings.map { hearing -> [String: Any] in
            [
                "title": scene.text(hearing.title), "state": scene.text(HearingPages.state(hearing.state)),
                "address": "\(scene.root)hearings/\(PageText.query(hearing.code))",
                "count": HearingPages.count(hearing, request),
            ]
        }
        let files = try await PlanFilePages.links(plan, version: version, request, call)
        values["files"] = files
        values["hasFiles"] = !files.isEmpty
        values["filesTitle"] = request.say("แฟ้ม:", "Files:")
        if let announced = shown?.announcedOn {
            values["announced"] = request.say(
                "ประกาศเมื่อ \(Words.day(announced, scene))", "announced on \(announced)")
        }
        return shell.page(
            title: scene.text(plan.name), body: PlanTemplates.all.render("plan", values), language: request.language)
    }

    private static func versions(
        _ plan: Plan, shown: Int, _ address: String, _ request: PageRequest, _ scene: PageScene
    ) -> [[String: Any]] {
        plan.versions.sorted { $0.number > $1.number }.map { version in
            var row: [String: Any] = [
                "number": version.number, "address": "\(address)?version=\(version.number)",
                "isShown": version.number == shown, "state": scene.text(Words.state(version.state)),
                "reason": version.reason ?? "", "letter": version.letterNumber ?? "",
                "announced": version.announcedOn.map { Words.day($0, scene) } ?? "",
            ]
            if version.number > 1 {
                row["difference"] = "\(address)/difference?from=\(version.number - 1)&to=\(version.number)"
                row["differenceWords"] = request.say(
                    "เทียบกับฉบับที่ \(version.number - 1)", "Compare with version \(version.number - 1)")
            }
            return row
        }
    }

    // MARK: - Search

    private static func search(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let text = (request.query["q"] ?? "").split(separator: " ").joined(separator: " ")
        let match = SearchMatch(rawValue: request.query["match"] ?? "") ?? .contains
        var values: [String: Any] = [
            "title": request.say("ค้นหาในแผน", "Search the plans"),
            "textField": PageField(
                "q", request.say("คำในโครงการ เป้าหมาย หรือองค์ประกอบใด ๆ", "Words of a project, goal or any element"),
                value: text
            )
            .html,
            "matchField": PageField(
                "match", request.say("วิธีค้น", "How"),
                .select([
                    (SearchMatch.contains.rawValue, request.say("มีข้อความนี้", "holds these words")),
                    (SearchMatch.similar.rawValue, request.say("คล้ายข้อความนี้", "is like these words")),
                ]), value: match.rawValue
            ).html,
            "show": request.say("ค้นหา", "Search"),
        ]
        if text.isEmpty {
            values["isEmpty"] = true
            values["empty"] = request.say(
                "พิมพ์คำที่จำได้ เช่น “การอ่าน” หรือชื่อโครงการบางส่วน แล้วไล่สายขึ้นถึงยุทธศาสตร์ชาติหรือลงถึงโครงการได้จากผลที่พบ",
                "Type words that you remember, as “reading” or a part of a project's name. From what is found you can go up to the national strategy or down to the projects."
            )
        } else {
            let params = SearchPlans(
                text: text, match: match, limit: 50, cursor: request.query["cursor"].flatMap(PageCursor.init(text:)))
            var problems = Problems()
            params.check(&problems)
            if let problem = problems.items.first {
                values["problem"] = scene.text(problem.message)
            } else {
                let page = try Wire.decode(
                    Page<FoundElement>.self, from: try await AnalysisHandlers.search(params, call))
                values["isEmpty"] = page.items.isEmpty
                values["empty"] = request.say(
                    "ไม่พบ “\(text)” ลองใช้คำที่สั้นลง หรือค้นแบบคล้ายข้อความ",
                    "Nothing like “\(text)”. Try fewer letters, or the other way to search.")
                let names = try await call.placeNames(page.items.compactMap(\.element.organisation))
                values["rows"] = page.items.map { found($0, names, scene) }
                if let next = page.nextCursor {
                    values["next"] = scene.address("cursor", next.text)
                    values["nextWords"] = request.say("ผลถัดไป", "More")
                }
            }
        }
        return shell.page(
            title: request.say("ค้นหา", "Search"), body: PlanTemplates.all.render("search", values),
            language: request.language)
    }

    private static func found(_ found: FoundElement, _ names: PlaceNames, _ scene: PageScene) -> [String: Any] {
        [
            "text": scene.text(found.element.text), "kind": scene.text(Words.kind(found.element.kind)),
            "code": found.element.code, "plan": scene.text(found.planName),
            "organisation": found.element.organisation.map { scene.text(names[$0]) } ?? "",
            "address":
                "\(scene.root)trace/\(PageText.query(found.element.plan))/\(PageText.query(found.element.code))",
        ]
    }
}
