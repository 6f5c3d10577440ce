import CommonContract
import Kernel

/// A matter of each procedure in flight, and several that are finished.
struct LoadProcedures {
    let example: Example

    /// Matters that stand at a body's step: its meeting takes them on.
    struct Waiting: Sendable {
        var region: ID
        var annual: ID
        var request: ID
    }

    /// Procedure, title, how many steps are taken.
    private static let inFlight: [(procedure: String, title: LocalizedText, steps: Int)] = [
        (
            "strategyProposal",
            LocalizedText("ยุทธศาสตร์การศึกษาจังหวัด 2568–2572 (ตัวอย่าง)", "Education strategy (example)"), 5
        ),
        ("developmentGuideline", LocalizedText("แนวทางพัฒนาการอ่าน (ตัวอย่าง)", "Guideline on reading (example)"), 7),
        ("provincialEducationPlan", LocalizedText("แผนพัฒนาการศึกษา ระยะที่ 3 (ตัวอย่าง)", "Plan, phase 3 (example)"), 15),
        ("provincialDevelopmentPlan", LocalizedText("โครงการในแผนพัฒนาจังหวัด (ตัวอย่าง)", "Provincial plan (example)"), 3),
        ("clusterPlan", LocalizedText("โครงการในแผนกลุ่มจังหวัด (ตัวอย่าง)", "Cluster plan (example)"), 2),
        ("regionalPlan", LocalizedText("โครงการในแผนบูรณาการภาค (ตัวอย่าง)", "Regional plan (example)"), 5),
        ("otherAgencyPlan", LocalizedText("แผนวัฒนธรรมจังหวัด (ตัวอย่าง)", "Plan of another agency (example)"), 1),
        ("annualActionPlan", LocalizedText("แผนปฏิบัติราชการปี 2567 (ตัวอย่าง)", "Annual action plan 2567 (example)"), 7),
        ("ownBudget", LocalizedText("คำของบประมาณปี 2568 ของสำนักงาน (ตัวอย่าง)", "Own budget request (example)"), 4),
        ("budgetRequest", LocalizedText("คำของบประมาณของ สพป. เขต 1 (ตัวอย่าง)", "Budget request (example)"), 3),
        ("informationSystem", LocalizedText("สารสนเทศการศึกษาปี 2566 (ตัวอย่าง)", "Education information (example)"), 5),
        ("jointWork", LocalizedText("จัดงานวันเด็กแห่งชาติ (ตัวอย่าง)", "Children's day (example)"), 3),
    ]

    private static let finished: [(procedure: String, title: LocalizedText)] = [
        ("jointWork", LocalizedText("ร่วมตรวจราชการ (ตัวอย่าง)", "Joint inspection (example)")),
        ("clusterPlan", LocalizedText("แผนกลุ่มจังหวัดปี 2566 (ตัวอย่าง)", "Cluster plan of 2566 (example)")),
        ("budgetRequest", LocalizedText("คำของบประมาณเทศบาล (ตัวอย่าง)", "A municipality's request (example)")),
        ("informationSystem", LocalizedText("สารสนเทศการศึกษาปี 2565 (ตัวอย่าง)", "Information of 2565 (example)")),
    ]

    func run() async throws -> Waiting? {
        guard let past = CalendarDate(year: 2022, month: 1, day: 10),
            let day = CalendarDate(year: 2023, month: 5, day: 8)
        else { return nil }
        let count = Self.inFlight.count + Self.finished.count
        let progress = Progress("เรื่องตามขั้นตอนงาน \(count) เรื่อง — matters of every procedure", total: count)
        // One after the other, so that the sittings of a year are numbered as they follow each other.
        for (index, (procedure, title)) in Self.finished.enumerated() {
            _ = try await ProcedureWalk(
                example: example, name: "\(procedure) finished", procedure: procedure, title: title,
                opened: past.adding(days: 80 * index) ?? past
            ).run(steps: nil)
            progress.advance()
        }
        var matters: [String: ID] = [:]
        for (procedure, title, steps) in Self.inFlight {
            matters[procedure] = try await ProcedureWalk(
                example: example, name: "\(procedure) in flight", procedure: procedure, title: title, opened: day
            ).run(steps: steps)
            progress.advance()
        }
        progress.finish()
        guard let region = matters["regionalPlan"], let annual = matters["annualActionPlan"],
            let request = matters["budgetRequest"]
        else { return nil }
        return Waiting(region: region, annual: annual, request: request)
    }
}
