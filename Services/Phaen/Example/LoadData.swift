import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel

/// What the indicator service has beside the round: SDG4's indicators, data sets of the three families with synthetic
/// figures of every school, field visits, a best practice, advice, and the network of data officers.
struct LoadData {
    let example: Example
    private static let year = "AY2566"

    func run() async throws {
        try await goals()
        try await elements()
        try await figures()
        try await MeetingWalk(example: example, service: .indicators)
            .appoint([.provincialEducationCommittee, .educationInformationCommittee], years: 20)
        try await dataSets()
        try await followUp()
    }

    private func call<Method: RPCMethod>(_ method: Method, at organisation: String = "67") async throws -> Method.Result
    {
        try await example.call(
            .indicators, method, as: organisation == "TH" ? .administrator : .planner, at: organisation)
    }

    // MARK: - SDG4

    private func goals() async throws {
        let thai = Dictionary(
            try example.table("elements").rows.map { ($0["code"], $0["text_th"]) },
            uniquingKeysWith: { first, _ in first })
        let items = try example.table("sdg4_indicators").rows.map { row in
            IndicatorInput(
                code: row["code"], owner: "TH",
                name: LocalizedText(thai[row["code"]] ?? row["name_en"], row["name_en"]),
                definition: LocalizedText(
                    "ตัวชี้วัดระดับโลก SDG4 (UNESCO UIS, CC BY-SA 3.0 IGO) \(row["series"])",
                    "SDG4 \(row["kind"]) indicator (UNESCO UIS, CC BY-SA 3.0 IGO) \(row["series"])"),
                unit: LocalizedText("ตามนิยามของ UIS", "as UIS defines it"), aggregation: .ratio, direction: .up,
                sdgTargets: [row["target"]])
        }
        let result = try await call(
            ImportIndicators(
                idempotencyKey: example.key("sdg4-indicators"), province: "TH", mode: .atomic, items: items), at: "TH")
        try example.expectNone(result.problems)
        Progress("ตัวชี้วัด SDG4 \(items.count) ตัว — SDG4 indicators", total: 1).finish()
    }

    // MARK: - Data elements and figures

    private struct Element {
        var code: String
        var name: LocalizedText
        var unit: String
        var family: DataFamily
        var maximum: Int
        var decimals = 0
        var dimensions: [String] = []
    }

    private static let all = [
        Element(
            code: "67-PUPILS", name: LocalizedText("จำนวนนักเรียน", "Pupils"), unit: "person", family: .basic,
            maximum: 20_000, dimensions: ["sex"]),
        Element(
            code: "67-TEACHERS", name: LocalizedText("จำนวนครู", "Teachers"), unit: "person", family: .basic,
            maximum: 2_000),
        Element(
            code: "67-ONET-M", name: LocalizedText("คะแนน O-NET คณิตศาสตร์ ป.6", "O-NET mathematics, grade 6"),
            unit: "point", family: .quality, maximum: 100, decimals: 2),
        Element(
            code: "67-READ", name: LocalizedText("ผู้อ่านออกเขียนได้ ป.1", "Grade-1 pupils who read and write"),
            unit: "person", family: .quality, maximum: 5_000),
        Element(
            code: "67-OUT", name: LocalizedText("เด็กนอกระบบที่ค้นพบในพื้นที่", "Children out of school that were found"),
            unit: "person", family: .special, maximum: 2_000),
    ]

    private func elements() async throws {
        for element in Self.all {
            _ = try await call(
                CreateDataElement(
                    idempotencyKey: example.key("element \(element.code)"),
                    element: DataElementInput(
                        code: element.code, owner: "67-01", name: element.name,
                        definition: LocalizedText("ข้อมูลตัวอย่าง เป็นข้อมูลสังเคราะห์", "An example; figures synthetic"),
                        unitCode: element.unit,
                        unit: element.unit == "point"
                            ? LocalizedText("คะแนน", "points") : LocalizedText("คน", "persons"),
                        periodType: .academicYear, family: element.family, decimals: element.decimals,
                        minimum: .zero, maximum: Quantity(element.maximum), dimensions: element.dimensions,
                        reportedBy: [.school])))
        }
        _ = try await call(
            CreateIndicator(
                idempotencyKey: example.key("pupils-per-teacher"),
                indicator: IndicatorInput(
                    code: "67-PTR", owner: "67-01", name: LocalizedText("นักเรียนต่อครู", "Pupils per teacher"),
                    definition: LocalizedText("ตัวชี้วัดตัวอย่าง", "An example"),
                    unit: LocalizedText("คนต่อคน", "per teacher"),
                    aggregation: .formula, direction: .down, sdgTargets: ["SDG-4.c"],
                    baseline: FiscalYear(2565).map { YearValue(fiscalYear: $0, value: Quantity("17.40") ?? .zero) },
                    targets: targets(18, 17, 16),
                    formula: "{67-PUPILS} / {67-TEACHERS}", unitCode: "1", periodType: .academicYear,
                    disaggregations: ["sex"])))
        _ = try await call(
            CreateIndicator(
                idempotencyKey: example.key("parity"),
                indicator: IndicatorInput(
                    code: "67-GPI", owner: "67-01",
                    name: LocalizedText("ดัชนีความเท่าเทียมทางเพศของนักเรียน", "Gender parity index of pupils"),
                    definition: LocalizedText("ตัวชี้วัดตัวอย่าง", "An example"), unit: LocalizedText("ดัชนี", "index"),
                    aggregation: .formula, direction: .up, sdgTargets: ["SDG-4.5"],
                    baseline: FiscalYear(2565).map { YearValue(fiscalYear: $0, value: Quantity("0.95") ?? .zero) },
                    targets: targets(1, 1, 1),
                    formula: "parity({67-PUPILS sex=female}, {67-PUPILS sex=male})", unitCode: "1",
                    periodType: .academicYear)))
    }

    /// Of the example's year, of the next, and of 2030.
    private func targets(_ values: Int...) -> [YearValue] {
        zip([2566, 2567, 2573], values).compactMap { year, value -> YearValue? in
            guard let year = FiscalYear(year), let value = Quantity(value) else { return nil }
            return YearValue(fiscalYear: year, value: value)
        }
    }

    private func figures() async throws {
        let schools = try example.table("organisations").rows.filter { $0["code"].hasPrefix("67-S") }
        let kept = example.schoolsMax == 0 ? schools.count : example.schoolsMax
        guard let period = Period(Self.year) else { return }
        var values: [DataValue] = []
        for school in schools.prefix(kept) {
            let code = school["code"]
            var random = Seeded("figures \(code)")
            let pupils = random.number(school["level"] == "มัธยมศึกษา" ? 180...1_600 : 20...420)
            let girls = pupils * random.number(44...54) / 100
            func add(_ element: String, _ number: Quantity?, _ category: String? = nil) {
                values.append(
                    DataValue(
                        element: element, period: period, organisation: code, categories: category.map { [$0] },
                        number: number))
            }
            add("67-PUPILS", Quantity(girls), "sex=female")
            add("67-PUPILS", Quantity(pupils - girls), "sex=male")
            // A few teachers too many by a slip of the pen, and some schools that have not reported: to be found.
            let teachers = max(2, pupils / random.number(12...24))
            if !random.chance(3) { add("67-TEACHERS", Quantity(random.chance(1) ? teachers * 10 : teachers)) }
            if school["level"] != "มัธยมศึกษา", school["level"] != "อนุบาล" {
                add("67-ONET-M", Quantity(tenThousandths: Int64(random.number(180_000...520_000) / 100 * 100)))
                add("67-READ", Quantity(pupils / 9 * random.number(70...98) / 100))
            }
            if random.chance(30) { add("67-OUT", Quantity(random.number(0...6))) }
        }
        let result = try await call(
            SetDataValues(idempotencyKey: example.key("figures"), under: "67", mode: .atomic, values: values))
        try example.expectNone(result.problems)
        Progress("ข้อมูลพื้นฐาน คุณภาพ และเฉพาะกิจ \(values.count) ค่า (synthetic) — figures", total: 1).finish()
    }

    // MARK: - Data sets

    private func dataSets() async throws {
        guard let period = Period(Self.year) else { return }
        let rules = [
            AnswerRule(
                code: "TEACHERS", severity: .soft, condition: "{67-TEACHERS} <= {67-PUPILS}",
                message: LocalizedText("ครูมากกว่านักเรียน", "More teachers than pupils"))
        ]
        let names: [(DataFamily, LocalizedText)] = [
            (.basic, LocalizedText("ข้อมูลพื้นฐานของสถานศึกษา (ตัวอย่าง)", "Basic data of schools (example)")),
            (.quality, LocalizedText("ข้อมูลคุณภาพผู้เรียน (ตัวอย่าง)", "Quality of learning (example)")),
            (.special, LocalizedText("ข้อมูลเฉพาะกิจ: เด็กนอกระบบ (ตัวอย่าง)", "Special data: out of school (example)")),
        ]
        for (family, name) in names {
            let code = "67-DS-\(family.rawValue.uppercased())"
            _ = try await call(
                SaveDataSet(
                    idempotencyKey: example.key("data-set \(code)"),
                    dataSet: DataSetInput(
                        code: code, owner: "67-01", family: family, name: name,
                        specification: LocalizedText(
                            "เก็บจากสถานศึกษาทุกแห่ง ปีละครั้ง ค่าในตัวอย่างเป็นข้อมูลสังเคราะห์",
                            "From every school, once a year; the example's figures are synthetic"),
                        periodType: .academicYear, elements: Self.all.filter { $0.family == family }.map(\.code),
                        opensAfterDays: 25, dueAfterDays: 60, rules: family == .basic ? rules : nil)))
            _ = try await call(
                ValidateDataSet(
                    idempotencyKey: example.key("validate \(code)"), dataSet: code, period: period,
                    organisation: "67", outliers: .modifiedZScore, threshold: Quantity("3.5")))
            let release = try await call(
                BeginDataSet(idempotencyKey: example.key("begin \(code)"), dataSet: code, period: period))
            // The third is still being worked on.
            if family != .special { try await publish(release) }
        }
        Progress("ชุดข้อมูล \(names.count) ชุด ตรวจแล้ว เผยแพร่ 2 ชุด — data sets, two of them published", total: 1).finish()
    }

    /// Verified, processed, resolved by the committees and published as open data; a release is worked on from the day
    /// that it is begun, which is today.
    private func publish(_ release: DataSetRelease) async throws {
        let walk = ProcedureWalk(
            example: example, service: .indicators, name: "release \(release.dataSet)", procedure: "informationSystem",
            title: LocalizedText(th: release.dataSet), opened: release.changedAt.dateInThailand)
        try await walk.take(walk.way(), of: release.matter, each: 0)
    }

    // MARK: - Visits, best practice, advice, officers

    private func followUp() async throws {
        guard let planned = CalendarDate(year: 2023, month: 7, day: 12),
            let followed = CalendarDate(year: 2023, month: 9, day: 20),
            let due = CalendarDate(year: 2023, month: 9, day: 30),
            let fiscalYear = FiscalYear(2566), let four = Quantity(4), let five = Quantity(5)
        else { return }
        for (number, school) in ["67-S0001", "67-S0002", "67-S0003", "67-S0004"].enumerated() {
            let code = "67-V2566-\(number + 1)"
            _ = try await call(
                ScheduleVisit(
                    idempotencyKey: example.key("visit \(code)"), code: code, organisation: school,
                    round: "67-R2566", plannedOn: planned, visitors: ["ศึกษานิเทศก์ (ตัวอย่าง)"],
                    purpose: "ติดตามผลตามตัวชี้วัด (ตัวอย่าง)"))
            if number == 3 { continue }
            _ = try await call(
                ReportVisit(
                    idempotencyKey: example.key("report \(code)"), visit: code, expectedVersion: 1, visitedOn: planned,
                    summary: "ผลการลงพื้นที่ (ข้อมูลสังเคราะห์)",
                    findings: [
                        VisitFinding(code: "F1", kind: .strength, text: "มีกิจกรรมส่งเสริมการอ่านต่อเนื่อง (ข้อมูลสังเคราะห์)"),
                        VisitFinding(
                            code: "F2", kind: .problem, text: "แผนเผชิญเหตุยังไม่ได้ซ้อม (ข้อมูลสังเคราะห์)",
                            indicator: "67-I1.2", dueOn: due),
                    ], scores: [VisitScore(criterion: "การบริหารจัดการ", score: four, max: five)]))
            if number > 0 { continue }
            _ = try await call(
                FollowUpVisit(
                    idempotencyKey: example.key("follow \(code)"), visit: code, expectedVersion: 2, finding: "F2",
                    on: followed, text: "ซ้อมแผนแล้ว (ข้อมูลสังเคราะห์)", resolved: true))
        }
        _ = try await call(
            NominateShowcase(
                idempotencyKey: example.key("showcase"), code: "67-B2566-1", organisation: "67-S0002",
                fiscalYear: fiscalYear, title: LocalizedText("อ่านเป็นคู่ทุกเช้า (ตัวอย่าง)", "Reading in pairs (example)"),
                story: "พี่อ่านคู่กับน้องสิบห้านาทีทุกเช้า (ข้อมูลสังเคราะห์)", indicators: ["67-I3.1"], evidence: []))
        _ = try await call(
            AssessShowcase(
                idempotencyKey: example.key("showcase-published"), showcase: "67-B2566-1", expectedVersion: 1,
                state: .published, scores: [VisitScore(criterion: "ขยายผลได้", score: five, max: five)]))
        _ = try await call(
            AskAdvice(
                idempotencyKey: example.key("advice"), code: "67-A2566-1", organisation: "67-S0003", askedOn: planned,
                channel: .telephone, topic: "แบบติดตาม", question: "ไม่มีนักเรียน ป.3 ตอบอย่างไร (ข้อมูลสังเคราะห์)"))
        _ = try await call(
            AnswerAdvice(
                idempotencyKey: example.key("advice-answered"), advice: "67-A2566-1", expectedVersion: 1, on: planned,
                answer: "เลือก “ไม่เกี่ยวข้อง” ไม่ใช่ศูนย์ (ข้อมูลสังเคราะห์)"))
        for agency in ["67-01", "67-02", "67-03", "67-04", "67-05"] {
            _ = try await call(
                SaveOfficer(
                    idempotencyKey: example.key("officer \(agency)"), organisation: agency,
                    position: "เจ้าหน้าที่ข้อมูล (ตัวอย่าง)", training: ["แบบติดตาม", "SDMX"], since: planned))
        }
        Progress("ลงพื้นที่ แนวปฏิบัติที่เป็นเลิศ คำปรึกษา เครือข่ายข้อมูล — visits, showcase, advice, officers", total: 1).finish()
    }
}
