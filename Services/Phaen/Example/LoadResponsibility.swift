import CommonContract
import JSONRPC
import Kernel
import PlansContract

/// Who answers for each issue, goal and indicator of the provincial plan: positions, no names.
struct LoadResponsibility {
    let example: Example

    func run() async throws {
        let kinds = ["strategicIssue", "goal", "indicatorReference"]
        let elements = try example.table("elements").rows.filter {
            $0["plan"] == LoadPlans.provincial && kinds.contains($0["kind"])
        }
        for row in elements {
            let (organisation, position) = place(of: row)
            _ = try await example.call(
                .plans,
                SetResponsibility(
                    idempotencyKey: example.key("responsible \(row["code"])"),
                    element: .code("\(LoadPlans.provincial)/\(row["code"])"), organisation: organisation,
                    position: position, expectedVersion: 0),
                as: .planner, at: "67")
        }
        Progress("ผู้รับผิดชอบประเด็น เป้าประสงค์ และตัวชี้วัด \(elements.count) รายการ — who answers for what", total: 1).finish()
    }

    /// An issue is the office's group's, a goal its head's, an indicator in turn one of the service areas'.
    private func place(of row: Table.Row) -> (organisation: String, position: LocalizedText) {
        switch row["kind"] {
        case "strategicIssue":
            return (
                "67-01", LocalizedText("ผู้อำนวยการกลุ่มนโยบายและแผน (ตัวอย่าง)", "Head of policy and planning (example)")
            )
        case "goal":
            return ("67-01", LocalizedText("รองศึกษาธิการจังหวัด (ตัวอย่าง)", "Deputy education officer (example)"))
        default:
            var random = Seeded("responsible \(row["code"])")
            return (
                ["67-02", "67-03", "67-04", "67-05"][random.number(0...3)],
                LocalizedText("ผู้อำนวยการกลุ่มนิเทศ ติดตามและประเมินผล (ตัวอย่าง)", "Head of supervision (example)")
            )
        }
    }
}
