import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import ServiceKit

/// `/progress`: spending month by month against the plan and the cabinet's targets, where it is expected to end, and what
/// must be pushed (B8).
enum ProgressPage {
    static func register(on router: ServiceRouter) {
        router.page(
            "/progress", title: LocalizedText("ความก้าวหน้าการใช้จ่าย", "Spending"),
            about: LocalizedText(
                "เทียบแผนและเป้าหมาย ครม. รายการที่ต้องเร่งรัด และหนังสือเร่งรัด",
                "Against plan and targets; what must be pushed, and the notices"),
            access: BudgetAccess.readers
        ) { try await page($0, $1, problems: []) }
        router.form("/progress", access: AnswerAcceleration.access) { request, call in
            try await PageForm.taking(request) {
                try await Notices.take(request, call)
            } refused: {
                try await page(request, call, problems: $0)
            }
        }
        router.duties { try await Notices.duties($0) }
    }

    private static func page(
        _ request: PageRequest, _ call: ReadCall, problems: [String]
    ) async throws -> PageResponse {
        let choice = try await PlaceChoice.ofLines(request, call)
        let title = request.say("ความก้าวหน้าการใช้จ่าย", "How spending goes")
        var values = choice.values(request)
        values["title"] = title
        values["isEmpty"] = choice.organisation != nil
        values["empty"] = request.say(
            "ไม่มีงบประมาณของหน่วยงานนี้ในปีนี้", "There is no budget of this organisation in this year.")
        if let organisation = choice.organisation?.code, let year = choice.year {
            async let summed = call.invoke(GetSummary(organisation: organisation, fiscalYear: year, groupBy: .month))
            async let asked = call.invoke(GetForecast(organisation: organisation, fiscalYear: year))
            async let behind = call.invoke(
                GetFollowUp(
                    organisation: organisation, fiscalYear: year, groupBy: .line, behindOnly: true, limit: 30))
            async let notices = Notices.shown(organisation, year, request, call, problems)
            let targets = try await call.invoke(ListTargets(fiscalYear: year))
            let months = try await summed
            if !months.rows.isEmpty {
                values["isEmpty"] = false
                values["isShown"] = true
                values.merge(curve(months, targets.items, request)) { $1 }
                values.merge(summary(months.total, try await asked, request)) { $1 }
                let pushed = try await behind
                let names = try await LineNames(pushed.rows.map(\.row.key), around: organisation, call)
                values.merge(push(pushed, names, request)) { $1 }
                values["notices"] = try await notices
            } else {
                values.merge(try await OtherYears.values(of: organisation, request, call)) { $1 }
            }
        }
        return BudgetPages.page("progress", title, values, request, status: problems.isEmpty ? 200 : 400)
    }

    // MARK: - The curve

    /// Sums from October on, in millions of baht.
    static func sums(_ rows: [SummaryRow], _ amount: (SummaryRow) -> Money) -> [Double] {
        var sum = Money.zero
        return rows.map {
            sum = sum + amount($0)
            return Double(sum.satang) / 100_000_000
        }
    }

    private static func curve(
        _ months: BudgetSummary, _ targets: [DisbursementTarget], _ request: PageRequest
    ) -> [String: Any] {
        let rows = months.rows
        // Of a month that has not come yet nothing was spent: its line ends where today is.
        let thisMonth = String(months.date.description.prefix(7))
        let past = rows.prefix { $0.key <= thisMonth }.count
        func soFar(_ values: [Double]) -> [Double?] { values.enumerated().map { $0.offset < past ? $0.element : nil } }
        let allocated = Double(months.total.allocated.satang) / 100_000_000
        let target = targets.first { $0.scope == .overall && $0.measure == .spent }
        let quarters = target.map { [$0.q1, $0.q2, $0.q3, $0.q4] } ?? []
        var series = [
            LinePicture.Series(request.say("แผน", "plan"), sums(rows, \.planned), .dashed),
            LinePicture.Series(request.say("ใช้", "used"), soFar(sums(rows, \.used)), .solid),
            LinePicture.Series(request.say("เบิกจ่าย", "spent"), soFar(sums(rows, \.spent)), .bold),
        ]
        if quarters.contains(where: { $0 != nil }) {
            let steps = rows.indices.map { index -> Double? in
                guard quarters.indices.contains(index / 3) else { return nil }
                return quarters[index / 3].map { Double($0) / 10_000 * allocated }
            }
            series.append(LinePicture.Series(request.say("เป้า ครม.", "cabinet's"), steps, .dotted))
        }
        let picture = LinePicture(
            title: request.say("การใช้จ่ายสะสมรายเดือน ล้านบาท", "Spending by month, summed up, millions of baht"),
            categories: rows.enumerated().map { axis($0.element.key, isFirst: $0.offset == 0, request) },
            series: series,
            label: { $0 == $0.rounded() ? String(Int($0)) : String(Double(Int($0 * 10)) / 10) })
        return [
            "picture": picture.svg, "caption": picture.title,
            "monthHeadings": [
                request.say("เดือน", "Month"), request.say("แผน", "Plan"), request.say("ใช้", "Used"),
                request.say("เบิกจ่าย", "Spent"),
            ].map { ["text": $0] },
            "tableTitle": request.say("ตัวเลขรายเดือน (บาท)", "Month by month (baht)"),
            "months": rows.map { row -> [String: Any] in
                [
                    "name": month(row.key, request), "planned": BudgetWords.amount(row.planned),
                    "used": BudgetWords.amount(row.used), "spent": BudgetWords.amount(row.spent),
                ]
            },
        ]
    }

    /// At the axis the year stands where it begins.
    private static func axis(_ key: String, isFirst: Bool, _ request: PageRequest) -> String {
        let name = month(key, request)
        return isFirst || key.hasSuffix("-01") ? name : String(name.prefix { $0 != " " })
    }

    private static let englishMonths = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `2022-10` as people say it.
    private static func month(_ key: String, _ request: PageRequest) -> String {
        let parts = key.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, (1...12).contains(parts[1]) else { return key }
        if request.isEnglish { return "\(englishMonths[parts[1] - 1]) \(parts[0])" }
        return "\(ThaiDate.shortMonths[parts[1] - 1]) \((parts[0] + 543) % 100)"
    }

    // MARK: - Where it stands

    private static func summary(
        _ total: SummaryRow, _ forecast: Forecast, _ request: PageRequest
    ) -> [String: Any] {
        let figures = [
            (request.say("จัดสรร", "Allocated"), BudgetWords.amount(total.allocated), ""),
            (request.say("ใช้", "Used"), BudgetWords.amount(total.used), BudgetWords.percent(total.usedBasisPoints)),
            (
                request.say("เบิกจ่าย", "Spent"), BudgetWords.amount(total.spent),
                BudgetWords.percent(total.spentBasisPoints)
            ),
            (
                request.say("คาดว่าจะเบิกจ่ายถึงสิ้นปี", "Expected by the year's end"),
                BudgetWords.amount(forecast.forecast), BudgetWords.percent(forecast.forecastBasisPoints)
            ),
        ]
        return ["figures": figures.map { ["name": $0.0, "amount": $0.1, "percent": $0.2] }]
    }

    // MARK: - What must be pushed

    private static func push(
        _ followUp: FollowUp, _ names: LineNames, _ request: PageRequest
    ) -> [String: Any] {
        let root = PageScene.current.root
        return [
            "pushTitle": request.say("รายการที่ต้องเร่งรัด", "What must be pushed"),
            "isOnPlan": followUp.rows.isEmpty,
            "onPlan": request.say("ไม่มีรายการล่าช้ากว่าแผน", "No line is behind its plan."),
            "pushHeadings": [
                request.say("รายการ", "Line"), request.say("ใช้แล้ว", "Used"),
                request.say("ช้ากว่าแผน (บาท)", "Behind (baht)"),
                request.say("ต้องใช้อีกให้ถึงเป้า (บาท)", "Missing to the target (baht)"),
            ].map { ["text": $0] },
            "push": followUp.rows.map { row -> [String: Any] in
                [
                    "name": row.row.name.map(request.text) ?? row.row.key, "key": row.row.key,
                    "organisation": request.text(names.organisation(row.row.key)),
                    "address": "\(root)lines/\(PageText.query(row.row.key))",
                    "used": BudgetWords.percent(row.row.usedBasisPoints),
                    "behind": BudgetWords.amount(row.row.aheadOfPlan), "shortfall": BudgetWords.amount(row.shortfall),
                ]
            },
            "more": followUp.left > 0 ? request.say("และอีก \(followUp.left) รายการ", "and \(followUp.left) more") : "",
        ]
    }
}
