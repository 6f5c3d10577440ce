import CommonContract
import JSONRPC
import Kernel
import PlansContract
import Postgres
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct PlanLifeTests {
    @Test func aPlanIsDraftedAnnouncedAmendedAndCompared() async throws {
        try await Office.open { office in
            try await office.web()
            let announced = try await office.announce("67-PEDP")
            #expect(announced.currentVersion == 1)
            #expect(announced.draftVersion == nil)
            #expect(announced.versions.map(\.state) == [.announced])

            let amended = try await office.service.call(
                AmendPlan(idempotencyKey: "amend", plan: "67-PEDP", reason: "ทบทวนประจำปี"))
            #expect(amended.currentVersion == 1)
            #expect(amended.draftVersion == 2)
            let before = try await office.service.call(GetElement(element: "67-P1", planVersion: 1))
            let after = try await office.service.call(GetElement(element: "67-P1", planVersion: 2))
            #expect(before.id == after.id)

            _ = try await office.service.call(
                UpdateElement(
                    idempotencyKey: "update", plan: "67-PEDP", expectedVersion: after.version,
                    element: Office.draft("67-P1", .project, below: "67-A1", budget: Money(baht: 1))))
            try await office.elements("67-PEDP", [Office.draft("67-P2", .project, below: "67-A1")], key: "2")
            let difference = try await office.service.call(DiffPlan(plan: "67-PEDP", from: 1, to: 2))
            #expect(difference.elements.map(\.code) == ["67-P1", "67-P2"])
            #expect(difference.elements.map(\.change) == [.changed, .added])
            #expect(difference.elements.first?.members == ["budget"])
            #expect(difference.elements.first?.before?.budget == Money(satang: 12_345_678))

            let second = try await office.announce("67-PEDP", key: "2")
            #expect(second.currentVersion == 2)
            let links = try await office.service.call(ListLinks(plan: "67-PEDP"))
            #expect(links.items.map(\.from.planVersion) == [2, 2])
        }
    }

    @Test func whatIsAnnouncedNeverChanges() async throws {
        try await Office.open { office in
            try await office.web()
            #expect(
                await refusal { try await office.elements("NS", [Office.draft("Z04", .goal)], key: "2") }
                    == "plan.noDraft")
            for sql in [
                "UPDATE element SET text_th = 'x' WHERE code = 'Z03'", "DELETE FROM element WHERE code = 'Z0301'",
                "UPDATE link SET note = 'x' WHERE sealed", "DELETE FROM link WHERE sealed",
                "UPDATE plan_version SET sealed = false, announced_on = NULL WHERE sealed",
                "INSERT INTO link SELECT province, plan, plan_version, to_element, element, 'aligned', id, true, "
                    + "to_province, to_plan, to_version FROM link WHERE sealed AND to_plan = plan",
            ] {
                await #expect(throws: PostgresError.self, "\(sql)") {
                    try await office.service.database.transaction { try await $0.script(sql) }
                }
            }
        }
    }

    @Test func rulesOfPlansAreSaidByName() async throws {
        try await Office.open { office in
            try await office.web()
            let service = office.service
            #expect(
                await refusal {
                    try await office.plan("67-PEDP", .provincialEducationPlan, at: "67-01", higher: ["MP"])
                } == nil)
            #expect(
                await refusal {
                    try await service.call(
                        CreatePlan(
                            idempotencyKey: "again", code: "67-PEDP", kind: .agencyPlan, name: LocalizedText(th: "ซ้ำ"),
                            firstYear: Office.year(2566), lastYear: Office.year(2566), organisation: "67-01"))
                } == "plan_code")
            #expect(await refusal { try await office.plan("65-X", .agencyPlan, at: "67-01") } == "invalidParams")
            #expect(await refusal { try await office.plan("67-X", .agencyPlan, at: "67-99") } == "notFound")
            #expect(
                await refusal { try await office.plan("67-X", .agencyPlan, at: "67-01", higher: ["?"]) } == "notFound")
            try await office.plan("67-E", .annualActionPlan, at: "67-01", higher: ["67-PEDP"])
            #expect(await refusal { try await office.announce("67-E") } == "plan.empty")
            #expect(
                await refusal {
                    try await service.call(
                        UpdatePlan(idempotencyKey: "u1", plan: "67-PEDP", expectedVersion: 1, higher: ["67-E"]))
                } == "plan.higherCircle")
            #expect(
                await refusal {
                    try await service.call(UpdatePlan(idempotencyKey: "u2", plan: "67-PEDP", expectedVersion: 9))
                } == "conflict")
            #expect(
                await refusal {
                    try await service.call(AmendPlan(idempotencyKey: "a", plan: "67-PEDP", reason: "?"))
                } == "plan.neverAnnounced")
        }
    }

    @Test func peopleChangeWhatTheirPlaceGivesThem() async throws {
        try await Office.open { office in
            try await office.web()
            func remove(as caller: Caller) async -> String? {
                await refusal {
                    try await office.service.call(
                        RemoveElement(
                            idempotencyKey: "r", plan: "67-PEDP", code: "67-P1", expectedVersion: 1, validateOnly: true),
                        as: caller)
                }
            }
            #expect(await remove(as: .agencyPlanner) == "forbidden")
            #expect(await remove(as: .holding(.planner, at: "65")) == "forbidden")
            #expect(await remove(as: .stranger) == "forbidden")
            #expect(await remove(as: .anonymous) == "unauthenticated")
            #expect(await remove(as: .planner) == "link_element")
        }
    }

    @Test func listsPageByCode() async throws {
        try await Office.open { office in
            try await office.web()
            var codes: [String] = []
            var cursor: PageCursor?
            repeat {
                let page = try await office.service.call(ListPlans(limit: 3, cursor: cursor))
                codes += page.items.map(\.code)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(codes == ["67-PEDP", "MP", "NS", "SDG4"])
            let mine = try await office.service.call(ListPlans(organisation: "67", fiscalYear: Office.year(2566)))
            #expect(mine.items.map(\.code) == ["67-PEDP"])
            let elements = try await office.service.call(ListElements(plan: "67-PEDP", parent: "67-A1"))
            #expect(elements.items.map(\.code) == ["67-P1"])
            #expect(elements.items.first?.budget == Money(satang: 12_345_678))
            #expect(elements.items.first?.organisation == "67-01")
        }
    }
}
