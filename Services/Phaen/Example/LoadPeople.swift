import CommonContract
import FoundationEssentials
import JSONRPC
import Kernel

/// People of the example who can sign in on the pages, each with the roles of one kind of work.
struct LoadPeople {
    let example: Example

    private struct Person: Sendable {
        var name: String
        var displayName: String
        var work: LocalizedText
        var organisation: String
        var roles: [(role: Role, organisation: String)]
    }

    private static let school = "67-S0001"
    private static let people = [
        Person(
            name: "example.operator", displayName: "ผู้ดูแลระบบ (ตัวอย่าง)",
            work: LocalizedText("ผู้ดูแลระบบ", "operator"), organisation: "67", roles: [(.administrator, "TH")]),
        Person(
            name: "example.planner", displayName: "นักวางแผน (ตัวอย่าง)",
            work: LocalizedText("แผน รอบข้อมูล การประชุม", "plans, rounds, meetings"), organisation: "67",
            roles: [(.planner, "67"), (.provincialOfficer, "67"), (.secretary, "67")]),
        Person(
            name: "example.budget", displayName: "เจ้าหน้าที่งบประมาณ (ตัวอย่าง)",
            work: LocalizedText("งบประมาณ", "budget"), organisation: "67", roles: [(.budgetOfficer, "67")]),
        Person(
            name: "example.head", displayName: "ผู้อำนวยการสถานศึกษา (ตัวอย่าง)",
            work: LocalizedText("ผู้อำนวยการสถานศึกษา", "a school's head"), organisation: school,
            roles: [(.head, school)]),
        Person(
            name: "example.reporter", displayName: "ผู้รายงานของสถานศึกษา (ตัวอย่าง)",
            work: LocalizedText("ผู้รายงานของสถานศึกษา", "a school's reporter"), organisation: school,
            roles: [(.reporter, school)]),
    ]

    /// The ways in of those who are new, a line each; nothing where all were there before: a link is shown once.
    func run() async throws -> String {
        var lines: [String] = []
        for person in Self.people {
            let account = try await example.call(
                .plans,
                CreateAccount(
                    idempotencyKey: example.key("account \(person.name)"), name: person.name,
                    displayName: person.displayName, organisation: person.organisation))
            for (role, organisation) in person.roles {
                _ = try await example.call(
                    .plans,
                    CreateAssignment(
                        idempotencyKey: example.key("role \(person.name) \(role.rawValue)"), subject: account.subject,
                        role: role, organisation: organisation))
            }
            guard let path = account.invitation?.path else { continue }
            let name = person.name + String(repeating: " ", count: max(1, 18 - person.name.count))
            lines.append("    \(name)\(example.address(.plans))\(path)  \(person.work.th) — \(person.work.en ?? "")")
        }
        guard !lines.isEmpty else { return "" }
        return """

              เข้าสู่ระบบในหน้าเว็บ: เปิดลิงก์ ตั้งรหัสผ่าน (ใช้ได้ครั้งเดียวใน 7 วัน) — to sign in on the pages: open a link, choose a password
            \(lines.joined(separator: "\n"))
            """
    }
}
