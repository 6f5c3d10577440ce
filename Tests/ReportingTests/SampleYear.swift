import Kernel
import ReportingContract

@testable import Reporting

/// A made-up province's year, the same on every run.
enum SampleYear {
    static let titles = [
        "พัฒนาคุณภาพผู้เรียนให้มีทักษะและคุณลักษณะที่จำเป็นในศตวรรษที่ 21", "เพิ่มโอกาส ความเสมอภาค และความเท่าเทียมทางการศึกษา",
        "พัฒนาครูและบุคลากรทางการศึกษาให้มีสมรรถนะสูง", "จัดการศึกษาเพื่อความมั่นคงและการอยู่ร่วมกันในสังคม",
        "พัฒนาระบบบริหารจัดการและส่งเสริมให้ทุกภาคส่วนมีส่วนร่วมในการจัดการศึกษา",
    ]

    static func make() throws -> ProvinceYear {
        guard let fiscalYear = FiscalYear(2566), let due = CalendarDate("2023-10-15") else { throw Failure() }
        let issues = titles.enumerated().map {
            StrategicIssue(code: String($0.offset + 1), title: LocalizedText(th: $0.element))
        }
        return ProvinceYear(
            organisation: "67", name: LocalizedText("จังหวัดเพชรบูรณ์", "Phetchabun Province"), fiscalYear: fiscalYear,
            plan: ProvincePlan(
                source: 1, code: "67-plan", title: LocalizedText("แผนพัฒนาการศึกษาจังหวัดเพชรบูรณ์", "the provincial plan"),
                years: 2566...2570, vision: nil, issues: issues, links: links, projects: projects),
            results: results,
            round: RoundFigures(
                source: 3, code: "67-2566", name: LocalizedText("แบบติดตามฯ ปี 2566", "FY 2566 questionnaire"),
                opensOn: fiscalYear.lastDay, dueOn: due,
                all: .init(expected: 608, certified: 571, onTime: 540, late: 31, returned: 4),
                organisations: (1...31).map { number in
                    (
                        number < 10 ? "67-0\(number)" : "67-\(number)",
                        LocalizedText(th: "สำนักงานการศึกษาตัวอย่างแห่งที่ \(number)"),
                        .init(expected: 20, certified: 20 - number % 3, onTime: 17, late: 3 - number % 3, returned: 0)
                    )
                }),
            money: money(asOf: fiscalYear.lastDay))
    }

    struct Failure: Error {}

    private static var links: [PlanLink] {
        (1...5).flatMap { issue in
            [
                ("ยุทธศาสตร์ชาติ 20 ปี", "4.3 ปฏิรูปกระบวนการเรียนรู้ที่ตอบสนองต่อการเปลี่ยนแปลงในศตวรรษที่ 21"),
                ("แผนแม่บทภายใต้ยุทธศาสตร์ชาติ ประเด็นที่ 12", "120101 คนไทยมีการศึกษาที่มีคุณภาพตามมาตรฐานสากล"), ("SDG 4", "4.1"),
            ].map {
                PlanLink(
                    source: 1, issue: String(issue), element: "เป้าประสงค์ที่ \(issue)", targetPlan: $0.0, target: $0.1)
            }
        }
    }

    private static var projects: [PlanProject] {
        (1...24).map { number in
            PlanProject(
                source: 2, code: "67-P\(number)",
                title: LocalizedText(th: "โครงการพัฒนาคุณภาพการศึกษาเพื่อเป็นตัวอย่างลำดับที่ \(number)"),
                issue: String(number % 5 + 1), organisation: "67-01", isTraced: number % 7 != 0)
        }
    }

    private static var results: [IndicatorLine] {
        (1...20).map { number in
            let status = Achievement.allCases[number % Achievement.allCases.count]
            let known = status != .notEvaluated
            return IndicatorLine(
                source: 4, code: "\(number % 5 + 1)-\(number)",
                name: LocalizedText(th: "ร้อยละของผู้เรียนที่มีคุณภาพตามเกณฑ์มาตรฐาน ข้อที่ \(number)"),
                unit: LocalizedText(th: "ร้อยละ"), issue: String(number % 5 + 1), target: .value("80.00"),
                actual: known ? .value("\(60 + number).25") : number == 9 ? .notApplicable : .notReported,
                achievement: known ? .value("\(75 + number).31") : .notReported, status: status, answered: 571,
                expected: 608)
        }
    }

    private static func money(asOf day: CalendarDate) -> MoneyFigures {
        func line(_ key: String, _ name: String?, _ baht: Int64, source: Int) -> MoneyLine {
            MoneyLine(
                source: source, key: key, name: name.map { LocalizedText(th: $0) },
                allocated: Money(satang: baht * 100 + 25),
                spent: Money(satang: baht * 91), used: Money(satang: baht * 96))
        }
        return MoneyFigures(
            asOf: day, total: line("67", nil, 12_345_678, source: 5),
            byCategory: [
                line("operating", "งบดำเนินงาน", 8_000_000, source: 5),
                line("investment", "งบลงทุน", 3_000_000, source: 5),
                line("subsidy", "งบเงินอุดหนุน", 1_345_678, source: 5),
            ],
            byPlanType: [
                line("basic", "แผนงานพื้นฐาน", 9_000_000, source: 6),
                line("strategic", "แผนงานยุทธศาสตร์", 3_345_678, source: 6),
            ],
            byProject: (1...20).map { line("67-P\($0)", nil, Int64($0) * 50_000, source: 7) },
            targets: [
                SpendingTarget(
                    source: 5, scope: LocalizedText(th: "ภาพรวม"), quarter: 4, target: BasisPoints(9_300),
                    actual: BasisPoints(9_100))
            ])
    }

    static func content(_ year: ProvinceYear, gaps: [ReportGap] = []) throws -> ReportContent {
        guard let composedAt = Instant("2023-10-20T03:00:00Z") else { throw Failure() }
        let sources = (1...7).map { number in
            ReportSource(
                number: number,
                service: ["plans", "plans", "indicators", "indicators", "budget", "budget", "budget"][number - 1],
                method: "thing.get", params: #"{"organisation":"67","fiscalYear":2566}"#, answeredAt: composedAt,
                answerSHA256: String(repeating: "0123456789abcdef", count: 4))
        }
        let definition = ShippedDefinitions.annualProvincial
        let subject = ReportSubject(
            organisation: year.organisation, province: "67", name: year.name, fiscalYear: year.fiscalYear,
            asOf: year.fiscalYear.lastDay)
        var values = Gatherer.values(of: subject)
        values.add(texts: Placeholders(year).values)
        let gathered = Gatherer.Gathered(
            year: year, answers: [:], values: values, sources: sources, gaps: gaps, inputs: [])
        return Composer(
            definition: definition, number: 1, subject: subject, gathered: gathered, composedAt: composedAt
        ).content()
    }
}
