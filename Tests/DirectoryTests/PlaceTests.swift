import CommonContract
import JSONRPC
import Kernel
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Directory

/// Where organisations lie, what other schemes call them, mergers, and the tree of another day.
@Suite struct PlaceTests {
    private func codes(_ service: TestService, _ top: String, on date: String?) async throws -> [String] {
        try await service.call(
            GetOrganisationTree(organisation: .code(top), depth: 3, relation: .parent, on: date.map(day))
        ).nodes.map(\.code)
    }

    @Test func aMergerTakesAlongWhatStoodBelow() async throws {
        try await withService { service in
            let merged = try await service.call(
                MergeOrganisations(
                    idempotencyKey: "m", items: [MergedOrganisation(organisation: "67-02", expectedVersion: 1)],
                    into: "67-01", effectiveOn: day("2023-05-16"), reason: "ประกาศควบรวม"), as: .planner)
            #expect(merged.moved == ["67-S0001", "67-S0002"] && merged.merged[0].successor == "67-01")
            let school = try await service.call(GetOrganisation(organisation: "67-S0001"))
            #expect(school.organisation.parent == "67-01" && school.above == ["67-01", "67", "R17", "TH"])
            let gone = try await service.call(GetOrganisation(organisation: "67-02"))
            #expect(gone.history.map(\.change) == [.opened, .merged])
            #expect(try await codes(service, "67-02", on: "2023-05-15") == ["67-02", "67-S0001", "67-S0002"])
            #expect(try await codes(service, "67-01", on: "2023-05-15") == ["67-01"])
            #expect(try await codes(service, "67-01", on: "2023-05-16") == ["67-01", "67-S0001", "67-S0002"])
            #expect(try await codes(service, "67-02", on: "2023-05-16") == [])
        }
    }

    @Test func aMergerThatCannotBeChangesNothing() async throws {
        try await withService { service in
            func merge(_ items: [(String, Int)], _ into: String, _ date: String, as caller: Caller = .planner) async
                -> RPCError?
            {
                await fault {
                    _ = try await service.call(
                        MergeOrganisations(
                            idempotencyKey: ID(at: service.now).description,
                            items: items.map { MergedOrganisation(organisation: $0.0, expectedVersion: $0.1) },
                            into: into, effectiveOn: day(date)), as: caller)
                }
            }
            let under = await merge([("67-02", 1)], "67-S0001", "2023-05-16")
            #expect(under?.details.contains { $0.value == .string("organisation.cycle") } == true)
            #expect(await merge([("67-S0001", 1), ("67-S0002", 7)], "67-S0003", "2023-05-16")?.kind == .conflict)
            #expect(await merge([("65-01", 1)], "67-01", "2023-05-16")?.kind == .forbidden)
            #expect(await merge([("67-S0001", 1)], "67-S0002", "2024-05-16")?.kind == .ruleViolated)
            let twice = await merge([("67-S0001", 1), ("67-S0001", 1)], "67-S0001", "2023-05-16")
            #expect(twice?.problems.map(\.path) == ["/items/0/organisation", "/items/1/organisation"])
            let school = try await service.call(GetOrganisation(organisation: "67-S0001"))
            #expect(school.organisation.version == 1)
        }
    }

    @Test func theTreeOfADayHasItsNamesAndPlaces() async throws {
        try await withService { service in
            _ = try await service.call(
                RenameOrganisation(
                    idempotencyKey: "r", organisation: "67-S0001", name: LocalizedText(th: "โรงเรียนใหม่"),
                    effectiveOn: day("2021-01-01"), expectedVersion: 1))
            _ = try await service.call(
                MoveOrganisation(
                    idempotencyKey: "m", organisation: "67-S0001", parent: "67-19", supervisor: "67-17",
                    effectiveOn: day("2022-05-16"), expectedVersion: 2))
            func node(_ date: String) async throws -> OrganisationTreeNode? {
                try await service.call(GetOrganisationTree(organisation: "67", depth: 3, on: day(date)))
                    .nodes.first { $0.code == "67-S0001" }
            }
            #expect(try await node("2020-12-31")?.name.th == "โรงเรียนตัวอย่าง 1")
            #expect(try await node("2021-01-01")?.name.th == "โรงเรียนใหม่")
            #expect(try await node("2022-05-15")?.parent == "67-02")
            let moved = try #require(try await node("2022-05-16"))
            #expect(moved.parent == "67-19" && moved.supervisor == "67-17" && moved.depth == 2)
            #expect(try await node("1969-12-31") == nil)
            // A correction without a day belongs to what holds since the last change; a dated one begins on its day.
            let row = OrganisationImportRow(
                code: "67-S0001", kind: .school, name: LocalizedText(th: "โรงเรียนใหม่ (แก้ไข)"), parent: "67-19",
                supervisor: "67-17")
            _ = try await service.call(
                ImportOrganisations(idempotencyKey: "i", under: "67", rows: [row]), as: .planner)
            #expect(try await node("2022-05-15")?.name.th == "โรงเรียนใหม่")
            #expect(try await node("2022-05-16")?.name.th == "โรงเรียนใหม่ (แก้ไข)")
            var later = row
            later.parent = "67-01"
            _ = try await service.call(
                ImportOrganisations(
                    idempotencyKey: "j", under: "67", rows: [later], effectiveOn: day("2023-10-01")), as: .planner)
            #expect(try await node("2023-09-30")?.parent == "67-19")
            #expect(try await node("2023-10-01")?.parent == "67-01")
            let early = await fault {
                _ = try await service.call(
                    ImportOrganisations(
                        idempotencyKey: "k", under: "67", rows: [row], effectiveOn: day("2023-09-30")), as: .planner)
            }
            #expect(early?.problems.map(\.rule) == ["organisation.effectiveOn"])
        }
    }

    @Test func codesOfOtherSchemesFindTheirOrganisation() async throws {
        try await withService { service in
            let update = UpdateOrganisation(
                idempotencyKey: "u", organisation: "67-S0001", district: "6703", subdistrict: "670311",
                codes: ["obec": "0067000001", "moe8": "67010001"], expectedVersion: 1)
            let made = try await service.call(update, as: .planner)
            #expect(made.codes?["obec"] == "0067000001" && made.version == 2)
            let found = try await service.call(
                ResolveOrganisations(scheme: "obec", codes: ["9", "0067000001"]), as: .stranger)
            #expect(found.items.map(\.organisation) == ["67-S0001"] && found.unknown == ["9"])
            let taken = await fault {
                _ = try await service.call(
                    UpdateOrganisation(
                        idempotencyKey: "v", organisation: "67-S0002", codes: ["obec": "0067000001"],
                        expectedVersion: 1), as: .planner)
            }
            #expect(taken?.message.th.contains("รหัสนี้") == true)
            let wrong = await fault {
                _ = try await service.call(
                    UpdateOrganisation(
                        idempotencyKey: "w", organisation: "67-S0002", district: "67", subdistrict: "650101",
                        codes: ["o b": ""], expectedVersion: 1), as: .planner)
            }
            #expect(Set(wrong?.problems.map(\.path) ?? []) == ["/district", "/subdistrict", "/codes/o b"])
            let inDistrict = try await service.call(ListOrganisations(district: "6703"), as: .stranger)
            #expect(inDistrict.items.map(\.code) == ["67-S0001"])
        }
    }

    @Test func anotherServiceKeepsTheSameHistoryAndCodes() async throws {
        try await withService { source in
            _ = try await source.call(
                ImportAreas(
                    idempotencyKey: "a", under: "67", areas: [Area(code: "6703", name: LocalizedText(th: "หล่มสัก"))]))
            _ = try await source.call(
                MoveOrganisation(
                    idempotencyKey: "m", organisation: "67-S0001", parent: "67-01", effectiveOn: day("2022-05-16"),
                    reason: "คำสั่ง", expectedVersion: 1))
            try await source.seal()
            try await withService(peers: [DirectoryModule.peer: source]) { copy in
                let follower = try #require(DirectoryModule().followers(in: copy.runtime).first)
                while try await follower.followOnce() {}
                _ = try await source.call(
                    UpdateOrganisation(
                        idempotencyKey: "u", organisation: "67-S0001", district: "6703", codes: ["obec": "1"],
                        expectedVersion: 2))
                _ = try await source.call(
                    MergeOrganisations(
                        idempotencyKey: "n", items: [MergedOrganisation(organisation: "67-S0002", expectedVersion: 1)],
                        into: "67-S0001", effectiveOn: day("2023-11-15")))
                try await source.seal()
                while try await follower.followOnce() {}
                for code in ["67-S0001", "67-S0002"] {
                    let (here, there) = (
                        try await copy.call(GetOrganisation(organisation: .code(code))),
                        try await source.call(GetOrganisation(organisation: .code(code)))
                    )
                    #expect(here == there)
                }
                #expect(try await copy.call(ListAreas()).items.map(\.code) == ["6703"])
                #expect(try await codes(copy, "67-02", on: "2022-05-15") == ["67-02", "67-S0001", "67-S0002"])
                let refused = await fault {
                    _ = try await copy.call(
                        ImportAreas(
                            idempotencyKey: "b", under: "67", areas: [Area(code: "6704", name: LocalizedText(th: "ก"))])
                    )
                }
                #expect(refused?.details.contains { $0.value == .string("directory.followed") } == true)
            }
        }
    }
}
