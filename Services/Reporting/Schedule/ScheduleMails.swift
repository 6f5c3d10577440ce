import Kernel
import Postgres
import ReportingContract
import ServiceKit

/// What a mail names: a report that is due, and whose.
struct DueReport: Codable, Sendable, Hashable {
    var organisation: String
    var name: LocalizedText
    var definition: String
    var fiscalYear: FiscalYear
    var quarter: Int?
    var title: LocalizedText
    var dueOn: CalendarDate
}

/// Mails of reminders: one a recipient and occasion, with all that is due. They stand in the kit's queue (`mail.list`).
struct ScheduleMails {
    static let kind = "report.reminder"

    struct Data: Codable, Sendable, Hashable {
        var occasion: ReminderOccasion
        /// Whether it goes to the organisation above those that owe.
        var isAbove: Bool
        var about: [DueReport]
    }

    private struct Key: Hashable {
        var recipient: String
        var occasion: ReminderOccasion
        var isAbove: Bool

        var order: [String] { [recipient, occasion.rawValue, isAbove ? "1" : "0"] }
    }

    /// Of the organisations that owe.
    let names: [String: LocalizedText]
    private var reports: [Key: [DueReport]] = [:]

    init(names: [String: LocalizedText]) { self.names = names }

    mutating func add(_ item: ScheduledReport, _ occasion: ReminderOccasion, above: String?) {
        let report = DueReport(
            organisation: item.organisation, name: names[item.organisation] ?? LocalizedText(th: item.organisation),
            definition: item.definition, fiscalYear: item.fiscalYear, quarter: item.quarter, title: item.title,
            dueOn: item.dueOn)
        reports[Key(recipient: item.organisation, occasion: occasion, isAbove: false), default: []].append(report)
        guard occasion == .escalated, let above else { return }
        reports[Key(recipient: above, occasion: occasion, isAbove: true), default: []].append(report)
    }

    /// Queued with the reminders: what was reminded of before is in no other mail.
    func queue(in change: Change) async throws {
        let sorted = reports.sorted { $0.key.order.lexicographicallyPrecedes($1.key.order) }
        try await change.mail(
            Self.kind,
            sorted.map { key, about in
                let id = change.newID()
                return try MailOrder(
                    id: id, key: "\(key.occasion.rawValue) \(change.now.dateInThailand) \(id)", to: key.recipient,
                    data: Data(occasion: key.occasion, isAbove: key.isAbove, about: about))
            })
    }

    static func register(on router: ServiceRouter) {
        router.mail(kind, Data.self) { data, mail in
            let about = try await outstanding(data.about, mail)
            guard !about.isEmpty else { return nil }
            let text = ScheduleMailText(occasion: data.occasion, isAbove: data.isAbove, about: about)
            return MailText(subject: text.subject, body: text.body)
        }
    }

    /// What is not published meanwhile.
    private static func outstanding(_ about: [DueReport], _ mail: MailInHand) async throws -> [DueReport] {
        var outstanding: [DueReport] = []
        for (year, due) in Dictionary(grouping: about, by: \.fiscalYear).sorted(by: { $0.key < $1.key }) {
            let done = try await mail.runtime.database.all(
                SelectYearReports(
                    province: mail.province, organisations: Set(due.map(\.organisation)).sorted(), fiscalYear: year)
            ).filter { $0.step == .published }
            outstanding += due.filter { item in
                !done.contains {
                    $0.organisation == item.organisation && $0.definition == item.definition
                        && $0.quarter == item.quarter
                }
            }
        }
        return outstanding
    }
}
