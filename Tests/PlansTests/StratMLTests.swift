import CommonContract
import Glibc
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import TestSupport
import Testing

@testable import Plans

@Suite struct StratMLTests {
    // MARK: A plan of any shape

    private static let texts = [
        "ยกระดับคุณภาพ", "อ่าน & เขียน <ได้>", "\"คำพูด\" 'a'", "  ช่องว่างรอบ  ", "บรรทัดหนึ่ง\nบรรทัดสอง\tแท็บ", "Émile 🎓",
    ]

    private static func text(_ random: inout Seeded) -> LocalizedText {
        LocalizedText(
            th: texts.randomElement(using: &random) ?? "ก", en: Bool.random(using: &random) ? "English & <more>" : nil)
    }

    /// Elements under the rules of the tree, with members of every kind.
    private static func rows(_ random: inout Seeded) -> [ElementDraft] {
        var rows: [ElementDraft] = []
        for number in 0..<Int.random(in: 1...40, using: &random) {
            let kind = NodeKind.allCases.randomElement(using: &random) ?? .goal
            let above = rows.filter { row in
                NodeKind(rawValue: row.kind.rawValue).map { kind.parents.contains($0) } ?? false
            }
            var parent = above.randomElement(using: &random)?.code
            if kind.mayStandAlone, Int.random(in: 0..<3, using: &random) == 0 { parent = nil }
            if parent == nil, !kind.mayStandAlone { continue }
            var row = ElementDraft(
                code: "67-E\(number)", kind: ElementKind(rawValue: kind.rawValue) ?? .goal, parent: parent,
                text: text(&random))
            decorate(&row, &random)
            rows.append(row)
        }
        return rows.isEmpty ? [Office.draft("67-G", .goal)] : rows
    }

    private static func decorate(_ row: inout ElementDraft, _ random: inout Seeded) {
        if Bool.random(using: &random) { row.details = text(&random) }
        if Bool.random(using: &random) { row.organisation = "67-02" }
        if Bool.random(using: &random) { row.tags = ["flagship", "พื้นที่ <A>"] }
        if Bool.random(using: &random) { row.order = Int.random(in: 0...9, using: &random) }
        if Bool.random(using: &random) { row.valueChainStage = ValueChainStage.allCases.randomElement(using: &random) }
        if [.programme, .project, .activity].contains(row.kind), Bool.random(using: &random) {
            row.startsOn = CalendarDate("2022-10-01")?.adding(days: Int.random(in: 0...90, using: &random))
            row.endsOn = row.startsOn?.adding(days: Int.random(in: 0...90, using: &random))
        }
        row.funding = [nil, .funded, .offPlan, .unfunded].randomElement(using: &random) ?? nil
        if row.funding != .unfunded, Bool.random(using: &random) {
            row.budget = Money(satang: Int64.random(in: 0...9_000_000_000, using: &random))
        }
        if Bool.random(using: &random) {
            row.stakeholders = [
                Stakeholder(name: text(&random), roles: [.beneficiary, .performer]),
                Stakeholder(name: text(&random), roles: [.performer], organisation: "67-S0001"),
            ]
        }
        guard row.kind == .indicatorReference else { return }
        row.indicator = IndicatorTargets(
            indicator: "67-IND", unit: Bool.random(using: &random) ? text(&random) : nil,
            baseline: Bool.random(using: &random) ? Quantity("-12.5") : nil,
            targets: (2566...2570).shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random)).map {
                YearlyTarget(
                    fiscalYear: Office.year($0),
                    value: Quantity(tenThousandths: Int64.random(in: -99_999...9_999_999, using: &random)))
            })
    }

    private func importing(_ xml: String, into plan: String, _ key: String, _ office: Office) async throws
        -> ImportReport
    {
        try await office.service.call(ImportStratML(idempotencyKey: key, plan: .code(plan), xml: xml))
    }

    private func same(_ element: PlanElement) -> PlanElement {
        var element = element
        element.plan = ""
        element.id = ID(high: 0, low: 0)
        return element
    }

    // MARK: Round trips

    @Test func importingWhatWasExportedChangesNothing() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Seeded(seed)
        let drawn = (0..<12).map { _ in Self.rows(&random) }
        try await Office.open { office in
            for (index, rows) in drawn.enumerated() {
                let (one, other) = ("67-A\(index)", "67-B\(index)")
                try await office.plan(one, .provincialEducationPlan, at: "67-01")
                try await office.plan(other, .provincialEducationPlan, at: "67-01")
                try await office.elements(one, rows)
                let file = try await office.service.call(ExportStratML(plan: .code(one)))
                #expect(file.elements == rows.count)
                let again = try await importing(file.xml, into: one, "again \(index)", office)
                #expect(again.unchanged == rows.count, "seed \(seed), plan \(index)\n\(file.xml)")
                #expect(again.created + again.updated + again.refused == 0)
                // Into an empty plan, everything is made as it was.
                let copied = try await importing(file.xml, into: other, "copy \(index)", office)
                #expect(copied.created == rows.count)
                let before = try await office.service.call(ListElements(plan: .code(one), limit: 1_000)).items
                let after = try await office.service.call(ListElements(plan: .code(other), limit: 1_000)).items
                #expect(before.map(same) == after.map(same), "seed \(seed), plan \(index)")
                let faults = try await onThread { try Self.faults(in: file.xml) }
                #expect(faults == "", "seed \(seed), plan \(index)")
            }
        }
    }

    @Test func aChangedFileChangesWhatWasChanged() async throws {
        try await Office.open { office in
            try await office.web()
            let file = try await office.service.call(ExportStratML(plan: "67-PEDP"))
            let parts = file.xml.split(separator: "<Name>goal 67-G1</Name>", omittingEmptySubsequences: false)
            #expect(parts.count >= 2)
            let changed = parts.joined(separator: "<Name>เป้าใหม่</Name>")
            let report = try await importing(changed, into: "67-PEDP", "changed", office)
            #expect([report.updated, report.unchanged] == [1, 3])
            #expect(try await office.service.call(GetElement(element: "67-PEDP/67-G1")).text.th == "เป้าใหม่")
        }
    }

    @Test func aFileOfAnotherSystemComesInAsFarAsTheFormsMeet() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            let xml = """
                <?xml version="1.0"?><s:PerformancePlanOrReport xmlns:s="\(StratML.namespace)" Type="Strategic_Plan">
                <s:Name>Plan</s:Name><s:StrategicPlanCore><s:Vision><s:Description>Everyone learns</s:Description>
                </s:Vision><s:Goal><s:Name>Learning</s:Name><s:Description>All of it</s:Description>
                <s:Identifier>_aa 1</s:Identifier><s:Objective><s:Name>Reading</s:Name><s:Stakeholder>
                <s:Name>Pupils</s:Name></s:Stakeholder><s:PerformanceIndicator ValueChainStage="Outcome">
                <s:MeasurementDimension>Readers</s:MeasurementDimension><s:UnitOfMeasurement>%</s:UnitOfMeasurement>
                <s:MeasurementInstance><s:TargetResult><s:EndDate>2024-09-30</s:EndDate><s:NumberOfUnits>85.5
                </s:NumberOfUnits></s:TargetResult></s:MeasurementInstance></s:PerformanceIndicator></s:Objective>
                </s:Goal></s:StrategicPlanCore></s:PerformancePlanOrReport>
                """
            #expect(await refusal { try await importing(xml, into: "67-X", "1", office) } == "stratml.rows")
            let clean = xml.split(separator: "85.5\n").joined(separator: "85.5")
            let report = try await importing(clean, into: "67-X", "2", office)
            #expect(report.created == 4)
            let items = try await office.service.call(ListElements(plan: "67-X")).items
            #expect(
                items.map { "\($0.code) \($0.kind.rawValue) \($0.parent ?? "-")" } == [
                    "67-X.G1-O1 goal 67-X.aa-1", "67-X.G1-O1-I1 indicatorReference 67-X.G1-O1", "67-X.Vision vision -",
                    "67-X.aa-1 strategicIssue -",
                ])
            #expect(items[0].stakeholders?.map(\.name.th) == ["Pupils"])
            #expect(items[1].valueChainStage == .outcome)
            #expect(
                items[1].indicator?.targets == [
                    YearlyTarget(fiscalYear: Office.year(2567), value: Quantity("85.5") ?? .zero)
                ])
        }
    }

    @Test func whatIsNoStratMLLeavesNothingBehind() async throws {
        try await Office.open { office in
            try await office.plan("67-X", .provincialEducationPlan, at: "67-01")
            func rule(_ xml: String) async -> String? {
                let error = await #expect(throws: RPCError.self) {
                    try await importing(xml, into: "67-X", xml, office)
                }
                return error?.problems.first.map { "\($0.path) \($0.rule)" }
            }
            #expect(await rule("<a/>") == "/xml stratml.root")
            #expect(await rule("<a>") == "/xml xml.malformed")
            #expect(await rule("<!DOCTYPE a><a/>") == "/xml xml.doctype")
            #expect(
                await rule("<PerformancePlanOrReport xmlns='\(StratML.namespace)'/>") == "/xml stratml.root")
            #expect(try await office.service.call(ListElements(plan: "67-X")).items.isEmpty)
        }
    }

    // MARK: The published schema

    /// What the XSD says against a document, by libxml2; empty where schema or library are not there.
    private static func faults(in xml: String) throws -> String {
        let schema = "../shared/data/schemas/stratml-part2.xsd"
        guard access(schema, R_OK) == 0, let python else {
            print("skipped: \(schema) or a Python with lxml is not there")
            return ""
        }
        var name = Array("/tmp/stratml-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        defer {
            close(file)
            unlink(name)
        }
        let bytes = Array(xml.utf8)
        #expect(write(file, bytes, bytes.count) == bytes.count)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return try Command.output([python, "-c", check, schema, path])
    }

    private static let check = """
        import sys
        from lxml import etree
        schema = etree.XMLSchema(etree.parse(sys.argv[1]))
        document = etree.parse(sys.argv[2])
        schema.validate(document)
        print("".join(str(fault) for fault in schema.error_log), end="")
        """

    private static let python = ["/usr/bin/python3", "python3"].first { python in
        (try? Command.output([python, "-c", "import lxml.etree"])) != nil
    }
}
