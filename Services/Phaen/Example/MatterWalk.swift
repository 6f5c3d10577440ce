import CommonContract
import JSONRPC
import Kernel

/// Takes a matter through its procedure, step by step, as the people who hold each step.
struct MatterWalk {
    struct Step {
        var code: String
        var outcome: ActionOutcome
        var role: Role
        var date: CalendarDate
        var note: String?
    }

    let example: Example
    let service: Example.Service
    /// Distinguishes this matter's idempotency keys.
    let name: String

    /// The province's two bodies that the shipped procedures name.
    func bodies() async throws {
        let bodies: [(String, BodyKind, LocalizedText)] = [
            (
                "67-PEC", .provincialEducationCommittee,
                LocalizedText("คณะกรรมการศึกษาธิการจังหวัดเพชรบูรณ์", "Phetchabun Provincial Education Committee")
            ),
            (
                "67-SSA", .strategicAdministrationSubcommittee,
                LocalizedText(
                    "คณะอนุกรรมการบริหารราชการเชิงยุทธศาสตร์ จังหวัดเพชรบูรณ์",
                    "Phetchabun Subcommittee on Strategic Administration")
            ),
        ]
        for (code, kind, title) in bodies {
            _ = try await example.call(
                service,
                CreateBody(
                    idempotencyKey: example.key("body \(code)"), code: code, kind: kind, name: title,
                    organisation: "67-01", legalBasis: "คำสั่งหัวหน้าคณะรักษาความสงบแห่งชาติ ที่ 19/2560"),
                as: .secretary, at: "67")
        }
    }

    func take(_ steps: [Step], of matter: ID) async throws {
        for (number, step) in steps.enumerated() {
            let body = ["screening": "67-SSA", "resolution": "67-PEC"][step.code]
            _ = try await example.call(
                service,
                ActOnMatter(
                    idempotencyKey: example.key("\(name) step", number), matter: matter, step: step.code,
                    outcome: step.outcome, date: step.date, note: step.note, body: body,
                    resolutionNumber: body == nil ? nil : "\(name) \(number + 1)/2566 (ตัวอย่าง)"),
                as: step.role, at: "67")
        }
    }
}
