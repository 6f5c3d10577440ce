import BudgetContract
import Kernel

/// A year's outputs and projects as IATI 2.03 activities: budget, planned disbursement by quarter, commitments (2),
/// disbursements (3) and allocations as incoming funds (1).
struct IATIDocument {
    let books: ExportBooks
    let generatedAt: Instant
    /// The organisation's name in Thai.
    let organisationName: String

    /// Organisations have no registered prefix in Thailand; this one says whose codes they are.
    private static let prefix = "TH-EDU"

    /// Codes of works, in order.
    var works: [String] { Array(Set(books.lines.map(\.line.workCode))).sorted() }

    func bytes() -> [UInt8] {
        let linesByWork = Dictionary(grouping: books.lines, by: \.line.workCode)
        let entriesByWork = Dictionary(grouping: books.entries, by: \.workCode)
        var xml = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        xml += #"<iati-activities version="2.03" generated-datetime="\#(generatedAt)">"# + "\n"
        for work in works { xml += activity(work, linesByWork[work] ?? [], entriesByWork[work] ?? []) }
        return Array((xml + "</iati-activities>\n").utf8)
    }

    private func activity(_ work: String, _ lines: [ExportLine], _ entries: [ExportEntry]) -> String {
        let (year, own) = (books.fiscalYear, "\(Self.prefix)-\(books.organisation)")
        let name = lines.compactMap { $0.line.workName?.th }.first ?? work
        var xml = #"<iati-activity default-currency="THB" xml:lang="th">"# + "\n"
        xml += "<iati-identifier>\(escape("\(own)-\(year)-\(work)"))</iati-identifier>\n"
        xml += #"<reporting-org ref="\#(escape(own))" type="10"><narrative>"#
        xml += escape(organisationName) + "</narrative></reporting-org>\n"
        xml += "<title><narrative>\(escape(name))</narrative></title>\n"
        xml += #"<description type="1"><narrative>"# + escape("\(name) (\(work)) ปีงบประมาณ \(year)")
        xml += "</narrative></description>\n"
        for role in [1, 4] {
            xml += #"<participating-org ref="\#(escape(own))" role="\#(role)" type="10"><narrative>"#
            xml += escape(organisationName) + "</narrative></participating-org>\n"
        }
        let isOver = generatedAt.dateInThailand > year.lastDay
        xml += #"<activity-status code="\#(isOver ? 4 : 2)"/>"# + "\n"
        xml += #"<activity-date iso-date="\#(year.firstDay)" type="1"/>"# + "\n"
        xml += #"<activity-date iso-date="\#(year.lastDay)" type="3"/>"# + "\n"
        xml += #"<recipient-country code="TH" percentage="100"/>"# + "\n"
        xml += #"<sector vocabulary="1" code="11110" percentage="100"/>"# + "\n"
        xml += budget(lines) + plans(lines) + entries.map(transaction).joined()
        return xml + "</iati-activity>\n"
    }

    private func budget(_ lines: [ExportLine]) -> String {
        let amount = lines.map(\.line.balances.allocated).reduce(.zero, +)
        let year = books.fiscalYear
        return #"<budget type="1" status="2">"# + period(year.firstDay, year.lastDay) + value(amount, year.firstDay)
            + "</budget>\n"
    }

    private func plans(_ lines: [ExportLine]) -> String {
        books.fiscalYear.quarters.map { quarter in
            let months = (quarter.number - 1) * 3..<quarter.number * 3
            let amount = lines.flatMap { $0.months.isEmpty ? [] : Array($0.months[months]) }.reduce(.zero, +)
            guard amount > .zero else { return "" }
            return #"<planned-disbursement type="1">"# + period(quarter.firstDay, quarter.lastDay)
                + value(amount, quarter.firstDay) + "</planned-disbursement>\n"
        }.joined()
    }

    private func transaction(_ entry: ExportEntry) -> String {
        let type: Int
        switch entry.kind {
        case .allocation, .supplementaryAllocation: type = 1
        case .commitment: type = 2
        case .disbursement, .refund: type = 3
        default: return ""
        }
        let amount = entry.kind == .refund ? -entry.amount : entry.amount
        var xml = #"<transaction ref="\#(escape(entry.document))"><transaction-type code="\#(type)"/>"#
        xml += #"<transaction-date iso-date="\#(entry.date)"/>"# + value(amount, entry.date)
        return xml + "</transaction>\n"
    }

    private func period(_ from: CalendarDate, _ to: CalendarDate) -> String {
        #"<period-start iso-date="\#(from)"/><period-end iso-date="\#(to)"/>"#
    }

    private func value(_ amount: Money, _ date: CalendarDate) -> String {
        #"<value currency="THB" value-date="\#(date)">\#(amount)</value>"#
    }

    /// XML allows no control characters but tab, line feed and carriage return.
    private func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
