import CommonContract
import JSONRPC
import Kernel
import PlansContract
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct PlanFileTests {
    private func load(
        _ text: String, _ office: Office, key: String = "1", at organisation: String = "67", mode: ImportMode? = nil,
        dry: Bool? = nil
    ) async throws -> SheetImportReport {
        try await office.service.call(
            ImportPlanFile(
                idempotencyKey: "plans/\(key)", organisation: organisation, file: SheetFile(text: text), mode: mode,
                validateOnly: dry))
    }

    private static let heading = "ที่,รหัสแผน,ประเภทแผน,ชื่อแผน,ปีเริ่มต้น,ปีสิ้นสุด,หน่วยงาน,แผนที่รับช่วง\n"

    @Test func aListOfPlansGoesInAndComesOutAndInWithoutAChange() async throws {
        try await Office.open { office in
            try await office.plan("MP", .masterPlan, at: "TH")
            let text =
                Self.heading + "๑,67-PEDP,แผนพัฒนาการศึกษาจังหวัด,แผนพัฒนาการศึกษา,๒๕๖๖,2570,67-01,MP\n"
                + "2,67-AP,แผนปฏิบัติการประจำปี,แผนปีของเขต,2566,2566,67-02,\"MP, 67-PEDP\"\n"
            let dry = try await load(text, office, key: "dry", dry: true)
            #expect((dry.created, dry.problems.count) == (2, 0), "\(dry.problems)")
            let report = try await load(text, office)
            #expect((report.rows, report.created, report.refused) == (2, 2, 0))
            let plan = try await office.service.call(GetPlan(plan: "67-AP"))
            #expect(plan.kind == .annualActionPlan)
            #expect((plan.firstYear.buddhistYear, plan.lastYear.buddhistYear) == (2566, 2566))
            #expect(plan.organisation == "67-02")
            #expect(plan.higher == ["MP", "67-PEDP"])
            #expect(plan.draftVersion == 1)
            for format in ElementFileFormat.allCases {
                let out = try await office.service.call(ExportPlanFile(organisation: "67", format: format))
                let back = try await office.service.call(
                    ImportPlanFile(idempotencyKey: "back-\(format)", organisation: "67", file: out))
                #expect((back.rows, back.unchanged) == (2, 2), "\(format) \(back.problems)")
            }
            let renamed = try await load("รหัสแผน,ชื่อแผน\n67-AP,ชื่อใหม่\n", office, key: "name")
            #expect(renamed.updated == 1)
            let now = try await office.service.call(GetPlan(plan: "67-AP"))
            #expect(now.name.th == "ชื่อใหม่")
            #expect(now.higher == plan.higher)
            #expect(now.version == plan.version + 1)
        }
    }

    @Test func everyProblemIsLocatedAndNothingIsLeftBehind() async throws {
        try await Office.open { office in
            try await office.web()
            try await office.announce("67-PEDP")
            let text =
                Self.heading + "1,67-A,แผนปฏิบัติราชการประจำปี,ก,2567,2566,67-01,67-NO\n"
                + "2,67-PEDP,แผนของหน่วยงาน,ข,2566,2570,67-02,\n" + "3,65-B,แผนของหน่วยงาน,ค,2566,2570,65-01,\n"
                + "4,67-C,แผนลับ,ง,2566,2570,67-01,\n" + "5,67-D,แผนของหน่วยงาน,จ,2566,,67-01,67-E\n"
                + "6,67-E,แผนของหน่วยงาน,ฉ,2566,2570,67-01,67-E\n" + "7,67-A,แผนของหน่วยงาน,ช,2566,2570,67-01,\n"
            let error = await #expect(throws: RPCError.self) { try await load(text, office) }
            #expect(
                error?.problems.map { "\($0.path) \($0.rule)" } == [
                    "/rows/2/lastYear plan.years", "/rows/2/higher plan.unknown", "/rows/3/kind plan.kind",
                    "/rows/3/organisation plan.organisation", "/rows/4/organisation organisation.notBelow",
                    "/rows/5/kind sheet.choice", "/rows/6/lastYear required", "/rows/7/higher plan.higherCircle",
                    "/rows/8/code element.repeated",
                ], "\(error?.problems ?? [])")
            for problem in error?.problems ?? [] {
                #expect(!problem.message.th.isEmpty && problem.message.en?.isEmpty == false)
            }
            #expect(await refusal { try await office.service.call(GetPlan(plan: "67-A")) } == "notFound")
            // What is announced stays as it is.
            let late = await #expect(throws: RPCError.self) {
                try await load("รหัสแผน,ชื่อแผน\n67-PEDP,ชื่อใหม่\n", office, key: "late")
            }
            #expect(late?.problems.map(\.rule) == ["plan.noDraft"])
            let part = try await load(
                Self.heading + "1,67-G,แผนของหน่วยงาน,ก,2566,2570,67-01,\n2,67-H,แผนของหน่วยงาน,ก,2570,2566,67-01,\n",
                office, key: "part", mode: .partial)
            #expect((part.created, part.refused) == (1, 1))
            #expect(part.annotated != nil)
            // Whose plans they are must lie where the caller plans.
            let planner = Caller.holding(.agencyPlanner, at: "67-02")
            let foreign = ImportPlanFile(
                idempotencyKey: "f", organisation: "67-01", file: SheetFile(text: Self.heading + "1,67-X,,ก,,,,\n"))
            #expect(await refusal { try await office.service.call(foreign, as: planner) } == "forbidden")
        }
    }
}
