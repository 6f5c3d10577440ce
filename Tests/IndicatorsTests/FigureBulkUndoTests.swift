import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// Large files that are in are taken back whole, or not at all.
@Suite struct FigureBulkUndoTests {
    private func withElement(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText(th: "ทั้งหมด"), unitCode: "person",
                        unit: LocalizedText("คน", "person"), periodType: .academicYear, dimensions: ["sex"])),
                as: .planner)
            try await body(service)
        }
    }

    private func set(_ service: TestService, _ organisation: String, _ number: Int?, _ sex: String? = nil) async throws
    {
        service.now = service.now.adding(seconds: 60)
        _ = try await service.call(
            SetDataValues(
                idempotencyKey: service.now.description, under: "67", mode: .atomic,
                values: [
                    DataValue(
                        element: "67-ALL", period: try #require(Period("AY2566")), organisation: organisation,
                        categories: sex.map { ["sex=\($0)"] }, state: number == nil ? AnswerState.none : .value,
                        number: number.flatMap { Quantity($0) })
                ]), as: .planner)
    }

    private func load(
        _ service: TestService, _ code: String, _ lines: String, _ strategy: FigureStrategy = .upsert,
        mode: ImportMode = .atomic
    ) async throws -> FigureBulk {
        service.now = service.now.adding(seconds: 60)
        _ = try await service.call(
            BeginFigureBulk(
                idempotencyKey: code, code: code, under: "67", layout: .long, period: Period("AY2566"),
                strategy: strategy, mode: mode), as: .planner)
        _ = try await service.call(
            SendFigureBulk(
                idempotencyKey: "\(code) s", bulk: code, part: 0, text: "หน่วยงาน,ข้อมูล,จำแนก,ค่า\n" + lines),
            as: .planner)
        _ = try await service.call(RunFigureBulk(idempotencyKey: "\(code) r", bulk: code, parts: 1), as: .planner)
        try await service.runJobs()
        return try await service.call(ReadFigureBulk(bulk: code), as: .planner).bulk
    }

    private func undo(_ service: TestService, _ code: String, dry: Bool = false) async throws -> FigureBulk {
        service.now = service.now.adding(seconds: 60)
        _ = try await service.call(
            UndoFigureBulk(idempotencyKey: service.now.description, bulk: code, dryRun: dry), as: .planner)
        try await service.runJobs()
        return try await service.call(ReadFigureBulk(bulk: code), as: .planner).bulk
    }

    private func figures(_ service: TestService) async throws -> [String] {
        try await service.call(
            ListDataValues(element: "67-ALL", period: try #require(Period("AY2566")), organisation: "67"), as: .planner
        ).items.map {
            "\($0.organisation) \(($0.categories ?? []).joined()) \($0.number?.description ?? $0.state?.rawValue ?? "")"
        }
    }

    private static let lines = """
        67-S0001,67-ALL,sex=female,30
        67-S0001,67-ALL,sex=male,40
        67-S0002,67-ALL,,ไม่มี
        67-S0003,67-ALL,,12
        67-S9999,67-ALL,,1
        """

    @Test func everyFigureIsAsItWas() async throws {
        try await withElement { service in
            try await set(service, "67-S0001", 7, "female")
            try await set(service, "67-S0002", nil)
            try await set(service, "67-S0003", 12)
            let before = try await figures(service)
            let done = try await load(service, "67-U1", Self.lines, mode: .partial)
            #expect(done.state == .done && done.saved == 4 && done.takenBy != nil)
            let after = try await figures(service)
            #expect(after == ["67-S0001 sex=female 30", "67-S0001 sex=male 40", "67-S0002  none", "67-S0003  12"])
            // Counted first: one was replaced, one is new, two were the same.
            let counted = try await undo(service, "67-U1", dry: true)
            #expect(counted.undo == FigureBulkUndo(restored: 1, removed: 1, changed: 0, figures: []))
            #expect(try await figures(service) == after && counted.state == .done)
            // Nobody else can, and only what is in.
            let other = await refusal {
                try await service.call(
                    UndoFigureBulk(idempotencyKey: "o", bulk: "67-U1"),
                    as: .holding([.planner], at: "67", subject: "other"))
            }
            #expect(other?.rule == "bulk.undo")
            let undone = try await undo(service, "67-U1")
            #expect(undone.state == .undone && undone.undo?.restored == 1 && undone.undo?.removed == 1)
            #expect(try await figures(service) == before)
            #expect(await refusal { try await undo(service, "67-U1") }?.rule == "bulk.state")
        }
    }

    @Test func whatWasChangedSinceStopsAllOfIt() async throws {
        try await withElement { service in
            try await set(service, "67-S0002", 5)
            _ = try await load(service, "67-U1", "67-S0001,67-ALL,,60\n67-S0002,67-ALL,,61\n")
            try await set(service, "67-S0001", 62)
            let refused = try await undo(service, "67-U1")
            #expect(refused.state == .done && refused.undo?.changed == 1)
            #expect(refused.undo?.figures == ["67-ALL AY2566 67-S0001"])
            #expect(try await figures(service) == ["67-S0001  62", "67-S0002  61"])
            // Thirty days after it is too late.
            service.now = service.now.adding(seconds: 31 * 86_400)
            #expect(await refusal { try await undo(service, "67-U1") }?.rule == "bulk.undo")
        }
    }

    @Test func whatAFileTookBackIsThereAgain() async throws {
        try await withElement { service in
            try await set(service, "67-S0001", 5)
            try await set(service, "67-S0002", 6)
            let before = try await figures(service)
            let gone = try await load(service, "67-U1", "67-S0001,67-ALL,,\n67-S0002,67-ALL,,\n", .delete)
            #expect(gone.takenBack == 2)
            #expect(try await figures(service).isEmpty)
            try await set(service, "67-S0002", 9)
            #expect(try await undo(service, "67-U1", dry: true).undo?.figures == ["67-ALL AY2566 67-S0002"])
            let again = try await load(service, "67-U2", "67-S0002,67-ALL,,\n", .delete)
            #expect(again.takenBack == 1)
            let undone = try await undo(service, "67-U1")
            #expect(undone.state == .undone && undone.undo?.restored == 2)
            #expect(try await figures(service) == before)
        }
    }
}
