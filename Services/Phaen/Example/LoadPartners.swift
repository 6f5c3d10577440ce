import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// Partners, advisers and learning resources with what came of them, agreements in every state, awareness materials, and
/// a quiz that people took, some of them with a certificate.
struct LoadPartners {
    let example: Example
    let year: FiscalYear

    private static let partners: [(PartnerKind, LocalizedText, [String])] = [
        (
            .network, LocalizedText("สมัชชาการศึกษาเพชรบูรณ์ (ตัวอย่าง)", "Education assembly (example)"),
            ["อ่านออกเขียนได้", "ชุมชน"]
        ),
        (.university, LocalizedText("คณะครุศาสตร์ (ตัวอย่าง)", "Faculty of Education (example)"), ["พัฒนาครู", "วิจัย"]),
        (.privateSector, LocalizedText("หอการค้าจังหวัด (ตัวอย่าง)", "Chamber of commerce (example)"), ["อาชีพ"]),
        (.localGovernment, LocalizedText("เทศบาล (ตัวอย่าง)", "Municipality (example)"), ["ปฐมวัย", "อาหารกลางวัน"]),
        (.stateAgency, LocalizedText("สำนักงานสาธารณสุข (ตัวอย่าง)", "Public health office (example)"), ["พัฒนาการเด็ก"]),
        (.community, LocalizedText("กลุ่มผู้ปกครองเครือข่าย (ตัวอย่าง)", "Parents' network (example)"), ["ความปลอดภัย"]),
        (.adviser, LocalizedText("ที่ปรึกษาด้านข้อมูล (ตัวอย่าง)", "Adviser on data (example)"), ["สารสนเทศ"]),
        (.adviser, LocalizedText("ที่ปรึกษาด้านอาชีวศึกษา (ตัวอย่าง)", "Adviser on vocational education (example)"), ["อาชีพ"]),
        (.localExpert, LocalizedText("ปราชญ์ด้านสมุนไพร (ตัวอย่าง)", "Herbalist (example)"), ["ภูมิปัญญา"]),
        (.learningResource, LocalizedText("อุทยานการเรียนรู้ (ตัวอย่าง)", "Learning park (example)"), ["แหล่งเรียนรู้"]),
    ]

    func run() async throws {
        let partners = try await partners()
        try await agreements(partners)
        try await contributions(partners)
        try await materials()
        let certificates = try await quiz()
        Progress(
            "ภาคีเครือข่าย \(partners.count) ราย ข้อตกลง สื่อ แบบทดสอบ เกียรติบัตร \(certificates) ใบ — partners, agreements, a quiz",
            total: 1
        ).finish()
    }

    private func partners() async throws -> [Partner] {
        var made: [Partner] = []
        for (number, (kind, name, fields)) in Self.partners.enumerated() {
            let isAdviser = kind == .adviser
            made.append(
                try await call(
                    PutPartner(
                        idempotencyKey: example.key("partner", number), organisation: "67-01",
                        partner: PartnerDraft(
                            kind: kind, name: name, fields: fields,
                            contact: "https://example.org/partners/\(number + 1)",
                            orderNumber: isAdviser ? "\(number)/2566 (ตัวอย่าง)" : nil,
                            termFrom: isAdviser ? day(2022, 10, 1) : nil, termUntil: isAdviser ? day(2026, 9, 30) : nil)
                    )
                ))
        }
        return made
    }

    private func agreements(_ partners: [Partner]) async throws {
        let wanted: [(String, [Int], CalendarDate?, CalendarDate?, CalendarDate?)] = [
            ("บันทึกข้อตกลงพัฒนาการอ่าน (ตัวอย่าง)", [0, 1], day(2023, 1, 10), day(2027, 1, 9), nil),
            ("บันทึกข้อตกลงทวิภาคี (ตัวอย่าง)", [2], day(2022, 11, 1), day(2023, 10, 31), nil),
            ("ความร่วมมือพัฒนาการเด็ก (ตัวอย่าง)", [3, 4], day(2023, 2, 1), nil, nil),
            ("ความร่วมมือเดิม (ตัวอย่าง)", [5], day(2022, 10, 5), day(2026, 9, 30), day(2023, 6, 30)),
        ]
        for (number, (title, indexes, from, until, ended)) in wanted.enumerated() {
            guard let from else { continue }
            _ = try await call(
                PutAgreement(
                    idempotencyKey: example.key("agreement", number), organisation: "67-01",
                    agreement: AgreementDraft(
                        title: LocalizedText(th: title), partners: indexes.map { partners[$0].id }, signedOn: from,
                        validFrom: from, validUntil: until,
                        terms: [LocalizedText(th: "ร่วมจัดกิจกรรมและรายงานผลปีละครั้ง (ตัวอย่าง)")],
                        letterNumber: "ศธ 9999/ว\(number + 30) (ตัวอย่าง)",
                        element: "\(LoadPlans.provincial)/67-G\(number + 1)", endedOn: ended,
                        endReason: ended == nil ? nil : "คู่สัญญายุบหน่วยงาน (ตัวอย่าง)")))
        }
    }

    private func contributions(_ partners: [Partner]) async throws {
        let wanted: [(ContributionKind, Int, String, String?)] = [
            (.opinion, 0, "ควรเพิ่มหนังสือในโรงเรียนขนาดเล็ก (ตัวอย่าง)", "จัดสรรในโครงการปี 2567 (ตัวอย่าง)"),
            (.opinion, 6, "ควรใช้ข้อมูลรายโรงเรียน (ตัวอย่าง)", nil), (.support, 2, "สนับสนุนสถานที่ฝึกงาน 40 ที่ (ตัวอย่าง)", nil),
            (.support, 3, "สนับสนุนอาหารกลางวัน (ตัวอย่าง)", nil), (.honour, 8, "เกียรติบัตรปราชญ์ของแผ่นดิน (ตัวอย่าง)", nil),
            (.honour, 1, "โล่ภาคีดีเด่น (ตัวอย่าง)", nil),
        ]
        for (number, (kind, partner, text, answer)) in wanted.enumerated() {
            guard let date = day(2023, 3, number + 1) else { continue }
            _ = try await call(
                PutContribution(
                    idempotencyKey: example.key("contribution", number), organisation: "67-01",
                    contribution: ContributionDraft(
                        kind: kind, partner: partners[partner].id, date: date, text: LocalizedText(th: text),
                        element: "\(LoadPlans.provincial)/67-G3", answer: answer.map { LocalizedText(th: $0) })))
        }
    }

    private func materials() async throws {
        let wanted: [(MaterialKind, String)] = [
            (.video, "รู้จักแผนพัฒนาการศึกษาจังหวัด"), (.print, "แผ่นพับ SDG4"), (.presentation, "หลักความสัมพันธ์เชิงเหตุและผล XYZ"),
        ]
        for (number, (kind, title)) in wanted.enumerated() {
            _ = try await call(
                PutMaterial(
                    idempotencyKey: example.key("material", number), organisation: "67-01",
                    material: MaterialDraft(
                        kind: kind, title: LocalizedText(th: "\(title) (ตัวอย่าง)"),
                        address: "https://example.org/materials/\(number + 1)", audience: ["ครู", "ผู้ปกครอง"],
                        publishedOn: day(2023, 1, 5))))
        }
    }

    // MARK: - The quiz

    private static let quiz = "67-QUIZ-PLAN"

    private static let questions: [(text: String, options: [String])] = [
        ("แผนพัฒนาการศึกษาจังหวัดเป็นแผนระดับใด", ["ระดับ 3", "ระดับ 2", "ระดับ 1"]),
        ("X ในหลัก XYZ คืออะไร", ["โครงการ", "เป้าหมายแผนแม่บท", "เป้าหมายยุทธศาสตร์ชาติ"]),
        ("SDG4 ว่าด้วยเรื่องใด", ["การศึกษา", "พลังงาน", "น้ำสะอาด"]),
        ("ไตรมาสที่ 1 ของปีงบประมาณเริ่มเดือนใด", ["ตุลาคม", "มกราคม", "เมษายน"]),
        ("ใครลงนามประกาศแผนของจังหวัด", ["ผู้ว่าราชการจังหวัด", "ผู้อำนวยการโรงเรียน", "นายกเทศมนตรี"]),
    ]

    /// - Returns: how many certificates were given.
    private func quiz() async throws -> Int {
        _ = try await call(
            CreateQuiz(
                idempotencyKey: example.key("quiz"), code: Self.quiz, organisation: "67-01",
                title: LocalizedText("รู้จักแผนและ SDG4 (ตัวอย่าง)", "The plan and SDG4 (example)"), passPercent: 80,
                attemptsMax: 3))
        let published = try await call(
            PublishQuizQuestions(
                idempotencyKey: example.key("quiz questions"), quiz: Self.quiz,
                questions: Self.questions.enumerated().map { index, question in
                    QuizQuestion(
                        code: "Q\(index + 1)", text: LocalizedText(th: question.text),
                        options: question.options.enumerated().map { place, text in
                            QuizOption(
                                code: "o\(place)", text: LocalizedText(th: text), correct: place == 0 ? true : nil)
                        }, points: 20)
                }))
        let agencies = try example.table("organisations").rows.map { $0["code"] }
            .filter { $0.hasPrefix("67-") && !$0.hasPrefix("67-S") }
        var certificates = 0
        for agency in agencies {
            var random = Seeded("quiz \(agency)")
            let attempt = try await example.call(
                .plans,
                TakeQuiz(
                    idempotencyKey: example.key("quiz \(agency)"), quiz: Self.quiz,
                    questionsVersion: published.questionsVersion, holder: "ผู้เข้าทดสอบ \(agency) (ตัวอย่าง)",
                    answers: Self.questions.indices.map { index in
                        QuizAnswer(question: "Q\(index + 1)", options: [random.chance(85) ? "o0" : "o1"])
                    }),
                as: .head, at: agency)
            if attempt.certificate != nil { certificates += 1 }
        }
        return certificates
    }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate? {
        CalendarDate(year: year, month: month, day: day)
    }

    private func call<Method: RPCMethod>(_ method: Method) async throws -> Method.Result {
        try await example.call(.plans, method, as: .planner, at: "67")
    }
}
