import CommonContract
import Foundation
import JSONRPC
import Kernel
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// What leaves for other programs is read by programs that others wrote (`docker/local.sh test` installs them).
@Suite(.enabled(if: OthersReaders.areThere), .timeLimit(.minutes(2))) struct OpenFormatsTests {
    let sdg: SdgTests

    init() throws { sdg = try SdgTests() }

    /// icalendar reads the feed of an organisation: whole days, each thing once, Thai as it was written.
    @Test func aCalendarProgramReadsTheFeed() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: sdg.stubs.all) { service in
            let page = try await service.page("/calendar/:organisation", ["organisation": "67.ics"], as: .anonymous)
            let found = try await OthersReaders.read("feed.py", ["feed.ics": page.body])
            let events = try #require(found["events"] as? [[String: Any]])
            #expect((found["errors"] as? [String])?.isEmpty == true && (found["longest"] as? Int ?? 99) <= 75)
            #expect((found["name"] as? String)?.contains("67") == true)
            var expected: [String: String] = [:]
            let now = try #require(FiscalYear(containing: service.now.dateInThailand)).buddhistYear
            for year in (now - 1)...(now + 1) {
                let list = try await service.call(
                    ListSchedule(organisation: "67", fiscalYear: try #require(FiscalYear(year)), limit: 1_000),
                    as: .planner)
                for item in list.items { expected[item.title.th] = item.dueOn.description }
            }
            #expect(
                events.count == expected.count && Set(events.compactMap { $0["uid"] as? String }).count == events.count)
            for event in events {
                let title = try #require(event["summary"] as? String)
                #expect(event["day"] as? String == expected[title], "\(title)")
                let day = try #require(CalendarDate(event["day"] as? String ?? ""))
                #expect(event["until"] as? String == day.adding(days: 1)?.description)
                #expect((event["alarms"] as? [String]) == ["-3 days, 0:00:00"])
            }
        }
    }

    /// rdflib reads the catalogue as linked data; its hashes are those of the files that are served; the edition before is
    /// still there, and named.
    @Test func aHarvesterReadsTheCatalogue() async throws {
        try await withService(
            modules: ReportingService.tested, name: "reporting", peers: try sdg.peers(keptBack: false)
        ) { service in
            let first = try await sdg.published(service)
            let second = try await sdg.published(service, key: "2", reason: LocalizedText(th: "แก้ตัวเลข"))
            #expect(second.corrects == first.id)
            var files: [String: [UInt8]] = [:]
            for report in [first, second] {
                for ending in [".csv", ".json"] {
                    files["reports/\(report.code)\(ending)"] =
                        try await service.page(
                            "/reports/:report", ["report": report.code + ending], as: .anonymous
                        ).body
                }
            }
            files["catalog.json"] = try await service.page("/catalog.json", as: .anonymous).body
            let found = try await OthersReaders.read("catalogue.py", files)
            #expect((found["faults"] as? [Any])?.isEmpty == true, "\(found["faults"] ?? "")")
            #expect(found["sets"] as? [String] == [first, second].map { "reports/\($0.code)" })
            #expect(found["earlier"] as? Int == 1)
            // What was signed has its hash from the beginning; the other files have theirs when they are made.
            #expect((found["hashes"] as? Int ?? 0) >= 2, "\(found)")
        }
    }

    /// frictionless and PyYAML read every file that the index of the Open SDG site names.
    @Test func aSiteGeneratorReadsTheSdgData() async throws {
        try await withService(
            modules: ReportingService.tested, name: "reporting", peers: try sdg.peers(keptBack: false)
        ) { service in
            _ = try await sdg.published(service)
            let index = try await service.page(
                "/opensdg/:province/:file", ["province": "67", "file": "index.json"], as: .anonymous
            ).body
            var files = ["index.json": index]
            let named = try JSONDocument(parsing: index).root["files"]?.elements.compactMap { $0["path"]?.string } ?? []
            #expect(named.count == 6)
            for path in named {
                let parts = path.split(separator: "/").map(String.init)
                files[path] =
                    try await service.page(
                        "/opensdg/:province/:folder/:file", ["province": "67", "folder": parts[0], "file": parts[1]],
                        as: .anonymous
                    ).body
            }
            let found = try await OthersReaders.read("opensdg.py", files)
            #expect((found["faults"] as? [Any])?.isEmpty == true, "\(found["faults"] ?? "")")
            let rows = try #require(found["rows"] as? [[Any]])
            #expect(rows.map { $0[0] as? Int } == [2022, 2023] && rows.map { $0[3] as? Double } == [70.5, 80.5])
            #expect(rows[0][1] as? String == "I1 ตัวชี้วัด \"หนึ่ง\"" && rows[0][2] as? String == "ร้อยละ")
            let settings = try #require(found["settings"] as? [[Any]])
            #expect(settings.map { $0[1] as? String } == ["complete", "notstarted"])
        }
    }
}
