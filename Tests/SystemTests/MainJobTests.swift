import BudgetContract
import CommonContract
import Directory
import Foundation
import JSONRPC
import Kernel
import RPCClient
import ReportingContract
import ServiceKit
import TestSupport
import Testing

@testable import Phaen

/// Tests with real processes, one after the other: two cores serve one suite at a time.
@Suite(.serialized) enum Processes {}

extension Processes {
    /// The main job, small: the example with a few schools, from plans to the published report; and what happens when
    /// services and the database die in the middle of it.
    @Suite struct MainJobTests {}
}

extension Processes.MainJobTests {
    private func example(_ suite: Suite) async throws -> Example {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docker/example").path
        let addresses = Dictionary(
            uniqueKeysWithValues: Example.Service.allCases.map { ($0, suite.address($0.rawValue)) })
        return try await Example(folder: folder, issuer: suite.issuer, addresses: addresses, schoolsMax: 12)
    }

    @Test func theExampleYearEndsInAPublishedReport() async throws {
        let suite = try await Suite()
        let example = try await example(suite)
        if Readers.areThere {
            // With the year in the books, but for its report, the reporting service's examples can be told.
            try await example.loadYear(#require(FiscalYear(2566)))
            try await Told.replay(
                "reporting", in: suite,
                leavingOut: DirectoryModule().methods + CommonModule().methods + FileMethods.all + AccountMethods.all
                    + ProcedureMethods.all)
        }
        let summary = try await example.load()
        let links = try await LoadPeople(example: example).run().split(whereSeparator: \.isWhitespace)
            .filter { $0.hasPrefix("http") }
        #expect(links.count == 5)
        for link in links { #expect(try await Web.get(String(link)).status == 200) }
        let address = try #require(
            summary.split(separator: "\n").first { $0.contains("page") }?.split(separator: " ").last)
        for (ending, type) in [
            ("", "text/html"), (".pdf", "application/pdf"), (".xlsx", "spreadsheetml"), (".csv", "csv"),
            (".json", "json"),
        ] {
            let reply = try await Web.get(String(address) + ending)
            #expect(reply.status == 200, "\(ending)")
            #expect(reply.header("content-type")?.contains(type) == true, "\(ending)")
            #expect(reply.body.count > 1_000, "\(ending)")
        }
        if Readers.areThere {
            var figures = try await Figures(of: String(address), folder: suite.folder)
            try figures.expectTheSpreadsheetAgrees()
            figures.expectThePaperAgrees()
            var books = BookFigures(figures.content, example)
            try await books.expectTheLedgerAgrees()
            try await books.expectTheRollUpsAgree()
            #expect(books.compared > 50)
            try await keepEveryReport(suite)
            #expect(figures.compared > 200)
        }
        if Processes.JourneyTests.isThere {
            let token = try suite.folder.write("province.token", Array(try await suite.token().utf8))
            let said = try await Readers.run(
                "province.py", suite.address("plans"), suite.address("indicators"), suite.address("budget"),
                suite.address("reporting"), token, suite.folder.path, "67-S0001")
            #expect(said.hasSuffix("ok"), "\(said)")
        }
        // Again changes nothing: the same report, no new link, and no new event anywhere.
        let before = try await lastEvents(example)
        let again = try await example.load()
        #expect(again == summary)
        #expect(try await LoadPeople(example: example).run().isEmpty)
        let after = try await lastEvents(example)
        #expect(after == before)
        // What was written proves itself.
        for service in Example.Service.allCases {
            let audit = try await example.call(service, VerifyAudit(), as: .auditor)
            #expect(audit.intact, "\(service)")
        }
        let ledger = try await example.call(.budget, VerifyLedger(organisation: "67"), as: .auditor)
        #expect(ledger.sound)
        #expect(ledger.postings > 1_000)
    }

    /// For a person to look at, where `PHAEN_KEEP_RENDERED` says: every published report as its PDF.
    private func keepEveryReport(_ suite: Suite) async throws {
        guard let folder = ProcessInfo.processInfo.environment["PHAEN_KEEP_RENDERED"] else { return }
        let page = String(decoding: try await Web.get(suite.address("reporting") + "/reports").body, as: UTF8.self)
        for piece in page.components(separatedBy: "./reports/").dropFirst() {
            let name = piece.prefix { $0 != "\"" && $0 != "?" }
            guard name.hasSuffix(".pdf") else { continue }
            let file = try await Web.get(suite.address("reporting") + "/reports/\(name)")
            try Data(file.body).write(to: URL(filePath: folder).appending(path: String(name)))
        }
    }

    @Test func aDeadPeerLeavesADraftThatCanNeverBePublished() async throws {
        let suite = try await Suite()
        let example = try await example(suite)
        try await LoadDirectory(example: example).run()
        await suite.kill("indicators")
        let year = try #require(FiscalYear(2566))
        let report = try await example.call(
            .reporting, ComposeReport(organisation: "67", fiscalYear: year, idempotencyKey: "draft"), as: .planner,
            at: "67")
        #expect(report.missing > 0)
        let frozen = try await example.call(
            .reporting,
            FreezeReport(report: .id(report.id), expectedVersion: report.version, idempotencyKey: "freeze"),
            as: .planner, at: "67")
        let day = try #require(CalendarDate(year: 2023, month: 10, day: 9))
        let refusal = await #expect(throws: ExampleFault.self) {
            try await example.call(
                .reporting,
                RecordReportStep(
                    report: .id(report.id), step: .checked, happenedOn: day, position: "ผู้ตรวจ (ตัวอย่าง)",
                    expectedVersion: frozen.version, idempotencyKey: "check"),
                as: .secretary, at: "67")
        }
        #expect(refusal?.error.kind == .ruleViolated)
    }

    /// Writers go on with the same keys while each service and the database are killed; what was acknowledged is there
    /// once.
    @Test func whatWasAcknowledgedSurvivesKills() async throws {
        let suite = try await Suite(starting: ["plans", "indicators", "budget", "reporting"])
        let example = try await example(suite)
        try await LoadDirectory(example: example).run()
        let codes = (0..<40).map { "67-K\(1000 + $0)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for code in codes {
                group.addTask { try await create(code, example) }
            }
            group.addTask {
                for name in Suite.names {
                    await suite.kill(name)
                    try suite.start(name)
                    try await suite.waitUntilReady(name)
                }
                await suite.database.kill()
                try await suite.database.start()
            }
            try await group.waitForAll()
        }
        for service in Example.Service.allCases {
            for code in codes {
                try await example.until(code) {
                    (try? await example.call(service, GetOrganisation(organisation: .code(code)))) != nil
                }
                let found = try await example.call(service, GetOrganisation(organisation: .code(code)))
                #expect(found.history.count == 1, "\(service) \(code)")
            }
            let audit = try await example.call(service, VerifyAudit(), as: .auditor)
            #expect(audit.intact, "\(service)")
        }
    }

    @Test func aServiceThatIsAskedToStopEndsWell() async throws {
        let suite = try await Suite(starting: ["plans"])
        let status = await suite.stop("plans")
        #expect(status == 0)
    }

    /// Creates it in the plans service, from which the others follow; repeats with the same key until it is answered.
    private func create(_ code: String, _ example: Example) async throws {
        for _ in 0..<400 {
            do {
                _ = try await example.call(
                    .plans,
                    CreateOrganisation(
                        idempotencyKey: code, code: code, kind: .school, name: LocalizedText(th: "โรงเรียน \(code)"),
                        parent: "67-01", openedOn: CalendarDate(year: 2022, month: 10, day: 1)))
                return
            } catch let fault as ExampleFault
                where [.unavailable, .deadlineExceeded, .internalError].contains(fault.error.kind)
            {
                await Pause.short()
            }
        }
        throw SystemTestError("\(code) was never acknowledged")
    }

    private func lastEvents(_ example: Example) async throws -> [Int] {
        var last: [Int] = []
        for service in Example.Service.allCases {
            last.append(try await example.call(service, ListEvents(after: 0, limit: 1), as: .integrator).last)
        }
        return last
    }
}
