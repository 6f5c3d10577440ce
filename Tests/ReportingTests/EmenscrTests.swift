import BudgetContract
import CommonContract
import Crypto
import IndicatorsContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Sheets
import Testing

@testable import Reporting

/// Projects for the national system: the sheet, the checks, exports and what was sent.
@Suite(.timeLimit(.minutes(2))) struct EmenscrTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private func element(
        _ code: String, _ kind: ElementKind, parent: String?, budget: Money? = nil, indicator: IndicatorTargets? = nil
    ) -> PlanElement {
        PlanElement(
            id: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0099), plan: "67-PEDP", planVersion: 1,
            code: code, kind: kind, parent: parent, text: LocalizedText(th: "องค์ประกอบ \(code)"),
            details: kind == .project ? LocalizedText(th: "=หลักการ\u{0}") : nil,
            organisation: kind == .project ? "67-01" : nil, tags: ["flagship"],
            funding: kind == .project ? .funded : nil, budget: budget, valueChainStage: nil, indicator: indicator,
            stakeholders: [Stakeholder(name: LocalizedText(th: "ผู้เรียน"), roles: [.beneficiary])], order: 0, version: 1)
    }

    private func plan() throws -> Plan {
        Plan(
            id: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0003), province: "67", code: "67-PEDP",
            kind: .provincialEducationPlan, level: 3, name: LocalizedText(th: "แผน"), firstYear: stubs.year,
            lastYear: stubs.year, organisation: "67", higher: [], currentVersion: 1, draftVersion: nil, versions: [],
            version: 1)
    }

    private func answers(findings: [LintFinding] = [], activityBudget: Money = Money(baht: 100)) throws
        -> EmenscrAnswers
    {
        let targets = IndicatorTargets(
            indicator: "I1", targets: [YearlyTarget(fiscalYear: stubs.year, value: try #require(Quantity(80)))])
        let row = SummaryRow(
            key: "P1", name: nil, lines: 1,
            balances: Balances(
                allocated: Money(baht: 100), available: Money(baht: 10), reserved: .zero, committed: Money(baht: 20),
                disbursed: Money(baht: 70)), spentBasisPoints: 7_000, usedBasisPoints: 9_000, planned: Money(baht: 100),
            plannedToDate: Money(baht: 50))
        return EmenscrAnswers(
            plan: try plan(),
            elements: [
                element("G1", .goal, parent: nil), element("I", .indicatorReference, parent: "G1", indicator: targets),
                element("P1", .project, parent: "G1", budget: Money(baht: 100)),
                element("A1", .activity, parent: "P1", budget: activityBudget),
            ],
            lint: PlanLint(plan: "67-PEDP", planVersion: 1, findings: findings, completeProjects: 1, projects: 1),
            money: ["P1": row], results: [:])
    }

    private static let written = [
        "contribution": "สนับสนุน", "objective": "เพื่อ", "progress": "ทำแล้ว", "start/A1": "2022-11-01",
        "end/A1": "2023-08-31",
    ]

    private func sheet(
        _ answers: EmenscrAnswers, _ writings: [String: String] = written, today: String = "2023-01-10"
    ) throws -> EmenscrSheet {
        let project = try #require(answers.projects.first)
        return EmenscrBuilder(
            answers: answers, year: stubs.year, quarter: 1,
            record: EmenscrRecord(
                province: "67", project: "P1", nationalCode: "ศธ 66-0001", state: .entered, moves: [], version: 1),
            writings: writings, today: try #require(CalendarDate(today)), dueDays: 30
        ).sheet(of: project)
    }

    @Test func fieldsStandInTheOrderOfTheForm() throws {
        let sheet = try sheet(answers())
        let forms = sheet.fields.map { EmenscrForm.allCases.firstIndex(of: $0.form) ?? 0 }
        #expect(forms == forms.sorted() && Set(forms).count == 7)
        #expect(Set(sheet.fields.map(\.code)).count == sheet.fields.count)
        let values = Dictionary(sheet.fields.map { ($0.code, $0.values) }) { first, _ in first }
        #expect(values["name"] == ["องค์ประกอบ P1"] && values["nationalCode"] == ["ศธ 66-0001"])
        #expect(values["indicators"] == ["I1 องค์ประกอบ I เป้าหมาย 80"] && values["targetGroup"] == ["ผู้เรียน"])
        #expect(values["start/A1"] == ["2022-11-01"] && values["budget/A1"] == ["100.00"])
        #expect(values["spent"] == ["70.00"] && values["used"] == ["90.00"] && values["spentPercent"] == ["70.00"])
        #expect(sheet.dueOn.description == "2023-01-30")
        // The chain comes from the trace, which was not asked for here.
        #expect(sheet.problems.filter { $0.severity == .error }.isEmpty, "\(sheet.problems)")
    }

    /// What stands beside a project above it belongs to it in both: in the sheet of one and in the report of all.
    @Test func theReportAndTheSheetNameTheSameIndicators() async throws {
        let percent = LocalizedText("ร้อยละ", "percent")
        func reference(_ code: String, _ parent: String, _ unit: LocalizedText?, _ target: Int) throws -> PlanElement {
            element(
                code, .indicatorReference, parent: parent,
                indicator: IndicatorTargets(
                    indicator: "I-\(code)", unit: unit,
                    targets: [YearlyTarget(fiscalYear: stubs.year, value: try #require(Quantity(target)))]))
        }
        let elements = [
            element("G1", .goal, parent: nil), element("A1", .approach, parent: "G1"),
            try reference("R1", "G1", percent, 80), try reference("R2", "G1", LocalizedText("คน", "people"), 1200),
            try reference("R3", "P2", nil, 7), element("P1", .project, parent: "A1"),
            element("P2", .project, parent: "A1"), element("P3", .project, parent: nil),
        ]
        var plans = stubs.plans.answers
        plans["element.list"] = Page(items: elements)
        var peers = stubs.all
        peers["plans"] = StubPeer(answers: plans)
        try await withService(modules: ReportingService.tested, name: "reporting", peers: peers) { service in
            let report = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year, quarter: 1, definition: "emenscrProjects",
                    idempotencyKey: "c"), as: .planner)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            let table = try #require(content.parts.flatMap { $0.blocks.compactMap(\.table) }.first { $0.code == "m3" })
            func column(_ code: String) throws -> Int { try #require(table.columns.firstIndex { $0.code == code }) }
            let (indicators, groups) = (try column("indicator"), try column("groups"))
            #expect(table.rows.map { $0.cells[0].key } == ["P1", "P2", "P3"])
            for row in table.rows {
                let sheet = try await service.call(
                    GetEmenscrSheet(
                        organisation: "67", project: try #require(row.cells[0].key), fiscalYear: stubs.year, quarter: 1),
                    as: .planner)
                func values(_ code: String) -> String? {
                    sheet.fields.first { $0.code == code }.flatMap {
                        $0.values.isEmpty ? nil : $0.values.joined(separator: "; ")
                    }
                }
                #expect(row.cells[indicators].value == values("indicators"))
                #expect(row.cells[groups].value == values("targetGroup"))
            }
            #expect(
                table.rows.map { $0.cells[indicators].value } == [
                    "I-R1 องค์ประกอบ R1 เป้าหมาย ร้อยละ 80; I-R2 องค์ประกอบ R2 เป้าหมาย 1,200 คน",
                    "I-R3 องค์ประกอบ R3 เป้าหมาย 7", nil,
                ])
            #expect(table.rows[0].cells[indicators].en?.contains("target 80 percent") == true)
            #expect(table.rows[2].cells[indicators].state == .none)
            let again = try await service.call(ReproduceReport(report: Reference(report.code)), as: .planner)
            #expect(again.isSame && again.inputsIntact)
        }
    }

    /// How a figure that is kept back stands to its target is not entered either.
    @Test func whatIsKeptBackIsNotEntered() throws {
        var answers = try answers()
        let all = try #require(stubs.indicators.answers["indicator.results"] as? IndicatorResults)
        var result = try #require(all.items.first)
        answers.results = ["I1": result]
        func results() throws -> [String] { try sheet(answers).fields.first { $0.code == "results" }?.values ?? [] }
        #expect(try results() == ["I1 ผล 80.5 บรรลุ"])
        result.suppressed = true
        answers.results = ["I1": result]
        #expect(try results() == ["I1 ผล ปกปิด (กลุ่มเล็ก)"])
    }

    @Test func whatIsWrongIsFound() throws {
        func rules(_ sheet: EmenscrSheet) -> [String] {
            sheet.problems.map { "\($0.rule.rawValue) \($0.field ?? "")" }
        }
        let chain = LintFinding(rule: .missingY1, severity: .error, element: "P1", message: LocalizedText(th: "ขาด"))
        #expect(rules(try sheet(answers(findings: [chain]))) == ["chain y1"])
        #expect(rules(try sheet(answers(activityBudget: Money(baht: 99)))) == ["money budget"])
        #expect(rules(try sheet(answers(), today: "2023-02-01")) == ["deadline "])
        #expect(try sheet(answers(), today: "2023-02-01").isReady)
        var writings = Self.written
        writings["end/A1"] = "2022-10-31"
        #expect(rules(try sheet(answers(), writings)) == ["activities end/A1"])
        writings["start/A1"] = "2021-10-31"
        #expect(rules(try sheet(answers(), writings)) == ["activities start/A1"])
        #expect(
            rules(try sheet(answers(), [:])) == [
                "activities start/A1", "activities end/A1", "required contribution", "required objective",
                "required progress",
            ])
        // The plan's own days stand where nobody wrote others.
        var dated = try answers()
        dated.elements[3].startsOn = CalendarDate("2022-11-01")
        dated.elements[3].endsOn = CalendarDate("2023-01-31")
        writings = Self.written
        writings["start/A1"] = nil
        writings["end/A1"] = nil
        #expect(rules(try sheet(dated, writings)) == [])
        writings["end/A1"] = "2022-10-31"
        #expect(rules(try sheet(dated, writings)) == ["activities end/A1"])
        var none = try answers()
        none.elements.removeAll { $0.kind == .indicatorReference || $0.kind == .activity }
        #expect(rules(try sheet(none)) == ["indicators indicators", "activities "])
        var over = try answers()
        over.money?["P1"]?.planned = Money(baht: 101)
        over.failures = [
            GatheringFailure(service: "indicators", method: "x", reason: LocalizedText("ติดต่อไม่ได้", "unreachable"))
        ]
        #expect(rules(try sheet(over)) == ["money planned", "required results"])
    }

    /// Each of the other checks on its own: what is wrong, where, and whether it keeps the project out.
    @Test func everyCheckFindsItsFault() throws {
        func found(
            _ change: (inout EmenscrAnswers) throws -> Void, findings: [LintFinding] = []
        ) throws -> [String] {
            var answers = try answers(findings: findings)
            try change(&answers)
            return try sheet(answers).problems.map { "\($0.severity.rawValue) \($0.rule.rawValue) \($0.field ?? "")" }
        }
        func finding(_ rule: LintRule) -> LintFinding {
            LintFinding(rule: rule, severity: .error, element: "P1", message: LocalizedText(th: "ขาด"))
        }
        #expect(try found({ _ in }) == [])
        #expect(
            try found({ _ in }, findings: [finding(.missingY2), finding(.missingZ)])
                == ["error chain y2", "error chain z"])
        // An indicator measures the goal only with a target of the year.
        #expect(try found { $0.elements[1].indicator?.targets = [] } == ["error indicators indicators"])
        // Money: the months, what needs none, what was planned otherwise, what has no line.
        #expect(
            try found {
                var month = try #require($0.money?["P1"])
                month.planned = Money(baht: 99)
                $0.details["P1"] = EmenscrAnswers.Details(
                    trace: Trace(nodes: [], edges: [], truncated: false), months: [month])
            } == ["error money months"])
        #expect(try found { $0.elements[2].funding = .unfunded } == ["error money allocated"])
        #expect(
            try found {
                $0.elements[2].budget = Money(baht: 101)
                $0.elements[3].budget = Money(baht: 101)
            } == ["warning money allocated"])
        #expect(try found { $0.money = [:] } == ["warning money allocated"])
        // Before its first day, after the plan's last.
        #expect(
            try found {
                $0.plan.lastYear = try #require(FiscalYear(2565))
                $0.plan.firstYear = try #require(FiscalYear(2565))
            } == ["error activities start/A1"])
        for service in ["indicators", "budget"] {
            let failure = GatheringFailure(service: service, method: "x", reason: LocalizedText("ไม่ตอบ", "no answer"))
            #expect(
                try found { $0.failures = [failure] }
                    == ["error required \(service == "budget" ? "allocated" : "results")"])
        }
        // On the last day it is in time, a day later it is not.
        for (day, isLate) in [("2023-01-30", false), ("2023-01-31", true)] {
            let problems = try sheet(answers(), today: day).problems
            #expect(problems.map(\.rule) == (isLate ? [.deadline] : []), "\(day)")
        }
    }

    @Test func filesSayTheSame() throws {
        let sheet = try sheet(answers())
        let file = EmenscrExports.File(
            organisation: "67", fiscalYear: stubs.year, quarter: 1,
            createdAt: try #require(Instant("2023-01-10T00:00:00Z")), projects: [sheet])
        let csv = String(decoding: EmenscrFiles.csv(file), as: UTF8.self)
        #expect(csv.contains("P1,ศธ 66-0001,m4,4.1,budget/A1,งบประมาณของกิจกรรม (บาท),1,100.00,plans\r\n"))
        #expect(!csv.contains(",=หลักการ"))
        let first = try EmenscrFiles.xlsx(file)
        #expect(try EmenscrFiles.xlsx(file) == first)
        let reader = try SheetReader(first, sheet: "P1")
        var rows: [String] = []
        while let row = try reader.next() { rows.append(row.cells.map(\.text).joined(separator: "|")) }
        #expect(rows.contains { $0.hasPrefix("M1|1.1|ชื่อโครงการ|องค์ประกอบ P1") })
        let content = EmenscrFiles.content(sheet, at: file.createdAt)
        #expect(content.parts.map(\.code) == ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "checks"])
    }

    @Test func fromFilledInToSent() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            func check() async throws -> [EmenscrRefusal] {
                try await service.call(
                    CheckEmenscr(organisation: "67", fiscalYear: stubs.year, quarter: 1), as: .planner
                ).items
            }
            #expect(try await check().map(\.project) == ["67-P04", "P2"])
            let record = try await service.call(
                WriteEmenscr(
                    organisation: "67", project: "67-P04", fiscalYear: stubs.year, nationalCode: "ศธ 66-0001",
                    fields: [EmenscrWriting(field: "objective", value: "เพื่อ")], expectedVersion: 0,
                    idempotencyKey: "w"), as: .planner)
            #expect(record.version == 1 && record.nationalCode == "ศธ 66-0001")
            // Stale, unknown project, taken code, a step too far.
            for (project, code, version, kind) in [
                ("67-P04", nil, 0, RPCErrorKind.conflict), ("P9", nil, 0, .notFound),
                ("P2", "ศธ 66-0001", 0, .ruleViolated),
            ] {
                let refusal = await #expect(throws: RPCError.self) {
                    try await service.call(
                        WriteEmenscr(
                            organisation: "67", project: project, fiscalYear: stubs.year, nationalCode: code,
                            fields: [], expectedVersion: version, idempotencyKey: "x \(project) \(kind)"),
                        as: .planner)
                }
                #expect(refusal?.kind == kind || (kind == .ruleViolated && refusal?.kind == .conflict), "\(project)")
            }
            let day = service.now.dateInThailand
            let early = await #expect(throws: RPCError.self) {
                try await service.call(
                    MoveEmenscr(
                        organisation: "67", project: "67-P04", state: .approvedByMinistry, on: day, expectedVersion: 1,
                        idempotencyKey: "m0"), as: .planner)
            }
            #expect(early?.kind == .ruleViolated)
            let moved = try await service.call(
                MoveEmenscr(
                    organisation: "67", project: "67-P04", state: .entered, on: day, expectedVersion: 1,
                    idempotencyKey: "m1"), as: .planner)
            #expect(moved.state == .entered && moved.moves.count == 1 && moved.version == 2)
            let sheet = try await service.call(
                GetEmenscrSheet(organisation: "67", project: "67-P04", fiscalYear: stubs.year, quarter: 1), as: .planner
            )
            #expect(sheet.fields.contains { $0.code == "objective" && $0.values == ["เพื่อ"] })
            #expect(sheet.record.state == .entered && !sheet.isReady)
            let export = try await service.call(
                ExportEmenscr(organisation: "67", fiscalYear: stubs.year, quarter: 1, idempotencyKey: "e"),
                as: .planner)
            #expect(export.projects == 0 && export.refused.map(\.project) == ["67-P04", "P2"])
            let sent = try await service.call(
                RecordEmenscrSending(export: export.id, on: day, document: "ศธ 1", idempotencyKey: "s"), as: .planner)
            #expect(sent.sent.map(\.document) == ["ศธ 1"])
            let list = try await service.call(
                ListEmenscrExports(organisation: "67", fiscalYear: stubs.year), as: .planner)
            #expect(list.items == [sent])
        }
    }

    @Test func withoutThePlansServiceItSaysSo() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: [:]) { service in
            let refusal = await #expect(throws: RPCError.self) {
                try await service.call(
                    CheckEmenscr(organisation: "67", fiscalYear: stubs.year, quarter: 1), as: .planner)
            }
            #expect(refusal?.kind == .unavailable)
        }
    }

    /// The report of all projects tells when activities really were, where it is recorded, and says where that came from.
    @Test func realDaysStandBesideThePlans() async throws {
        var plans = stubs.plans.answers
        plans["element.list"] = Page(items: [
            element("G1", .goal, parent: nil), element("P1", .project, parent: "G1"),
            element("A1", .activity, parent: "P1"), element("A2", .activity, parent: "P1"),
        ])
        var peers = stubs.all
        peers["plans"] = StubPeer(answers: plans)
        try await withService(modules: ReportingService.tested, name: "reporting", peers: peers) { service in
            func write(_ fields: [(String, String)], _ key: String) async throws {
                _ = try await service.call(
                    WriteEmenscr(
                        organisation: "67", project: "P1", fiscalYear: stubs.year,
                        fields: fields.map { EmenscrWriting(field: $0.0, value: $0.1) }, expectedVersion: 0,
                        idempotencyKey: key), as: .planner)
            }
            let future = await #expect(throws: RPCError.self) {
                try await write([("actualStart/A1", "2022-11-01"), ("actualEnd/A1", "2099-01-01")], "w0")
            }
            #expect(future?.problems.map(\.path) == ["/fields/1/value"])
            try await write([("actualStart/A1", "2022-11-01"), ("actualEnd/A1", "2023-02-28")], "w1")
            let report = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year, quarter: 1, definition: "emenscrProjects",
                    idempotencyKey: "c"), as: .planner)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            let table = try #require(content.parts.flatMap { $0.blocks.compactMap(\.table) }.first { $0.code == "m4" })
            let places = try ["actualStart", "actualEnd"].map { code in
                try #require(table.columns.firstIndex { $0.code == code })
            }
            #expect(places.map { table.rows[0].cells[$0].value } == ["2022-11-01", "2023-02-28"])
            #expect(places.map { table.rows[1].cells[$0].state } == [.notReported, .notReported])
            let source = try #require(table.rows[0].cells[places[0]].source)
            #expect(
                content.sources[source - 1].service == "reporting"
                    && content.sources[source - 1].method == "emenscr.get")
            let again = try await service.call(ReproduceReport(report: Reference(report.code)), as: .planner)
            #expect(again.isSame && again.inputsIntact)
        }
    }
}
