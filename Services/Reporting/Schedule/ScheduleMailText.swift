import Kernel
import ReportingContract

/// What a mail that reminds of reports says. Mail to offices is Thai.
struct ScheduleMailText: Sendable {
    /// Reports that one mail lists; the rest is counted.
    private static let listedMax = 100

    var occasion: ReminderOccasion
    /// It goes to the organisation above those that owe.
    var isAbove: Bool
    var about: [DueReport]

    var subject: String {
        if isAbove {
            let count = Set(about.map(\.organisation)).count
            return "แจ้งหน่วยงานในสังกัดที่ยังไม่ส่งรายงานเกินกำหนด \(count) แห่ง"
        }
        let what = about.count == 1 ? shown(about[0].title.th) : "รายงาน \(about.count) ฉบับ"
        return switch occasion {
        case .soon: "แจ้งเตือนล่วงหน้า: \(what)"
        case .due: "ครบกำหนดวันนี้: \(what)"
        case .overdue, .escalated: "เกินกำหนดส่ง: \(what)"
        }
    }

    var body: String {
        let lines = about.prefix(Self.listedMax).enumerated().map { index, report in
            let due = "กำหนดวันที่ \(ThaiDate.text(report.dueOn, digits: .arabic))"
            return "\(index + 1). \(shown(report.title.th)) (\(due))"
        }
        let rest = about.count - lines.count
        let list = lines.joined(separator: "\n") + (rest > 0 ? "\nและอีก \(rest) ฉบับ" : "")
        return """
            \(opening)

            \(list)

            \(isAbove ? "จึงขอความอนุเคราะห์เร่งรัดให้จัดทำและเผยแพร่รายงานในระบบ" : "จึงขอความร่วมมือจัดทำและเผยแพร่รายงานในระบบ หากดำเนินการแล้วขออภัยมา ณ ที่นี้")
            """
    }

    private var opening: String {
        if isAbove { return "หน่วยงานในสังกัดของท่านต่อไปนี้ยังไม่ได้เผยแพร่รายงานที่เกินกำหนดแล้ว" }
        let due =
            switch occasion {
            case .soon: "ใกล้ครบกำหนด"
            case .due: "ครบกำหนดวันนี้"
            case .overdue, .escalated: "เกินกำหนดแล้ว"
            }
        let name = about.first.map { "เรียน ผู้บริหาร\(shown($0.name.th))\n\n" } ?? ""
        return "\(name)รายงานของหน่วยงานท่าน\(due) ดังนี้"
    }

    /// On one line: a name can end no header and begin no paragraph.
    private func shown(_ text: String) -> String {
        CellText.visible(text).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
