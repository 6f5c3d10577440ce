import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// The service alone, composing in a job, and what peers and callers get wrong.
@Suite(.timeLimit(.minutes(2))) struct HandedTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private func json(_ value: some Encodable) throws -> JSONValue {
        try JSONTokenDecoder.decode(
            JSONValue.self, from: try JSONDocument(parsing: try CanonicalJSON.bytes(value)).root)
    }

    private func definition(_ queries: [ReportQuery], _ table: ReportTableBinding) -> ReportDefinition {
        ReportDefinition(
            code: "own", title: LocalizedText(th: "รายงาน {year}"), procedure: "reportOfOffice", queries: queries,
            parts: [
                ReportPartDefinition(code: "money", title: LocalizedText(th: "เงิน"), blocks: [.table(table)]),
                ReportPartDefinition(
                    code: "words", title: LocalizedText(th: "ข้อความ"), blocks: [.text(LocalizedText(th: "ก"))]),
            ])
    }

    private var moneyOnly: ReportDefinition {
        definition(
            [
                ReportQuery(
                    name: "money", service: "budget", method: "budget.summary",
                    params: #"{"organisation":"{organisation}","fiscalYear":{fiscalYear},"groupBy":"project"}"#)
            ],
            ReportTableBinding(
                code: "money", caption: LocalizedText(th: "เงิน"), query: "money", rows: "/rows",
                columns: [
                    ReportColumnBinding(code: "key", title: LocalizedText(th: "โครงการ"), kind: .text, paths: ["/key"]),
                    ReportColumnBinding(
                        code: "spent", title: LocalizedText(th: "จ่าย"), kind: .money, paths: ["/spent"]),
                ], hasTotal: true))
    }

    private func publish(_ definition: ReportDefinition, _ service: TestService) async throws {
        let saved = try await service.call(
            SaveReportDefinition(organisation: "67", definition: definition, idempotencyKey: "d"), as: .planner)
        _ = try await service.call(
            PublishReportDefinition(
                code: definition.code, organisation: "67", expectedVersion: saved.version, idempotencyKey: "dp"),
            as: .planner)
    }

    @Test func aloneItReportsOnWhatItIsGiven() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: [:]) { service in
            try await publish(moneyOnly, service)
            func compose(_ data: [HandedAnswer]?, _ key: String) async throws -> Report {
                try await service.call(
                    ComposeReport(
                        organisation: "67", fiscalYear: stubs.year, definition: "own", data: data, idempotencyKey: key),
                    as: .planner)
            }
            #expect(try await compose(nil, "c0").missing == 1)
            let summary = try #require(stubs.budget.answers["budget.summary"] as? BudgetSummary)
            let report = try await compose(
                [HandedAnswer(service: "budget", method: "budget.summary", answer: try json(summary))], "c1")
            #expect(report.missing == 0)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            let table = try #require(content.parts[0].blocks.compactMap(\.table).first)
            #expect(table.rows.map { $0.cells[1].value } == ["70.00"])
            #expect(content.sources.map(\.handedBy) == ["planner@67"])
            let again = try await service.call(ReproduceReport(report: Reference(report.code)), as: .planner)
            #expect(again.isSame && again.inputs == 1)
        }
    }

    @Test func dataThatIsNoAnswerIsLocated() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: [:]) { service in
            let refusal = await #expect(throws: RPCError.self) {
                try await service.call(
                    ComposeReport(
                        organisation: "67", fiscalYear: stubs.year,
                        data: [
                            HandedAnswer(service: "budget", method: "budget.summary", answer: .string("x")),
                            HandedAnswer(service: "budget", method: "allocation.post", answer: .null),
                            HandedAnswer(service: "moon", method: "x", answer: .null),
                        ], idempotencyKey: "c"), as: .planner)
            }
            let paths = refusal?.problems.map(\.path) ?? []
            #expect(paths.count == 3 && paths[0].hasPrefix("/data/0/answer"), "\(paths)")
            #expect(Array(paths.dropFirst()) == ["/data/1/method", "/data/2/method"])
            #expect(refusal?.problems.allSatisfy { !$0.message.th.contains("Error") } == true)
        }
    }

    @Test func aJobSaysPartByPartHowFarItIs() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: ["plans": stubs.plans]) {
            service in
            try await publish(moneyOnly, service)
            let begun = try await service.call(
                BeginReport(
                    report: ReportRequest(organisation: "67", fiscalYear: stubs.year, definition: "own"),
                    idempotencyKey: "b"), as: .planner)
            func states() async throws -> [PartState] {
                try await service.call(GetReportProgress(job: begun.job), as: .planner).parts.map(\.state)
            }
            #expect(try await states() == [.waiting, .waiting])
            try await JobRunning.runAll(service.runtime)
            // What needs the budget service is missing; what needs nothing is done.
            #expect(try await states() == [.missing, .done])
            let job = try await service.call(GetJob(job: begun.job), as: .planner)
            #expect(job.state == .done && job.done == 2 && job.total == 2)
            #expect(job.result?["report"] == .string("67-2566-own-1"))
        }
    }

    /// Answers a page that never ends.
    struct Endless: RPCCaller {
        let page: any Sendable

        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            guard let answer = page as? Method.Result else { throw RPCError(.internalError, LocalizedText("?", "?")) }
            return answer
        }
    }

    /// Answers nothing until it is let go: the deadline passes.
    struct Slow: RPCCaller {
        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            throw RPCError(.deadlineExceeded, LocalizedText("ตอบไม่ทันเวลา", "did not answer in time"))
        }
    }

    /// Answers with what no contract knows.
    struct Garbage: RPCCaller {
        func call<Method: RPCMethod>(
            _ method: Method, deadline: ContinuousClock.Instant?
        ) async throws -> Method.Result {
            let document = try JSONDocument(parsing: Array(#"{"rows":"ten million","total":[]}"#.utf8))
            return try JSONTokenDecoder.decode(Method.Result.self, from: document.root)
        }
    }

    @Test func peersThatAreSlowOrAnswerGarbageLeaveMarkedGaps() async throws {
        for (peer, word) in [
            (Slow() as any RPCCaller, "ตอบไม่ทันเวลา"), (Garbage() as any RPCCaller, ReportMessages.noAnswer.th),
        ] {
            try await withService(modules: ReportingService.tested, name: "reporting", peers: ["budget": peer]) {
                service in
                try await publish(moneyOnly, service)
                let report = try await service.call(
                    ComposeReport(
                        organisation: "67", fiscalYear: stubs.year, definition: "own", idempotencyKey: "c"),
                    as: .planner)
                #expect(report.missing == 1)
                let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
                #expect(content.missing[0].reason.th == word && content.parts[0].blocks.contains { $0.kind == .gap })
                // Every form of it says so and is whole.
                let html = try HTMLReport(
                    content: content, step: .draft, sha256: nil, language: "th", medium: .screen, path: "./x"
                ).bytes()
                #expect(String(decoding: html, as: UTF8.self).contains(word))
                let status = LocalizedText(th: "ร่าง")
                #expect(try !SpreadsheetReport.bytes(content, status: status, sha256: nil).isEmpty)
            }
        }
    }

    @Test func moreRowsThanAPageHoldsIsAGapAndNotAnEnd() async throws {
        let element = ReportQuery(
            name: "elements", service: "plans", method: "element.list", params: #"{"plan":"67-PEDP","limit":1000}"#)
        let table = ReportTableBinding(
            code: "elements", caption: LocalizedText(th: "องค์ประกอบ"), query: "elements", rows: "/items",
            columns: [ReportColumnBinding(code: "code", title: LocalizedText(th: "รหัส"), kind: .text, paths: ["/code"])]
        )
        var page = try #require(stubs.plans.answers["element.list"] as? Page<PlanElement>)
        page.items = Array(repeating: page.items[0], count: 1_000)
        page.nextCursor = PageCursor("code", "more")
        try await withService(
            modules: ReportingService.tested, name: "reporting", peers: ["plans": Endless(page: page)]
        ) { service in
            try await publish(definition([element], table), service)
            let report = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: stubs.year, definition: "own", idempotencyKey: "c"),
                as: .planner)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            #expect(content.missing.map(\.reason.th) == [ReportMessages.tooManyRows(QueryRunner.rowsMax).th])
        }
    }

    /// An answer that does not come in pages is bounded by the rows that its table would have.
    @Test func moreRowsThanATableHoldsIsAGapToo() async throws {
        let query = ReportQuery(
            name: "findings", service: "plans", method: "plan.lint", params: #"{"plan":"67-PEDP"}"#)
        let table = ReportTableBinding(
            code: "findings", caption: LocalizedText(th: "ข้อค้นพบ"), query: "findings", rows: "/findings",
            columns: [
                ReportColumnBinding(code: "rule", title: LocalizedText(th: "ข้อ"), kind: .text, paths: ["/rule"])
            ])
        var lint = try #require(stubs.plans.answers["plan.lint"] as? PlanLint)
        lint.findings = Array(repeating: lint.findings[0], count: QueryRunner.rowsMax + 1)
        let peer = StubPeer(answers: ["plan.lint": lint])
        try await withService(modules: ReportingService.tested, name: "reporting", peers: ["plans": peer]) { service in
            try await publish(definition([query], table), service)
            let report = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: stubs.year, definition: "own", idempotencyKey: "c"),
                as: .planner)
            #expect(report.missing == 1)
            let content = try await service.call(GetReportContent(report: Reference(report.code)), as: .planner)
            #expect(content.missing.map(\.reason.th) == [ReportMessages.tooManyRows(QueryRunner.rowsMax).th])
            #expect(content.parts[0].blocks.first?.text?.th.contains("บริการแผน (\(LintPlan.summary.th))") == true)
        }
    }
}
