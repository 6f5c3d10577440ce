import Kernel

/// What a notice of slow spending says by mail. Mail to offices is Thai.
struct AccelerationText: Sendable {
    /// A line that is behind.
    struct Line: Sendable {
        var code: String
        var name: String?
        var spent: Money
        var shortfall: Money
    }

    /// Lines that one mail names.
    static let linesMax = 20

    var organisation: String
    var fiscalYear: FiscalYear
    var quarter: Int
    var date: CalendarDate
    var letterNumber: String?
    var allocated: Money
    var spent: Money
    var shortfall: Money
    var answerDueOn: CalendarDate
    /// Its lines that are behind, the farthest first; those beyond `linesMax` are counted.
    var lines: [Line]

    var subject: String { "เร่งรัดการเบิกจ่ายงบประมาณปี พ.ศ. \(fiscalYear) ไตรมาสที่ \(quarter): \(organisation)" }

    var body: String {
        let letter = letterNumber.map { "ตามหนังสือที่ \($0) ลงวันที่ \(ThaiDate.text(date, digits: .arabic))\n\n" } ?? ""
        let share = spent.ratio(to: allocated).map { " คิดเป็นร้อยละ \(percent($0))" } ?? ""
        let named = lines.prefix(Self.linesMax).enumerated().map { number, line in
            "\(number + 1). \(line.code)\(line.name.map { " \($0)" } ?? "")"
                + " เบิกจ่าย \(line.spent.grouped()) บาท ต่ำกว่าแผนหรือเป้าหมาย \(line.shortfall.grouped()) บาท"
        }
        let rest = lines.count - named.count
        let list =
            named.isEmpty
            ? "" : "รายการที่ต้องเร่งรัด\n\(named.joined(separator: "\n"))\(rest > 0 ? "\nและอีก \(rest) รายการ" : "")\n\n"
        return """
            เรียน หัวหน้าหน่วยงาน\(organisation)

            \(letter)ณ วันที่ \(ThaiDate.text(date, digits: .arabic)) หน่วยงานของท่านเบิกจ่ายแล้ว \(spent.grouped()) บาท \
            จากงบประมาณที่ได้รับจัดสรร \(allocated.grouped()) บาท\(share) \
            ต่ำกว่าแผนการใช้จ่ายหรือเป้าหมายการเบิกจ่ายของไตรมาสที่ \(quarter) อยู่ \(shortfall.grouped()) บาท

            \(list)จึงขอให้เร่งรัดการเบิกจ่าย และชี้แจงเหตุขัดข้องพร้อมแนวทางแก้ไขในระบบ ภายในวันที่ \(ThaiDate.text(answerDueOn, digits: .arabic))
            """
    }

    private func percent(_ share: BasisPoints) -> String {
        let hundredths = share.value % 100
        return "\(share.value / 100).\(hundredths < 10 ? "0" : "")\(hundredths)"
    }
}
