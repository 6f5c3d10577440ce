import BudgetContract
import CommonContract
import JSONRPC
import Kernel

/// Budgets of the agencies for one fiscal year: lines, monthly plans, allocations, commitments, payments and refunds by
/// a seeded generator (synthetic), and the cabinet's targets.
struct LoadBudget {
    let example: Example
    let year: FiscalYear

    func run() async throws {
        try await targets()
        try await books()
    }

    /// All but the targets.
    func books() async throws {
        let lines = try plannedLines()
        try await open(lines)
        try await plan(lines)
        try await spend(lines)
    }

    private func targets() async throws {
        let rows = try example.table("disbursement_targets").rows
        for row in rows {
            guard let targetYear = Int(row["fiscal_year"]).flatMap(FiscalYear.init) else { continue }
            let scope = row["scope"] == "all" ? TargetScope.overall : TargetScope(rawValue: row["scope"]) ?? .overall
            let percent = { (column: String) in Int(row[column]).map { $0 * 100 } }
            let target = DisbursementTarget(
                fiscalYear: targetYear, scope: scope, measure: row["measure"] == "disbursement" ? .spent : .used,
                q1: percent("q1"), q2: percent("q2"), q3: percent("q3"), q4: percent("q4"),
                provenance: row["provenance"])
            _ = try await example.call(
                .budget, SetTarget(idempotencyKey: example.key("target", row.number), target: target))
        }
    }

    /// One line with the amount that it will be allocated.
    struct PlannedLine {
        var draft: LineDraft
        var amount: Money
        /// How fast it spends: 100 as planned, less is behind.
        var pacePercent: Int
    }

    private func plannedLines() throws -> [PlannedLine] {
        var lines: [PlannedLine] = []
        let organisations = try example.table("organisations").rows
        for agency in organisations where agency["parent"] == "67" {
            var random = Seeded("budget \(agency["code"])\(stream)")
            let pace = random.chance(20) ? random.number(55...80) : random.number(90...104)
            let shares: [(ExpenditureCategory, BudgetPlanType, ClosedRange<Int>)] = [
                (.personnel, .personnel, 8_000...60_000), (.operating, .basic, 1_000...9_000),
                (.investment, .strategic, 500...12_000), (.subsidy, .basic, 300...6_000),
            ]
            for (category, planType, thousands) in shares {
                let code =
                    "67-\(year.buddhistYear)-\(agency["code"].dropFirst(3))-\(category.rawValue.prefix(3).uppercased())"
                lines.append(
                    PlannedLine(
                        draft: LineDraft(
                            code: code, fiscalYear: year, organisation: agency["code"], planType: planType,
                            category: category, source: .parentAgency, workKind: .output,
                            workCode: "OUT-\(category.rawValue.uppercased())",
                            workName: LocalizedText("ผลผลิตประจำ (ข้อมูลสังเคราะห์)", "Regular output (synthetic)")),
                        amount: Money(baht: Int64(random.number(thousands)) * 1_000),
                        pacePercent: category == .personnel ? 100 : pace))
            }
        }
        // The projects are of the provincial plan that begins with FY 2566.
        for project in try example.table("projects").rows where year.buddhistYear == 2566 {
            var random = Seeded("budget \(project["code"])")
            guard let amount = Money(project["budget_baht_2566"]) else { continue }
            lines.append(
                PlannedLine(
                    draft: LineDraft(
                        code: "67-\(year.buddhistYear)-\(project["code"])", fiscalYear: year,
                        organisation: project["organisation"], planType: .strategic, category: .operating,
                        source: .provincialPlan, workKind: .project, workCode: project["code"],
                        workName: LocalizedText(th: project["name_th"], en: project.optional("name_en"))),
                    amount: amount, pacePercent: random.number(70...95)))
        }
        return lines
    }

    /// Distinguishes the random numbers of the years.
    private var stream: String { year.buddhistYear == 2566 ? "" : " \(year)" }

    private func open(_ lines: [PlannedLine]) async throws {
        let progress = Progress("ปี \(year) รายการงบประมาณ \(lines.count) รายการ — budget lines", total: lines.count)
        for (number, chunk) in lines.chunked(500).enumerated() {
            let outcome = try await example.call(
                .budget,
                ImportLines(
                    idempotencyKey: example.key("lines\(stream)", number), organisation: "67", lines: chunk.map(\.draft)
                ),
                as: .budgetOfficer, at: "67")
            try example.expectNone(outcome.problems)
            progress.advance(chunk.count)
        }
        progress.finish()
    }

    /// A twelfth a month; investment in the second half of the year.
    private func plan(_ lines: [PlannedLine]) async throws {
        let progress = Progress("แผนการใช้จ่ายรายเดือน — monthly disbursement plans", total: lines.count)
        try await example.concurrently(lines) { line in
            let months = line.draft.category == .investment ? Array(4...9) : Array(1...12)
            let shares = line.amount.allocated(byWeights: months.map { _ in 1 }) ?? []
            _ = try await example.call(
                .budget,
                SetDisbursementPlan(
                    idempotencyKey: example.key("plan \(line.draft.code)"), line: .code(line.draft.code),
                    months: zip(months, shares).map { PlannedMonth(month: $0, amount: $1) }),
                as: .budgetOfficer, at: "67")
            progress.advance()
        }
        progress.finish()
    }

    private func spend(_ lines: [PlannedLine]) async throws {
        let acts = lines.map(actsOfYear)
        let count = acts.reduce(0) { $0 + $1.count }
        let progress = Progress("จัดสรร ผูกพัน และเบิกจ่าย \(count) รายการ (synthetic) — ledger entries", total: count)
        var batches: [[ActDraft]] = [[]]
        for lineActs in acts {
            if batches[batches.count - 1].count + lineActs.count > 500 { batches.append([]) }
            batches[batches.count - 1] += lineActs
        }
        for (number, batch) in batches.enumerated() {
            let outcome = try await example.call(
                .budget,
                ImportEntries(idempotencyKey: example.key("entries\(stream)", number), organisation: "67", acts: batch),
                as: .budgetOfficer, at: "67")
            try example.expectNone(outcome.problems)
            progress.advance(batch.count)
        }
        progress.finish()
    }

    private func actsOfYear(_ line: PlannedLine) -> [ActDraft] {
        var random = Seeded("spending \(line.draft.code)")
        let code = Reference.code(line.draft.code)
        let opened = day(1, random.number(3...20))
        var acts = [
            ActDraft(
                kind: .allocation, line: code, amount: line.amount, date: opened,
                document: EntryDocument(
                    letterNumber: "ศธ 0294/\(random.number(1...900))", note: "จัดสรรต้นปี (ข้อมูลสังเคราะห์)"))
        ]
        let spendable = Money(satang: line.amount.satang / 100 * Int64(min(line.pacePercent, 100)))
        if line.draft.category == .investment {
            let order = "PO-\(line.draft.code)"
            acts.append(
                ActDraft(
                    kind: .commitment, line: code, amount: spendable, date: day(random.number(3...7), 15),
                    payee: "ผู้ขายตัวอย่าง (ข้อมูลสังเคราะห์)", document: EntryDocument(code: order)))
            let first = Money(satang: spendable.satang * Int64(random.number(30...60)) / 100)
            acts.append(
                ActDraft(
                    kind: .disbursement, commitment: .code(order), amount: first, date: day(random.number(8...9), 20)))
            if line.pacePercent >= 80 {
                acts.append(
                    ActDraft(
                        kind: .disbursement, commitment: .code(order), amount: spendable - first,
                        date: day(random.number(10...12), 22), final: true))
            }
            return acts
        }
        let months = Array(1...12)
        for (month, share) in zip(months, spendable.allocated(byWeights: months.map { _ in 1 }) ?? [])
        where share > .zero {
            acts.append(
                ActDraft(kind: .disbursement, line: code, amount: share, date: day(month, random.number(21...27))))
        }
        return acts + unused(line, &random)
    }

    /// Money that comes back in the year: an overpayment, and what an agency knows in August that it will not need.
    private func unused(_ line: PlannedLine, _ random: inout Seeded) -> [ActDraft] {
        let code = Reference.code(line.draft.code)
        var acts: [ActDraft] = []
        if random.chance(15) {
            acts.append(
                ActDraft(
                    kind: .refund, line: code, amount: Money(baht: Int64(random.number(1...40)) * 100),
                    date: day(random.number(6...11), 28), document: EntryDocument(note: "เบิกเกินส่งคืน (ข้อมูลสังเคราะห์)")))
        }
        let spare = line.amount.satang - line.amount.satang / 100 * Int64(min(line.pacePercent, 100))
        if line.draft.category == .operating, spare > 2_000_000, random.chance(40) {
            acts.append(
                ActDraft(
                    kind: .returnToSource, line: code, amount: Money(satang: spare / 4 / 100 * 100), date: day(11, 29),
                    document: EntryDocument(
                        letterNumber: "ศธ 0294/\(random.number(900...999))", note: "ส่งคืนเงินเหลือจ่าย (ข้อมูลสังเคราะห์)")))
        }
        return acts
    }

    /// A day of the fiscal year by its month of that year (1 is October).
    private func day(_ fiscalMonth: Int, _ day: Int) -> CalendarDate {
        let gregorian = year.buddhistYear - 543
        let month = (fiscalMonth + 8) % 12 + 1
        return CalendarDate(year: month >= 10 ? gregorian - 1 : gregorian, month: month, day: day) ?? .epoch
    }
}

extension Array {
    func chunked(_ size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
