import CommonContract
import Directory
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

/// The error that a call gives, or `nil`.
func fault(_ call: @Sendable () async throws -> Void) async -> RPCError? {
    do {
        try await call()
        return nil
    } catch {
        return error as? RPCError
    }
}

func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? .epoch }

@Suite struct OrganisationTests {
    private func school(
        _ code: String, parent: String = "67-02", supervisor: String? = nil, key: String = "create"
    ) -> CreateOrganisation {
        CreateOrganisation(
            idempotencyKey: "\(key) \(code)", code: code, kind: .school, name: LocalizedText("โรงเรียน", "School"),
            parent: parent, supervisor: supervisor, openedOn: day("2020-05-16"))
    }

    @Test func aNewOrganisationStandsInTheTree() async throws {
        try await withService { service in
            let made = try await service.call(school("67-S0100", parent: "67-19", supervisor: "67-17"), as: .planner)
            #expect(made.province == "67" && made.version == 1)
            for reference in [Reference.code("67-S0100"), .id(made.id)] {
                let detail = try await service.call(GetOrganisation(organisation: reference), as: .stranger)
                #expect(detail.organisation == made)
                #expect(detail.above == ["67-17", "67-19", "67", "R17", "TH"])
                #expect(detail.history.map(\.change) == [.opened])
            }
            let tree = try await service.call(GetOrganisationTree(organisation: "67-17"), as: .stranger)
            #expect(tree.nodes.map(\.code) == ["67-17", "67-S0003", "67-S0100"] && tree.nodes[0].below == 2)
            let parents = try await service.call(
                GetOrganisationTree(organisation: "67", depth: 2, relation: .parent), as: .stranger)
            #expect(parents.nodes.filter { $0.depth == 2 }.map(\.code).contains("67-S0100"))
        }
    }

    @Test func whatCannotBeIsRefusedWithItsPlace() async throws {
        try await withService { service in
            _ = try await service.call(school("67-S0100"))
            let again = await fault { _ = try await service.call(school("67-S0100", key: "again")) }
            #expect(again?.kind == .conflict)
            let missing = await fault { _ = try await service.call(school("67-S0101", parent: "67-99")) }
            #expect(missing?.problems.map(\.path) == ["/parent"])
            let other = await fault { _ = try await service.call(school("67-S0102", parent: "65-01")) }
            #expect(other?.problems.map(\.rule) == ["organisation.otherProvince"])
            let code = await fault { _ = try await service.call(school("67 S")) }
            #expect(code?.problems.map(\.path) == ["/code"])
            let notOurs = await fault { _ = try await service.call(school("65-S1", parent: "65-01"), as: .planner) }
            #expect(notOurs?.kind == .forbidden)
        }
    }

    @Test func aMoveKeepsItsHistory() async throws {
        try await withService { service in
            let moved = try await service.call(
                MoveOrganisation(
                    idempotencyKey: "m", organisation: "67-S0001", parent: "67-01", effectiveOn: day("2023-05-16"),
                    reason: "คำสั่งที่ 1/2566", expectedVersion: 1), as: .planner)
            #expect(moved.parent == "67-01" && moved.version == 2)
            let detail = try await service.call(GetOrganisation(organisation: "67-S0001"))
            #expect(detail.history.map(\.parent) == ["67-02", "67-01"] && detail.history[1].reason != nil)
            #expect(detail.above == ["67-01", "67", "R17", "TH"])
            let stale = await fault {
                _ = try await service.call(
                    RenameOrganisation(
                        idempotencyKey: "r", organisation: "67-S0001", name: LocalizedText(th: "ใหม่"),
                        effectiveOn: day("2023-06-01"), expectedVersion: 1))
            }
            #expect(stale?.details.contains { $0.name == "currentVersion" && $0.value == .number("2") } == true)
            let earlier = await fault {
                _ = try await service.call(
                    RenameOrganisation(
                        idempotencyKey: "s", organisation: "67-S0001", name: LocalizedText(th: "ใหม่"),
                        effectiveOn: day("2023-01-01"), expectedVersion: 2))
            }
            #expect(earlier?.kind == .ruleViolated)
            let cycle = await fault {
                _ = try await service.call(
                    MoveOrganisation(
                        idempotencyKey: "c", organisation: "67-02", parent: "67-S0002",
                        effectiveOn: day("2023-05-16"), expectedVersion: 1))
            }
            #expect(cycle?.details.contains { $0.value == .string("organisation.cycle") } == true)
        }
    }

    @Test func closingTellsWhoTakesOver() async throws {
        try await withService { service in
            let below = await fault {
                _ = try await service.call(
                    CloseOrganisation(
                        idempotencyKey: "a", organisation: "67-02", effectiveOn: day("2023-05-16"),
                        expectedVersion: 1))
            }
            #expect(below?.kind == .ruleViolated)
            let closed = try await service.call(
                CloseOrganisation(
                    idempotencyKey: "b", organisation: "67-S0001", effectiveOn: day("2023-05-16"),
                    successor: "67-S0002", expectedVersion: 1))
            #expect(closed.closedOn == day("2023-05-16") && closed.successor == "67-S0002")
            let open = try await service.call(ListOrganisations(under: "67-02"))
            #expect(open.items.map(\.code) == ["67-02", "67-S0002"])
            let all = try await service.call(ListOrganisations(under: "67-02", includeClosed: true))
            #expect(all.items.count == 3)
        }
    }

    @Test func listsGoOnByKey() async throws {
        try await withService { service in
            var codes: [String] = []
            var cursor: PageCursor?
            repeat {
                let page = try await service.call(ListOrganisations(province: "67", limit: 2, cursor: cursor))
                codes += page.items.map(\.code)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(codes == ["67", "67-01", "67-02", "67-17", "67-19", "67-S0001", "67-S0002", "67-S0003"])
            #expect(try await service.call(ListOrganisations(search: "example school 2")).items.count == 1)
            #expect(try await service.call(ListOrganisations(kind: .region)).items.map(\.code) == ["R17"])
        }
    }
}

@Suite struct ImportTests {
    private func row(_ number: Int, parent: String? = "67-01", code: String? = nil) -> OrganisationImportRow {
        OrganisationImportRow(
            code: code ?? "67-X\(number)", kind: .school, name: LocalizedText(th: "โรงเรียน \(number)"), parent: parent)
    }

    @Test func aThousandRowsComeAtOnce() async throws {
        try await withService { service in
            let rows = (1...1_000).map { row($0, parent: $0 <= 20 ? "67-01" : "67-X\($0 % 20 + 1)") }.reversed()
            let call = ImportOrganisations(idempotencyKey: "i", under: "67", rows: Array(rows))
            let report = try await service.call(call, as: .planner)
            #expect(report.created == 1_000 && report.problems.isEmpty)
            #expect(try await service.database.first(ReachDifferences()) == 0)
            var again = call
            again.idempotencyKey = "again"
            #expect(try await service.call(again, as: .planner).unchanged == 1_000)
            try await service.seal()
            #expect(try await service.call(ListEvents(), as: .integrator).last == 1_000)
        }
    }

    @Test func everyProblemIsLocated() async throws {
        try await withService { service in
            let rows = [
                row(1), row(2, parent: "67-NO"), row(3, parent: "67-X2"), row(4, code: "bad code"), row(1),
                row(6, parent: "67-X7"), row(7, parent: "67-X6"), row(8, parent: nil), row(9, parent: "65-01"),
            ]
            let atomic = await fault {
                _ = try await service.call(ImportOrganisations(idempotencyKey: "a", under: "67", rows: rows))
            }
            let paths = Set(atomic?.problems.map { "\($0.path) \($0.rule)" } ?? [])
            #expect(
                paths.isSuperset(of: [
                    "/rows/1/parent organisation.missing", "/rows/2/parent organisation.missing",
                    "/rows/3/code organisation.code", "/rows/4/code import.double",
                    "/rows/5/parent organisation.cycle", "/rows/6/parent organisation.cycle",
                    "/rows/7/parent organisation.parentRequired", "/rows/8/parent organisation.otherProvince",
                ]), "\(paths)")
            let partial = try await service.call(
                ImportOrganisations(idempotencyKey: "p", under: "67", rows: rows, mode: .partial))
            #expect(partial.created == 1 && partial.refused == 8)
            #expect(try await service.database.first(ReachDifferences()) == 0)
        }
    }

    /// What is wrong between rows is told with what is wrong in them.
    @Test func faultsOfOneRowHideNoneOfAnothers() async throws {
        try await withService { service in
            let nameless = OrganisationImportRow(
                code: "67-X1", kind: .school, name: LocalizedText(th: ""), parent: "67-NO")
            let ring = OrganisationImportRow(
                code: "67-X2", kind: .school, name: LocalizedText(th: ""), parent: "67-X2")
            let rows = [nameless, row(1), ring, row(3, parent: "67-X1")]
            let atomic = await fault {
                _ = try await service.call(ImportOrganisations(idempotencyKey: "a", under: "67", rows: rows))
            }
            let paths = Set(atomic?.problems.map { "\($0.path) \($0.rule)" } ?? [])
            #expect(
                paths.isSuperset(of: [
                    "/rows/0/parent organisation.missing", "/rows/1/code import.double",
                    "/rows/2/parent organisation.cycle",
                ]), "\(paths)")
            #expect(paths.contains { $0.hasPrefix("/rows/0/name") } && paths.contains { $0.hasPrefix("/rows/2/name") })
            #expect(atomic?.problems.allSatisfy { !$0.message.th.isEmpty && $0.message.en != nil } ?? false)
        }
    }

    @Test func rowsOutsideTheCallersPlaceAreRefused() async throws {
        try await withService { service in
            let outside = await fault {
                _ = try await service.call(
                    ImportOrganisations(
                        idempotencyKey: "a", under: "67-02", rows: [row(1, parent: "67-01")]),
                    as: .holding(.planner, at: "67-02"))
            }
            #expect(outside?.problems.map(\.rule) == ["import.under"])
            let beyond = await fault {
                _ = try await service.call(
                    ImportOrganisations(idempotencyKey: "b", under: "67", rows: [row(1)]),
                    as: .holding(.planner, at: "67-02"))
            }
            #expect(beyond?.kind == .forbidden)
        }
    }

    @Test func anExistingOneCanBeTakenAwayFromNobody() async throws {
        try await withService { service in
            // Its new parent is the caller's, but it is another agency's school.
            let stolen = OrganisationImportRow(
                code: "67-S0001", kind: .school, name: LocalizedText(th: "x"), parent: "67-01")
            let error = await fault {
                _ = try await service.call(
                    ImportOrganisations(idempotencyKey: "a", under: "67-01", rows: [stolen]),
                    as: .holding(.planner, at: "67-01"))
            }
            #expect(error?.problems.map(\.rule) == ["import.under"])
        }
    }
}
