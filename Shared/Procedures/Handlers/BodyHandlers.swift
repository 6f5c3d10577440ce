import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

extension ProceduresModule {
    func registerBodies(on router: ServiceRouter) {
        router.change(CreateBody.self, at: { params, _ in params.organisation }) { params, change in
            let body = Body(
                id: change.newID(), province: OrganisationCode.province(of: params.organisation), code: params.code,
                kind: params.kind, name: params.name, organisation: params.organisation,
                legalBasis: params.legalBasis, legalBasisOn: params.legalBasisOn, orderNumber: params.orderNumber,
                orderOn: params.orderOn, quorumPercent: params.quorumPercent ?? 50,
                members: (params.members ?? []).enumerated().map { $1.numbered($0 + 1) }, version: 1)
            try await change.transaction.execute(InsertBody(body: body))
            try await BodyDesk.seat(body.members, after: 0, of: body, change)
            try await change.emit("body.created", subject: body.code, data: body)
            return body
        }
        router.change(AppointMembers.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            try await BodyDesk(params.body, version: params.expectedVersion, change).appoint(params)
        }
        router.change(ReleaseMember.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            try await BodyDesk(params.body, version: params.expectedVersion, change)
                .release(params.member, lastDay: params.lastDay)
        }
        router.read(GetBody.self) { params, call in
            try await BodyDesk.detail(of: try await call.body(params.body), on: params.on, call.database)
        }
        router.read(ListBodies.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let after = try params.cursor?.keys("body", count: 1)[0]
            let rows = try await call.database.all(
                BodiesOfProvince(province: params.province, kind: params.kind, after: after, limit: limit + 1))
            var page = Page(rows, limit: limit) { PageCursor("body", $0.code) }
            let members = try await call.database.all(
                MembersOfBodies(province: params.province, bodies: page.items.map(\.id)))
            let seats = Dictionary(grouping: members, by: \.body)
            for index in page.items.indices {
                page.items[index].members = seats[page.items[index].id]?.map(\.member) ?? []
            }
            return page
        }
        router.change(RecordResolution.self, at: { params, call in try await call.body(params.body).organisation }) {
            params, change in
            let body = try await MeetingView(executor: change.transaction).body(params.body)
            let resolution = Resolution(
                id: change.newID(), province: body.province, body: body.code, number: params.number,
                meeting: params.meeting, date: params.date, outcome: params.outcome, text: params.text,
                observations: params.observations, matter: nil, supersedes: params.supersedes,
                recordedBy: change.caller.subject, recordedAt: change.now)
            try await change.transaction.execute(InsertResolution(resolution: resolution, body: body.id))
            try await change.emit("resolution.recorded", subject: resolution.id.description, data: resolution)
            return resolution
        }
        router.read(ListResolutions.self) { params, call in
            let body = try await call.body(params.body)
            let limit = PageLimit.of(params.limit)
            var before: (date: CalendarDate, id: ID)?
            if let keys = try params.cursor?.keys("resolution", count: 2) {
                if let date = CalendarDate(keys[0]), let id = ID(keys[1]) { before = (date, id) }
            }
            let rows = try await call.database.all(
                NewestResolutions(body: body, sight: try await MeetingSight(call), before: before, limit: limit + 1))
            let named = rows.map { row in
                var row = row
                row.body = body.code
                return row
            }
            return Page(named, limit: limit) { PageCursor("resolution", $0.date.description, $0.id.description) }
        }
    }
}

extension BodyMember {
    fileprivate func numbered(_ number: Int) -> BodyMember {
        var member = self
        member.number = number
        return member
    }
}

extension ReadCall {
    func body(_ code: String) async throws -> Body {
        try await MeetingView(executor: database).body(code)
    }
}
