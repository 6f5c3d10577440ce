import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

/// It is 15 November 2023.
@Suite struct PartnerTests {
    private func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? .epoch }

    private func partner(_ office: Office, _ key: String, _ draft: PartnerDraft) async throws -> Partner {
        try await office.service.call(
            PutPartner(idempotencyKey: key, organisation: "67-01", partner: draft), as: .planner)
    }

    private func agreement(
        _ office: Office, _ key: String, with partners: [ID], until: String?, from: String = "2022-01-01",
        ended: String? = nil
    ) async throws -> Agreement {
        try await office.service.call(
            PutAgreement(
                idempotencyKey: key, organisation: "67-01",
                agreement: AgreementDraft(
                    title: LocalizedText(th: "ข้อตกลง \(key)"), partners: partners, signedOn: day("2021-12-01"),
                    validFrom: day(from), validUntil: until.map(day), terms: [LocalizedText(th: "สนับสนุนวิทยากร")],
                    endedOn: ended.map(day), endReason: ended.map { _ in "ยกเลิกโดยความตกลง" })))
    }

    @Test func agreementsSayWhereTheyStandToday() async throws {
        try await Office.open { office in
            let chamber = try await partner(
                office, "p1", PartnerDraft(kind: .privateSector, name: LocalizedText(th: "หอการค้า")))
            let college = try await partner(
                office, "p2", PartnerDraft(kind: .university, name: LocalizedText("วิทยาลัย", "College")))
            #expect(try await agreement(office, "a", with: [chamber.id], until: nil).state == .active)
            #expect(try await agreement(office, "b", with: [chamber.id], until: "2023-11-14").state == .expired)
            #expect(try await agreement(office, "c", with: [college.id], until: "2023-11-15").state == .expiring)
            #expect(try await agreement(office, "d", with: [college.id], until: "2024-02-13").state == .expiring)
            #expect(try await agreement(office, "e", with: [college.id], until: "2024-02-14").state == .active)
            let early = try await agreement(office, "f", with: [college.id], until: "2025-01-01", from: "2024-01-01")
            #expect(early.state == .notYetValid)
            let ended = try await agreement(
                office, "g", with: [chamber.id, college.id], until: "2025-01-01", ended: "2023-11-15")
            #expect(ended.state == .ended)
            func titles(_ asked: ListAgreements) async throws -> [String] {
                try await office.service.call(asked).items.map { String($0.agreement.title.th.suffix(1)) }.sorted()
            }
            #expect(try await titles(ListAgreements(organisation: "67-01", state: .expiring)) == ["c", "d"])
            #expect(
                try await titles(ListAgreements(organisation: "67", below: true, partner: chamber.id)) == [
                    "a", "b", "g",
                ])
            #expect(try await titles(ListAgreements(organisation: "67")) == [])
            let found = try await office.service.call(ListPartners(organisation: "67-01", text: "colleg"))
            #expect(found.items.map(\.id) == [college.id])
        }
    }

    @Test func recordsAreCheckedAndVersioned() async throws {
        try await Office.open { office in
            let service = office.service
            let unknown = ID(high: 1, low: 2)
            #expect(
                await refusal { try await agreement(office, "x", with: [unknown], until: nil) }
                    == "agreement_partner_known")
            #expect(
                await refusal { try await agreement(office, "y", with: [unknown], until: "2021-01-01") }
                    == "invalidParams")
            let known = try await partner(
                office, "p", PartnerDraft(kind: .localExpert, name: LocalizedText(th: "ครูภูมิปัญญา")))
            func put(_ key: String, version: Int, as caller: Caller = .planner) async -> String? {
                var draft = known.partner
                draft.fields = ["จักสาน"]
                let call = PutPartner(
                    idempotencyKey: key, organisation: "67-01", id: known.id, expectedVersion: version, partner: draft)
                return await refusal { try await service.call(call, as: caller) }
            }
            #expect(await put("1", version: 2) == "conflict")
            #expect(await put("2", version: 1) == nil)
            #expect(await put("3", version: 2, as: .reporter) == "forbidden")
            // Another organisation's record is not found under one's own name.
            let foreign = PutPartner(
                idempotencyKey: "4", organisation: "67-02", id: known.id, expectedVersion: 2, partner: known.partner)
            #expect(await refusal { try await service.call(foreign, as: .agencyPlanner) } == "notFound")
            #expect(
                await refusal {
                    try await partner(office, "5", PartnerDraft(kind: .adviser, name: LocalizedText(th: "ที่ปรึกษา")))
                } == "invalidParams")
        }
    }

    @Test func opinionsAreTakenAndAnswered() async throws {
        try await Office.open { office in
            try await office.web()
            let known = try await partner(
                office, "p", PartnerDraft(kind: .community, name: LocalizedText(th: "ชุมชนบ้านหนอง")))
            func put(_ key: String, _ draft: ContributionDraft, id: ID? = nil, version: Int? = nil) -> PutContribution {
                PutContribution(
                    idempotencyKey: key, organisation: "67-01", id: id, expectedVersion: version, contribution: draft)
            }
            var draft = ContributionDraft(
                kind: .opinion, partner: known.id, date: day("2023-10-01"), text: LocalizedText(th: "เพิ่มรถรับส่ง"),
                element: "67-PEDP/67-NONE")
            let service = office.service
            let astray = put("1", draft)
            #expect(await refusal { try await service.call(astray) } == "notFound")
            draft.element = "67-PEDP/67-SI1"
            let stored = try await service.call(put("2", draft))
            let open = ListContributions(organisation: "67-01", kind: .opinion, answered: false)
            #expect(try await service.call(open).items.map(\.id) == [stored.id])
            draft.answer = LocalizedText(th: "บรรจุในร่างที่สองแล้ว")
            let answered = try await service.call(put("3", draft, id: stored.id, version: 1))
            #expect(answered.version == 2)
            #expect(try await service.call(open).items.isEmpty)
        }
    }

    @Test func onlyPublishedMaterialIsForEveryone() async throws {
        try await Office.open { office in
            func put(_ key: String, _ published: String?, address: String = "https://example.org/a") -> PutMaterial {
                PutMaterial(
                    idempotencyKey: key, organisation: "67-01",
                    material: MaterialDraft(
                        kind: .video, title: LocalizedText(th: key), address: address, publishedOn: published.map(day)))
            }
            let service = office.service
            for call in [put("now", "2023-11-15"), put("later", "2023-11-16"), put("never", nil)] {
                _ = try await service.call(call)
            }
            let seen = try await service.call(ListMaterials(organisation: "67-01"), as: .anonymous)
            #expect(seen.items.map(\.material.title.th) == ["now"])
            let script = put("script", nil, address: "javascript:alert(1)")
            #expect(await refusal { try await service.call(script) } == "invalidParams")
        }
    }
}
