import Kernel
import ReportingContract
import Sheets

/// The projects of a quarter as spreadsheets. The same export gives the same bytes.
enum EmenscrFiles {
    /// One row a field, for machines.
    static func csv(_ file: EmenscrExports.File) -> [UInt8] {
        var writer = CSVWriter()
        writer.write(
            ["project", "national_code", "form", "number", "field", "name", "position", "value", "origin"].map(
                SheetOutput.text), style: .heading)
        for project in file.projects {
            for field in project.fields {
                for (index, value) in field.values.enumerated() {
                    writer.write([
                        .text(project.project), .text(project.record.nationalCode ?? ""), .text(field.form.rawValue),
                        .text(field.number), .text(field.code), .text(field.name.th), .integer(index + 1),
                        output(value, field), .text(field.origin.rawValue),
                    ])
                }
            }
        }
        return writer.finish()
    }

    /// A sheet of all projects, then one of each: field by field in the form's order, to enter from.
    static func xlsx(_ file: EmenscrExports.File) throws -> [UInt8] {
        let writer = try XLSXWriter(
            title: "eMENSCR \(file.organisation) ปีงบประมาณ \(file.fiscalYear) ไตรมาส \(file.quarter)",
            company: file.organisation, createdAt: file.createdAt)
        try writer.beginSheet("โครงการ", layout: XLSXWriter.Layout(frozenRows: 1, frozenColumns: 2))
        try writer.write(
            ["รหัสโครงการ", "รหัส eMENSCR", "ชื่อโครงการ", "หน่วยงาน", "สถานะ (M7)", "ข้อควรพิจารณา"].map(SheetOutput.text),
            style: .heading)
        for project in file.projects {
            try writer.write([
                .text(project.project), .text(project.record.nationalCode ?? ""), .text(project.name.th),
                .text(project.organisation ?? ""), .text(EmenscrWords.state(project.record.state).th),
                .text(project.problems.map(\.message.th).joined(separator: "\n")),
            ])
        }
        for project in file.projects {
            let layout = XLSXWriter.Layout(
                frozenRows: 2, isLandscape: false, widths: [1: 12, 2: 9, 3: 38, 4: 60, 5: 12])
            try writer.beginSheet(project.project, layout: layout)
            try writer.write([.text("\(project.project) \(project.name.th)")], style: .title)
            try writer.write(["แบบ", "ข้อ", "ช่อง", "ค่า", "ที่มา"].map(SheetOutput.text), style: .heading)
            for field in project.fields {
                let values = field.values.isEmpty ? [""] : field.values
                for (index, value) in values.enumerated() {
                    try writer.write([
                        .text(index == 0 ? field.form.rawValue.uppercased() : ""),
                        .text(index == 0 ? field.number : ""), .text(index == 0 ? field.name.th : ""),
                        field.values.isEmpty ? .muted("–") : output(value, field),
                        .text(index == 0 ? EmenscrWords.origin(field.origin).th : ""),
                    ])
                }
            }
        }
        return try writer.finish()
    }

    /// Money and days are typed; everything else is text.
    private static func output(_ value: String, _ field: EmenscrField) -> SheetOutput {
        let kind = field.code.prefix { $0 != "/" }
        if ["budget", "allocated", "planned", "spent", "used"].contains(kind), let money = Money(value) {
            return .money(money)
        }
        if days.contains(kind), let day = CalendarDate(value) { return .date(day) }
        return .text(value)
    }

    private static let days: Set<Substring> = ["start", "end", "actualStart", "actualEnd"]

    /// As people read it: the files of data have it as machines do.
    static func shown(_ value: String, _ field: EmenscrField) -> String {
        let kind = field.code.prefix { $0 != "/" }
        if ["budget", "allocated", "planned", "spent", "used"].contains(kind), let money = Money(value) {
            return money.grouped()
        }
        if days.contains(kind), let day = CalendarDate(value) {
            return ThaiDate.text(day, .short, digits: .arabic)
        }
        let words = value.split(separator: " ")
        if kind == "moves", let first = words.first, let day = CalendarDate(String(first)) {
            return ThaiDate.text(day, .short, digits: .arabic) + value.dropFirst(first.count)
        }
        if kind == "months", words.count == 2, let day = CalendarDate(String(words[0]) + "-01"),
            let money = Money(String(words[1]))
        {
            return "\(ThaiDate.shortMonths[day.month - 1]) \(day.buddhistYear) \(money.grouped())"
        }
        return value
    }

    /// A project's sheet as a report: page, PDF, spreadsheet and CSV are the report's own.
    static func content(_ sheet: EmenscrSheet, at now: Instant) -> ReportContent {
        let columns = [
            ReportColumn(code: "number", title: LocalizedText("ข้อ", "No."), kind: .text),
            ReportColumn(code: "field", title: LocalizedText("ช่อง", "Field"), kind: .text),
            ReportColumn(code: "value", title: LocalizedText("ค่าที่ต้องบันทึก", "To be entered"), kind: .text),
            ReportColumn(code: "origin", title: LocalizedText("ที่มา", "From"), kind: .text),
        ]
        let forms = EmenscrForm.allCases.map { form in
            let rows = sheet.fields.filter { $0.form == form }.map { field in
                ReportRow(cells: [
                    ReportCell(state: .value, value: field.number),
                    ReportCell(state: .value, value: field.name.th, en: field.name.en),
                    field.values.isEmpty
                        ? ReportCell(state: field.isRequired ? .missing : .none)
                        : ReportCell(
                            state: .value, value: field.values.map { shown($0, field) }.joined(separator: "\n")),
                    ReportCell(
                        state: .value, value: EmenscrWords.origin(field.origin).th,
                        en: EmenscrWords.origin(field.origin).en),
                ])
            }
            return ReportPart(
                code: form.rawValue, title: EmenscrWords.form(form),
                blocks: [
                    rows.isEmpty
                        ? .paragraph(LocalizedText("ยังไม่มีข้อมูล", "Nothing is known yet."))
                        : .table(
                            ReportTable(
                                code: form.rawValue, caption: EmenscrWords.form(form), columns: columns, rows: rows))
                ])
        }
        let problems = sheet.problems.map(\.message)
        let checks = ReportPart(
            code: "checks", title: LocalizedText("ผลการตรวจก่อนบันทึก", "Checks"),
            blocks: [
                problems.isEmpty
                    ? .paragraph(LocalizedText("พร้อมบันทึกในระบบ eMENSCR", "Ready to be entered.")) : .list(problems)
            ])
        return ReportContent(
            definition: "emenscrSheet", definitionVersion: 1, organisation: sheet.organisation ?? sheet.plan,
            organisationName: sheet.name, fiscalYear: sheet.fiscalYear, quarter: sheet.quarter,
            title: LocalizedText(
                "แบบข้อมูลโครงการ eMENSCR \(sheet.project) ปีงบประมาณ พ.ศ. \(sheet.fiscalYear) ไตรมาสที่ \(sheet.quarter)",
                "eMENSCR sheet of \(sheet.project), quarter \(sheet.quarter) of fiscal year \(sheet.fiscalYear)"),
            composedAt: now, parts: forms + [checks], sources: [], missing: [])
    }
}
