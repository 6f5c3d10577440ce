import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

/// What is wrong is told with its place, in Thai and English, and nothing of it is left behind.
@Suite struct BadInputTests {
    /// The error of a call; each of its problems says where and in both languages.
    private func refused(
        _ paths: [String], _ rule: String? = nil, _ call: () async throws -> some Sendable,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        do {
            _ = try await call()
            Issue.record("it was taken", sourceLocation: sourceLocation)
        } catch let error as RPCError {
            #expect(error.problems.map(\.path) == paths, sourceLocation: sourceLocation)
            if let rule {
                #expect(
                    error.problems.allSatisfy { $0.rule == rule }, "\(error.problems)", sourceLocation: sourceLocation)
            }
            for problem in error.problems {
                #expect(!problem.message.th.isEmpty, sourceLocation: sourceLocation)
                #expect(problem.message.en?.isEmpty == false, sourceLocation: sourceLocation)
            }
        } catch {
            Issue.record("\(error)", sourceLocation: sourceLocation)
        }
    }

    /// Rows of tables that a change could leave behind.
    private func counts(_ office: Office) async throws -> [Int] {
        try await office.service.database.all(RowCounts())[0]
    }

    @Test func linksThatCloseACircleOrSkipALevel() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.plan("67-LOW", .agencyPlan, at: "67-02", higher: ["MP"])
            try await office.elements("67-LOW", [Office.draft("67-L1", .goal)])
            try await office.announce("67-LOW")
            _ = try await office.service.call(
                UpdatePlan(
                    idempotencyKey: "u", plan: "67-PEDP", expectedVersion: 1, higher: ["MP", "67-LOW"]))
            try await office.link("67-G1", "67-L1", .aligned)
            try await office.announce("67-PEDP")
            _ = try await office.service.call(AmendPlan(idempotencyKey: "a", plan: "67-LOW", reason: "ปรับ"))
            let before = try await counts(office)
            // What it follows would follow it.
            let low = try await office.service.call(GetPlan(plan: "67-LOW")).version
            await refused(["/higher"], "plan.higherCircle") {
                try await office.service.call(
                    UpdatePlan(
                        idempotencyKey: "c", plan: "67-LOW", expectedVersion: low, higher: ["MP", "67-PEDP"]))
            }
            await refused(["/announcedOn"], "plan.announcedOn") {
                try await office.service.call(
                    AnnouncePlan(
                        idempotencyKey: "d", plan: "67-LOW",
                        announcedOn: CalendarDate(year: 2099, month: 1, day: 1) ?? .epoch))
            }
            await refused(["/plan"], "notFound") {
                try await office.service.call(AmendPlan(idempotencyKey: "n", plan: "67-NONE", reason: "ปรับ"))
            }
            await refused(["/rows/0/to", "/rows/1/to", "/rows/2/to"]) {
                try await office.service.call(
                    ImportLinks(
                        idempotencyKey: "l", plan: "67-LOW",
                        rows: [
                            LinkDraft(from: "67-L1", to: "67-G1", kind: .aligned),
                            LinkDraft(from: "67-L1", to: "Z0301", kind: .xyzZ),
                            LinkDraft(from: "67-L1", to: "120001", kind: .xyzY1),
                        ]))
            }
            #expect(try await counts(office) == before)
        }
    }

    @Test func linksThatLeadBackToWhereTheyStart() async throws {
        try await Office.open { office in
            try await office.plan("NS", .nationalStrategy, at: "TH")
            try await office.elements("NS", [Office.draft("Z1", .goal)])
            try await office.announce("NS")
            try await office.plan("MP", .masterPlan, at: "TH", higher: ["NS"])
            try await office.elements("MP", (1...3).map { Office.draft("Y\($0)", .goal) })
            let before = try await counts(office)
            await refused(["/rows/0/to", "/rows/1/to", "/rows/2/to"], "link.circle") {
                try await office.service.call(
                    ImportLinks(
                        idempotencyKey: "l", plan: "MP",
                        rows: [("Y1", "Y2"), ("Y2", "Y3"), ("Y3", "Y1")].map {
                            LinkDraft(from: Reference($0.0), to: Reference($0.1), kind: .xyzY2)
                        }))
            }
            try await office.link("Y1", "Y2", .xyzY2)
            await refused(["/to"], "link.circle") { try await office.link("Y2", "Y1", .xyzY2) }
            #expect(try await counts(office)[2] == before[2] + 1)
        }
    }

    @Test func twoPeopleAtOneDraft() async throws {
        try await Office.open { office in
            try await office.web()
            func edit(_ name: String, as caller: Caller) async throws -> PlanElement {
                try await office.service.call(
                    UpdateElement(
                        idempotencyKey: name, plan: "67-PEDP", expectedVersion: 1,
                        element: ElementDraft(
                            code: "67-G1", kind: .goal, parent: "67-SI1", text: LocalizedText(th: name))),
                    as: caller)
            }
            // Both saw version 1 and save at once: one is told that the other was first.
            let saved = await withTaskGroup(of: String?.self) { group in
                for (name, caller) in [("หนึ่ง", Caller.planner), ("สอง", .administrator)] {
                    group.addTask { try? await edit(name, as: caller).text.th }
                }
                return await group.reduce(into: [String]()) { $0 += [$1].compactMap(\.self) }
            }
            #expect(saved.count == 1)
            let now = try await office.service.call(GetElement(element: "67-PEDP/67-G1"))
            #expect(now.text.th == saved.first)
            #expect(now.version == 2)
            await refused(["/expectedVersion"], "version.stale") { try await edit("สาม", as: .planner) }
            await refused(["/expectedVersion"], "version.stale") {
                try await office.service.call(
                    UpdatePlan(
                        idempotencyKey: "p", plan: "67-PEDP", expectedVersion: 9, name: LocalizedText(th: "อื่น")))
            }
            #expect(try await office.service.call(GetElement(element: "67-PEDP/67-G1")) == now)
        }
    }

    @Test func targetsOutsideThePlansYears() async throws {
        try await Office.open { office in
            try await office.web()
            func indicator(_ year: Int) -> ElementDraft {
                ElementDraft(
                    code: "67-I1", kind: .indicatorReference, parent: "67-G1", text: LocalizedText(th: "ตัวชี้วัด"),
                    indicator: IndicatorTargets(
                        indicator: "67-I1",
                        targets: [
                            YearlyTarget(fiscalYear: Office.year(2566), value: .hundred),
                            YearlyTarget(fiscalYear: Office.year(year), value: .hundred),
                        ]))
            }
            await refused(["/rows/0/indicator/targets/1/fiscalYear"]) {
                try await office.elements("67-PEDP", [indicator(2571)], key: "out")
            }
            try await office.elements("67-PEDP", [indicator(2570)], key: "in")
            let plan = try await office.service.call(GetPlan(plan: "67-PEDP"))
            await refused(["/lastYear"], "plan.targetsOutside") {
                try await office.service.call(
                    UpdatePlan(
                        idempotencyKey: "y", plan: "67-PEDP", expectedVersion: plan.version,
                        lastYear: Office.year(2569)))
            }
            #expect(try await office.service.call(GetPlan(plan: "67-PEDP")) == plan)
        }
    }

    @Test func aStepTwiceByTheWrongRoleOrWithoutItsMeeting() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.bodies()
            let id = try await office.service.call(
                SubmitPlanForScreening(idempotencyKey: "s", plan: "67-PEDP", date: Office.day), as: .planner
            ).id
            func act(_ step: String, _ outcome: ActionOutcome, as caller: Caller, key: String) async throws -> Matter {
                try await office.service.call(
                    ActOnMatter(
                        idempotencyKey: key, matter: id, step: step, outcome: outcome, date: Office.day), as: caller)
            }
            await refused(["/step"], "matter.role") { try await act("received", .forward, as: .head, key: "1") }
            await refused(["/outcome"], "matter.outcome") {
                try await act("received", .approve, as: .planner, key: "2")
            }
            _ = try await act("received", .forward, as: .planner, key: "3")
            await refused(["/step"], "matter.step") { try await act("received", .forward, as: .planner, key: "4") }
            _ = try await act("analyse", .forward, as: .planner, key: "5")
            let before = try await counts(office)
            await refused(["/step"], "matter.meeting") {
                try await act("screening", .forward, as: .secretary, key: "6")
            }
            // The committee meets, but it is the subcommittee's to screen.
            await refused(["/items/0/matter"], "agenda.matter") {
                let meeting = try await office.service.call(
                    CreateMeeting(idempotencyKey: "m", body: "67-PEC", meeting: "1/2567", heldOn: Office.day))
                return try await office.service.call(
                    SetAgenda(
                        idempotencyKey: "a", body: "67-PEC", meeting: "1/2567", expectedVersion: meeting.version,
                        items: [AgendaItemDraft(section: .forDecision, matter: id)]))
            }
            #expect(try await counts(office) == before)
            let seen = try await office.service.call(GetMatter(matter: id), as: .planner)
            #expect(seen.step == "screening")
            #expect(seen.actions == 2)
        }
    }

    @Test func termsThatOverlap() async throws {
        try await Office.open { office in
            try await office.bodies()
            func member(_ seat: BodyMember.Seat, _ from: String, _ until: String? = nil) -> BodyMember {
                BodyMember(
                    seat: seat, position: LocalizedText(th: "กรรมการ"), subject: "somebody",
                    termFrom: CalendarDate(from), termUntil: until.flatMap { CalendarDate($0) })
            }
            let before = try await office.service.call(GetBody(body: "67-PEC"))
            await refused(["/members/1/termFrom"], "body_member_term_overlaps") {
                try await office.service.call(
                    AppointMembers(
                        idempotencyKey: "o", body: "67-PEC", expectedVersion: 1,
                        order: AppointmentOrder(number: "1/2566", date: Office.day),
                        members: [member(.member, "2022-10-01", "2023-09-30"), member(.member, "2023-09-30")]))
            }
            #expect(try await office.service.call(GetBody(body: "67-PEC")) == before)
        }
    }

    @Test func aSheetOfMergedHeadingsFormulasAndBlankRows() async throws {
        func text(_ cell: String, _ value: String) -> String {
            #"<c r="\#(cell)" t="inlineStr"><is><t>\#(value)</t></is></c>"#
        }
        let header = ["A": "รหัส", "B": "ชื่อ", "C": "ประเภท", "D": "งบประมาณ"].sorted { $0.key < $1.key }
            .map { text("\($0.key)1", $0.value) }.joined()
        func row(_ number: Int, _ code: String, budget: String) -> String {
            #"<row r="\#(number)">"# + text("A\(number)", code) + text("B\(number)", "โครงการ")
                + text("C\(number)", "เป้าประสงค์") + budget + "</row>"
        }
        let formula = #"<c r="D2"><f>SUM(E2:F2)</f><v>5</v></c>"#
        let sheets: [(MadeWorkbook, [String])] = [
            (MadeWorkbook(rows: "<row r=\"1\">\(header)</row>" + row(2, "67-G1", budget: formula)), ["/rows/2/budget"]),
            (
                MadeWorkbook(
                    rows: "<row r=\"1\">\(header)</row>" + row(2, "67-G1", budget: "") + row(5, "67-G2", budget: "")),
                ["/rows/3"]
            ),
            (
                MadeWorkbook(
                    rows: "<row r=\"1\">\(text("A1", "รหัส"))\(text("B1", "ชื่อ"))</row>" + row(2, "67-G1", budget: ""),
                    merges: ["B1:C1"]), ["/rows/1/ชื่อ"]
            ),
            (
                MadeWorkbook(
                    rows: "<row r=\"1\">\(header)</row>" + row(2, "67-G1", budget: "") + row(3, "67-G2", budget: ""),
                    merges: ["B2:B3"]), ["/rows/2/text"]
            ),
        ]
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            for (index, (sheet, paths)) in sheets.enumerated() {
                let load = ImportElementFile(
                    idempotencyKey: "\(index)", plan: "67-F", file: SheetFile(name: "แผน.xlsx", bytes: sheet.bytes))
                await refused(paths) { try await office.service.call(load) }
                var dry = load
                dry.validateOnly = true
                let report = try await office.service.call(dry)
                #expect(report.created == 0)
                #expect(report.annotated != nil)
            }
            #expect(try await office.service.call(ListElements(plan: "67-F")).items.isEmpty)
        }
    }

    /// 100 MB of a table, which as XLSX is a small file, and a file that itself is too large.
    @Test func aFileOfAHundredMegabytes() async throws {
        let row = #"<row><c t="inlineStr"><is><t>"# + String(repeating: "ก", count: 5_000) + "</t></is></c></row>"
        let rows = String(repeating: row, count: 7_000)
        let sheet =
            "\(MadeWorkbook.head)<worksheet xmlns=\"\(MadeWorkbook.main)\"><sheetData>\(rows)</sheetData></worksheet>"
        #expect(sheet.utf8.count > 100_000_000)
        let bomb = MadeWorkbook(rows: "", sheet: sheet).deflated
        #expect(bomb.count < SheetFile.bytesMax)
        try await Office.open { office in
            try await office.plan("67-F", .annualActionPlan, at: "67-01")
            let before = try await counts(office)
            for (index, file) in [
                SheetFile(bytes: bomb), SheetFile(text: String(repeating: "x", count: SheetFile.bytesMax + 100)),
            ].enumerated() {
                do {
                    _ = try await office.service.call(
                        ImportElementFile(idempotencyKey: "\(index)", plan: "67-F", file: file))
                    Issue.record("it was taken")
                } catch let error as RPCError {
                    #expect([.tooLarge, .invalidParams, .ruleViolated].contains(error.kind), "\(error)")
                    #expect(!error.problems.isEmpty)
                    #expect(error.problems.allSatisfy { !$0.path.isEmpty && $0.message.en?.isEmpty == false })
                }
            }
            #expect(try await counts(office) == before)
        }
    }
}

private struct RowCounts: Statement {
    static let sql = """
        SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM element), (SELECT count(*) FROM link),
               (SELECT count(*) FROM matter_action), (SELECT count(*) FROM resolution), (SELECT count(*) FROM agenda_item
                WHERE matter IS NOT NULL)
        """
    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> [Int] {
        [
            try row.next(), try row.next(), try row.next(), try row.next(), try row.next(), try row.next(),
        ]
    }
}
