import CommonContract
import JSONRPC
import Kernel
import ReportingContract

/// The annual report of the province: composed from the other services, frozen, checked, screened, signed, published.
struct LoadReport {
    let example: Example
    let year: FiscalYear

    /// Returns where everything is.
    func run() async throws -> String {
        let progress = Progress("รายงานประจำปี \(year.buddhistYear) — the annual report", total: 6)
        var report = try await composed()
        progress.advance()
        report = try await example.call(
            .reporting,
            FreezeReport(
                report: .id(report.id), expectedVersion: report.version, idempotencyKey: example.key("freeze")),
            as: .planner, at: "67")
        progress.advance()
        let steps: [(ReportStep, Int, String, String?)] = [
            (.checked, 9, "ผู้อำนวยการกลุ่มนโยบายและแผน (ตัวอย่าง)", nil),
            (.screened, 16, "ประธานคณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์ (ตัวอย่าง)", "มติครั้งที่ 10/2566 (ตัวอย่าง)"),
            (.signed, 26, "ประธานคณะกรรมการศึกษาธิการจังหวัด (ตัวอย่าง)", "มติครั้งที่ 11/2566 (ตัวอย่าง)"),
        ]
        for (step, day, position, document) in steps {
            guard let date = CalendarDate(year: 2023, month: 10, day: day) else { continue }
            report = try await example.call(
                .reporting,
                RecordReportStep(
                    report: .id(report.id), step: step, happenedOn: date, position: position, document: document,
                    expectedVersion: report.version, idempotencyKey: example.key("report \(step.rawValue)")),
                as: .secretary, at: "67")
            progress.advance()
        }
        report = try await example.call(
            .reporting,
            PublishReport(
                report: .id(report.id), expectedVersion: report.version, idempotencyKey: example.key("publish report")),
            as: .provincialOfficer, at: "67")
        progress.finish(report.sha256.map { "SHA-256 \($0.prefix(16))…" } ?? "")
        return summary(report)
    }

    /// The report without gaps: a peer that was too slow to answer leaves one, and the report is then composed again.
    private func composed() async throws -> Report {
        var report: Report?
        for attempt in 0..<5 where report == nil || report?.missing != 0 {
            report = try await example.call(
                .reporting,
                ComposeReport(organisation: "67", fiscalYear: year, idempotencyKey: example.key("report", attempt)),
                as: .planner, at: "67")
        }
        guard let report, report.missing == 0 else { throw ExampleTimeout(what: "a report without gaps") }
        return report
    }

    private func summary(_ report: Report) -> String {
        let address = example.address(.reporting) + "/reports/\(report.id)"
        return """

              รายงานประจำปีงบประมาณ พ.ศ. \(year.buddhistYear) (ตัวอย่าง) — the example's annual report, published
                page   \(address)
                PDF    \(address).pdf
                XLSX   \(address).xlsx

            """
    }
}
