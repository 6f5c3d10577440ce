import CommonContract
import JSONRPC
import Kernel
import ReportingContract

/// What the office itself brings to its reports: the map of its districts, where its indicators stand under SDG 4, until
/// when schools report, what it does about the year's findings, and what it fills in for eMENSCR.
struct LoadOffice {
    let example: Example
    let year: FiscalYear

    /// Districts of Phetchabun on a grid, roughly as they lie; official codes.
    private static let districts: [(code: String, th: String, en: String, column: Int, row: Int)] = [
        ("6701", "เมืองเพชรบูรณ์", "Mueang Phetchabun", 1, 2), ("6702", "ชนแดน", "Chon Daen", 0, 3),
        ("6703", "หล่มสัก", "Lom Sak", 1, 1), ("6704", "หล่มเก่า", "Lom Kao", 1, 0),
        ("6705", "วิเชียรบุรี", "Wichian Buri", 1, 5), ("6706", "ศรีเทพ", "Si Thep", 1, 6),
        ("6707", "หนองไผ่", "Nong Phai", 1, 3), ("6708", "บึงสามพัน", "Bueng Sam Phan", 1, 4),
        ("6709", "น้ำหนาว", "Nam Nao", 2, 0), ("6710", "วังโป่ง", "Wang Pong", 0, 2),
        ("6711", "เขาค้อ", "Khao Kho", 0, 1),
    ]

    /// What stands between the world's and the province's indicators (example).
    private static let national: [String: LocalizedText] = [
        "4.1": LocalizedText("ค่าเฉลี่ยผลการทดสอบทางการศึกษาระดับชาติ (ตัวอย่าง)", "Mean of the national tests (example)"),
        "4.2": LocalizedText("ร้อยละของเด็กปฐมวัยที่มีพัฒนาการสมวัย (ตัวอย่าง)", "Children on track (example)"),
        "4.3": LocalizedText("อัตราการศึกษาต่ออาชีวศึกษาและอุดมศึกษา (ตัวอย่าง)", "Going on to higher levels (example)"),
        "4.4": LocalizedText("ร้อยละของแรงงานที่มีทักษะตรงความต้องการ (ตัวอย่าง)", "Skills that are wanted (example)"),
        "4.5": LocalizedText("ดัชนีความเท่าเทียมทางเพศของการเข้าเรียน (ตัวอย่าง)", "Gender parity of enrolment (example)"),
        "4.6": LocalizedText("อัตราการรู้หนังสือของประชากร (ตัวอย่าง)", "Literacy rate (example)"),
        "4.7": LocalizedText("ร้อยละของสถานศึกษาที่จัดการศึกษาเพื่อพลเมืองโลก (ตัวอย่าง)", "Citizenship education (example)"),
        "4.a": LocalizedText("ร้อยละของสถานศึกษาที่ผ่านเกณฑ์ความปลอดภัย (ตัวอย่าง)", "Safe schools (example)"),
        "4.b": LocalizedText("จำนวนทุนการศึกษาที่ได้รับ (ตัวอย่าง)", "Scholarships received (example)"),
        "4.c": LocalizedText("อัตราส่วนนักเรียนต่อครู (ตัวอย่าง)", "Pupils per teacher (example)"),
    ]

    func run() async throws {
        let known = Dictionary(Self.districts.map { ($0.th, $0.code) }) { first, _ in first }
        let members = try example.table("organisations").rows.compactMap { row in
            row.optional("district").flatMap { known[$0] }.map {
                DistrictMember(organisation: row["code"], district: $0)
            }
        }
        _ = try await example.call(
            .reporting,
            PutDistricts(
                organisation: "67",
                districts: Self.districts.map {
                    District(code: $0.code, name: LocalizedText($0.th, $0.en), column: $0.column, row: $0.row)
                }, members: members, idempotencyKey: example.key("districts")), as: .planner, at: "67")
        let mappings =
            try example.table("indicators").rows.compactMap { row in
                row.optional("sdg_target").map { target in
                    SdgMapping(
                        indicator: row["code"], global: "\(target.dropFirst(4)).1",
                        national: Self.national[String(target.dropFirst(4))])
                }
            } + [
                SdgMapping(indicator: "67-PTR", global: "4.c.2", national: Self.national["4.c"]),
                SdgMapping(indicator: "67-GPI", global: "4.5.1", national: Self.national["4.5"]),
            ]
        if !mappings.isEmpty {
            _ = try await example.call(
                .reporting,
                MapSdgIndicators(organisation: "67", mappings: mappings, idempotencyKey: example.key("sdg")),
                as: .planner, at: "67")
        }
        if let day = CalendarDate(year: 2023, month: 9, day: 15) {
            _ = try await example.call(
                .reporting,
                SetScheduleDay(
                    organisation: "67", definition: "schoolSheet", fiscalYear: year, dueOn: day,
                    idempotencyKey: example.key("school sheets")), as: .planner, at: "67")
        }
        try await improve()
        try await LoadEmenscr(example: example, year: year).run()
    }

    /// Two actions for the first findings.
    private func improve() async throws {
        let found = try await example.call(
            .reporting, ListFindings(organisation: "67", fiscalYear: year), as: .planner, at: "67")
        guard let due = CalendarDate(year: 2024, month: 3, day: 31) else { return }
        for (number, item) in found.items.prefix(2).enumerated() {
            _ = try await example.call(
                .reporting,
                CreateImprovement(
                    organisation: "67", fiscalYear: year, finding: item.finding,
                    action: LocalizedText(
                        "ติดตามและแก้ไขร่วมกับหน่วยงานที่เกี่ยวข้อง (ตัวอย่าง)", "Follow up with those concerned (example)"),
                    owner: "67-01", ownerPosition: "ผู้อำนวยการกลุ่มนโยบายและแผน (ตัวอย่าง)", dueOn: due,
                    idempotencyKey: example.key("improvement", number)), as: .planner, at: "67")
        }
    }

    /// The letter by which the annual report goes to the region, and a certificate for who reported first.
    func write(_ report: Report) async throws {
        let (day, issuer) = (CalendarDate(year: 2023, month: 10, day: 27), "สำนักงานศึกษาธิการจังหวัดเพชรบูรณ์")
        let signer = DocumentSigner(position: "ศึกษาธิการจังหวัดเพชรบูรณ์")
        let letter = OfficialDocument(
            kind: .letter, number: "ศธ 02110/1601 (ตัวอย่าง)", date: day, issuer: issuer,
            address: ["ศาลากลางจังหวัดเพชรบูรณ์"], subject: "นำส่ง\(report.title.th)", to: "ศึกษาธิการภาค 17",
            attachments: ["\(report.title.th) จำนวน 1 เล่ม"],
            body: [
                .paragraph(
                    "ตามที่คณะกรรมการศึกษาธิการจังหวัดเพชรบูรณ์ ได้ประชุมเมื่อวันที่ 26 ตุลาคม 2566 และมีมติเห็นชอบรายงานดังกล่าวแล้ว นั้น"),
                .paragraph("\(issuer) จึงขอส่งรายงานมาพร้อมหนังสือนี้ (ตัวอย่าง)"), .paragraph("จึงเรียนมาเพื่อโปรดทราบ"),
            ], signers: [signer], contact: ["กลุ่มนโยบายและแผน"])
        let certificate = OfficialDocument(
            kind: .certificate, date: day, issuer: issuer, subject: "รายงานข้อมูลครบถ้วนและทันเวลา ปีงบประมาณ พ.ศ. \(year)",
            to: "สถานศึกษาตัวอย่าง", body: [.paragraph("ขอให้มีความสุขความเจริญสืบไป")], signers: [signer])
        for (name, document) in [("letter", letter), ("certificate", certificate)] {
            _ = try await example.call(
                .reporting,
                RenderDocument(organisation: "67", document: document, idempotencyKey: example.key(name)),
                as: .planner, at: "67")
        }
    }
}
