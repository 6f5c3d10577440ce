import CommonContract
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Directory

/// Lists of schools as offices keep them: names that differ in nothing but spaces, doubles, misplaced cells.
@Suite struct SchoolListTests {
    private static let areas = [
        Area(code: "67", name: LocalizedText("เพชรบูรณ์", "Phetchabun")),
        Area(code: "6703", name: LocalizedText(th: "หล่มสัก")), Area(code: "6706", name: LocalizedText(th: "ศรีเทพ")),
        Area(code: "670301", name: LocalizedText(th: "หล่มสัก")), Area(code: "670311", name: LocalizedText(th: "น้ำชุน")),
        Area(code: "670312", name: LocalizedText(th: "หนองไขว่")),
        Area(code: "670601", name: LocalizedText(th: "ศรีเทพ")),
    ]

    private func propose(_ service: TestService, _ text: String, scheme: String? = nil) async throws
        -> OrganisationProposals
    {
        _ = try await service.call(
            ImportAreas(idempotencyKey: "areas", under: "67", areas: Self.areas), as: .planner)
        return try await service.call(
            ProposeOrganisations(
                province: "67", file: SheetFile(name: "โรงเรียน.csv", text: text), parent: "67-02",
                parents: ["6706": "67-19"], prefix: "67-N", scheme: scheme), as: .planner)
    }

    @Test func whatIsNewKnownDoubleOrMuchAlikeIsTold() async throws {
        try await withService { service in
            _ = try await service.call(
                UpdateOrganisation(
                    idempotencyKey: "u", organisation: "67-S0001", district: "6703", subdistrict: "670311",
                    expectedVersion: 1))
            let found = try await propose(
                service,
                """
                ที่,ชื่อสถานศึกษา,ตำบล,อำเภอ,จังหวัด,ระดับ
                1,ร.ร. ตัวอย่าง ๑,น้ำชุน,อ.หล่มสัก,เพชรบูรณ์,ประถม
                2,โรงเรียนตัวอย่าง 1,หนองไขว่,หล่มสัก,เพชรบูรณ์,ประถม
                3,โรงเรียนบ้านหนองบัวทองวิทยาคม,น้ำชุน,หล่มสัก,เพชรบูรณ์,ประถม
                4,โรงเรียนบ้าน หนองบัวทองวิทยาคม,น้ำชุน,หล่มสัก,เพชรบูรณ์,ประถม
                5,โรงเรียนบ้านหนองบัวทองวิทยาคาร,น้ำชุน,หล่มสัก,เพชรบูรณ์,ประถม
                6,โรงเรียนบ้านหนองบัวทองวิทยาคม,ศรีเทพ,ศรีเทพ,เพชรบูรณ์,ประถม
                7,โรงเรียนผิดช่อง,หล่มสัก,น้ำชุน,เพชรบูรณ์,ประถม
                8,โรงเรียนนอกจังหวัด,ไม่รู้จัก,หล่มสัก,ตาก,ประถม
                """)
            #expect(
                found.items.map(\.kind) == [.exists, .review, .create, .duplicate, .review, .create, .faulty, .faulty])
            #expect(found.items[0].alike.first?.organisation == "67-S0001" && found.items[3].alike.first?.row == 4)
            #expect(found.items[2].draft?.code == "67-N0002" && found.items[2].draft?.subdistrict == "670311")
            #expect(found.items[5].draft?.parent == "67-19" && found.items[5].draft?.district == "6706")
            #expect(found.problems.map(\.rule) == ["list.double", "list.misfiled", "list.area", "list.province"])
            #expect(found.problems.map(\.cell) == ["B5", "D8", "C9", "E9"])
            #expect(found.problems.first?.message.th.contains("แถวที่ 4") ?? false)
            #expect(found.annotated != nil)
            let rows = found.items.filter { $0.kind == .create }.compactMap(\.draft)
            let report = try await service.call(
                ImportOrganisations(idempotencyKey: "i", under: "67", rows: rows), as: .planner)
            #expect(report.created == 2)
            let again = try await propose(
                service, "ชื่อ,ตำบล,อำเภอ\nโรงเรียนบ้านหนองบัวทองวิทยาคม,น้ำชุน,หล่มสัก\nโรงเรียนอื่น,น้ำชุน,หล่มสัก\n")
            #expect(again.items.map(\.kind) == [.exists, .create] && again.items[1].draft?.code == "67-N0001")
        }
    }

    @Test func codesOfASchemeDecide() async throws {
        try await withService { service in
            _ = try await service.call(
                UpdateOrganisation(
                    idempotencyKey: "u", organisation: "67-S0001", codes: ["obec": "1067670001"], expectedVersion: 1))
            let found = try await propose(
                service, "รหัสโรงเรียน,ชื่อ,อำเภอ\n๑๐๖๗๖๗๐๐๐๑,ชื่อใหม่ทั้งหมด,หล่มสัก\n1067670002,โรงเรียนเปิดใหม่,หล่มสัก\n",
                scheme: "obec")
            #expect(found.items.map(\.kind) == [.exists, .create])
            #expect(found.items[1].draft?.codes == ["obec": "1067670002"])
        }
    }

    /// What is double is told at once, although the first of the two, or the second, has another fault.
    @Test func doublesOfFaultyRowsAreToldWithThem() async throws {
        try await withService { service in
            let found = try await propose(
                service,
                """
                รหัสโรงเรียน,ชื่อ,ตำบล,อำเภอ,จังหวัด
                1,โรงเรียนเปิดใหม่ ก,น้ำชุน,หล่มสัก,ตาก
                2,โรงเรียนเปิดใหม่ ก,น้ำชุน,หล่มสัก,เพชรบูรณ์
                3,โรงเรียนอื่น,น้ำชุน,หล่มสัก,เพชรบูรณ์
                3,วิทยาลัยอีกแห่ง,หนองไขว่,หล่มสัก,ตาก
                4,โรงเรียนอื่น,น้ำชุน,หล่มสัก,ตาก
                """, scheme: "obec")
            #expect(
                found.problems.map { "\($0.cell ?? "") \($0.rule)" } == [
                    "E2 list.province", "B3 list.double", "A5 list.codeTwice", "E5 list.province", "B6 list.double",
                    "E6 list.province",
                ])
            #expect(found.items.map(\.kind) == [.faulty, .duplicate, .create, .faulty, .faulty])
            #expect(found.problems.allSatisfy { $0.message.en != nil })
        }
    }

    @Test func numbersInNamesTellSchoolsApart() {
        let key = NameKey("โรงเรียนไทยรัฐวิทยา ๑๒")
        #expect(key.likeness(NameKey("ร.ร.ไทยรัฐวิทยา12")) == 100)
        #expect(key.likeness(NameKey("โรงเรียนไทยรัฐวิทยา 13")) == 0)
        #expect(NameKey("บ้านโคก").likeness(NameKey("วัดป่า")) < 50)
    }
}
