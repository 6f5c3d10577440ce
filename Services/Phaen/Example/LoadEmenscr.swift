import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import ReportingContract

/// What the office enters for the national system at the year's end: fields of every project, how far each is approved, and
/// the quarter as it was sent. Three projects are not ready on purpose, so that an export has something to name: one was
/// never filled in, one says nothing of the quarter, and the spending plan of one is more than it has.
struct LoadEmenscr {
    let example: Example
    let year: FiscalYear

    private static let quarter = 4
    private static let neverFilledIn = "67-P04"
    private static let withoutProgress = "67-P13"
    /// It gave money away in transfers; nobody revised its plan.
    private static let overPlanned = "67-P01"

    func run() async throws {
        let projects = try example.table("projects").rows.filter { $0["plan"] == LoadPlans.provincial }
        try await revisePlans(of: projects.map { $0["code"] })
        for (number, project) in projects.enumerated() where project["code"] != Self.neverFilledIn {
            try await fill(project, number)
        }
        let export = try await call(
            ExportEmenscr(
                organisation: "67", fiscalYear: year, quarter: Self.quarter,
                idempotencyKey: example.key("emenscr export")))
        Progress(
            "eMENSCR ไตรมาส \(Self.quarter): พร้อม \(export.projects) โครงการ ยังไม่พร้อม \(export.refused.count) (ตัวอย่าง) — entered",
            total: 1
        ).finish()
        guard let day = CalendarDate(year: 2023, month: 10, day: 27) else { return }
        _ = try await call(
            RecordEmenscrSending(
                export: export.id, on: day, document: "ศธ 02110/1603 (ตัวอย่าง)",
                idempotencyKey: example.key("emenscr sent")))
    }

    /// What was returned or transferred away is planned no more: a twelfth a month of what is left.
    private func revisePlans(of projects: [String]) async throws {
        let rows = try await example.call(
            .budget, GetSummary(organisation: "67", fiscalYear: year, groupBy: .project, date: year.lastDay),
            as: .budgetOfficer, at: "67"
        ).rows
        for row in rows where projects.contains(row.key) && row.planned > row.allocated && row.key != Self.overPlanned {
            let shares = row.allocated.allocated(byWeights: (1...12).map { _ in 1 }) ?? []
            _ = try await example.call(
                .budget,
                SetDisbursementPlan(
                    idempotencyKey: example.key("plan revised \(row.key)"), line: .code("67-\(year)-\(row.key)"),
                    months: zip(1...12, shares).map { PlannedMonth(month: $0, amount: $1) }),
                as: .budgetOfficer, at: "67")
        }
    }

    private func fill(_ project: Table.Row, _ number: Int) async throws {
        let name = project["name_th"].replacing("โครงการ", with: "").replacing(" (ตัวอย่าง)", with: "")
        let people = 400 + number * 35
        let fields = [
            ("coordinator", "หัวหน้ากลุ่มนโยบายและแผนของหน่วยงานเจ้าของโครงการ (ตัวอย่าง)"),
            ("contribution", "\(name)เพิ่มโอกาสและคุณภาพการเรียนรู้ตามเป้าหมายแผนย่อยโดยตรง (ตัวอย่าง)"),
            ("guideline", "ปรับเปลี่ยนระบบการเรียนรู้ให้เอื้อต่อการพัฒนาทักษะสำหรับศตวรรษที่ 21 (ตัวอย่าง)"),
            ("law", "พระราชบัญญัติการศึกษาแห่งชาติ พ.ศ. 2542 และที่แก้ไขเพิ่มเติม"),
            ("objective", "เพื่อดำเนินงานด้าน\(name)ให้ทั่วถึงทุกสถานศึกษากลุ่มเป้าหมาย (ตัวอย่าง)"),
            ("output", "ผู้เรียนและครูเข้าร่วม \(people) คน (ตัวอย่าง)"),
            ("outcome", "ผลตามตัวชี้วัดของเป้าประสงค์ดีขึ้นกว่าปีฐาน (ตัวอย่าง)"), ("area", "จังหวัดเพชรบูรณ์ 11 อำเภอ"),
        ]
        let code = project["code"]
        var record = try await write(
            code, nationalCode: "ศธ 0211-66-\(String(10_001 + number).dropFirst()) (ตัวอย่าง)",
            fields + realDays(code, number))
        guard code != Self.withoutProgress else { return }
        let told = [
            ("progress", "ดำเนินกิจกรรม\(name)แล้วเสร็จตามแผน ผู้เข้าร่วม \(people - number * 3) คน (ตัวอย่าง)"),
            ("obstacles", number % 3 == 0 ? "จัดซื้อจัดจ้างล่าช้าหนึ่งเดือน (ตัวอย่าง)" : "ไม่มี"),
            ("suggestions", number % 3 == 0 ? "เริ่มจัดซื้อจัดจ้างก่อนต้นปีงบประมาณ (ตัวอย่าง)" : "ไม่มี"),
        ]
        record = try await write(code, quarter: Self.quarter, told)
        try await approve(record, number)
    }

    /// Writes what is not there yet. What somebody has written stays: an earlier program in other words, or whoever tries
    /// the example out.
    private func write(
        _ project: String, quarter: Int? = nil, nationalCode: String? = nil, _ fields: [(String, String)]
    ) async throws -> EmenscrRecord {
        let sheet = try await call(
            GetEmenscrSheet(organisation: "67", project: project, fiscalYear: year, quarter: Self.quarter))
        let written = Set(sheet.fields.filter { $0.origin == .written && !$0.values.isEmpty }.map(\.code))
        let lacking = fields.filter { !written.contains($0.0) }
        let nationalCode = sheet.record.nationalCode == nil ? nationalCode : nil
        guard nationalCode != nil || !lacking.isEmpty else { return sheet.record }
        return try await call(
            WriteEmenscr(
                organisation: "67", project: project, fiscalYear: year, quarter: quarter, nationalCode: nationalCode,
                fields: lacking.map { EmenscrWriting(field: $0.0, value: $0.1) },
                expectedVersion: sheet.record.version,
                idempotencyKey: example.key("emenscr \(project) Q\(quarter ?? 0) version", sheet.record.version)))
    }

    /// When its three activities really were: a few days late, and of every fourth project the last one has not ended.
    private func realDays(_ project: String, _ number: Int) -> [(String, String)] {
        let lengths = [(from: 3, until: 88), (from: 95, until: 300), (from: 305, until: 360)]
        return lengths.enumerated().flatMap { index, days -> [(String, String)] in
            let activity = "\(project)-A\(index + 1)"
            let start = year.firstDay.adding(days: days.from + number % 5)
            let isOpen = index == lengths.count - 1 && number % 4 == 1
            let end = isOpen ? nil : year.firstDay.adding(days: days.until + number % 4)
            return [("actualStart/\(activity)", start), ("actualEnd/\(activity)", end)].compactMap { field, day in
                day.map { (field, $0.description) }
            }
        }
    }

    /// Some are entered, some approved up to the ministry, one was sent back.
    private func approve(_ record: EmenscrRecord, _ number: Int) async throws {
        var ways: [[EmenscrState]] = [
            [.entered, .sentForApproval, .approvedByUnit, .approvedByDepartment, .approvedByMinistry],
            [.entered, .sentForApproval, .approvedByUnit], [.entered, .sentForApproval], [.entered],
        ]
        if number == 8 { ways = [[.entered, .sentForApproval, .returned]] }
        let way = ways[number % ways.count]
        let done = record.moves.map(\.state)
        // Where it was taken elsewhere meanwhile it stays.
        guard done.count < way.count, Array(way.prefix(done.count)) == done else { return }
        var version = record.version
        for (step, state) in way.enumerated().dropFirst(done.count) {
            guard let day = CalendarDate(year: 2023, month: 10, day: 9 + step * 3) else { continue }
            version = try await call(
                MoveEmenscr(
                    organisation: "67", project: record.project, state: state, on: day,
                    note: state == .returned ? "ขอให้เพิ่มผลตามตัวชี้วัด (ตัวอย่าง)" : nil, expectedVersion: version,
                    idempotencyKey: example.key("emenscr \(record.project) \(state.rawValue) version", version))
            ).version
        }
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.reporting, method, as: .planner, at: "67")
    }
}
