import ArgumentParser
import CommonContract
import FoundationEssentials
import JSONRPC
import Kernel

#if canImport(Glibc)
    import Glibc
#endif

/// Brings data in.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "นำเข้าข้อมูล — bring data in.",
        subcommands: [
            PlansImport.self, ElementsImport.self, AnswersImport.self, FiguresImport.self, BudgetImport.self,
            ImportExample.self,
        ])
}

/// What every import of an office's own table asks for.
struct TableFile: ParsableArguments {
    @Argument(help: "ไฟล์ CSV หรือ XLSX — the file; TIS-620 and UTF-8 are told apart by its content.")
    var file: String
    @Flag(help: "ตรวจเท่านั้น ไม่บันทึก — check only, change nothing.")
    var check = false
    @Flag(help: "รับเฉพาะแถวที่ถูก — take the good rows; otherwise all or nothing.")
    var partial = false
    @Option(help: "เขียนไฟล์เดิมพร้อมคอลัมน์ปัญหาที่นี่ — write the file with a column of its problems here.")
    var annotated: String?
    @OptionGroup var connection: Connection

    /// Sends the file and tells what became of it.
    /// - Throws: `ExitCode(1)` if a row was refused.
    func send(to service: String, _ method: String, _ members: [(String, JSONValue?)]) async throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("อ่านไฟล์ไม่ได้ — cannot read \(file)")
        }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        var params = members.compactMap { name, value in value.map { JSONMember(name: name, value: $0) } }
        params.append(
            JSONMember(
                name: "file",
                value: .object([
                    JSONMember(name: "name", value: .string(name)),
                    JSONMember(name: "content", value: .string(Base64.encode(Array(data)))),
                ])))
        func call(mode: ImportMode, check: Bool) async throws -> JSONValue {
            var params = params
            params.append(JSONMember(name: "mode", value: .string(mode.rawValue)))
            if check { params.append(JSONMember(name: "validateOnly", value: .bool(true))) }
            return try await connection.call(service, method, JSONValue.object(params).withFreshKey())
        }
        // The file comes back with an answer only, and all or nothing is refused with an error: so it is asked for first.
        if let annotated { try write(await call(mode: .partial, check: true)["annotated"], to: annotated) }
        try tell(await call(mode: partial ? .partial : .atomic, check: check))
    }

    private func write(_ file: JSONValue?, to path: String) throws {
        let text = file?["text"]?.text.map { Array($0.utf8) }
        guard let bytes = text ?? file?["content"]?.text.flatMap({ Base64.decode($0) }) else { return }
        try Data(bytes).write(to: URL(filePath: path))
        print("  → \(path)")
    }

    private func tell(_ result: JSONValue) throws {
        guard case .object(let members) = result else { return }
        let counts = members.compactMap { member in
            if case .number(let text) = member.value { "\(member.name) \(text)" } else { nil }
        }
        let refused = !(result["problems"]?.items.isEmpty ?? true)
        print("\(refused ? "✘" : "✔") \(counts.joined(separator: ", "))\(check ? " (ตรวจเท่านั้น — checked only)" : "")")
        fflush(nil)
        for problem in result["problems"]?.items ?? [] {
            let place =
                problem["cell"]?.text ?? problem["row"].map { "แถว/row \($0.text ?? "")" } ?? problem["path"]?.text
            Terminal.complain("  • \(place ?? "") [\(problem["rule"]?.text ?? "")]")
            for language in ["th", "en"] {
                if let text = problem["message"]?[language]?.text { Terminal.complain("      \(text)") }
            }
        }
        for payment in result["unmatched"]?.items ?? [] {
            let reason = payment["reason"]
            Terminal.complain(
                "  ? แถว/row \(payment["row"]?.text ?? "") \(payment["amount"]?.text ?? ""): \(reason?["th"]?.text ?? "") — \(reason?["en"]?.text ?? "")"
            )
        }
        if refused { throw ExitCode(1) }
    }
}

/// A list of plans.
struct PlansImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plans", abstract: "รายชื่อแผน เริ่มเป็นร่าง — a list of plans, which start as drafts.")

    @OptionGroup var table: TableFile
    @Option(help: "หน่วยงานที่ครอบทุกแถว — an organisation that all rows are at or below.")
    var organisation: String

    func run() async throws {
        try await table.send(to: "plans", "plan.importFile", [("organisation", .string(organisation))])
    }
}

/// Projects and other elements of a plan's draft.
struct ElementsImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "elements", abstract: "โครงการและองค์ประกอบเข้าร่างแผน — projects and elements into a plan's draft.")

    @OptionGroup var table: TableFile
    @Option(help: "รหัสแผน — the plan's code.")
    var plan: String

    func run() async throws {
        try await table.send(to: "plans", "element.importFile", [("plan", .string(plan))])
    }
}

/// Answers of a round, as drafts.
struct AnswersImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answers", abstract: "คำตอบของรอบ เป็นร่าง — a round's answers, as drafts.")

    @OptionGroup var table: TableFile
    @Option(help: "รหัสรอบ — the round's code.")
    var round: String

    func run() async throws {
        try await table.send(to: "indicators", "submission.importFile", [("round", .string(round))])
    }
}

/// Figures of data elements.
struct FiguresImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures", abstract: "ค่าข้อมูล — figures of data elements, a row a figure or a column an element.")

    @OptionGroup var table: TableFile
    @Option(help: "หน่วยงานที่ครอบทุกแถว — an organisation that all rows are at or below.")
    var under: String
    @Option(help: "ช่วงเวลา เช่น FY2566 — the period, where the table has no column of it.")
    var period: String?
    @Option(help: "รหัสข้อมูลของคอลัมน์ (ตารางแบบกว้าง) — data elements of a wide table's columns, one option each.")
    var element: [String] = []
    @Option(help: "create, update, upsert, delete.")
    var strategy = "upsert"
    @Option(help: "ชื่อการจับคู่คอลัมน์ที่เก็บไว้ — name of a mapping that was kept.")
    var mapping: String?

    func run() async throws {
        try await table.send(
            to: "indicators", "dataValue.importFile",
            [
                ("under", .string(under)), ("layout", .string(element.isEmpty ? "long" : "wide")),
                ("period", period.map(JSONValue.string)),
                ("elements", element.isEmpty ? nil : .array(element.map(JSONValue.string))),
                ("strategy", .string(strategy)), ("mapping", mapping.map(JSONValue.string)),
            ])
    }
}

/// Lines, allocations, plans and payments.
struct BudgetImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget",
        abstract: "งบประมาณ: รายการ จัดสรร แผน การจ่าย — budget lines, allocations, disbursement plans, payments.")

    @OptionGroup var table: TableFile
    @Option(help: "lines, allocations, plans, payments, budgetDocument.")
    var kind: String
    @Option(help: "หน่วยงานที่ครอบทุกแถว — an organisation that all rows are at or below.")
    var organisation: String
    @Option(help: "ปีงบประมาณของแถวที่ไม่ระบุ — fiscal year of rows that name none (budgetDocument).")
    var fiscalYear: Int?

    func run() async throws {
        try await table.send(
            to: "budget", "sheet.import",
            [
                ("organisation", .string(organisation)), ("kind", .string(kind)),
                ("fiscalYear", fiscalYear.map { .number(String($0)) }),
            ])
    }
}
