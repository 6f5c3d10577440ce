import CommonContract
import Crypto
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// Reports over the real router and database.
@Suite(.timeLimit(.minutes(2))) struct ReportLifeTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private func compose(_ service: TestService, key: String = "c", why: String? = nil) async throws -> Report {
        try await service.call(
            ComposeReport(
                organisation: "67", fiscalYear: stubs.year, reason: why.map { LocalizedText(th: $0) },
                idempotencyKey: key), as: .planner)
    }

    private func error(_ work: () async throws -> some Sendable) async -> RPCError? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error as? RPCError
        }
    }

    private func signed(_ service: TestService, _ start: Report, day: CalendarDate) async throws -> Report {
        let reference = Reference(start.code)
        var report = try await service.call(
            FreezeReport(report: reference, expectedVersion: start.version, idempotencyKey: "f\(start.revision)"),
            as: .planner)
        for step in [ReportStep.checked, .screened, .signed] {
            report = try await service.call(
                RecordReportStep(
                    report: reference, step: step, happenedOn: day, position: "ประธาน", document: "มติ 1/2566",
                    expectedVersion: report.version, idempotencyKey: "\(step.rawValue)\(start.revision)"),
                as: .secretary)
        }
        return report
    }

    @Test func fromDraftToPublication() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let day = service.now.dateInThailand
            let draft = try await compose(service)
            #expect(draft.code == "67-2566-annualProvincial-1" && draft.step == .draft && draft.missing == 0)
            // The same key gives the same report.
            #expect(try await compose(service) == draft)
            let written = try await service.call(
                WriteReport(
                    report: Reference(draft.code), part: "foreword", text: LocalizedText(th: "คำนำใหม่"),
                    expectedVersion: draft.version, idempotencyKey: "w"), as: .planner)
            let content = try await service.call(GetReportContent(report: Reference(draft.code)), as: .planner)
            #expect(content.parts[0].blocks.first?.text?.th == "คำนำใหม่")
            #expect(content.sources.count == 9)
            let signed = try await signed(service, written, day: day)
            #expect(signed.step == .signed && signed.sha256?.count == 64)
            let published = try await service.call(
                PublishReport(report: Reference(draft.code), expectedVersion: signed.version, idempotencyKey: "p"),
                as: .provincialOfficer)
            #expect(published.history.map(\.step) == [.draft, .frozen, .checked, .screened, .signed, .published])
            #expect(published.history.map(\.number) == Array(1...6))
            let verification = try await service.call(VerifyReport(report: Reference(draft.code)), as: .planner)
            #expect(verification.isIntact && verification.recorded == published.sha256)
            // Made again from what was recorded, with what was written into it: every byte the same.
            let again = try await service.call(ReproduceReport(report: Reference(draft.code)), as: .planner)
            #expect(again.isSame && again.inputsIntact && again.inputs == 12 && again.recorded == published.sha256)
        }
    }

    @Test func nothingIsEditedAfterwards() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let day = service.now.dateInThailand
            let draft = try await compose(service)
            let reference = Reference(draft.code)
            let stale = await error {
                try await service.call(
                    FreezeReport(report: reference, expectedVersion: 9, idempotencyKey: "x"), as: .planner)
            }
            #expect(stale?.kind == .conflict && stale?.details.first?.value == .number("1"))
            let signed = try await signed(service, draft, day: day)
            let write = await error {
                try await service.call(
                    WriteReport(
                        report: reference, part: "foreword", text: LocalizedText(th: "x"),
                        expectedVersion: signed.version,
                        idempotencyKey: "w"), as: .planner)
            }
            #expect(write?.kind == .ruleViolated)
            let back = await error {
                try await service.call(
                    ReturnReport(
                        report: reference, happenedOn: day, note: "x", expectedVersion: signed.version,
                        idempotencyKey: "r"),
                    as: .secretary)
            }
            #expect(back?.kind == .ruleViolated)
            // A signed revision is published before another is composed.
            #expect(await error { try await compose(service, key: "c2") }?.kind == .conflict)
        }
    }

    @Test func aReportWithGapsNeverGoesOn() async throws {
        var peers = stubs.all
        peers["budget"] = nil
        try await withService(modules: ReportingService.tested, name: "reporting", peers: peers) { service in
            let draft = try await compose(service)
            #expect(draft.missing == 1)
            let frozen = try await service.call(
                FreezeReport(report: Reference(draft.code), expectedVersion: 1, idempotencyKey: "f"), as: .planner)
            let refused = await error {
                try await service.call(
                    RecordReportStep(
                        report: Reference(draft.code), step: .checked, happenedOn: service.now.dateInThailand,
                        expectedVersion: frozen.version, idempotencyKey: "s"), as: .planner)
            }
            #expect(refused?.kind == .ruleViolated)
            let returned = try await service.call(
                ReturnReport(
                    report: Reference(draft.code), happenedOn: service.now.dateInThailand, note: "ไม่ครบ",
                    expectedVersion: frozen.version, idempotencyKey: "r"), as: .secretary)
            #expect(returned.step == .returned)
            let next = try await compose(service, key: "c2")
            #expect(next.revision == 2)
            let first = try await service.call(GetReport(report: Reference(draft.code)), as: .planner)
            #expect(first.supersededBy == next.id)
            let list = try await service.call(
                ListReports(province: "67", latestOnly: true), as: .planner)
            #expect(list.items.map(\.id) == [next.id])
        }
    }

    @Test func stepsComeInOrderAndNotBeforeTheirDay() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await compose(service)
            let frozen = try await service.call(
                FreezeReport(report: Reference(draft.code), expectedVersion: 1, idempotencyKey: "f"), as: .planner)
            let tomorrow = try #require(service.now.dateInThailand.adding(days: 1))
            for (step, day, kind) in [
                (ReportStep.screened, service.now.dateInThailand, RPCErrorKind.ruleViolated),
                (.checked, tomorrow, .invalidParams),
            ] {
                let refused = await error {
                    try await service.call(
                        RecordReportStep(
                            report: Reference(draft.code), step: step, happenedOn: day, expectedVersion: frozen.version,
                            idempotencyKey: "s"), as: .secretary)
                }
                #expect(refused?.kind == kind)
            }
            #expect(await error { try await compose(service, key: "x") } == nil)
            let old = await error {
                try await service.call(
                    RecordReportStep(
                        report: Reference(draft.code), step: .checked, happenedOn: service.now.dateInThailand,
                        expectedVersion: frozen.version + 1, idempotencyKey: "s2"), as: .secretary)
            }
            #expect(old?.kind == .ruleViolated)
        }
    }

    @Test func filesAndWhoSeesThem() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let draft = try await compose(service)
            let page = try #require(service.router.pages.first { $0.path == "/reports/:report" })
            func get(_ name: String, as caller: Caller) async throws -> PageResponse {
                let context = CallContext(
                    caller: caller, requestID: "t", traceparent: nil, deadline: .now + .seconds(90), now: service.now)
                return try await page.answer(
                    PageRequest(parameters: ["report": name], query: [:], language: "th"), context
                ).whole()
            }
            #expect(await error { try await get(draft.code, as: .anonymous) }?.kind == .notFound)
            #expect(await error { try await get(draft.code, as: .holding(.planner, at: "65")) }?.kind == .notFound)
            #expect(try await get(draft.code, as: .planner).contentType == "text/html; charset=utf-8")
            let signed = try await signed(service, draft, day: service.now.dateInThailand)
            _ = try await service.call(
                PublishReport(report: Reference(draft.code), expectedVersion: signed.version, idempotencyKey: "p"),
                as: .provincialOfficer)
            // Publishing begins the job that makes the files.
            try await JobRunning.runAll(service.runtime)
            let json = try await get(draft.code + ".json", as: .anonymous)
            #expect(SHA256.hash(data: json.body).hex == signed.sha256)
            let pdf = try await get(draft.code + ".pdf", as: .anonymous)
            #expect(pdf.body.starts(with: "%PDF-".utf8))
            #expect(try await get(draft.id.description + ".pdf", as: .anonymous).body == pdf.body)
            for ending in [".xlsx", ".csv", ".html", ""] {
                #expect(try await !get(draft.code + ending, as: .anonymous).body.isEmpty)
            }
            let marked = try await page.answer(
                PageRequest(parameters: ["report": draft.code + ".html"], query: ["origin": "yes"], language: "th"),
                CallContext(
                    caller: .anonymous, requestID: "t", traceparent: nil, deadline: .now + .seconds(90),
                    now: service.now))
            #expect(String(decoding: marked.body, as: UTF8.self).contains("<sup><a href=\"#source-7\">7</a></sup>"))
            let catalogue = CataloguePage(licence: "https://licence.example/by").document(
                try await service.database.all(SelectEditions(limit: 10)),
                Dictionary(
                    uniqueKeysWithValues: try await service.database.all(SelectFileHashes(limit: 10)).map {
                        ("\($0.report) \($0.name)", ($0.sha256, $0.size))
                    }))
            guard case .array(let sets)? = catalogue["dcat:dataset"],
                case .array(let files)? = sets[0]["dcat:distribution"]
            else {
                Issue.record("no data set")
                return
            }
            #expect(sets.count == 1 && sets[0]["dct:identifier"] == .string(draft.code) && files.count == 5)
            // The hashes of the files are of the bytes that are served, that of the content is the signed one.
            let sums = files.compactMap { $0["spdx:checksum"]?["spdx:checksumValue"] }
            var served: [String] = []
            for ending in [".pdf", ".xlsx", ".csv"] {
                served.append(SHA256.hash(data: try await get(draft.code + ending, as: .anonymous).body).hex)
            }
            #expect(sums == (served + [signed.sha256 ?? ""]).map { .string($0) })
            #expect(try await published(service) == [draft.code])
        }
    }

    /// Codes of what citizens find.
    private func published(_ service: TestService) async throws -> [String] {
        try await service.database.all(FindPublished(limit: 10)).map(\.report.code)
    }

    @Test func aPublishedRevisionGivesWayToTheNext() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var codes: [String] = []
            for number in 1...2 {
                let signed = try await signed(
                    service, try await compose(service, key: "c\(number)", why: number == 1 ? nil : "แก้ตัวเลข"),
                    day: service.now.dateInThailand)
                let published = try await service.call(
                    PublishReport(
                        report: Reference(signed.code), expectedVersion: signed.version, idempotencyKey: "p\(number)"),
                    as: .provincialOfficer)
                codes.append(published.code)
            }
            let first = try await service.call(GetReport(report: Reference(codes[0])), as: .planner)
            #expect(first.step == .published && first.supersededBy != nil)
            let second = try await service.call(GetReport(report: Reference(codes[1])), as: .planner)
            #expect(second.corrects == first.id && second.id == first.supersededBy)
            let content = try await service.call(GetReportContent(report: Reference(codes[1])), as: .planner)
            #expect(content.corrects == codes[0] && content.reason?.th == "แก้ตัวเลข")
            // Once one is published, another says why.
            #expect(await error { try await compose(service, key: "c3") }?.kind == .invalidParams)
            #expect(try await published(service) == [codes[1]])
        }
    }
}
