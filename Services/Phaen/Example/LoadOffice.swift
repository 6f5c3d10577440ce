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
        let mappings = try example.table("indicators").rows.compactMap { row in
            row.optional("sdg_target").map { target in
                SdgMapping(
                    indicator: row["code"], global: "\(target.dropFirst(4)).1",
                    national: LocalizedText(
                        "ตัวชี้วัดประเทศของเป้าหมาย \(target.dropFirst(4)) (ตัวอย่าง)", "A national indicator (example)"))
            }
        }
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
        try await enter()
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

    /// The first projects are filled in and the quarter is kept; what is not ready is named in the export.
    private func enter() async throws {
        let projects = try example.table("projects").rows.filter { $0["plan"] == LoadPlans.provincial }.dropFirst()
            .prefix(3)
        for (number, project) in projects.enumerated() {
            let record = try await example.call(
                .reporting,
                WriteEmenscr(
                    organisation: "67", project: project["code"], fiscalYear: year,
                    nationalCode: "ศธ 0211-66-000\(number + 2) (ตัวอย่าง)",
                    fields: [
                        EmenscrWriting(field: "objective", value: "เพื่อให้ผู้เรียนได้รับการพัฒนาอย่างทั่วถึง (ตัวอย่าง)"),
                        EmenscrWriting(field: "contribution", value: "สนับสนุนเป้าหมายแผนย่อยโดยตรง (ตัวอย่าง)"),
                    ], expectedVersion: 0, idempotencyKey: example.key("emenscr", number)), as: .planner, at: "67")
            _ = try await example.call(
                .reporting,
                WriteEmenscr(
                    organisation: "67", project: project["code"], fiscalYear: year, quarter: 4,
                    fields: [EmenscrWriting(field: "progress", value: "ดำเนินการแล้วเสร็จตามแผน (ตัวอย่าง)")],
                    expectedVersion: record.version, idempotencyKey: example.key("emenscr Q4", number)), as: .planner,
                at: "67")
        }
        let export = try await example.call(
            .reporting,
            ExportEmenscr(
                organisation: "67", fiscalYear: year, quarter: 4, idempotencyKey: example.key("emenscr export")),
            as: .planner, at: "67")
        guard let day = CalendarDate(year: 2023, month: 10, day: 27) else { return }
        _ = try await example.call(
            .reporting,
            RecordEmenscrSending(
                export: export.id, on: day, document: "ศธ 02110/1603 (ตัวอย่าง)",
                idempotencyKey: example.key("emenscr sent")), as: .planner, at: "67")
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
