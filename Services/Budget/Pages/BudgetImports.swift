import BudgetContract
import CommonContract
import ImportPages
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit
import Sheets

/// What offices bring in files: lines, allocations, plans of disbursement, payments, and a ministry's document.
enum BudgetImports {
    static var pages: ImportPages {
        ImportPages(
            shell: PageShell(service: BudgetService.definition.title, version: BudgetService.definition.version),
            wizards: BudgetSheetKind.allCases.map(wizard))
    }

    private static func words(_ kind: BudgetSheetKind) -> (title: LocalizedText, summary: LocalizedText) {
        switch kind {
        case .lines:
            (
                LocalizedText("รายการงบประมาณ", "Budget lines"),
                LocalizedText("แถวละหนึ่งรายการ ตามรหัส", "A line a row, by its code.")
            )
        case .allocations:
            (
                LocalizedText("การจัดสรร", "Allocations"),
                LocalizedText(
                    "รหัสรายการ จำนวนเงิน วันที่ เลขที่หนังสือ เลขที่เอกสาร", "Line, amount, day, letter and document number.")
            )
        case .plans:
            (
                LocalizedText("แผนการเบิกจ่าย", "Plans of disbursement"),
                LocalizedText("รหัสรายการ และคอลัมน์ละหนึ่งเดือน", "Line, and a column a month.")
            )
        case .payments:
            (
                LocalizedText("การเบิกจ่าย (เช่นจาก GFMIS)", "Payments (as from GFMIS)"),
                LocalizedText(
                    "จับคู่กับข้อผูกพันให้เอง ที่จับคู่ไม่ได้แสดงบนแฟ้มและไม่บันทึก",
                    "Matched to commitments; what cannot be matched shows on the sheet and is not posted.")
            )
        case .budgetDocument:
            (
                LocalizedText("เอกสารงบประมาณของกระทรวง", "A ministry's budget document"),
                LocalizedText("รายการพร้อมวงเงินตามกฎหมาย", "Lines with what the law gives them.")
            )
        }
    }

    private static func wizard(_ kind: BudgetSheetKind) -> ImportWizard {
        ImportWizard(
            name: kind.rawValue, title: words(kind).title, summary: words(kind).summary, access: ImportSheet.access,
            fields: { request, values, call in
                let place = try await call.runtime.authoriser.places(of: call.caller, now: call.now).first
                var fields = [
                    PageField(
                        "organisation", request.say("หน่วยงานที่ครอบคลุมทุกแถว", "Organisation above all rows"),
                        value: values["organisation"] ?? place)
                ]
                if kind == .budgetDocument {
                    fields.append(
                        PageField(
                            "year", request.say("ปีงบประมาณของแถวที่ไม่ระบุ", "Fiscal year of rows that name none"), .number,
                            value: values["year"]))
                }
                return fields
            },
            organisation: { settings, _ in
                guard let organisation = settings["organisation"] else {
                    throw RPCError(.invalidParams, LocalizedText("ระบุหน่วยงาน", "say the organisation"))
                }
                return organisation
            },
            members: { _, _ in kind.shape.columns.map(ImportWizard.Member.init) },
            take: { try await take(kind, $0, $1) },
            seen: { settings in settings["organisation"].map { "lines?organisation=\(PageText.query($0))" } })
    }

    private static func take(
        _ kind: BudgetSheetKind, _ attempt: ImportAttempt, _ call: ReadCall
    ) async throws -> WizardOutcome {
        let year = attempt.settings["year"].flatMap { Int(ThaiDigits.arabic($0)) }.flatMap { FiscalYear($0) }
        let done = try await call.invoke(
            ImportSheet(
                idempotencyKey: attempt.key, organisation: attempt.settings["organisation"] ?? "", kind: kind,
                file: attempt.file, layout: attempt.layout, fiscalYear: year, mode: attempt.mode,
                validateOnly: attempt.isOnlyLook ? true : nil))
        // A payment that no commitment was found for is marked at its row.
        let unmatched = done.unmatched.map { payment in
            let candidates = payment.candidates.isEmpty ? "" : " (\(payment.candidates.joined(separator: ", ")))"
            return SheetProblem(
                row: payment.row, rule: "payment.unmatched",
                message: LocalizedText(
                    payment.reason.th + candidates, (payment.reason.en ?? payment.reason.th) + candidates))
        }
        var outcome = WizardOutcome(
            rows: done.rows,
            counts: [
                (LocalizedText("บันทึก", "Taken"), done.taken), (LocalizedText("เหมือนเดิม", "As it was"), done.unchanged),
                (LocalizedText("ข้าม", "Left out"), done.refused),
                (LocalizedText("จับคู่ไม่ได้", "Not matched"), done.unmatched.count),
            ], problems: done.problems + unmatched, annotated: done.annotated)
        if let total = done.total {
            outcome.notes = [LocalizedText("รวมเป็นเงิน \(total) บาท", "\(total) baht together")]
        }
        return outcome
    }
}
