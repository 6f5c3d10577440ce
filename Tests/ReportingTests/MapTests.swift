import BudgetContract
import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// The district map, its picture, and labels that break where a reader would.
@Suite(.timeLimit(.minutes(2))) struct MapTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private func district(_ code: String, _ column: Int, shape: [MapPoint]? = nil) -> District {
        District(code: code, name: LocalizedText("เมือง<\(code)>", "Town"), column: column, row: 0, shape: shape)
    }

    @Test func oneCallGivesEveryDistrict() async throws {
        var indicators = stubs.indicators.answers
        indicators["round.outstanding"] = Page(items: [
            Outstanding(
                organisation: "67-S0001", name: LocalizedText(th: "ร"), kind: .school, state: .notStarted,
                parent: "67-02",
                supervisor: nil, dueOn: stubs.day, daysOverdue: 1)
        ])
        var row = try #require((stubs.budget.answers["budget.summary"] as? BudgetSummary)?.rows.first)
        row.key = "67-S0002"
        var summary = try #require(stubs.budget.answers["budget.summary"] as? BudgetSummary)
        summary.rows = [row]
        let peers: [String: any RPCCaller] = [
            "indicators": StubPeer(answers: indicators), "budget": StubPeer(answers: ["budget.summary": summary]),
        ]
        try await withService(modules: ReportingService.tested, name: "reporting", peers: peers) { service in
            let kept = try await service.call(
                PutDistricts(
                    organisation: "67", districts: [district("A", 0), district("B", 1)],
                    members: [
                        DistrictMember(organisation: "67-S0001", district: "A"),
                        DistrictMember(organisation: "67-S0002", district: "A"),
                    ], idempotencyKey: "d"), as: .planner)
            #expect(kept == DistrictsKept(districts: 2, members: 2))
            let map = try await service.call(GetDistrictMap(organisation: "67", fiscalYear: stubs.year), as: .planner)
            #expect(map.missing.isEmpty && map.districts.map(\.district.code) == ["A", "B"])
            let first = map.districts[0]
            #expect(first.expected == 2 && first.certified == 1 && first.spent == Money(baht: 70))
            #expect(map.districts[1].organisations == 0 && map.districts[1].spent == .zero)
            let drawing = MapSVG(map: map, measure: .certified, language: "th").text()
            #expect(drawing.contains("50.00%") && drawing.contains("url(#p2)") && drawing.contains("เมือง&lt;A&gt;"))
            #expect(try await !ChartPicture().png(Array(drawing.utf8)).isEmpty)
        }
    }

    @Test func outlinesAreDrawnWhereThereAreSome() {
        let square = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { MapPoint(x: $0.0, y: $0.1) }
        let map = DistrictMap(
            organisation: "67", fiscalYear: stubs.year, asOf: stubs.day,
            districts: [
                DistrictFigures(
                    district: district("A", 0, shape: square), organisations: 0, expected: nil, certified: nil,
                    allocated: nil, spent: nil)
            ], elsewhere: 0, missing: [])
        let text = MapSVG(map: map, measure: .spent, language: "en").text()
        #expect(text.contains("<path d=\"M0 0L640 0L640 640L0 640Z\"") && text.contains(">–<"))
        #expect([0, 1_999, 2_000, 9_999, 10_000, 12_000].map { MapSVG.level(BasisPoints($0)) } == [0, 0, 1, 4, 4, 4])
    }

    @Test func tilesAndOutlinesAreChecked() {
        var problems = Problems()
        PutDistricts(
            organisation: "67",
            districts: [
                district("A", 0), district("A", 0), district("B", 50), district("C", 3, shape: [MapPoint(x: 0, y: 0)]),
                district("D", 4, shape: [(0.0, 0.0), (.infinity, 0), (1, 1)].map { MapPoint(x: $0.0, y: $0.1) }),
            ], members: [DistrictMember(organisation: "67-S0001", district: "Z")], idempotencyKey: "k"
        ).check(&problems)
        #expect(
            problems.items.map(\.path) == [
                "/districts/1/code", "/districts/1", "/districts/2", "/districts/3/shape", "/districts/4/shape",
                "/members/0/district",
            ])
    }

    @Test func labelsBreakWhereAReaderWould() {
        let lines = LabelLines(room: 12, most: 3) { Double($0.unicodeScalars.count) * 0.55 }
        for label in SampleYear.titles {
            let broken = lines.lines(label)
            #expect(
                broken.count <= 3 && broken.allSatisfy { Double($0.unicodeScalars.count) * 0.55 <= 12.6 }, "\(broken)")
            // No line begins with a vowel or mark that follows its consonant, and no word is torn from its last letter.
            for line in broken {
                let first = line.unicodeScalars.first?.value ?? 0
                #expect(!(0x0E30...0x0E3A).contains(first) && !(0x0E45...0x0E4E).contains(first), "\(broken)")
            }
        }
        #expect(TableMarkup.bound("เป้าประสงค์ที่ 1") == "เป้าประสงค์ที่\u{00A0}1")
        #expect(TableMarkup.bound("SDG 4 และ 5 ข้อ") == "SDG 4 และ 5 ข้อ" && TableMarkup.bound("2566") == "2566")
        #expect(lines.lines("") == [""] && lines.lines(String(repeating: "ก", count: 200)).count == 3)
    }
}
