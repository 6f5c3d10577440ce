import ArgumentParser
import FoundationEssentials

/// Loads the example province through the services' public methods. Repeating it changes nothing.
struct ImportExample: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "example",
        abstract: "จังหวัดตัวอย่าง ปีงบประมาณ 2566 — load the example province, fiscal year 2566.",
        discussion: "Every change carries its own idempotency key: a run that was cut short goes on where it stopped.")

    @Option(help: "โฟลเดอร์ข้อมูล — folder of the example's CSV files (docker/example).")
    var from: String
    @Option(help: "โฟลเดอร์ของกุญแจผู้ออกโทเค็น — folder of the local issuer's keys.")
    var identity: String
    @Option(help: "address of the plans service.")
    var plans = "http://127.0.0.1:8101"
    @Option(help: "address of the indicators service.")
    var indicators = "http://127.0.0.1:8102"
    @Option(help: "address of the budget service.")
    var budget = "http://127.0.0.1:8103"
    @Option(help: "address of the reporting service.")
    var reporting = "http://127.0.0.1:8104"
    @Option(help: "เขียนสรุปว่าอะไรอยู่ที่ไหนลงไฟล์นี้ — write where everything is to this file.")
    var summary: String?
    @Option(help: "เขียนลิงก์เข้าสู่ระบบลงไฟล์นี้ (สิทธิ์ 0600) — write the links to sign in to this file (mode 0600).")
    var people: String?
    @Option(help: "จำนวนสถานศึกษา (0 = ทั้งหมด) — how many schools answer, 0 for all; tests load a few.")
    var schools = 0

    func run() async throws {
        let example = try await Example(
            folder: from, issuer: LocalIssuer.loadOrMake(folder: identity),
            addresses: [.plans: plans, .indicators: indicators, .budget: budget, .reporting: reporting],
            schoolsMax: schools)
        print("จังหวัดตัวอย่าง: เพชรบูรณ์ ปีงบประมาณ 2566 — the example: Phetchabun, fiscal year 2566")
        let text = try await example.load()
        let links = try await LoadPeople(example: example).run()
        guard !links.isEmpty else { return }
        if let people { try LocalIssuer.writePrivately(links, to: people) } else { print(links) }
        if let summary { try text.write(toFile: summary, atomically: true, encoding: .utf8) } else { print(text) }
    }
}
