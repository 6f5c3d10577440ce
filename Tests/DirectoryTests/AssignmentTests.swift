import CommonContract
import Directory
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@Suite struct AssignmentTests {
    private let person = Caller(kind: .person, subject: "somchai", grants: [])

    private func mayCreate(_ service: TestService, _ key: String, _ parent: String) async -> Bool {
        await fault {
            _ = try await service.call(
                CreateOrganisation(
                    idempotencyKey: key, code: "67-\(key)", kind: .school, name: LocalizedText(th: "x"),
                    parent: parent, validateOnly: true), as: person)
        }?.kind != .forbidden
    }

    @Test func anAssignedRoleReachesWhatIsBelowWhileItHolds() async throws {
        try await withService { service in
            #expect(await !mayCreate(service, "A1", "67-19"))
            let given = try await service.call(
                CreateAssignment(
                    idempotencyKey: "a", subject: "somchai", role: .planner, organisation: "67-17",
                    validFrom: day("2023-11-01"), validUntil: day("2023-12-01")))
            #expect(await mayCreate(service, "A2", "67-17"))
            // Over the supervisor relation too.
            #expect(await mayCreate(service, "A3", "67-S0003"))
            #expect(await !mayCreate(service, "A4", "67-19"))
            let before = service.now
            service.now = before.adding(seconds: 20 * 86_400)
            #expect(await !mayCreate(service, "A5", "67-17"))
            service.now = before
            let ended = try await service.call(
                EndAssignment(idempotencyKey: "e", assignment: given.id, expectedVersion: 1))
            #expect(ended.validUntil == day("2023-11-15") && ended.version == 2)
            #expect(await !mayCreate(service, "A6", "67-17"))
            let list = try await service.call(ListAssignments(organisation: "67"))
            #expect(list.items.isEmpty)
            let all = try await service.call(ListAssignments(organisation: "67", includeEnded: true))
            #expect(all.items.map(\.id) == [given.id])
        }
    }

    @Test func aMoveTakesEffectOnRolesAtOnce() async throws {
        try await withService { service in
            let school = Caller.holding(.planner, at: "67-01")
            let call = RenameOrganisation(
                idempotencyKey: "r", organisation: "67-S0001", name: LocalizedText(th: "ใหม่"),
                effectiveOn: day("2023-11-01"), expectedVersion: 2, validateOnly: true)
            #expect(await fault { _ = try await service.call(call, as: school) }?.kind == .forbidden)
            _ = try await service.call(
                MoveOrganisation(
                    idempotencyKey: "m", organisation: "67-S0001", parent: "67-01", effectiveOn: day("2023-11-01"),
                    expectedVersion: 1))
            _ = try await service.call(call, as: school)
        }
    }

    @Test func onlyAdministratorsGiveRolesAndOnlyBelowThem() async throws {
        try await withService { service in
            let call = CreateAssignment(
                idempotencyKey: "a", subject: "x", role: .head, organisation: "67-S0001")
            #expect(await fault { _ = try await service.call(call, as: .planner) }?.kind == .forbidden)
            let other = Caller.holding(.administrator, at: "65")
            #expect(await fault { _ = try await service.call(call, as: other) }?.kind == .forbidden)
            _ = try await service.call(call, as: .holding(.administrator, at: "67"))
            let twice = await fault {
                _ = try await service.call(
                    CreateAssignment(idempotencyKey: "b", subject: "x", role: .head, organisation: "67-S0001"))
            }
            #expect(twice?.kind == .conflict)
        }
    }
}

@Suite struct FollowingTests {
    @Test func aFollowerBecomesTheSameAndStaysSo() async throws {
        try await withService(name: "indicators") { leader in
            _ = try await leader.call(
                CreateAssignment(idempotencyKey: "a", subject: "somchai", role: .head, organisation: "67-S0001"))
            try await leader.seal()
            try await withService(name: "plans", peers: ["directory": leader]) { follower in
                // The copy begins with nothing of its own.
                try await follower.database.transaction {
                    try await $0.script(
                        "TRUNCATE organisation, organisation_alias, organisation_history, organisation_reach, assignment"
                    )
                }
                try await follower.running {
                    try await until { try await self.codes(follower) == self.codes(leader) }
                    _ = try await leader.call(
                        CreateOrganisation(
                            idempotencyKey: "c", code: "67-S0900", kind: .school, name: LocalizedText(th: "ใหม่"),
                            parent: "67-01"))
                    _ = try await leader.call(
                        MoveOrganisation(
                            idempotencyKey: "m", organisation: "67-S0001", parent: "67-01",
                            effectiveOn: day("2023-11-01"), expectedVersion: 1))
                    try await leader.seal()
                    try await until {
                        let moved = try await follower.call(GetOrganisation(organisation: "67-S0001")).organisation
                        return try await self.codes(follower) == self.codes(leader) && moved.parent == "67-01"
                    }
                    #expect(try await follower.database.first(ReachDifferences()) == 0)
                    let assigned = try await follower.call(ListAssignments(organisation: "67"))
                    #expect(assigned.items.map(\.subject) == ["somchai"])
                    let own = await fault {
                        _ = try await follower.call(
                            RenameOrganisation(
                                idempotencyKey: "r", organisation: "67-S0001", name: LocalizedText(th: "x"),
                                effectiveOn: day("2023-11-02"), expectedVersion: 2))
                    }
                    #expect(own?.details.contains { $0.value == .string("directory.followed") } == true)
                }
            }
        }
    }

    /// A regional office's service: each province's part of the directory from its own office, the rest of its own.
    @Test func aRegionTakesEachProvinceFromItsOffice() async throws {
        @Sendable func school(_ code: String, under parent: String) -> CreateOrganisation {
            CreateOrganisation(
                idempotencyKey: code, code: code, kind: .school, name: LocalizedText(th: "ใหม่ \(code)"), parent: parent)
        }
        try await withService { phetchabun in
            try await withService { phitsanulok in
                _ = try await phetchabun.call(school("67-S0900", under: "67-01"))
                // What another office keeps here of its neighbour is not the neighbour's.
                _ = try await phetchabun.call(school("65-S0666", under: "65-01"))
                _ = try await phetchabun.call(
                    CreateAssignment(idempotencyKey: "a", subject: "somchai", role: .planner, organisation: "67"))
                _ = try await phitsanulok.call(school("65-S0900", under: "65-01"))
                for office in [phetchabun, phitsanulok] { try await office.seal() }
                try await withService(offices: ["67": phetchabun, "65": phitsanulok]) { region in
                    let followers = DirectoryModule().followers(in: region.runtime)
                    #expect(followers.count == 2)
                    func follow() async throws {
                        for follower in followers { while try await follower.followOnce() {} }
                    }
                    try await follow()
                    #expect(
                        try await codes(region).filter { $0.hasSuffix("S0900") || $0 == "65-S0666" }
                            == ["65-S0900", "67-S0900"])
                    _ = try await phetchabun.call(
                        MoveOrganisation(
                            idempotencyKey: "m", organisation: "67-S0001", parent: "67-01",
                            effectiveOn: day("2023-11-01"), expectedVersion: 1))
                    try await phetchabun.seal()
                    try await follow()
                    let moved = try await region.call(GetOrganisation(organisation: "67-S0001")).organisation
                    #expect(moved.parent == "67-01" && moved.version == 2)
                    #expect(try await region.database.first(ReachDifferences()) == 0)
                    #expect(try await region.call(ListAssignments(organisation: "67")).items.isEmpty)
                    let listed = try await region.call(ListFollowed()).items
                    #expect(listed.map(\.source) == ["65", "67"] && listed.allSatisfy { $0.heardAt != nil })
                    // Theirs are changed there, its own here.
                    let theirs = await fault { _ = try await region.call(school("67-S0901", under: "67-01")) }
                    #expect(theirs?.details.contains { $0.value == .string("directory.followed") } == true)
                    _ = try await region.call(
                        RenameOrganisation(
                            idempotencyKey: "r", organisation: "R17", name: LocalizedText(th: "ภาคเหนือตอนล่าง 1"),
                            effectiveOn: day("2023-11-02"), expectedVersion: 1))
                }
            }
        }
    }

    private func codes(_ service: TestService) async throws -> [String] {
        try await service.call(ListOrganisations(limit: 1_000)).items.map(\.code)
    }

    /// Asks again and again; the test's own time limit ends what never comes.
    private func until(_ condition: () async throws -> Bool) async throws {
        while !(try await condition()) { await Task.yield() }
    }
}
