import CommonContract
import JSONRPC
import Kernel
import ReportingContract

/// The annual report of the province: composed from the other services, frozen, checked, screened, signed, published, sent on.
struct LoadReport {
    let example: Example
    let year: FiscalYear

    /// What else is made: by which definition, about whom, of which quarter.
    private static let others: [(definition: String, organisation: String, quarter: Int?)] = [
        ("quarterlyFollowUp", "67", 4), ("budgetQuarterly", "67", 2), ("budgetQuarterly", "67", 4),
        ("emenscrProjects", "67", 4), ("roundCompleteness", "67", nil), ("planCoverage", "67", nil),
        ("sdg4Progress", "67", nil),
        ("resolutionRegister", "67", nil), ("drivingCalendar", "67", nil), ("agencyScorecard", "67-02", nil),
        ("schoolSheet", "67-S0002", nil),
    ]

    /// Where one was published before.
    private static let reason = LocalizedText("จัดทำใหม่จากข้อมูลตัวอย่าง", "Made again from the example's data")

    /// Returns where everything is.
    func run() async throws -> String {
        let progress = Progress(
            "รายงานประจำปี \(year.buddhistYear) และรายงานอื่น — the annual report and others", total: 1 + Self.others.count)
        let office = LoadOffice(example: example, year: year)
        try await office.run()
        let annual = try await published(composed())
        try await office.write(annual)
        progress.advance()
        var others: [Report] = []
        for (index, other) in Self.others.enumerated() {
            let report = try await example.call(
                .reporting,
                ComposeReport(
                    organisation: other.organisation, fiscalYear: year, quarter: other.quarter,
                    definition: other.definition, reason: Self.reason,
                    idempotencyKey: example.key("report \(other.definition)", index)),
                as: .planner, at: "67")
            // One with gaps stays a draft that says what it lacks.
            others.append(report.missing == 0 ? try await published(report) : report)
            progress.advance()
        }
        progress.finish(annual.sha256.map { "SHA-256 \($0.prefix(16))…" } ?? "")
        return summary(annual, others)
    }

    /// Takes a report its whole way.
    private func published(_ draft: Report) async throws -> Report {
        var report = try await example.call(
            .reporting,
            FreezeReport(
                report: .id(draft.id), expectedVersion: draft.version,
                idempotencyKey: example.key("freeze \(draft.code)")), as: .planner, at: "67")
        let definition = try await example.call(
            .reporting, GetReportDefinition(code: draft.definition), as: .planner, at: "67")
        let isOffice = definition.definition.procedure == "reportOfOffice"
        let steps: [(ReportStep, Int, String, String?)] = [
            (.checked, 9, "ผู้อำนวยการกลุ่มนโยบายและแผน (ตัวอย่าง)", nil),
            (.screened, 16, "ประธานคณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์ (ตัวอย่าง)", "มติครั้งที่ 10/2566 (ตัวอย่าง)"),
            (.signed, 26, "ประธานคณะกรรมการศึกษาธิการจังหวัด (ตัวอย่าง)", "มติครั้งที่ 11/2566 (ตัวอย่าง)"),
        ]
        for step in steps where step.0 != .screened || !isOffice { report = try await record(step, of: report) }
        report = try await example.call(
            .reporting,
            PublishReport(
                report: .id(report.id), expectedVersion: report.version,
                idempotencyKey: example.key("publish \(draft.code)")), as: .provincialOfficer, at: "67")
        guard report.definition == "annualProvincial" else { return report }
        // To the regional office, then to the ministry.
        for (day, number) in [(27, "ศธ 02110/1601 (ตัวอย่าง)"), (30, "ศธ 02110/1612 (ตัวอย่าง)")] {
            report = try await record((.forwarded, day, "ศึกษาธิการจังหวัด (ตัวอย่าง)", number), of: report)
        }
        return report
    }

    private func record(_ step: (ReportStep, Int, String, String?), of report: Report) async throws -> Report {
        guard let date = CalendarDate(year: 2023, month: 10, day: step.1) else { return report }
        return try await example.call(
            .reporting,
            RecordReportStep(
                report: .id(report.id), step: step.0, happenedOn: date, position: step.2, document: step.3,
                expectedVersion: report.version,
                idempotencyKey: example.key("report \(report.code) \(step.0.rawValue) \(step.1)")),
            as: .secretary, at: "67")
    }

    /// The report without gaps: a peer that was too slow to answer leaves one, and the report is then composed again.
    private func composed() async throws -> Report {
        var report: Report?
        for attempt in 0..<5 where report == nil || report?.missing != 0 {
            report = try await example.call(
                .reporting,
                ComposeReport(
                    organisation: "67", fiscalYear: year, reason: Self.reason,
                    idempotencyKey: example.key("report", attempt)),
                as: .planner, at: "67")
        }
        guard let report, report.missing == 0 else { throw ExampleTimeout(what: "a report without gaps") }
        return report
    }

    private func summary(_ report: Report, _ others: [Report]) -> String {
        let base = example.address(.reporting) + "/reports"
        let address = "\(base)/\(report.id)"
        let more = others.filter { $0.step == .published }.map { "    \(base)/\($0.code)" }.joined(separator: "\n")
        return """

              รายงานประจำปีงบประมาณ พ.ศ. \(year.buddhistYear) (ตัวอย่าง) — the example's annual report, published
                page   \(address)
                PDF    \(address).pdf
                XLSX   \(address).xlsx

              รายงานอื่น — other reports, all at \(base)
            \(more)

            """
    }
}
