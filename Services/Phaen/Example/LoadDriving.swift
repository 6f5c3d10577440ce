import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// Where agencies, and some schools, stand with the driving calendar and the SDG4 roadmap; the others have not said.
struct LoadDriving {
    let example: Example
    let year: FiscalYear

    private struct Report: Sendable {
        var organisation: String
        var item: String
        var occasion: Int
    }

    func run() async throws {
        let rows = try example.table("organisations").rows.filter { $0["code"].hasPrefix("67-") }
        let schools = rows.filter { $0["code"].hasPrefix("67-S") }
        let reporting = schools.enumerated().filter { $0.offset % 6 == 0 }.map(\.element)
        let chosen = example.schoolsMax > 0 ? Array(schools.prefix(min(example.schoolsMax, 3))) : reporting
        let agencies = rows.filter { !$0["code"].hasPrefix("67-S") }
        var reports: [Report] = []
        for (level, organisations) in [
            (DrivingLevel.office, agencies.filter { $0["kind"] == "provincialEducationOffice" }),
            (.agency, agencies.filter { !["provincialEducationOffice", "school"].contains($0["kind"]) }),
            (.school, agencies.filter { $0["kind"] == "school" } + chosen),
        ] {
            let items = try await call(ListDrivingItems(province: "67", level: level, limit: 200)).items
            for organisation in organisations {
                var random = Seeded("driving \(organisation["code"])")
                for item in items where random.chance(level == .school ? 35 : 80) {
                    reports.append(
                        Report(
                            organisation: organisation["code"], item: item.code,
                            occasion: item.windows.contains(.weekAfterQuarter) ? random.number(1...4) : 1))
                }
            }
        }
        let progress = Progress(
            "สถานะตามปฏิทินขับเคลื่อน \(reports.count) รายการ (synthetic) — driving calendar", total: reports.count)
        try await example.concurrently(reports) { report in
            try await tell(report)
            progress.advance()
        }
        progress.finish()
    }

    private func tell(_ report: Report) async throws {
        var random = Seeded("driving \(report.organisation) \(report.item)")
        let draw = random.number(1...100)
        // The steps of the roadmap are for everyone.
        let isRoadmap = report.item.hasPrefix("SDG-")
        let state: DrivingState =
            draw > 94 && isRoadmap || draw <= 62
            ? .done : draw <= 84 ? .inProgress : draw <= 94 ? .notStarted : .notApplicable
        let evidence = DrivingEvidence(
            title: "รายงานการดำเนินงาน (ตัวอย่าง)", reference: "ศธ 9999/\(random.number(1...900))",
            date: CalendarDate(year: 2023, month: random.number(1...9), day: random.number(1...28)))
        _ = try await call(
            SetDrivingStatus(
                idempotencyKey: example.key("driving \(report.organisation) \(report.item)"),
                organisation: report.organisation, fiscalYear: year, item: report.item, occasion: report.occasion,
                state: state, note: state == .notApplicable ? "ไม่อยู่ในภารกิจของหน่วยงาน (ตัวอย่าง)" : nil,
                evidence: state == .done ? [evidence] : nil, expectedVersion: 0))
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.plans, method, as: .planner, at: "67")
    }
}
