import CommonContract
import Indicators
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

/// Field visits, showcases, advice and the network of data officers.
@Suite struct FollowUpTests {
    private func date(_ text: String) -> CalendarDate { CalendarDate(text) ?? .epoch }

    private func schedule(_ service: TestService, _ code: String, on day: String, at organisation: String = "67-S0001")
        async throws -> Visit
    {
        try await service.call(
            ScheduleVisit(
                idempotencyKey: code, code: code, organisation: organisation, plannedOn: date(day),
                visitors: ["ศึกษานิเทศก์"], purpose: "ติดตาม"), as: .planner)
    }

    private func report(_ findings: [VisitFinding], version: Int = 1, on day: String = "2023-11-10") -> ReportVisit {
        ReportVisit(
            idempotencyKey: "report-\(day)-\(findings.count)-\(version)", visit: "67-V1", expectedVersion: version,
            visitedOn: date(day), summary: "เรียบร้อย", findings: findings,
            scores: [VisitScore(criterion: "ก", score: Quantity(2) ?? .zero, max: Quantity(3) ?? .zero)])
    }

    @Test func aVisitGoesFromPlanToTheLastFindingPutRight() async throws {
        try await withRound { setting in
            let service = setting.service
            _ = try await schedule(service, "67-V1", on: "2023-11-01")
            _ = try await schedule(service, "67-V2", on: "2023-12-01", at: "67-S0003")
            let problem = VisitFinding(
                code: "F1", kind: .problem, text: "ขาดครู", indicator: "67-RATIO", dueOn: date("2023-11-12"))
            let strength = VisitFinding(code: "F2", kind: .strength, text: "สะอาด")
            let toCome = await refusal {
                try await service.call(report([], on: "2023-11-16"), as: .planner)
            }
            #expect(toCome?.rule == "visit.visitedOn")
            let reported = try await service.call(report([problem, strength]), as: .planner)
            #expect(reported.state == .reported && reported.percent == Quantity("66.67"))
            #expect(await refusal { try await service.call(report([], version: 1), as: .planner) }?.kind == .conflict)
            let other = await refusal { try await service.call(report([], version: 2), as: .planner) }
            #expect(other?.rule == "visit.state")
            func summary(_ organisation: String) async throws -> VisitSummary {
                try await service.call(SummariseVisits(organisation: organisation), as: .planner)
            }
            let before = try await summary("67")
            #expect(before.planned == 1 && before.overdue == 0 && before.reported == 1 && before.findings == 2)
            #expect(before.openFindings == 1 && before.overdueFindings == 1)
            let closed = try await service.call(
                FollowUpVisit(
                    idempotencyKey: "f", visit: "67-V1", expectedVersion: 2, finding: "F1", on: date("2023-11-15"),
                    text: "ได้ครูแล้ว", resolved: true), as: .reporter)
            #expect(closed.state == .closed && closed.findings[0].followUps?.count == 1)
            #expect(try await summary("67").openFindings == 0)
            #expect(try await summary("67-19").planned == 1)
            let list = try await service.call(ListVisits(organisation: "67", limit: 1), as: .planner)
            #expect(list.items.map(\.code) == ["67-V2"])
            let rest = try await service.call(
                ListVisits(organisation: "67", limit: 1, cursor: list.nextCursor), as: .planner)
            #expect(rest.items == [closed] && rest.nextCursor == nil)
            #expect(await refusal { try await service.call(ListVisits(organisation: "67"), as: .reporter) } != nil)
        }
    }

    @Test func evidenceIsWhatItIsSaidToBe() async throws {
        try await withRound { setting in
            let service = setting.service
            let stored = try await service.call(
                PutFile(
                    idempotencyKey: "put", organisation: "67-S0001", name: "บันทึก.txt", mediaType: "text/plain",
                    content: Base64.encode(Array("หลักฐาน".utf8))), as: .planner)
            _ = try await schedule(service, "67-V1", on: "2023-11-01")
            func reference(_ size: Int, _ type: String) -> FileReference {
                FileReference(name: "บันทึก.txt", mediaType: type, size: size, sha256: stored.sha256)
            }
            var finding = VisitFinding(code: "F1", kind: .strength, text: "ดี", evidence: [reference(5, "image/png")])
            let lie = await refusal { try await service.call(report([finding]), as: .planner) }
            #expect(
                lie?.problems.map(\.path) == ["/findings/0/evidence/0/size", "/findings/0/evidence/0/mediaType"])
            #expect(lie?.problems.allSatisfy { $0.message.en != nil } == true)
            var letter = try Setting.letter()
            letter.file = reference(stored.size, "application/pdf")
            try await setting.save("67-S0001", Setting.answers())
            try await setting.submit("67-S0001", version: 1)
            let certify = await refusal {
                try await service.call(
                    CertifySubmission(
                        idempotencyKey: "c", round: setting.round, organisation: "67-S0001", expectedVersion: 2,
                        certification: letter), as: .head)
            }
            #expect(certify?.problems.map(\.path) == ["/certification/file/mediaType"])
            let status = try await service.call(GetRoundStatus(round: setting.round), as: .planner)
            #expect(status.counts.submitted == 1 && status.counts.certified == 0)
            finding.evidence = [reference(stored.size, stored.mediaType)]
            #expect(try await service.call(report([finding]), as: .planner).state == .closed)
        }
    }

    @Test func showcasesArePublicOnceTheyArePublished() async throws {
        try await withRound { setting in
            let service = setting.service
            for code in ["67-B1", "67-B2"] {
                _ = try await service.call(
                    NominateShowcase(
                        idempotencyKey: code, code: code, organisation: "67-S0001", fiscalYear: setting.year,
                        title: LocalizedText(th: code), story: "เรื่อง", indicators: ["67-SUM"], evidence: []),
                    as: .reporter)
            }
            func seen(_ caller: Caller) async throws -> [String] {
                try await service.call(ListShowcases(organisation: "67"), as: caller).items.map(\.code)
            }
            #expect(try await seen(.planner) == ["67-B2", "67-B1"])
            #expect(try await seen(.stranger) == [])
            func assess(_ version: Int, _ state: ShowcaseState) async throws -> Showcase {
                try await service.call(
                    AssessShowcase(
                        idempotencyKey: "a\(version)\(state)", showcase: "67-B1", expectedVersion: version,
                        state: state, scores: []), as: .provincialOfficer)
            }
            _ = try await assess(1, .published)
            #expect(try await seen(.stranger) == ["67-B1"])
            #expect(await refusal { try await assess(2, .declined) }?.rule == "showcase.state")
        }
    }

    @Test func adviceIsAnsweredAndFollowedUpAndTheNetworkShowsItsGaps() async throws {
        try await withRound { setting in
            let service = setting.service
            _ = try await service.call(
                AskAdvice(
                    idempotencyKey: "q", code: "67-A1", organisation: "67-S0001", askedOn: date("2023-11-01"),
                    channel: .chat, topic: "สูตร", question: "คิดอย่างไร"), as: .reporter)
            let early = await refusal {
                try await service.call(
                    AnswerAdvice(
                        idempotencyKey: "e", advice: "67-A1", expectedVersion: 1, on: date("2023-10-31"), answer: "ก"),
                    as: .planner)
            }
            #expect(early?.rule == "advice.on")
            _ = try await service.call(
                AnswerAdvice(
                    idempotencyKey: "a", advice: "67-A1", expectedVersion: 1, on: date("2023-11-02"), answer: "หาร"),
                as: .agencyPlanner)
            let settled = try await service.call(
                FollowUpAdvice(
                    idempotencyKey: "f", advice: "67-A1", expectedVersion: 2, on: date("2023-11-03"), text: "เข้าใจแล้ว",
                    resolved: true), as: .reporter)
            #expect(settled.state == .settled && settled.answeredBy == "agencyPlanner@67-02")
            func gaps() async throws -> [String] {
                try await service.call(ListOfficerGaps(organisation: "67-02"), as: .planner).items.map(\.organisation)
            }
            #expect(try await gaps() == ["67-02", "67-S0001", "67-S0002"])
            func save(until: String?, version: Int?) async throws {
                _ = try await service.call(
                    SaveOfficer(
                        idempotencyKey: "o\(version ?? 0)", organisation: "67-S0001", position: "ครู",
                        since: date("2023-05-16"), until: until.map(date), expectedVersion: version), as: .planner)
            }
            try await save(until: nil, version: nil)
            #expect(try await gaps() == ["67-02", "67-S0002"])
            try await save(until: "2023-11-14", version: 1)
            #expect(try await gaps().count == 3)
            #expect(await refusal { try await save(until: nil, version: 7) }?.kind == .conflict)
            let former = try await service.call(
                ListOfficers(organisation: "67-02", includeFormer: true), as: .planner)
            #expect(former.items.map(\.version) == [2])
        }
    }

    @Test func aRoundIsCountedByDistrictKindAndAgency() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                ImportAreas(
                    idempotencyKey: "a", under: "67", areas: [Area(code: "6703", name: LocalizedText(th: "หล่มสัก"))]),
                as: .planner)
            for code in ["67-S0001", "67-S0003"] {
                _ = try await service.call(
                    UpdateOrganisation(
                        idempotencyKey: code, organisation: .code(code), district: "6703", expectedVersion: 1),
                    as: .planner)
            }
            let setting = try Setting(service)
            try await setting.open()
            try await setting.certified("67-S0001")
            func counts(_ by: RoundGrouping, _ organisation: String? = nil) async throws -> [String] {
                try await service.call(
                    GetRoundStatusBy(round: setting.round, by: by, organisation: organisation), as: .planner
                ).items.map { "\($0.key ?? "-") \($0.name?.th ?? "") \($0.counts.certified)/\($0.counts.expected)" }
            }
            #expect(try await counts(.district) == ["-  0/5", "6703 หล่มสัก 1/2"])
            #expect(try await counts(.district, "67-02") == ["-  0/2", "6703 หล่มสัก 1/1"])
            #expect(try await counts(.kind).contains("school  1/3"))
            let agencies = try await counts(.parent)
            #expect(agencies.contains { $0.hasPrefix("67-02 ") && $0.hasSuffix(" 1/2") })
            #expect(agencies.contains { $0.hasPrefix("67-19 ") && $0.hasSuffix(" 0/1") })
        }
    }
}
