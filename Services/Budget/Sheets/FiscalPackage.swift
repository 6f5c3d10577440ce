import BudgetContract
import JSONRPC
import Kernel
import Sheets

/// A year's lines as a Fiscal Data Package: a CSV of amounts and the descriptor that says what its columns are.
struct FiscalPackage {
    let books: ExportBooks

    private struct Field: Encodable {
        var name: String
        var type: String
        var columnType: String
        var title: String
        var decimalChar: String?
        var groupChar: String?
        var constraints: Constraints?
    }
    private struct Constraints: Encodable {
        var required: Bool
    }
    private struct Schema: Encodable {
        var fields: [Field]
        var primaryKey: [String]
    }
    private struct Dialect: Encodable {
        var delimiter = ","
        var header = true
    }
    private struct Resource: Encodable {
        var name = "budget"
        var path = "budget.csv"
        var profile = "tabular-data-resource"
        var format = "csv"
        var mediatype = "text/csv"
        var encoding = "utf-8"
        var dialect = Dialect()
        var schema: Schema
    }
    private struct Period: Encodable {
        var start: CalendarDate
        var end: CalendarDate
    }
    private struct Package: Encodable {
        var name: String
        var title: String
        var profile = "tabular-data-package"
        var countryCode = "TH"
        var granularity = "aggregated"
        var fiscalPeriod: Period
        var resources: [Resource]
    }

    private static func text(_ name: String, _ type: String, _ title: String, required: Bool = true) -> Field {
        Field(
            name: name, type: "string", columnType: type, title: title,
            constraints: required ? Constraints(required: true) : nil)
    }

    private static func value(_ name: String, _ type: String, _ title: String) -> Field {
        Field(
            name: name, type: "number", columnType: type, title: title, decimalChar: ".",
            constraints: Constraints(required: true))
    }

    private static let fields = [
        text("line", "line-item:code", "รหัสรายการ"),
        Field(
            name: "fiscal_year", type: "integer", columnType: "date:fiscal-year", title: "ปีงบประมาณ พ.ศ.",
            constraints: Constraints(required: true)),
        text("organisation", "administrative-classification:generic:level1:code:full", "รหัสหน่วยงาน"),
        text("organisation_name", "administrative-classification:generic:level1:label", "หน่วยงาน", required: false),
        text("plan_type", "activity:generic:program:code:full", "แผนงาน"),
        text("work", "activity:generic:project:code:full", "รหัสผลผลิต/โครงการ"),
        text("work_name", "activity:generic:project:label", "ผลผลิต/โครงการ", required: false),
        text("category", "economic-classification:generic:level1:code:full", "งบรายจ่าย"),
        text("source", "fund:code", "แหล่งเงิน"),
        value("allocated", "value", "จัดสรรสุทธิ (บาท)"), value("available", "value", "คงเหลือ (บาท)"),
        value("reserved", "value", "กันโอน (บาท)"), value("committed", "value", "ผูกพัน (บาท)"),
        value("disbursed", "value", "เบิกจ่าย (บาท)"),
    ]

    func csv() throws -> [UInt8] {
        var writer = CSVWriter(hasMark: false, guardsFormulas: false)
        writer.write(Self.fields.map { .text($0.name) }, style: .heading)
        for item in books.lines {
            let (line, balances) = (item.line, item.line.balances)
            writer.write([
                .text(line.code), .integer(line.fiscalYear.buddhistYear), .text(line.organisation),
                .text(item.organisationName ?? ""), .text(line.planType.rawValue), .text(line.workCode),
                .text(line.workName?.th ?? ""), .text(line.category.rawValue), .text(line.source.rawValue),
                .money(balances.allocated), .money(balances.available), .money(balances.reserved),
                .money(balances.committed), .money(balances.disbursed),
            ])
        }
        return writer.finish()
    }

    func descriptor() throws -> [UInt8] {
        let year = books.fiscalYear
        return try JSONEncoding.bytes(
            Package(
                name: "budget-\(books.organisation.lowercased())-\(year)",
                title: "งบประมาณ \(books.organisation) ปี \(year)",
                fiscalPeriod: Period(start: year.firstDay, end: year.lastDay),
                resources: [Resource(schema: Schema(fields: Self.fields, primaryKey: ["line"]))]))
    }
}
