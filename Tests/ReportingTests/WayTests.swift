import CommonContract
import JSONRPC
import Kernel
import Procedures
import RPCServer
import ReportingContract
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Reporting

/// The ways of reports over the procedure engine.
@Suite(.timeLimit(.minutes(2))) struct WayTests {
    let stubs: StubPeers

    init() throws { stubs = try StubPeers() }

    private func frozen(
        _ service: TestService, _ definition: String = "annualProvincial", quarter: Int? = nil
    ) async throws -> Report {
        let draft = try await service.call(
            ComposeReport(
                organisation: "67", fiscalYear: stubs.year, quarter: quarter, definition: definition,
                idempotencyKey: "c \(definition)"),
            as: .planner)
        return try await service.call(
            FreezeReport(
                report: Reference(draft.code), expectedVersion: draft.version, idempotencyKey: "f \(draft.code)"),
            as: .planner)
    }

    private func record(
        _ step: ReportStep, _ report: Report, _ service: TestService, resolution: String? = nil
    ) async throws -> Report {
        try await service.call(
            RecordReportStep(
                report: Reference(report.code), step: step, happenedOn: service.now.dateInThailand,
                position: "ประธาน", document: "1/2566", resolution: resolution, expectedVersion: report.version,
                idempotencyKey: "\(report.code) \(report.version)"), as: .secretary)
    }

    private func publish(_ report: Report, _ service: TestService) async throws -> Report {
        try await service.call(
            PublishReport(
                report: Reference(report.code), expectedVersion: report.version, idempotencyKey: "p \(report.code)"),
            as: .provincialOfficer)
    }

    @Test func theShippedWaysAreSound() throws {
        for text in ReportProcedures.all {
            let definition = try CanonicalJSON.value(ProcedureDefinition.self, from: Array(text.utf8))
            #expect(definition.problems().isEmpty, "\(definition.problems())")
        }
        let known = Set(
            try ReportProcedures.all.map {
                try CanonicalJSON.value(ProcedureDefinition.self, from: Array($0.utf8)).code
            })
        for definition in ShippedDefinitions.all {
            #expect(known.contains(definition.procedure ?? ReportProcedures.standard), "\(definition.code)")
        }
    }

    @Test func overTheCommitteeToTheMinistry() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var report = try await frozen(service)
            let id = try #require(report.matter)
            var matter = try await service.call(GetMatter(matter: id), as: .secretary)
            #expect(matter.step == "check" && matter.subjectCode == report.code && matter.dueOn != nil)
            report = try await record(.checked, report, service)
            // Taken as a matter, as an agenda would: the report goes with it.
            _ = try await service.call(
                ActOnMatter(
                    idempotencyKey: "m", matter: id, step: "screening", outcome: .forward, note: "เห็นควรเสนอ",
                    letterNumber: "ศธ 1"), as: .secretary)
            report = try await service.call(GetReport(report: Reference(report.code)), as: .planner)
            #expect(report.step == .screened && report.history.last?.document == "ศธ 1")
            #expect(report.history.last?.procedureStep == "screening" && report.history.last?.note == "เห็นควรเสนอ")
            report = try await record(.signed, report, service)
            report = try await publish(report, service)
            #expect(report.step == .published)
            for step in ["region", "ministry"] {
                report = try await record(.forwarded, report, service)
                #expect(report.step == .published && report.history.last?.step == .forwarded)
                #expect(report.history.last?.procedureStep == step)
            }
            matter = try await service.call(GetMatter(matter: id), as: .secretary)
            #expect(matter.state == .completed && matter.history.count == 6)
            let due = try await service.call(ListSchedule(organisation: "67", fiscalYear: stubs.year), as: .planner)
            let annual = try #require(due.items.first { $0.definition == "annualProvincial" })
            #expect(annual.state == .delivered && Set(annual.deliveries.map(\.to)) == ["R17", "TH"])
            // To whom nobody is known, or no mail can go, nothing is sent.
            func send(_ to: String, _ key: String) async throws {
                _ = try await service.call(
                    RecordDelivery(
                        report: Reference(report.code), to: to, on: service.now.dateInThailand, idempotencyKey: key),
                    as: .secretary)
            }
            let wrong = [String(repeating: "x", count: 60), "a@b", "x@@y.th", "R99", "…", "xx xx"]
            for (number, to) in wrong.enumerated() {
                let refused = await #expect(throws: RPCError.self, "\(to)") { try await send(to, "wrong \(number)") }
                #expect(refused?.kind == .invalidParams && refused?.problems.map(\.path) == ["/to"], "\(to)")
            }
            for (number, to) in ["67-02", "office@moe.go.th", "คณะกรรมการศึกษาธิการจังหวัด"].enumerated() {
                try await send(to, "right \(number)")
            }
            // Nothing more to record.
            await #expect(throws: RPCError.self) { try await record(.forwarded, report, service) }
        }
    }

    @Test func whoHoldsNoRoleOfTheStepIsRefused() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var report = try await frozen(service)
            for step in [ReportStep.checked, .screened, .signed] { report = try await record(step, report, service) }
            let matter = try #require(report.matter)
            let refusal = await #expect(throws: RPCError.self) {
                try await service.call(
                    ActOnMatter(idempotencyKey: "m", matter: matter, step: "publication", outcome: .forward),
                    as: .planner)
            }
            #expect(refusal?.kind == .forbidden)
        }
    }

    @Test func whatTheOfficeAnswersForGoesTheShortWay() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var report = try await frozen(service, "emenscrProjects", quarter: 1)
            report = try await record(.checked, report, service)
            await #expect(throws: RPCError.self) { try await record(.screened, report, service) }
            report = try await record(.signed, report, service)
            report = try await publish(report, service)
            #expect(report.history.map(\.step) == [.draft, .frozen, .checked, .signed, .published])
            let matter = try await service.call(GetMatter(matter: try #require(report.matter)), as: .secretary)
            #expect(matter.state == .completed)
        }
    }

    @Test func aNewRevisionEndsTheWayOfTheOneBefore() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            let first = try await frozen(service)
            let second = try await service.call(
                ComposeReport(organisation: "67", fiscalYear: stubs.year, idempotencyKey: "again"), as: .planner)
            #expect(second.revision == 2 && second.matter == nil)
            let matter = try await service.call(GetMatter(matter: try #require(first.matter)), as: .secretary)
            #expect(matter.state == .withdrawn)
            let old = try await service.call(GetReport(report: Reference(first.code)), as: .planner)
            #expect(old.supersededBy == second.id && old.step == .frozen)
        }
    }

    @Test func aCorrectionEndsTheWayOfThePublishedOne() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var first = try await frozen(service)
            for step in [ReportStep.checked, .screened, .signed] { first = try await record(step, first, service) }
            first = try await publish(first, service)
            let draft = try await service.call(
                ComposeReport(
                    organisation: "67", fiscalYear: stubs.year, reason: LocalizedText(th: "แก้ตัวเลข"),
                    idempotencyKey: "again"), as: .planner)
            var second = try await service.call(
                FreezeReport(report: Reference(draft.code), expectedVersion: 1, idempotencyKey: "f2"), as: .planner)
            for step in [ReportStep.checked, .screened, .signed] { second = try await record(step, second, service) }
            second = try await publish(second, service)
            let matter = try await service.call(GetMatter(matter: try #require(first.matter)), as: .secretary)
            #expect(matter.state == .withdrawn && matter.history.last?.step == "region")
            let old = try await service.call(GetReport(report: Reference(first.code)), as: .planner)
            #expect(old.step == .published && old.supersededBy == second.id)
        }
    }

    @Test func aDefinitionNamesAProcedureThatIsThere() async throws {
        try await withService(modules: ReportingService.tested, name: "reporting", peers: stubs.all) { service in
            var own = ShippedDefinitions.roundCompleteness
            own.code = "own"
            own.procedure = "nowhere"
            let wrong = own
            let refusal = await #expect(throws: RPCError.self) {
                try await service.call(
                    SaveReportDefinition(organisation: "67", definition: wrong, idempotencyKey: "d"), as: .planner)
            }
            #expect(refusal?.problems.map(\.path) == ["/definition/procedure"])
        }
    }
}
