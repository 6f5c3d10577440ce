import BudgetContract
import Kernel
import Sheets

/// The workbook that goes to a source with its requests. The columns are this suite's profile of the fields that works
/// 13 and 14 of the manual ask for (need, criteria, three years back, the committee's decision): the source's own forms
/// differ from year to year and are filled in from it.
struct RequestSheet: Sendable {
    var organisation: String
    var fiscalYear: FiscalYear
    var source: FundingSource
    var files: [RequestFile]
    /// Organisations by code.
    var names: [String: String]
    var criteria: [RequestCriterion]

    private static let detail = "รายละเอียดคำขอ"
    private static let amountColumn = 12

    func workbook() throws -> [UInt8] {
        let writer = try XLSXWriter(title: "requests-\(fiscalYear)", createdAt: nil)
        let ordered = self.ordered
        try summary(ordered.count, to: writer)
        try details(ordered, to: writer)
        try history(ordered, to: writer)
        try risks(ordered, to: writer)
        return try writer.finish()
    }

    /// To a plan of an area by rank, to others as the budget document has them.
    private var ordered: [RequestFile] {
        let byRank = [FundingSource.provincialPlan, .clusterPlan, .regionalPlan].contains(source)
        return files.sorted { left, right in
            let (first, second) = (left.request, right.request)
            let ranks = byRank ? (first.rank ?? .max, second.rank ?? .max) : (0, 0)
            return (ranks.0, place(first), first.draft.workCode, first.draft.code)
                < (ranks.1, place(second), second.draft.workCode, second.draft.code)
        }
    }

    private func place(_ request: BudgetRequest) -> Int {
        (BudgetPlanType.allCases.firstIndex(of: request.draft.planType) ?? 0) * 10
            + (ExpenditureCategory.allCases.firstIndex(of: request.draft.category) ?? 0)
    }

    // MARK: - Sheets

    /// Plan types by categories, summed from the details by formulas.
    private func summary(_ count: Int, to writer: XLSXWriter) throws {
        try writer.beginSheet("สรุป", layout: XLSXWriter.Layout(frozenRows: 4, frozenColumns: 1))
        try heading("สรุปคำของบประมาณรายจ่าย จำแนกตามแผนงานและงบรายจ่าย", to: writer)
        let categories = ExpenditureCategory.allCases
        try writer.write(
            [.text("แผนงาน")] + categories.map { .text(name($0.rawValue, BudgetColumns.categories)) } + [.text("รวม")],
            style: .heading)
        let last = SheetAddress.letters(categories.count + 1)
        let sum = SheetAddress.letters(categories.count + 2)
        let first = writer.nextRow
        for plan in BudgetPlanType.allCases {
            let row = writer.nextRow
            let cells: [SheetOutput] = categories.map { category in
                let total = amount { $0.planType == plan && $0.category == category }
                return .formula(
                    Self.sumIf(count, plan: "$A\(row)", category: "\(column(category, categories))$\(first - 1)"),
                    .money(total))
            }
            try writer.write(
                [.text(name(plan.rawValue, BudgetColumns.planTypes))] + cells
                    + [.formula("=SUM(B\(row):\(last)\(row))", .money(amount { $0.planType == plan }))])
        }
        let end = writer.nextRow - 1
        var total: [SheetOutput] = [.text("รวม")]
        for category in categories {
            let letters = column(category, categories)
            total.append(
                .formula("=SUM(\(letters)\(first):\(letters)\(end))", .money(amount { $0.category == category })))
        }
        total.append(.formula("=SUM(\(sum)\(first):\(sum)\(end))", .money(amount { _ in true })))
        try writer.write(total, style: .total)
    }

    private func column(_ category: ExpenditureCategory, _ categories: [ExpenditureCategory]) -> String {
        SheetAddress.letters((categories.firstIndex(of: category) ?? 0) + 2)
    }

    /// The amounts of one plan type and category of the details.
    private static func sumIf(_ count: Int, plan: String, category: String) -> String {
        let rows = "5:$%$\(max(count, 1) + 4)"
        func range(_ letters: String) -> String {
            "'\(detail)'!$\(letters)$" + rows.split(separator: "%").joined(separator: letters)
        }
        return "=SUMIFS(\(range(SheetAddress.letters(amountColumn))),\(range("D")),\(plan),\(range("G")),\(category))"
    }

    private func details(_ ordered: [RequestFile], to writer: XLSXWriter) throws {
        try writer.beginSheet(Self.detail, layout: XLSXWriter.Layout(frozenRows: 4, frozenColumns: 2))
        try heading("รายละเอียดคำของบประมาณรายจ่าย", to: writer)
        try writer.write(
            [
                "ลำดับ", "เลขที่คำขอ", "หน่วยงานที่ขอ", "แผนงาน", "ผลผลิต/โครงการ", "รหัส", "งบรายจ่าย", "รายการ",
                "ความจำเป็นขาดแคลน", "ผลผลิตและกลุ่มเป้าหมาย", "เกณฑ์ควรมีที่เข้า", "คำขอ (บาท)", "คะแนน (ร้อยละ)",
                "ลำดับความสำคัญ", "อยู่ในกรอบวงเงิน", "ผลการพิจารณา", "หนังสือนำส่ง", "ได้รับจัดสรร (บาท)",
            ].map { .text($0) }, style: .heading)
        for (number, file) in ordered.enumerated() {
            let (request, draft) = (file.request, file.request.draft)
            try writer.write([
                .integer(number + 1), .text(draft.code), .text(names[draft.organisation] ?? draft.organisation),
                .text(name(draft.planType.rawValue, BudgetColumns.planTypes)),
                .text(name(draft.workKind.rawValue, BudgetColumns.workKinds)), .text(draft.workCode),
                .text(name(draft.category.rawValue, BudgetColumns.categories)), .text(draft.title.th),
                text(draft.need), text(draft.output), .text(met(draft)), draft.amount.map(SheetOutput.money) ?? .empty,
                request.scoreBasisPoints.map { .decimal(Quantity(tenThousandths: Int64($0) * 100)) } ?? .empty,
                request.rank.map(SheetOutput.integer) ?? .empty,
                request.withinCeiling.map { .text($0 ? "ใช่" : "ไม่") } ?? .empty, .text(state(request.state)),
                text(request.forwarding?.letterNumber), request.granted.map(SheetOutput.money) ?? .empty,
            ])
        }
        try totals(18, ordered.count, [(Self.amountColumn, amount { _ in true }), (18, granted)], to: writer)
    }

    /// What each received and spent in the three years before, as the ledger has it.
    private func history(_ ordered: [RequestFile], to writer: XLSXWriter) throws {
        try writer.beginSheet("ย้อนหลัง 3 ปี", layout: XLSXWriter.Layout(frozenRows: 4, frozenColumns: 2))
        try heading("ข้อมูลการได้รับจัดสรรและเบิกจ่ายย้อนหลัง 3 ปี (จากบัญชี)", to: writer)
        try writer.write(
            ["ลำดับ", "เลขที่คำขอ", "ปีงบประมาณ", "ได้รับ (บาท)", "เบิกจ่าย (บาท)", "ร้อยละ", "ส่งคืน (บาท)", "กันเหลื่อมปี (บาท)"]
                .map { .text($0) }, style: .heading)
        let rows = ordered.enumerated().flatMap { number, file in file.history.map { (number + 1, file, $0) } }
        for (number, file, year) in rows {
            try writer.write([
                .integer(number), .text(file.request.draft.code), .text("\(year.fiscalYear)"), .money(year.received),
                .money(year.spent),
                year.spentBasisPoints.map { .decimal(Quantity(tenThousandths: Int64($0) * 100)) } ?? .empty,
                .money(year.returned), .money(year.carriedOver),
            ])
        }
        let sums: [(Int, Money)] = [
            (4, rows.map(\.2.received).reduce(.zero, +)), (5, rows.map(\.2.spent).reduce(.zero, +)),
            (7, rows.map(\.2.returned).reduce(.zero, +)), (8, rows.map(\.2.carriedOver).reduce(.zero, +)),
        ]
        try totals(8, rows.count, sums, to: writer)
    }

    private func risks(_ ordered: [RequestFile], to writer: XLSXWriter) throws {
        try writer.beginSheet("ความเสี่ยง", layout: XLSXWriter.Layout(frozenRows: 4))
        try heading("ความเสี่ยงจากการประเมินปีก่อน และมาตรการ", to: writer)
        try writer.write(["ลำดับ", "เลขที่คำขอ", "ความเสี่ยง", "มาตรการ"].map { .text($0) }, style: .heading)
        for (number, file) in ordered.enumerated() {
            let measures = file.request.draft.measures ?? []
            for risk in file.risks + measures.map(\.risk).filter({ !file.risks.contains($0) }) {
                try writer.write([
                    .integer(number + 1), .text(file.request.draft.code), .text(risk),
                    text(measures.first { $0.risk == risk }?.measure),
                ])
            }
        }
    }

    // MARK: - Parts

    /// Three rows above the columns.
    private func heading(_ title: String, to writer: XLSXWriter) throws {
        try writer.write([.text(title)], style: .title)
        try writer.write([.text("ประจำปีงบประมาณ พ.ศ. \(fiscalYear) หน่วยงาน \(organisation)")], style: .title)
        try writer.write(
            [.text("แหล่งงบประมาณ: \(name(source.rawValue, BudgetColumns.sources))")], style: .title)
    }

    private func totals(_ columns: Int, _ count: Int, _ sums: [(Int, Money)], to writer: XLSXWriter) throws {
        guard count > 0 else { return }
        var cells = [SheetOutput](repeating: .empty, count: columns)
        cells[0] = .text("รวม")
        for (column, sum) in sums {
            let letters = SheetAddress.letters(column)
            cells[column - 1] = .formula("=SUM(\(letters)5:\(letters)\(count + 4))", .money(sum))
        }
        try writer.write(cells, style: .total)
    }

    private func amount(_ isMeant: (BudgetRequestDraft) -> Bool) -> Money {
        files.map(\.request.draft).filter(isMeant).compactMap(\.amount).reduce(.zero, +)
    }

    private var granted: Money { files.compactMap(\.request.granted).reduce(.zero, +) }

    private func met(_ draft: BudgetRequestDraft) -> String {
        (draft.criteria ?? []).filter(\.met).map { mark in
            criteria.first { $0.code == mark.criterion }?.name.th ?? mark.criterion
        }.joined(separator: "; ")
    }

    private func text(_ value: String?) -> SheetOutput { value.map(SheetOutput.text) ?? .empty }

    private func name(_ code: String, _ choices: [SheetChoice]) -> String {
        choices.first { $0.code == code }?.name.th ?? code
    }

    private func state(_ state: BudgetRequestState) -> String {
        switch state {
        case .draft: "ร่าง"
        case .submitted: "อยู่ระหว่างพิจารณา"
        case .approved: "กศจ. เห็นชอบ"
        case .rejected: "ไม่เห็นชอบ"
        case .withdrawn: "ถอนเรื่อง"
        case .forwarded: "ส่งแหล่งเงินแล้ว"
        case .granted: "ได้รับทั้งหมด"
        case .partlyGranted: "ได้รับบางส่วน"
        case .refused: "ไม่ได้รับ"
        }
    }
}
