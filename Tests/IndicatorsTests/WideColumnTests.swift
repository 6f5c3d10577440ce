import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// Wide tables whose columns are parts of a data element: girls beside boys.
@Suite struct WideColumnTests {
    private static let columns = ["67-ALL", "67-ALL sex=female", "67-ALL sex=male"]
    private static let table = "หน่วยงาน,67-ALL,ผู้เรียน หญิง,ผู้เรียน ชาย\n67-S0001,70,30,40\n67-S0002,,๑๒,ไม่มี\n"

    private func withElement(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            _ = try await service.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText("ผู้เรียน", "Learners"), unitCode: "person",
                        unit: LocalizedText("คน", "person"), periodType: .academicYear, maximum: Quantity(5_000),
                        dimensions: ["sex"])), as: .planner)
            try await body(service)
        }
    }

    private func figures(_ service: TestService) async throws -> [String] {
        try await service.call(
            ListDataValues(element: "67-ALL", period: try #require(Period("AY2566")), organisation: "67"), as: .planner
        ).items.map {
            "\($0.organisation) \(($0.categories ?? []).joined()) \($0.number?.description ?? $0.state?.rawValue ?? "")"
        }
    }

    private func file(_ key: String, _ text: String, _ elements: [String] = columns) -> ImportFigures {
        ImportFigures(
            idempotencyKey: key, under: "67", file: SheetFile(text: text), layout: .wide, period: Period("AY2566"),
            elements: elements, strategy: .upsert, mode: .atomic)
    }

    private static let expected = [
        "67-S0001  70", "67-S0001 sex=female 30", "67-S0001 sex=male 40", "67-S0002 sex=female 12",
        "67-S0002 sex=male none",
    ]

    @Test func aFileAtOnceAndInParts() async throws {
        try await withElement { service in
            #expect(try await service.call(file("a", Self.table), as: .planner).saved == 5)
            #expect(try await figures(service) == Self.expected)
            let undone = try await service.call(
                UndoFigureImport(idempotencyKey: "u", under: "67", import: "a"), as: .planner)
            #expect(undone.removed == 5)
            _ = try await service.call(
                BeginFigureBulk(
                    idempotencyKey: "b", code: "67-W1", under: "67", layout: .wide, period: Period("AY2566"),
                    elements: Self.columns, strategy: .upsert, mode: .atomic), as: .planner)
            _ = try await service.call(
                SendFigureBulk(idempotencyKey: "s", bulk: "67-W1", part: 0, text: Self.table), as: .planner)
            _ = try await service.call(RunFigureBulk(idempotencyKey: "r", bulk: "67-W1", parts: 1), as: .planner)
            try await service.runJobs()
            #expect(try await service.call(ReadFigureBulk(bulk: "67-W1"), as: .planner).bulk.saved == 5)
            #expect(try await figures(service) == Self.expected)
        }
    }

    @Test func whatAFileTookBackIsThereAgain() async throws {
        try await withElement { service in
            _ = try await service.call(file("a", Self.table), as: .planner)
            var gone = file("d", "หน่วยงาน,67-ALL,ผู้เรียน หญิง,ผู้เรียน ชาย\n67-S0001,,,\n67-S0003,,,\n")
            gone.strategy = .delete
            #expect(try await service.call(gone, as: .planner).takenBack == 3)
            #expect(try await figures(service) == Array(Self.expected.suffix(2)))
            let undone = try await service.call(
                UndoFigureImport(idempotencyKey: "u", under: "67", import: "d"), as: .planner)
            #expect(undone.restored == 3 && undone.removed == 0)
            #expect(try await figures(service) == Self.expected)
            // Reported anew meanwhile: nothing is put back.
            gone.idempotencyKey = "d2"
            _ = try await service.call(gone, as: .planner)
            var again = file("c", "หน่วยงาน,67-ALL\n67-S0001,1\n", ["67-ALL"])
            again.strategy = .create
            _ = try await service.call(again, as: .planner)
            let refused = await refusal {
                try await service.call(
                    UndoFigureImport(idempotencyKey: "u2", under: "67", import: "d2"), as: .planner)
            }
            #expect(refused?.rule == "figures.changedSince" && refused?.problems.count == 1)
        }
    }

    @Test func whatIsWrongIsLocated() async throws {
        try await withElement { service in
            let unknown = await refusal {
                try await service.call(
                    file("a", Self.table, ["67-ALL sex=other", "67-ALL level=primary"]), as: .planner)
            }
            #expect(unknown?.problems.map(\.path) == ["/elements/0", "/elements/1"])
            #expect(unknown?.problems.allSatisfy { $0.message.en != nil } ?? false)
            let twice = await refusal {
                try await service.call(file("b", Self.table, ["67-ALL sex=male sex=female"]), as: .planner)
            }
            #expect(twice?.kind == .invalidParams)
            let range = await refusal {
                try await service.call(
                    file("c", "หน่วยงาน,67-ALL,ผู้เรียน หญิง,ผู้เรียน ชาย\n67-S0001,70,9999,40\n"), as: .planner)
            }
            #expect(range?.problems.map(\.path) == ["/rows/2/67-ALL sex=female"])
            let left = try await figures(service)
            #expect(left.isEmpty)
        }
    }

    @Test func columnsAsPeopleWriteThem() {
        #expect(
            WideColumn.list("67-ALL, 67-ALL sex=female;67-ALL  sex=male level=primary\n67-B") == [
                "67-ALL", "67-ALL sex=female", "67-ALL sex=male level=primary", "67-B",
            ])
        #expect(WideColumn("67-ALL sex=male level=primary").categories == ["level=primary", "sex=male"])
    }
}
