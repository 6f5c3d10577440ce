import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// What a checked file shows: its columns, what would happen, and the sheet with its problems.
struct ImportView {
    let request: PageRequest
    let items: [String: String]
    let attempt: ImportAttempt
    let sheet: SheetOnPage
    let members: [ImportWizard.Member]
    let outcome: WizardOutcome
    let error: RPCError?
    let isRemembered: Bool

    private func say(_ th: String, _ en: String) -> String { request.say(th, en) }

    /// What says where the person is, without what this page changes.
    private func kept(_ isKept: (String) -> Bool) -> [[String: Any]] {
        items.filter { isKept($0.key) }.sorted { $0.key < $1.key }.map { ["name": $0.key, "value": $0.value] }
    }

    /// `12,345`.
    static func grouped(_ count: Int) -> String {
        let digits = Array(String(count))
        return digits.indices.reduce(into: "") { text, index in
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digits[index])
        }
    }

    private var layout: SheetLayout? { outcome.layout ?? attempt.layout }
    private var header: Int { sheet.headerRow(layout) }

    var values: [String: Any] {
        let onlyWrong = !outcome.problems.isEmpty && items["all"] != "yes"
        let from = items["from"].flatMap { Int($0) } ?? 1
        let table = sheet.table(
            header: header, problems: outcome.problems, from: from, onlyWrong: onlyWrong, say: request.text)
        let isGood = error == nil && outcome.problems.isEmpty
        let found = outcome.problems.count + outcome.problemsOmitted
        let annotated = ImportSteps.address(items.filter { !["all", "from"].contains($0.key) })
        var values: [String: Any] = [
            "file": attempt.file.name ?? "", "again": say("เลือกแฟ้มอื่น", "Another file"),
            "columnsTitle": say("คอลัมน์", "Columns"), "hasMembers": !members.isEmpty,
            "isColumnsOpen": error != nil || outcome.problems.contains { $0.row == header },
            "columns": columns, "recheck": say("ตรวจใหม่ด้วยคอลัมน์นี้", "Check again with these"),
            "keptForColumns": kept { $0.hasPrefix("s.") || $0 == "file" || $0 == "name" },
            "keptForLoad": kept { !["partial", "all", "from"].contains($0) },
            "sheetTitle": say("แฟ้มที่ส่งมา", "The file"), "table": table.html,
            "isGood": isGood, "good": say("ไม่พบปัญหา", "No problem was found."),
            "hasProblems": !outcome.problems.isEmpty, "onlyWrong": onlyWrong,
            "problems": say(
                "พบ \(Self.grouped(found)) ปัญหา ทำเครื่องหมายไว้ที่เซลล์",
                found == 1
                    ? "1 problem, marked at its cell." : "\(Self.grouped(found)) problems, each marked at its cell."),
            "counts": ([(name: LocalizedText("แถวในแฟ้ม", "Rows"), count: outcome.rows)] + outcome.counts).map {
                ["name": request.text($0.name), "count": Self.grouped($0.count)]
            },
            "elsewhere": sheet.elsewhere(outcome.problems, header: header).prefix(50).map {
                ["text": request.text($0.message)]
            },
            "notes": outcome.notes.map { ["text": request.text($0)] },
            "hasAnnotated": outcome.annotated != nil,
            "annotated": say("ดาวน์โหลดแฟ้มเดิมที่มีคอลัมน์ปัญหา", "The same file with a column of problems"),
            "annotatedQuery": annotated,
            "allRows": say("ดูทุกแถว", "All rows"), "wrongRows": say("เฉพาะแถวที่มีปัญหา", "Only rows with problems"),
            "allAddress": PageScene.current.address("all", "yes"),
            "wrongAddress": PageScene.current.address("all", nil),
            "mayLoad": outcome.rows > 0,
            "load": say("นำเข้า", "Load"), "busy": say("กำลังนำเข้า อย่าปิดหน้านี้", "Loading; keep this page open"),
            "partialField": PageField(
                "partial", say("ข้ามแถวที่มีปัญหา นำเข้าเฉพาะแถวที่ถูกต้อง", "Leave out the rows with problems, load the others"),
                .checkbox, value: items["partial"]
            ).html,
            "remembered": isRemembered
                ? say("ใช้คอลัมน์ที่จำไว้จากแฟ้มก่อน", "Columns as they were chosen for an earlier file") : "",
            "isRemembered": isRemembered,
            "columnNote": say("อ่านจากหัวตารางแถวที่ \(header)", "Read from the headings in row \(header)"),
        ]
        if let next = table.next {
            values["next"] = PageScene.current.address("from", String(next))
            values["nextLabel"] = say("แถวถัดไป", "Further rows")
        }
        if let error {
            values["error"] = request.text(error.message)
            values["errors"] = error.problems.filter { $0.message != error.message }.prefix(50).map {
                ["text": request.text($0.message)]
            }
        }
        return values
    }

    /// A choice of heading for each member, with sheet and row of headings.
    private var columns: String {
        let headings = sheet.headings(at: header)
        let none = say("— ไม่มี —", "— none —")
        var fields: [PageField] = []
        if sheet.sheets.count > 1 {
            fields.append(
                PageField("sheet", say("แผ่นงาน", "Sheet"), .select(sheet.sheets.map { ($0, $0) }), value: sheet.sheet))
        }
        fields.append(PageField("header", say("หัวตารางอยู่แถวที่", "Row of the headings"), .number, value: String(header)))
        for member in members {
            let column = layout?.columns?[member.key] ?? ""
            let known = headings.first { $0.text == column || $0.letters == column }
            fields.append(
                PageField(
                    "c.\(member.key)", request.text(member.name) + (member.isRequired ? " *" : ""),
                    .select([("", none)] + headings.map { ($0.letters, "\($0.letters): \($0.text)") }),
                    value: known?.letters ?? ""))
        }
        return fields.map(\.html).joined()
    }
}
