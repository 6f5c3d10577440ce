import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Who is told of what a meeting resolved.
extension MeetingDesk {
    /// Every resolution that was not yet notified: to its matter's organisation, and to those that are named.
    mutating func notify(_ params: NotifyOfResolutions) async throws -> Meeting {
        let date = params.date ?? change.now.dateInThailand
        if date > change.now.dateInThailand { throw Messages.future(date) }
        let named = params.organisations ?? []
        let known = Set(try await change.transaction.all(OrganisationNames(codes: named)).map(\.code))
        var problems = Problems()
        for (index, code) in named.enumerated() where !known.contains(code) {
            problems.add(MeetingMessages.noOrganisation(code, at: "/organisations/\(index)"))
        }
        try problems.throwIfAny()
        let notices = try await due(to: named, params.letterNumber, date)
        guard !notices.isEmpty else { throw MeetingMessages.nothingToNotify }
        for notice in notices {
            try await change.transaction.execute(InsertNotice(meeting: meeting, notice: notice))
        }
        for (organisation, items) in Dictionary(grouping: notices, by: \.organisation).sorted(by: { $0.key < $1.key }) {
            try await change.emit(
                "resolution.notified", subject: meeting.id.description,
                data: NoticeNews(
                    body: body.code, meeting: meeting.number, organisation: organisation, items: items.map(\.item),
                    letterNumber: params.letterNumber, date: date))
        }
        return try await view.answer(meeting, of: body)
    }

    private func due(to named: [String], _ letter: String, _ date: CalendarDate) async throws -> [MeetingNotice] {
        let agenda = try await change.transaction.all(AgendaOfMeeting(meeting: meeting))
        let told = Set(
            try await change.transaction.all(NoticesOfMeeting(meeting: meeting)).map { "\($0.item) \($0.organisation)" }
        )
        let matters = try await change.transaction.all(
            MattersOfAgenda(province: body.province, ids: agenda.compactMap(\.matter)))
        let owners = Dictionary(matters.map { ($0.id, $0.organisation) }) { first, _ in first }
        return agenda.filter { $0.resolution != nil }.flatMap { item in
            let concerned = Set(named + [item.matter.flatMap { owners[$0] }].compactMap(\.self))
            return concerned.sorted().filter { !told.contains("\(item.number) \($0)") }.map {
                MeetingNotice(item: item.number, organisation: $0, letterNumber: letter, date: date)
            }
        }
    }
}

/// What an event says of a notice.
struct NoticeNews: Codable, Sendable {
    var body: String
    var meeting: String
    var organisation: String
    var items: [Int]
    var letterNumber: String
    var date: CalendarDate
}
