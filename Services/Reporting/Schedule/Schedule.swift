import CommonContract
import Kernel
import ReportingContract

/// What an organisation owes of a fiscal year, generated from the cycles of the definitions. Pure.
struct Schedule {
    let organisation: String
    let name: LocalizedText
    let kind: OrganisationKind
    let fiscalYear: FiscalYear
    let definitions: [ReportDefinition]
    /// Days that organisations above set, the nearest one's, by definition and quarter.
    var parentsDays: [String: (dueOn: CalendarDate, setBy: String)] = [:]

    struct Item {
        var definition: ReportDefinition
        var quarter: Int?
        var dueOn: CalendarDate
        var title: LocalizedText
        var setBy: String?
    }

    /// In the order of the days they are due on.
    var items: [Item] {
        definitions.flatMap { definition -> [Item] in
            guard let cycle = definition.cycle, cycle.kinds.contains(kind) else { return [] }
            if definition.isQuarterly {
                return (1...4).compactMap { number in
                    guard let quarter = FiscalQuarter(year: fiscalYear, number: number) else { return nil }
                    return item(definition, number, Self.due(cycle.due, quarter))
                }
            }
            return FiscalQuarter(year: fiscalYear, number: 4).map {
                [item(definition, nil, Self.due(cycle.due, $0))]
            } ?? []
        }.sorted { ($0.dueOn, $0.definition.code) < ($1.dueOn, $1.definition.code) }
    }

    /// Domain §6: `+7d`, `Oct`, `Q4`; of a yearly report the quarter is the fourth.
    static func due(_ due: ReportDue, _ quarter: FiscalQuarter) -> CalendarDate {
        switch due {
        case .weekAfterQuarter: quarter.reportDueDay
        case .october: quarter.year.lastDay.adding(days: 31) ?? quarter.year.lastDay
        case .quarter4, .parentsCalendar: quarter.year.lastDay
        case .november: quarter.year.lastDay.adding(days: 61) ?? quarter.year.lastDay
        }
    }

    private func item(_ definition: ReportDefinition, _ quarter: Int?, _ usual: CalendarDate) -> Item {
        let isParents = definition.cycle?.due == .parentsCalendar
        let set = isParents ? parentsDays["\(definition.code) \(quarter ?? 0)"] : nil
        let dueOn = set?.dueOn ?? usual
        let subject = ReportSubject(
            organisation: organisation, province: "", name: name, fiscalYear: fiscalYear, quarter: quarter, asOf: dueOn)
        return Item(
            definition: definition, quarter: quarter, dueOn: dueOn,
            title: Gatherer.values(of: subject).fill(definition.title), setBy: set?.setBy)
    }

    static func state(
        _ report: Report?, _ deliveries: [ReportDelivery], dueOn: CalendarDate, today: CalendarDate
    ) -> ScheduleState {
        guard report?.step == .published else { return today > dueOn ? .overdue : .open }
        guard !deliveries.isEmpty else { return .published }
        return deliveries.allSatisfy { $0.acknowledgedOn != nil } ? .acknowledged : .delivered
    }
}

/// RFC 5545: whole days, folded lines, CRLF.
enum ICalendar {
    static func bytes(_ items: [ScheduledReport], name: String, stamp: Instant) -> [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Phaen//reporting//TH", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:\(escaped(name))", "X-WR-TIMEZONE:Asia/Bangkok",
        ]
        for item in items {
            let key = [
                item.organisation, item.fiscalYear.description, item.quarter.map { "Q\($0)" } ?? "Y", item.definition,
            ]
            lines += [
                "BEGIN:VEVENT", "UID:\(key.joined(separator: "-"))@phaen", "DTSTAMP:\(basic(stamp))",
                "DTSTART;VALUE=DATE:\(basic(item.dueOn))",
                "DTEND;VALUE=DATE:\(basic(item.dueOn.adding(days: 1) ?? item.dueOn))",
                "SUMMARY:\(escaped(item.title.th))", "DESCRIPTION:\(escaped(words(item.state)))", "TRANSP:TRANSPARENT",
            ]
            if item.state == .open || item.state == .overdue {
                lines += [
                    "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:\(escaped(item.title.th))", "TRIGGER:-P3D",
                    "END:VALARM",
                ]
            }
            lines.append("END:VEVENT")
        }
        lines.append("END:VCALENDAR")
        return lines.flatMap { folded($0) }
    }

    private static func words(_ state: ScheduleState) -> String {
        switch state {
        case .open: "ยังไม่ถึงกำหนด"
        case .overdue: "เกินกำหนด"
        case .published: "เผยแพร่แล้ว"
        case .delivered: "จัดส่งแล้ว"
        case .acknowledged: "ตอบรับแล้ว"
        }
    }

    private static func basic(_ date: CalendarDate) -> String { date.description.filter { $0 != "-" } }

    /// `20231015T020000Z`
    private static func basic(_ instant: Instant) -> String {
        String(instant.description.prefix(19)).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case ";": "\\;"
            case ",": "\\,"
            case "\n": "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: " "
            default: String(scalar)
            }
        }.joined()
    }

    /// At most 75 bytes a line, cut between characters; what goes on begins with a space.
    static func folded(_ line: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var length = 0
        for scalar in line.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if length + next.count > 75 {
                bytes += [0x0D, 0x0A, 0x20]
                length = 1
            }
            bytes += next
            length += next.count
        }
        return bytes + [0x0D, 0x0A]
    }
}
