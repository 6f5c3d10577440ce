import BudgetContract
import CommonContract
import Kernel
import Postgres
import ServiceKit

/// Notices of slow spending by mail: queued with the notice, once for it, and written when its turn comes.
struct AccelerationMail: Codable, Sendable {
    static let kind = "acceleration"

    var notice: ID
    /// How far behind a line may be, as the notice was given: basis points.
    var tolerance: Int

    static func register(on router: ServiceRouter) {
        router.mail(kind, AccelerationMail.self) { data, mail in
            guard let notice = try await mail.runtime.database.first(FindNotice(id: data.notice)), notice.answer == nil
            else { return nil }
            let text = try await text(notice, tolerance: data.tolerance, on: mail.runtime.database)
            return MailText(subject: text.subject, body: text.body)
        }
    }

    /// Queues the mail of notices that have just been given, and notes on each how it stands.
    static func queue(
        _ notices: [AccelerationNotice], tolerance: Int, _ change: Change
    ) async throws -> [AccelerationNotice] {
        let records = try await change.mail(
            kind,
            notices.map {
                try MailOrder(
                    id: $0.id, province: $0.province, key: $0.id.description, to: $0.organisation,
                    data: AccelerationMail(notice: $0.id, tolerance: tolerance))
            })
        let states = Dictionary(records.map { ($0.id, $0.state) }) { first, _ in first }
        return notices.map { notice in
            var notice = notice
            notice.delivery = states[notice.id].map { NoticeDelivery(state: $0) }
            return notice
        }
    }

    static func text(
        _ notice: AccelerationNotice, tolerance: Int, on database: some StatementExecutor
    ) async throws -> AccelerationText {
        let name = try await database.first(FindOrganisationName(code: notice.organisation))
        let behind = try await FollowUpHandlers.follow(
            GetFollowUp(
                organisation: notice.organisation, fiscalYear: notice.fiscalYear, groupBy: .line, date: notice.date,
                tolerance: tolerance, behindOnly: true, limit: 1_000),
            on: database, today: notice.date)
        // Not those of the organisations below it: they have notices of their own.
        let own = Set(
            try await database.all(
                SelectOwnLines(
                    province: notice.province, organisation: notice.organisation, fiscalYear: notice.fiscalYear)))
        let lines = behind.rows.filter { own.contains($0.row.key) }
        return AccelerationText(
            organisation: name ?? notice.organisation, fiscalYear: notice.fiscalYear, quarter: notice.quarter,
            date: notice.date, letterNumber: notice.letterNumber, allocated: notice.allocated, spent: notice.spent,
            shortfall: notice.shortfall, answerDueOn: notice.answerDueOn,
            lines: lines.map {
                AccelerationText.Line(
                    code: $0.row.key, name: $0.row.name?.th, spent: $0.row.spent, shortfall: $0.shortfall)
            })
    }
}
