import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

extension ProceduresModule {
    func registerMeetings(on router: ServiceRouter) {
        let procedures = procedures
        router.change(CreateMeeting.self, at: { params, call in try await call.body(params.body).organisation }) {
            try await MeetingDesk.create($0, $1)
        }
        router.change(SetAgenda.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(
                params.body, params.meeting, version: params.expectedVersion, in: [.planned, .invited], change)
            return try await desk.setAgenda(params.items)
        }
        router.change(InviteToMeeting.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(params.body, params.meeting, in: [.planned], change)
            return try await desk.invite(params)
        }
        router.change(CancelMeeting.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(params.body, params.meeting, in: [.planned, .invited], change)
            return try await desk.cancel(params.reason)
        }
        router.change(HoldMeeting.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(
                params.body, params.meeting, version: params.expectedVersion, in: [.planned, .invited], change)
            return try await desk.hold(params.attendance)
        }
        router.change(ResolveItem.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(params.body, params.meeting, in: [.held], change)
            return try await desk.resolve(params, procedures)
        }
        router.change(WriteMinutes.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(
                params.body, params.meeting, version: params.expectedVersion, in: [.held], change)
            return try await desk.writeMinutes(params.items)
        }
        router.change(NotifyOfResolutions.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(params.body, params.meeting, in: [.held, .closed], change)
            return try await desk.notify(params)
        }
        router.change(CloseMeeting.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            var desk = try await MeetingDesk(
                params.body, params.meeting, version: params.expectedVersion, in: [.held], change)
            return try await desk.close()
        }
        registerMeetingReads(on: router)
    }

    private func registerMeetingReads(on router: ServiceRouter) {
        router.read(GetMeeting.self) { params, call in
            let (meeting, body) = try await call.meeting(params.body, params.meeting)
            let sight = try await MeetingSight(call)
            guard try await sight.sees(meeting, of: body, call) else {
                throw MeetingMessages.hidden(meeting.state, at: body.organisation)
            }
            return meeting
        }
        router.read(ListMeetings.self) { params, call in
            let limit = PageLimit.of(params.limit)
            var before: (day: CalendarDate, id: ID)?
            if let keys = try params.cursor?.keys("meeting", count: 2) {
                if let day = CalendarDate(keys[0]), let id = ID(keys[1]) { before = (day, id) }
            }
            let rows = try await call.database.all(
                LatestMeetings(
                    filter: params, sight: try await MeetingSight(call), before: before, limit: limit + 1))
            let last = rows.prefix(limit).last.map {
                PageCursor("meeting", $0.meeting.heldOn.description, $0.id.description)
            }
            return Page(items: rows.prefix(limit).map(\.meeting), nextCursor: rows.count > limit ? last : nil)
        }
        router.read(GetMeetingDocument.self) { params, call in
            let (meeting, body) = try await call.meeting(params.body, params.meeting)
            guard try await MeetingSight(call).reads(params, of: meeting, of: body, call) else {
                throw MeetingMessages.hidden(meeting.state, at: body.organisation)
            }
            let codes = [body.organisation] + [params.organisation].compactMap(\.self)
            let names = Dictionary(
                try await call.database.all(OrganisationNames(codes: codes)).map { ($0.code, $0.name) }
            ) { first, _ in first }
            if let code = params.organisation, names[code] == nil { throw RPCError.notFound("organisation", code) }
            let paperwork = MeetingPaperwork(
                meeting: meeting, body: body, office: names[body.organisation] ?? body.organisation)
            return try paperwork.document(params.kind, to: params.organisation.map { ($0, names[$0] ?? $0) })
        }
    }
}

extension ReadCall {
    func meeting(_ code: String, _ number: String) async throws -> (answer: Meeting, body: Body) {
        let body = try await body(code)
        guard let meeting = try await database.first(FindMeeting(body: body, number: number)) else {
            throw RPCError.notFound("meeting", "\(code) \(number)")
        }
        return (try await MeetingView(executor: database).answer(meeting, of: body), body)
    }
}
