import CommonContract
import Directory
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Indicators

/// A province's service as one sees it who has a role there at the province and nowhere above.
private struct Bound: RPCCaller {
    let service: TestService

    func call<Method: RPCMethod>(
        _ method: Method, deadline: ContinuousClock.Instant?
    ) async throws -> Method.Result {
        try await service.call(method, as: .holding(.integrator, at: "67"))
    }
}

/// A regional office's service follows a province's.
@Suite struct FigureFollowerTests {
    private func figures(_ service: TestService) async throws -> [String] {
        try await service.call(
            ListDataValues(element: "67-ALL", period: try #require(Period("FY2566")), organisation: "67")
        ).items.map { "\($0.organisation) \(($0.categories ?? []).joined()) \($0.number?.description ?? "")" }
    }

    @Test func itHasTheSameFiguresAMomentLater() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { province in
            _ = try await province.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText(th: "ผู้เรียน"), unitCode: "person",
                        unit: LocalizedText(th: "คน"), periodType: .fiscalYear, dimensions: ["sex"])), as: .planner)
            @Sendable func set(_ key: String, _ organisation: String, _ number: Int?) async throws {
                let value = DataValue(
                    element: "67-ALL", period: try #require(Period("FY2566")), organisation: organisation,
                    state: number == nil ? .notReported : .value, number: number.flatMap { Quantity($0) })
                _ = try await province.call(
                    SetDataValues(idempotencyKey: key, under: organisation, mode: .atomic, values: [value]),
                    as: .planner)
                try await province.seal()
            }
            try await set("a", "67-S0001", 10)
            try await set("b", "67-S0002", 20)
            try await withService(
                modules: [IndicatorsService()], name: "indicators", offices: ["67": province]
            ) { region in
                let follower = FeedFollower(
                    runtime: region.runtime, source: province, peer: "67",
                    reader: FigureReader(runtime: region.runtime, province: "67"))
                while try await follower.followOnce() {}
                #expect(try await figures(region) == ["67-S0001  10", "67-S0002  20"])
                _ = try await province.call(
                    ImportFigures(
                        idempotencyKey: "file", under: "67",
                        file: SheetFile(text: "หน่วยงาน,67-ALL\n67-S0003,30\n67-S0002,25\n"), layout: .wide,
                        period: Period("FY2566"), elements: ["67-ALL"], strategy: .upsert, mode: .atomic), as: .planner)
                try await set("c", "67-S0001", nil)
                while try await follower.followOnce() {}
                #expect(try await figures(region) == ["67-S0002  25", "67-S0003  30"])
                #expect(try await figures(region) == figures(province))
                #expect(try await !follower.followOnce())
                // A role there at the province alone is enough.
                try await set("d", "67-S0002", 26)
                let bound = FeedFollower(
                    runtime: region.runtime, source: Bound(service: province), peer: "67",
                    reader: FigureReader(runtime: region.runtime, province: "67"))
                while try await bound.followOnce() {}
                #expect(try await figures(region) == ["67-S0002  26", "67-S0003  30"])
            }
        }
    }

    /// Directory and figures are followed side by side: figures that are ahead wait for their organisation.
    @Test func figuresOfAnOrganisationThatIsNotThereYetAreNotLost() async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { province in
            _ = try await province.call(
                CreateDataElement(
                    idempotencyKey: "e",
                    element: DataElementInput(
                        code: "67-ALL", owner: "67", name: LocalizedText(th: "ผู้เรียน"), unitCode: "person",
                        unit: LocalizedText(th: "คน"), periodType: .fiscalYear)), as: .planner)
            _ = try await province.call(
                CreateOrganisation(
                    idempotencyKey: "o", code: "67-S0900", kind: .school, name: LocalizedText(th: "ใหม่"),
                    parent: "67-01"))
            _ = try await province.call(
                SetDataValues(
                    idempotencyKey: "a", under: "67-S0900", mode: .atomic,
                    values: [
                        DataValue(
                            element: "67-ALL", period: try #require(Period("FY2566")), organisation: "67-S0900",
                            number: Quantity(10))
                    ]), as: .planner)
            try await province.seal()
            try await withService(
                modules: [IndicatorsService()], name: "indicators", offices: ["67": province]
            ) { region in
                let follower = FeedFollower(
                    runtime: region.runtime, source: province, peer: "67",
                    reader: FigureReader(runtime: region.runtime, province: "67"))
                let behind = await #expect(throws: FigureReader.DirectoryBehind.self) {
                    while try await follower.followOnce() {}
                }
                #expect(behind?.organisations == ["67-S0900"])
                for directory in DirectoryModule().followers(in: region.runtime) {
                    while try await directory.followOnce() {}
                }
                while try await follower.followOnce() {}
                #expect(try await figures(region) == ["67-S0900  10"])
            }
        }
    }

    /// Results as they are published at the province, of each year that has a round.
    @Test func itHasTheProvincesResultsWithoutItsSmallGroups() async throws {
        try await withRound { setting in
            let province = setting.service
            try await setting.certified("67-S0001", Setting.answers(2, 60, projects: 40))
            try await province.seal()
            try await withService(modules: [IndicatorsService()], name: "indicators", offices: ["67": province]) {
                region in
                let follower = FeedFollower(
                    runtime: region.runtime, source: province, peer: "67", reader: ResultReader(province: "67"))
                func ratio() async throws -> IndicatorResult? {
                    while try await follower.followOnce() {}
                    let results = try await region.call(
                        IndicatorResultsQuery(fiscalYear: setting.year, organisation: "67"), as: .reader)
                    #expect(results.takenAt != nil && results.roundCode == "67-R2566")
                    return results.items.first { $0.indicator == "67-RATIO" }
                }
                let small = try #require(try await ratio())
                #expect(small.suppressed == true && small.actual == nil && small.denominator == Quantity(60))
                try await setting.certified("67-S0002", Setting.answers(40, 60, projects: 40))
                try await setting.certified("67-S0003", Setting.answers(48, 60, projects: 40))
                try await province.seal()
                let whole = try #require(try await ratio())
                #expect(whole.actual == Quantity(50) && whole.numerator == Quantity(90))
            }
        }
    }
}
