import CommonContract
import JSONRPC
import Kernel
import Postgres

/// Puts a meeting together as callers get it.
struct MeetingView<Executor: StatementExecutor>: Sendable {
    let executor: Executor

    func body(_ code: String) async throws -> Body {
        let found = try await executor.first(FindBody(province: OrganisationCode.province(of: code), code: code))
        guard let found else { throw RPCError.notFound("body", code) }
        return found
    }

    func answer(_ meeting: StoredMeeting, of body: Body) async throws -> Meeting {
        let members = try await executor.all(MembersOfMeeting(meeting: meeting))
        let papers = Dictionary(grouping: try await executor.all(PapersOfMeeting(meeting: meeting)), by: \.item)
        var agenda = try await executor.all(AgendaOfMeeting(meeting: meeting))
        for index in agenda.indices {
            agenda[index].papers = papers[agenda[index].number]?.map(\.paper) ?? []
            agenda[index].resolution?.body = body.code
        }
        return Meeting(
            id: meeting.id, province: meeting.province, body: body.code, number: meeting.number,
            heldOn: meeting.heldOn, startsAt: meeting.startsAt, place: meeting.place, state: meeting.state,
            invitation: meeting.invitedOn.map { MeetingLetter(letterNumber: meeting.letterNumber, date: $0) },
            members: members, memberCount: meeting.memberCount, presentCount: meeting.presentCount,
            quorum: meeting.quorum, agenda: agenda,
            notices: try await executor.all(NoticesOfMeeting(meeting: meeting)), version: meeting.version)
    }
}
